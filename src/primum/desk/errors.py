"""What can go wrong on the way from the desk into the world; what the platforms answer is in `publish.errors`.

PrimumError
└── OutboxError
    ├── NoAccount       no account is connected there, or not this one any more
    ├── WrongPlace      the draft was written, and read, for another platform
    ├── WordsChanged    the draft is no longer what its author saw when it was sent on its way
    ├── HalfOut         a part of it stands there already, in other words
    ├── Underway        another window sends it at this moment
    ├── TooLate         a time that is past
    ├── TooFar          a time that is years away
    ├── CannotEdit      the platform changes no post, or not one in several parts
    ├── NothingToChange what it was to change was taken back
    ├── NotOut          there is nothing to take back
    ├── NotWaiting      it was withdrawn or taken back, and does not go out any more
    └── Stumbled        something that Primum did not foresee
"""

from __future__ import annotations

from typing import ClassVar

from primum.errors import PrimumError


class OutboxError(PrimumError):
    """The outbox cannot do what was asked; nothing was sent."""

    exit_code: ClassVar[int] = 1


class NoAccount(OutboxError):
    """No account is connected there, or not this one any more."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"No account of yours on {place} is connected.",
            "Connect it first, under “Where you post” or with primum account add.",
        )


class WrongPlace(OutboxError):
    """The draft was written, and read, for another platform."""

    def __init__(self, written_for: str, place: str) -> None:
        super().__init__(
            f"This draft was written for {written_for}, and the account is on {place}.",
            f"Choose {place} for the draft: it is read once more, for those who read there.",
        )


class WordsChanged(OutboxError):
    """The draft is no longer what its author saw when it was sent on its way."""

    def __init__(self) -> None:
        super().__init__("Its words have changed since.", "Let the new ones go through their pause, then send them.")


class HalfOut(OutboxError):
    """A part of it stands there already, in other words; `post` is its id in the outbox."""

    def __init__(self, post: str) -> None:
        super().__init__(
            "A part of this is out already, in other words.",
            f"Take it back first, under “Posts” or with primum recall {post}; or bring those words back and try again.",
        )
        self.post = post


class Underway(OutboxError):
    """Another window, or another Primum, sends it at this moment."""

    def __init__(self) -> None:
        super().__init__("This is on its way already.", "Wait a moment, then look at it again.")


class TooLate(OutboxError):
    """A time that is past."""

    def __init__(self) -> None:
        super().__init__("That time is past.", "Choose a later one, or publish it now.")


class TooFar(OutboxError):
    """A time that is years away: a slip of the hand, or later than a calendar goes."""

    def __init__(self) -> None:
        super().__init__("That is more than a year away.", "Choose a day within the year.")


class CannotEdit(OutboxError):
    """The platform changes no post that is out, or not one in several parts."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"A post like this cannot be changed on {place} once it is out.", "Take it back, and publish it anew."
        )


class NothingToChange(OutboxError):
    """What it was to change was taken back meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "The post that this was to change was taken back.", "Publish the draft anew, if it may go out."
        )


class NotOut(OutboxError):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing of this stands anywhere that Primum knows of.",
            "If you posted it yourself, delete it there.",
        )


class NotWaiting(OutboxError):
    """It was withdrawn or taken back, and does not go out any more."""

    def __init__(self) -> None:
        super().__init__("This was withdrawn or taken back, so it does not go out.", "Publish its draft anew.")


class Stumbled(OutboxError):
    """Something that Primum did not foresee; nothing of its message is repeated, as it may quote the draft."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"Primum stumbled on the way ({type(error).__name__}).",
            "Look whether it is out, and try again; if it stays so, please report this line, not your draft.",
        )
