"""People: who a sentence speaks of, where it says so, and how they stand to the author."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

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


_ADJ: Final = r"(?:(?!(?:was|is|are|were|be|been|very|so|not|had|did|on|with|about|in|of|to)\b)[\w'-]+ ){0,3}?"
_CLIENT: Final = r"(?:client|patient|pt|analysand|service user)"
_PERSON: Final = (
    r"(?:woman|man|lady|guy|girl|boy|kid|kiddo|child|teen|teenager|couple|pair|family|student|pupil|veteran|vet|mother|father|mom|mum|dad|person|"
    r"someone|somebody|lad|lass|chap|bloke|fella|gentleman|widow|widower|\d+ ?y/?o|\d+[- ]year[- ]old|nurse|teacher|firefighter|doctor)"
)
_PEOPLE: Final = (
    r"(?:clients|patients|pts|kids|kiddos|teens|couples|students|guys|families|regulars|veterans|vets|littles|girls|boys|ladies|residents|folks|"
    r"mums|moms|dads|men|women|inmates|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays)"
)
_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_HOUR: Final = (
    r"(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?(?:am\b|pm\b|a\.m\.|p\.m\.|o'?clock)|noon\b|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half \w+) (?:o'?clock|thirty|am|pm)\b)"
)
_NO_SLOT: Final = r"(?! (?:news|alarm|emails?|flight|train|bus|ferry|class|huddle|meeting|lecture|kick|uploads?|poems?|ocean|swim|run|yoga|gym|coffee|shift|feed|ad\b))"

_CLIENTS: Final = re.compile(
    "|".join(
        (
            rf"\b(?:my|our) {_ADJ}{_CLIENT}\b(?!-| (?:list|load|notes?|care|base|portal|files?|advice|is the|zero|there is))",
            rf"\b(?:a|an|another|one|this|ex-|former) {_ADJ}{_CLIENT} (?:of (?:mine|ours)|who|that|i|we|once|today|yesterday|last|this|recently|just|told|"
            r"tells|said|says|asked|asks|came|comes|has|had|is|was|cried|brought|sent|texted|emailed|wrote|gave|hugged|thanked|laughed|finally|used)\b",
            rf"\b(?:had|have|with|saw|seeing|lost|from|ran into|bumped into|treat|treating|treated|assessed) (?:a|an|another|one|this) {_ADJ}{_CLIENT}\b(?!-)",
            rf"\b(?:ex-|former ){_CLIENT}\b",
            rf"\b(?:one|two|three|another|both) of (?:my|our) {_ADJ}{_PEOPLE}\b",
            rf"\b{_PERSON} (?:(?:that|who|whom) )?(?:i|we)(?:'ve| have|'m|'re| am| are|'d| had)? (?:been )?(?:work|worked|working|see|saw|seen|seeing|treat|treated|"
            r"treating|inherited|assessed|evaluated|counsell?ed|supervise)\b(?! (?:for|at|on tv|in the (?:street|park|shop)))",
            rf"\b{_PERSON} (?:\w+ )?(?:on|in|from) (?:my|our) {_ADJ}(?:caseload|office|group|practice|chair|couch|sofa|waiting room|session|books|clinic|ward|unit|therapy room|screen)\b",
            rf"\b{_PERSON} in (?:session|therapy with|treatment with)\b|\bon my (?:caseload|books)\b",
            rf"\b(?:my|our|today's|this morning's|yesterday's|last night's|{_DAY}'s) (?:{_DAY} )?{_HOUR}{_NO_SLOT}",
            rf"\bmy {_DAY} (?:morning |afternoon |evening |noon )?(?:client|patient|person|couple|guy|lady|girl|boy|kid|teen|family|regular|one)\b",
            rf"\b(?:i|we)(?:'ve)? (?:once |just |recently |also |finally )?(?:worked with|work with|treated|inherited|assessed|evaluated|discharged|admitted) (?:a|an|one|this|another) {_ADJ}(?:{_PERSON}|client|patient)\b",
            rf"\b(?:i'm|i am|i've been|we're) (?:currently |now )?(?:seeing|treating|working with) (?:a|an|one|this|another) {_ADJ}(?:{_PERSON}|client|patient)\b",
            rf"\b(?:one|two|three|another|both|some) of (?:mine|ours)\b|\bmy {_DAY}s\b",
            r"\b(?:today|this morning|this afternoon|yesterday|last night|last week),? (?:she|he) (?:said|told|asked|came|brought|cried|sat|laughed|put|drew|stopped)\b|"
            r"\b(?:she|he) (?:said|came in|cried|laughed|sat|told me|brought) (?:\w+ ){0,2}(?:today|this morning|this afternoon)\b",
            r"\b(?:told|tells|said to|asked|texted|emailed|messaged|handed|hugged|thanked|showed|gave|brought) me (?:\w+ ){0,4}?(?:in|after|at|during) (?:our |her |his |their )?(?:last |first |final )?(?:session|intake)\b",
            r"\b(?:in|after|during|from) (?:our |my |today's |yesterday's |this week's )?session (?:today|yesterday|this (?:week|morning|afternoon|evening)|last (?:week|night)|just now)\b",
            r"\bat (?:her |his |their )?intake\b(?! (?:form|call))",
            r"\bmy supervisee's \w+|\bsupervisee of mine is (?:treating|seeing)\b|\b(?:her|his|their) (?:first|last|final|second|third) session\b",
            rf"\b(?:iso|looking for|seeking|need|wanted|recommend\w*|referral)\b.{{0,60}}\bfor (?:a|an|my|our) {_ADJ}(?:{_CLIENT}|\d+ ?(?:yo\b|y/o|yr old|year old|year-old)|couple|teen)",
            r"\b(?:bed|bay|side ?room|cell) (?:\d+|[a-z]\d)\b(?=,? (?:is|has|was|who|asked|said|wants|refus\w+|she|he|lady|\())|\b(?:pt|pts?) (?:w|with|is|has|was|reports|presents)\b",
            r"\bmy (?:little guy|regular|couple|inmate|teen (?:boy|girl|client)|sweetest client|favourite client|favorite client)\b",
        )
    )
)
_COLLEAGUES: Final = re.compile(
    r"\b(?:my|our|your|her|his|their|the|that|a certain|this|some|another) (?:[\w'-]+ ){0,3}?(?:supervisor|colleague|co-?worker|boss|manager|director|professor|lecturer|trainer|advisor|tutor|"
    r"preceptor|supervisee|intern|therapist|psychologist|psychiatrist|counsell?or|clinician|practice owner|owner|evaluator|psychotherapist|social worker|prescriber|consultant|"
    r"case ?manager|clinical lead|team lead|coach|analyst|presenter|speaker|instructor|dean|placement|co-therapist|practice partner|office ?mate|caseworker|hypnotherapist|gp|registrar)\b"
    r"|\bdrs?\.? [a-z][\w'-]+|\bprof(?:essor|\.)? [a-z][\w'-]+|\bthe therapist before\b|\b(?:previous|last|former|ex|old|other) (?:therapist|counsell?or|psychologist|psychiatrist|supervisor|clinician|shrink)\b"
)
_WORKPLACES: Final = re.compile(
    r"\b(?:my|our|that|this|the|his|her|a certain|this entire|whole) (?:[\w'-]+ ){0,3}?(?:agency|clinic|hospital|practice|centre|center|department|program(?:me)?|grad school|institute|ward|unit|rehab|"
    r"facility|nonprofit|employer|company|workplace|job|placement|site|board|association|chapter|committee|management|leadership|trust|college|university|school|conference|workshop|training|webinar)\b"
    r"|\b(?:betterhelp|talkspace|cerebral|the apa|nasw|bacp|hcpc|camhs|cmh)\b"
)


def clients(sentence: Sentence) -> Iterator[Person]:
    """Yield the particular clients that a sentence speaks of."""
    return _people(Relation.CLIENT, _CLIENTS, sentence)


def colleagues(sentence: Sentence) -> Iterator[Person]:
    """Yield the particular colleagues and workplaces that a sentence speaks of."""
    yield from _people(Relation.COLLEAGUE, _COLLEAGUES, sentence)
    yield from _people(Relation.WORKPLACE, _WORKPLACES, sentence)


def _people(relation: Relation, pattern: re.Pattern[str], sentence: Sentence) -> Iterator[Person]:
    for match in pattern.finditer(sentence.lower):
        yield Person(relation, sentence.start + match.start(), sentence.start + match.end())
