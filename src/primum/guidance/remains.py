"""What remains of a post once the sentences at fault are gone, where it can still stand by itself.

A sentence that leaned on one that went ("She laughed.", "So I said no.", "The cane is still here.") goes with it, and
so does one that only led to it ("Story time!"). What is left is offered only if it still tells its readers something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from primum.draft import Span
from primum.guidance.grammar import NAMED, ONE_PERSON, is_english, reads_well
from primum.guidance.leaning import (
    CONNECTIVE,
    SHORT,
    TAG,
    Gone,
    leads_in,
    leans,
    opens_a_post,
    points,
    speaks_of_them,
    tells_more,
)
from primum.guidance.rewording import Edit, applied
from primum.reading.patterns import any_of
from primum.reading.sentences import split

_FEWEST: Final = 10
"""The fewest words that are still a post."""
_ALONE: Final = 8
"""A sentence of fewer words does not stand between two that go."""
_ENOUGH: Final = 30
"""From so many words on, a post need not speak to its readers in so many words."""
_NOTHING: Final[Mapping[Span, str]] = MappingProxyType({})

_ADDRESSED: Final = any_of(
    r"you|your|yours|people|anyone|anybody|everyone|everybody|folks|most of us|please|let['’]s|if|today['’]s|how to|"
    r"reminder",
    r"ways|tips|here are|join|book|read|save|share|call|email|message|link|open|new|\w+\?",
    whole=False,
    flags=re.I,
)
_NUMBERED: Final = re.compile(  # "2) ", "one. ", "Lesson two: ", "Second, "
    r"^[ \t]*(?:\d{1,2}[.)/]|(?:one|two|three)[.:]|(?:first|second|third|fourth),|"
    r"(?:lesson|tip|step|rule|part|day|week|myth|fact) (?:\d+|one|two|three|four|five)\b)",
    re.M | re.I,
)
_COUNTED: Final = any_of(  # "Five things nobody tells you"
    r"(?:three|four|five|six|seven|eight|nine|ten|\d+) (?:things|tips|ways|reasons|rules|lessons|signs|facts)",
    flags=re.I,
)
_LEFT_ALONE: Final = re.compile(r"(?m)^[ \t]*(?:[-–•*]|\d{1,2}[.)/]|[^\w\s#@]{1,8})[ \t]*$")
_PICTURE: Final = re.compile(
    r"\[[^\]\n]{0,200}?\b(?:photos?|pics?|image|selfie|screenshot|picture|scan|drawing)\b[^\]\n]{0,200}\]", re.I
)


@dataclass(slots=True)
class _Part:
    """A sentence; `gone` where it is at fault or leaned on one that is, `made` where another stands in its place."""

    start: int
    end: int
    text: str
    spoken: bool
    gone: bool
    made: str = ""


def remains(
    text: str,
    wrong: Sequence[Span],
    *,
    private: bool,
    instead: Mapping[Span, str] = _NOTHING,
    answered: bool = True,
    least: Callable[[str], object] = _ADDRESSED.search,
) -> str | None:
    """Return what is left of a text without its sentences at fault, or None where nothing is that can stand by itself.

    Where `private`, those sentences spoke of somebody who must not be spoken of. `instead` stands in the place of some;
    what followed goes on from there only if `answered`. `least` is what must be found in what is left, if it is short.

    >>> remains("My ten o'clock wept. He never does. If you grieve today, be kind to yourself and call a friend.",
    ...     [Span(0, 20)], private=True)
    'If you grieve today, be kind to yourself and call a friend.'
    """
    if not is_english(text):
        return None
    parts = _parts(text, wrong, instead)
    joins = _drop_leaning(parts, private=private, answered=answered)
    _drop_leading(parts, private=private, answered=answered)
    if not _stands(parts, least) or _breaks_a_list(text, parts) or not (answered or _goes_on(parts)):
        return None
    cuts = [Edit(part.start, part.end, part.made) for part in parts if part.gone or part.made]
    left = _LEFT_ALONE.sub("", applied(text, [*cuts, *joins]))
    left = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", left)).strip()
    return left if reads_well(left, text) and not (private and _PICTURE.search(left)) else None


def _parts(text: str, wrong: Sequence[Span], instead: Mapping[Span, str]) -> list[_Part]:
    spans, at, parts = sorted(wrong), 0, []
    for sentence in split(text):
        while at < len(spans) and spans[at].end <= sentence.start:
            at += 1
        hit = at < len(spans) and spans[at].start < sentence.end
        made = instead.get(Span(sentence.start, sentence.end), "")
        spoken = sentence.speaker is not None
        parts.append(_Part(sentence.start, sentence.end, sentence.text, spoken, hit and not made, made))
    return parts


def _drop_leaning(parts: Sequence[_Part], *, private: bool, answered: bool) -> list[Edit]:
    """Mark the sentences that lean on one that goes; return the cuts of "So" and "And" that open the others."""
    gone, joins, someone, stood, gap = Gone(), [], False, False, False
    cased = sum(part.text[0].isupper() for part in parts) * 2 > len(parts)
    for part in parts:
        near = gap or bool(gone.last and not stood)
        if not part.gone and not part.made:
            part.gone = (
                (not someone and speaks_of_them(part.text, gone, private=private))
                or (private and (gone.named(part.text) or (near and tells_more(part.text))))
                or (gap and (leans(part.text, gone) or not (stood or opens_a_post(part.text))))
                or (gap and cased and part.text[0].islower())
                or bool(gone.last and points(part.text, near=near))
            )
            if gap and not part.gone and (join := CONNECTIVE.match(part.text)):
                joins.append(Edit(part.start, part.start + join.end(), ""))
        gap = part.gone or bool(part.made and not answered)
        if gap:
            gone.add(part.text)
            someone = someone and not private
        else:
            stood = stood or len(part.text.split()) > SHORT
            someone = someone or bool(ONE_PERSON.search(part.text) or NAMED.search(part.text))
    return joins


def _drop_leading(parts: Sequence[_Part], *, private: bool, answered: bool) -> None:
    """Mark the sentences that only led to one that goes, and small ones left alone between two."""
    for at in range(len(parts) - 2, -1, -1):
        part, after = parts[at], parts[at + 1]
        follows = after.gone or (after.made and not answered)
        if follows and not part.gone and not part.made and not TAG.match(part.text):
            alone = at and parts[at - 1].gone and len(part.text.split()) < _ALONE
            part.gone = bool(alone) or leads_in(part.text, private=private)


def _stands(parts: Sequence[_Part], least: Callable[[str], object]) -> bool:
    """Tell whether what is kept is a post: long enough, and worth its readers' while."""
    kept = [part.made or part.text for part in parts if not part.gone]
    said = TAG.sub("", " ".join(kept))
    count = len(re.findall(r"\w[\w'’-]*", said))
    if any(part.made for part in parts):
        return True
    if len(kept) == 1 and count < _ENOUGH // 2 and re.search(r"[\w'’]\s*$", said):
        return False  # a heading
    return count >= _ENOUGH or (count >= _FEWEST and bool(least(said)))


def _goes_on(parts: Sequence[_Part]) -> bool:
    """Tell whether something is left after the last sentence that was put in."""
    last = max((at for at, part in enumerate(parts) if part.made), default=-1)
    return not all(part.gone for part in parts[last + 1 :])


def _breaks_a_list(text: str, parts: Sequence[_Part]) -> bool:
    """Tell whether a numbered list or a dialog has lost one of its parts."""
    if any(part.spoken for part in parts):
        return True
    first = _NUMBERED.search(text) or _COUNTED.search(text)
    return bool(first) and any(part.gone and part.end > first.start() for part in parts)  # type: ignore[union-attr]
