"""What can go wrong with the store: each error says what to do, and none repeats a word of what was to be kept.

StoreError
├── Conflict            another window has saved it in the meantime
├── Missing             it is no longer there
├── TooLarge            a file to attach is larger than is kept
├── DiskFull            there is no room left
├── FolderReadOnly      nothing can be written where Primum keeps its data
├── StoreBusy           another window or program holds it
├── StoreDamaged        the database does not read, or not whole
├── DatabaseMissing     the database is gone, and its backups are there
├── StoreTooNew         a newer Primum has written it
├── CipherMissing       the encryption is not there, and nothing is written without it
├── BackupUnusable      a backup does not open, and is not restored
├── AddressRefused      PRIMUM_DATABASE_URL is no address, or an unprotected one
├── ServerUnreachable   the database server does not answer
├── StoreFailed         the database refused for a reason of its own
└── KeyUnavailable           the key is not to be had
    ├── SetupNeeded         there is no key yet
    ├── AlreadySetUp        there is one already
    ├── PassphraseNeeded    no keyring that encrypts is here
    ├── PassphraseTooShort
    ├── WrongPassphrase
    ├── RecoveryNeeded      the keyring has lost its part
    ├── CodeMistyped        a group of the recovery code is not as printed
    ├── WrongCode
    └── KeysDamaged         the file of wrapped keys does not read, or is gone
"""

from __future__ import annotations

from typing import Final

from primum.errors import PrimumError

SAFE: Final = "What you wrote is still where you wrote it."
"""Said wherever a save did not come through."""


class StoreError(PrimumError):
    """The store could not keep or give back what was asked for."""


class Conflict(StoreError):
    """Another window has saved the same thing since it was read here; nothing was overwritten."""

    def __init__(self, what: str, present: int) -> None:
        super().__init__(
            f"This {what} was changed in another window, and nothing was overwritten.",
            "Look at both and decide which to keep, then save again.",
        )
        self.present = present


class Missing(StoreError):
    """What is asked for was never there, or has been deleted."""

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is no longer there.", "Keep it anew if you still need it.")


class TooLarge(StoreError):
    """A file to attach is larger than the store and its backups can well carry."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The file has {size / 1e6:,.0f} MB; {limit / 1e6:,.0f} MB is the most that is kept.",
            "Scan it in gray or at a lower resolution, then attach it again.",
        )


class DiskFull(StoreError):
    """There is no room left on the disk that holds the data folder."""

    def __init__(self) -> None:
        super().__init__(
            f"The disk is full, so this was not saved. {SAFE}",
            "Free some space (a few megabytes are enough), then save again.",
        )


class FolderReadOnly(StoreError):
    """Primum may not write in its data folder."""

    def __init__(self) -> None:
        super().__init__(
            f"Nothing can be written in Primum's data folder, so this was not saved. {SAFE}",
            "Make the folder writable for you, or name another one in PRIMUM_HOME, then save again.",
        )


class StoreBusy(StoreError):
    """Another window or program is holding the store."""

    def __init__(self) -> None:
        super().__init__(
            f"Another window or program is using Primum's store. {SAFE}",
            "Wait a moment or close the other one, then try again.",
        )


class StoreDamaged(StoreError):
    """The database does not open with its key, or is damaged."""

    def __init__(self) -> None:
        super().__init__(
            "Primum's database does not read: it is damaged, or was written with another key.",
            "Close Primum and run `primum restore`; the present database is kept aside.",
        )


class DatabaseMissing(StoreError):
    """The database is gone while its backups are there, so no empty one takes its place."""

    def __init__(self) -> None:
        super().__init__(
            "Primum's database is gone, but there are backups of it.",
            "Run `primum restore`, or put the database back where it was.",
        )


class StoreTooNew(StoreError):
    """A newer Primum has written the database."""

    def __init__(self) -> None:
        super().__init__("The database was written by a newer Primum.", "Update Primum, then open it again.")


class CipherMissing(StoreError):
    """The encrypting database library is not what answers."""

    def __init__(self) -> None:
        super().__init__(
            "The encryption of the store (SQLCipher) is missing, and Primum keeps nothing without it.",
            "Install it with: pip install --force-reinstall sqlcipher3",
        )


class BackupUnusable(StoreError):
    """A backup does not open with the key or is not whole; the present database was left as it is."""

    def __init__(self) -> None:
        super().__init__(
            "This backup does not open with Primum's key or is not whole, so nothing was changed.",
            "Choose another backup. One from another computer needs the keys.json that lies beside it, and its code.",
        )


class AddressRefused(StoreError):
    """PRIMUM_DATABASE_URL cannot be used; the address is not repeated, as it may hold a password."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"PRIMUM_DATABASE_URL {problem}.", remedy)


