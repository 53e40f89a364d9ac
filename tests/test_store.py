"""What is kept is given back as it was, by both databases alike; nothing is overwritten unseen, and no error quotes."""

import contextlib
import dataclasses
import shutil
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect, text

from primum import PrimumError
from primum.store import (
    AnswerRecord,
    AsideRecord,
    Conflict,
    ConsentRecord,
    DraftRecord,
    Folder,
    HoldRecord,
    Missing,
    ReleaseRecord,
    Settings,
    Store,
    errors,
    on_server,
    open_store,
)
from primum.store import engine as engine_module
from primum.store.engine import encrypted, server
from primum.store.migrate import SCRIPTS, _config, bring_up, revision
from primum.store.schema import REVISIONS, metadata
from tests.stores import Clock, postgres

KEY = bytes(range(32))
ODD = "Ärger 🫠 \u202eذهب\u202c e\u0301\r\n\t\u2028 'quoted' \"; DROP TABLE drafts;-- %s :x ? \\"


@pytest.fixture(scope="module")
def address():
    with postgres() as address:
        yield address


@pytest.fixture
def clock():
    return Clock()


def emptied(address):
    """Return the address of a server that has nothing in it."""
    engine = server(address)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return address


@pytest.fixture(params=["sqlcipher", "postgresql"])
def store(request, tmp_path, clock):
    if request.param == "sqlcipher":
        opened = Store.in_folder(Folder(tmp_path / "home"), KEY, clock)
    else:
        opened = Store.on_server(emptied(request.getfixturevalue("address")), clock)
    with opened:
        yield opened


@pytest.fixture
def own(tmp_path, clock):
    """The encrypted one alone."""
    with Store.in_folder(Folder(tmp_path / "home"), KEY, clock) as opened:
        yield opened


def but(record, **changes):
    return dataclasses.replace(record, **changes)


# Drafts


def test_a_draft_is_given_back_to_the_letter(store, clock):
    draft = DraftRecord(
        ODD, answering=ODD, platform="x", kind="reply", verdict="hold", payload=MappingProxyType({"a": [1, ODD, None]})
    )
    saved = store.drafts.save(draft)
    assert saved == but(draft, version=1, updated_at=clock())
    assert store.drafts.get(draft.id) == saved
    assert saved.updated_at.tzinfo is UTC


def test_a_page_that_was_only_opened_is_a_draft_too(store):
    saved = store.drafts.save(DraftRecord(""))
    assert store.drafts.get(saved.id).text == ""


def test_each_change_is_a_new_version(store, clock):
    first = store.drafts.save(DraftRecord("One"))
    clock.on(minutes=3)
    second = store.drafts.save(but(first, text="Two"))
    assert (second.version, second.text, second.updated_at) == (2, "Two", clock())


def test_an_old_version_overwrites_nothing(store):
    here = there = store.drafts.save(DraftRecord("One"))
    there = store.drafts.save(but(there, text="Written there"))
    with pytest.raises(Conflict, match="nothing was overwritten") as refused:
        store.drafts.save(but(here, text="Written here"))
    assert store.drafts.get(here.id) == there
    assert refused.value.present == there.version == 2
    mine = store.drafts.save(but(here, text="Written here", version=refused.value.present))  # having seen both
    assert (mine.text, mine.version) == ("Written here", 3)


def test_a_new_draft_takes_no_others_place(store):
    kept = store.drafts.save(DraftRecord("One"))
    with pytest.raises(Conflict):
        store.drafts.save(DraftRecord("Another", id=kept.id))
    assert store.drafts.get(kept.id) == kept


def test_a_save_whose_answer_was_lost_can_be_repeated(store, clock):
    new = DraftRecord("One", payload={"at": (1, 2)})
    first = store.drafts.save(new)
    clock.on(seconds=5)
    assert store.drafts.save(new) == store.drafts.save(first) == first
    second = store.drafts.save(but(first, text="Two"))
    assert store.drafts.save(but(first, text="Two")) == second


def test_a_deleted_draft_is_not_raised_by_an_old_page(store):
    saved = store.drafts.save(DraftRecord("One"))
    store.drafts.remove(saved.id)
    for attempt in (
        lambda: store.drafts.save(but(saved, text="Two")),
        lambda: store.drafts.get(saved.id),
        lambda: store.drafts.remove(saved.id),
    ):
        with pytest.raises(Missing, match="draft is no longer there"):
            attempt()
    assert store.drafts.list() == ()


