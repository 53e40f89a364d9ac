"""The author's accounts, what is on its way to them or stands there, and the pictures of drafts."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, Select, delete, func, insert, or_, select, update

from primum.store.access import Access
from primum.store.consents import LARGEST
from primum.store.drafts import Clock
from primum.store.errors import Missing, TooLarge
from primum.store.records import AccountRecord, PartRecord, PictureRecord, PostRecord, new_id
from primum.store.rows import must_be, plain, put, still
from primum.store.schema import accounts, drafts, outbox, outbox_parts, pictures, releases

_ABOUT: Final = [column for column in pictures.c if column.name != "content"]
_POST: Final = [outbox.c[name] for name in PostRecord.__slots__]


class Accounts:
    """The accounts that the author has connected, with what lets Primum in."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def add(self, account: AccountRecord) -> AccountRecord:
        """Keep an account and return it; one that is connected anew takes its own place, under its id."""
        same = (
            (accounts.c.platform == account.platform)
            & (accounts.c.server == account.server)
            & (accounts.c.handle == account.handle)
        )
        row = {name: plain(getattr(account, name)) for name in ("platform", "server", "handle", "secret", "settings")}
        with self._access.writing() as connection:
            known = connection.execute(select(accounts.c.id).where(same)).scalar()
            if known is None:
                connection.execute(insert(accounts).values(id=account.id, **row, connected_at=self._now()))
            else:
                connection.execute(
                    update(accounts).where(accounts.c.id == known).values(**row, connected_at=self._now())
                )
            return self.get(known or account.id)

    def renew(self, account_id: str, secret: str) -> None:
        """Keep what lets Primum in from now on, as a platform has renewed it; an account that is gone stays gone."""
        with self._access.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(secret=plain(secret)))

    def get(self, account_id: str) -> AccountRecord:
        """Return an account, or raise Missing."""
        with self._access.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
        if row is None:
            raise Missing("account")
        return AccountRecord(**row)

    def list(self) -> tuple[AccountRecord, ...]:
        """Return the accounts, the first connected first."""
        with self._access.reading() as connection:
            found = connection.execute(select(accounts).order_by(accounts.c.connected_at, accounts.c.id)).mappings()
            return tuple(AccountRecord(**row) for row in found)


