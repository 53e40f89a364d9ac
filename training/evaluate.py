"""Held-out figures: whole files left out, five folds, scored by score.py.

    python training/evaluate.py --out OUT --train 0 1 2 3 4    train those folds, save their held-out predictions
    python training/evaluate.py --out OUT                      figures over every prediction saved in OUT

Thresholds for a file are chosen on the held-out predictions of all other files, never on its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import data
import numpy as np
import predict
from data import GRADED, SLIPS, TYPES, Draft
from decide import Thresholds, review, slip_scores, tune
from encoder import Encoder
from predict import Prediction
from score import score
from train import Recipe, train


def file_of(draft: Draft) -> str:
    return str(draft["file"])


def held_out(folder: Path) -> list[tuple[Draft, Prediction]]:
    """Every saved prediction beside its draft; a draft's `file` says which corpus file it stands in."""
    files = sorted(data.CORPUS.glob("*.jsonl"))
    known = {d["id"]: d | {"file": path.stem} for path in files for d in data.read([path])}
    said = (p for path in sorted(folder.glob("*.npz")) for p in predict.load(path))
    return [(known[p.id], p) for p in said if p.id in known]


def reviews_of(pairs: Sequence[tuple[Draft, Prediction]]) -> list[dict[str, Any]]:
    """Each file reviewed with thresholds tuned on the other files."""
    made = []
    for name in dict.fromkeys(file_of(d) for d, _ in pairs):
        limits = tuned([(d, p) for d, p in pairs if file_of(d) != name])
        made += [review(d, p, limits) for d, p in pairs if file_of(d) == name]
    return made


def tuned(pairs: Sequence[tuple[Draft, Prediction]]) -> Thresholds:
    return tune([d for d, _ in pairs], [p for _, p in pairs])


def length_of(draft: Draft) -> str:
    words = len(draft["text"].split())
    return next((name for limit, name in ((16, "1-15 words"), (31, "16-30"), (61, "31-60")) if words < limit), "61+")


GROUPS: dict[str, Callable[[Draft], str]] = {
    "file": file_of,
    "platform": lambda d: d["platform"],
    "kind": lambda d: d["kind"],
    "length": length_of,
    "reply": lambda d: "answers something" if d["in_reply_to"] else "answers nothing",
}


def line(name: str, figures: dict[str, Any]) -> str:
    slips = "  ".join(f"{figures[s]['f1']:5.2f}" for s in (*SLIPS, "any"))
    rest = "  ".join(f"{figures[k]:5.2f}" for k in ("false_alarms", "missed_holds", "verdict", "place"))
    return f"{name:22s} {figures['drafts']:5d}  {slips}  {rest}"


def report_groups(drafts: Sequence[Draft], reviews: Sequence[dict[str, Any]]) -> None:
    head = "drafts  conf   diag   coll    any  alarm  miss   verd  place"
    for title, key in GROUPS.items():
        print(f"\n{title:22s} {head}")
        groups: dict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            groups[key(draft)].append(draft)
        for name, members in sorted(groups.items()):
            print(line(name, score(members, reviews, [])))


def report_rules(drafts: Sequence[Draft], reviews: Sequence[dict[str, Any]]) -> None:
    """For each rule: in how many of its drafts the slip, and the rule itself, was reported."""
    said = {r["id"]: r["findings"] for r in reviews}
    print(f"\n{'rule':22s} drafts  slip found  rule found  rule said elsewhere")
    for slip, rules in SLIPS.items():
        for rule in rules:
            there = [d for d in drafts if any(f["rule"] == rule and f["level"] in GRADED for f in d["findings"])]
            slips = sum(any(f["slip"] == slip for f in said[d["id"]]) for d in there)
            named = sum(any(f["rule"] == rule for f in said[d["id"]]) for d in there)
            every = sum(any(f["rule"] == rule for f in said[d["id"]]) for d in drafts)
            n = max(1, len(there))
            print(f"{rule:22s} {len(there):6d}  {slips / n:10.2f}  {named / n:10.2f}  {every - named:10d}")


