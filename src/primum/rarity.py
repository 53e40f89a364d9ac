"""How many people fit what a draft tells of somebody: an order of magnitude, and how it comes about.

The details found are read against tables of published figures (`data/rarity/<country>.toml`, each with its source and
year) and of towns (`data/rarity/places.csv`), and their shares are multiplied. That assumes that the details are
independent of one another, which people's lives are not, and that they are all of one person; so only the order of
magnitude means anything. A share measured on adults stands for children too, for want of a better one. What the tables
do not know is said to be unknown, and narrows nothing. `places.csv` is opened only where a place is named.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeVar

from primum.errors import DataError, UnknownChoice
from primum.rules.finding import DIRECT

RECOGNITION: Final = "Whatever the number, the client will recognize themselves."
"""What holds for every estimate, large or small."""
FEW: Final = 1_000
"""Fewer people than this are as good as named."""
_MOST: Final = 25
"""As many known facts are put together; nobody is told of by more, and each is left out once to see what it tells."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A detail about somebody: its type (see LABELLING.md) and the words of the draft that tell it.

    >>> Fact("occupation", "firefighter").quote
    'firefighter'
    """

    type: str
    quote: str


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: what a fact was read as, the share of the people before that fits, and how many are left.

    `fact` is None where no fact says it, as of the country; `share` is 1 where another fact says as much already.
    """

    fact: Fact | None
    read: str
    share: float
    people: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people fit (one significant digit, at least 1), step by step.

    `unknown` are the facts that no table knows, and known ones after the twenty-fifth; `most_telling` is the fact
    without which the most people would fit, None where leaving out a single one changes nothing.

    >>> estimate([Fact("occupation", "firefighter"), Fact("place", "Boise"), Fact("condition", "OCD")]).people
    3
    """

    people: int
    steps: tuple[Step, ...]
    unknown: tuple[Fact, ...]
    most_telling: Fact | None

    @property
    def few(self) -> bool:
        """Whether fewer than a thousand people fit."""
        return self.people < FEW

    @property
    def reasoning(self) -> str:
        """The chain in one line.

        >>> estimate([Fact("occupation", "firefighter"), Fact("place", "Boise"), Fact("condition", "OCD")]).reasoning
        'people in Boise 236 k → firefighters about 240 → with OCD about 3'
        """
        first, *others = self.steps
        return " → ".join(
            [
                f"{first.read} {_written(first.people)}",
                *(f"{s.read} {_about(s.people)}" for s in others if s.share != 1),
            ]
        )


def estimate(facts: Sequence[Fact], country: str = "US") -> Estimate | None:
    """Estimate how many people of a country fit all the facts; None where the tables know none of them.

    A place of the country, or one abroad with fewer people, stands for the country. Of several ages, faiths, peoples,
    occupations and orientations the rarest counts. `country` is two letters of ISO 3166; raises UnknownChoice where
    there are no tables for it.

    >>> estimate([Fact("name", "Ann")]).reasoning
    'people in the United States 333 M → by name 1'
    """
    table = _table(country.lower())
    readings = [_read(fact, table) for fact in dict.fromkeys(facts)]
    known = [reading for reading in readings if reading.known][:_MOST]
    if not known:
        return None
    steps = _chain(known, table)
    return Estimate(
        people=_magnitude(steps[-1].people),
        steps=tuple(steps),
        unknown=tuple(reading.fact for reading in readings if reading not in known),
        most_telling=_most_telling(known, steps[-1].people, table),
    )


def countries() -> tuple[str, ...]:
    """Return the countries that have tables, by their codes.

    >>> countries()
    ('AU', 'CA', 'GB', 'IE', 'US')
    """
    names = (file.name.removesuffix(".toml") for file in _data().iterdir())
    return tuple(sorted(name.upper() for name in names if len(name) == 2))


def _most_telling(known: Sequence[_Reading], people: float, table: _Table) -> Fact | None:
    without = [_chain([*known[:at], *known[at + 1 :]], table)[-1].people for at in range(len(known))]
    best = max(without)
    return known[without.index(best)].fact if best > people * 1.001 else None


class _Place(NamedTuple):
    """A town, a part of a country or a country, by its GeoNames codes."""

    kind: str
    name: str
    country: str
    part: str
    people: int


class _Factor(NamedTuple):
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


class _Reading(NamedTuple):
    """What a fact was read as: factors, and for each place named in it the places of that name."""

    fact: Fact
    factors: tuple[_Factor, ...] = ()
    places: tuple[tuple[_Place, ...], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the tables know anything of it."""
        return bool(self.factors or self.places)


