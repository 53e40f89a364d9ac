"""The second witness: a small language model on this machine, which sees the whole draft and what it answers.

It is a fine-tuned MiniLM encoder in int8, made by `training/` and run by onnxruntime on the processor. It is loaded
when the first draft is scored, and never needed: without its file or its libraries, `NoModel` takes its place and says
why.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

CLS: Final = 101
SEP: Final = 102


class Sign(NamedTuple):
    """Something that explicit knowledge sees at `start` to `end` of a passage's text, by its name."""

    name: str
    start: int
    end: int


class Passage(NamedTuple):
    """What the model reads: a text, the few words that go before it (where it goes, what it answers), and its signs."""

    text: str
    preface: str
    signs: tuple[Sign, ...] = ()


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
    signs: tuple[str, ...]
    """The names of the signs that the model knows, in the order of its input."""

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
            signs=tuple(data["signs"]),
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
    """What the network sees at once: `ids`, of which the first `before` are not of the text; places and signs of it."""

    passage: int
    ids: list[int]
    before: int
    offsets: list[tuple[int, int]]
    signs: tuple[Sign, ...]


class _Part(NamedTuple):
    """What the network says of a window, in probabilities."""

    window: _Window
    tokens: Floats
    draft: Floats


class OnnxModel:
    """The model in `data/model`: model.onnx, tokenizer.json, heads.json.

    Each window is scored by itself, several at a time on as many threads as there are processors: in a batch the int8
    arithmetic would round a draft by its neighbors, and the same draft must get the same review.
    """

    def __init__(self, folder: Any) -> None:
        self._folder = folder

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
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # only errors: its warnings are about machines, not drafts
        with as_file(self._folder / "model.onnx") as path:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def score(self, passages: Sequence[Passage]) -> list[Scores | None]:
        """Score passages, long ones in overlapping windows; where windows overlap, the strongest score wins."""
        windows = [window for number, passage in enumerate(passages) for window in self._windows(number, passage)]
        parts: list[list[_Part]] = [[] for _ in passages]
        for part in self._run_all(windows):
            parts[part.window.passage].append(part)
        return [_join(part, self.heads) for part in parts]

    def _windows(self, number: int, passage: Passage) -> Iterator[_Window]:
        """Cut a passage into `[CLS] preface [SEP] text [SEP]`, the text in overlapping windows where it is long."""
        preface = self._tokenizer.encode(passage.preface, add_special_tokens=False).ids[: self.heads.reply]
        before = [CLS, *preface, SEP]
        text = self._tokenizer.encode(passage.text, add_special_tokens=False)
        room = self.heads.window - len(before) - 1
        for start in range(0, max(1, len(text.ids) - self.heads.stride), room - self.heads.stride):
            ids = [*before, *text.ids[start : start + room], SEP]
            yield _Window(number, ids, len(before), text.offsets[start : start + room], passage.signs)

    def _run_all(self, windows: Sequence[_Window]) -> Iterable[_Part]:
        _ = self._session  # loaded once, before the threads ask for it
        if len(windows) == 1:
            return [self._run(windows[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [*pool.map(self._run, windows)]

    def _run(self, window: _Window) -> _Part:
        import numpy as np

        ids = np.array([window.ids], np.int64)
        segments = (np.arange(len(window.ids)) >= window.before).astype(np.int64)[None]
        feeds = {"ids": ids, "mask": np.ones_like(ids), "segments": segments, "signs": self._marked(window)}
        tokens, draft = self._session.run(None, feeds)
        text = tokens[0, window.before : window.before + len(window.offsets)]
        return _Part(window, _sigmoid(text), _sigmoid(draft[0]))

    def _marked(self, window: _Window) -> Floats:
        """Return which signs stand at which tokens: (1, tokens, signs), 0 or 1."""
        import numpy as np

        marked = np.zeros((1, len(window.ids), len(self.heads.signs)), np.float32)
        starts, ends = [start for start, _ in window.offsets], [end for _, end in window.offsets]
        for sign in window.signs:
            column = self._columns.get(sign.name)
            if column is not None:
                first, last = bisect_right(ends, sign.start), bisect_left(starts, sign.end)
                marked[0, window.before + first : window.before + last, column] = 1
        return marked

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {name: column for column, name in enumerate(self.heads.signs)}


def _join(parts: Sequence[_Part], heads: Heads) -> Scores:
    import numpy as np

    best: dict[tuple[int, int], Floats] = {}
    for part in parts:
        for place, row in zip(part.window.offsets, part.tokens, strict=True):
            best[place] = np.maximum(best[place], row) if place in best else row
    places = sorted(best)
    tokens = np.array([best[place] for place in places], np.float32).reshape(len(places), len(heads.token_labels))
    offsets = np.array(places, np.int64).reshape(len(places), 2)
    return Scores(offsets, tokens, np.max([part.draft for part in parts], axis=0), heads)


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
