"""What publishing needs of the store, in both databases alike: accounts, the outbox with its claims, pictures."""

# ruff: noqa: F811 (pytest takes the fixtures of another file by their names)

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from primum.store import (
    AccountRecord,
    Conflict,
    DraftRecord,
    Folder,
    Missing,
    PostRecord,
    ReleaseRecord,
    Store,
    errors,
)
from primum.store import migrate as migrate_module
from primum.store import opened as opened_module
from primum.store.engine import encrypted
from primum.store.migrate import SCRIPTS, bring_up
from tests.stores import Clock, found_in
from tests.test_store import KEY, address, clock, own, store  # noqa: F401  # fixtures

ACCOUNT = AccountRecord("mastodon", "https://town.example", "mira", '{"token": "Zwetschgenknödel"}')


def a_post(store: Store, now: Clock, **changes: object) -> PostRecord:
    usual = PostRecord("@mira@town.example", "mastodon", "Rest well.", now(), "new", options={"warning": "Rest"})
    return store.outbox.save(dataclasses.replace(usual, **changes))  # type: ignore[arg-type]


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


# --- The outbox


def test_a_post_is_given_back_as_it_was_to_the_microsecond(store: Store, clock: Clock) -> None:
    clock.time = clock.time.replace(microsecond=123_457)
    post = a_post(store, clock, due_at=clock() + timedelta(hours=1), edits="before", error={"problem": "No."})
    assert store.outbox.get(post.id) == post
    assert post.begun_at.microsecond == 123_457


def test_an_old_version_overwrites_nothing(store: Store, clock: Clock) -> None:
    post = a_post(store, clock)
    store.outbox.save(dataclasses.replace(post, state="sending"))
    with pytest.raises(Conflict):
        store.outbox.save(dataclasses.replace(post, state="failed"))


def test_what_is_due_and_what_is_stranded_is_found(store: Store, clock: Clock) -> None:
    later = a_post(store, clock, state="scheduled", due_at=clock() + timedelta(hours=2))
    soon = a_post(store, clock, state="scheduled", due_at=clock() + timedelta(hours=1))
    sending = a_post(store, clock, state="sending")
    assert not store.outbox.due(clock())
    assert [one.id for one in store.outbox.due(clock() + timedelta(hours=3))] == [soon.id, later.id]
    assert store.outbox.claim(sending.id, clock() + timedelta(minutes=10))
    assert not store.outbox.stranded(clock())
    assert [one.id for one in store.outbox.stranded(clock() + timedelta(minutes=11))] == [sending.id]


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
