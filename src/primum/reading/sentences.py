"""Sentences: where they begin and end, who speaks them, and what stands between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BREAK: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\bvs)(?<!\bapprox)[.!?…]+[\"')\]]*\s+(?=\S)"
    r"|\n+"  # paragraphs, list items, verses, turns of a dialog
    r"|\s+(?=(?:[#@]\w+\s*){3,}$)"  # the trailing run of hashtags
    r"|\s*[\U0001F300-\U0001FAFF\u2600-\u27BF]+\ufe0f?\s+(?=[A-Z])",  # an emoji that ends a sentence
)
_SPEAKER: Final = re.compile(
    r"\s*[-•*]?\s*\[?(?P<who>me|i|therapist|client|patient|them|him|her|couple|mom|dad|kid|teen)\]?\s*:\s", re.I
)
_QUOTED: Final = re.compile(r'"[^"\n]{2,400}"' r"|(?<![\w'])'[^'\n](?:[^'\n]|'(?=\w)){1,400}'(?!\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the plain text; `speaker` is the label that a dialog gives it, in lower case."""

    start: int
    end: int
    text: str
    speaker: str | None
    paragraph: int

    @property
    def lower(self) -> str:
        """The text in lower case, for patterns."""
        return self.text.lower()


def split(plain: str) -> tuple[Sentence, ...]:
    """Split a plain text into its sentences; stretches without a word belong to none.

    >>> [s.text for s in split("Dr. Ode called. Me: fine! 😀 So?")]
    ['Dr. Ode called.', 'Me: fine!', 'So?']
    """
    return tuple(_sentences(plain))


def _sentences(plain: str) -> Iterator[Sentence]:
    at = paragraph = 0
    ends = [(match.start(), match.end(), match[0]) for match in _BREAK.finditer(plain)]
    for _, after, mark in (*ends, (len(plain), len(plain), "")):
        end = after - (len(mark) - len(mark.rstrip())) if mark else after
        text = plain[at:end]
        start = at + len(text) - len(text.lstrip())
        text = text.strip()
        if any(map(str.isalnum, text)):
            label = _SPEAKER.match(text)
            yield Sentence(start, start + len(text), text, label["who"].lower() if label else None, paragraph)
        paragraph += "\n\n" in mark
        at = after


def quotations(plain: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each stretch between quotation marks, marks included."""
    return tuple(match.span() for match in _QUOTED.finditer(plain))
