"""The two databases that the store can lie in: an encrypted file of one's own, or a practice's PostgreSQL."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from primum.errors import MissingExtra
from primum.store.errors import AddressRefused, CipherMissing

WAIT: Final = 10.0
"""The seconds that a connection waits for its turn to write."""

_PRAGMAS: Final = (
    "cipher_log_level = NONE",  # it would write to the terminal
    "temp_store = MEMORY",
    "secure_delete = ON",
    "synchronous = FULL",
)
_UNPROTECTED: Final = frozenset({"disable", "allow", "prefer"})


def connect(path: Path, key: bytes, *, enforce: bool = True) -> Any:
    """Open an encrypted file with its key, by the driver's own means; the file must exist, if only as an empty one.

    Raises CipherMissing where the library would leave the file in plain text, and the driver's DatabaseError where the
    key does not fit. `enforce` is whether foreign keys are.
    """
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), timeout=WAIT, isolation_level=None, check_same_thread=False)
    try:
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise CipherMissing
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (*_PRAGMAS, f"foreign_keys = {'ON' if enforce else 'OFF'}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def encrypted(path: Path, key: bytes, *, migrating: bool = False) -> Engine:
    """Return an engine over an encrypted file; one that migrates checks no foreign keys, as tables are rebuilt."""
    from sqlcipher3 import dbapi2

    def connected() -> Any:
        connection = connect(path, key, enforce=not migrating)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=dbapi2,
        creator=connected,
        hide_parameters=True,
        poolclass=NullPool if migrating else QueuePool,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Begin what is going to write with the turn to write: nothing that was read is then out of date."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def server(address: str) -> Engine:
    """Return an engine over the PostgreSQL server of an address; raises AddressRefused or MissingExtra."""
    url = _url(address)
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise MissingExtra("a connection to PostgreSQL", "postgres") from None


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise AddressRefused("is no address", "Write postgresql://user@host/database.") from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise AddressRefused("names no PostgreSQL database", "Write postgresql://user@host/database, or leave it out.")
    url = url.set(drivername="postgresql+psycopg")
    if _is_near(url):
        return url
    if url.query.get("sslmode") in _UNPROTECTED:
        raise AddressRefused("would send drafts over the network unencrypted", "Say sslmode=verify-full in it.")
    if "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": "verify-full", "sslrootcert": "system"})
    return url


def _is_near(url: URL) -> bool:
    """Tell whether the server is this very machine: a socket in a folder, or a loopback address."""
    hosts = url.query.get("host", url.host or "")
    return all(
        _is_loopback(host) for part in ([hosts] if isinstance(hosts, str) else hosts) for host in part.split(",")
    )


def _is_loopback(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
