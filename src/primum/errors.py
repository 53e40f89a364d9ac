"""The errors of Primum: each says what went wrong, what to do, and the exit code of the command line.

PrimumError
├── DraftError          the draft cannot be read as it stands
│   ├── EmptyDraft
│   ├── DraftTooLong
│   └── NotText         binary, wrong encoding, lone surrogates
├── UnknownChoice       a platform, kind, rule or format that does not exist
├── MissingExtra        what is asked for needs a library that is not installed
└── DataError           a file of Primum itself is broken
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar


class PrimumError(Exception):
    """Base of every error that Primum raises on purpose; `str()` gives one line with its remedy.

    `exit_code` is what the command line ends with.

    >>> str(EmptyDraft())
    'The draft is empty. Write at least one word, then try again.'
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class DraftError(PrimumError):
    """The draft cannot be read as it stands."""


class EmptyDraft(DraftError):
    """The draft holds nothing but white space."""

    def __init__(self) -> None:
        super().__init__("The draft is empty.", "Write at least one word, then try again.")


class DraftTooLong(DraftError):
    """The draft is longer than any platform takes."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"The draft has {length:,} characters; {limit:,} is the most that is read at once.",
            "Split it, or pass a .jsonl table with one post a line.",
        )


class NotText(DraftError):
    """The draft is no readable Unicode text."""


class UnknownChoice(PrimumError):
    """A name was given that Primum does not know; the message lists or suggests those it does."""

    def __init__(self, what: str, given: str, known: Iterable[str]) -> None:
        known = sorted(known)
        brief = given[:24]
        close = difflib.get_close_matches(brief.lower(), known, n=1)
        remedy = f"Did you mean {close[0]!r}?" if close else f"Choose one of: {', '.join(known)}."
        # A long "name" may be a draft in the wrong place, and no words of a draft are repeated in an error.
        super().__init__(f"There is no {what} {given!r}." if given == brief else f"There is no such {what}.", remedy)


class MissingExtra(PrimumError):
    """What is asked for needs an extra of Primum that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"Making {what} needs one more library.", f"Install it with: pip install 'primum[{extra}]'")


class DataError(PrimumError):
    """A data file of Primum is missing or malformed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Primum's own file {name} {problem}.", "Reinstall Primum, or mend the file if you edited it.")
