"""The margin beside a draft: what was noticed, in the order of its weight, and what could be written instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from primum.consent import Consent, standing
from primum.draft import Draft
from primum.guidance import Alternative, Guidance
from primum.hold import Answer, Reason
from primum.render import verdict
from primum.render.guidance import TITLES, difference, shown
from primum.render.reviews import HEADINGS, HEAT
from primum.rules import catalogue, rule
from primum.rules.finding import DIRECT, Level
from primum.web import words
from primum.web.look import page

if TYPE_CHECKING:
    from primum.desk import Desk, Noticed, Sheet
    from primum.review import Remark

MOST: Final = 3
"""The most cards that are shown at once."""

_ALIKE: Final = 0.35
"""How much of a draft must be left in an alternative for a difference to be worth reading."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason as a button; `asks` is the line that has to be noted with it here."""

    reason: Reason
    asks: str | None

    @property
    def label(self) -> str:
        """What stands on the button."""
        return words.BUTTONS[self.reason]


@dataclass(frozen=True, slots=True)
class Card:
    """What one rule has found, as it stands in the margin: one place or several of the same weight."""

    places: tuple[Noticed, ...]

    @property
    def remark(self) -> Remark:
        """What is said of the first place, and of all of them."""
        return self.places[0].remark

    @property
    def key(self) -> str:
        """What it is known by while the words change."""
        return f"{self.remark.rule}-{self.level}"

    @property
    def ids(self) -> str:
        """Every place, for an answer to all of them."""
        return " ".join(dict.fromkeys(one.id for one in self.places))

    @property
    def instead(self) -> str:
        """What to do instead, of all its places."""
        told = {one.remark.instead for one in self.places}
        return told.pop() if len(told) == 1 else rule(self.remark.rule).instead()

    @property
    def open(self) -> bool:
        """Whether it still asks for a change or an answer."""
        return self.places[0].open

    @property
    def covered(self) -> bool:
        """Whether a permission on record covers all of it."""
        return all(one.covered for one in self.places)

    @property
    def level(self) -> str:
        """The strength of its underline."""
        return str(self.remark.level)

    @property
    def asks(self) -> str:
        """What its level asks for."""
        return words.LEVELS[self.remark.level]

    @property
    def choices(self) -> list[Choice]:
        """The reasons that answer all of its places."""
        shared = [reason for reason in self.places[0].reasons if all(reason in one.reasons for one in self.places)]
        return [
            Choice(reason, next(filter(None, (_asks(one, reason) for one in self.places)), None)) for reason in shared
        ]

    @property
    def may_be_set_aside(self) -> bool:
        """Whether its rule can be: never that of a detail which points straight to somebody."""
        return all(one.remark.type not in DIRECT for one in self.places)


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding that was answered, with what was said and noted."""

    noticed: Noticed

    @property
    def answer(self) -> str:
        """What was answered to it."""
        settled = self.noticed.settled
        if isinstance(settled, Answer):
            return words.BUTTONS[settled.reason]
        return "Set aside for good" if settled and settled.for_good else "Set aside for this draft"

    @property
    def note(self) -> str:
        """What was noted with the answer."""
        settled = self.noticed.settled
        if settled is None:
            return ""
        return settled.note if isinstance(settled, Answer) else settled.reason


def cards(noticed: Iterable[Noticed]) -> list[Card]:
    """Return findings by rule and weight, the most serious first, and among equals in the order of the rules."""
    groups: dict[tuple[str, Level], list[Noticed]] = {}
    for one in noticed:
        groups.setdefault((one.remark.rule, one.remark.level), []).append(one)
    order = list(catalogue())
    ranked = sorted(groups, key=lambda key: (-key[1], order.index(key[0])))
    return [Card(tuple(groups[key])) for key in ranked]


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands beside a draft: at most three cards at once, the others folded, what was answered apart."""

    sheet: Sheet
    consents: Sequence[Consent]

    @property
    def cards(self) -> list[Card]:
        """Everything that was not answered, the most serious first."""
        return cards(one for one in self.sheet.noticed if one.settled is None)

    @property
    def first(self) -> list[Card]:
        """What is shown at once."""
        return self.cards[:MOST]

    @property
    def folded(self) -> list[Card]:
        """What is shown when it is asked for."""
        return self.cards[MOST:]

    @property
    def answered(self) -> list[Answered]:
        """What was answered."""
        return [Answered(one) for one in self.sheet.noticed if one.settled is not None]

    @property
    def says(self) -> str:
        """The verdict in one calm sentence, after what was answered."""
        return verdict_of(self.sheet)

    @property
    def worst(self) -> str:
        """The most serious level that is open, or nothing."""
        return self.cards[0].level if self.cards and self.cards[0].open else ""

    @property
    def heat(self) -> str:
        """A word where the draft reads as written in heat."""
        return HEAT if self.sheet.review.heated else ""

    @property
    def leaning(self) -> list[Consent]:
        """The consents on which the draft leans."""
        return [consent for consent in self.consents if consent.id in self.sheet.leaned]

    @property
    def asks_for_consent(self) -> bool:
        """Whether there is something that a consent could cover."""
        return any(card.remark.slip == "confidentiality" for card in self.cards) or bool(self.sheet.leaned)


