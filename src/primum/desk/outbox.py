"""The outbox: what was released goes to the author's accounts, once, and comes back where it can.

    publish ──▶ sending ──▶ published ──▶ recalled
    schedule ─▶ scheduled ─┘    └─ failed ──▶ sending again, under the same key

Nothing is released before the moment at which it leaves: a post that was scheduled, that failed, or that a stopped
program left half sent goes through `hold.release` and `fit` again, in the words in which its author saw it. Whoever
sends a row of the outbox claims it first, so that two windows never send it side by side.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from primum import hold as pausing
from primum.desk.errors import (
    CannotEdit,
    HalfOut,
    NoAccount,
    NothingToChange,
    NotOut,
    NotWaiting,
    Stumbled,
    TooFar,
    TooLate,
    Underway,
    WordsChanged,
    WrongPlace,
)
from primum.draft import Draft
from primum.errors import PrimumError
from primum.publish import (
    Account,
    Earlier,
    Fitted,
    Parcel,
    Picture,
    Platform,
    PostedAlready,
    Published,
    Publisher,
    Quoted,
    SendError,
    Sent,
    Target,
    Ticket,
    cleaned,
    fit,
    pack,
    platform,
    publish,
    publish_change,
    publisher_of,
    revoke,
)
from primum.publish.mastodon import Mastodon
from primum.store import AccountRecord, Missing, PartRecord, PictureRecord, PostRecord

if TYPE_CHECKING:
    from primum.desk.desk import Clock, Desk, Going, Sheet
    from primum.store import Store
    from primum.store.outbox import Outbox as Rows

Connecting = Callable[[Account, Callable[[str], None]], Publisher]
"""Makes the way to an account; it is told what to call with a session that the platform has renewed."""

_CLAIM: Final = timedelta(minutes=10)
"""For how long a row is one sender's own: longer than one part takes with all its tries."""
_YEAR: Final = timedelta(days=366)
"""How far ahead a schedule may reach."""
_MAYBE: Final = "One more part may be out, as its platform gave no clear answer: please look there yourself."
_NOT_AGAIN: Final = "It is not tried again, but may be out: its platform gave no clear answer, so please look there."
_UNDONE: Final = ("new", "scheduled", "sending", "failed")


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes out beside the text of a draft; its pictures are kept with it."""

    warning: str = field(default="", repr=False)
    title: str = field(default="", repr=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """An account of the author's; its token stays in the store."""

    id: str
    platform: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A publication as its author follows it; `problem` and `remedy` say why it failed, and `parts` what is out.

    `twice` says that it did not go out because the same, or nearly the same, stands there already, and `maybe` that a
    part of it got no clear answer.
    """

    id: str
    draft_id: str | None
    account: str
    platform: str
    state: str
    text: str = field(repr=False)
    at: datetime
    due_at: datetime | None = None
    problem: str = ""
    remedy: str = ""
    twice: bool = False
    maybe: bool = False
    parts: tuple[Sent, ...] = ()
    release_id: str | None = None

    @property
    def url(self) -> str:
        """Where its first part stands; empty where nothing is out."""
        return self.parts[0].url if self.parts else ""

    @property
    def waits(self) -> bool:
        """Whether nothing of it is out, and it may still go."""
        return self.state in _UNDONE and not self.parts

    @property
    def kept_back(self) -> str:
        """What is true of it once it was withdrawn."""
        return _NOT_AGAIN if self.maybe else "It will not go out. The draft is where it was."


@dataclass(frozen=True, slots=True)
class Recalled:
    """A post that was taken back, and where copies of it may remain."""

    post: Post
    copies: str


class Outbox:
    """The use cases of publishing, over a desk; `connecting` makes the way to an account."""

    def __init__(
        self, desk: Desk, *, connecting: Connecting | None = None, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self.desk, self._connecting, self._wait = desk, connecting or _connecting, wait

    @property
    def store(self) -> Store:
        """The store of the desk."""
        return self.desk.store

    # ── Accounts ──────────────────────────────────────────────────────────────────────────────────

    def accounts(self, on: str | None = None) -> Sequence[Connected]:
        """Return the connected accounts, of one platform or of all."""
        return [_connected(one) for one in self.store.accounts.list() if on in (None, one.platform)]

    def connect(self, account: Account) -> Connected:
        """Keep an account, with the limits that its server sets; connected again, it takes its own place."""
        here = self._here(account)
        record = AccountRecord(
            account.platform, account.server, account.handle, account.secret, {"limit": here.limit, "url": here.url}
        )
        return _connected(self.store.accounts.add(record))

    def _here(self, account: Account) -> Platform:
        """Return the platform with the limits of its server, where that tells them."""
        way = self._connecting(account, lambda _: None)
        with contextlib.suppress(SendError):
            if isinstance(way, Mastodon):
                return way.here()
        return platform(account.platform)

    def disconnect(self, id: str) -> bool:
        """Forget an account; False where the author has to take the access back there, as it could not be done."""
        record = self.store.accounts.get(id)
        try:
            taken = revoke(_account(record))
        except PrimumError:  # whatever keeps it from being done there, it is forgotten here
            taken = False
        self.store.forget(accounts=[id])
        return taken

    # ── Before it goes ────────────────────────────────────────────────────────────────────────────

    def beside(self, draft: str) -> Beside:
        """Return what is kept to go out beside a draft, as far as its platform takes it."""
        kept = self.store.drafts.get(draft)
        told: Any = kept.payload.get("beside") or {}
        place = platform(kept.platform) if kept.platform else None
        return Beside(
            warning=(told.get("warning") or "") if place and place.warning else "",
            title=(told.get("title") or "") if place and place.title else "",
            language=told.get("language") or None,
        )

    def keep_beside(self, draft: str, beside: Beside) -> None:
        """Keep with a draft what is to go out beside it."""
        kept = self.store.drafts.get(draft)
        self.store.drafts.save(replace(kept, payload={**kept.payload, "beside": asdict(beside)}))

    def preview(self, draft: str, account: str | None = None, beside: Beside = Beside()) -> Fitted:
        """Return a saved draft as it would go out, reviewed in that form. Raises publish.FitError."""
        return self._fitted(self.desk.open(draft), account, beside)

    def quoted(self, account: str, link: str) -> Quoted:
        """Return the post behind a link, to be answered; nothing of a draft is sent for it."""
        return self._way(account).quoted(link)

    def answering(self, draft: str, target: Target | None) -> None:
        """Let a draft go out as an answer to a post, or as none."""
        kept = self.store.drafts.get(draft)
        told = asdict(target) if target else None
        self.store.drafts.save(replace(kept, payload={**kept.payload, "target": told}))

    def pictures(self, draft: str) -> Sequence[PictureRecord]:
        """Return the pictures of a draft, in order."""
        return self.store.pictures.of(draft)

    def picture(self, id: str) -> bytes:
        """Return a picture itself. Raises store.Missing."""
        return self.store.pictures.content(id)

    def add_picture(self, draft: str, content: bytes, alt: str) -> PictureRecord:
        """Keep a picture with a draft, without what its file tells of where and when. Raises publish.NotAPicture."""
        clean, media_type = cleaned(content)
        return self.store.pictures.add(draft, media_type, clean, alt.strip())

    def describe_picture(self, id: str, alt: str) -> None:
        """Say what a picture shows, for those who cannot see it."""
        self.store.pictures.describe(id, alt.strip())

    def remove_picture(self, id: str) -> None:
        """Remove a picture from its draft."""
        self.store.pictures.remove(id)

    # ── Going ─────────────────────────────────────────────────────────────────────────────────────

    def publish(self, draft: str, account: str, beside: Beside = Beside(), *, again: bool = False) -> Post:
        """Publish a draft that has been through its pause, now; `again` lets it go out a second time.

        Raises hold.NotYet and publish.FitError with nothing noted, and SendError or PostedAlready with the post kept
        as one that failed, to be tried again.
        """
        self._parcel(self.desk.open(draft), account, beside)
        with self.store.together():  # a second click finds the row of the first
            row = self._row(draft, account, beside)
        return self._send(row.id, again=again)

    def schedule(self, draft: str, account: str, at: datetime, beside: Beside = Beside()) -> Post:
        """Let a draft go out later, not before its pause is over. Raises hold.NotYet, TooLate, TooFar, FitError."""
        sheet = self.desk.open(draft)
        standing = sheet.standing
        if standing is None:
            raise pausing.NotReviewed
        if standing.open or (standing.until and at < standing.until):
            raise pausing.NotYet(standing.until, tuple(dict.fromkeys(one.rule for one in standing.open)))
        if at <= self.desk.clock():
            raise TooLate
        if at > self.desk.clock() + _YEAR:
            raise TooFar
        self._fitted(sheet, account, beside)
        with self.store.together():
            row = self._row(draft, account, beside)
            if self.store.outbox.parts(row.id):
                raise HalfOut(row.id)
            if row.state == "sending":
                raise Underway
            self.store.journal.add("scheduled", sheet.draft.text, draft_id=draft, platform=sheet.draft.platform)
            return self._post(self.store.outbox.save(replace(row, state="scheduled", due_at=at)))

    def withdraw(self, id: str) -> Post:
        """Keep a scheduled or failed post from going out; what is out of it stays until it is recalled."""
        with self._claimed(id):
            row = self.store.outbox.get(id)
            if row.state not in _UNDONE:
                raise NotOut
            return self._post(self.store.outbox.save(replace(row, state="withdrawn", due_at=None)))

    def retry(self, id: str, *, again: bool = False) -> Post:
        """Send a failed post again, under its key: what is out already is not sent twice."""
        return self._send(id, again=again)

    def send_due(self) -> Sequence[Post]:
        """Send what is due, and go on with what a stopped program left on its way; returns each with its outcome."""
        now = self.desk.clock()
        rows = [*self.store.outbox.due(now), *self.store.outbox.stranded(now)]
        return [post for row in rows if (post := self._tried(row.id))]

    def hand_over(self, draft: str, beside: Beside = Beside()) -> Parcel:
        """Release a draft to be copied and pasted by its author, fitted to its platform; noted as a hand-over."""
        sheet = self.desk.open(draft)
        going, parcel = self._parcel(sheet, None, beside)
        self.desk.gone(going, "handed-over", parts=[part.text for part in parcel.fitted.parts])
        return parcel

    # ── After ─────────────────────────────────────────────────────────────────────────────────────

    def posts(self, *states: str) -> Sequence[Post]:
        """Return the publications in these states, or all of them, the newest first."""
        return [self._post(row) for row in self.store.outbox.list(*states)]

    def post(self, id: str) -> Post:
        """Return a publication. Raises store.Missing."""
        return self._post(self.store.outbox.get(id))

    def of_release(self, release: str) -> Post | None:
        """Return the publication of a release; None where it was copied, and posted by its author."""
        return next((post for post in self.posts() if post.release_id == release), None)

    def of(self, draft: str) -> Sequence[Post]:
        """Return what became of a draft, the newest first."""
        return [self._post(row) for row in self.store.outbox.of(draft)]

    def recall(self, id: str) -> Recalled:
        """Take a post back, its last part first; whatever fails, to call it again goes on. Raises NotOut, SendError."""
        row = self.store.outbox.get(id)
        post = self._post(row)
        if not post.parts:
            raise NotOut
        with self._claimed(id):
            way = self._way(row.account_id, row.platform)
            for index, part in reversed(list(enumerate(post.parts))):
                way.take_back(part)
                self.store.outbox.drop_part(id, index)
            with self.store.together():
                if row.release_id:
                    self.store.releases.place(row.release_id, None)
                gone = self.store.outbox.save(replace(self.store.outbox.get(id), state="recalled", error={}))
                self.store.journal.add("recalled", draft_id=row.draft_id, platform=row.platform)
        copies = platform(row.platform).copies
        return Recalled(self._post(gone), f"{_MAYBE} {copies}" if self.store.outbox.parts(id) else copies)

    def revise(self, id: str) -> Sheet:
        """Return a new draft with the words of a published post; it goes through its own pause, and takes its place."""
        row = self.store.outbox.get(id)
        place = platform(row.platform)
        if row.state != "published" or not place.can_edit or len(self._post(row).parts) != 1:
            raise CannotEdit(place.name)
        sheet = self.desk.save(Draft(row.text, platform=row.platform))
        kept = self.store.drafts.get(str(sheet.id))
        self.store.drafts.save(replace(kept, payload={**kept.payload, "edits": id, "beside": dict(row.options)}))
        return self.desk.open(kept.id)

    # ── Sending ───────────────────────────────────────────────────────────────────────────────────

    def _row(self, draft: str, account: str, beside: Beside) -> PostRecord:
        """Return the row of a draft and an account: the one that is not done yet, or else a new one."""
        kept, record = self.store.drafts.get(draft), self.store.accounts.get(account)
        edits = _text(kept.payload.get("edits"))
        if edits and not self._parts(edits):
            edits = None  # what it was to change was taken back, so it goes out anew
        if edits and self.store.outbox.get(edits).account_id != account:
            raise CannotEdit(platform(record.platform).name)
        for row in self.store.outbox.of(draft):
            if row.account_id != account or row.state not in _UNDONE:
                continue
            begun = bool(self.store.outbox.parts(row.id))
            if begun and row.text != kept.text:
                raise HalfOut(row.id)
            if begun or row.state == "sending":
                return row
            self.withdraw(row.id)
        options = {"warning": beside.warning, "title": beside.title, "language": beside.language}
        return self.store.outbox.add(
            PostRecord(
                draft_id=draft, account_id=account, account=_connected(record).name, platform=record.platform,
                text=kept.text, options={**options, "target": kept.payload.get("target")},
                begun_at=self.desk.clock(), state="new", edits=edits,
            )
        )  # fmt: skip

    def _tried(self, id: str) -> Post | None:
        """Send a row and return what became of it; None where somebody else is at it, or withdrew it."""
        try:
            return self._send(id)
        except (Underway, NotWaiting):
            return None
        except PrimumError:
            return self._post(self.store.outbox.get(id))

    def _send(self, id: str, *, again: bool = False) -> Post:
        with self._claimed(id) as claim:
            row = self.store.outbox.get(id)
            if row.state == "published":
                return self._post(row)
            if row.state not in _UNDONE:
                raise NotWaiting
            try:
                return self._sent(row, claim, again=again)
            except PrimumError as error:
                self._failed(id, error)
                raise
            except Exception as error:  # it must neither be tried for ever, nor keep others from going
                stumbled = Stumbled(error)
                self._failed(id, stumbled)
                raise stumbled from None

    def _sent(self, row: PostRecord, claim: _Claim, *, again: bool) -> Post:
        sheet = self._unchanged(row)
        beside = Beside(str(row.options["warning"]), str(row.options["title"]), _text(row.options["language"]))
        going, parcel = self._parcel(sheet, row.account_id, beside)
        split = [len(part.body) for part in parcel.fitted.parts]
        if self.store.outbox.parts(row.id) and row.options.get("split") != split:
            raise HalfOut(row.id)  # its server takes more or less by now, and a part would be missing or out twice
        row = self.store.outbox.save(replace(row, state="sending", error={}, options={**row.options, "split": split}))
        published = self._out(row, parcel, claim, again=again)
        with self.store.together():
            release = self.desk.gone(going, "published", published.url, post=row.id)
            row = self.store.outbox.get(row.id)
            row = self.store.outbox.save(replace(row, state="published", release_id=release, due_at=None))
            if row.edits:
                self._replaced(row.edits)
        return self._post(row)

    def _out(self, row: PostRecord, parcel: Parcel, claim: _Claim, *, again: bool) -> Published:
        way = self._way(row.account_id, row.platform)
        ticket = Ticket(row.id, row.begun_at, target_of(row.options["target"]) if row.options.get("target") else None)
        if row.edits is None:
            notes, earlier = _Notes(self.store.outbox, claim), self._earlier(row)
            return publish(way, parcel, ticket, notes, earlier=earlier, again=again, wait=self._wait)
        there = self._parts(row.edits)
        if not there:
            raise NothingToChange
        post = publish_change(way, parcel, ticket, there[0], wait=self._wait)
        self.store.outbox.note_part(row.id, 0, post.id, post.url, post.mark)
        return Published((post,))

    def _failed(self, id: str, error: PrimumError) -> None:
        told = {"problem": error.problem, "remedy": error.remedy, "twice": isinstance(error, PostedAlready)}
        with self.store.together():
            row = self.store.outbox.save(replace(self.store.outbox.get(id), state="failed", due_at=None, error=told))
            self.store.journal.add("failed", draft_id=row.draft_id, platform=row.platform)

    def _replaced(self, id: str) -> None:
        """Note that a post stands in other words now; its parts are those of the row that changed it."""
        row = self.store.outbox.get(id)
        self.store.outbox.save(replace(row, state="replaced"))

    def _unchanged(self, row: PostRecord) -> Sheet:
        """Return the draft of a row, or raise WordsChanged where it is gone or no longer what its author saw."""
        if row.draft_id is None:
            raise WordsChanged
        sheet = self.desk.open(row.draft_id)
        if sheet.draft.text != row.text:
            raise WordsChanged
        return sheet

    def _parcel(self, sheet: Sheet, account: str | None, beside: Beside) -> tuple[Going, Parcel]:
        going = self.desk.take(str(sheet.id))
        return going, pack(going.released, self._fitted(sheet, account, beside))

    def _fitted(self, sheet: Sheet, account: str | None, beside: Beside) -> Fitted:
        id = str(sheet.id)
        pictures = [
            Picture(self.store.pictures.content(one.id), one.media_type, one.alt) for one in self.store.pictures.of(id)
        ]
        return fit(
            sheet.draft, self.desk.reader(id), to=self._place(sheet.draft, account), pictures=pictures,
            warning=beside.warning, title=beside.title, language=beside.language,
        )  # fmt: skip

    def _place(self, draft: Draft, account: str | None) -> Platform | None:
        """Return the platform of an account, with the limits of its server; None for the platform of the draft."""
        if account is None:
            return None
        record = self._record(account, draft.platform or "it")
        place = platform(record.platform)
        if draft.platform != record.platform:
            raise WrongPlace(platform(draft.platform).name if draft.platform else "any platform", place.name)
        limit, url = record.settings.get("limit"), record.settings.get("url")
        return place.allowing(limit, url if isinstance(url, int) else None) if isinstance(limit, int) else place

    def _record(self, account: str | None, place: str) -> AccountRecord:
        try:
            return self.store.accounts.get(account or "")
        except Missing:
            raise NoAccount(place) from None

    def _way(self, account: str | None, place: str = "it") -> Publisher:
        record = self._record(account, place)
        return self._connecting(_account(record), lambda secret: self.store.accounts.renew(record.id, secret))

    def _claimed(self, id: str) -> _Claim:
        return _Claim(self.store.outbox, id, self.desk.clock)

    def _earlier(self, row: PostRecord) -> list[Earlier]:
        """Return what this platform has of the author already, as far as it was published from here."""
        back, here = {one.id for one in self.store.outbox.list("recalled", "replaced")}, self.desk.clock().tzinfo
        return [
            Earlier(one.text, one.at.astimezone(here), one.url, str(one.payload.get("post", "")))
            for one in self.store.releases.list()
            if one.platform == row.platform
            and one.payload.get("act") == "published"
            and one.payload.get("post") not in back
        ]

    def _parts(self, id: str) -> tuple[Sent, ...]:
        return tuple(sent for part in self.store.outbox.parts(id) if (sent := _as_sent(part)))

    def _post(self, row: PostRecord) -> Post:
        error: Mapping[str, Any] = row.error
        noted = [_as_sent(part) for part in self.store.outbox.parts(row.id)]
        return Post(
            id=row.id, draft_id=row.draft_id, account=row.account, platform=row.platform, state=row.state,
            text=row.text, at=row.updated_at or row.begun_at, due_at=row.due_at,
            problem=str(error.get("problem", "")), remedy=str(error.get("remedy", "")), twice=bool(error.get("twice")),
            maybe=None in noted, parts=tuple(filter(None, noted)), release_id=row.release_id,
        )  # fmt: skip


class _Claim:
    """The right to send one row, until it is let go or runs out; raises Underway where somebody else has it."""

    def __init__(self, outbox: Rows, id: str, clock: Clock) -> None:
        self._outbox, self._id, self._clock = outbox, id, clock
        self._token: str | None = None

    def __enter__(self) -> Self:
        self._token = self._outbox.claim(self._id, self._clock() + _CLAIM)
        if self._token is None:
            raise Underway
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            self._outbox.let_go(self._id, self._token)

    def extend(self) -> None:
        """Keep it for longer: another part is about to leave."""
        if self._token is not None:
            self._outbox.extend(self._id, self._token, self._clock() + _CLAIM)


class _Notes:
    """The notes of a publication, in the store."""

    def __init__(self, outbox: Rows, claim: _Claim) -> None:
        self._outbox, self._claim = outbox, claim

    def sending(self, key: str, index: int) -> None:
        """Note that a part is about to leave."""
        self._claim.extend()
        self._outbox.note_part(key, index)

    def sent(self, key: str, index: int, post: Sent) -> None:
        """Note that a part is out."""
        self._outbox.note_part(key, index, post.id, post.url, post.mark)

    def stayed(self, key: str, index: int) -> None:
        """Note that a part did not leave after all."""
        self._outbox.drop_part(key, index)

    def of(self, key: str) -> Mapping[int, Sent | None]:
        """Return what is noted of the publication, by part."""
        return {part.index: _as_sent(part) for part in self._outbox.parts(key)}


def _as_sent(part: PartRecord) -> Sent | None:
    """Return a part that is out; None for one that may or may not be."""
    return Sent(part.remote_id, part.url, part.mark) if part.remote_id else None


def _connecting(account: Account, kept: Callable[[str], None]) -> Publisher:
    return publisher_of(account, kept=kept)


def _account(record: AccountRecord) -> Account:
    return Account(record.platform, record.server, record.handle, record.secret)


def _connected(record: AccountRecord) -> Connected:
    return Connected(record.id, record.platform, _account(record).name)


def target_of(told: Any) -> Target:
    """Return the post that is answered, as `asdict` tells it; raises KeyError or TypeError where it is none."""
    return Target(Sent(**told["root"]), Sent(**told["parent"]))


def _text(value: object) -> str | None:
    return str(value) if value else None
