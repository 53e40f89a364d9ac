"""Shapes: how a detail may stand in its sentence, and the change by which it stops narrowing there.

Each detail is tried against the shapes of its type, the gentlest first: an item of a list or an aside, a word before a
noun, a phrase of time or place that can go altogether, and last a general word in its place
(`data/guidance/general.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from primum.guidance.grammar import ACTS, BE, DETERMINER, ENDS, GOES_ON, HELPER, PREPOSITION, VERB
from primum.lexicon import lexicon, words
from primum.reading.numerals import ONES, TENS
from primum.reading.patterns import DAY, NUMBER, either


class Edit(NamedTuple):
    """`start` to `end` of a text is to read `text`; empty means that it goes."""

    start: int
    end: int
    text: str


class Detail(NamedTuple):
    """A detail of type `kind` at `start` to `end`, with the little that stands before and after it."""

    words: str
    before: str
    after: str
    start: int
    end: int
    kind: str

    def edit(self, text: str, *, back: int = 0, forward: int = 0) -> Edit:
        """Return an edit of the detail and so many characters before and after it."""
        return Edit(self.start - back, self.end + forward, text)

    def left(self, back: int) -> str:
        """Return what stands before the detail once so many characters before it have gone."""
        return self.before[: len(self.before) - back]


def gentlest(detail: Detail) -> Edit | None:
    """Return the change of the first shape of its type that a detail has; None where it has none.

    >>> gentlest(Detail("34-year-old", "A ", " laughed.", 2, 13, "age"))
    Edit(start=0, end=13, text='an adult')
    """
    return next((made for shape in _SHAPES.get(detail.kind, _LEAST) if (made := shape(detail))), None)


def _known(said: str, *tags: str) -> bool:
    """Tell whether the last word of a phrase belongs to one of these word lists, as one of its kind."""
    row = words(said)
    return bool(row) and any(term.tag in tags and term.end == row[-1].end for term in lexicon().terms(row))


# --- what a detail may look like

_MONTH: Final = either(
    *"january february march april may june july august september october november december".split(),
    *"jan feb mar apr jun jul aug sept? oct nov dec".split(),
)
_SEASON: Final = either(
    *"spring summer fall autumn winter christmas easter diwali thanksgiving ramadan eid lent".split()
)
_PART: Final = r"(?: (?:mornings?|afternoons?|evenings?|nights?|lunchtimes?))?"
_DAYS: Final = rf"(?:{DAY}s?|{either('mon', 'tues?', 'wed', 'weds', 'thurs?', 'fri', 'sat', 'sun')}){_PART}"
_CLOCK: Final = (
    rf"(?:(?:half|quarter|ten|five|twenty)[ -](?:past[ -]|to[ -])?)?(?:\d{{1,2}}(?:[:.]\d\d)?|{NUMBER}(?:[- ]thirty)?)"
    r"(?: ?[ap]\.?m\b\.?| ?o['’]?clock)?"
)
_DATE: Final = (
    rf"(?:the )?(?:{_DAYS}|{_MONTH}\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? \d{{4}})?|{_SEASON}(?: \d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: (?:of )?{_MONTH})?(?:,? \d{{4}})?|(?:19|20)\d\d|"
    rf"\d{{1,4}}[/.-]\d{{1,2}}(?:[/.-]\d{{1,4}})?)"
)
_WHICH: Final = either(*"early late mid this last next the every each most alternate a an my our her his their".split())
_MORE: Final = re.compile(  # "in Boise and Nampa", "on Tuesday or Thursday", "since March 2019"
    rf"\s*(?:,\s*)?(?:and|or|&|to|through|until|till|of)\s+(?!I\b)(?-i:[A-Z\d]|the [A-Z])|\s+\d"
    rf"|\s*(?:,\s*)?(?:and|or)\s+{either(_DAYS, _MONTH)}\b",
    re.I,
)
_YEARS: Final = r"(?:year|yr|y/?o\b|month|mo\b)"
_AGE: Final = re.compile(
    rf"(?:a |an |the )?(?P<age>\d{{1,2}}|[a-z]+(?:[ -][a-z]+)?)[ -]?{_YEARS}s?[ -]?(?:of age|old)?s?|"
    r"(?:a |an |the )?(?:(?:\w+|\d+(?:st|nd|rd|th))[ -]grader?|grade \d{1,2}|kindergart(?:e?ner)|sophomore|freshman|"
    r"yo)s?",
    re.I,
)

# --- what may go altogether


def _ends(detail: Detail, at: int = 0) -> bool:
    """Tell whether the words after a detail (from `at` on) do not lean on it."""
    after = detail.after[at:]
    return bool(ENDS.match(after)) and not _MORE.match(after)


_WHEN: Final = re.compile(  # "on Tuesday", "early March", "at 3:30", "nine this morning"
    rf"(?:(?:on|in|by|since|until|at|around|from|over|during|before|after|"
    rf"back in) )?(?:{_WHICH}[ -]){{0,2}}(?:{_DATE}|{_CLOCK}|"
    rf"{_DAYS} (?:at )?{_CLOCK}|{_SEASON})(?: (?:this|last|on) \w+)?{_PART}",
    re.I,
)
_NEEDS: Final = re.compile(  # "They're in Herriman", "lives in Boise", "between a Monday and"
    rf"(?:\b(?:{BE}|liv(?:e|es|ed|ing)|based|born|stay(?:s|ed|ing)?|comes?|puts?|as|between|and|or|but|not|only|just|"
    rf"even|about|"
    rf"like|to|for|than|{PREPOSITION}|{DETERMINER})|['’](?:s|re|m))\s*$",
    re.I,
)
_CAME_IN: Final = re.compile(
    r"\b(?:came|comes?|went|walked|walks|dropped|popped|checked|logged|signed|moved|turned|showed|dialed) "
    r"(?:in|on|off|by|over|up|out|back)\s*$",
    re.I,
)
_OPENS: Final = re.compile(r"(?:^|[.!?…\n:;(\[\"“•*]|[–—-])[\"”’)\]]*\s*$")
"""What may stand before the first word of a sentence."""
_STARTS_OVER: Final = re.compile(
    r"\s*,\s|\s+(?:i|he|she|they|we|you|it|the|an?|my|our|one|this|some(?:one|body))\b(?!['’-])", re.I
)
_SINCE: Final = re.compile(  # "the first thing she baked since", "hasn't slept since"
    r"\b(?:first|last|only|longest|never|not|no|every|\w+n['’]t)\b[^.!?\n]*\b(?:since|until|till|before|in)\b", re.I
)


def _gone(detail: Detail, back: int = 0, forward: int = 0) -> Edit | None:
    """Let a phrase go where what is left is a sentence still."""
    left = detail.left(back)
    if _SINCE.search(re.split(r"[.!?\n]", left)[-1] + detail.before[len(left) :] + detail.words):
        return None  # it would say more than is true
    if _OPENS.search(left):
        return detail.edit("", back=back, forward=forward) if _STARTS_OVER.match(detail.after[forward:]) else None
    needs = _NEEDS.search(left) and not _CAME_IN.search(left)
    return None if needs else detail.edit("", back=back, forward=forward)


def _phrase(*leads: str) -> Callable[[Detail], Edit | None]:
    """Return the shape of a phrase that such a preposition leads: `cried in Boise` → `cried`."""
    lead = re.compile(rf"(?<!\w)(?:(?:over|down|up|back|out) (?!from))?{either(*leads)} (?:{_WHICH}[ -]){{0,2}}$", re.I)
    inside = re.compile(rf"{either(*leads)} ", re.I)

    def shape(detail: Detail) -> Edit | None:
        if detail.kind in ("date", "time") and not _WHEN.fullmatch(detail.words):
            return None
        if not _ends(detail) or re.search(rf"\b{GOES_ON}$|[.!?\n]", detail.words, re.I):
            return None
        if inside.match(detail.words):
            return _gone(detail)
        led = lead.search(detail.before)
        return _gone(detail, back=len(led[0])) if led else None

    return shape


_IN_LIST: Final = re.compile(r"[ \t]?(?P<mark>[,(]|[—–] ?) ?(?:(?:an?|the|aged?|in|from|of|with) )?$")


def _listed(detail: Detail) -> Edit | None:
    """`(7, selective mutism)` → `(selective mutism)`; `My client, a vet nurse, keeps` → `My client keeps`."""
    opened = _IN_LIST.search(detail.before)
    closed = re.match(r" ?(?:(?P<mark>[,)]|[—–])|(?=[.!?;\n]|$))", detail.after)
    if not opened or not closed or re.search(rf"\b{VERB}\b", detail.words):
        return None
    marks = opened["mark"].strip() + (closed["mark"] or "")
    to_the_mark = detail.edit("", back=len(opened[0]))
    whole = detail.edit("", back=len(opened[0]), forward=closed.end())
    if "(" in marks or ")" in marks:
        return {
            "()": whole,
            "(,": detail.edit("", back=len(opened[0].rpartition("(")[2]), forward=closed.end() + 1),
            ",)": to_the_mark,
        }.get(marks)
    rest, left = detail.after[closed.end() :], detail.before[: opened.start()]
    if re.match(r"\s*(?:and|or)\b", rest, re.I) or re.search(r"[.!?\n(][^.!?\n(,]{0,12}$", left):
        return None  # the list would lose its end, or its first item its company
    alone = "," not in re.split(r"[.!?\n(]", left)[-1] and re.match(rf" ?{ACTS}", rest, re.I)
    return whole if alone or not closed["mark"] or not rest.strip() else to_the_mark


def _bracketed(detail: Detail) -> Edit | None:
    """`[photo: her hands] Two spaces.` → `Two spaces.`"""
    if detail.words[0] == "[" and detail.words[-1] == "]":
        return detail.edit("")
    opened = re.search(r"\[[^\[\]\n]*$", detail.before)
    closed = re.match(r"[^\[\]\n]*\]", detail.after)
    return detail.edit("", back=len(opened[0]), forward=closed.end()) if opened and closed else None


_ADDRESSED: Final = re.compile(
    r"(?:\b(?:hi|hello|hey|thanks|thank you|birthday|anniversary|congratulations|congrats|sorry|well done|you|"
    r"deserved|done),? ?)$",
    re.I,
)
_SPEAKS: Final = re.compile(
    rf"['’]s\b|,? (?:(?:just|finally|once|never|always|still) )?(?!\w+ed {HELPER}\b){VERB}\b|,? who\b", re.I
)
_MARK: Final = re.compile(
    r"@\w[\w.]*|(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|[\d+() .#:/-]*\d[\d().-]*"
)


def _mark(detail: Detail) -> Edit | None:
    """A handle, a link, a number: `Well done @petra!` → `Well done!`; `Call her at 555-0199.` → `Call her.`"""
    if not (_MARK.fullmatch(detail.words) and ENDS.match(detail.after)):
        return None
    if led := re.search(
        r"(?:^|(?<=\w)) ?\b(?:at|on|via|from|under|by (?:phone|text|email) (?:at|on)) $", detail.before, re.I
    ):
        return _gone(detail, back=len(led[0]))
    if _OPENS.search(detail.before):
        if detail.kind == "handle" and _SPEAKS.match(detail.after):
            return detail.edit("Someone")
        alone = re.match(r"[ ]*(?:\n|$)", detail.after)
        return detail.edit("") if alone or re.match(r",? ?[A-Z]|[,!] ", detail.after) else None
    return (
        None
        if _NEEDS.search(detail.before)
        or re.search(r"[=:]\s*$|\b(?:follow|see|visit|text|call|her|him|is)\W*$", detail.before, re.I)
        else detail.edit("")
    )


def _attribute(*before: str) -> Callable[[Detail], Edit | None]:
    """Return the shape of a word before a noun, any or one of these: `a Boise teenager` → `a teenager`."""
    noun = re.compile(rf"[ -](?={either(*before) if before else rf'(?!{GOES_ON}(?![a-z])|olds?(?![a-z]))[a-z]'})")

    def shape(detail: Detail) -> Edit | None:
        follows = noun.match(detail.after)
        led = re.search(
            rf"(?:\b{either(DETERMINER, NUMBER, r'[0-9]+', 'of mine', 'another', 'one', 'with')}|^) $",
            detail.before,
            re.I,
        )
        if not follows or not led or re.match(rf"{either(PREPOSITION, DETERMINER)} ", detail.words, re.I):
            return None
        return detail.edit("", forward=follows.end())

    return shape


_PEOPLE: Final = (
    r"(?:clients?|patients?|regulars?|person|people|adults?|survivors?|veterans?|students?)\b",
    r"(?:wom[ae]n|m[ae]n|boys?|girls?|lady|guy|lads?|kids?|child(?:ren)?|teens?|teenagers?|couples?|famil(?:y|ies))\b",
    r"(?:mothers?|fathers?|moms?|mums?|dads?|parents?|sons?|daughters?|brothers?|sisters?|husband|wife|partner)\b",
    r"(?:teacher|nurse|firefighter|worker|accountant|engineer|lawyer|doctor|driver|farmer|officer)s?\b",
)
_MEETINGS: Final = (*_PEOPLE, r"(?:group|class|slot|appointment|session|list|crew)s?\b")


def _of_a_kind(*tags: str) -> Callable[[Detail], Edit | None]:
    """Return the shape of a word of these lists before a noun: `a Parsi fund manager` → `a fund manager`."""
    shape = _attribute()

    def known(detail: Detail) -> Edit | None:
        named = "place" in tags and detail.words[:1].isupper()
        return shape(detail) if named or _known(detail.words, *tags) else None

    return known


# --- dates, hours, ages


def _named_day(detail: Detail) -> Edit | None:
    """`left last Tuesday` → `left`; `See you Tuesday!` → `See you!`"""
    if not re.fullmatch(_DATE, detail.words, re.I) or not _ends(detail):
        return None
    if led := re.search(r"(?<!\w)(?:last|this|next|every|each|most) $", detail.before, re.I):
        return _gone(detail, back=len(led[0]))
    loose = re.fullmatch(_DAYS, detail.words, re.I) and re.match(r"[.!?,]|\s*$|\s*\n", detail.after)
    return detail.edit("") if loose and re.search(r"\b(?:you|open|free|closed|back) $", detail.before) else None


def _owned_day(detail: Detail) -> Edit | None:
    """`after Tuesday's session` → `after the session`."""
    owns = re.match(r"['’]s (?=(?:session|group|appointment|class|meeting|call)\b)", detail.after)
    alone = not re.search(rf"\b{DETERMINER} $", detail.before, re.I)
    return (
        detail.edit("the ", forward=owns.end()) if owns and alone and re.fullmatch(_DAYS, detail.words, re.I) else None
    )


_SLOT_BEFORE: Final = re.compile(rf"(?:^|(?<=\s))(?P<whose>my|our|the) (?:{_DAYS} (?:at )?)?$", re.I)
_SLOT: Final = re.compile(rf"(?:(?:my|our|the) )?(?:{_DAYS} )?(?:at )?{_CLOCK}", re.I)


def _slot(detail: Detail) -> Edit | None:
    """`my Tuesday 4pm told me` → `someone I see told me`; `before my 9 a.m.` → `before a session`."""
    more = re.match(rf"(?: {_CLOCK})?(?: ?[ap]\.?m\b\.?| ?o['’]?clock\b)?", detail.after, re.I)
    forward = len(more[0]) if more else 0
    if more and more[0].endswith(".") and not re.match(r"\s*[,;]|\s+[a-z]", detail.after[forward:]):
        forward -= 1  # the point of "9 a.m." ends the sentence as well
    said = detail.words + detail.after[:forward]
    led = _SLOT_BEFORE.search(detail.before)
    if not _SLOT.fullmatch(said) or not (led or re.match(r"(?:my|our|the) ", said, re.I)):
        return None
    back = len(led[0]) if led else 0
    if person := re.match(rf" (?={either(*_MEETINGS)})", detail.after[forward:]):
        keep = f"{led['whose']} " if led else f"{said.split()[0]} "
        return detail.edit(keep, back=back, forward=forward + person.end())
    left, rest = detail.left(back), detail.after[forward:]
    if re.search(r"\b(?:before|after|until|till|during|between) $", left, re.I) and ENDS.match(rest):
        return detail.edit("a session", back=back, forward=forward)
    speaks = _SPEAKS.match(rest) and not re.search(r"\b(?:at|in|on) $", left, re.I)
    return detail.edit("someone I see", back=back, forward=forward) if speaks else None


def _years(said: str) -> int | None:
    """Return the years that an age says; those of a pupil where it names a class.

    >>> _years("34-year-old"), _years("six-year-olds"), _years("8th grader")
    (34, 6, 12)
    """
    if re.search(r"grade|kindergart|sophomore|freshman|month|\bmo\b", said, re.I):
        return 12
    if number := re.search(r"\d+", said):
        return int(number[0])
    row = re.findall(r"[a-z]+", said.lower())
    found = [TENS.get(word, 0) + ONES.get(word, 0) for word in row]
    return sum(found) or None


def _stage(years: int) -> tuple[str, str]:
    """Return the stage of life of an age, of one person and of several."""
    if years < 18:
        return "a young person", "young people"
    return ("an older adult", "older adults") if years >= 65 else ("an adult", "adults")


def _aged(detail: Detail) -> Edit | None:
    """`A 34-year-old told me` → `An adult told me`; `two of my six-year-olds` → `two of my young people`."""
    years = _years(detail.words)
    if (
        years is None
        or not _AGE.fullmatch(detail.words)
        or not (ENDS.match(detail.after) or _SPEAKS.match(detail.after))
    ):
        return None
    one, several = _stage(years)
    if re.search(r"(?:olds|yos|graders|ners)$", detail.words, re.I):
        return detail.edit(several)
    if re.match(r"an? ", detail.words, re.I):
        return detail.edit(one)
    led = re.search(r"\b(an?|another|my|our|one|the|this|that) (?:\w+ )?$", detail.before, re.I)
    if not led or re.search(rf"\b{either(VERB, PREPOSITION)} $", led[0], re.I):
        return None
    keeps = led[1].lower() in ("the", "this", "that")
    return detail.edit(f"{led[1]} {one.split(' ', 1)[1]}" if keeps else one, back=len(led[0]))


def _who_is(detail: Detail) -> Edit | None:
    """`Arlo, who was four.` → `Arlo.`"""
    led = re.search(r",? who(?:['’]s| is| was) $", detail.before)
    return detail.edit("", back=len(led[0])) if led and re.match(r"[.,;!?)]|\s*$", detail.after) else None


def _years_old(detail: Detail) -> Edit | None:
    """`an 8-year-old girl` → `a girl`; `a 44 yr old bus driver` → `a bus driver`."""
    return _OLD(detail) if _AGE.fullmatch(detail.words) else None


_OLD: Final = _attribute()

# --- a general word in the place of a detail

_LED: Final = re.compile(
    r"\b(an?|another|one|this|that|my|our|the|her|his|their) (?:(?:new|old|young|local|retired|former) )?$", re.I
)
_WORKER: Final = re.compile(  # "a 34-year-old ", "the young Irish "
    rf"\b(an?|another|one|this|that|my|our|the|her|his|their) (?:(?:retired|divorced|"
    rf"(?!{GOES_ON}\b)[\w'’-]+) ){{0,2}}$",
    re.I,
)


def _work(detail: Detail) -> Edit | None:
    """`a firefighter` → `someone with a demanding job`."""
    if not _known(detail.words, "occupation") or detail.words.lower().endswith("s") or not _free(detail):
        return None
    led = _WORKER.search(detail.before)
    if not led and not re.match(r"(?:an?|the|another|this) ", detail.words, re.I):
        return None
    back = len(led[0]) if led else 0
    left = detail.left(back)
    if re.search(r"\bas $", left):
        return _gone(detail, back=back + 3)
    if re.search(r"\b(?:since|until|before|after|at) $", left):
        return None
    return detail.edit(_general_word(detail), back=back)


def _free(detail: Detail) -> bool:
    """Tell whether a noun ends here: no other noun follows, and it owns nothing."""
    ends = ENDS.match(detail.after) or _SPEAKS.match(detail.after)
    return bool(ends) and not re.match(rf"['’]s?\b| \w+ed {HELPER}\b", detail.after)


def _kin(detail: Detail) -> Edit | None:
    """`her husband` → `her partner`; `his brother in` → `a sibling in`."""
    word = _general_word(detail)
    led = _LED.search(detail.before)
    inside = re.match(r"(an?|the|my|our|her|his|their) ", detail.words, re.I)
    owns = re.match(r"['’]s (?=[a-z])", detail.after)
    if not word or not (led or inside) or (not _known(detail.words, "family") and " of " not in detail.words):
        return None
    if not (owns or _free(detail)):
        return None
    owner = (led or inside or [""])[1]
    whose = owner if owner.lower() in ("her", "his", "their") else "a"
    if whose == "a" and word.endswith("children"):
        return None
    return detail.edit(word.format(whose=whose), back=len(led[0]) if led else 0)


def _after_client(detail: Detail) -> Edit | None:
    """`My client Sarah moved` → `My client moved`; `a girl named Ada` → `a girl`."""
    if not detail.words[0].isupper() or not (_ends(detail) or _SPEAKS.match(detail.after)):
        return None
    if led := re.search(r",? (?:named|called) $", detail.before, re.I):
        return detail.edit("", back=len(led[0]))
    led = re.search(r"\b(?:client|patient|kiddo|supervisee|regular|initials)(,? )(?:initials )?$", detail.before, re.I)
    return detail.edit("", back=len(led[0]) - led.start(1) + led.start()) if led else None


def _called(detail: Detail) -> Edit | None:
    """`Happy birthday Donal, see you` → `Happy birthday, see you`; `Noreen, I hear you` → `I hear you`."""
    if not detail.words[0].isupper():
        return None
    if led := re.search(r"\bDear $", detail.before):
        return detail.edit("Hello", back=len(led[0])) if detail.after.startswith(",") else None
    if _ADDRESSED.search(detail.before) and re.match(r"\s*(?:[,.!?]|$|\n)", detail.after):
        return detail.edit("")
    opens = re.search(r"(?:^|[.!?\n]\s*)$", detail.before)
    comma = re.match(r", (?=(?:I|you|we|thank|it|your|our)\b)", detail.after)
    return detail.edit("", forward=comma.end()) if opens and comma else None


def _person(detail: Detail) -> Edit | None:
    """`Sarah told me` → `Someone told me`."""
    whole = detail.words[0].isupper() and not re.search(
        r"\b(?:[A-Z]?[a-z]+\.|Dr|Judge|Coach|Miss|Sister|Father)", detail.words
    )
    if re.search(r"\b(?:Dr|Mrs?|Ms|Prof|St)\.? $", detail.before):
        return None
    opens = _OPENS.search(detail.before) or re.search(r"\b(?:and|but|when|because|while|that) $", detail.before)
    return detail.edit("someone") if whole and opens and _SPEAKS.match(detail.after) else None


def _lived_with(detail: Detail) -> Edit | None:
    """`about his OCD.` → `about what he lives with.`; `off the Lexapro` → `off the medication`."""
    if _known(detail.words, "medication") and _free(detail):
        owner = re.match(r"(?:the|her|his|their|my|your) ", detail.words, re.I)
        return detail.edit(f"{owner[0] if owner else ''}medication")
    led = re.search(r"\b(her|his|their) $", detail.before, re.I)
    if not led or not _free(detail) or not _known(detail.words, "condition", "disorder"):
        return None
    they = {"her": "she lives", "his": "he lives", "their": "they live"}[led[1].lower()]
    return detail.edit(f"what {they} with", back=len(led[0]))


def _with_known(detail: Detail) -> Edit | None:
    """`a boy with OCD who` → `a boy who`."""
    return _WITH(detail) if _known(detail.words, "condition", "disorder", "medication") else None


_WITH: Final = _phrase("with", "on")
_SAID: Final = re.compile(r"(?P<told>\b(?:told|tells) (?:me|us)|\b(?:said|says))(?: to me)?[,:]? [\"'“‘]?$")
_STAYED: Final = "something that has stayed with me"


def _verbatim(detail: Detail) -> Edit | None:
    """`she told me, "I hate it here."` → `she told me something that has stayed with me.`"""
    said = _SAID.search(detail.before)
    marked = detail.before[-1:] in "\"'“‘" or detail.words[0] in "\"'“‘"
    close = re.match(r"(?P<stop>[.!?,]?)[\"'”’]?(?P<after>[.!?,]?)(?=\s|$)", detail.after)
    if not said or not marked or not close or "\n" in detail.words:
        return None
    inner = detail.words.rstrip("\"'”’")[-1:]
    ends = (inner + close["stop"]).strip(",").endswith((".", "!", "?")) or close["after"] in (".", "!", "?")
    rest = detail.after[close.end() :]
    if not ends and not re.match(r"\s*$|\s*\n|,? (?:and|but|so|when|as|after|before)\b", rest):
        return None
    stop = "." if ends else ("," if close["after"] == "," else "")
    if ends and re.match(r"\s+[a-z]", rest):
        return None
    return detail.edit(f"{said['told']} {_STAYED}{stop}", back=len(said[0]), forward=close.end())


def _institution(detail: Detail) -> Edit | None:
    """`went to Fenn Primary` → `went to a school`."""
    led = re.search(r"\b(?:to|at|in|from|of|for) (the )?$", detail.before)
    word = _general_word(detail)
    if not word or not led or not detail.words[0].isupper() or not _ends(detail):
        return None
    return detail.edit(word, back=len(led[1] or ""))


def _happening(detail: Detail) -> Edit | None:
    """`got through the house fire.` → `got through something hard.`"""
    led = re.search(r"\b(?:about|through|over|of|with) ((?:the|her|his|their|an?) )$", detail.before, re.I)
    known = _known(detail.words, "event") or _general_word(detail)
    return detail.edit("something hard", back=len(led[1])) if led and known and _ends(detail) else None


def _car(detail: Detail) -> Edit | None:
    """`her blue Hilux` → `a car`."""
    led = re.search(r"\b(?:the|her|his|their|an?) (?:\w+ )?$", detail.before, re.I)
    inside = re.match(r"(?:the|her|his|their|an?) ", detail.words, re.I)
    fits = _known(detail.words, "vehicle") and _free(detail)
    return detail.edit("a car", back=len(led[0]) if led else 0) if fits and (led or inside) else None


def _general_word(detail: Detail) -> str:
    lowered = re.sub(r"^(?:an?|the|my|our|her|his|their) ", "", detail.words.lower())
    table = _words().get(detail.kind, {})
    named = (phrase for key, phrase in table.items() if key != "else" and re.search(rf"\b(?:{key})\b", lowered))
    return next(named, table.get("else", ""))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Return the general words: type → pattern of a detail → words, `else` for any other."""
    return tomllib.loads((files("primum") / "data/guidance/general.toml").read_text(encoding="utf-8"))


