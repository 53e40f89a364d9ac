"""Details that name or narrow a person: the identifiers of HIPAA's safe harbor, and those that no list of it catches.

Direct ones (a phone number, a handle) are read by their form. The others are words of the lexicon or of a pattern; whether they belong to a
client is for the rule to say, from the story that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from primum.lexicon import Term


class Detail(NamedTuple):
    """A detail of type `type` (see LABELLING.md) at `start` to `end` of the plain text."""

    type: str
    start: int
    end: int


_NUMBER: Final = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_DECADE: Final = r"(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|teens)"
_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"

_CASED: Final = frozenset(("initials", "vehicle", "id-number", "organisation"))
"""The types whose capitals make them."""

_PATTERNS: Final = tuple(
    (kind, re.compile(pattern, 0 if kind in _CASED else re.I))
    for kind, pattern in (
        ("contact", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
        (
            "url",
            r"https?://[^\s<>\"')]{3,200}|\bwww\.[^\s<>\"')]{3,200}|\b[a-z0-9-]{2,40}\.(?:com|org|net|co\.uk|ie|ca|com\.au|etsy\.com|info|io|me|blog|substack\.com)(?:/[^\s<>\"')]{1,100})?\b",
        ),
        ("handle", r"(?<![\w.@])@[a-z_][\w.]{1,30}\b"),
        (
            "age",
            r"\b\d{1,2}(?:\.5)?[ -]?(?:y/?o\b|yr?s?[- ]?old\b|years?[- ](?:old|of age)\b|-?year-?olds?\b|mo(?:nths?)?[- ]old\b)(?: (?=boy|girl|man|woman))?",
        ),
        ("age", r"(?<![\w.:$£€])\(?\b\d{2} ?/ ?[mf]\b\)?|\b[mf] ?/ ?\d{2}\b|(?<![\w.:$£€])\b[1-9]\d ?[mf]\b(?!\w|/)"),
        (
            "age",
            r"\b(?:aged?|turned|turning|turns|just turned|who(?:'s| is|se)) (?:of )?\d{1,2}\b(?! ?(?:%|weeks?|days?|hours?|months?|minutes?|sessions?|times|pounds|lbs))",
        ),
        (
            "age",
            rf"\b(?:(?:early|mid|late)[- ])?(?:her|his|their|in (?:her|his|their)) (?:(?:early|mid|late)[- ]?)?(?:\d0s|{_DECADE})\b|\b(?:early|mid|late)[- ](?:\d0s|{_DECADE})\b",
        ),
        (
            "age",
            r"\b\d{1,2}(?:st|nd|rd|th)[- ]grader?\b|\bgrade \d{1,2}\b|\b(?:year|yr|y|p)[ -]?(?:[1-9]|1[0-3])\b(?= |,|\.|$)(?! ?(?:weeks|years|of|in))|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[- ]grader?\b|\b(?:sophomore|freshman|kindergart(?:e?ner|ner))\b",
        ),
        (
            "date",
            rf"\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b(?:,? \d{{4}})?|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? \d{{4}})?|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b",
        ),
        ("date", r"\b(?:in|since|back in|from|of) ((?:19[4-9]|20[0-3])\d)\b"),
        (
            "time",
            rf"\b(?:my |the )?(?:{_DAY} )?(?:\d{{1,2}}[:.]\d\d ?(?:[ap]\.?m\b\.?)?|\d{{1,2}} ?(?:am|pm|a\.m\.|p\.m\.|o'?clock)\b|{_NUMBER} o'?clock\b|{_NUMBER}[- ]thirty\b)",
        ),
        ("initials", r"(?<![\w.])(?:[A-Z]\.){2,3}(?!\w)"),
        ("vehicle", r"\b(?i:plate|rego|reg|registration)s?:? (?i:number )?[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}\b"),
        (
            "id-number",
            r"\b(?i:mrn|ssn|nhs(?: no| number)?|case|file|record|chart|claim|policy|docket|member|prison(?:er)?|badge|account|acct|medicaid|medicare|passport|licen[sc]e)(?i: ?(?:number|no|num|id))?\.?:? ?#? ?(?=[\w-]*\d\d)[A-Z0-9][A-Z0-9/-]{3,20}\b",
        ),
        (
            "image",
            r"\[(?:image|photo|pic|picture|screenshot|video|selfie)[^\]\n]{0,200}\]|\b(?:pic|photo|picture|screenshot) (?:of (?:her|him|them|my client|the)|attached|below)\b",
        ),
        (
            "organisation",
            r"\b(?:[A-Z][\w'&.-]{1,40}+ ){1,3}(?:High School|Elementary|Primary|Middle School|School|College|University|Academy|Hospital|Church|Cathedral|Parish|Temple|Mosque|Synagogue|Clinic|Council|Police|Fire Department|Fire Station|Prison|Airlines|Inc|Ltd|LLC)\b",
        ),
        (
            "organisation",
            r"\b(?:works?|worked|working|employed) (?:nights |days |part[- ]time )?(?:at|for) (?!me\b|us\b|it\b|the\b|a\b|an\b|home\b|his\b|her\b|their\b|my\b|least\b|last\b)((?:[A-Z][\w'&.-]+ ?){1,3})",
        ),
        (
            "family",
            r"\b(?:mother|father|mom|mum|dad|parents?) of (?:\d|two|three|four|five|six|seven|twins)\b|\b(?:her|his|their) (?:\d|two|three|four|five|six|seven) (?:kids|children|sons|daughters|boys|girls)\b",
        ),
    )
)
_NAMED: Final = re.compile(
    r"\b(?:named|called|name is|name's|name was|calls (?:herself|himself)) ((?:[A-Z][\w'-]+ ?){1,2})|\b(?:[Cc]lient|[Pp]atient|[Pp]t|[Ii]nitials?) ((?!I\b)[A-Z](?:\.?[A-Z])?)\b(?!['\w])|\b(?:Hi|Hello|Dear|Thanks|Thank you,?|Sorry,?|Hey) ([A-Z][\w'-]+)\b"
)
_LISTED: Final = {
    "name": "name", "place": "place", "occupation": "occupation", "religion": "religion", "ethnicity": "ethnicity", "orientation": "orientation",
    "family": "family", "appearance": "appearance", "vehicle": "vehicle", "event": "event", "weekday": "date", "month": "date", "holiday": "date",
    "condition": "condition", "disorder": "condition", "medication": "condition",
}  # fmt: skip
_IN_PLACE: Final = re.compile(r"\b(?:in|from|near|outside|around|at|to|of|off|over|via|visiting|for|,) $", re.I)
_KIN: Final = re.compile(
    r"\b(?:her|his|their|the|a|an|s|with|both|only|new|late|dead|estranged|teenage|adult|older|younger|little|big|twin) $",
    re.I,
)
_STAFF: Final = re.compile(
    r"\b(?:[Dd]rs?\.?|[Pp]rof\.?|sessions with|appointments? with|by|colleague|therapist|call|ask for|email) $"
)
_CONTRACTED: Final = ("'t", "'l", "'r", "'v", "'m", "'d")
_OPENS: Final = re.compile(r"(?:^|[.!?:\n\"(]) *$")
_SPOKEN: Final = re.compile(
    r"\b(?:said|says|saying|told|tells|asked|asks|goes|went|whispered|whispers|wrote|writes|texted|shouted|answered|replied|was like|is like|reads|laughed|mumbled|announced|put it|calls it|called it|quote)\b",
    re.I,
)
_LONG_NUMBER: Final = re.compile(r"(?<![\w-])\+?\(?\d[\d ().-]{5,20}\d\b")
_SLASHED: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")


def details(plain: str, terms: Sequence[Term], quotations: Sequence[tuple[int, int]]) -> tuple[Detail, ...]:
    """Return the details that a plain text shows, in the order of the text, the longest where several overlap."""
    found = [*_by_form(plain), *_numbers(plain), *_by_list(plain, terms), *_names(plain), *_verbatim(plain, quotations)]
    kept: list[Detail] = []
    for detail in sorted(set(found), key=lambda d: (d.start, -d.end, d.type)):
        if not kept or detail.start >= kept[-1].end or kept[-1].type == "quote":
            kept.append(detail)
    return tuple(kept)


def _by_form(plain: str) -> Iterator[Detail]:
    for kind, pattern in _PATTERNS:
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
    import phonenumbers  # loaded where a long number is written, and nowhere else
    from stdnum import luhn
    from stdnum.gb import nhs
    from stdnum.us import ssn

    if (re.fullmatch(r"\d{3}-\d{2}-\d{4}", written) and ssn.is_valid(written)) or (
        len(digits) == 10 and nhs.is_valid(digits) and " " in written
    ):
        return "id-number"
    for region in ("US", "GB", "AU", "IN", "IE", "NZ", "ZA"):
        try:
            if (
                phonenumbers.is_possible_number(phonenumbers.parse(written, region)) and len(digits) >= 9
            ) or re.fullmatch(r"\d{3}[-. ]\d{4}", written):
                return "contact"
        except phonenumbers.NumberParseException:
            continue
    return "id-number" if len(digits) >= 12 and luhn.is_valid(digits) else None


def _by_list(plain: str, terms: Sequence[Term]) -> Iterator[Detail]:
    for term in terms:
        kind = _LISTED.get(term.tag)
        before, capital = plain[max(0, term.start - 20) : term.start], plain[term.start].isupper()
        if (kind == "place" and not (capital and _IN_PLACE.search(before))) or (
            kind == "family" and not _KIN.search(before)
        ):
            continue
        if (kind == "name" and _STAFF.search(before)) or (
            term.phrase == "ex" and plain[term.end : term.end + 1] == "-"
        ):
            continue
        if kind == "name" and (plain[term.end : term.end + 2] in _CONTRACTED or (term.cased and _OPENS.search(before))):
            continue
        if kind:
            yield Detail(kind, term.start, term.end)


def _names(plain: str) -> Iterator[Detail]:
    for match in _NAMED.finditer(plain):
        group = match.lastindex or 0
        kind = "initials" if match[2] else "name"
        yield Detail(kind, match.start(group), match.start(group) + len(match[group].rstrip()))


def _verbatim(plain: str, quotations: Sequence[tuple[int, int]]) -> Iterator[Detail]:
    """Yield what somebody is quoted as saying."""
    for start, end in quotations:
        if _SPOKEN.search(plain[max(0, start - 30) : start]) or _SPOKEN.match(plain[end : end + 20].lstrip(" ,")):
            yield Detail("quote", start, end)
