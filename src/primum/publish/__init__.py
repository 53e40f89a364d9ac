"""Publishing: the one way out into the world, and nothing goes it but what was released.

    Draft ──fit──▶ Fitted ─┐
    Hold ──release──▶ Released ──pack──▶ Parcel ──publish──▶ Published     Mastodon, Bluesky, WordPress
                                            ├─publish_change─▶ Sent        in the place of a post that is out
                                            └───hand_over──▶ HandedOver    everywhere else: copy and open

`fitting` is pure; `sending` posts each part once, whatever fails on the way; `mastodon`, `bluesky` and `wordpress` are
optional extras, and the only modules of Primum that load a network library, when they are first used. `accounts`
connects an author's accounts by them, `quoting` has the post that is answered, and `pictures` takes from a picture
what its file tells beside it.
"""

from __future__ import annotations

from primum.platforms import Platform, platform, platforms
from primum.publish.accounts import (
    PLACES,
    Account,
    Door,
    begin_mastodon,
    connect_bluesky,
    connect_wordpress,
    finish_mastodon,
    publisher_of,
    revoke,
    wordpress_door,
)
from primum.publish.errors import FitError, NotAPicture, NotLetIn, PostedAlready, PublishError, SendError
from primum.publish.fitting import Fitted, Part, Picture, fit
from primum.publish.handover import HandedOver, hand_over
from primum.publish.parcel import Parcel, Sent, Step, Target, Ticket, pack
from primum.publish.pictures import cleaned
from primum.publish.quoting import Quoted
from primum.publish.sending import Editor, Memory, Notes, Published, Publisher, publish, publish_change
from primum.publish.twice import Earlier

__all__ = [
    "PLACES",
    "Account",
    "Door",
    "Earlier",
    "Editor",
    "FitError",
    "Fitted",
    "HandedOver",
    "Memory",
    "NotAPicture",
    "NotLetIn",
    "Notes",
    "Parcel",
    "Part",
    "Picture",
    "Platform",
    "PostedAlready",
    "PublishError",
    "Published",
    "Publisher",
    "Quoted",
    "SendError",
    "Sent",
    "Step",
    "Target",
    "Ticket",
    "begin_mastodon",
    "cleaned",
    "connect_bluesky",
    "connect_wordpress",
    "finish_mastodon",
    "fit",
    "hand_over",
    "pack",
    "platform",
    "platforms",
    "publish",
    "publish_change",
    "publisher_of",
    "revoke",
    "wordpress_door",
]