def verdict_of(sheet: Sheet) -> str:
    """Return the verdict on what is still open; an answered draft is as free to go as a clean one."""
    left = cards(one for one in sheet.noticed if one.open)
    if not left and any(one.remark.level > Level.NOTE for one in sheet.noticed):
        return "Everything is answered. It can go when its pause is over."
    if not left:
        return verdict(sheet.review)
    worst = left[0].remark.level
    count = sum(card.remark.level is worst for card in left)
    things = ("", "one thing", "two things", "three things")[count] if count <= MOST else "several things"
    if worst is Level.STOP:
        return f"Hold it for now: {things} should not go out as {'it stands' if count == 1 else 'they stand'}."
    return f"Revise it first: {things} {'is' if count == 1 else 'are'} worth changing."


def margin(desk: Desk, sheet: Sheet) -> Margin:
    """Return the margin of a sheet, with the consents that count today."""
    today = desk.clock().date()
    counting = [c for c in desk.consents() if standing(c, today).counts or c.id in sheet.leaned]
    return Margin(sheet, counting)


def told(desk: Desk, sheet: Sheet) -> dict[str, Any]:
    """Return what the page's script needs of a sheet: the stretches to underline, and the margin as HTML."""
    beside = margin(desk, sheet)
    return {
        "id": sheet.id,
        "version": sheet.version,
        "says": beside.says,
        "marks": marks(sheet),
        "margin": page("margin.html", margin=beside),
        "resting": sheet.standing is not None,
    }


def marks(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the stretches to underline, counted as browsers do; an answered one has no line."""
    text = sheet.draft.text
    places = ((one, one.remark.span.utf16(text)) for one in sheet.noticed)
    return [
        {
            "id": one.id,
            "start": start,
            "end": end,
            "level": "" if one.settled else str(one.remark.level),
        }
        for one, (start, end) in places
    ]


def _asks(noticed: Noticed, reason: Reason) -> str | None:
    """Return the line that a reason needs for this finding."""
    from datetime import UTC, datetime

    bare = Answer("", reason, datetime.now(UTC))
    return None if reason.asks is None or bare.settles(noticed.remark) else reason.asks


# ── What could be written instead ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative as it is shown; `number` is that of its change among those that the script holds."""

    number: int
    alternative: Alternative
    pieces: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The way in words."""
        return TITLES[self.alternative.kind]


def ways(draft: Draft, guidance: Guidance) -> dict[str, Any]:
    """Return what the script needs to offer alternatives: a fragment for each slip and detail, and the changes."""
    changes: list[dict[str, Any]] = []
    fragments: dict[str, str] = {}
    for slip, of_slip in groupby(shown(guidance), lambda alternative: alternative.slip):
        found = [_way(draft, alternative, changes) for alternative in of_slip]
        crowd = guidance.crowd if slip == "confidentiality" else None
        fragments[slip] = page("ways.html", ways=found, slip=slip, heading=HEADINGS[slip][0], crowd=crowd)
    details = []
    for finding, change in guidance.rewordings:
        if change is None:
            continue
        start, end = finding.span.utf16(draft.text)
        at = _utf16(draft.text, change.start), _utf16(draft.text, change.end)
        changes.append({"start": at[0], "end": at[1], "text": change.text})
        details.append({"start": start, "end": end, "text": change.text, "change": len(changes) - 1})
    return {"fragments": fragments, "details": details, "changes": changes}


def _way(draft: Draft, alternative: Alternative, changes: list[dict[str, Any]]) -> Way:
    span = alternative.replaces
    start, end = span.utf16(draft.text) if span else (0, _utf16(draft.text, len(draft.text)))
    changes.append({"start": start, "end": end, "text": alternative.text})
    return Way(len(changes) - 1, alternative, _pieces(draft, alternative))


def _pieces(draft: Draft, alternative: Alternative) -> tuple[tuple[str, str], ...]:
    """Return the words that go and come, where enough of the draft is left to see it by."""
    if not alternative.postable:
        return ()
    after = alternative.within(draft)
    alike = SequenceMatcher(None, draft.text.split(), after.split(), autojunk=False).ratio()
    return tuple(difference(draft.text, after)) if alike > _ALIKE else ()


def _utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2
