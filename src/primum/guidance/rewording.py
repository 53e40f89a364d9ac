"""Say it generally: reword the details of a text so that they no longer narrow anybody down, and mend the grammar.

Each detail is tried against the shapes of its type, the gentlest first: an aside or a phrase of time or place that
can go altogether, a word before a noun that can go alone, and last a general word in its place
(`data/guidance/general.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from primum.draft import Span
from primum.reading.patterns import either


class Edit(NamedTuple):
    """`start` to `end` of a text is to read `text`; empty means that it goes."""

    start: int
    end: int
    text: str


_PHRASES: Final = frozenset(("date", "time", "place", "age", "organisation", "event"))
"""Types whose phrase can go together with the preposition that leads to it."""
_ADJECTIVES: Final = frozenset(
    ("age", "ethnicity", "religion", "orientation", "occupation", "place", "appearance", "condition", "date", "time")
)
"""Types whose word can go where a noun follows."""
_LONGEST: Final = 5
"""The most words of a detail for which a general word is put."""
_OWNER: Final = either("her", "his", "their", "your")
_DETERMINER: Final = rf"{either('an?', 'the', 'another', 'my', 'our', 'one', _OWNER)} "
_PREPOSITION: Final = either(
    "in", "from", "near", "outside", "around", "at", "on", "since", "until", "till", "by", "before", "after", "during",
    "aged?", "who(?:'s| is| was)(?: about| around)?", "out of", "over in", "down in", "up in", "back in", "of",
)  # fmt: skip
_NOUN: Final = either(
    *"clients? patients? caseload regulars? person people somebody adults? survivors? veterans? students?".split(),
    *"wom[ae]n m[ae]n boys? girls? lady guy kids? child(?:ren)? teens? teenagers? couples? famil(?:y|ies)".split(),
    *"mothers? fathers? moms? mums? dads? parents? sons? daughters? brothers? sisters? husband wife partner".split(),
    *"teachers? nurses? firefighters? workers? accountants? engineers? lawyers? doctors? drivers? farmers?".split(),
    *"officers? sessions? appointments? slots? groups?".split(),
)
_NUMBER: Final = re.compile(r"\d+")
_DECADES: Final = {"teen": 15, "twent": 25, "thirt": 35, "fort": 45, "fift": 55, "sixt": 65, "sevent": 75, "eight": 85}
_SCHOOL: Final = re.compile(
    r"\bgrade|grader|\byear \d|\byr\b|sophomore|freshman|kindergart|\bmonth|\bmo\b|toddler", re.I
)
_VOWEL: Final = re.compile(r"(?i)(?!uni|use|eu|one|once)[aeiou]|hour|honest|heir")


def general(text: str, details: Iterable[tuple[Span, str]]) -> str:
    """Return the text with every detail (its stretch and its type) said generally.

    >>> general("A 34-year-old firefighter in Boise laughed.", [(Span(2, 13), "age"), (Span(28, 33), "place")])
    'A firefighter laughed.'
    """
    return applied(text, [made for span, kind in details if (made := edit(text, span, kind))])


_BEGINS: Final = re.compile(r"(?:\A|[.!?…][\"”’)]*\s+|\n)\s*\Z")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits, of which one that overlaps an earlier one is left out."""
    out, at, opens = "", 0, False
    for change in sorted(edits, key=lambda e: (e.start, -e.end)):
        if change.start < at:
            continue
        out += _opening(text[at : change.start], opens)
        opens = (opens and not text[at : change.start].strip()) or bool(
            _BEGINS.search(text[: change.start]) and text[change.start].isupper()
        )
        out += _opening(change.text, opens)
        opens, at = opens and not change.text, change.end
    return mended(out + _opening(text[at:], opens))


def _opening(words: str, opens: bool) -> str:
    """Give words their capital where they now open a sentence."""
    letter = re.search(r"[^\W\d_]", words)
    return (
        words[: letter.start()] + words[letter.start() :].capitalize()[0] + words[letter.end() :]
        if opens and letter
        else words
    )


