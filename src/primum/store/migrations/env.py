"""What Alembic runs to migrate: over the connection that `migrate.py` hands it, in its transaction."""

from __future__ import annotations

from alembic import context

from primum.store.schema import metadata


def run() -> None:
    """Bring the tables to the revision asked for."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # as Alembic names it
    run()
