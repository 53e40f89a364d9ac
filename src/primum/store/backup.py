"""Backups: encrypted with the same key, proven by opening before they get their name, pruned, and restored.

They lie in `backups/` with a copy of the wrapped keys, so that this folder and the recovery code are enough on another
computer. One is made each day and before each migration; a restore keeps the database that it replaces as one more.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from primum.store.access import refusals
from primum.store.engine import connect
from primum.store.errors import BackupUnusable, StoreDamaged, StoreError
from primum.store.folder import PARTIAL, Folder, put_in_place, touch
from primum.store.folder import refusals as file_refusals
from primum.store.records import Backup
from primum.store.schema import REVISIONS

KEPT: Final = {"daily": 7, "migration": 3, "aside": 3}
"""How many backups are kept, by why they were made."""

EVERY: Final = timedelta(days=1)

_NAME: Final = re.compile(r"primum-(\d{8}T\d{6}\d{6})Z-(daily|migration|aside)\.db")
_STAMP: Final = "%Y%m%dT%H%M%S%f"
_TABLES: Final = {
    "account": "accounts",
    "attachment": "attachments",
    "consent": "consents",
    "draft": "drafts",
    "post": "outbox",
    "release": "releases",
}
"""Where each kind of what can be forgotten lies; an older backup has not all of them."""

Gone = Mapping[str, Sequence[str]]
"""The ids of what was forgotten, by kind."""


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups of a data folder."""

    folder: Folder

    def list(self) -> tuple[Backup, ...]:
        """Return the backups, the newest first; needs no key."""
        found = []
        with file_refusals():
            for path in self.folder.backups.glob("primum-*.db"):
                if named := _NAME.fullmatch(path.name):
                    at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    found.append(Backup(path, at, named[2], path.stat().st_size))
        return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))

    def due(self, now: datetime) -> bool:
        """Tell whether the newest backup is a day old, or there is none."""
        newest = next(iter(self.list()), None)
        return newest is None or now - newest.at >= EVERY

    def make(self, key: bytes, reason: str, now: datetime) -> Backup:
        """Make a backup, prove that it opens, and prune the older ones; whoever calls has the turn to change."""
        path = self._path(reason, now)
        with _partial(path) as partial:
            with refusals(), opened(self.folder.database, key) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
            if not is_whole(partial, key):
                raise StoreDamaged
            put_in_place(partial, path)
        self._prune()
        return Backup(path, now, reason, path.stat().st_size)

    def tidy(self) -> None:
        """Remove what a program that died left half written; whoever calls has the turn to change."""
        with file_refusals():
            for path in (self.folder.path, self.folder.backups):
                for partial in path.glob(f"primum*{PARTIAL}*"):
                    partial.unlink(missing_ok=True)

    def restore(self, path: Path, key: bytes, now: datetime) -> Backup | None:
        """Put a backup in the place of the database and return what is kept of that one, if there was any.

        Raises BackupUnusable before anything is changed if the backup does not open with this key or is not whole, and
        StoreBusy while anyone has the database open.
        """
        database, wal = self.folder.database, _wal(self.folder.database)
        self.folder.make()
        with self.folder.to_change(), self.folder.to_itself(), _partial(database) as partial:
            _copy(path, partial)
            if not is_whole(partial, key):
                raise BackupUnusable
            gone = _gone(database, key)
            _forget_again(partial, key, gone)
            aside = self._set_aside(database, wal, now) if _has_content(database) else None
            with file_refusals():
                for stale in (wal, database.with_name(database.name + "-shm")):
                    stale.unlink(missing_ok=True)  # of another database, and no good to this one
                put_in_place(partial, database)
        return aside

    def forget(self, key: bytes, gone: Gone) -> tuple[int, int]:
        """Delete records from every backup too: returns how many were rewritten, and how many removed.

        A backup that cannot be rewritten is removed: here deletion is worth more than the backup.
        """
        self.tidy()
        rewritten = removed = 0
        for backup in self.list():
            try:
                rewritten += self._without(backup.path, key, gone)
            except StoreError:
                with file_refusals():
                    for path in (backup.path, _wal(backup.path)):
                        path.unlink(missing_ok=True)
                removed += 1
        return rewritten, removed

    def _without(self, path: Path, key: bytes, gone: Gone) -> bool:
        if _wal(path).exists():
            raise StoreDamaged  # set aside from a database that did not open
        with refusals(), opened(path, key) as connection:
            here = _tables(connection)
            if not any(_has(connection, here[kind], record) for kind in here for record in gone.get(kind, ())):
                return False
        with _partial(path) as partial:
            _copy(path, partial)
            _forget_again(partial, key, gone)
            if not is_whole(partial, key):
                raise StoreDamaged
            with file_refusals():
                put_in_place(partial, path)
        return True

    def _set_aside(self, database: Path, wal: Path, now: datetime) -> Backup:
        """Keep a database that is about to be replaced: its log moves along, as it belongs to no other."""
        path = self._path("aside", now)
        with file_refusals():
            database.replace(path)
            if wal.exists():
                wal.replace(_wal(path))
        self._prune()
        return Backup(path, now, "aside", path.stat().st_size)

    def _path(self, reason: str, now: datetime) -> Path:
        return self.folder.backups / f"primum-{now.astimezone(UTC).strftime(_STAMP)}Z-{reason}.db"

    def _prune(self) -> None:
        with file_refusals():
            for reason, kept in KEPT.items():
                for backup in [b for b in self.list() if b.reason == reason][kept:]:
                    backup.path.unlink(missing_ok=True)
                    _wal(backup.path).unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path, key: bytes) -> Iterator[Any]:
    """Open an encrypted file by the driver's own means and close it again."""
    connection = connect(path, key)
    try:
        yield connection
    finally:
        connection.close()


