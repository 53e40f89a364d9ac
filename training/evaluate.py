"""Held-out figures: whole files left out, five folds.

    python training/evaluate.py --out OUT --train 0 1 2 3 4    train those folds, save their held-out predictions
    python training/evaluate.py --out OUT                      reviews and thresholds from every prediction saved in OUT

Thresholds for a file are chosen on the held-out predictions of all other files, never on its own. The reviews go to
training/held-out.jsonl, which `python -m benchmarks.accuracy` reads; the thresholds to OUT/thresholds.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import data
import predict
import torch
from data import SLIPS, Draft
from decide import Thresholds, Witnesses, readings, review, reviews, slip_scores, tune
from predict import Prediction
from score import score
from train import Recipe, train

from primum.reading import Reading

HELD_OUT = Path(__file__).parent / "held-out.jsonl"

Case = tuple[Draft, Prediction, Reading]


def held_out(folder: Path) -> list[Case]:
    """Every saved prediction beside its draft and its reading; a draft's `file` says which corpus file it stands in."""
    files = sorted(data.CORPUS.glob("*.jsonl"))
    known = {d["id"]: d | {"file": path.stem} for path in files for d in data.read([path])}
    said = [p for path in sorted(folder.glob("*.npz")) for p in predict.load(path) if p.id in known]
    drafts = [known[p.id] for p in said]
    return list(zip(drafts, said, readings(drafts, said), strict=True))


def tuned(cases: Sequence[Case]) -> Thresholds:
    drafts, predictions, read = zip(*cases, strict=True)
    return tune(drafts, predictions, read)


def lines_of(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Each draft's reviews by each witness and by both, with the model's probability of each slip."""
    made = []
    for name in dict.fromkeys(draft["file"] for draft, *_ in cases):
        limits = tuned([case for case in cases if case[0]["file"] != name])
        alone = {**limits, "backed": limits["slip"]}
        for draft, prediction, reading in (case for case in cases if case[0]["file"] == name):
            chances = {slip: round(float(p), 3) for slip, p in slip_scores(prediction.draft).items()}
            heard = {
                who.name.lower(): review(reading, alone if who is Witnesses.MODEL else limits, who) for who in Witnesses
            }
            made.append({"id": draft["id"], "chances": chances, **heard})
    return made


def report(folder: Path) -> None:
    """Write the reviews and the thresholds, and print the figures of both witnesses together."""
    cases = held_out(folder)
    lines = lines_of(cases)
    HELD_OUT.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    (folder / "thresholds.json").write_text(json.dumps(tuned(cases), indent=1), "utf-8")
    drafts = [draft for draft, *_ in cases]
    for who in Witnesses:
        print(line(who.value, score(drafts, [said[who.name.lower()] for said in lines], [])))


def line(name: str, figures: dict[str, Any]) -> str:
    slips = "  ".join(f"{figures[s]['f1']:5.2f}" for s in (*SLIPS, "any"))
    rest = "  ".join(f"{figures[k]:5.2f}" for k in ("false_alarms", "missed_holds", "verdict", "place"))
    return f"{name:26s} {figures['drafts']:5d}  {slips}  {rest}"


def train_fold(number: int, count: int, recipe: Recipe, folder: Path, start: Path | None) -> None:
    """Train on all other folds and save what the network says of this one."""
    parts = data.folds(sorted(data.CORPUS.glob("*.jsonl")), count)
    used = data.read([path for i, part in enumerate(parts) if i != number for path in part])
    print(f"fold {number}: {', '.join(p.stem for p in parts[number])} left out, {len(used)} drafts used", flush=True)
    kept = data.read(parts[number])

    def watch(model: torch.nn.Module) -> None:
        print(best_case(kept, predict.predict(model, kept)), flush=True)

    model = train(used, recipe, watch=watch, start=start)
    torch.save(model.state_dict(), folder / f"fold-{number}.pt")
    predict.save(predict.predict(model, kept), folder / f"fold-{number}.npz")


def best_case(drafts: Sequence[Draft], predictions: Sequence[Prediction]) -> str:
    """Figures at the best thresholds for these very drafts, which flatters: to watch a training by."""
    read = readings(drafts, predictions)
    return line("  left out (best case)", score(drafts, reviews(read, tune(drafts, predictions, read)), []))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--train", type=int, nargs="*", default=[], metavar="FOLD")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--start", type=Path, help="weights to go on from; they must not have seen the fold")
    a = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    a.out.mkdir(parents=True, exist_ok=True)
    for number in a.train:
        train_fold(number, a.folds, replace(Recipe(), epochs=a.epochs), a.out, a.start)
    if list(a.out.glob("*.npz")):
        report(a.out)


if __name__ == "__main__":
    main()
