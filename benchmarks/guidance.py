"""Whether there is something better to post: `uv run python -m benchmarks.guidance` writes docs/guidance.md.

Slip drafts of the corpus are reviewed by the program as it ships, and the texts that it offers in their place counted:
those that were made from the draft itself (the nearest), and the general ones. `--all` takes the whole corpus.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.accuracy import corpus
from primum import Draft, Slip, Verdict
from primum.guidance import Alternative
from primum.review import Review, advised, review_draft

PAGE: Final = Path(__file__).parent.parent / "docs" / "guidance.md"
SAMPLE: Final = 600
"""How many drafts are reviewed unless all are asked for, always the same ones."""
SHOWN: Final = 5
SHORT: Final = 400
"""How many examples of each nearest way are shown, taken as they come from drafts of fewer characters."""
OWN_WORDS: Final = "what remains of the post"
"""A way that has no kind of its own: it is offered among what is taught, or said in disagreement."""
NEAREST: Final = ("say-it-generally", "make-it-hypothetical", "describe-dont-label", OWN_WORDS)
BY_EYE: Final = Path(__file__).parent / "guidance.toml"
"""How many nearest texts were read by a person, and how many of them read well."""
TARGET: Final = 0.95

PREFACE: Final = """# Something better to post

Written by `uv run python -m benchmarks.guidance`{flag}.

A draft counts where its labels hold a slip of level warn or stop, and the program as it ships (explicit knowledge and
the model together) finds one. An alternative counts as a text to post where the program, reading it as the author would
post it, finds nothing of level warn or stop in it; scaffolds, private messages and the ladder are not counted. A
*nearest* text is made from the draft: its details said generally, its story turned into something imagined, its label
cut and its behavior kept, or what remains of it once the sentences at fault are gone. All others are general texts of
`data/guidance`.

