"""Details that name or narrow a person: the identifiers of HIPAA's safe harbor, and those that no list of it catches.

Direct ones (a phone number, a handle) are read by their form. The others are words of the lexicon or of a pattern;
whether they belong to a client is for the rule to say, from the story that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from primum.lexicon import Term
from primum.reading.patterns import DAY, NUMBER, PARENT, THEIR, any_of, either


class Detail(NamedTuple):
    """A detail of type `type` (see LABELLING.md) at `start` to `end` of the plain text."""

    type: str
    start: int
    end: int


_DECADE: Final = r"(?:\d0s|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_TOP_LEVEL: Final = r"(?:com|org|net|co\.uk|ie|ca|com\.au|etsy\.com|info|io|me|blog|substack\.com)"
_ID: Final = (
    r"(?i:mrn|ssn|nhs(?: no| number)?|case|file|record|chart|claim|policy|docket|member|prison(?:er)?|badge|account|"
    r"acct|medicaid|medicare|passport|licen[sc]e)"
)
_INSTITUTION: Final = (
    r"(?:High School|Elementary|Primary|Middle School|School|College|University|Academy|Hospital|Clinic|Church|"
    r"Cathedral|Parish|Temple|Mosque|Synagogue|Council|Police|Fire Department|Fire Station|Prison|Airlines|Inc|Ltd|LLC)"
)

_FIGURES: Final = {
    "age": (
        # "16 y/o", "3-year-old girl"
        r"\b\d{1,2}(?:\.5)?[ -]?"
        r"(?:y/?o\b|yr?s?[- ]?old\b|years?[- ](?:old|of age)\b|-?year-?olds?\b|mo(?:nths?)?[- ]old\b)"
        r"(?: (?=boy|girl|man|woman))?",
        # "(34/f)", "m/42"
        either(
            r"(?<![\w.:$£€])\(?\b\d{2} ?/ ?[mf]\b\)?",
            r"\b[mf] ?/ ?\d{2}\b",
            r"(?<![\w.:$£€])\b[1-9]\d ?[mf]\b(?!\w|/)",
        ),
        # "just turned 40", but not "turned 40%"
        r"\b(?:aged?|turned|turning|turns|just turned|who(?:'s| is|se)) (?:of )?\d{1,2}\b"
        r"(?! ?(?:%|weeks?|days?|hours?|months?|minutes?|sessions?|times|pounds|lbs))",
        # "an 8th grader", "year 9"
        either(
            r"\b\d{1,2}(?:st|nd|rd|th)[- ]grader?\b",
            r"\bgrade \d{1,2}\b",
            r"\b(?:year|yr|y|p)[ -]?(?:[1-9]|1[0-3])\b(?= |,|\.|$)(?! ?(?:weeks|years|of|in))",
        ),
    ),
    "date": (
        either(
            rf"\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b(?:,? \d{{4}})?",  # "the 3rd of May, 2024"
            rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? \d{{4}})?",  # "Sept. 14"
            r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b",
            r"\b\d{4}-\d{2}-\d{2}\b",
        ),
        r"\b(?:in|since|back in|from|of) ((?:19[4-9]|20[0-3])\d)\b",  # "since 1998"
    ),
    "time": (  # "my Tuesday 4pm"
        rf"\b(?:my |the )?(?:{DAY} )?"
        r"(?:\d{1,2}[:.]\d\d ?(?:[ap]\.?m\b\.?)?|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'?clock)\b)",
    ),
}
"""Details that hold a figure, by their form."""
_CASED_FIGURES: Final = {
    "id-number": (  # "MRN: 00412-B"
        rf"\b{_ID}(?i: ?(?:number|no|num|id))?\.?:? ?#? ?(?=[\w-]*\d\d)[A-Z0-9][A-Z0-9/-]{{3,20}}\b",
    ),
}
"""Details that hold a figure, and whose capitals make them."""
_ADDRESSES: Final = {
    "contact": (r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",),
    "handle": (r"(?<![\w.@])@[a-z_][\w.]{1,30}\b",),
}
"""Details that hold an @."""
_FORMS: Final = {
    "url": (
        either(
            r"https?://[^\s<>\"')]{3,200}",
            r"\bwww\.[^\s<>\"')]{3,200}",
            rf"\b[a-z0-9-]{{2,40}}\.{_TOP_LEVEL}(?:/[^\s<>\"')]{{1,100}})?\b",  # "ourclinic.co.uk/team"
        ),
    ),
    "age": (
        # "in her late fifties", "mid-30s"
        either(
            rf"\b(?:(?:early|mid|late)[- ])?(?:in )?{THEIR} (?:(?:early|mid|late)[- ]?)?{_DECADE}\b",
            rf"\b(?:early|mid|late)[- ]{_DECADE}\b",
        ),
        # "a tenth-grader"
        either(
            r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[- ]grader?\b",
            r"\b(?:sophomore|freshman|kindergart(?:e?ner|ner))\b",
        ),
    ),
    "image": (
        either(
            r"\[(?:image|photo|pic|picture|screenshot|video|selfie)[^\]\n]{0,200}\]",  # "[photo: her hands]"
            r"\b(?:pic|photo|picture|screenshot) (?:of (?:her|him|them|my client|the)|attached|below)\b",
        ),
    ),
    "family": (
        either(
            rf"\b(?:{PARENT}|parents?) of (?:\d|two|three|four|five|six|seven|twins)\b",
            rf"\b{THEIR} (?:\d|two|three|four|five|six|seven) (?:kids|children|sons|daughters|boys|girls)\b",
        ),
    ),
}
"""Details by their form, in capitals or not."""
_HOURS: Final = {
    "time": (rf"\b(?:my |the )?(?:{DAY} )?(?:{NUMBER} o'?clock\b|{NUMBER}[- ]thirty\b)",),  # "nine o'clock"
}
"""Hours in words."""
_CASED_FORMS: Final = {
    "initials": (r"(?<![\w.])(?:[A-Z]\.){2,3}(?!\w)",),
    "vehicle": (r"\b(?i:plate|rego|reg|registration)s?:? (?i:number )?[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}\b",),
    "organisation": (
        # "St Brigid's Primary", "works nights at Fenn Logistics"
        rf"\b(?:[A-Z][\w'&.-]{{1,40}}+ ){{1,3}}{_INSTITUTION}\b",
        r"\b(?:works?|worked|working|employed) (?:nights |days |part[- ]time )?(?:at|for) "
        r"(?!me\b|us\b|it\b|the\b|a\b|an\b|home\b|his\b|her\b|their\b|my\b|least\b|last\b)((?:[A-Z][\w'&.-]+ ?){1,3})",
    ),
}
"""Details whose capitals make them."""


def _compiled(table: Mapping[str, Sequence[str]], flags: re.RegexFlag) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(form, flags)) for kind, forms in table.items() for form in forms)


_BY_CUE: Final = (
    (re.compile(r"\d"), (*_compiled(_FIGURES, re.I), *_compiled(_CASED_FIGURES, re.NOFLAG))),
    (re.compile("@"), _compiled(_ADDRESSES, re.I)),
    (re.compile("clock|thirty", re.I), _compiled(_HOURS, re.I)),
    (re.compile(""), (*_compiled(_FORMS, re.I), *_compiled(_CASED_FORMS, re.NOFLAG))),
)
"""What a text must hold for it to be worth while to look for some forms, and those."""

_NAMED: Final = re.compile(
    either(
        r"\b(?:named|called|name is|name's|name was|calls (?:herself|himself)) ((?:[A-Z][\w'-]+ ?){1,2})",
        r"\b(?:[Cc]lient|[Pp]atient|[Pp]t|[Ii]nitials?) (?P<initials>(?!I\b)[A-Z](?:\.?[A-Z])?)\b(?!['\w])",
        r"\b(?:Hi|Hello|Dear|Thanks|Thank you,?|Sorry,?|Hey) ([A-Z][\w'-]+)\b",
    )
)
_LISTED: Final = {
    "name": "name", "place": "place", "occupation": "occupation", "religion": "religion", "ethnicity": "ethnicity",
    "orientation": "orientation", "family": "family", "appearance": "appearance", "vehicle": "vehicle",
    "event": "event", "weekday": "date", "month": "date", "holiday": "date",
    "condition": "condition", "disorder": "condition", "medication": "condition",
}  # fmt: skip
"""The type of detail that a word of each list is."""
_IN_PLACE: Final = re.compile(r"\b(?:in|from|near|outside|around|at|to|of|off|over|via|visiting|for|,) $", re.I)
_WHOSE: Final = re.compile(  # "her older ", "the late "
    r"\b(?:her|his|their|the|a|an|s|with|both|only|new|late|dead|estranged|teenage|adult|older|younger|little|big|"
    r"twin) $",
    re.I,
)
_STAFF: Final = re.compile(
    r"\b(?:[Dd]rs?\.?|[Pp]rof\.?|sessions with|appointments? with|by|colleague|therapist|call|ask for|email) $"
)
_CONTRACTED: Final = ("'t", "'l", "'r", "'v", "'m", "'d")
_OPENS: Final = re.compile(r"(?:^|[.!?:\n\"(]) *$")
_SPOKEN: Final = any_of(
    r"said|says|saying|told|tells|asked|asks|goes|went|was like|is like|put it|calls it|called it|quote",
    r"whispered|whispers|wrote|writes|texted|shouted|answered|replied|reads|laughed|mumbled|announced",
    flags=re.I,
)
_LONG_NUMBER: Final = re.compile(r"(?<![\w-])\+?\(?\d[\d ().-]{5,20}\d\b")
_SLASHED: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_REGIONS: Final = ("US", "GB", "AU", "IN", "IE", "NZ", "ZA")


def details(plain: str, terms: Sequence[Term], quotations: Sequence[tuple[int, int]]) -> tuple[Detail, ...]:
    """Return the details that a plain text shows, in the order of the text, the longest where several overlap."""
    found = [*_by_form(plain), *_numbers(plain), *_by_list(plain, terms), *_names(plain), *_verbatim(plain, quotations)]
    kept: list[Detail] = []
    for detail in sorted(set(found), key=lambda d: (d.start, -d.end, d.type)):
        if not kept or detail.start >= kept[-1].end or kept[-1].type == "quote":
            kept.append(detail)
    return tuple(kept)


def _by_form(plain: str) -> Iterator[Detail]:
    for kind, pattern in chain.from_iterable(forms for cue, forms in _BY_CUE if cue.search(plain)):
        for match in pattern.finditer(plain):
            group = match.lastindex or 0
            if not _SLASHED.fullmatch(match[0]) or _is_date(match[0]):
                yield Detail(kind, match.start(group), match.start(group) + len(match[group].rstrip()))


def _is_date(written: str) -> bool:
    from dateutil.parser import ParserError, parse  # 50 ms, and few drafts hold a date in figures

    try:
        parse(written)
    except (ParserError, OverflowError):
        return False
    return True


def _numbers(plain: str) -> Iterator[Detail]:
    """Yield phone numbers, and numbers of people's cards and records whose check digits hold."""
    for match in _LONG_NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= 7 and not _SLASHED.fullmatch(match[0]):
            kind = _kind_of_number(match[0].strip(), digits)
            if kind:
                yield Detail(kind, match.start(), match.end())


