"""Make it openly hypothetical: turn "A client told me she hides in the pantry" into "Imagine someone who hides…".

Only the core of the first sentence is kept; when, where and what followed is left to the author's invention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from primum.guidance.rewording import mended
from primum.reading.patterns import either

_ADJECTIVES: Final = r"(?:(?!(?:who|that|was|is|had|has|said|told)\b)[\w'-]+ ){0,3}?"
_PEOPLE: Final = either(*"clients patients people kids teens couples regulars guys students residents families".split())
_PERSON: Final = either(
    *"woman man person couple family teen teenager kid boy girl student veteran guy lady".split(),
    *"dad mom mum father mother teacher nurse".split(),
)
_HOUR: Final = r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]m|o'?clock)?|\w+ o'?clock|morning|noon|evening)"
_CLIENT: Final = either(
    rf"(?:an?|another|one|my|our|this|ex|former) {_ADJECTIVES}(?:client|patient|service user|supervisee's client)",
    rf"(?:one|some) of my (?:[\w'-]+ )?{_PEOPLE}",
    rf"(?:an?|the|my|this|one) {_ADJECTIVES}{_PERSON}",
    r"(?:somebody|someone)",
    rf"(?:my|the) (?:\w+day )?{_HOUR}(?: client)?",
)
_SEE: Final = either(
    r"(?:that |who |whom )?I(?:'ve| have)?(?: been)? (?:see|saw|seen|seeing|treat|treated|sit with|sat with|had)",
    r"(?:that |who |whom )?I(?:'ve| have)?(?: been| once| used to)? (?:work|worked|working|see|saw|treated)(?: with)?",
)
_MINE: Final = rf"(?: (?:of mine|of ours|{_SEE}|on my caseload|in my (?:practice|office|group|care|chair)))?"
_APPOSED: Final = r"(?:,? (?-i:[A-Z])[\w'-]+(?=[ ,]))?(?:, [^,]{2,60},)?"  # "Hector", ", a dental hygienist,"
_SUBJECT: Final = re.compile(
    rf"^(?P<who>{_CLIENT}){_MINE}{_APPOSED}(?! (?:who|that|where|whose|whom|i|you|we)\b)", re.I
)

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: (?:morning|afternoon|evening|night))?"
_SEASON: Final = either(*"week month year spring summer fall autumn winter".split())
_WHEN: Final = re.compile(
    rf",? ?\b(?:today|tonight|yesterday|this (?:morning|afternoon|evening|{_SEASON})|last (?:night|session|{_SEASON})|"
    r"the other day|recently|earlier|just now|"
    r"(?:in|during|after|before|at the (?:end|start|beginning) of) (?:(?:our|the|his|her|their|my) )?"
    r"(?:(?:last|first|final) )?sessions?|"
    rf"(?:(?:on|every|last|this) )?{_DAY}|"
    r"in my (?:office|room)|in the (?:office|room|chair))\b,?",
    re.I,
)
_OPENING: Final = re.compile(
    r"^(?:[^\w\"'“]+|(?:ok|okay|so|well|and|but|now|then|also|honestly|seriously|ugh|oh|omg|lol|story ?time|"
    r"true story|fun fact|today|yesterday|tonight|just now|recently|once|one time|the other day|"
    r"i'll never forget when|i remember when|(?:this|last|on) \w+(?: (?:morning|night|afternoon|evening))?|"
    r"i (?:had|have|saw|see|met|work with|worked with)(?= an?| one| this))\b[,:;.! ]*)+",
    re.I,
)

_TO_ME: Final = r"(?:(?: to)? (?:me|us))?"
_REPORTED: Final = re.compile(
    r"^ (?:(?:just|finally|once|recently|quietly) )?"
    r"(?:told|tells|said|says|shared|admitted|confessed|confided|reali[sz]ed|mentioned|explained|revealed|disclosed)"
    rf"{_TO_ME},? (?:that |how )?(?P<who>she|he|they)(?P<verb>(?:'s|'d|'re|'ve|'ll)? .+)$",
    re.I,
)
_ASKED: Final = re.compile(
    r"^ (?:(?:just|once) )?asks?(?:ed)?(?: me| us)?,? (?P<what>(?:if|whether|how|why|what|when|where|who) .+)$", re.I
)
_SAID: Final = re.compile(
    rf"^ (?:(?:just|finally|once) )?(?:told|tells|said|says){_TO_ME}[,:]? [\"“'‘][^\"”]{{4,160}}?[.!?,]?[\"”'’].*$",
    re.I,
)
_OWNS: Final = re.compile(r"^['’]s? (?P<what>.+)$")
_NO_VERB: Final = either(
    *"and or but of in on at to from with for by as who i a an the my she he they it before after only where".split(),
    *"when page story stories question questions work list note notes session sessions file portal care number".split(),
    r"\w+ing",
)
_DOES: Final = re.compile(
    rf"^ (?P<verb>(?:(?:just|finally|always|never|still|once|has|had|is|was) )?(?!{_NO_VERB}\b)[\w'’]+\b.*)$", re.I
)

_STOPS: Final = re.compile(
    r"(?:,? (?:and|so|but) (?:i|i'm|i've|we|we're|here|that)\b|"
    r", (?:and|but|so|then|because|which|while|even|like|as if|with)\b| (?:—|–|-) |;|:| \(|, )",
    re.I,
)
_SHORTEST: Final = 6  # words; below, nothing is left to imagine
_LONG: Final = 22  # words; beyond, a sentence is more scene than example
_JOINTS: Final = frozenset("and but because so when while until then before after for".split())

_VERBS: Final = {
    "are": "is", "were": "was", "have": "has", "do": "does", "go": "goes",
    "don't": "doesn't", "aren't": "isn't", "weren't": "wasn't", "haven't": "hasn't",
}  # fmt: skip
"""The verb of "they" and that of "someone"."""
_INVARIABLE: Final = frozenset("can could will would never always finally".split())
_PERSONS: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.I), to)
    for pattern, to in (
        ("my|our", "your"),
        ("me|us", "you"),
        ("i am|i'm|im|we are|we're", "you're"),
        ("i've|we've", "you've"),
        ("i|we", "you"),
    )
)


def turn(sentence: str) -> str | None:
    """Return a client's sentence as something imagined; None where it does not open on the client.

    >>> turn("A client told me she hides in the pantry.")
    'Imagine someone who hides in the pantry.'
    >>> turn("My client's husband keeps phoning me.")
    'Imagine someone whose husband keeps phoning you.'
    >>> turn("What a week.")
    """
    plain = _OPENING.sub("", " ".join(sentence.split())).rstrip(" .!?…,;:")
    subject = _SUBJECT.match(plain)
    if not subject:
        return None
    rest = re.sub(_WHEN, "", plain[subject.end() :])
    for said in _turns(subject["who"], rest):
        turned = mended(_second_person(_shortened(said)))
        if len(turned.split()) >= _SHORTEST:
            return f"{turned}."
    return None


def _turns(who: str, rest: str) -> Iterator[str]:
    whom = "a couple who" if "couple" in who.lower() else "someone who"
    if _SAID.match(rest):
        yield "Imagine someone who finds words for something that had none"  # what was said stays in the room
    elif match := _REPORTED.match(rest):
        yield f"Imagine {whom}{_agreed(match['who'], match['verb'])}"
    elif match := _ASKED.match(rest):
        yield f"Imagine someone asking {match['what']}"
    elif match := _OWNS.match(rest):
        yield f"Imagine someone whose {match['what']}"
    elif match := _DOES.match(rest):
        yield f"Imagine {whom} {match['verb']}"


def _agreed(pronoun: str, verb: str) -> str:
    """Return the verb of "they" as that of "someone": ` they hide` → ` hides`."""
    if pronoun.lower() != "they":
        return verb
    if verb.startswith(("'", "’")):
        return verb.replace("'re", " is").replace("'ve", " has")
    head, _, tail = verb.strip().partition(" ")
    if head in _VERBS:
        head = _VERBS[head]
    elif head not in _INVARIABLE and not head.endswith(("d", "t")):
        head += "es" if head.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
    return f" {head} {tail}".rstrip()


def _shortened(said: str) -> str:
    """Keep the core: what comes before the first break past the fifth word, and no more than _LONG words."""
    for stop in _STOPS.finditer(said):
        if len(said[: stop.start()].split()) >= _SHORTEST - 1:
            return said[: stop.start()]
    row = said.split()
    if len(row) <= _LONG:
        return said
    end = next((at for at in range(_LONG, 8, -1) if row[at].lower() in _JOINTS), len(row))
    return " ".join(row[:end])


def _second_person(said: str) -> str:
    """Let the reader stand where the author stood: `phoning me` → `phoning you`."""
    for pattern, to in _PERSONS:
        said = pattern.sub(to, said)
    return said
