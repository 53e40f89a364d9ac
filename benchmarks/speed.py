"""Speed: what a review costs beside proselint and alex, how the cost grows, and what the worst input does.

`uv run --group bench python -m benchmarks.speed` measures everything in one run, prints it, and writes `docs/speed.md`.
alex is installed with npm into `benchmarks/node_modules`, which git ignores; without Node it is left out, and the page
says so.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import Final, NamedTuple

from primum import Draft, review, review_draft
from primum.draft import MAX_LENGTH
from primum.model import NoModel, OnnxModel, Passage, model

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "speed.md"
ALEX: Final = "alex@11.0.1"

DRAFTS, ROUNDS, STARTS = 200, 9, 11
"""How many drafts are read, how often each, and how often a process is started."""
SIZES: Final = (100, 300, 1_000, 3_000, 10_000, 30_000, MAX_LENGTH)
SHORT, LONG = 5_000, 20_000
"""The lengths of the awkward inputs; where the cost is linear, the second takes four times as long as the first."""
SLOW, STEEP = 10.0, 8.0
"""An awkward input is suspect when it is this much slower than plain text, or grows this much from SHORT to LONG.

Linear is 4, quadratic is 16; 8 lies halfway."""

Reviewer = Callable[[list[str]], list[float]]
"""Takes drafts and returns how many milliseconds of computing each took.

Not milliseconds by the clock: on a busy machine every call that is longer than a slice of the scheduler waits for the
next one, so that the clock would favor whoever is quicker already. On an idle machine the two are the same.
"""


# ── The drafts ────────────────────────────────────────────────────────────────────────────────────


def corpus() -> list[str]:
    """Return the texts of all labelled drafts, in a fixed order that mixes their authors."""
    files = sorted((ROOT / "training" / "corpus").glob("*.jsonl"))
    drafts = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [draft["text"] for draft in sorted(drafts, key=lambda draft: draft["id"][::-1])]


def sample(texts: Iterable[str]) -> list[str]:
    """Return the first DRAFTS of 40 to 50 words."""
    return [text for text in texts if 40 <= len(text.split()) <= 50][:DRAFTS]


# ── A draft, beside others ────────────────────────────────────────────────────────────────────────


def timed(function: Callable[[str], object], text: str) -> float:
    """Return how many milliseconds of computing a call took."""
    begin = process_time()
    function(text)
    return (process_time() - begin) * 1e3


def in_process(function: Callable[[str], object]) -> Reviewer:
    """Make a reviewer of a function in this process."""
    return lambda texts: [timed(function, text) for text in texts]


def explicit(text: str) -> object:
    """Review a text by explicit knowledge alone."""
    return review_draft(Draft(text), NoModel("it is measured apart"))


def bare(texts: Iterable[str]) -> Callable[[str], object]:
    """Return the model's call and nothing around it, for texts that are cut into windows beforehand."""
    witness = model()
    if not isinstance(witness, OnnxModel):
        raise RuntimeError("the model is not there")
    windows = {text: [*witness._windows(0, Passage(text, " : "))] for text in texts}
    return lambda text: [witness._run(window) for window in windows[text]]


def proselint() -> Callable[[str], object]:
    """Return proselint's linting of a text, all its checks loaded."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: LintFile("draft", content=text).lint()


_ALEX_LOOP: Final = """
import {createInterface} from 'node:readline'
import {text} from 'alex'
for await (const line of createInterface({input: process.stdin})) {
  const took = JSON.parse(line).map((draft) => {
    const begin = process.cpuUsage()
    text(draft)
    const {user, system} = process.cpuUsage(begin)
    return (user + system) / 1e3
  })
  console.log(JSON.stringify(took))
}
"""


@contextmanager
def alex() -> Iterator[Reviewer]:
    """Keep one node process, which reviews with alex the drafts that each line of its input holds."""
    install_alex()
    command = ["node", "--input-type=module", "--eval", _ALEX_LOOP]
    with subprocess.Popen(
        command, cwd=ROOT / "benchmarks", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as node:
        yield lambda texts: ask(node, texts)
        node.communicate()


def install_alex() -> None:
    """Install alex once, or raise RuntimeError with the reason why it cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise RuntimeError("Node.js and npm are not on this machine")
    if (ROOT / "benchmarks" / "node_modules" / "alex").exists():
        return
    options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    command = ["npm", "install", *options, "--prefix", str(ROOT / "benchmarks"), ALEX]
    try:
        subprocess.run(command, check=True, timeout=300)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(f"npm could not install {ALEX} ({type(error).__name__})") from None


