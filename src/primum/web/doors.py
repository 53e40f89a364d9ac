"""The doors before the desk: closed at the first run and where a passphrase is needed, open otherwise.

NEW ──begin, prove──▶ OPEN        LOCKED ──unlock──▶ OPEN        LOST ──recover──▶ OPEN
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from primum.store.errors import PassphraseNeeded, RecoveryNeeded, SetupNeeded, WrongPassphrase

if TYPE_CHECKING:
    from primum.desk import Desk
    from primum.store import Folder, Keys, NewKeys, Store


class Door(enum.StrEnum):
    """How the door stands."""

    NEW = "new"
    """Nothing has been set up here."""
    LOCKED = "locked"
    """A passphrase opens it."""
    LOST = "lost"
    """The keyring has lost its part; the recovery code opens it."""
    OPEN = "open"


@runtime_checkable
class Doors(Protocol):
    """What leads to the desk. Whatever does not open raises a PrimumError that says what to do."""

    @property
    def desk(self) -> Desk | None:
        """The desk, once the door is open."""
        ...

    @property
    def code(self) -> str | None:
        """The recovery code that waits to be typed back."""
        ...

    @property
    def by_passphrase(self) -> bool:
        """Whether the author needs a passphrase here, because no keyring could hold the key."""
        ...

    def knock(self) -> Door:
        """Open it if nothing is needed for that, and say how it stands."""
        ...

    def begin(self, passphrase: str | None = None) -> str:
        """Make a key that is not kept yet, and return its recovery code."""
        ...

    def prove(self, typed: str) -> None:
        """Keep the key and open, if the code was typed back as it was shown."""
        ...

    def unlock(self, passphrase: str) -> None:
        """Open with the passphrase."""
        ...

    def recover(self, code: str, passphrase: str | None = None) -> None:
        """Open with the recovery code, and set a new passphrase where one is needed."""
        ...


class Ajar:
    """A door that is open already: there is a desk, and nothing to set up."""

    code = None
    by_passphrase = False

    def __init__(self, desk: Desk) -> None:
        self.desk: Desk | None = desk

    def knock(self) -> Door:
        """Say that it is open."""
        return Door.OPEN

    def begin(self, passphrase: str | None = None) -> str:
        """Refuse: there is nothing to set up."""
        raise SetupNeeded

    def prove(self, typed: str) -> None:
        """Refuse: there is nothing to prove."""
        raise SetupNeeded

    def unlock(self, passphrase: str) -> None:
        """Stay open."""

    def recover(self, code: str, passphrase: str | None = None) -> None:
        """Stay open."""


class StoreDoors:
    """The doors of a store on this machine; `lay` makes the desk over the store once it is open."""

    def __init__(self, lay: Callable[[Store], Desk], folder: Folder | None = None, keys: Keys | None = None) -> None:
        from primum.store import Folder, Keys

        self._folder = folder or Folder.own()
        self._keys = keys or Keys(self._folder)
        self._own = folder is None
        self._lay = lay
        self._new: NewKeys | None = None
        self._desk: Desk | None = None
        self._turn = threading.RLock()

    @property
    def desk(self) -> Desk | None:
        """The desk, once the door is open."""
        return self._desk

    @property
    def code(self) -> str | None:
        """The recovery code that waits to be typed back."""
        return self._new.code if self._new else None

    @property
    def by_passphrase(self) -> bool:
        """Whether the author needs a passphrase here, because no keyring could hold the key."""
        return self._keys.by_passphrase

    def knock(self) -> Door:
        """Open it if nothing is needed for that, and say how it stands."""
        with self._turn:
            if self._desk is not None:
                return Door.OPEN
            try:
                self._open()
            except SetupNeeded:
                return Door.NEW
            except PassphraseNeeded:
                return Door.LOCKED
            except RecoveryNeeded:
                return Door.LOST
            return Door.OPEN

    def begin(self, passphrase: str | None = None) -> str:
        """Make a key that is not kept yet, and return its recovery code."""
        with self._turn:
            self._new = self._keys.begin(passphrase or None)
            return self._new.code

    def prove(self, typed: str) -> None:
        """Keep the key and open, if the code was typed back as it was shown."""
        with self._turn:
            if self._new is None:
                raise SetupNeeded
            self._into(self._new.prove(typed))
            self._new = None

    def unlock(self, passphrase: str) -> None:
        """Open with the passphrase."""
        with self._turn:
            if self._desk is None:
                if not passphrase:
                    raise WrongPassphrase
                self._into(self._keys.unlock(passphrase))

    def recover(self, code: str, passphrase: str | None = None) -> None:
        """Open with the recovery code, and set a new passphrase where one is needed."""
        with self._turn:
            if self._desk is None:
                self._into(self._keys.recover(code, passphrase or None))

    def close(self) -> None:
        """Let go of the store."""
        with self._turn:
            if self._desk is not None:
                self._desk.store.close()
                self._desk = None

    def _open(self) -> None:
        from primum.store import on_server, open_store

        if self._own and on_server():
            self._desk = self._lay(open_store())
        else:
            self._into(self._keys.unlock())

    def _into(self, key: bytes) -> None:
        from primum.store import Store

        self._desk = self._lay(Store.in_folder(self._folder, key))
