"""Reading: what a draft says of whom, and how it is framed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from primum.draft import Draft
from primum.lexicon import Term, lexicon, words
from primum.reading.claims import Claim, Context, Kind, client_claims, colleague_claims, goes_on, label_claims
from primum.reading.details import Detail, details
from primum.reading.folding import Folded, fold
from primum.reading.framing import Framing, frame, whole
from primum.reading.heat import heated
from primum.reading.people import clients, colleagues
from primum.reading.sentences import Sentence, quotations, split

__all__ = ["Claim", "Context", "Detail", "Framing", "Kind", "Reading", "read"]


CLIENT_KINDS: Final = frozenset((Kind.STORY, Kind.HOOK, Kind.SLOT, Kind.ACKNOWLEDGMENT))

_REVIEW: Final = re.compile(
    r"[★⭐]|\b(?:[1-5]|one|two|three|four|five) stars?\b|\b(?:my|our|his|her) (?:last |first |final )?(?:sessions?|therapist|appointments?|treatment|intake)\b|"
    r"\b(?:you|she|he|they) (?:\w+ )?(?:helped|saved|changed) (?:me|my|us|our)\b|\b(?:seeing|working with|therapy with) you\b|\bsince (?:i|we) started\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: its sentences in context, the claims made in them, and the details of clients; places are of the folded text."""

    draft: Draft
    folded: Folded
    contexts: tuple[Context, ...]
    claims: tuple[Claim, ...]
    details: tuple[Detail, ...]
    heated: bool

    def claimed(self, *kinds: Kind) -> Iterator[Claim]:
        """Yield the claims of these kinds, in the order of the text."""
        return (claim for claim in self.claims if claim.kind in kinds)


def read(draft: Draft) -> Reading:
    """Read a draft with explicit knowledge."""
    folded = fold(draft.text, lexicon().disguised.__contains__)
    terms = tuple(lexicon().terms(words(folded.plain)))
    contexts = _contexts(draft, folded.plain, terms)
    claims = tuple(_claims(contexts))
    about_client = any(claim.kind in CLIENT_KINDS for claim in claims)
    seen = details(folded.plain, terms, quotations(folded.plain)) if about_client else ()
    return Reading(draft, folded, contexts, claims, seen, heated(folded.plain))


def _contexts(draft: Draft, plain: str, terms: Sequence[Term]) -> tuple[Context, ...]:
    sentences = split(plain)
    over_all = whole(plain.lower(), sentences)
    quoted = quotations(plain)
    starts = [term.start for term in terms]
    contexts: list[Context] = []
    for sentence in sentences:
        carried = (*contexts[-1].people, *contexts[-1].carried) if contexts and goes_on(sentence) else ()
        contexts.append(
            Context(
                sentence=sentence,
                framing=over_all | frame(sentence),
                terms=tuple(terms[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]),
                people=(*clients(sentence), *colleagues(sentence)),
                carried=carried[:8],
                quoted=tuple(q for q in quoted if q[0] < sentence.end and q[1] > sentence.start),
                answering=(draft.answering or "").lower(),
                reviewed=_is_review(draft),
                consults=draft.kind == "group-question" or draft.platform == "listserv",
            )
        )
    return tuple(contexts)


def _is_review(draft: Draft) -> bool:
    """Tell whether a draft answers what somebody says in public of their own care."""
    if not draft.answering:
        return False
    return (
        draft.kind == "review-reply"
        or draft.platform in ("google-review", "yelp")
        or bool(_REVIEW.search(draft.answering))
    )


def _claims(contexts: Sequence[Context]) -> Iterator[Claim]:
    """Yield every claim; a client's story goes on ("She laughed.") until another subject or the paragraph's end."""
    told: Sentence | None = None
    for context in contexts:
        sentence = context.sentence
        claims = {*client_claims(context), *label_claims(context), *colleague_claims(context)}
        goes = (
            told and told.paragraph == sentence.paragraph and goes_on(sentence) and not context.framing and not claims
        )
        if goes:
            claims = {Claim(Kind.STORY, sentence.start, sentence.end)}
        told = sentence if any(claim.kind is Kind.STORY for claim in claims) else None
        yield from sorted(claims, key=lambda claim: (claim.start, claim.kind))
