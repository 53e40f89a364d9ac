"""Grammar: the words by which a phrase is known to end or a verb to begin, and whether a text reads well.

No parser is needed for that: what cannot be told by a short list of words is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from primum.reading.patterns import any_of, either

PRONOUN: Final = either(*"i you he she it we they".split(), "who")
BE: Final = either(*"is was are were am be been being isn't wasn't aren't weren't".split())
HELPER: Final = either(
    BE,
    *"has have had does do did will would can could should must might".split(),
    *"hasn't haven't hadn't doesn't don't didn't won't wouldn't can't cannot couldn't shouldn't".split(),
)
PREPOSITION: Final = either(
    *"in on at to of for from with by about".split(),
    *"into onto over under near outside inside around behind beside between".split(),
    *"through across against along among during without within until till since before after off past".split(),
)
CONJUNCTION: Final = either(
    *"and or but nor so because while when whenever where if as than although though that".split()
)
DETERMINER: Final = either(
    *"a an the my your his her their our its this that these those some any every each no".split()
)
ADVERB: Final = either(
    *"just finally always never still once again already now then today tonight yesterday tomorrow often".split(),
    *"recently quietly suddenly actually really also only even not nearly almost ever soon last next".split(),
)
PAST: Final = either(
    *"came went got had made took gave said told asked slept sat drove brought bought kept left lost found".split(),
    *"felt fell held hid hit knew led let lay met paid put quit ran read rode rang sang sent set shook shut".split(),
    *"spent spoke stood stole swore swam taught thought threw wore woke won wrote built broke began became".split(),
    *"chose caught cut drew drank ate forgot forgave froze grew burst bit blew learnt spelt tore wept snuck".split(),
    *"did was were understood dreamt hung stuck sold heard saw fought flew withdrew overslept".split(),
    r"(?!(?:need|indeed|hundred|seed|feed|bed|red|shed|sled|weed|wed|speed|breed|greed)\b)[a-z]{2,}ed",
)
"""Verbs as they stand after somebody who did something."""
PRESENT: Final = either(
    *"keeps hides counts cries says thinks wants needs feels loves hates lives drives brings comes goes sleeps".split(),
    *"eats drinks calls texts apologizes apologises asks talks".split(),
    *"laughs jokes wears sits sends writes reads walks".split(),
    *"runs pays struggles worries wonders believes knows has".split(),
    *"is does gets makes takes gives leaves starts stops".split(),
    *"tries finds forgets remembers avoids dreads measures tells carries checks cooks fights flinches grieves".split(),
    *"holds hopes hurts imagines keeps lies listens looks misses moves opens plays practices practises prays".split(),
    *"refuses regrets rehearses returns saves sees shows".split(),
    *"skips smiles speaks stays stands suspects swears thanks".split(),
    *"throws tidies turns uses visits waits wakes".split(),
    *"watches wishes works collects dreams insists notices pretends".split(),
)
"""Verbs as they stand after somebody who does something, always or now."""
VERB: Final = either(HELPER, PAST, PRESENT)
ACTS: Final = rf"(?:(?!\w+ed\b){VERB}\b|\w+ed (?={either(PRONOUN, PREPOSITION, DETERMINER, ADVERB, 'me', 'us')}\b))"
"""A verb for sure: "asked me", and not "retired" as in "retired teacher"."""
GOES_ON: Final = either(PRONOUN, HELPER, PREPOSITION, CONJUNCTION, DETERMINER, ADVERB, VERB)
"""A word that does not belong to the noun before it."""

_AFTER: Final = either(PRONOUN, HELPER, PREPOSITION, CONJUNCTION, ADVERB, VERB)
ENDS: Final = re.compile(
    rf"\s*$|\s*\n|[,.;:!?…)\]\"”]|['’](?!\w)|\s*[—–]|\s+-\s|\s+[^\w\s'’\"“‘#@(]|\s+{_AFTER}\b(?!['’-]\w)", re.I
)
"""What may follow where words have gone: anything else may have leaned on them."""

KIN: Final = either(
    *"mother father mom mum dad parent son daughter brother sister husband wife partner boyfriend girlfriend ex".split()
)
ONE_PERSON: Final = any_of(
    *"woman man girl boy lady guy teacher nurse doctor mother father mom mum dad son daughter brother sister".split(),
    *"husband wife partner friend boss colleague supervisor therapist child kid teenager teen person someone".split(),
    *"somebody anyone anybody neighbor neighbour client patient student coach pastor judge host author actor".split(),
    *"singer writer professor trainer manager owner director president senator mayor king queen clinician".split(),
    *"everyone everybody nobody aunt uncle grandmother grandfather".split(),
    *"grandma grandpa cousin ex toddler baby dog cat".split(),
    flags=re.I,
)
"""Somebody whom "she" or "he" may mean."""
NAMED: Final = re.compile(
    r"(?<=[\w,;)'’\"”] )(?!I\b)[A-Z][a-z]+|^(?:[A-Z][a-z]+ ){1,2}(?=[A-Z]|(?:has|is|was|says|told|said)\b)"
)
"""A name: a capital within a sentence."""


# --- whether a text reads well

_ENGLISH: Final = any_of(
    *"the and you of is my for that it with was to i he she they your not this who".split(), flags=re.I
)


def is_english(text: str) -> bool:
    """Tell whether a text has the small words of English; of other languages nothing here knows the grammar.

    >>> is_english("She told me so."), is_english("Montags um acht kommt ein Mann.")
    (True, False)
    """
    start = text[:2000]
    return len(_ENGLISH.findall(start)) * 20 >= len(start.split())


_OWNER: Final = either(*"a an the my your our their".split())
_FLAWS: Final = (
    any_of(
        # "came on the."
        rf"{either(_OWNER, 'and', 'or', 'because', 'than', 'of', 'from', 'with')}\s*+(?:[.,;:!?)\]]|\Z|\n)",
        # "was and", "they're and"
        rf"(?:{BE}|\w+['’](?:re|s|m)) (?:and|or|but|who|because)\b",
        # "the was", "a who", "the a"
        rf"{_OWNER} {either(BE, _OWNER, 'his', 'and', 'or', 'but', 'who', 'to', 'of', 'in', 'on', 'had', 'has')}\b",
        rf"{_OWNER} some(?:one|body)\b",
        # "from to", "the the"
        r"(?:at|of|from|with|into|for) (?:at|of|into|by|and|or)\b",
        r"(someone|somebody|she|he|they|who|was|is|had|and|to|of|in) \1\b",
        # "a apple", "an pear"
        r"a (?=[aeio]\w)(?!(?:one|once|eu\w+)\b)|an (?=[bcdfgjklpqrstvwyz]\w)",
        whole=False,
        flags=re.I,
    ),
    re.compile(r"\(\s*\)|\[\s*\]|\"\s*\"|“\s*”|,\s*[,.;!?]|\s[,;](?!\S)"),  # "()", ", ."
    re.compile(r"^[ \t]*(?:[-–•*]|\d{1,2}[.)/])[ \t]*$", re.M),  # an item of a list with nothing in it
)
_PAIRS: Final = (("(", ")"), ("[", "]"), ("“", "”"))
_GREETING: Final = re.compile(
    r"(?:(?:hi|hello|hey|dear|thanks|thank you|sorry|ok|okay|friends|folks|all|everyone|everybody|team)\b\W*)+$", re.I
)


def reads_well(text: str, draft: str) -> bool:
    """Tell whether a text made from a draft has none of the flaws that cutting and putting in leave behind.

    What the author wrote themselves is never a flaw.

    >>> reads_well("He came in and laughed.", "He came in on Tuesday and laughed.")
    True
    >>> reads_well("They're and they ring.", "They're in Herriman and they ring.")
    False
    """
    if not re.search(r"\w", text) or _GREETING.match(text.strip()):
        return False
    if any(text.count(a) != text.count(b) and draft.count(a) == draft.count(b) for a, b in _PAIRS):
        return False
    if text.count('"') % 2 > draft.count('"') % 2:
        return False
    made = set(_flaws(text))
    return not made or made <= set(_flaws(draft))


def _flaws(text: str) -> Iterator[str]:
    for pattern in _FLAWS:
        for match in pattern.finditer(text):
            yield " ".join(match[0].lower().split())


_MENDS: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\s+", " "),
        (r" +(?=[,.;:!?…)])", ""),
        (r"([,;:])\s*(?=[,;:.!?])", ""),
        (r"\b([Aa]) (?=(?!uni|use|eu|one|once)[aeiou])", r"\1n "),
        (r"\b([Aa])n (?=[bcdfgjklmpqrstvwyz])", r"\1 "),
    )
)


def mended(sentence: str) -> str:
    """Return one sentence with its spaces, commas and articles in order.

    >>> mended("She , and an  dog  came in .")
    'She, and a dog came in.'
    """
    for pattern, to in _MENDS:
        sentence = pattern.sub(to, sentence)
    return sentence.strip()
