"""What to do instead: each way, and the promise that what is offered can be posted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from primum import Draft, Slip, Span, Verdict, review_draft
from primum.guidance import SCAFFOLDS, Alternative, Guidance
from primum.guidance.hypothetical import turn
from primum.guidance.labels import ways as label_ways
from primum.guidance.rewording import Edit, applied, edit, general
from primum.guidance.texts import conditions, table, theme_of, themes
from primum.lexicon import words
from primum.model import NoModel
from primum.reading.details import _LISTED
from primum.review import advised
from primum.rules.catalogue import citations
from primum.rules.finding import Finding, Level

STORY = "A client told me she hides in the pantry."
CORPUS = Path(__file__).parent.parent / "training" / "corpus"


def guidance_of(text: str, answering: str | None = None, **about: str) -> Guidance:
    return advised(review_draft(Draft(text, answering=answering, **about), NoModel("tests go without")))


def texts_of(guidance: Guidance, kind: str) -> list[str]:
    return [alternative.text for alternative in guidance.alternatives if alternative.kind == kind]


def detail(text: str, words_: str, kind: str) -> tuple[Span, str]:
    return Span(text.index(words_), text.index(words_) + len(words_)), kind


# --- what holds for all of it


def test_a_clean_draft_is_left_alone() -> None:
    assert guidance_of("Two spaces open on Tuesdays.") == Guidance()


@pytest.mark.parametrize(
    ("text", "answering"),
    [
        (STORY, None),
        ("That's PTSD, love.", "I keep having nightmares"),
        ("He's a textbook narcissist.", None),
        ("My old supervisor is an incompetent fraud.", None),
    ],
)
def test_each_slip_gets_a_text_that_passes_its_own_review(text: str, answering: str | None) -> None:
    posts = [a for a in guidance_of(text, answering).alternatives if a.postable]
    assert posts
    for post in posts:
        again = review_draft(Draft(post.within(Draft(text)), answering=answering), NoModel("tests go without"))
        assert again.verdict is Verdict.SHARE, post


def test_nothing_is_offered_that_is_not_clean() -> None:
    review = review_draft(Draft(STORY), NoModel("tests go without"))
    from primum.guidance import advise
    from primum.review import findings_of

    guidance = advise(review.draft, findings_of(review), lambda drafts: [False] * len(drafts))
    assert {alternative.kind for alternative in guidance.alternatives} <= SCAFFOLDS


def test_most_slip_drafts_get_a_clean_alternative() -> None:
    """The figure over the whole corpus, with both witnesses, is in docs/guidance.md; here a part of it, explicitly."""
    drafts = [
        json.loads(line)
        for path in sorted(CORPUS.glob("dev-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()[:20]
    ]
    slips = [
        review
        for d in drafts
        if (
            review := review_draft(
                Draft(d["text"], answering=d["in_reply_to"], platform=d["platform"], kind=d["kind"]),
                NoModel("tests go without"),
            )
        ).verdict
        is not Verdict.SHARE
    ]
    served = sum(any(a.postable for a in advised(review).alternatives) for review in slips)
    assert len(slips) > 40
    assert served / len(slips) >= 0.95


# --- oversharing


@pytest.mark.parametrize(
    ("text", "details", "general_text"),
    [
        ("A 34-year-old teacher cried.", [("34-year-old", "age")], "A teacher cried."),
        ("A pilot in Boise.", [("pilot", "occupation"), ("Boise", "place")], "Someone with a demanding job."),
        ("She came in on Tuesday and laughed.", [("Tuesday", "date")], "She came in and laughed."),
        ("My client, a vet nurse, keeps asking.", [("a vet nurse", "occupation")], "My client keeps asking."),
        ("Her husband left.", [("Her husband", "family")], "A partner left."),
        ('She told me, "I hate it here."', [("I hate it here.", "quote")], "She told me how it felt."),
        ("My client Sarah moved house.", [("Sarah", "name")], "My client moved house."),
        ("Call her at 555-0199, please.", [("555-0199", "contact")], "Call her at, please."),
        ("An Irish woman I see came back.", [("Irish", "ethnicity")], "A woman I see came back."),
    ],
)  # fmt: skip
def test_details_are_said_generally(text: str, details: Sequence[tuple[str, str]], general_text: str) -> None:
    assert general(text, [detail(text, words_, kind) for words_, kind in details]) == general_text


def test_a_detail_that_cannot_be_reworded_well_is_left_to_the_author() -> None:
    text = "He drives the school bus so half of you know him."
    assert edit(text, *detail(text, "drives the school bus", "occupation")) is None


@given(st.text("ab ,.'A3", min_size=1, max_size=40), st.data())
def test_rewording_never_touches_words_outside_its_edits(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    kind = data.draw(st.sampled_from(sorted(set(_LISTED.values()))))
    change = edit(text, Span(start, end), kind)
    if change:
        assert 0 <= change.start <= start
        assert end <= change.end <= len(text) or change.end >= end


def test_edits_that_overlap_are_applied_once() -> None:
    assert applied("one two three", [Edit(0, 3, "four"), Edit(2, 7, "five")]) == "four two three"


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (STORY, "Imagine someone who hides in the pantry."),
        ("Today a client of mine finally blocked his number.", "Imagine someone who finally blocked his number."),
        ("A client asked me whether grief has a clock.", "Imagine someone asking whether grief has a clock."),
        ("One of my teens says they hate the bell.", "Imagine someone who hates the bell."),
    ],
)
def test_a_story_is_turned_into_something_imagined(sentence: str, turned: str) -> None:
    assert turn(sentence) == turned


@pytest.mark.parametrize("sentence", ["What a week.", "She laughed.", "So proud of you, Donal!"])
def test_what_does_not_open_on_a_client_is_not_turned(sentence: str) -> None:
    assert turn(sentence) is None


def test_a_story_gets_outlines_on_its_theme() -> None:
    assert theme_of("My client has a panic attack whenever she is driving on the highway").id == "panic-while-driving"
    guidance = guidance_of("A client told me she has a panic attack whenever she is driving on the highway.")
    assert len(texts_of(guidance, "teach-instead")) >= 3
    assert len(texts_of(guidance, "own-journey")) >= 3


# --- diagnosing


def test_somebody_in_danger_gets_a_helpline_and_no_label() -> None:
    guidance = guidance_of("Sounds like you have depression.", "I want to kill myself")
    declined = texts_of(guidance, "decline-kindly")
    assert declined
    assert all("988" in text and "depression" not in text for text in declined)


def test_the_helpline_is_that_of_the_country() -> None:
    draft = Draft("Sounds like you have depression.", answering="I want to die")
    label = Finding("reader-diagnosis", Slip.DIAGNOSIS, Level.STOP, Span(0, 32))
    assert any("116 123" in way.text for way in label_ways(draft, [label], "GB"))


def test_a_label_is_cut_and_the_behavior_stays() -> None:
    described = texts_of(guidance_of("He's a narcissist, he interrupts everyone at the table."), "describe-dont-label")
    assert described == ["He interrupts everyone at the table."]


def test_where_nothing_was_seen_the_author_is_asked_for_it() -> None:
    assert texts_of(guidance_of("He's a textbook narcissist."), "describe-scaffold")


def test_answers_keep_within_the_platforms_limit() -> None:
    guidance = guidance_of("That's PTSD, love.", "I keep having nightmares", platform="x")
    assert all(len(a.text) <= 280 for a in guidance.alternatives if a.postable)


# --- colleagues


def test_a_concern_gets_the_ladder_and_a_message() -> None:
    guidance = guidance_of("My old supervisor is an incompetent fraud.")
    assert guidance.ladder is not None
    assert guidance.ladder.steps[0].title == "A private talk"
    assert texts_of(guidance, "private-message")


def test_the_ladder_follows_the_authors_code() -> None:
    review = review_draft(Draft("My old supervisor is an incompetent fraud."), NoModel("tests go without"))
    theirs = advised(review, profession="social-worker", country="US").ladder
    assert theirs is not None
    assert any("NASW" in source for source in theirs.sources)


# --- the texts as data


def test_there_are_themes_and_conditions_enough() -> None:
    assert len(themes()) >= 60
    assert len(conditions()) >= 40


@pytest.mark.parametrize("theme", sorted(themes()))
def test_a_theme_has_three_outlines_each_way_and_every_one_can_be_posted(theme: str) -> None:
    page = themes()[theme]
    assert len(page.teach) == len(page.journey) == 3
    for outline in (*page.teach, *page.journey):
        assert 2 <= len(outline.points) <= 3
        assert outline.question.endswith("?")
        assert review_draft(Draft(outline.text), NoModel("tests go without")).verdict is Verdict.SHARE


@pytest.mark.parametrize("condition", sorted(conditions()))
def test_a_condition_has_its_texts_and_they_can_be_posted(condition: str) -> None:
    page = conditions()[condition]
    assert len(page.brief) <= 240
    assert page.mistaken
    for text in (page.general, page.brief):
        assert review_draft(Draft(text), NoModel("tests go without")).verdict is Verdict.SHARE


def test_no_word_names_two_conditions() -> None:
    named = [" ".join(word.text for word in words(phrase)) for page in conditions().values() for phrase in page.words]
    assert len(named) == len(set(named))


def test_every_citation_of_the_texts_exists() -> None:
    keys = [key for step in table("ladder")["step"] for key in step.get("sources", ())]
    keys += [key for entry in table("report")["excess"] for key in entry.get("sources", ())]
    assert set(keys) <= set(citations())


def test_an_alternative_can_stand_in_its_draft() -> None:
    draft = Draft("Before. Middle. After.")
    assert (
        Alternative(Slip.DIAGNOSIS, "describe-dont-label", "Calm.", Span(8, 15)).within(draft) == "Before. Calm. After."
    )
