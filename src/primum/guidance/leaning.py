"""Leaning: whether a sentence can be understood without those before it, and whether it only leads to the next.

The signs are shallow (how a sentence opens, its pronouns, the words that it takes as known), and doubt counts as
leaning: a post that says less is better than one that makes no sense.
"""

from __future__ import annotations

import re
from typing import Final

from primum.guidance.grammar import HELPER, NAMED, ONE_PERSON, PAST, PRESENT
from primum.reading.patterns import DAY, any_of, either

SHORT: Final = 3
"""A sentence of so few words leans on another."""


class Gone:
    """What is known of the sentences that went: their words and names, and whether they spoke of a person."""

    def __init__(self) -> None:
        self.last = ""
        self.person = False
        self._words: set[str] = set()
        self._names: set[str] = set()

    def add(self, said: str) -> None:
        """Count one more sentence in."""
        self.last = said
        self.person = self.person or bool(ONE_PERSON.search(said) or NAMED.search(said))
        self._words.update(re.findall(r"\w+", said.lower()))
        self._names.update(_CAPITAL.findall(said))

    def knows(self, word: str) -> bool:
        """Tell whether a word (in lower case) went with them."""
        return word in self._words

    def named(self, said: str) -> bool:
        """Tell whether a sentence names somebody or something that they named."""
        return any(name in self._names for name in _CAPITAL.findall(said))


_CAPITAL: Final = re.compile(
    r"(?<=[\w,;)'’] )(?!I\b)[A-Z][a-z]{2,}|^(?!(?:The|And|But|She|They|His|Her|For|Not|You|This|"
    r"That)\b)[A-Z][a-z]{2,}(?= [a-z])"
)

# --- how sentences open

_DUMMY: Final = (  # "It's okay to", "that is hard"
    r"(?:['’]s|ll)? ?(?:is|can be|was|isn['’]t|takes|helps|depends)?(?: not| so| also| really| perfectly)? "
    r"(?:okay|ok|fine|normal|possible|hard|easy|time|important|never|all right|good to|to|takes|helps)\b"
)
_OPENS_LEANING: Final = re.compile(
    r"\W*" + either(
        # "That was it.", "It stayed with me."
        rf"(?:it|that|this|these|those|its|there it|here it)\b(?!{_DUMMY})",
        # "Because she could.", "Then nothing."
        r"(?:because|then|or|yet|still|instead|either way|afterwards?|later|which|who|whose|where|when)\b",
        # "Both of them", "Mine is the left shoe", "Neither did I"
        r"(?:mine|ours|yours|his|hers|theirs|same|both|each of|neither|either|another|others|none|such|even|too|"
        r"again)\b",
        r"(?:(?:one|two|all|half|most) of|the (?:other|same|first|second|third|last|rest|only|whole))\b",
        # "Yes.", "Short answer: no.", "I do, and"
        r"(?:yes|yep|yeah|yup|no|nope|nah|not|nor|maybe|probably|exactly|indeed|sure|right|correct|spoiler)\b(?!['’-])",
        r"(?:the )?(?:short|long|honest|real|quick|simple) answer\b|(?:i|we) (?:do|did|have|was|am|can|don['’]t|"
        r"didn['’]t)[,.]",
        # "Turns out", "Meanwhile"
        r"(?:turns out|apparently|to be fair|except|besides|otherwise|meanwhile|in short|what i do|i['’]m not crying|"
        r"it['’]?s|that['’]?s)\b(?!['’-])",
        # "Told her so.", "Does every cousin of theirs.", "Mom reads them."
        rf"(?!(?:read|put|let|set|cut|quit|left|led|met)\b){PAST}\b(?! by)",
        rf"(?:{HELPER})\b(?![^.!]*\?)",
        r"(?:mom|mum|dad|stepdad|stepmum|stepmom|wife|husband|sister|brother|gran|nan|daughter|son|parents|"
        r"partner)\b(?!,)",
        # "Best day ever.", "What a job this is."
        r"(?:best|worst|funniest|loveliest|most|first|last|only|good|great|proud|love|loved|brilliant|amazing|bless|"
        r"what an?)\b",
    ),
    re.I,
)  # fmt: skip
_STANDS_ALONE: Final = re.compile(
    r"\W*" + either(
        # "If you", "When somebody"
        r"(?:if|when|whenever|before|after) (?:you|your|some(?:one|body)|any(?:one|body)|an?|people|we)\b",
        # "People ask", "You don't have to", "Colleagues, what"
        r"(?:people|most|many|plenty|every\w*|any(?:one|body)|no(?: one|body)|parents|colleagues|friends|therapists|"
        r"folks|"
        r"clinicians|employers|your|we (?!had|were|did|[a-z]+ed|all laughed|both))\b",
        r"you(?:['’]re| are)? (?:not|don['’]t|do not|deserve|allowed|can)\b",
        # "How do you", "Is there"
        r"(?:how|what|why|who|where|which|do|does|is|are|has|have|can|could|should|would|any)\b(?!['’]|[^?!.]*\bI\b)[^?!.]*\?",
        # "Please be kind", "Join us", "Link below"
        r"(?:please|let['’]s|remember|check on|mind|be (?:kind|gentle)|join|come|book|write|read|save|share|email|"
        r"message|"
        r"practi[cs]e|follow|link|registration|register|tickets|new|free|reminder|welcome|hello|hi|dear|today['’]s|"
        r"tonight['’]s|this (?:week|month|year)['’]s|here (?:are|is)|here['’]s how)\b",
        # "Some days", "There is", "Grief takes"
        r"(?:some (?:days|people|of us|weeks)|sometimes|there(?:['’]s| is| are))\b",
        r"(?!that|this|what|she|who)[a-z]{3,} (?:is|isn['’]t|can|takes|doesn['’]t|makes|needs|helps|stays|treats|"
        r"works|rolls)\b",
        r"[#@]\w",
    ),
    re.I,
)  # fmt: skip
CONNECTIVE: Final = re.compile(r"(?:so|and|but|anyway|also|now|anyways),? (?=\w)", re.I)
"""A word that joined a sentence to one before it."""

