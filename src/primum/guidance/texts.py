"""The texts of `data/guidance`, which a clinician can edit without touching code.

`themes/<id>.md` are subjects of a story, `conditions/<id>.md` are labels thrown at strangers; each opens with TOML
between `+++` lines (`id`, `title` or `name`, `words`, `sources`). The other texts are TOML files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from primum.errors import DataError
from primum.lexicon import words

FALLBACK: Final = ("being-human", "any-label")
"""The theme and the condition that fit anything."""


_HELPS: Final = re.compile(r"\b(?:988|hotline|lifeline|helpline|crisis line)\b", re.I)
_NUMBER: Final = re.compile(r"\b\d{3}\b")


@dataclass(frozen=True, slots=True)
class Outline:
    """A post in outline: an idea, two or three points, and a question to the readers."""

    idea: str
    points: tuple[str, ...]
    question: str

    @property
    def text(self) -> str:
        """The outline as a post."""
        return "\n\n".join((self.idea, " ".join(self.points), self.question))

    @property
    def brief(self) -> str:
        """Idea and question alone, for a platform with a short limit."""
        return f"{self.idea} {self.question}"

    @property
    def brief_with_help(self) -> str | None:
        """The brief post with the points that name a helpline; None where none of it has a number to call."""
        text = " ".join((self.idea, *filter(_HELPS.search, self.points), self.question))
        return text if _NUMBER.search(text) else None


@dataclass(frozen=True, slots=True)
class Theme:
    """What a story is about, seen generally; `words` are the words and phrases that it is known by."""

    id: str
    title: str
    words: tuple[str, ...]
    sources: tuple[str, ...]
    teach: tuple[Outline, ...]
    journey: tuple[Outline, ...]
    grave: bool = False
    """Whether somebody who reads of it may be in danger: nothing is said lightly, and no helpline is left out."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A label, and what can truly be said in general of what it stands for."""

    id: str
    name: str
    words: tuple[str, ...]
    sources: tuple[str, ...]
    general: str
    mistaken: tuple[str, ...]
    brief: str


@cache
def themes() -> Mapping[str, Theme]:
    """Return every theme by its id."""
    cited = _citations("sources")
    return _pages("themes", lambda meta, parts: Theme(
        meta["id"], meta["title"], tuple(meta["words"]), tuple(cited[key] for key in meta["sources"]),
        tuple(_outlines(parts["Teach"])), tuple(_outlines(parts["Own journey"])),
        meta.get("grave", False),
    ))  # fmt: skip


@cache
def conditions() -> Mapping[str, Condition]:
    """Return every condition by its id."""
    cited = _citations("condition-sources")
    return _pages("conditions", lambda meta, parts: Condition(
        meta["id"], meta["name"], tuple(meta["words"]), tuple(cited[key] for key in meta["sources"]),
        _flowing(parts["In general"]), tuple(map(_flowing, _items(parts["What the label does not mean"]))),
        _flowing(parts["In brief"]),
    ))  # fmt: skip


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return one TOML file of `data/guidance`."""
    return MappingProxyType(tomllib.loads(_file(f"{name}.toml").read_text(encoding="utf-8")))


def theme_of(text: str) -> Theme:
    """Return the theme that most of a text's words belong to; a long phrase tells more than a word, a first word more
    than a last one. A grave theme needs half as many: it is worse to miss it than to name it in vain.

    >>> theme_of("She cuts herself again, and I am proud that she told me.").id
    'self-harm'
    """
    row = _row(text)
    scores = {theme.id: sum(_weights(row, theme.words)) * (2 if theme.grave else 1) for theme in themes().values()}
    best = max(scores, key=lambda id_: scores[id_])
    return themes()[best if scores[best] else FALLBACK[0]]


def condition_of(*texts: str | None) -> Condition | None:
    """Return the condition that is named first, in the first of these texts that names one."""
    for text in texts:
        row = _row(text or "")
        at = {
            id_: min((_place(row, phrase) for phrase in page.words), default=_NOWHERE)
            for id_, page in conditions().items()
        }
        first = min(at, key=lambda id_: at[id_])
        if at[first] < _NOWHERE:
            return conditions()[first]
    return None


_NOWHERE: Final = (1 << 30, 0)


def _place(row: str, phrase: str) -> tuple[int, int]:
    """Return where a phrase stands in a row of words, a longer one before a shorter."""
    plain = _row(phrase).strip()
    at = max(row.find(f" {plain} "), row.find(f" {plain}s "))
    return _NOWHERE if at < 0 else (at, -len(plain))


def _row(text: str) -> str:
    return f" {' '.join(word.text for word in words(text))} "


def _weights(row: str, phrases: Sequence[str]) -> Iterator[float]:
    for rank, phrase in enumerate(phrases):
        plain = _row(phrase).strip()
        if f" {plain} " in row or f" {plain}s " in row:
            yield (1 + plain.count(" ")) * (1.5 - rank / len(phrases))


def _pages(folder: str, make: Any) -> Mapping[str, Any]:
    made = {}
    for page in sorted(_file(folder).iterdir(), key=lambda page: page.name):
        try:
            _, head, body = page.read_text(encoding="utf-8").split("+++\n", 2)
            one = make(tomllib.loads(head), dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", body, re.M)))
        except (KeyError, ValueError) as error:
            raise DataError(page.name, f"cannot be read ({error!r})") from error
        made[one.id] = one
    return MappingProxyType(made)


def _outlines(section: str) -> Iterator[Outline]:
    for part in re.split(r"^### ", section, flags=re.M)[1:]:
        idea, _, rest = part.partition("\n")
        points, _, question = rest.partition("\n? ")
        yield Outline(idea.strip(), tuple(map(_flowing, _items(points))), _flowing(question))


def _items(section: str) -> list[str]:
    return re.split(r"^- ", section, flags=re.M)[1:]


def _flowing(text: str) -> str:
    return " ".join(text.split())


def _citations(name: str) -> Mapping[str, str]:
    return {key: entry["cite"] for key, entry in table(name).items()}


def _file(name: str) -> Any:
    return files("primum") / "data" / "guidance" / name
