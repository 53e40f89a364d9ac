"""Consent: what a client agreed to have told, whether it still stands, and what of a draft it covers.

A consent covers words, never a person: a detail by its very words, a story by its theme or by the words that the client
has read, and nothing else. Which consents a draft leans on is for the author to say; the day comes in as an argument.
The words shown are in `data/consent.toml`, the subjects of stories in `data/guidance/themes`.
"""

from __future__ import annotations

import enum
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from primum.draft import PLATFORMS, Draft, Span
from primum.errors import DataError, PrimumError, UnknownChoice
from primum.lexicon import lexicon, words
from primum.reading.people import clients
from primum.reading.sentences import Sentence, split
from primum.rules.finding import DIRECT, Finding, Level

MONTH: Final = timedelta(days=31)
"""How long before its last day a consent begins to expire."""


class ConsentError(PrimumError):
    """The record of a consent contradicts itself, or lacks what it is known by."""


class Element(enum.StrEnum):
    """The six core elements of 45 CFR 164.508(c)(1), each ticked when the signed page has it.

    >>> len(Element)
    6
    """

    INFORMATION = "information"
    DISCLOSER = "discloser"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    EXPIRY = "expiry"
    SIGNATURE = "signature"


class Statement(enum.StrEnum):
    """The three statements of 45 CFR 164.508(c)(2), each ticked when the signed page makes it.

    >>> len(Statement)
    3
    """

    REVOCABLE = "revocable"
    UNCONDITIONAL = "unconditional"
    REDISCLOSURE = "redisclosure"


class Given(enum.StrEnum):
    """How a consent was given; one that was only said aloud is incomplete."""

    WRITTEN = "written"
    PORTAL = "portal"
    EMAIL = "e-mail"
    VERBAL = "verbal"


class Standing(enum.StrEnum):
    """Whether a consent counts on a day; only a valid or an expiring one covers anything.

    >>> Standing.EXPIRING.counts, Standing.REVOKED.counts
    (True, False)
    """

    VALID = "valid"
    INCOMPLETE = "incomplete"
    NOT_YET = "not-yet"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def counts(self) -> bool:
        """Tell whether a consent that stands so covers anything."""
        return self in (Standing.VALID, Standing.EXPIRING)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whose yes is needed, by a code name: each of a couple, a minor, each parent with a say."""

    who: str
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One agreement with one client (or couple, or family), who is known by a code name and never by a real one.

    `since` and `until` are its first and last day; `story` is what the client read and agreed to, in the very words.
    Raises ConsentError where the record contradicts itself and UnknownChoice for an unknown platform.

    >>> Consent(id="1", client="Fern", since=date(2026, 1, 1), given=Given.WRITTEN, details=("Boise",))
    Consent(id='1', client='Fern', since=datetime.date(2026, 1, 1), until=None, given=<Given.WRITTEN: 'written'>)
    """

    id: str
    client: str
    since: date
    until: date | None = None
    given: Given
    details: tuple[str, ...] = field(default=(), repr=False)
    themes: tuple[str, ...] = field(default=(), repr=False)
    story: str = field(default="", repr=False)
    quotes: bool = field(default=False, repr=False)
    picture: bool = field(default=False, repr=False)
    platforms: tuple[str, ...] = field(default=(), repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)
    elements: frozenset[Element] = field(default=frozenset(), repr=False)
    statements: frozenset[Statement] = field(default=frozenset(), repr=False)
    parties: tuple[Party, ...] = field(default=(), repr=False)
    revoked_on: date | None = field(default=None, repr=False)
    renewed_from: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (self.id.strip() and self.client.strip()):
            raise ConsentError("A consent needs an id and a code name.", "Give your client a name only you understand.")
        if self.until is not None and self.until < self.since:
            raise ConsentError("The consent ends before it begins.", "Look at the two days again.")
        for platform in self.platforms:
            if platform not in PLATFORMS:
                raise UnknownChoice("platform", platform, PLATFORMS)