# --- what it points at

_HE_OR_SHE: Final = any_of(r"(?:she|he)(?:['’]\w+)?|her|him|his|hers|herself|himself", flags=re.I)
_THEY: Final = any_of(r"they(?:['’]\w+)?|them|their|theirs|themselves", flags=re.I)
_SEVERAL: Final = any_of(
    rf"(?!(?:{PRESENT})\b)[a-z]{{2,}}[^siu'’\W]s|people|children|men|women|folk|team|family|staff|couple|each|every",
    r"(?:every|any|some)(?:one|body)|nobody|person|client|patient|clinician|therapist|parent|kid|child|teen",
    flags=re.I,
)
_ANYBODY: Final = any_of(r"(?:some|any|every)(?:one|body)|nobody", flags=re.I)
_IT: Final = re.compile(
    rf"\bit(?:['’]\w+)?\b(?!{_DUMMY})|"
    r"\b(?:this|that)(?:['’]s)?(?= (?:is|was|will|would|has|had|to|and|but|when|because)\b|[.,;!?]|$)",
    re.I,
)
_THING: Final = re.compile(r"\b(?:an?|the|my|your|our|some|any|every|each|no) [a-z]", re.I)
_SAYS_THIS: Final = any_of(r"(?:say|saying|mean|write|post|posted|shar\w+) (?:this|that|it)", flags=re.I)
_NOW: Final = either(
    *"week month year time page account group list".split(),
    *"morning evening season weekend episode video post newsletter".split(),
    *"link form field work job is was can will helps who".split(), DAY,
)  # fmt: skip
_POINTS: Final = any_of(
    # "a good one", "did you", "you know who"
    r"(?:an?|any|another|the) (?:\w+ ){0,2}ones?",
    r"did you|would you have|you know who|what to do|knows? which",
    # "this position", "such parents", but not "this week"
    rf"(?:this|that|these|those|such(?: an?)?|the same) (?!{_NOW}\b)[a-z]+",
    flags=re.I,
)
_OWN: Final = any_of("yours|mine|theirs|hers", flags=re.I)
_DEFINITE: Final = re.compile(r"\b(?:the|my|his|her|their) ((?:[\w-]+ )?[\w-]+)\b", re.I)
_OF_A_LABEL: Final = any_of(  # "nobody had the word for it", "comment your guess"
    r"(?:the|two|three|same) words? (?:for|i)|criteria|checklist|what (?:he|she|they) ha(?:s|d|ve)|(?:un)?diagnos\w+|"
    r"labels?",
    r"no questions|by its name|(?:your|a) guess|i(?:['’]ve| have) (?:seen|read|said|worked|treated|known|met)\b",
    flags=re.I,
)

# --- what goes on about a client, or leads to them

