"""Reading: disguised words, sentences, framing, and how the same words change with what surrounds them."""

import pytest

from primum import Verdict, review
from primum.lexicon import lexicon
from primum.reading.folding import fold
from primum.reading.sentences import quotations, split


def rules(text: str, **about: str) -> set[str]:
    return {finding.rule for finding in review(text, **about).findings}


@pytest.mark.parametrize(
    "written",
    [
        "narc1ssist",
        "n@rcissist",
        "n a r c i s s i s t",
        "n.a.r.c.i.s.s.i.s.t",
        "nаrcissist",  # a Cyrillic а
        "ｎａｒｃｉｓｓｉｓｔ",  # full width
        "nar\u200bcissist",  # a zero-width space
        "n\u0336arcissist",  # struck through
        "NARCISSIST",
    ],
)
def test_a_disguised_word_is_read_as_what_it_says_and_quoted_as_it_is_written(written: str) -> None:
    text = f"I've watched the clip. He's a textbook {written}, run."
    found = review(text).findings
    assert [f.rule for f in found] == ["stranger-diagnosis"]
    assert written in found[0].quote


@pytest.mark.parametrize("written", ["see you b4 10am", "the U.S. team", "a 2nd mp3", "I a m here", "c u l8r m8"])
def test_what_is_no_disguise_stays_as_it_is(written: str) -> None:
    assert fold(written, lexicon().disguised.__contains__).plain == written


def test_initials_and_titles_end_no_sentence_but_lines_and_bullets_do() -> None:
    text = "Dr. Ode met J. Smith.\n- one\n- two\n\nMe: hi! Client: hello."
    assert [s.text for s in split(text)] == ["Dr. Ode met J. Smith.", "- one", "- two", "Me: hi!", "Client: hello."]


def test_a_dialog_names_its_speakers() -> None:
    assert [s.speaker for s in split("Me: how was it?\nClient: fine.\nThen we laughed.")] == ["me", "client", None]


def test_what_a_client_says_in_a_dialog_is_a_story_unless_it_is_acted() -> None:
    dialog = "Me: so how was the wedding?\nClient: my sister announced her engagement during the vows."
    assert review(dialog).verdict is Verdict.HOLD
    assert review(f"Skit, all made up.\n{dialog}").verdict is Verdict.SHARE


def test_a_run_of_hashtags_is_a_sentence_of_its_own() -> None:
    assert [s.text for s in split("We laughed #therapy #grief #joy")] == ["We laughed", "#therapy #grief #joy"]


def test_an_apostrophe_opens_no_quotation() -> None:
    text = "It's the kids' job. 'Fine,' she said, \"really\"."
    assert [text[a:b] for a, b in quotations(text)] == ["'Fine,'", '"really"']


@pytest.mark.parametrize(
    "text",
    [
        "Imagine a client who told me she hides in the pantry.",
        "All people here are made up. My client told me she hides in the pantry.",
        "As a client I told my therapist that I hide in the pantry.",
        "Many of my clients hide in the pantry.",
        "In the film the patient told her doctor that she hides in the pantry.",
        "If a client tells you that she hides in the pantry, breathe.",
    ],
)
def test_a_story_that_is_no_real_client_s_is_no_slip(text: str) -> None:
    assert review(text).verdict is Verdict.SHARE


def test_the_same_story_asserted_is_held() -> None:
    assert review("My client told me that she hides in the pantry.").verdict is Verdict.HOLD


def test_a_stated_consent_lowers_the_story_but_asks_for_the_record() -> None:
    text = "Shared with her permission: my client told me that she hides in the pantry."
    assert rules(text) == {"client-story", "unverified-consent"}
    assert review(text).verdict is Verdict.REVISE


def test_what_a_draft_answers_changes_its_meaning() -> None:
    text = "Great seeing you Tuesday!"
    under_a_review = review(text, answering="★★★★★ Best therapist in town", platform="google-review")
    under_a_colleague = review(text, answering="Loved the conference dinner", platform="linkedin")
    assert under_a_review.verdict is Verdict.HOLD
    assert under_a_colleague.verdict is Verdict.SHARE


def test_a_label_on_the_asker_is_theirs_and_a_label_on_their_ex_is_the_ex_s() -> None:
    assert rules("That's PTSD, love.", answering="I keep having nightmares") == {"reader-diagnosis"}
    assert rules("That's textbook NPD.", answering="my ex never says sorry") == {"stranger-diagnosis"}


@pytest.mark.parametrize(
    "text",
    [
        "I have ADHD and a drawer full of planners.",
        "He said last year that he has bipolar disorder.",
        "He is not a narcissist, he is late.",
        'Please stop writing "he is a narcissist" under videos.',
        "People with BPD often feel everything at once.",
    ],
)
def test_a_label_is_no_diagnosis_where_nobody_was_diagnosed(text: str) -> None:
    assert review(text).verdict is Verdict.SHARE


def test_two_details_together_weigh_more_than_one() -> None:
    one = review("A client of mine told me a joke on Tuesday.").findings
    two = review("A client of mine, a firefighter, told me a joke on Tuesday.").findings
    assert {str(f.level) for f in one if f.rule == "identifier"} == {"warn"}
    assert {str(f.level) for f in two if f.rule == "identifier"} == {"stop"}
