"""The server: it listens on this machine alone, opens the author's browser, and writes no log."""

from __future__ import annotations

import contextlib
import secrets
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from primum.errors import PrimumError
from primum.web.application import app
from primum.web.doors import Doors, StoreDoors
from primum.web.guard import LOCAL

if TYPE_CHECKING:
    import socket

    import uvicorn

    from primum.desk import Desk, Outbox

LOOPBACK: Final = "127.0.0.1"
TEND: Final = 20.0
"""Seconds between two looks at what is due."""

_QUIET: Final[dict[str, object]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {name: {"handlers": ["nowhere"], "propagate": False} for name in ("uvicorn", "asyncio")},
}
"""Nothing that passes through the server is written down, not even when it stumbles."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the page is: `link` opens it, and `token` lets other programs ask for reviews at `address`/api."""

    address: str
    link: str
    token: str


def serve(
    desk: Desk | Doors | None = None,
    port: int = 0,
    open_browser: bool = True,
    *,
    host: str = LOOPBACK,
    beyond_this_machine: bool = False,
    announce: Callable[[Opened], None] | None = None,
) -> None:
    """Serve the page until it is told to stop (Ctrl-C); without a desk, over the store of this machine.

    `port` 0 takes any that is free. Another host than the loopback is refused unless it is asked for explicitly, as the
    line is not encrypted. `announce` is told where the page is; without it, the link is written to standard error.
    """
    if host not in (LOOPBACK, "::1", "localhost") and not beyond_this_machine:
        raise PrimumError(
            f"Primum listens on this machine alone, and {host} can be reached from others.",
            "Leave the host out, or ask for it explicitly if you know who is on the line.",
        )
    doors: Desk | Doors = desk if desk is not None else _own_doors()
    secret, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    names = LOCAL | {host.lower()}
    server = _server(app(doors, secret, token=token, hosts=names), host, port)
    listening = _listening(server, port)
    number = listening.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{number}"
    opened = Opened(address, f"{address}/open?key={secret}", token)
    threading.Thread(target=_warm_up, daemon=True).start()
    threading.Thread(target=_tend, args=(server, doors), daemon=True).start()
    threading.Thread(target=_tell, args=(server, opened, announce or _announce, open_browser), daemon=True).start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        if desk is None and isinstance(doors, StoreDoors):
            doors.close()


def _own_doors() -> StoreDoors:
    from primum.desk import Desk

    return StoreDoors(lambda store: Desk(store, _now))


def _now() -> datetime:
    """Return the time on the author's own clock, which knows when the clocks change."""
    from dateutil.tz import tzlocal

    return datetime.now(tzlocal())


def _server(application: object, host: str, port: int) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(
        application,  # type: ignore[arg-type]  # Starlette is one of the many kinds of application that it takes
        host=host,
        port=port,
        access_log=False,
        log_config=_QUIET,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        ws="none",
    )
    return uvicorn.Server(config)


def _listening(server: uvicorn.Server, port: int) -> socket.socket:
    """Return the socket that listens, or say that the port is taken."""
    try:
        return server.config.bind_socket()
    except SystemExit:
        raise PrimumError(f"Port {port} is taken on this machine.", "Choose another one, or leave it out.") from None


def _tell(server: uvicorn.Server, opened: Opened, announce: Callable[[Opened], None], open_browser: bool) -> None:
    """Say where the page is once somebody answers there."""
    while not server.started:
        time.sleep(0.02)
    announce(opened)
    if open_browser:
        webbrowser.open(opened.link)


def _announce(opened: Opened) -> None:
    sys.stderr.write(f"Primum is open at {opened.link}\nPress Ctrl-C here to close it.\n")
    sys.stderr.flush()


def _tend(server: uvicorn.Server, doors: Desk | Doors) -> None:
    while not server.should_exit:
        time.sleep(TEND)
        desk = doors.desk if isinstance(doors, Doors) else doors
        if desk is not None:
            tend(desk)


def tend(desk: Desk, outbox: Outbox | None = None) -> None:
    """Send what is due, and back up where a day has passed; what fails is shown on the page, and stops nothing."""
    from primum.desk import Outbox

    with contextlib.suppress(Exception):
        (outbox or Outbox(desk)).send_due()
        desk.tend()


def _warm_up() -> None:
    """Read one sentence, so that the author's first one need not wait for the model."""
    from primum.review import review

    review("Two spaces open on Tuesdays.")
