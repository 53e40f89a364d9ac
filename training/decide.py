"""From held-out scores to reviews and thresholds: the judgment itself is the program's own (`primum.rules.judgment`).

The thresholds are data, chosen by `tune` on held-out predictions alone.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import data
import numpy as np
from data import DRAFT_LABELS, GRADED, RULES, SLIPS, TOKEN_LABELS
from predict import Prediction
from score import score

from primum.draft import Draft
from primum.model import Heads, Passage, Scores
from primum.reading import Reading, read_all
from primum.rules import find
from primum.rules.finding import Finding, Level

Thresholds = dict[str, dict[str, float]]
"""From which probability on something is said: `slip`, `stop`, `rule`, `token` by name, and `backed` for a slip that
explicit knowledge sees too."""

CALM = 1.0
"""What a false alarm on a clean draft costs beside a point of F1: an alarm that cries wolf is switched off."""

UNTUNED: Thresholds = {
    "slip": dict.fromkeys(SLIPS, 0.5),
    "backed": dict.fromkeys(SLIPS, 0.2),
    "stop": dict.fromkeys(SLIPS, 0.5),
    "rule": dict.fromkeys(RULES, 0.5),
    "token": dict.fromkeys(RULES, 0.5),
}


class Witnesses(enum.Enum):
    """Who is heard."""

    EXPLICIT = "explicit knowledge alone"
    MODEL = "model alone"
    BOTH = "both"


@dataclass(frozen=True)
class Saved:
    """A model that says what it said before; one prediction for each draft, in order."""

    predictions: Sequence[Prediction]

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Return the saved scores."""
        heads = Heads(TOKEN_LABELS, DRAFT_LABELS, data.WINDOW, data.REPLY, data.STRIDE, UNTUNED, data.SIGNS)
        return [Scores(p.offsets, sigmoid(p.tokens), sigmoid(p.draft), heads) for p in self.predictions]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x.astype(np.float32))))


def readings(drafts: Sequence[data.Draft], predictions: Sequence[Prediction]) -> list[Reading]:
    """Read drafts as the program does, with saved predictions for the model's part."""
    given = [Draft(d["text"], d["in_reply_to"], d["platform"], d["kind"], d["author"], d["id"]) for d in drafts]
    return [_moved(reading) for reading in read_all(given, Saved(predictions))]


def _moved(reading: Reading) -> Reading:
    """Move the saved offsets, which are of the text as given, to the folded text."""
    origins, scores = reading.folded.origins, reading.scores
    if origins is None or scores is None:
        return reading
    last = len(origins)
    offsets = np.array([[min(bisect_left(origins, int(x)), last) for x in pair] for pair in scores.offsets])
    kept = offsets[:, 0] < offsets[:, 1] if len(offsets) else np.zeros(0, bool)
    return replace(reading, scores=replace(scores, offsets=offsets[kept], tokens=scores.tokens[kept]))


def review(reading: Reading, limits: Thresholds, who: Witnesses = Witnesses.BOTH) -> dict[str, Any]:
    """One line of the reviews that score.py reads."""
    scores = reading.scores
    if who is Witnesses.EXPLICIT or scores is None:
        reading = replace(reading, scores=None)
    else:
        reading = replace(reading, scores=replace(scores, heads=replace(scores.heads, thresholds=limits)))
        if who is Witnesses.MODEL:
            reading = replace(reading, claims=(), details=())
    return as_review(str(reading.draft.id), find(reading))


def as_review(draft_id: str, found: Sequence[Finding]) -> dict[str, Any]:
    worst = max((f.level for f in found), default=Level.NOTE)
    return {
        "id": draft_id,
        "verdict": {Level.STOP: "hold", Level.WARN: "revise", Level.NOTE: "share"}[worst],
        "findings": [
            {"slip": f.slip.value, "rule": f.rule, "level": str(f.level), "start": f.span.start, "end": f.span.end}
            | ({"type": f.type} if f.type else {})
            for f in found
        ],
    }


def reviews(read: Sequence[Reading], limits: Thresholds, who: Witnesses = Witnesses.BOTH) -> list[dict[str, Any]]:
    """Review readings, in order."""
    return [review(reading, limits, who) for reading in read]


