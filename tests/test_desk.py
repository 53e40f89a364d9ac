"""The desk: the whole journey of a draft over a real, encrypted store, and the same from the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from primum import Draft, Verdict
from primum.consent import Consent, Element, Given, Statement
from primum.desk import Desk, Sheet
from primum.hold import CannotSettle, NotYet, OutOfLimits, Reason, State
from primum.store import Conflict, Folder, Missing, Settings, Store
from tests.conftest import Outcome

LABEL = Draft("He's a textbook narcissist.", platform="x")
STORY = Draft("A client told me she hides in the pantry.", platform="instagram")
CLEAN = Draft("Two spaces open on Tuesdays.")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 3, 10, tzinfo=timezone(timedelta(hours=-5)))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Store.in_folder(Folder(tmp_path / "home"), os.urandom(32), clock) as store:
        yield Desk(store, clock)


def saved(desk: Desk, draft: Draft) -> tuple[str, Sheet]:
    sheet = desk.save(draft)
    assert sheet.id is not None
    return sheet.id, sheet


def consent(**about: object) -> Consent:
    usual = Consent(
        id="c1", client="Fern", since=date(2026, 1, 1), until=date(2027, 1, 1), given=Given.WRITTEN, story=STORY.text,
        platforms=("instagram",), elements=frozenset(Element), statements=frozenset(Statement),
    )  # fmt: skip
    return replace(usual, **about)  # type: ignore[arg-type]


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_kept_and_comes_back_as_it_was_written(desk: Desk) -> None:
    draft = Draft("Zwei Plätze frei 🌿\r\nשלום", answering="Any openings?", platform="mastodon", kind="reply")
    id_, _ = saved(desk, draft)
    assert replace(desk.open(id_).draft, id=None) == draft
    assert [line.id for line in desk.drafts()] == [id_]


def test_two_windows_cannot_overwrite_each_other_silently(desk: Desk) -> None:
    id_, sheet = saved(desk, CLEAN)
    desk.save(Draft("One space open."), id_, sheet.version)
    with pytest.raises(Conflict):
        desk.save(Draft("Three spaces open."), id_, sheet.version)
    assert desk.open(id_).draft.text == "One space open."


def test_looking_keeps_nothing(desk: Desk) -> None:
    assert desk.look(LABEL).review.verdict is Verdict.HOLD
    assert not desk.drafts()


def test_what_to_do_instead_follows_the_settings(desk: Desk) -> None:
    desk.set_settings(Settings(profession="social-worker", country="GB"))
    danger = Draft("Sounds like you have depression.", answering="I want to die")
    assert any("116 123" in alternative.text for alternative in desk.guidance(danger).alternatives)


# ── Answering ────────────────────────────────────────────────────────────────────────────────────


def test_an_answered_finding_stays_answered_while_other_text_changes_and_can_be_taken_back(desk: Desk) -> None:
    id_, sheet = saved(desk, Draft("My 3pm taught me patience."))
    found = sheet.noticed[0]
    sheet = desk.answer(id_, found.id, Reason.NOT_A_CLIENT, "my yoga class")
    sheet = desk.save(Draft("Hello all. My 3pm taught me patience."), id_, sheet.version)
    assert [noticed.settled is not None for noticed in sheet.noticed if noticed.id == found.id] == [True]
    sheet = desk.take_back(id_, found.id)
    assert [noticed.settled for noticed in sheet.noticed if noticed.id == found.id] == [None]


def test_a_reason_that_does_not_fit_is_refused_with_what_would_do(desk: Desk) -> None:
    id_, sheet = saved(desk, LABEL)
    with pytest.raises(CannotSettle):
        desk.answer(id_, sheet.noticed[0].id, Reason.CONSIDERED)


def test_a_rule_is_set_aside_for_good_only_with_a_reason(desk: Desk) -> None:
    id_, _ = saved(desk, LABEL)
    with pytest.raises(CannotSettle):
        desk.set_aside(id_, "stranger-diagnosis", for_good=True)
    sheet = desk.set_aside(id_, "stranger-diagnosis", "I write fiction.", for_good=True)
    assert not any(noticed.open for noticed in sheet.noticed)
    other, _ = saved(desk, Draft("She's a textbook narcissist."))
    assert not any(noticed.open for noticed in desk.open(other).noticed)


# ── The pause ────────────────────────────────────────────────────────────────────────────────────


def test_a_clean_draft_goes_out_after_a_breath_that_can_be_skipped(desk: Desk, clock: Clock) -> None:
    id_, _ = saved(desk, CLEAN)
    assert desk.ready(id_).standing.state is State.BREATHING
    with pytest.raises(NotYet):
        desk.release(id_)
    clock.pass_(seconds=11)
    assert desk.release(id_).text == CLEAN.text
    assert [one.text for one in desk.releases()] == [CLEAN.text]


def test_a_held_draft_goes_out_only_changed_and_cooled(desk: Desk, clock: Clock) -> None:
    id_, sheet = saved(desk, LABEL)
    desk.ready(id_)
    clock.pass_(hours=2)
    with pytest.raises(NotYet):
        desk.release(id_)
    desk.save(Draft("He interrupts everyone.", platform="x"), id_, sheet.version)
    clock.pass_(seconds=11)
    assert desk.release(id_).text == "He interrupts everyone."


def test_a_pause_survives_the_program(tmp_path: Path, clock: Clock) -> None:
    folder, key = Folder(tmp_path / "home"), os.urandom(32)
    with Store.in_folder(folder, key, clock) as store:
        id_, _ = saved(Desk(store, clock), LABEL)
        before = Desk(store, clock).reply(id_, "why", "To warn people.").hold
    with Store.in_folder(folder, key, clock) as store:
        assert Desk(store, clock).ready(id_).hold == before


def test_a_held_draft_that_gets_worse_without_an_edit_can_still_be_opened(desk: Desk, clock: Clock) -> None:
    id_, _ = saved(desk, STORY)
    desk.record(consent())
    desk.lean(id_, ["c1"])
    desk.ready(id_)
    desk.revoke("c1", clock().date())
    standing = desk.open(id_).standing
    assert standing is not None and standing.state is not State.READY
    clock.pass_(hours=2)
    with pytest.raises(NotYet):
        desk.release(id_)


def test_what_has_rested_is_due_to_be_read_afresh(desk: Desk, clock: Clock) -> None:
    id_, _ = saved(desk, LABEL)
    desk.ready(id_)
    assert not desk.due()
    clock.pass_(days=1)
    assert [line.id for line in desk.due()] == [id_]


def test_a_draft_can_be_let_go_with_joy(desk: Desk) -> None:
    id_, _ = saved(desk, LABEL)
    assert desk.let_go(id_).text
    with pytest.raises(Missing):
        desk.open(id_)


def test_pauses_keep_to_their_limits(desk: Desk) -> None:
    with pytest.raises(OutOfLimits):
        desk.set_settings(Settings(pauses={"cooling_off": 1}))


# ── Consent ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_leans_on_a_consent_until_it_is_taken_back(desk: Desk, clock: Clock) -> None:
    id_, _ = saved(desk, STORY)
    desk.record(consent())
    assert desk.lean(id_, ["c1"]).review.verdict is Verdict.SHARE
    desk.ready(id_)
    clock.pass_(seconds=11)
    desk.release(id_)
    assert not desk.affected()
    affected = desk.revoke("c1", date(2026, 11, 4))
    assert len(affected) == 1 == len(desk.affected())
    assert desk.open(id_).review.verdict is Verdict.HOLD


def test_an_incomplete_consent_covers_nothing(desk: Desk) -> None:
    id_, _ = saved(desk, STORY)
    desk.record(consent(elements=frozenset()))
    assert desk.lean(id_, ["c1"]).review.verdict is Verdict.HOLD


def test_a_consent_is_forgotten_for_good(desk: Desk) -> None:
    desk.record(consent())
    desk.forget("c1")
    assert not desk.consents()


# ── What is kept of it ───────────────────────────────────────────────────────────────────────────


def test_no_word_of_a_draft_lies_readable_on_the_disk(tmp_path: Path, clock: Clock) -> None:
    planted = "zqxplanted"
    with Store.in_folder(Folder(tmp_path / "home"), os.urandom(32), clock) as store:
        desk = Desk(store, clock)
        id_, _ = saved(desk, Draft(f"A client told me about {planted}."))
        desk.ready(id_)
        desk.reply(id_, "why", planted)
        desk.record(consent(story=planted))
        desk.let_go(id_)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(planted.encode(code) in content for content in written for code in ("utf-8", "utf-16-le"))


def test_the_journal_names_acts_and_rules_and_quotes_nothing(desk: Desk) -> None:
    id_, _ = saved(desk, LABEL)
    desk.ready(id_)
    assert [entry.act for entry in desk.journal()] == ["paused", "reviewed"]
    assert "narcissist" not in repr(desk.journal())


# ── The command line ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, key = Folder(tmp_path / "home"), os.urandom(32)
    monkeypatch.setattr("primum.store.open_store", lambda **about: Store.in_folder(folder, key))


@pytest.mark.usefixtures("own_store")
def test_the_journey_from_the_command_line(run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr("pyperclip.copy", copied.append)
    held = run("hold", "--text", CLEAN.text)
    assert held.code == 1 and "Who will read it:" in held.out
    id_ = run("drafts").out.split()[0]
    assert run("drafts", id_).out == CLEAN.text + "\n"
    assert run("release", id_, "--skip-breath").code == 0
    assert copied == [CLEAN.text]
    assert "released" in run("journal").out


@pytest.mark.usefixtures("own_store")
def test_consents_from_the_command_line(run: Callable[..., Outcome]) -> None:
    kept = run("consent", "record", "Fern", "--on", "instagram", "--story", STORY.text, "--signed-form")
    assert kept.code == 0
    consent_id = kept.out.split()[0]
    run("hold", "--text", STORY.text, "--platform", "instagram")
    draft = run("drafts").out.split()[0]
    assert run("consent", "lean", draft, consent_id).out.endswith("share\n")
    assert "Fern" in run("consent", "list").out
    assert "Fern" in run("consent", "show", consent_id).out
    assert run("consent", "revoke", consent_id).code == 0
    assert run("consent", "forget", consent_id, "--yes").code == 0


def test_before_the_first_run_the_command_line_says_what_to_do(
    run: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIMUM_HOME", str(tmp_path / "nowhere"))
    outcome = run("drafts")
    assert outcome.code == 2
    assert "primum desk" in outcome.err


def test_a_backup_is_brought_back_and_what_was_there_is_kept_aside(
    run: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = Folder(tmp_path / "home"), os.urandom(32)
    monkeypatch.setattr("primum.store.Keys.unlock", lambda keys, passphrase=None: key)
    monkeypatch.setattr("primum.store.Folder.own", lambda: folder)
    with Store.in_folder(folder, key) as store:
        Desk(store, Clock()).save(CLEAN)
        store.back_up()
        Desk(store, Clock()).save(LABEL)
    outcome = run("restore")
    assert outcome.code == 0 and outcome.out.startswith("Restored. What was there lies in ")
    with Store.in_folder(folder, key) as store:
        assert [line.opening for line in store.drafts.list()] == [CLEAN.text]
