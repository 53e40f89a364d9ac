"""Numbers as they are written out, each with its figure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from types import MappingProxyType
from typing import Final


def _counted(row: str, first: int, step: int = 1) -> Mapping[str, int]:
    return MappingProxyType(dict(zip(row.split(), count(first, step), strict=False)))


ONES: Final = _counted(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    0,
)
TENS: Final = _counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ORDINALS: Final = _counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
