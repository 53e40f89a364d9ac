"""Accounts: connected by the platform's own sign-in, and let go again.

    Mastodon    begin_mastodon ──▶ Door ── the author opens its `url`, and brings back a code ──▶ finish_mastodon
    Bluesky     an app password ──▶ connect_bluesky, which keeps a session and not the password
    WordPress   wordpress_door ── the author opens it, and brings back an application password ──▶ connect_wordpress

What comes of it is an `Account`, to be kept encrypted; `publisher_of` is the way to it, and `revoke` the way out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from primum.errors import UnknownChoice
from primum.publish import bluesky, mastodon, wordpress
from primum.publish.errors import NotLetIn, SignedOut, asking
from primum.publish.sending import Publisher
from primum.publish.server import address, host

PLACES: Final = ("mastodon", "bluesky", "blog")
"""The platforms at which Primum can post by itself; WordPress is a blog."""
_MAKE_ONE: Final = (
    "Make one on Bluesky under Settings, Privacy and security, App passwords, and copy it whole; the password that you "
    "sign in with yourself is not needed."
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that Primum may post to; `secret` is what lets it in, and belongs in the encrypted store alone.

    >>> Account("mastodon", "https://town.example", "mira", "secret").name
    '@mira@town.example'
    """

    platform: str
    server: str
    handle: str
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        """The account as its readers know it."""
        match self.platform:
            case "mastodon":
                return f"@{self.handle}@{host(self.server)}"
            case "bluesky":
                return f"@{self.handle}"
        return f"{self.handle} on {host(self.server)}"


@dataclass(frozen=True, slots=True)
class Door:
    """A sign-in that has begun: the author opens `url`; `kept` is a string that finishes it, for memory alone."""

    url: str
    kept: str = field(repr=False)


def begin_mastodon(server: str) -> Door:
    """Make Primum known to a Mastodon server, and return where its author signs in there.

    It asks for no more than to read posts and search for one, to post, change and delete, and to upload pictures.
    """
    server = address(server)
    id, secret = mastodon.register(server)
    return Door(mastodon.entrance(server, id), json.dumps({"server": server, "id": id, "secret": secret}))


def finish_mastodon(door: Door, code: str) -> Account:
    """Return the account for the code that the server showed; raises NotLetIn for a wrong or an old one."""
    kept = json.loads(door.kept)
    token, handle = mastodon.enter(kept["server"], kept["id"], kept["secret"], code)
    secret = json.dumps({"token": token, "id": kept["id"], "secret": kept["secret"]})
    return Account("mastodon", kept["server"], handle, secret)


def connect_bluesky(handle: str, app_password: str, server: str = "https://bsky.social") -> Account:
    """Return the account for an app password, which is not kept itself; raises NotLetIn for a wrong one.

    An app password can neither delete the account nor move it, is made without the main one being typed anywhere
    else, and is taken back by itself. Primum cannot tell the two apart, so it takes either.
    """
    server, handle = address(server), handle.strip().lstrip("@")
    if not handle or not app_password.strip():
        raise NotLetIn("Bluesky", "an empty handle or password", _MAKE_ONE)
    try:
        with asking("Bluesky"):
            session = bluesky.sign_in(server, handle, app_password.strip())
    except SignedOut:
        raise NotLetIn("Bluesky", "this handle and password", _MAKE_ONE) from None
    return Account("bluesky", server, bluesky.handle_of(session), session)


def wordpress_door(site: str) -> str:
    """Return the address at which the author of a WordPress site makes an application password for Primum."""
    return wordpress.entrance(site)


def connect_wordpress(site: str, user: str, app_password: str) -> Account:
    """Return the account for an application password; raises NotLetIn for one that is wrong or may not publish."""
    site = address(site)
    name = wordpress.sign_in(site, user.strip(), app_password.strip())
    return Account("blog", site, name, app_password.strip())


def publisher_of(account: Account, *, kept: Callable[[str], None] | None = None) -> Publisher:
    """Return the way to an account; `kept` is called with each new secret that its platform gives, to be stored."""
    match account.platform:
        case "mastodon":
            return mastodon.Mastodon(account.server, _of_mastodon(account)["token"], account.handle)
        case "bluesky":
            bluesky.handle_of(account.secret)
            return bluesky.Bluesky(account.secret, kept=kept)
        case "blog":
            return wordpress.WordPress(account.server, account.handle, account.secret)
    raise UnknownChoice("platform to post to", account.platform, PLACES)


def revoke(account: Account) -> bool:
    """Have the platform take back what lets Primum in; False where only its author can do that, there.

    An app password of Bluesky itself stays: only the session that was begun with it ends, and what it has handed out
    lasts some hours at most.
    """
    try:
        match account.platform:
            case "mastodon":
                kept = _of_mastodon(account)
                mastodon.leave(account.server, kept["id"], kept["secret"], kept["token"])
            case "bluesky":
                bluesky.handle_of(account.secret)
                bluesky.sign_out(account.secret)
            case "blog":
                return wordpress.sign_out(account.server, account.handle, account.secret)
            case _:
                raise UnknownChoice("platform to post to", account.platform, PLACES)
    except SignedOut:
        return False
    return True


def _of_mastodon(account: Account) -> dict[str, str]:
    """Return the parts of a secret; SignedOut for what is none, as only connecting anew helps."""
    try:
        kept = json.loads(account.secret)
        return {name: str(kept[name]) for name in ("token", "id", "secret")}
    except (ValueError, KeyError, TypeError):
        raise SignedOut("Mastodon") from None
