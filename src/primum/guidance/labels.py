"""Diagnosing: decline kindly, describe instead of labeling, teach about the topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from primum.draft import Draft
from primum.guidance.alternative import Alternative, fits, flagged_sentences, without
from primum.guidance.rewording import mended
from primum.guidance.texts import FALLBACK, Condition, condition_of, conditions, table
from primum.lexicon import lexicon, words
from primum.reading.patterns import any_of
from primum.rules.finding import Finding, Slip

_HERE: Final = Slip.DIAGNOSIS
_REPLIES: Final = frozenset(("reply", "comment", "dm", "review-reply"))
_FEWEST: Final = 4
"""The fewest words that describe anything."""

_DANGER: Final = any_of(
    r"(?:kill|hurt|harm|cut)(?:ing)? (?:my|him|her|them)sel(?:f|ves)",
    r"kill(?:ing)? me",
    r"suicid\w+",
    r"want(?:s|ed)? to die",
    r"end (?:it|my life|everything)",
    r"(?:don'?t|do not|doesn'?t) want to (?:be here|live|wake up)",
    r"no reason to live",
    r"better off (?:dead|without me)",
    r"overdos\w+",
    r"not safe",
    r"(?:he|she)'?s? (?:hits?|choked|beats?|threatened to kill)",
    flags=re.I,
)
_JOURNALIST: Final = any_of(
    r"journalist",
    r"reporter",
    r"producer",
    r"(?:i|we)(?:'m| am| are|'re) (?:writing|working on) (?:a|an) (?:piece|article|story)",
    r"for (?:a|our) (?:piece|article|story|segment)",
    r"on the record",
    r"quote (?:from )?you",
    r"podcast",
    r"deadline",
    flags=re.I,
)
_CHILD: Final = any_of(
    r"my (?:\w+ )?(?:son|daughter|kid|child|teen|teenager|toddler|boy|girl|\d+[- ]?y\w*[- ]?\w*|baby|little one)",
    flags=re.I,
)
_SELF: Final = any_of(r"i|i'm|i've|am i|my|me", flags=re.I)
_CUTS: Final = re.compile(
    r"(?<=[,;:–—(])\s+|\s+(?=[–—(])|\s+(?=(?:because|since|when|whenever|the way|and|but|so)\b)", re.I
)
_DANGLING: Final = re.compile(r"^(?:because|since|and|but|so|the way|,|;|:|–|—)\s+", re.I)
_BEHAVES: Final = any_of(
    r"(?:he|she|they|who) (?:\w+ )?(?!is\b|was\b|are\b|has\b)\w+(?:s|ed|ing|t|d)", whole=False, flags=re.I
)


def ways(draft: Draft, findings: Sequence[Finding], country: str) -> Iterator[Alternative]:
    """Yield what can be posted instead of a label, the nearest to the draft first."""
    labels = [finding for finding in findings if finding.slip is _HERE]
    if not labels:
        return
    about = condition_of(*(finding.span.of(draft.text) for finding in labels), draft.text, draft.answering)
    described = _described(draft, findings)
    if described:
        yield Alternative(_HERE, "describe-dont-label", described)
    yield from _declined(draft, labels, about, country)
    topic = about or conditions()[FALLBACK[1]]
    for text in (topic.general, topic.brief):
        if fits(text, draft.platform):
            yield Alternative(_HERE, "teach-the-topic", text, sources=topic.sources)
    if not described:
        asks = "\n".join(f"- {question['asks']}" for question in table("questions")["describe"][:4])
        yield Alternative(_HERE, "describe-scaffold", asks)


def _described(draft: Draft, findings: Sequence[Finding]) -> str | None:
    """Return the post with its labels cut out, where behavior is left to be told."""
    flagged = flagged_sentences(draft.text, findings)
    labeled = flagged_sentences(draft.text, [finding for finding in findings if finding.slip is _HERE])
    kept = draft.text
    for sentence in reversed(flagged):
        seen = _behavior(sentence.of(draft.text)) if sentence in labeled else ""
        kept = kept[: sentence.start] + seen + kept[sentence.end :]
    kept = without(kept, [])
    return mended(kept) if len(kept.split()) >= _FEWEST and _BEHAVES.search(kept) else None


def _behavior(sentence: str) -> str:
    """Return the clauses of a sentence that name no label.

    >>> _behavior("He's a narcissist, he interrupts everyone at the table.")
    'He interrupts everyone at the table.'
    """
    clauses = [clause for clause in _CUTS.split(sentence) if clause and not _names_a_label(clause)]
    said = _DANGLING.sub("", " ".join(clauses).strip(" ,;:–—()\"'“”"))
    if len(said.split()) < _FEWEST or not _BEHAVES.search(said):
        return ""
    return said[0].upper() + said[1:] + ("" if said[-1] in ".!?…" else ".")


def _names_a_label(clause: str) -> bool:
    return any(term.tag in ("disorder", "verdict", "condition") for term in lexicon().terms(words(clause)))


def _declined(draft: Draft, labels: Sequence[Finding], about: Condition | None, country: str) -> Iterator[Alternative]:
    """Yield answers that decline kindly, where the draft answers somebody."""
    asked = any(finding.rule == "reader-diagnosis" for finding in labels)
    if not (draft.answering or asked or draft.kind in _REPLIES):
        return
    situation = _situation(draft)
    person = "asker" if asked and situation != "journalist" else "other"
    topic = about.name if about else "what you describe"
    for reply in table("decline")["reply"]:
        if reply["situation"] == situation and reply["about"] == person and reply["tone"] not in _NOT_HERE:
            text = reply["text"].format(topic=topic, **_help(country))
            if fits(text, draft.platform):
                yield Alternative(_HERE, "decline-kindly", text)


_NOT_HERE: Final = ("playful",)
"""Tones for the author to choose: a program cannot hear whether somebody is hurting."""


def _situation(draft: Draft) -> str:
    answering = draft.answering or ""
    if _DANGER.search(answering):
        return "danger"
    if _JOURNALIST.search(answering):
        return "journalist"
    if _CHILD.search(answering):
        return "parent"
    return "message" if draft.kind == "dm" or draft.platform == "whatsapp" else "comment"


def _help(country: str) -> dict[str, str]:
    """Return the helpline's sentence and the emergency number of a country."""
    lines = table("helplines")
    line = lines.get(country) or lines["default"]
    return {"helpline": line["sentence"], "emergency": line["emergency"]}
