"""Consents with the files attached to them, and the posts that went out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from sqlalchemy import RowMapping, Select, delete, insert, select

from primum.store.access import Access
from primum.store.drafts import Clock
from primum.store.errors import Missing, TooLarge
from primum.store.records import Attachment, ConsentRecord, ReleaseRecord, new_id
from primum.store.rows import must_be, plain, put
from primum.store.schema import attachments, consents, drafts, leanings, releases

LARGEST: Final = 20_000_000
"""The most bytes that a file to attach may have: every backup carries it too."""

_ABOUT: Final = [column for column in attachments.c if column.name != "content"]


class Consents:
    """What clients have agreed to."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def save(self, consent: ConsentRecord) -> ConsentRecord:
        """Save a consent and return it with its new version; raises Conflict where it was saved elsewhere meanwhile."""
        row = {
            "id": consent.id,
            "client": consent.client,
            "starts_on": consent.starts_on,
            "ends_on": consent.ends_on,
            "revoked_at": consent.revoked_at,
            "platforms": consent.platforms,
            "terms": consent.terms,
            "version": consent.version,
        }
        with self._access.writing() as connection:
            return _consent(put(connection, consents, row, stamp={"updated_at": self._now()}))

    def get(self, consent_id: str) -> ConsentRecord:
        """Return a consent, or raise Missing."""
        found = self._all(select(consents).where(consents.c.id == consent_id))
        if not found:
            raise Missing("consent")
        return found[0]

    def list(self, client: str | None = None) -> tuple[ConsentRecord, ...]:
        """Return the consents, or those of one client, the newest first."""
        query = select(consents).order_by(consents.c.starts_on.desc(), consents.c.id)
        return self._all(query if client is None else query.where(consents.c.client == client))

    def ending(self, before: date) -> tuple[ConsentRecord, ...]:
        """Return the consents that end before a day and are not revoked, the first to end first."""
        query = select(consents).where(consents.c.ends_on < before, consents.c.revoked_at.is_(None))
        return self._all(query.order_by(consents.c.ends_on, consents.c.id))

    def attach(self, consent_id: str, name: str, media_type: str, content: bytes) -> Attachment:
        """Attach a file to a consent; raises TooLarge, or Missing where the consent is gone."""
        if len(content) > LARGEST:
            raise TooLarge(len(content), LARGEST)
        attached = Attachment(new_id(), consent_id, plain(name), plain(media_type), len(content), self._now())
        row = {slot: getattr(attached, slot) for slot in Attachment.__slots__}
        with self._access.writing() as connection:
            must_be(connection, consents, consent_id)
            connection.execute(insert(attachments).values(**row, content=content))
        return attached

    def attachments(self, consent_id: str) -> tuple[Attachment, ...]:
        """Return what is attached to a consent, the oldest first."""
        query = select(*_ABOUT).where(attachments.c.consent_id == consent_id)
        with self._access.reading() as connection:
            found = connection.execute(query.order_by(attachments.c.at, attachments.c.id)).mappings()
            return tuple(Attachment(**row) for row in found)

    def content(self, attachment_id: str) -> bytes:
        """Return the bytes of an attached file, or raise Missing."""
        with self._access.reading() as connection:
            found = connection.execute(select(attachments.c.content).where(attachments.c.id == attachment_id)).scalar()
        if found is None:
            raise Missing("attachment")
        return bytes(found)

    def _all(self, query: Select[*tuple[object, ...]]) -> tuple[ConsentRecord, ...]:
        with self._access.reading() as connection:
            return tuple(_consent(row) for row in connection.execute(query).mappings())


class Releases:
    """The posts that went out."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def add(self, release: ReleaseRecord) -> None:
        """Keep a post that went out, once however often it is said, and also where its draft is gone.

        Raises Missing where a consent that it leaned on is gone: then it should not go out.
        """
        row = {
            "id": release.id,
            "draft_id": release.draft_id,
            "text": release.text,
            "platform": release.platform,
            "url": release.url,
            "at": release.at,
            "payload": release.payload,
        }
        with self._access.writing() as connection:
            for consent_id in release.consents:
                must_be(connection, consents, consent_id)
            if connection.execute(select(releases.c.id).where(releases.c.id == release.id)).first():
                return
            if connection.execute(select(drafts.c.id).where(drafts.c.id == release.draft_id)).first() is None:
                row["draft_id"] = None
            connection.execute(insert(releases).values({name: plain(value) for name, value in row.items()}))
            for consent_id in release.consents:
                connection.execute(insert(leanings).values(release_id=release.id, consent_id=consent_id))

    def place(self, release_id: str, url: str | None) -> None:
        """Say where a post stands, or that it stands nowhere any more."""
        changed = releases.update().where(releases.c.id == release_id).values(url=plain(url))
        with self._access.writing() as connection:
            if not connection.execute(changed).rowcount:
                raise Missing("release")

    def list(self) -> tuple[ReleaseRecord, ...]:
        """Return every post that went out, the newest first."""
        return self._all(select(releases))

    def of(self, draft_id: str) -> tuple[ReleaseRecord, ...]:
        """Return what went out of a draft."""
        return self._all(select(releases).where(releases.c.draft_id == draft_id))

    def leaning_on(self, consent_id: str) -> tuple[ReleaseRecord, ...]:
        """Return every post that leaned on a consent, to be looked at when it ends or is revoked."""
        leaning = select(leanings.c.release_id).where(leanings.c.consent_id == consent_id)
        return self._all(select(releases).where(releases.c.id.in_(leaning)))

    def remove(self, release_id: str) -> None:
        """Delete what is kept of a post; backups hold it until they are pruned (see `Store.forget`)."""
        with self._access.writing() as connection:
            if not connection.execute(delete(releases).where(releases.c.id == release_id)).rowcount:
                raise Missing("release")

    def _all(self, query: Select[*tuple[object, ...]]) -> tuple[ReleaseRecord, ...]:
        with self._access.reading() as connection:
            rows = connection.execute(query.order_by(releases.c.at.desc(), releases.c.id)).mappings().all()
            pairs = select(leanings).where(leanings.c.release_id.in_(query.with_only_columns(releases.c.id)))
            leaned = connection.execute(pairs.order_by(leanings.c.consent_id)).all()
        on: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for release_id, consent_id in leaned:
            on[release_id] += (consent_id,)
        return tuple(ReleaseRecord(**row, consents=on[row["id"]]) for row in rows)


def _consent(row: RowMapping) -> ConsentRecord:
    return ConsentRecord(**{**row, "platforms": tuple(row["platforms"])})