def test_the_list_has_the_latest_first_with_verdict_and_age(store, clock):
    old = store.drafts.save(DraftRecord("x" * 5000, verdict="hold", platform="yelp"))
    clock.on(hours=2)
    store.drafts.save(DraftRecord("New", verdict="share"))
    new, before = store.drafts.list()
    assert (new.opening, new.verdict) == ("New", "share")
    assert (before.id, before.opening, before.verdict, before.platform) == (old.id, "x" * 120, "hold", "yelp")
    assert clock() - before.updated_at == timedelta(hours=2)


@pytest.mark.parametrize("broken", ["Anna \0 came", "Anna \ud83d came"])
def test_what_no_database_keeps_is_refused_before_it_is_lost(store, broken):
    with pytest.raises(PrimumError, match="Character 6") as refused:
        store.drafts.save(DraftRecord(broken))
    assert "Anna" not in str(refused.value)
    assert store.drafts.save(DraftRecord("Fine")).version == 1


def test_a_moment_without_a_time_zone_is_a_mistake(store, clock):
    clock.time = datetime(2026, 11, 22)
    with pytest.raises(Exception, match="time zone"):
        store.drafts.save(DraftRecord("One"))


# Answers


def test_an_answer_is_kept_changed_and_taken_back(store, clock):
    draft = store.drafts.save(DraftRecord("One")).id
    store.answers.give(AnswerRecord(draft, "f1", "not-a-client", ODD))
    clock.on(seconds=1)
    store.answers.give(AnswerRecord(draft, "f2", "considered"))
    store.answers.give(AnswerRecord(draft, "f1", "already-public", at=clock()))
    assert {(a.fingerprint, a.reason, a.note) for a in store.answers.of(draft)} == {
        ("f1", "already-public", None),
        ("f2", "considered", None),
    }
    store.answers.take_back(draft, "f1")
    store.answers.take_back(draft, "f1")
    assert store.answers.of(draft) == (AnswerRecord(draft, "f2", "considered", None, clock()),)
    assert store.answers.of("another") == ()


def test_an_answer_needs_its_draft_and_goes_with_it(store):
    with pytest.raises(Missing):
        store.answers.give(AnswerRecord("none", "f", "considered"))
    draft = store.drafts.save(DraftRecord("One")).id
    store.answers.give(AnswerRecord(draft, "f", "considered"))
    store.answers.set_aside(AsideRecord("client-story", draft_id=draft))
    store.holds.save(HoldRecord(draft, "cooling", datetime.now(UTC)))
    store.drafts.remove(draft)
    assert not store.answers.of(draft) and not store.answers.asides(draft) and not store.holds.list()


def test_a_rule_is_set_aside_for_a_draft_or_for_good(store, clock):
    draft, other = (store.drafts.save(DraftRecord(words)).id for words in ("One", "Two"))
    store.answers.set_aside(AsideRecord("client-story", "a novel", draft))
    store.answers.set_aside(AsideRecord("label", "I teach this"))
    store.answers.set_aside(AsideRecord("label", "I teach it"))
    assert store.answers.asides(other) == store.answers.asides() == (AsideRecord("label", "I teach it", None, clock()),)
    assert {(a.rule, a.draft_id) for a in store.answers.asides(draft)} == {("client-story", draft), ("label", None)}
    store.answers.take_up("label")
    store.answers.take_up("client-story", draft)
    assert store.answers.asides(draft) == ()


# Holds


def test_a_hold_is_kept_with_what_was_asked_and_answered(store, clock):
    draft = store.drafts.save(DraftRecord("One")).id
    tomorrow = datetime(2026, 11, 23, 7, 0, tzinfo=timezone(timedelta(hours=1)))
    hold = HoldRecord(
        draft, "cooling", clock(), tomorrow, (("What do you hope happens?", ODD),), "then I read it", {"breath": 10}
    )
    saved = store.holds.save(hold)
    assert saved == but(hold, version=1) == store.holds.of(draft)
    open_again = store.holds.save(but(saved, state="ready"))
    with pytest.raises(Conflict, match="hold was changed"):
        store.holds.save(but(saved, state="kept"))
    assert store.holds.list("ready") == (open_again,) and store.holds.list("cooling") == ()
    with pytest.raises(Missing, match="draft"):
        store.holds.save(HoldRecord("none", "cooling", clock()))


def test_the_hold_that_ends_first_is_the_first_of_the_list(store, clock):
    drafts = [store.drafts.save(DraftRecord(str(number))).id for number in range(3)]
    for draft, hours in zip(drafts, (9, None, 1), strict=True):
        until = None if hours is None else clock() + timedelta(hours=hours)
        store.holds.save(HoldRecord(draft, "cooling", clock(), until))
    assert [hold.draft_id for hold in store.holds.list()] == [drafts[2], drafts[0], drafts[1]]
    later = HoldRecord(drafts[0], "cooling", clock() + timedelta(days=1))
    store.holds.save(later)
    assert store.holds.of(drafts[0]).id == later.id and store.holds.of("none") is None


