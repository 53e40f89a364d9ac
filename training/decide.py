"""From scores to findings: which slips, which rules, how grave, and which stretches of the text. No torch here.

The thresholds are data, chosen by `tune` on held-out predictions alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

import data
import numpy as np
from data import DRAFT_LABELS, RULES, SLIPS, TOKEN_LABELS, TYPES, Draft
from predict import Prediction
from score import score

Span = tuple[int, int]  # start and end in code points of the text
Finding = dict[str, Any]

DIRECT = frozenset({"name", "handle", "contact", "id-number", "url", "image"})
ALWAYS = {"acknowledged-client": "stop", "unverified-consent": "warn", "private-matter": "stop",
          "profession-bashing": "warn"}  # fmt: skip
CLAUSE_EDGE = re.compile(r"[.,;:!?…)\"”]+(?=\s|$)|\n|\s[-–—]\s|—")
SNAP = 40  # code points within which a stretch grows to its clause's edge
MOST = 3  # stretches of one rule in a draft


@dataclass(frozen=True)
class Thresholds:
    """From which probability on something is said; in `slip` and `rule` of the draft, in `token` of each token."""

    slip: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SLIPS, 0.5))
    stop: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SLIPS, 0.5))
    rule: dict[str, float] = field(default_factory=lambda: dict.fromkeys(RULES, 0.5))
    token: dict[str, float] = field(default_factory=lambda: dict.fromkeys(RULES, 0.5))

    def as_data(self) -> dict[str, dict[str, float]]:
        """As heads.json holds them."""
        return {k: {name: round(t, 3) for name, t in v.items()} for k, v in asdict(self).items()}


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def slip_scores(draft: np.ndarray) -> dict[str, np.ndarray]:
    """Probability of each slip from draft logits (..., D): its own label and its likeliest rule, averaged."""
    scores = {}
    for slip, rules in SLIPS.items():
        own = draft[..., DRAFT_LABELS.index(f"{slip}>=warn")]
        likeliest = draft[..., [DRAFT_LABELS.index(rule) for rule in rules]].max(-1)
        scores[slip] = sigmoid((own + likeliest) / 2)
    return scores


def runs(scores: np.ndarray, threshold: float, gap: int = 2) -> Iterator[tuple[int, int]]:
    """Stretches of tokens (first, last) above the threshold, bridged where at most `gap` tokens lie below it."""
    above = [int(i) for i in np.flatnonzero(scores >= threshold)]
    breaks = [k for k in range(1, len(above)) if above[k] - above[k - 1] > gap + 1]
    for begin, end in pairwise([0, *breaks, len(above)]):
        if end > begin:
            yield above[begin], above[end - 1]


def to_clause(text: str, start: int, end: int) -> Span:
    """A stretch grown to whole words, and to the edges of its clause where these are near."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    edges = [m.end() for m in CLAUSE_EDGE.finditer(text, 0, start)] or [0]
    if start - edges[-1] <= SNAP:
        start = edges[-1]
    edge = CLAUSE_EDGE.search(text, max(start, end - 1))
    until = edge.end() if edge else len(text)
    if until - end <= SNAP:
        end = until
    return trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def clauses(text: str, prediction: Prediction, rule: str, threshold: float) -> list[tuple[Span, float]]:
    """Where a rule speaks, the surest first: stretches above the threshold, or else around the strongest token."""
    scores = sigmoid(prediction.tokens[:, TOKEN_LABELS.index(rule)])
    if not len(scores):
        return [((0, len(text)), 0.0)]
    found = list(runs(scores, min(threshold, float(scores.max()))))
    spans: dict[Span, float] = {}
    for first, last in found:
        span = to_clause(text, int(prediction.offsets[first, 0]), int(prediction.offsets[last, 1]))
        spans[span] = max(spans.get(span, 0.0), float(scores[first : last + 1].max()))
    return sorted(spans.items(), key=lambda item: -item[1])[:MOST]


def word_of(text: str, start: int, end: int) -> Span:
    """A detail grown to whole words, hyphens and handles included."""
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "@#_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return start, end


def details(text: str, prediction: Prediction, threshold: float) -> list[tuple[Span, str, float]]:
    """Identifying details: (span, type, probability); neighbouring tokens of one type are one detail."""
    scores = sigmoid(prediction.tokens[:, TOKEN_LABELS.index("identifier")])
    kinds = prediction.tokens[:, len(RULES) :]
    found: list[tuple[Span, str, float]] = []
    for first, last in runs(scores, threshold, gap=0):
        cut = [first, *(i for i in range(first + 1, last + 1) if turns(text, prediction, kinds, i)), last + 1]
        for a, b in pairwise(cut):
            start, end = word_of(text, int(prediction.offsets[a, 0]), int(prediction.offsets[b - 1, 1]))
            kind = TYPES[int(kinds[a:b].mean(0).argmax())]
            said = {text[s:e].lower() for (s, e), *_ in found}
            if text[start:end].strip(" .,'\"-") and text[start:end].lower() not in said:
                found.append(((start, end), kind, float(scores[a:b].max())))
    return found


