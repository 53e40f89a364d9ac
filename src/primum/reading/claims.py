"""Claims: what a draft says about the people in it, and how it frames what it says."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from primum.lexicon import Term
from primum.reading.framing import Framing
from primum.reading.people import Person, Relation
from primum.reading.sentences import Sentence


class Kind(enum.StrEnum):
    """What is claimed."""

    STORY = "story"
    HOOK = "hook"
    """A client's question, with nothing about the client."""
    SLOT = "slot"
    """A session slot that stands for a person, with nothing about that person."""
    ACKNOWLEDGMENT = "acknowledgment"
    CONSENT = "consent"
    DIAGNOSIS = "diagnosis"
    VERDICT = "verdict"
    """A diagnosis or a treatment order addressed to the reader."""
    DISPARAGEMENT = "disparagement"
    JAB = "jab"
    BUSINESS = "business"
    CONTEMPT = "contempt"
    """Disparagement of a whole school or profession."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something claimed at `start` to `end` of the plain text."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence: the draft's reply, its own framing, the terms and people in it, and whether a client's story is told."""

    sentence: Sentence
    framing: Framing
    terms: tuple[Term, ...]
    people: tuple[Person, ...]
    carried: tuple[Person, ...]
    """The people of the sentence before, where this one goes on about them ("She is…")."""
    quoted: tuple[tuple[int, int], ...]
    answering: str
    """What the draft replies to, in lower case."""
    reviewed: bool
    """The draft answers a public review."""
    consults: bool
    """The draft asks colleagues about its author's work."""

    def of(self, *tags: str) -> Iterator[Term]:
        """Yield the sentence's terms of these lists."""
        return (term for term in self.terms if term.tag in tags)

    def quotes(self, start: int) -> bool:
        """Tell whether a place stands inside quotation marks, and so is somebody else's word."""
        return any(first < start < last for first, last in self.quoted)

    def before(self, start: int, width: int = 60) -> str:
        """Return what the sentence says before a place, in lower case."""
        at = start - self.sentence.start
        return self.sentence.lower[max(0, at - width) : at]

    def after(self, end: int, width: int = 40) -> str:
        """Return what the sentence says after a place, in lower case."""
        at = end - self.sentence.start
        return self.sentence.lower[at : at + width]


_NEGATED: Final = re.compile(
    r"(?:\b(?:not|never|no|nor|without|isnt|aint|nobody|none|neither)|n't)\b(?: [\w'-]+){0,3}[ \"']*$"
)
_OWN: Final = re.compile(
    r"\b(?:i|i'm|i've|i'd|im|ive|we|we're|we've)\b(?: [\w'-]+){0,3} $|\b(?:my|our|me|myself)(?: own| old)? $"
)

# --- the author's clients -------------------------------------------------------------------------------------------------------

