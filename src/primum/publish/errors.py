"""What can go wrong on the way out: each error says what to do, and none repeats a word of the draft.

PrimumError
└── PublishError
    ├── FitError            the text cannot go out in this form, and nothing was sent
    │   ├── DoesNotFit          too long, and it cannot go on in replies
    │   ├── TooManyParts        a longer thread than anybody reads
    │   ├── CannotSplit         there is no place at which it could be split
    │   ├── Stranded            every split would say something that the whole does not say
    │   ├── BesideNotClean      a title, a content warning or a description has findings of its own
    │   ├── AltMissing          a picture without a description
    │   └── NotThere            the platform has no such thing, or not so large or so many
    ├── NotReleased         no `Released`, or not of these words and this platform
    ├── PostedAlready       the same post, or nearly the same, went out before
    ├── SendError           it was sent, or tried; `sent` holds the parts that are out
    │   ├── Unreachable         nothing answered, and nothing has arrived
    │   ├── Unsure              it may have arrived, and no look-up could tell
    │   ├── RateLimited         not now; `until` says when
    │   ├── SignedOut           the account has to be connected anew
    │   ├── Refused             the platform does not take it
    │   └── NoAnswer            no post was under way, and what came back is of no use
    ├── NotLetIn            a code or a password that opens nothing, or not enough
    ├── NoSuchServer        an address that is none, or an unprotected one
    ├── NoSuchPost          a link behind which no public post is found
    ├── NotAPicture         a file that is no picture, or none that can be cleaned
    └── HandOverFailed      no clipboard
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from primum.errors import PrimumError

if TYPE_CHECKING:
    from primum.publish.parcel import Sent

STAYS: Final = "The draft stays where it is."
"""Said wherever something did not go out."""

_LONGEST_ANSWER: Final = 160
_ECHO: Final = 3
"""How many words in a row an answer may share with the draft before it is taken for a quotation."""


class PublishError(PrimumError):
    """What was released could not be published."""

    exit_code: ClassVar[int] = 1


class FitError(PublishError):
    """The text cannot go out in this form; nothing was sent."""


class DoesNotFit(FitError):
    """The text is longer than the platform takes, and cannot go on in replies there."""

    def __init__(self, platform: str, length: int, limit: int) -> None:
        super().__init__(
            f"The text counts {length:,} on {platform}, where {limit:,} is the most.",
            f"Shorten it by {length - limit:,}, or choose another platform.",
        )
        self.length, self.limit = length, limit


class CannotSplit(FitError):
    """There is no place in the text at which it could be split."""

    def __init__(self, platform: str, limit: int) -> None:
        super().__init__(
            f"A stretch of the text is longer than {limit:,}, the most on {platform}, and has no place to split it.",
            "Shorten its longest sentence or link.",
        )


class TooManyParts(FitError):
    """The text would become a longer thread than anybody reads."""

    def __init__(self, platform: str, most: int) -> None:
        super().__init__(
            f"The text would need more than {most} posts on {platform}.", "Shorten it, or publish it on your blog."
        )


class Stranded(FitError):
    """However it is split, a post by itself would say something that the whole does not say."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(
            f"Split into several posts, one of them would be read without what frames it ({', '.join(rules)}).",
            "Say it in fewer words, or say in the same sentence that it is imagined, composed or consented to.",
        )
        self.rules = tuple(rules)


class BesideNotClean(FitError):
    """Words beside the text, which no pause has seen, have findings of their own."""

    def __init__(self, what: str, rules: Sequence[str]) -> None:
        super().__init__(
            f"The {what} has findings of its own ({', '.join(rules)}).",
            "Change its words; a title, a content warning or a description must be clean by itself.",
        )
        self.what, self.rules = what, tuple(rules)


class AltMissing(FitError):
    """A picture has no description for those who cannot see it."""

    def __init__(self, numbers: Sequence[int]) -> None:
        which = ", ".join(map(str, numbers))
        super().__init__(
            f"No description was given for picture {which}.", "Say in a sentence what it shows, naming nobody."
        )
        self.numbers = tuple(numbers)


class NotThere(FitError):
    """The platform has no such thing, or takes it only smaller or in smaller numbers."""

    def __init__(self, platform: str, what: str, remedy: str) -> None:
        super().__init__(f"{platform[:1].upper()}{platform[1:]} does not take {what}.", remedy)


class NotReleased(PublishError):
    """What is to be published was not released: not at all, not in these words, or not for this platform."""

    def __init__(self, problem: str = "This was not released.") -> None:
        super().__init__(problem, "Open the draft, choose where it goes, and let it go through its pause.")


class PostedAlready(PublishError):
    """The same post, or nearly the same, went out before."""

    def __init__(self, at: datetime, url: str | None, alike: float) -> None:
        same = "The same post" if alike == 1 else "Nearly the same post"
        where = f": {url}" if url else ""
        super().__init__(
            f"{same} went out on {at:%B} {at.day}, {at.year}{where}.",
            "Look at it first; if you mean to post it again, say so.",
        )
        self.at, self.url, self.alike = at, url, alike


