"""Write `docs/rules/` anew from the rules' own files: `uv run tools/make_rule_docs.py`.

With `--check` nothing is written: the pages that are missing, stale or left over are named, and the exit status
is 1 where there are any.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import primum
from primum.rules.catalogue import Rule, catalogue
from primum.rules.finding import Slip

ROOT: Final = Path(__file__).parent.parent
TARGET: Final = ROOT / "docs" / "rules"
CODES: Final = Path(primum.__file__).parent / "data" / "codes"
MADE: Final = "<!-- Made by tools/make_rule_docs.py from {source}; change that file, not this one. -->"
SLIPS: Final[Mapping[Slip, str]] = {
    Slip.CONFIDENTIALITY: "What happens in session stays in session",
    Slip.DIAGNOSIS: "No labels on people who were never assessed",
    Slip.COLLEAGUES: "No bashing in public",
}


def pages() -> dict[Path, str]:
    """Return the text of every page of `docs/rules` by its path."""
    says = meanings()
    made = {TARGET / f"{rule.id}.md": rule_page(rule, says) for rule in catalogue().values()}
    return {TARGET / "index.md": index(), **made}


def meanings() -> dict[str, str]:
    """Return what each citation says, in our own words, by the citation."""
    codes = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CODES.glob("*.toml"))]
    return {entry["cite"]: entry["says"] for code in codes for entry in code.values()}


def index() -> str:
    """Return the page that lists the rules under their slips."""
    parts = [
        MADE.format(source="src/primum/data/rules/"),
        "# The rules",
        "Every rule is one file, and this is what the files say.",
    ]
    for slip, title in SLIPS.items():
        mine = [rule for rule in catalogue().values() if rule.slip is slip]
        rows = [f"| [{rule.id}]({rule.id}.md) | {rule.summary} | {rule.level} |" for rule in mine]
        parts += [f"## {title}", "\n".join(["| rule | finds | usual level |", "| --- | --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def rule_page(rule: Rule, says: Mapping[str, str]) -> str:
    """Return one rule's page: its sections, what to do by kind of detail, and its sources."""
    source = f"src/primum/data/rules/{rule.slip}/{rule.id}.md"
    about = f"Slip: {rule.slip}. Usual level: {rule.level}. All people in the examples are invented."
    parts = [MADE.format(source=source), f"# {rule.id}", about]
    for title, text in rule.sections.items():
        parts += [f"## {title}", rendered(text)]
        if title == "Do instead" and rule.instead_by_type:
            parts += ["### By kind of detail", kinds(rule.instead_by_type)]
    parts += ["## Sources", "\n".join(f"- **{cite}.** {says[cite]}" for cite in rule.sources)]
    return "\n\n".join(parts) + "\n"


def kinds(instead: Mapping[str, str]) -> str:
    """Return a table of what to do instead, by kind of detail."""
    return "\n".join(
        ["| kind | instead |", "| --- | --- |", *(f"| {kind} | {text} |" for kind, text in instead.items())]
    )


def rendered(section: str) -> str:
    """Return a section with its marks in bold, and what an example answers in italics.

    >>> rendered("- (answering: Is it me?) [[You have OCD.]]")
    '- *In answer to “Is it me?”:* **You have OCD.**'
    """
    answered = re.sub(r"^- \(answering: (.*?)\) (?=\S)", r"- *In answer to “\1”:* ", section, flags=re.M | re.S)
    return re.sub(r"\[\[(.+?)\]\]", r"**\1**", answered, flags=re.S)


def stale(made: Mapping[Path, str]) -> list[Path]:
    """Return the pages that are missing, differ from what would be written, or belong to no rule."""
    kept = {path: path.read_text(encoding="utf-8") for path in TARGET.glob("*.md")}
    return sorted(path for path in made.keys() | kept.keys() if made.get(path) != kept.get(path))


def write(made: Mapping[Path, str]) -> None:
    """Write every page, and take away those that belong to no rule."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for path in stale(made):
        if path in made:
            path.write_text(made[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()


def main() -> None:
    """Write the pages, or with `--check` name those that are stale."""
    parser = argparse.ArgumentParser(description="Write docs/rules from the rules' own files.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is stale")
    made = pages()
    if not parser.parse_args().check:
        return write(made)
    if late := stale(made):
        names = "\n".join(f"stale: {path.relative_to(ROOT)}" for path in late)
        sys.exit(f"{names}\nRun tools/make_rule_docs.py to bring them up to date.")
    return None


if __name__ == "__main__":
    main()
