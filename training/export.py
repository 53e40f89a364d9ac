"""Export trained weights for the program: `python training/export.py MODEL.pt --thresholds T.json --out FOLDER`.

Writes model.onnx (int8 weights and word vectors, at most 25 MB), tokenizer.json and heads.json (label order, window
sizes, thresholds), and checks on corpus drafts that the int8 network says what the fp32 one does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

import data
import numpy as np
import onnx
import onnxruntime as ort
import torch
from decide import slip_scores
from encoder import HEADS, HIDDEN, Encoder, Layer
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from predict import Network, Prediction, predict
from torch import Tensor, nn

OPSET = 17
LARGEST = 25_000_000  # bytes


class CompactWords(nn.Module):
    """Word vectors as int8 with one scale a word: a quarter of the size, and closer than one scale for all."""

    def __init__(self, words: Tensor) -> None:
        super().__init__()
        scale = words.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", (words / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """(B, T) -> (B, T, H)."""
        table, scale = self.get_buffer("table"), self.get_buffer("scale")
        return torch.nn.functional.embedding(ids, table).to(torch.float32) * torch.nn.functional.embedding(ids, scale)


class FusedAttention(torch.autograd.Function):
    """Stands in for `Layer.attend` in the export: onnxruntime's one operator for the whole of attention."""

    @staticmethod
    def forward(ctx: Any, qkv: Tensor, mask: Tensor) -> Tensor:
        """Only the shape matters: the exporter asks for it."""
        return qkv[:, :, :HIDDEN].clone()

    @staticmethod
    def symbolic(g: Any, qkv: Any, mask: Any) -> Any:
        """What stands in the graph instead."""
        q, k, v = (
            g.op(
                "Slice", qkv, *(g.op("Constant", value_t=torch.tensor([n])) for n in (i * HIDDEN, (i + 1) * HIDDEN, 2))
            )
            for i in range(3)
        )
        seen = g.op("com.microsoft::MultiHeadAttention", q, k, v, g.op("Constant", value_t=torch.zeros(3 * HIDDEN)),
                    mask, num_heads_i=HEADS)  # fmt: skip
        seen.setType(q.type())
        return seen


def fused_attend(qkv: Tensor, bias: Tensor) -> Tensor:
    return FusedAttention.apply(qkv, (bias[:, 0, 0, :] == 0).to(torch.int32))


def load_weights(path: Path) -> Encoder:
    model = Encoder(len(data.SIGNS), len(data.TOKEN_LABELS), len(data.DRAFT_LABELS))
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return model.eval()


