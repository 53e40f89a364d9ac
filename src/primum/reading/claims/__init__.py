"""Claims: what a draft says about the people in it."""

from __future__ import annotations

from primum.reading.claims.clients import client_claims
from primum.reading.claims.colleagues import colleague_claims
from primum.reading.claims.context import Claim, Context, Kind
from primum.reading.claims.labels import label_claims

__all__ = ["Claim", "Context", "Kind", "client_claims", "colleague_claims", "label_claims"]
