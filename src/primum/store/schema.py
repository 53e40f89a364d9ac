"""The tables of the store; what is asked for by it is a column, everything else is JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

REVISIONS: Final = ("0001", "0002")
"""The revisions in `migrations/versions`, the newest last: opening the store need not load Alembic to know them."""


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment that does not say where on Earth it is meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(64), primary_key=True)


def _of(table: str, *, primary: bool = False, optional: bool = False, on_delete: str = "CASCADE") -> Column[str]:
    name = f"{table.removesuffix('s')}_id"
    return Column(
        name, String(64), ForeignKey(f"{table}.id", ondelete=on_delete), primary_key=primary, nullable=optional
    )


drafts = Table(
    "drafts",
    metadata,
    _id(),
    Column("text", Text, nullable=False),
    Column("answering", Text),
    Column("platform", String(32)),
    Column("kind", String(32)),
    Column("verdict", String(16)),
    Column("payload", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)

answers = Table(
    "answers",
    metadata,
    _of("drafts", primary=True),
    Column("fingerprint", String(128), primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("note", Text),
    Column("at", Moment, nullable=False),
)

asides = Table(
    "asides",
    metadata,
    Column("rule", String(64), primary_key=True),
    Column("scope", String(64), primary_key=True),  # the draft's id, or "" for good: no NULL in a primary key
    _of("drafts", optional=True),
    Column("reason", Text),
    Column("at", Moment, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    _id(),
    _of("drafts"),
    Column("state", String(32), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("until", Moment),
    Column("replies", JSON, nullable=False),
    Column("plan", Text),
    Column("payload", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "draft_id"),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    Column("client", Text, nullable=False, index=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, index=True),
    Column("revoked_at", Moment),
    Column("platforms", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    _id(),
    _of("consents"),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index(None, "consent_id"),
)

releases = Table(
    "releases",
    metadata,
    _id(),
    _of("drafts", optional=True, on_delete="SET NULL"),
    Column("text", Text, nullable=False),
    Column("platform", String(32)),
    Column("url", Text),
    Column("at", Moment, nullable=False, index=True),
    Column("payload", JSON, nullable=False),
    Index(None, "draft_id"),
)

leanings = Table(
    "leanings",
    metadata,
    _of("releases", primary=True),
    _of("consents", primary=True),
    Index(None, "consent_id"),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("platform", String(32), nullable=False),
    Column("server", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("connected_at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _of("drafts", optional=True, on_delete="SET NULL"),
    _of("accounts", optional=True, on_delete="SET NULL"),
    Column("account", Text, nullable=False),  # how it is called, also when it is gone
    Column("platform", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("state", String(32), nullable=False, index=True),
    Column("error", JSON, nullable=False),
    _of("releases", optional=True),
    Column("edits", String(64)),  # no foreign key: what was changed may be forgotten
    Column("claimed_until", Moment),
    Column("claimed_by", String(64)),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "draft_id"),
    Index(None, "account_id"),
    Index(None, "release_id"),
    info={"called": "post"},
)

outbox_parts = Table(
    "outbox_parts",
    metadata,
    Column("post_id", String(64), ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("remote_id", Text),
    Column("url", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    _id(),
    _of("drafts"),
    Column("position", Integer, nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("alt", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index(None, "draft_id"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("act", String(32), nullable=False),
    Column("draft_id", String(64), index=True),  # no foreign key: the journal outlives the draft
    Column("fingerprint", String(64), index=True),
    Column("verdict", String(16)),
    Column("platform", String(32)),
    Column("rules", JSON, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
