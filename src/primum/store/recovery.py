"""The recovery code: 120 random bits as six groups of four signs, each with a fifth that proves it.

The signs are Crockford's: no I, L, O or U, so that a print is read back as it was meant. The fifth sign of a group
depends on all four, on their order and on the number of the group: a wrong sign, two exchanged signs and two exchanged
groups are always noticed, and the group is named.
"""

from __future__ import annotations

import secrets
from typing import Final

from primum.store.errors import CodeMistyped

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\n": None, "\t": None})
_GROUPS: Final = 6
_LENGTH: Final = 4


def new_code() -> str:
    """Return a new code, as it is to be printed.

    >>> len(new_code().split("-"))
    6
    """
    groups = ["".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(_GROUPS)]
    return "-".join(group + _proof(number, group) for number, group in enumerate(groups, start=1))


def read_code(typed: str) -> str:
    """Return a typed code as it was printed; raises CodeMistyped, naming the first group that is wrong.

    >>> code = new_code()
    >>> read_code(code.replace("-", " ").lower()) == code
    True
    """
    signs = typed.upper().translate(_MISREAD)
    if len(signs) != _GROUPS * (_LENGTH + 1):
        raise CodeMistyped(f"it has {len(signs)} signs instead of {_GROUPS * (_LENGTH + 1)}")
    groups = [signs[start : start + _LENGTH + 1] for start in range(0, len(signs), _LENGTH + 1)]
    for number, group in enumerate(groups, start=1):
        if not set(group) <= set(_SIGNS) or group[-1] != _proof(number, group[:-1]):
            raise CodeMistyped(f"group {number} is wrong")
    return "-".join(groups)


def _proof(number: int, group: str) -> str:
    """Return the fifth sign: the group as a polynomial over the field of 32 elements, begun with its number."""
    value = number
    for sign in group:
        value = _doubled(value) ^ _SIGNS.index(sign)
    return _SIGNS[_doubled(value)]


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
