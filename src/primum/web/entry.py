"""Coming in: the opening link, the first run, the passphrase and the recovery code."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from primum.errors import PrimumError
from primum.store.errors import PassphraseNeeded
from primum.web.doors import Door
from primum.web.records import chosen
from primum.web.refusals import Refused
from primum.web.session import cookie_name
from primum.web.visit import Visit


def opening(visit: Visit) -> Response:
    """Exchange the secret of the opening link for a cookie that no script can read and no other site can send."""
    session, request = visit.house.session, visit.request
    if not session.opens(request.query_params.get("key", "")):
        raise Refused(401, "This link is not the one of the Primum that runs now.", "Open the newest link it printed.")
    answer = RedirectResponse("/", 303)
    answer.set_cookie(cookie_name(request.scope["server"][1]), session.cookie, httponly=True, samesite="strict")
    return answer


def token(visit: Visit) -> Response:
    """Tell a page that was open before Primum was started anew what it needs to go on."""
    return Response(visit.house.session.form, media_type="text/plain")


# ── The first run ─────────────────────────────────────────────────────────────────────────────────


def welcome(visit: Visit) -> Response:
    """Ask for profession and country."""
    door = visit.house.doors.knock()
    if door is Door.NEW:
        return _welcome(visit, asks=visit.house.doors.by_passphrase)
    if door is Door.OPEN and not visit.desk.settings().first_run_done:
        return _welcome(visit, asks=False)
    return visit.to("/")


def _welcome(visit: Visit, *, asks: bool, problem: PrimumError | None = None) -> Response:
    values = {"profession": visit.field("profession"), "country": visit.field("country") or "US"}
    status = 422 if problem else 200
    return visit.page("welcome.html", status, values=values, asks=asks, problem=problem, step=1)


def introduce(visit: Visit) -> Response:
    """Keep profession and country until there is a store for them, and make its key."""
    doors = visit.house.doors
    is_new = doors.knock() is Door.NEW
    try:
        about = chosen(visit)
        if is_new:
            doors.begin(visit.field("passphrase") or None)
            visit.house.about = {name: str(value) for name, value in about.items() if value}
            return visit.to("/welcome/code")
    except PrimumError as error:
        return _welcome(visit, asks=is_new and doors.by_passphrase, problem=error)
    visit.desk.set_settings(replace(visit.desk.settings(), **about))
    return visit.to("/welcome/example")


def code(visit: Visit) -> Response:
    """Show the recovery code, until it was typed back."""
    found = visit.house.doors.code
    return visit.page("welcome-code.html", code=found.split("-"), step=2) if found else visit.to("/welcome")


def proof(visit: Visit, problem: PrimumError | None = None) -> Response:
    """Ask for the recovery code as it stands on the author's paper."""
    if visit.house.doors.code is None:
        return visit.to("/welcome")
    return visit.page("welcome-proof.html", 422 if problem else 200, problem=problem, step=2)


def prove(visit: Visit) -> Response:
    """Open the store for the first time, if the code was typed back as shown."""
    try:
        visit.house.doors.prove(visit.field("code"))
    except PrimumError as error:
        return proof(visit, error)
    about, visit.house.about = visit.house.about, {}
    kept = replace(visit.desk.settings(), profession=about.get("profession"), country=about.get("country", "US"))
    visit.desk.set_settings(kept)
    return visit.to("/welcome/example")


def try_out(visit: Visit) -> Response:
    """End the first run with an example to try."""
    visit.desk.set_settings(replace(visit.desk.settings(), first_run_done=True))
    return visit.page("welcome-example.html", step=3)


# ── Later ─────────────────────────────────────────────────────────────────────────────────────────


def locked(visit: Visit, problem: PrimumError | None = None) -> Response:
    """Ask for the passphrase."""
    if visit.house.doors.knock() is not Door.LOCKED:
        return visit.to("/")
    return visit.page("unlock.html", 422 if problem else 200, problem=problem)


def unlock(visit: Visit) -> Response:
    """Open the store with the passphrase."""
    try:
        visit.house.doors.unlock(visit.field("passphrase"))
    except PrimumError as error:
        return locked(visit, error)
    return visit.to("/")


def lost(visit: Visit, problem: PrimumError | None = None) -> Response:
    """Ask for the recovery code of a store whose key is lost."""
    door = visit.house.doors.knock()
    if door not in (Door.LOST, Door.LOCKED):
        return visit.to("/")
    asks = door is Door.LOCKED or isinstance(problem, PassphraseNeeded)
    return visit.page("recover.html", 422 if problem else 200, problem=problem, asks=asks)


def recover(visit: Visit) -> Response:
    """Open the store with the recovery code."""
    try:
        visit.house.doors.recover(visit.field("code"), visit.field("passphrase") or None)
    except PrimumError as error:
        return lost(visit, error)
    return visit.to("/", "Welcome back. Everything is where you left it.")
