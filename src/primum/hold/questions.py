"""What is asked and said on the calm screen: questions, readers, plans; their words are `data/questions.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from primum.errors import DataError
from primum.hold.clock import aware
from primum.hold.pauses import Pauses, usual_pauses
from primum.hold.tables import table
from primum.review import Review
from primum.rules import catalogue
from primum.rules.finding import Level, Slip

READERS: Final = 6
PLANS: Final = 3
"""The most readers and plans that one calm screen holds."""


class Question(NamedTuple):
    """A question of the pause; `about` is motive, impact or moment, and `id` is kept with the reply."""

    id: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    """An entry of `data/questions.toml`."""

    id: str
    fits: tuple[str, ...]
    text: str
    about: str


def questions(review: Review, now: datetime, pauses: Pauses | None = None) -> tuple[Question, ...]:
    """Return two or three questions: on the motive, on the impact, and in heat or at night on the moment.

    >>> from datetime import UTC
    >>> from primum.review import review
    >>> [q.about for q in questions(review("Two spaces open."), datetime(2026, 11, 3, 10, tzinfo=UTC))]
    ['motive', 'impact']
    """
    tags = _tags(review, night=(pauses or usual_pauses()).is_night(aware(now)))
    asked = (_nearest([t for t in texts("question") if t.about == about], tags, now) for about in _ABOUT)
    return tuple(Question(one.id, one.about, one.text) for one in asked if one)


def readers(review: Review) -> tuple[str, ...]:
    """Return who will read it, the nearest first.

    >>> from primum.review import review
    >>> readers(review("Two spaces open."))[0]
    'Your client who sat here this week'
    """
    tags = _tags(review, night=False)
    return tuple(text.text for text in texts("reader") if _rank(text, tags) is not None)[:READERS]


def plans(review: Review, now: datetime, pauses: Pauses | None = None) -> tuple[str, ...]:
    """Return plans to choose from: if this, then that.

    >>> from datetime import UTC
    >>> from primum.review import review
    >>> plans(review("My client told me she left."), datetime(2026, 11, 3, 10, tzinfo=UTC))[0]
    'If I still want to share it tomorrow, then I read it once as my client.'
    """
    tags = _tags(review, night=(pauses or usual_pauses()).is_night(aware(now)))
    return tuple(text.text for text in texts("plan") if _rank(text, tags) is not None)[:PLANS]


_ABOUT: Final = ("motive", "impact", "moment")


def _tags(review: Review, *, night: bool) -> tuple[str, ...]:
    """Return what may be said of the moment and the draft, what counts most first."""
    found = sorted((f for f in review.findings if f.level > Level.NOTE), key=lambda f: -f.level)
    rules, slips = ([f.rule for f in found], [str(f.slip) for f in found])
    moment = ["heat"] * review.heated + ["night"] * night
    answers = ["answer"] * bool(review.draft.answering)
    return tuple(dict.fromkeys((*moment, *rules, *slips, *answers, "finding" if found else "clean", "any")))


def _rank(text: _Text, tags: Sequence[str]) -> int | None:
    return min((tags.index(tag) for tag in text.fits if tag in tags), default=None)


def _nearest(texts: Iterable[_Text], tags: Sequence[str], now: datetime) -> _Text | None:
    """Return the text that fits best; where several do, they take turns from day to day."""
    ranked = [(rank, text) for text in texts if (rank := _rank(text, tags)) is not None]
    best = [text for rank, text in ranked if rank == min(rank for rank, _ in ranked)]
    return best[now.toordinal() % len(best)] if best else None


@cache
def texts(kind: str) -> tuple[_Text, ...]:
    """Return the entries of a kind: question, reader or plan."""
    known = {*catalogue(), *Slip, "heat", "night", "answer", "finding", "clean", "any"}
    try:
        entries = [_Text(e["id"], tuple(e["for"]), e["text"], e.get("about", "")) for e in table("questions")[kind]]
    except (KeyError, TypeError) as error:
        raise DataError("questions.toml", f"cannot be read ({error!r})") from error
    if strange := {tag for entry in entries for tag in entry.fits} - known:
        raise DataError("questions.toml", f"speaks of what nothing knows: {', '.join(sorted(strange))}")
    return tuple(entries)
