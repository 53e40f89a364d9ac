"""What a review looks like: in a window, through a pipe, as JSON, as a page."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from primum import Draft, Level, Review, Slip, Span, Verdict, review_draft
from primum.render import Look, as_dict, plain, rows, schema, single, table, verdict
from primum.rules.finding import Witness
from tests.samples import ALL, CLEAN, HOSTILE, MILD, SOURCES, STOP, STORY, THOUGHT, WARN, WORLD, review_of

ids = pytest.mark.parametrize("review", ALL, ids=[review.draft.id[:6] for review in ALL])


def text(review: Review, width: int = 80, **look) -> str:
    return single(review, Look("text", width, **look))


# ── The whole of it: read the golden files ───────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_story_in_windows_of_three_widths(golden, width):
    golden(f"story-{width}.txt", text(STORY, width, sources=True))


def test_a_story_in_color(golden):
    golden("story-color.txt", text(STORY, color=True))


def test_scripts_and_emoji_of_the_world(golden):
    golden("world.txt", text(WORLD, 60))


def test_a_table(golden):
    golden("table.txt", "".join(table(((review.draft.id, review) for review in ALL), Look("text"))))


def test_a_page(golden):
    golden("story.html", single(STORY, Look("html")))


def test_a_line_of_json(golden):
    golden("story.json", single(STORY, Look("json")))


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_most_serious_slip_comes_first_and_the_verdict_last():
    lines = text(STORY).splitlines()
    headings = [line.split(" · ")[0] for line in lines if " · " in line]
    assert headings == ["Confidentiality", "Diagnosis", "Colleagues"]
    assert lines[-1] == verdict(STORY)


def test_a_serious_slip_overtakes_one_that_stands_earlier_in_the_text():
    review = review_of("Bad clinic. Anna came.", ("bashing", WARN, "Bad clinic"), ("identifier", STOP, "Anna", "name"))
    said = text(review)
    assert said.index("Confidentiality") < said.index("Colleagues")


def test_a_reason_is_given_once_for_all_that_it_is_the_reason_of():
    assert text(STORY, 200).count("Each detail narrows the circle") == 1
    assert "“3pm” (time), “teacher” (occupation), “Boise” (place)" in text(STORY)


def test_a_quote_that_comes_twice_is_shown_once():
    twice = review_of("Anna came.", ("identifier", STOP, "Anna", "name"), ("identifier", STOP, "Anna", "name"))
    assert text(twice).count("“Anna”") == 1


def test_the_middle_of_a_long_quote_is_left_out():
    clause = "She " + "really " * 30 + "cried"
    assert "“She really really really really really … really really cried”" in text(
        review_of(clause, ("client-story", STOP, clause))
    )


def test_levels_differ_by_line_where_there_is_no_color():
    shown = [text(review_of("Anna came.", ("identifier", level, "Anna", "name"))).splitlines()[1] for level in Level]
    assert shown == ["  ┄┄┄┄", "  ────", "  ════"]


def test_levels_differ_by_more_than_color_where_there_is_some():
    weights = {
        text(review_of("Anna", ("identifier", level, "Anna", "name")), color=True).split("m")[0][:-2] for level in Level
    }
    assert len(weights) == 3


def test_a_pipe_gets_no_escapes():
    assert all("\x1b" not in text(review) for review in ALL)


def test_sources_come_on_request_only():
    assert not any(source in text(MILD) for source in SOURCES)
    assert all(source in text(MILD, sources=True) for source in SOURCES)


def test_marks_stand_under_the_words_whatever_their_width():
    lines = text(WORLD).splitlines()
    for words, line in (("מחיפה", 0), ("東京の先生", 2), ("Zoë", 4)):
        before, marks = lines[line].split(words)[0], lines[line + 1]
        assert len(marks) - len(marks.lstrip()) == cell_len(before)
        assert len(marks.strip()) == cell_len(words)


def test_of_overlapping_stretches_the_more_serious_shows():
    review = review_of("My Anna.", ("client-story", WARN, "My Anna."), ("identifier", STOP, "Anna", "name"))
    assert text(review).splitlines()[1] == "  ───════─"


@pytest.mark.parametrize("width", [6, 12, 29, 30, 40, 80, 120, 300])
@pytest.mark.parametrize("color", [False, True])
@ids
def test_no_line_is_wider_than_the_window(review, color, width):
    for line in text(review, width, color=color, sources=True).splitlines():
        assert cell_len(re.sub(r"\x1b\[[\d;]*m", "", line)) <= width


@given(st.text().map(plain), st.integers(2, 50))
def test_rows_fit_and_lose_nothing_but_white_space(words, width):
    cut = list(rows(words, width))
    assert all(end <= start for (_, end), (start, _) in pairwise(cut))
    assert "".join("".join(words[start:end].split()) for start, end in cut) == "".join(words.split())
    assert all(cell_len(words[start:end]) <= width for start, end in cut)


# ── What a draft must not do ─────────────────────────────────────────────────────────────────────


@given(st.text())
def test_made_plain_a_text_keeps_its_length_and_loses_its_powers(words):
    shown = plain(words)
    assert len(shown) == len(words)
    assert not any((ord(char) < 0x20 and char != "\n") or 0x7F <= ord(char) < 0xA0 for char in shown)


@pytest.mark.parametrize("shape", ["text", "json", "jsonl", "html"])
def test_no_escape_of_a_draft_reaches_a_terminal(shape):
    output = "".join(table([(HOSTILE.draft.id, HOSTILE)], Look(shape)))
    assert not set(output) & {"\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u2028", "\r"}


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)

    def handle_data(self, data):
        self.text += data


def test_markup_in_a_draft_stays_words():
    page = Tags("".join(table([(HOSTILE.draft.id, HOSTILE)], Look("html"))))
    assert "script" not in page.seen
    assert "<script>alert('x')</script>" in page.text


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


@ids
def test_a_page_stands_alone(review):
    page = single(review, Look("html"))
    assert not set(Tags(page).seen) & {"script", "link", "img", "iframe"}
    assert "http:" not in page and "https:" not in page and "url(" not in page


def test_a_page_says_levels_in_words_too():
    page = single(STORY, Look("html"))
    assert '<span class="level">stop</span>' in page and '<mark class="warn">' in page


def test_sources_are_folded_away_unless_asked_for():
    assert "<details>" in single(MILD, Look("html"))
    assert "<details open>" in single(MILD, Look("html", sources=True))


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


@ids
def test_a_review_keeps_to_its_published_schema(review):
    jsonschema.validate(
        json.loads(single(review, Look("jsonl"))), json.loads(schema()), cls=jsonschema.Draft202012Validator
    )


def test_what_the_rules_find_keeps_to_the_schema_too():
    found = as_dict(
        review_draft(Draft("My client Anna, 34, cried in session today. Her ex is a textbook narcissist.", id="1"))
    )
    assert found["findings"]
    jsonschema.validate(found, json.loads(schema()), cls=jsonschema.Draft202012Validator)


def test_the_schema_is_one_and_names_what_the_program_knows():
    told = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(told)
    finding = told["$defs"]["finding"]["properties"]
    assert set(told["properties"]["verdict"]["enum"]) == set(Verdict)
    assert set(finding["slip"]["enum"]) == set(Slip)
    assert set(finding["level"]["enum"]) == set(map(str, Level))
    assert set(finding["witness"]["enum"]) == set(Witness)
    assert list(finding) == list(as_dict(STORY)["findings"][0])


@ids
def test_offsets_count_code_points_of_the_text_as_given(review):
    for finding in json.loads(single(review, Look("json")))["findings"]:
        assert Span(finding["start"], finding["end"]).of(review.draft.text) == finding["quote"]


@ids
def test_a_review_takes_one_line_of_jsonl_for_every_reader(review):
    assert len(single(review, Look("jsonl")).splitlines()) == 1


@pytest.mark.parametrize("reviews", [(), (CLEAN,), ALL])
def test_a_table_is_one_json_array(reviews):
    array = json.loads("".join(table(((review.draft.id, review) for review in reviews), Look("json"))))
    assert array == [as_dict(review) for review in reviews]


def test_a_table_is_rendered_as_it_comes():
    def endless():
        while True:
            yield "clean", CLEAN

    for shape in ("text", "json", "jsonl", "html"):
        parts = table(endless(), Look(shape))
        assert next(parts) and next(parts)


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def test_every_verdict_is_one_calm_sentence():
    assert verdict(CLEAN) == "Share it when you are ready; nothing was found that asks for a change."
    assert verdict(THOUGHT) == "Share it when you are ready; what is noted is only worth a thought."
    assert verdict(MILD) == "Revise it first: one place is worth changing."
    assert verdict(STORY) == "Hold it for now: 7 places should not go out as they stand."
