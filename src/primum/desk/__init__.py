"""The desk: the use cases of the page and the command line, which join review, hold, consent, store and publishing."""

from __future__ import annotations

from primum.desk.desk import Clock, Desk, Noticed, Pause, Sheet

__all__ = ["Clock", "Desk", "Noticed", "Pause", "Sheet"]
