"""How well drafts are read: `uv run python -m benchmarks.accuracy` scores the corpus and writes docs/accuracy.md."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from primum import Draft, review_draft
from primum.render import as_dict

ROOT: Final = Path(__file__).parent.parent
CORPUS: Final = ROOT / "training" / "corpus"
PAGE: Final = ROOT / "docs" / "accuracy.md"

sys.path.insert(0, str(ROOT / "training"))
from score import SLIPS, score  # noqa: E402 (the project's measure stands beside the corpus)

Labelled = Mapping[str, Any]
"""A labelled draft, as a line of the corpus."""


def corpus(paths: Iterable[Path]) -> list[Labelled]:
    """Return the labelled drafts of some files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def reviews(drafts: Iterable[Labelled]) -> Iterator[dict[str, Any]]:
    """Review labelled drafts, without a look at their labels."""
    for d in drafts:
        draft = Draft(d["text"], d["in_reply_to"], d["platform"], d["kind"], d["author"], d["id"])
        yield as_dict(review_draft(draft))


def row(name: str, drafts: Sequence[Labelled], said: Sequence[dict[str, Any]]) -> str:
    """Return a line of the table: drafts, then precision, recall and F1 of each slip, then the other figures."""
    ids = {d["id"] for d in drafts}
    got = score(drafts, [r for r in said if r["id"] in ids], [])
    slips = " | ".join(f"{got[s]['precision']:.2f} · {got[s]['recall']:.2f} · {got[s]['f1']:.2f}" for s in SLIPS)
    rest = ("false_alarms", "missed_holds", "verdict", "place", "identifier_recall", "identifier_precision")
    return f"| {name} | {len(drafts)} | {slips} | " + " | ".join(f"{got[k]:.3f}" for k in rest) + " |"


COLUMNS: Final = (
    "drafts",
    "n",
    *(f"{slip} P · R · F1" for slip in SLIPS),
    "false alarms",
    "missed holds",
    "verdict",
    "place",
    "identifiers R",
    "identifiers P",
)
HEAD: Final = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"
PREFACE: Final = """# How well drafts are read

Written by `uv run python -m benchmarks.accuracy`; `training/score.py` says what each figure counts. Explicit knowledge
speaks alone here: word lists and patterns. They were made with the first row's drafts in view; the second row's drafts,
by other authors, were looked at for false alarms only."""


def table(title: str, drafts: Sequence[Labelled], said: Sequence[dict[str, Any]], key: str) -> str:
    """Return a table of the drafts grouped by one of their fields, groups of under 40 drafts left out."""
    groups = (
        (name, list(group)) for name, group in groupby(sorted(drafts, key=lambda d: d[key]), key=lambda d: d[key])
    )
    rows = [row(name, group, said) for name, group in groups if len(group) >= 40]
    return "\n".join([f"## {title}\n", HEAD, *rows])


def main() -> None:
    """Score the corpus, print the tables, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--reviews", type=Path, help="also write the reviews there, one a line, as training/score.py reads them"
    )
    arguments = parser.parse_args()
    given, own = (corpus(sorted(CORPUS.glob(f"{kind}-*.jsonl"))) for kind in ("dev", "own"))
    said = [*reviews([*given, *own])]
    if arguments.reviews:
        arguments.reviews.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in said), encoding="utf-8")
    page = "\n\n".join(
        [
            PREFACE,
            "\n".join([HEAD, row("first corpus", given, said), row("drafts of our own", own, said)]),
            table("By platform", [*given, *own], said, "platform"),
            table("By kind", [*given, *own], said, "kind"),
        ]
    )
    print(page)
    PAGE.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
