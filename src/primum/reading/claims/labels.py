"""Labels: diagnoses put on people whom the author has not assessed, and verdicts on the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from primum.reading.claims.context import Claim, Context, Kind
from primum.reading.framing import Framing
from primum.reading.patterns import CHILD, PARENT, SIBLING, SPOUSE, THEM, THEY, any_of, either

# --- what stands before a label, and so says whose it is

_CLOSE: Final = either(
    PARENT,
    SPOUSE,
    SIBLING,
    CHILD,
    "kid|ex|boyfriend|bf|girlfriend|gf|partner|friend|roommate|neighbou?r|boss",
)
_NOTED: Final = (
    r"(?:president|senator|mayor|governor|candidate|king|queen|prince|princess|ceo|founder|pastor|prof|coach|"
    r"manager|singer|actor|actress|host|star|influencer|streamer)"
)
_SOMEBODY: Final = either(
    rf"{THEY}|who|[a-z]+ dude",
    r"this (?:man|woman|guy|dude|girl|lady|person|one|kid)",
    r"that (?:man|woman|guy|dude|girl|lady|person|one)",
    r"my (?:neighbou?r|landlord|boss|ex)",
    # "her new boyfriend", "your boss", "the president"
    r"(?:his|her|their|your|ur|the|this|that|my friend's|her own) (?:[\w-]+ )?"
    rf"(?:{_CLOSE}|{_NOTED}|aunt|uncle|in-law|man|woman|guy)",
)
_IS: Final = either(
    r"'s|'re|'ve| is| was| are| were| has| have| had| got| clearly has| definitely has",
    r" shows?| displays?| screams?| sounds?| looks?| seems?| reads?| strikes me as",
    r" meets (?:\w+ ){0,3}criteria for",
)
_STRANGER: Final = re.compile(  # "her ex sounds like a complete "
    rf"\b{_SOMEBODY}{_IS}\b(?: [\w'%-]+){{0,5}}[ \"'(]*+$"
)
_READER: Final = re.compile(  # "you clearly have "
    r"\b(?:you|u|ur|you're|youre|you've|your)"
    r"(?:'re|'ve| are| have| r| got| sound| seem| clearly| definitely| probably| meet)?"
    r"(?: [\w'%-]+){0,4}[ \"'(]*+$"
)
_THAT: Final = re.compile(  # "this is just plain "
    r"\b(?:that|it|this|thats|its)(?:'s| is| was|s|'d be|'ll be| sounds like| looks like| screams| =)?"
    r"(?: [\w'-]+){0,3} [\"'(]*+$"
)
_EMPHATIC: Final = re.compile(
    r"\b"
    + either(
        # "a textbook ", "an absolute "
        r"textbook|classic|pure|raging|full[- ]blown|obvious|straight[- ]up|absolute|total|massive|huge|100 ?%",
        r"definite|definitely|clearly|obviously|certified|undiagnosed|untreated|walking|hello",
        # "it screams ", "poster boy for ", "sounds like "
        r"screams|screaming|reeks of|smells (?:of|like)|looks like|sounds like|reads as|reads like|giving",
        r"case of|poster (?:child|boy|girl) (?:for|of)",
        # "dx: ", "I'd call it ", "my money's on "
        rf"diagnosis:?|dx:?|diagnose {THEM} with",
        r"(?:i'd|id|i would|i'll) (?:say|call it|call that|call him|call her|bet|put money on)",
        r"my money's on|money on|betting on|bets? (?:he's|she's|it's)",
    )
    + r" (?:a |an |case of |very |some |[\w-]+ )?[\"'(]*+$"
)
_ORDER: Final = re.compile(  # "halve your ", "u need "
    r"\b(?:stop|quit|come off|drop|halve|double|cut|up|increase|taper|skip|start|take|go on|get on|switch to|ask for|"
    r"try|you need|u need|you need to be on) (?:the |your |that |ur |taking )?(?:\w+ )?$"
)

# --- what makes it no label

_GENERAL: Final = any_of(
    r"if|when|whether|or|between|vs|versus",
    r"someone|somebody|anyone|everyone|everybody|nobody|people|person|those|some|many|most",
    r"you may|you might|could be|might be|may be|can be|can look",
    r"criteria|traits?|test|screen(?:ing)?|awareness|myths?|disorder is",
    r"question|called|word|term|label",
)
"""Said of the disorder, or of people in general."""
_SELF_TOLD: Final = any_of(  # "he has talked about his", "diagnosed with"
    r"(?:has|have) (?:\w+ )?(?:said|told|written|spoken|talked|announced|revealed|disclosed|shared)",
    rf"(?:{THEY}|who) (?:has |have )?(?:also )?(?:said|says|told|tells|wrote|writes|announced|revealed|shared|"
    r"disclosed|tweeted|spoke|spoken|talks?|talked)",
    r"diagnosed with",
    r"her own self",
)

# --- whom the draft answers about

_SELF: Final = any_of(r"i|i'm|im|me|am i|do i")
_OTHER: Final = any_of(rf"{THEY}|him|her|his", rf"my (?:\w+ )?(?:{_CLOSE}|mil|coworker)")

_NO_LABEL: Final = Framing.INVENTED | Framing.OWN | Framing.CONDEMNED | Framing.MANY | Framing.PUBLIC


def label_claims(context: Context) -> Iterator[Claim]:
    """Yield diagnoses of people whom the author has not assessed, and verdicts on the reader."""
    if context.framing & _NO_LABEL:
        return
    for term in context.of("disorder", "verdict", "medication"):
        before = context.before(term.start)
        if not context.asserts(term) or _SELF_TOLD.search(before) or _GENERAL.search(before):
            continue
        kind = _order(before, context) if term.tag == "medication" else _label(before, context)
        if kind:
            yield context.claim(kind)


def _order(before: str, context: Context) -> Kind | None:
    """Return a verdict where the reader is told to take or to leave a medication."""
    return Kind.VERDICT if context.answering and _ORDER.search(before) else None


def _label(before: str, context: Context) -> Kind | None:
    """Return whom the words before a label put it on: a stranger, the reader, or nobody."""
    if _STRANGER.search(before):
        return Kind.DIAGNOSIS
    if context.answering and _READER.search(before):
        return Kind.VERDICT
    if _EMPHATIC.search(before) or (context.answering and _THAT.search(before)):
        return Kind.DIAGNOSIS if _about_another(context.answering) else Kind.VERDICT
    return None


def _about_another(answering: str) -> bool:
    """Tell whether what the draft answers speaks of somebody other than its writer."""
    return bool(_OTHER.search(answering)) or not _SELF.search(answering)
