"""The keyring of the desktop, where it is one that encrypts."""

from __future__ import annotations

import base64
from typing import Any, Final, Protocol

_SERVICE: Final = "primum"
_TRUSTED: Final = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)


class Ring(Protocol):
    """Where a small secret is kept under a name."""

    def get(self, name: str) -> bytes | None:
        """Return the secret, or None where it is not to be had."""
        ...

    def put(self, name: str, secret: bytes) -> bool:
        """Keep the secret and say whether it can be read back."""
        ...


class SystemRing:
    """The operating system's own keyring, reached through `keyring`."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def get(self, name: str) -> bytes | None:
        """Return the secret, or None where the keyring is locked, refused, or does not have it."""
        try:
            kept = self._backend.get_password(_SERVICE, name)
            return None if kept is None else base64.b64decode(kept, validate=True)
        except (
            Exception
        ):  # a backend raises what it likes (D-Bus, Keychain, COM); the recovery code is the answer to all
            return None

    def put(self, name: str, secret: bytes) -> bool:
        """Keep the secret and say whether it can be read back."""
        try:
            self._backend.set_password(_SERVICE, name, base64.b64encode(secret).decode())
        except Exception:  # as above; the caller then asks for a passphrase
            return False
        return self.get(name) == secret


def system_ring() -> Ring | None:
    """Return the desktop's keyring, or None where there is none, or only one that stores in plain text.

    Only the operating systems' own are trusted: `keyrings.alt` and other strangers are passed over, also where they
    stand beside a trusted one.
    """
    import keyring  # slow, and needed at the opening only

    try:
        backend = keyring.get_keyring()
    except Exception:  # a broken configuration of keyring is as good as none
        return None
    for candidate in (backend, *getattr(backend, "backends", ())):
        if type(candidate).__module__ in _TRUSTED:
            return SystemRing(candidate)
    return None
