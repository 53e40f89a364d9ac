"""Moments on the author's own clock: compared by the instant that they are, and counted in real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def aware(moment: datetime) -> datetime:
    """Return a moment that knows its zone; raises ValueError for any other."""
    if moment.utcoffset() is None:
        raise ValueError("the pause needs to know the time zone of its times")
    return moment


def instant(moment: datetime) -> datetime:
    """Return a time as all clocks share it: times of one zone are compared and added up by their hands otherwise."""
    return aware(moment).astimezone(UTC)


def after(moment: datetime, length: timedelta) -> datetime:
    """Return the moment a length of real time later, on the same clock."""
    return (instant(moment) + length).astimezone(moment.tzinfo)


def on_the_minute(moment: datetime) -> datetime:
    """Return the next full minute, so that a time shown in hours and minutes is never too early."""
    past = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return after(moment, timedelta(minutes=1) - past) if past else moment


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of the moments that there are."""
    return max((moment for moment in moments if moment), key=instant, default=None)
