"""Drafts become windows of token ids with labels; files become folds; windows become batches of like length."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from encoder import base_folder
from tokenizers import Tokenizer
from torch import Tensor

from primum.draft import Draft as Post
from primum.lexicon import lexicon
from primum.reading import passage
from primum.reading.folding import fold
from primum.reading.signs import names

Draft = dict[str, Any]  # one line of the corpus, see corpus/LABELLING.md

CORPUS = Path(__file__).parent / "corpus"
SLIPS = {
    "confidentiality": ("client-story", "identifier", "acknowledged-client", "unverified-consent"),
    "diagnosis": ("stranger-diagnosis", "reader-diagnosis"),
    "colleagues": ("bashing", "private-matter", "profession-bashing"),
}
RULES = tuple(rule for rules in SLIPS.values() for rule in rules)
TYPES = tuple(
    "name initials handle age date time place organisation occupation family condition appearance ethnicity religion "
    "orientation event contact id-number url vehicle image quote other".split()
)
TOKEN_LABELS = (*RULES, *(f"identifier:{kind}" for kind in TYPES))
DRAFT_LABELS = (*RULES, *(f"{slip}>=warn" for slip in SLIPS), *(f"{slip}=stop" for slip in SLIPS), "heated")
GRADED = ("warn", "stop")
SIGNS = names()

WINDOW = 256  # tokens in one window, special ones included
REPLY = 80  # tokens kept of platform, kind and what the draft answers
STRIDE = 96  # text tokens that two neighbouring windows share
CLS, SEP, MASK = 101, 102, 103


class Window(NamedTuple):
    """One input of the network: `ids` and `segments` (T,), `signs` (T, S), `offsets` of the tokens from `at` on."""

    ids: list[int]
    segments: list[int]
    at: int
    offsets: list[tuple[int, int]]  # code points of the draft's text
    signs: np.ndarray


@dataclass(frozen=True)
class Example:
    """A window with its labels; NaN marks what nobody is graded on. `tokens` is (text tokens, L), `draft` (D,)."""

    window: Window
    tokens: np.ndarray
    draft: np.ndarray


def load_tokenizer() -> Tokenizer:
    """The base model's uncased WordPiece tokenizer, without its fixed padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read(paths: Iterable[Path]) -> list[Draft]:
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def folds(files: Sequence[Path], count: int = 5) -> list[list[Path]]:
    """Whole files dealt out by their names alone, so that no author is in two folds and a new file moves no other."""
    dealt: list[list[Path]] = [[] for _ in range(count)]
    for path in sorted(files):
        dealt[sum(path.stem.encode()) % count].append(path)
    return dealt


def preface(draft: Draft) -> str:
    """What the network reads before the text: where it will be posted, as what, and what it answers."""
    return f"{draft.get('platform') or ''} {draft.get('kind') or ''} : {draft.get('in_reply_to') or ''}"


def windows(draft: Draft, tokenizer: Tokenizer) -> list[Window]:
    """`[CLS] preface [SEP] text [SEP]`, in overlapping windows where the text is long, each with its signs."""
    before = [CLS, *tokenizer.encode(preface(draft), add_special_tokens=False).ids[:REPLY], SEP]
    text = tokenizer.encode(draft["text"], add_special_tokens=False)
    room = WINDOW - len(before) - 1
    seen = signs_of(draft)
    cut = []
    for start in range(0, max(1, len(text.ids) - STRIDE), room - STRIDE):
        ids = [*before, *text.ids[start : start + room], SEP]
        segments = [0] * len(before) + [1] * (len(ids) - len(before))
        offsets = text.offsets[start : start + room]
        cut.append(Window(ids, segments, len(before), offsets, marked(seen, offsets, len(before), len(ids))))
    return cut


def signs_of(draft: Draft) -> list[tuple[int, int, int]]:
    """What explicit knowledge sees in a draft: column, start and end in its text as given."""
    post = Post(draft["text"], draft.get("in_reply_to"), draft.get("platform"), draft.get("kind"))
    folded = fold(post.text, lexicon().disguised.__contains__)
    seen = []
    for sign in passage(post).signs:
        span = folded.span(sign.start, sign.end)
        seen.append((SIGNS.index(sign.name), span.start, span.end))
    return seen


def marked(
    seen: Sequence[tuple[int, int, int]], offsets: Sequence[tuple[int, int]], at: int, length: int
) -> np.ndarray:
    """Which signs stand at which tokens of a window: (T, S), 0 or 1."""
    table = np.zeros((length, len(SIGNS)), np.uint8)
    for column, start, end in seen:
        rows = [at + i for i, (a, b) in enumerate(offsets) if a < end and b > start]
        table[rows, column] = 1
    return table


