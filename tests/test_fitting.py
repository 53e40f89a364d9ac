"""Fitting: each platform's limit as it counts, threads that break nothing and strand nothing, facets by their bytes."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable, Sequence
from functools import partial

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from primum import Draft, Level, Review, review_draft
from primum.draft import PLATFORMS
from primum.errors import PrimumError, UnknownChoice
from primum.model import NoModel
from primum.platforms import LINK, graphemes, platform, platforms
from primum.publish.errors import (
    AltMissing,
    BesideNotClean,
    CannotSplit,
    DoesNotFit,
    FitError,
    NotThere,
    Stranded,
    TooManyParts,
    answered,
)
from primum.publish.facets import facets
from primum.publish.fitting import Fitted, Picture, Read, fit
from tests.samples import remark

X, BLUESKY, MASTODON, THREADS = map(platform, ("x", "bluesky", "mastodon", "threads"))
THREADED = ("x", "bluesky", "mastodon", "threads")
FAMILY = "👩‍👩‍👧‍👦"
REST = "Rest is not a reward, and nobody has to earn it. "
STORY = "My client told me she left her husband."
WITNESS = NoModel("explicit knowledge alone")


def clean(drafts: Sequence[Draft]) -> list[Review]:
    return [Review(draft, (), False) for draft in drafts]


def explicit(drafts: Sequence[Draft]) -> list[Review]:
    return [review_draft(draft, WITNESS) for draft in drafts]


def framed(drafts: Sequence[Draft], frame: str = "Imagine") -> list[Review]:
    """Review as one to whom a story is none where it is said in the same text that it is imagined."""
    return [
        Review(
            draft,
            (remark(draft.text, "client-story", Level.STOP, STORY),)
            if STORY in draft.text and frame not in draft.text.split(STORY)[0]
            else (),
            False,
        )
        for draft in drafts
    ]


def posts(text: str, to: str = "x", read: Read = clean) -> list[str]:
    return [part.text for part in fit(Draft(text, platform=to), read).parts]


# --- Counting


def test_every_platform_of_a_draft_has_its_limits_and_their_sources() -> None:
    assert set(platforms()) == PLATFORMS
    for one in platforms().values():
        assert one.sources and re.fullmatch(r"\d{4}-\d\d", one.verified), one.id
        assert one.opens.startswith("https://") or one.opens == "", one.id
        assert one.limit is None or one.limit > 0, one.id
        assert re.fullmatch(r"[A-Z][^\n]+\.", one.copies), f"{one.id} does not say where copies may remain"
    with pytest.raises(UnknownChoice):
        platform("myspace")


@pytest.mark.parametrize(
    ("text", "weighs"),
    [
        ("hello", 5),
        ("日本語", 6),
        ("😀", 2),
        (FAMILY, 2),
        ("👍🏽", 2),
        ("🇨🇦", 2),
        ("1️⃣", 2),
        ("café", 4),
        ("cafe\u0301", 4),
        ("“quoted” — yes…", 15 + 1),  # the ellipsis is no light character
        ("https://a.co", 23),
        ("See https://example.org/a/very/long/path?that=goes#on.", 4 + 23 + 1),
        ("(https://example.org/)", 1 + 23 + 1),
        ("see example.org now", 4 + 23 + 4),
        ("😀\u0301", 3),
    ],
)
def test_x_counts_by_weight(text: str, weighs: int) -> None:
    assert X.count(text) == weighs


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (FAMILY, 1),
        ("cafe\u0301", 4),
        ("https://example.org/a/very/long/path", 23),
        ("https://localhost/a/very/long/path/that/is/no/link", 50),
        ("@ode@mastodon.example thanks", 4 + 7),
        ("mail ode@example.org", 20),
    ],
)
def test_mastodon_counts_graphemes_links_and_local_parts(text: str, counts: int) -> None:
    assert MASTODON.count(text) == counts


def test_bluesky_counts_graphemes_and_bytes() -> None:
    assert BLUESKY.fits(FAMILY * 120) and not BLUESKY.fits(FAMILY * 121)  # 25 bytes each
    assert BLUESKY.fits("a" * 300) and not BLUESKY.fits("a" * 301)


def test_threads_counts_an_emoji_by_its_bytes() -> None:
    assert THREADS.count("hi 😀") == 7
    assert THREADS.count("é日") == 2


@pytest.mark.parametrize(("name", "limit"), [("instagram", 2200), ("linkedin", 3000), ("discord", 2000)])
def test_a_platform_that_says_nothing_of_its_counting_is_counted_on_the_short_side(name: str, limit: int) -> None:
    assert platform(name).fits("a" * limit) and not platform(name).fits("a" * limit + "b")
    assert not platform(name).fits("😀" * (limit // 2) + "a")


# --- Threads


def test_what_fits_goes_out_as_it_was_written() -> None:
    text = " Two spaces open. 🌿\r\n\r\nשלום\n"
    assert posts(text, "bluesky") == [text]


def test_a_thread_is_split_between_sentences_and_numbered() -> None:
    assert posts(REST * 11) == [
        (REST * 5).strip() + " (1/3)",
        (REST * 5).strip() + " (2/3)",
        REST.strip() + " (3/3)",
    ]


def test_a_thread_breaks_at_a_paragraph_where_one_is_near() -> None:
    first, second = REST * 4, REST * 3
    assert posts(f"{first.strip()}\n\n{second}")[0] == first.strip() + " (1/2)"


def test_ten_posts_and_more_leave_room_for_their_numbers() -> None:
    split = posts("Rest is not a reward! " * 130, "x")
    assert split[0].endswith(f"(1/{len(split)})") and split[-1].endswith(f"({len(split)}/{len(split)})")
    assert len(split) > 9 and all(X.fits(one) for one in split)


def test_a_sentence_too_long_for_a_post_is_split_at_its_pauses_and_else_at_its_spaces() -> None:
    paused = "First we rest, " + "then we rest again, " * 20 + "and then we sleep."
    assert all(re.search(r"(,|\.) \(\d/\d\)$", one) for one in posts(paused))
    spaced = "rest " * 80
    assert all(re.fullmatch(r"(rest ?)+ \(\d/\d\)", one) for one in posts(spaced))


@pytest.mark.parametrize("text", ["a" * 400, "https://example.org/" + "é" * 400, FAMILY * 200])
def test_what_has_no_place_to_split_is_refused(text: str) -> None:
    with pytest.raises(CannotSplit, match="Shorten"):
        posts(text)


def test_japanese_is_split_at_its_own_marks() -> None:
    assert len(posts("今日は、とても良い天気です。" * 30)) > 1


def test_a_thread_that_nobody_reads_to_its_end_is_refused() -> None:
    with pytest.raises(TooManyParts, match="more than 25 posts on X"):
        posts(REST * 200)


def test_what_cannot_go_on_in_replies_says_by_how_much_it_is_too_long() -> None:
    with pytest.raises(DoesNotFit, match=r"counts 2,210 on Instagram.* Shorten it by 10"):
        posts("a" * 2210, "instagram")


def test_a_content_warning_is_counted_in_each_post_of_mastodon() -> None:
    draft = Draft("a" * 490, platform="mastodon")
    assert len(fit(draft, clean).parts) == 1
    with pytest.raises(CannotSplit):
        fit(draft, clean, warning="Grief, and loss")


def test_a_server_of_its_own_limits_is_fitted_to() -> None:
    assert len(fit(Draft(REST * 20, platform="mastodon"), clean, to=MASTODON.allowing(5000)).parts) == 1


# --- Nothing is stranded


def test_a_break_moves_so_that_a_frame_stays_with_its_story() -> None:
    text = REST * 4 + "Imagine this. " + STORY + " " + REST * 3
    assert posts(text, read=clean)[0].endswith("Imagine this. " + STORY + " (1/2)")
    longer = REST * 4 + "It is a kind gift, you know. Imagine this. " + STORY + " " + REST * 3
    assert posts(longer, read=clean)[0].endswith("Imagine this. (1/2)")
    first, second = posts(longer, read=framed)
    assert first.endswith("a kind gift, you know. (1/2)") and second.startswith("Imagine this. " + STORY)


def test_a_split_that_would_strand_a_frame_is_refused() -> None:
    with pytest.raises(Stranded, match="client-story") as refused:
        posts("Imagine this. " + REST * 6 + STORY, read=framed)
    assert refused.value.rules == ("client-story",)
    assert STORY not in str(refused.value)


@pytest.mark.parametrize(
    "frame",
    ["This client is completely made up.", "What follows is hypothetical.", "It is a composite of many people."],
)
def test_the_rules_themselves_see_what_is_stranded(frame: str) -> None:
    whole = f"{frame} {STORY}"
    assume_clean = [finding for finding in review_draft(Draft(whole), WITNESS).findings if finding.level > Level.NOTE]
    assert not assume_clean, "the frame does not reach the story, so nothing can be stranded"
    with pytest.raises(Stranded):
        posts(f"{frame} {REST * 6}{STORY}", read=explicit)


def test_a_finding_that_the_whole_has_too_was_answered_before_its_release() -> None:
    assert len(posts(STORY + " " + REST * 6, read=framed)) == 2


def test_a_graver_finding_than_that_of_the_whole_is_a_new_one() -> None:
    def read(drafts: Sequence[Draft]) -> list[Review]:
        return [
            Review(
                draft,
                (remark(draft.text, "bashing", Level.WARN if len(draft.text) > 300 else Level.STOP, "quacks"),)
                if "quacks" in draft.text
                else (),
                False,
            )
            for draft in drafts
        ]

    with pytest.raises(Stranded, match="bashing"):
        posts(REST * 6 + "All quacks. ", read=read)


def test_the_parts_are_reviewed_as_answers_to_the_same() -> None:
    seen: list[Draft] = []

    def read(drafts: Sequence[Draft]) -> list[Review]:
        seen.extend(drafts)
        return clean(drafts)

    fit(Draft(REST * 6, answering="★ never again", platform="x", kind="reply"), read)
    assert {(draft.answering, draft.platform, draft.kind) for draft in seen} == {("★ never again", "x", "reply")}


# --- What goes beside the text


def test_a_picture_needs_a_description() -> None:
    with pytest.raises(AltMissing, match=r"picture 2.*what it shows"):
        fit(
            Draft("Our garden.", platform="bluesky"),
            clean,
            pictures=[Picture(b"1", "image/png", "A tree"), Picture(b"2", "image/png", " ")],
        )


@pytest.mark.parametrize(
    ("name", "beside", "told"),
    [
        ("x", {"warning": "Grief"}, "X does not take a content warning"),
        ("bluesky", {"title": "Rest"}, "Bluesky does not take a title"),
        ("x", {"language": "English!"}, "name of a language"),
        ("bluesky", {"pictures": [Picture(b"1", "image/png", "A tree")] * 5}, "5 pictures"),
        ("bluesky", {"pictures": [Picture(b"1" * 1_000_001, "image/png", "A tree")]}, "1 MB"),
        ("mastodon", {"pictures": [Picture(b"1", "image/png", "A tree" * 300)]}, "1,500"),
    ],
)
def test_what_a_platform_does_not_take_is_refused_with_a_way_out(
    name: str, beside: dict[str, object], told: str
) -> None:
    with pytest.raises(NotThere, match=told) as refused:
        fit(Draft("Rest well.", platform=name), clean, **beside)  # type: ignore[arg-type]
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("name", "beside", "what"),
    [
        ("mastodon", {"warning": STORY}, "content warning"),
        ("blog", {"title": STORY}, "title"),
        ("mastodon", {"pictures": [Picture(b"1", "image/png", STORY)]}, "description of picture 1"),
    ],
)
def test_words_that_no_pause_has_seen_must_be_clean(name: str, beside: dict[str, object], what: str) -> None:
    with pytest.raises(BesideNotClean, match=what) as refused:
        fit(Draft("Rest well.", platform=name), framed, **beside)  # type: ignore[arg-type]
    assert STORY not in str(refused.value)


def test_words_beside_may_not_change_what_the_text_says() -> None:
    def safe(drafts: Sequence[Draft]) -> list[Review]:
        return [
            Review(
                draft,
                (remark(draft.text, "client-story", Level.STOP, "She left."),)
                if "client" in draft.text and "She left." in draft.text
                else (),
                False,
            )
            for draft in drafts
        ]

    with pytest.raises(BesideNotClean):
        fit(Draft("She left.", platform="blog"), safe, title="A client of mine")


def test_a_draft_without_a_platform_cannot_be_fitted() -> None:
    with pytest.raises(UnknownChoice):
        fit(Draft("Rest well."), clean)


def test_nothing_but_fit_makes_a_fitted() -> None:
    fitted = fit(Draft("Rest well.", platform="x"), clean)
    with pytest.raises(TypeError):
        Fitted(None, X, fitted.parts, None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        dataclasses.replace(fitted, title="A client")
    with pytest.raises(TypeError):
        type("Sly", (Fitted,), {})
    assert copy.copy(fitted).text == fitted.text


def test_no_word_of_a_draft_shows_in_a_repr() -> None:
    fitted = fit(
        Draft("Rest well.", platform="mastodon"),
        clean,
        warning="Grief",
        pictures=[Picture(b"secret", "image/png", "A tree")],
    )
    assert not re.search("Rest|Grief|tree|secret", repr(fitted))


@pytest.mark.parametrize("error", FitError.__subclasses__())
def test_every_error_has_a_remedy(error: type[PrimumError]) -> None:
    made: dict[str, Callable[[], PrimumError]] = {
        "DoesNotFit": partial(DoesNotFit, "X", 300, 280),
        "TooManyParts": partial(TooManyParts, "X", 25),
        "CannotSplit": partial(CannotSplit, "X", 280),
        "Stranded": partial(Stranded, ["client-story"]),
        "BesideNotClean": partial(BesideNotClean, "title", ["client-story"]),
        "AltMissing": partial(AltMissing, [1]),
        "NotThere": partial(NotThere, "X", "a title", "Leave it out."),
    }
    assert made[error.__name__]().remedy.endswith(".")


# --- Answers of a platform


@pytest.mark.parametrize(
    "said",
    ["denied: SHE  LEFT her husband", "text 'she left her' is bad", "<b>she</b> left her", "x she left her husband"],
)
def test_an_answer_that_repeats_the_draft_is_left_out(said: str) -> None:
    assert "left" not in answered(422, said, "Today she left her husband.").replace("left out", "")


def test_a_short_draft_is_not_repeated_either() -> None:
    assert "husband" not in answered(422, "bad: My husband", "My husband")


# --- Whatever is written

HARD = f"😀{FAMILY}🏳️‍🌈👍🏽🇨🇦e\u0301\u200b\u202e\u0301日。שלוםﷺ\r\n\t\u2028'\"“”#@…,;:()"
WORDS = st.sampled_from(
    [
        "rest", "Rest.", "Dr.", "nobody", "earns", "it!", "שלום", "مرحبا", "日本語。", "😀", FAMILY, "#SelfCare", "1/3",
        "@ode@a.example", "@ode.example.org", "https://example.org/a?b=c.", "(https://a.co/x)", "example.org", "\n\n",
        "e\u0301e", "—", "a,", "\u200f",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=250).map(" ".join),
    st.lists(st.text(st.sampled_from(HARD + "abc .,!?"), max_size=30), min_size=1, max_size=30).map(" ".join),
).filter(str.strip)


def fitted(text: str, name: str) -> Fitted:
    try:
        return fit(Draft(text, platform=name), clean)
    except (CannotSplit, TooManyParts):
        assume(False)
        raise


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(THREADED))
def test_the_parts_joined_are_the_text_and_none_is_too_long(text: str, name: str) -> None:
    made = fitted(text, name)
    assert made.text == text
    assert all(platform(name).fits(part.text) for part in made.parts)
    assert all(part.body.strip() for part in made.parts)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(THREADED))
def test_no_word_link_emoji_or_grapheme_is_split(text: str, name: str) -> None:
    cuts, at = [], 0
    for part in fitted(text, name).parts[:-1]:
        at += len(part.body)
        cuts.append(at)
    ends, at = set(), 0
    for one in graphemes(text):
        at += len(one)
        ends.add(at)
    assert set(cuts) <= ends
    assert not any(match.start() < cut < match.end() for match in LINK.finditer(text) for cut in cuts)
    assert all(text[cut - 1].isspace() or regex.match(r"[。！？、，；：]", text[cut - 1]) for cut in cuts)


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_facets_name_their_bytes(text: str) -> None:
    raw, last = text.encode(), 0
    for facet in facets(text):
        assert last <= facet.start < facet.end <= len(raw)
        last = facet.end
        said = raw[facet.start : facet.end].decode()
        match facet.kind:
            case "link":
                assert said == facet.value
            case "mention":
                assert said.lower() == "@" + facet.value
            case "tag":
                assert said[1:] == facet.value and said[0] in "#＃"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("😀 see https://example.org/a.", [("link", "https://example.org/a")]),
        ("שלום @ode.example.org!", [("mention", "ode.example.org")]),
        (f"{FAMILY} #SelfCare, #1 #日本", [("tag", "SelfCare"), ("tag", "日本")]),
        ("https://example.org/#part mail@example.org", [("link", "https://example.org/#part")]),
        ("#tag. (@a.b.example)", [("tag", "tag"), ("mention", "a.b.example")]),
        ("nothing here", []),
    ],
)
def test_facets_of_what_people_write(text: str, found: list[tuple[str, str]]) -> None:
    assert [(facet.kind, facet.value) for facet in facets(text)] == found
