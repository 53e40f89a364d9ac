"""How the words said and the words agreed to are compared: in one way of writing, and by the very words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from primum.reading.numerals import ONES, ORDINALS, TENS

LITTLE: Final = frozenset("a an the her his their its my our your".split())
"""Words that make no difference."""
NEGATED: Final = re.compile(
    r"\b(?:not|no|never|without|except|but|nothing|neither|nor|none|omit|avoid|anything|everything|cannot)\b|n['’]t\b",
    re.I,
)
"""Words that turn a detail round: "anything but Boise" does not list Boise."""
_NUMBERS: Final = {**ONES, **ORDINALS, **TENS}
_DECADES: Final = {f"{word[:-1]}ies": f"{number}s" for word, number in TENS.items()}
_SAME: Final = (
    (re.compile(r"(?<![^\W\d])y ?/? ?o\b"), "year old"),
    (re.compile(r"(?<![^\W\d])yrs?\b"), "year"),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"(\d)(?:st|nd|rd|th)\b"), r"\1"),
    (re.compile(r"['’]s?\b|(?<=s)['’](?=\s|$)"), ""),
)
"""Ways of writing the same: "16 y/o", "6 p.m.", "May 9th", "Sam's"."""
_EDGES: Final = " \t\r\n\"'“”‘’.,;:!?()[]"


def literal(text: str) -> str:
    """Return words as they are, but for capitals, spaces, marks around them and a possessive ending.

    >>> literal(" Marisol’s "), literal("@Lumen.And.Clay")
    ('marisol', '@lumen.and.clay')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_EDGES)
    return re.sub(r"['’]s$", "", plain)


def listed(said: str, details: Iterable[str]) -> bool:
    """Tell whether the very words said are among the details: one of them, or inside one that says yes to them.

    >>> listed("Boise", ["lives in Boise"]), listed("Boise", ["anything but Boise"]), listed("a nurse", ["Nurses"])
    (True, False, True)
    """
    return any(_is_listed(said, detail) for detail in details)


def _is_listed(said: str, detail: str) -> bool:
    here, there = tokens(said), tokens(detail)
    if not here:
        return bool(literal(said)) and literal(said) == literal(detail)
    if here == there:
        return True
    # "in May" does not stand in "she may be called a nurse"
    return not NEGATED.search(detail) and within(tokens(said, cased=True), tokens(detail, cased=True), cased=True)


def tokens(text: str, *, cased: bool = False) -> tuple[str, ...]:
    """Return the words of a text in one way of writing: singular, figures for numbers, no articles and possessives.

    >>> tokens("a thirty-four-year-old"), tokens("34 years old"), tokens("in her thirties")
    (('34', 'year', 'old'), ('34', 'year', 'old'), ('in', '30s'))
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = plain if cased else plain.casefold()
    for pattern, same in _SAME:
        plain = pattern.sub(same, plain)
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    found = re.findall(r"\d+s?(?!\w)|\d+|[^\d\s]+", letters)
    return tuple(singular(word) for word in _numbered(found) if word.casefold() not in LITTLE)


def _numbered(row: Sequence[str]) -> Iterator[str]:
    """Yield words with numbers in figures: "thirty", "four" is 34."""
    joined = False
    for word, after in pairwise((*row, "")):
        number, unit = _NUMBERS.get(word.casefold()), _NUMBERS.get(after.casefold(), 0)
        if joined:
            joined = False
        elif number is None:
            yield _DECADES.get(word.casefold(), word)
        elif word.casefold() in TENS and 0 < unit < 10:
            joined = True
            yield str(number + unit)
        else:
            yield str(number)


def singular(word: str) -> str:
    """Return a word without its plural ending, roughly: both sides of a comparison are treated alike.

    >>> [singular(word) for word in ("nurses", "churches", "families", "boss", "30s")]
    ['nurse', 'church', 'family', 'boss', '30s']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("shes", "ches", "xes", "sses", "zes")) else word[:-1]


def within(inner: Sequence[str], outer: Sequence[str], *, cased: bool = False) -> bool:
    """Tell whether words stand inside others in a row; `cased`, a capital inside asks for one outside."""
    size = len(inner)
    same = _as_capital if cased else str.__eq__
    return size > 0 and any(all(map(same, inner, outer[at : at + size])) for at in range(len(outer) - size + 1))


def _as_capital(inner: str, outer: str) -> bool:
    return inner.casefold() == outer.casefold() and (not inner[0].isupper() or outer[0].isupper())
