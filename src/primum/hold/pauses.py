"""How long a draft waits: a breath, a cooling-off, a night; lengths and limits are `data/pauses.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from primum.errors import DataError
from primum.hold.clock import after, instant, on_the_minute
from primum.hold.errors import OutOfLimits
from primum.hold.tables import table


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a draft waits; within the limits of `data/pauses.toml`, or else OutOfLimits.

    >>> usual_pauses().cooling_off
    datetime.timedelta(seconds=3600)
    """

    breath: timedelta
    cooling_off: timedelta
    night_begins: time
    night_ends: time
    morning: time

    def __post_init__(self) -> None:
        for name, (_, least, most) in _limits().items():
            if not least <= getattr(self, name) <= most:
                what, bounds = name.replace("_", " "), f"{_told(least)} and {_told(most)}"
                raise OutOfLimits(
                    f"The pause “{what}” cannot be {_told(getattr(self, name))}.", f"Choose between {bounds}."
                )
        if self.morning < self.night_ends:
            raise OutOfLimits("The morning cannot begin before the night ends.", "Choose a later morning.")

    def adjusted(
        self,
        *,
        breath: timedelta | None = None,
        cooling_off: timedelta | None = None,
        night_begins: time | None = None,
        night_ends: time | None = None,
        morning: time | None = None,
    ) -> Pauses:
        """Return the pauses as the author wants them, or raise OutOfLimits.

        >>> usual_pauses().adjusted(morning=time(4))
        Traceback (most recent call last):
        ...
        primum.hold.errors.OutOfLimits: The pause “morning” cannot be 04:00. Choose between 06:00 and 12:00.
        """
        return Pauses(
            self.breath if breath is None else breath,
            self.cooling_off if cooling_off is None else cooling_off,
            self.night_begins if night_begins is None else night_begins,
            self.night_ends if night_ends is None else night_ends,
            self.morning if morning is None else morning,
        )

    def is_night(self, now: datetime) -> bool:
        """Tell whether it is night on the author's clock: from the minute it begins until the minute before it ends."""
        return now.time() >= self.night_begins or now.time() < self.night_ends

    def next_morning(self, now: datetime) -> datetime:
        """Return the morning after the next sleep: today's in the small hours, else tomorrow's."""
        day = now.date() if now.time() < self.night_ends else now.date() + timedelta(days=1)
        return datetime.combine(day, self.morning, now.tzinfo)

    def cooled(self, now: datetime) -> datetime:
        """Return when a cooling-off that begins now is over: on a full minute, and from the night in the morning."""
        over = on_the_minute(after(now, self.cooling_off))
        return max(over, self.next_morning(now), key=instant) if self.is_night(now) else over

    def slept_over(self, now: datetime) -> datetime:
        """Return when a draft written in heat now may be read afresh, never before it would have cooled."""
        return max(self.cooled(now), self.next_morning(now), key=instant)


@cache
def usual_pauses() -> Pauses:
    """Return the pauses as they are unless the author changes them."""
    return Pauses(**{name: usual for name, (usual, _, _) in _limits().items()})


@cache
def _limits() -> Mapping[str, tuple[Any, Any, Any]]:
    """Return the usual, the least and the most of each pause."""
    entries = table("pauses")
    names = ("breath", "cooling_off", "night_begins", "night_ends", "morning")
    try:
        return MappingProxyType({name: _limit(entries[name.replace("_", "-")]) for name in names})
    except (KeyError, TypeError) as error:
        raise DataError("pauses.toml", f"cannot be read ({error!r})") from error


def _limit(entry: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    usual, least, most = (entry[key] for key in ("usual", "least", "most"))
    if unit := entry.get("unit"):
        return timedelta(**{unit: usual}), timedelta(**{unit: least}), timedelta(**{unit: most})
    return usual, least, most


def _told(length: timedelta | time) -> str:
    if isinstance(length, time):
        return f"{length:%H:%M}"
    seconds = length.total_seconds()
    return f"{seconds:g} seconds" if abs(seconds) < 120 else f"{seconds / 60:g} minutes"
