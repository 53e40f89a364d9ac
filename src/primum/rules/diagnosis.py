"""No labels on people who were never assessed."""

from __future__ import annotations

from collections.abc import Iterator

from primum.reading import Kind, Reading
from primum.rules.finding import Finding, Level, Slip, finding


def stranger_diagnosis(reading: Reading) -> Iterator[Finding]:
    """A disorder, a clinical label or a popular verdict put on somebody whom the author has not assessed."""
    for claim in reading.claimed(Kind.DIAGNOSIS):
        yield finding(reading, Slip.DIAGNOSIS, "stranger-diagnosis", Level.STOP, claim)


def reader_diagnosis(reading: Reading) -> Iterator[Finding]:
    """A verdict or a treatment order given to the one who asks."""
    for claim in reading.claimed(Kind.VERDICT):
        yield finding(reading, Slip.DIAGNOSIS, "reader-diagnosis", Level.STOP, claim)