def is_whole(path: Path, key: bytes) -> bool:
    """Tell whether a file opens with the key, is sound page by page, and is a store of a revision known here."""
    try:
        with refusals(), opened(path, key) as connection:
            connection.execute("PRAGMA query_only = ON")
            forged = connection.execute("PRAGMA cipher_integrity_check").fetchone()
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except StoreError:
        return False
    return forged is None and sound and revision is not None and revision[0] in REVISIONS


@contextlib.contextmanager
def _partial(path: Path) -> Iterator[Path]:
    """Give the name under which a file is written, and leave nothing of it should it not come to its own."""
    partial = path.with_name(path.name + PARTIAL)
    with file_refusals():
        _remove(partial)
        touch(partial)
    try:
        with file_refusals():
            yield partial
    finally:
        with contextlib.suppress(OSError):
            _remove(partial)


def _remove(partial: Path) -> None:
    for path in (partial, _wal(partial), *(partial.with_name(partial.name + end) for end in ("-shm", "-journal"))):
        path.unlink(missing_ok=True)


def _copy(path: Path, partial: Path) -> None:
    try:
        source = path.open("rb")
    except OSError:
        raise BackupUnusable from None
    with source, partial.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _gone(path: Path, key: bytes) -> dict[str, list[str]]:
    """Return what was forgotten in a database, as far as it still says so; on the way its log is folded in."""
    gone: dict[str, list[str]] = {kind: [] for kind in _TABLES}
    with contextlib.suppress(StoreError):
        if _has_content(path):
            with refusals(), opened(path, key) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                for kind, record in connection.execute("SELECT kind, id FROM forgotten").fetchall():
                    gone[kind].append(record)
    return gone


def _forget_again(path: Path, key: bytes, gone: Gone) -> None:
    """Delete from a copy what was forgotten since it was made."""
    with refusals(), opened(path, key) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY").fetchone()  # a copy that breaks is thrown away
        here = _tables(connection)
        for kind, records in gone.items():
            if kind in here:
                connection.executemany(f"DELETE FROM {here[kind]} WHERE id = ?", [(record,) for record in records])  # noqa: S608
            connection.executemany(
                "INSERT OR IGNORE INTO forgotten (kind, id, at) VALUES (?, ?, ?)",
                [(kind, record, datetime.now(UTC).replace(tzinfo=None).isoformat(" ")) for record in records],
            )
        connection.execute("VACUUM")


def _tables(connection: Any) -> dict[str, str]:
    """Return the tables of `_TABLES` that a database has."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    return {kind: table for kind, table in _TABLES.items() if table in there}


def _has(connection: Any, table: str, record: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record,)).fetchone() is not None  # noqa: S608
