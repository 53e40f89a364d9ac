"""Where a draft can go, and how long it may be there: `data/platforms.toml`, one table a platform of `draft.PLATFORMS`.

A length is never counted too low: what a platform may or may not take for a link counts as the longer of the two.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import regex

from primum.draft import PLATFORMS
from primum.errors import DataError, UnknownChoice

GRAPHEME: Final = regex.compile(r"\X")
LINK: Final = regex.compile(
    r"https?://(?<host>[\p{L}\p{N}\-.]+)(?::\d{1,5})?"
    r"(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]*)?(?<![.,;:!?'\")\]*])",
    regex.IGNORECASE,
)
"""A link with its scheme; punctuation at its end belongs to the sentence."""
_BARE: Final = regex.compile(
    r"(?<![\w@.\-/])(?:[\p{L}\p{N}\-]++\.)++\p{L}{2,24}+(?:/[A-Za-z0-9\-._~/?#=&%+]*+)?", regex.IGNORECASE
)
"""What X takes for a link without a scheme, wherever its last part is a domain that exists."""
MENTION: Final = regex.compile(r"(?<![=/\w])@([a-z0-9_]++(?:[.\-]++[a-z0-9_]++)*+)(?:@[\w.\-]*\w)?", regex.IGNORECASE)
_EMOJI: Final = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")
_OF_EMOJI: Final = regex.compile(
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji}\u200d\ufe0f\u20e3\U000e0020-\U000e007f]"
)
_LIGHT: Final = ((0x0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""The ranges of code points that X counts once; all others count twice (twitter-text, config v3)."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A place for posts, with the limits of one post there; `limit` is None where no draft reaches it.

    >>> platform("bluesky").count("👩‍👩‍👧 é")
    3
    """

    id: str
    name: str
    counted: str
    limit: int | None = None
    url: int | None = None
    bytes: int | None = None
    thread: bool = False
    opens: str = ""
    deletes: bool = False
    edits: str = "not documented"
    can_edit: bool = False
    copies: str = ""
    warning: bool = False
    title: bool = False
    pictures: int | None = None
    alt: int | None = None
    picture_bytes: int | None = None
    sources: tuple[str, ...] = ()
    verified: str = ""

    def count(self, text: str) -> int:
        """Return how much of the limit a text takes here."""
        return _COUNTS[self.counted](text, self.url)

    def fits(self, text: str, beside: str = "") -> bool:
        """Tell whether a text can be one post here, with a content warning beside it."""
        if self.bytes is not None and len(text.encode()) > self.bytes:
            return False
        return self.limit is None or self.count(text) + (self.count(beside) if beside else 0) <= self.limit

    def allowing(self, limit: int, url: int | None = None) -> Platform:
        """Return the platform with the limits that one server of it has set for itself."""
        return replace(self, limit=limit, url=self.url if url is None else url)


@cache
def platforms() -> Mapping[str, Platform]:
    """Return every platform by its id."""
    table = tomllib.loads((files("primum") / "data" / "platforms.toml").read_text(encoding="utf-8"))
    try:
        known = {id: _platform(id, entry) for id, entry in table.items()}
    except (KeyError, TypeError) as error:
        raise DataError("platforms.toml", f"cannot be read ({error!r})") from error
    if strange := set(known) ^ PLATFORMS:
        raise DataError("platforms.toml", f"and the platforms of a draft differ: {', '.join(sorted(strange))}")
    return MappingProxyType(known)


def platform(id: str) -> Platform:
    """Return a platform, or raise UnknownChoice.

    >>> platform("x").limit
    280
    """
    if id not in platforms():
        raise UnknownChoice("platform", id, platforms())
    return platforms()[id]


def _platform(id: str, entry: Mapping[str, Any]) -> Platform:
    known = {key.replace("-", "_"): value for key, value in entry.items()}
    if known["counted"] not in _COUNTS:
        raise KeyError(known["counted"])
    return Platform(id=id, **{**known, "sources": tuple(known["sources"])})


# --- Counts


def graphemes(text: str) -> list[str]:
    """Split a text into what its reader sees as single characters."""
    return GRAPHEME.findall(text)


def _links(text: str, url: int, count: Callable[[str], int], pattern: regex.Pattern[str] = LINK) -> int:
    """Count a text in which every link counts `url`, or more where the platform might see no link in it."""
    total = at = 0
    for match in pattern.finditer(text):
        whole = pattern is LINK and _is_link(text, match)
        total += count(text[at : match.start()]) + (url if whole else max(url, count(match[0])))
        at = match.end()
    return total + count(text[at:])


def _is_link(text: str, match: regex.Match[str]) -> bool:
    before = text[match.start() - 1] if match.start() else " "
    labels = match["host"].split(".")
    known = (
        len(labels) > 1 and all(labels) and regex.fullmatch(r"[A-Za-z]{2,24}", labels[-1]) and match["host"].isascii()
    )
    return bool(known) and not (before.isalnum() or before in "@＠$#＃")


def _utf16(text: str, _: int | None) -> int:
    return len(text.encode("utf-16-le")) // 2


def _weighted(text: str, url: int | None) -> int:
    def schemeless(stretch: str) -> int:
        return _links(stretch, url or 0, _weigh, _BARE)

    return _links(unicodedata.normalize("NFC", text), url or 0, schemeless)


def _weigh(text: str) -> int:
    return sum(_weigh_emoji(one) if _is_emoji(one) else sum(map(_weight, one)) for one in graphemes(text))


def _weigh_emoji(grapheme: str) -> int:
    return 2 + sum(_weight(character) for character in _OF_EMOJI.sub("", grapheme))


def _weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _LIGHT) else 2


def _is_emoji(grapheme: str) -> bool:
    """Tell whether a grapheme counts as one emoji; a sign such as © that is no picture counts as a character."""
    return bool(_EMOJI.search(grapheme)) and not (len(grapheme) == 1 and ord(grapheme) < 0x2000)


def _mastodon(text: str, url: int | None) -> int:
    def with_mentions(stretch: str) -> int:
        return len(graphemes(MENTION.sub(r"@\1", stretch)))

    return _links(text, url or 0, with_mentions)


def _threads(text: str, _: int | None) -> int:
    return sum(len(one.encode()) if _is_emoji(one) else len(one) for one in graphemes(text))


_COUNTS: Final[Mapping[str, Callable[[str, int | None], int]]] = MappingProxyType(
    {
        "characters": lambda text, _: len(text),
        "utf-16": _utf16,
        "bytes": lambda text, _: len(text.encode()),
        "graphemes": lambda text, _: len(graphemes(text)),
        "weighted": _weighted,
        "mastodon": _mastodon,
        "threads": _threads,
    }
)
