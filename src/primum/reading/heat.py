"""Heat: whether a draft reads as written in anger, contempt or hurt."""

from __future__ import annotations

import re
from typing import Final

from primum.reading.patterns import any_of

_SHOUTED: Final = re.compile(
    r"\b(?!(?:ADHD|PTSD|CPTSD|EMDR|BPD|OCD|DBT|CBT|NHS|LCSW|LMFT|LMHC|LPCC|BACP|HCPC|DSM|ICD)\b)[A-Z]{4,}\b"
)
_ANGER: Final = any_of(
    r"furious|livid|fuming|seething|raging|enraged|pissed|fed up|had enough|sick of|rant|vent(?:ing)?",
    r"disgusted|disgusting|disgrace(?:ful)?|pathetic|unbelievable|unreal|unforgivable|clown|betrayed|humiliated",
    r"how dare|shame on|should be ashamed|ought to be ashamed|never forgive|i hate|hate (?:him|her|them)",
    r"i can't even|what the (?:hell|fuck|f)|wtf|ffs|fuck(?:ing|ed)?|bullshit|bloody (?:useless|disgrace|joke|idiot)",
    r"screw (?:you|them|him|her)|burn in|rot in",
    r"speechless|still shaking|in tears|crying in (?:my|the)",
    flags=re.I,
)
_EXCLAIMED: Final = re.compile(r"!{2,}|\?!|!\?|🤬|😡|😤|🖕")


def heated(plain: str) -> bool:
    """Tell whether two signs of heat stand in a text: words of anger, shouting, or exclamations.

    >>> heated("How dare they. I am FURIOUS.")
    True
    """
    signs = (
        len(_ANGER.findall(plain)) + min(1, len(_SHOUTED.findall(plain)) // 2) + min(1, len(_EXCLAIMED.findall(plain)))
    )
    return bool(_ANGER.search(plain)) and signs >= 2
