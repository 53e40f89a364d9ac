"""The page under load: reviews a second through the API under 32 clients, the slowest of a hundred, memory over time.

`uv run python -m benchmarks.page` starts the program on a loopback address, asks it for 10,000 reviews of corpus drafts
(`--reviews N` for fewer), counts the answers, and writes `docs/load.md`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from benchmarks.speed import corpus

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "load.md"
CLIENTS: Final = 32

SERVER: Final = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from primum.desk import Desk
from primum.store import Folder, Store
from primum.web import serve

store = Store.in_folder(Folder(Path(sys.argv[1])), os.urandom(32))
desk = Desk(store, lambda: datetime.now(UTC))
serve(desk, open_browser=False, announce=lambda opened: print(opened.address, opened.token, flush=True))
"""
"""Runs in a process of its own, whose memory is then its own too."""


class Server(NamedTuple):
    """Where the page answers, the token of its API, and its process."""

    address: str
    token: str
    process: int

    @property
    def memory(self) -> float:
        """MiB that the process holds."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Answer(NamedTuple):
    """One review: the answer's status, how long it took in milliseconds, and what it said."""

    status: int
    took: float
    verdict: str


@contextmanager
def running() -> Iterator[Server]:
    """Start the page over an empty store, and end it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-c", SERVER, folder], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().split()
            yield Server(address, token, process.pid)
        finally:
            process.terminate()
            process.wait()


def asked(server: Server, texts: Sequence[str]) -> list[Answer]:
    """Ask for reviews one after another over one connection, as one program would."""
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)
    head = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    answers = []
    for text in texts:
        began = time.perf_counter()
        line.request("POST", "/api/review", json.dumps({"text": text}), head)
        answer = line.getresponse()
        body = json.loads(answer.read())
        answers.append(Answer(answer.status, (time.perf_counter() - began) * 1e3, body.get("verdict", "")))
    line.close()
    return answers


def by_all(server: Server, texts: Sequence[str]) -> list[Answer]:
    """Let CLIENTS ask at once, each for its share."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = pool.map(lambda share: asked(server, share), (texts[i::CLIENTS] for i in range(CLIENTS)))
        return [answer for share in shares for answer in share]


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=10_000)
    wanted = parser.parse_args().reviews
    drafts = corpus()
    texts = [drafts[i % len(drafts)] for i in range(wanted)]
    with running() as server:
        by_all(server, texts[:2_000])  # until every thread has had its work
        before, began = server.memory, time.perf_counter()
        answers = by_all(server, texts)
        seconds, after = time.perf_counter() - began, server.memory
    lost = wanted - sum(answer.status == 200 and bool(answer.verdict) for answer in answers)
    cuts = quantiles((answer.took for answer in answers), n=100)
    page = f"""# The page under load

Written by `uv run python -m benchmarks.page` on {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f} at the end):
corpus drafts through `/api/review`, {CLIENTS} clients at once, both witnesses.

| what | measured |
| --- | --- |
| reviews asked for, and lost | {wanted:,}, {lost} |
| reviews a second | {wanted / seconds:.0f} |
| an answer takes: median, 99 of 100 within | {cuts[49]:.0f} ms, {cuts[98]:.0f} ms |
| memory after 2,000 to warm up, after {wanted:,} more | {before:.0f} MiB, {after:.0f} MiB |
"""
    print(page)
    PAGE.write_text(page, encoding="utf-8")
    if lost:
        raise SystemExit(f"{lost} reviews were lost")


if __name__ == "__main__":
    main()
