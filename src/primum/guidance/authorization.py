"""Ask for consent: a plain-language authorization for one story, with what 45 CFR 164.508(c) asks for.

The words are in `data/guidance/authorization.toml`. What may be told is only what the client ticks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any, Final

from primum.draft import Draft
from primum.guidance.texts import table, theme_of
from primum.rules.finding import Finding

BOX: Final = "☐"
LINE: Final = "_" * 40


@dataclass(frozen=True, slots=True)
class Request:
    """What a client is asked: which words and details, where they would stand, who tells them, why and until when."""

    draft: Draft
    details: tuple[str, ...]
    platforms: tuple[str, ...]
    expires: date
    discloser: str = LINE
    purpose: str = ""
    signers: int = 1
    """How many people sign: one, both of a couple, a minor and a parent."""
    theme: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraphs, and things to tick."""

    title: str
    paragraphs: tuple[str, ...]
    boxes: tuple[str, ...] = ()


def request(
    draft: Draft,
    findings: Sequence[Finding],
    platforms: Sequence[str],
    expires: date,
    *,
    discloser: str = "",
    purpose: str = "",
    signers: int = 1,
) -> Request:
    """Return the request for a draft, its identifying details listed one by one."""
    details = [f.span.of(draft.text) for f in findings if f.rule == "identifier"]
    return Request(
        draft, tuple(dict.fromkeys(details)), tuple(platforms), expires, discloser or LINE, purpose, signers,
        theme=theme_of(draft.text).title,
    )  # fmt: skip


def sections(asked: Request) -> list[Section]:
    """Return the document, section by section: six elements, three statements, what cannot be undone, signatures."""
    words = table("authorization")
    values = {
        "discloser": asked.discloser,
        "platforms": ", ".join(asked.platforms),
        "purpose": asked.purpose or words["purpose"]["usual"],
        "expires": f"{asked.expires:%B} {asked.expires.day}, {asked.expires.year}",
        "theme": asked.theme,
    }
    return [*_elements(asked, words, values), *_signatures(asked, words)]


def _elements(asked: Request, words: Any, values: dict[str, str]) -> Iterator[Section]:
    for part in words["section"]:
        paragraphs = tuple(paragraph.format(**values) for paragraph in part["paragraphs"])
        yield Section(part["title"], paragraphs, tuple(_boxes(asked, part.get("boxes", ()), values)))


def _boxes(asked: Request, boxes: Sequence[str], values: dict[str, str]) -> Iterator[str]:
    for box in boxes:
        if box == "{details}":
            yield from (f"“{' '.join(detail.split())}”" for detail in asked.details)
        elif box == "{each platform}":
            yield from asked.platforms
        else:
            yield box.format(**values)


def _signatures(asked: Request, words: Any) -> Iterator[Section]:
    form = words["signature"]
    for number in range(1, asked.signers + 1):
        title = form["title"] if asked.signers == 1 else f"{form['title']} ({number} of {asked.signers})"
        yield Section(title, tuple(f"{label}: {LINE}" for label in form["lines"]))


def as_markdown(asked: Request) -> str:
    """Return the authorization as Markdown.

    The draft stands in it as a block of literal text, whatever marks it holds.
    """
    words = table("authorization")
    parts = [f"# {words['title']}", *words["opening"], f"## {words['post']['title']}", _literal(asked.draft.text)]
    for section in sections(asked):
        parts += [f"## {section.title}", *section.paragraphs]
        if section.boxes:
            parts.append("\n".join(f"- {BOX} {box}" for box in section.boxes))
    return "\n\n".join(parts) + "\n"


def as_html(asked: Request) -> str:
    """Return the authorization as an HTML page that prints on one sheet or two."""
    words = table("authorization")
    parts = [f"<h1>{escape(words['title'])}</h1>", *(f"<p>{escape(text)}</p>" for text in words["opening"])]
    parts += [
        f"<h2>{escape(words['post']['title'])}</h2>",
        f'<blockquote dir="auto">{escape(asked.draft.text)}</blockquote>',
    ]
    for section in sections(asked):
        parts += [f"<h2>{escape(section.title)}</h2>", *(f"<p>{escape(text)}</p>" for text in section.paragraphs)]
        if section.boxes:
            parts.append(f"<ul>{''.join(f'<li>{BOX} {escape(box)}</li>' for box in section.boxes)}</ul>")
    return _PAGE.format(title=escape(words["title"]), body="\n".join(parts))


def as_pdf(asked: Request) -> bytes:
    """Return the authorization as a PDF with tags for screen readers; raises MissingExtra without `primum[pdf]`."""
    import json

    from primum.errors import MissingExtra

    try:
        import typst
    except ImportError:
        raise MissingExtra("a PDF", "pdf") from None
    words = table("authorization")
    document = {
        "title": words["title"],
        "opening": words["opening"],
        "post": {"title": words["post"]["title"], "text": asked.draft.text},
        "sections": [
            {"title": s.title, "paragraphs": s.paragraphs, "boxes": s.boxes} for s in sections(asked)
        ],
    }  # fmt: skip
    template = _template().encode()
    pdf: bytes = typst.compile(template, sys_inputs={"document": json.dumps(document)})
    return pdf


def _template() -> str:
    from importlib.resources import files

    return (files("primum") / "data/guidance/authorization.typ").read_text(encoding="utf-8")


def _literal(text: str) -> str:
    """Return a text as an indented block, which Markdown does not interpret."""
    return "\n".join(f"    {line}" for line in text.splitlines())


_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 11.5pt/1.5 Georgia, serif; max-width: 40rem; margin: 2.5rem auto; padding: 0 1.25rem; color: #1b1b1b }}
h1 {{ font-size: 1.6rem; line-height: 1.2 }} h2 {{ font-size: 1.05rem; margin: 1.6rem 0 .3rem }}
blockquote {{ margin: .5rem 0; padding: .6rem 1rem; border-left: 3px solid #999; white-space: pre-wrap }}
ul {{ list-style: none; padding-left: .25rem }} li {{ margin: .2rem 0 }}
@page {{ margin: 2cm }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
