"""What was done, what went out, and the author's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any, Final

from starlette.responses import Response

from primum.errors import PrimumError
from primum.web import words
from primum.web.refusals import Refused
from primum.web.visit import Visit

LENGTHS: Final = {"breath": 1, "cooling_off": 60}
"""The pauses that are lengths, and how many seconds their unit on the page has."""

HOURS: Final = ("night_begins", "night_ends", "morning")
"""The pauses that are hours of the day."""


def journal(visit: Visit) -> Response:
    """Show what went out, and what was done, without a word of any draft."""
    desk = visit.desk
    return visit.page(
        "journal.html",
        releases=desk.releases(),
        entries=desk.journal(),
        consents={one.id: one.client for one in desk.consents()},
        now=visit.now,
        country=desk.settings().country,
    )


def settings(visit: Visit) -> Response:
    """Show the settings."""
    found = visit.desk.settings()
    return _settings(visit, {"profession": found.profession or "", "country": found.country, **_pauses(visit)})


def set_settings(visit: Visit) -> Response:
    """Keep the settings, or say which of them cannot be."""
    values = {name: visit.field(name) for name in ("profession", "country", *LENGTHS, *HOURS)}
    try:
        about = chosen(visit)
        pauses = {**_lengths(values), **_hours(values)}
        visit.desk.set_settings(replace(visit.desk.settings(), **about, pauses=pauses))
    except PrimumError as error:
        return _settings(visit, values, error)
    return visit.to("/settings", "Kept. It counts from the next pause on.")


def _settings(visit: Visit, values: dict[str, Any], problem: PrimumError | None = None) -> Response:
    asides = visit.desk.set_aside_for_good()
    return visit.page(
        "settings.html",
        status=422 if problem else 200,
        values=values,
        limits=words.pauses(),
        problem=problem,
        asides=asides,
        api_token=visit.house.session.token,
        address=f"http://{visit.request.headers.get('host', '')}/api/review",
        usual={name: words.pauses()[name.replace("_", "-")]["usual"] for name in (*LENGTHS, *HOURS)},
    )


def take_up(visit: Visit) -> Response:
    """Let a rule speak again that was set aside for good."""
    visit.desk.take_up(visit.field("rule"))
    return visit.to("/settings", "The rule speaks again.")


def chosen(visit: Visit) -> dict[str, Any]:
    """Return the profession and the country that a form names."""
    profession, country = visit.field("profession"), visit.field("country")
    if (profession and profession not in words.PROFESSIONS) or country not in words.COUNTRIES:
        raise Refused(422, "Primum does not know this profession or country.", "Choose one from the list.")
    return {"profession": profession or None, "country": country}


def _pauses(visit: Visit) -> dict[str, str]:
    """Return the pauses as their fields show them."""
    kept = visit.desk.pauses()
    lengths = {name: f"{getattr(kept, name).total_seconds() / unit:g}" for name, unit in LENGTHS.items()}
    return lengths | {name: f"{getattr(kept, name):%H:%M}" for name in HOURS}


def _lengths(values: dict[str, str]) -> dict[str, float]:
    try:
        return {name: float(values[name]) * unit for name, unit in LENGTHS.items()}
    except ValueError:
        raise Refused(422, "One of the pauses is not a number.", "Write it in figures.") from None


def _hours(values: dict[str, str]) -> dict[str, str]:
    try:
        return {name: time.fromisoformat(values[name]).isoformat("minutes") for name in HOURS}
    except ValueError:
        raise Refused(422, "One of the hours is not an hour.", "Write it as 22:00.") from None
