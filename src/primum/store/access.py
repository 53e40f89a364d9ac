"""Reading and writing in transactions, and what a database refuses in Primum's words."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoTurn

from primum.store.engine import WAIT
from primum.store.errors import (
    DiskFull,
    FolderReadOnly,
    ServerUnreachable,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFailed,
)

# https://sqlite.org/rescode.html, the primary codes
_SQLITE: Final[dict[int, type[DiskFull | FolderReadOnly | StoreBusy | StoreDamaged]]] = {
    5: StoreBusy,
    6: StoreBusy,
    8: FolderReadOnly,
    11: StoreDamaged,
    13: DiskFull,
    14: FolderReadOnly,
    26: StoreDamaged,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: Final[dict[str, type[DiskFull | FolderReadOnly | StoreBusy | ServerUnreachable]]] = {
    "25006": FolderReadOnly,
    "40001": StoreBusy,
    "40P01": StoreBusy,
    "53100": DiskFull,
    "55P03": StoreBusy,
}


class Access:
    """The one way to the database: `reading` and `writing`, the latter one at a time.

    What is read or written inside of a `writing` belongs to it: it is kept as a whole or not at all.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._turn = threading.Lock()
        self._present: ContextVar[Connection | None] = ContextVar("present", default=None)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        present = self._present.get()
        if present is not None:
            yield present
            return
        with refusals(), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the connection that writes; it is committed, and on the disk, when this ends without an error."""
        present = self._present.get()
        if present is not None:
            yield present
            return
        with self.alone(), refusals(), self._writer.begin() as connection:
            token = self._present.set(connection)
            try:
                yield connection
            finally:
                self._present.reset(token)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other threads of this process from writing; they wait in line instead of asking the file."""
        if not self._turn.acquire(timeout=3 * WAIT):
            raise StoreBusy
        try:
            yield
        finally:
            self._turn.release()


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Say in Primum's words what the database refused, without its own: those may quote what was to be kept."""
    from sqlcipher3 import dbapi2

    try:
        yield
    except DBAPIError as error:
        raise _refusal(error.orig) from None
    except dbapi2.Error as error:
        raise _refusal(error) from None
    except NoTurn:
        raise StoreBusy from None


def _refusal(error: Any) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        known = _SQLITE.get(code & 0xFF)
        return known() if known else StoreFailed(str(getattr(error, "sqlite_errorname", code)))
    state = getattr(error, "sqlstate", None)
    if state is None:
        return ServerUnreachable()
    server = _POSTGRES.get(state) or (ServerUnreachable if state[:2] in {"08", "28", "3D", "57"} else None)
    return server() if server else StoreFailed(f"SQLSTATE {state}")
