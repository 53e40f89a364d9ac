"""Claims about the author's clients: what they did, that they are clients, and that they agreed to be told of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from primum.reading.claims.context import Claim, Context, Kind
from primum.reading.framing import Framing
from primum.reading.patterns import CHILD, NEPHEW, PARENT, SIBLING, SPOUSE, THEIR, THEY, any_of
from primum.reading.people import Person, Relation

# --- consent

_PERMISSION: Final = "(?:permission|consent|blessing|ok|okay)"
_PERMITTED: Final = (
    r"(?:said (?:i|we) (?:could|can|may)|said (?:yes|ok|okay|go ahead|it was (?:ok|okay|fine))|ok'?d|okayed|signed|"
    r"consented|agreed|approved|gave (?:me |us )?(?:permission|consent|the ok|the go[- ]ahead|her blessing|"
    rf"{THEIR} ok)|asked me to (?:share|post|tell|write)|"
    r"wants? (?:me to share|this shared|people to know|it (?:out there|told)))"
)
_CONSENT: Final = any_of(
    # "shared with her permission", but not "used with permission from the publisher"
    r"(?:shared?|posted|sharing|posting|told|used|reposted|printed) (?:here )?with "
    rf"(?:\w+ ){{0,4}}?(?:{_PERMISSION}|approval)\b"
    r"(?! from (?:its|the) (?:author|publisher|artist|photographer))",
    # "with the family's full blessing"
    rf"with (?:{THEIR}|full|explicit|written|signed|the (?:family|client|couple)'s|my client's|\w+'s) "
    rf"(?:\w+ )?{_PERMISSION}",
    # "mum has kindly said I could"
    rf"(?:{THEY}|client|mum|mom|dad|parents?|family|couple)(?:'s|'ve| has| have| had)? "
    rf"(?:both |all |kindly |already |happily )?{_PERMITTED}",
    # "consent on file"
    r"(?:permission|consent|release|photo form) (?:was )?(?:given|granted|signed|obtained|on file)",
    # "I have her written permission"
    rf"(?:i have|i've got|got|have) (?:{THEIR}|written|signed|the family's)(?: \w+)? "
    r"(?:permission|consent|ok|release)",
)
_TELLING: Final = any_of(
    r"shar\w+|posts?|posted|posting|tell|told|stor(?:y|ies)|writ\w+|wrote|reprint\w*|words|quotes?",
    r"names?|photos?|pic|pics|pictures?",
    r"clients?|patients?",
    r"consent\w*|release|forms?|blessing|said i c\w+",
)
"""What a consent is given to; without any of these, "she agreed" is no consent."""

# --- acknowledgment, in answers to reviews

_CARE: Final = any_of(
    # "your next appointment", "your son"
    r"your (?:\w+ )?(?:sessions?|appointments?|first visit|visits?|intake|assessment|discharge|treatment|therapy)",
    r"your (?:\w+ )?(?:medications?|meds|evening tablet|diagnosis|care plan|file|notes|homework|work in)",
    r"your (?:\w+ )?(?:progress|journey|recovery|healing)",
    rf"your (?:{CHILD}|{SPOUSE}|{PARENT}|{NEPHEW}|child|boy|girl|partner|little one|teen)",
    # "you came", "you were seen", "you've booked"
    r"you (?:came|attended|arrived|missed|cancelled|left|walked|hugged|sat|worked|made|chose|did the|had)",
    r"you (?:said|told (?:me|us)|asked (?:me|us)|signed|agreed|stopped|refused|didn't|did not)",
    r"you (?:have (?:come|worked|made)|were (?:late|seen|given|offered|invited|discharged|here|told))",
    r"you(?:'d| had|'ve| have|r)? (?:went|took|gave|got|sent|brought|booked|been)",
    r"you(?:'d| had|'ve| have|r)? (?:hadn't|weren't|wouldn't|couldn't)",
    r"when you (?:first )?(?:came|started|walked|arrived|left)",
    # "our work together", "everything we rehearsed"
    r"(?:working|worked|work) with you",
    r"(?:our|the) (?:work|sessions?|time|hour|year|months) together",
    r"our (?:last )?sessions?",
    r"(?:what|everything|how|just as|exactly what) we "
    r"(?:practi[cs]ed|worked on|talked about|drilled|rehearsed|planned)",
    r"we (?:discussed|talked|agreed|explained|went over|saw you|offered you|worked on)",
    # "so proud of you", "glad that the breathing helped you"
    r"privilege\b.{0,30}\byou",
    r"(?:glad|happy|pleased|delighted|thrilled|proud|relieved)\b.{0,40}\b(?:you(?:'re| are|r)?|he|she|they)",
    r"proud of (?:you|u|him|her|ya)",
    # "great seeing you Tuesday"
    r"(?:see|seeing) (?:you|u) (?:both |all )?"
    r"(?:on|next|at|again|today|this|last|monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|in)",
)
_GUARDED: Final = any_of(
    # "we can never confirm", "I'm not allowed to discuss"
    r"(?:can't|cannot|can not|could not|couldn't|not able to|unable to|never|don't|do not|aren't able|not allowed|"
    r"won't|wouldn't|doesn't let|not in a position)\b.{0,60}\b"
    r"(?:confirm|say|discuss|comment|acknowledge|share|reply|respond|reveal|tell|details|who)",
    # "whether or not someone is a client", "if you were ever seen here"
    r"whether (?:or not )?(?:anyone|anybody|someone|you|a person|any|somebody)",
    r"if you (?:are|were|have been|ever|did)",
    r"anyone who",
    r"privacy|confidential\w*",
)

# --- stories

_TRADE: Final = any_of(
    r"website|rebrand|logo|brand|seo|frontend|backend|api|dns|launch",
    r"email client|agency client|consulting|counsel for|invoices?|insurer|chain of|hotel",
)
"""Clients of another trade."""
_GENERIC: Final = any_of(
    # "I've never seen a client who", "before you ask a patient"
    r"(?:hasn't|haven't|hadn't|has not|have not|never|last) (?:seen|saw|treated|met) (?:a|an|one|another)",
    r"(?:before|when|until) you (?:ask|see|tell)",
    r"whether anyone",
    r"who is (?:a|or)",
)
_CASE: Final = any_of(
    # "34 y/o", "16-year-old", "34f", "late thirties", "year 9"
    r"\d{1,2} ?y/?o\b",
    r"\d{1,2}[- ]year[- ]old\b",
    r"[1-9]\d ?[mf]\b|[mf]/?\d\d\b",
    r"(?:early|mid|late)[- ](?:\d0s|twenties|thirties|forties|fifties|sixties)",
    r"grader\b|year \d\b",
    # "woman, 41", "couple (both teachers)"
    r"(?:male|female|woman|man|boy|girl|couple|lady|guy|teen|kid|lad),? (?:\(?\d\d\b|\()",
    # "presenting with"
    r"(?:presents|presenting) with\b",
    r"disclosed\b",
    whole=False,
)
"""How a case is put to colleagues."""
_OWN_FAMILY: Final = any_of(
    rf"my (?:\w+ ){{0,2}}(?:{CHILD}|{NEPHEW}|{SIBLING}|{SPOUSE}|kids?|dad|mom|mum|dog|cat)",
)
_ASKS: Final = any_of("(?:asked|asks|wanted to know|wondered)(?: me)?")
_FOR_A_SLOT: Final = any_of(  # "a coffee before ", "can anybody cover "
    r"(?:before|after|to|for|between|until|late for|cover|take|swap|off to|into)\b[^.!?]{0,30}$",
    whole=False,
)


def client_claims(context: Context) -> Iterator[Claim]:
    """Yield stories, hooks and slots of clients, acknowledgments of them, and stated consents."""
    yield from _consents(context)
    if context.framing & (Framing.INVENTED | Framing.PUBLIC):
        return
    if _acknowledges(context):
        yield context.claim(Kind.ACKNOWLEDGMENT)
    if _puts_a_case(context) or context.sentence.speaker in ("client", "patient"):
        yield context.claim(Kind.STORY)
    elif client := _client(context):
        yield context.claim(_told_of(client, context))


def _consents(context: Context) -> Iterator[Claim]:
    start, lower = context.sentence.start, context.sentence.lower
    if _TELLING.search(lower):
        for match in _CONSENT.finditer(lower):
            yield Claim(Kind.CONSENT, start + match.start(), start + match.end())


def _acknowledges(context: Context) -> bool:
    """Tell whether an answer to a review speaks of the care that its writer had here."""
    lower = context.sentence.lower
    return context.reviewed and bool(_CARE.search(lower)) and not _GUARDED.search(lower)


def _puts_a_case(context: Context) -> bool:
    """Tell whether a question to colleagues describes a client, even one that it never calls so."""
    lower = context.sentence.lower
    return context.consults and bool(_CASE.search(lower)) and not _OWN_FAMILY.search(lower)


def _client(context: Context) -> Person | None:
    """Return the particular client of the author's that the sentence speaks of."""
    client = next((person for person in context.people if person.relation is Relation.CLIENT), None)
    if client is None or context.framing & (Framing.OWN | Framing.CONDEMNED):
        return None
    lower = context.sentence.lower
    return None if _TRADE.search(lower) or _GENERIC.search(lower) else client


def _told_of(client: Person, context: Context) -> Kind:
    """Return what is told of a client: a story, or only a question or a session slot."""
    if _ASKS.search(context.after(client.end, 25)) and len(context.sentence.lower.split()) < 30:
        return Kind.HOOK
    ends = not context.after(client.end).strip(" .!?,")
    return Kind.SLOT if ends or _FOR_A_SLOT.search(context.before(client.start)) else Kind.STORY
