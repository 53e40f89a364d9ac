"""Patterns: how the regular expressions of the reading are put together, and the words that several of them share.

A pattern is a row of alternatives, one meaning a line. Whatever may repeat is bounded (`{0,3}`) or possessive (`*+`),
so that the cost stays linear in the draft's length.
"""

from __future__ import annotations

import re
from typing import Final


def either(*alternatives: str) -> str:
    """Return the piece of a pattern that any of these alternatives matches, the first one first.

    >>> either("cat", "dogs?")
    '(?:cat|dogs?)'
    """
    return f"(?:{'|'.join(alternatives)})"


def any_of(*alternatives: str, whole: bool = True, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compile a pattern that finds any of these alternatives as whole words.

    Where not `whole`, they begin with a word but may end within one, or with no word at all.

    >>> any_of("cats?", "dogs?").findall("A cat, two dogs, a dogma.")
    ['cat', 'dogs']
    """
    return re.compile(r"\b" + either(*alternatives) + (r"\b" if whole else ""), flags)


THEY: Final = either("she", "he", "they")
THEM: Final = either("her", "him", "them")
THEIR: Final = either("her", "his", "their")

PARENT: Final = either("mother", "father", "mom", "mum", "dad")
SPOUSE: Final = either("husband", "wife")
SIBLING: Final = either("brother", "sister")
CHILD: Final = either("son", "daughter")
NEPHEW: Final = either("nephew", "niece")

CLINICIAN: Final = either(
    "therapist", "counsell?or", "psychologist", "psychiatrist", "supervisor", "clinician", "shrink"
)

DAY: Final = f"{either('mon', 'tues', 'wednes', 'thurs', 'fri', 'satur', 'sun')}day"
NUMBER: Final = either(*"one two three four five six seven eight nine ten eleven twelve".split())
