"""A table of drafts, reviewed line by line and in order: a broken line spoils neither the others nor their order.

A line is a JSON object with `text` and, where they are known, `id`, `platform`, `kind`, `author` and `in_reply_to`;
whatever else it holds is left alone.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

from primum.draft import Draft
from primum.errors import DraftError, NotText, PrimumError
from primum.review import Review, review_drafts

MAX_LINE: Final = 8 * 1024 * 1024
"""The longest line that is read, in bytes: room for two texts of the greatest length, every character escaped."""

CHUNK: Final = 128
"""How many lines are reviewed together: the model is quicker with many, and the author waits for the first."""

_FIELDS: Final = {
    "id": "id",
    "text": "text",
    "in_reply_to": "answering",
    "platform": "platform",
    "kind": "kind",
    "author": "author",
}
_EXAMPLE: Final = 'Write one post a line, as {"text": "…"}.'


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one line of a table (counted from 1): its review, or the error that says why there is none."""

    line: int
    outcome: Review | PrimumError


def audit(lines: Iterable[bytes], defaults: Mapping[str, str | None] | None = None) -> Iterator[Entry]:
    """Review a table as its lines come; blank lines are passed over.

    `defaults` are fields of a Draft, such as its platform, for the lines that leave them out.

    >>> [entry.line for entry in audit([b'{"text": "Two spaces open."}', b"", b"{oops"])]
    [1, 3]
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := [*islice(numbered, CHUNK)]:
        read = [(number, _outcome(line, defaults or {})) for number, line in chunk]
        reviews = iter(review_drafts([draft for _, draft in read if isinstance(draft, Draft)]))
        for number, outcome in read:
            yield Entry(number, next(reviews) if isinstance(outcome, Draft) else outcome)


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a stream into lines; what goes beyond MAX_LINE is dropped unread, so that memory stays small."""
    first = True
    while line := stream.readline(MAX_LINE + 1):
        if first and line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise NotText("The table is written in UTF-16.", "Save it as UTF-8, then try again.")
        first = False
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)


def _outcome(line: bytes, defaults: Mapping[str, str | None]) -> Draft | PrimumError:
    try:
        return _draft(_row(line), defaults)
    except PrimumError as error:
        return error


def _row(line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise DraftError("The line is far longer than a post.", _EXAMPLE)
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotText("The line is not written in UTF-8.", "Save the table as UTF-8, then try again.") from None
    except json.JSONDecodeError as error:
        raise DraftError(f"The line is broken JSON at character {error.colno}.", _EXAMPLE) from None
    except (ValueError, RecursionError):  # a number of a million digits, a million open brackets
        raise DraftError("The line is broken JSON.", _EXAMPLE) from None
    if not isinstance(row, dict):
        raise DraftError("The line is no JSON object.", _EXAMPLE)
    return row


def _draft(row: Mapping[str, Any], defaults: Mapping[str, str | None]) -> Draft:
    fields = {field: _words(row, key) for key, field in _FIELDS.items()}
    given = {field: words for field, words in fields.items() if words is not None}
    if "text" not in given:
        raise DraftError("The line has no text.", _EXAMPLE)
    return Draft(**{**defaults, **given})  # type: ignore[arg-type]  # `text` is there and is words


def _words(row: Mapping[str, Any], key: str) -> str | None:
    words = row.get(key)
    if words is None:
        return None
    if key == "id" and isinstance(words, int):
        return str(words)
    if not isinstance(words, str):
        raise DraftError(f'The "{key}" of the line is not text.', "Put it in quotation marks, or leave it out.")
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        problem = f'The "{key}" of the line holds half of a broken emoji or symbol.'
        raise NotText(problem, "Retype it, or export the table again.") from None
    return words
