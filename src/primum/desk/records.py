"""How what the desk works with is put into the store's records and read from them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from primum import hold as pausing
from primum.consent import Consent, Element, Given, Party, Statement
from primum.draft import Draft
from primum.hold import Hold, Pauses, Reply, Weight
from primum.review import Verdict
from primum.store import ConsentRecord, DraftRecord, HoldRecord

if TYPE_CHECKING:
    from primum.store import Store


def draft_of(kept: DraftRecord) -> Draft:
    """Return the draft that a record keeps."""
    return Draft(kept.text, kept.answering, kept.platform, kept.kind, id=kept.id)


def mark_of(store: Store, draft: Draft) -> str:
    """Return a mark of a draft's words and place, so that a hold is known to be of them without quoting them."""
    return store.journal.fingerprint(
        "\x1f".join((draft.text, draft.answering or "", draft.platform or "", draft.kind or ""))
    )


def pauses_of(given: Any) -> Pauses:
    """Return the usual pauses, changed as the settings say: seconds for durations, HH:MM for hours."""
    lengths = {name: timedelta(seconds=float(given[name])) for name in ("breath", "cooling_off") if name in given}
    hours = {
        name: time.fromisoformat(str(given[name]))
        for name in ("night_begins", "night_ends", "morning")
        if name in given
    }
    return pausing.usual_pauses().adjusted(**lengths, **hours)  # type: ignore[arg-type]  # the names are the pauses' own


def _lengths(pauses: Pauses) -> dict[str, float | str]:
    return {
        name: value.total_seconds() if isinstance(value, timedelta) else value.isoformat("minutes")
        for name, value in asdict(pauses).items()
    }


def hold_record(held: Hold, id: str, of: str = "", state: str = "held") -> HoldRecord:
    """Return the record of a hold on a draft; `of` is the mark of its words."""
    moments = {"breath": held.breath_until, "cooling": held.cooling_until, "heat": held.heat_until}
    payload = {
        "of": of,
        "opened_with": held.opened_with.value,
        "weight": [held.weight.verdict.value, held.weight.heated, list(held.weight.stops)],
        "until": {name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "pauses": _lengths(held.pauses),
    }
    replies = tuple((reply.question, reply.text) for reply in held.replies)
    return HoldRecord(id, state, held.opened_at, held.until, replies, held.plan, payload)


def hold_of(record: HoldRecord, draft: Draft, *, was: bool = True) -> Hold:
    """Return the hold that a record tells of; `was` says whether it was begun over this very draft."""
    payload: Any = record.payload
    verdict, heated, stops = payload["weight"]
    until = {name: datetime.fromisoformat(told) if told else None for name, told in payload["until"].items()}
    return Hold(
        draft=draft if was else _GONE,
        opened_at=record.opened_at,
        opened_with=Verdict(payload["opened_with"]),
        weight=Weight(Verdict(verdict), heated, tuple(stops)),
        pauses=pauses_of(payload["pauses"]),
        breath_until=until["breath"] or record.opened_at,
        cooling_until=until["cooling"],
        heat_until=until["heat"],
        replies=tuple(Reply(question, text) for question, text in record.replies),
        plan=record.plan or "",
    )


_GONE: Final = Draft("…")
"""Stands for the words that an edit has replaced: `hold.edited` asks only whether they are the same."""


def consent_record(consent: Consent, version: int) -> ConsentRecord:
    """Return the record of a consent, over the version that is kept."""
    terms = {
        "given": consent.given.value,
        "details": list(consent.details),
        "themes": list(consent.themes),
        "story": consent.story,
        "quotes": consent.quotes,
        "picture": consent.picture,
        "elements": sorted(consent.elements),
        "statements": sorted(consent.statements),
        "parties": [[party.who, party.agreed] for party in consent.parties],
        "renewed_from": consent.renewed_from,
        "revoked_on": consent.revoked_on.isoformat() if consent.revoked_on else None,
    }
    return ConsentRecord(
        consent.client, consent.since, consent.until, None, consent.platforms, terms, consent.id, version
    )


def consent_of(record: ConsentRecord, attached: tuple[str, ...]) -> Consent:
    """Return the consent that a record keeps, with the ids of what is attached to it."""
    terms: Any = record.terms
    return Consent(
        id=record.id,
        client=record.client,
        since=record.starts_on,
        until=record.ends_on,
        given=Given(terms["given"]),
        details=tuple(terms["details"]),
        themes=tuple(terms["themes"]),
        story=terms["story"],
        quotes=terms["quotes"],
        picture=terms["picture"],
        platforms=record.platforms,
        attachments=attached,
        elements=frozenset(map(Element, terms["elements"])),
        statements=frozenset(map(Statement, terms["statements"])),
        parties=tuple(Party(who, agreed) for who, agreed in terms["parties"]),
        renewed_from=terms["renewed_from"],
        revoked_on=date.fromisoformat(terms["revoked_on"]) if terms["revoked_on"] else None,
    )
