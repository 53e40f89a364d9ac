"""Who may ask: the opening link, the browser that came through it, and the programs that hold the token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

_USES: Final = ("cookie", "form")


@dataclass(frozen=True, slots=True)
class Session:
    """What follows from the secret of the opening link; neither the cookie nor the form's token leads back to it.

    `token` is for other programs (`/api`), and no browser is asked for it.

    >>> Session("secret").cookie == Session("secret").form
    False
    """

    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    def _of(self, use: str) -> str:
        return hmac.digest(self.secret.encode(), f"primum {use}".encode(), "sha256").hex()

    @property
    def cookie(self) -> str:
        """What the browser's cookie holds."""
        return self._of("cookie")

    @property
    def form(self) -> str:
        """What every form and script of the page sends along, and no other site can know."""
        return self._of("form")

    def opens(self, key: str) -> bool:
        """Tell whether this is the key of the opening link."""
        return _same(key, self.secret)

    def knows(self, cookie: str) -> bool:
        """Tell whether a browser came through the opening link."""
        return _same(cookie, self.cookie)

    def is_ours(self, token: str) -> bool:
        """Tell whether a form or a script is one of this page."""
        return _same(token, self.form)

    def lets_in(self, authorization: str) -> bool:
        """Tell whether another program holds the token."""
        return self.token is not None and _same(authorization, f"Bearer {self.token}")


def cookie_name(port: int | None) -> str:
    """Return the cookie's name: browsers share cookies among the ports of an address, so each desk has its own.

    >>> cookie_name(8123)
    'primum-8123'
    """
    return f"primum-{port or 0}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())
