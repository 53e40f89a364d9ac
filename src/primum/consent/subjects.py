"""The subjects that a story may be about (`data/guidance/themes`), and where it strays from those agreed to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from primum.consent.record import Consent
from primum.consent.texts import texts
from primum.consent.wording import LITTLE, NEGATED, listed, singular
from primum.draft import Span
from primum.errors import DataError
from primum.lexicon import words


@dataclass(frozen=True, slots=True)
class Subject:
    """What a story may be about: its title, the phrases it is known by, and those that no other subject explains."""

    id: str
    title: str
    phrases: frozenset[tuple[str, ...]]
    telling: frozenset[tuple[str, ...]]


@cache
def subjects() -> Mapping[str, Subject]:
    """Return the subjects of `data/guidance/themes`; the first half of each list of words is what tells it apart."""
    passing, found = texts()["themes"]["passing"], {}
    for page in sorted((files("primum") / "data/guidance/themes").iterdir(), key=lambda page: page.name):
        try:
            head = tomllib.loads(page.read_text(encoding="utf-8").split("+++\n", 2)[1])
            phrases = [tuple(_row(phrase)) for phrase in head["words"]]
            found[head["id"]] = _subject(head["id"], head["title"], phrases, passing=head["id"] in passing)
        except (KeyError, IndexError, ValueError) as error:
            raise DataError(page.name, f"cannot be read ({error!r})") from error
    return MappingProxyType(found)


def known_themes() -> tuple[str, ...]:
    """Return the titles of the themes whose words are known, to be offered to the author; others may be written freely.

    >>> "grief" in known_themes()
    True
    """
    return tuple(sorted(subject.title for subject in subjects().values() if subject.phrases))


def _subject(id_: str, title: str, phrases: Sequence[tuple[str, ...]], *, passing: bool) -> Subject:
    """Make a subject; one that any story may touch in passing is known by its best words only, and betrays nothing."""
    telling = frozenset(phrases[: (len(phrases) + 1) // 2])
    return Subject(id_, title, telling, frozenset()) if passing else Subject(id_, title, frozenset(phrases), telling)


def is_about(text: str, theme: str) -> bool:
    """Tell whether a text speaks of a theme: of each subject that the theme names, and with each word that is left.

    >>> is_about("Her father died.", "grief for her father"), is_about("Her dog died.", "grief for her father")
    (True, False)
    """
    if NEGATED.search(theme):
        return False
    named, rest = _parts(theme)
    row = _row(text)
    return bool(named or rest) and all(_has_any(row, subject.phrases) for subject in named) and rest <= {*row}


def _parts(theme: str) -> tuple[list[Subject], set[str]]:
    """Part a theme into the subjects it names, by title or id, the longest first, and the words that are left."""
    rest, named = _row(theme), []
    titles = [(tuple(_row(name)), subject) for subject in subjects().values() for name in (subject.title, subject.id)]
    for title, subject in sorted(titles, key=lambda one: (-len(one[0]), one[1].id)):
        at = _find(rest, title)
        if at is not None:
            named.append(subject)
            rest[at : at + len(title)] = []
    small = {*LITTLE, *texts()["themes"]["small"]}
    return named, {word for word in rest if word not in small and len(word) > 1}


def strayed(text: str, consent: Consent) -> Iterator[tuple[Span, str]]:
    """Yield the stretches that tell of a subject that a consent does not name, with the title of the subject."""
    named = {subject.id for theme in consent.themes if not NEGATED.search(theme) for subject in _parts(theme)[0]}
    agreed = (*consent.details, *consent.themes)
    row = words(text)
    plain = [singular(word.text) for word in row]
    for subject in subjects().values():
        for phrase in subject.telling if subject.id not in named else ():
            at = _find(plain, phrase)
            if at is None or any(phrase in subjects()[id_].phrases for id_ in named):
                continue
            span = Span(row[at].start, row[at + len(phrase) - 1].end)
            if not listed(span.of(text), agreed):
                yield span, subject.title


def _row(text: str) -> list[str]:
    return [singular(word.text) for word in words(text)]


def _has_any(row: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    return any(_find(row, phrase) is not None for phrase in phrases)


def _find(row: Sequence[str], phrase: Sequence[str]) -> int | None:
    """Return where a phrase stands in a row of words."""
    text = f" {' '.join(row)} "
    at = text.find(f" {' '.join(phrase)} ") if phrase else -1
    return text.count(" ", 0, at) if at >= 0 else None
