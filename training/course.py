"""Train the weights that ship, from the base weights: `python training/course.py --out model.pt`.

`course.json` says how: each step adds files of drafts and goes on from the weights of the last. A step of several runs
makes them side by side, and the mean of their weights goes on: it judges better than any of them does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import NotRequired, TypedDict

import torch

COURSE = Path(__file__).with_suffix(".json")


class Step(TypedDict):
    """The files (stems) that a step adds, and what is chosen about each of its runs, as `train.py` names it.

    `with_start`: the mean takes in the weights that the step began from.
    """

    adds: list[str]
    runs: list[dict[str, float]]
    with_start: NotRequired[bool]


def take(step: Step, files: Sequence[str], start: Path | None, folder: Path) -> list[Path]:
    """Make a step's runs over the files, a core each, and return where their weights are."""
    outs = [folder / f"{number}.pt" for number in range(len(step["runs"]))]
    commands = [command(run, files, start, out) for run, out in zip(step["runs"], outs, strict=True)]
    started = [subprocess.Popen(words, env=os.environ | {"OMP_NUM_THREADS": "1"}) for words in commands]
    codes = [process.wait() for process in started]
    if any(codes):
        raise SystemExit("a training failed; what it said stands above")
    return outs


def command(run: dict[str, float], files: Sequence[str], start: Path | None, out: Path) -> list[str]:
    """The words that start one run."""
    chosen = [word for name, value in run.items() for word in (f"--{name}", str(value))]
    begin = ["--start", str(start)] if start else []
    return [sys.executable, str(COURSE.with_name("train.py")), "--out", str(out), *begin, *chosen, "--only", *files]


def mean(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of several weights."""
    weights = [torch.load(path, map_location="cpu") for path in paths]
    return {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the weights go, after each step")
    out: Path = parser.parse_args().out
    course: list[Step] = json.loads(COURSE.read_text("utf-8"))
    known = accumulate((step["adds"] for step in course), lambda before, added: [*before, *added])
    with tempfile.TemporaryDirectory() as folder:
        for number, (step, files) in enumerate(zip(course, known, strict=True)):
            weights = take(step, files, out if number else None, Path(folder))
            torch.save(mean([*weights, out] if step.get("with_start") else weights), out)
            print(f"step {number + 1} of {len(course)} is done", flush=True)


if __name__ == "__main__":
    main()
