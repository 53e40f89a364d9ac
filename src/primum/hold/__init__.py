"""The pause between writing and sharing, and the only way to a text that may be published.

    begin ──▶ Hold ──edited, replied, planned──▶ Hold ──release──▶ Released
                                                  └─────let_go──▶ an empty Hold

All of it is values and pure functions: the time is an argument, aware and on the author's own clock (a `ZoneInfo`
knows when its summer ends, a fixed offset does not). Whoever shows a hold calls `edited` with each new review, keeps
what it returns, and then looks.
"""

from __future__ import annotations

from primum.hold.answers import Answer, Answers, Reason, SetAside, answer, fingerprint, open_findings, reasons
from primum.hold.errors import AlreadyLetGo, CannotSettle, HoldError, NotReviewed, NotYet, OutOfLimits
from primum.hold.hold import (
    Farewell,
    Hold,
    Released,
    Reply,
    Standing,
    State,
    Weight,
    begin,
    edited,
    let_go,
    look,
    planned,
    release,
    replied,
    skipped,
)
from primum.hold.pauses import Pauses, usual_pauses
from primum.hold.questions import PLANS, READERS, Question, plans, questions, readers

__all__ = [
    "PLANS",
    "READERS",
    "AlreadyLetGo",
    "Answer",
    "Answers",
    "CannotSettle",
    "Farewell",
    "Hold",
    "HoldError",
    "NotReviewed",
    "NotYet",
    "OutOfLimits",
    "Pauses",
    "Question",
    "Reason",
    "Released",
    "Reply",
    "SetAside",
    "Standing",
    "State",
    "Weight",
    "answer",
    "begin",
    "edited",
    "fingerprint",
    "let_go",
    "look",
    "open_findings",
    "planned",
    "plans",
    "questions",
    "readers",
    "reasons",
    "release",
    "replied",
    "skipped",
    "usual_pauses",
]
