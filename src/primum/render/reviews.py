"""A review: text for a terminal or a pipe, JSON, and HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from primum.render.terminal import MARKS, Look, Piece, cells, dump, flow, painted, plain
from primum.review import Remark, Review, Verdict
from primum.rules import Rule
from primum.rules.finding import Level, Slip

HEADINGS: Final = {
    Slip.CONFIDENTIALITY: ("Confidentiality", "what happens in session stays in session"),
    Slip.DIAGNOSIS: ("Diagnosis", "no labels on people who were never assessed"),
    Slip.COLLEAGUES: ("Colleagues", "argue with ideas, spare the people"),
}
HEAT: Final = "Some heat comes through; a pause before posting costs nothing."


def single(review: Review, look: Look) -> str:
    """Render one review as a whole output of its format.

    >>> from primum import review
    >>> print(single(review("Two spaces open."), Look("jsonl")), end="")
    {"id": null, "verdict": "share", "heated": false, "findings": []}
    """
    match look.format:
        case "json":
            return dump(as_dict(review), indent=2) + "\n"
        case "jsonl":
            return dump(as_dict(review)) + "\n"
        case "html":
            return "".join(_page([as_html(review, look)]))
        case _:
            return as_text(review, look)


def table(reviews: Iterable[tuple[str, Review]], look: Look) -> Iterator[str]:
    """Render titled reviews, each as it comes, as a whole output of their format."""
    match look.format:
        case "json":
            yield from _array(dump(as_dict(review), indent=2) for _, review in reviews)
        case "jsonl":
            yield from (dump(as_dict(review)) + "\n" for _, review in reviews)
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


def _array(items: Iterable[str]) -> Iterator[str]:
    opening = "[\n"
    for item in items:
        yield opening + item
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────


def as_text(review: Review, look: Look, title: str = "") -> str:
    """Render a review for a terminal or a pipe: draft, findings, verdict; no line is wider than the window."""
    return painted(_review_rows(review, look, title), look)


def rule_list(rules: Iterable[Rule], look: Look) -> str:
    """Render the rules, by slip, each with what it finds."""
    rows: list[list[Piece]] = []
    for slip, group in groupby(rules, key=lambda rule: rule.slip):
        rows += [*_heading(slip, look), []]
        for rule in group:
            rows += [[("  ", ""), (rule.id, "strong")], *flow([(rule.summary, "")], look, [("    ", "")])]
        rows.append([])
    return painted(rows[:-1], look)


def _listing(reviews: Iterable[tuple[str, Review]], look: Look) -> Iterator[str]:
    """Render a table: what asks for nothing takes one line, and the sum comes last."""
    count: Counter[Verdict] = Counter()
    for title, review in reviews:
        count[review.verdict] += 1
        if review.findings or review.heated:
            yield f"\n{as_text(review, look, title)}\n"
        else:
            yield painted(_title(review, look, title), look)
    if total := count.total():
        parts = ", ".join(f"{count[verdict]:,} to {verdict}" for verdict in Verdict if count[verdict])
        said = f"{total:,} {'draft' if total == 1 else 'drafts'} read: {parts}."
        yield painted([[], *flow([(said, "strong")], look)], look)


def _review_rows(review: Review, look: Look, title: str) -> Iterator[list[Piece]]:
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
        yield from flow([(HEAT, "")], look)
    yield from flow([(verdict(review), "strong")], look)


def _title(review: Review, look: Look, title: str) -> Iterator[list[Piece]]:
    return flow([(plain(title), "strong"), (f" · {review.verdict}", "quiet")], look)


def _draft_rows(review: Review, look: Look) -> Iterator[list[Piece]]:
    for row in flow(_stretches(review), look, [("  ", "")]):
        yield row
        if not look.color and any(style for _, style in row):
            yield [("".join(MARKS.get(style, " ") * cells(words) for words, style in row), "")]


def _heading(slip: Slip, look: Look) -> Iterator[list[Piece]]:
    name, promise = HEADINGS[slip]
    return flow([(name, "strong"), (f" · {promise}", "quiet")], look)


def _rule_rows(remarks: Sequence[Remark], look: Look) -> Iterator[list[Piece]]:
    """Say a rule's reason once, then each piece of advice with all the quotes that it is for."""
    first = remarks[0]
    yield from flow([(first.rule, "strong")], look, [("  ", "")])
    yield from flow([(first.why, "")], look, [("  ", "")])
    for advised in _gather(remarks, lambda remark: (remark.level, remark.instead)):
        level = str(advised[0].level)
        mark, gap = ("", "    ") if look.color else (f"{MARKS[level]} ", "  ")
        label = [(f"  {mark}", ""), (level, level), (gap, "")]
        yield from flow([(", ".join(_quotes(advised)), "")], look, label)
        yield from flow([(advised[0].instead, "")], look, [("  instead ", "quiet")])
    if look.sources:
        for source in first.sources:
            yield from flow([(source, "quiet")], look, [("  § ", "quiet")])


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


def _html_stretch(piece: Piece) -> str:
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


def _stretches(review: Review) -> Iterator[Piece]:
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
