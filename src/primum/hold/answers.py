"""Answers to findings: why the author may share in spite of one, and what each reason can settle.

What a reason says, fits and asks for is `data/pauses.toml`.
"""

from __future__ import annotations

import enum
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from primum.draft import Draft, Span
from primum.errors import DataError
from primum.hold.clock import aware, instant
from primum.hold.errors import CannotSettle
from primum.hold.tables import table
from primum.reading.sentences import Sentence, split
from primum.review import Remark, Review
from primum.rules import rule
from primum.rules.finding import DIRECT, Level, Slip


class Reason(enum.StrEnum):
    """Why a finding need not keep the author from sharing.

    >>> Reason.MINE.says
    'This is my own.'
    """

    NOT_A_CLIENT = "not-a-client"
    MINE = "mine"
    ALREADY_PUBLIC = "already-public"
    CONSIDERED = "considered"
    CONSENT = "consent"

    @property
    def says(self) -> str:
        """What the author says by giving it."""
        return _grounds()[self].says

    @property
    def asks(self) -> str | None:
        """What has to be noted with it where the finding is serious; None where nothing has to be."""
        return _grounds()[self].asks


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a reason can settle, as `data/pauses.toml` has it."""

    says: str
    slips: frozenset[Slip]
    excepted: frozenset[str]
    most: Level
    direct: bool
    asks: str | None
    asks_from: Level

    def fits(self, remark: Remark) -> bool:
        return (
            remark.slip in self.slips
            and remark.rule not in self.excepted
            and remark.level <= self.most
            and (self.direct or remark.type not in DIRECT)
        )


@cache
def _grounds() -> Mapping[Reason, _Ground]:
    try:
        return MappingProxyType({reason: _ground(table("pauses")["reason"][reason]) for reason in Reason})
    except (KeyError, ValueError) as error:
        raise DataError("pauses.toml", f"cannot be read ({error!r})") from error


def _ground(entry: Mapping[str, Any]) -> _Ground:
    return _Ground(
        says=entry["says"],
        slips=frozenset(map(Slip, entry["slips"])),
        excepted=frozenset(rule(name).id for name in entry["except"]),
        most=Level[entry["most"].upper()],
        direct=entry["direct"],
        asks=entry.get("asks"),
        asks_from=Level[entry.get("asks-from", "stop").upper()],
    )


def fingerprint(remark: Remark, draft: Draft, secret: bytes = b"") -> str:
    """Identify a finding by its rule and type and by the sentence in which it stands, quoting nothing.

    Case and white space do not count; an identifying detail goes by its own words too, so that an answer for one name
    is none for its neighbor, and what the draft answers counts because the same words mean something else elsewhere.
    Without a secret of some length, whoever guesses the sentence can confirm the guess.

    >>> from primum.review import review
    >>> one, other = review("He's a textbook narcissist."), review("Rain again.  He's a TEXTBOOK narcissist.")
    >>> fingerprint(one.findings[0], one.draft) == fingerprint(other.findings[0], other.draft)
    True
    """
    return _fingerprint(remark, draft, split(draft.text), secret)


def _fingerprint(remark: Remark, draft: Draft, sentences: Sequence[Sentence], secret: bytes) -> str:
    within = [s.text for s in sentences if remark.span.overlaps(Span(s.start, s.end))]
    detail = remark.quote if remark.type else ""
    parts = (remark.rule, remark.type or "", " ".join(within) or remark.quote, detail, draft.answering or "")
    told = "\x1f".join(" ".join(part.casefold().split()) for part in parts)  # `split` leaves no \x1f in a part
    return hmac.digest(secret, told.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Answer:
    """Why the author may share in spite of one finding; to take it back is to drop it. `answer` makes it."""

    fingerprint: str
    reason: Reason
    given_at: datetime
    note: str = field(default="", repr=False)

    def settles(self, remark: Remark) -> bool:
        """Tell whether the reason is enough for the finding, were it the one that is meant."""
        ground = _grounds()[self.reason]
        noted = ground.asks is None or remark.level < ground.asks_from or bool(self.note.strip())
        return noted and ground.fits(remark)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A rule that the author sets aside for one draft, or with a reason for good; never for direct identifiers.

    Without a reason it settles no stop.

    >>> from datetime import UTC
    >>> SetAside("bashing", datetime(2026, 11, 3, tzinfo=UTC), for_good=True)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    primum.hold.errors.CannotSettle: A rule is set aside for good only with a reason...
    """

    rule: str
    given_at: datetime
    reason: str = field(default="", repr=False)
    for_good: bool = False

    def __post_init__(self) -> None:
        rule(self.rule)
        if self.for_good and not self.reason.strip():
            raise CannotSettle(
                "A rule is set aside for good only with a reason.", "Say in a line why it does not suit you."
            )

    def settles(self, remark: Remark) -> bool:
        """Tell whether it takes this finding away."""
        enough = remark.level < Level.STOP or bool(self.reason.strip())
        return self.rule == remark.rule and remark.type not in DIRECT and enough


