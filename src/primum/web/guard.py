"""The guard before every page: who asks, from where, how much, and what no answer goes without.

A page of another site, or of another program on this machine, gets nothing: the Host must be a name of this machine
(against DNS rebinding), the browser must say that the request is the page's own, and the cookie is never sent along
from elsewhere. What goes wrong inside is told without the words of a draft, and never reaches a log.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from primum.web.refusals import Refused, too_large
from primum.web.session import Session, cookie_name

LOCAL: Final = frozenset(("127.0.0.1", "localhost", "[::1]"))
"""The names of this machine that nobody else can point elsewhere."""

LARGEST: Final = 3_000_000
"""The most bytes of a request: the longest draft, and what it answers, with every character escaped."""

LARGEST_FILE: Final = 20_100_000
"""The most bytes of a request that attaches a file."""

_SAFE: Final = frozenset(("GET", "HEAD"))
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types primum"
)
_HEADERS: Final = {
    "Content-Security-Policy": _CSP,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}

Refusal = Callable[[Scope, Refused], Response]


class Guard:
    """The middleware that lets through what may pass; `refuse` renders a refusal."""

    def __init__(self, app: ASGIApp, *, session: Session, hosts: frozenset[str], refuse: Refusal) -> None:
        self._app = app
        self._session = session
        self._hosts = hosts
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on with its length watched."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _mark(MutableHeaders(scope=message))
            await send(message)

        try:
            self._check(scope, Headers(scope=scope))
            await self._app(scope, _measured(receive, _limit(scope)), marked)
        except Exception as error:
            refused = error if isinstance(error, Refused) else _stumbled(error)
            if not started:
                await self._refuse(scope, refused)(scope, receive, marked)

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Raise Refused for what must not pass."""
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            raise Refused(421, "Primum does not answer under this name.", "Open it from the link that it gave you.")
        if _length(headers) > _limit(scope):
            raise too_large()
        path = scope["path"]
        if path.startswith("/api/"):
            self._check_program(scope, headers)
        elif path != "/open":
            _check_origin(scope, headers, host)
            if not path.startswith("/static/") and not self._session.knows(_cookie(scope, headers)):
                raise Refused(
                    401,
                    "This browser has not come in by Primum's own link.",
                    "Open the link that Primum printed when it started.",
                )

    def _check_program(self, scope: Scope, headers: Headers) -> None:
        if scope["path"] == "/api/openapi.json":
            return
        if not self._session.lets_in(headers.get("authorization", "")):
            raise Refused(401, "This program has no token, or an old one.", "Copy the token from Primum's settings.")


def _check_origin(scope: Scope, headers: Headers, host: str) -> None:
    """Raise Refused unless the browser says that the page itself asks, or its owner by an address or a bookmark."""
    safe = scope["method"] in _SAFE
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    ours = f"{scope['scheme']}://{host}"
    # Under `no-referrer` a form's Origin is "null" in every browser: then Sec-Fetch-Site has to vouch for it.
    allowed = {"same-origin", "none"} if safe else {"same-origin"}
    known = site in allowed if site else safe or origin == ours
    if not known or origin not in (None, "null", ours):
        raise Refused(403, "Another page has asked for this, and Primum answers only its own.", "Open Primum itself.")


def _name(host: str) -> str:
    """Return a Host without its port.

    >>> _name("[::1]:80"), _name("127.0.0.1:8000"), _name("localhost")
    ('[::1]', '127.0.0.1', 'localhost')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() and name else host.lower()


def _cookie(scope: Scope, headers: Headers) -> str:
    server = scope.get("server")
    return cookie_parser(headers.get("cookie", "")).get(cookie_name(server[1] if server else None), "")


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "0")
    return int(given) if given.isdecimal() else LARGEST_FILE + 1


def _limit(scope: Scope) -> int:
    return LARGEST_FILE if scope["path"].endswith("/attach") else LARGEST


def _measured(receive: Receive, limit: int) -> Receive:
    """Return a `receive` that raises Refused once more has come than was allowed, whatever the header said."""
    seen = 0

    async def measured() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise too_large()
        return message

    return measured


def _mark(headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")


def _stumbled(error: Exception) -> Refused:
    """Say where Primum stumbled, but not the stranger's message, which may repeat the draft."""
    if sys.flags.dev_mode:
        raise error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else ""
    return Refused(
        500,
        f"Primum stumbled ({type(error).__name__}{where}). What you wrote is still where you wrote it.",
        "Try again; if it stays so, please report this line, not your draft.",
    )


def as_json(refused: Refused) -> Response:
    """Return a refusal for a script or a program."""
    told = json.dumps({"problem": refused.problem, "remedy": refused.remedy})
    return Response(told, refused.status, media_type="application/json")