def to_onnx(model: Encoder, path: Path) -> None:
    """ids, mask, segments (B, T) int64, signs (B, T, S) -> token_scores (B, T, L), draft_scores (B, D), logits."""
    sample = data.collate(data.windows({"text": "a draft", "in_reply_to": "a post"}, data.load_tokenizer()))
    names = ("ids", "mask", "segments", "signs")
    axes = {name: {0: "batch", 1: "tokens"} for name in (*names, "token_scores")} | {"draft_scores": {0: "batch"}}
    torch.onnx.export(
        model, sample, str(path), input_names=list(names), output_names=["token_scores", "draft_scores"],
        dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def compress(source: Path, target: Path) -> None:
    """Fuse attention, normalization and GELU, then hold the matrices in 7 of 8 bits, safe on every processor."""
    options = FusionOptions("bert")
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = False  # slower than the parts, on a CPU
    fused = optimize_model(
        str(source), "bert", num_heads=HEADS, hidden_size=HIDDEN, optimization_options=options, opt_level=0
    )
    print("fused:", {k: v for k, v in fused.get_fused_operator_statistics().items() if v})
    middle = source.with_name("fused.onnx")
    fused.save_model_to_file(str(middle))
    quantize_dynamic(
        str(middle), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"], extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )  # fmt: skip


def session(path: Path, threads: int = 1) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def network(path: Path) -> Network:
    run = session(path, 2)

    def call(ids: Tensor, mask: Tensor, segments: Tensor, signs: Tensor) -> tuple[Tensor, Tensor]:
        feeds = {"ids": ids.numpy(), "mask": mask.numpy(), "segments": segments.numpy(), "signs": signs.numpy()}
        token_scores, draft_scores = run.run(None, feeds)
        return torch.from_numpy(token_scores), torch.from_numpy(draft_scores)

    return call


def disagreement(one: list[Prediction], other: list[Prediction]) -> tuple[float, float]:
    """Mean distance of slip probabilities, and the share of slips decided otherwise at one half."""
    a, b = (slip_scores(np.stack([p.draft for p in predictions])) for predictions in (one, other))
    first, second = np.stack(list(a.values())), np.stack(list(b.values()))
    return float(abs(first - second).mean()), float(((first > 0.5) != (second > 0.5)).mean())


def milliseconds(path: Path, tokens: int = 64, repeats: int = 60) -> float:
    """Median time of one call on one thread."""
    run = session(path)
    ids = np.random.default_rng(0).integers(1000, 20000, (1, tokens))
    feeds = {
        "ids": ids,
        "mask": np.ones_like(ids),
        "segments": (np.arange(tokens) > tokens // 3).astype(np.int64)[None],
        "signs": np.zeros((1, tokens, len(data.SIGNS)), np.float32),
    }
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run.run(None, feeds)
        times.append(time.perf_counter() - began)
    return float(np.median(times) * 1000)


def write_tokenizer(path: Path) -> None:
    """The tokenizer without special-token templates, padding and truncation: the program joins segments itself."""
    content = json.loads(data.load_tokenizer().to_str())
    content |= {"post_processor": None, "padding": None, "truncation": None}
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")


def write_heads(path: Path, thresholds: Path | None) -> None:
    heads = {
        "token_labels": data.TOKEN_LABELS,
        "draft_labels": data.DRAFT_LABELS,
        "signs": data.SIGNS,
        "slips": data.SLIPS,
        "window": data.WINDOW,
        "reply": data.REPLY,
        "stride": data.STRIDE,
        "thresholds": json.loads(thresholds.read_text("utf-8")) if thresholds else None,
    }
    path.write_text(json.dumps(heads, indent=1), "utf-8")


def export(weights: Path, thresholds: Path | None, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    model = load_weights(weights)
    drafts = data.read([data.CORPUS / "own-exam.jsonl"])  # no weights have seen them: of others they are too sure
    plain = predict(model, drafts)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        to_onnx(model, full)
        exact = predict(network(full), drafts)
        compact = Path(folder) / "compact.onnx"
        words = model.embeddings.word_embeddings
        model.embeddings.word_embeddings = CompactWords(words.get_parameter("weight").data)
        with mock.patch.object(Layer, "attend", staticmethod(fused_attend)):
            to_onnx(model, compact)
        compress(compact, out / "model.onnx")
        before, after = milliseconds(full), milliseconds(out / "model.onnx")
        print(f"fp32 {before:.1f} ms, int8 {after:.1f} ms for 64 tokens, one thread")
    onnx.checker.check_model(str(out / "model.onnx"))
    write_tokenizer(out / "tokenizer.json")
    write_heads(out / "heads.json", thresholds)
    size = (out / "model.onnx").stat().st_size
    print(f"{size / 1e6:.1f} MB; torch and fp32 differ by {disagreement(plain, exact)}")
    mean, flipped = disagreement(exact, predict(network(out / "model.onnx"), drafts))
    print(f"fp32 and int8 differ by {mean:.4f} in a slip's probability, {flipped:.2%} of slips decided otherwise")
    if size > LARGEST or flipped > 0.01:
        raise SystemExit("the export is too large or says something else")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--thresholds", type=Path, help="thresholds.json of evaluate.py")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    export(a.weights, a.thresholds, a.out)


if __name__ == "__main__":
    main()
