"""Train the encoder: `python training/train.py --out model.pt` (all files; about 40 minutes on two cores).

`--leave-out dev-d dev-i` keeps whole files aside and saves what the network says of them beside the weights.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import data
import predict
import torch
from encoder import Encoder, pretrained
from torch import Tensor, nn
from torch.nn import functional

Watch = Callable[[Encoder], None]


@dataclass(frozen=True)
class Recipe:
    """Everything that may be chosen about a training."""

    epochs: int = 6
    budget: int = 768  # tokens a batch, padding included
    rate: float = 1.5e-4  # of the encoder, at its peak
    head_rate: float = 1e-3
    warmup: float = 0.1  # share of the steps
    decay: float = 0.01
    dropout: float = 0.1
    token_weight: float = 1.0  # of the token loss beside the draft loss
    token_positive: float = 4.0  # how much more a positive weighs
    draft_positive: float = 2.0
    nameless: float = 0.15  # share of the drafts read without platform and kind
    misspelled: float = 0.15  # share of the drafts read with some letters swapped
    signless: float = 0.1  # share of the drafts read without the signs of explicit knowledge
    masked: float = 0.08  # share of the tokens hidden behind [MASK], so that no single word decides
    mastered: float = 0.5  # loss under which a draft counts as learned
    rest: float = 0.5  # share of the learned drafts that an epoch leaves out; the others weigh the more
    average: float = 0.995  # of the running weight average, every fifth step
    seed: int = 1


def weighted_loss(scores: Tensor, labels: Tensor, positive: float) -> Tensor:
    """Each draft's summed cross-entropy over what is graded (B,), positives weighing more; NaN labels count nothing."""
    known = ~labels.isnan()
    truth = labels.nan_to_num()
    losses = functional.binary_cross_entropy_with_logits(
        scores, truth, reduction="none", pos_weight=torch.tensor(positive, device=scores.device)
    )
    return (losses * known).flatten(1).sum(1)


def losses_of(model: Encoder, chosen: Sequence[data.Example], recipe: Recipe, device: str) -> Tensor:
    """Each draft's loss (B,): that of its own labels, and that of its tokens at a fiftieth, the length of a draft."""
    ids, mask, segments, signs = (t.to(device) for t in data.collate([e.window for e in chosen]))
    tokens, drafts = (t.to(device) for t in data.collate_labels(chosen))
    hidden = (torch.rand(ids.shape, device=device) < recipe.masked) & (ids > data.MASK)
    told = torch.rand(len(signs), 1, 1, device=device) >= recipe.signless
    token_scores, draft_scores = model(ids.masked_fill(hidden, data.MASK), mask, segments, signs * told)
    token_losses = weighted_loss(token_scores, tokens, recipe.token_positive) / 50
    return weighted_loss(draft_scores, drafts, recipe.draft_positive) + recipe.token_weight * token_losses


def rate_at(progress: float, warmup: float) -> float:
    """Share of the peak rate after a share of the training: linearly up, then linearly down to nothing."""
    return min(progress / warmup, (1 - progress) / (1 - warmup))