# Consents and releases


def consent(**more):
    return ConsentRecord(**{"client": "Heron", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), **more})


def test_a_consent_is_kept_with_its_terms_and_files(store, clock):
    given = consent(platforms=("x", "blog"), terms={"themes": ["grief"], "quotes": False, "elements": [1, 2, 3]})
    saved = store.consents.save(given)
    assert saved == but(given, version=1, updated_at=clock()) == store.consents.get(given.id)
    scan = bytes(range(256)) * 5000
    attached = store.consents.attach(saved.id, "Unterschrift ß.pdf", "application/pdf", scan)
    assert store.consents.attachments(saved.id) == (attached,) and attached.size == len(scan)
    assert store.consents.content(attached.id) == scan
    revoked = store.consents.save(but(saved, revoked_at=clock()))
    assert revoked.version == 2
    with pytest.raises(Conflict):
        store.consents.save(but(saved, platforms=()))


def test_consents_are_found_by_client_and_by_their_end(store, clock):
    heron, finch = store.consents.save(consent()), store.consents.save(consent(client="Finch", ends_on=None))
    store.consents.save(consent(revoked_at=clock()))
    assert store.consents.list("Finch") == (finch,) and len(store.consents.list()) == 3
    assert store.consents.ending(date(2027, 1, 2)) == (heron,) and store.consents.ending(date(2027, 1, 1)) == ()


def test_what_cannot_be_attached_is_refused(store, monkeypatch):
    saved = store.consents.save(consent())
    monkeypatch.setattr("primum.store.consents.LARGEST", 10)
    with pytest.raises(errors.TooLarge, match="lower resolution"):
        store.consents.attach(saved.id, "scan.pdf", "application/pdf", b"x" * 11)
    with pytest.raises(Missing, match="consent"):
        store.consents.attach("none", "scan.pdf", "application/pdf", b"")
    with pytest.raises(Missing, match="attachment"):
        store.consents.content("none")
    with pytest.raises(Missing):
        store.consents.get("none")


def test_a_release_remembers_what_it_leaned_on(store, clock):
    draft = store.drafts.save(DraftRecord("One")).id
    first, second = store.consents.save(consent()), store.consents.save(consent(client="Finch"))
    leaning = ReleaseRecord(ODD, "x", clock(), draft, "https://example.org/1", tuple(sorted((first.id, second.id))))
    free = ReleaseRecord("Free", None, clock() + timedelta(hours=1), payload={"alt": [ODD]})
    for release in (leaning, free):
        store.releases.add(release)
    assert store.releases.list() == (free, leaning)
    assert store.releases.leaning_on(first.id) == store.releases.of(draft) == (leaning,)
    store.releases.place(leaning.id, None)
    store.drafts.remove(draft)
    assert store.releases.leaning_on(second.id) == (but(leaning, url=None, draft_id=None),)
    store.releases.add(leaning)  # said again, and nothing comes of it
    late = ReleaseRecord("Late", "x", clock(), draft)
    store.releases.add(late)
    assert {release.draft_id for release in store.releases.list()} == {None}
    store.releases.remove(late.id)
    with pytest.raises(Missing, match="consent"):
        store.releases.add(ReleaseRecord("Two", "x", clock(), consents=("none",)))
    assert len(store.releases.list()) == 2
    store.releases.remove(free.id)
    for attempt in (lambda: store.releases.remove(free.id), lambda: store.releases.place(free.id, "")):
        with pytest.raises(Missing):
            attempt()


# The journal and the settings


def test_the_journal_keeps_fingerprints_and_no_words(store, clock):
    store.journal.add("reviewed", "Anna came", draft_id="d1", verdict="hold", platform="google-review", rules=["label"])
    clock.on(hours=1)
    store.journal.add("kept", "Anna came")
    kept, reviewed = store.journal.list()
    assert (reviewed.act, reviewed.rules, reviewed.at) == ("reviewed", ("label",), clock() - timedelta(hours=1))
    assert kept.fingerprint == reviewed.fingerprint == store.journal.fingerprint("Anna came")
    assert kept.fingerprint != store.journal.fingerprint("Anna came.") and len(kept.fingerprint) == 32
    assert store.journal.list(since=clock()) == (kept,) and store.journal.list(limit=1) == (kept,)


