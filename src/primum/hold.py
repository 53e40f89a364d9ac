"""The pause between writing and sharing, and the only way to a text that may be published.

    begin ──▶ Hold ──edited, replied, planned──▶ Hold ──release──▶ Released
                                                  └─────let_go──▶ an empty Hold

All of it is values and pure functions: the time is an argument, aware and on the author's own clock (a `ZoneInfo`
knows when its summer ends, a fixed offset does not). Lengths, limits and reasons are `data/pauses.toml`; what is asked
and said is `data/questions.toml`. Whoever shows a hold calls `edited` with each new review, keeps what it returns, and
then looks.

PrimumError
└── HoldError
    ├── NotYet          the draft waits, or a finding is open
    ├── NotReviewed     the review is not of this draft, or is worse than the one the hold has seen
    ├── AlreadyLetGo    nothing is left of the draft
    ├── CannotSettle    the reason does not fit the finding, or lacks its note
    └── OutOfLimits     a pause shorter or longer than its limits
"""

from __future__ import annotations

import enum
import hmac
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, NoReturn, final

from primum.draft import Draft, Span
from primum.errors import DataError, PrimumError
from primum.reading.sentences import Sentence, split
from primum.review import Remark, Review, Verdict
from primum.rules import catalogue, rule
from primum.rules.finding import DIRECT, Level, Slip

READERS: Final = 6
PLANS: Final = 3
"""The most readers and plans that one calm screen holds."""

_GRAVITY: Final = tuple(Verdict)
"""The verdicts, from the mildest to the gravest."""


class HoldError(PrimumError):
    """The pause does not allow what was asked."""


class NotYet(HoldError):
    """The draft cannot be shared yet; says until when, and the rules whose findings are open, and quotes nothing."""

    exit_code: ClassVar[int] = 1

    def __init__(self, until: datetime | None, rules: tuple[str, ...] = ()) -> None:
        problems, remedies = [], []
        if rules:
            problems.append(f"Not answered yet: {', '.join(rules)}.")
            remedies.append("Change those words, or answer each finding with its reason.")
        if until:
            hour = f"{until:%H:%M:%S}" if until.second else f"{until:%H:%M}"  # only a breath ends within a minute
            problems.append(f"The draft rests until {hour} on {until:%A, %B} {until.day}.")
            remedies.append("Read it afresh then; it will be here.")
        super().__init__(" ".join(problems), " ".join(remedies))
        self.until = until
        self.rules = rules


class NotReviewed(HoldError):
    """The review is not of the draft that is held, or it is worse than the one that the hold has seen."""

    def __init__(self) -> None:
        super().__init__("The draft or its review has changed since the pause began.", "Have it reviewed once more.")


class AlreadyLetGo(HoldError):
    """The draft was let go, and nothing is left of it."""

    def __init__(self) -> None:
        super().__init__("This draft was let go.", "Begin a new one whenever you like.")


class CannotSettle(HoldError):
    """The reason given does not fit the finding, or it needs a note that is missing."""


class OutOfLimits(HoldError):
    """A pause would be shorter or longer than its limits."""


# --- The data


@cache
def _table(name: str) -> Mapping[str, Any]:
    path = files("primum") / "data" / f"{name}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


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
        return MappingProxyType({reason: _ground(_table("pauses")["reason"][reason]) for reason in Reason})
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


# --- Answers to findings


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

    >>> SetAside("bashing", datetime(2026, 11, 3, tzinfo=UTC), for_good=True)
    Traceback (most recent call last):
    ...
    primum.hold.CannotSettle: A rule is set aside for good only with a reason. Say in a line why it does not suit you.
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
        return min(settled, key=lambda one: _instant(one.given_at), default=None)


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
    given = Answer(fingerprint(remark, draft, secret), reason, _aware(now), note.strip())
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


