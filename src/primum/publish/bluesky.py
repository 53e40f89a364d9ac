"""Bluesky, or any personal data server of the AT Protocol, by the library atproto (the extra `bluesky`).

A post's record key is worked out from its step, so the server has at most one record of it, and knows whether it does.
A post that is out cannot be changed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import regex

from primum.errors import MissingExtra
from primum.publish.errors import (
    NoSuchPost,
    NoSuchServer,
    RateLimited,
    Refused,
    SendError,
    SignedOut,
    Unreachable,
    Unsure,
    answered,
    asking,
    moment,
    reading,
)
from primum.publish.facets import Facet
from primum.publish.fitting import Picture
from primum.publish.parcel import Sent, Step, Target, only
from primum.publish.quoting import Quoted
from primum.publish.server import address, host, link

if TYPE_CHECKING:
    from atproto import Client

_POSTS: Final = "app.bsky.feed.post"
_BETWEEN: Final = ":::"
"""What stands between the parts of a session: handle, identifier, two tokens, server."""
_TIMEOUT: Final = 20.0
_SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"
_SIGNED_OUT: Final = frozenset(("ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"))
_LINK: Final = regex.compile(
    r"(?:https://[\w.\-]+/profile/(?<who>[\w.:%\-]+)/post/|at://(?<who>[\w.:%\-]+)/app\.bsky\.feed\.post/)"
    r"(?<key>[\w.:~\-]+)(?:[/?#].*)?"
)
"""A post as a page or as a record; whatever page it is, the post is asked for where the account is."""


class Bluesky:
    """One account, by the session that `sign_in` began; `kept` is called with each new session, to be stored."""

    def __init__(self, session: str, *, kept: Callable[[str], None] | None = None, timeout: float = _TIMEOUT) -> None:
        self._session, self._kept, self._timeout = session, kept, timeout

    @property
    def account(self) -> str:
        """The account's identifier, which a change of its handle leaves as it is."""
        return self._did

    def send(self, step: Step) -> Sent:
        """Post one part, as a reply to the part before it or to what is answered."""
        only(step)
        with _told(step.part.text):
            from atproto import models

            made = self._client.com.atproto.repo.create_record(
                models.ComAtprotoRepoCreateRecord.Data(
                    repo=self._did, collection=_POSTS, rkey=record_key(step), record=self._record(step)
                )
            )
            return self._sent(made)

    def find(self, step: Step) -> Sent | None:
        """Return the record under the key of a step, if there is one."""
        with _told(step.part.text):
            from atproto import models
            from atproto.exceptions import BadRequestError

            where = models.ComAtprotoRepoGetRecord.Params(repo=self._did, collection=_POSTS, rkey=record_key(step))
            try:
                return self._sent(self._client.com.atproto.repo.get_record(where))
            except BadRequestError as error:
                if _name(error) == "RecordNotFound":
                    return None
                raise

    def take_back(self, post: Sent) -> None:
        """Delete a post; one that is gone already is no error."""
        with _told():
            from atproto import models

            key = post.id.rsplit("/", 1)[1]
            self._client.com.atproto.repo.delete_record(
                models.ComAtprotoRepoDeleteRecord.Data(repo=self._did, collection=_POSTS, rkey=key)
            )

    def quoted(self, link: str) -> Quoted:
        """Return the post behind a link to its page, or behind its record's address."""
        found = _LINK.fullmatch(link.strip())
        if not found:
            raise NoSuchPost("Bluesky")
        with asking("Bluesky"), _told():
            who = found["who"]
            did = who if who.startswith("did:") else self._resolve(who)
            post, author = self._post(f"at://{did}/{_POSTS}/{found['key']}", who) if did else (None, "")
            if post is None:
                raise NoSuchPost("Bluesky")
            value, page = getattr(post, "record", None) or post.value, f"https://bsky.app/profile/{did}/post/"
            parent = Sent(post.uri, page + found["key"], post.cid or "")
            return Quoted(str(value.text), author, parent.url, Target(_root(value) or parent, parent))

    def _post(self, uri: str, who: str) -> tuple[Any, str]:
        """Return a post as readers see it, with its author; on a server that knows only its own, the bare record."""
        from atproto import models
        from atproto.exceptions import BadRequestError, RequestErrorBase

        try:
            seen = self._client.app.bsky.feed.get_posts(models.AppBskyFeedGetPosts.Params(uris=[uri])).posts
            return (seen[0], f"@{seen[0].author.handle}") if seen else (None, "")
        except RequestErrorBase as error:
            if not _not_served(error):
                raise
        did, _, key = uri.removeprefix("at://").split("/")
        try:
            where = models.ComAtprotoRepoGetRecord.Params(repo=did, collection=_POSTS, rkey=key)
            return self._client.com.atproto.repo.get_record(where), f"@{who}".replace("@did:", "did:")
        except BadRequestError as error:
            if _name(error) not in ("RecordNotFound", "InvalidRequest"):  # the latter for a post on another server
                raise
            return None, ""

    @cached_property
    def _client(self) -> Client:
        client, before = _client(None, self._timeout), self._session.split(_BETWEEN)[4]

        def renewed(_: object, session: Any) -> None:
            if not _may_move(before, session.pds_endpoint):
                raise SignedOut("Bluesky")
            if self._kept is not None:
                self._kept(session.export())

        client.on_session_change(renewed)
        client.login(session_string=self._session, fetch_bsky_profile=False)
        return client

    @cached_property
    def _did(self) -> str:
        return self._session.split(_BETWEEN)[1]

    def _record(self, step: Step) -> Any:
        from atproto import models

        fitted = step.fitted
        return models.AppBskyFeedPost.Record(
            text=step.part.text,
            created_at=(step.ticket.begun_at + timedelta(milliseconds=step.index)).astimezone(UTC).isoformat(),
            langs=[fitted.language] if fitted.language else None,
            facets=[facet for one in step.part.facets if (facet := self._facet(one))] or None,
            reply=_reply(step),
            embed=None if step.index or not fitted.pictures else self._images(fitted.pictures),
        )

    def _facet(self, facet: Facet) -> Any:
        """Return a facet; None for a mention of a handle that nobody has."""
        from atproto import models

        kinds = models.AppBskyRichtextFacet
        feature: Any
        match facet.kind:
            case "link":
                feature = kinds.Link(uri=facet.value)
            case "tag":
                feature = kinds.Tag(tag=facet.value)
            case "mention":
                did = self._resolve(facet.value)
                if did is None:
                    return None
                feature = kinds.Mention(did=did)
        return kinds.Main(index=kinds.ByteSlice(byte_start=facet.start, byte_end=facet.end), features=[feature])

    def _resolve(self, handle: str) -> str | None:
        from atproto.exceptions import BadRequestError

        try:
            return str(self._client.resolve_handle(handle).did)
        except BadRequestError:
            return None

    def _images(self, pictures: tuple[Picture, ...]) -> Any:
        from atproto import models

        blobs = [(one.alt, self._client.upload_blob(one.content).blob) for one in pictures]
        images = models.AppBskyEmbedImages
        return images.Main(images=[images.Image(alt=alt, image=blob) for alt, blob in blobs])

    def _sent(self, record: Any) -> Sent:
        key = record.uri.rsplit("/", 1)[1]
        return Sent(record.uri, link(f"https://bsky.app/profile/{self._did}/post/{key}"), record.cid or "")


