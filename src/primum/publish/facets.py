"""The links, mentions and hashtags of a post, by byte offsets of its UTF-8, as Bluesky wants them (facets)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import regex

from primum.platforms import LINK, graphemes

_HANDLE: Final = regex.compile(
    r"(?<![^\s(\[“‘\"'])@((?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})(?![\w\-])", regex.IGNORECASE
)
_TAG: Final = regex.compile(r"(?<!\S)[#＃](?!\ufe0f)([^\s#＃\u00ad\u2060\u200a-\u200d\u20e2]++)")
_TAG_END: Final = regex.compile(r"\p{P}+$")
_LONGEST_TAG: Final = 64


@dataclass(frozen=True, slots=True)
class Facet:
    """A stretch that is more than text: bytes `start` to `end` (exclusive), and its address, handle or tag.

    >>> facets("😀 see https://example.com.")
    (Facet(kind='link', start=9, end=28, value='https://example.com'),)
    """

    kind: Literal["link", "mention", "tag"]
    start: int
    end: int
    value: str


def facets(text: str) -> tuple[Facet, ...]:
    """Return the facets of a text in its order; a link holds no mention and no tag.

    >>> [facet.value for facet in facets("🌿 #therapy with @ode.example.org")]
    ['therapy', 'ode.example.org']
    """
    found = list(_links(text))
    taken = [(start, end) for start, end, _ in found]
    for start, end, facet in (*_mentions(text), *_tags(text)):
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            found.append((start, end, facet))
    return tuple(facet for _, _, facet in sorted(found, key=lambda one: one[0]))


_Found = tuple[int, int, Facet]


def _links(text: str) -> Iterator[_Found]:
    for match in LINK.finditer(text):
        yield _facet("link", text, match.start(), match.end(), match[0])


def _mentions(text: str) -> Iterator[_Found]:
    for match in _HANDLE.finditer(text):
        yield _facet("mention", text, match.start(), match.end(), match[1].lower())


def _tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        tag = _TAG_END.sub("", match[1])
        if tag and not tag.isdecimal() and len(graphemes(tag)) <= _LONGEST_TAG:
            yield _facet("tag", text, match.start(), match.start(1) + len(tag), tag)


def _facet(kind: Literal["link", "mention", "tag"], text: str, start: int, end: int, value: str) -> _Found:
    first = len(text[:start].encode())
    return start, end, Facet(kind, first, first + len(text[start:end].encode()), value)