_TOLD: Final = re.compile(  # "I laughed", "I didn't know what to say", "Everyone looked at me"
    r"(?:^|[,;] |\band |\bbut |\bso |\bwhen )(?:I|we|everyone|everybody|nobody)(?:['’](?:d|ve)| had| have)? "
    rf"(?:\w+ly |both |just |still |never |always )?(?:{PAST}|didn['’]t|couldn['’]t|wasn['’]t|had|hadn['’]t|been|"
    r"have [a-z]+ed)\b",
    re.I,
)
_IN_SESSION: Final = any_of(
    r"sessions?|caseload|clients?|patients?|appointments?|(?:the|my|our) (?:hour|room|office|couch|group|chair)|"
    r"my \d\S*",
    r"in (?:here|there)|the (?:story|photo|picture|quote|letter|card|drawing|note)|swipe|zoom in|did first|as a team",
    flags=re.I,
)
_LEADS_IN: Final = any_of(
    # "Story time!", "For example:"
    r"story ?time|here['’]s|here is|hear me out|guess what|true story|confession|shout-?out|for example|for instance|"
    r"e\.g\.",
    # "So proud right now", "I can't say much"
    r"proud|small win|still (?:smiling|crying|shaking|thinking|laughing)|made my (?:day|week)|can['’]t stop",
    r"(?:don['’]t|never) (?:usually |normally |often )?(?:post|share|do this)|can['’]t say (?:much|who|more)|no names|"
    r"not naming",
    # "Shared with permission", "One question I got asked"
    r"permission|consent|blessing|one thing|update|vent(?:ing)?|rant|listen|like this|this one|as follows|"
    r"let me tell you",
    r"asked|asks (?:me )?(?:where|why)|ask (?:me )?(?:where|why)|a question|mods|delete if|follow[- ]?up|let me change",
    r"reminds me|case in point|remember|picture this|pov|consult|ok so|okay so",
    flags=re.I,
)
_BEGINS_STORY: Final = re.compile(  # "Went to a funeral", "Best one from residency"
    rf"\W*(?:(?!(?:read|put|let|set|cut|quit)\b){PAST}|best|worst|one|so (?:i|we|the)|the one|that one)\b", re.I
)
TAG: Final = re.compile(r"[#@]\w+")
"""A hashtag or a handle."""


def plain(said: str) -> str:
    """Return a sentence without the word that joined it to another.

    >>> plain("So here are five jobs.")
    'here are five jobs.'
    """
    joined = CONNECTIVE.match(said)
    return said[joined.end() :] if joined else said


def opens_a_post(said: str) -> bool:
    """Tell whether a post can open on a sentence.

    >>> opens_a_post("If you're tired, rest."), opens_a_post("Private is fine with us."), opens_a_post("She laughed.")
    (True, True, False)
    """
    return bool(_STANDS_ALONE.match(plain(said)))


def leans(said: str, gone: Gone) -> bool:
    """Tell whether a sentence cannot be understood without those that went right before it."""
    bare = plain(said)
    it, they = _IT.search(bare), _THEY.search(bare)
    return bool(
        _OPENS_LEANING.match(bare)
        or (len(bare.split()) <= SHORT and not TAG.match(bare))
        or (it and not _THING.search(bare[: it.start()]))
        or (they and not _SEVERAL.search(bare[: they.start()]))
        or _OWN.search(bare)
        or _OF_A_LABEL.search(bare)
        or gone.last.rstrip().endswith(":")
        or any(len(noun) > 2 and gone.knows(noun) for noun in _definite_nouns(bare))
    )


def _definite_nouns(said: str) -> list[str]:
    return [noun for group in _DEFINITE.findall(said.lower()) for noun in re.findall(r"\w+", group)]


def points(said: str, *, near: bool) -> bool:
    """Tell whether a sentence points at what was said; `near` where that may well be what went."""
    return bool(_SAYS_THIS.search(said) or (near and _POINTS.search(said)))


def speaks_of_them(said: str, gone: Gone, *, private: bool) -> bool:
    """Tell whether "she" or "he" means somebody who is not in the text any more."""
    pronoun = _HE_OR_SHE.search(said)
    if not pronoun:
        return False
    before = _ANYBODY.sub("", said[: pronoun.start()]) if private else said[: pronoun.start()]
    return not (ONE_PERSON.search(before) or NAMED.search(before)) and (private or gone.person)


def tells_more(said: str) -> bool:
    """Tell whether a sentence may go on with what happened in a session, and what the author did then."""
    return bool(_TOLD.search(said) or _IN_SESSION.search(said))


def leads_in(said: str, *, private: bool) -> bool:
    """Tell whether a sentence only leads to the one after it.

    >>> leads_in("Ok, story time!", private=True), leads_in("Our new room has a window.", private=True)
    (True, False)
    """
    return bool(
        len(said.split()) <= SHORT
        or said[-1] in ":…,-–—"
        or _LEADS_IN.search(said)
        or _OF_A_LABEL.search(said)
        or (private and (_TOLD.search(said) or _BEGINS_STORY.match(said)))
    )
