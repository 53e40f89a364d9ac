"""Fitting a draft to a platform: one post, or a thread whose numbering its author sees before it is released.

    fit(draft, read) ──▶ Fitted ── its parts, joined, are the draft, letter for letter

A thread is split between sentences; a sentence that is too long by itself is split at a comma or a space, and never
inside a word, a link or an emoji. What comes out is reviewed again by the `read` that is passed in: a post of the
thread may say nothing, read by itself, that the whole does not say, so that no "imagine" and no consent stays behind in
another post than its story. Such a split is moved, and refused where nothing else is left. Words beside the text (a
title, a content warning, the descriptions of pictures) have no pause of their own, and must be clean.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Final, NoReturn, final

import regex

from primum.draft import Draft
from primum.errors import UnknownChoice
from primum.platforms import LINK, Platform, graphemes, platform
from primum.publish.errors import (
    AltMissing,
    BesideNotClean,
    CannotSplit,
    DoesNotFit,
    NotThere,
    Stranded,
    TooManyParts,
)
from primum.publish.facets import Facet, facets
from primum.reading.sentences import split
from primum.review import Remark, Review
from primum.rules.finding import Level

Read = Callable[[Sequence[Draft]], Sequence[Review]]
"""Reviews drafts in the order given, with what is known of consents; `review_drafts` is one."""

MOST: Final = 25
"""The most posts of a thread."""
_TRIES: Final = 200
"""How many stretches are reviewed before a draft is said to have no good split."""

_LANGUAGE: Final = regex.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PAUSE: Final = regex.compile(r"[,;:—–)\]]\s++|[。！？、，；：]\s*+")
_SPACE: Final = regex.compile(r"\s++")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to go out with a post; `alt` says what it shows, and its file's name is never published."""

    content: bytes = field(repr=False)
    media_type: str
    alt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a thread: `body` is its stretch of the draft, `text` what readers see.

    >>> Part("Two spaces open. ", 1, 2).text
    'Two spaces open. (1/2)'
    """

    body: str = field(repr=False)
    number: int = 1
    of: int = 1

    @property
    def text(self) -> str:
        """The words as they are posted, with their number in the thread."""
        return self.body if self.of == 1 else f"{self.body.strip()} ({self.number}/{self.of})"

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The links, mentions and hashtags of the post."""
        return facets(self.text)


class _Seal:
    """What only `fit` holds."""


_SEAL: Final = _Seal()