def ask(node: subprocess.Popen[str], texts: list[str]) -> list[float]:
    """Send drafts to the node process and read how long each took."""
    if node.stdin is None or node.stdout is None:
        raise RuntimeError("node has no pipes")
    node.stdin.write(json.dumps(texts) + "\n")
    node.stdin.flush()
    return list(json.loads(node.stdout.readline()))


def compare(reviewers: dict[str, Reviewer], texts: list[str]) -> dict[str, list[float]]:
    """Return each reviewer's median time for each draft; they take turns, so that noise hits all alike."""
    for reviewer in reviewers.values():
        reviewer(texts)  # to load, and to warm up node's compiler
        reviewer(texts)
    rounds = [{name: reviewer(texts) for name, reviewer in reviewers.items()} for _ in range(ROUNDS)]
    return {name: [median(times) for times in zip(*(turn[name] for turn in rounds), strict=True)] for name in reviewers}


# ── The command ───────────────────────────────────────────────────────────────────────────────────

_RUN: Final = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
begin = time.perf_counter()
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet), 0)
print(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
"""Runs a command from a small process, whose own memory Linux counts to the command's peak."""


class Run(NamedTuple):
    """What a process took from start to end: seconds by the clock, seconds of computing, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(*command: str) -> Run:
    """Run a command, silently, and as it is once installed: with its modules compiled."""
    small = [sys.executable, "-ISc", _RUN, *command]
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(small, check=True, capture_output=True, text=True, cwd=ROOT, env=installed)
    wall, cpu, memory, code = map(float, done.stdout.split())
    if code not in (0, 1) or "No module named" in done.stderr:
        raise RuntimeError(f"{command[:4]} ended with exit code {code:.0f}: {done.stderr}")
    return Run(wall, cpu, memory * (1 if sys.platform == "darwin" else 1024) / 1e6)


def start(commands: dict[str, list[str]]) -> dict[str, Run]:
    """Return the medians of several runs of each command, taking turns."""
    for command in commands.values():
        run(*command)  # compiles what has not been run yet
    rounds = [{name: run(*command) for name, command in commands.items()} for _ in range(STARTS)]
    return {name: middle([turn[name] for turn in rounds]) for name in commands}


def middle(runs: list[Run]) -> Run:
    """Return the median of each figure."""
    return Run(*(median(values) for values in zip(*runs, strict=True)))


def commands(texts: list[str], long: str, folder: Path, with_alex: bool) -> dict[str, list[str]]:
    """Return the commands to start, by what the page calls them; the first draft goes to all of them."""
    plain, awkward = folder / "draft.txt", f"My client Anna, 34, called from 555-0142 on 3/4/2025. {texts[0]}"
    plain.write_text(texts[0], encoding="utf-8")
    (folder / "long.txt").write_text(long, encoding="utf-8")
    check = [sys.executable, "-m", "primum", "check"]
    named = {
        "`primum check`, a 45-word draft": [*check, str(plain)],
        "… with a phone number and a date in it": [*check, "--text", awkward],
        f"… {len(long):,} characters": [*check, str(folder / "long.txt")],
        "proselint, the same 45 words": [sys.executable, "-m", "proselint", "check", str(plain)],
        "Python alone": [sys.executable, "-c", "pass"],
    }
    if with_alex:
        node = shutil.which("node") or "node"
        named["alex, the same 45 words"] = [node, "benchmarks/node_modules/alex/cli.js", "--text", str(plain)]
    return named


# ── Long and awkward drafts ───────────────────────────────────────────────────────────────────────

STORY: Final = "My client Anna cried. "
"""Opens each awkward input, so that the details of clients are looked for, too."""

AWKWARD: Final = {
    "one letter": "a",
    "one capital": "A",
    "one accented letter": "é",
    "one Cyrillic letter": "\u0430",
    "Latin and Cyrillic by turns": "a\u0430",
    "digits": "1",
    "spaces": " ",
    "tabs": "\t",
    "line ends": "\n",
    "blank lines with spaces": "\n ",
    "zero-width spaces": "\u200b",
    "zero-width joiners between letters": "a\u200d",
    "double quotation marks": '"',
    "single quotation marks": "'",
    "curly quotation marks": "“”",
    "quotations": '"no" ',
    "open parentheses": "(",
    "open brackets": "[image ",
    "emoji": "😀",
    "emoji and spaces": "😀 ",
    "dingbats": "\u2600",
    "full stops": ".",
    "exclamation marks": "!",
    "ellipses": "…",
    "hyphens": "-",
    "underscores": "_",
    "a.b.c.": "a.b.c.",
    "spaced letters": "a b ",
    "leetspeak": "a1",
    "hyphened letters": "a-",
    "@": "@",
    "handles": "@anna ",
    "e-mail without an end": "a@a.",
    "hashtags": "#therapy ",
    "hashtags without spaces": "#t",
    "web addresses": "www.a.com/",
    "phone numbers": "555-0142 ",
    "digits and hyphens": "1-",
    "dates in figures": "1/1/11 ",
    "no sentence breaks": "and then we talked about it for a while ",
    "one-letter words": "a ",
    "my my my": "my ",
    "my dear my dear": "my dear ",
    "she is she is": "she is ",
    "for a for a": "iso for a ",
    "names": "Anna ",
    "diagnoses in one sentence": "he is bpd and ",
    "insults in one sentence": "my boss is an idiot and ",
    "clients in one sentence": "my client said and ",
    "many stories": "My client Anna cried. ",
    "many quotations of clients": 'My client said "never again". ',
    "many short sentences": "She cried. ",
}


@dataclass(frozen=True, slots=True)
class Strain:
    """How an awkward input fared: its time over that of plain text as long, and its growth from SHORT to LONG."""

    name: str
    ratio: float
    growth: float

    @property
    def suspect(self) -> bool:
        """Whether it is slow or grows faster than the text."""
        return self.ratio > SLOW or self.growth > STEEP


def best(text: str, times: int = 3) -> float:
    """Return the quickest of some reviews of a text, in milliseconds; one over a second is not repeated."""
    took = timed(explicit, text)
    return took if times == 1 or took > 1_000 else min(took, best(text, times - 1))


def awkward(unit: str, length: int, end: str) -> str:
    """Return a text of one unit over and over, after a client's story and before an end."""
    return (STORY + unit * length)[: length - len(end)] + end


def strains(plain: str) -> list[Strain]:
    """Return how all awkward inputs fare, the slowest first."""
    usual = best(plain[:LONG])
    found = (strain(name, unit, end, usual) for name, unit in AWKWARD.items() for end in ("", "a"))
    return sorted(found, key=lambda each: -each.ratio)


def strain(name: str, unit: str, end: str, usual: float) -> Strain:
    """Return how one awkward input fares; a letter at its end makes patterns turn back."""
    short, long = best(awkward(unit, SHORT, end)), best(awkward(unit, LONG, end))
    return Strain(f"{name}, then a letter" if end else name, long / usual, long / short)


def curve(plain: str) -> dict[int, float]:
    """Return microseconds a character by length: the same text each time, cut in pieces of that length."""
    pieces = {size: [plain[at : at + size] for at in range(0, len(plain), size)] for size in SIZES}
    rounds = [{size: sum(timed(explicit, piece) for piece in pieces[size]) for size in SIZES} for _ in range(5)]
    return {size: median(turn[size] for turn in rounds) * 1e3 / len(plain) for size in SIZES}


# ── The page ──────────────────────────────────────────────────────────────────────────────────────


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; all columns but the first are aligned to the right."""
    columns = head.count("|") + 1
    lines = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join((f"| {head} |", "| --- " + "| ---: " * (columns - 1) + "|", *lines))


def ok(held: bool) -> str:
    """Return whether a target was held."""
    return "held" if held else "**missed**"


def draft_part(times: dict[str, list[float]], missing: str) -> str:
    """Tell what a draft costs, beside others."""
    ours = median(times["Primum"])
    around = median(times["Primum with its model"]) / median(times["the model's call inside, bare"])
    rows = (
        (name, f"{median(each):.2f} ms", f"{quantiles(each, n=20)[-1]:.2f} ms", f"{median(each) / ours:.1f}")
        for name, each in times.items()
    )
    return f"""## A draft of 40 to 50 words

{table("reviewer | median | 95th percentile | times Primum's median", rows)}

{len(times["Primum"])} drafts of the corpus, {ROUNDS} rounds, the reviewers taking turns; each loaded and warmed up
before; alex runs in one Node process. The others do other work (style, insensitive words): a scale, not rivals.
{missing}
Targets: explicit knowledge under 2 ms: {ok(ours < 2)}; with the model at most 1.3 times its bare call, it is
**{around:.2f} times**: {ok(around <= 1.3)}."""


def command_part(runs: dict[str, Run]) -> str:
    """Tell what a process costs from start to end."""
    ours = [each for name, each in runs.items() if name.startswith(("`primum", "…"))]
    check, peak = ours[0], max(each.memory for each in ours)
    rows = (
        (name, f"{r.wall:.2f} s", f"{r.cpu:.2f} s", f"{r.memory:.0f} MB", f"{r.cpu / check.cpu:.2f}")
        for name, r in runs.items()
    )
    return f"""## The command, from start to verdict

{table("command | time by the clock | computing | peak memory | times the first", rows)}

Medians of {STARTS} runs of each, taking turns.
The ratio is that of the computing.
The command loads and asks the model. Targets: under 0.8 s by the clock: {ok(check.wall < 0.8)}; under 220 MB, at any
length: {ok(peak < 220)}."""


def curve_part(costs: dict[int, float]) -> str:
    """Tell how the cost grows with the length."""
    worst, ratio = max(costs.values()), costs[MAX_LENGTH] / costs[1_000]
    lines = (f"{size:>9,}  {cost:5.2f} µs  {'█' * round(40 * cost / worst)}" for size, cost in costs.items())
    return f"""## Cost a character, by length

```text
{chr(10).join(lines)}
```

The same {MAX_LENGTH:,} characters of drafts each time, cut in pieces of that length. A character of a draft of
{MAX_LENGTH:,} costs **{ratio:.2f} times** what one of a draft of 1,000 costs (1.00 is exactly linear). Short pieces
carry the fixed cost of a review.
Target, linear: {ok(ratio < 1.5)}."""


def strain_part(found: list[Strain]) -> str:
    """Tell how the most awkward inputs fared."""
    shown = [s for s in found if s.suspect] or found[:8]
    rows = ((s.name, f"{s.ratio:.1f}", f"{s.growth:.1f}") for s in shown)
    suspects = sum(s.suspect for s in found)
    said = f"**{suspects} of them are suspect** (over {SLOW:g} times plain text, or growing over {STEEP:g}-fold):"
    return f"""## Awkward inputs

{len(found)} texts of {LONG:,} characters that repeat one thing over and over, to make patterns turn back and try again.
{said if suspects else f"None takes over {SLOW:g} times what plain text takes, nor grows {STEEP:g}-fold; the slowest:"}

{table("input | times plain text of that length | growth, 4 being linear", rows)}

Target, no pattern that turns back without bound: {ok(not suspects)}."""


def machine() -> str:
    """Tell where and when this was measured, and how busy the machine was."""
    load, when = os.getloadavg()[0], datetime.now(UTC).date().isoformat()
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Measured in one run: {system}, load {load:.1f} at the end (this run makes about 1 of it), {when}."


HEAD: Final = """# Speed

Written by `uv run --group bench python -m benchmarks.speed`. Where it does not say so, explicit knowledge alone.
The ratios are what counts: the times depend on the machine, and on what else it does. Unless it says otherwise, a time
is computing time, which other processes disturb less than time by the clock."""


def measure() -> Iterator[str]:
    """Measure everything and yield the parts of the page."""
    texts = corpus()
    drafts, plain = sample(texts), "\n\n".join(texts)[:MAX_LENGTH]
    reviewers: dict[str, Reviewer] = {
        "Primum": in_process(explicit),
        "Primum with its model": in_process(review),
        "the model's call inside, bare": in_process(bare(drafts)),
        "proselint": in_process(proselint()),
    }
    missing = ""
    gc.collect()
    try:
        with alex() as reviewer:
            times = compare({**reviewers, "alex": reviewer}, drafts)
    except RuntimeError as error:
        missing = f"alex was left out: {error}."
        times = compare(reviewers, drafts)
    yield draft_part(times, missing)
    with tempfile.TemporaryDirectory() as folder:
        yield command_part(start(commands(drafts, plain, Path(folder), not missing)))
    yield curve_part(curve(plain))
    yield strain_part(strains(plain))


def page() -> Iterator[str]:
    """Yield the page part by part, as it is measured."""
    yield HEAD
    yield from measure()
    yield machine()


def main() -> None:
    """Measure, print, and write the page."""
    parts = []
    for part in page():
        print(f"{part}\n", flush=True)
        parts.append(part)
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
