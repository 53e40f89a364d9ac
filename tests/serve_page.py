"""Serve the page over a store, as a program of its own that a test can kill: `python -m tests.serve_page …`."""

from __future__ import annotations

import sys
from pathlib import Path

from primum.desk import Desk
from primum.model import NoModel
from primum.store import Folder, Store
from primum.web.application import app
from tests.page import Clock


def main(folder: str, key: str, port: str, secret: str) -> None:
    """Serve until killed."""
    import uvicorn

    clock = Clock(runs=True)
    desk = Desk(Store.in_folder(Folder(Path(folder)), bytes.fromhex(key), clock), clock, NoModel("not needed"))
    uvicorn.run(app(desk, secret), host="127.0.0.1", port=int(port), access_log=False, log_level="critical")


if __name__ == "__main__":
    main(*sys.argv[1:])
