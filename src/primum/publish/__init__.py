"""Publishing: the one way out into the world, and nothing goes it but what was released.

    Draft ──fit──▶ Fitted ─┐
    Hold ──release──▶ Released ──pack──▶ Parcel ──publish──▶ Published     Mastodon, Bluesky, WordPress
                                            └───hand_over──▶ HandedOver    everywhere else: copy and open

`fitting` is pure; `sending` posts each part once, whatever fails on the way; `mastodon`, `bluesky` and `wordpress` are
optional extras, and the only modules of Primum that load a network library, when they are first used.
"""

from __future__ import annotations

from primum.publish.errors import PostedAlready, PublishError, SendError
from primum.publish.fitting import Fitted, Part, Picture, fit
from primum.publish.handover import HandedOver, hand_over
from primum.publish.parcel import Parcel, Sent, Step, Ticket, pack
from primum.publish.platforms import Platform, platform, platforms
from primum.publish.sending import Memory, Notes, Published, Publisher, publish
from primum.publish.twice import Earlier

__all__ = [
    "Earlier",
    "Fitted",
    "HandedOver",
    "Memory",
    "Notes",
    "Parcel",
    "Part",
    "Picture",
    "Platform",
    "PostedAlready",
    "PublishError",
    "Published",
    "Publisher",
    "SendError",
    "Sent",
    "Step",
    "Ticket",
    "fit",
    "hand_over",
    "pack",
    "platform",
    "platforms",
    "publish",
]
