"""The hold on a draft, and the only way out of it: what `release` makes is the only thing that may be published."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple, NoReturn, final

from primum.draft import Draft
from primum.errors import DataError
from primum.hold.answers import Answer, Answers, SetAside, open_findings
from primum.hold.clock import after, aware, instant, latest
from primum.hold.errors import AlreadyLetGo, NotReviewed, NotYet
from primum.hold.pauses import Pauses, usual_pauses
from primum.hold.tables import table
from primum.review import Remark, Review, Verdict
from primum.rules.finding import Level

_GRAVITY: Final = tuple(Verdict)
"""The verdicts, from the mildest to the gravest."""


class Weight(NamedTuple):
    """What weighs on a draft: the verdict, the heat, and the rules (and types) that hold it, one for each finding."""

    verdict: Verdict
    heated: bool
    stops: tuple[str, ...] = ()

    def worse_than(self, other: Weight) -> bool:
        """Tell whether more weighs here than there, in any of the three.

        >>> Weight(Verdict.SHARE, True).worse_than(Weight(Verdict.HOLD, False, ("bashing",)))
        True
        """
        graver = _GRAVITY.index(self.verdict) > _GRAVITY.index(other.verdict)
        return graver or self.heated > other.heated or bool(Counter(self.stops) - Counter(other.stops))

    @property
    def hot(self) -> bool:
        """Whether it waits for the morning."""
        return self.heated and _GRAVITY.index(self.verdict) >= _GRAVITY.index(_hot_from())


@cache
def _hot_from() -> Verdict:
    try:
        return Verdict(table("pauses")["heat"]["from"])
    except (KeyError, ValueError) as error:
        raise DataError("pauses.toml", f"cannot be read ({error!r})") from error


def _weigh(review: Review, answers: Answers, opened_at: datetime, pauses: Pauses) -> Weight:
    """Weigh a review; a finding no longer weighs if its answer itself had cooled off when the pause began."""
    by = after(opened_at, -pauses.cooling_off)
    standing = [
        remark
        for remark, settled in zip(review.findings, answers.settling(review), strict=True)
        if settled is None or instant(settled.given_at) > instant(by)
    ]
    verdict = Verdict.of(max((remark.level for remark in standing), default=Level.NOTE))
    stops = sorted(_name(remark) for remark in standing if remark.level is Level.STOP)
    return Weight(verdict, review.heated, tuple(stops))


class Reply(NamedTuple):
    """What the author replied to a question of the pause."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A draft in its pause; `begin` makes it, and every change is a new one.

    `opened_with` is the verdict at its beginning, and `weight` what its newest review weighs. `cooling_until` is
    dropped when the draft is edited down to one that can be shared; `heat_until` is kept whatever becomes of the draft.
    """

    draft: Draft | None = field(repr=False)
    opened_at: datetime
    opened_with: Verdict
    weight: Weight
    pauses: Pauses
    breath_until: datetime
    cooling_until: datetime | None = None
    heat_until: datetime | None = None
    replies: tuple[Reply, ...] = field(default=(), repr=False)
    plan: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.draft and self.weight.verdict is Verdict.HOLD and self.cooling_until is None:
            raise ValueError("a draft that must not go out as it is cannot be held without a cooling-off")

    @property
    def until(self) -> datetime | None:
        """When the cooling-off is over, the one of a stop and the one of heat; None where there is none."""
        return latest(self.cooling_until, self.heat_until)


def begin(review: Review, answers: Answers, now: datetime, pauses: Pauses | None = None) -> Hold:
    """Begin the pause before a draft is shared.

    What was answered a cooling-off ago or longer weighs no more; what is answered now must be, and still has to cool.

    >>> from datetime import UTC
    >>> from primum.review import review
    >>> begin(review("He's a textbook narcissist."), Answers(), datetime(2026, 11, 3, 10, tzinfo=UTC)).until
    datetime.datetime(2026, 11, 3, 11, 0, tzinfo=datetime.timezone.utc)
    """
    pauses = pauses or usual_pauses()
    weight = _weigh(review, answers, aware(now), pauses)
    return Hold(
        review.draft,
        opened_at=now,
        opened_with=review.verdict,
        weight=weight,
        pauses=pauses,
        breath_until=after(now, pauses.breath),
        cooling_until=pauses.cooled(now) if weight.verdict is Verdict.HOLD else None,
        heat_until=pauses.slept_over(now) if weight.hot else None,
    )


def edited(hold: Hold, review: Review, answers: Answers, now: datetime) -> Hold:
    """Return the hold after its draft was reviewed anew; the same hold where nothing has changed.

    New words need a new breath. They lengthen the cooling-off only where more weighs on the draft than before.
    """
    draft, weight = _draft(hold), _weigh(review, answers, hold.opened_at, hold.pauses)
    worse = weight.worse_than(hold.weight)
    cooled = hold.pauses.cooled(now) if worse and weight.verdict is Verdict.HOLD else None
    slept = hold.pauses.slept_over(now) if worse and weight.hot else None
    return replace(
        hold,
        draft=review.draft,
        weight=weight,
        breath_until=hold.breath_until if draft == review.draft else after(now, hold.pauses.breath),
        cooling_until=None if weight.verdict is Verdict.SHARE else latest(hold.cooling_until, cooled),
        heat_until=latest(hold.heat_until, slept),
    )


def skipped(hold: Hold, now: datetime) -> Hold:
    """Return the hold with its breath skipped, which a clean and calm draft allows; any other raises NotYet."""
    _draft(hold)
    if hold.weight.verdict is not Verdict.SHARE or hold.weight.heated:
        raise NotYet(_shown(hold.breath_until, now))
    return replace(hold, breath_until=min(hold.breath_until, aware(now), key=instant))


def replied(hold: Hold, question: str, text: str) -> Hold:
    """Return the hold with the author's reply to a question, in the place of an earlier one; a blank one drops it."""
    _draft(hold)
    kept = tuple(reply for reply in hold.replies if reply.question != question)
    return replace(hold, replies=(*kept, Reply(question, text.strip())) if text.strip() else kept)


