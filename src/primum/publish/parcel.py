"""What a publisher is handed: nothing but a `Released`, in the form in which its author saw it.

    pack(released, fitted) ──▶ Parcel ──▶ Step, one post of it under its key ──▶ Publisher

A `Parcel` cannot be made of anything else, and a `Step` of nothing but a `Parcel`; so no publisher can be called with
words that were not released. The key of a step is the same whenever the same post is tried again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, final

from primum.hold import Released
from primum.publish.errors import NotReleased
from primum.publish.fitting import Fitted, Part


@final
@dataclass(frozen=True, slots=True)
class Parcel:
    """A released text, fitted; making one of anything else raises NotReleased."""

    released: Released
    fitted: Fitted

    def __post_init__(self) -> None:
        if type(self.released) is not Released or type(self.fitted) is not Fitted:
            raise NotReleased
        if self.fitted.text != self.released.text:
            raise NotReleased("What was fitted is not what was released.")
        if self.fitted.platform.id != self.released.platform:
            raise NotReleased(f"This was not released for {self.fitted.platform.name}.")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("a Parcel is nothing but a Parcel")


pack = Parcel


@dataclass(frozen=True, slots=True)
class Sent:
    """A post that is out: its id there, where it stands, and the platform's own mark of it (such as Bluesky's CID).

    `url` is empty where the server gave no link that leads anywhere.
    """

    id: str
    url: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A post that is answered (`parent`), and the first post of its conversation (`root`), which Bluesky asks for."""

    root: Sent
    parent: Sent


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is kept of a publication before anything leaves: its key, since when it is under way, and what it answers.

    The key names the release and never changes; so what is tried again tomorrow is known to be the same.
    """

    key: str
    begun_at: datetime
    answering: Target | None = None

    def __post_init__(self) -> None:
        if not self.key or self.begun_at.utcoffset() is None:
            raise ValueError("a ticket needs a key, and a time with its zone")


@final
@dataclass(frozen=True, slots=True)
class Step:
    """One post of a parcel on its way, after the posts that are out already (`before`)."""

    parcel: Parcel
    index: int
    ticket: Ticket
    account: str = field(repr=False)
    before: tuple[Sent, ...] = ()

    def __post_init__(self) -> None:
        if type(self.parcel) is not Parcel:
            raise NotReleased
        if not 0 <= self.index < len(self.fitted.parts):
            raise ValueError(f"there is no part {self.index}")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("a Step is nothing but a Step")

    @property
    def fitted(self) -> Fitted:
        """The whole of which this is a part."""
        return self.parcel.fitted

    @property
    def part(self) -> Part:
        """The post itself."""
        return self.fitted.parts[self.index]

    @property
    def parents(self) -> tuple[Sent, ...]:
        """The first post of the conversation and the one that this goes under; none for a post that begins one."""
        target = self.ticket.answering
        if target is None:
            return (self.before[0], self.before[-1]) if self.before else ()
        return (target.root, self.before[-1] if self.before else target.parent)

    @property
    def key(self) -> str:
        """The idempotency key: the same for the same post of the same release, account and platform."""
        told = "\x1f".join((self.ticket.key, self.fitted.platform.id, self.account, str(self.index)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def only(step: Step) -> Step:
    """Return a step, or raise NotReleased for anything that merely looks like one; every publisher asks this first."""
    if type(step) is not Step:
        raise NotReleased
    return step
