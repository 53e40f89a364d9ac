"""Handing over: the text goes to the clipboard, the site opens, and the author pastes it there.

That is no publication: Primum cannot know what became of it, and whoever notes it says so. The text never goes into the
address that is opened, where a browser's history would keep it.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from primum.publish.errors import HandOverFailed, NotReleased
from primum.publish.parcel import Parcel


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was handed over: which part of how many, for which platform; `opened` says whether its site came up."""

    platform: str
    part: int
    of: int
    at: datetime
    opened: bool


def hand_over(
    parcel: Parcel,
    index: int,
    now: datetime,
    *,
    copy: Callable[[str], None] | None = None,
    browse: Callable[[str], bool] = webbrowser.open,
) -> HandedOver:
    """Put one part on the clipboard and, with the first, open the platform's site; raises HandOverFailed."""
    if type(parcel) is not Parcel:
        raise NotReleased
    place, parts = parcel.fitted.platform, parcel.fitted.parts
    (copy or _copy)(parts[index].text)
    opened = bool(place.opens) and index == 0 and browse(place.opens)
    return HandedOver(place.id, index + 1, len(parts), now, opened)


def _copy(text: str) -> None:
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        raise HandOverFailed from None
