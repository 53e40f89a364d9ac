"""`primum instead`, `primum consent request` and `primum check --as report`, as an author meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from primum import Draft, Verdict, review_draft
from primum.guidance import authorization
from primum.model import NoModel
from primum.report import review_report
from primum.review import findings_of
from tests.conftest import Outcome

Run = Callable[..., Outcome]
STORY = "A client told me she hides in the pantry."


# --- instead


def test_a_draft_with_a_story_gets_numbered_texts(run: Run) -> None:
    outcome = run("instead", "--text", STORY)
    assert outcome.code == 1
    assert "Make it openly hypothetical" in outcome.out
    assert "Imagine someone who hides in the pantry." in outcome.out
    assert " 1  " in outcome.out


def test_a_clean_draft_is_told_so(run: Run) -> None:
    outcome = run("instead", "--text", "Two spaces open.")
    assert (outcome.code, outcome.out) == (0, "Nothing here asks for a change; share it when you are ready.\n")


def test_a_table_gives_one_line_of_data_a_draft(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "posts.jsonl"
    lines = [{"id": "a", "text": STORY}, {"id": "b", "text": "Two spaces open."}]
    table.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    outcome = run("instead", str(table), "--format", "jsonl")
    rows = [json.loads(line) for line in outcome.out.splitlines()]
    assert [row["id"] for row in rows] == ["a", "b"]
    assert set(rows[0]["alternatives"][0]) == {"slip", "kind", "text", "replaces"}
    assert rows[1]["alternatives"] == []


def test_a_broken_line_of_a_table_is_reported_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "posts.jsonl"
    table.write_text(f'{{"text": "{STORY}"}}\nnot json\n', encoding="utf-8")
    outcome = run("instead", str(table), "--format", "jsonl")
    assert outcome.code == 2
    assert len(outcome.out.splitlines()) == 1
    assert "line 2" in outcome.err


def test_a_text_goes_to_the_clipboard_or_to_the_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr("pyperclip.copy", copied.append)
    assert run("instead", "--text", STORY, "--copy", "1").err == "Copied.\n"
    assert copied == [json.loads(run("instead", "--text", STORY, "--format", "json").out)["alternatives"][0]["text"]]


def test_without_a_clipboard_the_text_stands_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyperclip

    def none(text: str) -> None:
        raise pyperclip.PyperclipException

    monkeypatch.setattr("pyperclip.copy", none)
    outcome = run("instead", "--text", STORY, "--copy", "1")
    assert outcome.out.startswith("Imagine someone who hides in the pantry.")
    assert "no clipboard" in outcome.err


def test_a_number_that_is_not_there_is_told(run: Run) -> None:
    assert "Choose a number up to" in run("instead", "--text", STORY, "--copy", "99").err


def test_check_shows_the_nearest_text_and_can_be_told_not_to(run: Run) -> None:
    assert "Make it openly hypothetical: Imagine someone" in run("check", "--text", STORY).out
    assert "primum instead" not in run("check", "--text", STORY, "--no-instead").out


# --- the request for consent


def asked(text: str, **about: object) -> authorization.Request:
    draft = Draft(text)
    findings = findings_of(review_draft(draft, NoModel("tests go without")))
    return authorization.request(draft, findings, ["instagram"], date(2030, 5, 1), **about)  # type: ignore[arg-type]


def test_a_request_has_every_element_and_statement_of_the_law() -> None:
    page = authorization.as_markdown(asked(STORY, discloser="Harbor Practice"))
    elements = [
        "What may be told",
        "Who may tell it",
        "Who will be able to read it",
        "What it is for",
        "Until when",
        "Signed",
        "Date",
    ]
    statements = ["take this permission back", "do not depend on whether I sign", "may be passed on"]
    for words in (*elements, *statements, "instagram", "May 1, 2030", "Harbor Practice", "never be unpublished"):
        assert words in page, words


def test_the_client_ticks_every_detail_one_by_one() -> None:
    page = authorization.as_markdown(asked("My client Maria, a 34-year-old nurse in Boise, cried in session."))
    assert page.count(authorization.BOX) >= 5
    assert "☐ “34-year-old”" in page or "☐ “34" in page


def test_a_couple_signs_twice() -> None:
    assert authorization.as_markdown(asked(STORY, signers=2)).count("Signed:") == 2


def test_markup_in_a_draft_stays_text() -> None:
    hostile = "My client told me <script>alert(1)</script> # she # hides."
    assert "<script>alert" not in authorization.as_html(asked(hostile))
    assert "\n    My client told me" in authorization.as_markdown(asked(hostile))


def test_a_request_prints_as_pdf(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the pdf extra is not installed")
    target = tmp_path / "permission.pdf"
    outcome = run(
        "consent", "request", "--text", f'{STORY} #let x = "]" Ω ☺ שלום', "--format", "pdf", "--output", str(target)
    )
    assert outcome.code == 0
    assert target.read_bytes().startswith(b"%PDF-")


def test_without_the_extra_a_pdf_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    outcome = run("consent", "request", "--text", STORY, "--format", "pdf", "--output", "x.pdf")
    assert outcome.code == 2
    assert "primum[pdf]" in outcome.err


def test_a_permission_that_has_ended_already_is_refused(run: Run) -> None:
    yesterday = f"{date.today() - timedelta(days=1):%Y-%m-%d}"
    assert run("consent", "request", "--text", STORY, "--expires", yesterday).code == 2


# --- a report


@pytest.mark.parametrize(
    ("letter", "rule"),
    [
        ("Her client Maria, a 34-year-old nurse, told me so.", "report-client-details"),
        ("Everyone knows that he drinks.", "report-gossip"),
    ],
)
def test_a_report_is_read_for_what_it_need_not_say(letter: str, rule: str) -> None:
    assert rule in {remark.rule for remark in review_report(Draft(letter)).findings}


def test_what_a_colleague_did_may_stand_in_a_report() -> None:
    letter = (
        "On March 3 Dr. Ode met the supervisee at a bar and asked for a loan. I saw it and spoke to him on March 5."
    )
    assert review_report(Draft(letter)).verdict is Verdict.SHARE


def test_a_report_is_checked_from_the_command_line(run: Run) -> None:
    outcome = run("check", "--as", "report", "--text", "Everyone knows that he drinks.")
    assert outcome.code == 1
    assert "report-gossip" in outcome.out
