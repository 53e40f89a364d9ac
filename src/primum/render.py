"""A review in words and signs: text for a terminal, JSON, and HTML. Form only; every judgment was made before.

Drafts are strangers' bytes: control characters, terminal escapes and markup in them are shown, never obeyed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import accumulate, groupby
from typing import Any, Final

from primum.review import Remark, Review, Verdict
from primum.rules import Rule
from primum.rules.finding import Level, Slip

MEASURE: Final = 88
"""The widest text, in cells: longer lines are hard to read even where the window has room."""

HEADINGS: Final = {
    Slip.CONFIDENTIALITY: ("Confidentiality", "what happens in session stays in session"),
    Slip.DIAGNOSIS: ("Diagnosis", "no labels on people who were never assessed"),
    Slip.COLLEAGUES: ("Colleagues", "argue with ideas, spare the people"),
}
HEAT: Final = "Some heat comes through; a pause before posting costs nothing."

# Stretches stand out by a line below where there is no color, by weight and slant where there is: never by color alone.
_MARKS: Final = {"stop": "═", "warn": "─", "note": "┄"}
_SGR: Final = {"stop": "1;4;31", "warn": "4;33", "note": "3;4;36", "strong": "1", "quiet": "2"}
_NARROW: Final = 30  # cells; a window below has no room for indents

# One character for one, so that offsets stay true. Control characters become pictures of themselves, foreign line ends
# become ours, and what would turn the direction of everything after it becomes nothing.
_HARMLESS: Final = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x09: 0x20, 0x7F: 0x2421}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
    | dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), 0x0A)
    | dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0x200B)
)
_UNSEEN: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

_Piece = tuple[str, str]
"""Words and the name of their style, empty for none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a review is to be shown; `width` counts terminal cells, `sources` asks for the citations."""

    format: str = "text"
    width: int = 80
    color: bool = False
    sources: bool = False


def single(review: Review, look: Look) -> str:
    """Render one review as a whole output of its format.

    >>> from primum import review
    >>> print(single(review("Two spaces open."), Look("jsonl")), end="")
    {"id": null, "verdict": "share", "heated": false, "findings": []}
    """
    match look.format:
        case "json":
            return _dump(as_dict(review), indent=2) + "\n"
        case "jsonl":
            return _dump(as_dict(review)) + "\n"
        case "html":
            return "".join(_page([as_html(review, look)]))
        case _:
            return as_text(review, look)


def table(reviews: Iterable[tuple[str, Review]], look: Look) -> Iterator[str]:
    """Render titled reviews, each as it comes, as a whole output of their format."""
    match look.format:
        case "json":
            yield from _array(_dump(as_dict(review), indent=2) for _, review in reviews)
        case "jsonl":
            yield from (_dump(as_dict(review)) + "\n" for _, review in reviews)
        case "html":
            yield from _page(as_html(review, look, title) for title, review in reviews)
        case _:
            yield from _listing(reviews, look)


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────


def as_dict(review: Review) -> dict[str, Any]:
    """Return a review as `primum schema` describes it; offsets count Unicode code points of the text as given."""
    return {
        "id": review.draft.id,
        "verdict": review.verdict.value,
        "heated": review.heated,
        "findings": [
            {
                "slip": remark.slip.value,
                "rule": remark.rule,
                "level": str(remark.level),
                "type": remark.type,
                "start": remark.span.start,
                "end": remark.span.end,
                "quote": remark.quote,
                "why": remark.why,
                "instead": remark.instead,
                "sources": list(remark.sources),
                "witness": remark.witness.value,
                "sure": None if remark.sure is None else round(remark.sure, 3),
            }
            for remark in review.findings
        ],
    }


def schema() -> str:
    """Return the JSON Schema (draft 2020-12) of a review."""
    return (files("primum") / "data/schema/review.json").read_text(encoding="utf-8")


def _dump(value: Any, indent: int | None = None) -> str:
    # A terminal may obey these characters and `splitlines` breaks at some: they are escaped although JSON need not.
    return _UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


def _array(items: Iterable[str]) -> Iterator[str]:
    opening = "[\n"
    for item in items:
        yield opening + item
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────


def as_text(review: Review, look: Look, title: str = "") -> str:
    """Render a review for a terminal or a pipe: draft, findings, verdict; no line is wider than the window."""
    return _painted(_review_rows(review, look, title), look)


def rule_list(rules: Iterable[Rule], look: Look) -> str:
    """Render the rules, by slip, each with what it finds."""
    rows: list[list[_Piece]] = []
    for slip, group in groupby(rules, key=lambda rule: rule.slip):
        rows += [*_heading(slip, look), []]
        for rule in group:
            rows += [[("  ", ""), (rule.id, "strong")], *_flow([(rule.summary, "")], look, [("    ", "")])]
        rows.append([])
    return _painted(rows[:-1], look)


def _listing(reviews: Iterable[tuple[str, Review]], look: Look) -> Iterator[str]:
    """Render a table: what asks for nothing takes one line, and the sum comes last."""
    count: Counter[Verdict] = Counter()
    for title, review in reviews:
        count[review.verdict] += 1
        if review.findings or review.heated:
            yield f"\n{as_text(review, look, title)}\n"
        else:
            yield _painted(_title(review, look, title), look)
    if total := count.total():
        parts = ", ".join(f"{count[verdict]:,} to {verdict}" for verdict in Verdict if count[verdict])
        said = f"{total:,} {'draft' if total == 1 else 'drafts'} read: {parts}."
        yield _painted([[], *_flow([(said, "strong")], look)], look)


def _review_rows(review: Review, look: Look, title: str) -> Iterator[list[_Piece]]:
    if title:
        yield from _title(review, look, title)
    yield from _draft_rows(review, look)
    for of_slip in _gather(review.findings, lambda remark: remark.slip):
        yield []
        yield from _heading(of_slip[0].slip, look)
        for of_rule in _gather(of_slip, lambda remark: (remark.rule, remark.why)):
            yield []
            yield from _rule_rows(of_rule, look)
    yield []
    if review.heated:
        yield from _flow([(HEAT, "")], look)
    yield from _flow([(verdict(review), "strong")], look)


def _title(review: Review, look: Look, title: str) -> Iterator[list[_Piece]]:
    return _flow([(plain(title), "strong"), (f" · {review.verdict}", "quiet")], look)


def _draft_rows(review: Review, look: Look) -> Iterator[list[_Piece]]:
    for row in _flow(_stretches(review), look, [("  ", "")]):
        yield row
        if not look.color and any(style for _, style in row):
            yield [("".join(_MARKS.get(style, " ") * _cells(words) for words, style in row), "")]


def _heading(slip: Slip, look: Look) -> Iterator[list[_Piece]]:
    name, promise = HEADINGS[slip]
    return _flow([(name, "strong"), (f" · {promise}", "quiet")], look)


def _rule_rows(remarks: Sequence[Remark], look: Look) -> Iterator[list[_Piece]]:
    """Say a rule's reason once, then each piece of advice with all the quotes that it is for."""
    first = remarks[0]
    yield from _flow([(first.rule, "strong")], look, [("  ", "")])
    yield from _flow([(first.why, "")], look, [("  ", "")])
    for advised in _gather(remarks, lambda remark: (remark.level, remark.instead)):
        level = str(advised[0].level)
        mark, gap = ("", "    ") if look.color else (f"{_MARKS[level]} ", "  ")
        label = [(f"  {mark}", ""), (level, level), (gap, "")]
        yield from _flow([(", ".join(_quotes(advised)), "")], look, label)
        yield from _flow([(advised[0].instead, "")], look, [("  instead ", "quiet")])
    if look.sources:
        for source in first.sources:
            yield from _flow([(source, "quiet")], look, [("  § ", "quiet")])


