"""Drafts, what was answered to their findings, the rules set aside for them, and the pauses over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, Table, delete, func, insert, or_, select

from primum.store.access import Access
from primum.store.errors import Missing
from primum.store.records import AnswerRecord, AsideRecord, DraftLine, DraftRecord, HoldRecord
from primum.store.rows import must_be, plain, put
from primum.store.schema import answers, asides, drafts, holds

OPENING: Final = 120
"""How many characters of a draft a list shows."""

Clock = Callable[[], datetime]


class Drafts:
    """The drafts, as they were last saved."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def save(self, draft: DraftRecord) -> DraftRecord:
        """Save a draft and return it with its new version; raises Conflict where it was saved elsewhere meanwhile."""
        row = {
            "id": draft.id,
            "text": draft.text,
            "answering": draft.answering,
            "platform": draft.platform,
            "kind": draft.kind,
            "verdict": draft.verdict,
            "payload": draft.payload,
            "version": draft.version,
        }
        with self._access.writing() as connection:
            return DraftRecord(**put(connection, drafts, row, stamp={"updated_at": self._now()}))

    def get(self, draft_id: str) -> DraftRecord:
        """Return a draft, or raise Missing."""
        with self._access.reading() as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).mappings().first()
        if row is None:
            raise Missing("draft")
        return DraftRecord(**row)

    def list(self) -> tuple[DraftLine, ...]:
        """Return every draft by its first words, the latest saved first."""
        opening = func.substr(drafts.c.text, 1, OPENING).label("opening")
        others = [drafts.c[name] for name in ("id", "platform", "kind", "verdict", "version", "updated_at")]
        query = select(opening, *others).order_by(drafts.c.updated_at.desc(), drafts.c.id)
        with self._access.reading() as connection:
            return tuple(DraftLine(**row) for row in connection.execute(query).mappings())

    def remove(self, draft_id: str) -> None:
        """Let a draft go, with its answers and holds; backups hold it until they are pruned (see `Store.forget`)."""
        with self._access.writing() as connection:
            if not connection.execute(delete(drafts).where(drafts.c.id == draft_id)).rowcount:
                raise Missing("draft")


class Answers:
    """What the author answered: to a finding, or to a rule as such."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def give(self, answer: AnswerRecord) -> None:
        """Keep an answer to a finding, in place of an earlier one; raises Missing where its draft is gone."""
        row = {"draft_id": answer.draft_id, "fingerprint": answer.fingerprint}
        more = {"reason": answer.reason, "note": plain(answer.note), "at": answer.at or self._now()}
        with self._access.writing() as connection:
            must_be(connection, drafts, answer.draft_id)
            connection.execute(_this(delete(answers), answers, row))
            connection.execute(insert(answers).values(**row, **more))

    def take_back(self, draft_id: str, fingerprint: str) -> None:
        """Take an answer back; one that is not there is back already."""
        with self._access.writing() as connection:
            connection.execute(_this(delete(answers), answers, {"draft_id": draft_id, "fingerprint": fingerprint}))

    def of(self, draft_id: str) -> tuple[AnswerRecord, ...]:
        """Return the answers given for a draft, the oldest first."""
        query = select(answers).where(answers.c.draft_id == draft_id).order_by(answers.c.at, answers.c.fingerprint)
        with self._access.reading() as connection:
            return tuple(AnswerRecord(**row) for row in connection.execute(query).mappings())

    def set_aside(self, aside: AsideRecord) -> None:
        """Set a rule aside for a draft or for good; raises Missing where the draft is gone."""
        row = {"rule": aside.rule, "scope": aside.draft_id or ""}
        more = {"draft_id": aside.draft_id, "reason": plain(aside.reason), "at": aside.at or self._now()}
        with self._access.writing() as connection:
            if aside.draft_id is not None:
                must_be(connection, drafts, aside.draft_id)
            connection.execute(_this(delete(asides), asides, row))
            connection.execute(insert(asides).values(**row, **more))

    def take_up(self, rule: str, draft_id: str | None = None) -> None:
        """Let a rule speak again, for a draft or for good."""
        with self._access.writing() as connection:
            connection.execute(_this(delete(asides), asides, {"rule": rule, "scope": draft_id or ""}))

    def asides(self, draft_id: str | None = None) -> tuple[AsideRecord, ...]:
        """Return the rules set aside for good and, where one is named, for that draft."""
        columns = [asides.c[name] for name in ("rule", "reason", "draft_id", "at")]
        scoped = or_(asides.c.scope == "", asides.c.scope == (draft_id or ""))
        with self._access.reading() as connection:
            found = connection.execute(select(*columns).where(scoped).order_by(asides.c.rule, asides.c.scope))
            return tuple(AsideRecord(**row) for row in found.mappings())


class Holds:
    """The pauses over drafts."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def save(self, hold: HoldRecord) -> HoldRecord:
        """Save a hold and return it with its new version; raises Conflict where it was saved elsewhere meanwhile."""
        row = {
            "id": hold.id,
            "draft_id": hold.draft_id,
            "state": hold.state,
            "opened_at": hold.opened_at,
            "until": hold.until,
            "replies": hold.replies,
            "plan": hold.plan,
            "payload": hold.payload,
            "version": hold.version,
        }
        with self._access.writing() as connection:
            must_be(connection, drafts, hold.draft_id)
            return _hold(put(connection, holds, row, stamp={}))

    def of(self, draft_id: str) -> HoldRecord | None:
        """Return the latest hold over a draft, if there was one."""
        query = select(holds).where(holds.c.draft_id == draft_id).order_by(holds.c.opened_at.desc(), holds.c.id)
        with self._access.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _hold(row)

    def list(self, state: str | None = None) -> tuple[HoldRecord, ...]:
        """Return the holds, or those in one state, the one that ends first before the others."""
        query = select(holds).order_by(holds.c.until.nulls_last(), holds.c.opened_at, holds.c.id)
        if state is not None:
            query = query.where(holds.c.state == state)
        with self._access.reading() as connection:
            return tuple(_hold(row) for row in connection.execute(query).mappings())


def _hold(row: RowMapping) -> HoldRecord:
    return HoldRecord(**{**row, "replies": tuple((asked, replied) for asked, replied in row["replies"])})


def _this(statement: Any, table: Table, row: dict[str, str]) -> Any:
    return statement.where(*(table.c[name] == value for name, value in row.items()))
