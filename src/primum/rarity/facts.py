"""A detail about somebody, and what it is read as: an age, a place, or a row of the tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from primum.rarity.places import Place, places
from primum.rarity.tables import ADULT, HALF, OLDEST, Table, vocabulary
from primum.rarity.wording import folded_words, longest
from primum.reading.numerals import ORDINALS
from primum.rules.finding import DIRECT


@dataclass(frozen=True, slots=True)
class Fact:
    """A detail about somebody: its type (see LABELLING.md) and the words of the draft that tell it.

    >>> Fact("occupation", "firefighter").quote
    'firefighter'
    """

    type: str
    quote: str


class Factor(NamedTuple):
    """The share of the people, or of the adults, that a fact leaves; `counted` where people were."""

    fact: Fact
    kind: str
    read: str
    share: float
    adults: bool = False
    counted: bool = False
    part_of: str = ""

    @property
    def slot(self) -> str:
        """What a person has one of, and the tables may speak of twice."""
        return self.kind if self.kind in _ONE_OF else self.read

    @property
    def turn(self) -> int:
        """Where it stands in the chain."""
        return _ORDER.index(self.kind) if self.kind in _ORDER else len(_ORDER) + (self.kind == "direct")


class Reading(NamedTuple):
    """What a fact was read as: factors, and for each place named in it the places of that name."""

    fact: Fact
    factors: tuple[Factor, ...] = ()
    places: tuple[tuple[Place, ...], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the tables know anything of it."""
        return bool(self.factors or self.places)


_DIRECT_READ: Final = {
    "name": "by name", "handle": "by handle", "contact": "by address or number", "id-number": "by number",
    "url": "by link", "image": "by picture",
}  # fmt: skip
_ONE_OF: Final = frozenset(("direct", "age", "sex", "occupation", "religion", "ethnicity", "orientation"))
"""The kinds of which a person has one: the rarest counts."""
_ORDER: Final = ("age", "sex", "occupation", "religion", "ethnicity", "orientation", "family", "condition", "event")
"""The order in which a chain reads best."""
_READ_LENGTH: Final = 200
"""As many characters of a quote are read."""


def read(fact: Fact, table: Table) -> Reading:
    """Read a fact against the tables."""
    if fact.type in DIRECT:
        return Reading(fact, (Factor(fact, "direct", _DIRECT_READ.get(fact.type, "by name"), 0),))
    quote = fact.quote[:_READ_LENGTH]
    if fact.type == "place":
        return Reading(fact, places=tuple(places(quote)))
    if fact.type != "age" and fact.type not in table.rows:
        return Reading(fact)
    words = folded_words(quote)
    found = _aged(fact, words, table) if fact.type == "age" else _listed(fact, words, table)
    return Reading(fact, (*found, *_sexed(fact, words)) if found else ())


def _listed(fact: Fact, words: Sequence[str], table: Table) -> tuple[Factor, ...]:
    row = longest(words, table.rows.get(fact.type, {}))
    if row is None:
        return ()
    factor = Factor(fact, row.kind, row.read, row.share, row.adults, row.counted, row.part_of)
    return (Factor(fact, "sex", row.sex, HALF), factor) if row.sex else (factor,)


def _sexed(fact: Fact, words: Sequence[str]) -> tuple[Factor, ...]:
    """Return what the words tell of the sex of the one they speak of; "two boys" are somebody else."""
    if fact.type == "family":
        words = words[: next((at for at, word in enumerate(words) if word.isdigit()), len(words))]
    sex = longest(words, vocabulary().sexes)
    return (Factor(fact, "sex", sex, HALF),) if sex else ()


def _aged(fact: Fact, words: Sequence[str], table: Table) -> tuple[Factor, ...]:
    years = _years(" ".join(words)) or longest(words, vocabulary().ages)
    if years is None or not 0 <= years[0] <= years[1] <= OLDEST:
        return ()
    first, last = years
    told = f"aged {first}" if first == last else f"aged {first} to {last}"
    if first < last == OLDEST:
        told = f"aged {first} and over"
    return (Factor(fact, "age", told, table.ages.share(first, last), adults=first >= ADULT),)


_THIRDS: Final = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_MONTHS: Final = re.compile(r"\b(\d{1,2}) (?:mo|month)\b")
_DECADE: Final = re.compile(
    r"(?:\b(early|mid|late) )?(?:in )?(?:\w+ )?(?:\b(early|mid|late) )?\b([1-9])0 (?:s|something|ish)\b"
)
_BOUND: Final = re.compile(r"\b(?:(over|past|under) (\d{1,3})|(\d{1,3}) (?:plus|and over|and older|or older))\b")
_GRADE: Final = re.compile(
    rf"\b(?:(\d{{1,2}}) (?:st|nd|rd|th) (?:grade|std|standard)|grade (\d{{1,2}})\b|({'|'.join(ORDINALS)}) grade)"
)
_YEAR: Final = re.compile(r"(?<!\d )\b(?:year|yr|y|p) (\d{1,2})\b")
_NUMBER: Final = re.compile(r"\b(\d{1,3})\b(?! (?:st|nd|rd|th|of|[a-eg-ln-xz])\b)")  # not "one of", "3rd", "9C"


def _years(text: str) -> tuple[int, int] | None:
    """Return the first and last year of the age that folded words tell in figures, if they do.

    >>> _years("mid 30 s"), _years("8 th grader"), _years("29 f")
    ((34, 36), (13, 13), (29, 29))
    """
    if months := _MONTHS.search(text):
        return int(months[1]) // 12, int(months[1]) // 12
    if decade := _DECADE.search(text):
        low, high = _THIRDS.get(decade[1] or decade[2], (0, 9))
        return int(decade[3]) * 10 + low, int(decade[3]) * 10 + high
    if bound := _BOUND.search(text):
        return (0, int(bound[2]) - 1) if bound[1] == "under" else (int(bound[2] or bound[3]), OLDEST)
    age = _school_year(text)
    if age is None and (number := _NUMBER.search(text)):
        age = int(number[1])
    return None if age is None else (age, age)


def _school_year(text: str) -> int | None:
    """Return the age of a school year: five more than an American grade, four more than a British year."""
    if grade := _GRADE.search(text):
        return 5 + (ORDINALS[grade[3]] if grade[3] else int(grade[1] or grade[2]))
    year = _YEAR.search(text)
    return 4 + int(year[1]) if year else None