def edit(text: str, span: Span, kind: str) -> Edit | None:
    """Return the gentlest change by which one detail of this type stops narrowing; None where none reads well."""
    start, end = _widened(text, span)
    return next((made for shape in _SHAPES if (made := shape(text, start, end, kind))), None)


def _widened(text: str, span: Span) -> tuple[int, int]:
    """Widen a stretch to whole words, and to the @ or # before it."""
    start, end = span.start, span.end
    while start and (text[start - 1].isalnum() or text[start - 1] in "@#"):
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


_ENDING: Final = either(
    *"and or but who whom which that to with without is was are were has had have will would can could did".split(),
    *"does do for from at in on after before when while because so then if as by of about into until since".split(),
    *"than she he they we you i it this last next said says told asked asks came comes went wrote left".split(),
    *"just still not never every where like".split(),
    r"\w+ed",
)
_ENDS: Final = re.compile(rf"\W*$|[,.;:!?…)\"”’]|\s*\n|\s*[—–]|\s+{_ENDING}\b", re.I)
"""What may follow where words have gone: anything else may have leaned on them."""


_LISTS: Final = re.compile(r"\s*(?:and|or)\b", re.I)


def _verbatim(text: str, start: int, end: int, kind: str) -> Edit | None:
    """`she told me, "…"` → `she told me how it felt`."""
    if kind != "quote":
        return None
    said = re.search(r"(\b(?:told|tells) (?:me|us)|\b(?:said|says)),? ?[\"'“‘]?$", text[:start])
    close = re.match(r"[.!?]?[\"'”’]?(?=\W|$)", text[end:])
    if not said or not close:
        return None
    stop = "." if text[end - 1] in ".!?" or close[0][:1] in (".", "!", "?") else ""
    return Edit(said.start(), end + close.end(), f"{said[1]} how it felt{stop}")


def _aside(text: str, start: int, end: int, kind: str) -> Edit | None:
    """`, a vet nurse,` → nothing."""
    opened = re.search(r" ?(,|\(|—|–) ?(?:an? |the )?$", text[:start])
    closed = re.match(r" ?(?:,|\)|—|–|(?=[.!?]))", text[end:])
    if (
        not opened
        or not closed
        or _LISTS.match(text, end + closed.end())
        or (opened[1] == "(") != (closed[0].strip() == ")")
    ):
        return None
    return Edit(opened.start(), end + closed.end(), "")


def _before_noun(text: str, start: int, end: int, kind: str) -> Edit | None:
    """`a Boise teenager` → `a teenager`."""
    noun = re.match(rf"(?: |-)(?={_NOUN}\b)", text[end:], re.I)
    if kind not in _ADJECTIVES or not noun or re.match(rf"(?:in|on|at|from) |{_DETERMINER}", text[start:end], re.I):
        return None
    return Edit(start, end + noun.end(), "")


def _phrase(text: str, start: int, end: int, kind: str) -> Edit | None:
    """`on Tuesday`, `from Boise`, `in her forties` → nothing."""
    if kind not in _PHRASES or not _ENDS.match(text, end):
        return None
    if re.match(rf"{_PREPOSITION} ", text[start:end], re.I):
        return Edit(start, end, "")
    led = re.search(
        rf"(?<!\w){_PREPOSITION} (?:(?:an?|the|my|our|this|last|next|every|{_OWNER}) )?(?:early |late |mid-?)?$",
        text[:start], re.I,
    ) or (kind == "date" and re.search(r"(?<!\w)(?:last|this|next|every|each) $", text[:start], re.I))  # fmt: skip
    return Edit(led.start(), end, "") if led else None


def _removed(text: str, start: int, end: int, kind: str) -> Edit | None:
    """A handle, a link, a number, a name that is only called out → nothing."""
    if kind in ("handle", "contact", "url", "id-number", "image"):
        return Edit(start, end, "")
    if kind in ("name", "initials"):
        called = re.search(
            r"\b(?:hi|hello|hey|dear|thanks|birthday|congratulations|sorry),? $|^$|[,.!?\n] ?$", text[:start], re.I
        )
        if called and (comma := re.match(r",|(?=[.!?]|$)", text[end:])):
            return Edit(start - (called[0][-1:] == " "), end + (comma.end() if not called[0].strip() else 0), "")
        titled = re.search(r"\b(?:client|patient|kiddo|(?:named|called))(,? )$", text[:start], re.I)
        if titled:
            return Edit(
                titled.start()
                if titled[0][0] in "nc" and titled[0].startswith(("named", "called"))
                else titled.start(1),
                end,
                "",
            )
    return None