def _flow(pieces: Iterable[_Piece], look: Look, lead: Sequence[_Piece] = ()) -> Iterator[list[_Piece]]:
    """Break pieces into rows that fit; `lead` opens the first, and the others are indented as far."""
    pieces, width = list(pieces), min(look.width, MEASURE)
    if width < _NARROW:
        pieces, lead = [*lead, *pieces], ()
    margin = sum(_cells(words) for words, _ in lead)
    starts = list(accumulate((len(words) for words, _ in pieces), initial=0))[:-1]
    for start, end in rows("".join(words for words, _ in pieces), width - margin):
        yield [*lead, *_cut(pieces, starts, start, end)]
        lead = [(" " * margin, "")]


def rows(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a text into rows of at most `width` cells, at spaces where there are some; a row is a start and an end.

    >>> [("two wide words")[start:end] for start, end in rows("two wide words", 8)]
    ['two wide', 'words']
    """
    start = used = gap = 0
    for at, char in enumerate(f"{text}\n"):
        if char == "\n":
            yield start, start + len(text[start:at].rstrip())
            start, used, gap = at + 1, 0, at + 1
            continue
        size = _room(char)
        while used + size > width and at > start and not char.isspace():
            end = gap if gap > start else at
            yield start, start + len(text[start:end].rstrip())
            start, gap = end, end
            used = sum(map(_room, text[start:at]))
        used += size
        if char.isspace():
            gap = at + 1


def _cut(pieces: Sequence[_Piece], starts: Sequence[int], start: int, end: int) -> Iterator[_Piece]:
    """Return what lies between two offsets of the pieces, which begin at `starts`."""
    for at in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
        words, style = pieces[at]
        yield words[max(0, start - starts[at]) : end - starts[at]], style


@cache
def _room(char: str) -> int:
    """Return the cells a character takes in the least able of terminals, which draws a joined emoji as its parts."""
    return 1 if char == "\ufe0f" else _cells(char)


def _cells(words: str) -> int:
    from rich.cells import cell_len

    return cell_len(words)


def _painted(rows: Iterable[Sequence[_Piece]], look: Look) -> str:
    return "".join(("".join(_paint(piece, look) for piece in row).rstrip() + "\n") for row in rows)


def _paint(piece: _Piece, look: Look) -> str:
    words, style = piece
    return f"\x1b[{_SGR[style]}m{words}\x1b[0m" if look.color and style else words


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────


def as_html(review: Review, look: Look, title: str = "Your draft") -> str:
    """Render a review as an HTML fragment without scripts; the citations are folded away unless they were asked for."""
    draft = "".join(map(_html_stretch, _stretches(review)))
    slips = "".join(_html_slip(group, look) for group in _gather(review.findings, lambda remark: remark.slip))
    heat = f'<p class="heat">{HEAT}</p>\n' if review.heated else ""
    return (
        f'<article class="review">\n<h2 dir="auto">{escape(plain(title))}</h2>\n'
        f'<blockquote class="draft" dir="auto">{draft}</blockquote>\n'
        f'{slips}{heat}<p class="verdict">{escape(verdict(review))}</p>\n</article>\n'
    )


def _html_stretch(piece: _Piece) -> str:
    words, level = piece
    return f'<mark class="{level}">{escape(words)}</mark>' if level else escape(words)


def _html_slip(remarks: Sequence[Remark], look: Look) -> str:
    name, promise = HEADINGS[remarks[0].slip]
    rules = _gather(remarks, lambda remark: (remark.rule, remark.why))
    return (
        f"<section>\n<h3>{name} <small>{promise}</small></h3>\n"
        f"{''.join(_html_rule(of_rule, look) for of_rule in rules)}</section>\n"
    )


def _html_rule(remarks: Sequence[Remark], look: Look) -> str:
    first = remarks[0]
    advice = _gather(remarks, lambda remark: (remark.level, remark.instead))
    sources = "".join(f"<li>{escape(source)}</li>" for source in first.sources)
    details = f"<details{' open' if look.sources else ''}><summary>Sources</summary><ul>{sources}</ul></details>\n"
    return (
        f"<h4>{escape(first.rule)}</h4>\n<p>{escape(first.why)}</p>\n"
        f'<ul class="advice">\n{"".join(map(_html_advice, advice))}</ul>\n{details if sources else ""}'
    )


def _html_advice(remarks: Sequence[Remark]) -> str:
    level = str(remarks[0].level)
    quotes = ", ".join(f"<bdi>{escape(quote)}</bdi>" for quote in _quotes(remarks))
    return (
        f'<li class="{level}"><span class="level">{level}</span> {quotes}'
        f"<p><b>instead</b> {escape(remarks[0].instead)}</p></li>\n"
    )


def _page(fragments: Iterable[str]) -> Iterator[str]:
    css = (files("primum") / "data/page/review.css").read_text(encoding="utf-8")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Primum</title>\n<style>\n{css}</style>\n</head>\n<body>\n<header><h1>Primum</h1></header>\n<main>\n"
    )
    yield from fragments
    yield "</main>\n</body>\n</html>\n"


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


def plain(text: str) -> str:
    """Return a text that nobody obeys, character for character: no controls, no escapes, no turns of direction.

    >>> plain("a\x1b[31m")
    'a␛[31m'
    """
    return text.replace("\r\n", "\u200b\n").translate(_HARMLESS)


def verdict(review: Review) -> str:
    """Return the verdict in one calm sentence."""
    worst = max((remark.level for remark in review.findings), default=None)
    count = sum(remark.level is worst for remark in review.findings)
    places = "one place" if count == 1 else f"{count:,} places"
    match worst:
        case Level.STOP:
            return f"Hold it for now: {places} should not go out as {'it stands' if count == 1 else 'they stand'}."
        case Level.WARN:
            return f"Revise it first: {places} {'is' if count == 1 else 'are'} worth changing."
        case Level.NOTE:
            return "Share it when you are ready; what is noted is only worth a thought."
        case _:
            return "Share it when you are ready; nothing was found that asks for a change."


def _gather(remarks: Iterable[Remark], key: Callable[[Remark], Hashable]) -> list[list[Remark]]:
    """Group remarks, the most serious group first, and otherwise in the order of the text."""
    groups: dict[Hashable, list[Remark]] = {}
    for remark in remarks:
        groups.setdefault(key(remark), []).append(remark)
    return sorted(groups.values(), key=lambda group: -max(remark.level for remark in group))


def _stretches(review: Review) -> Iterator[_Piece]:
    """Cut the draft where the level changes; where stretches overlap, the more serious shows."""
    text = plain(review.draft.text)
    levels = bytearray(len(text))
    for remark in sorted(review.findings, key=lambda remark: remark.level):
        start, end = remark.span.start, remark.span.end
        levels[start:end] = bytes([remark.level]) * (end - start)
    at = 0
    for level, run in groupby(levels[: len(text.rstrip())]):
        end = at + sum(1 for _ in run)
        yield text[at:end], str(Level(level)) if level else ""
        at = end


def _quotes(remarks: Iterable[Remark]) -> Iterator[str]:
    """Quote each stretch once, the middle of a long one left out, with the kind of detail where there is one."""
    for quote in dict.fromkeys((" ".join(plain(remark.quote).split()), remark.type) for remark in remarks):
        words, kind = quote
        if len(words) > 64:
            words = f"{words[:40].rsplit(' ', 1)[0]} … {words[-20:].split(' ', 1)[-1]}"
        yield f"“{words}” ({kind})" if kind else f"“{words}”"