_TRADE: Final = re.compile(
    r"\b(?:website|rebrand|logo|brand|invoices?|dns|api|backend|email client|counsel for|insurer|frontend|seo|agency client|consulting|chain of|hotel|launch)\b"
)
_GENERIC: Final = re.compile(
    r"\b(?:hasn't|haven't|hadn't|has not|have not|never|last) (?:seen|saw|treated|met) (?:a|an|one|another)\b|\b(?:before|when|until) you (?:ask|see|tell)\b|\bwhether anyone\b|\bwho is (?:a|or)\b"
)
_HOOK: Final = re.compile(r"\b(?:asked|asks|wanted to know|wondered)(?: me)?\b")
_SLOT_ONLY: Final = re.compile(
    r"\b(?:before|after|to|for|between|until|late for|cover|take|swap|off to|into)\b[^.!?]{0,30}$"
)
_THIRD: Final = re.compile(
    r"^(?:and |but |so |then |now |when |today |yesterday |later |at first |finally )*(?:she|he|they|her|his|their)(?:'d|'s|'ve)? \w+"
)
_CONSENT: Final = re.compile(
    r"\b(?:shared?|posted|sharing|posting|told|used|reposted|printed) (?:here )?with (?:\w+ ){0,4}?(?:permission|consent|blessing|ok|okay|approval)\b(?! from (?:its|the) (?:author|publisher|artist|photographer))|\bwith (?:their|her|his|the family's|the client's|the couple's|full|explicit|written|signed|my client's|[\w]+'s) (?:\w+ )?(?:permission|consent|blessing|ok|okay)\b"
    r"|\b(?:she|he|they|client|mum|mom|dad|parents?|family|couple)(?:'s|'ve| has| have| had)? (?:both |all |kindly |already |happily )?(?:said (?:i|we) (?:could|can|may)|said (?:yes|ok|okay|go ahead|it was (?:ok|okay|fine))|ok'?d|okayed|signed|consented|agreed|gave (?:me |us )?(?:permission|the ok|the go[- ]ahead|her ok|his ok|their ok|consent|her blessing)|asked me to (?:share|post|tell|write)|approved|wants? (?:me to share|this shared|people to know|it (?:out there|told)))\b"
    r"|\b(?:permission|consent|release|photo form) (?:was )?(?:given|granted|signed|obtained|on file)\b|\b(?:i have|i've got|got|have) (?:her|his|their|written|signed|the family's)(?: \w+)? (?:permission|consent|ok|release)\b"
)
_TOLD: Final = re.compile(
    r"\b(?:shar\w+|posts?|posted|posting|tell|told|stor(?:y|ies)|writ\w+|wrote|names?|photos?|pic|pics|pictures?|quotes?|clients?|patients?|consent\w*|release|forms?|blessing|said i c\w+|reprint\w*|words)\b"
)
_CARE: Final = re.compile(
    r"\byour (?:\w+ )?(?:sessions?|appointments?|treatment|therapy|medications?|meds|diagnosis|progress|file|notes|first visit|visits?|journey|recovery|healing|assessment|discharge|intake|care plan|evening tablet|homework|work in)\b"
    r"|\byour (?:son|daughter|wife|husband|child|boy|girl|mother|father|mum|mom|dad|partner|little one|teen|nephew|niece)\b"
    r"|\byou (?:came|told (?:me|us)|said|were (?:late|seen|given|offered|invited|discharged|here|told)|missed|cancelled|walked|hugged|signed|agreed|left|didn't|did not|stopped|refused|attended|had|asked (?:me|us)|sat|worked|made|arrived|chose|have come|have worked|have made|did the)\b"
    r"|\b(?:working|worked|work) with you\b|\bprivilege\b.{0,30}\byou\b|\b(?:our|the) (?:work|sessions?|time|hour|year|months) together\b|\bour (?:last )?sessions?\b|\b(?:glad|happy|pleased|delighted|thrilled|proud|relieved)\b.{0,40}\b(?:you(?:'re| are|r)?|he|she|they)\b"
    r"|\byou(?:'d| had|'ve| have|r)? (?:went|took|gave|got|sent|brought|booked|been|hadn't|weren't|wouldn't|couldn't)\b|\b(?:what|everything|how|just as|exactly what) we (?:practi[cs]ed|worked on|talked about|drilled|rehearsed|planned)\b"
    r"|\b(?:see you|seeing you|see u|seeing u) (?:both |all )?(?:on|next|at|again|today|this|last|tuesday|monday|wednesday|thursday|friday|saturday|tomorrow|in)\b|\bproud of (?:you|u|him|her|ya)\b|\bwhen you (?:first )?(?:came|started|walked|arrived|left)\b|\bwe (?:discussed|talked|agreed|explained|went over|saw you|offered you|worked on)\b"
)
_GUARDED: Final = re.compile(
    r"\b(?:can't|cannot|can not|could not|couldn't|not able to|unable to|never|don't|do not|aren't able|not allowed|won't|wouldn't|doesn't let|not in a position)\b.{0,60}\b(?:confirm|say|discuss|comment|acknowledge|share|reply|respond|reveal|tell|details|who)\b"
    r"|\bwhether (?:or not )?(?:anyone|anybody|someone|you|a person|any|somebody)\b|\bprivacy\b|\bconfidential\w*|\bif you (?:are|were|have been|ever|did)\b|\banyone who\b"
)
_AGED: Final = re.compile(
    r"\b\d{1,2} ?y/?o\b|\b\d{1,2}[- ]year[- ]old\b|\b[1-9]\d ?[mf]\b|\b[mf]/?\d\d\b|\b(?:early|mid|late)[- ](?:\d0s|twenties|thirties|forties|fifties|sixties)|\bgrader\b|\byear \d\b|"
    r"\b(?:male|female|woman|man|boy|girl|couple|lady|guy|teen|kid|lad),? (?:\(?\d\d\b|\()|\b(?:presents|presenting) with\b|\bdisclosed\b"
)
_OWN_KIN: Final = re.compile(
    r"\bmy (?:\w+ ){0,2}(?:son|daughter|kids?|niece|nephew|dad|mom|mum|dog|cat|brother|sister|husband|wife)\b"
)


