"""Oversharing: say it generally, make it openly hypothetical, ask for consent, teach, tell your own journey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from primum.draft import Draft, Span
from primum.guidance.alternative import Alternative, fits, flagged_sentences
from primum.guidance.grammar import is_english, reads_well
from primum.guidance.hypothetical import Turned, imagined
from primum.guidance.remains import remains
from primum.guidance.rewording import Edit, applied, edit
from primum.guidance.texts import Outline, Theme, table, theme_of
from primum.lexicon import words
from primum.rules.finding import Finding, Slip

_HERE: Final = Slip.CONFIDENTIALITY


class Rewording(NamedTuple):
    """A detail as it stands, and the change (if one reads well) by which it stops narrowing."""

    finding: Finding
    change: Edit | None


def rewordings(draft: Draft, findings: Sequence[Finding]) -> tuple[Rewording, ...]:
    """Return for each identifying detail its gentlest rewording, to be applied one by one or all together."""
    return _rewordings(draft.text, tuple(finding for finding in findings if finding.rule == "identifier"))


@lru_cache(maxsize=2)  # asked for twice of each draft
def _rewordings(text: str, details: tuple[Finding, ...]) -> tuple[Rewording, ...]:
    english = is_english(text)
    return tuple(Rewording(detail, _change(text, detail) if english else None) for detail in details)


def _change(text: str, detail: Finding) -> Edit | None:
    """Return the change of one detail, unless the text would not read well with it."""
    change = edit(text, detail.span, detail.type or "other")
    if change is None:
        return None
    around = slice(max(0, change.start - _AROUND), change.end + _AROUND)
    inside = Edit(change.start - around.start, change.end - around.start, change.text)
    return change if reads_well(applied(text[around], [inside]), text[around]) else None


_AROUND: Final = 80
"""How many characters before and after a change are read again."""


def ways(draft: Draft, findings: Sequence[Finding]) -> Iterator[Alternative]:
    """Yield what can be posted instead of what was told of a client, the nearest to the draft first."""
    theirs = [finding for finding in findings if finding.slip is _HERE]
    if not theirs:
        return
    reworded = rewordings(draft, findings)
    yield from _generally(draft, reworded)
    theme = theme_of(draft.text)
    if not theme.grave:
        yield from _imagined(draft, findings, theirs, reworded)
    rest = remains(draft.text, flagged_sentences(draft.text, findings), private=True)
    if rest:
        yield Alternative(_HERE, "teach-instead", rest)
    for kind, outlines in (("teach-instead", theme.teach), ("own-journey", theme.journey)):
        for outline in outlines:
            if text := _sized(outline, theme, draft.platform):
                yield Alternative(_HERE, kind, text, sources=theme.sources)
    if not theme.grave:
        for general in table("questions")["general"]:
            yield Alternative(_HERE, "teach-instead", general["text"].format(theme=theme.title))
    yield from _scaffolds(theme)


def _generally(draft: Draft, reworded: Sequence[Rewording]) -> Iterator[Alternative]:
    """Yield the post with every detail said generally, where no general word has to serve twice."""
    changes = [one.change for one in reworded if one.change]
    said = [change.text for change in changes if " " in change.text]
    text = applied(draft.text, changes)
    if changes and len(set(said)) == len(said) and reads_well(text, draft.text):
        yield Alternative(_HERE, "say-it-generally", text)


def _imagined(
    draft: Draft, findings: Sequence[Finding], theirs: Sequence[Finding], reworded: Sequence[Rewording]
) -> Iterator[Alternative]:
    """Yield the story as an open invention: in the rest of the post, and alone with a question."""
    flagged = flagged_sentences(draft.text, findings)
    for sentence in flagged_sentences(draft.text, [one for one in theirs if one.rule != "unverified-consent"])[:_TRIED]:
        turned = _turned(draft.text, sentence, reworded)
        if turned is None:
            continue
        if sentence == flagged[0]:
            place = {sentence: turned.text}
            post = remains(draft.text, flagged, private=True, instead=place, answered=turned.asks)
            if post and post != turned.text:
                yield Alternative(_HERE, "make-it-hypothetical", post)
        asks = table("questions")["imagined"]["asked" if turned.asks else "told"]
        yield Alternative(_HERE, "make-it-hypothetical", f"{turned.text} {asks}")
        return


_TRIED: Final = 20
"""How many sentences are tried before a story is left as it is."""


def _turned(text: str, sentence: Span, reworded: Sequence[Rewording]) -> Turned | None:
    """Return a sentence as something imagined, in which no detail that was found is left."""
    inside = [one for one in reworded if sentence.covers(one.finding.span)]
    changes = [
        Edit(one.change.start - sentence.start, one.change.end - sentence.start, one.change.text)
        for one in inside
        if one.change
        and one.finding.type not in _NAMES
        and sentence.start <= one.change.start
        and one.change.end <= sentence.end
    ]
    before = text[max(0, sentence.start - _BEFORE) : sentence.start]
    said = sentence.of(text)
    turned = imagined(applied(said, changes), before) or imagined(said, before)
    if turned and any(_plain(one.finding.span.of(text)) in _plain(turned.text) for one in inside):
        return None
    return turned


def _plain(said: str) -> str:
    return f" {' '.join(word.text for word in words(said))} "


_NAMES: Final = ("name", "initials", "handle")
"""Types of details for which "someone" is said: nobody knows whether that is the client."""
_BEFORE: Final = 2000
"""How many characters before a sentence are read for what it may point back to."""


def _scaffolds(theme: Theme) -> Iterator[Alternative]:
    """Yield what the author can build on: an invented person step by step, and what to think of before asking."""
    questions = table("questions")
    invented = questions["hypothetical"]
    for line in invented["plain" if theme.grave else "lines"]:
        steps = _numbered(step.format(theme=theme.title) for step in invented["steps"])
        yield Alternative(_HERE, "hypothetical-scaffold", f"{line.format(theme=theme.title)}\n\n{steps}")
    asks = _numbered(question["asks"] for question in questions["consent"])
    yield Alternative(_HERE, "ask-for-consent", f"{asks}\n\n{_FORM}")


_FORM: Final = "`primum consent request` writes the authorization for this very draft."


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _sized(outline: Outline, theme: Theme, platform: str | None) -> str | None:
    """Return an outline as a post that fits; where the theme is grave, a brief one only with its helpline."""
    brief = outline.brief_with_help if theme.grave else outline.brief
    return next((text for text in (outline.text, brief) if text and fits(text, platform)), None)
