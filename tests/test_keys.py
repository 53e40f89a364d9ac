"""The key opens by the keyring, by a passphrase or by the recovery code, and by nothing else."""

import json
import os
import stat

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError

from primum.store import Folder, Keys
from primum.store import keys as keys_module
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
from primum.store.recovery import _SIGNS, new_code, read_code
from primum.store.rings import SystemRing, system_ring
from tests.stores import FakeRing

SHIPPED = dict(keys_module._COST)
WORDS = "four quiet otters knitting"
COMPOSED = "café under the pear tree"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Argon2 as quick as it can be: what it costs is measured in one test."""
    monkeypatch.setattr(keys_module, "_COST", {"iterations": 1, "lanes": 1, "memory": 1024})


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "home")


@pytest.fixture
def no_ring(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", backend("keyring.backends.fail"))


def backend(module, **methods):
    """A keyring backend that says it comes from that module."""

    def kept(self):
        return self.__dict__.setdefault("kept", {})

    usual = {
        "priority": 1,
        "set_password": lambda self, service, name, secret: kept(self).update({(service, name): secret}),
        "get_password": lambda self, service, name: kept(self).get((service, name)),
    }
    return type("Keyring", (KeyringBackend,), {**usual, **methods, "__module__": module})


def set_up(folder, **how):
    """Set up and return the keys, the key and the code."""
    keys = Keys(folder, how.pop("ring", None))
    new = keys.begin(**how)
    return keys, new.prove(new.code), new.code


# The recovery code


def test_a_code_has_120_random_bits_in_six_groups_of_five():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [5] * 6 for code in codes)


def test_a_code_is_read_as_people_type_it():
    code = new_code()
    typed = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert read_code(f" {typed}\n") == code
    assert read_code(code.replace("-", "")) == code


def test_every_wrong_sign_is_noticed_and_its_group_is_named():
    code = new_code().replace("-", "")
    for place in range(len(code)):
        for sign in set(_SIGNS) - {code[place]}:
            with pytest.raises(CodeMistyped, match=f"group {place // 5 + 1} is wrong"):
                read_code(code[:place] + sign + code[place + 1 :])


def test_every_exchange_of_signs_and_of_groups_is_noticed():
    for _ in range(50):
        groups = new_code().split("-")
        for number, group in enumerate(groups, start=1):
            for i in range(4):
                turned = group[:i] + group[i + 1] + group[i] + group[i + 2 :]
                if turned != group:
                    with pytest.raises(CodeMistyped, match=f"group {number}"):
                        read_code("-".join([*groups[: number - 1], turned, *groups[number:]]))
        with pytest.raises(CodeMistyped, match="group 1"):
            read_code("-".join([groups[1], groups[0], *groups[2:]]))


@pytest.mark.parametrize("typed", ["", "ABCDE", new_code()[:-1], new_code() + "7", "ü" * 30, "U" * 30])
def test_what_is_no_code_is_refused_and_not_repeated(typed):
    with pytest.raises(CodeMistyped) as refused:
        read_code(typed)
    assert not typed or typed not in str(refused.value)


# Setting up


def test_nothing_is_kept_until_the_code_is_typed_back(folder):
    ring = FakeRing()
    new = Keys(folder, ring).begin()
    for typed in ("", new_code(), new.code[:-1]):
        with pytest.raises(CodeMistyped):
            new.prove(typed)
    assert not folder.path.exists() and not ring
    with pytest.raises(SetupNeeded):
        Keys(folder, ring).unlock()
    key = new.prove(new.code.lower())
    assert len(key) == 32 and Keys(folder, ring).unlock() == key


def test_two_first_runs_at_once_make_one_key(folder):
    ring = FakeRing()
    first, second = Keys(folder, ring).begin(), Keys(folder, ring).begin()
    key = first.prove(first.code)
    with pytest.raises(AlreadySetUp):
        second.prove(second.code)
    with pytest.raises(AlreadySetUp):
        Keys(folder, ring).begin()
    assert Keys(folder, ring).unlock() == key


def test_a_database_whose_keys_are_gone_gets_no_others(folder):
    keys, _, _ = set_up(folder, ring=FakeRing())
    folder.database.write_bytes(b"encrypted")
    folder.keys.unlink()
    folder.spare_keys.unlink()
    for attempt in (keys.begin, keys.unlock, lambda: keys.recover(new_code())):
        with pytest.raises(KeysDamaged):
            attempt()


def test_the_file_says_nothing_and_belongs_to_its_owner_alone(folder):
    ring = FakeRing()
    _, key, code = set_up(folder, ring=ring)
    for path in (folder.keys, folder.spare_keys):
        kept = path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for secret in (key, *ring.values()):
            assert secret.hex() not in kept and keys_module._text(secret) not in kept
        assert code not in kept and code.replace("-", "") not in kept
    assert stat.S_IMODE(folder.path.stat().st_mode) == stat.S_IMODE(folder.backups.stat().st_mode) == 0o700
    assert not any(key.hex() in value for value in os.environ.values())
    assert key not in ring.values()  # the keyring alone opens nothing


def test_a_folder_open_to_others_is_closed(folder):
    folder.path.mkdir(parents=True, mode=0o755)
    folder.path.chmod(0o755)
    set_up(folder, ring=FakeRing())
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_neither_a_repr_nor_an_error_shows_a_secret(folder):
    new = Keys(folder, FakeRing()).begin()
    assert new.code not in repr(new) and new._key.hex() not in repr(new)
    key = new.prove(new.code)
    assert key.hex() not in repr(Keys(folder)) and str(key) not in repr(new)


# Opening


def test_a_lost_keyring_loses_nothing(folder):
    ring = FakeRing()
    keys, key, code = set_up(folder, ring=ring)
    ring.clear()
    with pytest.raises(RecoveryNeeded, match="recovery code"):
        keys.unlock()
    assert keys.recover(code.lower()) == key
    assert keys.unlock() == key  # and the keyring knows it again


def test_a_locked_keyring_can_be_unlocked_instead(folder):
    ring = FakeRing()
    keys, key, _ = set_up(folder, ring=ring)
    ring.locked = True
    with pytest.raises(RecoveryNeeded, match="Unlock the keyring"):
        keys.unlock()
    ring.locked = False
    assert keys.unlock() == key


def test_another_keyrings_secret_opens_nothing(folder):
    ring = FakeRing()
    keys, _, _ = set_up(folder, ring=ring)
    for wrong in (b"0" * 32, b"short", b""):
        ring.update(dict.fromkeys(ring, wrong))
        with pytest.raises(RecoveryNeeded):
            keys.unlock()


def test_a_wrong_code_opens_nothing_and_changes_nothing(folder):
    ring = FakeRing()
    keys, key, _ = set_up(folder, ring=ring)
    before = folder.keys.read_bytes()
    with pytest.raises(WrongCode):
        keys.recover(new_code())
    assert folder.keys.read_bytes() == before and keys.unlock() == key


def test_a_new_code_takes_the_place_of_the_old(folder):
    keys, key, old = set_up(folder, ring=FakeRing())
    new = keys.renew_code(key)
    assert keys.recover(old) == key  # not proven yet
    new = keys.renew_code(key)
    assert new.prove(new.code) == key
    with pytest.raises(WrongCode):
        keys.recover(old)
    assert keys.recover(new.code) == keys.unlock() == key


def test_an_old_copy_of_the_keys_is_brought_up_to_date(folder):
    keys, key, old = set_up(folder, ring=FakeRing())
    stale = folder.spare_keys.read_bytes()
    new = keys.renew_code(key)
    new.prove(new.code)
    folder.spare_keys.write_bytes(stale)  # as if the machine had died between the two
    keys.unlock()
    folder.keys.unlink()
    with pytest.raises(WrongCode):
        keys.recover(old)
    assert keys.recover(new.code) == key


def test_the_copy_beside_the_backups_and_the_code_are_enough_on_another_computer(folder, tmp_path):
    _, key, code = set_up(folder, ring=FakeRing())
    elsewhere = Folder(tmp_path / "elsewhere")
    elsewhere.make()
    elsewhere.spare_keys.write_bytes(folder.spare_keys.read_bytes())
    keys = Keys(elsewhere, FakeRing())
    with pytest.raises(RecoveryNeeded):
        keys.unlock()
    assert keys.recover(code) == keys.unlock() == key


def damaged(kept):
    whole = json.loads(kept)
    recovery = whole["wraps"]["recovery"]
    yield b""
    yield kept[: len(kept) // 2]
    yield b"[]"
    yield b"\xff\xfe"
    yield json.dumps({**whole, "format": 99}).encode()
    yield json.dumps({**whole, "wraps": {}}).encode()
    yield json.dumps({**whole, "wraps": {"recovery": {**recovery, "sealed": "!"}}}).encode()
    yield json.dumps({**whole, "wraps": {"recovery": {**recovery, "salt": ""}}}).encode()
    yield json.dumps({**whole, "wraps": {"recovery": {**recovery, "cost": {"memory": 1 << 40}}}}).encode()
    for what, much in (("memory", 1 << 40), ("iterations", 10**9), ("lanes", 0), ("memory", "all")):
        cost = {**recovery["cost"], what: much}
        yield json.dumps({**whole, "wraps": {"recovery": {**recovery, "cost": cost}}}).encode()


def test_a_broken_file_of_keys_is_mended_from_its_copy_or_refused(folder):
    keys, key, code = set_up(folder, ring=FakeRing())
    whole = folder.keys.read_bytes()
    for broken in damaged(whole):
        folder.keys.write_bytes(broken)
        assert keys.unlock() == key
        assert folder.keys.read_bytes() == whole
        folder.keys.write_bytes(broken)
        folder.spare_keys.write_bytes(broken)
        for attempt in (keys.unlock, lambda: keys.recover(code)):
            with pytest.raises(KeysDamaged, match=r"keys\.json"):
                attempt()
        folder.spare_keys.write_bytes(whole)


# Passphrases


def test_without_a_keyring_a_passphrase_is_asked_for(folder, no_ring):
    keys = Keys(folder)
    assert keys.by_passphrase
    with pytest.raises(PassphraseNeeded, match="four or more words"):
        keys.begin()
    with pytest.raises(PassphraseTooShort):
        keys.begin("hunter2")
    _, key, code = set_up(folder, passphrase=WORDS)
    with pytest.raises(PassphraseNeeded):
        keys.unlock()
    with pytest.raises(WrongPassphrase):
        keys.unlock("four quiet otters napping")
    assert keys.unlock(WORDS) == key
    with pytest.raises(PassphraseNeeded):
        keys.recover(code)
    assert keys.recover(code, "a forgotten one, made anew") == key
    assert keys.unlock("a forgotten one, made anew") == key
    keys.change_passphrase(key, WORDS)
    assert keys.unlock(WORDS) == key


def test_a_passphrase_is_the_same_however_the_keyboard_composes_it(folder, no_ring):
    keys, key, _ = set_up(folder, passphrase=COMPOSED)
    assert keys.unlock("cafe\u0301 under the pear tree ") == key


def test_a_passphrase_can_be_chosen_where_there_is_a_keyring(folder):
    ring = FakeRing()
    keys, key, code = set_up(folder, ring=ring, passphrase=WORDS)
    assert not ring and keys.by_passphrase and keys.unlock(WORDS) == key
    assert keys.recover(code) == key  # without one it goes back to the keyring
    assert not keys.by_passphrase and keys.unlock() == key


# Keyrings


@pytest.mark.parametrize(
    "module",
    ["keyring.backends.fail", "keyring.backends.null", "keyrings.alt.file", "keyrings.alt.Gnome", "somebody.elses"],
)
def test_a_keyring_that_does_not_surely_encrypt_is_refused(module, monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", backend(module))
    assert system_ring() is None


@pytest.mark.parametrize("name", ["SecretService", "libsecret", "kwallet", "macOS", "Windows"])
def test_the_systems_own_keyrings_are_used(name, monkeypatch, folder):
    own = backend(f"keyring.backends.{name}")()
    monkeypatch.setattr(keyring, "get_keyring", lambda: own)
    keys, key, _ = set_up(folder)
    assert keys.unlock() == key and not keys.by_passphrase
    assert [service for service, _ in own.kept] == ["primum"]


def test_of_several_keyrings_a_trusted_one_is_used(monkeypatch):
    plain, own = backend("keyrings.alt.file")(), backend("keyring.backends.SecretService")()
    chain = backend("keyring.backends.chainer")()
    chain.backends = [plain, own]
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    ring = system_ring()
    assert ring is not None and ring.put("a", b"secret") and ring.get("a") == b"secret"
    assert own.kept and not hasattr(plain, "kept")


def raising(error):
    def fail(*_):
        raise error

    return fail


@pytest.mark.parametrize(
    "error", [NoKeyringError("none"), KeyringLocked("dismissed"), OSError("no bus"), RuntimeError()]
)
def test_a_keyring_that_fails_counts_as_none(error, folder, monkeypatch):
    broken = backend("keyring.backends.SecretService", get_password=raising(error), set_password=raising(error))()
    monkeypatch.setattr(keyring, "get_keyring", lambda: broken)
    new = Keys(folder).begin()
    with pytest.raises(PassphraseNeeded):
        new.prove(new.code)
    assert not folder.keys.exists()
    monkeypatch.setattr(keyring, "get_keyring", raising(error))
    assert system_ring() is None


def test_a_keyring_that_forgets_at_once_is_not_trusted_with_a_key(folder):
    forgetful = backend("keyring.backends.kwallet", get_password=lambda *_: None)()
    assert not SystemRing(forgetful).put("a", b"secret")
    garbled = backend("keyring.backends.kwallet", get_password=lambda *_: "not base64!")()
    assert SystemRing(garbled).get("a") is None


def test_what_is_typed_is_stretched_as_the_standard_says():
    assert SHIPPED == {"iterations": 3, "lanes": 4, "memory": 64 * 1024}  # RFC 9106, section 4
