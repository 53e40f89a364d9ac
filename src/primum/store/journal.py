"""The journal, which holds no quotation, and the settings."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import Final

from sqlalchemy import delete, insert, select

from primum.store.access import Access
from primum.store.drafts import Clock
from primum.store.records import JournalEntry, Settings
from primum.store.rows import plain
from primum.store.schema import journal, secrets, settings

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9:_-]{0,63}")


class Journal:
    """What was done and when: names of acts and rules, and keyed fingerprints of texts."""

    def __init__(self, access: Access, now: Clock) -> None:
        self._access = access
        self._now = now

    def add(
        self,
        act: str,
        text: str | None = None,
        *,
        draft_id: str | None = None,
        verdict: str | None = None,
        platform: str | None = None,
        rules: Sequence[str] = (),
    ) -> JournalEntry:
        """Note what was done; of `text` only the fingerprint is kept, and everything else must be a plain name."""
        for name in (act, draft_id, verdict, platform, *rules):
            if name is not None and not _NAME.fullmatch(name):
                raise ValueError("the journal takes names in small letters, no text")
        mark = None if text is None else self.fingerprint(text)
        entry = JournalEntry(act, self._now(), draft_id, mark, verdict, platform, tuple(rules))
        with self._access.writing() as connection:
            connection.execute(insert(journal).values({**asdict(entry), "rules": list(rules)}))
        return entry

    def list(self, *, since: datetime | None = None, limit: int = 1000) -> tuple[JournalEntry, ...]:
        """Return what was noted, the latest first."""
        columns = [column for column in journal.c if column.name != "id"]
        query = select(*columns).order_by(journal.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(journal.c.at >= since)
        with self._access.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple(JournalEntry(**{**row, "rules": tuple(row["rules"])}) for row in found)

    def fingerprint(self, text: str) -> str:
        """Return a mark that the same text always gets in this store, and that says nothing without its secret."""
        return hmac.new(self._secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    @cached_property
    def _secret(self) -> bytes:
        with self._access.reading() as connection:
            query = select(secrets.c.value).where(secrets.c.name == "fingerprints")
            return bytes(connection.execute(query).scalar_one())


class Preferences:
    """The settings, each under its name."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self) -> Settings:
        """Return the settings, with what Primum takes for granted where nothing was said."""
        with self._access.reading() as connection:
            kept = {row.name: row.value for row in connection.execute(select(settings))}
        return Settings(**{name: kept[name] for name in Settings.__slots__ if name in kept})

    def save(self, given: Settings) -> None:
        """Keep the settings."""
        rows = [{"name": name, "value": plain(getattr(given, name))} for name in Settings.__slots__]
        with self._access.writing() as connection:
            connection.execute(delete(settings))
            connection.execute(insert(settings), rows)
