"""What could be written instead, worked out beside the writing and never in its way.

It takes some twenty reviews. Whenever the author goes on writing, what is being worked out is dropped at once, so that
the next underline need not wait for advice on words that have changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from primum.draft import Draft
from primum.guidance import Guidance
from primum.model import Model, Passage, Scores, model

if TYPE_CHECKING:
    from primum.desk import Desk


class Dropped(Exception):
    """The words have changed meanwhile."""


class Interruptible:
    """A model that stops between two passages when it is no longer needed."""

    def __init__(self, inner: Model, is_needed: Callable[[], bool]) -> None:
        self._inner, self._is_needed = inner, is_needed

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Score passages one by one, and leave the other processors to whoever is in more haste."""
        scores: list[Scores | None] = []
        for passage in passages:
            if not self._is_needed():
                raise Dropped
            scores += self._inner.score([passage])
        return scores


class Guide:
    """Works out the alternatives to one draft at a time, and remembers the last ones."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._number = 0
        self._last: tuple[tuple[object, ...], Guidance] | None = None

    def drop(self) -> int:
        """Drop what is being worked out, and return the number of what comes instead."""
        self._number += 1
        return self._number

    def __call__(self, desk: Desk, draft: Draft) -> Guidance | None:
        """Return the alternatives to a draft, or None where it has changed meanwhile."""
        from primum.desk import Desk

        mine, settings = self.drop(), desk.settings()
        key = (draft, settings.profession, settings.country)
        with self._turn:
            if self._last is not None and self._last[0] == key:
                return self._last[1]
            witness = Interruptible(desk.witness or model(), lambda: mine == self._number)
            try:
                found = Desk(desk.store, desk.clock, witness).guidance(draft)
            except Dropped:
                return None
            self._last = key, found
            return found