def misspelled(text: str, rng: random.Random, share: float = 0.07) -> str:
    """The text with two neighboring letters swapped in some of its longer words; every place stays where it was."""
    letters = list(text)
    for word in re.finditer(r"[A-Za-z]{4,}", text):
        if rng.random() < share:
            at = rng.randrange(word.start() + 1, word.end() - 1)
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Every place where a labelled detail stands as whole words: the label names it once."""
    at = text.find(quote)
    first = True
    while at >= 0:
        end = at + len(quote)
        inside_word = (at > 0 and text[at - 1].isalnum()) or (end < len(text) and text[end].isalnum())
        if first or not inside_word:
            yield at, end
        first = False
        at = text.find(quote, end)


def token_labels(draft: Draft, offsets: Sequence[tuple[int, int]]) -> np.ndarray:
    """1 where a graded finding's quote covers the token, NaN where only a `note` does: (text tokens, L)."""
    labels = np.zeros((len(offsets), len(TOKEN_LABELS)), np.float32)
    for finding in sorted(draft["findings"], key=lambda f: f["level"] in GRADED):
        columns = [TOKEN_LABELS.index(finding["rule"])]
        if finding["rule"] == "identifier":
            columns.append(TOKEN_LABELS.index(f"identifier:{finding['type']}"))
        for start, end in occurrences(draft["text"], finding["quote"]):
            rows = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
            labels[np.ix_(rows, columns)] = 1.0 if finding["level"] in GRADED else np.nan
    return labels


def draft_labels(draft: Draft, findings: Sequence[dict[str, Any]]) -> np.ndarray:
    """Which rules, slips and levels these findings (of a whole draft or of one window) amount to: (D,)."""
    labels = dict.fromkeys(DRAFT_LABELS, 0.0)
    for slip, rules in SLIPS.items():
        levels = {f["level"] for f in findings if f["slip"] == slip}
        noted = levels == {"note"}
        for rule in rules:
            graded = any(f["rule"] == rule and f["level"] in GRADED for f in findings)
            labels[rule] = np.nan if noted else float(graded)
        labels[f"{slip}>=warn"] = np.nan if noted else float(bool(levels & set(GRADED)))
        labels[f"{slip}=stop"] = np.nan if noted else float("stop" in levels)
    labels["heated"] = float(draft["heated"])
    return np.array(list(labels.values()), np.float32)


def examples(draft: Draft, tokenizer: Tokenizer, written: str | None = None) -> list[Example]:
    """A draft's windows, each labelled with the findings that it shows; `written` is a misspelled form of its text."""
    labelled = []
    for window in windows(draft if written is None else draft | {"text": written}, tokenizer):
        start, end = (window.offsets[0][0], window.offsets[-1][1]) if window.offsets else (0, 0)
        spans = [(f, draft["text"].find(f["quote"])) for f in draft["findings"]]
        shown = [f for f, at in spans if at < end and at + len(f["quote"]) > start]
        labelled.append(Example(window, token_labels(draft, window.offsets), draft_labels(draft, shown)))
    return labelled


def batches(lengths: Sequence[int], budget: int, rng: random.Random | None) -> list[list[int]]:
    """Indices in groups of like length, at most `budget` tokens each once padded; shuffled where `rng` is given."""
    order = list(range(len(lengths)))
    if rng:
        rng.shuffle(order)
    pool = 400 if rng else len(order)
    groups: list[list[int]] = []
    for start in range(0, len(order), pool):
        group: list[int] = []
        for i in sorted(order[start : start + pool], key=lambda i: lengths[i]):
            if group and (len(group) + 1) * lengths[i] > budget:
                groups.append(group)
                group = []
            group.append(i)
        groups.append(group)
    if rng:
        rng.shuffle(groups)
    return groups


def collate(cut: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Padded ids, mask and segments, each (B, T), int64, and signs (B, T, S), float32."""
    width = max(len(w.ids) for w in cut)
    ids, mask, segments = (torch.zeros(len(cut), width, dtype=torch.int64) for _ in range(3))
    signs = torch.zeros(len(cut), width, len(SIGNS))
    for row, window in enumerate(cut):
        size = len(window.ids)
        ids[row, :size] = torch.tensor(window.ids)
        mask[row, :size] = 1
        segments[row, :size] = torch.tensor(window.segments)
        signs[row, :size] = torch.from_numpy(window.signs)
    return ids, mask, segments, signs


def collate_labels(chosen: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Token labels (B, T, L), NaN off the text, and draft labels (B, D)."""
    width = max(len(e.window.ids) for e in chosen)
    tokens = torch.full((len(chosen), width, len(TOKEN_LABELS)), torch.nan)
    for row, e in enumerate(chosen):
        tokens[row, e.window.at : e.window.at + len(e.tokens)] = torch.from_numpy(e.tokens)
    return tokens, torch.from_numpy(np.stack([e.draft for e in chosen]))