# --- Lengths


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a draft waits; within the limits of `data/pauses.toml`, or else OutOfLimits.

    >>> usual_pauses().cooling_off
    datetime.timedelta(seconds=3600)
    """

    breath: timedelta
    cooling_off: timedelta
    night_begins: time
    night_ends: time
    morning: time

    def __post_init__(self) -> None:
        for name, (_, least, most) in _limits().items():
            if not least <= getattr(self, name) <= most:
                what, bounds = name.replace("_", " "), f"{_told(least)} and {_told(most)}"
                raise OutOfLimits(
                    f"The pause “{what}” cannot be {_told(getattr(self, name))}.", f"Choose between {bounds}."
                )
        if self.morning < self.night_ends:
            raise OutOfLimits("The morning cannot begin before the night ends.", "Choose a later morning.")

    def adjusted(
        self,
        *,
        breath: timedelta | None = None,
        cooling_off: timedelta | None = None,
        night_begins: time | None = None,
        night_ends: time | None = None,
        morning: time | None = None,
    ) -> Pauses:
        """Return the pauses as the author wants them, or raise OutOfLimits.

        >>> usual_pauses().adjusted(morning=time(4))
        Traceback (most recent call last):
        ...
        primum.hold.OutOfLimits: The pause “morning” cannot be 04:00. Choose between 06:00 and 12:00.
        """
        return Pauses(
            self.breath if breath is None else breath,
            self.cooling_off if cooling_off is None else cooling_off,
            self.night_begins if night_begins is None else night_begins,
            self.night_ends if night_ends is None else night_ends,
            self.morning if morning is None else morning,
        )

    def is_night(self, now: datetime) -> bool:
        """Tell whether it is night on the author's clock: from the minute it begins until the minute before it ends."""
        return now.time() >= self.night_begins or now.time() < self.night_ends

    def next_morning(self, now: datetime) -> datetime:
        """Return the morning after the next sleep: today's in the small hours, else tomorrow's."""
        day = now.date() if now.time() < self.night_ends else now.date() + timedelta(days=1)
        return datetime.combine(day, self.morning, now.tzinfo)

    def cooled(self, now: datetime) -> datetime:
        """Return when a cooling-off that begins now is over: on a full minute, and from the night in the morning."""
        over = _on_the_minute(_after(now, self.cooling_off))
        return max(over, self.next_morning(now), key=_instant) if self.is_night(now) else over

    def slept_over(self, now: datetime) -> datetime:
        """Return when a draft written in heat now may be read afresh, never before it would have cooled."""
        return max(self.cooled(now), self.next_morning(now), key=_instant)


@cache
def usual_pauses() -> Pauses:
    """Return the pauses as they are unless the author changes them."""
    return Pauses(**{name: usual for name, (usual, _, _) in _limits().items()})


@cache
def _limits() -> Mapping[str, tuple[Any, Any, Any]]:
    """Return the usual, the least and the most of each pause."""
    table = _table("pauses")
    names = ("breath", "cooling_off", "night_begins", "night_ends", "morning")
    try:
        return MappingProxyType({name: _limit(table[name.replace("_", "-")]) for name in names})
    except (KeyError, TypeError) as error:
        raise DataError("pauses.toml", f"cannot be read ({error!r})") from error


def _limit(entry: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    usual, least, most = (entry[key] for key in ("usual", "least", "most"))
    if unit := entry.get("unit"):
        return timedelta(**{unit: usual}), timedelta(**{unit: least}), timedelta(**{unit: most})
    return usual, least, most


def _told(length: timedelta | time) -> str:
    if isinstance(length, time):
        return f"{length:%H:%M}"
    seconds = length.total_seconds()
    return f"{seconds:g} seconds" if abs(seconds) < 120 else f"{seconds / 60:g} minutes"


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("the pause needs to know the time zone of its times")
    return moment


def _instant(moment: datetime) -> datetime:
    """Return a time as all clocks share it: times of one zone are compared and added up by their hands otherwise."""
    return _aware(moment).astimezone(UTC)


def _after(moment: datetime, length: timedelta) -> datetime:
    return (_instant(moment) + length).astimezone(moment.tzinfo)


def _on_the_minute(moment: datetime) -> datetime:
    """Return the next full minute, so that a time shown in hours and minutes is never too early."""
    past = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return _after(moment, timedelta(minutes=1) - past) if past else moment


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), key=_instant, default=None)


