"""The places that a quote names, from the towns, states and countries of `data/rarity/places.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from primum.rarity.tables import data
from primum.rarity.wording import LONGEST, plain


class Place(NamedTuple):
    """A town, a part of a country or a country, by its GeoNames codes."""

    kind: str
    name: str
    country: str
    part: str
    people: int


@dataclass(frozen=True, slots=True)
class _Atlas:
    """Lines of `places.csv` by the folded name of the place, and the states of the USA by their two letters."""

    lines: Mapping[str, list[str]]
    states: Mapping[str, str]


@cache
def _atlas() -> _Atlas:
    text = (data() / "places.csv").read_text(encoding="utf-8")
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


def places(quote: str) -> Iterator[tuple[Place, ...]]:
    """Yield, for each name of a place in a quote, the places of that name; "Shelby County" names no Shelby."""
    atlas = _atlas()
    words = _PLACE_WORD.findall(plain(quote))
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
    for size in range(min(LONGEST, len(words) - at), 0, -1):
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


def _place(line: str) -> Place:
    kind, name, country, part, people = line.split(",")
    return Place(kind, name, country, part, int(people))


def _place_key(text: str) -> str:
    return text.lower().replace("-", " ").replace("'", "").replace(".", "").replace("saint ", "st ")


def meant(names: Sequence[Sequence[Place]]) -> list[Place]:
    """Settle which place each name means: the one in a state or country named beside it, or the largest."""
    settled = []
    for named in names:
        wider = [p for others in names if others is not named for p in others if p.kind != "town"]
        fitting = [[place for place in named if _within(place, wide)] for wide in wider]
        place = min((_largest(inside) for inside in fitting if inside), default=_largest(named), key=_people)
        if len(named) > 1 and place.kind == "town":
            place = place._replace(name=f"{place.name}, {place.part if place.country == 'US' else place.country}")
        settled.append(place)
    return settled


def _people(place: Place) -> int:
    return place.people


def _largest(places: Sequence[Place]) -> Place:
    return max(places, key=_people)


def _within(place: Place, wide: Place) -> bool:
    return place.country == wide.country and wide.part in ("", place.part) and place.kind not in ("country", wide.kind)