def client_claims(context: Context) -> Iterator[Claim]:
    """Yield stories, hooks and slots of clients, acknowledgments of them, and stated consents."""
    sentence, lower = context.sentence, context.sentence.lower
    if _TOLD.search(lower):
        for match in _CONSENT.finditer(lower):
            yield Claim(Kind.CONSENT, sentence.start + match.start(), sentence.start + match.end())
    if context.framing & (Framing.INVENTED | Framing.PUBLIC):
        return
    if context.reviewed and _CARE.search(lower) and not _GUARDED.search(lower):
        yield Claim(Kind.ACKNOWLEDGMENT, sentence.start, sentence.end)
    asked = context.consults and _AGED.search(lower) and not _OWN_KIN.search(lower)
    if asked or sentence.speaker in ("client", "patient"):
        yield Claim(Kind.STORY, sentence.start, sentence.end)
        return
    client = next((p for p in context.people if p.relation is Relation.CLIENT), None)
    if (
        client is None
        or context.framing & (Framing.OWN | Framing.CONDEMNED)
        or _TRADE.search(lower)
        or _GENERIC.search(lower)
    ):
        return
    kind = Kind.STORY
    if _HOOK.search(context.after(client.end, 25)) and len(lower.split()) < 30:
        kind = Kind.HOOK
    elif not context.after(client.end).strip(" .!?,") or _SLOT_ONLY.search(context.before(client.start)):
        kind = Kind.SLOT
    yield Claim(kind, sentence.start, sentence.end)


def goes_on(sentence: Sentence) -> bool:
    """Tell whether a sentence goes on about the person of the sentence before ("She laughed.")."""
    return bool(_THIRD.match(sentence.lower))


# --- labels ---------------------------------------------------------------------------------------------------------------------

