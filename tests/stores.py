"""What the tests of the store share: a clock to wind, a keyring of their own, a PostgreSQL server, and a search."""

from __future__ import annotations

import base64
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest


class Clock:
    """A clock that stands until it is wound."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def on(self, **by: float) -> None:
        self.time += timedelta(**by)


class FakeRing(dict[str, bytes]):
    """A keyring that keeps its secrets, unless it is `locked`."""

    locked = False

    def put(self, name: str, secret: bytes) -> bool:
        self[name] = secret
        return not self.locked

    def get(self, name: str) -> bytes | None:  # type: ignore[override]  # a ring has no default
        return None if self.locked else super().get(name)


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, where they are installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # Debian's, which are not on the path
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve())
    return places[-1].parent if places else None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server of the tests' own on a socket, and give the address of its database."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    root = os.geteuid() == 0
    owner = next((u for u in pwd.getpwall() if u.pw_name in {"postgres", "nobody"}), None) if root else None
    if root and owner is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user here")
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    place = Path(tempfile.mkdtemp(prefix="primum-pg-", dir="/tmp"))  # a socket's path is short
    try:
        if owner:
            os.chown(place, owner.pw_uid, owner.pw_gid)
        made = [programs / "initdb", "-D", place / "data", "-U", "primum", "-A", "trust", "-N"]
        subprocess.run(made, cwd=place, check=True, capture_output=True, **user)  # noqa: S603
        serve = [programs / "postgres", "-D", place / "data", "-k", place, "-c", "listen_addresses=", "-F"]
        started = subprocess.Popen(serve, cwd=place, stderr=subprocess.DEVNULL, **user)  # noqa: S603
        try:
            _wait_for(place / ".s.PGSQL.5432", programs)
            yield f"postgresql://primum@/postgres?host={place}"
        finally:
            started.terminate()
            started.wait(30)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _wait_for(socket: Path, programs: Path) -> None:
    for _ in range(600):
        ready = [programs / "pg_isready", "-q", "-h", socket.parent, "-U", "primum", "-d", "postgres"]
        if socket.exists() and subprocess.run(ready, check=False).returncode == 0:  # noqa: S603
            return
        time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not start")


def disguises(word: str) -> set[bytes]:
    """Return a word as it could stand in a file: in every usual encoding, and in base64 and hexadecimal."""
    plain = {word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252")}
    wrapped = {base64.b64encode(b" " * shift + p)[4:-4] for p in plain for shift in range(3)}
    return plain | wrapped | {p.hex().encode() for p in plain} | {p.hex().upper().encode() for p in plain}


def found_in(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Return the files of a folder in which one of the words stands, in whatever disguise."""
    needles = {needle for word in words for needle in disguises(word)}
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in files if any(n in path.read_bytes() for n in needles)]