def _reworded(text: str, start: int, end: int, kind: str) -> Edit | None:
    """`a firefighter` → `someone with a demanding job`."""
    words = _general_word(kind, text[start:end])
    if not words or len(text[start:end].split()) > _LONGEST:
        return None
    led = re.search(rf"\b{_DETERMINER}(?:own |new |old |late |ex[- ])?$", text[:start], re.I)
    if not led and not re.match(_DETERMINER, text[start:end], re.I) and not _stands_alone(text, start, end, kind):
        return None
    if kind == "occupation" and re.match(r" (?:the|a|an|his|her|their|my|on|off|out|up)\b", text[end:]):
        return None  # it was a verb: "drives the bus"
    if kind == "time" and led and led[0].lower() not in ("my ", "our ", "the "):
        return None
    return Edit(led.start() if led else start, end, words + ("'s" if re.search(r"['’]s$", text[start:end]) else ""))


def _stands_alone(text: str, start: int, end: int, kind: str) -> bool:
    """Tell whether a detail without an article is a name that does something, or the place where it is done."""
    if kind in ("name", "initials"):
        return bool(_ACTS.match(text, end))
    return kind in ("place", "organisation") and bool(re.search(r"\b(?:at|for|to|in|of) $", text[:start]))


_ACTS: Final = re.compile(
    r"['’]s\b| (?:is|was|has|had|will|would|can|could|did|does|and|who|just|finally|never|\w+ed|\w+s)\b"
)


_SHAPES: Final = (_verbatim, _aside, _before_noun, _phrase, _removed, _reworded)


def _general_word(kind: str, quote: str) -> str:
    table = _words()
    if kind == "age":
        return _age_word(quote)
    lowered = quote.lower()
    for key, phrase in table.get(kind, {}).items():
        if key != "else" and re.search(rf"\b(?:{key})\b", lowered):
            return phrase
    return table.get(kind, {}).get("else", "")


def _age_word(quote: str) -> str:
    """Return the stage of life in place of an age.

    >>> _age_word("34-year-old"), _age_word("8th grader"), _age_word("in her seventies")
    ('an adult', 'a young person', 'an older adult')
    """
    number = _NUMBER.search(quote)
    years = int(number[0]) if number else next((n for d, n in _DECADES.items() if d in quote.lower()), 30)
    if _SCHOOL.search(quote) or years < 18:
        return "a young person"
    return "an older adult" if years >= 65 else "an adult"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Return the general words: type → pattern of a detail → words, `else` for any other."""
    return tomllib.loads((files("primum") / "data/guidance/general.toml").read_text(encoding="utf-8"))


_MENDS: Final[Sequence[tuple[re.Pattern[str], str]]] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[ \t]+(?=[ \t]|$)", ""),
        (r" +(?=[,.;:!?…)](?!\w))", ""),
        (r"\(\s*\)|\[\s*\]|\"\s*\"|“\s*”", ""),
        (r"([,;:])\s*(?=[,;:.!?])", ""),
        (r"(^|[.!?…]\s|\n)[ ]*[,;:–—-]+ ", r"\1"),
        (r"\b(a|an|the) (?=(?:an?|the|someone|somebody|this person) )", ""),
        (r"(?m)^[ \t]+", ""),
        (r"  +", " "),
    )
)


def mended(text: str) -> str:
    """Return a text with the seams of its edits closed: spaces, stray commas, articles, capitals.

    >>> mended("She , and an  dog  came in .")
    'She, and a dog came in.'
    """
    for pattern, to in _MENDS:
        text = pattern.sub(to, text)
    text = re.sub(r"\b([Aa])n? (?=\w)", lambda m: m[1] + ("n " if _VOWEL.match(text, m.end()) else " "), text)
    return text.strip()