@dataclass(frozen=True, slots=True)
class Covered:
    """Words of a draft that consents cover, and the ids of these consents."""

    span: Span
    quote: str
    rule: str
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """Words of a draft that go beyond the consents it leans on, and why."""

    span: Span
    quote: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Void:
    """A consent (its id) that covers nothing of a draft, and why."""

    consent: str
    why: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft's findings held against the consents it leans on, in the order in which they came.

    `leaned` are the ids of the consents that lowered something, `void` those that do not count here at all.
    """

    findings: tuple[Finding, ...]
    covered: tuple[Covered, ...]
    beyond: tuple[Beyond, ...]
    leaned: tuple[str, ...]
    void: tuple[Void, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that went out: its id, the platform, where it stands (a link, or in words), and what it leaned on."""

    id: str
    platform: str | None
    where: str
    leaned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A post that leaned on a consent that stands no more, and what to do about it."""

    posted: Posted
    todo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A consent (its id) that ends within a month, and a word to the author."""

    consent: str
    until: date
    days: int
    text: str


# --- does it stand?


def missing(consent: Consent) -> tuple[str, ...]:
    """Return what a consent lacks to count at all, a sentence each, in words for the author.

    >>> missing(Consent(id="1", client="Fern", since=date(2026, 1, 1), given=Given.VERBAL))[0]
    'It was said aloud; ask for it in writing, with a signature.'
    """
    return tuple(_missing(consent, _words()))


def _missing(consent: Consent, text: Mapping[str, Any]) -> Iterator[str]:
    say = text["missing"]
    if consent.given is Given.VERBAL:
        yield say["verbal"]
    if not _tells_something(consent):
        yield say["nothing"]
    if not consent.platforms:
        yield say["platforms"]
    if consent.until is None:
        yield say["until"]
    yield from (say["party"].format(who=party.who) for party in consent.parties if not party.agreed)
    for element in Element:
        if element not in consent.elements:
            form = say["signature" if element is Element.SIGNATURE else "element"]
            yield form.format(what=text["element"][element])
    for statement in Statement:
        if statement not in consent.statements:
            yield say["statement"].format(what=text["statement"][statement])


def _tells_something(consent: Consent) -> bool:
    told = (*consent.details, *consent.themes, consent.story)
    return consent.quotes or consent.picture or any(part.strip() for part in told)


def standing(consent: Consent, today: date) -> Standing:
    """Tell whether a consent counts today; one that was taken back counts no more, whatever the day written on it.

    >>> fern = Consent(id="1", client="Fern", since=date(2026, 1, 1), until=date(2026, 6, 1), given=Given.WRITTEN)
    >>> standing(fern, date(2026, 6, 2)).value, standing(fern, date(2026, 6, 1)).value
    ('expired', 'incomplete')
    """
    if consent.revoked_on is not None:
        return Standing.REVOKED
    if consent.until is not None and today > consent.until:
        return Standing.EXPIRED
    if consent.until is None or missing(consent):
        return Standing.INCOMPLETE
    if today < consent.since:
        return Standing.NOT_YET
    return Standing.EXPIRING if consent.until - today <= MONTH else Standing.VALID


def standing_in_words(consent: Consent, today: date) -> str:
    """Return how a consent stands today in a sentence or two for the author, what is missing included."""
    form: str = _words()["standing"][standing(consent, today)]
    return form.format(
        client=consent.client, since=_day(consent.since), until=_day(consent.until), revoked=_day(consent.revoked_on),
        missing=" ".join(missing(consent)),
    )  # fmt: skip


def cautions(consent: Consent) -> tuple[str, ...]:
    """Return what is worth a second look in a record, though it does not keep it from counting.

    >>> maria = Consent(id="1", client="Maria Lopez", since=date(2026, 1, 1), given=Given.VERBAL)
    >>> cautions(maria)[0]
    "The code name looks like somebody's real name. Choose one that only you understand."
    """
    say = _words()["caution"]
    found = []
    if _looks_like_a_name(consent.client):
        found.append(say["name"])
    if "@" in consent.client or len(re.findall(r"\d", consent.client)) > 5:
        found.append(say["contact"])
    if consent.given is not Given.VERBAL and not consent.attachments:
        found.append(say["file"])
    return tuple(found)