@pytest.mark.parametrize(
    "words", [{"act": "Anna came"}, {"verdict": "He came on Tuesday"}, {"rules": ["label", "his wife's"]}]
)
def test_the_journal_takes_no_quotation(store, words):
    with pytest.raises(ValueError, match="no text"):
        store.journal.add(**{"act": "reviewed", **words})


def test_fingerprints_of_two_stores_do_not_match(tmp_path):
    marks = set()
    for name in ("a", "b"):
        with Store.in_folder(Folder(tmp_path / name), KEY) as store:
            marks.add(store.journal.fingerprint("Anna came"))
    assert len(marks) == 2


def test_settings_have_defaults_until_they_are_kept(store):
    assert store.settings.get() == Settings(None, "US", {}, False)
    given = Settings("counselor", "GB", {"stop": {"hours": 2}}, True)
    store.settings.save(given)
    store.settings.save(given)
    assert store.settings.get() == given


# Transactions


def test_what_is_done_together_is_kept_as_a_whole_or_not_at_all(store):
    saved = store.drafts.save(DraftRecord("One"))
    with pytest.raises(Missing), store.together():
        store.drafts.save(but(saved, text="Two"))
        assert store.drafts.get(saved.id).text == "Two"
        store.journal.add("released", "Two")
        store.drafts.get("none")
    assert store.drafts.get(saved.id) == saved and store.journal.list() == ()
    with store.together():
        store.drafts.remove(saved.id)
        store.journal.add("let-go")
    assert store.drafts.list() == () and len(store.journal.list()) == 1


def test_many_threads_write_and_nothing_is_lost(store):
    draft = store.drafts.save(DraftRecord("0"))
    failed = []

    def count():
        for _ in range(10):
            while True:
                seen = store.drafts.get(draft.id)
                with contextlib.suppress(Conflict):
                    more = {"by": threading.get_ident()}  # what two say alike is no conflict
                    store.drafts.save(but(seen, text=str(int(seen.text) + 1), payload=more))
                    break

    def guarded():
        try:
            count()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed and store.drafts.get(draft.id).text == "80"


def test_a_database_that_stays_busy_says_so(own, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "WAIT", 0.1)
    draft = own.drafts.save(DraftRecord("One"))
    with Store.in_folder(Folder(tmp_path / "home"), KEY) as other:
        with own.together():
            own.drafts.save(but(draft, text="Two"))
            assert other.drafts.get(draft.id).text == "One"  # reading goes on
            with pytest.raises(errors.StoreBusy, match="Another window"):
                other.drafts.save(but(draft, text="Three"))
        with pytest.raises(Conflict):
            other.drafts.save(but(draft, text="Three"))


# Migrations


def test_the_tables_are_those_that_the_migrations_make(store):
    with store._access.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, metadata) == []
        assert revision(connection) == REVISIONS[-1]


def test_the_revisions_are_known_by_name():
    scripts = ScriptDirectory.from_config(_config(SCRIPTS))
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


NEXT = '''
"""A later revision, as one may come."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "0002"

def upgrade():
    with op.batch_alter_table("drafts") as batch:  # SQLite can only make the table anew
        batch.alter_column("platform", type_=sa.String(64))
        batch.add_column(sa.Column("language", sa.String(8)))
    {then}
'''


@pytest.fixture
def later(tmp_path):
    """The migrations with one that rebuilds a table which others point to."""

    def scripts(then="pass"):
        there = tmp_path / "migrations"
        shutil.copytree(SCRIPTS, there, dirs_exist_ok=True)
        (there / "versions" / "r9999.py").write_text(NEXT.format(then=then))
        return there

    return scripts


def filled(store):
    draft = store.drafts.save(DraftRecord("One")).id
    store.answers.give(AnswerRecord(draft, "f", "considered"))
    store.holds.save(HoldRecord(draft, "cooling", datetime.now(UTC)))
    return draft


def test_a_migration_that_rebuilds_a_table_loses_nothing_that_points_to_it(store, later, tmp_path):
    draft = filled(store)
    engine = store._access.engine
    if engine.dialect.name == "sqlite":
        engine = encrypted(tmp_path / "home" / "primum.db", KEY, migrating=True)
    asked = []
    bring_up(engine, lambda: asked.append(True), later())
    assert asked and len(store.answers.of(draft)) == 1 and store.holds.of(draft) is not None
    assert "language" in {column["name"] for column in inspect(engine).get_columns("drafts")}
    with pytest.raises(errors.StoreTooNew, match="Update Primum"):
        bring_up(engine)  # as an older Primum would


