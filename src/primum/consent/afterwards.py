"""What follows once a post is out: what to do where its consent is taken back, and a word before one ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from primum.consent.record import Consent
from primum.consent.texts import day, texts
from primum.consent.validity import Standing, standing


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that went out: its id, the platform, where it stands (a link, or in words), and what it leaned on."""

    id: str
    platform: str | None
    where: str
    leaned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A post that leaned on a consent that stands no more, and what to do about it."""

    posted: Posted
    todo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A consent (its id) that ends within a month, and a word to the author."""

    consent: str
    until: date
    days: int
    text: str


def leaning(consent_id: str, releases: Iterable[Posted], *, now: Standing = Standing.REVOKED) -> tuple[Affected, ...]:
    """Return every post that leaned on a consent that was taken back (or has expired), and what to do about each.

    >>> old = Posted("p1", "podcast", "episode 4", ("c1",))
    >>> leaning("c1", [old])[0].todo[0]
    'The permission was taken back.'
    """
    say = texts()["leaning"]
    why = say["expired" if now is Standing.EXPIRED else "revoked"]
    return tuple(
        Affected(posted, (why, say[_kind_of(posted.platform)], say["after"]))
        for posted in releases
        if consent_id in posted.leaned
    )


def _kind_of(platform: str | None) -> str:
    kinds: Mapping[str, Sequence[str]] = texts()["leaning"]["kinds"]
    return next((kind for kind, platforms in kinds.items() if platform in platforms), "posted")


def reminders(consents: Sequence[Consent], today: date) -> tuple[Reminder, ...]:
    """Return a word for each consent that ends within a month, the first to end first.

    One that a later, complete consent renews needs none; nothing is renewed by itself.
    """
    renewed = {
        consent.renewed_from
        for consent in consents
        if standing(consent, today).counts or standing(consent, today) is Standing.NOT_YET
    }
    ending = [(c.until, c) for c in consents if c.until and standing(c, today) is Standing.EXPIRING]
    form: str = texts()["reminder"]["text"]
    return tuple(
        Reminder(c.id, until, (until - today).days, form.format(client=c.client, until=day(until)))
        for until, c in sorted(ending, key=lambda one: (one[0], one[1].id))
        if c.id not in renewed
    )
