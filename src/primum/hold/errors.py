"""What the pause does not allow, each with what to do.

PrimumError
└── HoldError
    ├── NotYet          the draft waits, or a finding is open
    ├── NotReviewed     the review is not of this draft, or is worse than the one the hold has seen
    ├── AlreadyLetGo    nothing is left of the draft
    ├── CannotSettle    the reason does not fit the finding, or lacks its note
    └── OutOfLimits     a pause shorter or longer than its limits
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from primum.errors import PrimumError


class HoldError(PrimumError):
    """The pause does not allow what was asked."""


class NotYet(HoldError):
    """The draft cannot be shared yet; says until when, and the rules whose findings are open, and quotes nothing."""

    exit_code: ClassVar[int] = 1

    def __init__(self, until: datetime | None, rules: tuple[str, ...] = ()) -> None:
        problems, remedies = [], []
        if rules:
            problems.append(f"Not answered yet: {', '.join(rules)}.")
            remedies.append("Change those words, or answer each finding with its reason.")
        if until:
            hour = f"{until:%H:%M:%S}" if until.second else f"{until:%H:%M}"  # only a breath ends within a minute
            problems.append(f"The draft rests until {hour} on {until:%A, %B} {until.day}.")
            remedies.append("Read it afresh then; it will be here.")
        super().__init__(" ".join(problems), " ".join(remedies))
        self.until = until
        self.rules = rules


class NotReviewed(HoldError):
    """The review is not of the draft that is held, or it is worse than the one that the hold has seen."""

    def __init__(self) -> None:
        super().__init__("The draft or its review has changed since the pause began.", "Have it reviewed once more.")


class AlreadyLetGo(HoldError):
    """The draft was let go, and nothing is left of it."""

    def __init__(self) -> None:
        super().__init__("This draft was let go.", "Begin a new one whenever you like.")


class CannotSettle(HoldError):
    """The reason given does not fit the finding, or it needs a note that is missing."""


class OutOfLimits(HoldError):
    """A pause would be shorter or longer than its limits."""
