"""Consents: the list, the record of one, what follows when it ends, and its print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from primum.consent import (
    Consent,
    ConsentError,
    Element,
    Given,
    Party,
    Standing,
    Statement,
    cautions,
    known_themes,
    missing,
    reminders,
    standing,
    standing_in_words,
)
from primum.errors import PrimumError
from primum.store import Missing, new_id
from primum.web import words
from primum.web.refusals import unreadable
from primum.web.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from primum.consent import Affected

PARTIES: Final = 4
"""How many people a form has room for."""

NAMES: Final = {
    Standing.VALID: "good",
    Standing.EXPIRING: "ends soon",
    Standing.NOT_YET: "not yet",
    Standing.INCOMPLETE: "incomplete",
    Standing.EXPIRED: "ended",
    Standing.REVOKED: "taken back",
}
"""How a consent stands, in a list."""


@dataclass(frozen=True, slots=True)
class Record:
    """A consent as it is shown: how it stands today, what it lacks, and what is worth a second look."""

    consent: Consent
    today: date

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing(self.consent, self.today)

    @property
    def name(self) -> str:
        """How it stands, in a word or two."""
        return NAMES[self.standing]

    @property
    def says(self) -> str:
        """How it stands, in a sentence, without what is missing."""
        if self.standing is Standing.INCOMPLETE:
            return f"{self.consent.client}'s permission is incomplete, so it covers nothing yet."
        return standing_in_words(self.consent, self.today)

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to count."""
        return missing(self.consent)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What is worth a second look."""
        return cautions(self.consent)


def listed(visit: Visit) -> Response:
    """List the consents with their standing."""
    desk, today = visit.desk, visit.now.date()
    records = [Record(consent, today) for consent in desk.consents()]
    return visit.page(
        "consents.html",
        records=records,
        ending=reminders(desk.consents(), today),
        affected=_affected(visit, desk.affected()),
    )


def new(visit: Visit) -> Response:
    """Show an empty form, or one that renews an older record."""
    old = visit.request.query_params.get("renews")
    today = visit.now.date()
    if not old:
        return _form(visit, {"since": today.isoformat(), "given": Given.WRITTEN.value})
    values = _values(_find(visit, old))
    values |= {"renewed_from": old, "since": today.isoformat(), "until": "", "elements": [], "statements": []}
    return _form(visit, values)


def record(visit: Visit) -> Response:
    """Keep a new consent, or say what stands in its way, with everything that was filled in."""
    return _keep(visit, new_id())


def edit(visit: Visit) -> Response:
    """Show the form of a consent."""
    return _form(visit, _values(_find(visit, visit.id)), visit.id)


def change(visit: Visit) -> Response:
    """Keep a changed consent."""
    return _keep(visit, visit.id, _find(visit, visit.id))


def consent(visit: Visit) -> Response:
    """Show a consent."""
    return _show(visit, "consent.html")


def printed(visit: Visit) -> Response:
    """Show a consent as it goes to the printer."""
    return _show(visit, "consent-print.html")


def _show(visit: Visit, template: str) -> Response:
    found = _find(visit, visit.id)
    return visit.page(
        template,
        record=Record(found, visit.now.date()),
        affected=_affected(visit, [one for one in visit.desk.affected() if visit.id in one.posted.leaned]),
        files=visit.desk.attachments(visit.id),
        law=words.consent(),
        today=visit.now.date(),
        now=visit.now,
    )


def attach(visit: Visit) -> Response:
    """Attach the signed page."""
    file = visit.file("file")
    if file is None:
        return visit.to(f"/consents/{visit.id}", "Choose a file first.")
    name = (file.filename or "signed page").replace("\\", "/").rpartition("/")[2]
    visit.desk.attach(visit.id, name, file.content_type or "application/octet-stream", file.file.read())
    return visit.to(f"/consents/{visit.id}", "The file is kept, encrypted, with the record.")


def attached(visit: Visit) -> Response:
    """Give an attached file back, to be saved and never shown within the page."""
    file, content = visit.desk.attachment(visit.id, visit.request.path_params["file"])
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{_escaped(file.name)}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def revoke(visit: Visit) -> Response:
    """Note that a consent was taken back, and show every post that leaned on it."""
    day = _day(visit, "day") or visit.now.date()
    visit.desk.revoke(visit.id, day)
    return visit.to(f"/consents/{visit.id}", "It is noted. From now on this permission covers nothing.")


def leave(visit: Visit) -> Response:
    """Ask once more before a consent is deleted for good."""
    return _show(visit, "consent-forget.html")


def forget(visit: Visit) -> Response:
    """Delete a consent for good."""
    visit.desk.forget(visit.id)
    return visit.to("/consents", "The record is deleted, here and in every backup on this computer.")


# ── The form ──────────────────────────────────────────────────────────────────────────────────────


def _form(visit: Visit, values: dict[str, Any], id_: str = "", problem: PrimumError | None = None) -> Response:
    usual = {"client": "", "until": "", "details": "", "themes": "", "story": "", "renewed_from": "", "given": ""}
    lists = {"platforms": [], "elements": [], "statements": [], "parties": [], "quotes": False, "picture": False}
    values = {**usual, **lists, **values}
    values["parties"] = [*values["parties"], *[("", False)] * (PARTIES - len(values["parties"]))]
    return visit.page(
        "consent-form.html",
        status=422 if problem else 200,
        values=values,
        id=id_,
        law=words.consent(),
        givens=list(Given),
        elements=list(Element),
        statements=list(Statement),
        themes=known_themes(),
        problem=problem,
        soon=(visit.now.date() + timedelta(days=365)).isoformat(),
    )


def _keep(visit: Visit, id_: str, before: Consent | None = None) -> Response:
    try:
        found = _filled_in(visit, id_, before)
        visit.desk.record(found)
    except PrimumError as error:
        return _form(visit, _typed(visit), id_ if before else "", error)
    return visit.to(f"/consents/{id_}", "The record is kept.")


def _filled_in(visit: Visit, id_: str, before: Consent | None) -> Consent:
    """Return the consent that the form describes; ConsentError where a day is missing or is none."""
    since = _day(visit, "since")
    if since is None:
        raise ConsentError("The permission has no first day.", "Enter the day from which it counts.")
    try:
        told = Consent(
            id=id_,
            client=visit.field("client"),
            since=since,
            until=_day(visit, "until"),
            given=Given(visit.field("given")),
            details=_lines(visit, "details"),
            themes=_lines(visit, "themes"),
            story=visit.field("story"),
            quotes=bool(visit.field("quotes")),
            picture=bool(visit.field("picture")),
            platforms=tuple(visit.fields("platforms")),
            elements=frozenset(map(Element, visit.fields("elements"))),
            statements=frozenset(map(Statement, visit.fields("statements"))),
            parties=tuple(Party(who, agreed) for who, agreed in _parties(visit) if who),
            renewed_from=visit.field("renewed_from") or None,
        )
    except ValueError:
        raise unreadable() from None
    return replace(told, revoked_on=before.revoked_on, attachments=before.attachments) if before else told


def _parties(visit: Visit) -> list[tuple[str, bool]]:
    return [(visit.field(f"who-{n}"), bool(visit.field(f"agreed-{n}"))) for n in range(1, PARTIES + 1)]


def _typed(visit: Visit) -> dict[str, Any]:
    """Return what was typed in the form, to be shown again."""
    single = ("client", "since", "until", "given", "details", "themes", "story", "renewed_from")
    values: dict[str, Any] = {name: visit.field(name) for name in single}
    values |= {name: visit.fields(name) for name in ("platforms", "elements", "statements")}
    values |= {name: bool(visit.field(name)) for name in ("quotes", "picture")}
    return values | {"parties": _parties(visit)}


def _values(found: Consent) -> dict[str, Any]:
    """Return what stands in the form of a consent."""
    return {
        "client": found.client,
        "since": found.since.isoformat(),
        "until": found.until.isoformat() if found.until else "",
        "given": found.given.value,
        "details": "\n".join(found.details),
        "themes": "\n".join(found.themes),
        "story": found.story,
        "quotes": found.quotes,
        "picture": found.picture,
        "platforms": list(found.platforms),
        "elements": [one.value for one in found.elements],
        "statements": [one.value for one in found.statements],
        "parties": [(party.who, party.agreed) for party in found.parties],
        "renewed_from": found.renewed_from or "",
    }


def _find(visit: Visit, id_: str) -> Consent:
    found = next((one for one in visit.desk.consents() if one.id == id_), None)
    if found is None:
        raise Missing("consent")
    return found


def _lines(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in visit.field(name).splitlines() if line.strip())


def _day(visit: Visit, name: str) -> date | None:
    given = visit.field(name)
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ConsentError("One of the days is not a day.", "Choose it from the calendar.") from None


@dataclass(frozen=True, slots=True)
class Out:
    """A post that stands where it should not any more, and what to do."""

    opening: str
    when: str
    where: str
    todo: tuple[str, ...]


def _affected(visit: Visit, found: Sequence[Affected]) -> list[Out]:
    posts = {one.id: one for one in visit.desk.releases()}
    shown = []
    for one in found:
        post = posts.get(one.posted.id)
        when = words.day(post.at.astimezone(visit.now.tzinfo)) if post else ""
        place = one.posted.where if "://" in one.posted.where else words.platform(one.posted.platform)
        shown.append(Out(words.opening(post.text) if post else "", when, place, one.todo))
    return shown


def _escaped(name: str) -> str:
    """Return a file's name as a header carries it.

    >>> _escaped('a "b".pdf')
    'a%20%22b%22.pdf'
    """
    kept = "-._~"
    return "".join(c if c.isascii() and (c.isalnum() or c in kept) else _percent(c) for c in name)


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
