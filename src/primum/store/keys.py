"""The key of the store: 32 random bytes, never kept but wrapped, and wrapped at least twice.

One wrap opens by itself: with a secret in the desktop's keyring or, where there is none that encrypts, with a
passphrase. The other opens with the recovery code, which is shown once and must be typed back before anything is kept:
a keyring alone loses data. Both stand in `keys.json` beside the database, and a copy beside its backups. A keyring's
secret opens nothing without the file, nor the file without one of the three.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from primum.store.errors import (
    AlreadySetUp,
    CodeMistyped,
    KeysDamaged,
    PassphraseNeeded,
    PassphraseTooShort,
    RecoveryNeeded,
    SetupNeeded,
    WrongCode,
    WrongPassphrase,
)
from primum.store.folder import Folder, refusals, write
from primum.store.recovery import new_code, read_code
from primum.store.rings import Ring, system_ring

LEAST_PASSPHRASE: Final = 12
"""The fewest characters that a passphrase may have."""

_FORMAT: Final = 1
_COST: Final = {"iterations": 3, "lanes": 4, "memory": 64 * 1024}  # RFC 9106, the second recommended set
_BOUNDS: Final = {"iterations": range(1, 65), "lanes": range(1, 65), "memory": range(1024, 1024 * 1024 + 1)}

_Wrap = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewKeys:
    """Keys that are not kept yet: show `code`, and `prove` what the author types back."""

    code: str = field(repr=False)
    _keys: Keys = field(repr=False)
    _key: bytes = field(repr=False)
    _wraps: Mapping[str, _Wrap] = field(repr=False)
    _name: str = field(repr=False)

    def prove(self, typed: str) -> bytes:
        """Keep the keys and return the store's own, if the code was typed back as shown; else CodeMistyped."""
        if not secrets.compare_digest(read_code(typed), self.code):
            raise CodeMistyped("it is another code")
        _with_code(self._wraps["recovery"], self.code)
        return self._keys._keep(self._name, self._key, self._wraps)


class Keys:
    """The wrapped keys of a data folder; `ring` stands in for the desktop's keyring.

    Raises KeysDamaged at every use where the file is broken, or gone while its database is there.
    """

    def __init__(self, folder: Folder, ring: Ring | None = None) -> None:
        self._folder = folder
        self._given = ring

    @property
    def exist(self) -> bool:
        """Whether there are keys already; where not, this is the first run."""
        return self._folder.keys.exists() or self._folder.spare_keys.exists()

    @property
    def by_passphrase(self) -> bool:
        """Whether a passphrase is what opens the store here; at the first run, whether one is needed."""
        return "passphrase" in self._read()["wraps"] if self.exist else self._ring() is None

    def begin(self, passphrase: str | None = None) -> NewKeys:
        """Make keys to be proven; raises PassphraseNeeded where no keyring encrypts and no passphrase is given."""
        self._must_be_new()
        if passphrase is None and self._ring() is None:
            raise PassphraseNeeded
        key, code = secrets.token_bytes(32), new_code()
        wraps = {"recovery": _wrapped_by(_plain(code), key, "recovery")}
        if passphrase is not None:
            wraps["passphrase"] = _by_passphrase(passphrase, key)
        return NewKeys(code, self, key, wraps, "")

    def unlock(self, passphrase: str | None = None) -> bytes:
        """Return the key, by the keyring or the passphrase.

        Raises SetupNeeded at the first run, PassphraseNeeded or WrongPassphrase, and RecoveryNeeded where the keyring
        has lost its part.
        """
        if not self.exist:
            raise KeysDamaged if self._has_data() else SetupNeeded
        kept = self._read()
        self._mend(kept)
        wraps = kept["wraps"]
        key = self._by_ring(wraps.get("keyring"), kept["id"])
        if key is not None:
            return key
        if "passphrase" not in wraps:
            raise RecoveryNeeded
        if passphrase is None:
            raise PassphraseNeeded
        try:
            return _unwrapped_by(_normal(passphrase), wraps["passphrase"], "passphrase")
        except InvalidTag:
            raise WrongPassphrase from None

    def recover(self, code: str, passphrase: str | None = None) -> bytes:
        """Return the key by the recovery code, and wrap it anew for this computer's keyring or for a new passphrase."""
        if not self.exist:
            raise KeysDamaged if self._has_data() else SetupNeeded
        kept = self._read()
        recovery = kept["wraps"]["recovery"]
        key, name = _with_code(recovery, read_code(code)), secrets.token_hex(8)
        if passphrase is not None:
            wraps = {"recovery": recovery, "passphrase": _by_passphrase(passphrase, key)}
        else:
            wraps = {"recovery": recovery, **self._for_ring(key, name)}
        self._write(name, wraps)
        return key

    def renew_code(self, key: bytes) -> NewKeys:
        """Make a new recovery code for a lost print; the old one opens nothing here once the new one is proven."""
        kept = self._read()
        code = new_code()
        return NewKeys(
            code, self, key, {**kept["wraps"], "recovery": _wrapped_by(_plain(code), key, "recovery")}, kept["id"]
        )

    def change_passphrase(self, key: bytes, passphrase: str) -> None:
        """Wrap the key by another passphrase, and by the keyring no longer."""
        kept = self._read()
        recovery = kept["wraps"]["recovery"]
        self._write(kept["id"], {"recovery": recovery, "passphrase": _by_passphrase(passphrase, key)})

    def _keep(self, name: str, key: bytes, wraps: Mapping[str, _Wrap]) -> bytes:
        self._folder.make()
        with self._folder.to_change():
            if not name:
                self._must_be_new()
                name = secrets.token_hex(8)
                if "passphrase" not in wraps:
                    wraps = {**wraps, **self._for_ring(key, name)}
            self._write(name, wraps)
        return key

    def _must_be_new(self) -> None:
        if self.exist:
            raise AlreadySetUp
        if self._has_data():
            raise KeysDamaged

    def _has_data(self) -> bool:
        database = self._folder.database
        return (database.exists() and database.stat().st_size > 0) or any(self._folder.backups.glob("*.db"))

    def _ring(self) -> Ring | None:
        return system_ring() if self._given is None else self._given

    def _for_ring(self, key: bytes, name: str) -> dict[str, _Wrap]:
        """Wrap the key by a new secret in the keyring; raises PassphraseNeeded where no keyring keeps it."""
        ring, secret = self._ring(), secrets.token_bytes(32)
        if ring is None or not ring.put(name, secret):
            raise PassphraseNeeded
        return {"keyring": _sealed(secret, key, "keyring")}

    def _by_ring(self, wrap: _Wrap | None, name: str) -> bytes | None:
        ring = self._ring() if wrap is not None else None
        secret = ring.get(name) if ring is not None else None
        if wrap is None or secret is None or len(secret) != 32:
            return None
        try:
            return _opened(secret, wrap, "keyring")
        except InvalidTag:
            return None

    def _read(self) -> dict[str, Any]:
        for path in (self._folder.keys, self._folder.spare_keys):
            if path.exists() and (kept := _parsed(_bytes_of(path))) is not None:
                return kept
        raise KeysDamaged

    def _mend(self, kept: dict[str, Any]) -> None:
        """See that both copies say the same: an old one would open with a code that was renewed."""
        both = [
            path.exists() and _parsed(_bytes_of(path)) == kept for path in (self._folder.keys, self._folder.spare_keys)
        ]
        if not all(both):
            self._write(kept["id"], kept["wraps"])

    def _write(self, name: str, wraps: Mapping[str, _Wrap]) -> None:
        content = json.dumps({"format": _FORMAT, "id": name, "wraps": wraps}, indent=1).encode()
        self._folder.make()
        with refusals():
            write(self._folder.keys, content)
            write(self._folder.spare_keys, content)


