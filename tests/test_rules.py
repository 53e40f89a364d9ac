"""Every example on every rule's page is what it says: it speaks at a mark, and is silent under "Not a slip"."""

import pytest

from primum.draft import Draft
from primum.model import NoModel
from primum.reading import read
from primum.rules import FUNCTIONS, catalogue
from primum.rules.catalogue import Example
from primum.rules.finding import Finding, Level

SLIPS = [
    pytest.param(rule.id, example, id=f"{rule.id}: {example.text[:50]}")
    for rule in catalogue().values()
    for example in rule.slips
]
CLEAN = [
    pytest.param(rule.id, example, id=f"{rule.id}: {example.text[:50]}")
    for rule in catalogue().values()
    for example in rule.clean
]


def findings(rule: str, example: Example) -> list[Finding]:
    return [
        *FUNCTIONS[rule](
            read(Draft(example.text, answering=example.answering), NoModel("the pages are for explicit knowledge"))
        )
    ]


@pytest.mark.parametrize(("rule", "example"), SLIPS)
def test_a_rule_speaks_wherever_its_page_marks_a_stretch(rule: str, example: Example) -> None:
    found = findings(rule, example)
    missed = [mark.of(example.text) for mark in example.marks if not any(f.span.overlaps(mark) for f in found)]
    assert not missed


@pytest.mark.parametrize(("rule", "example"), CLEAN)
def test_a_rule_is_silent_where_its_page_says_there_is_no_slip(rule: str, example: Example) -> None:
    assert not [f.span.of(example.text) for f in findings(rule, example) if f.level >= Level.WARN]