@final
@dataclass(frozen=True, slots=True, init=False)
class Fitted:
    """A draft in the form in which it would go out, reviewed in that form; `fit` alone can make one."""

    platform: Platform
    parts: tuple[Part, ...]
    warning: str = field(repr=False)
    title: str = field(repr=False)
    language: str | None
    pictures: tuple[Picture, ...]

    def __init__(self, seal: _Seal, platform: Platform, parts: tuple[Part, ...], beside: _Beside) -> None:
        if seal is not _SEAL:
            _refuse()
        values = {"platform": platform, "parts": parts, **{name: getattr(beside, name) for name in _BESIDE}}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> NoReturn:
        _refuse()

    @property
    def text(self) -> str:
        """The draft's text, letter for letter."""
        return "".join(part.body for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What goes out beside the text."""

    warning: str
    title: str
    language: str | None
    pictures: tuple[Picture, ...]

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield what each is called, and its words, where it has any."""
        named = [("title", self.title), ("content warning", self.warning)]
        named += [(f"description of picture {n}", one.alt) for n, one in enumerate(self.pictures, 1)]
        return ((name, words) for name, words in named if words.strip())


_BESIDE: Final = ("warning", "title", "language", "pictures")


def _refuse() -> NoReturn:
    raise TypeError("only primum.publish.fitting.fit makes a Fitted")


def fit(
    draft: Draft,
    read: Read,
    *,
    to: Platform | None = None,
    warning: str = "",
    title: str = "",
    language: str | None = None,
    pictures: Sequence[Picture] = (),
) -> Fitted:
    """Fit a draft to its platform (or to one server of it, `to`), or raise a FitError that says what to change.

    >>> from primum.review import review_drafts
    >>> long = Draft("Rest is not a reward. " * 20, platform="bluesky")
    >>> [part.text[-11:] for part in fit(long, review_drafts).parts]
    ['ward. (1/2)', 'ward. (2/2)']
    """
    place = to or platform(_named(draft))
    beside = _Beside(warning.strip(), title.strip(), language, tuple(pictures))
    _check_beside(place, beside)
    parts = _parts(draft, place, beside.warning, read)
    _review_beside(draft, beside, read)
    return Fitted(_SEAL, place, parts, beside)


def _named(draft: Draft) -> str:
    if draft.platform is None:
        raise UnknownChoice("platform", "none", ())
    return draft.platform


# --- What goes out beside the text


def _check_beside(place: Platform, beside: _Beside) -> None:
    if beside.warning and not place.warning:
        raise NotThere(place.name, "a content warning", "Say it in the first line of the draft.")
    if beside.title and not place.title:
        raise NotThere(place.name, "a title", "Say it in the first line of the draft.")
    if beside.language is not None and not _LANGUAGE.fullmatch(beside.language):
        raise NotThere(place.name, "this name of a language", "Write it as en, de or pt-BR.")
    _check_pictures(place, beside.pictures)


def _check_pictures(place: Platform, pictures: Sequence[Picture]) -> None:
    if missing := [number for number, one in enumerate(pictures, 1) if not one.alt.strip()]:
        raise AltMissing(missing)
    if place.pictures is not None and len(pictures) > place.pictures:
        raise NotThere(place.name, f"{len(pictures)} pictures", f"Choose {place.pictures} of them at most.")
    for number, one in enumerate(pictures, 1):
        if place.alt is not None and len(graphemes(one.alt)) > place.alt:
            raise NotThere(place.name, f"the description of picture {number}", f"Use {place.alt:,} characters at most.")
        if place.picture_bytes is not None and len(one.content) > place.picture_bytes:
            raise NotThere(place.name, f"picture {number}", f"Make it smaller than {place.picture_bytes / 1e6:.0f} MB.")


def _review_beside(draft: Draft, beside: _Beside, read: Read) -> None:
    """Refuse words that have findings by themselves, or that give the text findings which it has not without them."""
    named = list(beside.words())
    if not named:
        return
    around = "\n\n".join((*(words for _, words in named), draft.text))
    whole, together, *alone = read([draft, _as(draft, around), *(_as(draft, words) for _, words in named)])
    for (name, _), review in zip(named, alone, strict=True):
        if found := _serious(review):
            raise BesideNotClean(name, _rules(found))
    if added := _new(together, whole, len(around) - len(draft.text)):
        raise BesideNotClean(" and the ".join(name for name, _ in named), _rules(added))


def _as(draft: Draft, text: str) -> Draft:
    return replace(draft, text=text, id=None)


def _serious(review: Review) -> list[Remark]:
    return [remark for remark in review.findings if remark.level > Level.NOTE]


def _rules(remarks: Sequence[Remark]) -> list[str]:
    return list(dict.fromkeys(remark.rule for remark in remarks))


def _new(part: Review, whole: Review, shift: int) -> list[Remark]:
    """Return what is found in a part and not at its place in the whole; `shift` leads from the whole to the part."""
    return [one for one in _serious(part) if not any(_same(one, other, shift) for other in whole.findings)]


def _same(one: Remark, other: Remark, shift: int) -> bool:
    alike = one.rule == other.rule and one.type == other.type and one.level <= other.level
    return alike and one.span.start < other.span.end + shift and other.span.start + shift < one.span.end


# --- The parts


def _parts(draft: Draft, place: Platform, warning: str, read: Read) -> tuple[Part, ...]:
    text = draft.text
    if place.fits(text, warning):
        return (Part(text),)
    if not place.thread or place.limit is None:
        raise DoesNotFit(place.name, place.count(text) + place.count(warning), place.limit or 0)
    if place.count(" ".join(text.split())) > MOST * place.limit:
        raise TooManyParts(place.name, MOST)
    alone = cache(lambda body: read([_as(draft, body)])[0])
    for digits in (1, 2):
        ends = _Parting(draft, place, warning, alone, widest=f" ({'9' * digits}/{'9' * digits})").ends()
        if len(ends) < 10**digits:
            break
    if len(ends) > MOST:
        raise TooManyParts(place.name, MOST)
    starts = [0, *ends[:-1]]
    return tuple(
        Part(text[start:end], number, len(ends))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


class _Parting:
    """The search for a split in which every post fits and none says more than the whole."""

    def __init__(
        self, draft: Draft, place: Platform, warning: str, alone: Callable[[str], Review], widest: str
    ) -> None:
        self.text, self.place, self.warning, self.alone, self.widest = draft.text, place, warning, alone, widest
        self.tries = 0
        self.stranded: list[str] = []
        self.dead: set[int] = set()

    @cached_property
    def places(self) -> frozenset[int]:
        """The places at which the text could be cut at all."""
        return frozenset(_whole(self.text))

    @cached_property
    def cuts(self) -> list[int]:
        """The places between sentences, and within those that are too long by themselves."""
        between = [s.start for s in split(self.text)[1:] if s.start in self.places and self.text[s.start - 1].isspace()]
        bounds = [0, *between, len(self.text)]
        within = [cut for start, end in pairwise(bounds) for cut in self._within(start, end)]
        return sorted({*between, *within, len(self.text)})

    def _within(self, start: int, end: int) -> list[int]:
        """Return places within a sentence that does not fit: at its pauses, or else at its spaces."""
        if self._fits(start, end):
            return []
        for pattern in (_PAUSE, _SPACE):
            cuts = [at for at in _ends(pattern, self.text, start, end) if at in self.places]
            pieces = [start, *cuts, end]
            if all(self._fits(one, other) for one, other in pairwise(pieces)):
                return cuts
        raise CannotSplit(self.place.name, self.place.limit or 0)

    def _fits(self, start: int, end: int) -> bool:
        return self.place.fits(self.text[start:end].strip() + self.widest, self.warning)

    def ends(self) -> list[int]:
        """Return where the posts end, or raise Stranded."""
        found = self._from(0)
        if found is None:
            raise Stranded(list(dict.fromkeys(self.stranded)))
        return found

    def _from(self, start: int) -> list[int] | None:
        """Return the ends of the posts from a place on, the fullest posts first; None where no split is good."""
        stack: list[tuple[int, Iterator[int]]] = [(start, self._candidates(start))]
        ends: list[int] = []
        while stack:
            at, candidates = stack[-1]
            end = next((one for one in candidates if one not in self.dead and self._stands(at, one)), None)
            if end is None:
                self.dead.add(at)
                stack.pop()
                del ends[-1:]
            elif end == len(self.text):
                return [*ends, end]
            elif len(ends) <= MOST:
                ends.append(end)
                stack.append((end, self._candidates(end)))
            else:
                raise TooManyParts(self.place.name, MOST)
        return None

    def _candidates(self, start: int) -> Iterator[int]:
        """Return where a post from a place on can end: at a paragraph in its second half, else as late as possible."""
        first = bisect_left(self.cuts, start + 1)
        fitting = []
        for cut in self.cuts[first:]:
            if not self._fits(start, cut):
                break
            if self.text[start:cut].strip():
                fitting.append(cut)
        if not fitting:
            return iter(())
        half = start + (fitting[-1] - start) // 2
        paragraphs = [cut for cut in fitting if cut >= half and self.text[:cut].endswith("\n\n")]
        last = [cut for cut in fitting if not self.text[cut:].strip()]
        return iter(dict.fromkeys((*last[-1:], *reversed(paragraphs), *reversed(fitting))))

    def _stands(self, start: int, end: int) -> bool:
        """Tell whether a post, read by itself, says nothing that the whole does not say there."""
        if self.tries >= _TRIES:
            return False
        self.tries += 1
        body = self.text[start:end]
        shift = start + len(body) - len(body.lstrip())
        added = _new(self.alone(body.strip()), self.alone(self.text), -shift)
        self.stranded += _rules(added)
        return not added


def _ends(pattern: regex.Pattern[str], text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in pattern.finditer(text, start, end) if start < match.end() < end]


def _whole(text: str) -> Iterator[int]:
    """Yield the places that lie neither in a grapheme nor in a link."""
    links = [match.span() for match in LINK.finditer(text)]
    at = link = 0
    for one in graphemes(text):
        at += len(one)
        while link < len(links) and links[link][1] <= at:
            link += 1
        if link == len(links) or not links[link][0] < at:
            yield at
