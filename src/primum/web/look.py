"""How the page looks: its templates, the words that they share, and its own few files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from primum.draft import KINDS, PLATFORMS
from primum.web import words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("primum.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        static=static,
        words=words,
        platforms=sorted(PLATFORMS, key=words.platform),
        kinds=sorted(KINDS, key=words.kind),
        limits=words.limits(),
    )
    environment.filters.update(platform=words.platform, kind=words.kind, rule=words.rule, opening=words.opening)
    return environment


def page(template: str, **values: object) -> str:
    """Render a template; every word that comes from elsewhere is text in it, never markup."""
    return _environment().get_template(template).render(values)


def static(name: str) -> str:
    """Return the address of one of the page's files; it changes with the files, so a browser may keep them.

    >>> static("page.css").endswith("/page.css")
    True
    """
    return f"/static/{_mark()}/{name}"


TYPES: Final = {
    "css": "text/css",
    "mjs": "text/javascript",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain",
}
"""The kinds of files that the page has."""


@cache
def content(name: str) -> bytes | None:
    """Return one of the page's files, or None where there is none of that name."""
    return _files().get(name)


@cache
def _files() -> dict[str, bytes]:
    root = files("primum.web") / "static"
    found = {one.name: one for one in root.iterdir() if one.is_file()}
    found |= {f"fonts/{one.name}": one for one in (root / "fonts").iterdir()}
    return {name: one.read_bytes() for name, one in found.items() if name.rpartition(".")[2] in TYPES}


@cache
def _mark() -> str:
    found = hashlib.sha256()
    for name, kept in sorted(_files().items()):
        found.update(name.encode() + kept)
    return found.hexdigest()[:12]