def slip_scores(draft: np.ndarray) -> dict[str, np.ndarray]:
    """Probability of each slip from draft logits (..., D), as `primum.rules.judgment.slip_chance` has it."""
    scores = {}
    for slip, rules in SLIPS.items():
        own = draft[..., DRAFT_LABELS.index(f"{slip}>=warn")]
        likeliest = draft[..., [DRAFT_LABELS.index(rule) for rule in rules]].max(-1)
        scores[slip] = sigmoid((own + likeliest) / 2)
    return scores


def best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    """The threshold of the highest F1, in the middle between the two scores that it parts; NaN truths count nothing."""
    known = ~np.isnan(truth)
    scores, truth = scores[known], truth[known]
    order = np.argsort(-scores)
    ranked, hits = scores[order], np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + max(1.0, truth.sum()))
    at = int(f1.argmax())
    below = ranked[at + 1] if at + 1 < len(ranked) else 0.0
    return float(np.clip((ranked[at] + below) / 2, 0.05, 0.95))


def best_pair(scores: np.ndarray, explicit: np.ndarray, truth: np.ndarray, clean: np.ndarray) -> tuple[float, float]:
    """The best limits for a slip: of the model alone, and where explicit knowledge speaks as well.

    Best is the highest F1 less CALM times the share of clean drafts that are alarmed.
    """
    known = ~np.isnan(truth)
    scores, explicit, truth, clean = scores[known], explicit[known], truth[known].astype(bool), clean[known]

    def worth(pair: tuple[float, float]) -> float:
        said = (scores >= pair[0]) | (explicit & (scores >= pair[1]))
        f1 = 2 * (said & truth).sum() / max(1, said.sum() + truth.sum())
        return float(f1 - CALM * said[clean].mean())

    grid = [(t / 50, b / 50) for t in range(5, 49) for b in range(1, t + 1)]
    return max(grid, key=worth)


def tune(drafts: Sequence[data.Draft], predictions: Sequence[Prediction], read: Sequence[Reading]) -> Thresholds:
    """Thresholds from held-out predictions: highest F1 for slips, stops, rules and tokens."""
    truth = np.stack([data.draft_labels(d, d["findings"]) for d in drafts])
    logits = np.stack([p.draft for p in predictions])
    tokens = np.concatenate([p.tokens for p in predictions])
    token_truth = np.concatenate(
        [data.token_labels(d, [tuple(o) for o in p.offsets]) for d, p in zip(drafts, predictions, strict=True)]
    )
    alone = reviews(read, UNTUNED, Witnesses.EXPLICIT)
    clean = np.array([not d["findings"] for d in drafts])

    def column(label: str) -> np.ndarray:
        return truth[:, DRAFT_LABELS.index(label)]

    limits: Thresholds = {name: {} for name in UNTUNED}
    for slip, chances in slip_scores(logits).items():
        explicit = np.array([any(f["slip"] == slip and f["level"] in GRADED for f in r["findings"]) for r in alone])
        limits["slip"][slip], limits["backed"][slip] = best_pair(chances, explicit, column(f"{slip}>=warn"), clean)
        there = column(f"{slip}>=warn") == 1
        stop = DRAFT_LABELS.index(f"{slip}=stop")
        limits["stop"][slip] = best_threshold(sigmoid(logits[there, stop]), truth[there, stop])
    for i, rule in enumerate(RULES):
        limits["rule"][rule] = best_threshold(sigmoid(logits[:, DRAFT_LABELS.index(rule)]), column(rule))
        limits["token"][rule] = best_threshold(sigmoid(tokens[:, i]), token_truth[:, i])
    limits["token"]["identifier"] = best_identifier(drafts, read, limits)
    return {name: {k: round(v, 3) for k, v in some.items()} for name, some in limits.items()}


def best_identifier(drafts: Sequence[data.Draft], read: Sequence[Reading], limits: Thresholds) -> float:
    """The token threshold with the best balance of the official recall and precision of identifiers."""

    def worth(threshold: float) -> float:
        limits["token"]["identifier"] = threshold
        figures = score(drafts, reviews(read, limits), [])
        recall, precision = figures["identifier_recall"], figures["identifier_precision"]
        return float(2 * recall * precision / max(1e-9, recall + precision))

    return max((round(0.1 * i, 2) for i in range(2, 10)), key=worth)
