"""Read dodged writing as what it says, and know where each character came from.

`narc1ssist`, `b.p.d.`, `n a r c`, full-width forms, zero-width characters and look-alike letters are folded to plain
words. Digits, dots and spaces inside a word are undone only where a word of the lexicon comes out, so that `b4`, `10am`
and `U.S.` stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from primum.draft import Span

_QUOTES: Final = str.maketrans("‘’‛`´“”„‟«»‐‑", '\'\'\'\'\'""""""--')
_LEET: Final = tuple(str.maketrans("013457@$!*", f"o{one}eastas{one}{star}") for one in "il" for star in "ui")
_DODGED: Final = re.compile(
    r"(?<!\w)[^\W\d_][\w@$!*]{0,30}[0134-57@$!*][\w@$!*]{0,30}[^\W\d_](?!\w)"  # narc1ssist, p$ycho
    r"|(?<!\w)[^\W\d_](?:[. _-][^\W\d_](?![\w@$*])){1,30}\.?"  # b.p.d., n a r c
)
_SEPARATORS: Final = str.maketrans("", "", ". _-")
_MIXED: Final = re.compile(r"(?<!\w)\w*?(?:[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z])\w*+")
_STRIKES: Final = "\u0335\u0336\u0337\u0338"


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain form of a text; `origins[i]` is where character i of it stood in the text (None: everywhere at i)."""

    plain: str
    origins: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the original text behind a stretch of the plain form."""
        if self.origins is None:
            return Span(start, end)
        return Span(self.origins[start], self.origins[end - 1] + 1)


def fold(text: str, known: Callable[[str], bool]) -> Folded:
    """Fold a text to plain words; `known` tells whether a lower-case word is worth undoing a disguise for.

    >>> fold("a ｎarc1ssist", {"narcissist"}.__contains__).plain
    'a narcissist'
    """
    plain, origins = (text, None) if text.isascii() else _fold_letters(text)
    return _fold_words(plain, origins, known)


def _fold_letters(text: str) -> tuple[str, list[int] | None]:
    folded = [_plain_letter(letter) for letter in text.translate(_QUOTES)]
    plain = "".join(folded)
    origins = None if len(plain) == len(text) else [at for at, letters in enumerate(folded) for _ in letters]
    return _MIXED.sub(lambda word: "".join(map(_latin, word[0])), plain), origins


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.category(letter) == "Cf" or letter in _STRIKES:
        return ""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if plain.isascii() and plain.isalnum() else letter


@lru_cache(maxsize=512)
def _latin(letter: str) -> str:
    """Return the Latin letter that this one passes for, if there is one."""
    if letter.isascii():
        return letter
    from confusable_homoglyphs import confusables  # 50 ms, and hardly any draft needs it

    alike = confusables.is_confusable(letter, preferred_aliases=["latin"]) or [{"homoglyphs": []}]
    return next((twin["c"] for twin in alike[0]["homoglyphs"] if len(twin["c"]) == 1 and twin["c"].isascii()), letter)


def _fold_words(plain: str, origins: list[int] | None, known: Callable[[str], bool]) -> Folded:
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, word in _undisguised(plain, known):
        pieces += plain[at:start], word
        places += range(at, start)
        places += (start + (end - start - 1) * i // max(1, len(word) - 1) for i in range(len(word)))
        at = end
    if pieces:
        places += range(at, len(plain))
        plain = "".join(pieces) + plain[at:]
        origins = [origins[i] for i in places] if origins else places
    return Folded(plain, tuple(origins) if origins else None)


def _undisguised(plain: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and plain form of each disguised word."""
    for match in _DODGED.finditer(plain):
        written = match[0]
        for skip in range(0, min(len(written), 5), 2) if written[1] in ". _-" else (0,):
            word = next(filter(known, _readings(written[skip:])), None)
            if word:
                yield match.start() + skip, match.end(), word
                break


def _readings(written: str) -> Iterator[str]:
    bare = written.translate(_SEPARATORS).lower()
    if bare != written.lower():
        yield bare
    for table in _LEET:
        if bare.translate(table) != bare:
            yield bare.translate(table)
