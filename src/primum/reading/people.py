"""People: who a sentence speaks of, where it says so, and how they stand to the author."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from primum.reading.patterns import CLINICIAN, DAY, NUMBER, PARENT, THEIR, any_of
from primum.reading.sentences import Sentence


class Relation(enum.StrEnum):
    """How a person stands to the author."""

    CLIENT = "client"
    COLLEAGUE = "colleague"
    WORKPLACE = "workplace"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody spoken of, at `start` to `end` of the plain text."""

    relation: Relation
    start: int
    end: int


# --- clients

_ADJECTIVES: Final = r"(?:(?!(?:was|is|are|were|be|been|very|so|not|had|did|on|with|about|in|of|to)\b)[\w'-]+ ){0,3}?"
_CLIENT: Final = r"(?:client|patient|pt|analysand|service user)"
_PERSON: Final = (
    rf"(?:woman|man|lady|guy|girl|boy|kid|kiddo|child|teen|teenager|couple|pair|family|student|pupil|{PARENT}|person|"
    r"veteran|vet|someone|somebody|lad|lass|chap|bloke|fella|gentleman|widow|widower|nurse|teacher|firefighter|doctor|"
    r"\d+ ?y/?o|\d+[- ]year[- ]old)"
)
_PEOPLE: Final = (
    r"(?:clients|patients|pts|kids|kiddos|teens|couples|students|guys|families|regulars|veterans|vets|littles|girls|"
    r"boys|ladies|residents|folks|mums|moms|dads|men|women|inmates|"
    r"mondays|tuesdays|wednesdays|thursdays|fridays|saturdays)"
)
_A_CLIENT: Final = rf"{_ADJECTIVES}(?:{_PERSON}|client|patient)"
_HOUR: Final = (
    r"(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?(?:am\b|pm\b|a\.m\.|p\.m\.|o'?clock)|noon\b|"
    rf"(?:{NUMBER}|half \w+) (?:o'?clock|thirty|am|pm)\b)"
)
_NO_SLOT: Final = (
    r"(?! (?:news|alarm|emails?|flight|train|bus|ferry|class|huddle|meeting|lecture|kick|uploads?|poems?|ocean|swim|"
    r"run|yoga|gym|coffee|shift|feed|ad\b))"
)

_CLIENTS: Final = any_of(
    # "my youngest client", but not "my client list"
    rf"(?:my|our) {_ADJECTIVES}{_CLIENT}\b"
    r"(?!-| (?:list|load|notes?|care|base|portal|files?|advice|is the|zero|there is))",
    # "a client of mine", "one patient told me"
    rf"(?:a|an|another|one|this|ex-|former) {_ADJECTIVES}{_CLIENT} "
    r"(?:of (?:mine|ours)|who|that|i|we|once|today|yesterday|last|this|recently|just|finally|told|tells|said|says|"
    r"asked|asks|came|comes|has|had|is|was|cried|brought|sent|texted|emailed|wrote|gave|hugged|thanked|laughed|used)\b",
    # "ran into an old patient"
    r"(?:had|have|with|saw|seeing|lost|from|ran into|bumped into|treat|treating|treated|assessed) "
    rf"(?:a|an|another|one|this) {_ADJECTIVES}{_CLIENT}\b(?!-)",
    rf"(?:ex-|former ){_CLIENT}\b",
    # "one of my couples"
    rf"(?:one|two|three|another|both) of (?:my|our) {_ADJECTIVES}{_PEOPLE}\b",
    # "a man whom I've been seeing"
    rf"{_PERSON} (?:(?:that|who|whom) )?(?:i|we)(?:'ve| have|'m|'re| am| are|'d| had)? (?:been )?"
    r"(?:work|worked|working|see|saw|seen|seeing|treat|treated|treating|inherited|assessed|evaluated|counsell?ed|"
    r"supervise)\b(?! (?:for|at|on tv|in the (?:street|park|shop)))",
    # "the teenager on my couch", "a woman in session"
    rf"{_PERSON} (?:\w+ )?(?:on|in|from) (?:my|our) {_ADJECTIVES}"
    r"(?:caseload|office|group|practice|chair|couch|sofa|waiting room|session|books|clinic|ward|unit|therapy room|"
    r"screen)\b",
    rf"{_PERSON} in (?:session|therapy with|treatment with)\b",
    r"on my (?:caseload|books)\b",
    # "my Tuesday 4pm", "today's two o'clock", but not "my 9am flight"
    rf"(?:my|our|today's|this morning's|yesterday's|last night's|{DAY}'s) (?:{DAY} )?{_HOUR}{_NO_SLOT}",
    # "my Friday evening couple"
    rf"my {DAY} (?:morning |afternoon |evening |noon )?"
    r"(?:client|patient|person|couple|guy|lady|girl|boy|kid|teen|family|regular|one)\b",
    # "I once treated a young doctor", "I'm seeing this boy"
    r"(?:i|we)(?:'ve)? (?:once |just |recently |also |finally )?"
    r"(?:worked with|work with|treated|inherited|assessed|evaluated|discharged|admitted) "
    rf"(?:a|an|one|this|another) {_A_CLIENT}\b",
    r"(?:i'm|i am|i've been|we're) (?:currently |now )?(?:seeing|treating|working with) "
    rf"(?:a|an|one|this|another) {_A_CLIENT}\b",
    # "two of mine", "my Thursdays"
    r"(?:one|two|three|another|both|some) of (?:mine|ours)\b",
    rf"my {DAY}s\b",
    # "today she brought", "he cried this morning"
    r"(?:today|this morning|this afternoon|yesterday|last night|last week),? (?:she|he) "
    r"(?:said|told|asked|came|brought|cried|sat|laughed|put|drew|stopped)\b",
    r"(?:she|he) (?:said|came in|cried|laughed|sat|told me|brought) (?:\w+ ){0,2}"
    r"(?:today|this morning|this afternoon)\b",
    # "thanked me after our last session", "in session this week", "at her intake"
    r"(?:told|tells|said to|asked|texted|emailed|messaged|handed|hugged|thanked|showed|gave|brought) me "
    r"(?:\w+ ){0,4}?(?:in|after|at|during) (?:our |her |his |their )?(?:last |first |final )?(?:session|intake)\b",
    r"(?:in|after|during|from) (?:our |my |today's |yesterday's |this week's )?session "
    r"(?:today|yesterday|this (?:week|morning|afternoon|evening)|last (?:week|night)|just now)\b",
    r"at (?:her |his |their )?intake\b(?! (?:form|call))",
    # "my supervisee's client", "her second session"
    r"my supervisee's \w+",
    r"supervisee of mine is (?:treating|seeing)\b",
    rf"{THEIR} (?:first|last|final|second|third) session\b",
    # "ISO a trauma therapist for a 15 yo"
    r"(?:iso|looking for|seeking|need|wanted|recommend\w*|referral)\b.{0,60}\bfor (?:a|an|my|our) "
    rf"{_ADJECTIVES}(?:{_CLIENT}|\d+ ?(?:yo\b|y/o|yr old|year old|year-old)|couple|teen)",
    # "bed 12, who", "pt reports"
    r"(?:bed|bay|side ?room|cell) (?:\d+|[a-z]\d)\b"
    r"(?=,? (?:is|has|was|who|asked|said|wants|refus\w+|she|he|lady|\())",
    r"pts? (?:w|with|is|has|was|reports|presents)\b",
    # "my little guy"
    r"my (?:little guy|regular|couple|inmate|teen (?:boy|girl|client)|sweetest client|favou?rite client)\b",
    whole=False,
)

