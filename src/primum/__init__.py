"""Primum reads a professional's draft before anyone else does, on their own machine, and helps them not to do harm."""

from primum.draft import Draft, Span
from primum.errors import PrimumError
from primum.review import Remark, Review, Verdict, review, review_draft
from primum.rules.finding import Level, Slip

__all__ = ["Draft", "Level", "PrimumError", "Remark", "Review", "Slip", "Span", "Verdict", "review", "review_draft"]