@pytest.mark.parametrize("then", ["raise RuntimeError('in the middle')", "op.execute('DELETE FROM drafts')"])
def test_a_migration_that_breaks_leaves_everything_as_it_was(own, later, tmp_path, then):
    draft = filled(own)
    engine = encrypted(tmp_path / "home" / "primum.db", KEY, migrating=True)
    with pytest.raises((RuntimeError, errors.StoreDamaged)):
        bring_up(engine, scripts=later(then))
    assert own.drafts.get(draft).text == "One" and len(own.answers.of(draft)) == 1
    assert "language" not in {column["name"] for column in inspect(engine).get_columns("drafts")}


# The server


def test_the_server_is_used_where_its_address_is_given(address, monkeypatch, tmp_path):
    monkeypatch.setenv("PRIMUM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PRIMUM_DATABASE_URL", emptied(address))
    assert on_server()
    with open_store() as store:
        saved = store.drafts.save(DraftRecord("One"))
        assert store.backups() == () and store.back_up() is None
    with open_store() as store:
        assert store.drafts.list()[0].id == saved.id
    assert not (tmp_path / "home").exists()


def test_forgetting_on_a_server_leaves_its_backups_to_those_who_keep_it(address):
    with Store.on_server(emptied(address)) as store:
        saved = store.consents.save(consent())
        store.consents.attach(saved.id, "scan.pdf", "application/pdf", b"scan")
        done = store.forget(consents=[saved.id])
        assert (done.records, done.beyond_reach) == (1, True) and store.consents.list() == ()
        assert store.forget(consents=[saved.id]).records == 0


@pytest.mark.parametrize(
    "given",
    ["Anna came", "mysql://localhost/x", "sqlite:///drafts.db", "postgresql://u:s3cret@db.example/x?sslmode=disable"],
)
def test_an_address_that_protects_nothing_is_refused_and_not_repeated(given):
    with pytest.raises(errors.AddressRefused) as refused:
        Store.on_server(given)
    assert "s3cret" not in str(refused.value) and "Anna" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ("postgres://u@db.example/x", "verify-full"),
        ("postgresql://u@db.example/x?sslmode=require", "require"),
        ("postgresql://u@127.0.0.1/x", None),
        ("postgresql://u@[::1]/x", None),
        ("postgresql:///x?host=/var/run/postgresql", None),
        ("postgresql:///x?host=/run,db.example", "verify-full"),
    ],
)
def test_what_goes_over_a_network_is_encrypted(given, mode):
    assert engine_module._url(given).query.get("sslmode") == mode


def test_a_server_that_does_not_answer_says_so(tmp_path):
    with pytest.raises(errors.ServerUnreachable, match="does not answer"):
        Store.on_server(f"postgresql:///x?host={tmp_path}")


def test_a_server_refuses_in_primums_words(address, clock):
    with Store.on_server(emptied(address), clock) as store:
        saved = store.drafts.save(DraftRecord("One"))

        def refuse(connection, *_):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

        event.listen(store._access.engine, "begin", refuse)
        with pytest.raises(errors.FolderReadOnly):
            store.drafts.save(but(saved, text="Anna came"))
        event.remove(store._access.engine, "begin", refuse)
        assert store.drafts.save(but(saved, text="Two")).version == 2


def test_nothing_of_a_statement_is_shown_by_its_error(store):
    assert store._access.engine.hide_parameters and not store._access.engine.echo
    with pytest.raises(PrimumError) as refused:
        store.holds.save(HoldRecord("Anna", "cooling", datetime.now(UTC), plan="Anna came"))
    error = refused.value
    assert "Anna" not in str(error) + repr(error) and error.__cause__ is None


def test_no_repr_of_a_record_shows_words(store, clock):
    draft = store.drafts.save(DraftRecord("Anna came", answering="Anna?", payload={"a": "Anna"}))
    hold = HoldRecord(draft.id, "cooling", clock(), replies=(("Anna?", "Anna"),), plan="Anna")
    others = (
        AnswerRecord(draft.id, "f", "considered", "Anna"),
        AsideRecord("label", "Anna"),
        consent(client="Anna", terms={"a": "Anna"}),
        ReleaseRecord("Anna", "x", clock(), url="https://example.org/anna"),
    )
    shown = "".join(map(repr, (draft, hold, *others, *store.drafts.list())))
    assert "anna" not in shown.lower()


def test_the_engine_of_a_plain_database_is_never_made(tmp_path):
    assert create_engine("sqlite://").dialect.name == "sqlite"  # what would be, without the driver that encrypts
    engine = encrypted(tmp_path / "x.db", KEY)
    assert engine.dialect.loaded_dbapi.__name__ == "sqlcipher3.dbapi2"
