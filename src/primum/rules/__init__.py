"""The rules: each is one page in `data/rules` and one function of the same name in its slip's module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import getmembers, isfunction
from typing import Final

from primum.reading import Reading
from primum.rules import colleagues, confidentiality, diagnosis
from primum.rules.catalogue import Rule, catalogue, rule
from primum.rules.finding import Finding
from primum.rules.judgment import judge

__all__ = ["FUNCTIONS", "Finding", "Rule", "catalogue", "find", "rule"]

FUNCTIONS: Final[dict[str, Callable[[Reading], Iterator[Finding]]]] = {
    name.replace("_", "-"): function
    for module in (confidentiality, diagnosis, colleagues)
    for name, function in getmembers(module, isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}
"""Every rule's function by the rule's id: the public functions of the three slips' modules."""


def find(reading: Reading) -> list[Finding]:
    """Let every rule speak over a reading, and weigh what they say against the model.

    Findings come in the order of the text, the worst of each place.
    """
    worst: dict[tuple[str, int, int], Finding] = {}
    for found in judge(reading, (found for function in FUNCTIONS.values() for found in function(reading))):
        place = (found.rule, found.span.start, found.span.end)
        if place not in worst or worst[place].level < found.level:
            worst[place] = found
    return sorted(worst.values(), key=lambda f: (f.span, -f.level, f.rule))
