"""The word lists: `data/lexicon/<tag>.txt` holds one phrase a line, after a header (`#`) that names its source.

A phrase is found where its words stand in a row, with a plural ending of the last word forgiven; one that is listed
with capitals counts only when it is written so (`ODD`, `May`). A new list is a new file; nothing else needs to know of
it but the reading that asks for its tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from primum.errors import DataError

_WORD: Final = re.compile(r"[^\W_]+|[\U0001F300-\U0001FAFF]")

DISGUISED: Final = ("client", "disorder", "disparagement", "medication", "verdict")
"""The tags whose words people disguise, and which are therefore looked for behind digits, dots and spaces."""


class Word(NamedTuple):
    """A word in lower case, where it stands, and whether it is written with a capital."""

    text: str
    start: int
    end: int
    written: str


class Term(NamedTuple):
    """A phrase of the list `tag`, where it stands, and whether only its capitals make it one (`Hope`, `May`)."""

    tag: str
    start: int
    end: int
    phrase: str
    cased: bool


def words(text: str) -> list[Word]:
    """Split a text into words; an apostrophe or a hyphen parts two words.

    >>> [word.text for word in words("He's burnt-out")]
    ['he', 's', 'burnt', 'out']
    """
    return [Word(match[0].lower(), *match.span(), match[0]) for match in _WORD.finditer(text)]


class Entry(NamedTuple):
    """What a list says of a phrase: its tag, and the form that it must be written in, if any."""

    tag: str
    written: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word, then by the words that follow, the longest first."""

    phrases: Mapping[str, Mapping[tuple[str, ...], tuple[Entry, ...]]]
    disguised: frozenset[str]

    def terms(self, row: Sequence[Word]) -> Iterator[Term]:
        """Yield the phrases that stand in a row of words; of each tag, the longest at each place."""
        for at, word in enumerate(row):
            tails = self.phrases.get(word.text)
            if tails:
                yield from _terms_at(row, at, tails)


def _terms_at(row: Sequence[Word], at: int, tails: Mapping[tuple[str, ...], tuple[Entry, ...]]) -> Iterator[Term]:
    seen: set[str] = set()
    for tail, entries in tails.items():
        here = row[at : at + 1 + len(tail)]
        if tuple(word.text for word in here[1:]) != tail:
            continue
        for tag, written in entries:
            if tag not in seen and (written is None or written == tuple(word.written for word in here)):
                seen.add(tag)
                yield Term(tag, here[0].start, here[-1].end, " ".join(word.text for word in here), written is not None)


@cache
def lexicon() -> Lexicon:
    """Return all the word lists as one lexicon, loaded once."""
    heads: dict[str, dict[tuple[str, ...], tuple[Entry, ...]]] = {}
    disguised: set[str] = set()
    for file in sorted((files("primum") / "data" / "lexicon").iterdir(), key=lambda file: file.name):
        tag = file.name.removesuffix(".txt")
        anyhow = Entry(tag, None)
        for phrase in _phrases(tag, file.read_text(encoding="utf-8")):
            written = phrase.split() if phrase.replace(" ", "").isalnum() else _WORD.findall(phrase)
            first, *rest = written if phrase.islower() else [word.lower() for word in written]
            entry = anyhow if phrase.islower() else Entry(tag, tuple(written))
            tails, tail = heads.setdefault(first, {}), tuple(rest)
            tails[tail] = (*tails[tail], entry) if tail in tails else (entry,)
            if tag in DISGUISED and not tail:
                disguised.add(first)
    for first, tails in heads.items():
        if len(tails) > 1:
            heads[first] = dict(sorted(tails.items(), key=lambda item: -len(item[0])))  # the longest first
    return Lexicon(heads, frozenset(disguised))


def _phrases(tag: str, text: str) -> Iterator[str]:
    """Yield the phrases of a list, each with its plural; refuse duplicates, which hide an editing slip."""
    listed = [line for line in text.splitlines() if line and line[0] != "#"]
    seen = set(listed)
    if len(seen) < len(listed):
        raise DataError(f"{tag}.txt", f"lists {next(line for line in seen if listed.count(line) > 1)!r} twice")
    yield from listed
    if tag not in _NO_PLURALS:
        yield from (f"{line}s" for line in listed if line[-1] not in "sy" and f"{line}s" not in seen)


_NO_PLURALS: Final = ("name", "place", "month")
"""Lists in which a plural means something else, or nothing."""