class SendError(PublishError):
    """It was sent, or tried; `answer` is what the platform said, and `sent` holds the parts that are out."""

    def __init__(self, problem: str, remedy: str, answer: str = "") -> None:
        self.answer = answer
        self.sent: tuple[Sent, ...] = ()
        super().__init__(f"{problem} It answered: {answer.rstrip('.')}." if answer else problem, remedy)

    def after(self, sent: Sequence[Sent], of: int) -> Self:
        """Return the error with what is out already, so that nobody takes half a thread for nothing."""
        self.sent = tuple(sent)
        if sent:
            self.problem = f"{len(sent)} of {of} posts are out. {self.problem}"
            self.remedy += " Trying again goes on where it stopped, and posts nothing twice."
        self.args = (f"{self.problem} {self.remedy}",)
        return self


class Unreachable(SendError):
    """Nothing answered, and nothing has arrived."""

    def __init__(self, platform: str) -> None:
        super().__init__(f"{platform} cannot be reached, and nothing has arrived there.", f"Check the network. {STAYS}")


class Unsure(SendError):
    """It may have arrived: the answer was lost or made no sense, and no look-up could tell."""

    def __init__(self, platform: str, answer: str = "") -> None:
        super().__init__(
            f"{platform} gave no clear answer, so the post may or may not be out.",
            "Try again: what is there is found first, and nothing is posted twice.",
            answer,
        )


class RateLimited(SendError):
    """The platform takes no more posts for a while."""

    def __init__(self, platform: str, until: datetime | None, answer: str = "") -> None:
        when = f"after {until:%H:%M %Z}".rstrip() if until else "in some minutes"
        super().__init__(f"{platform} takes no more posts for a while.", f"Try again {when}. {STAYS}", answer)
        self.until = until


class SignedOut(SendError):
    """The platform no longer lets Primum in."""

    def __init__(self, platform: str, answer: str = "") -> None:
        super().__init__(
            f"{platform} does not let Primum in with the account as it was connected.",
            f"Connect the account anew. {STAYS}",
            answer,
        )


class Refused(SendError):
    """The platform does not take the post as it is."""

    def __init__(self, platform: str, answer: str = "") -> None:
        super().__init__(f"{platform} does not take this post.", f"See what it says, and change that. {STAYS}", answer)


class NoAnswer(SendError):
    """What was asked had no post in it, and what came back is of no use."""

    def __init__(self, platform: str, answer: str = "") -> None:
        super().__init__(
            f"{platform} gave no answer that Primum can use.",
            "Open its address in your browser, and copy it as it stands there; if it is right, try again later.",
            answer if answer[:1].isdecimal() else "",
        )


@contextmanager
def asking(platform: str) -> Iterator[None]:
    """Tell what went wrong as what it is where no post was under way."""
    try:
        yield
    except (Unsure, Refused) as error:
        raise NoAnswer(platform, error.answer) from None


@contextmanager
def reading(platform: str) -> Iterator[None]:
    """Take an answer that its reader stumbles over for one that cannot be read: whatever it is, it is the answer's."""
    try:
        yield
    except PrimumError:
        raise
    except Exception:
        raise Unsure(platform, "something that cannot be read") from None


def moment(seconds: float) -> datetime | None:
    """Return the time in so many seconds; None where no calendar has it."""
    try:
        return datetime.now(UTC) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


class NotLetIn(PublishError):
    """A code or a password opens nothing, or not enough; it is not repeated."""

    def __init__(self, platform: str, with_what: str, remedy: str) -> None:
        super().__init__(f"{platform} does not let Primum in with {with_what}.", remedy)


class NoSuchServer(PublishError):
    """The address of a server cannot be used; it is not repeated, as it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "This is no address of a server, or none that protects what is sent there.",
            "Write it as https://example.org, without a name or a password in it.",
        )


class NoSuchPost(PublishError):
    """There is no public post behind a link, or none that this account can see."""

    def __init__(self, platform: str) -> None:
        super().__init__(
            f"No public post on {platform} was found behind this link.",
            "Open it to see whether the post is there for everyone; or paste the words that you answer into the draft.",
        )


class NotAPicture(PublishError):
    """A file is no picture, or none that can be freed of what it tells about where and when it was taken."""


class HandOverFailed(PublishError):
    """There is no clipboard to put the text on."""

    def __init__(self) -> None:
        super().__init__(
            "There is no clipboard here.", "Copy the text from the page; on Linux, xclip or wl-clipboard brings one."
        )


def answered(status: int | None, said: object, text: str = "") -> str:
    """Return what a platform answered on one short line, or its status alone where it repeats words of the draft.

    >>> answered(422, "Validation failed:  Text is <b>too long</b>")
    '422 Validation failed: Text is too long'
    >>> answered(422, "not allowed: she left her husband", "Today she left her husband at last.")
    '422 (it repeats the draft, and is left out)'
    """
    spaced = " ".join(re.sub(r"<[^>]{0,200}>", " ", str(said or "")).split())
    plain = "".join(filter(str.isprintable, spaced))[:_LONGEST_ANSWER]
    if plain and _repeats(plain, text):
        plain = "(it repeats the draft, and is left out)"
    return f"{status or ''} {re.sub(r' (?=[.,])', '', plain)}".strip()


def _repeats(answer: str, text: str) -> bool:
    said, written = _words(answer), _words(text)
    runs = {tuple(written[at : at + _ECHO]) for at in range(max(1, len(written) - _ECHO + 1))} - {()}
    length = min(_ECHO, len(written))
    return any(tuple(said[at : at + length]) in runs for at in range(len(said) - length + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
