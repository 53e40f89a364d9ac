"""A public post that is answered: its words, who wrote it, and where an answer goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import regex

from primum.publish.parcel import Target

_UNSEEN: Final = frozenset(("script", "style", "template"))
_BREAKS: Final = {"br": "\n", "li": "\n", "p": "\n\n", "blockquote": "\n\n", "pre": "\n\n", "div": "\n", "ul": "\n"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A post as its readers see it: plain text, its author's handle, its address, and the target of an answer."""

    text: str = field(repr=False)
    author: str
    url: str
    target: Target


def plain_text(content: str) -> str:
    """Return what a reader sees of HTML.

    >>> plain_text('<p>Is it <b>normal</b> &amp; common?<br>Yes.</p><p>A <a href="https://a.example">link</a></p>')
    'Is it normal & common?\\nYes.\\n\\nA link'
    """
    parser = _Plain()
    parser.feed(content)
    parser.close()
    lines = "".join(parser.told).splitlines()
    return regex.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


class _Plain(HTMLParser):
    """Gathers text, with a break where the page would show one."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a line break, or that what follows is not shown."""
        self._unseen += tag in _UNSEEN
        if tag == "br":
            self.told.append(_BREAKS[tag])

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a paragraph, or that what follows is shown again."""
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag != "br":
            self.told.append(_BREAKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        """Note words."""
        if not self._unseen:
            self.told.append(data)