_DIRECT_READ: Final = {
    "name": "by name", "handle": "by handle", "contact": "by address or number", "id-number": "by number",
    "url": "by link", "image": "by picture",
}  # fmt: skip
_HALF: Final = 0.5
"""Women and men are taken to be half of the people each."""
_ONE_OF: Final = frozenset(("direct", "age", "sex", "occupation", "religion", "ethnicity", "orientation"))
"""The kinds of which a person has one: the rarest counts."""
_ORDER: Final = ("age", "sex", "occupation", "religion", "ethnicity", "orientation", "family", "condition", "event")
"""The order in which a chain reads best."""
_READ_LENGTH: Final = 200
"""As many characters of a quote are read."""


def _read(fact: Fact, table: _Table) -> _Reading:
    """Read a fact against the tables."""
    if fact.type in DIRECT:
        return _Reading(fact, (_Factor(fact, "direct", _DIRECT_READ.get(fact.type, "by name"), 0),))
    quote = fact.quote[:_READ_LENGTH]
    if fact.type == "place":
        return _Reading(fact, places=tuple(_places(quote)))
    if fact.type != "age" and fact.type not in table.rows:
        return _Reading(fact)
    words = _words(quote)
    found = _aged(fact, words, table) if fact.type == "age" else _listed(fact, words, table)
    return _Reading(fact, (*found, *_sexed(fact, words)) if found else ())


def _listed(fact: Fact, words: Sequence[str], table: _Table) -> tuple[_Factor, ...]:
    row = _longest(words, table.rows.get(fact.type, {}))
    if row is None:
        return ()
    factor = _Factor(fact, row.kind, row.read, row.share, row.adults, row.counted, row.part_of)
    return (_Factor(fact, "sex", row.sex, _HALF), factor) if row.sex else (factor,)


def _sexed(fact: Fact, words: Sequence[str]) -> tuple[_Factor, ...]:
    """Return what the words tell of the sex of the one they speak of; "two boys" are somebody else."""
    if fact.type == "family":
        words = words[: next((at for at, word in enumerate(words) if word.isdigit()), len(words))]
    sex = _longest(words, _vocabulary().sexes)
    return (_Factor(fact, "sex", sex, _HALF),) if sex else ()


def _aged(fact: Fact, words: Sequence[str], table: _Table) -> tuple[_Factor, ...]:
    years = _years(" ".join(words)) or _longest(words, _vocabulary().ages)
    if years is None or not 0 <= years[0] <= years[1] <= _OLDEST:
        return ()
    first, last = years
    read = f"aged {first}" if first == last else f"aged {first} to {last}"
    if first < last == _OLDEST:
        read = f"aged {first} and over"
    return (_Factor(fact, "age", read, table.ages.share(first, last), adults=first >= _ADULT),)


