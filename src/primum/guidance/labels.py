"""Diagnosing: decline kindly, describe instead of labeling, teach about the topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from primum.draft import Draft
from primum.guidance.alternative import Alternative, fits, flagged_sentences
from primum.guidance.grammar import ADVERB, HELPER, NAMED, PAST, PRESENT
from primum.guidance.remains import remains
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
_CUTS: Final = re.compile(
    r"(?<=[,;:–—(])\s+|\s+(?=[–—(])|\s+-\s+|\s+(?=(?:because|since|whenever|the way|but|so)\b)", re.I
)
_JOINS: Final = re.compile(r"^(?:because|since|and|but|so)\s+", re.I)
_LEANING: Final = re.compile(r"(?:by|with|of|like|as|for|to|who|which|that|and)\b", re.I)
"""How a clause opens without which the one before it is not finished."""
_LABELED: Final = re.compile(
    r"(?P<who>(?:(?:my|your|her|his|the) (?:\w+ )?|(?-i:[A-Z]))[\w'-]+)(?:['’]s| is| was)\b", re.I
)
"""Who is said to be something, by name or as somebody's."""
_SUBJECT: Final = re.compile(  # "he interrupts", "Elon never answers"
    rf"(?P<who>he|she|they|(?-i:(?!It|That|This|There|What|And|But)[A-Z])[a-z]+)(?= (?:{ADVERB} )?(?!{HELPER}\b|needs|"
    rf"should)"
    rf"(?:{PAST}|[a-z]+s)\b)",
    re.I,
)
_BEHAVES: Final = re.compile(
    rf"\b(?:he|she|they|who|(?-i:[A-Z])[a-z]+|man|woman|guy|husband|wife|ex|singer|actor) (?:{ADVERB} )?(?!{HELPER}\b)"
    rf"(?:{PAST}|{PRESENT}|[a-z]+s)\b",
    re.I,
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
    """Return the post with its labels cut out, where behavior is left to be told, or enough besides."""
    flagged = flagged_sentences(draft.text, findings)
    labeled = flagged_sentences(draft.text, [finding for finding in findings if finding.slip is _HERE])
    seen = {sentence: said for sentence in labeled if (said := _behavior(sentence.of(draft.text)))}
    private = any(finding.slip is Slip.CONFIDENTIALITY for finding in findings)
    seen = {} if private else seen  # what was seen of a client stays in the room
    return remains(draft.text, flagged, private=private, instead=seen, least=_BEHAVES.search)


def _behavior(sentence: str) -> str:
    """Return the clauses of a sentence that name no label, and say what somebody does.

    >>> _behavior("He's a narcissist, he interrupts everyone at the table.")
    'He interrupts everyone at the table.'
    >>> _behavior("Your ex is a narcissist because he reads your mail.")
    'Your ex reads your mail.'
    >>> _behavior("That's a narcissist, plain and simple.")
    ''
    """
    clauses = [clause.strip() for clause in _CUTS.split(sentence) if clause.strip()]
    clean = [not _names_a_label(clause) for clause in clauses]
    first = next((at for at, fine in enumerate(clean) if fine and _SUBJECT.match(_JOINS.sub("", clauses[at]))), None)
    if first is None or all(clean) or "?" in sentence:
        return ""
    last = next((at for at in range(first, len(clauses)) if not clean[at]), len(clauses))
    if last < len(clauses) and _LEANING.match(clauses[last]):
        return ""
    said = _JOINS.sub("", " ".join(clauses[first:last])).strip(" ,;:–—()\"'“”.!…")
    said = _with_its_subject(said, " ".join(clauses[:first]))
    return f"{said[0].upper()}{said[1:]}." if len(said.split()) >= _FEWEST else ""


def _with_its_subject(said: str, before: str) -> str:
    """Let a clause name whom it tells of, where only the clauses before it did; empty where that is not sure."""
    they, who = _SUBJECT.match(said), _LABELED.match(before)
    if not before or not they or they["who"].lower() not in ("he", "she"):
        return said
    if who and who["who"].lower() not in ("he", "she"):
        return who["who"] + said[they.end() :]
    return "" if NAMED.search(before) else said


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