def planned(hold: Hold, plan: str) -> Hold:
    """Return the hold with the author's if-then plan."""
    _draft(hold)
    return replace(hold, plan=plan.strip())


class Farewell(NamedTuple):
    """A hold that was emptied, and a kind sentence."""

    hold: Hold
    text: str


def let_go(hold: Hold) -> Farewell:
    """Empty a hold of its draft, its replies and its plan; to let go twice is to let go once."""
    texts = table("questions")["let-go"]["texts"]
    nothing = Weight(Verdict.SHARE, False)
    empty = replace(hold, draft=None, weight=nothing, cooling_until=None, heat_until=None, replies=(), plan="")
    return Farewell(empty, texts[hold.opened_at.toordinal() % len(texts)])


def _draft(hold: Hold) -> Draft:
    if hold.draft is None:
        raise AlreadyLetGo
    return hold.draft


def _name(remark: Remark) -> str:
    return f"{remark.rule} ({remark.type})" if remark.type else remark.rule


def _shown(moment: datetime, now: datetime) -> datetime:
    """Return a time on the author's clock of now."""
    return moment.astimezone(aware(now).tzinfo)


class State(enum.StrEnum):
    """Where a hold stands: the first of these that holds it back, or ready, or let go."""

    BREATHING = "breathing"
    OPEN = "open"
    """A finding asks for a change or an answer."""
    COOLING = "cooling"
    READY = "ready"
    LET_GO = "let-go"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a hold and all that is still missing: findings to answer, and the latest time to wait for."""

    state: State
    until: datetime | None = None
    open: tuple[Remark, ...] = field(default=(), repr=False)


def look(hold: Hold, review: Review, answers: Answers, now: datetime) -> Standing:
    """Tell where a hold stands; raise NotReviewed unless the hold has seen this review or a worse one of this draft."""
    if hold.draft is None:
        return Standing(State.LET_GO)
    weight = _weigh(review, answers, hold.opened_at, hold.pauses)
    if review.draft != hold.draft or weight.worse_than(hold.weight):
        raise NotReviewed
    missing = open_findings(review, answers)
    breath, until = (_ahead(moment, now) for moment in (hold.breath_until, hold.until))
    states = ((State.BREATHING, breath), (State.OPEN, missing), (State.COOLING, until), (State.READY, True))
    return Standing(next(state for state, holds in states if holds), latest(breath, until), missing)


def _ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return _shown(moment, now) if moment and instant(moment) > instant(now) else None


class _Key:
    """What only `release` holds."""


_KEY: Final = _Key()


@final
@dataclass(frozen=True, slots=True, init=False)
class Released:
    """A text that may be published, with the answers it leans on; `release` alone can make one.

    It is never changed, taken apart or stored: copies are the same object, and replacing and pickling are refused.
    """

    text: str = field(repr=False)
    platform: str | None
    answers: tuple[Answer | SetAside, ...]
    released_at: datetime

    def __init__(self, key: _Key, draft: Draft, answers: tuple[Answer | SetAside, ...], released_at: datetime) -> None:
        if key is not _KEY:
            _refuse()
        values = {"text": draft.text, "platform": draft.platform, "answers": answers, "released_at": released_at}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> NoReturn:
        _refuse()

    def __copy__(self) -> Released:
        return self

    def __deepcopy__(self, memo: object) -> Released:
        return self

    def __replace__(self, **changes: object) -> NoReturn:
        _refuse()

    def __reduce__(self) -> NoReturn:
        _refuse()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        _refuse()

    def __getstate__(self) -> NoReturn:
        _refuse()

    def __setstate__(self, state: object) -> NoReturn:
        _refuse()


def _refuse() -> NoReturn:
    raise TypeError("only primum.hold.release makes a Released")


def release(hold: Hold, review: Review, answers: Answers, now: datetime) -> Released:
    """Release exactly the text that was reviewed, or raise NotYet, NotReviewed or AlreadyLetGo.

    >>> from datetime import UTC
    >>> from primum.review import review
    >>> clean, now = review("Two spaces open on Tuesdays."), datetime(2026, 11, 3, 10, tzinfo=UTC)
    >>> release(skipped(begin(clean, Answers(), now), now), clean, Answers(), now).text
    'Two spaces open on Tuesdays.'
    """
    draft = _draft(hold)
    standing = look(hold, review, answers, now)
    if standing.state is not State.READY:
        raise NotYet(standing.until, tuple(dict.fromkeys(map(_name, standing.open))))
    settling = zip(review.findings, answers.settling(review), strict=True)
    used = dict.fromkeys(settled for remark, settled in settling if settled and remark.level > Level.NOTE)
    return Released(_KEY, draft, tuple(used), now)
