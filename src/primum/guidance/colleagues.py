"""Colleagues: the ladder of steps, a private message, and respectful disagreement in public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from primum.draft import Draft
from primum.guidance.alternative import Alternative, fits, flagged_sentences
from primum.guidance.remains import remains
from primum.guidance.texts import table
from primum.lexicon import words
from primum.rules.catalogue import citations
from primum.rules.finding import Finding, Slip

_HERE: Final = Slip.COLLEAGUES


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: what it asks, words to open it with, and what may be told there."""

    title: str
    asks: str
    words: str
    takes: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps in order, the situations that skip the first, and the sections of the author's own code."""

    steps: tuple[Step, ...]
    exceptions: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def ladder(profession: str | None, country: str) -> Ladder:
    """Return the ladder for a profession in a country."""
    data = table("ladder")
    steps = tuple(Step(s["title"], s["asks"], s["words"], s["takes"]) for s in data["step"])
    exceptions = tuple((e["title"], f"{e['why']} {e['goes']}") for e in data["exception"])
    codes = data["codes"]
    keys = codes.get(profession or "", {}).get(country) or codes["any"].get(country) or codes["any"]["default"]
    cited = citations()
    return Ladder(steps, exceptions, tuple(cited[key] for key in keys))


def ways(draft: Draft, findings: Sequence[Finding], profession: str | None, country: str) -> Iterator[Alternative]:
    """Yield what can be done or posted instead of running a colleague down."""
    if not any(finding.slip is _HERE for finding in findings):
        return
    private = any(finding.slip is Slip.CONFIDENTIALITY for finding in findings)
    rest = remains(draft.text, flagged_sentences(draft.text, findings), private=private)
    topic = _topic(draft.text)
    if rest:
        yield Alternative(_HERE, "disagree-respectfully", rest)
    yield Alternative(_HERE, "disagree-respectfully", topic["claim"])
    for frame in table("disagree")["frame"]:
        if topic["fits"] in frame["fits"]:
            text = frame["text"].format(topic=topic["phrase"])
            text = text[0].upper() + text[1:]
            if fits(text, draft.platform):
                yield Alternative(_HERE, "disagree-respectfully", text)
    for message in _messages(draft.text):
        yield Alternative(_HERE, "private-message", message)
    first = ladder(profession, country)
    yield Alternative(_HERE, "ladder", _ladder_text(first), sources=first.sources)


def _topic(text: str) -> Any:
    """Return the first entry of disagree.toml of which a word stands in the text; the last one fits anything."""
    row = f" {' '.join(word.text for word in words(text))} "
    topics = table("disagree")["topic"]
    return next(
        (t for t in topics if any(f" {word} " in row or f" {word}s " in row for word in t["words"])), topics[-1]
    )


def _messages(text: str) -> Iterator[str]:
    """Yield a message in each tone to the one who is spoken of, with blanks for what only the author knows."""
    data = table("message")
    lowered = f" {text.lower()} "
    recipient = next((who for who, hints in _RECIPIENTS.items() if any(hint in lowered for hint in hints)), "colleague")
    for message in data["message"]:
        if message["recipient"] == recipient:
            parts = "\n\n".join(message[part] for part in data["parts"])
            yield parts.format(practice=data["blank"])


_RECIPIENTS: Final = {
    "supervisor": ("supervisor", " my boss", " my manager", " director"),
    "trainer": ("trainer", "training", "workshop", "professor", "lecturer", "course"),
    "former-therapist": (
        "last therapist",
        "previous therapist",
        "former therapist",
        "old therapist",
        "therapist before",
    ),
    "professional-body": ("association", " board", " apa ", "nasw", "bacp", "hcpc", "college of"),
    "employer": ("clinic", "agency", "hospital", "practice", "company", "workplace", "employer", "management", " hr "),
}
"""By which words of a post its message's reader is known."""


def _ladder_text(steps: Ladder) -> str:
    return "\n".join(f"{number}. {step.title}: {step.asks}" for number, step in enumerate(steps.steps, 1))
