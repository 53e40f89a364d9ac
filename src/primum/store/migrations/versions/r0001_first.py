"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, and the secret that fingerprints are keyed with."""
    _drafts()
    _consents()
    _releases()
    _rest()
    table = sa.table("secrets", sa.column("name", sa.String), sa.column("value", sa.LargeBinary))
    op.bulk_insert(table, [{"name": "fingerprints", "value": secrets.token_bytes(32)}])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answering", sa.Text),
        sa.Column("platform", sa.String(32)),
        sa.Column("kind", sa.String(32)),
        sa.Column("verdict", sa.String(16)),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at"])
    op.create_table(
        "answers",
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(128), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("note", sa.Text),
        _moment("at"),
        sa.PrimaryKeyConstraint("draft_id", "fingerprint", name="pk_answers"),
        _foreign("answers", "draft_id", "drafts"),
    )
    op.create_table(
        "asides",
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64)),
        sa.Column("reason", sa.Text),
        _moment("at"),
        sa.PrimaryKeyConstraint("rule", "scope", name="pk_asides"),
        _foreign("asides", "draft_id", "drafts"),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        _moment("opened_at"),
        _moment("until", nullable=True),
        sa.Column("replies", sa.JSON, nullable=False),
        sa.Column("plan", sa.Text),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        _foreign("holds", "draft_id", "drafts"),
    )
    op.create_index("ix_holds_state", "holds", ["state"])
    op.create_index("ix_holds_draft_id", "holds", ["draft_id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        _moment("revoked_at", nullable=True),
        sa.Column("platforms", sa.JSON, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_client", "consents", ["client"])
    op.create_index("ix_consents_ends_on", "consents", ["ends_on"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("consent_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        _moment("at"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        _foreign("attachments", "consent_id", "consents"),
    )
    op.create_index("ix_attachments_consent_id", "attachments", ["consent_id"])


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("platform", sa.String(32)),
        sa.Column("url", sa.Text),
        _moment("at"),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        _foreign("releases", "draft_id", "drafts", on_delete="SET NULL"),
    )
    op.create_index("ix_releases_at", "releases", ["at"])
    op.create_index("ix_releases_draft_id", "releases", ["draft_id"])
    op.create_table(
        "leanings",
        sa.Column("release_id", sa.String(64), nullable=False),
        sa.Column("consent_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "consent_id", name="pk_leanings"),
        _foreign("leanings", "release_id", "releases"),
        _foreign("leanings", "consent_id", "consents"),
    )
    op.create_index("ix_leanings_consent_id", "leanings", ["consent_id"])


def _rest() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _moment("at"),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("draft_id", sa.String(64)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("verdict", sa.String(16)),
        sa.Column("platform", sa.String(32)),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    for column in ("at", "draft_id", "fingerprint"):
        op.create_index(f"ix_journal_{column}", "journal", [column])
    op.create_table(
        "settings",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "forgotten",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_forgotten"),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, to: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