def turns(text: str, prediction: Prediction, kinds: np.ndarray, i: int) -> bool:
    """Does a detail of another type begin with token `i`, at the beginning of a word?"""
    at = int(prediction.offsets[i, 0])
    return text[at - 1].isspace() and int(kinds[i].argmax()) != int(kinds[i - 1].argmax()) and bool(kinds[i].max() > 0)


def findings(text: str, prediction: Prediction, limits: Thresholds) -> list[Finding]:
    """All that the network alone finds in a draft."""
    chances = dict(zip(DRAFT_LABELS, sigmoid(prediction.draft), strict=True))
    found: list[Finding] = []
    for slip, chance in slip_scores(prediction.draft).items():
        if chance < limits.slip[slip]:
            continue
        stop = chances[f"{slip}=stop"] >= limits.stop[slip]
        top = max(SLIPS[slip], key=lambda rule: chances[rule] / limits.rule[rule])
        spoken = [rule for rule in SLIPS[slip] if rule == top or chances[rule] >= limits.rule[rule]]
        for rule in spoken:
            if rule == "identifier":
                continue
            level = ALWAYS.get(rule) or ("stop" if stop else "warn")
            for (start, end), _ in clauses(text, prediction, rule, limits.token[rule]):
                found.append({"slip": slip, "rule": rule, "level": level, "start": start, "end": end})
        if slip == "confidentiality":
            found += identifiers(text, prediction, limits, needed=not found)
    return found


def identifiers(text: str, prediction: Prediction, limits: Thresholds, needed: bool) -> list[Finding]:
    """The identifying details, and their level; at least one where nothing else speaks for the slip."""
    threshold = limits.token["identifier"]
    best = float(sigmoid(prediction.tokens[:, TOKEN_LABELS.index("identifier")]).max(initial=0.0))
    found = details(text, prediction, min(threshold, best) if needed else threshold)
    grave = len(found) > 1 or any(kind in DIRECT for _, kind, _ in found)
    return [
        {"slip": "confidentiality", "rule": "identifier", "level": "stop" if grave else "warn", "type": kind,
         "start": start, "end": end}
        for (start, end), kind, _ in found
    ]  # fmt: skip


def review(draft: Draft, prediction: Prediction, limits: Thresholds) -> dict[str, Any]:
    """One line of the reviews that score.py reads."""
    found = findings(draft["text"], prediction, limits)
    levels = {f["level"] for f in found}
    verdict = "hold" if "stop" in levels else "revise" if "warn" in levels else "share"
    return {"id": draft["id"], "verdict": verdict, "findings": found}


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


def tune(drafts: Sequence[Draft], predictions: Sequence[Prediction]) -> Thresholds:
    """Thresholds from held-out predictions: highest F1 for slips, stops, rules and tokens."""
    truth = np.stack([data.draft_labels(d, d["findings"]) for d in drafts])
    logits = np.stack([p.draft for p in predictions])
    tokens = np.concatenate([p.tokens for p in predictions])
    token_truth = np.concatenate(
        [data.token_labels(d, [tuple(o) for o in p.offsets]) for d, p in zip(drafts, predictions, strict=True)]
    )

    def column(label: str) -> np.ndarray:
        return truth[:, DRAFT_LABELS.index(label)]

    slips = slip_scores(logits)
    stop = {}
    for slip in SLIPS:
        there = column(f"{slip}>=warn") == 1
        i = DRAFT_LABELS.index(f"{slip}=stop")
        stop[slip] = best_threshold(sigmoid(logits[there, i]), truth[there, i])
    limits = Thresholds(
        slip={slip: best_threshold(slips[slip], column(f"{slip}>=warn")) for slip in SLIPS},
        stop=stop,
        rule={rule: best_threshold(sigmoid(logits[:, DRAFT_LABELS.index(rule)]), column(rule)) for rule in RULES},
        token={rule: best_threshold(sigmoid(tokens[:, i]), token_truth[:, i]) for i, rule in enumerate(RULES)},
    )
    limits.token["identifier"] = best_identifier(drafts, predictions, limits)
    return limits


def best_identifier(drafts: Sequence[Draft], predictions: Sequence[Prediction], limits: Thresholds) -> float:
    """The token threshold with the best balance of the official recall and precision of identifiers."""

    def worth(threshold: float) -> float:
        limits.token["identifier"] = threshold
        figures = score(drafts, [review(d, p, limits) for d, p in zip(drafts, predictions, strict=True)], [])
        recall, precision = figures["identifier_recall"], figures["identifier_precision"]
        return 2 * recall * precision / max(1e-9, recall + precision)

    return max((round(0.1 * i, 2) for i in range(2, 9)), key=worth)
