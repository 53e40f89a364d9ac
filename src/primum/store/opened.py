"""The store, opened: its shelves, what is done with all of them at once, and what keeps them safe."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, Engine, Table, delete, exists, insert, or_, select

from primum.store.access import Access, refusals
from primum.store.backup import Backups, opened
from primum.store.consents import Consents, Releases
from primum.store.drafts import Answers, Clock, Drafts, Holds
from primum.store.engine import encrypted, server
from primum.store.errors import DatabaseMissing, Missing, StoreBusy, StoreError
from primum.store.folder import Folder, Turn, touch
from primum.store.folder import refusals as file_refusals
from primum.store.journal import Journal, Preferences
from primum.store.migrate import bring_up, is_present
from primum.store.outbox import Accounts, Outbox, Pictures
from primum.store.records import Backup, Forgotten
from primum.store.schema import accounts, attachments, consents, drafts, forgotten, leanings, outbox, releases

_KINDS: Final[dict[str, Table]] = {
    "account": accounts,
    "attachment": attachments,
    "consent": consents,
    "draft": drafts,
    "post": outbox,
    "release": releases,
}


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an encrypted store lies, its key, and the sign that it is in use."""

    folder: Folder
    key: bytes
    turn: Turn


class Store:
    """An open store; made by `Store.in_folder` or `Store.on_server`, and closed after use.

    Safe to use from several threads, and while other processes have it open: one writes at a time, the others wait.
    """

    def __init__(self, engine: Engine, now: Clock, place: _Place | None = None) -> None:
        self._access = Access(engine)
        self._now = now
        self._place = place
        self.drafts = Drafts(self._access, now)
        self.answers = Answers(self._access, now)
        self.holds = Holds(self._access)
        self.consents = Consents(self._access, now)
        self.releases = Releases(self._access)
        self.accounts = Accounts(self._access, now)
        self.outbox = Outbox(self._access, now)
        self.pictures = Pictures(self._access, now)
        self.journal = Journal(self._access, now)
        self.settings = Preferences(self._access)
        self.backup_problem: StoreError | None = None
        """Why the last backup was not made, to be told to the author; the store works without it."""

    @classmethod
    def in_folder(cls, folder: Folder, key: bytes, now: Clock = utc_now) -> Store:
        """Open the encrypted store of a folder with its key, or make it; migrates, and backs up once a day.

        Raises StoreDamaged where the key does not fit, DatabaseMissing, StoreTooNew, and what a disk can refuse.
        """
        folder.make()
        with folder.to_change():
            Backups(folder).tidy()
            _make_file(folder)
            store = cls(encrypted(folder.database, key), now, _Place(folder, key, folder.in_use()))
            try:
                store._bring_up(folder, key)
                store._back_up_if_due()
            except BaseException:
                store.close()
                raise
        return store

    @classmethod
    def on_server(cls, address: str, now: Clock = utc_now) -> Store:
        """Open the store of a practice on its PostgreSQL server, or make it; its backups are the server's."""
        store = cls(server(address), now)
        try:
            with refusals():
                if not is_present(store._access.engine):
                    bring_up(store._access.engine)
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._access.engine.dispose()
        if self._place is not None:
            self._place.turn.end()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Keep everything that is saved within this as a whole, or nothing of it; for quick work, without `await`."""
        with self._access.writing():
            yield

    def backups(self) -> tuple[Backup, ...]:
        """Return the backups, the newest first; a server has its own."""
        return () if self._place is None else Backups(self._place.folder).list()

    def back_up_if_due(self) -> None:
        """Back up once a day, for a program that runs for long; a failure is kept in `backup_problem`."""
        if self._place is not None:
            with self._place.folder.to_change():
                self._back_up_if_due()

    def back_up(self) -> Backup | None:
        """Back up now; a server has its own backups."""
        if self._place is None:
            return None
        with self._place.folder.to_change():
            return Backups(self._place.folder).make(self._place.key, "daily", self._now())

    def forget(
        self,
        *,
        consents: Collection[str] = (),
        drafts: Collection[str] = (),
        releases: Collection[str] = (),
        attachments: Collection[str] = (),
        posts: Collection[str] = (),
        accounts: Collection[str] = (),
    ) -> Forgotten:
        """Delete records so that nothing remains of them: not in the database, its free pages, its log or any backup.

        A consent takes its attachments along, a draft its pictures, and a release its publication. The posts that
        leaned on a consent are named, as they may tell of the client too. Copies made elsewhere are out of reach, but
        one that is restored here loses the same records again. May be repeated, as after StoreBusy, which says that
        somebody still reads what was deleted. Not for use within `together`.
        """
        gone = {
            "account": list(accounts),
            "attachment": list(attachments),
            "consent": list(consents),
            "draft": list(drafts),
            "post": list(posts),
            "release": list(releases),
        }
        with self._access.writing() as connection:
            leaned = _leaned_on(connection, gone["consent"])
            gone["post"] += _of_releases(connection, gone)
            records = sum(self._delete(connection, kind, record) for kind, ids in gone.items() for record in ids)
            gone["post"] = _forgotten_posts(connection)
        if self._place is None:
            self._sweep_server()
            return Forgotten(records, releases=leaned, beyond_reach=True)
        place = self._place
        with place.folder.to_change():
            with self._access.alone():
                _sweep(place)
            rewritten, removed = Backups(place.folder).forget(place.key, gone)
        return Forgotten(records, rewritten, removed, leaned)

    def _bring_up(self, folder: Folder, key: bytes) -> None:
        with refusals():
            if is_present(self._access.engine):
                return
            migrating = encrypted(folder.database, key, migrating=True)
            bring_up(migrating, before=lambda: Backups(folder).make(key, "migration", self._now()))
            migrating.dispose()

    def _back_up_if_due(self) -> None:
        if self._place is None:
            return
        backups = Backups(self._place.folder)
        try:
            if backups.due(self._now()) and self._has_something():
                backups.make(self._place.key, "daily", self._now())
            self.backup_problem = None
        except StoreError as error:
            self.backup_problem = error

    def _has_something(self) -> bool:
        with self._access.reading() as connection:
            found = connection.execute(select(or_(*(exists(select(table.c.id)) for table in _KINDS.values())))).scalar()
        return bool(found)

    def _delete(self, connection: Connection, kind: str, record: str) -> int:
        table = _KINDS[kind]
        found = connection.execute(delete(table).where(table.c.id == record)).rowcount
        known = select(forgotten.c.id).where(forgotten.c.kind == kind, forgotten.c.id == record)
        if connection.execute(known).first() is None:
            if not found:
                raise Missing(kind)
            connection.execute(insert(forgotten).values(kind=kind, id=record, at=self._now()))
        return found

    def _sweep_server(self) -> None:
        with refusals(), self._access.engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in drafts.metadata.sorted_tables:
                free.exec_driver_sql(f"VACUUM (FULL) {table.name}")


def _make_file(folder: Folder) -> None:
    """Make the file of a new database, closed to everyone else; an empty one never takes the place of a lost one."""
    with file_refusals():
        missing = not folder.database.exists() or not folder.database.stat().st_size
        if missing and Backups(folder).list():
            raise DatabaseMissing
        touch(folder.database)


def _leaned_on(connection: Connection, ids: Collection[str]) -> tuple[str, ...]:
    query = select(leanings.c.release_id).where(leanings.c.consent_id.in_(ids)).distinct()
    return tuple(connection.execute(query.order_by(leanings.c.release_id)).scalars())


def _of_releases(connection: Connection, gone: Mapping[str, Collection[str]]) -> list[str]:
    """Return the publications of releases: a backup from before their release does not know that they belong to it."""
    query = select(outbox.c.id).where(outbox.c.release_id.in_(gone["release"]), outbox.c.id.not_in(gone["post"]))
    return list(connection.execute(query.order_by(outbox.c.id)).scalars())


def _forgotten_posts(connection: Connection) -> list[str]:
    """Return every publication ever forgotten: a deletion that is repeated no longer finds what it took along."""
    return list(connection.execute(select(forgotten.c.id).where(forgotten.c.kind == "post")).scalars())


def _sweep(place: _Place) -> None:
    """Write the database anew without its free pages, and empty its log."""
    with refusals(), opened(place.folder.database, place.key) as connection:
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreBusy
