"""The tables of the pause: `data/pauses.toml` (lengths, limits, reasons) and `data/questions.toml` (what is said)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a table of `data`, by its name."""
    path = files("primum") / "data" / f"{name}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
