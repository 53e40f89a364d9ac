"""The store: drafts, answers, pauses, consents, releases and the journal, on the author's own machine and encrypted.

`open_store()` opens it where `Keys` has been set up; each kind of record then has its shelf:

    store.drafts     store.answers    store.holds      store.consents   store.releases   store.journal
    store.accounts   store.outbox     store.pictures   store.settings

A save that returns is on the disk. Nothing else of Primum keeps a word that was written, and every error is a
PrimumError that repeats none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from primum.store.backup import Backups
from primum.store.drafts import Clock
from primum.store.errors import BackupUnusable, Conflict, Missing, StoreError
from primum.store.folder import Folder
from primum.store.keys import Keys, NewKeys
from primum.store.opened import Store, utc_now
from primum.store.records import (
    AccountRecord,
    AnswerRecord,
    AsideRecord,
    Attachment,
    Backup,
    ConsentRecord,
    DraftLine,
    DraftRecord,
    Forgotten,
    HoldRecord,
    JournalEntry,
    PartRecord,
    PictureRecord,
    PostRecord,
    ReleaseRecord,
    Settings,
    new_id,
)

SERVER: Final = "PRIMUM_DATABASE_URL"
"""The variable that names a practice's PostgreSQL; where it is set, there is no key and no file of one's own."""


def on_server() -> bool:
    """Tell whether the store lies on a practice's server, so that there is no key to set up."""
    return bool(os.environ.get(SERVER))


def open_store(folder: Folder | None = None, *, passphrase: str | None = None, now: Clock = utc_now) -> Store:
    """Open the store of PRIMUM_DATABASE_URL or else of a folder, by default the author's own.

    Raises SetupNeeded at the first run, PassphraseNeeded, RecoveryNeeded, and whatever `Store.in_folder` raises.
    """
    if folder is None and on_server():
        return Store.on_server(os.environ[SERVER], now)
    folder = folder or Folder.own()
    return Store.in_folder(folder, Keys(folder).unlock(passphrase), now)


def restore(
    path: Path | None = None,
    folder: Folder | None = None,
    *,
    passphrase: str | None = None,
    now: Clock = utc_now,
) -> Backup | None:
    """Put a backup, by default the newest, in the place of the database; returns what is kept of that one.

    Raises BackupUnusable where it does not open or is not whole, and StoreBusy while the store is open anywhere.
    """
    folder = folder or Folder.own()
    backups = Backups(folder)
    newest = [backup.path for backup in backups.list() if backup.reason != "aside"]
    if path is None and not newest:
        raise BackupUnusable
    return backups.restore(path or newest[0], Keys(folder).unlock(passphrase), now())


__all__ = [
    "AccountRecord",
    "AnswerRecord",
    "AsideRecord",
    "Attachment",
    "Backup",
    "Backups",
    "Conflict",
    "ConsentRecord",
    "DraftLine",
    "DraftRecord",
    "Folder",
    "Forgotten",
    "HoldRecord",
    "JournalEntry",
    "Keys",
    "Missing",
    "NewKeys",
    "PartRecord",
    "PictureRecord",
    "PostRecord",
    "ReleaseRecord",
    "Settings",
    "Store",
    "StoreError",
    "new_id",
    "on_server",
    "open_store",
    "restore",
]
