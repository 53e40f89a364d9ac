"""A finding: what was seen, where, and how serious it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from primum.draft import Span
from primum.reading import Claim, Detail, Reading

DIRECT: Final = frozenset(("name", "handle", "contact", "id-number", "url", "image"))
"""The types of detail that point to one person by themselves."""


class Slip(enum.StrEnum):
    """The three slips that matter most.

    >>> [slip.value for slip in Slip]
    ['confidentiality', 'diagnosis', 'colleagues']
    """

    CONFIDENTIALITY = "confidentiality"
    DIAGNOSIS = "diagnosis"
    COLLEAGUES = "colleagues"


class Level(enum.IntEnum):
    """How serious a finding is: worth a thought, worth a change, must not go out.

    >>> str(max(Level.WARN, Level.STOP))
    'stop'
    """

    NOTE = 1
    WARN = 2
    STOP = 3

    def __str__(self) -> str:
        return self.name.lower()


class Witness(enum.StrEnum):
    """Whose evidence a finding rests on."""

    EXPLICIT = "explicit"
    """Word lists and patterns."""
    MODEL = "model"
    """The language model."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's evidence at one place of a draft; `type` is the kind of detail, for identifiers only."""

    rule: str
    slip: Slip
    level: Level
    span: Span
    type: str | None = None
    witness: Witness = Witness.EXPLICIT
    sure: float | None = None
    """The model's probability; None where explicit knowledge speaks alone."""


def finding(
    reading: Reading, slip: Slip, rule: str, level: Level, at: Claim | Detail, kind: str | None = None
) -> Finding:
    """Make a finding at the place of a claim or a detail, in the draft's own text."""
    return Finding(rule, slip, level, reading.folded.span(at.start, at.end), kind)
