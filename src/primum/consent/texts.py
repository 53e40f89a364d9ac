"""The words shown of a consent, as `data/consent.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def texts() -> Mapping[str, Any]:
    """Return all the words, loaded once."""
    text = (files("primum") / "data/consent.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def day(on: date | None) -> str:
    """Return a day as the author reads it; nothing where there is none.

    >>> day(date(2026, 6, 1))
    'June 1, 2026'
    """
    return f"{on:%B} {on.day}, {on.year}" if on else ""
