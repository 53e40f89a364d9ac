"""Accounts, the outbox and its parts, and the pictures of drafts.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of publishing."""
    _accounts()
    _outbox()
    _pictures()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        _moment("connected_at"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64)),
        sa.Column("account_id", sa.String(64)),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        _moment("begun_at"),
        _moment("due_at", nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("error", sa.JSON, nullable=False),
        sa.Column("release_id", sa.String(64)),
        sa.Column("edits", sa.String(64)),
        _moment("claimed_until", nullable=True),
        sa.Column("claimed_by", sa.String(64)),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        _foreign("outbox", "draft_id", "drafts", on_delete="SET NULL"),
        _foreign("outbox", "account_id", "accounts", on_delete="SET NULL"),
        _foreign("outbox", "release_id", "releases"),
    )
    for column in ("draft_id", "account_id", "release_id", "state"):
        op.create_index(f"ix_outbox_{column}", "outbox", [column])
    op.create_table(
        "outbox_parts",
        sa.Column("post_id", sa.String(64), nullable=False),
        sa.Column("index", sa.Integer, nullable=False),
        sa.Column("remote_id", sa.Text),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("post_id", "index", name="pk_outbox_parts"),
        _foreign("outbox_parts", "post_id", "outbox"),
    )


def _pictures() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("alt", sa.Text, nullable=False),
        _moment("at"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
        _foreign("pictures", "draft_id", "drafts"),
    )
    op.create_index("ix_pictures_draft_id", "pictures", ["draft_id"])


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, to: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