_OLDEST: Final = 109
_ADULT: Final = 18
_ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_THIRDS: Final = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_MONTHS: Final = re.compile(r"\b(\d{1,2}) (?:mo|month)\b")
_DECADE: Final = re.compile(
    r"(?:\b(early|mid|late) )?(?:in )?(?:\w+ )?(?:\b(early|mid|late) )?\b([1-9])0 (?:s|something|ish)\b"
)
_BOUND: Final = re.compile(r"\b(?:(over|past|under) (\d{1,3})|(\d{1,3}) (?:plus|and over|and older|or older))\b")
_GRADE: Final = re.compile(
    rf"\b(?:(\d{{1,2}}) (?:st|nd|rd|th) (?:grade|std|standard)|grade (\d{{1,2}})\b|({'|'.join(_ORDINALS)}) grade)"
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
        return (0, int(bound[2]) - 1) if bound[1] == "under" else (int(bound[2] or bound[3]), _OLDEST)
    age = _school_year(text)
    if age is None and (number := _NUMBER.search(text)):
        age = int(number[1])
    return None if age is None else (age, age)


def _school_year(text: str) -> int | None:
    """Return the age of a school year: five more than an American grade, four more than a British year."""
    if grade := _GRADE.search(text):
        return 6 + _ORDINALS.index(grade[3]) if grade[3] else 5 + int(grade[1] or grade[2])
    year = _YEAR.search(text)
    return 4 + int(year[1]) if year else None


def _chain(readings: Sequence[_Reading], table: _Table) -> list[Step]:
    """Return the steps from the people of the place down to those who fit everything."""
    base, wider = _base(readings, table)
    kept, said = _kept(factor for reading in readings for factor in reading.factors)
    steps = [base]
    ages = 1.0  # the share of the people whose ages are left
    for factor in kept:
        share = factor.share
        if factor.kind == "direct":
            share = min(1.0, 1 / steps[-1].people)
        elif factor.kind == "age":
            ages = share
        elif factor.adults and ages > table.adults:
            if factor.counted:
                share *= table.adults / ages  # "firefighters" are adults anyhow
            else:
                steps.append(Step(None, "adults", table.adults / ages, steps[-1].people * table.adults / ages))
            ages = table.adults
        left = steps[-1].people * share
        steps.append(Step(factor.fact, factor.read, share, min(1.0, left) if factor.kind == "direct" else left))
    steps += [Step(factor.fact, factor.read, 1, steps[-1].people) for factor in said]
    return [*steps, *(Step(fact, place.name, 1, steps[-1].people) for fact, place in wider)]


def _kept(factors: Iterable[_Factor]) -> tuple[list[_Factor], list[_Factor]]:
    """Part the factors that count, in the order of the chain, from those that say nothing more."""
    rarest_first = sorted(factors, key=lambda f: (f.share, f.read))
    rarest = {factor.slot: factor for factor in reversed(rarest_first)}
    wider = {factor.part_of for factor in rarest.values()}
    kept = [factor for factor in rarest.values() if factor.read not in wider]
    said = [factor for factor in rarest_first if factor.read in wider or factor is not rarest[factor.slot]]
    return sorted(kept, key=lambda f: (f.turn, f.read)), said


def _base(readings: Sequence[_Reading], table: _Table) -> tuple[Step, list[tuple[Fact, _Place]]]:
    """Return the step that the chain begins with, and the places that are wider than its own."""
    everywhere = Step(None, f"people in {table.country}", 1, table.people)
    settled = sorted(_settled(readings), key=lambda found: (found[1].people, found[1].name))
    if not settled:
        return everywhere, []
    fact, place = settled[0]
    if place.people >= table.people or (place.kind, place.country) == ("country", table.code):
        return everywhere, settled
    return Step(fact, f"people in {place.name}", place.people / table.people, place.people), settled[1:]


def _settled(readings: Sequence[_Reading]) -> list[tuple[Fact, _Place]]:
    """Settle which place each name means: the one in a state or country named beside it, or the largest."""
    named = [(reading.fact, places) for reading in readings for places in reading.places]
    settled = []
    for fact, places in named:
        wider = [p for _, others in named if others is not places for p in others if p.kind != "town"]
        fitting = [[place for place in places if _within(place, wide)] for wide in wider]
        place = min((_largest(inside) for inside in fitting if inside), default=_largest(places), key=_people)
        if len(places) > 1 and place.kind == "town":
            place = place._replace(name=f"{place.name}, {place.part if place.country == 'US' else place.country}")
        settled.append((fact, place))
    return settled


def _people(place: _Place) -> int:
    return place.people


def _largest(places: Sequence[_Place]) -> _Place:
    return max(places, key=_people)


def _within(place: _Place, wide: _Place) -> bool:
    return place.country == wide.country and wide.part in ("", place.part) and place.kind not in ("country", wide.kind)


def _magnitude(people: float) -> int:
    """Round to one significant digit, and to nobody less than the client.

    >>> _magnitude(2.9), _magnitude(243), _magnitude(0.01)
    (3, 200, 1)
    """
    return max(1, int(float(f"{people:.0e}")))


def _written(people: float) -> str:
    """Write a number with three significant digits.

    >>> _written(235_684), _written(333_287_557), _written(1_420_000_000)
    ('236 k', '333 M', '1,420 M')
    """
    if people < 10_000:
        return f"{people:,.0f}"
    size, unit = (1e6, "M") if people >= 999_500 else (1e3, "k")
    rounded = float(f"{people:.2e}") / size
    return f"{rounded:,.0f} {unit}" if rounded >= 100 else f"{rounded:.3g} {unit}"


def _about(people: float) -> str:
    """Write a number that shares have brought about, with two significant digits where it is small."""
    if people >= 10_000 or people == 1:
        return _written(people)
    return f"about {float(f'{people:.1e}'):,.0f}" if people >= 0.5 else "fewer than 1"


_WORD: Final = re.compile(r"\d+|[a-z]+")
_APOSTROPHE: Final = re.compile(r"'s\b|'")
_FRACTION: Final = re.compile(r"(?<=\d)\.\d")
_THIRTYISH: Final = re.compile(r"(?<=ty)(?=ish\b|something\b)")
_NUMERALS: Final = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS: Final = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_ROUND: Final = frozenset(map(str, _TENS.values()))
_IRREGULAR: Final = {
    "children": "child", "women": "woman", "men": "man", "wives": "wife", "trans": "trans",
    **{f"{word[:-1]}ies": f"{number} s" for word, number in _TENS.items()},
    **{word: str(number) for word, number in (_NUMERALS | _TENS).items()},
}  # fmt: skip
_LONGEST: Final = 5
"""No entry of a table has more words."""
_Entry = TypeVar("_Entry")


def _words(text: str) -> list[str]:
    """Fold a text into words that compare: numerals in figures, the "s" of a plural gone.

    >>> _words("Mother of four, in her late thirties, a 3.5-year-old's")
    ['mother', 'of', '4', 'in', 'her', 'late', '30', 's', 'a', '3', 'year', 'old']
    """
    row: list[str] = []
    folded = _THIRTYISH.sub(" ", _FRACTION.sub("", _folded(text.replace("+", " plus "))))
    for word in _WORD.findall(folded):
        if row and row[-1] in _ROUND and 0 < _NUMERALS.get(word, 0) < 10:
            row[-1] = str(int(row[-1]) + _NUMERALS[word])  # "thirty-four"
        else:
            row += _IRREGULAR.get(word, _singular(word)).split()
    return row


def _folded(text: str) -> str:
    """Return a text in small plain letters, without apostrophes."""
    return _APOSTROPHE.sub("", _plain(text).lower())


def _plain(text: str) -> str:
    """Return a text in the letters of an English keyboard."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2:] not in ("ss", "us", "is") else word


def _longest(words: Sequence[str], entries: Mapping[str, _Entry]) -> _Entry | None:
    """Return the entry of the longest row of words that has one."""
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            entry = entries.get(" ".join(words[start : start + size]))
            if entry is not None:
                return entry
    return None


class _Row(NamedTuple):
    """A row of a table: how it reads, its share of the people or of the adults, and what it includes."""

    kind: str
    read: str
    share: float
    adults: bool
    counted: bool
    sex: str
    part_of: str


@dataclass(frozen=True, slots=True)
class _Ages:
    """The people of a country in bands of age, each from its start up to the next."""

    starts: tuple[int, ...]
    counts: tuple[int, ...]

    def share(self, first: int, last: int) -> float:
        """Return the share of the people who are `first` to `last` years old, evenly spread within a band."""
        found = 0.0
        for start, end, count in zip(self.starts, (*self.starts[1:], _OLDEST + 1), self.counts, strict=True):
            found += count * max(0, min(end, last + 1) - max(start, first)) / (end - start)
        return found / sum(self.counts)


@dataclass(frozen=True, slots=True)
class _Table:
    """The tables of one country: its people, the share of adults, and rows by type of fact and folded words."""

    code: str
    country: str
    ages: _Ages
    people: int
    adults: float
    rows: Mapping[str, Mapping[str, _Row]]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words that tell an age, as its first and last year, or a sex."""

    ages: Mapping[str, tuple[int, int]]
    sexes: Mapping[str, str]


@cache
def _vocabulary() -> _Vocabulary:
    said = _toml("words")
    ages = {" ".join(_words(word)): (first, last) for word, (first, last) in said["ages"].items()}
    return _Vocabulary(ages, {" ".join(_words(word)): sex for sex, words in said["sexes"].items() for word in words})


@cache
def _table(code: str) -> _Table:
    """Return the tables of a country, loaded once."""
    if code.upper() not in countries():
        raise UnknownChoice("country", code.upper(), countries())
    said = _toml(code)
    try:
        counts = tuple(said["ages"]["people"])
        ages = _Ages(tuple(said["ages"].get("from", range(len(counts)))), counts)
        adults = ages.share(_ADULT, _OLDEST)
        rows: dict[str, dict[str, _Row]] = {}
        for block in said["table"]:
            of = sum(counts) * (adults if block["of"] == "adults" else 1)
            for read, entry in block["rows"].items():
                row = _row(block, read, entry, of)
                found = {" ".join(_words(word)): row for word in entry["words"]}
                for kind in block["types"]:
                    rows.setdefault(kind, {}).update(found)
        return _Table(code.upper(), said["country"], ages, sum(counts), adults, rows)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{code}.toml", f"cannot be read ({error!r})") from error


def _row(block: Mapping[str, Any], read: str, entry: Mapping[str, Any], of: float) -> _Row:
    share = entry["people"] / of if "people" in entry else entry["percent"] / 100
    sex = entry.get("sex", "")
    return _Row(
        kind=block["types"][0],
        read=read,
        share=share / _HALF if sex else share,
        adults=block["of"] == "adults",
        counted="people" in entry,
        sex=sex,
        part_of=entry.get("part_of", ""),
    )


@dataclass(frozen=True, slots=True)
class _Atlas:
    """Lines of `places.csv` by the folded name of the place, and the states of the USA by their two letters."""

    lines: Mapping[str, list[str]]
    states: Mapping[str, str]


@cache
def _atlas() -> _Atlas:
    text = (_data() / "places.csv").read_text(encoding="utf-8")
    lines: dict[str, list[str]] = {}
    states = {}
    for line, folded in zip(text.splitlines()[1:], _place_key(text).splitlines()[1:], strict=True):
        lines.setdefault(folded.split(",", 2)[1], []).append(line)
        if line.startswith("part,"):
            _, _, country, part, _ = line.split(",")
            if country == "US":
                states[part] = line
    return _Atlas(lines, states)


_PLACE_WORD: Final = re.compile(r"[^\s,;()/]+|[,;()/]")
_BEFORE_PLACE: Final = frozenset("in from near to outside around".split())
_NO_PLACE: Final = _BEFORE_PLACE | frozenset("the at of a my her his their".split())


def _places(quote: str) -> Iterator[tuple[_Place, ...]]:
    """Yield, for each name of a place in a quote, the places of that name; "Shelby County" names no Shelby."""
    atlas = _atlas()
    words = _PLACE_WORD.findall(_plain(quote))
    at = 0
    while at < len(words):
        size, lines = next(_named_at(words, at, atlas), (1, []))
        if lines:
            yield tuple(map(_place, lines))
        at += size
    for state in re.findall(r", ?([A-Z]{2})\b", quote):
        if state in atlas.states:
            yield (_place(atlas.states[state]),)


def _named_at(words: Sequence[str], at: int, atlas: _Atlas) -> Iterator[tuple[int, list[str]]]:
    """Yield how many words from here on name a place, and its lines; the longest name first."""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        name = " ".join(words[at : at + size])
        lines = atlas.lines.get(_place_key(name)) or atlas.lines.get(_place_key(name.removesuffix("'s")))
        if lines and _stands_as_place(words, at, at + size):
            yield size, lines


def _stands_as_place(words: Sequence[str], start: int, end: int) -> bool:
    """Tell whether words are meant as a place: alone, after "in", or in capitals that are not part of a longer name."""
    around = (*words[max(0, start - 1) : start], *words[end : end + 1])
    if any(word[0].isupper() and word.lower() not in _NO_PLACE for word in around):
        return False
    alone = all(word.lower() in _BEFORE_PLACE or not word[0].isalnum() for word in (*words[:start], *words[end:]))
    return words[start][0].isupper() or alone or (start > 0 and words[start - 1].lower() in _BEFORE_PLACE)


def _place(line: str) -> _Place:
    kind, name, country, part, people = line.split(",")
    return _Place(kind, name, country, part, int(people))


def _place_key(text: str) -> str:
    return text.lower().replace("-", " ").replace("'", "").replace(".", "").replace("saint ", "st ")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_data() / f"{name}.toml").read_text(encoding="utf-8"))


def _data() -> Any:
    return files("primum") / "data" / "rarity"
