"""What the tests of the page share: a desk over a store of their own, a running server, and a real browser."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from primum.desk import Desk, Outbox
from primum.model import NoModel
from primum.store import Folder, Settings, Store
from primum.web.application import app
from primum.web.doors import Doors

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SECRET: Final = "the secret of the opening link"  # noqa: S105
TOKEN: Final = "the token of other programs"  # noqa: S105

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --font-render-hinting=none"
).split()


class Clock:
    """A clock that is set by hand, or runs on from where it was set."""

    def __init__(self, *, runs: bool = False) -> None:
        self.start = datetime(2026, 11, 3, 10, tzinfo=timezone(timedelta(hours=-5)))
        self._since = time.monotonic() if runs else None

    def __call__(self) -> datetime:
        gone = time.monotonic() - self._since if self._since is not None else 0.0
        return self.start + timedelta(seconds=gone)

    def set(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        """Put the clock to another hour, today or some days on."""
        day = (self() + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.start, self._since = day, (time.monotonic() if self._since is not None else None)

    def on(self, **by: float) -> None:
        """Wind it on."""
        self.start += timedelta(**by)


@contextlib.contextmanager
def laid(folder: Path, clock: Clock, *, key: bytes | None = None, done: bool = True) -> Iterator[Desk]:
    """Give a desk over a store of its own, with its first run behind it."""
    with Store.in_folder(Folder(folder), key or os.urandom(32), clock) as store:
        desk = Desk(store, clock, NoModel("tests go without"))
        if done:
            desk.set_settings(Settings(first_run_done=True))
        yield desk


class Served:
    """A page that is being served, and can be stopped and started anew."""

    def __init__(
        self,
        doors: Doors | Desk,
        *,
        secret: str = SECRET,
        port: int = 0,
        outbox: Callable[[Desk], Outbox] | None = None,
    ) -> None:
        import uvicorn

        config = uvicorn.Config(
            app(doors, secret, token=TOKEN, outbox=outbox),
            host="127.0.0.1",
            port=port,
            access_log=False,
            log_level="critical",
        )
        self._server = uvicorn.Server(config)
        socket = config.bind_socket()
        self.port: int = socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.link = f"{self.address}/open?key={secret.replace(' ', '%20')}"
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [socket]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop serving, at once."""
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(10)

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Give a real Chromium, or skip the test and say why."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed here (Debian: apt-get install chromium)")
    playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
