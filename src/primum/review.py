"""A review: what a careful colleague would say of a draft, and whether it can go out as it is."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from primum.draft import Draft, Span
from primum.model import Model, model
from primum.reading import Reading, read_all
from primum.rules import Rule, catalogue, find
from primum.rules.finding import Finding, Level, Slip, Witness

if TYPE_CHECKING:
    from primum.guidance import Alternative, Guidance


class Verdict(enum.StrEnum):
    """What to do with the draft: share it, revise it, or hold it.

    >>> review("He's a textbook narcissist.").verdict is Verdict.HOLD
    True
    """

    SHARE = "share"
    REVISE = "revise"
    HOLD = "hold"

    @classmethod
    def of(cls, worst: Level) -> Verdict:
        """Return the verdict that follows from the worst level found.

        >>> Verdict.of(Level.STOP).value
        'hold'
        """
        return {Level.STOP: cls.HOLD, Level.WARN: cls.REVISE, Level.NOTE: cls.SHARE}[worst]


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as the author reads it: the words, why they matter, and what to do instead.

    `span` counts Unicode code points of the draft's text exactly as given; `sources` are citations, ready to print;
    `sure` is the model's probability (0 to 1), where it spoke.

    >>> review("He's a textbook narcissist.").findings[0].quote
    "He's a textbook narcissist."
    """

    slip: Slip
    rule: str
    level: Level
    span: Span
    quote: str
    why: str
    instead: str
    sources: tuple[str, ...]
    witness: Witness
    type: str | None = None
    sure: float | None = None

    def __repr__(self) -> str:
        kind = f"{self.rule}:{self.type}" if self.type else self.rule
        return f"<{kind} {self.level} {self.quote!r}>"


@dataclass(frozen=True, slots=True)
class Review:
    """What Primum says of one draft; `findings` stand in the order of the text.

    >>> review("Two spaces open on Tuesdays.").verdict.value
    'share'
    """

    draft: Draft
    findings: tuple[Remark, ...]
    heated: bool

    witness: Model | None = field(default=None, repr=False, compare=False)
    """The model that read it, when it is not the one that ships with Primum."""

    @property
    def guidance(self) -> Guidance:
        """What to do instead, worked out anew at each call (some 20 further reviews); see `advised`."""
        return advised(self)

    @property
    def verdict(self) -> Verdict:
        """Share, revise or hold, after the worst finding."""
        return Verdict.of(max((f.level for f in self.findings), default=Level.NOTE))

    def __repr__(self) -> str:
        said = "".join(f"\n  {finding!r}" for finding in self.findings)
        return f"<Review {self.verdict}{' heated' if self.heated else ''}{said}>"


def review(
    text: str,
    *,
    answering: str | None = None,
    platform: str | None = None,
    kind: str | None = None,
    author: str | None = None,
) -> Review:
    """Review a text as a professional would post it, `answering` being what it replies to.

    Raises DraftError where the text cannot be read and UnknownChoice for an unknown platform or kind.

    >>> review("That's PTSD, love.", answering="I keep having nightmares").verdict.value
    'hold'
    """
    return review_draft(Draft(text, answering=answering, platform=platform, kind=kind, author=author))


def review_draft(draft: Draft, witness: Model | None = None) -> Review:
    """Review a draft: read it, find what the rules see, and say why and what to do instead.

    `witness` stands in for the model that ships with Primum.

    >>> review_draft(Draft("Two spaces open.", platform="x")).draft.platform
    'x'
    """
    return review_drafts([draft], witness)[0]


def review_drafts(drafts: Sequence[Draft], witness: Model | None = None) -> list[Review]:
    """Review drafts in the order given; together they are read quicker than one by one."""
    return [_review(reading, witness) for reading in read_all(drafts, witness or model())]


def advised(review: Review, *, profession: str | None = None, country: str = "US") -> Guidance:
    """Return what to do instead, by the codes of a profession and the figures and helplines of a country.

    >>> any(a.kind == "decline-kindly" for a in review("That's PTSD.", answering="nightmares?").guidance.alternatives)
    True
    """
    from primum.guidance import advise  # a draft that is only checked need not wait for it

    return advise(review.draft, findings_of(review), _are_clean(review.witness), profession=profession, country=country)


def nearest(review: Review) -> tuple[Alternative, ...]:
    """Return for each slip the one text to post that is nearest to the draft."""
    from primum.guidance import nearest

    return nearest(review.draft, findings_of(review), _are_clean(review.witness))


def _are_clean(witness: Model | None) -> Callable[[Sequence[Draft]], list[bool]]:
    return lambda drafts: [other.verdict is Verdict.SHARE for other in review_drafts(drafts, witness)]


def findings_of(review: Review) -> list[Finding]:
    """Return the findings of a review without their words."""
    return [Finding(r.rule, r.slip, r.level, r.span, r.type, r.witness, r.sure) for r in review.findings]


def _review(reading: Reading, witness: Model | None) -> Review:
    rules = catalogue()
    remarks = [_remark(finding, rules[finding.rule], reading.draft) for finding in _weighed(reading)]
    return Review(reading.draft, tuple(remarks), reading.heated, witness)


def _weighed(reading: Reading) -> list[Finding]:
    """Return the findings; where the details together fit only a few people, each of them must not go out."""
    findings = find(reading)
    if not any(f.rule == "identifier" and f.level is Level.WARN for f in findings):
        return findings
    from primum.rarity import Fact, estimate  # its tables are loaded where a single detail was found, and nowhere else

    details = (f for f in findings if f.rule == "identifier")
    crowd = estimate([Fact(f.type or "other", f.span.of(reading.draft.text)) for f in details])
    if crowd is None or not crowd.few:
        return findings
    return [replace(f, level=Level.STOP) if f.rule == "identifier" and f.level is Level.WARN else f for f in findings]


def _remark(finding: Finding, rule: Rule, draft: Draft) -> Remark:
    return Remark(
        slip=finding.slip,
        rule=finding.rule,
        level=finding.level,
        span=finding.span,
        quote=finding.span.of(draft.text),
        why=rule.why,
        instead=rule.instead(finding.type),
        sources=rule.sources,
        witness=finding.witness,
        type=finding.type,
        sure=finding.sure,
    )