def report_types(drafts: Sequence[Draft], reviews: Sequence[dict[str, Any]]) -> None:
    """For each type of identifier: labelled details, and the share at least half covered."""
    said = {r["id"]: r["findings"] for r in reviews}
    counts = {kind: [0, 0] for kind in TYPES}
    for draft in drafts:
        covered = {i for f in said[draft["id"]] if f["rule"] == "identifier" for i in range(f["start"], f["end"])}
        for f in draft["findings"]:
            if f["rule"] == "identifier" and f["level"] in GRADED:
                at = draft["text"].find(f["quote"])
                counts[f["type"]][0] += 1
                counts[f["type"]][1] += 2 * len(covered & set(range(at, at + len(f["quote"])))) >= len(f["quote"])
    print("\nidentifier recall      " + "  ".join(f"{k} {hit}/{n}" for k, (n, hit) in counts.items() if n))


def report_calibration(pairs: Sequence[tuple[Draft, Prediction]]) -> None:
    """How often a slip was there, by the probability given to it; and the expected calibration error."""
    scores = slip_scores(np.stack([p.draft for _, p in pairs]))
    print("\ncalibration            " + "  ".join(f"{b / 10:.1f}-{b / 10 + 0.1:.1f}" for b in range(10)))
    for slip in SLIPS:
        label = data.DRAFT_LABELS.index(f"{slip}>=warn")
        truth = np.array([data.draft_labels(d, d["findings"])[label] for d, _ in pairs])
        known = ~np.isnan(truth)
        bins = np.minimum((scores[slip] * 10).astype(int), 9)
        cells = [known & (bins == b) for b in range(10)]
        error = sum(abs(truth[c].mean() - scores[slip][c].mean()) * c.sum() for c in cells if c.any()) / known.sum()
        shares = "  ".join(f"{truth[c].mean():7.2f}" if c.any() else "      -" for c in cells)
        print(f"{slip:22s} {shares}   error {error:.3f}")


def report(folder: Path) -> None:
    pairs = held_out(folder)
    drafts, reviews = [d for d, _ in pairs], reviews_of(pairs)
    lines = (json.dumps(r, ensure_ascii=False) for r in reviews)
    (folder / "reviews.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "gold.jsonl").write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in drafts) + "\n", "utf-8")
    (folder / "thresholds.json").write_text(json.dumps(tuned(pairs).as_data(), indent=1), "utf-8")
    print(f"official: python training/score.py {folder}/gold.jsonl --reviews {folder}/reviews.jsonl")
    report_groups(drafts, reviews)
    report_rules(drafts, reviews)
    report_types(drafts, reviews)
    report_calibration(pairs)
    figures = score(drafts, reviews, [])
    print("\n" + " ".join(f"{s} F1 {figures[s]['f1']:.3f}" for s in (*SLIPS, "any")))
    print(" ".join(f"{k} {figures[k]:.3f}" for k in ("false_alarms", "missed_holds", "verdict", "place")), end=" ")
    print(" ".join(f"{k} {figures[k]:.3f}" for k in ("identifier_recall", "identifier_precision")))


def train_fold(number: int, count: int, recipe: Recipe, folder: Path) -> None:
    """Train on all other folds and save what the network says of this one."""
    parts = data.folds(sorted(data.CORPUS.glob("*.jsonl")), count)
    used = data.read([path for i, part in enumerate(parts) if i != number for path in part])
    print(f"fold {number}: {', '.join(p.stem for p in parts[number])} left out, {len(used)} drafts used", flush=True)
    kept = data.read(parts[number])

    def keep(model: Encoder) -> None:
        said = predict.predict(model, kept)
        predict.save(said, folder / f"fold-{number}.npz")
        print(best_f1(kept, said))

    train(used, recipe, watch=keep)


def best_f1(drafts: Sequence[Draft], predictions: Sequence[Prediction]) -> str:
    """How well the slips' scores rank: F1 at the best threshold, which flatters, to watch a training by."""
    limits = tune(drafts, predictions)
    figures = score(drafts, [review(d, p, limits) for d, p in zip(drafts, predictions, strict=True)], [])
    return line("  left out (best case)", figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--train", type=int, nargs="*", default=[], metavar="FOLD")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    a = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    a.out.mkdir(parents=True, exist_ok=True)
    for number in a.train:
        train_fold(number, a.folds, replace(Recipe(), epochs=a.epochs), a.out)
    if list(a.out.glob("*.npz")):
        report(a.out)


if __name__ == "__main__":
    main()
