"""The record of a consent: who agreed to what, when and how, and what the signed page says."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date

from primum.draft import PLATFORMS
from primum.errors import PrimumError, UnknownChoice


class ConsentError(PrimumError):
    """The record of a consent contradicts itself, or lacks what it is known by."""


class Element(enum.StrEnum):
    """The six core elements of 45 CFR 164.508(c)(1), each ticked when the signed page has it.

    >>> len(Element)
    6
    """

    INFORMATION = "information"
    DISCLOSER = "discloser"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    EXPIRY = "expiry"
    SIGNATURE = "signature"


class Statement(enum.StrEnum):
    """The three statements of 45 CFR 164.508(c)(2), each ticked when the signed page makes it.

    >>> len(Statement)
    3
    """

    REVOCABLE = "revocable"
    UNCONDITIONAL = "unconditional"
    REDISCLOSURE = "redisclosure"


class Given(enum.StrEnum):
    """How a consent was given; one that was only said aloud is incomplete."""

    WRITTEN = "written"
    PORTAL = "portal"
    EMAIL = "e-mail"
    VERBAL = "verbal"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whose yes is needed, by a code name: each of a couple, a minor, each parent with a say."""

    who: str
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One agreement with one client (or couple, or family), who is known by a code name and never by a real one.

    `since` and `until` are its first and last day; `story` is what the client read and agreed to, in the very words.
    Raises ConsentError where the record contradicts itself and UnknownChoice for an unknown platform.

    >>> Consent(id="1", client="Fern", since=date(2026, 1, 1), given=Given.WRITTEN, details=("Boise",))
    Consent(id='1', client='Fern', since=datetime.date(2026, 1, 1), until=None, given=<Given.WRITTEN: 'written'>)
    """

    id: str
    client: str
    since: date
    until: date | None = None
    given: Given
    details: tuple[str, ...] = field(default=(), repr=False)
    themes: tuple[str, ...] = field(default=(), repr=False)
    story: str = field(default="", repr=False)
    quotes: bool = field(default=False, repr=False)
    picture: bool = field(default=False, repr=False)
    platforms: tuple[str, ...] = field(default=(), repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)
    elements: frozenset[Element] = field(default=frozenset(), repr=False)
    statements: frozenset[Statement] = field(default=frozenset(), repr=False)
    parties: tuple[Party, ...] = field(default=(), repr=False)
    revoked_on: date | None = field(default=None, repr=False)
    renewed_from: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (self.id.strip() and self.client.strip()):
            raise ConsentError("A consent needs an id and a code name.", "Give your client a name only you understand.")
        if self.until is not None and self.until < self.since:
            raise ConsentError("The consent ends before it begins.", "Look at the two days again.")
        for platform in self.platforms:
            if platform not in PLATFORMS:
                raise UnknownChoice("platform", platform, PLATFORMS)
