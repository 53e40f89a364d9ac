"""What publishing needs of the store, in both databases alike: accounts, the outbox with its claims, pictures."""

# ruff: noqa: F811 (pytest takes the fixtures of another file by their names)

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from primum import PrimumError
from primum.store import (
    AccountRecord,
    AnswerRecord,
    AsideRecord,
    Backups,
    Conflict,
    ConsentRecord,
    DraftRecord,
    Folder,
    HoldRecord,
    Missing,
    PostRecord,
    ReleaseRecord,
    Settings,
    Store,
    errors,
)
from primum.store import migrate as migrate_module
from primum.store import opened as opened_module
from primum.store.backup import is_whole
from primum.store.engine import encrypted, server
from primum.store.folder import touch
from primum.store.migrate import SCRIPTS, bring_up, is_present, revision
from primum.store.schema import metadata
from tests.stores import Clock, found_in
from tests.test_store import KEY, ODD, address, clock, emptied, own, store  # noqa: F401  # fixtures
from tests.test_store_safety import everything

ACCOUNT = AccountRecord("mastodon", "https://town.example", "mira", '{"token": "Zwetschgenknödel"}')
POST = PostRecord("@mira@town.example", "mastodon", "Rest well.", datetime(2026, 11, 22, tzinfo=UTC), "new")
SOON, LATER = timedelta(minutes=10), timedelta(hours=3)
TOKEN, ALT, WARNING, TEXT, ANSWER = WORDS = (
    "geheimerschlüssel", "Zwetschgenknödel im Bild", "Quokkaphilharmonie", "Herr Brömmelhaupt kam", "Nutria sagt nein",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The folder of `own`."""
    return Folder(tmp_path / "home")


def but(record: Any, **changes: Any) -> Any:
    return dataclasses.replace(record, **changes)


def a_post(store: Store, now: Clock, **changes: object) -> PostRecord:
    usual = PostRecord("@mira@town.example", "mastodon", "Rest well.", now(), "new", options={"warning": "Rest"})
    return store.outbox.save(dataclasses.replace(usual, **changes))  # type: ignore[arg-type]


@pytest.fixture
def other(store: Store, request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    """The same store, opened in another window."""
    if store._place:
        again = Store.in_folder(store._place.folder, KEY, clock)
    else:
        again = Store.on_server(request.getfixturevalue("address"), clock)
    with again:
        yield again


# --- Accounts


def test_an_account_is_given_back_and_shows_its_token_to_nobody(store: Store, clock: Clock) -> None:
    kept = store.accounts.add(ACCOUNT)
    assert kept == dataclasses.replace(ACCOUNT, connected_at=clock())
    assert store.accounts.list() == (kept,)
    assert "Zwetschgen" not in repr(kept)


def test_an_account_that_is_connected_anew_takes_its_own_place(store: Store, clock: Clock) -> None:
    first = store.accounts.add(ACCOUNT)
    clock.on(days=1)
    again = store.accounts.add(dataclasses.replace(ACCOUNT, id="another", secret="new"))  # noqa: S106
    assert (again.id, again.secret, again.connected_at) == (first.id, "new", clock())
    store.accounts.renew(first.id, "newer")
    store.accounts.renew("gone", "newest")
    assert [one.secret for one in store.accounts.list()] == ["newer"]


def test_a_post_outlives_its_draft_and_its_account(store: Store, clock: Clock) -> None:
    account, draft = store.accounts.add(ACCOUNT).id, store.drafts.save(DraftRecord("Rest well.")).id
    post = a_post(store, clock, draft_id=draft, account_id=account)
    store.forget(drafts=[draft], accounts=[account])
    kept = store.outbox.get(post.id)
    assert (kept.draft_id, kept.account_id, kept.account) == (None, None, "@mira@town.example")
    with pytest.raises(Missing):
        store.accounts.get(account)


def test_accounts_are_given_back_as_they_were_connected_the_oldest_first(store: Store, clock: Clock) -> None:
    kept = []
    for handle in ("mira", "zoe", "anton"):
        given = but(ACCOUNT, id=handle, handle=handle, secret=ODD, settings={"limit": 500, "url": 23})
        kept.append(store.accounts.add(given))
        assert kept[-1] == but(given, connected_at=clock()) == store.accounts.get(given.id)
        clock.on(hours=1)
    assert store.accounts.list() == tuple(kept)


def test_an_account_that_was_removed_is_not_brought_back_by_its_session(store: Store, clock: Clock) -> None:
    gone = store.accounts.add(ACCOUNT)
    kept = a_post(store, clock, account_id=gone.id)
    store.forget(accounts=[gone.id])
    store.accounts.renew(gone.id, "renewed")
    assert store.accounts.list() == ()
    with pytest.raises(Missing, match="account is no longer there"):
        store.accounts.get(gone.id)
    after = store.outbox.get(kept.id)
    assert (after.account_id, after.account) == (None, "@mira@town.example")


# --- The outbox


def test_a_post_is_given_back_as_it_was_to_the_microsecond(store: Store, clock: Clock) -> None:
    clock.time = clock.time.replace(microsecond=123_457)
    post = a_post(store, clock, due_at=clock() + timedelta(hours=1), edits="before", error={"problem": "No."})
    assert store.outbox.get(post.id) == post
    assert post.begun_at.microsecond == 123_457


def test_an_old_version_overwrites_nothing(store: Store, clock: Clock) -> None:
    post = a_post(store, clock)
    store.outbox.save(dataclasses.replace(post, state="sending"))
    with pytest.raises(Conflict, match="This post was changed"):
        store.outbox.save(dataclasses.replace(post, state="failed"))


def test_a_publication_is_new_only_with_its_draft_and_its_account(store: Store, clock: Clock) -> None:
    for missing in ("draft", "account", "release"):
        with pytest.raises(Missing, match=f"This {missing} "):
            store.outbox.add(but(POST, **{f"{missing}_id": "never there"}))
    kept = store.outbox.add(POST)
    assert store.outbox.add(POST) == kept  # as after an answer that was lost
    with pytest.raises(Conflict):
        store.outbox.add(but(POST, text="Other words."))
    assert store.outbox.list() == (kept,)


def test_what_is_under_way_can_be_noted_also_when_its_draft_and_account_are_gone(store: Store, clock: Clock) -> None:
    draft, to = store.drafts.save(DraftRecord("One")), store.accounts.add(ACCOUNT)
    seen = a_post(store, clock, draft_id=draft.id, account_id=to.id)
    store.drafts.remove(draft.id)
    store.forget(accounts=[to.id])
    kept = store.outbox.save(but(seen, state="published"))  # as it was seen before
    assert (kept.state, kept.draft_id, kept.account_id) == ("published", None, None)


def test_a_publication_that_was_forgotten_is_not_brought_back_by_its_sender(store: Store, clock: Clock) -> None:
    gone = a_post(store, clock)
    store.forget(posts=[gone.id])
    for attempt in (
        lambda: store.outbox.get(gone.id),
        lambda: store.outbox.save(but(gone, state="published")),
        lambda: store.outbox.note_part(gone.id, 0, "1"),
        lambda: store.outbox.claim(gone.id, clock() + SOON),
    ):
        with pytest.raises(Missing, match="This post is no longer there"):
            attempt()
    assert store.outbox.list() == () and store.outbox.parts(gone.id) == ()


def test_the_newest_publication_is_the_first_of_every_list(store: Store, clock: Clock) -> None:
    draft = store.drafts.save(DraftRecord("One")).id
    made = []
    for state, of in (("published", draft), ("failed", None), ("published", None), ("sending", draft)):
        made.append(a_post(store, clock, state=state, draft_id=of))
        clock.on(microseconds=1)
    first, second, third, fourth = made
    assert store.outbox.list() == (fourth, third, second, first)
    assert store.outbox.list("published", "failed") == (third, second, first)
    assert store.outbox.of(draft) == (fourth, first) and store.outbox.of("none") == ()


def test_what_is_due_and_what_is_stranded_is_found(store: Store, clock: Clock) -> None:
    later = a_post(store, clock, state="scheduled", due_at=clock() + timedelta(hours=2))
    soon = a_post(store, clock, state="scheduled", due_at=clock() + timedelta(hours=1))
    sending = a_post(store, clock, state="sending")
    assert not store.outbox.due(clock())
    assert [one.id for one in store.outbox.due(clock() + timedelta(hours=3))] == [soon.id, later.id]
    assert store.outbox.claim(sending.id, clock() + timedelta(minutes=10))
    assert not store.outbox.stranded(clock())
    assert [one.id for one in store.outbox.stranded(clock() + timedelta(minutes=11))] == [sending.id]


def test_what_is_due_is_what_was_scheduled_the_longest_due_first(store: Store, clock: Clock) -> None:
    now = clock()
    due = {
        name: a_post(store, clock, state=state, due_at=now + timedelta(minutes=minutes))
        for name, state, minutes in (
            ("now", "scheduled", 0), ("late", "scheduled", -90), ("soon", "scheduled", 1), ("never", "withdrawn", -9),
        )
    }  # fmt: skip
    a_post(store, clock, state="new")
    assert store.outbox.due(now) == (due["late"], due["now"])
    assert store.outbox.due(now - timedelta(hours=2)) == ()


def test_what_a_stopped_program_left_on_its_way_is_found(store: Store, clock: Clock) -> None:
    def sending() -> PostRecord:
        return a_post(store, clock, state="sending")

    held, never, let_go, run_out = (sending() for _ in range(4))
    token = store.outbox.claim(let_go.id, clock() + LATER)
    assert token and store.outbox.claim(held.id, clock() + LATER) and store.outbox.claim(run_out.id, clock() + SOON)
    store.outbox.let_go(let_go.id, token)
    a_post(store, clock, state="failed")
    assert {row.id for row in store.outbox.stranded(clock())} == {never.id, let_go.id}
    assert {row.id for row in store.outbox.stranded(clock() + SOON)} == {never.id, let_go.id, run_out.id}


def test_a_claim_is_one_s_own_until_it_is_let_go_or_runs_out(store: Store, clock: Clock) -> None:
    post = a_post(store, clock)
    token = store.outbox.claim(post.id, clock() + timedelta(minutes=10))
    assert token
    assert store.outbox.claim(post.id, clock() + timedelta(minutes=10)) is None
    store.outbox.let_go(post.id, "somebody else's")
    assert store.outbox.claim(post.id, clock() + timedelta(minutes=10)) is None
    store.outbox.extend(post.id, token, clock() + timedelta(minutes=30))
    clock.on(minutes=11)
    assert store.outbox.claim(post.id, clock() + timedelta(minutes=10)) is None
    clock.on(minutes=20)
    assert store.outbox.claim(post.id, clock() + timedelta(minutes=10))


def test_of_many_who_ask_at_once_one_gets_the_claim(own: Store, tmp_path: Path, clock: Clock) -> None:
    post, until = a_post(own, clock), clock() + timedelta(minutes=10)
    got: list[str | None] = []
    with Store.in_folder(Folder(tmp_path / "home"), KEY, clock) as other:
        ask = [
            threading.Thread(target=lambda s=s: got.append(s.outbox.claim(post.id, until))) for s in (own, other) * 8
        ]  # type: ignore[misc]
        for one in ask:
            one.start()
        for one in ask:
            one.join(60)
    assert len(got) == 16
    assert sum(token is not None for token in got) == 1


def test_only_one_has_the_right_to_send(store: Store, other: Store, clock: Clock) -> None:
    row = a_post(store, clock).id
    mine = store.outbox.claim(row, clock() + SOON)
    assert mine and other.outbox.claim(row, clock() + SOON) is None is store.outbox.claim(row, clock() + SOON)
    store.outbox.let_go(row, mine)
    theirs = other.outbox.claim(row, clock() + SOON)
    assert theirs and theirs != mine
    store.outbox.let_go(row, mine)  # no longer its own to give up
    assert store.outbox.claim(row, clock() + SOON) is None


def test_a_claim_runs_out_and_can_be_kept_for_longer(store: Store, clock: Clock) -> None:
    row = a_post(store, clock).id
    mine = store.outbox.claim(row, clock() + SOON)
    assert mine
    clock.on(minutes=9)
    store.outbox.extend(row, mine, clock() + SOON)
    clock.on(minutes=9)
    assert store.outbox.claim(row, clock() + SOON) is None
    clock.on(minutes=1)
    theirs = store.outbox.claim(row, clock() + SOON)
    assert theirs
    store.outbox.extend(row, mine, clock() + LATER)  # too late
    clock.on(minutes=10)
    assert store.outbox.claim(row, clock() + SOON)


def test_a_save_leaves_the_claim_as_it_is(store: Store, clock: Clock) -> None:
    row = a_post(store, clock)
    assert store.outbox.claim(row.id, clock() + SOON)
    store.outbox.save(but(row, state="sending"))
    assert store.outbox.claim(row.id, clock() + SOON) is None


def test_however_many_race_for_it_one_gets_it(store: Store, other: Store, clock: Clock) -> None:
    rows = [a_post(store, clock).id for _ in range(15)]
    racers = [store, other] * 4
    start = threading.Barrier(len(racers))
    got: list[tuple[str, str]] = []
    failed: list[BaseException] = []

    def race(mine: Store) -> None:
        try:
            for row in rows:
                start.wait(60)
                if token := mine.outbox.claim(row, clock() + SOON):
                    got.append((row, token))
        except BaseException as error:
            failed.append(error)
            start.abort()

    threads = [threading.Thread(target=race, args=(mine,)) for mine in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failed
    assert [row for row, _ in got] == rows and len({token for _, token in got}) == len(rows)


def test_a_part_that_is_out_is_never_noted_as_one_that_is_about_to_leave(store: Store, clock: Clock) -> None:
    post = a_post(store, clock)
    store.outbox.note_part(post.id, 0)
    assert [part.remote_id for part in store.outbox.parts(post.id)] == [None]
    store.outbox.note_part(post.id, 0, "109", "https://town.example/109", "cid")
    store.outbox.note_part(post.id, 0)
    (part,) = store.outbox.parts(post.id)
    assert (part.remote_id, part.url, part.mark) == ("109", "https://town.example/109", "cid")
    store.outbox.drop_part(post.id, 0)
    store.outbox.drop_part(post.id, 0)
    assert not store.outbox.parts(post.id)
    with pytest.raises(Missing):
        store.outbox.note_part("gone", 0)


def test_parts_are_in_order_and_a_part_taken_back_is_noted_no_more(store: Store, clock: Clock) -> None:
    row, other = (a_post(store, clock).id for _ in range(2))
    store.outbox.note_part(other, 0, "other")
    for index in (10, 2, 0):
        store.outbox.note_part(row, index, str(index))
    assert [part.index for part in store.outbox.parts(row)] == [0, 2, 10]
    store.outbox.drop_part(row, 2)
    store.outbox.drop_part(row, 2)
    assert [part.index for part in store.outbox.parts(row)] == [0, 10]
    assert [part.remote_id for part in store.outbox.parts(other)] == ["other"]


@pytest.mark.parametrize("broken", ["a\0b", "a\ud83d"])
def test_a_broken_answer_of_a_server_is_refused_in_primums_words(store: Store, clock: Clock, broken: str) -> None:
    row = a_post(store, clock).id
    store.outbox.note_part(row, 0)
    for answer in ({"remote_id": broken}, {"remote_id": "1", "url": broken}, {"remote_id": "1", "mark": broken}):
        with pytest.raises(PrimumError, match="Character 2"):
            store.outbox.note_part(row, 0, **answer)
    assert store.outbox.parts(row)[0].remote_id is None


SENDER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from primum.store import Folder, PostRecord, Store

store = Store.in_folder(Folder(Path(sys.argv[1])), bytes(range(32)))
row = store.outbox.add(PostRecord("@mira@example.social", "mastodon", "One", datetime.now(UTC), "sending", id="row"))
store.outbox.note_part("row", 0, "1", "https://example.social/1")
store.outbox.note_part("row", 1)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_is_noted_outlives_a_program_that_is_killed_at_once(folder: Folder) -> None:
    done = subprocess.run([sys.executable, "-c", SENDER, folder.path], capture_output=True, timeout=120, check=False)  # noqa: S603
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]
    with Store.in_folder(folder, KEY) as store:
        assert [part.remote_id for part in store.outbox.parts("row")] == ["1", None]
        assert [row.id for row in store.outbox.stranded(datetime.now(UTC))] == ["row"]


def test_a_release_that_is_forgotten_takes_its_post_along(store: Store, clock: Clock) -> None:
    release = ReleaseRecord("Rest well.", "mastodon", clock())
    store.releases.add(release)
    post = a_post(store, clock, release_id=release.id)
    store.outbox.note_part(post.id, 0, "109")
    store.forget(releases=[release.id])
    with pytest.raises(Missing):
        store.outbox.get(post.id)
    assert not store.outbox.parts(post.id)


# --- Pictures


def test_pictures_keep_their_order_and_go_with_their_draft(store: Store) -> None:
    draft = store.drafts.save(DraftRecord("Rest well.")).id
    first, second = (store.pictures.add(draft, "image/png", bytes([n]) * 9, f"Picture {n}") for n in (1, 2))
    store.pictures.describe(first.id, "A teal square")
    assert [one.alt for one in store.pictures.of(draft)] == ["A teal square", "Picture 2"]
    assert store.pictures.content(second.id) == bytes([2]) * 9
    store.pictures.remove(first.id)
    third = store.pictures.add(draft, "image/png", b"3")
    assert [one.id for one in store.pictures.of(draft)] == [second.id, third.id]
    store.forget(drafts=[draft])
    with pytest.raises(Missing):
        store.pictures.content(second.id)
    for lost in (lambda: store.pictures.describe(second.id, ""), lambda: store.pictures.add(draft, "image/png", b"")):
        with pytest.raises(Missing):
            lost()


def test_a_picture_that_is_too_large_is_refused(store: Store) -> None:
    draft = store.drafts.save(DraftRecord("Rest well.")).id
    with pytest.raises(errors.TooLarge):
        store.pictures.add(draft, "image/png", bytes(20_000_001))


# --- On the disk, and in the backups


def test_no_token_no_option_and_no_description_lies_readable_on_the_disk(
    own: Store, tmp_path: Path, clock: Clock
) -> None:
    words = ("Zwetschgenknödel", "Quokkaphilharmonie", "Herr Brömmelhaupt")
    own.accounts.add(ACCOUNT)
    a_post(own, clock, options={"warning": words[1]})
    own.pictures.add(own.drafts.save(DraftRecord("One")).id, "image/png", words[2].encode(), words[2])
    own.back_up()
    assert not found_in(tmp_path, words)


@pytest.fixture
def first_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A store of the first revision with a draft in it, and a backup of that."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "r0002_outbox.py").unlink()
    folder = Folder(tmp_path / "home")
    with monkeypatch.context() as before:
        before.setattr(migrate_module, "REVISIONS", ("0001",))
        before.setattr(opened_module, "bring_up", lambda engine, before: bring_up(engine, before, scripts))
        with Store.in_folder(folder, KEY, Clock()) as store:
            store.drafts.save(DraftRecord("From before.", id="old"))
            store.back_up()
    yield folder


def test_a_store_of_the_first_revision_is_brought_up_with_all_that_it_holds(first_revision: Folder) -> None:
    with Store.in_folder(first_revision, KEY, Clock()) as store:
        assert store.drafts.get("old").text == "From before."
        assert not store.accounts.list()
        store.accounts.add(ACCOUNT)


def test_what_is_forgotten_leaves_an_older_backup_that_has_no_such_table(first_revision: Folder) -> None:
    with Store.in_folder(first_revision, KEY, Clock()) as store:
        account = store.accounts.add(ACCOUNT).id
        before = len(store.backups())
        gone = store.forget(accounts=[account], drafts=["old"])
        assert gone.backups_removed == 0
        assert gone.backups_rewritten >= 1
        assert len(store.backups()) == before


def test_a_token_is_gone_from_the_backups_too(own: Store, tmp_path: Path) -> None:
    account = own.accounts.add(ACCOUNT).id
    backup = own.back_up()
    own.forget(accounts=[account])
    assert backup is not None
    engine = encrypted(backup.path, KEY)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM accounts")).scalar() == 0
    engine.dispose()


JOURNEY = """
import logging, os, sys
logging.basicConfig(level=logging.DEBUG, filename=os.environ["LOG"])
from datetime import UTC, datetime
from pathlib import Path
from primum.store import *

token, alt, warning, text, answer = sys.argv[2:]
store = Store.in_folder(Folder(Path(sys.argv[1])), bytes(range(32)))
for number in range(2):
    now = datetime.now(UTC)
    account = store.accounts.add(AccountRecord("mastodon", "https://example.social", f"mira{number}", token * 200))
    store.accounts.renew(account.id, token + '"' + token)
    draft = store.drafts.save(DraftRecord(text))
    picture = store.pictures.add(draft.id, "image/png", (alt * 5000).encode(), alt)
    store.pictures.describe(picture.id, alt + alt)
    row = PostRecord("@mira", "mastodon", text * 2000, now, "failed", draft.id, account.id, {"warning": warning})
    row = store.outbox.add(row)
    row = store.outbox.save(PostRecord("@mira", "mastodon", text, now, "failed", draft.id, account.id,
                                       {"warning": warning}, error={"answer": answer}, id=row.id, version=1))
    store.outbox.note_part(row.id, 0, "1", "https://example.social/" + answer)
    for wrong in (lambda: store.outbox.save(PostRecord("@mira", "mastodon", text, now, "new", id=row.id)),
                  lambda: store.outbox.add(PostRecord("@mira", "mastodon", text + chr(0), now, "new")),
                  lambda: store.accounts.add(AccountRecord("mastodon", "", "", token + chr(0))),
                  lambda: store.pictures.add(token, "image/png", b"", alt)):
        try: wrong()
        except Exception: logging.exception("refused")
        else: raise SystemExit("nothing refused")
    logging.info("%r", (account, row, picture, store.accounts.list(), store.outbox.list(), store.outbox.parts(row.id)))
    store.back_up()
    if number == 0:
        store.forget(posts=[row.id], accounts=[account.id], drafts=[draft.id])
os._exit(0)  # as if killed: the log is left lying
"""


def test_no_token_and_no_word_is_found_after_the_whole_way(tmp_path: Path) -> None:
    home, temp = tmp_path / "home", tmp_path / "temp"
    temp.mkdir()
    environment = {**os.environ, "LOG": str(temp / "log.txt"), "TMPDIR": str(temp), "SQLITE_TMPDIR": str(temp)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", JOURNEY, home, *WORDS],
        cwd=temp, env=environment, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    (temp / "said.txt").write_bytes(done.stdout + done.stderr)
    assert (home / "primum.db-wal").stat().st_size and len(list(home.rglob("*.db"))) == 3
    assert "AccountRecord(" in (temp / "log.txt").read_text()
    assert found_in(tmp_path, WORDS) == []


def test_no_repr_of_a_record_shows_a_token_or_a_word(store: Store, clock: Clock) -> None:
    draft = store.drafts.save(DraftRecord("One"))
    row = a_post(store, clock, text=TEXT, options={"warning": WARNING}, error={"answer": ANSWER})
    store.outbox.note_part(row.id, 0, "1", f"https://example.social/{ANSWER}")
    picture = store.pictures.add(draft.id, "image/png", b"", ALT)
    shown = repr((store.accounts.add(but(ACCOUNT, secret=TOKEN)), row, picture, store.outbox.parts(row.id)))
    assert not any(word in shown for word in WORDS)


def held(folder: Folder) -> set[str]:
    """Return the planted words that the holder of the key can read anywhere."""
    readable = everything(folder)
    return {word for word in WORDS if word.encode() in readable}


def test_a_forgotten_account_takes_its_token_out_of_the_backups(folder: Folder, own: Store, clock: Clock) -> None:
    given = own.accounts.add(but(ACCOUNT, secret=TOKEN * 300))
    sent = a_post(own, clock, account_id=given.id, state="published")
    own.back_up()
    clock.on(days=1)
    own.accounts.renew(given.id, "renewed")
    own.back_up()
    assert held(folder) == {TOKEN}
    done = own.forget(accounts=[given.id])
    assert (done.records, done.backups_rewritten, done.backups_removed) == (1, 2, 0)
    assert not held(folder) and own.outbox.get(sent.id) == but(sent, account_id=None)
    assert all(is_whole(backup.path, KEY) for backup in own.backups())


def test_a_forgotten_publication_takes_its_words_and_parts_out_of_the_backups(
    folder: Folder, own: Store, clock: Clock
) -> None:
    gone = a_post(own, clock, text=TEXT * 300, options={"warning": WARNING}, error={"answer": ANSWER})
    own.outbox.note_part(gone.id, 0, ANSWER)
    kept = a_post(own, clock, text="Stays")
    own.back_up()
    assert held(folder) == {TEXT, WARNING, ANSWER}
    assert own.forget(posts=[gone.id]).backups_rewritten == 1
    assert not held(folder) and own.outbox.list() == (kept,)
    assert own.forget(posts=[gone.id]).records == 0  # known to be forgotten
    with pytest.raises(Missing, match="post"):
        own.forget(posts=["never there"])


def test_a_forgotten_draft_takes_its_pictures_out_of_the_backups(folder: Folder, own: Store) -> None:
    draft = own.drafts.save(DraftRecord("One"))
    own.pictures.add(draft.id, "image/png", TEXT.encode() * 3000, ALT)
    removed = own.pictures.add(draft.id, "image/png", ANSWER.encode() * 3000, WARNING)
    own.back_up()
    own.pictures.remove(removed.id)
    assert held(folder) == {ALT, TEXT, ANSWER, WARNING}
    assert own.forget(drafts=[draft.id]).backups_rewritten == 1
    assert not held(folder)


@pytest.fixture
def released(own: Store, clock: Clock) -> ReleaseRecord:
    """A release; of its two backups the first knows its publication, and not yet that it was released."""
    row = a_post(own, clock, text=TEXT * 300, state="sending")
    own.back_up()
    clock.on(days=1)
    release = ReleaseRecord(TEXT, "mastodon", clock())
    own.releases.add(release)
    own.outbox.save(but(row, state="published", release_id=release.id))
    own.back_up()
    return release


def test_a_forgotten_release_takes_its_publication_out_of_every_backup(
    folder: Folder, own: Store, released: ReleaseRecord
) -> None:
    assert held(folder) == {TEXT}
    done = own.forget(releases=[released.id])
    assert (done.records, done.backups_rewritten, done.backups_removed) == (2, 2, 0)
    assert not held(folder) and own.outbox.list() == () == own.releases.list()


def test_a_release_whose_deletion_was_interrupted_is_gone_when_it_is_repeated(
    folder: Folder, own: Store, clock: Clock, released: ReleaseRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("primum.store.engine.WAIT", 0.1)
    with Store.in_folder(folder, KEY, clock) as other, other._access.engine.begin() as reader:
        reader.exec_driver_sql("SELECT * FROM outbox").fetchall()
        with pytest.raises(errors.StoreBusy):
            own.forget(releases=[released.id])
    assert own.forget(releases=[released.id]).records == 0
    assert not held(folder)


def test_a_copy_that_is_restored_loses_what_was_forgotten(
    folder: Folder, own: Store, clock: Clock, tmp_path: Path
) -> None:
    given, row = own.accounts.add(but(ACCOUNT, secret=TOKEN)), a_post(own, clock, text=TEXT)
    own.drafts.save(DraftRecord("Stays"))
    made = own.back_up()
    assert made
    copy = shutil.copyfile(made.path, tmp_path / "on a stick.db")
    own.forget(accounts=[given.id], posts=[row.id])
    own.close()
    Backups(folder).restore(copy, KEY, clock() + SOON)
    with Store.in_folder(folder, KEY, clock) as again:
        assert again.accounts.list() == () == again.outbox.list() and len(again.drafts.list()) == 1
    assert not held(folder)


def test_a_server_forgets_publications_and_accounts_too(address: str, clock: Clock) -> None:
    with Store.on_server(emptied(address), clock) as store:
        given, row = store.accounts.add(ACCOUNT), a_post(store, clock)
        done = store.forget(accounts=[given.id], posts=[row.id])
        assert (done.records, done.beyond_reach) == (2, True)
        assert store.accounts.list() == () == store.outbox.list()


# --- A store from before there was publishing, with something in every table


def first_tables(engine: Engine, scripts: Path) -> None:
    """Make the tables as they were before publishing."""
    shutil.copytree(SCRIPTS, scripts, ignore=lambda _, names: {name for name in names if name.startswith("r0002")})
    bring_up(engine, scripts=scripts)


def fill(store: Store, clock: Clock) -> None:
    """Put something into every table of the first revision."""
    draft = store.drafts.save(DraftRecord(ODD, answering=ODD, payload={"a": [1, ODD]})).id
    store.answers.give(AnswerRecord(draft, "f", "considered", ODD))
    store.answers.set_aside(AsideRecord("label", ODD))
    store.holds.save(HoldRecord(draft, "cooling", clock(), clock() + LATER, ((ODD, ODD),), ODD))
    agreed = store.consents.save(ConsentRecord("Heron", date(2026, 1, 1), terms={"themes": [ODD]}))
    store.consents.attach(agreed.id, "scan.pdf", "application/pdf", bytes(range(256)) * 500)
    store.releases.add(ReleaseRecord(ODD, "x", clock(), draft, consents=(agreed.id,)))
    store.journal.add("released", ODD, draft_id=draft, rules=["label"])
    store.settings.save(Settings("counselor", "GB", {"stop": {"hours": 2}}, True))
    with store._access.writing() as connection:
        given = {"kind": "draft", "id": "gone", "at": clock()}
        connection.execute(metadata.tables["forgotten"].insert().values(**given))


LATEST = {"accounts", "outbox", "outbox_parts", "pictures"}


def content(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table of the first revision."""
    with engine.connect() as connection:
        tables = [table for table in metadata.sorted_tables if table.name not in LATEST]
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}


