"""Make it openly hypothetical: turn "A client told me she hides in the pantry" into "Imagine someone who hides…".

Only the core of one sentence is kept; when, where, to whom and what followed is left to the author's invention. What
does not open on the client, or still names, counts, quotes or points at something, is not turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from primum.guidance.grammar import ADVERB, HELPER, KIN, ONE_PERSON, PAST, PRESENT, VERB, mended
from primum.reading.patterns import DAY, either

_WORDS: Final = r"(?:(?!(?:who|that|was|is|had|has|said|told|i|she|he|they|and|of)\b)[\w'’-]+ ){0,3}?"
_MANY: Final = either(
    *"clients patients people kids kiddos teens couples regulars guys lads students residents families ladies".split(),
    *"men women boys girls mums moms dads parents veterans gentlemen".split(),
)
_ONE: Final = either(
    *"woman man person couple family teen teenager kid kiddo boy girl lad student veteran guy lady gentleman".split(),
    *"dad mom mum father mother parent regular member widow widower resident fella".split(),
)
_HOUR: Final = (
    r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|o['’]?clock)?|half \w+|\w+[ -](?:thirty|fifteen|forty-five)|"
    r"\w+ o['’]?clock|morning|noon|evening)"
)
_CLIENT: Final = either(
    # "a new client", "my client", "client just asked"
    rf"(?:(?:an?|another|one|my|our|this|ex|former) {_WORDS})?(?:client|patient|pt|service user)",
    # "one of my teens", "one of mine"
    rf"one of (?:my|our|the) {_WORDS}{_MANY}",
    r"one of (?:mine|ours)",
    # "a man", "the woman", "the person"
    rf"(?:an?|the|my|this|one) {_WORDS}{_ONE}",
    r"(?:some(?:one|body)(?: with a demanding job| who has retired| who studies| I see)?|the person)",
    # "my Tuesday 4pm", "the four o'clock"
    rf"(?:my|the) (?:{DAY} )?{_HOUR}(?: (?:client|guy|lady|couple))?",
)
_SEE: Final = (
    r"(?:(?:that |who |whom )?I(?:['’]ve| have)?(?: once| used to)?(?: been)? "
    r"(?:sees?|saw|seen|seeing|treat(?:ed)?|sit with|sat with|work(?:ed)? with|working with|assessed)"
    r"(?: (?:for|since|on|in|at|about|last|this|alternate) [\w' -]{1,30}?)?)"
)
_KEPT: Final = either(
    r"of mine|of ours|on my books",
    rf"{_SEE}",
    r"(?:on|from) my caseload",
    r"in my (?:\w+ )?(?:practice|office|group|care|chair|room|hour)|in (?:\w+ )?group",
)
_MINE: Final = rf"(?:,? {_KEPT})?"
_APPOSED: Final = r"(?:, (?:an?|the) [^,]{2,60},| \([^)]{1,80}\))?"  # ", a dental hygienist,"
_SUBJECT: Final = re.compile(rf"{_CLIENT}{_MINE}{_APPOSED}(?=['’ ])", re.I)
_SEEN: Final = re.compile(  # "I have a client who", "I see a man who", "Had a client ask"
    r"(?:I(?:['’]ve| have)?(?: got| been)? (?:a |an )?|got |had )?"
    r"(?:have|had|see|seeing|saw|met|work with|worked with|sat with|got) "
    rf"{_CLIENT}{_MINE}{_APPOSED}(?:,? who)?(?= )",
    re.I,
)

_NIGHT: Final = r"(?: (?:morning|night|afternoon|evening))?"
_OPENING: Final = re.compile(
    r"^(?:" + either(
        r"[^\w\"'“‘(\[]+",
        # "So, story time:", "Honestly,"
        r"(?:ok|okay|so|well|and|but|now|then|also|honestly|seriously|ugh|oh|omg|lol|story ?time|true story|fun fact)"
        r"\b[,:;.! ]*",
        # "Last Tuesday", "Earlier today,"
        r"(?:today|yesterday|tonight|just now|recently|once|one time|the other day|earlier today)\b[,:;.! ]*",
        r"(?:this|last) (?:\w+ )?(?:morning|night|afternoon|evening|week|month|year)\b[,:;.! ]*",
        rf"(?:on |last )?{DAY}{_NIGHT}\b[,:;.! ]*",
        # "Shared with permission:", "I'll never forget when"
        r"(?:shared )?with (?:her |his |their )?(?:permission|consent|ok)\b[,:;.! ]*",
        r"i(?:['’]ll never forget| remember) when\b[,:;.! ]*",
        # "In our group today"
        r"in (?:a|our|my|the|her|his) (?:\w+ )?(?:session|group|hour|room)(?: (?:today|(?:this|last) \w+))?\b[,:;.! ]*",
    ) + ")+",
    re.I,
)  # fmt: skip
_DAYS: Final = rf"{DAY}s?{_NIGHT}"
_SPAN: Final = either(*"week month year spring summer fall autumn winter quarter".split())
_PLACE: Final = either(*"office room couch sofa chair desk door practice rug phone".split())
_ASIDE: Final = re.compile(
    r"(?P<comma>,)? ?\b" + either(
        # "today", "last session", "on Tuesdays"
        rf"today|tonight|yesterday|this (?:morning|afternoon|evening|{_SPAN})|last (?:night|session|{_SPAN})",
        rf"(?:on |every |last |this )?{_DAYS}",
        r"the other day|recently|earlier|just now|out of nowhere|out of the blue",
        # "at the end of our session", "in her third hour"
        r"(?:in|during|after|before|at the (?:end|start|beginning) of) (?:(?:a|our|the|his|her|their|my|today['’]s) )?"
        r"(?:(?:last|first|final|third|\w+day) )?(?:sessions?|hours?|appointments?|groups?)",
        # "on my couch", "across from me", "in therapy"
        rf"(?:in|on|at|across|by|outside) (?:my|our) (?:\w+ )?{_PLACE}",
        r"across from me|opposite me|in front of me|to my face",
        r"in the (?:office|consulting room|therapy room|room|chair)|in session|in therapy|in here",
    ) + r"\b(?!['’-])(?(comma),?)",
    re.I,
)  # fmt: skip

_TO_ME: Final = r"(?:(?: to)? (?:me|us))?"
_SAID: Final = either(
    *"told tells tell said says shared shares admitted admits confessed confided mentioned mentions".split(),
    *"explained revealed disclosed announced realized realised".split(),
)
_SAYS: Final = rf"^(?: {ADVERB})? {_SAID}{_TO_ME},?(?: that| how)? "
_SOMEBODY: Final = rf"(?:(?:[\w-]+ ){{1,3}}?{VERB}\b|{KIN} [a-z]+s\b)"
_REPORTED: Final = re.compile(rf"{_SAYS}(?P<they>she|he|they)(?P<verb>(?:['’](?:s|d|re|ve|ll))?(?: |$).+)$", re.I)
_REPORTED_OF: Final = re.compile(rf"{_SAYS}(?:her|his|their) (?P<what>{_SOMEBODY}.*)$", re.I)
_ASKS: Final = either(
    r"asks?(?:ed)?(?: (?:me|us|him|her|them))?(?: (?:point blank|straight out|quietly|out loud|why|recently))?",
    r"(?:wanted|wants) to know|wonder(?:ed|s)(?: aloud| out loud)?|wrote to ask",
)
_CLAUSE: Final = r"(?P<what>(?:if|whether|how|why|what|when|where|who|which) .+)$"
_ASKED: Final = re.compile(rf"^(?: {ADVERB})? {_ASKS}:?,? {_CLAUSE}", re.I)
_REPORTED_BY_ANY: Final = re.compile(
    r"\b(?:told|tells) (?:me|us),?(?: that)? (?:she|he)(?P<verb>(?:['’](?:s|d))? .+)$", re.I
)
_WHOSE: Final = re.compile(rf"^(?: [\w-]+){{0,3}} whose (?P<what>{_SOMEBODY}.*)$", re.I)
_PRONOUN: Final = re.compile(
    rf"(?:she|he)(?P<verb> (?:{ADVERB} ){{0,2}}(?!been\b|being\b|be\b)(?:{HELPER}|{PAST}|{PRESENT})\b.*)$", re.I
)
_OWNS: Final = re.compile(rf"^['’]s? (?P<what>{_SOMEBODY}.*)$", re.I)
_DOES: Final = re.compile(
    rf"^(?: who)? (?P<verb>(?:{ADVERB} ){{0,2}}(?!been\b|being\b|be\b)(?:{HELPER}|{PAST}|{PRESENT})\b.*)$", re.I
)
_TALKS: Final = re.compile(r"^(?: \w+)? (?:told|tells|asked|asks|said|says|showed|shows|gave|gives|brought)\b", re.I)
_QUESTION: Final = re.compile(  # "A question that came up this week: is it rude to outgrow your friends?"
    r"^[^:?!.\"“]{0,120}\b(?:asked?|asks|question|wondered|wonders)\b[^:?!.\"“]{0,80}:\s*"
    r"[\"'“‘]?(?P<what>[^?\"”]{10,160}\?)[\"'”’]?$",
    re.I,
)
_ARISEN: Final = re.compile(  # "I was asked how long grief lasts", "the question came up whether"
    r"\b(?:I (?:was|got|get) asked|question (?:came|comes) up(?: of)?|question of|asked me|asked us)"
    rf"(?: \w+day| today| this week)?,? {_CLAUSE}",
    re.I,
)

_STOPS: Final = re.compile(
    r"(?:,? (?:and|so|but) (?:i|i['’]m|i['’]ve|we|we['’]re|here|that|now|then|it|my|you)\b|"
    r",? (?:and|but|so) (?:she|he|they|the|her|his)\b|"
    r", (?:and|but|so|then|because|which|while|even|like|as if|with|who|she|he|they|it)\b|"
    r" (?:—|–|-) |;|:| \(|, | (?:that|which) i\b)",
    re.I,
)
_OF_THE_AUTHOR: Final = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|im|me|my|mine|myself|we|we['’](?:re|ve|d|ll)|us|our|ours)\b", re.I
)
_GENERIC: Final = re.compile(r"\bwe(?:['’](?:re|ve))?\b", re.I)
"""In a question, "we" are people: "why do we cry when we're happy?"."""
_POINTS: Final = re.compile(
    either(
        r"\d|[\"“”@#\[\]()/&*_…]|(?<![\w'’])['‘]\w",
        r"\b(?:here|this|that one|these|those|yesterday|today|tonight|mine)\b(?!['’])",
        r"[^\x00-\x7fÀ-ɏ‘’]",
    )
)
_NAME: Final = re.compile(r"(?<=\s)(?!I\b)[A-Z]")
_UNFINISHED: Final = either(
    *"and or but so because when while as than that which who to of in at for from with by the an? her his".split(),
    *"their she he they it was is had has not just then like about into before after since until".split(),
)
_TRAILING: Final = re.compile(rf" {_UNFINISHED}$", re.I)
_BARE: Final = re.compile(
    either(
        # "someone who made it", "someone who is a judge", "someone who has just cancelled"
        r"\bwho (?:\w+ ){0,2}(?:it|them|that)\b",
        r"\bwho (?:is|was) (?:an?|the|some\w+) ",
        r"\bwho (?:ha[sd]|have)?(?: just)? ?cancell?ed(?: again)?$",
        # "someone who went, with the window open"
        r"^[^,]{0,25},",
        # "gets the same letters from hers"
        r"\balso\b|\bany ?more\b|someone with a demanding job",
        r"\b(?:same|too|another|others?|either|his|so|one|two|three|both|all|none)$|\b(?:the same|such|hers|theirs)\b",
    ),
    re.I,
)
"""What leaves nothing to imagine, or cannot be understood alone."""
_SHE: Final = re.compile(r"\b(?:she|her|hers|herself)\b", re.I)
_HE: Final = re.compile(r"\b(?:he|him|his|himself)\b", re.I)
_LEANS: Final = re.compile(
    r"\b(?:the|it|its|that|there|then|them|they|their|one|ones|so|both|either|this|those|these|him|his|"
    r"her|you|your|else)\b",
    re.I,
)
_SHORTEST: Final = 6  # words; below, nothing is left to imagine
_LONGEST: Final = 26  # words; beyond, a sentence is more scene than example

_VERBS: Final = {
    "are": "is", "were": "was", "have": "has", "do": "does", "go": "goes", "aren't": "isn't", "weren't": "wasn't",
    "haven't": "hasn't", "don't": "doesn't", "aren’t": "isn’t", "haven’t": "hasn’t", "don’t": "doesn’t",
}  # fmt: skip
"""The verb of "they" and that of "someone"."""
_INVARIABLE: Final = re.compile(
    r"(?:can|could|will|would|should|might|must|never|always|finally|just|still)\b|\w+(?:n['’]t|ed)$"
)


class Turned(NamedTuple):
    """A sentence as something imagined; `asks` where it is a question, which the rest of a post may go on to answer."""

    text: str
    asks: bool


def turn(sentence: str) -> str | None:
    """Return a client's sentence as something imagined; None where it does not open on the client.

    >>> turn("A client told me she hides in the pantry.")
    'Imagine someone who hides in the pantry.'
    >>> turn("My client's husband keeps phoning the school.")
    'Imagine someone whose husband keeps phoning the school.'
    >>> turn("What a week.")
    """
    turned = imagined(sentence)
    return turned.text if turned else None


def imagined(sentence: str, before: str = "") -> Turned | None:
    """Return a client's sentence as something imagined; `before` is what the draft says before it.

    >>> imagined("She kept the towel.", "He left a towel behind.")
    >>> imagined("A question I got: can you outgrow your friends?").text
    'Imagine someone asking: can you outgrow your friends?'
    """
    plain = _OPENING.sub("", " ".join(sentence.split()))
    if asked := _QUESTION.match(plain):
        what = asked["what"]
        return (
            Turned(f"Imagine someone asking: {what}", asks=True) if _is_anybodys(_GENERIC.sub("people", what)) else None
        )
    plain = plain.rstrip(" .!?…,;:")
    for said, asks in (*_turns(plain), *_of_pronoun(plain, before)):
        core = mended(said if asks else _shortened(said))
        read = _GENERIC.sub("people", core) if asks else core
        if _SHORTEST <= len(core.split()) <= _LONGEST and _is_anybodys(read[len("Imagine") :]):
            return Turned(f"{core}.", asks)
    return None


def _turns(plain: str) -> Iterator[tuple[str, bool]]:
    """Yield what can be imagined in the place of a sentence, the nearest first, and whether it asks something."""
    subject = _SEEN.match(plain) or _SUBJECT.match(plain)
    if not subject:
        if match := _ARISEN.search(_without_asides(plain)):
            yield f"Imagine someone asking {match['what']}", True
        elif match := _REPORTED_BY_ANY.search(_without_asides(plain)):
            yield f"Imagine someone who{match['verb']}", False
        return
    whom = "a couple who" if re.search(r"\bcouples?\b", subject[0], re.I) else "someone who"
    rest = _without_asides(plain[subject.end() :])
    if match := _REPORTED.match(rest):
        yield f"Imagine {whom}{_agreed(match['they'], match['verb'], whom)}", False
    elif match := _ASKED.match(rest):
        yield f"Imagine {whom.removesuffix(' who')} asking {match['what']}", True
    elif match := _REPORTED_OF.match(rest) or _OWNS.match(rest) or _WHOSE.match(rest):
        yield f"Imagine {whom}se {match['what']}", False
    elif (match := _DOES.match(rest)) and not _TALKS.match(rest):
        yield f"Imagine {whom} {match['verb'].removeprefix('just ')}", False


def _of_pronoun(plain: str, before: str) -> Iterator[tuple[str, bool]]:
    """Yield what a sentence that opens on "she" or "he" says, where it leans on nothing that was said before."""
    match = _PRONOUN.match(plain)
    if match and len(match["verb"].split()) >= _SHORTEST - 1 and not _LEANS.search(match["verb"]):
        row = set(re.findall(r"\w+", before.lower()))
        if not any(noun.lower() in row for noun in re.findall(r"\b(?:her|his|an?) (?:\w+ )?(\w+)", match["verb"])):
            yield f"Imagine someone who{match['verb'].removeprefix(' just')}", False


def _without_asides(said: str) -> str:
    """Leave out when and where it was said; what was asked stays whole.

    >>> _without_asides(" asked me today if you can be lonely in therapy")
    ' asked me if you can be lonely in therapy'
    """
    clause = re.search(r" (?:if|whether|how|why|what)\b", said)
    end = clause.start() if clause else len(said)
    return _ASIDE.sub("", said[:end]).rstrip() + said[end:]


def _agreed(pronoun: str, verb: str, whom: str) -> str:
    """Return the verb of "they" as that of "someone": ` they hide` → ` hides`."""
    if pronoun.lower() != "they" or whom.startswith("a couple"):
        return verb
    if verb.startswith(("'", "’")):
        return re.sub(r"^['’](re|ve)", lambda m: " is" if m[1] == "re" else " has", verb)
    head, _, tail = verb.strip().partition(" ")
    if head in _VERBS:
        head = _VERBS[head]
    elif not _INVARIABLE.match(head) and not re.fullmatch(PAST, head):
        head += "es" if head.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
    return f" {head} {tail}".rstrip()


def _shortened(said: str) -> str:
    """Keep the core: what comes before the first break past the fifth word."""
    stop = next((at for at in _STOPS.finditer(said) if len(said[: at.start()].split()) >= _SHORTEST - 1), None)
    return said[: stop.start()] if stop else said


def _is_anybodys(said: str) -> bool:
    """Tell whether nothing in it names, counts, quotes or points, and the author has no part in it."""
    unclear = _SHE.search(said) and _HE.search(said) and not ONE_PERSON.search(said.replace(" someone ", " ", 1))
    return not (
        unclear
        or _OF_THE_AUTHOR.search(said)
        or _POINTS.search(said)
        or _NAME.search(said)
        or _BARE.search(said)
        or _TRAILING.search(said.rstrip(".?"))
    )
