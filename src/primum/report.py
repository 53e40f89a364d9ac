"""A report that says only what it must: a letter to a board or an ethics committee, read for what it need not disclose.

What a colleague did may be told there plainly, so the three slips are not asked for. Marked are details of clients, and
phrases of gossip, motive, insult and the like, which `data/guidance/report.toml` lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from primum.draft import Draft, Span
from primum.guidance.texts import table
from primum.lexicon import lexicon, words
from primum.model import Model, NoModel
from primum.reading import Reading, read
from primum.reading.details import details
from primum.reading.sentences import quotations
from primum.review import Remark, Review
from primum.rules.catalogue import citations
from primum.rules.finding import DIRECT, Level, Slip, Witness

_ALONE: Final = NoModel("a report is read by its words")
_NARROWING: Final = frozenset(
    (*DIRECT, "initials", "age", "occupation", "organisation", "condition", "family", "event")
)
"""Types of detail that a concern about a colleague hardly ever needs to tell of a client."""


def review_report(draft: Draft, witness: Model = _ALONE) -> Review:
    """Review a report: what in it discloses more than the concern needs.

    >>> review_report(Draft("I heard that he only wants her clients.")).verdict.value
    'revise'
    """
    reading = read(draft, witness)
    found = sorted({*_client_details(reading), *_phrases(reading)}, key=lambda remark: remark.span)
    kept: list[Remark] = []
    for remark in found:
        if not kept or not kept[-1].span.overlaps(remark.span):
            kept.append(remark)
    return Review(draft, tuple(kept), reading.heated)


def _client_details(reading: Reading) -> Iterator[Remark]:
    """Mark the details in sentences that speak of a client."""
    plain = reading.folded.plain
    seen = details(plain, tuple(lexicon().terms(words(plain))), quotations(plain))
    about = [context.sentence for context in reading.contexts if _CLIENT.search(context.sentence.lower)]
    for detail in seen:
        inside = any(sentence.start <= detail.start < sentence.end for sentence in about)
        if inside and detail.type in _NARROWING:
            span = reading.folded.span(detail.start, detail.end)
            yield _remark(reading.draft, "client-details", span, Slip.CONFIDENTIALITY, detail.type)


def _phrases(reading: Reading) -> Iterator[Remark]:
    for excess, pattern in _patterns():
        for match in pattern.finditer(reading.folded.plain):
            span = reading.folded.span(*match.span())
            slip = Slip.CONFIDENTIALITY if excess == "client-details" else Slip.COLLEAGUES
            yield _remark(reading.draft, excess, span, slip)


def _remark(draft: Draft, excess: str, span: Span, slip: Slip, kind: str | None = None) -> Remark:
    entry = _excesses()[excess]
    cited = citations()
    level = Level.STOP if kind in DIRECT else Level.WARN
    return Remark(
        slip=slip,
        rule=f"report-{excess}",
        level=level,
        span=span,
        quote=span.of(draft.text),
        why=entry["why"],
        instead=entry["instead"],
        sources=tuple(cited[key] for key in entry.get("sources", ())),
        witness=Witness.EXPLICIT,
        type=kind,
    )


_CLIENT: Final = re.compile(r"\b(?:clients?|patients?|students?|supervisees?|famil(?:y|ies)|couples?|child)\b")


@cache
def _excesses() -> dict[str, Any]:
    return {entry["id"]: entry for entry in table("report")["excess"]}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (id_, re.compile(r"\b(?:" + "|".join(map(re.escape, entry["words"])) + r")\b", re.I))
        for id_, entry in _excesses().items()
        if entry.get("words")
    )