class ServerUnreachable(StoreError):
    """The database server does not answer, or does not let Primum in."""

    def __init__(self) -> None:
        super().__init__(
            f"The database server does not answer or does not let Primum in. {SAFE}",
            "Check the network and PRIMUM_DATABASE_URL, then try again.",
        )


class StoreFailed(StoreError):
    """The database refused for a reason that Primum does not know."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The database refused ({reason}). {SAFE}", "Try again; if it stays so, restart Primum and report it."
        )


class KeyUnavailable(StoreError):
    """The key of the store is not to be had as things stand."""


class SetupNeeded(KeyUnavailable):
    """There is no key yet: this is the first run."""

    def __init__(self) -> None:
        super().__init__("Primum has not been set up here yet.", "Run `primum desk` once; it takes a minute.")


class AlreadySetUp(KeyUnavailable):
    """There is a key already, and a second one would lock away what is kept under the first."""

    def __init__(self) -> None:
        super().__init__("Primum is already set up here.", "Open it; or name another folder in PRIMUM_HOME.")


class PassphraseNeeded(KeyUnavailable):
    """No keyring that encrypts is to be had, or the key was wrapped by a passphrase."""

    def __init__(self) -> None:
        super().__init__(
            "There is no keyring here that could hold Primum's key, so a passphrase is needed.",
            "Enter your passphrase; at the first run, choose four or more words that do not belong together.",
        )


class PassphraseTooShort(KeyUnavailable):
    """A new passphrase is shorter than one that protects."""

    def __init__(self, least: int) -> None:
        super().__init__(
            f"The passphrase has fewer than {least} characters.",
            "Choose four or more words that do not belong together.",
        )


class WrongPassphrase(KeyUnavailable):
    """The passphrase does not open the store."""

    def __init__(self) -> None:
        super().__init__(
            "This passphrase does not open the store.", "Enter it again, or open it with the recovery code you printed."
        )


class RecoveryNeeded(KeyUnavailable):
    """The keyring no longer holds its part of the key; the recovery code opens the store."""

    def __init__(self) -> None:
        super().__init__(
            "The keyring of this computer is locked, or has lost Primum's key; what you kept is still there.",
            "Unlock the keyring and try again, or enter the recovery code that you printed.",
        )


class CodeMistyped(KeyUnavailable):
    """A recovery code has a slip of the keys, and the group where it is."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The recovery code is not typed as printed: {problem}.", "Look at the print and type it again."
        )


class WrongCode(KeyUnavailable):
    """A well-formed recovery code that is not the one of this store."""

    def __init__(self) -> None:
        super().__init__(
            "This recovery code does not open this store.", "Look whether it is the newest that you printed for it."
        )


class KeysDamaged(KeyUnavailable):
    """The file of wrapped keys is missing or broken, and there is a database that needs it."""

    def __init__(self) -> None:
        super().__init__(
            "The file keys.json in Primum's data folder is missing or damaged.",
            "Put it back from wherever you keep a copy of the folder, beside the database, then try again.",
        )
