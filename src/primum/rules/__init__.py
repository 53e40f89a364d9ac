"""The rules: each is one page in `data/rules` and one function of the same name in its slip's module."""

from __future__ import annotations

from primum.reading import Reading
from primum.rules.catalogue import Rule, catalogue, rule
from primum.rules.finding import Finding

__all__ = ["Finding", "Rule", "catalogue", "find", "rule"]


def find(reading: Reading) -> list[Finding]:
    """Let every rule speak over a reading; findings come in the order of the text, without duplicates."""
    return []
