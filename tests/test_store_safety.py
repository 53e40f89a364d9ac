"""Nothing saved is lost and nothing is left lying about: encryption, backups, deletion, full disks, and kill -9."""

import base64
import contextlib
import errno
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlcipher3 import dbapi2

from primum import PrimumError
from primum.store import (
    Backups,
    ConsentRecord,
    DraftRecord,
    Folder,
    Keys,
    Missing,
    ReleaseRecord,
    Store,
    errors,
    open_store,
    restore,
)
from primum.store import backup as backup_module
from primum.store import folder as folder_module
from primum.store import keys as keys_module
from primum.store.backup import is_whole, opened
from primum.store.errors import SAFE
from tests.stores import Clock, FakeRing, found_in

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
KILLS = int(os.environ.get("PRIMUM_TEST_KILLS", "100"))
WORDS = ("Zwetschgenknödel", "Quokkaphilharmonie", "Herr Brömmelhaupt", "unterschriebenerscan")


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "home")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(folder, clock):
    with Store.in_folder(folder, KEY, clock) as opened:
        yield opened


def consent(**more):
    return ConsentRecord(**{"client": "Heron", "starts_on": date(2026, 1, 1), "terms": {"themes": "grief"}, **more})


def texts(folder, key=KEY):
    with Store.in_folder(folder, key) as store:
        return {store.drafts.get(line.id).text for line in store.drafts.list()}


# Encryption


def test_every_file_is_encrypted_and_closed_to_others(folder, store):
    store.drafts.save(DraftRecord("One"))
    store.back_up()
    for path in folder.path.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
        assert path.is_dir() or not path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder.database).execute("SELECT * FROM drafts")


def test_another_key_opens_nothing_and_breaks_nothing(folder, store, capfd):
    store.drafts.save(DraftRecord("One"))
    store.close()
    before = folder.database.read_bytes()
    with pytest.raises(errors.StoreDamaged, match="another key"):
        Store.in_folder(folder, OTHER)
    assert folder.database.read_bytes() == before and texts(folder) == {"One"}
    assert capfd.readouterr() == ("", "")  # SQLCipher would complain to the terminal


def test_without_the_cipher_nothing_is_written(folder, monkeypatch):
    monkeypatch.setattr(dbapi2, "connect", sqlite3.connect)
    with pytest.raises(errors.CipherMissing, match="keeps nothing without it"):
        Store.in_folder(folder, KEY)
    assert folder.database.read_bytes() == b""


def test_a_plain_database_is_not_taken_for_ones_own(folder):
    folder.make()
    with contextlib.closing(sqlite3.connect(folder.database)) as plain:
        plain.execute("CREATE TABLE drafts (text)")
    with pytest.raises(errors.StoreDamaged):
        Store.in_folder(folder, KEY)


def test_each_connection_is_as_safe_as_promised(store):
    with store._access.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}


