"""What to do instead: for every finding something better to post, or a way to it.

Whatever is suggested as a text to post is reviewed again (`are_clean`), and kept only where nothing of level warn or
stop is left. Texts are data (`data/guidance`); no suggestion invents a fact about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from primum.draft import Draft
from primum.guidance import clients, colleagues, labels
from primum.guidance.alternative import SCAFFOLDS, Alternative
from primum.guidance.clients import Rewording
from primum.guidance.colleagues import Ladder
from primum.rarity import Estimate, Fact, countries, estimate
from primum.rules.finding import Finding, Level, Slip

__all__ = ["SCAFFOLDS", "Alternative", "Guidance", "Ladder", "Rewording", "advise", "nearest"]

MOST: Final = 3
"""The most texts of one kind: a tired reader chooses from few."""

AreClean = Callable[[Sequence[Draft]], Sequence[bool]]
"""Tells of each draft whether nothing of level warn or stop is left in it."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the author of one draft can do instead; `alternatives` stand by slip, the nearest to the draft first."""

    alternatives: tuple[Alternative, ...] = ()
    rewordings: tuple[Rewording, ...] = ()
    crowd: Estimate | None = None
    """How many people the details found could fit; None where there are none that the tables know."""
    ladder: Ladder | None = None
    """The steps of a concern about a colleague, where the draft has one."""

    def of(self, slip: Slip) -> tuple[Alternative, ...]:
        """Return the alternatives to one slip."""
        return tuple(alternative for alternative in self.alternatives if alternative.slip is slip)


def advise(
    draft: Draft,
    findings: Sequence[Finding],
    are_clean: AreClean,
    *,
    profession: str | None = None,
    country: str = "US",
) -> Guidance:
    """Return what to do instead of a draft's findings; notes ask for nothing."""
    graded = [finding for finding in findings if finding.level > Level.NOTE]
    if not graded:
        return Guidance()
    offered = _distinct([way for ways in _ways(draft, graded, profession, country) for way in ways])
    bashes = any(finding.slip is Slip.COLLEAGUES for finding in graded)
    return Guidance(
        alternatives=_clean(draft, offered, are_clean),
        rewordings=clients.rewordings(draft, graded),
        crowd=estimate(facts(draft, graded), country) if country in countries() else None,
        ladder=colleagues.ladder(profession, country) if bashes else None,
    )


def nearest(
    draft: Draft,
    findings: Sequence[Finding],
    are_clean: AreClean,
    *,
    profession: str | None = None,
    country: str = "US",
) -> tuple[Alternative, ...]:
    """Return for each slip the nearest text to post, without working out the others."""
    graded = [finding for finding in findings if finding.level > Level.NOTE]
    every = (_nearest(draft, ways, are_clean) for ways in _ways(draft, graded, profession, country))
    return tuple(alternative for alternative in every if alternative)


def _nearest(draft: Draft, ways: Iterable[Alternative], are_clean: AreClean) -> Alternative | None:
    return next((way for way in ways if way.postable and are_clean([_as_post(draft, way)])[0]), None)


def _ways(
    draft: Draft, graded: Sequence[Finding], profession: str | None, country: str
) -> tuple[Iterator[Alternative], ...]:
    """Return the ways out of each slip, the nearest to the draft first."""
    return (
        clients.ways(draft, graded),
        labels.ways(draft, graded, country),
        colleagues.ways(draft, graded, profession, country),
    )


def facts(draft: Draft, findings: Sequence[Finding]) -> list[Fact]:
    """Return the identifying details among findings, as `rarity` counts them."""
    details = (finding for finding in findings if finding.rule == "identifier")
    return [Fact(detail.type or "other", detail.span.of(draft.text)) for detail in details]


def _distinct(offered: Sequence[Alternative]) -> list[Alternative]:
    return list({(a.slip, a.text, a.replaces): a for a in reversed(offered)}.values())[::-1]


def _clean(draft: Draft, offered: Sequence[Alternative], are_clean: AreClean) -> tuple[Alternative, ...]:
    """Keep what can be posted as it is, and the scaffolds."""
    posts = {a: _as_post(draft, a) for a in offered if a.postable}
    good = dict(zip(posts, are_clean(list(posts.values())), strict=True))
    kept: list[Alternative] = []
    for alternative in offered:
        alike = sum(other.kind == alternative.kind and other.slip is alternative.slip for other in kept)
        if alike < MOST and (not alternative.postable or good[alternative]):
            kept.append(alternative)
    return tuple(kept)


def _as_post(draft: Draft, alternative: Alternative) -> Draft:
    return Draft(alternative.within(draft), draft.answering, draft.platform, draft.kind, draft.author)