class Outbox:
    """Publications: what waits, what is on its way, what is out and what failed; and each of their parts."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def add(self, post: PostRecord) -> PostRecord:
        """Keep a new publication and return it; raises Missing where its draft or its account is gone."""
        with self._access.writing() as connection:
            for table, record in ((drafts, post.draft_id), (accounts, post.account_id)):
                if record is not None:
                    must_be(connection, table, record)
            return self.save(post)

    def save(self, post: PostRecord) -> PostRecord:
        """Save a publication and return it with its new version; raises Conflict where it changed meanwhile.

        It outlives its draft and its account: one that is gone is left out. Raises Missing where its release is gone.
        """
        row = {name: getattr(post, name) for name in PostRecord.__slots__ if name != "updated_at"}
        with self._access.writing() as connection:
            row["draft_id"] = still(connection, drafts, post.draft_id)
            row["account_id"] = still(connection, accounts, post.account_id)
            if post.release_id is not None:
                must_be(connection, releases, post.release_id)
            return _post(put(connection, outbox, row, stamp={"updated_at": self._now()}))

    def get(self, post_id: str) -> PostRecord:
        """Return a publication, or raise Missing."""
        found = self._all(select(*_POST).where(outbox.c.id == post_id))
        if not found:
            raise Missing("post")
        return found[0]

    def list(self, *states: str) -> tuple[PostRecord, ...]:
        """Return the publications in these states, or all of them, the newest first."""
        query = select(*_POST).order_by(outbox.c.begun_at.desc(), outbox.c.id)
        return self._all(query.where(outbox.c.state.in_(states)) if states else query)

    def of(self, draft_id: str) -> tuple[PostRecord, ...]:
        """Return what became of a draft, the newest first."""
        query = select(*_POST).where(outbox.c.draft_id == draft_id)
        return self._all(query.order_by(outbox.c.begun_at.desc(), outbox.c.id))

    def due(self, now: datetime) -> tuple[PostRecord, ...]:
        """Return what was scheduled for now or earlier, the longest due first."""
        query = select(*_POST).where(outbox.c.state == "scheduled", outbox.c.due_at <= now)
        return self._all(query.order_by(outbox.c.due_at, outbox.c.id))

    def stranded(self, now: datetime) -> tuple[PostRecord, ...]:
        """Return what is said to be on its way while nobody sends it any more, the oldest first."""
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now)
        query = select(*_POST).where(outbox.c.state == "sending", free)
        return self._all(query.order_by(outbox.c.begun_at, outbox.c.id))

    def claim(self, post_id: str, until: datetime) -> str | None:
        """Take the only right to send a publication until a time; None where somebody else has it, else its token."""
        token = secrets.token_hex(8)
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= self._now())
        taken = update(outbox).where(outbox.c.id == post_id, free).values(claimed_until=until, claimed_by=token)
        with self._access.writing() as connection:
            must_be(connection, outbox, post_id)
            return token if connection.execute(taken).rowcount else None

    def extend(self, post_id: str, token: str, until: datetime) -> None:
        """Keep a claim for longer, if it is still held."""
        mine = update(outbox).where(outbox.c.id == post_id, outbox.c.claimed_by == token)
        with self._access.writing() as connection:
            connection.execute(mine.values(claimed_until=until))

    def let_go(self, post_id: str, token: str) -> None:
        """Give a claim up, if it is still held."""
        mine = update(outbox).where(outbox.c.id == post_id, outbox.c.claimed_by == token)
        with self._access.writing() as connection:
            connection.execute(mine.values(claimed_until=None, claimed_by=None))

    def note_part(self, post_id: str, index: int, remote_id: str | None = None, url: str = "", mark: str = "") -> None:
        """Note that a part is about to leave or, with its id there, that it is out; what is out stays out."""
        here = (outbox_parts.c.post_id == post_id) & (outbox_parts.c.index == index)
        row = {"remote_id": plain(remote_id), "url": plain(url), "mark": plain(mark), "at": self._now()}
        with self._access.writing() as connection:
            must_be(connection, outbox, post_id)
            known = connection.execute(select(outbox_parts.c.remote_id).where(here)).first()
            if known is None:
                connection.execute(insert(outbox_parts).values(post_id=post_id, index=index, **row))
            elif remote_id is not None:
                connection.execute(update(outbox_parts).where(here).values(**row))

    def parts(self, post_id: str) -> tuple[PartRecord, ...]:
        """Return what is noted of each part, in order."""
        columns = [outbox_parts.c[name] for name in PartRecord.__slots__]
        query = select(*columns).where(outbox_parts.c.post_id == post_id).order_by(outbox_parts.c.index)
        with self._access.reading() as connection:
            return tuple(PartRecord(**row) for row in connection.execute(query).mappings())

    def drop_part(self, post_id: str, index: int) -> None:
        """Forget a part that was taken back; one that is not there is forgotten already."""
        here = (outbox_parts.c.post_id == post_id) & (outbox_parts.c.index == index)
        with self._access.writing() as connection:
            connection.execute(delete(outbox_parts).where(here))

    def _all(self, query: Select[*tuple[object, ...]]) -> tuple[PostRecord, ...]:
        with self._access.reading() as connection:
            return tuple(_post(row) for row in connection.execute(query).mappings())


class Pictures:
    """The pictures that go out with a draft."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def add(self, draft_id: str, media_type: str, content: bytes, alt: str = "") -> PictureRecord:
        """Keep a picture after those that a draft has; raises TooLarge, and Missing where the draft is gone."""
        if len(content) > LARGEST:
            raise TooLarge(len(content), LARGEST)
        mine = pictures.c.draft_id == draft_id
        with self._access.writing() as connection:
            must_be(connection, drafts, draft_id)
            last = connection.execute(select(func.max(pictures.c.position)).where(mine)).scalar()
            picture = PictureRecord(
                new_id(), draft_id, (last or 0) + 1, media_type, len(content), str(plain(alt)), self._now()
            )
            row = {name: getattr(picture, name) for name in PictureRecord.__slots__}
            connection.execute(insert(pictures).values(**row, content=content))
        return picture

    def of(self, draft_id: str) -> tuple[PictureRecord, ...]:
        """Return the pictures of a draft, in order."""
        query = select(*_ABOUT).where(pictures.c.draft_id == draft_id).order_by(pictures.c.position)
        with self._access.reading() as connection:
            return tuple(PictureRecord(**row) for row in connection.execute(query).mappings())

    def content(self, picture_id: str) -> bytes:
        """Return the bytes of a picture, or raise Missing."""
        with self._access.reading() as connection:
            found = connection.execute(select(pictures.c.content).where(pictures.c.id == picture_id)).scalar()
        if found is None:
            raise Missing("picture")
        return bytes(found)

    def describe(self, picture_id: str, alt: str) -> None:
        """Keep what a picture shows, or raise Missing."""
        changed = update(pictures).where(pictures.c.id == picture_id).values(alt=plain(alt))
        with self._access.writing() as connection:
            if not connection.execute(changed).rowcount:
                raise Missing("picture")

    def remove(self, picture_id: str) -> None:
        """Remove a picture; backups hold it until they are pruned."""
        with self._access.writing() as connection:
            connection.execute(delete(pictures).where(pictures.c.id == picture_id))


def _post(row: RowMapping) -> PostRecord:
    return PostRecord(**{name: row[name] for name in PostRecord.__slots__})