def used(store: Store, clock: Clock) -> None:
    """Use each new table, with what was there before."""
    (line,) = store.drafts.list()
    (release,) = store.releases.list()
    to = store.accounts.add(ACCOUNT)
    row = a_post(store, clock, draft_id=line.id, account_id=to.id, release_id=release.id)
    store.outbox.note_part(row.id, 0)
    store.pictures.add(line.id, "image/png", b"content")


def test_an_encrypted_store_of_before_keeps_everything_and_a_backup(
    folder: Folder, clock: Clock, tmp_path: Path
) -> None:
    folder.make()
    touch(folder.database)
    engine = encrypted(folder.database, KEY, migrating=True)
    first_tables(engine, tmp_path / "scripts")
    fill(Store(engine, clock), clock)
    before = content(engine)
    assert all(before.values()) and not is_present(engine)
    engine.dispose()
    with Store.in_folder(folder, KEY, clock) as store:
        assert content(store._access.engine) == before
        (backup,) = store.backups()
        assert backup.reason == "migration" and is_whole(backup.path, KEY)
        used(store, clock)
    Backups(folder).restore(backup.path, KEY, clock() + SOON)  # and migrate once more
    with Store.in_folder(folder, KEY, clock) as store:
        assert content(store._access.engine) == before and store.outbox.list() == ()
        used(store, clock)