# --- What is asked and said


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

    >>> from primum.review import review
    >>> [q.about for q in questions(review("Two spaces open."), datetime(2026, 11, 3, 10, tzinfo=UTC))]
    ['motive', 'impact']
    """
    tags = _tags(review, night=(pauses or usual_pauses()).is_night(_aware(now)))
    asked = (_nearest([t for t in _texts("question") if t.about == about], tags, now) for about in _ABOUT)
    return tuple(Question(one.id, one.about, one.text) for one in asked if one)


def readers(review: Review) -> tuple[str, ...]:
    """Return who will read it, the nearest first.

    >>> from primum.review import review
    >>> readers(review("Two spaces open."))[0]
    'Your client who sat here this week'
    """
    tags = _tags(review, night=False)
    return tuple(text.text for text in _texts("reader") if _rank(text, tags) is not None)[:READERS]


def plans(review: Review, now: datetime, pauses: Pauses | None = None) -> tuple[str, ...]:
    """Return plans to choose from: if this, then that.

    >>> from primum.review import review
    >>> plans(review("My client told me she left."), datetime(2026, 11, 3, 10, tzinfo=UTC))[0]
    'If I still want to share it tomorrow, then I read it once as my client.'
    """
    tags = _tags(review, night=(pauses or usual_pauses()).is_night(_aware(now)))
    return tuple(text.text for text in _texts("plan") if _rank(text, tags) is not None)[:PLANS]


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
def _texts(kind: str) -> tuple[_Text, ...]:
    known = {*catalogue(), *Slip, "heat", "night", "answer", "finding", "clean", "any"}
    try:
        texts = [_Text(e["id"], tuple(e["for"]), e["text"], e.get("about", "")) for e in _table("questions")[kind]]
    except (KeyError, TypeError) as error:
        raise DataError("questions.toml", f"cannot be read ({error!r})") from error
    if strange := {tag for text in texts for tag in text.fits} - known:
        raise DataError("questions.toml", f"speaks of what nothing knows: {', '.join(sorted(strange))}")
    return tuple(texts)


# --- The hold


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
        return Verdict(_table("pauses")["heat"]["from"])
    except (KeyError, ValueError) as error:
        raise DataError("pauses.toml", f"cannot be read ({error!r})") from error


def _weigh(review: Review, answers: Answers, opened_at: datetime, pauses: Pauses) -> Weight:
    """Weigh a review; a finding no longer weighs if its answer itself had cooled off when the pause began."""
    by = _after(opened_at, -pauses.cooling_off)
    standing = [
        remark
        for remark, settled in zip(review.findings, answers.settling(review), strict=True)
        if settled is None or _instant(settled.given_at) > _instant(by)
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
        return _latest(self.cooling_until, self.heat_until)


def begin(review: Review, answers: Answers, now: datetime, pauses: Pauses | None = None) -> Hold:
    """Begin the pause before a draft is shared.

    What was answered a cooling-off ago or longer weighs no more; what is answered now must be, and still has to cool.

    >>> from primum.review import review
    >>> begin(review("He's a textbook narcissist."), Answers(), datetime(2026, 11, 3, 10, tzinfo=UTC)).until
    datetime.datetime(2026, 11, 3, 11, 0, tzinfo=datetime.timezone.utc)
    """
    pauses = pauses or usual_pauses()
    weight = _weigh(review, answers, _aware(now), pauses)
    return Hold(
        review.draft,
        opened_at=now,
        opened_with=review.verdict,
        weight=weight,
        pauses=pauses,
        breath_until=_after(now, pauses.breath),
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
        breath_until=hold.breath_until if draft == review.draft else _after(now, hold.pauses.breath),
        cooling_until=None if weight.verdict is Verdict.SHARE else _latest(hold.cooling_until, cooled),
        heat_until=_latest(hold.heat_until, slept),
    )


def skipped(hold: Hold, now: datetime) -> Hold:
    """Return the hold with its breath skipped, which a clean and calm draft allows; any other raises NotYet."""
    _draft(hold)
    if hold.weight.verdict is not Verdict.SHARE or hold.weight.heated:
        raise NotYet(_shown(hold.breath_until, now))
    return replace(hold, breath_until=min(hold.breath_until, _aware(now), key=_instant))


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
    texts = _table("questions")["let-go"]["texts"]
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
    return moment.astimezone(_aware(now).tzinfo)


# --- Where it stands, and the way out


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
    return Standing(next(state for state, holds in states if holds), _latest(breath, until), missing)


def _ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return _shown(moment, now) if moment and _instant(moment) > _instant(now) else None


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
