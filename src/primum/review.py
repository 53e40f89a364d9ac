"""A review: what a careful colleague would say of a draft, and whether it can go out as it is."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from primum.draft import Draft, Span
from primum.model import Model, model
from primum.reading import Reading, read_all
from primum.rules import Rule, catalogue, find
from primum.rules.finding import Finding, Level, Slip, Witness


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
    return [_review(reading) for reading in read_all(drafts, witness or model())]


def _review(reading: Reading) -> Review:
    rules = catalogue()
    remarks = [_remark(finding, rules[finding.rule], reading.draft) for finding in find(reading)]
    return Review(reading.draft, tuple(remarks), reading.heated)


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
