"""What the tests share: golden files, and the command line run in this very process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from primum import Draft, Review, audit
from primum.cli import main
from primum.model import NoModel
from tests.samples import ALL

# A busy machine is no fault of the program: how long something takes is measured where it matters, in `benchmarks`.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

GOLDEN = Path(__file__).parent / "golden"


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal and keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self) -> bool:
        return True

    @property
    def told(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined]  # the buffer is the BytesIO of above


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-golden", action="store_true", help="write the golden files anew; read the diff before you keep it"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name, or write it with --refresh-golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--refresh-golden"):
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{name} differs; if it should, run pytest --refresh-golden"

    return compare


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run `primum ARGS`; `stdin` is what comes through standard input."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            main(list(args))
        return Outcome(int(stopped.value.code or 0), *capsys.readouterr())

    return run


def let_review(monkeypatch: pytest.MonkeyPatch, judge: Callable[[Draft], Review]) -> None:
    """Put another judge in the place of the rules, for a single draft and for a table."""
    monkeypatch.setattr(sys.modules["primum.review"], "review_draft", judge)  # `primum.review` itself is the function
    monkeypatch.setattr(audit, "review_drafts", lambda drafts: [judge(draft) for draft in drafts])


@pytest.fixture(scope="session", autouse=True)
def explicit_knowledge_alone() -> Iterator[None]:
    """Let no test depend on what the model happens to say; those that are about the model pass it themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["primum.review"], "model", lambda: NoModel("tests go without"))
        yield


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the samples be reviewed as they were made by hand, and any other draft be clean."""
    known = {sample.draft.text: sample for sample in ALL}

    def review_draft(draft: Draft) -> Review:
        sample = known.get(draft.text)
        return Review(draft, sample.findings if sample else (), bool(sample and sample.heated))

    let_review(monkeypatch, review_draft)