@dataclass(frozen=True, slots=True)
class Answers:
    """All that the author has answered: single findings, rules set aside, and the secret of the fingerprints."""

    given: tuple[Answer, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    secret: bytes = field(default=b"", repr=False)

    def adding(self, one: Answer | SetAside) -> Answers:
        """Return the answers with one more, in the place of an older one to the same finding or rule."""
        if isinstance(one, Answer):
            kept = tuple(other for other in self.given if other.fingerprint != one.fingerprint)
            return replace(self, given=(*kept, one))
        return replace(self, set_aside=(*(a for a in self.set_aside if a.rule != one.rule), one))

    def dropping(self, one: Answer | SetAside) -> Answers:
        """Return the answers after one was taken back."""
        return replace(
            self,
            given=tuple(other for other in self.given if other != one),
            set_aside=tuple(other for other in self.set_aside if other != one),
        )

    def settling(self, review: Review) -> tuple[Answer | SetAside | None, ...]:
        """Return for each finding of a review what settles it, the oldest first given; None where it is open."""
        sentences = split(review.draft.text) if self.given and review.findings else ()
        return tuple(self._settling(remark, review.draft, sentences) for remark in review.findings)

    def _settling(self, remark: Remark, draft: Draft, sentences: Sequence[Sentence]) -> Answer | SetAside | None:
        settled: list[Answer | SetAside] = [aside for aside in self.set_aside if aside.settles(remark)]
        if self.given:
            mark = _fingerprint(remark, draft, sentences, self.secret)
            settled += [one for one in self.given if one.fingerprint == mark and one.settles(remark)]
        return min(settled, key=lambda one: instant(one.given_at), default=None)


def reasons(remark: Remark) -> tuple[Reason, ...]:
    """Return the reasons that can settle a finding, in the order in which they are offered.

    >>> from primum.review import review
    >>> [str(reason) for reason in reasons(review("He's a textbook narcissist.").findings[0])]
    ['mine', 'already-public', 'consent']
    """
    return tuple(reason for reason, ground in _grounds().items() if ground.fits(remark))


def answer(
    remark: Remark, draft: Draft, reason: Reason, now: datetime, *, note: str = "", secret: bytes = b""
) -> Answer:
    """Answer a finding with a reason, or raise CannotSettle, which says what would do."""
    given = Answer(fingerprint(remark, draft, secret), reason, aware(now), note.strip())
    if given.settles(remark):
        return given
    if reason in reasons(remark):
        raise CannotSettle(f"“{reason.says}” needs a line beside it here.", f"{reason.asks}")
    enough = " ".join(f"“{other.says}”" for other in reasons(remark))
    raise CannotSettle(
        f"“{reason.says}” is not enough for this finding.", f"Change the words, or see what is: {enough}"
    )


def open_findings(review: Review, answers: Answers) -> tuple[Remark, ...]:
    """Return the findings that ask for a change or an answer and have none; notes ask for nothing."""
    settling = answers.settling(review)
    return tuple(
        remark
        for remark, settled in zip(review.findings, settling, strict=True)
        if remark.level > Level.NOTE and settled is None
    )