def _bytes_of(path: Path) -> bytes:
    with refusals():
        return path.read_bytes()


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        kept = json.loads(content)
        whole = (
            kept["format"] == _FORMAT and isinstance(kept["id"], str) and all(map(_is_whole, kept["wraps"].values()))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return kept if whole and "recovery" in kept["wraps"] else None


def _is_whole(wrap: _Wrap) -> bool:
    parts = ("nonce", "sealed", "salt") if "cost" in wrap else ("nonce", "sealed")
    lengths = [len(base64.b64decode(wrap[part], validate=True)) for part in parts]
    fits = "cost" not in wrap or all(wrap["cost"][what] in bounds for what, bounds in _BOUNDS.items())
    return lengths == [12, 48, 16][: len(parts)] and fits  # a cost out of bounds would stop the machine


def _by_passphrase(passphrase: str, key: bytes) -> _Wrap:
    if len(_normal(passphrase)) < LEAST_PASSPHRASE:
        raise PassphraseTooShort(LEAST_PASSPHRASE)
    return _wrapped_by(_normal(passphrase), key, "passphrase")


def _with_code(wrap: _Wrap, code: str) -> bytes:
    try:
        return _unwrapped_by(_plain(code), wrap, "recovery")
    except InvalidTag:
        raise WrongCode from None


def _plain(code: str) -> bytes:
    return code.replace("-", "").encode()


def _normal(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).strip().encode()


def _wrapped_by(words: bytes, key: bytes, use: str) -> _Wrap:
    salt = secrets.token_bytes(16)
    return {"kdf": "argon2id", "cost": _COST, "salt": _text(salt), **_sealed(_stretched(words, salt, _COST), key, use)}


def _unwrapped_by(words: bytes, wrap: _Wrap, use: str) -> bytes:
    return _opened(_stretched(words, base64.b64decode(wrap["salt"]), wrap["cost"]), wrap, use)


def _stretched(words: bytes, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=cost["iterations"], lanes=cost["lanes"], memory_cost=cost["memory"]
    ).derive(words)


def _sealed(secret: bytes, key: bytes, use: str) -> _Wrap:
    nonce = secrets.token_bytes(12)
    return {"nonce": _text(nonce), "sealed": _text(AESGCM(secret).encrypt(nonce, key, _purpose(use)))}


def _opened(secret: bytes, wrap: _Wrap, use: str) -> bytes:
    nonce, sealed = base64.b64decode(wrap["nonce"]), base64.b64decode(wrap["sealed"])
    return AESGCM(secret).decrypt(nonce, sealed, _purpose(use))


def _purpose(use: str) -> bytes:
    return hashlib.sha256(f"primum key {_FORMAT} {use}".encode()).digest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
