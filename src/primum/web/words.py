"""The words of the page: names of places and kinds, times and ages, and what a level asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from primum.hold import Reason
from primum.platforms import platforms
from primum.rules.finding import Level

KINDS: Final = {
    "dm": "Private message",
    "review-reply": "Reply to a review",
    "group-question": "Question in a group",
    "script": "Video script",
}
"""Kinds whose name is not simply theirs with a capital."""

PROFESSIONS: Final = {
    "psychologist": "Psychologist",
    "counselor": "Counselor or psychotherapist",
    "social-worker": "Social worker",
    "marriage-and-family-therapist": "Marriage and family therapist",
    "psychiatrist": "Psychiatrist",
}
"""The professions whose codes Primum cites."""

COUNTRIES: Final = {
    "US": "United States",
    "CA": "Canada",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "AU": "Australia",
    "NZ": "New Zealand",
    "AT": "Austria",
    "BE": "Belgium",
    "BR": "Brazil",
    "FR": "France",
    "DE": "Germany",
    "HK": "Hong Kong",
    "IN": "India",
    "MX": "Mexico",
    "NL": "Netherlands",
    "PH": "Philippines",
    "SG": "Singapore",
    "ZA": "South Africa",
    "ES": "Spain",
    "SE": "Sweden",
    "CH": "Switzerland",
}
"""The countries whose helplines or figures Primum knows."""

LEVELS: Final = {
    Level.STOP: "Keep this back for now",
    Level.WARN: "Worth changing",
    Level.NOTE: "Worth a thought",
}
"""What a level asks for."""

BUTTONS: Final = {
    Reason.NOT_A_CLIENT: "This is not a client",
    Reason.MINE: "This is mine",
    Reason.ALREADY_PUBLIC: "Already public",
    Reason.CONSIDERED: "I have considered this",
    Reason.CONSENT: "The consent is on record",
}
"""What stands on the button of a reason."""

VERDICTS: Final = {"share": "ready when you are", "revise": "worth a change", "hold": "better kept back"}
"""A verdict, in a list of drafts."""

ACTS: Final = {
    "reviewed": "Reviewed",
    "saved": "Saved",
    "changed": "Changed",
    "answered": "A finding was answered",
    "taken-back": "An answer was taken back",
    "set-aside": "A rule was set aside",
    "paused": "A pause began",
    "ready": "A pause began",
    "released": "Released",
    "handed-over": "Copied, to be pasted by you",
    "scheduled": "Given a time to go out",
    "published": "Published",
    "failed": "Could not be published",
    "recalled": "Taken back",
    "let-go": "Let go",
    "deleted": "Deleted",
    "kept": "Kept as a draft",
    "leaned": "Leans on a permission",
}
"""What was done, in the journal."""

_TWELVE_HOURS: Final = frozenset(("US", "CA", "AU", "NZ", "PH", "IN"))


def platform(name: str | None) -> str:
    """Return a platform as people call it.

    >>> platform("linkedin"), platform("instagram"), platform(None)
    ('LinkedIn', 'Instagram', 'nowhere in particular')
    """
    return platforms()[name].name if name else "nowhere in particular"


def limits() -> Mapping[str, int]:
    """Return the most that one post of each platform may hold, where there is such a limit."""
    return {id: place.limit for id, place in platforms().items() if place.limit is not None}


def kind(name: str | None) -> str:
    """Return a kind of post as people call it.

    >>> kind("review-reply"), kind("post")
    ('Reply to a review', 'Post')
    """
    return KINDS.get(name, name.capitalize()) if name else "Post"


def rule(name: str) -> str:
    """Return a rule as a heading.

    >>> rule("client-story")
    'Client story'
    """
    return name.replace("-", " ").capitalize()


def act(name: str) -> str:
    """Return what was done, in words."""
    return ACTS.get(name, name.replace("-", " ").replace("_", " ").capitalize())


def opening(text: str, length: int = 90) -> str:
    """Return the first words of a text on one line.

    >>> opening("Two  spaces open on Tuesdays.", 12)
    'Two spaces …'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"


def quote(text: str, length: int = 140) -> str:
    """Return words to be quoted on one line, the middle of long ones left out.

    >>> quote("one two three four five six", 16)
    'one two … six'
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head, tail = line[: length * 2 // 3], line[-length // 4 :]
    return f"{head.rsplit(' ', 1)[0]} … {tail.split(' ', 1)[-1]}"


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was, roughly.

    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> age(noon - timedelta(minutes=5), noon), age(noon - timedelta(hours=30), noon)
    ('5 minutes ago', 'yesterday')
    """
    if moment is None:
        return ""
    local = moment.astimezone(now.tzinfo)
    minutes, days = int((now - moment).total_seconds() // 60), (now.date() - local.date()).days
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    if days == 0:
        hours = minutes // 60
        return "an hour ago" if hours == 1 else f"{hours} hours ago"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 7 else day(local)


def clock(moment: datetime, country: str = "US") -> str:
    """Return a time of day as it is written in a country.

    >>> clock(datetime(2026, 11, 22, 9, 15)), clock(datetime(2026, 11, 22, 21, 5), "GB")
    ('9:15 am', '21:05')
    """
    if country in _TWELVE_HOURS:
        return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"
    return f"{moment.hour}:{moment:%M}"


def until(moment: datetime, now: datetime, country: str = "US") -> str:
    """Return a time to come, as it is said.

    >>> now = datetime(2026, 11, 22, 22, 0)
    >>> until(datetime(2026, 11, 23, 8, 0), now), until(datetime(2026, 11, 22, 22, 30), now)
    ('8:00 am tomorrow', '10:30 pm')
    """
    local = moment.astimezone(now.tzinfo) if now.tzinfo else moment
    days = (local.date() - now.date()).days
    when = "" if days == 0 else " tomorrow" if days == 1 else f" on {local:%A}" if days < 7 else f" on {day(local)}"
    return f"{clock(local, country)}{when}"


def day(moment: date) -> str:
    """Return a day as it is written out.

    >>> day(datetime(2026, 11, 2))
    'November 2, 2026'
    """
    return f"{moment:%B} {moment.day}, {moment.year}"


def moment(at: datetime, now: datetime, country: str = "US") -> str:
    """Return a day and a time of day."""
    local = at.astimezone(now.tzinfo)
    return f"{day(local)}, {clock(local, country)}"


@cache
def consent() -> Mapping[str, Any]:
    """Return the words of a consent on record, as `data/consent.toml` has them."""
    return MappingProxyType(tomllib.loads((files("primum") / "data/consent.toml").read_text(encoding="utf-8")))


@cache
def pauses() -> Mapping[str, Any]:
    """Return the pauses with their usual lengths and their limits, as `data/pauses.toml` has them."""
    return MappingProxyType(tomllib.loads((files("primum") / "data/pauses.toml").read_text(encoding="utf-8")))