def sign_in(server: str, handle: str, password: str, *, timeout: float = _TIMEOUT) -> str:
    """Return the session of an account for its handle and an app password, which is not kept."""
    with _told():
        client = _client(address(server), timeout)
        client.login(handle, password, fetch_bsky_profile=False)
        session = str(client.export_session_string())
        if not _may_move(server, session.split(_BETWEEN)[4]):
            raise NoSuchServer
    return session


def _may_move(before: str, after: str) -> bool:
    """Tell whether a server may name another as the one that keeps the account: not one that protects nothing.

    Nor one on this machine, with which a server elsewhere has no business.
    """
    return after.startswith("https://") or host(after) == host(before)


def handle_of(session: str) -> str:
    """Return the handle that an account had when its session began; SignedOut for what is no session."""
    parts = session.split(_BETWEEN)
    if len(parts) != 5:
        raise SignedOut("Bluesky")
    return parts[0]


def sign_out(session: str, *, timeout: float = _TIMEOUT) -> None:
    """Have the server end a session; one that is over is no error."""
    with asking("Bluesky"), _told():
        from atproto.exceptions import RequestErrorBase

        client = _client(None, timeout)
        client.login(session_string=session, fetch_bsky_profile=False)
        bearer = {"Authorization": f"Bearer {session.split(_BETWEEN)[3]}"}
        try:
            client.com.atproto.server.delete_session(headers=bearer, ignore_session_check=True)
        except RequestErrorBase as error:
            if _name(error) != "ExpiredToken":
                raise


