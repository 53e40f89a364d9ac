"""The record of a consent on paper, for the client or for the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from primum.consent.record import Consent, Element, Statement
from primum.consent.texts import day, texts
from primum.consent.validity import cautions, missing


def as_markdown(consent: Consent) -> str:
    """Return the whole record of a consent as Markdown, for the client or for the file; no word in it is markup."""
    say = texts()["record"]
    parts = [f"# {say['title'].format(client=_plain(consent.client))}", _bullets(_facts(consent))]
    for key, found in (("details", consent.details), ("themes", consent.themes)):
        parts += [f"## {say[key]}", _bullets(f"“{_plain(one)}”" for one in found) or say["none"]]
    if consent.story.strip():
        parts += [f"## {say['story']}", "\n".join(f"    {line}" for line in consent.story.splitlines())]
    parts += [f"## {say['law']}", _bullets(_ticks(consent))]
    for key, listed in (("parties", _yeses(consent)), ("missing", missing(consent)), ("cautions", cautions(consent))):
        if listed:
            parts += [f"## {say[key]}", _bullets(map(_plain, listed))]
    return "\n\n".join(parts) + "\n"


def _facts(consent: Consent) -> Iterator[str]:
    say, yes_no = texts()["record"], ("no", "yes")
    until = day(consent.until) or say["open"]
    yield f"{say['id']}: {_plain(consent.id)}"
    yield f"{say['how']}: {texts()['given'][consent.given]}"
    yield say["period"].format(since=day(consent.since), until=until)
    yield f"{say['platforms']}: {', '.join(consent.platforms) or say['none']}"
    yield f"{say['quotes']}: {say[yes_no[consent.quotes]]}"
    yield f"{say['picture']}: {say[yes_no[consent.picture]]}"
    yield f"{say['files']}: {', '.join(map(_plain, consent.attachments)) or say['none']}"
    if consent.renewed_from:
        yield f"{say['renewed']}: {_plain(consent.renewed_from)}"
    if consent.revoked_on:
        yield f"{say['revoked']}: {day(consent.revoked_on)}"


def _ticks(consent: Consent) -> Iterator[str]:
    for name, all_, ticked in (("element", Element, consent.elements), ("statement", Statement, consent.statements)):
        for one in all_:
            yield f"{'☑' if one in ticked else '☐'} {texts()[name][one]}"


def _yeses(consent: Consent) -> list[str]:
    say = texts()["record"]
    return [f"{party.who}: {say['yes' if party.agreed else 'no']}" for party in consent.parties]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _plain(text: str) -> str:
    """Return a text on one line, with nothing in it that Markdown or HTML would read as a mark."""
    escaped = re.sub(r"([\\`*_\[\]<>#|~&!])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+.)=])", r"\1\\\2", escaped)  # no list or heading begins with it
