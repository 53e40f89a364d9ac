"""Whether a consent stands on a day, what it lacks to count at all, and what is worth a second look in it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from primum.consent.record import Consent, Element, Given, Statement
from primum.consent.texts import day, texts
from primum.lexicon import lexicon, words

MONTH: Final = timedelta(days=31)
"""How long before its last day a consent begins to expire."""


class Standing(enum.StrEnum):
    """Whether a consent counts on a day; only a valid or an expiring one covers anything.

    >>> Standing.EXPIRING.counts, Standing.REVOKED.counts
    (True, False)
    """

    VALID = "valid"
    INCOMPLETE = "incomplete"
    NOT_YET = "not-yet"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def counts(self) -> bool:
        """Tell whether a consent that stands so covers anything."""
        return self in (Standing.VALID, Standing.EXPIRING)


def missing(consent: Consent) -> tuple[str, ...]:
    """Return what a consent lacks to count at all, a sentence each, in words for the author.

    >>> missing(Consent(id="1", client="Fern", since=date(2026, 1, 1), given=Given.VERBAL))[0]
    'It was said aloud; ask for it in writing, with a signature.'
    """
    return tuple(_missing(consent))


def _missing(consent: Consent) -> Iterator[str]:
    text = texts()
    say = text["missing"]
    if consent.given is Given.VERBAL:
        yield say["verbal"]
    if not _tells_something(consent):
        yield say["nothing"]
    if not consent.platforms:
        yield say["platforms"]
    if consent.until is None:
        yield say["until"]
    yield from (say["party"].format(who=party.who) for party in consent.parties if not party.agreed)
    for element in Element:
        if element not in consent.elements:
            form = say["signature" if element is Element.SIGNATURE else "element"]
            yield form.format(what=text["element"][element])
    for statement in Statement:
        if statement not in consent.statements:
            yield say["statement"].format(what=text["statement"][statement])


def _tells_something(consent: Consent) -> bool:
    told = (*consent.details, *consent.themes, consent.story)
    return consent.quotes or consent.picture or any(part.strip() for part in told)


def standing(consent: Consent, today: date) -> Standing:
    """Tell whether a consent counts today; one that was taken back counts no more, whatever the day written on it.

    >>> fern = Consent(id="1", client="Fern", since=date(2026, 1, 1), until=date(2026, 6, 1), given=Given.WRITTEN)
    >>> standing(fern, date(2026, 6, 2)).value, standing(fern, date(2026, 6, 1)).value
    ('expired', 'incomplete')
    """
    if consent.revoked_on is not None:
        return Standing.REVOKED
    if consent.until is not None and today > consent.until:
        return Standing.EXPIRED
    if consent.until is None or missing(consent):
        return Standing.INCOMPLETE
    if today < consent.since:
        return Standing.NOT_YET
    return Standing.EXPIRING if consent.until - today <= MONTH else Standing.VALID


def standing_in_words(consent: Consent, today: date) -> str:
    """Return how a consent stands today in a sentence or two for the author, what is missing included."""
    form: str = texts()["standing"][standing(consent, today)]
    return form.format(
        client=consent.client, since=day(consent.since), until=day(consent.until), revoked=day(consent.revoked_on),
        missing=" ".join(missing(consent)),
    )  # fmt: skip


def cautions(consent: Consent) -> tuple[str, ...]:
    """Return what is worth a second look in a record, though it does not keep it from counting.

    >>> maria = Consent(id="1", client="Maria Lopez", since=date(2026, 1, 1), given=Given.VERBAL)
    >>> cautions(maria)[0]
    "The code name looks like somebody's real name. Choose one that only you understand."
    """
    say = texts()["caution"]
    found = []
    if _looks_like_a_name(consent.client):
        found.append(say["name"])
    if "@" in consent.client or len(re.findall(r"\d", consent.client)) > 5:
        found.append(say["contact"])
    if consent.given is not Given.VERBAL and not consent.attachments:
        found.append(say["file"])
    return tuple(found)


def _looks_like_a_name(code: str) -> bool:
    """Tell whether a code name has two words with capitals, one of them a given name."""
    capitals = [word for word in words(code) if word.written[0].isupper()]
    return len(capitals) > 1 and any(term.tag == "name" for term in lexicon().terms(capitals))
