"""The desk: the use cases of the page and the command line, which join review, hold, consent, store and publishing."""

from __future__ import annotations

from primum.desk.desk import Clock, Desk, Going, Noticed, Pause, Sheet
from primum.desk.outbox import Beside, Connected, Outbox, Post, Recalled, target_of

__all__ = [
    "Beside",
    "Clock",
    "Connected",
    "Desk",
    "Going",
    "Noticed",
    "Outbox",
    "Pause",
    "Post",
    "Recalled",
    "Sheet",
    "target_of",
]
