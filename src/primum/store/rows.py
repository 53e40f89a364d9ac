"""How a record is put into its table without overwriting what another window put there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from primum.errors import NotText
from primum.store.errors import Conflict, Missing


def put(connection: Connection, table: Table, row: Mapping[str, Any], *, stamp: Mapping[str, Any]) -> RowMapping:
    """Put a row with its `version` (0 for a new one) and return it as it then stands; `stamp` is set with each change.

    A row that already says the same is left as it is, so that a save can be repeated after its answer was lost.
    Raises Conflict where another version stands there, and Missing where there is none any more.
    """
    what = _called(table)
    values = {name: plain(value) for name, value in row.items() if name != "version"}
    present = connection.execute(select(table).where(table.c.id == row["id"]).with_for_update()).mappings().first()
    if present is None:
        if row["version"]:
            raise Missing(what)
        connection.execute(insert(table).values(**values, **stamp, version=1))
    elif all(present[name] == value for name, value in values.items()):
        return present
    elif present["version"] != row["version"]:
        raise Conflict(what, present["version"])
    else:
        changed = update(table).where(table.c.id == row["id"])
        connection.execute(changed.values(**values, **stamp, version=row["version"] + 1))
    return connection.execute(select(table).where(table.c.id == row["id"])).mappings().one()


def must_be(connection: Connection, table: Table, record_id: str) -> None:
    """Raise Missing where a record is not there; where it is, it stays for the rest of the transaction."""
    if still(connection, table, record_id) is None:
        raise Missing(_called(table))


def still(connection: Connection, table: Table, record_id: str | None) -> str | None:
    """Return the id of a record that is still there, and stays for the rest of the transaction; else None."""
    found = connection.execute(select(table.c.id).where(table.c.id == record_id).with_for_update()).scalar()
    return None if found is None else str(found)


def plain(value: Any) -> Any:
    """Return a value as it will be read again: JSON has no tuples, and no database keeps half an emoji or a NUL."""
    if isinstance(value, str):
        return _kept_whole(value)
    if isinstance(value, Mapping | tuple | list):
        return json.loads(json.dumps(value, default=_plain_mapping))
    return value


def _called(table: Table) -> str:
    return str(table.info.get("called", table.name.removesuffix("s")))


def _plain_mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"JSON cannot say a {type(value).__name__}")


def _kept_whole(text: str) -> str:
    nul = text.find("\0")
    if nul >= 0:
        raise NotText(f"Character {nul + 1} is none that can be shown or kept (NUL).", "Delete it, then save again.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotText(
            f"Character {error.start + 1} is half of a broken emoji or symbol.", "Retype it, then save again."
        ) from None
    return text