_SUBJECT: Final = (
    r"(?:\b(?:he|she|who|they|[a-z]+ dude|this (?:man|woman|guy|dude|girl|lady|person|kid|one)|that (?:man|woman|guy|dude|girl|lady|person|one)|"
    r"(?:my neighbou?r|my landlord|my boss|my ex)|(?:his|her|their|your|ur|the|this|that|my friend's|her own) (?:[\w-]+ )?(?:ex|mom|mum|mother|dad|father|husband|wife|boyfriend|bf|gf|girlfriend|partner|boss|sister|brother|friend|roommate|neighbou?r|man|woman|guy|president|senator|mayor|singer|actor|actress|host|star|coach|king|queen|prince|princess|kid|son|daughter|influencer|streamer|manager|aunt|uncle|in-law|prof|governor|candidate|ceo|founder|pastor))"
    r"(?:'s|'re|'ve| is| was| are| were| has| have| had| got| clearly has| definitely has| shows?| displays?| screams?| sounds?| looks?| seems?| reads?| strikes me as| meets (?:\w+ ){0,3}criteria for)\b)"
)
_STRANGER: Final = re.compile(_SUBJECT + r"(?: [\w'%-]+){0,5}[ \"'(]*$")
_YOU: Final = re.compile(
    r"\b(?:you|u|ur|you're|youre|you've|your)(?:'re|'ve| are| have| r| got| sound| seem| clearly| definitely| probably| meet)?(?: [\w'%-]+){0,4}[ \"'(]*$"
)
_EMPHATIC: Final = re.compile(
    r"(?:\b(?:textbook|classic|pure|raging|full[- ]blown|obvious|straight[- ]up|absolute|total|undiagnosed|untreated|walking|certified|100 ?%|definite|definitely|clearly|obviously|massive|huge|hello|screams|screaming|reeks of|smells (?:of|like)|"
    r"case of|poster (?:child|boy|girl) (?:for|of)|diagnosis:?|dx:?|diagnose (?:him|her|them) with|(?:i'd|id|i would|i'll) (?:say|call it|call that|call him|call her|bet|put money on)|"
    r"my money's on|money on|betting on|bet(?:s)? (?:he's|she's|it's)|looks like|sounds like|reads as|reads like|giving) (?:a |an |case of |very |some |[\w-]+ )?[\"'(]*$)"
)
_IT: Final = re.compile(
    r"\b(?:that|it|this|thats|its)(?:'s| is| was|s|'d be|'ll be| sounds like| looks like| screams| =)?(?: [\w'-]+){0,3} [\"'(]*$"
)
_GENERAL: Final = re.compile(
    r"\b(?:if|when|whether|someone|somebody|anyone|people|person|those|some|many|most|you may|you might|could be|might be|may be|can be|can look|or|criteria|between|vs|versus|question|called|word|term|label|screen(?:ing)?|test|traits?|disorder is|awareness|myths?|everyone|everybody|nobody)\b"
)
_SELF: Final = re.compile(r"\b(?:i|i'm|im|me|am i|do i)\b")
_OTHER: Final = re.compile(
    r"\b(?:he|she|they|him|her|his|my (?:\w+ )?(?:ex|mom|mum|mother|dad|father|husband|wife|boyfriend|bf|gf|girlfriend|partner|boss|sister|brother|friend|roommate|neighbou?r|son|daughter|kid|mil|coworker))\b"
)
_SELF_TOLD: Final = re.compile(
    r"\b(?:has|have) (?:\w+ )?(?:said|told|written|spoken|talked|announced|revealed|disclosed|shared)\b|\b(?:he|she|they|who) (?:has |have )?(?:also )?(?:said|says|told|tells|wrote|writes|announced|revealed|shared|disclosed|tweeted|spoke|spoken|talks?|talked)\b|\bdiagnosed with\b|\bher own self\b"
)
_ORDER: Final = re.compile(
    r"\b(?:stop|quit|come off|drop|halve|double|cut|up|increase|taper|skip|start|take|go on|get on|switch to|ask for|you need|u need|you need to be on|try) (?:the |your |that |ur |taking )?(?:\w+ )?$"
)


def label_claims(context: Context) -> Iterator[Claim]:
    """Yield diagnoses of people whom the author has not assessed, and verdicts on the reader."""
    if context.framing & (Framing.INVENTED | Framing.OWN | Framing.CONDEMNED | Framing.MANY | Framing.PUBLIC):
        return
    sentence = context.sentence
    about_other = bool(_OTHER.search(context.answering))
    for term in context.of("disorder", "verdict", "medication"):
        before = context.before(term.start)
        if _NEGATED.search(before) or _OWN.search(before) or context.quotes(term.start) or _SELF_TOLD.search(before):
            continue
        if term.tag == "medication":
            if context.answering and _ORDER.search(before) and not _GENERAL.search(before):
                yield Claim(Kind.VERDICT, sentence.start, sentence.end)
            continue
        if _GENERAL.search(before):
            continue
        if _STRANGER.search(before):
            yield Claim(Kind.DIAGNOSIS, sentence.start, sentence.end)
        elif context.answering and _YOU.search(before):
            yield Claim(Kind.VERDICT, sentence.start, sentence.end)
        elif _EMPHATIC.search(before) or (context.answering and _IT.search(before)):
            other = about_other or not _SELF.search(context.answering)
            yield Claim(Kind.DIAGNOSIS if other else Kind.VERDICT, sentence.start, sentence.end)


# --- colleagues -----------------------------------------------------------------------------------------------------------------

