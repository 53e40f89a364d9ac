"""Words on a terminal: rows that fit the window, styles, and strangers' bytes that are shown but never obeyed."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Final

MEASURE: Final = 88
"""The widest text, in cells: longer lines are hard to read even where the window has room."""

# Stretches stand out by a line below where there is no color, by weight and slant where there is: never by color alone.
MARKS: Final = {"stop": "═", "warn": "─", "note": "┄"}
_SGR: Final = {
    "stop": "1;4;31",
    "warn": "4;33",
    "note": "3;4;36",
    "strong": "1",
    "quiet": "2",
    "gone": "9;31",
    "new": "4;32",
}
_NARROW: Final = 30  # cells; a window below has no room for indents

# One character for one, so that offsets stay true. Control characters become pictures of themselves, foreign line ends
# become ours, and what would turn the direction of everything after it becomes nothing.
_HARMLESS: Final = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x09: 0x20, 0x7F: 0x2421}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
    | dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), 0x0A)
    | dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0x200B)
)
_UNSEEN: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

Piece = tuple[str, str]
"""Words and the name of their style, empty for none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a review is to be shown; `width` counts terminal cells, `sources` asks for the citations."""

    format: str = "text"
    width: int = 80
    color: bool = False
    sources: bool = False


def flow(pieces: Iterable[Piece], look: Look, lead: Sequence[Piece] = ()) -> Iterator[list[Piece]]:
    """Break pieces into rows that fit; `lead` opens the first, and the others are indented as far."""
    pieces, width = list(pieces), min(look.width, MEASURE)
    if width < _NARROW:
        pieces, lead = [*lead, *pieces], ()
    margin = sum(cells(words) for words, _ in lead)
    starts = list(accumulate((len(words) for words, _ in pieces), initial=0))[:-1]
    for start, end in rows("".join(words for words, _ in pieces), width - margin):
        yield [*lead, *_cut(pieces, starts, start, end)]
        lead = [(" " * margin, "")]


def rows(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a text into rows of at most `width` cells, at spaces where there are some; a row is a start and an end.

    >>> [("two wide words")[start:end] for start, end in rows("two wide words", 8)]
    ['two wide', 'words']
    """
    start = used = gap = 0
    for at, char in enumerate(f"{text}\n"):
        if char == "\n":
            yield start, start + len(text[start:at].rstrip())
            start, used, gap = at + 1, 0, at + 1
            continue
        size = _room(char)
        while used + size > width and at > start and not char.isspace():
            end = gap if gap > start else at
            yield start, start + len(text[start:end].rstrip())
            start, gap = end, end
            used = sum(map(_room, text[start:at]))
        used += size
        if char.isspace():
            gap = at + 1


def _cut(pieces: Sequence[Piece], starts: Sequence[int], start: int, end: int) -> Iterator[Piece]:
    """Return what lies between two offsets of the pieces, which begin at `starts`."""
    for at in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
        words, style = pieces[at]
        yield words[max(0, start - starts[at]) : end - starts[at]], style


@cache
def _room(char: str) -> int:
    """Return the cells a character takes in the least able of terminals, which draws a joined emoji as its parts."""
    return 1 if char == "\ufe0f" else cells(char)


def cells(words: str) -> int:
    """Return how many cells of a terminal words take."""
    from rich.cells import cell_len

    return cell_len(words)


def painted(rows: Iterable[Sequence[Piece]], look: Look) -> str:
    """Return rows of pieces as lines, in color where the terminal has some."""
    return "".join(("".join(_paint(piece, look) for piece in row).rstrip() + "\n") for row in rows)


def _paint(piece: Piece, look: Look) -> str:
    words, style = piece
    return f"\x1b[{_SGR[style]}m{words}\x1b[0m" if look.color and style else words


def plain(text: str) -> str:
    """Return a text that nobody obeys, character for character: no controls, no escapes, no turns of direction.

    >>> plain("a\x1b[31m")
    'a␛[31m'
    """
    return text.replace("\r\n", "\u200b\n").translate(_HARMLESS)


def dump(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON that no terminal obeys and no line reader breaks."""
    # A terminal may obey these characters and `splitlines` breaks at some: they are escaped although JSON need not.
    return _UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))
