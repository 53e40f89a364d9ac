"""How words and the entries of a table are compared: folded, numerals in figures, the longest entry first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from primum.reading.numerals import ONES, TENS

_WORD: Final = re.compile(r"\d+|[a-z]+")
_APOSTROPHE: Final = re.compile(r"'s\b|'")
_FRACTION: Final = re.compile(r"(?<=\d)\.\d")
_THIRTYISH: Final = re.compile(r"(?<=ty)(?=ish\b|something\b)")
_ROUND: Final = frozenset(map(str, TENS.values()))
_IRREGULAR: Final = {
    "children": "child", "women": "woman", "men": "man", "wives": "wife", "trans": "trans",
    **{f"{word[:-1]}ies": f"{number} s" for word, number in TENS.items()},
    **{word: str(number) for word, number in (*ONES.items(), *TENS.items())},
}  # fmt: skip
LONGEST: Final = 5
"""No entry of a table has more words."""
_Entry = TypeVar("_Entry")


def folded_words(text: str) -> list[str]:
    """Fold a text into words that compare: numerals in figures, the "s" of a plural gone.

    >>> folded_words("Mother of four, in her late thirties, a 3.5-year-old's")
    ['mother', 'of', '4', 'in', 'her', 'late', '30', 's', 'a', '3', 'year', 'old']
    """
    row: list[str] = []
    folded = _THIRTYISH.sub(" ", _FRACTION.sub("", _small(text.replace("+", " plus "))))
    for word in _WORD.findall(folded):
        if row and row[-1] in _ROUND and 0 < ONES.get(word, 0) < 10:
            row[-1] = str(int(row[-1]) + ONES[word])  # "thirty-four"
        else:
            row += _IRREGULAR.get(word, _singular(word)).split()
    return row


def _small(text: str) -> str:
    """Return a text in small plain letters, without apostrophes."""
    return _APOSTROPHE.sub("", plain(text).lower())


def plain(text: str) -> str:
    """Return a text in the letters of an English keyboard."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2:] not in ("ss", "us", "is") else word


def longest(words: Sequence[str], entries: Mapping[str, _Entry]) -> _Entry | None:
    """Return the entry of the longest row of words that has one."""
    for size in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            entry = entries.get(" ".join(words[start : start + size]))
            if entry is not None:
                return entry
    return None
