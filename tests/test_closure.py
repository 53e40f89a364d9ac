"""A rule is one page and one function: neither half may be missing, and nothing keeps a list of rules by hand."""

import re
from pathlib import Path

from click.testing import CliRunner

import primum
from primum.cli import cli
from primum.rules import FUNCTIONS, catalogue

DOCS = Path(__file__).parent.parent / "docs" / "rules"


def test_every_page_has_its_function_and_every_function_its_page() -> None:
    assert set(catalogue()) == set(FUNCTIONS)


def test_a_function_lives_in_the_module_of_its_slip() -> None:
    assert {rule.id: FUNCTIONS[rule.id].__module__.rsplit(".", 1)[1] for rule in catalogue().values()} == {
        rule.id: rule.slip.value for rule in catalogue().values()
    }


def test_every_page_shows_the_slip_and_its_clean_twin() -> None:
    for rule in catalogue().values():
        assert len(rule.slips) >= 3 and all(example.marks for example in rule.slips), rule.id
        assert len(rule.clean) >= 3 and not any(example.marks for example in rule.clean), rule.id


def test_why_and_instead_are_one_sentence_each() -> None:
    for rule in catalogue().values():
        for said in (rule.summary, rule.why, rule.instead(), *rule.instead_by_type.values()):
            assert re.fullmatch(r"[^\n]{10,240}[.?!]”?", said), (rule.id, said)
            assert len(re.findall(r"[.?!]”?(?:\s|$)", said)) == 1, (rule.id, said)


def test_every_public_name_has_an_example_that_runs() -> None:
    assert len(primum.__all__) <= 12
    for name in primum.__all__:
        assert ">>> " in (getattr(primum, name).__doc__ or ""), name


def test_no_page_promises_what_a_tool_cannot_know() -> None:
    for rule in catalogue().values():
        assert not re.search(r"\b(safe|compliant|legal advice)\b", rule.page, re.I), rule.id


def test_every_rule_has_a_page_in_the_documentation_and_a_line_in_the_command_line() -> None:
    listing = CliRunner().invoke(cli, ["rules"], standalone_mode=False).output
    for rule in catalogue():
        assert (DOCS / f"{rule}.md").is_file(), rule
        assert rule in listing