Whether a nearest text reads well no program can tell. It is offered only where short lists of words make sure that no
seam is left open, and refused where they do not."""


@dataclass(frozen=True, slots=True)
class Advised:
    """A draft, the slips found in it, and the texts that it can be replaced with."""

    draft: Draft
    slips: frozenset[Slip]
    texts: tuple[Alternative, ...]

    def has(self, slip: Slip | None = None, ways: Iterable[str] = ()) -> bool:
        """Tell whether there is a text for a slip, or for any, in one of these ways, or in any."""
        wanted = set(ways)
        return any(
            (slip is None or text.slip is slip) and (not wanted or way(text, self.draft) in wanted)
            for text in self.texts
        )


def way(text: Alternative, draft: Draft) -> str:
    """Return an alternative's kind, or OWN_WORDS where it consists of the author's own sentences."""
    if text.kind in NEAREST:
        return text.kind
    said = " ".join(draft.text.split())
    lines = [" ".join(line.split()) for line in text.text.split("\n") if line.strip()]
    return OWN_WORDS if all(line[1:] in said for line in lines) else text.kind


def chosen(everything: bool) -> list[dict[str, Any]]:
    """Return the drafts to be reviewed: those whose labels hold a slip, or always the same part of them."""
    slips = [dict(d) for d in corpus("*.jsonl") if d["verdict"] != "share"]
    return slips if everything or len(slips) <= SAMPLE else random.Random(SAMPLE).sample(slips, SAMPLE)


def advise_all(drafts: Sequence[dict[str, Any]]) -> Iterator[Advised]:
    """Review drafts and yield what can be done instead, where a slip was found."""
    for d in drafts:
        review = review_draft(Draft(d["text"], d["in_reply_to"], d["platform"], d["kind"], d["author"], d["id"]))
        if review.verdict is not Verdict.SHARE:
            yield _advised(review)


def _advised(review: Review) -> Advised:
    slips = frozenset(remark.slip for remark in review.findings if remark.level.name != "NOTE")
    texts = tuple(a for a in advised(review).alternatives if a.postable)
    return Advised(review.draft, slips, texts)


def share(some: Sequence[bool]) -> str:
    """Return how many of some are true, as a percentage.

    >>> share([True, False])
    '50.0%'
    """
    return f"{sum(some) / max(1, len(some)):.1%}"


def served(some: Sequence[Advised], slip: Slip | None = None) -> str:
    """Return two cells of a table: how many of these drafts have a text to post, and how many a nearest one."""
    return f"{share([one.has(slip) for one in some])} | {share([one.has(slip, NEAREST) for one in some])}"


def by_slip(said: Sequence[Advised]) -> str:
    """Return the table of the slips."""
    rows = [f"| **any** | {len(said)} | {served(said)} |"]
    for slip in Slip:
        some = [one for one in said if slip in one.slips]
        rows.append(f"| {slip.value} | {len(some)} | {served(some, slip)} |")
    return "\n".join(["| slip found | drafts | a text to post | a nearest one |", "| --- | --- | --- | --- |", *rows])


def by_way(said: Sequence[Advised]) -> str:
    """Return the table of the ways: for how many of the drafts with that slip there is such a text."""
    names = {(text.slip, way(text, one.draft)) for one in said for text in one.texts}
    rows = [
        f"| {slip.value} | {name} | {share([one.has(slip, [name]) for one in said if slip in one.slips])} |"
        for slip in Slip
        for name in sorted(name for at, name in names if at is slip)
    ]
    return "\n".join(["| slip | way | drafts that get it |", "| --- | --- | --- |", *rows])


def by_corpus(said: Sequence[Advised]) -> str:
    """Return the table of the parts of the corpus."""
    groups: dict[str, list[Advised]] = {}
    for one in said:
        groups.setdefault(str(one.draft.id).split("-", 1)[0], []).append(one)
    rows = [f"| `{name}-*` | {len(some)} | {served(some)} |" for name, some in sorted(groups.items())]
    return "\n".join(["| files | drafts | a text to post | a nearest one |", "| --- | --- | --- | --- |", *rows])


def read() -> str:
    """Return the table of what was read by eye."""
    rows = [
        f"| {one['which']} | {one['from']} | {one['read']} | {one['well']} |"
        for one in tomllib.loads(BY_EYE.read_text(encoding="utf-8"))["read"]
    ]
    return "\n".join(["| program | drawn from | read | read well |", "| --- | --- | --- | --- |", *rows])


def examples(said: Sequence[Advised]) -> Iterator[str]:
    """Yield the first short nearest texts of each way, unedited, with their drafts."""
    for name in NEAREST:
        yield f"### {name}"
        pairs = ((one.draft, text) for one in said for text in one.texts if way(text, one.draft) == name)
        for draft, text in islice((pair for pair in pairs if len(pair[0].text) < SHORT), SHOWN):
            yield f"{_quoted(draft.text)}\n\n{_quoted('→ ' + text.text, '')}"


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.splitlines())


def page(said: Sequence[Advised], total: int, everything: bool) -> str:
    """Return the page."""
    share_served = sum(one.has() for one in said) / max(1, len(said))
    whole = "All slip drafts of the corpus" if everything else f"{total} slip drafts of the corpus, drawn once for all,"
    parts = [
        PREFACE.format(flag=" --all" if everything else ""),
        f"{whole} were reviewed; in {len(said)} of {total} the program found a slip. The target is a text to post for "
        f"95% of them: {'held' if share_served >= TARGET else '**missed**'}.",
        "## By slip",
        by_slip(said),
        "## By way",
        by_way(said),
        "## By corpus",
        "The patterns were made with the drafts of `dev-*` in view, and with few of `own-*`.",
        by_corpus(said),
        "## Read by eye",
        "Nearest texts drawn at random from those offered, one reader. *Well* means: grammatical, understandable by "
        "itself as a post, true to the draft, and with nothing in it of what was to go.",
        read(),
        "## Examples",
        "The first short ones of each way, unedited, good and bad.",
        *examples(said),
    ]
    return "\n\n".join(parts)


def main() -> None:
    """Review the drafts, print the tables, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="take every slip draft of the corpus (half an hour)")
    everything = parser.parse_args().all
    drafts = chosen(everything)
    said = list(advise_all(drafts))
    text = page(said, len(drafts), everything)
    print(text)
    PAGE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
