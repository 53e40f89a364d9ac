"""The published figures (`data/rarity/<country>.toml`), and the words that tell an age or a sex (`words.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from primum.errors import DataError, UnknownChoice
from primum.rarity.wording import folded_words

ADULT: Final = 18
OLDEST: Final = 109
"""The first year of an adult, and the last of anybody."""
HALF: Final = 0.5
"""Women and men are taken to be half of the people each."""


class Row(NamedTuple):
    """A row of a table: how it reads, its share of the people or of the adults, and what it includes."""

    kind: str
    read: str
    share: float
    adults: bool
    counted: bool
    sex: str
    part_of: str


@dataclass(frozen=True, slots=True)
class Ages:
    """The people of a country in bands of age, each from its start up to the next."""

    starts: tuple[int, ...]
    counts: tuple[int, ...]

    def share(self, first: int, last: int) -> float:
        """Return the share of the people who are `first` to `last` years old, evenly spread within a band."""
        found = 0.0
        for start, end, count in zip(self.starts, (*self.starts[1:], OLDEST + 1), self.counts, strict=True):
            found += count * max(0, min(end, last + 1) - max(start, first)) / (end - start)
        return found / sum(self.counts)


@dataclass(frozen=True, slots=True)
class Table:
    """The tables of one country: its people, the share of adults, and rows by type of fact and folded words."""

    code: str
    country: str
    ages: Ages
    people: int
    adults: float
    rows: Mapping[str, Mapping[str, Row]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that tell an age, as its first and last year, or a sex."""

    ages: Mapping[str, tuple[int, int]]
    sexes: Mapping[str, str]


def countries() -> tuple[str, ...]:
    """Return the countries that have tables, by their codes.

    >>> countries()
    ('AU', 'CA', 'GB', 'IE', 'US')
    """
    names = (file.name.removesuffix(".toml") for file in data().iterdir())
    return tuple(sorted(name.upper() for name in names if len(name) == 2))


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all countries, loaded once."""
    said = _toml("words")
    ages = {_key(word): (first, last) for word, (first, last) in said["ages"].items()}
    return Vocabulary(ages, {_key(word): sex for sex, words in said["sexes"].items() for word in words})


@cache
def table_of(code: str) -> Table:
    """Return the tables of a country, loaded once."""
    if code.upper() not in countries():
        raise UnknownChoice("country", code.upper(), countries())
    said = _toml(code)
    try:
        counts = tuple(said["ages"]["people"])
        ages = Ages(tuple(said["ages"].get("from", range(len(counts)))), counts)
        adults = ages.share(ADULT, OLDEST)
        rows: dict[str, dict[str, Row]] = {}
        for block in said["table"]:
            of = sum(counts) * (adults if block["of"] == "adults" else 1)
            for read, entry in block["rows"].items():
                row = _row(block, read, entry, of)
                found = {_key(word): row for word in entry["words"]}
                for kind in block["types"]:
                    rows.setdefault(kind, {}).update(found)
        return Table(code.upper(), said["country"], ages, sum(counts), adults, rows)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{code}.toml", f"cannot be read ({error!r})") from error


def _row(block: Mapping[str, Any], read: str, entry: Mapping[str, Any], of: float) -> Row:
    share = entry["people"] / of if "people" in entry else entry["percent"] / 100
    sex = entry.get("sex", "")
    return Row(
        kind=block["types"][0],
        read=read,
        share=share / HALF if sex else share,
        adults=block["of"] == "adults",
        counted="people" in entry,
        sex=sex,
        part_of=entry.get("part_of", ""),
    )


def _key(words: str) -> str:
    """Return words as they are looked up."""
    return " ".join(folded_words(words))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((data() / f"{name}.toml").read_text(encoding="utf-8"))


def data() -> Any:
    """Return the folder of the figures and of the places."""
    return files("primum") / "data" / "rarity"
