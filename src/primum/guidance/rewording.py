"""Say it generally: reword the details of a text so that they no longer narrow anybody down, and mend the grammar.

Each detail is tried against the shapes that it may have (`shapes.py`). Where none of them is sure to read well, the
detail is left to the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from primum.draft import Span
from primum.guidance.grammar import DETERMINER, GOES_ON, HELPER, PREPOSITION
from primum.guidance.shapes import Detail, Edit, gentlest
from primum.reading.patterns import either

__all__ = ["Edit", "applied", "edit", "general"]

_SEEN: Final = 80
"""How many characters before and after a detail are looked at, so that the cost does not grow with the draft."""
_LONGEST: Final = 6
"""The most words of a detail that is understood as one phrase."""


def general(text: str, details: Iterable[tuple[Span, str]]) -> str:
    """Return the text with every detail (its stretch and its type) said generally.

    >>> general("A 34-year-old firefighter in Boise laughed.", [(Span(2, 13), "age"), (Span(28, 33), "place")])
    'A firefighter laughed.'
    """
    return applied(text, [made for span, kind in details if (made := edit(text, span, kind))])


def edit(text: str, span: Span, kind: str) -> Edit | None:
    """Return the gentlest change by which one detail of this type stops narrowing; None where none reads well.

    >>> edit("A 34-year-old laughed.", Span(2, 13), "age")
    Edit(start=0, end=13, text='an adult')
    """
    start, end = _widened(text, span)
    said = text[start:end] if kind == "quote" else _HANGING.sub("", text[start:end])
    end = start + len(said)
    if (
        not re.search(r"\w", said)
        or re.fullmatch(GOES_ON, said, re.I)
        or (len(said.split()) > _LONGEST and kind not in ("quote", "image", "url"))
    ):
        return None
    return gentlest(Detail(said, text[max(0, start - _SEEN) : start], text[end : end + _SEEN], start, end, kind))


_HANGING: Final = re.compile(rf"(?: {either(PREPOSITION, DETERMINER, HELPER, 'and', 'or', 'who')}){{1,3}}$", re.I)
"""What the model now and then takes for the end of a detail: "firefighter in"."""


def _widened(text: str, span: Span) -> tuple[int, int]:
    """Widen a stretch to whole words, and to the @ or # before it."""
    start, end = span.start, span.end
    lowest, highest = max(0, start - _SEEN), min(len(text), end + _SEEN)
    while start > lowest and (text[start - 1].isalnum() or text[start - 1] in "@#"):
        start -= 1
    while end < highest and text[end].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


# --- the edits in the text

_SENTENCE: Final = re.compile(r"(?:^|[.!?…\n])[\"”’)\]“‘(]*[ \t]*(?:[-–•*] |\d{1,2}[.)/] )?$")
_VOWEL: Final = re.compile(r"(?!uni|use|eu|one|once|u\b)[aeiou]|hour|honest|heir", re.I)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits, its seams closed; an edit that overlaps an earlier one is left out.

    >>> applied("On Friday, a big dog came .", [Edit(0, 9, ""), Edit(13, 16, "old")])
    'An old dog came .'
    """
    made, at = _Seams(), 0
    for change in sorted(edits, key=lambda e: (e.start, -e.end)):
        if change.start >= at:
            made.keep(text[at : change.start])
            made.put(change.text, capital=_is_capital(text[change.start : change.end]))
            at = change.end
    if not made.seam:
        return text
    made.keep(text[at:])
    return "".join(made.pieces).strip()


def _is_capital(said: str) -> bool:
    letter = re.search(r"[^\W\d_]", said)
    return bool(letter and letter[0].isupper())


class _Seams:
    """A text as it is put together again: spaces, stray commas, articles and capitals are mended where it was cut."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.seam = False
        self._capital = False

    def put(self, words_: str, *, capital: bool) -> None:
        """Put new words (or none) in the place of others, of which the first had a capital or not."""
        self._capital = capital and bool(_SENTENCE.search(self._tail()))
        self.seam = True
        if words_:
            self._add(words_)

    def keep(self, words_: str) -> None:
        """Go on with words of the author's."""
        self._add(self._closed(words_) if self.seam else words_)

    def _add(self, words_: str) -> None:
        if article := re.search(r"\b(a)n? $", self._tail(), re.I) if self.seam and words_[:1].isalpha() else None:
            self._drop(len(article[0]))
            self.pieces.append(f"{article[1]}{'n' if _VOWEL.match(words_) else ''} ")
        if self._capital and (letter := re.search(r"[^\W_]", words_)):
            words_ = words_[: letter.start()] + letter[0].upper() + words_[letter.end() :]
            self._capital = False
        self.pieces.append(words_)

    def _closed(self, right: str) -> str:
        """Close the seam before these words and return what is left of them."""
        if _SENTENCE.search(self._tail()):
            room = " " if self._tail()[-1:].strip() and right[:1] == " " else ""
            return room + re.sub(r"^[ \t]*(?:[,;:][ \t]*)*", "", right)
        if re.match(r"[ \t]*(?:[,.;:!?…)\]]|\n|$)", right):
            right = right.lstrip(" \t")
            self._drop(len(self._tail()) - len(self._tail().rstrip(" \t")))
            if re.match(r"[.,;:!?]", right) and self._tail()[-1:] in tuple(",;:"):
                self._drop(1)
            return right
        if self._tail()[-1:] in tuple(" \t\n"):
            return right.lstrip(" \t")
        return f" {right}" if right[:1].isalnum() and self._tail()[-1:].isalnum() else right

    def _tail(self) -> str:
        return "".join(self.pieces[-4:])[-_SEEN:]

    def _drop(self, count: int) -> None:
        """Take so many characters back."""
        while count and self.pieces:
            last = self.pieces.pop()
            if len(last) > count:
                self.pieces.append(last[:-count])
            count -= min(count, len(last))