_Shape = Callable[[Detail], Edit | None]
_LEAST: Final[tuple[_Shape, ...]] = (_listed,)
_SHAPES: Final[Mapping[str, tuple[_Shape, ...]]] = {
    "quote": (_verbatim,),
    "image": (_bracketed,),
    "handle": (_mark,),
    "contact": (_listed, _mark),
    "url": (_listed, _mark),
    "id-number": (_listed, _mark),
    "date": (
        _slot, _listed, _owned_day,
        _phrase(*"on in by before after since until till at around from during over".split()),
        _named_day, _attribute(*_MEETINGS),
    ),
    "time": (
        _slot, _listed, _owned_day, _phrase(*"on at by before after since until till around from".split()), _named_day,
    ),
    "age": (_listed, _years_old, _phrase("in", "aged?", "at"), _who_is, _aged),
    "place": (_listed, _phrase("in", "from", "near", "outside", "around", "at", "on"), _of_a_kind("place")),
    "organisation": (_listed, _phrase("at", "from"), _institution),
    "event": (_listed, _phrase("after", "since", "before", "during"), _happening),
    "appearance": (_listed, _phrase("with", "in"), _of_a_kind("appearance")),
    "condition": (_listed, _with_known, _of_a_kind("condition", "disorder"), _lived_with),
    "ethnicity": (_listed, _of_a_kind("ethnicity", "place")),
    "religion": (_listed, _of_a_kind("religion")),
    "orientation": (_listed, _of_a_kind("orientation")),
    "occupation": (_listed, _attribute(*_PEOPLE), _work),
    "family": (_listed, _phrase("with"), _kin),
    "name": (_listed, _after_client, _called, _person),
    "initials": (_listed, _after_client, _called, _person),
    "vehicle": (_listed, _car),
}  # fmt: skip
