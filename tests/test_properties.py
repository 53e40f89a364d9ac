"""What holds for every draft, whatever is in it."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from primum import Draft, Review, review_draft
from primum.lexicon import lexicon
from primum.reading.folding import fold
from primum.reading.sentences import split

SLIPS = (
    "My client told me her husband left on Tuesday.",
    "He's a textbook narcissist.",
    "My last supervisor was incompetent.",
    "My 3pm cried about the fire.",
    "That's PTSD, love.",
)
HARD = "😀👩‍👩‍👧‍👦é\u200b\u202e\u0301ａ½ﬁ\r\n\t\u2028аеو🏳️‍🌈'\"“”«»#@…\x00\x1b"
PIECES = st.one_of(
    st.sampled_from(SLIPS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.sampled_from(HARD + string.ascii_letters + " .,!?"), max_size=40),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map(" ".join).filter(str.strip)
ANSWERED = st.none() | PIECES


def reviewed(text: str, answering: str | None = None) -> Review:
    return review_draft(Draft(text, answering=answering))


@given(TEXTS, ANSWERED)
def test_every_quote_is_the_stretch_of_the_draft_that_its_offsets_name(text: str, answering: str | None) -> None:
    for finding in reviewed(text, answering).findings:
        assert finding.quote == text[finding.span.start : finding.span.end]


@given(TEXTS)
def test_findings_stand_in_the_order_of_the_text_and_none_is_said_twice(text: str) -> None:
    findings = reviewed(text).findings
    assert list(findings) == sorted(findings, key=lambda f: f.span)
    assert len({(f.rule, f.span) for f in findings}) == len(findings)


@given(TEXTS)
def test_the_same_draft_gets_the_same_review(text: str) -> None:
    assert reviewed(text) == reviewed(text)


@given(TEXTS)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    folded = fold(text, lexicon().disguised.__contains__)
    if folded.origins is not None:
        assert len(folded.origins) == len(folded.plain)
        assert list(folded.origins) == sorted(folded.origins)
        assert all(0 <= origin < len(text) for origin in folded.origins)
    else:
        assert len(folded.plain) == len(text)


@given(TEXTS)
def test_sentences_are_stretches_of_the_text_in_order_and_leave_no_word_out(text: str) -> None:
    at = 0
    for sentence in split(text):
        assert not any(map(str.isalnum, text[at : sentence.start]))
        assert text[sentence.start : sentence.end] == sentence.text
        at = sentence.end
    assert not any(map(str.isalnum, text[at:]))


UNRELATED = ("The kettle is on.", "It rained all weekend.", "Supper was soup.", "The bus came late.")


@settings(max_examples=50)
@given(st.sampled_from(SLIPS), st.permutations(UNRELATED), st.booleans(), st.integers(0, 4))
def test_unrelated_sentences_change_no_finding_whatever_their_order_or_case(
    slip: str, unrelated: list[str], upper: bool, at: int
) -> None:
    around = [sentence.upper() if upper else sentence for sentence in unrelated]
    text = "\n\n".join([*around[:at], slip, *around[at:]])
    alone = {(f.rule, f.quote, f.level) for f in reviewed(slip).findings}
    assert {(f.rule, f.quote, f.level) for f in reviewed(text).findings} == alone
