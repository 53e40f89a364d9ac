"""The second witness: a small language model on this machine, which sees the whole draft and what it answers.

It is a fine-tuned MiniLM encoder in int8, made by `training/` and run by onnxruntime on the processor. It is loaded
when the first draft is scored, and never needed: without its file or its libraries, `NoModel` takes its place and says
why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

CLS: Final = 101
SEP: Final = 102
BATCH: Final = 2048
"""The most tokens in one call, padding included."""


class Passage(NamedTuple):
    """What the model reads: a text, and the few words that go before it (where it goes, and what it answers)."""

    text: str
    preface: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities: of each token label at N tokens (`tokens`, N x L), and of each draft label (`draft`, D).

    `offsets` (N x 2) are the tokens' places in the passage's text, in code points.
    """

    offsets: Ints
    tokens: Floats
    draft: Floats
    heads: Heads

    def of_draft(self, label: str) -> float:
        """Return the probability of one label of the whole draft."""
        return float(self.draft[self.heads.draft_labels.index(label)])

    def of_tokens(self, label: str) -> Floats:
        """Return the probability of one label at every token (N)."""
        return self.tokens[:, self.heads.token_labels.index(label)]


@dataclass(frozen=True, slots=True)
class Heads:
    """What the model's outputs mean, and from which probability on they say something: `data/model/heads.json`."""

    token_labels: tuple[str, ...]
    draft_labels: tuple[str, ...]
    window: int
    reply: int
    stride: int
    thresholds: Mapping[str, Mapping[str, float]]

    @classmethod
    def load(cls, text: str) -> Heads:
        """Read the file."""
        data = json.loads(text)
        return cls(
            token_labels=tuple(data["token_labels"]),
            draft_labels=tuple(data["draft_labels"]),
            window=data["window"],
            reply=data["reply"],
            stride=data["stride"],
            thresholds=data["thresholds"],
        )


class Model(Protocol):
    """A witness that scores passages; None for each where it cannot."""

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Score passages, in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class NoModel:
    """Stands in where there is no model, and says why."""

    reason: str

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Return None for each passage."""
        return [None] * len(passages)


class _Window(NamedTuple):
    passage: int
    ids: list[int]
    before: int
    offsets: list[tuple[int, int]]


class OnnxModel:
    """The model in `data/model`: model.onnx, tokenizer.json, heads.json."""

    def __init__(self, folder: Any, threads: int = 0) -> None:
        self._folder = folder
        self._threads = threads

    @cached_property
    def heads(self) -> Heads:
        """What the outputs mean."""
        return Heads.load((self._folder / "heads.json").read_text(encoding="utf-8"))

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_str((self._folder / "tokenizer.json").read_text(encoding="utf-8"))

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3  # only errors: its warnings are about machines, not drafts
        return onnxruntime.InferenceSession(
            (self._folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Score passages in batches of like length; where windows of a long one overlap, the strongest score wins."""
        import numpy as np

        windows = [window for i, passage in enumerate(passages) for window in self._windows(i, passage)]
        parts: list[list[tuple[_Window, Floats, Floats]]] = [[] for _ in passages]
        for batch in _batches(windows):
            tokens, drafts = self._session.run(None, _feeds(batch))
            for window, of_tokens, of_draft in zip(batch, _sigmoid(tokens), _sigmoid(drafts), strict=True):
                text = of_tokens[window.before : window.before + len(window.offsets)]
                parts[window.passage].append((window, text, of_draft))
        joined: list[Scores | None] = []
        for part in parts:
            best: dict[tuple[int, int], Floats] = {}
            for window, of_tokens, _ in part:
                for place, row in zip(window.offsets, of_tokens, strict=True):
                    best[place] = np.maximum(best[place], row) if place in best else row
            places = sorted(best)
            table = np.array([best[p] for p in places], np.float32).reshape(len(places), len(self.heads.token_labels))
            offsets = np.array(places, np.int64).reshape(len(places), 2)
            joined.append(Scores(offsets, table, np.max([d for *_, d in part], axis=0), self.heads))
        return joined

    def _windows(self, passage: int, read: Passage) -> Iterator[_Window]:
        """Cut a passage into `[CLS] preface [SEP] text [SEP]`, the text in overlapping windows where it is long."""
        preface = self._tokenizer.encode(read.preface, add_special_tokens=False).ids[: self.heads.reply]
        before = [CLS, *preface, SEP]
        text = self._tokenizer.encode(read.text, add_special_tokens=False)
        room = self.heads.window - len(before) - 1
        for start in range(0, max(1, len(text.ids) - self.heads.stride), room - self.heads.stride):
            ids = [*before, *text.ids[start : start + room], SEP]
            yield _Window(passage, ids, len(before), text.offsets[start : start + room])


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and (len(batch) + 1) * len(window.ids) > BATCH:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _feeds(batch: Sequence[_Window]) -> dict[str, Ints]:
    import numpy as np

    width = max(len(window.ids) for window in batch)
    ids, mask, segments = (np.zeros((len(batch), width), np.int64) for _ in range(3))
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        segments[row, window.before : len(window.ids)] = 1
    return {"ids": ids, "mask": mask, "segments": segments}


def _sigmoid(logits: Floats) -> Floats:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


@cache
def model() -> Model:
    """Return the model that ships with Primum, or NoModel with the reason why there is none."""
    folder = files("primum") / "data" / "model"
    if not (folder / "model.onnx").is_file():
        return NoModel("its file is missing")
    try:
        import onnxruntime  # noqa: F401
        import tokenizers  # noqa: F401
    except ImportError as error:
        return NoModel(f"{error.name} is not installed")
    return OnnxModel(folder)