def _looks_like_a_name(code: str) -> bool:
    """Tell whether a code name has two words with capitals, one of them a given name."""
    capitals = [word for word in words(code) if word.written[0].isupper()]
    return len(capitals) > 1 and any(term.tag == "name" for term in lexicon().terms(capitals))


# --- what does it cover?


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding, its words, and the sentence or sentences that it stands in."""

    finding: Finding
    words: str
    sentence: Span
    around: str


def settle(findings: Sequence[Finding], draft: Draft, consents: Sequence[Consent], today: date) -> Settled:
    """Lower to a note what the consents that a draft leans on cover, and nothing else; say which words go beyond.

    Findings of diagnosis and of colleagues stay as they are, and so does all where no consent counts.

    >>> settle([], Draft("Two spaces open."), [], date(2026, 1, 1)).leaned
    ()
    """
    sentences = split(draft.text)
    void = tuple(_void(draft, sentences, consents, today))
    idle = {one.consent for one in void}
    counting = [consent for consent in consents if consent.id not in idle]
    told = [_told(finding, draft.text, sentences) for finding in findings]
    covering = [_covering(one, told, counting) for one in told]
    pairs = list(zip(told, covering, strict=True))
    return Settled(
        tuple(replace(one.finding, level=Level.NOTE) if ids else one.finding for one, ids in pairs),
        tuple(Covered(one.finding.span, one.words, one.finding.rule, ids) for one, ids in pairs if ids),
        tuple(dict.fromkeys(b for one, ids in pairs if consents and not ids for b in _beyond(one, counting))),
        tuple(dict.fromkeys(id_ for ids in covering for id_ in ids)),
        void,
    )


def _told(finding: Finding, text: str, sentences: Sequence[Sentence]) -> _Told:
    around = [s for s in sentences if s.start < finding.span.end and finding.span.start < s.end]
    starts, ends = [finding.span.start, *(s.start for s in around)], [finding.span.end, *(s.end for s in around)]
    sentence = Span(min(starts), max(ends))
    return _Told(finding, finding.span.of(text), sentence, sentence.of(text))


def _void(draft: Draft, sentences: Sequence[Sentence], consents: Sequence[Consent], today: date) -> Iterator[Void]:
    """Yield the consents that do not count here: by their standing, by the platform, or beside another client."""
    several = _speaks_of_another(sentences)
    here = [c for c in consents if standing(c, today).counts and draft.platform in c.platforms]
    alone = len({consent.client for consent in here}) < 2
    for consent in consents:
        values = {"client": consent.client, "platforms": ", ".join(consent.platforms), "platform": draft.platform}
        if not standing(consent, today).counts:
            yield Void(consent.id, standing_in_words(consent, today))
        elif consent not in here:
            yield Void(consent.id, _words()["void"]["elsewhere" if draft.platform else "nowhere"].format(**values))
        elif several and alone:
            yield Void(consent.id, _words()["void"]["another"].format(**values))


_ANOTHER: Final = re.compile(r"\b(?:another|a second|a different|my other|our other) (?:[\w-]+ )?(?:client|patient)\b")


def _speaks_of_another(sentences: Sequence[Sentence]) -> bool:
    """Tell whether one client has been spoken of when "another client" comes."""
    first: int | None = None
    for sentence in sentences:
        spoken = [person.end for person in clients(sentence)]
        first = min(spoken, default=None) if first is None else first
        for match in _ANOTHER.finditer(sentence.lower):
            if first is not None and first <= sentence.start + match.start():
                return True
    return False


def _open(told: _Told) -> bool:
    """Tell whether a finding is of the kind that a consent can lower, and not as low as can be."""
    return told.finding.rule in (*_COVERS, "unverified-consent") and told.finding.level > Level.NOTE


def _covering(told: _Told, everything: Sequence[_Told], counting: Sequence[Consent]) -> tuple[str, ...]:
    """Return the ids of the consents that cover what a finding points to.

    "Shared with permission" is borne out when every story told has a consent that covers it.
    """
    if not _open(told):
        return ()
    if told.finding.rule != "unverified-consent":
        return tuple(consent.id for consent in counting if _COVERS[told.finding.rule](told, consent))
    stories = [_covering(one, (), counting) for one in everything if one.finding.rule == "client-story" and _open(one)]
    if not stories:
        return tuple(consent.id for consent in counting)
    return tuple(dict.fromkeys(id_ for ids in stories for id_ in ids)) if all(stories) else ()


def _covers_story(told: _Told, consent: Consent) -> bool:
    if _within(_agreed_words(told), _tokens(consent.story)):
        return True
    return any(_is_about(told.around, theme) for theme in consent.themes) and not [*_strayed(told.around, consent)]


def _agreed_words(told: _Told) -> tuple[str, ...]:
    """Return what must stand in the story that a client has read: few words mean nothing without their sentence."""
    said = _tokens(told.words)
    return said if len(said) > 3 else _tokens(told.around)


def _covers_detail(told: _Told, consent: Consent) -> bool:
    match told.finding.type:
        case "image":
            return consent.picture
        case "quote":
            return consent.quotes and not [*_strayed(told.words, consent)]
        case kind if kind in DIRECT or kind == "initials":
            return _literal(told.words) in {_literal(detail) for detail in consent.details} - {""}
        case _:
            return _listed(told.words, consent.details)


def _covers_acknowledgment(told: _Told, consent: Consent) -> bool:
    said = {_tokens(detail) for detail in consent.details}
    return any(_tokens(detail) in said for detail in _words()["acknowledged"]["details"])


_COVERS: Final = {
    "client-story": _covers_story,
    "identifier": _covers_detail,
    "acknowledged-client": _covers_acknowledgment,
}
"""When a consent covers a finding of a rule; what is not listed here no consent lowers."""


def _beyond(told: _Told, counting: Sequence[Consent]) -> Iterator[Beyond]:
    """Yield the words of an uncovered finding that no consent allows: the smallest ones that can be named."""
    if not _open(told):
        return
    rule, say = told.finding.rule, _words()["beyond"]
    strays = _strays_of_all(told, counting) if rule == "client-story" else {}
    for span, theme in sorted(strays.items()):
        yield Beyond(span, _quote(told, span), rule, say["theme"].format(theme=theme))
    if not strays:
        yield Beyond(told.finding.span, told.words, rule, say[_reason(told.finding) if counting else "nothing-counts"])


def _strays_of_all(told: _Told, counting: Sequence[Consent]) -> dict[Span, str]:
    """Return the stretches of a story on which every consent whose theme it is goes astray."""
    of_each = [dict(_strayed(told.around, c)) for c in counting if any(_is_about(told.around, t) for t in c.themes)]
    shared = set.intersection(*map(set, of_each)) if of_each else set[Span]()
    at = told.sentence.start
    return {Span(span.start + at, span.end + at): of_each[0][span] for span in shared}


def _quote(told: _Told, span: Span) -> str:
    return told.around[span.start - told.sentence.start : span.end - told.sentence.start]


def _reason(finding: Finding) -> str:
    if finding.rule == "client-story":
        return "story"
    if finding.rule != "identifier":
        return finding.rule
    if finding.type in ("quote", "image"):
        return finding.type
    return "direct" if finding.type in DIRECT else "detail"


# --- subjects


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a story may be about: its title, the phrases it is known by, and those that no other subject explains."""

    id: str
    title: str
    phrases: frozenset[tuple[str, ...]]
    telling: frozenset[tuple[str, ...]]


