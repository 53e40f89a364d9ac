"""What happens in session stays in session."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from typing import Final

from primum.reading import CLIENT_KINDS, Detail, Framing, Kind, Reading
from primum.rules.finding import DIRECT, Finding, Level, Slip, finding

_NOT_THEIRS: Final = Framing.OWN | Framing.INVENTED | Framing.PUBLIC
_HERE: Final = Slip.CONFIDENTIALITY


def client_story(reading: Reading) -> Iterator[Finding]:
    """Something that a particular client said, did or lived through, told without consent."""
    consented = any(reading.claimed(Kind.CONSENT))
    stories = [*reading.claimed(Kind.STORY)]
    for claim in stories[:3]:
        yield finding(reading, _HERE, "client-story", Level.WARN if consented else Level.STOP, claim)
    for claim in reading.claimed(Kind.HOOK):
        yield finding(reading, _HERE, "client-story", Level.STOP if stories and not consented else Level.WARN, claim)


def identifier(reading: Reading) -> Iterator[Finding]:
    """A detail that names or narrows a client: told, acknowledged, or meant by a session slot."""
    mine = _of_clients(reading)
    consented = any(reading.claimed(Kind.CONSENT))
    for detail in mine:
        direct = detail.type in DIRECT
        stop = direct or (len(mine) > 1 and not consented)
        yield finding(reading, _HERE, "identifier", Level.STOP if stop else Level.WARN, detail, detail.type)


def acknowledged_client(reading: Reading) -> Iterator[Finding]:
    """An answer that confirms that somebody who can be found is or was a client."""
    for claim in [*reading.claimed(Kind.ACKNOWLEDGMENT)][:3]:
        yield finding(reading, _HERE, "acknowledged-client", Level.STOP, claim)


def unverified_consent(reading: Reading) -> Iterator[Finding]:
    """A statement that the client agreed, which somebody has to check against the record."""
    for claim in [*reading.claimed(Kind.CONSENT)][:1]:
        yield finding(reading, _HERE, "unverified-consent", Level.WARN, claim)


def _of_clients(reading: Reading) -> list[Detail]:
    """Return the details in sentences about a client that are neither the author's own life nor invented."""
    told = {claim.start for claim in reading.claimed(*CLIENT_KINDS)}
    starts = [context.sentence.start for context in reading.contexts]
    found = []
    for detail in reading.details:
        context = reading.contexts[max(0, bisect(starts, detail.start) - 1)]
        if context.sentence.start in told and not context.framing & _NOT_THEIRS:
            found.append(detail)
    return found
