"""What a professional is about to put online, and stretches of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from primum.errors import DraftTooLong, EmptyDraft, NotText, UnknownChoice

MAX_LENGTH: Final = 100_000
"""The longest draft that is read, in Unicode code points."""

PLATFORMS: Final = frozenset(
    "instagram tiktok x threads bluesky mastodon facebook linkedin reddit youtube blog newsletter google-review yelp "
    "podcast whatsapp discord listserv".split()
)
KINDS: Final = frozenset(
    "post caption thread script story reply comment dm review-reply group-question bio article".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text, `start` to `end` (exclusive), in Unicode code points, never empty.

    >>> Span(3, 6).of("my 3pm")
    '3pm'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no stretch of text goes from {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two stretches share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Tell whether the other stretch lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def utf16(self, text: str) -> tuple[int, int]:
        """Return start and end in UTF-16 code units, as browsers count.

        >>> Span(2, 5).utf16("😀 hey")
        (3, 6)
        """
        start = len(text[: self.start].encode("utf-16-le")) // 2
        return start, start + len(self.of(text).encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before it is posted, with what it answers and where it is meant to go.

    Raises EmptyDraft, DraftTooLong (over 100,000 code points), NotText (lone surrogates) or UnknownChoice.

    >>> Draft("Two spaces open on Tuesdays.", platform="facebook").platform
    'facebook'
    """

    text: str
    answering: str | None = None
    platform: str | None = None
    kind: str | None = None
    author: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise EmptyDraft
        for text in (self.text, self.answering or ""):
            if len(text) > MAX_LENGTH:
                raise DraftTooLong(len(text), MAX_LENGTH)
            _refuse_surrogates(text)
        if self.platform is not None and self.platform not in PLATFORMS:
            raise UnknownChoice("platform", self.platform, PLATFORMS)
        if self.kind is not None and self.kind not in KINDS:
            raise UnknownChoice("kind", self.kind, KINDS)


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotText(
            f"Character {error.start + 1} of the draft is half of a broken emoji or symbol.",
            "Retype it, or copy the text again from where you wrote it.",
        ) from None
