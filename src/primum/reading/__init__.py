"""Reading: what a draft says of whom, and how it is framed."""

from __future__ import annotations

from dataclasses import dataclass

from primum.draft import Draft


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says."""

    draft: Draft
    heated: bool = False


def read(draft: Draft) -> Reading:
    """Read a draft."""
    return Reading(draft)
