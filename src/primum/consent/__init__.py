"""Consent: what a client agreed to have told, whether it still stands, and what of a draft it covers.

A consent covers words, never a person: a detail by its very words, a story by its theme or by the words that the client
has read, and nothing else. Which consents a draft leans on is for the author to say; the day comes in as an argument.
The words shown are in `data/consent.toml`, the subjects of stories in `data/guidance/themes`.
"""

from __future__ import annotations

from primum.consent.afterwards import Affected, Posted, Reminder, leaning, reminders
from primum.consent.paper import as_markdown
from primum.consent.record import Consent, ConsentError, Element, Given, Party, Statement
from primum.consent.settling import Beyond, Covered, Settled, Void, settle
from primum.consent.subjects import known_themes
from primum.consent.validity import Standing, cautions, missing, standing, standing_in_words

__all__ = [
    "Affected",
    "Beyond",
    "Consent",
    "ConsentError",
    "Covered",
    "Element",
    "Given",
    "Party",
    "Posted",
    "Reminder",
    "Settled",
    "Standing",
    "Statement",
    "Void",
    "as_markdown",
    "cautions",
    "known_themes",
    "leaning",
    "missing",
    "reminders",
    "settle",
    "standing",
    "standing_in_words",
]
