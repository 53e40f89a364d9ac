"""What of a draft the consents cover that it leans on: covered findings are lowered to a note, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from primum.consent.record import Consent
from primum.consent.subjects import is_about, strayed
from primum.consent.texts import texts
from primum.consent.validity import standing, standing_in_words
from primum.consent.wording import listed, literal, tokens, within
from primum.draft import Draft, Span
from primum.reading.people import clients
from primum.reading.sentences import Sentence, split
from primum.rules.finding import DIRECT, Finding, Level


@dataclass(frozen=True, slots=True)
class Covered:
    """Words of a draft that consents cover, and the ids of these consents."""

    span: Span
    quote: str
    rule: str
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """Words of a draft that go beyond the consents it leans on, and why."""

    span: Span
    quote: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Void:
    """A consent (its id) that covers nothing of a draft, and why."""

    consent: str
    why: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft's findings held against the consents it leans on, in the order in which they came.

    `leaned` are the ids of the consents that lowered something, `void` those that do not count here at all.
    """

    findings: tuple[Finding, ...]
    covered: tuple[Covered, ...]
    beyond: tuple[Beyond, ...]
    leaned: tuple[str, ...]
    void: tuple[Void, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding, its words, and the sentence or sentences that it stands in."""

    finding: Finding
    words: str
    sentence: Span
    around: str


def settle(findings: Sequence[Finding], draft: Draft, consents: Sequence[Consent], today: date) -> Settled:
    """Lower to a note what the consents that a draft leans on cover, and nothing else; say which words go beyond.

    Findings of diagnosis and of colleagues stay as they are, and so does all where no consent counts.

    >>> settle([], Draft("Two spaces open."), [], date(2026, 1, 1)).leaned
    ()
    """
    sentences = split(draft.text)
    void = tuple(_void(draft, sentences, consents, today))
    idle = {one.consent for one in void}
    counting = [consent for consent in consents if consent.id not in idle]
    told = [_told(finding, draft.text, sentences) for finding in findings]
    covering = [_covering(one, told, counting) for one in told]
    pairs = list(zip(told, covering, strict=True))
    return Settled(
        tuple(replace(one.finding, level=Level.NOTE) if ids else one.finding for one, ids in pairs),
        tuple(Covered(one.finding.span, one.words, one.finding.rule, ids) for one, ids in pairs if ids),
        tuple(dict.fromkeys(b for one, ids in pairs if consents and not ids for b in _beyond(one, counting))),
        tuple(dict.fromkeys(id_ for ids in covering for id_ in ids)),
        void,
    )


def _told(finding: Finding, text: str, sentences: Sequence[Sentence]) -> _Told:
    around = [s for s in sentences if s.start < finding.span.end and finding.span.start < s.end]
    starts, ends = [finding.span.start, *(s.start for s in around)], [finding.span.end, *(s.end for s in around)]
    sentence = Span(min(starts), max(ends))
    return _Told(finding, finding.span.of(text), sentence, sentence.of(text))


def _void(draft: Draft, sentences: Sequence[Sentence], consents: Sequence[Consent], today: date) -> Iterator[Void]:
    """Yield the consents that do not count here: by their standing, by the platform, or beside another client."""
    several = _speaks_of_another(sentences)
    here = [c for c in consents if standing(c, today).counts and draft.platform in c.platforms]
    alone = len({consent.client for consent in here}) < 2
    for consent in consents:
        values = {"client": consent.client, "platforms": ", ".join(consent.platforms), "platform": draft.platform}
        if not standing(consent, today).counts:
            yield Void(consent.id, standing_in_words(consent, today))
        elif consent not in here:
            yield Void(consent.id, texts()["void"]["elsewhere" if draft.platform else "nowhere"].format(**values))
        elif several and alone:
            yield Void(consent.id, texts()["void"]["another"].format(**values))


_ANOTHER: Final = re.compile(r"\b(?:another|a second|a different|my other|our other) (?:[\w-]+ )?(?:client|patient)\b")


def _speaks_of_another(sentences: Sequence[Sentence]) -> bool:
    """Tell whether one client has been spoken of when "another client" comes."""
    first: int | None = None
    for sentence in sentences:
        spoken = [person.end for person in clients(sentence)]
        first = min(spoken, default=None) if first is None else first
        for match in _ANOTHER.finditer(sentence.lower):
            if first is not None and first <= sentence.start + match.start():
                return True
    return False


def _open(told: _Told) -> bool:
    """Tell whether a finding is of the kind that a consent can lower, and not as low as can be."""
    return told.finding.rule in (*_COVERS, "unverified-consent") and told.finding.level > Level.NOTE


def _covering(told: _Told, everything: Sequence[_Told], counting: Sequence[Consent]) -> tuple[str, ...]:
    """Return the ids of the consents that cover what a finding points to.

    "Shared with permission" is borne out when every story told has a consent that covers it.
    """
    if not _open(told):
        return ()
    if told.finding.rule != "unverified-consent":
        return tuple(consent.id for consent in counting if _COVERS[told.finding.rule](told, consent))
    stories = [_covering(one, (), counting) for one in everything if one.finding.rule == "client-story" and _open(one)]
    if not stories:
        return tuple(consent.id for consent in counting)
    return tuple(dict.fromkeys(id_ for ids in stories for id_ in ids)) if all(stories) else ()


def _covers_story(told: _Told, consent: Consent) -> bool:
    if within(_agreed_words(told), tokens(consent.story)):
        return True
    return any(is_about(told.around, theme) for theme in consent.themes) and not [*strayed(told.around, consent)]


def _agreed_words(told: _Told) -> tuple[str, ...]:
    """Return what must stand in the story that a client has read: few words mean nothing without their sentence."""
    said = tokens(told.words)
    return said if len(said) > 3 else tokens(told.around)


def _covers_detail(told: _Told, consent: Consent) -> bool:
    match told.finding.type:
        case "image":
            return consent.picture
        case "quote":
            return consent.quotes and not [*strayed(told.words, consent)]
        case kind if kind in DIRECT or kind == "initials":
            return literal(told.words) in {literal(detail) for detail in consent.details} - {""}
        case _:
            return listed(told.words, consent.details)


def _covers_acknowledgment(told: _Told, consent: Consent) -> bool:
    said = {tokens(detail) for detail in consent.details}
    return any(tokens(detail) in said for detail in texts()["acknowledged"]["details"])


_COVERS: Final = {
    "client-story": _covers_story,
    "identifier": _covers_detail,
    "acknowledged-client": _covers_acknowledgment,
}
"""When a consent covers a finding of a rule; what is not listed here no consent lowers."""


def _beyond(told: _Told, counting: Sequence[Consent]) -> Iterator[Beyond]:
    """Yield the words of an uncovered finding that no consent allows: the smallest ones that can be named."""
    if not _open(told):
        return
    rule, say = told.finding.rule, texts()["beyond"]
    strays = _strays_of_all(told, counting) if rule == "client-story" else {}
    for span, theme in sorted(strays.items()):
        yield Beyond(span, _quote(told, span), rule, say["theme"].format(theme=theme))
    if not strays:
        yield Beyond(told.finding.span, told.words, rule, say[_reason(told.finding) if counting else "nothing-counts"])


def _strays_of_all(told: _Told, counting: Sequence[Consent]) -> dict[Span, str]:
    """Return the stretches of a story on which every consent whose theme it is goes astray."""
    of_each = [dict(strayed(told.around, c)) for c in counting if any(is_about(told.around, t) for t in c.themes)]
    shared = set.intersection(*map(set, of_each)) if of_each else set[Span]()
    at = told.sentence.start
    return {Span(span.start + at, span.end + at): of_each[0][span] for span in shared}


def _quote(told: _Told, span: Span) -> str:
    return told.around[span.start - told.sentence.start : span.end - told.sentence.start]


def _reason(finding: Finding) -> str:
    if finding.rule == "client-story":
        return "story"
    if finding.rule != "identifier":
        return finding.rule
    if finding.type in ("quote", "image"):
        return finding.type
    return "direct" if finding.type in DIRECT else "detail"
