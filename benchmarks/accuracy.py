"""How well drafts are read: `uv run python -m benchmarks.accuracy` scores the corpus and writes docs/accuracy.md.

Explicit knowledge is measured here and now. The model's figures come from `training/held-out.jsonl`: reviews of drafts
in files that the model had not seen, with limits chosen on other files (`training/evaluate.py` writes it).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from primum import Draft
from primum.model import NoModel, model
from primum.render import as_dict
from primum.review import review_drafts

ROOT: Final = Path(__file__).parent.parent
CORPUS: Final = ROOT / "training" / "corpus"
HELD_OUT: Final = ROOT / "training" / "held-out.jsonl"
PAGE: Final = ROOT / "docs" / "accuracy.md"

sys.path.insert(0, str(ROOT / "training"))
from score import SLIPS, score  # noqa: E402 (the project's measure stands beside the corpus)

Labelled = Mapping[str, Any]
"""A labelled draft, as a line of the corpus."""
Reviews = Mapping[str, Mapping[str, Any]]
"""Reviews by the id of their draft."""

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
WITNESSES: Final = {
    "explicit": "explicit knowledge alone",
    "model": "the model alone",
    "both": "**both, one judgment**",
}
SMALLEST: Final = 25
"""Groups of fewer drafts are left out."""
GROUPS: Final[Mapping[str, Callable[[Labelled], str]]] = {
    "file": lambda d: str(d["id"]).rsplit("-", 1)[0],
    "platform": lambda d: str(d["platform"]),
    "kind": lambda d: str(d["kind"]),
    "length": lambda d: next(n for limit, n in LENGTHS if len(d["text"].split()) <= limit),
    "reply or not": lambda d: "answers something" if d["in_reply_to"] else "answers nothing",
}
LENGTHS: Final = ((15, "1 to 15 words"), (30, "16 to 30"), (60, "31 to 60"), (10**6, "61 and more"))

PREFACE: Final = """# How well drafts are read

Written by `uv run python -m benchmarks.accuracy`; `training/score.py` says what each figure counts, and
`training/README.md` what kinds of drafts are still read wrongly."""


def corpus(pattern: str) -> list[Labelled]:
    """Return the labelled drafts of some files."""
    paths = sorted(CORPUS.glob(pattern))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def live(drafts: Sequence[Labelled], *, explicit: bool) -> Reviews:
    """Review labelled drafts now, without a look at their labels."""
    given = [Draft(d["text"], d["in_reply_to"], d["platform"], d["kind"], d["author"], d["id"]) for d in drafts]
    witness = NoModel("explicit knowledge is measured alone") if explicit else model()
    return {str(said.draft.id): as_dict(said) for said in review_drafts(given, witness)}


def row(name: str, drafts: Sequence[Labelled], said: Reviews) -> str:
    """Return a line of a table: precision, recall and F1 of each slip, then the other figures."""
    got = score(drafts, [said[d["id"]] for d in drafts], [])
    slips = " | ".join(f"{got[s]['precision']:.2f} · {got[s]['recall']:.2f} · {got[s]['f1']:.2f}" for s in SLIPS)
    rest = ("false_alarms", "missed_holds", "verdict", "place", "identifier_recall", "identifier_precision")
    return f"| {name} | {len(drafts)} | {slips} | " + " | ".join(f"{got[k]:.3f}" for k in rest) + " |"


def grouped(title: str, drafts: Sequence[Labelled], said: Reviews) -> str:
    """Return a table of the drafts by one of GROUPS."""
    groups: dict[str, list[Labelled]] = {}
    for draft in drafts:
        groups.setdefault(GROUPS[title](draft), []).append(draft)
    rows = [row(name, some, said) for name, some in sorted(groups.items()) if len(some) >= SMALLEST]
    return "\n".join([f"### By {title}\n", HEAD, *rows])


def by_rule(drafts: Sequence[Labelled], said: Reviews) -> str:
    """Return how often a rule's slip, and the rule itself, was found in the drafts that have it."""
    rules = dict.fromkeys(f["rule"] for d in drafts for f in d["findings"])
    rows = []
    for rule in sorted(rules):
        there = [d for d in drafts if any(f["rule"] == rule and f["level"] != "note" for f in d["findings"])]
        slip = next(f["slip"] for d in drafts for f in d["findings"] if f["rule"] == rule)
        found = [{key: {f[key] for f in said[d["id"]]["findings"]} for key in ("slip", "rule")} for d in there]
        shares = (
            sum(value in f[key] for f in found) / max(1, len(there)) for key, value in (("slip", slip), ("rule", rule))
        )
        rows.append(f"| {rule} | {len(there)} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")
    return "\n".join(
        ["### By rule\n", "| rule | drafts | its slip found | itself found |\n| --- | --- | --- | --- |", *rows]
    )


