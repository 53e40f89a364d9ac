"""What the store keeps, as small frozen values of its own: it knows neither a Hold nor a Consent.

No `repr` shows a word that an author or a client said, so none can stray into a log. A `payload` is anything that JSON
can say; tuples in it come back as lists.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

Json = Mapping[str, object]
"""A JSON object."""


def new_id() -> str:
    """Return a name for a new record that no other has."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft as it was last saved; `version` is 0 until it is, and grows with each save that changes something."""

    text: str = field(repr=False)
    answering: str | None = field(default=None, repr=False)
    platform: str | None = None
    kind: str | None = None
    verdict: str | None = None
    payload: Json = field(default_factory=dict, repr=False)
    id: str = field(default_factory=new_id)
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list: its first words, what was said of it, and since when it has lain there."""

    id: str
    opening: str = field(repr=False)
    platform: str | None
    kind: str | None
    verdict: str | None
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What an author answered to a finding, which is known by its fingerprint."""

    draft_id: str
    fingerprint: str
    reason: str
    note: str | None = field(default=None, repr=False)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AsideRecord:
    """A rule set aside: for one draft, or for good where there is no `draft_id`."""

    rule: str
    reason: str | None = field(default=None, repr=False)
    draft_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """A pause over a draft: since when, until when, what was asked and answered, and the plan it ended with."""

    draft_id: str
    state: str
    opened_at: datetime
    until: datetime | None = None
    replies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    plan: str | None = field(default=None, repr=False)
    payload: Json = field(default_factory=dict, repr=False)
    id: str = field(default_factory=new_id)
    version: int = 0


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """An agreement with a client, who is known by a code name; what exactly was agreed stands in `terms`."""

    client: str = field(repr=False)
    starts_on: date
    ends_on: date | None = None
    revoked_at: datetime | None = None
    platforms: tuple[str, ...] = ()
    terms: Json = field(default_factory=dict, repr=False)
    id: str = field(default_factory=new_id)
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a consent; its bytes are asked for apart."""

    id: str
    consent_id: str
    name: str = field(repr=False)
    media_type: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A post that went out: its text, where it stands, and the consents that it leaned on."""

    text: str = field(repr=False)
    platform: str | None
    at: datetime
    draft_id: str | None = None
    url: str | None = field(default=None, repr=False)
    consents: tuple[str, ...] = ()
    payload: Json = field(default_factory=dict, repr=False)
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account of the author's on a platform; `secret` is what lets Primum in."""

    platform: str
    server: str
    handle: str
    secret: str = field(repr=False)
    settings: Json = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    connected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A publication: what goes where, since when, and where it stands; its id is the key under which it is sent.

    `account` is how the account is called, and stays when the account is gone; `edits` names the publication whose post
    this one changes.
    """

    account: str
    platform: str
    text: str = field(repr=False)
    begun_at: datetime
    state: str
    draft_id: str | None = None
    account_id: str | None = None
    options: Json = field(default_factory=dict, repr=False)
    due_at: datetime | None = None
    error: Json = field(default_factory=dict, repr=False)
    release_id: str | None = None
    edits: str | None = None
    id: str = field(default_factory=new_id)
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One post of a publication: `remote_id` is None while it may or may not be out."""

    index: int
    remote_id: str | None
    url: str = field(repr=False)
    mark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A picture that goes out with a draft; its bytes are asked for apart."""

    id: str
    draft_id: str
    position: int
    media_type: str
    size: int
    alt: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What was done with a draft and when; of its words there is a keyed fingerprint only."""

    act: str
    at: datetime
    draft_id: str | None = None
    fingerprint: str | None = None
    verdict: str | None = None
    platform: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the author told Primum of themselves and their pauses."""

    profession: str | None = None
    country: str = "US"
    pauses: Json = field(default_factory=dict)
    first_run_done: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: where it lies, when and why it was made (`daily`, `migration`, `aside`)."""

    path: Path
    at: datetime
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a deletion reached; `beyond_reach` says that a server's own backups are left to those who keep it."""

    records: int
    backups_rewritten: int = 0
    backups_removed: int = 0
    releases: tuple[str, ...] = ()
    beyond_reach: bool = False
