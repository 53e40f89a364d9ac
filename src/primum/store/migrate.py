"""Bringing a database to the present revision: all of a migration, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

from primum.store.errors import StoreDamaged, StoreTooNew
from primum.store.schema import REVISIONS

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS: Final = Path(__file__).parent / "migrations"
_OURS: Final = 0x5052494D  # "PRIM", under which two programs that migrate a server wait for each other


def revision(connection: Connection) -> str | None:
    """Return the revision of a database, or None of an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def bring_up(engine: Engine, before: Callable[[], object] = lambda: None, scripts: Path = SCRIPTS) -> None:
    """Migrate to the newest revision in one transaction; `before` is done first where there is something to lose.

    Raises StoreTooNew where a newer Primum was here, and StoreDamaged where a migration would leave loose ends.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(scripts)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect() as connection:
        found = revision(connection)
    if found is not None:
        if found not in known:
            raise StoreTooNew
        before()
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:ours)"), {"ours": _OURS})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreDamaged


def is_present(engine: Engine) -> bool:
    """Tell whether the database is at the newest revision."""
    with engine.connect() as connection:
        return revision(connection) == REVISIONS[-1]


def _config(scripts: Path) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
