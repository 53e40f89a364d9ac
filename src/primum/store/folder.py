"""The folder where Primum keeps its data, how files are written in it, and whose turn it is."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import platformdirs

from primum.store.errors import DiskFull, FolderReadOnly, StoreBusy, StoreError, StoreFailed

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PARTIAL: Final = ".partial"
"""How a file ends that is still being written."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder, open to its owner alone: 0700, and every file in it 0600."""

    path: Path

    @classmethod
    def own(cls) -> Folder:
        """Return the folder that PRIMUM_HOME names, or the platform's own for a user's data."""
        given = os.environ.get("PRIMUM_HOME")
        return cls(Path(given).expanduser() if given else platformdirs.user_data_path("primum", appauthor=False))

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.path / "primum.db"

    @property
    def keys(self) -> Path:
        """The wrapped keys."""
        return self.path / "keys.json"

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.path / "backups"

    @property
    def spare_keys(self) -> Path:
        """A copy of the wrapped keys beside the backups, so that a copy of that folder and the code are enough."""
        return self.backups / "keys.json"

    def make(self) -> None:
        """Make the folder where it is missing, and close it to everyone else."""
        with refusals():
            for path in (self.path, self.backups):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                if path.stat().st_mode & 0o077:
                    path.chmod(0o700)

    def in_use(self) -> Turn:
        """Say that the database is open here, for as long as the turn is kept."""
        return Turn(self.path / "in-use.lock", shared=True)

    def to_itself(self) -> Turn:
        """Wait until nobody has the database open, or raise StoreBusy."""
        return Turn(self.path / "in-use.lock", wait=2.0)

    def to_change(self) -> Turn:
        """Wait for the turn to set up, migrate, back up or restore, or raise StoreBusy."""
        return Turn(self.path / "change.lock", wait=60.0)


class Turn:
    """A lock on a file, held until `end` and let go of by the system should the process die."""

    def __init__(self, path: Path, *, shared: bool = False, wait: float = 0.0) -> None:
        with refusals():
            self._file: IO[bytes] = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        until = time.monotonic() + wait
        while not _locked(self._file, shared):
            if time.monotonic() >= until:
                self._file.close()
                raise StoreBusy
            time.sleep(0.02)

    def end(self) -> None:
        """Let the next one have its turn."""
        self._file.close()

    def __enter__(self) -> Turn:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


if sys.platform == "win32":

    def _locked(file: IO[bytes], shared: bool) -> bool:
        if shared:  # Windows itself refuses to replace a file that is open
            return True
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _locked(file: IO[bytes], shared: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Say in Primum's words what the file system refused."""
    try:
        yield
    except OSError as error:
        raise _refusal(error) from None


def _refusal(error: OSError) -> StoreError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull()
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return FolderReadOnly()
    return StoreFailed(errno.errorcode.get(error.errno or 0, "file error"))


def touch(path: Path) -> None:
    """Make an empty file that only its owner can read; a file that is there stays as it is."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def write(path: Path, content: bytes) -> None:
    """Write a file so that after a crash there is the old or the new one, whole."""
    partial = path.with_name(path.name + PARTIAL)
    with contextlib.suppress(FileNotFoundError):
        partial.unlink()
    touch(partial)
    partial.write_bytes(content)
    put_in_place(partial, path)


def put_in_place(partial: Path, path: Path) -> None:
    """Give a file that is written its name, once it is on the disk."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    if sys.platform == "win32":  # folders cannot be opened there, and a rename is written through
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