def record_key(step: Step) -> str:
    """Return the key of a step's record: a TID of the time at which the publication began, the same at each try."""
    micro = round(step.ticket.begun_at.timestamp() * 1_000_000) + step.index
    number = (micro << 10) | (int(step.key[:8], 16) & 0x3FF)
    return "".join(_SORTABLE[(number >> shift) & 31] for shift in range(60, -5, -5))


def _client(server: str | None, timeout: float) -> Client:
    try:
        from atproto import Client, Request
    except ImportError:
        raise MissingExtra("a post on Bluesky", "bluesky") from None
    return Client(server, request=Request(timeout=timeout, max_redirects=0))


def _root(value: Any) -> Sent | None:
    """Return the first post of the conversation that a post is in; None where it is the first itself."""
    reply = getattr(value, "reply", None)
    if not reply:
        return None
    did, _, key = reply.root.uri.removeprefix("at://").split("/")
    return Sent(reply.root.uri, f"https://bsky.app/profile/{did}/post/{key}", reply.root.cid)


def _reply(step: Step) -> Any:
    if not step.parents:
        return None
    from atproto import models

    root, parent = (models.ComAtprotoRepoStrongRef.Main(uri=one.id, cid=one.mark) for one in step.parents)
    return models.AppBskyFeedPost.ReplyRef(root=root, parent=parent)


@contextmanager
def _told(text: str = "") -> Iterator[None]:
    """Tell what went wrong as an error of Primum, which repeats nothing of the post."""
    try:
        from atproto import exceptions
    except ImportError:
        raise MissingExtra("a post on Bluesky", "bluesky") from None
    with reading("Bluesky"):
        try:
            yield
        except exceptions.LoginRequiredError:
            raise SignedOut("Bluesky") from None
        except exceptions.RequestErrorBase as error:
            raise _refused(error, text) from None


def _refused(error: Any, text: str) -> SendError:
    import httpx
    from atproto import exceptions

    if error.response is None:
        left = isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout)
        return (Unreachable if left else Unsure)("Bluesky")
    status = error.response.status_code
    said = answered(status, getattr(error.response.content, "message", None) or _name(error), text)
    if isinstance(error, exceptions.RateLimitExceededError):
        return RateLimited("Bluesky", _until(error), said)
    if status in (401, 403) or _name(error) in _SIGNED_OUT:
        return SignedOut("Bluesky", said)
    return Unsure("Bluesky", said) if status >= 500 or status == 409 else Refused("Bluesky", said)


def _until(error: Any) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):  # a time that no calendar has
        if error.reset_at is not None:
            return error.reset_at  # type: ignore[no-any-return]
    return None if error.retry_after is None else moment(error.retry_after)


def _not_served(error: Any) -> bool:
    """Tell whether a server has no such call: it keeps accounts, and asks nobody for the posts of others."""
    return error.response is not None and (error.response.status_code in (404, 501) or _name(error) == "InvalidRequest")


def _name(error: Any) -> str:
    return str(getattr(error.response and error.response.content, "error", "") or "")
