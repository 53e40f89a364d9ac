"""What a network says of drafts: token and draft scores, kept in one file so that deciding can be tuned apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import data
import numpy as np
import torch
from torch import Tensor

Network = Callable[[Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


class Prediction(NamedTuple):
    """One draft's logits: `offsets` (N, 2) in code points, `tokens` (N, L), `draft` (D,)."""

    id: str
    offsets: np.ndarray
    tokens: np.ndarray
    draft: np.ndarray


def join(draft_id: str, parts: Sequence[tuple[data.Window, np.ndarray, np.ndarray]]) -> Prediction:
    """One prediction from overlapping windows: the strongest score wins, since one bad clause is enough."""
    tokens: dict[tuple[int, int], np.ndarray] = {}
    for window, token_scores, _ in parts:
        for offset, scores in zip(window.offsets, token_scores, strict=True):
            tokens[offset] = np.maximum(tokens.get(offset, scores), scores)
    order = sorted(tokens)
    table = np.array([tokens[o] for o in order], np.float32).reshape(len(order), len(data.TOKEN_LABELS))
    return Prediction(draft_id, np.array(order, np.int64).reshape(-1, 2), table, np.max([d for *_, d in parts], axis=0))


@torch.inference_mode()
def predict(network: Network, drafts: Sequence[data.Draft], budget: int = 2048) -> list[Prediction]:
    """The network's logits for every draft, in the given order."""
    tokenizer = data.load_tokenizer()
    cut = [(i, w) for i, draft in enumerate(drafts) for w in data.windows(draft, tokenizer)]
    parts: list[list[tuple[data.Window, np.ndarray, np.ndarray]]] = [[] for _ in drafts]
    for group in data.batches([len(w.ids) for _, w in cut], budget, None):
        token_scores, draft_scores = network(*data.collate([cut[i][1] for i in group]))
        for row, i in enumerate(group):
            at, window = cut[i]
            text = token_scores[row, window.at : window.at + len(window.offsets)]
            parts[at].append((window, text.float().numpy(), draft_scores[row].float().numpy()))
    return [join(draft["id"], p) for draft, p in zip(drafts, parts, strict=True)]


def save(predictions: Sequence[Prediction], path: Path) -> None:
    np.savez_compressed(
        path,
        ids=np.array([p.id for p in predictions]),
        sizes=np.array([len(p.offsets) for p in predictions]),
        offsets=np.concatenate([p.offsets for p in predictions]).astype(np.int32),
        tokens=np.concatenate([p.tokens for p in predictions]).astype(np.float16),
        draft=np.stack([p.draft for p in predictions]),
    )


def load(path: Path) -> list[Prediction]:
    z = np.load(path)
    ends = np.cumsum(z["sizes"])[:-1]
    columns = (z["ids"], np.split(z["offsets"], ends), np.split(z["tokens"].astype(np.float32), ends), z["draft"])
    return [Prediction(str(i), o, t, d) for i, o, t, d in zip(*columns, strict=True)]
