"""An alternative: something better to post, or a way to something better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from primum.draft import Draft, Span
from primum.platforms import platform
from primum.reading.sentences import split
from primum.rules.finding import Finding, Slip

SCAFFOLDS: Final = frozenset(
    ("hypothetical-scaffold", "describe-scaffold", "ask-for-consent", "private-message", "ladder")
)
"""Kinds that the author has to fill in, or that are not meant for the public: nobody has to review them as a post."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way out of a slip; `text` is ready to post, in place of the stretch `replaces` or (None) of the whole draft,
    unless the kind is one of SCAFFOLDS.
    """

    slip: Slip
    kind: str
    text: str
    replaces: Span | None = None
    sources: tuple[str, ...] = ()

    @property
    def postable(self) -> bool:
        """Whether the text is meant to be posted as it is."""
        return self.kind not in SCAFFOLDS

    def within(self, draft: Draft) -> str:
        """Return the whole post that follows from taking this way."""
        if self.replaces is None:
            return self.text
        return draft.text[: self.replaces.start] + self.text + draft.text[self.replaces.end :]


def fits(text: str, place: str | None) -> bool:
    """Tell whether a text can be one post on its platform."""
    return place is None or platform(place).fits(text)


def flagged_sentences(text: str, findings: Iterable[Finding]) -> list[Span]:
    """Return the sentences in which something was found, as stretches of the text."""
    flagged, spans, at = [], _joined(finding.span for finding in findings), 0
    for sentence in split(text):
        while at < len(spans) and spans[at].end <= sentence.start:
            at += 1
        if at < len(spans) and spans[at].start < sentence.end:
            flagged.append(Span(sentence.start, sentence.end))
    return flagged


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join stretches that overlap, so that they can be walked along the text.

    >>> _joined([Span(4, 9), Span(0, 5), Span(12, 13)])
    [Span(start=0, end=9), Span(start=12, end=13)]
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