def test_a_store_on_a_server_of_before_keeps_everything(address: str, clock: Clock, tmp_path: Path) -> None:
    engine = server(emptied(address))
    first_tables(engine, tmp_path / "scripts")
    fill(Store(engine, clock), clock)
    before = content(engine)
    with engine.connect() as connection:
        assert all(before.values()) and revision(connection) == "0001"
    engine.dispose()
    with Store.on_server(address, clock) as store:
        assert content(store._access.engine) == before
        used(store, clock)


def test_backups_of_before_are_kept_and_forget_too(folder: Folder, clock: Clock, tmp_path: Path) -> None:
    folder.make()
    touch(folder.database)
    engine = encrypted(folder.database, KEY, migrating=True)
    first_tables(engine, tmp_path / "scripts")
    draft = Store(engine, clock).drafts.save(DraftRecord(TEXT * 300))
    engine.dispose()
    with Store.in_folder(folder, KEY, clock) as store:
        row, to = a_post(store, clock, text=TEXT), store.accounts.add(but(ACCOUNT, secret=TOKEN))
        done = store.forget(drafts=[draft.id], posts=[row.id], accounts=[to.id])
        assert (done.backups_rewritten, done.backups_removed) == (1, 0)
        assert [is_whole(backup.path, KEY) for backup in store.backups()] == [True]
    assert not held(folder)