# --- colleagues and workplaces

_COLLEAGUES: Final = any_of(
    # "my old supervisor", "a certain psychiatrist"
    r"(?:my|our|your|her|his|their|the|that|a certain|this|some|another) (?:[\w'-]+ ){0,3}?"
    r"(?:supervisor|supervisee|colleague|co-?worker|office ?mate|boss|manager|director|case ?manager|clinical lead|"
    r"team lead|professor|lecturer|trainer|advisor|tutor|preceptor|instructor|dean|presenter|speaker|intern|placement|"
    r"therapist|co-therapist|psychotherapist|hypnotherapist|psychologist|psychiatrist|counsell?or|clinician|analyst|"
    r"coach|consultant|evaluator|prescriber|gp|registrar|social worker|caseworker|practice owner|owner|"
    r"practice partner)\b",
    # "Dr. Ode"
    r"drs?\.? [a-z][\w'-]+",
    r"prof(?:essor|\.)? [a-z][\w'-]+",
    # "the therapist before", "her last shrink"
    r"the therapist before\b",
    rf"(?:previous|last|former|ex|old|other) {CLINICIAN}\b",
    whole=False,
)
_WORKPLACES: Final = any_of(
    # "this entire clinic", "my grad school"
    r"(?:my|our|that|this|the|his|her|a certain|this entire|whole) (?:[\w'-]+ ){0,3}?"
    r"(?:agency|clinic|hospital|practice|centre|center|department|institute|ward|unit|rehab|facility|nonprofit|trust|"
    r"employer|company|workplace|job|placement|site|management|leadership|board|committee|association|chapter|"
    r"program(?:me)?|grad school|college|university|school|conference|workshop|training|webinar)",
    r"betterhelp|talkspace|cerebral|the apa|nasw|bacp|hcpc|camhs|cmh",
)

# --- somebody spoken of already

_GOES_ON: Final = re.compile(  # "And then she'd laugh"
    r"^(?:and |but |so |then |now |when |today |yesterday |later |at first |finally )*+"
    r"(?:she|he|they|her|his|their)(?:'d|'s|'ve)? \w+"
)


def clients(sentence: Sentence) -> Iterator[Person]:
    """Yield the particular clients that a sentence speaks of."""
    return _people(Relation.CLIENT, _CLIENTS, sentence)


def colleagues(sentence: Sentence) -> Iterator[Person]:
    """Yield the particular colleagues and workplaces that a sentence speaks of."""
    yield from _people(Relation.COLLEAGUE, _COLLEAGUES, sentence)
    yield from _people(Relation.WORKPLACE, _WORKPLACES, sentence)


def goes_on(sentence: Sentence) -> bool:
    """Tell whether a sentence goes on about the person of the sentence before ("She laughed.")."""
    return bool(_GOES_ON.match(sentence.lower))


def _people(relation: Relation, pattern: re.Pattern[str], sentence: Sentence) -> Iterator[Person]:
    for match in pattern.finditer(sentence.lower):
        yield Person(relation, sentence.start + match.start(), sentence.start + match.end())
