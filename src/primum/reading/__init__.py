"""Reading: what a draft says of whom, and how it is framed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from primum.draft import Draft
from primum.lexicon import Term, lexicon, words
from primum.model import Model, Passage, Scores
from primum.reading.claims import Claim, Context, Kind, client_claims, colleague_claims, label_claims
from primum.reading.details import Detail, details
from primum.reading.folding import Folded, fold
from primum.reading.framing import Framing, frame, whole
from primum.reading.heat import heated
from primum.reading.patterns import either
from primum.reading.people import clients, colleagues, goes_on
from primum.reading.sentences import Sentence, quotations, split
from primum.reading.signs import signs

__all__ = ["Claim", "Context", "Detail", "Framing", "Kind", "Reading", "passage", "read", "read_all"]


CLIENT_KINDS: Final = frozenset((Kind.STORY, Kind.HOOK, Kind.SLOT, Kind.ACKNOWLEDGMENT))
"""What a claim tells of a client."""

_REVIEW: Final = re.compile(
    either(
        r"[★⭐]",
        r"\b(?:[1-5]|one|two|three|four|five) stars?\b",
        # "our first session", "you really helped me", "since I started"
        r"\b(?:my|our|his|her) (?:last |first |final )?(?:sessions?|therapist|appointments?|treatment|intake)\b",
        r"\b(?:you|she|he|they) (?:\w+ )?(?:helped|saved|changed) (?:me|my|us|our)\b",
        r"\b(?:seeing|working with|therapy with) you\b",
        r"\bsince (?:i|we) started\b",
    ),
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: its sentences in context, the claims made in them, and the details of clients.

    Places are of the folded text.
    """

    draft: Draft
    folded: Folded
    contexts: tuple[Context, ...]
    claims: tuple[Claim, ...]
    details: tuple[Detail, ...]
    heated: bool
    scores: Scores | None = None
    """What the model says, if there is one."""

    def claimed(self, *kinds: Kind) -> Iterator[Claim]:
        """Yield the claims of these kinds, in the order of the text."""
        return (claim for claim in self.claims if claim.kind in kinds)


def read(draft: Draft, model: Model) -> Reading:
    """Read a draft with explicit knowledge and with the model."""
    return read_all([draft], model)[0]


def read_all(drafts: Sequence[Draft], model: Model) -> list[Reading]:
    """Read drafts; the model takes them together, which is quicker than one by one."""
    alone = [_read(draft) for draft in drafts]
    scores = model.score([passage for _, passage in alone])
    return [_heard(reading, said) if said else reading for (reading, _), said in zip(alone, scores, strict=True)]


def passage(draft: Draft) -> Passage:
    """Return what the model reads of a draft."""
    return _read(draft)[1]


def _read(draft: Draft) -> tuple[Reading, Passage]:
    """Return what explicit knowledge alone reads, and what the model is to read."""
    folded = fold(draft.text, lexicon().disguised.__contains__)
    plain = folded.plain
    terms = tuple(lexicon().terms(words(plain)))
    quoted = quotations(plain)
    contexts = _contexts(draft, plain, terms, quoted)
    claims = tuple(_claims(contexts))
    seen = details(plain, terms, quoted)
    theirs = seen if any(claim.kind in CLIENT_KINDS for claim in claims) else ()
    preface = f"{draft.platform or ''} {draft.kind or ''} : {draft.answering or ''}"
    reading = Reading(draft, folded, contexts, claims, theirs, heated(plain))
    return reading, Passage(plain, preface, tuple(signs(contexts, claims, terms, seen, quoted)))


def _heard(reading: Reading, scores: Scores) -> Reading:
    """Add what the model says to what explicit knowledge reads."""
    return replace(reading, scores=scores, heated=reading.heated or scores.of_draft("heated") > 0.5)


def _contexts(
    draft: Draft, plain: str, terms: Sequence[Term], quoted: tuple[tuple[int, int], ...]
) -> tuple[Context, ...]:
    sentences = split(plain)
    over_all = whole(plain.lower(), sentences)
    answering, reviewed = (draft.answering or "").lower(), _is_review(draft)
    consults = draft.kind == "group-question" or draft.platform == "listserv"
    term_starts, quote_ends = [term.start for term in terms], [end for _, end in quoted]
    quote_starts = [start for start, _ in quoted]
    contexts: list[Context] = []
    for sentence in sentences:
        carried = (*contexts[-1].people, *contexts[-1].carried) if contexts and goes_on(sentence) else ()
        contexts.append(
            Context(
                sentence=sentence,
                framing=over_all | frame(sentence),
                terms=tuple(terms[bisect_left(term_starts, sentence.start) : bisect_left(term_starts, sentence.end)]),
                people=(*clients(sentence), *colleagues(sentence)),
                carried=carried[:8],
                quoted=quoted[bisect_left(quote_ends, sentence.start) : bisect_left(quote_starts, sentence.end)],
                answering=answering,
                reviewed=reviewed,
                consults=consults,
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
        if told and not claims and not context.framing and _follows(sentence, told):
            claims = {context.claim(Kind.STORY)}
        told = sentence if any(claim.kind is Kind.STORY for claim in claims) else None
        yield from sorted(claims, key=lambda claim: (claim.start, claim.kind))


def _follows(sentence: Sentence, told: Sentence) -> bool:
    """Tell whether a sentence goes on with what was told before it in the same paragraph."""
    return sentence.paragraph == told.paragraph and goes_on(sentence)