@cache
def _subjects() -> Mapping[str, _Subject]:
    """Return the subjects of `data/guidance/themes`; the first half of each list of words is what tells it apart."""
    passing, found = _words()["themes"]["passing"], {}
    for page in sorted((files("primum") / "data/guidance/themes").iterdir(), key=lambda page: page.name):
        try:
            head = tomllib.loads(page.read_text(encoding="utf-8").split("+++\n", 2)[1])
            phrases = [tuple(_row(phrase)) for phrase in head["words"]]
            found[head["id"]] = _subject(head["id"], head["title"], phrases, passing=head["id"] in passing)
        except (KeyError, IndexError, ValueError) as error:
            raise DataError(page.name, f"cannot be read ({error!r})") from error
    return MappingProxyType(found)


def known_themes() -> tuple[str, ...]:
    """Return the titles of the themes whose words are known, to be offered to the author; others may be written freely.

    >>> "grief" in known_themes()
    True
    """
    return tuple(sorted(subject.title for subject in _subjects().values() if subject.phrases))


def _subject(id_: str, title: str, phrases: Sequence[tuple[str, ...]], *, passing: bool) -> _Subject:
    """Make a subject; one that any story may touch in passing is known by its best words only, and betrays nothing."""
    telling = frozenset(phrases[: (len(phrases) + 1) // 2])
    return _Subject(id_, title, telling, frozenset()) if passing else _Subject(id_, title, frozenset(phrases), telling)


def _is_about(text: str, theme: str) -> bool:
    """Tell whether a text speaks of a theme: of each subject that the theme names, and with each word that is left.

    >>> _is_about("Her father died.", "grief for her father"), _is_about("Her dog died.", "grief for her father")
    (True, False)
    """
    if _NEGATED.search(theme):
        return False
    named, rest = _parts(theme)
    row = _row(text)
    return bool(named or rest) and all(_has_any(row, subject.phrases) for subject in named) and rest <= {*row}


def _parts(theme: str) -> tuple[list[_Subject], set[str]]:
    """Part a theme into the subjects it names, by title or id, the longest first, and the words that are left."""
    rest, named = _row(theme), []
    titles = [(tuple(_row(name)), subject) for subject in _subjects().values() for name in (subject.title, subject.id)]
    for title, subject in sorted(titles, key=lambda one: (-len(one[0]), one[1].id)):
        at = _find(rest, title)
        if at is not None:
            named.append(subject)
            rest[at : at + len(title)] = []
    small = {*_LITTLE, *_words()["themes"]["small"]}
    return named, {word for word in rest if word not in small and len(word) > 1}


def _strayed(text: str, consent: Consent) -> Iterator[tuple[Span, str]]:
    """Yield the stretches that tell of a subject that a consent does not name, with the title of the subject."""
    named = {subject.id for theme in consent.themes if not _NEGATED.search(theme) for subject in _parts(theme)[0]}
    agreed = (*consent.details, *consent.themes)
    row = words(text)
    plain = [_singular(word.text) for word in row]
    for subject in _subjects().values():
        for phrase in subject.telling if subject.id not in named else ():
            at = _find(plain, phrase)
            if at is None or any(phrase in _subjects()[id_].phrases for id_ in named):
                continue
            span = Span(row[at].start, row[at + len(phrase) - 1].end)
            if not _listed(span.of(text), agreed):
                yield span, subject.title


# --- words


_LITTLE: Final = frozenset("a an the her his their its my our your".split())
_NEGATED: Final = re.compile(
    r"\b(?:not|no|never|without|except|but|nothing|neither|nor|none|omit|avoid|anything|everything|cannot)\b|n['’]t\b",
    re.I,
)
"""Words that turn a detail round: "anything but Boise" does not list Boise."""
_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS: Final = (
    {word: n for n, word in enumerate(_ONES)}
    | {word: n for n, word in enumerate(_ORDINALS, 1)}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
)
_DECADES: Final = {f"{word[:-1]}ies": f"{10 * n}s" for n, word in enumerate(_TENS, 2)}
_SAME: Final = (
    (re.compile(r"(?<![^\W\d])y ?/? ?o\b"), "year old"),
    (re.compile(r"(?<![^\W\d])yrs?\b"), "year"),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"(\d)(?:st|nd|rd|th)\b"), r"\1"),
    (re.compile(r"['’]s?\b|(?<=s)['’](?=\s|$)"), ""),
)
"""Ways of writing the same: "16 y/o", "6 p.m.", "May 9th", "Sam's"."""
_EDGES: Final = " \t\r\n\"'“”‘’.,;:!?()[]"


