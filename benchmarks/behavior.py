"""What must not change a review, and what must: `uv run python -m benchmarks.behavior` writes docs/behavior.md.

The drafts stand in behavior.toml. A failure is a draft whose review finds other slips than a careful supervisor would.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from primum import Draft, Level
from primum.review import review_drafts

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parent / "docs" / "behavior.md"
FORMS: Final = {
    "she": {"she": "she", "her": "her", "hers": "hers", "self": "herself", "She": "She"},
    "he": {"she": "he", "her": "his", "hers": "his", "self": "himself", "She": "He"},
}
PLATFORMS: Final = ("instagram", "linkedin", "reddit", "x", "newsletter")
BRITISH: Final = {"behavior": "behaviour", "neighbor": "neighbour", "license": "licence", "practice": "practise"}


@dataclass(frozen=True, slots=True)
class Case:
    """A draft of one group under one capability, and the slips to be found in it."""

    capability: str
    group: str
    draft: Draft
    slips: frozenset[str]


def cases(data: dict[str, Any]) -> Iterator[Case]:
    """Yield every case of behavior.toml."""
    for template in data["template"]:
        yield from _filled(template, data["names"], data["towns"])
    for variety in data["variety"]:
        slips = frozenset(variety.pop("slips"))
        for group, text in variety.items():
            yield Case("variety of English", group, Draft(text), slips)
    for change in data["change"]:
        after = Draft(change["after"], answering=change.get("answering"))
        yield Case("what makes it no slip", change["capability"], after, frozenset())


def _filled(template: dict[str, Any], names: dict[str, list[str]], towns: dict[str, list[str]]) -> Iterator[Case]:
    slips = frozenset(template["slips"])

    def draft(name: str = "Megan", town: str = "Tulsa", form: str = "she", platform: str | None = None) -> Draft:
        where = platform or template.get("platform")
        words = {"name": name, "town": town, **FORMS[form]}
        answering = template["answering"].format(**words) if "answering" in template else None
        return Draft(_object(template["text"], form).format(**words), answering=answering, platform=where)

    for group, some in names.items():
        yield from (Case("name", group, draft(name=name), slips) for name in some)
    for group, some in towns.items():
        yield from (Case("town", group, draft(town=town), slips) for town in some)
    yield from (Case("gender", form, draft(name="Sam", form=form), slips) for form in FORMS)
    if "platform" not in template:
        yield from (Case("platform", platform, draft(platform=platform), slips) for platform in PLATFORMS)
    yield Case("spelling", "typo", Draft(_typo(draft().text), answering=draft().answering), slips)
    yield Case("spelling", "lower case", Draft(draft().text.lower(), answering=draft().answering), slips)
    yield Case("spelling", "British", Draft(_british(draft().text), answering=draft().answering), slips)


def _object(text: str, form: str) -> str:
    """Write `him` where `{her}` stands alone at the end of a clause."""
    return text.replace("{her}.", "him.").replace("{her},", "him,") if form == "he" else text


def _typo(text: str) -> str:
    """Swap two letters in the middle of the longest word, as tired fingers do."""
    word = max(text.split(), key=len)
    middle = len(word) // 2
    return text.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :], 1)


def _british(text: str) -> str:
    for american, british in BRITISH.items():
        text = text.replace(american, british)
    return text


def main() -> None:
    """Review every case, and write how many fail by capability and group."""
    every = list(cases(tomllib.loads((HERE / "behavior.toml").read_text(encoding="utf-8"))))
    failed: dict[tuple[str, str], list[bool]] = defaultdict(list)
    wrong: list[str] = []
    for case, said in zip(every, review_drafts([case.draft for case in every]), strict=True):
        found = {finding.slip.value for finding in said.findings if finding.level >= Level.WARN}
        failed[case.capability, case.group].append(found != case.slips)
        if found != case.slips and case.capability != "name":
            wrong.append(
                f"- {case.capability}, {case.group}: {case.draft.text} *found {', '.join(found) or 'nothing'}*"
            )
    rows = [f"| {c} | {g} | {len(f)} | {sum(f) / len(f):.0%} |" for (c, g), f in failed.items()]
    head = "| capability | group | drafts | failures |\n| --- | --- | --- | --- |"
    title = "# What must not change a review, and what must\n\nWritten by `uv run python -m benchmarks.behavior`."
    page = "\n\n".join([title, "\n".join([head, *rows]), "## Failures other than by name", "\n".join(wrong)])
    print(page)
    PAGE.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
