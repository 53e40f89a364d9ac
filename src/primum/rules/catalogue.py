"""The rules as their files tell them: `data/rules/<slip>/<rule>.md` is documentation, specification and test at once.

A file opens with TOML between `+++` lines (`id`, `slip`, `level`, `sources`, and for identifiers a table `instead` by
type), and goes on with the sections in `SECTIONS`. The first paragraph of *Why it matters* and of *Do instead* is one
sentence, shown with each finding. An example is a list item with the stretches to be found `[[marked]]`;
`(answering: …)` before it gives what it replies to.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from primum.draft import Span
from primum.errors import DataError, UnknownChoice
from primum.rules.finding import Level, Slip

SECTIONS: Final = ("What it finds", "Why it matters", "Do instead", "Examples", "Not a slip")

_ANSWERING: Final = re.compile(r"\(answering: (?P<answering>.*?)\) (?=\S)", re.S)
_MARK: Final = re.compile(r"\[\[(.+?)\]\]", re.S)


@dataclass(frozen=True, slots=True)
class Example:
    """A draft from a rule's page, what it answers, and the stretches where the rule must speak, if any."""

    text: str
    answering: str | None
    marks: tuple[Span, ...]

    @classmethod
    def parse(cls, item: str) -> Example:
        """Read a list item of a rule's page.

        >>> Example.parse("(answering: is it me?) [[That's PTSD]], love.").text
        "That's PTSD, love."
        """
        asked = _ANSWERING.match(item)
        text, marks, at = "", [], asked.end() if asked else 0
        for mark in _MARK.finditer(item, at):
            text += item[at : mark.start()]
            marks.append(Span(len(text), len(text) + len(mark[1])))
            text, at = text + mark[1], mark.end()
        return cls(text + item[at:], asked["answering"] if asked else None, tuple(marks))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's page: its place among the slips, its usual level, citations, and the sections of its text."""

    id: str
    slip: Slip
    level: Level
    sources: tuple[str, ...]
    sections: Mapping[str, str]
    instead_by_type: Mapping[str, str]
    page: str

    @property
    def summary(self) -> str:
        """What the rule finds, in one sentence."""
        return _lead(self.sections["What it finds"])

    @property
    def why(self) -> str:
        """One sentence on why such words matter."""
        return _lead(self.sections["Why it matters"])

    def instead(self, detail: str | None = None) -> str:
        """Return one sentence on what to do instead, for this type of detail where the page has one."""
        return self.instead_by_type.get(detail or "", _lead(self.sections["Do instead"]))

    @property
    def slips(self) -> tuple[Example, ...]:
        """The drafts in which the rule must speak."""
        return tuple(map(Example.parse, _items(self.sections["Examples"])))

    @property
    def clean(self) -> tuple[Example, ...]:
        """The drafts in which the rule must be silent."""
        return tuple(map(Example.parse, _items(self.sections["Not a slip"])))


@cache
def catalogue() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of the slips."""
    cited = citations()
    pages = [
        page
        for slip in Slip
        for page in sorted((_data() / "rules" / slip).iterdir(), key=lambda p: p.name)
        if page.name.endswith(".md")
    ]
    rules = (_parse(page.name, page.read_text(encoding="utf-8"), cited) for page in pages)
    return MappingProxyType({rule.id: rule for rule in rules})


def rule(name: str) -> Rule:
    """Return one rule, or raise UnknownChoice."""
    rules = catalogue()
    if name not in rules:
        raise UnknownChoice("rule", name, rules)
    return rules[name]


def _data() -> Any:
    return files("primum") / "data"


@cache
def citations() -> Mapping[str, str]:
    """Return every citation by its id, from `data/codes/*.toml`."""
    codes = [
        tomllib.loads(f.read_text(encoding="utf-8")) for f in (_data() / "codes").iterdir() if f.name.endswith(".toml")
    ]
    return MappingProxyType({key: entry["cite"] for code in codes for key, entry in code.items()})


def _parse(name: str, page: str, citations: Mapping[str, str]) -> Rule:
    try:
        _, head, body = page.split("+++\n", 2)
        meta = tomllib.loads(head)
        sections = {title: text.strip() for title, text in re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", body, re.M)}
        if tuple(sections) != SECTIONS:
            raise DataError(name, f"must have exactly the sections {', '.join(SECTIONS)}")
        return Rule(
            id=meta["id"],
            slip=Slip(meta["slip"]),
            level=Level[meta["level"].upper()],
            sources=tuple(citations[source] for source in meta["sources"]),
            sections=MappingProxyType(sections),
            instead_by_type=MappingProxyType(meta.get("instead", {})),
            page=f"# {meta['id']}\n{body}",
        )
    except (KeyError, ValueError) as error:
        raise DataError(name, f"cannot be read ({error!r})") from error


def _lead(section: str) -> str:
    return " ".join(section.split("\n\n", 1)[0].split())


def _items(section: str) -> list[str]:
    """Return the list items of a section; an item goes on in lines indented by two spaces."""
    return [re.sub(r"\n {2}", "\n", item).strip() for item in re.split(r"^- ", section, flags=re.M)[1:]]
