"""Framing: whether a sentence is said of a real person at all, or imagined, generalized, the author's own, or somebody else's words."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import Final

from primum.reading.sentences import Sentence


class Framing(enum.Flag):
    """How a sentence means what it says; no flag: plainly asserted."""

    ASSERTED = 0
    INVENTED = enum.auto()
    """Hypothetical, made up, acted, or said to be a composite."""
    OWN = enum.auto()
    """The author's own therapy, training or life."""
    MANY = enum.auto()
    """Said of people in general."""
    PUBLIC = enum.auto()
    """From a book, a film, a study, or told by the person in public."""
    CONDEMNED = enum.auto()
    """Quoted or named in order to reject it."""


_WHOLE: Final = re.compile(
    r"\b(?:(?:all |completely |entirely |totally |purely |wholly )?(?:made[- ]up|made (?:him|her|them|this|it|these|everyone|everybody) up|invented|fictional|fictitious|imaginary|hypothetical|composites?)"
    r"|hypothetically|fictional(?:ized|ised)?|role[- ]?play(?:s|ed|ing)?|skit|vignettes?|not (?:a )?real (?:clients?|people|person|patients?)|no real (?:clients?|people)"
    r"|nobody(?:'s| is) real|doesn't exist|does not exist|do not exist|let'?s (?:invent|make up|call)|thought experiment|parody|satire|short story|(?:my|a|the) novel|fan ?fic)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:not|isn't|wasn't|nothing|ain't|never|can't|couldn't) (?:\w+ ){0,3}?(?:made[- ]up|invent(?:ed)?|fictional|hypothetical|composite)|\bcouldn't make (?:this|it) up|you can't make (?:this|it) up"
)
_IMAGINED: Final = re.compile(
    r"\b(?:imagine|picture|suppose|say|pretend|hypothetically|what if|let's say|say that|for instance|for example|e\.g\.)\b(?: \w+){0,2} (?:a|an|you|your|someone|somebody|that|this|one|two|the)\b"
    r"|\b(?:if|when|whenever|should|unless|whether|before|until|suppose) (?:a|an|your|any|the|some(?:one|body)|one of (?:your|our|my)) (?:\w+ ){0,2}?(?:client|patient|person|teen|kid|child|couple|student|someone|somebody)"
    r"|\b(?:any|every|each|no) (?:\w+ )?(?:client|patient)\b|\b(?:would|might|could) (?:a|your|the) (?:client|patient)\b"
)
_OWN: Final = re.compile(
    r"\bmy (?:own |first |old |last |former |current |wonderful |lovely |brilliant )*(?:therapist|analyst|psychologist|psychiatrist|counsell?or|therapy|shrink|analysis|gp|doctor)\b"
    r"|\b(?:as|being|when i was|i was|i am|i'm) (?:a|the) (?:\w+ )?(?:client|patient)\b|\bmyself (?:as|on) the\b|\bon the other (?:couch|chair|side of the)\b|\bin my own (?:therapy|life|case|marriage|family)\b"
)
_MANY: Final = re.compile(
    r"\b(?:many|most|some|several|lots|a lot|plenty|all|few|half|so many|countless|hundreds|dozens|thousands) (?:of )?(?:my |our |the |your )?(?:\w+ )?(?:clients|patients|people|folks|parents|teens|kids|couples|men|women|students|families|therapists|of us)\b"
    r"|(?:^|[,;:] |\b(?:that|and|but|what|why|how|because|when|with|for|our|your|to|of|help|helps|see) )(?:my |our )?(?:clients|patients|people|folks|couples|survivors)\b"
    r"|\bpeople (?:who|with|in|often|come|tell|ask)\b|\bsomeone (?:who|with)\b|\banyone (?:who|with)\b|\bthose (?:who|with|of)\b"
)
_PUBLIC: Final = re.compile(
    r"\b(?:in|from|of|watching|rewatching|read|reading|finished|watched|about) (?:the|her|his|their|a|this|that|my favou?rite) (?:\w+ ){0,2}?(?:film|movie|novel|book|memoir|series|show|episode|documentary|biography|autobiography|interview|paper|study|trial|article|play|song|podcast|book club)\b"
    r"|\b(?:she|he|they)(?:'s| has|'ve| have) (?:written|spoken|talked|said publicly|sung|posted|been open|been public)\b|\b(?:wrote|writes|spoke|speaks|talked|talks) (?:publicly|openly|about (?:it|his|her|their))\b|\bin public\b|\bpublicly\b|\bcharacter\b|\bseason \w+\b"
)
_CONDEMNED: Final = re.compile(
    r"\b(?:stop|quit|please don't|don't|do not|we (?:should|must)(?:n't| not)|never|resist|avoid|no more|tired of|sick of|enough with|instead of|rather than|problem with|wary of|careful with|against|unethical to|not (?:ethical|okay|ok|our job) to)"
    r" (?:\w+ ){0,3}?(?:call|calling|label|labell?ing|diagnos\w+|say|saying|tell|telling|armchair|post|posting|throw|throwing|slap|slapping|us\w+ the word|pathologi\w+)\b"
    r"|\barmchair\b|\bgoldwater\b|\b(?:i|we) (?:can't|cannot|can not|won't|will not|don't|do not|wouldn't|couldn't|never|shouldn't|am not going to|'m not going to|'m not able to) (?:\w+ ){0,2}?(?:diagnos|label|comment|say|tell|speculat|guess|put a|know)\w*"
    r"|\bnot (?:a|the same as|every|all|automatically|necessarily|mean|always|everyone)\b|\b(?:doesn't|does not|don't|do not) (?:\w+ )?(?:mean|make|prove)\b|\bno one can (?:tell|say|diagnose)\b|\bnobody can\b|\bmyth\b|\bisn't a (?:diagnosis|label)\b"
)


def whole(text: str, sentences: Sequence[Sentence]) -> Framing:
    """Return the framing that a draft gives to all of itself ("all people in this are invented")."""
    said = _WHOLE.search(text) and not _DENIED.search(text)
    return Framing.INVENTED if said else Framing.ASSERTED


def frame(sentence: Sentence) -> Framing:
    """Return the framing that a sentence carries in its own words."""
    lower = sentence.lower
    framing = Framing.ASSERTED
    for flag, pattern in _PATTERNS:
        if pattern.search(lower):
            framing |= flag
    return framing


_PATTERNS: Final = (
    (Framing.INVENTED, _IMAGINED),
    (Framing.OWN, _OWN),
    (Framing.MANY, _MANY),
    (Framing.PUBLIC, _PUBLIC),
    (Framing.CONDEMNED, _CONDEMNED),
)