_SYSTEM: Final = re.compile(
    r"\b(?:insurance|insurers?|insurance company|medicaid|medicare|aetna|cigna|optum|copay|the system|ehr|the law|government|ministers?|policy|portal|software|printer|wifi|parking|landlord|airline|policies|funding|waitlists?|quota)\b"
)
_CUTTING: Final = re.compile(
    r"\b(?:wouldn't|couldn't|would not|i'd not|shouldn't be|i'd never|not fit to) (?:\w+ )?(?:send|trust|let|leave|refer|safeguard|look after|supervise|counsel|treat|run|allowed)\b.{0,40}\b(?:dog|cat|goldfish|hamster|plant|houseplant|enemy|enemies|anyone|anybody|near)\b"
    r"|\bhow (?:is|does|do|did|are|on earth|the hell) (?:\w+ ){0,4}(?:still (?:practi[cs]ing|licen[cs]ed|working|have|has)|licen[cs]ed|a licen[cs]e)\b"
    r"|\b(?:lose|pull|revoke|strip\w*|doesn't deserve|shouldn't (?:have|hold)) (?:her|his|their|that|a) (?:licen[cs]e|registration)\b"
    r"|\b(?:should(?:n't| not| never)|has no business|not fit to) (?:be |have been )?(?:near|around|allowed|practi[cs]ing|licensed|seeing (?:clients|patients|people|anyone)|treating|supervising|in charge of) \w+"
    r"|\b(?:hasn't|hasnt|has not|not) (?:read|opened|seen|had|touched|treated|updated) (?:\w+ ){0,5}since\b|\b(?:weekend|two[- ]day|online|\d+[- ](?:day|week|hour)) cert\w*\b"
    r"|\b(?:don't|do not|whatever you do,? don't|wouldn't|think twice before) (?:\w+ ){0,2}(?:work(?:ing)? (?:for|there)|apply(?:ing)? (?:to|there)|intern(?:ing)? (?:at|there)|train(?:ing)? (?:with|at|under))\b"
    r"|\b(?:couldn'?t|couldnae|can't|cannot) (?:run|manage|organi[sz]e|match|spot|pour|boil|conceptuali[sz]e|lead|supervise|counsel) (?:a|an|her way|his way|water|their) (?!group|session|call|practice|business)\w+"
    r"|\b(?:last|previous|old|former|ex-?) (?:therapist|counsell?or|psychologist|psychiatrist|supervisor|clinician|shrink)\b.{0,60}\b(?:told (?:her|him|them)|diagnosed|charged|fell asleep|forgot|kept telling)\b"
)
"""Ways of running somebody down that need no insult, in the talk of colleagues."""
_ROLE: Final = re.compile(
    r"\b(?:supervis\w+|colleagues?|therap\w+|psych\w+|counsell?\w+|clinic\w*|agency|practice|dr|professor|coach\w*|referr\w+|licen[cs]e\w*|caseload|clients?|patients?|placement|intern\w*)\b"
)
_WHISPERED: Final = re.compile(
    r"\b(?:you didn't hear (?:it|this)|off the record|don't (?:quote|repeat)|strictly between|not (?:supposed|meant) to (?:say|tell|share)|keep (?:it|this) (?:quiet|to yourselves?|between)|before it's announced|not public yet|hush hush)\b"
)


def colleague_claims(context: Context) -> Iterator[Claim]:
    """Yield disparagement of colleagues, workplaces and whole professions, and business of theirs that is confidential."""
    sentence = context.sentence
    if context.framing & (Framing.INVENTED | Framing.CONDEMNED | Framing.PUBLIC) or _SYSTEM.search(sentence.lower):
        return
    lower = sentence.lower
    if _CUTTING.search(lower) and (_ROLE.search(lower) or _ROLE.search(context.answering)):
        yield Claim(Kind.DISPARAGEMENT, sentence.start, sentence.end)
    if _WHISPERED.search(lower) and not context.framing:
        yield Claim(Kind.BUSINESS, sentence.start, sentence.end)
    claim = {"disparagement": Kind.DISPARAGEMENT, "jab": Kind.JAB, "business": Kind.BUSINESS}
    target = next(
        (p for p in (*context.people, *context.carried) if p.relation in (Relation.COLLEAGUE, Relation.WORKPLACE)), None
    )
    group = next(context.of("group"), None)
    for term in context.of(*claim):
        before = context.before(term.start)
        if _NEGATED.search(before) or _OWN.search(before) or context.quotes(term.start):
            continue
        if (
            group
            and not target
            and term.tag == "disparagement"
            and group.end <= term.start
            and term.start - group.end < 60
        ):
            yield Claim(Kind.CONTEMPT, sentence.start, sentence.end)
        elif target:
            yield Claim(claim[term.tag], sentence.start, sentence.end)
