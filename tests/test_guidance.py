"""What to do instead: each way, and the promise that what is offered can be posted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from primum import Draft, Slip, Span, Verdict, review_draft
from primum.guidance import SCAFFOLDS, Alternative, Guidance, advise
from primum.guidance.grammar import reads_well
from primum.guidance.hypothetical import turn
from primum.guidance.labels import ways as label_ways
from primum.guidance.remains import remains
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
        ("Her husband left.", [("Her husband", "family")], "Her partner left."),
        ("His brother called.", [("His brother", "family")], "A sibling called."),
        (
            'She told me, "I hate it here." We sat.',
            [("I hate it here.", "quote")],
            "She told me something that has stayed with me. We sat.",
        ),
        ("My client Sarah moved house.", [("Sarah", "name")], "My client moved house."),
        ("Happy birthday Donal, see you soon!", [("Donal", "name")], "Happy birthday, see you soon!"),
        ("Dear Mrs. Ode, thank you.", [("Mrs. Ode", "name")], "Hello, thank you."),
        ("Find the rest at ada.example, please.", [("ada.example", "url")], "Find the rest, please."),
        ("Well done @petra.rolls!", [("@petra.rolls", "handle")], "Well done!"),
        ("[photo: her hands] Two spaces open.", [("[photo: her hands]", "image")], "Two spaces open."),
        ("An Irish-born nurse, 34, came back.", [("34", "age")], "An Irish-born nurse came back."),
        ("A Somali woman I see came back.", [("Somali", "ethnicity")], "A woman I see came back."),
        ("She takes Lexapro now.", [("Lexapro", "condition")], "She takes medication now."),
        ("We talked about his OCD.", [("OCD", "condition")], "We talked about what he lives with."),
        ("My Tuesday 4pm made partner.", [("4pm", "time")], "Someone I see made partner."),
        ("Coffee before my 9 a.m., best hour.", [("9 a.m.", "time")], "Coffee before a session, best hour."),
        ("After Monday's session I slept.", [("Monday", "date")], "After the session I slept."),
        ("On Tuesday, she laughed.", [("Tuesday", "date")], "She laughed."),
        ("Two 34-year-olds cried.", [("34-year-olds", "age")], "Two adults cried."),
        ("A client (7, selective mutism) spoke.", [("7", "age")], "A client (selective mutism) spoke."),
    ],
)  # fmt: skip
def test_details_are_said_generally(text: str, details: Sequence[tuple[str, str]], general_text: str) -> None:
    assert general(text, [detail(text, words_, kind) for words_, kind in details]) == general_text


@pytest.mark.parametrize(
    ("text", "details", "general_text"),
    [
        ("A 34-year-old keeps a packed bag.", [("34-year-old", "age")], "An adult keeps a packed bag."),
        (
            "I see a firefighter in Boise.",
            [("firefighter", "occupation"), ("Boise", "place")],
            "I see someone with a demanding job.",
        ),
        ("Great seeing you Tuesday!", [("Tuesday", "date")], "Great seeing you!"),
        (
            "A 34-year-old firefighter in Boise cried.",  # as the model marks it
            [("34-year-old", "age"), ("firefighter in", "occupation"), ("Boise", "place")],
            "Someone with a demanding job cried.",
        ),
        (
            "A 34-year-old firefighter in Boise told me on Tuesday that he hides.",
            [("34-year-old", "age"), ("firefighter", "occupation"), ("Boise", "place"), ("Tuesday", "date")],
            "Someone with a demanding job told me that he hides.",
        ),
    ],
)
def test_the_examples_of_the_specification(text: str, details: Sequence[tuple[str, str]], general_text: str) -> None:
    assert general(text, [detail(text, words_, kind) for words_, kind in details]) == general_text


@pytest.mark.parametrize(
    ("text", "words_", "kind"),
    [
        ("He drives the school bus so half of you know him.", "drives the school bus", "occupation"),
        ("They're in Herriman and they ring handbells.", "Herriman", "place"),
        ("She lives in Boise.", "Boise", "place"),
        ("The last one was on Wednesday and she said so.", "Wednesday", "date"),
        ("We met between a Monday and a Friday.", "Monday", "date"),
        ("It was the first thing she baked since the funeral.", "the funeral", "event"),
        ("He hasn't spoken since the fire.", "the fire", "event"),
        ("We rang them at 0540 his time.", "0540", "time"),
        ("Dr. Bhullar turned pink.", "Bhullar", "name"),
        ("He said 'no' to her.", "no", "quote"),
        ("Her line manager rang.", "line", "occupation"),
        ("Whichever lmao.", "lmao", "place"),
        ("a client", "a", "occupation"),
        ("She posts as @ada, follow @ada", "@ada", "handle"),
    ],
)
def test_a_detail_that_cannot_be_reworded_well_is_left_to_the_author(text: str, words_: str, kind: str) -> None:
    assert edit(text, *detail(text, words_, kind)) is None


KINDS = sorted({*_LISTED.values(), "age", "time", "quote", "handle", "image", "organisation", "url", "other"})
SCRAPS = st.sampled_from(
    [
        *"ab ,.'A3(@[\"“😀\u202e\x00\n…-",
        "my 3pm ",
        "34-year-old ",
        "on Tuesday ",
        "in Boise, ",
        "a nurse ",
        'said "',
        "client ",
    ]
)
TEXTS = st.lists(SCRAPS, min_size=1, max_size=20).map("".join).filter(str.strip)


@given(TEXTS, st.data())
def test_an_edit_covers_its_detail_and_stays_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    change = edit(text, Span(start, end), data.draw(st.sampled_from(KINDS)))
    if change:
        assert 0 <= change.start < change.end <= len(text)
        assert change.start <= start or not text[change.start : start].strip() or not text[start : change.start].strip()


@given(st.text("abcXYZ .,", min_size=1, max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9))))
def test_words_outside_the_edits_stay_as_they_are(text: str, cuts: list[tuple[int, int]]) -> None:
    edits = [Edit(start, min(len(text), start + length), "") for start, length in cuts if start < len(text)]
    assert applied(text, []) == text
    left = applied(text, edits)
    kept = iter(char.lower() for char in text if char.isalnum())
    assert all(char.lower() in kept for char in left if char.isalnum())


def test_edits_that_overlap_are_applied_once() -> None:
    assert applied("one two three", [Edit(0, 3, "four"), Edit(2, 7, "five")]) == "four two three"


def test_a_list_keeps_its_marks() -> None:
    assert applied("- on Monday rest\n- walk", [Edit(2, 12, "")]) == "- rest\n- walk"


# --- whether it reads well


@pytest.mark.parametrize(
    "text",
    [
        "They're and they ring.",
        "He sat on the.",
        "a who came",
        "It was was late.",
        "a empty seat",
        "()",
        "Hi all,",
        "I saw her at of it.",
        "She said “no.",
        "- \n- walk",
    ],
)
def test_what_cutting_leaves_behind_is_noticed(text: str) -> None:
    assert not reads_well(text, "A draft.")


def test_what_the_author_wrote_is_no_flaw() -> None:
    assert reads_well("that's the the thing (no", "oh that's the the thing (no")


# --- what remains of a post


def left_of(text: str, wrong: str, *, private: bool = True) -> str | None:
    return remains(text, [Span(text.index(wrong), text.index(wrong) + len(wrong))], private=private)


@pytest.mark.parametrize(
    ("text", "wrong", "left"),
    [
        (
            "My 4pm wept. If you grieve today, be kind to yourself and call a friend.",
            "My 4pm wept.",
            "If you grieve today, be kind to yourself and call a friend.",
        ),
        (
            "Story time! My 4pm wept. She laughed too. So if you grieve today, be kind to yourself, please.",
            "My 4pm wept.",
            "If you grieve today, be kind to yourself, please.",
        ),
        (
            "Grief has no clock, and nobody can hurry it for you.\n\nMy 4pm left a cane. The cane is still here.",
            "My 4pm left a cane.",
            "Grief has no clock, and nobody can hurry it for you.",
        ),
    ],
)
def test_what_leaned_on_a_sentence_goes_with_it(text: str, wrong: str, left: str) -> None:
    assert left_of(text, wrong) == left


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("My 4pm wept. I laughed. What a job this is.", "My 4pm wept."),
        ("Things I know:\n1. My 4pm wept.\n2. Everybody needs a friend to call at night.", "My 4pm wept."),
        ("Me: how are you? Client: tired, you know, and sad about everybody.", "Client: tired"),
        ("My 4pm wept. Rosalind is brave and you should all know that about her.", "My 4pm wept."),
        ("[photo: the two of them]\nMy 4pm wept. If you grieve today, be kind to yourself and call.", "My 4pm wept."),
        ("Hi all. My 4pm wept.", "My 4pm wept."),
    ],
)
def test_what_cannot_stand_alone_is_not_offered(text: str, wrong: str) -> None:
    assert left_of(text, wrong) is None


@given(TEXTS, st.data())
def test_what_remains_is_in_the_authors_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    left = remains(text, [Span(start, start + 1)], private=data.draw(st.booleans()))
    kept = iter(char.lower() for char in text if char.isalnum())
    assert left is None or all(char.lower() in kept for char in left if char.isalnum())


# --- a story, imagined


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (STORY, "Imagine someone who hides in the pantry."),
        ("Today a client of mine finally blocked his number.", "Imagine someone who finally blocked his number."),
        ("A client asked me whether grief has a clock.", "Imagine someone asking whether grief has a clock."),
        ("One of my teens says they hate the bell.", "Imagine someone who hates the bell."),
        ("My client's husband keeps calling the school.", "Imagine someone whose husband keeps calling the school."),
        ("A client told me her boyfriend tracks her phone.", "Imagine someone whose boyfriend tracks her phone."),
        ("A couple asked me yesterday if they should marry.", "Imagine a couple asking if they should marry."),
        ("I have a man who keeps his coat on.", "Imagine someone who keeps his coat on."),
        ("A client asked why we cry when we're happy.", "Imagine someone asking why we cry when we're happy."),
        ("A question I got today: is it rude to nap?", "Imagine someone asking: is it rude to nap?"),
        ("Someone asked in session how long grief lasts.", "Imagine someone asking how long grief lasts."),
    ],
)
def test_a_story_is_turned_into_something_imagined(sentence: str, turned: str) -> None:
    assert turn(sentence) == turned


@pytest.mark.parametrize(
    "sentence",
    [
        "What a week.",
        "She laughed.",
        "So proud of you, Donal!",
        "A client told me I look tired.",
        "My 4pm is a judge.",
        "My 4pm has just cancelled.",
        "A client of mine plays for Leeds.",
        "My client been sleeping in her car.",
        "A client told me she was 34.",
        "My client told him she loves her.",
        "A woman I see made it.",
    ],
)
def test_what_does_not_open_on_a_client_or_leaves_nothing_to_imagine_is_not_turned(sentence: str) -> None:
    assert turn(sentence) is None


def test_the_story_of_the_pantry() -> None:
    texts = texts_of(guidance_of(STORY), "make-it-hypothetical")
    assert texts == ["Imagine someone who hides in the pantry. What would you want them to hear?"]


def test_a_question_stays_before_its_answer() -> None:
    text = "A client asked me whether grief has a clock. Short answer: no. Be patient with your aunt."
    first = texts_of(guidance_of(text), "make-it-hypothetical")[0]
    assert first == text.replace("A client asked me", "Imagine someone asking")


GRAVE = (
    "My client told me she wants to die.",
    "My client cuts herself again, and I am proud that she told me.",
    "A client of mine found a goodbye note after the suicide of her brother.",
    "My client's husband hits her and she is afraid of him.",
)


@pytest.mark.parametrize("text", GRAVE)
@pytest.mark.parametrize("platform", [None, "x", "bluesky"])
def test_of_what_is_grave_nothing_is_said_lightly_or_without_a_helpline(text: str, platform: str | None) -> None:
    assert theme_of(text).grave
    guidance = guidance_of(text, platform=platform)
    taught = [a.text for a in guidance.alternatives if a.kind in ("teach-instead", "own-journey")]
    full = {outline.text for outline in (*theme_of(text).teach, *theme_of(text).journey)}
    assert any(re.search(r"\d{3}", said) for said in taught)
    assert all(said in full or re.search(r"\d{3}", said) for said in taught)
    assert not texts_of(guidance, "make-it-hypothetical")
    assert not any("Robin" in a.text for a in guidance.alternatives)


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


def test_what_was_seen_is_told_of_the_one_who_was_named() -> None:
    text = "Your ex is a narcissist because he reads your mail."
    assert texts_of(guidance_of(text), "describe-dont-label") == ["Your ex reads your mail."]


@pytest.mark.parametrize(
    "text", ["He's a narcissist, plain and simple.", "His ideas are shaped, I'd say, by a narcissist."]
)
def test_a_clause_without_behavior_is_not_offered(text: str) -> None:
    assert not texts_of(guidance_of(text), "describe-dont-label")


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


# --- any draft


@pytest.mark.parametrize(
    "piece",
    [
        "My client Maria, a 34-year-old nurse in Boise, told me on Tuesday she hides in the pantry. ",
        "He's a narcissist, he interrupts everyone, and she never answers because he shouts. ",
        ", a nurse, in Boise, on Tuesday, (7, “",
        "client " * 40,
        "😀\u202e client told me she \u200d🏳️‍🌈 \x00",
        "x\n",
    ],
)
def test_a_long_draft_is_advised_on_in_seconds(piece: str) -> None:
    draft = Draft((piece * 100_000)[:100_000])
    places = range(0, len(draft.text) - 5, 25)
    rules = [("identifier", Slip.CONFIDENTIALITY), ("client-story", Slip.CONFIDENTIALITY), ("bashing", Slip.COLLEAGUES)]
    findings = [
        Finding(*rules[at // 25 % 3], Level.STOP, Span(at, at + 5), KINDS[at // 25 % len(KINDS)]) for at in places
    ]
    start = time.process_time()
    advise(draft, findings, lambda drafts: [True] * len(drafts))
    assert time.process_time() - start < 12


@given(TEXTS, st.data())
def test_no_draft_breaks_the_ways(text: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4))
    rules = (("identifier", Slip.CONFIDENTIALITY), ("stranger-diagnosis", Slip.DIAGNOSIS), ("bashing", Slip.COLLEAGUES))
    findings = [
        Finding(*data.draw(st.sampled_from(rules)), Level.STOP, Span(at, at + 1), data.draw(st.sampled_from(KINDS)))
        for at in spans
    ]
    guidance = advise(Draft(text), findings, lambda drafts: [True] * len(drafts))
    assert all(alternative.text.strip() for alternative in guidance.alternatives)


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