def _literal(text: str) -> str:
    """Return words as they are, but for capitals, spaces, marks around them and a possessive ending.

    >>> _literal(" Marisol’s "), _literal("@Lumen.And.Clay")
    ('marisol', '@lumen.and.clay')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_EDGES)
    return re.sub(r"['’]s$", "", plain)


def _listed(said: str, details: Iterable[str]) -> bool:
    """Tell whether the very words said are among the details: one of them, or inside one that says yes to them.

    >>> _listed("Boise", ["lives in Boise"]), _listed("Boise", ["anything but Boise"]), _listed("a nurse", ["Nurses"])
    (True, False, True)
    """
    return any(_is_listed(said, detail) for detail in details)


def _is_listed(said: str, detail: str) -> bool:
    here, there = _tokens(said), _tokens(detail)
    if not here:
        return bool(_literal(said)) and _literal(said) == _literal(detail)
    if here == there:
        return True
    # "in May" does not stand in "she may be called a nurse"
    return not _NEGATED.search(detail) and _within(_tokens(said, cased=True), _tokens(detail, cased=True), cased=True)


def _tokens(text: str, *, cased: bool = False) -> tuple[str, ...]:
    """Return the words of a text in one way of writing: singular, figures for numbers, no articles and possessives.

    >>> _tokens("a thirty-four-year-old"), _tokens("34 years old"), _tokens("in her thirties")
    (('34', 'year', 'old'), ('34', 'year', 'old'), ('in', '30s'))
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = plain if cased else plain.casefold()
    for pattern, same in _SAME:
        plain = pattern.sub(same, plain)
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    found = re.findall(r"\d+s?(?!\w)|\d+|[^\d\s]+", letters)
    return tuple(_singular(word) for word in _numbered(found) if word.casefold() not in _LITTLE)