def calibration(drafts: Sequence[Labelled], chances: Mapping[str, Mapping[str, float]]) -> str:
    """Return, for each tenth of the model's probability of a slip, how often the slip was there."""
    rows = []
    for slip in SLIPS:
        bins: list[list[bool]] = [[] for _ in range(10)]
        for draft in drafts:
            levels = {f["level"] for f in draft["findings"] if f["slip"] == slip}
            if levels != {"note"}:
                bins[min(9, int(chances[draft["id"]][slip] * 10))].append(bool(levels & {"warn", "stop"}))
        shares = (f"{sum(b) / len(b):.2f} ({len(b)})" if b else "–" for b in bins)
        rows.append(f"| {slip} | " + " | ".join(shares) + " |")
    tenths = " | ".join(f"{i / 10:.1f}–{(i + 1) / 10:.1f}" for i in range(10))
    head = f"| said | {tenths} |\n|{' --- |' * 11}"
    return "\n".join(
        [
            "### What a probability of the model is worth\n",
            "How often the slip was there, and of how many.\n",
            head,
            *rows,
        ]
    )


def held_out() -> Iterator[str]:
    """Yield the sections on drafts in files that the model had not seen."""
    lines = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    said: dict[str, Reviews] = {who: {line["id"]: line[who] for line in lines} for who in WITNESSES}
    drafts = [d for d in corpus("*.jsonl") if d["id"] in said["both"]]
    files = sorted({GROUPS["file"](d) for d in drafts})
    yield "## Whole files left out"
    yield "Each draft was judged by a model that had not seen its file, with limits chosen on the other files."
    yield f"Files so far: {', '.join(files)}."
    yield "\n".join([HEAD, *(row(name, drafts, said[who]) for who, name in WITNESSES.items())])
    yield by_rule(drafts, said["both"])
    yield from (grouped(title, drafts, said["both"]) for title in GROUPS)
    yield calibration(drafts, {line["id"]: line["chances"] for line in lines})


def explicit() -> Iterator[str]:
    """Yield the section on explicit knowledge alone."""
    yield "## Explicit knowledge alone"
    yield "Its patterns were made with the first row's drafts in view, and with some of the second's: not held out."
    rows = (
        (name, corpus(pattern))
        for name, pattern in (("first corpus", "dev-*.jsonl"), ("drafts of our own", "own-*.jsonl"))
    )
    yield "\n".join([HEAD, *(row(name, drafts, live(drafts, explicit=True)) for name, drafts in rows)])


def main() -> None:
    """Score the corpus, print the tables, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--reviews", type=Path, help="write what the program says of every draft of the corpus there, and stop"
    )
    arguments = parser.parse_args()
    if arguments.reviews:
        said: Iterable[Mapping[str, Any]] = live(corpus("*.jsonl"), explicit=False).values()
        arguments.reviews.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in said), encoding="utf-8")
        return
    page = "\n\n".join([PREFACE, *(held_out() if HELD_OUT.exists() else ()), *explicit()])
    print(page)
    PAGE.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
