"""Signs: what explicit knowledge sees in a draft, handed to the model beside the words.

So the model need not learn which words name a disorder or a town, who is spoken of, or how a sentence is framed:
it judges over that knowledge. A sign's name says where it comes from: `tag:` a word list, `type:` a kind of detail,
`rel:` a person, `frame:` a framing, `claim:` a claim; `carried` and `quoted` stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Final

from primum.lexicon import Term
from primum.model import Sign
from primum.reading.claims import Claim, Context, Kind
from primum.reading.details import Detail
from primum.reading.framing import Framing
from primum.reading.people import Relation

TYPES: Final = tuple(
    "name initials handle age date time place organisation occupation family condition appearance ethnicity religion "
    "orientation event contact id-number url vehicle image quote other".split()
)
"""Every type of detail, in the order of LABELLING.md."""


def names() -> tuple[str, ...]:
    """Return the names of all signs, in the order in which a model is trained on them."""
    lists = sorted(file.name.removesuffix(".txt") for file in (files("primum") / "data" / "lexicon").iterdir())
    return (
        *(f"tag:{tag}" for tag in lists),
        *(f"type:{kind}" for kind in TYPES),
        *(f"rel:{relation}" for relation in Relation),
        "carried",
        *(f"frame:{framing.name}" for framing in Framing),
        *(f"claim:{kind}" for kind in Kind),
        "quoted",
    )


def signs(
    contexts: Sequence[Context],
    claims: Iterable[Claim],
    terms: Iterable[Term],
    seen: Iterable[Detail],
    quoted: Iterable[tuple[int, int]],
) -> Iterator[Sign]:
    """Yield every sign of a draft, at places of the folded text."""
    yield from (Sign(f"tag:{term.tag}", term.start, term.end) for term in terms)
    yield from (Sign(f"type:{detail.type}", detail.start, detail.end) for detail in seen)
    for context in contexts:
        start, end = context.sentence.start, context.sentence.end
        yield from (Sign(f"rel:{person.relation}", person.start, person.end) for person in context.people)
        yield from (Sign(f"frame:{framing.name}", start, end) for framing in context.framing)
        if context.carried:
            yield Sign("carried", start, end)
    yield from (Sign(f"claim:{claim.kind}", claim.start, claim.end) for claim in claims)
    yield from (Sign("quoted", start, end) for start, end in quoted)
