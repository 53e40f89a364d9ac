"""What to do instead: numbered texts for a terminal, one clipped line under a review, and JSON."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from primum.draft import Draft
from primum.guidance import Alternative, Guidance
from primum.rarity import RECOGNITION
from primum.render.reviews import HEADINGS
from primum.render.terminal import Look, Piece, dump, flow, painted, plain

TITLES: Final = {
    "say-it-generally": "Say it generally",
    "make-it-hypothetical": "Make it openly hypothetical",
    "hypothetical-scaffold": "Make somebody up",
    "teach-instead": "Teach instead",
    "own-journey": "Tell your own journey",
    "ask-for-consent": "Ask for consent",
    "describe-dont-label": "Describe, don't label",
    "describe-scaffold": "Say what was seen",
    "decline-kindly": "Decline kindly",
    "teach-the-topic": "Teach about the topic",
    "disagree-respectfully": "Disagree in public, respectfully",
    "private-message": "Write to them in private",
    "ladder": "Take it up the ladder",
}
"""Each way in words, by its kind."""

_TOKEN: Final = re.compile(r"\s+|[\w'’]+|.", re.S)


def shown(guidance: Guidance) -> list[Alternative]:
    """Return the alternatives in the order in which they are numbered: by slip, then by kind, the nearest first."""
    return [a for _, of_slip in groupby(guidance.alternatives, lambda a: a.slip) for a in _by_kind(list(of_slip))]


def as_dict(id_: str | None, guidance: Guidance) -> dict[str, Any]:
    """Return the alternatives of a draft as data; offsets count Unicode code points of its text as given."""
    return {
        "id": id_,
        "alternatives": [
            {
                "slip": alternative.slip.value,
                "kind": alternative.kind,
                "text": alternative.text,
                "replaces": [alternative.replaces.start, alternative.replaces.end] if alternative.replaces else None,
            }
            for alternative in shown(guidance)
        ],
    }


def as_json(id_: str | None, guidance: Guidance, indent: int | None = None) -> str:
    """Return `as_dict` as JSON, on one line unless indented."""
    return dump(as_dict(id_, guidance), indent) + "\n"


def as_text(draft: Draft, guidance: Guidance, look: Look) -> str:
    """Render everything that can be done instead, the texts numbered for copying."""
    return painted(_rows(draft, guidance, look), look)


def in_short(nearest: Sequence[Alternative], look: Look) -> str:
    """Render the nearest text for each slip, clipped, as it stands under a review."""
    rows: list[list[Piece]] = []
    for alternative in nearest:
        words = " ".join(plain(alternative.text).split())
        clipped = words if len(words) <= 150 else f"{words[:150].rsplit(' ', 1)[0]} …"
        rows += flow([(f"{TITLES[alternative.kind]}: ", "strong"), (clipped, "")], look, [("  ", "")])
    if rows:
        rows += flow([("`primum instead` has the whole of it, and other ways.", "quiet")], look, [("  ", "")])
    return painted([[], *rows], look) if rows else ""


def difference(before: str, after: str) -> Iterator[Piece]:
    """Yield the words of two texts, with the styles `gone` and `new` where they differ.

    >>> list(difference("a 34-year-old", "a person"))
    [('a ', ''), ('34-year-old', 'gone'), ('person', 'new')]
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(old[a:b]), ""
        else:
            yield from (
                (words, style) for words, style in (("".join(old[a:b]), "gone"), ("".join(new[c:d]), "new")) if words
            )


def _by_kind(alternatives: list[Alternative]) -> list[Alternative]:
    order = list(dict.fromkeys(a.kind for a in alternatives))
    return sorted(alternatives, key=lambda a: order.index(a.kind))


def _rows(draft: Draft, guidance: Guidance, look: Look) -> Iterator[list[Piece]]:
    numbered = enumerate(shown(guidance), 1)
    for slip, of_slip in groupby(numbered, lambda pair: pair[1].slip):
        name, promise = HEADINGS[slip]
        yield from flow([(name, "strong"), (f" · {promise}", "quiet")], look)
        for kind, of_kind in groupby(of_slip, lambda pair: pair[1].kind):
            yield []
            yield from flow([(TITLES[kind], "strong")], look, [("  ", "")])
            for number, alternative in of_kind:
                yield from _alternative_rows(number, draft, alternative, look)
        yield []
    yield from _crowd_rows(guidance, look)


def _alternative_rows(number: int, draft: Draft, alternative: Alternative, look: Look) -> Iterator[list[Piece]]:
    lead: list[Piece] = [(f"{number:>4}  ", "quiet")]
    if alternative.kind == "say-it-generally":
        pieces = [_told(piece, look) for piece in difference(plain(draft.text), plain(alternative.text))]
        yield from flow(pieces, look, lead)
    else:
        yield from flow([(plain(alternative.text), "")], look, lead)
    for source in alternative.sources if look.sources else ():
        yield from flow([(f"§ {source}", "quiet")], look, [("      ", "")])


def _told(piece: Piece, look: Look) -> Piece:
    """Mark what goes and what comes by signs where there is no color."""
    words, style = piece
    if look.color or not style:
        return piece
    return (f"[-{words}-]" if style == "gone" else f"{{+{words}+}}"), ""


def _crowd_rows(guidance: Guidance, look: Look) -> Iterator[list[Piece]]:
    crowd = guidance.crowd
    if crowd is None:
        return
    yield from flow([("How many people fit?", "strong")], look)
    yield from flow([(crowd.reasoning, "")], look, [("  ", "")])
    if crowd.most_telling:
        yield from flow([(f"Leaving out “{plain(crowd.most_telling.quote)}” helps most.", "")], look, [("  ", "")])
    for fact in crowd.unknown:
        yield from flow([(f"Not known to the tables: “{plain(fact.quote)}”.", "quiet")], look, [("  ", "")])
    yield from flow([(RECOGNITION, "")], look, [("  ", "")])


def heading(title: str, look: Look) -> str:
    """Return a draft's title on a line of its own."""
    return painted([[(plain(title), "strong")]], look)
