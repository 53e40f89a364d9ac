"""A claim, its kinds, and the context in which a sentence makes it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from primum.lexicon import Term
from primum.reading.framing import Framing
from primum.reading.patterns import either
from primum.reading.people import Person
from primum.reading.sentences import Sentence

_NEGATED: Final = re.compile(  # "she is not even a ", "isn't "
    r"(?:\b(?:not|never|no|nor|without|isnt|aint|nobody|none|neither)|n't)\b(?: [\w'-]+){0,3}[ \"']*+$"
)
_OWN: Final = re.compile(
    either(
        r"\b(?:i|i'm|i've|i'd|im|ive|we|we're|we've)\b(?: [\w'-]+){0,3} $",  # "I have been a "
        r"\b(?:my|our|me|myself)(?: own| old)? $",  # "my own "
    )
)


class Kind(enum.StrEnum):
    """What is claimed."""

    STORY = "story"
    HOOK = "hook"
    """A client's question, with nothing about the client."""
    SLOT = "slot"
    """A session slot that stands for a person, with nothing about that person."""
    ACKNOWLEDGMENT = "acknowledgment"
    CONSENT = "consent"
    DIAGNOSIS = "diagnosis"
    VERDICT = "verdict"
    """A diagnosis or a treatment order addressed to the reader."""
    DISPARAGEMENT = "disparagement"
    JAB = "jab"
    BUSINESS = "business"
    CONTEMPT = "contempt"
    """Disparagement of a whole school or profession."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something claimed at `start` to `end` of the plain text."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence and what surrounds it: the people and terms in it, its framing, and what the draft replies to."""

    sentence: Sentence
    framing: Framing
    terms: tuple[Term, ...]
    people: tuple[Person, ...]
    carried: tuple[Person, ...]
    """The people of the sentence before, where this one goes on about them ("She is…")."""
    quoted: tuple[tuple[int, int], ...]
    answering: str
    """What the draft replies to, in lower case."""
    reviewed: bool
    """The draft answers a public review."""
    consults: bool
    """The draft asks colleagues about its author's work."""

    def claim(self, kind: Kind) -> Claim:
        """Return the claim that the whole sentence makes."""
        return Claim(kind, self.sentence.start, self.sentence.end)

    def of(self, *tags: str) -> Iterator[Term]:
        """Yield the sentence's terms of these lists."""
        return (term for term in self.terms if term.tag in tags)

    def asserts(self, term: Term) -> bool:
        """Tell whether a term is meant, and of somebody else: not negated, not quoted, not of the author."""
        before = self.before(term.start)
        return not (_NEGATED.search(before) or _OWN.search(before) or self.quotes(term.start))

    def quotes(self, start: int) -> bool:
        """Tell whether a place stands inside quotation marks, and so is somebody else's word."""
        return any(first < start < last for first, last in self.quoted)

    def before(self, start: int, width: int = 60) -> str:
        """Return what the sentence says before a place, in lower case."""
        at = start - self.sentence.start
        return self.sentence.lower[max(0, at - width) : at]

    def after(self, end: int, width: int = 40) -> str:
        """Return what the sentence says after a place, in lower case."""
        at = end - self.sentence.start
        return self.sentence.lower[at : at + width]
