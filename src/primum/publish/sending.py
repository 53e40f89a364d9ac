"""Sending: every post of a parcel once, whatever fails on the way.

    noted "sending" ──▶ send ──▶ noted "sent"
          │               ├─ clearly refused ──▶ noted no more
          │               └─ no clear answer ──▶ look it up ──▶ there: noted "sent" · not there: send again
          └─ found so at the next start ─────────────┘

Nothing is sent again before the account was asked for it, and every try of a post has the same key; so neither a
time-out nor a program that was killed between sending and noting posts anything twice. Half a thread goes on where it
stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, cast

from primum.publish.errors import NotThere, RateLimited, SendError, Unreachable, Unsure
from primum.publish.parcel import Parcel, Sent, Step, Ticket
from primum.publish.quoting import Quoted
from primum.publish.twice import Earlier, refuse_twice

WAITS: Final = (1.0, 4.0, 15.0)
"""Seconds to wait before each further try."""
LONGEST: Final = 60.0
"""The longest time, in seconds, for which a platform that asks for patience is waited for."""


class Publisher(Protocol):
    """A way to one account of one platform; what it sends is a `Step`, and so nothing that was not released.

    `account` names it in the key of a post, and never changes for it.
    """

    @property
    def account(self) -> str:
        """The account: its handle and its server."""

    def send(self, step: Step) -> Sent:
        """Post one part, or raise a SendError: Unsure wherever it may have arrived."""

    def find(self, step: Step) -> Sent | None:
        """Return the post of a step if it is out already, or raise a SendError."""

    def take_back(self, post: Sent) -> None:
        """Delete a post, or raise a SendError; one that is gone already is no error."""

    def quoted(self, link: str) -> Quoted:
        """Return the public post behind a link, or raise NoSuchPost, NotThere or a SendError; sends only the link."""


class Editor(Publisher, Protocol):
    """A publisher that can also change a post that is out."""

    def change(self, step: Step, post: Sent) -> Sent:
        """Put the words of a step in the place of a post's, or raise a SendError; to do it twice does no harm."""


class Notes(Protocol):
    """Where it is kept what is under way and what is out; what is noted is on the disk when the call returns."""

    def sending(self, key: str, index: int) -> None:
        """Note that a part is about to leave."""

    def sent(self, key: str, index: int, post: Sent) -> None:
        """Note that a part is out."""

    def stayed(self, key: str, index: int) -> None:
        """Note that a part did not leave after all: it was clearly refused, or nobody was there."""

    def of(self, key: str) -> Mapping[int, Sent | None]:
        """Return what is noted of a publication, by part; None where a part was about to leave."""


class Memory:
    """Notes that are kept only as long as the program runs."""

    def __init__(self) -> None:
        self._noted: dict[str, dict[int, Sent | None]] = {}

    def sending(self, key: str, index: int) -> None:
        """Note that a part is about to leave."""
        self._noted.setdefault(key, {}).setdefault(index, None)

    def sent(self, key: str, index: int, post: Sent) -> None:
        """Note that a part is out."""
        self._noted.setdefault(key, {})[index] = post

    def stayed(self, key: str, index: int) -> None:
        """Note that a part did not leave after all."""
        self._noted.get(key, {}).pop(index, None)

    def of(self, key: str) -> Mapping[int, Sent | None]:
        """Return what is noted of a publication."""
        return dict(self._noted.get(key, {}))


@dataclass(frozen=True, slots=True)
class Published:
    """A publication: where its first post stands, and all of its posts."""

    parts: tuple[Sent, ...]

    @property
    def url(self) -> str:
        """Where the first post stands."""
        return self.parts[0].url

    @property
    def id(self) -> str:
        """The platform's name for the first post."""
        return self.parts[0].id


def publish(
    publisher: Publisher,
    parcel: Parcel,
    ticket: Ticket,
    notes: Notes,
    *,
    earlier: Iterable[Earlier] = (),
    again: bool = False,
    wait: Callable[[float], None] = time.sleep,
    waits: Sequence[float] = WAITS,
) -> Published:
    """Publish a parcel, each part once; raises PostedAlready (unless `again`) or a SendError that says what is out.

    To call it again with the same ticket goes on where it stopped.
    """
    known = notes.of(ticket.key)
    if not known and not again:
        refuse_twice(parcel.released.text, ticket.key, earlier)
    sent: list[Sent] = []
    parts = parcel.fitted.parts
    for index in range(len(parts)):
        step = Step(parcel, index, ticket, publisher.account, tuple(sent))
        try:
            post = known.get(index) or _once(publisher, step, notes, _Patience(wait, waits), asked=index in known)
        except SendError as error:
            raise error.after(sent, len(parts)) from None
        notes.sent(ticket.key, index, post)
        sent.append(post)
    return Published(tuple(sent))


class _Patience:
    """The tries that are left, and how long to wait before each."""

    def __init__(self, wait: Callable[[float], None], waits: Sequence[float]) -> None:
        self._wait, self._left = wait, list(waits)

    def after(self, error: SendError) -> bool:
        """Wait before one more try, and tell whether there is one."""
        seconds = self._seconds(error)
        if seconds is None:
            return False
        self._wait(seconds)
        return True

    def _seconds(self, error: SendError) -> float | None:
        if not self._left or not isinstance(error, Unreachable | Unsure | RateLimited):
            return None
        seconds = self._left.pop(0)
        if not isinstance(error, RateLimited) or error.until is None:
            return seconds
        asked = (error.until - datetime.now(UTC)).total_seconds()
        return max(seconds, asked) if asked <= LONGEST else None


def _once(publisher: Publisher, step: Step, notes: Notes, patience: _Patience, *, asked: bool) -> Sent:
    """Send one part; where it may be out already, `asked`, look it up before each try."""
    notes.sending(step.ticket.key, step.index)
    while True:
        try:
            found = publisher.find(step) if asked else None
            return found or publisher.send(step)
        except SendError as error:
            asked = asked or isinstance(error, Unsure)
            if not patience.after(error):
                if not asked:
                    notes.stayed(step.ticket.key, step.index)
                raise _whole(error, step, maybe=asked) from None


def publish_change(
    publisher: Publisher,
    parcel: Parcel,
    ticket: Ticket,
    post: Sent,
    *,
    wait: Callable[[float], None] = time.sleep,
    waits: Sequence[float] = WAITS,
) -> Sent:
    """Put a parcel of one part in the place of a post that is out; raises NotThere or a SendError.

    Pictures of the post stay, unless the parcel brings its own. To call it again does no harm.
    """
    editor = _editor(publisher, parcel)
    step, patience, maybe = Step(parcel, 0, ticket, publisher.account), _Patience(wait, waits), False
    while True:
        try:
            return editor.change(step, post)
        except SendError as error:
            maybe = maybe or isinstance(error, Unsure)
            if not patience.after(error):
                raise _whole(error, step, maybe=maybe) from None


def _editor(publisher: Publisher, parcel: Parcel) -> Editor:
    place = parcel.fitted.platform.name
    if not hasattr(publisher, "change"):
        raise NotThere(place, "a change of what is out", "Take the post back, and publish it anew.")
    if len(parcel.fitted.parts) > 1:
        raise NotThere(place, "a change into several posts", "Shorten it, or take the post back and publish it anew.")
    return cast(Editor, publisher)


def _whole(error: SendError, step: Step, *, maybe: bool) -> SendError:
    """Return an error as the whole truth: what may have arrived earlier is not undone by a failure to ask."""
    half = maybe and isinstance(error, Unreachable | RateLimited)
    return Unsure(step.fitted.platform.name, error.answer) if half else error
