"""Claims about colleagues, workplaces and whole professions: what runs them down, and what is theirs to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from primum.lexicon import Term
from primum.reading.claims.context import Claim, Context, Kind
from primum.reading.framing import Framing
from primum.reading.patterns import CLINICIAN, THEIR, THEM, any_of
from primum.reading.people import Relation

_KINDS: Final = {"disparagement": Kind.DISPARAGEMENT, "jab": Kind.JAB, "business": Kind.BUSINESS}
"""What a word of these lists claims of a colleague or a workplace."""

_SYSTEM: Final = any_of(
    r"insurance|insurers?|insurance company|medicaid|medicare|aetna|cigna|optum|copay|funding|waitlists?|quota",
    r"the system|the law|government|ministers?|policy|policies",
    r"ehr|portal|software|printer|wifi|parking|landlord|airline",
)
"""What may be complained of freely."""

_LICENSE: Final = "licen[cs]e"
_CUTTING: Final = any_of(
    # "I wouldn't trust him with a houseplant"
    r"(?:wouldn't|couldn't|would not|i'd not|shouldn't be|i'd never|not fit to) (?:\w+ )?"
    r"(?:send|trust|let|leave|refer|safeguard|look after|supervise|counsel|treat|run|allowed)\b.{0,40}\b"
    r"(?:dog|cat|goldfish|hamster|plant|houseplant|enemy|enemies|anyone|anybody|near)",
    # "how on earth is she still practising", "lose her license"
    r"how (?:is|does|do|did|are|on earth|the hell) (?:\w+ ){0,4}"
    rf"(?:still (?:practi[cs]ing|{_LICENSE}d|working|have|has)|{_LICENSE}d|a {_LICENSE})",
    r"(?:lose|pull|revoke|strip\w*|doesn't deserve|shouldn't (?:have|hold)) "
    rf"(?:{THEIR}|that|a) (?:{_LICENSE}|registration)",
    # "should never be allowed near", "has no business treating anyone"
    r"(?:should(?:n't| not| never)|has no business|not fit to) (?:be |have been )?"
    r"(?:near|around|allowed|practi[cs]ing|licensed|seeing (?:clients|patients|people|anyone)|treating|supervising|"
    r"in charge of) \w+",
    # "hasn't opened a book since", "a weekend certificate"
    r"(?:hasn't|hasnt|has not|not) (?:read|opened|seen|had|touched|treated|updated) (?:\w+ ){0,5}since",
    r"(?:weekend|two[- ]day|online|\d+[- ](?:day|week|hour)) cert\w*",
    # "think twice before applying there"
    r"(?:don't|do not|whatever you do,? don't|wouldn't|think twice before) (?:\w+ ){0,2}"
    r"(?:work(?:ing)? (?:for|there)|apply(?:ing)? (?:to|there)|intern(?:ing)? (?:at|there)|"
    r"train(?:ing)? (?:with|at|under))",
    # "couldn't run a bath"
    r"(?:couldn'?t|couldnae|can't|cannot) "
    r"(?:run|manage|organi[sz]e|match|spot|pour|boil|conceptuali[sz]e|lead|supervise|counsel) "
    r"(?:a|an|her way|his way|water|their) (?!group|session|call|practice|business)\w+",
    # "her last therapist fell asleep"
    rf"(?:last|previous|old|former|ex-?) {CLINICIAN}\b.{{0,60}}\b"
    rf"(?:told {THEM}|diagnosed|charged|fell asleep|forgot|kept telling)",
)
"""Ways of running somebody down that need no insult, in the talk of colleagues."""
_ROLE: Final = any_of(
    r"supervis\w+|colleagues?|therap\w+|psych\w+|counsell?\w+|dr|professor|coach\w*|intern\w*",
    r"clinic\w*|agency|practice|placement|referr\w+|licen[cs]e\w*|caseload|clients?|patients?",
)
_WHISPERED: Final = any_of(
    r"you didn't hear (?:it|this)|off the record|don't (?:quote|repeat)|strictly between|hush hush",
    r"not (?:supposed|meant) to (?:say|tell|share)|keep (?:it|this) (?:quiet|to yourselves?|between)",
    r"before it's announced|not public yet",
)


def colleague_claims(context: Context) -> Iterator[Claim]:
    """Yield disparagement of colleagues, workplaces and professions, and business of theirs that is confidential."""
    lower = context.sentence.lower
    if context.framing & (Framing.INVENTED | Framing.CONDEMNED | Framing.PUBLIC) or _SYSTEM.search(lower):
        return
    if _CUTTING.search(lower) and (_ROLE.search(lower) or _ROLE.search(context.answering)):
        yield context.claim(Kind.DISPARAGEMENT)
    if _WHISPERED.search(lower) and not context.framing:
        yield context.claim(Kind.BUSINESS)
    yield from map(context.claim, _said_in_words(context))


def _said_in_words(context: Context) -> Iterator[Kind]:
    """Yield what the words of the lists say of a colleague or a workplace, or else of a whole group."""
    targeted = _speaks_of_colleague(context)
    group = next(context.of("group"), None)
    for term in context.of(*_KINDS):
        if targeted and context.asserts(term):
            yield _KINDS[term.tag]
        elif not targeted and group and _despises(group, term) and context.asserts(term):
            yield Kind.CONTEMPT


def _speaks_of_colleague(context: Context) -> bool:
    people = (*context.people, *context.carried)
    return any(person.relation in (Relation.COLLEAGUE, Relation.WORKPLACE) for person in people)


def _despises(group: Term, term: Term) -> bool:
    """Tell whether a word of disparagement follows soon after a group's name ("coaches are all frauds")."""
    return term.tag == "disparagement" and 0 <= term.start - group.end < 60
