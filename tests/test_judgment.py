"""One judgment from two witnesses: when each is heard, and what a finding says of its witness."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from primum import Draft, Level, Slip, review_draft
from primum.model import Heads, NoModel, Passage, Scores
from primum.review import Review
from primum.rules import catalogue

EVERY = tuple(catalogue())
SLIPS = tuple(slip.value for slip in Slip)
HEADS = Heads(
    token_labels=(*EVERY, "identifier:name", "identifier:time"),
    draft_labels=(*EVERY, *(f"{slip}>=warn" for slip in SLIPS), *(f"{slip}=stop" for slip in SLIPS), "heated"),
    window=256,
    reply=80,
    stride=96,
    thresholds={
        "slip": dict.fromkeys(SLIPS, 0.6),
        "backed": dict.fromkeys(SLIPS, 0.2),
        "stop": dict.fromkeys(SLIPS, 0.5),
        "rule": dict.fromkeys(EVERY, 0.5),
        "token": dict.fromkeys(EVERY, 0.5),
    },
    signs=(),
)


@dataclass(frozen=True)
class Says:
    """A model that gives these probabilities to labels of the draft, and to labels of single words."""

    draft: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, dict[str, float]] = field(default_factory=dict)

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        return [self._one(passage) for passage in passages]

    def _one(self, passage: Passage) -> Scores:
        row = [*re.finditer(r"\w+|[,;]", passage.text)]
        said = [self.tokens.get(token[0].lower(), {}) for token in row]
        tokens = [[chances.get(label, 0.01) for label in HEADS.token_labels] for chances in said]
        table = np.array(tokens, np.float32).reshape(len(row), len(HEADS.token_labels))
        offsets = np.array([token.span() for token in row], np.int64).reshape(len(row), 2)
        draft = np.array([self.draft.get(label, 0.01) for label in HEADS.draft_labels], np.float32)
        return Scores(offsets, table, draft, HEADS)


OBLIQUE = "Kettle on. The one o'clock brought eggs from her own hens! More tomorrow."
PLAIN = "He's a textbook narcissist."
STORY = {"client-story": 0.9, "confidentiality>=warn": 0.9, "confidentiality=stop": 0.9}
EGGS = {"brought": {"client-story": 0.8}, "eggs": {"client-story": 0.7}}


def said(text: str, model: Says) -> list[tuple[str, str, str, str, float | None]]:
    found = review_draft(Draft(text), model).findings
    return [
        (f.rule, str(f.level), f.quote, f.witness.value, f.sure if f.sure is None else round(f.sure, 2)) for f in found
    ]


def test_what_the_model_is_sure_of_is_a_finding_with_its_clause_and_its_probability() -> None:
    assert said(OBLIQUE, Says(STORY, EGGS)) == [
        ("client-story", "stop", "The one o'clock brought eggs from her own hens!", "model", 0.8)
    ]


def test_stretches_a_few_words_apart_are_one() -> None:
    seen = {"34f": {"client-story": 0.8}, "kids": {"client-story": 0.7}}
    assert [quote for _, _, quote, *_ in said("34F, nurse, two kids, sad.", Says(STORY, seen))] == [
        "34F, nurse, two kids,"
    ]


def test_what_the_model_is_not_sure_of_is_none() -> None:
    assert said(OBLIQUE, Says(STORY | {"confidentiality>=warn": 0.2, "client-story": 0.3}, EGGS)) == []


def test_the_level_is_the_model_s() -> None:
    assert [level for _, level, *_ in said(OBLIQUE, Says(STORY | {"confidentiality=stop": 0.3}, EGGS))] == ["warn"]


def test_a_slip_that_both_see_is_said_once_and_by_both() -> None:
    sure = {"stranger-diagnosis": 0.7, "diagnosis>=warn": 0.8, "diagnosis=stop": 0.9}
    assert said(PLAIN, Says(sure, {"narcissist": {"stranger-diagnosis": 0.9}})) == [
        ("stranger-diagnosis", "stop", "He's a textbook narcissist.", "both", 0.9)
    ]


def test_explicit_knowledge_needs_less_of_the_model_than_the_model_alone() -> None:
    half_sure = Says({"stranger-diagnosis": 0.4, "diagnosis>=warn": 0.4})
    assert [witness for *_, witness, _ in said(PLAIN, half_sure)] == ["both"]
    assert said("Hm, that blink. I'd know it in the dark.", half_sure) == []


def test_explicit_knowledge_that_the_model_contradicts_is_not_said() -> None:
    assert said(PLAIN, Says()) == []


def test_without_a_model_explicit_knowledge_speaks_alone() -> None:
    found: Review = review_draft(Draft(PLAIN), NoModel("its file is missing"))
    assert [(f.rule, f.witness.value, f.sure) for f in found.findings] == [("stranger-diagnosis", "explicit", None)]


@pytest.mark.parametrize(("second", "level"), [({}, Level.WARN), ({"anna": "identifier:name"}, Level.STOP)])
def test_details_have_types_and_a_direct_one_or_two_together_stop(second: dict[str, str], level: Level) -> None:
    kinds = {"four": "identifier:time"} | second
    tokens = {word: {"identifier": 0.9, kind: 0.9} for word, kind in kinds.items()}
    found = review_draft(
        Draft("Before my four I called Anna."),
        Says({"identifier": 0.9, "confidentiality>=warn": 0.9}, tokens),
    ).findings
    assert {(f.type, f.quote.lower()) for f in found} == {
        (kind.removeprefix("identifier:"), word) for word, kind in kinds.items()
    }
    assert {f.level for f in found} == {level}


def test_a_stated_consent_covers_general_details_but_no_name() -> None:
    shared = "He's fine with my sharing: a welder from Crewe called Anna."
    consented = Says(
        STORY | {"identifier": 0.9, "unverified-consent": 0.9},
        {word: {"identifier": 0.9, "identifier:time": 0.9} for word in ("welder", "crewe")},
    )
    levels = {(f.rule, str(f.level)) for f in review_draft(Draft(shared), consented).findings}
    assert levels == {("unverified-consent", "warn"), ("client-story", "warn"), ("identifier", "warn")}
    named = Says(consented.draft, consented.tokens | {"anna": {"identifier": 0.9, "identifier:name": 0.9}})
    assert "stop" in {str(f.level) for f in review_draft(Draft(shared), named).findings if f.rule == "identifier"}


def test_a_detail_is_parted_only_where_both_types_are_clear() -> None:
    def quotes(other: float) -> list[str]:
        tokens = {
            "welder": {"identifier": 0.9, "identifier:time": 0.9},
            "anna": {"identifier": 0.9, "identifier:name": other},
        }
        found = review_draft(Draft("Hm, welder anna."), Says(STORY | {"identifier": 0.9}, tokens)).findings
        return [f.quote for f in found if f.rule == "identifier"]

    assert quotes(0.9) == ["welder", "anna"]
    assert quotes(0.4) == ["welder anna"]


def test_each_item_of_a_list_is_a_detail_of_its_own() -> None:
    row = {
        word: {"identifier": 0.9, "identifier:time": 0.9} for word in ("welder", ",", "two", "kids", ";", "divorced")
    }
    found = review_draft(Draft("Hm: welder, two kids; divorced."), Says(STORY | {"identifier": 0.9}, row)).findings
    assert [f.quote for f in found if f.rule == "identifier"] == ["welder", "two kids", "divorced"]


def test_a_detail_in_which_explicit_knowledge_sees_two_is_parted() -> None:
    text = "My client, a firefighter from Boise, told me a joke."
    tokens = {word: {"identifier": 0.9, "identifier:time": 0.9} for word in ("a", "firefighter", "from", "boise")}
    found = review_draft(Draft(text), Says(STORY | {"identifier": 0.9}, tokens)).findings
    details = [(f.type, f.quote, str(f.level), f.witness.value) for f in found if f.rule == "identifier"]
    assert {("occupation", "firefighter", "stop", "both"), ("place", "Boise", "stop", "both")} <= set(details)


def test_places_are_of_the_text_as_given_though_the_model_reads_it_folded() -> None:
    text = "Kettle\u200b on. The one o\u2019clock brought\u200b eggs."
    found = review_draft(Draft(text), Says(STORY, EGGS)).findings
    assert [f.quote for f in found] == ["The one o\u2019clock brought\u200b eggs."]


def test_scores_of_nothing_are_no_crash() -> None:
    assert said("?!", Says(STORY)) == []
