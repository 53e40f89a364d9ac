"""What the page refuses, and with which status each error of Primum is told."""

from __future__ import annotations

from typing import Final

from primum.consent import ConsentError
from primum.desk.errors import OutboxError
from primum.errors import DraftError, MissingExtra, PrimumError, UnknownChoice
from primum.hold import HoldError
from primum.publish.errors import PublishError
from primum.store.errors import (
    Conflict,
    DiskFull,
    KeyUnavailable,
    Missing,
    StoreBusy,
    StoreError,
    TooLarge,
)


class Refused(PrimumError):
    """A request that is not answered as it stands; `status` is HTTP's word for it."""

    def __init__(self, status: int, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.status = status


def not_here() -> Refused:
    """Return the refusal of an address where nothing is."""
    return Refused(404, "There is nothing at this address.", "Go back to your drafts.")


def unreadable() -> Refused:
    """Return the refusal of a request that does not have the form it should have."""
    return Refused(400, "Primum could not read this request.", "Reload the page, then try again.")


def too_large() -> Refused:
    """Return the refusal of a request that is longer than anything Primum takes."""
    return Refused(413, "That is longer than Primum can take at once.", "Shorten it, or attach a smaller file.")


_STATUS: Final[tuple[tuple[type[PrimumError], int], ...]] = (
    (Conflict, 409),
    (Missing, 404),
    (TooLarge, 413),
    (DiskFull, 507),
    (StoreBusy, 503),
    (KeyUnavailable, 422),
    (StoreError, 503),
    (HoldError, 409),
    (DraftError, 422),
    (UnknownChoice, 422),
    (ConsentError, 422),
    (PublishError, 422),
    (OutboxError, 409),
    (MissingExtra, 422),
)


def status_of(error: PrimumError) -> int:
    """Return the HTTP status of an error.

    >>> from primum.errors import EmptyDraft
    >>> status_of(EmptyDraft())
    422
    """
    if isinstance(error, Refused):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
