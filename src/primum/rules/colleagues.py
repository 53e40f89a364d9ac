"""No bashing in public."""

from __future__ import annotations

from collections.abc import Iterator

from primum.reading import Kind, Reading
from primum.rules.finding import Finding, Level, Slip, finding


def bashing(reading: Reading) -> Iterator[Finding]:
    """Insult, mockery or accusation of a particular colleague or workplace; a milder gripe is worth a change."""
    for claim in reading.claimed(Kind.DISPARAGEMENT, Kind.JAB):
        level = Level.STOP if claim.kind is Kind.DISPARAGEMENT else Level.WARN
        yield finding(reading, Slip.COLLEAGUES, "bashing", level, claim)


def private_matter(reading: Reading) -> Iterator[Finding]:
    """A colleague's or workplace's confidential business made public."""
    for claim in reading.claimed(Kind.BUSINESS):
        yield finding(reading, Slip.COLLEAGUES, "private-matter", Level.STOP, claim)


def profession_bashing(reading: Reading) -> Iterator[Finding]:
    """Contempt for a whole school, credential or group of colleagues."""
    for claim in reading.claimed(Kind.CONTEMPT):
        yield finding(reading, Slip.COLLEAGUES, "profession-bashing", Level.WARN, claim)
