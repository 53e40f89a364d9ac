"""A visit: one request with what it brought, and how its answer comes about.

A handler is a plain function of a `Visit`; it runs in a thread of its own, so that a slow disk holds up nobody else,
and it may raise any PrimumError. `shown` is for pages, `sent` for forms, `told` for the page's scripts, and `asked` for
other programs.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from primum.errors import PrimumError
from primum.store.errors import KeyUnavailable
from primum.web.doors import Door, Doors
from primum.web.guard import LARGEST_FILE, as_json
from primum.web.guide import Guide
from primum.web.look import page
from primum.web.refusals import Refused, status_of, unreadable
from primum.web.session import Session

if TYPE_CHECKING:
    from primum.desk import Desk, Outbox
    from primum.publish import Door as SignIn

Endpoint = Callable[[Request], Awaitable[Response]]


def _outbox(desk: Desk) -> Outbox:
    from primum.desk import Outbox

    return Outbox(desk)


@dataclass(slots=True)
class House:
    """What all visits share: the doors, the session, and a word to be said on the next page."""

    doors: Doors
    session: Session
    word: str = ""
    about: dict[str, str] = field(default_factory=dict)
    """What was said at the first run before there was a store to keep it."""
    guide: Guide = field(default_factory=Guide)
    outbox: Callable[[Desk], Outbox] = _outbox
    door: SignIn | None = field(default=None, repr=False)
    """A sign-in on a Mastodon server that waits for its code."""


@dataclass(slots=True)
class Visit:
    """One request: `form` holds what a form sent, `data` what a script did."""

    request: Request
    house: House
    form: FormData = field(default_factory=FormData, repr=False)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def desk(self) -> Desk:
        """The desk; a door that is closed raises."""
        desk = self.house.doors.desk
        if desk is None:
            raise Refused(423, "Primum is locked.", "Open it first; what you wrote is still where you wrote it.")
        return desk

    @property
    def outbox(self) -> Outbox:
        """The outbox of the desk."""
        return self.house.outbox(self.desk)

    @property
    def now(self) -> datetime:
        """The author's present time."""
        return self.desk.clock()

    @property
    def id(self) -> str:
        """The record that the address names."""
        return str(self.request.path_params["id"])

    def field(self, name: str) -> str:
        """Return what stands in a field of the form, or nothing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def fields(self, name: str) -> list[str]:
        """Return every value of a field that may stand in a form several times."""
        return [value.strip() for value in self.form.getlist(name) if isinstance(value, str) and value.strip()]

    def file(self, name: str) -> UploadFile | None:
        """Return a file of the form, if one was chosen."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def said(self, name: str) -> str:
        """Return a text that the script sent, or nothing."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            raise unreadable()
        return value or ""

    def number(self, name: str) -> int:
        """Return a whole number that the script sent, or nought."""
        value = self.data.get(name, 0)
        if not isinstance(value, int):
            raise unreadable()
        return value

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page, with the word that was waiting for one."""
        word, self.house.word = self.house.word, ""
        common = {"token": self.house.session.form, "word": word, "path": self.request.url.path}
        return Response(page(template, **common, **values), status, media_type="text/html")

    def to(self, address: str, word: str = "") -> Response:
        """Send the browser on to another page, where a word may be said."""
        self.house.word = word or self.house.word
        return RedirectResponse(address, 303)


Handler = Callable[[Visit], Response]


def shown(handler: Handler, *, closed: bool = False) -> Endpoint:
    """Make a page of a handler; while the door is closed, the browser is sent to it unless the page is for that."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, handler, _visit(request), closed)

    return endpoint


def sent(handler: Handler, *, closed: bool = False) -> Endpoint:
    """Make a form's address of a handler; the form must be one of ours."""

    async def endpoint(request: Request) -> Response:
        visit = _visit(request)
        visit.form = await _form(request)
        token = request.headers.get("x-primum") or visit.field("token")
        if not visit.house.session.is_ours(token):
            return refuse(request.scope, _stale())
        return await run_in_threadpool(_answered, handler, visit, closed)

    return endpoint


def told(handler: Handler) -> Endpoint:
    """Make an address for the page's scripts of a handler: JSON comes in, and whatever the handler gives goes out."""

    async def endpoint(request: Request) -> Response:
        visit = _visit(request)
        if not visit.house.session.is_ours(request.headers.get("x-primum", "")):
            return refuse(request.scope, _stale())
        visit.data = read_json(await request.body())
        return await run_in_threadpool(_answered, handler, visit, False)

    return endpoint


def asked(handler: Handler) -> Endpoint:
    """Make an address for other programs of a handler; the guard has looked at their token."""

    async def endpoint(request: Request) -> Response:
        visit = _visit(request)
        visit.data = read_json(await request.body())
        return await run_in_threadpool(_answered, handler, visit, True)

    return endpoint


def read_json(body: bytes) -> Mapping[str, Any]:
    """Return the object that a body holds, or raise Refused."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(data, dict):
        raise unreadable()
    return data


def refuse(scope: Scope, refused: Refused) -> Response:
    """Return a refusal as whoever asked can read it."""
    headers = Headers(scope=scope)
    if scope["path"].startswith("/api/") or "application/json" in headers.get("accept", ""):
        return as_json(refused)
    html = page("refusal.html", problem=refused.problem, remedy=refused.remedy, status=refused.status)
    return Response(html, refused.status, media_type="text/html")


def told_json(data: Mapping[str, Any], status: int = 200) -> Response:
    """Return data for a script."""
    return JSONResponse(data, status)


def _visit(request: Request) -> Visit:
    return Visit(request, request.app.state.house)


def _stale() -> Refused:
    return Refused(403, "This page is older than the Primum that runs now.", "Reload it; copy first what is not saved.")


def _answered(handler: Handler, visit: Visit, closed: bool) -> Response:
    try:
        if not closed and (address := _door(visit.house.doors)):
            return _sent_away(visit, address)
        return handler(visit)
    except PrimumError as error:
        return refuse(visit.request.scope, Refused(status_of(error), error.problem, error.remedy))


_ENTRANCES = {Door.NEW: "/welcome", Door.LOCKED: "/unlock", Door.LOST: "/recover"}


def _door(doors: Doors) -> str | None:
    return None if doors.desk is not None else _ENTRANCES.get(doors.knock())


def _sent_away(visit: Visit, address: str) -> Response:
    if "application/json" in visit.request.headers.get("accept", ""):
        raise KeyUnavailable("Primum is locked.", "Open it in another tab; what you wrote stays in this one.")
    return RedirectResponse(address, 303)


class _InMemory(MultiPartParser):
    """Reads a form without ever putting a part of it into a temporary file, where others could read it."""

    spool_max_size = LARGEST_FILE + 1


async def _form(request: Request) -> FormData:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        from starlette.formparsers import MultiPartException

        parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=200, max_part_size=1_000_000)
        try:
            return await parser.parse()
        except (MultiPartException, KeyError):
            raise unreadable() from None
    return await request.form(max_fields=200)