def test_a_forged_page_is_noticed(folder, store):
    for number in range(50):
        store.drafts.save(DraftRecord(str(number) * 500))
    store.close()
    content = bytearray(folder.database.read_bytes())
    content[len(content) // 2] ^= 1
    folder.database.write_bytes(content)
    assert not is_whole(folder.database, KEY)


# The whole way, with words that must not be found anywhere

JOURNEY = """
import logging, os, sys, tempfile
logging.basicConfig(level=logging.DEBUG, filename=os.environ["LOG"])
from datetime import *
from primum.store import *
from primum.store import keys
from tests.stores import FakeRing
keys._COST = {"iterations": 1, "lanes": 1, "memory": 1024}
draft_word, answer_word, client_word, scan_word = sys.argv[1:]
folder, now = Folder.own(), datetime.now(UTC)
new = Keys(folder, FakeRing()).begin()
key = new.prove(new.code)
for round in range(2):
    store = Store.in_folder(folder, key)
    draft = DraftRecord(draft_word * 4000, answering=answer_word, platform="x", payload={"w": draft_word})
    draft = store.drafts.save(draft)
    for number in range(20):
        draft = store.drafts.save(DraftRecord(f"{draft_word} {number}", id=draft.id, version=draft.version))
    store.answers.give(AnswerRecord(draft.id, "f", "considered", answer_word))
    store.answers.set_aside(AsideRecord("label", answer_word))
    store.holds.save(HoldRecord(draft.id, "cooling", now, replies=((answer_word, draft_word),), plan=answer_word))
    consent = store.consents.save(ConsentRecord(client_word, date.today(), terms={"themes": [draft_word]}))
    store.consents.attach(consent.id, scan_word + ".pdf", "application/pdf", (scan_word * 50_000).encode())
    where = "https://x.example/" + scan_word
    store.releases.add(ReleaseRecord(draft_word, "x", now, draft.id, where, (consent.id,)))
    store.journal.add("released", draft_word, draft_id=draft.id, verdict="share", platform="x", rules=["label"])
    store.settings.save(Settings("counselor", "US", {"why": draft_word}))
    for wrong in (lambda: store.drafts.save(DraftRecord(draft_word, id=draft.id)),
                  lambda: store.journal.add(draft_word),
                  lambda: store.drafts.save(DraftRecord(draft_word + chr(0))),
                  lambda: store.holds.save(HoldRecord(client_word, "cooling", now, plan=draft_word))):
        try: wrong()
        except Exception: logging.exception("refused")
        else: raise SystemExit("nothing refused")
    store.back_up()
    if round == 1:
        store.forget(consents=[consent.id], drafts=[draft.id])
        store.close()
        Backups(folder).restore(store.backups()[-1].path, key, datetime.now(UTC))
        store = Store.in_folder(folder, key)
        store.drafts.save(DraftRecord(draft_word * 100))
        os._exit(0 if store.consents.list() else 3)  # as if killed: the log is left lying
    store.close()
"""


def test_no_word_is_found_after_the_whole_way(tmp_path):
    home, temp = tmp_path / "home", tmp_path / "temp"
    temp.mkdir()
    environment = {**os.environ, "PRIMUM_HOME": str(home), "LOG": str(temp / "log.txt"), "TMPDIR": str(temp)}
    environment |= {"SQLITE_TMPDIR": str(temp), "HOME": str(temp), "PYTHONPATH": str(Path(__file__).parent.parent)}
    environment.pop("PRIMUM_DATABASE_URL", None)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", JOURNEY, *WORDS],
        cwd=temp,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    (temp / "said.txt").write_bytes(done.stdout + done.stderr)
    assert len(list(home.rglob("*.db*"))) >= 5 and (temp / "log.txt").stat().st_size
    assert (home / "primum.db-wal").stat().st_size
    assert found_in(tmp_path, WORDS) == []
    names = " ".join(str(path) for path in tmp_path.rglob("*"))
    assert not any(word in names for word in WORDS)


def test_the_search_for_words_would_find_them(tmp_path):
    for number, content in enumerate(
        [
            f"xx{WORDS[0]}".encode("utf-16-be"),
            base64.b64encode(f"x{WORDS[0]}xyz".encode()),
            WORDS[0].encode("cp1252"),
        ]
    ):
        (tmp_path / str(number)).write_bytes(content)
    assert len(found_in(tmp_path, WORDS)) == 3


# kill -9

NURSERY = """
import os, random, select, signal, sys, time
from pathlib import Path
from primum.store import DraftRecord, Folder, Store
from primum.store.backup import is_whole, opened
import alembic.command, alembic.script, alembic.autogenerate, sqlcipher3.dbapi2

folder, key, kills = Folder(Path(sys.argv[1])), bytes(range(32)), int(sys.argv[2])
random.seed(7)
NEEDLE = "kept to the letter "

def work(acknowledge, number):
    store = Store.in_folder(folder, key)
    draft = store.drafts.save(DraftRecord(NEEDLE))
    while True:
        size = random.choice((1, 10, 300, 3000))
        draft = store.drafts.save(DraftRecord(NEEDLE * size, id=draft.id, version=draft.version, payload={"n": number}))
        os.write(acknowledge, f"{draft.id} {draft.version} {size}\\n".encode())
        if draft.version % 7 == 0:
            store.back_up()

kept, saves = {}, 0
for number in range(kills):
    heard, acknowledge = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        work(acknowledge, number)
    os.close(acknowledge)
    if number % 5:
        select.select([heard], [], [], 30)  # most are killed while they save, some while they open
    time.sleep(random.uniform(0, 0.05))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(heard) as lines:
        for line in lines:
            if line.endswith("\\n"):
                name, version, size = line.split()
                kept[name] = (int(version), int(size))
                saves += 1
    if number % 10 == 9 or number == kills - 1:
        if not is_whole(folder.database, key):
            sys.exit("the database is damaged")
        with Store.in_folder(folder, key) as store:
            for name, (version, size) in kept.items():
                draft = store.drafts.get(name)
                if draft.version < version or (draft.version == version and draft.text != NEEDLE * size):
                    sys.exit(f"a save was lost: {draft.version} instead of {version}")
            if not all(is_whole(backup.path, key) for backup in store.backups()):
                sys.exit("a backup is damaged")
print(saves, len(kept))
"""


def test_nothing_saved_is_lost_however_often_the_program_is_killed(tmp_path):
    """PRIMUM_TEST_KILLS says how often."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", NURSERY, tmp_path / "home", str(KILLS)], capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    saves, drafts = map(int, done.stdout.split())
    assert saves >= KILLS and drafts >= KILLS // 2
    print(f"{KILLS} kills, {saves} saves in {drafts} drafts, none lost")  # noqa: T201


# Backups


def test_a_backup_is_made_each_day_and_seven_are_kept(folder, clock):
    made = []
    for day in range(12):
        with Store.in_folder(folder, KEY, clock) as store:
            store.drafts.save(DraftRecord(f"day {day}"))
            assert store.backup_problem is None
        with Store.in_folder(folder, KEY, clock) as store:  # a second time the same day
            made.append(len(store.backups()))
        clock.on(days=1)
    assert made == [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7]
    assert all(is_whole(backup.path, KEY) and backup.reason == "daily" for backup in Backups(folder).list())
    assert not list(folder.path.rglob("*.partial*"))


def test_a_program_that_runs_for_days_backs_up_too(store, clock):
    store.drafts.save(DraftRecord("One"))
    store.back_up_if_due()
    clock.on(hours=23)
    store.back_up_if_due()
    assert len(store.backups()) == 1
    clock.on(hours=1)
    store.back_up_if_due()
    assert len(store.backups()) == 2


def test_an_empty_store_needs_no_backup(folder, clock):
    for _ in range(2):
        with Store.in_folder(folder, KEY, clock) as store:
            assert store.backups() == ()


def test_a_backup_is_made_before_a_migration(folder, store, monkeypatch):
    store.drafts.save(DraftRecord("One"))
    store.close()
    monkeypatch.setattr("primum.store.opened.is_present", lambda engine: False)
    with Store.in_folder(folder, KEY) as store:
        assert [backup.reason for backup in store.backups()] == ["migration"]


def test_a_backup_that_fails_stops_no_work_and_is_told(folder, clock, monkeypatch):
    with Store.in_folder(folder, KEY, clock) as store:
        store.drafts.save(DraftRecord("One"))
    monkeypatch.setattr(backup_module, "put_in_place", failing(OSError(errno.ENOSPC, "full")))
    with Store.in_folder(folder, KEY, clock) as store:
        assert isinstance(store.backup_problem, errors.DiskFull)
        store.drafts.save(DraftRecord("Two"))
        with pytest.raises(errors.DiskFull):
            store.back_up()
        assert store.backups() == () and not list(folder.path.rglob("*.partial*"))
        monkeypatch.undo()
        store.back_up_if_due()
        assert store.backup_problem is None and len(store.backups()) == 1


def test_a_backup_that_does_not_prove_itself_is_thrown_away(folder, store, monkeypatch):
    store.drafts.save(DraftRecord("One"))
    monkeypatch.setattr(backup_module, "is_whole", lambda path, key: False)
    with pytest.raises(errors.StoreDamaged):
        store.back_up()
    assert store.backups() == () and not list(folder.path.rglob("*.partial*"))


def test_restoring_brings_the_backup_back_and_keeps_the_present_aside(folder, store, clock):
    store.drafts.save(DraftRecord("Before"))
    made = store.back_up()
    store.drafts.save(DraftRecord("After"))
    store.close()
    aside = Backups(folder).restore(made.path, KEY, clock() + timedelta(hours=1))
    assert texts(folder) == {"Before"}
    assert aside.reason == "aside" and stat.S_IMODE(aside.path.stat().st_mode) == 0o600
    Backups(folder).restore(aside.path, KEY, clock() + timedelta(hours=2))  # and back again
    assert texts(folder) == {"Before", "After"}


def test_restoring_waits_for_nobody_who_has_it_open(folder, store, clock):
    store.drafts.save(DraftRecord("Before"))
    made = store.back_up()
    with pytest.raises(errors.StoreBusy, match="close the other one"):
        Backups(folder).restore(made.path, KEY, clock())
    assert store.drafts.save(DraftRecord("After")).version == 1


def unusable(folder, made):
    yield folder.path / "nowhere.db"
    yield folder.path
    for name, content in {
        "empty": b"",
        "cut": made.read_bytes()[:-5000],
        "forged": made.read_bytes()[:-100] + bytes(100),
        "words": b"Anna came" * 1000,
    }.items():
        path = folder.path / f"{name}.db"
        path.write_bytes(content)
        yield path
    empty = folder.path / "foreign.db"
    with opened(empty, KEY) as connection:
        connection.execute("CREATE TABLE something (else_)")
    yield empty


def test_a_backup_that_does_not_open_replaces_nothing(folder, store, clock):
    store.drafts.save(DraftRecord("One" * 5000))
    made = store.back_up().path
    store.close()
    before = folder.database.read_bytes()
    for path in unusable(folder, made):
        with pytest.raises(errors.BackupUnusable, match="nothing was changed"):
            Backups(folder).restore(path, KEY, clock())
    with pytest.raises(errors.BackupUnusable):
        Backups(folder).restore(made, OTHER, clock())
    assert folder.database.read_bytes() == before
    assert not [backup for backup in Backups(folder).list() if backup.reason == "aside"]


def test_a_damaged_database_is_restored_and_kept_with_its_log(folder, store, clock, monkeypatch):
    store.drafts.save(DraftRecord("One"))
    store.back_up()
    store.close()
    folder.database.write_bytes(b"damaged" * 1000)
    with pytest.raises(errors.StoreDamaged, match="primum restore"):
        Store.in_folder(folder, KEY)
    folder.database.with_name("primum.db-wal").write_bytes(b"log")
    monkeypatch.setattr(backup_module, "_gone", lambda path, key: {})  # reading would sweep up so poor a log
    aside = Backups(folder).restore(Backups(folder).list()[0].path, KEY, clock() + timedelta(hours=1))
    assert texts(folder) == {"One"}
    assert aside.path.read_bytes() == b"damaged" * 1000
    assert aside.path.with_name(aside.path.name + "-wal").read_bytes() == b"log"


def test_a_lost_database_is_not_replaced_by_an_empty_one(folder, store, clock):
    store.drafts.save(DraftRecord("One"))
    store.back_up()
    store.close()
    for lose in (folder.database.unlink, lambda: folder.database.write_bytes(b"")):
        lose()
        with pytest.raises(errors.DatabaseMissing, match="primum restore"):
            Store.in_folder(folder, KEY)
        assert Backups(folder).restore(Backups(folder).list()[0].path, KEY, clock()) is None
        assert texts(folder) == {"One"}


def test_the_folder_of_backups_and_the_code_are_enough(folder, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(keys_module, "_COST", {"iterations": 1, "lanes": 1, "memory": 1024})
    monkeypatch.delenv("PRIMUM_DATABASE_URL", raising=False)
    new = Keys(folder, FakeRing()).begin()
    key = new.prove(new.code)
    with Store.in_folder(folder, key, clock) as store:
        store.drafts.save(DraftRecord("One"))
        store.back_up()
    there = Folder(tmp_path / "new computer")
    there.path.mkdir()
    shutil.copytree(folder.backups, there.backups)
    ring = FakeRing()
    monkeypatch.setattr(keys_module, "system_ring", lambda: ring)
    with pytest.raises(errors.RecoveryNeeded):
        open_store(there)
    Keys(there).recover(new.code)
    with pytest.raises(errors.DatabaseMissing):
        open_store(there)
    assert restore(folder=there) is None
    with open_store(there) as store:
        assert [line.opening for line in store.drafts.list()] == ["One"]


def test_restoring_without_a_backup_says_so(folder, monkeypatch):
    with pytest.raises(errors.BackupUnusable):
        restore(folder=folder)


# Deletion


def everything(folder, key=KEY):
    """Return what the holder of the key can read: each page, used or free, of database, log and backups, deciphered."""
    paths = (path for path in folder.path.rglob("*.db*") if path.is_file() and not path.name.endswith("-shm"))
    return b"".join(deciphered(path.read_bytes(), key, log=path.name.endswith("-wal")) for path in paths)


def deciphered(content, key, *, log, size=4096, reserved=80):
    """Return SQLCipher's pages in plain, without its help: AES-256-CBC, the vector and the seal at the end of each."""
    start, header = (32, 24) if log else (0, 0)
    plain = []
    for at in range(start + header, len(content), size + header):
        page = content[at : at + size]
        body = page[0 if log or at else 16 : size - reserved]  # a file begins with its salt
        vector = page[size - reserved : size - reserved + 16]
        if len(page) == size:
            decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
            plain.append(decryptor.update(body))
    return b"".join(plain)


def test_what_is_forgotten_is_gone_for_the_holder_of_the_key_too(folder, store, clock):
    kept = store.drafts.save(DraftRecord("This one stays."))
    draft = store.drafts.save(DraftRecord(WORDS[0] * 1000))
    agreed = store.consents.save(consent(client=WORDS[2], terms={"themes": WORDS[1]}))
    scan = store.consents.attach(agreed.id, "scan.pdf", "application/pdf", WORDS[3].encode() * 5000)
    release = ReleaseRecord("Out there.", "x", clock(), consents=(agreed.id,))
    store.releases.add(release)
    for _ in range(3):
        clock.on(days=1)
        store.back_up()
    assert all(word.encode() in everything(folder) for word in WORDS)
    done = store.forget(consents=[agreed.id], drafts=[draft.id])
    assert (done.records, done.backups_rewritten, done.backups_removed) == (2, 3, 0)
    assert done.releases == (release.id,) and not done.beyond_reach
    assert not any(word.encode() in everything(folder) for word in WORDS)
    assert b"This one stays." in everything(folder)
    for attempt in (lambda: store.consents.get(agreed.id), lambda: store.consents.content(scan.id)):
        with pytest.raises(Missing):
            attempt()
    assert [line.id for line in store.drafts.list()] == [kept.id]
    assert store.releases.list()[0].consents == ()
    assert all(is_whole(backup.path, KEY) for backup in store.backups())


def test_what_a_crash_left_half_written_is_swept_up(folder, store):
    store.close()
    left = [folder.path / "primum.db.partial", folder.backups / "primum-x.db.partial-journal"]
    for path in left:
        path.write_bytes(b"x")
    with Store.in_folder(folder, KEY):
        assert not any(path.exists() for path in left)


def test_a_log_of_a_lost_database_is_not_taken_for_the_restored_ones(folder, store, clock):
    store.drafts.save(DraftRecord("One"))
    made = store.back_up().path
    store.drafts.save(DraftRecord("Two"))
    wal = folder.database.with_name("primum.db-wal")
    log = wal.read_bytes()
    store.close()
    folder.database.unlink()
    wal.write_bytes(log)
    Backups(folder).restore(made, KEY, clock())
    assert texts(folder) == {"One"} and is_whole(folder.database, KEY)


def test_a_log_left_by_a_crash_survives_an_attempt_with_another_key(folder, store, tmp_path):
    for number in range(20):
        store.drafts.save(DraftRecord(str(number)))
    crashed = Folder(tmp_path / "crashed")
    shutil.copytree(folder.path, crashed.path)  # as the disk is while the program runs
    assert crashed.database.with_name("primum.db-wal").stat().st_size
    for _ in range(2):
        with pytest.raises(errors.StoreDamaged):
            Store.in_folder(crashed, OTHER)
    assert texts(crashed) == {str(number) for number in range(20)}


def test_a_file_attached_by_mistake_can_be_forgotten_alone(folder, store):
    agreed = store.consents.save(consent())
    wrong = store.consents.attach(agreed.id, "scan.pdf", "application/pdf", WORDS[3].encode() * 5000)
    store.back_up()
    assert store.forget(attachments=[wrong.id]).backups_rewritten == 1
    assert WORDS[3].encode() not in everything(folder) and store.consents.get(agreed.id) == agreed


def test_a_plain_deletion_leaves_nothing_in_the_database_itself(folder, store):
    draft = store.drafts.save(DraftRecord(WORDS[0] * 1000))
    assert WORDS[0].encode() in everything(folder)
    store.drafts.remove(draft.id)
    store.close()
    assert WORDS[0].encode() not in everything(folder)


def test_an_old_copy_from_elsewhere_loses_what_was_forgotten_when_it_is_restored(folder, store, clock, tmp_path):
    agreed = store.consents.save(consent())
    store.drafts.save(DraftRecord("Stays"))
    copy = shutil.copyfile(store.back_up().path, tmp_path / "on a stick.db")
    store.forget(consents=[agreed.id])
    store.close()
    Backups(folder).restore(copy, KEY, clock() + timedelta(hours=1))
    with Store.in_folder(folder, KEY) as again:
        assert again.consents.list() == () and len(again.drafts.list()) == 1
        assert again.forget(consents=[agreed.id]).records == 0  # known to be forgotten


def test_a_backup_that_cannot_be_rewritten_is_removed(folder, store, clock):
    agreed = store.consents.save(consent())
    old = store.back_up().path
    old.write_bytes(old.read_bytes()[:-5000])
    clock.on(days=1)
    store.back_up()
    done = store.forget(consents=[agreed.id])
    assert (done.backups_rewritten, done.backups_removed) == (1, 1)
    assert not old.exists() and len(store.backups()) == 1


def test_a_deletion_that_somebody_reads_can_be_repeated(folder, store, monkeypatch):
    monkeypatch.setattr("primum.store.engine.WAIT", 0.1)
    agreed = store.consents.save(consent())
    with Store.in_folder(folder, KEY) as other, other._access.reading():
        other.consents.list()
        other.drafts.list()
        with other._access.engine.begin() as reader:
            reader.exec_driver_sql("SELECT * FROM consents").fetchall()
            with pytest.raises(errors.StoreBusy):
                store.forget(consents=[agreed.id])
    assert store.forget(consents=[agreed.id]).records == 0
    with pytest.raises(Missing):
        store.forget(consents=["never there"])


# What a disk refuses


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def test_a_full_disk_is_said_and_the_next_save_works(store):
    saved = store.drafts.save(DraftRecord("One"))

    def limit(pages):
        connection = store._access.engine.raw_connection()
        connection.driver_connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.close()

    limit(1)
    with pytest.raises(errors.DiskFull) as refused:
        store.drafts.save(DraftRecord("Anna came " * 10_000, id=saved.id, version=1))
    assert SAFE in str(refused.value) and "Free some space" in refused.value.remedy and "Anna" not in str(refused.value)
    assert store.drafts.get(saved.id) == saved
    limit(1 << 30)
    assert store.drafts.save(DraftRecord("Anna came " * 10_000, id=saved.id, version=1)).version == 2


@pytest.fixture
def small_disk(tmp_path):
    """A real file system with hardly any room."""
    place = tmp_path / "small"
    place.mkdir()
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "none", place]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run([shutil.which("umount") or "umount", "-l", place], check=True)  # noqa: S603


