"""Whether a post has gone out before: in the same words, or in nearly the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import regex

from primum.publish.errors import PostedAlready

ALIKE: Final = 0.7
"""From which share of common shingles on two posts are nearly the same."""
_SHINGLE: Final = 5
_NUMBER: Final = regex.compile(r"\(\d{1,2}/\d{1,2}\)\s*$")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A post that went out: its words, when, where it stands, and the key under which it was published."""

    text: str = field(repr=False)
    at: datetime
    url: str | None = None
    key: str = ""


def refuse_twice(text: str, key: str, earlier: Iterable[Earlier]) -> None:
    """Raise PostedAlready where a text, or nearly the same, went out under another key."""
    others = [(likeness(text, one.text), one) for one in earlier if one.key != key or not key]
    alike, nearest = max(others, key=lambda other: (other[0], other[1].at), default=(0.0, None))
    if nearest and alike >= ALIKE:
        raise PostedAlready(nearest.at, nearest.url, alike)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1; case, marks, spaces and the number in a thread do not count.

    >>> likeness("Two spaces open on Tuesdays!", "two spaces open on Tuesdays (1/2)")
    1.0
    >>> likeness("Two spaces open on Tuesdays.", "Rest is not a reward.") < 0.1
    True
    """
    first, second = plain(one), plain(other)
    if first == second:
        return 1.0
    these, those = _shingles(first), _shingles(second)
    return min(len(these & those) / len(these | those), 0.999)


def plain(text: str) -> str:
    """Return a text as its words alone, so that two that say the same are the same; emoji where there is no word."""
    bare = _NUMBER.sub("", unicodedata.normalize("NFKC", text).casefold())
    return regex.sub(r"[^\p{L}\p{M}\p{N}]++", " ", bare).strip() or bare.strip()


def _shingles(text: str) -> set[str]:
    return {text[at : at + _SHINGLE] for at in range(max(1, len(text) - _SHINGLE + 1))}