def _kind_of_number(written: str, digits: str) -> str | None:
    if _is_identity(written, digits):
        return "id-number"
    if any(_is_phone(written, digits, region) for region in _REGIONS):
        return "contact"
    from stdnum import luhn

    return "id-number" if len(digits) >= 12 and luhn.is_valid(digits) else None


def _is_identity(written: str, digits: str) -> bool:
    """Tell whether a number is a valid Social Security or NHS number."""
    from stdnum.gb import nhs  # loaded where a long number is written, and nowhere else
    from stdnum.us import ssn

    if re.fullmatch(r"\d{3}-\d{2}-\d{4}", written) and ssn.is_valid(written):
        return True
    return len(digits) == 10 and " " in written and bool(nhs.is_valid(digits))


def _is_phone(written: str, digits: str, region: str) -> bool:
    import phonenumbers  # loaded where a long number is written, and nowhere else

    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(written, region))
    except phonenumbers.NumberParseException:
        return False
    return (possible and len(digits) >= 9) or bool(re.fullmatch(r"\d{3}[-. ]\d{4}", written))


def _by_list(plain: str, terms: Sequence[Term]) -> Iterator[Detail]:
    for term in terms:
        kind = _LISTED.get(term.tag)
        if kind and _is_detail(kind, term, plain):
            yield Detail(kind, term.start, term.end)


