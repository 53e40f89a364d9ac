"""Framing: whether a sentence is said of a real person at all.

It may instead be imagined, general, of the author's own life, out of a book, or named in order to reject it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import Final

from primum.reading.patterns import THEIR, THEY, any_of, either
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


# --- of a whole draft

_WHOLE: Final = any_of(
    # "completely made up", "a composite"
    r"(?:all |completely |entirely |totally |purely |wholly )?"
    r"(?:made[- ]up|made (?:him|her|them|this|it|these|everyone|everybody) up|"
    r"invented|fictional|fictitious|imaginary|hypothetical|composites?)",
    r"hypothetically|fictional(?:ized|ised)?",
    # "not a real client", "nobody's real"
    r"not (?:a )?real (?:clients?|people|person|patients?)|no real (?:clients?|people)",
    r"nobody(?:'s| is) real|doesn't exist|does not exist|do not exist",
    # "let's invent", "my novel"
    r"let'?s (?:invent|make up|call)|thought experiment",
    r"role[- ]?play(?:s|ed|ing)?|skit|vignettes?|parody|satire|short story|(?:my|a|the) novel|fan ?fic",
)
_DENIED: Final = re.compile(
    either(
        # "nothing here is invented"
        r"\b(?:not|isn't|wasn't|nothing|ain't|never|can't|couldn't) (?:\w+ ){0,3}?"
        r"(?:made[- ]up|invent(?:ed)?|fictional|hypothetical|composite)",
        # "you can't make this up"
        r"\bcouldn't make (?:this|it) up",
        r"you can't make (?:this|it) up",
    )
)

# --- of a sentence

_IMAGINED: Final = any_of(
    # "say that a", "what if your"
    r"(?:imagine|picture|suppose|say|pretend|hypothetically|what if|let's say|say that|for instance|for example|"
    r"e\.g\.)\b(?: \w+){0,2} (?:a|an|you|your|someone|somebody|that|this|one|two|the)\b",
    # "when a client", "if one of your teens"
    r"(?:if|when|whenever|should|unless|whether|before|until|suppose) "
    r"(?:a|an|your|any|the|some(?:one|body)|one of (?:your|our|my)) (?:\w+ ){0,2}?"
    r"(?:client|patient|person|teen|kid|child|couple|student|someone|somebody)",
    # "every new patient", "might a client"
    r"(?:any|every|each|no) (?:\w+ )?(?:client|patient)\b",
    r"(?:would|might|could) (?:a|your|the) (?:client|patient)\b",
    whole=False,
)
_OWN: Final = any_of(
    # "my wonderful old therapist", "when I was a client"
    r"my (?:own |first |old |last |former |current |wonderful |lovely |brilliant )*+"
    r"(?:therapist|analyst|psychologist|psychiatrist|counsell?or|therapy|shrink|analysis|gp|doctor)",
    r"(?:as|being|when i was|i was|i am|i'm) (?:a|the) (?:\w+ )?(?:client|patient)",
    # "on the other couch", "in my own marriage"
    r"myself (?:as|on) the",
    r"on the other (?:couch|chair|side of the)",
    r"in my own (?:therapy|life|case|marriage|family)",
)
_MANY: Final = any_of(
    # "so many of my clients"
    r"(?:many|most|some|several|lots|a lot|plenty|all|few|half|so many|countless|hundreds|dozens|thousands) "
    r"(?:of )?(?:my |our |the |your )?(?:\w+ )?"
    r"(?:clients|patients|people|folks|parents|teens|kids|couples|men|women|students|families|therapists|of us)",
    # "people who", "those of"
    r"people (?:who|with|in|often|come|tell|ask)",
    r"(?:someone|anyone) (?:who|with)",
    r"those (?:who|with|of)",
)
_MANY_UNCOUNTED: Final = re.compile(  # "Clients often", "it helps our patients"
    r"(?:^|[,;:] |\b(?:that|and|but|what|why|how|because|when|with|for|our|your|to|of|help|helps|see) )(?:my |our )?"
    r"(?:clients|patients|people|folks|couples|survivors)\b"
)
_PUBLIC: Final = any_of(
    # "reading her last memoir", "from that podcast"
    r"(?:in|from|of|watching|rewatching|read|reading|finished|watched|about) "
    rf"(?:the|{THEIR}|a|this|that|my favou?rite) (?:\w+ ){{0,2}}?"
    r"(?:film|movie|novel|book|memoir|series|show|episode|documentary|biography|autobiography|interview|paper|study|"
    r"trial|article|play|song|podcast|book club)",
    r"character|season \w+",
    # "she has spoken about it", "talks openly"
    rf"{THEY}(?:'s| has|'ve| have) (?:written|spoken|talked|said publicly|sung|posted|been open|been public)",
    r"(?:wrote|writes|spoke|speaks|talked|talks) (?:publicly|openly|about (?:it|his|her|their))",
    r"in public|publicly",
)
_CONDEMNED: Final = any_of(
    # "please don't just call", "instead of diagnosing"
    r"(?:stop|quit|please don't|don't|do not|we (?:should|must)(?:n't| not)|never|resist|avoid|no more|tired of|"
    r"sick of|enough with|instead of|rather than|problem with|wary of|careful with|against|unethical to|"
    r"not (?:ethical|okay|ok|our job) to) (?:\w+ ){0,3}?"
    r"(?:call|calling|label|labell?ing|diagnos\w+|pathologi\w+|say|saying|tell|telling|armchair|post|posting|throw|"
    r"throwing|slap|slapping|us\w+ the word)",
    r"armchair|goldwater|myth",
    # "I can't diagnose", "we cannot speculate"
    r"(?:i|we) (?:can't|cannot|can not|won't|will not|don't|do not|wouldn't|couldn't|never|shouldn't|"
    r"am not going to|'m not going to|'m not able to) (?:\w+ ){0,2}?"
    r"(?:diagnos|label|comment|say|tell|speculat|guess|put a|know)\w*",
    r"no one can (?:tell|say|diagnose)|nobody can",
    # "not every", "doesn't make", "isn't a diagnosis"
    r"not (?:a|the same as|every|all|automatically|necessarily|mean|always|everyone)",
    r"(?:doesn't|does not|don't|do not) (?:\w+ )?(?:mean|make|prove)",
    r"isn't a (?:diagnosis|label)",
)

_FRAMINGS: Final = (
    (Framing.INVENTED, _IMAGINED),
    (Framing.OWN, _OWN),
    (Framing.MANY, _MANY),
    (Framing.MANY, _MANY_UNCOUNTED),
    (Framing.PUBLIC, _PUBLIC),
    (Framing.CONDEMNED, _CONDEMNED),
)


def whole(text: str, sentences: Sequence[Sentence]) -> Framing:
    """Return the framing that a draft gives to all of itself ("all people in this are invented")."""
    said = _WHOLE.search(text) and not _DENIED.search(text)
    return Framing.INVENTED if said else Framing.ASSERTED


def frame(sentence: Sentence) -> Framing:
    """Return the framing that a sentence carries in its own words."""
    framing = Framing.ASSERTED
    for flag, pattern in _FRAMINGS:
        if pattern.search(sentence.lower):
            framing |= flag
    return framing