def optimizer_of(model: Encoder, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW; the word vectors stay as they are, the heads learn faster, biases and norms do not decay."""
    model.embeddings.word_embeddings.requires_grad_(False)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            rate = recipe.head_rate if "head" in name or "gaze" in name else recipe.rate
            decay = recipe.decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    settings = [{"params": p, "lr": rate, "peak": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]
    return torch.optim.AdamW(settings, betas=(0.9, 0.98), fused=True)


def set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = share * group["peak"]


class Average:
    """A running average of the weights that learn: it judges better than the last step does."""

    def __init__(self, model: Encoder, keep: float) -> None:
        self.model = copy.deepcopy(model)
        self.live: list[Tensor] = [p for p in model.parameters() if p.requires_grad]
        self.mean: list[Tensor] = [p for p in self.model.parameters() if p.requires_grad]
        self.keep, self.seen = keep, 0

    @torch.no_grad()
    def update(self) -> None:
        """Move the average a little towards the weights as they are now."""
        self.seen += 1
        torch._foreach_lerp_(self.mean, self.live, 1 - min(self.keep, self.seen / (self.seen + 10)))


class Forms(NamedTuple):
    """A window as it stands, without platform and kind, and with letters swapped."""

    plain: data.Example
    nameless: data.Example
    misspelled: data.Example

    def drawn(self, recipe: Recipe, rng: random.Random) -> data.Example:
        """Return one of the forms, by the recipe's shares."""
        drawn = rng.random()
        if drawn < recipe.nameless:
            return self.nameless
        return self.misspelled if drawn < recipe.nameless + recipe.misspelled else self.plain


def prepare(drafts: Sequence[data.Draft], seed: int) -> list[Forms]:
    """Each window in its three forms; where another form needs fewer windows, its last stands in."""
    tokenizer, rng = data.load_tokenizer(), random.Random(seed)
    forms = []
    for draft in drafts:
        plain = data.examples(draft, tokenizer)
        nameless = data.examples({**draft, "platform": None, "kind": None}, tokenizer)
        misspelled = data.examples(draft, tokenizer, data.misspelled(draft["text"], rng))
        alike = misspelled if len(misspelled) == len(plain) else plain
        forms += [Forms(e, nameless[min(i, len(nameless) - 1)], alike[i]) for i, e in enumerate(plain)]
    return forms


class Course:
    """Which drafts each epoch takes: all that are not yet learned, and some of the others, at more weight."""

    def __init__(self, count: int, recipe: Recipe) -> None:
        self.losses = torch.full((count,), torch.inf)
        self.recipe = recipe
        self.rng = random.Random(recipe.seed)

    def learned(self) -> Tensor:
        """Which drafts (N,) the network got right when it last saw them."""
        return self.losses < self.recipe.mastered

    def epoch(self, lengths: Sequence[int]) -> tuple[list[list[int]], Tensor]:
        """Batches of indices, and each draft's weight (N,)."""
        learned = self.learned()
        taken = [i for i, easy in enumerate(learned.tolist()) if not easy or self.rng.random() >= self.recipe.rest]
        groups = data.batches([lengths[i] for i in taken], self.recipe.budget, self.rng)
        weights = torch.where(learned, 1 / (1 - self.recipe.rest), 1.0)
        return [[taken[i] for i in group] for group in groups], weights


def train(
    drafts: Sequence[data.Draft],
    recipe: Recipe,
    device: str = "cpu",
    watch: Watch | None = None,
    start: Path | None = None,
) -> Encoder:
    """The averaged weights after `recipe.epochs` passes over the drafts; `watch` sees them after each.

    `start` are weights of an earlier training to go on from.
    """
    torch.manual_seed(recipe.seed)
    pairs = prepare(drafts, recipe.seed)
    lengths = [len(forms.plain.window.ids) for forms in pairs]
    model = (
        pretrained(len(data.SIGNS), len(data.TOKEN_LABELS), len(data.DRAFT_LABELS), recipe.dropout).to(device).train()
    )
    if start:
        model.load_state_dict(torch.load(start, map_location=device))
    optimizer = optimizer_of(model, recipe)
    average, course = Average(model, recipe.average), Course(len(pairs), recipe)
    for number in range(recipe.epochs):
        began = time.time()
        groups, weights = course.epoch(lengths)
        for step, group in enumerate(groups):
            set_rate(optimizer, rate_at((number + (step + 0.5) / len(groups)) / recipe.epochs, recipe.warmup))
            chosen = [pairs[i].drawn(recipe, course.rng) for i in group]
            losses = losses_of(model, chosen, recipe, device)
            course.losses[group] = losses.detach().cpu()
            (losses @ weights[group].to(device) / 8).backward()
            nn.utils.clip_grad_norm_(average.live, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            if step % 5 == 0:
                average.update()
        mean, learned = course.losses.mean().item(), course.learned().float().mean().item()
        if not math.isfinite(mean):
            raise FloatingPointError("the loss is no longer a number")
        spent = time.time() - began
        print(f"epoch {number + 1}: loss {mean:.3f}, learned {learned:.0%}, {len(groups)} steps, {spent:.0f} s")
        if watch:
            watch(average.model.eval())
    return average.model.eval()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the weights go")
    parser.add_argument(
        "--leave-out", nargs="*", default=[], metavar="FILE", help="files (stems) kept aside, predicted"
    )
    parser.add_argument("--only", nargs="*", default=[], metavar="FILE", help="train on these files (stems) alone")
    parser.add_argument("--start", type=Path, help="weights to go on from, with new drafts")
    parser.add_argument("--limit", type=int, default=0, help="train on so many drafts only, to try things out")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    for name, value in vars(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return parser.parse_args()


def main() -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    a = arguments()
    recipe = replace(Recipe(), **{name: getattr(a, name) for name in vars(Recipe())})
    files = sorted(data.CORPUS.glob("*.jsonl"))
    kept = [f for f in files if f.stem in a.leave_out]
    used = [f for f in files if f not in kept and (not a.only or f.stem in a.only)]
    drafts = data.read(used)
    if a.limit:
        drafts = random.Random(0).sample(drafts, a.limit)
    print(f"{len(drafts)} drafts from {len(used)} files, {recipe}", flush=True)
    model = train(drafts, recipe, a.device, lambda model: torch.save(model.state_dict(), a.out), a.start)
    if kept:
        predict.save(predict.predict(model.cpu(), data.read(kept)), a.out.with_suffix(".npz"))


if __name__ == "__main__":
    main()