def _is_detail(kind: str, term: Term, plain: str) -> bool:
    """Tell whether a word of a list means, where it stands, what the list says that it means."""
    before, after = plain[max(0, term.start - 20) : term.start], plain[term.end : term.end + 2]
    if kind == "name":
        opens = term.cased and _OPENS.search(before)  # "Hope is not a plan", "Will you come?"
        return not (_STAFF.search(before) or after in _CONTRACTED or opens)
    if kind == "place":
        return plain[term.start].isupper() and bool(_IN_PLACE.search(before))
    if kind == "family":
        return bool(_WHOSE.search(before)) and not (term.phrase == "ex" and after[:1] == "-")
    return True


def _names(plain: str) -> Iterator[Detail]:
    for match in _NAMED.finditer(plain):
        group = match.lastindex or 0
        kind = "initials" if match["initials"] else "name"
        yield Detail(kind, match.start(group), match.start(group) + len(match[group].rstrip()))


def _verbatim(plain: str, quotations: Sequence[tuple[int, int]]) -> Iterator[Detail]:
    """Yield what somebody is quoted as saying."""
    for start, end in quotations:
        if _SPOKEN.search(plain[max(0, start - 30) : start]) or _SPOKEN.match(plain[end : end + 20].lstrip(" ,")):
            yield Detail("quote", start, end)
