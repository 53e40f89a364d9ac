"""An alternative: something better to post, or a way to something better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from primum.draft import Draft, Span
from primum.reading.sentences import split
from primum.rules.finding import Finding, Slip

SCAFFOLDS: Final = frozenset(
    ("hypothetical-scaffold", "describe-scaffold", "ask-for-consent", "private-message", "ladder")
)
"""Kinds that the author has to fill in, or that are not meant for the public: nobody has to review them as a post."""

LIMITS: Final = {"x": 280, "bluesky": 300, "mastodon": 500, "threads": 500, "discord": 2000, "instagram": 2200}
"""The most characters of a post, on platforms where that is soon reached."""


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


def fits(text: str, platform: str | None) -> bool:
    """Tell whether a text keeps within its platform's limit."""
    return len(text) <= LIMITS.get(platform or "", len(text))


def flagged_sentences(text: str, findings: Iterable[Finding]) -> list[Span]:
    """Return the sentences in which something was found, as stretches of the text."""
    spans = [finding.span for finding in findings]
    sentences = [Span(sentence.start, sentence.end) for sentence in split(text)]
    return [sentence for sentence in sentences if any(span.overlaps(sentence) for span in spans)]


def without(text: str, stretches: Sequence[Span], instead: str = "") -> str:
    """Return a text without these stretches; `instead` stands where the first of them stood."""
    out, at = "", 0
    for stretch in stretches:
        out += text[at : stretch.start] + (instead if not at and stretch is stretches[0] else "")
        at = stretch.end
    lines = (out + text[at:]).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
