"""Heat: whether a draft reads as written in anger, contempt or hurt."""

from __future__ import annotations

import re
from typing import Final

_SHOUTED: Final = re.compile(
    r"\b(?!(?:ADHD|PTSD|CPTSD|EMDR|BPD|OCD|DBT|CBT|NHS|LCSW|LMFT|LMHC|LPCC|BACP|HCPC|DSM|ICD)\b)[A-Z]{4,}\b"
)
_ANGER: Final = re.compile(
    r"\b(?:furious|livid|fuming|seething|raging|enraged|disgusted|disgusting|disgrace(?:ful)?|how dare|shame on|sick of|fed up|had enough|pissed|pathetic|"
    r"unbelievable|unreal|unforgivable|i can't even|what the (?:hell|fuck|f)|wtf|ffs|fuck(?:ing|ed)?|bullshit|bloody (?:useless|disgrace|joke|idiot)|screw (?:you|them|him|her)|"
    r"burn in|rot in|i hate|hate (?:him|her|them)|never forgive|should be ashamed|ought to be ashamed|clown|rant|vent(?:ing)?|speechless|"
    r"still shaking|in tears|crying in (?:my|the)|betrayed|humiliated)\b",
    re.I,
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