def test_a_disk_that_is_really_full(small_disk):
    folder = Folder(small_disk / "home")
    with Store.in_folder(folder, KEY) as store:
        saved = store.drafts.save(DraftRecord("One"))
        with pytest.raises(errors.DiskFull):
            while True:
                saved = store.drafts.save(
                    DraftRecord(saved.text + "more " * 20_000, id=saved.id, version=saved.version)
                )
        assert store.drafts.get(saved.id) == saved
        store.back_up_if_due()
        assert isinstance(store.backup_problem, errors.DiskFull)
        assert not list(folder.path.rglob("*.partial*"))
        filler = small_disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        with pytest.raises(errors.DiskFull):
            store.back_up()
    assert is_whole(folder.database, KEY)


def test_a_folder_that_turns_read_only_is_said(store):
    saved = store.drafts.save(DraftRecord("One"))

    def read_only(on):
        connection = store._access.engine.raw_connection()
        connection.driver_connection.execute(f"PRAGMA query_only = {on}")
        connection.close()

    read_only("ON")
    with pytest.raises(errors.FolderReadOnly) as refused:
        store.drafts.save(DraftRecord("Anna came", id=saved.id, version=1))
    assert SAFE in str(refused.value) and "PRIMUM_HOME" in refused.value.remedy and "Anna" not in str(refused.value)
    read_only("OFF")
    assert store.drafts.save(DraftRecord("Anna came", id=saved.id, version=1)).version == 2


