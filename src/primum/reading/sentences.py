"""Sentences: where they begin and end, who speaks them, and what stands between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_EMOJI: Final = r"[\U0001F300-\U0001FAFF\u2600-\u27BF]"
_BREAK: Final = re.compile(  # possessive (`++`), and begun at the beginning of a run, so that no run is tried twice
    r"(?<![.!?…])(?:[.!?…]{2,}+|[!?…]|"
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\bvs)(?<!\bapprox)\.)"  # "Dr. Ode"
    r"[\"')\]]*+\s++(?=\S)"
    r"|\n+"  # paragraphs, list items, verses, turns of a dialog
    r"|(?<!\s)\s++(?=(?:[#@]\w++\s*+){3,40}+$)"  # the trailing run of hashtags
    rf"|(?:(?<!\s)\s++|(?<!{_EMOJI})){_EMOJI}++\ufe0f?+\s++(?=[A-Z])",  # emoji that end a sentence
)
_SPEAKER: Final = re.compile(
    r"\s*[-•*]?\s*\[?(?P<who>me|i|therapist|client|patient|them|him|her|couple|mom|dad|kid|teen)\]?\s*:\s", re.I
)
_QUOTED: Final = re.compile(r'"[^"\n]{2,400}"' r"|(?<![\w'])'[^'\n](?:[^'\n]|'(?=\w)){1,400}'(?!\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the plain text, also in `lower` case; `speaker` is the label that a dialog gives it."""

    start: int
    end: int
    text: str
    lower: str
    speaker: str | None
    paragraph: int


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
            yield Sentence(
                start, start + len(text), text, _lower(text), label["who"].lower() if label else None, paragraph
            )
        paragraph += "\n\n" in mark
        at = after


def _lower(text: str) -> str:
    """Lower a text letter by letter: the few letters that would become two (`İ`) stay, so that places stay too."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def quotations(plain: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each stretch between quotation marks, marks included."""
    return tuple(match.span() for match in _QUOTED.finditer(plain))