def _numbered(row: Sequence[str]) -> Iterator[str]:
    """Yield words with numbers in figures: "thirty", "four" is 34."""
    joined = False
    for word, after in pairwise((*row, "")):
        number, unit = _NUMBERS.get(word.casefold()), _NUMBERS.get(after.casefold(), 0)
        if joined:
            joined = False
        elif number is None:
            yield _DECADES.get(word.casefold(), word)
        elif word.casefold() in _TENS and 0 < unit < 10:
            joined = True
            yield str(number + unit)
        else:
            yield str(number)


def _singular(word: str) -> str:
    """Return a word without its plural ending, roughly: both sides of a comparison are treated alike.

    >>> [_singular(word) for word in ("nurses", "churches", "families", "boss", "30s")]
    ['nurse', 'church', 'family', 'boss', '30s']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("shes", "ches", "xes", "sses", "zes")) else word[:-1]


def _row(text: str) -> list[str]:
    return [_singular(word.text) for word in words(text)]


def _has_any(row: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    return any(_find(row, phrase) is not None for phrase in phrases)


def _find(row: Sequence[str], phrase: Sequence[str]) -> int | None:
    """Return where a phrase stands in a row of words."""
    text = f" {' '.join(row)} "
    at = text.find(f" {' '.join(phrase)} ") if phrase else -1
    return text.count(" ", 0, at) if at >= 0 else None


def _within(inner: Sequence[str], outer: Sequence[str], *, cased: bool = False) -> bool:
    """Tell whether words stand inside others in a row; `cased`, a capital inside asks for one outside."""
    size = len(inner)
    same = _as_capital if cased else str.__eq__
    return size > 0 and any(
        all(map(same, inner, outer[at : at + size])) for at in range(len(outer) - size + 1)
    )  # fmt: skip


def _as_capital(inner: str, outer: str) -> bool:
    return inner.casefold() == outer.casefold() and (not inner[0].isupper() or outer[0].isupper())


# --- afterwards


def leaning(consent_id: str, releases: Iterable[Posted], *, now: Standing = Standing.REVOKED) -> tuple[Affected, ...]:
    """Return every post that leaned on a consent that was taken back (or has expired), and what to do about each.

    >>> old = Posted("p1", "podcast", "episode 4", ("c1",))
    >>> leaning("c1", [old])[0].todo[0]
    'The permission was taken back.'
    """
    say = _words()["leaning"]
    why = say["expired" if now is Standing.EXPIRED else "revoked"]
    return tuple(
        Affected(posted, (why, say[_kind_of(posted.platform)], say["after"]))
        for posted in releases
        if consent_id in posted.leaned
    )


def _kind_of(platform: str | None) -> str:
    kinds: Mapping[str, Sequence[str]] = _words()["leaning"]["kinds"]
    return next((kind for kind, platforms in kinds.items() if platform in platforms), "posted")


def reminders(consents: Sequence[Consent], today: date) -> tuple[Reminder, ...]:
    """Return a word for each consent that ends within a month, the first to end first.

    One that a later, complete consent renews needs none; nothing is renewed by itself.
    """
    renewed = {
        consent.renewed_from
        for consent in consents
        if standing(consent, today).counts or standing(consent, today) is Standing.NOT_YET
    }
    ending = [(c.until, c) for c in consents if c.until and standing(c, today) is Standing.EXPIRING]
    form: str = _words()["reminder"]["text"]
    return tuple(
        Reminder(c.id, until, (until - today).days, form.format(client=c.client, until=_day(until)))
        for until, c in sorted(ending, key=lambda one: (one[0], one[1].id))
        if c.id not in renewed
    )


# --- on paper


def as_markdown(consent: Consent) -> str:
    """Return the whole record of a consent as Markdown, for the client or for the file; no word in it is markup."""
    say = _words()["record"]
    parts = [f"# {say['title'].format(client=_plain(consent.client))}", _bullets(_facts(consent))]
    for key, found in (("details", consent.details), ("themes", consent.themes)):
        parts += [f"## {say[key]}", _bullets(f"“{_plain(one)}”" for one in found) or say["none"]]
    if consent.story.strip():
        parts += [f"## {say['story']}", "\n".join(f"    {line}" for line in consent.story.splitlines())]
    parts += [f"## {say['law']}", _bullets(_ticks(consent))]
    for key, listed in (("parties", _yeses(consent)), ("missing", missing(consent)), ("cautions", cautions(consent))):
        if listed:
            parts += [f"## {say[key]}", _bullets(map(_plain, listed))]
    return "\n\n".join(parts) + "\n"


def _facts(consent: Consent) -> Iterator[str]:
    say, yes_no = _words()["record"], ("no", "yes")
    until = _day(consent.until) or say["open"]
    yield f"{say['id']}: {_plain(consent.id)}"
    yield f"{say['how']}: {_words()['given'][consent.given]}"
    yield say["period"].format(since=_day(consent.since), until=until)
    yield f"{say['platforms']}: {', '.join(consent.platforms) or say['none']}"
    yield f"{say['quotes']}: {say[yes_no[consent.quotes]]}"
    yield f"{say['picture']}: {say[yes_no[consent.picture]]}"
    yield f"{say['files']}: {', '.join(map(_plain, consent.attachments)) or say['none']}"
    if consent.renewed_from:
        yield f"{say['renewed']}: {_plain(consent.renewed_from)}"
    if consent.revoked_on:
        yield f"{say['revoked']}: {_day(consent.revoked_on)}"


def _ticks(consent: Consent) -> Iterator[str]:
    for name, all_, ticked in (("element", Element, consent.elements), ("statement", Statement, consent.statements)):
        for one in all_:
            yield f"{'☑' if one in ticked else '☐'} {_words()[name][one]}"


def _yeses(consent: Consent) -> list[str]:
    say = _words()["record"]
    return [f"{party.who}: {say['yes' if party.agreed else 'no']}" for party in consent.parties]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _plain(text: str) -> str:
    """Return a text on one line, with nothing in it that Markdown or HTML would read as a mark."""
    escaped = re.sub(r"([\\`*_\[\]<>#|~&!])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+.)=])", r"\1\\\2", escaped)  # no list or heading begins with it


def _day(day: date | None) -> str:
    return f"{day:%B} {day.day}, {day.year}" if day else ""


@cache
def _words() -> Mapping[str, Any]:
    text = (files("primum") / "data/consent.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