def test_a_disk_that_is_really_read_only(small_disk):
    folder = Folder(small_disk / "home")
    with Store.in_folder(folder, KEY) as store:
        store.drafts.save(DraftRecord("One"))
    subprocess.run([shutil.which("mount") or "mount", "-o", "remount,ro", small_disk], check=True)  # noqa: S603
    for place in (folder, Folder(small_disk / "new")):
        with pytest.raises(errors.FolderReadOnly):
            Store.in_folder(place, KEY)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "x"), errors.DiskFull),
        (OSError(errno.EDQUOT, "x"), errors.DiskFull),
        (PermissionError(errno.EACCES, "x"), errors.FolderReadOnly),
        (OSError(errno.EROFS, "x"), errors.FolderReadOnly),
        (OSError(errno.EIO, "/home/anna"), errors.StoreFailed),
    ],
)
def test_what_the_file_system_refuses_is_said_in_primums_words(folder, monkeypatch, error, said):
    monkeypatch.setattr(folder_module, "touch", failing(error))
    monkeypatch.setattr(keys_module, "_COST", {"iterations": 1, "lanes": 1, "memory": 1024})
    new = Keys(folder, FakeRing()).begin()
    with pytest.raises(said) as refused:
        new.prove(new.code)
    assert "anna" not in str(refused.value)


def test_every_error_is_drawn_in_the_tree_and_says_what_to_do():
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, PrimumError) and error is not PrimumError:
            assert name in (errors.__doc__ or ""), name
            assert error.__doc__
