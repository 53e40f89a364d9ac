"""Oversharing: say it generally, make it openly hypothetical, ask for consent, teach, tell your own journey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from primum.draft import Draft, Span
from primum.guidance.alternative import Alternative, fits, flagged_sentences, without
from primum.guidance.hypothetical import turn
from primum.guidance.rewording import Edit, applied, edit
from primum.guidance.texts import Outline, Theme, table, theme_of
from primum.rules.finding import Finding, Slip

_HERE: Final = Slip.CONFIDENTIALITY
_STANDS_ALONE: Final = 8
"""The fewest words that are still a post once the story is gone."""


class Rewording(NamedTuple):
    """A detail as it stands, and the change (if one reads well) by which it stops narrowing."""

    finding: Finding
    change: Edit | None


def rewordings(draft: Draft, findings: Sequence[Finding]) -> tuple[Rewording, ...]:
    """Return for each identifying detail its gentlest rewording, to be applied one by one or all together."""
    details = [finding for finding in findings if finding.rule == "identifier"]
    return tuple(Rewording(detail, edit(draft.text, detail.span, detail.type or "other")) for detail in details)


def ways(draft: Draft, findings: Sequence[Finding]) -> Iterator[Alternative]:
    """Yield what can be posted instead of what was told of a client, the nearest to the draft first."""
    theirs = [finding for finding in findings if finding.slip is _HERE]
    if not theirs:
        return
    changes = [reworded.change for reworded in rewordings(draft, findings) if reworded.change]
    if changes:
        yield Alternative(_HERE, "say-it-generally", applied(draft.text, changes))
    theme = theme_of(draft.text)
    yield from _imagined(draft, findings, theirs, changes, theme.teach[0].question)
    rest = without(draft.text, flagged_sentences(draft.text, findings))
    if len(rest.split()) >= _STANDS_ALONE:
        yield Alternative(_HERE, "teach-instead", rest)
    for kind, outlines in (("teach-instead", theme.teach), ("own-journey", theme.journey)):
        for outline in outlines:
            yield Alternative(_HERE, kind, _sized(outline, draft.platform), sources=theme.sources)
    for general in table("questions")["general"]:
        yield Alternative(_HERE, "teach-instead", general["text"].format(theme=theme.title))
    yield from _scaffolds(theme)


def _scaffolds(theme: Theme) -> Iterator[Alternative]:
    """Yield what the author can build on: an invented person step by step, and what to think of before asking."""
    questions = table("questions")
    invented = questions["hypothetical"]
    for line in invented["lines"][:2]:
        steps = _numbered(step.format(theme=theme.title) for step in invented["steps"])
        yield Alternative(_HERE, "hypothetical-scaffold", f"{line.format(theme=theme.title)}\n\n{steps}")
    asks = _numbered(question["asks"] for question in questions["consent"])
    yield Alternative(_HERE, "ask-for-consent", f"{asks}\n\n{_FORM}")


_FORM: Final = "`primum consent request` writes the authorization for this very draft."


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _imagined(
    draft: Draft, findings: Sequence[Finding], theirs: Sequence[Finding], changes: Sequence[Edit], question: str
) -> Iterator[Alternative]:
    """Yield the story as an open invention: in the rest of the post, and alone with a question."""
    told = flagged_sentences(draft.text, [finding for finding in theirs if finding.rule != "unverified-consent"])
    for sentence in told:
        turned = turn(applied(sentence.of(draft.text), _within(changes, sentence))) or turn(sentence.of(draft.text))
        if not turned:
            continue
        flagged = flagged_sentences(draft.text, findings)
        ordered = [sentence, *(other for other in flagged if other.start > sentence.start)]
        earlier = [other for other in flagged if other.start < sentence.start]
        if not earlier:
            yield Alternative(_HERE, "make-it-hypothetical", without(draft.text, ordered, turned))
        yield Alternative(_HERE, "make-it-hypothetical", f"{turned} {question}")
        return


def _within(changes: Sequence[Edit], sentence: Span) -> list[Edit]:
    """Return the changes that lie in a sentence, counted from its beginning."""
    inside = (change for change in changes if sentence.start <= change.start and change.end <= sentence.end)
    return [Edit(change.start - sentence.start, change.end - sentence.start, change.text) for change in inside]


def _sized(outline: Outline, platform: str | None) -> str:
    return outline.text if fits(outline.text, platform) else outline.brief
