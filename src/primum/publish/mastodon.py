"""Mastodon, and any server that speaks its API, by Mastodon.py (the extra `mastodon`).

The server itself keeps a post from being made twice, for an hour, by the key of its step; after that, the newest posts
of the account are looked through for the same words. An account is connected by the server's own sign-in: `register`,
the author opens `entrance`, `enter`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import regex

from primum.errors import MissingExtra
from primum.platforms import MENTION, Platform, platform
from primum.publish.errors import (
    NoSuchPost,
    NotLetIn,
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
from primum.publish.fitting import Picture
from primum.publish.parcel import Sent, Step, Target, only
from primum.publish.quoting import Quoted, plain_text
from primum.publish.server import address, host, link
from primum.publish.twice import plain

if TYPE_CHECKING:
    from mastodon import Mastodon as Client
    from requests import Session

_TIMEOUT: Final = 20.0
_LATEST: Final = 40
"""How many of the account's newest posts are looked through."""
_CLOCKS: Final = timedelta(minutes=5)
"""How far a server's clock may be behind."""
_CHECKS: Final = 20
"""How often a picture is asked for until the server has made its copies of it."""
_OPEN: Final = ("public", "unlisted")
"""Who may read a post that is answered: an answer in public to a closed one would give it away."""
_ID: Final = regex.compile(r"[0-9A-Za-z]+")
_LINK: Final = regex.compile(r"https?://[\w.\-]+(?::\d+)?/\S+", regex.IGNORECASE)
_SCOPES: Final = ("read:accounts", "read:statuses", "read:search", "write:statuses", "write:media")
"""The least that posting, looking up, changing and deleting need."""
_OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"


class Mastodon:
    """One account on one server, by the token that the server gave for it."""

    def __init__(
        self,
        server: str,
        token: str,
        handle: str,
        *,
        visibility: str | None = None,
        timeout: float = _TIMEOUT,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server, self._token, self._handle = address(server), token, handle
        self._visibility, self._timeout, self._wait = visibility, timeout, wait
        self._pictures: dict[tuple[str, int], str] = {}

    @property
    def account(self) -> str:
        """The handle with its server."""
        return f"@{self._handle.lstrip('@')}@{host(self._server)}"

    def here(self) -> Platform:
        """Return Mastodon with the limits of this very server."""
        usual = platform("mastodon")
        with _told(self._client):
            said: Any = self._client.instance_v2()
            statuses = said["configuration"]["statuses"]
            return usual.allowing(int(statuses["max_characters"]), int(statuses["characters_reserved_per_url"]))

    def send(self, step: Step) -> Sent:
        """Post one part, as a reply to the part before it or to what is answered."""
        fitted = only(step).fitted
        with _told(self._client, step.part.text):
            pictures = [self._picture(step.ticket.key, at, one) for at, one in enumerate(fitted.pictures)]
            status = self._client.status_post(
                step.part.text,
                in_reply_to_id=step.parents[-1].id if step.parents else None,
                media_ids=None if step.index else pictures or None,
                sensitive=bool(fitted.warning),
                visibility=self._visibility,
                spoiler_text=fitted.warning or None,
                language=fitted.language.split("-")[0] if fitted.language else None,
                idempotency_key=step.key,
            )
            return _sent(status)

    def find(self, step: Step) -> Sent | None:
        """Return the post among the account's newest that answers the same part and says the same."""
        since, reply = step.ticket.begun_at - _CLOCKS, step.parents[-1].id if step.parents else None
        wanted = _bare(step.part.text)
        with _told(self._client, step.part.text):
            latest: Any = self._client.account_statuses(self._own_id, limit=_LATEST, exclude_reblogs=True)
            for status in latest:
                same_place = str(status.in_reply_to_id or "") == (reply or "")
                if same_place and status.created_at >= since and _bare(plain_text(status.content)) == wanted:
                    return _sent(status)
        return None

    def take_back(self, post: Sent) -> None:
        """Delete a post with its pictures; one that is gone already is no error."""
        with _told(self._client):
            from mastodon import MastodonNotFoundError

            try:
                self._client.status_delete(post.id, delete_media=True)
            except MastodonNotFoundError:
                return

    def change(self, step: Step, post: Sent) -> Sent:
        """Put the words of a step in the place of a post's; its language and who may read it stay as they are."""
        fitted = only(step).fitted
        with _told(self._client, step.part.text):
            status: Any = self._client.status(post.id)
            source: Any = self._client.status_source(post.id)
            says = (source.text.strip(), source.spoiler_text)
            if says == (step.part.text.strip(), fitted.warning) and not fitted.pictures:
                return _sent(status)  # the server would keep one more version of it, for everyone to see
            pictures = [self._picture(step.ticket.key, at, one) for at, one in enumerate(fitted.pictures)]
            changed = self._client.status_update(
                post.id,
                step.part.text,
                spoiler_text=fitted.warning,
                sensitive=bool(fitted.warning or status.sensitive),
                media_ids=pictures or [one.id for one in status.media_attachments] or None,
            )
            return _sent(changed)

    def quoted(self, link: str) -> Quoted:
        """Return the post behind a link, wherever in the network it stands."""
        link = link.strip()
        if not _LINK.fullmatch(link):  # words that were pasted by mistake would be searched for, in public
            raise NoSuchPost("Mastodon")
        with asking("Mastodon"), _told(self._client):
            status = self._ours(link) or self._elsewhere(link)
            status = status and (status.get("reblog") or status)
            if not status or status["visibility"] not in _OPEN:
                raise NoSuchPost("Mastodon")
            name = f"@{status['account']['acct']}"
            author = name if "@" in name[1:] else f"{name}@{host(self._server)}"
            words = (status.get("spoiler_text") or "", plain_text(status["content"]))
            post = _sent(status)
            return Quoted("\n\n".join(filter(None, words)), author, post.url, Target(post, post))

    def _ours(self, link: str) -> Any:
        """Return a post by the address that this server has for it."""
        from mastodon import MastodonNotFoundError

        parts = urlsplit(link)
        id = parts.path.rstrip("/").rpartition("/")[2]
        if parts.netloc.lower() != host(self._server) or not _ID.fullmatch(id):
            return None
        try:
            return self._client.status(id)
        except MastodonNotFoundError:
            return None

    def _elsewhere(self, link: str) -> Any:
        """Let the server fetch a post; a server that merely found the link in other posts has not found it."""
        found: Any = self._client.search_v2(link, result_type="statuses", exclude_unreviewed=False)
        return next((one for one in found["statuses"] if _bare_link(link) in _addresses(one)), None)

    @cached_property
    def _client(self) -> Client:
        return _client(self._server, self._timeout, access_token=self._token)

    @cached_property
    def _own_id(self) -> Any:
        me: Any = self._client.account_verify_credentials()
        return me.id

    def _picture(self, key: str, at: int, picture: Picture) -> str:
        """Upload a picture under a name that says nothing, once, and wait until the server has made its copies."""
        if (key, at) not in self._pictures:
            media: Any = self._client.media_post(
                picture.content, picture.media_type, description=picture.alt, file_name=f"picture-{at + 1}"
            )
            if not media.id:
                raise ValueError("no picture")
            for _ in range(_CHECKS):
                if media.url:
                    break
                self._wait(1)
                media = self._client.media(media.id)
            self._pictures[key, at] = str(media.id)
        return self._pictures[key, at]


def _sent(status: Any) -> Sent:
    id_, url = status["id"], status["url"] or status["uri"]
    if not id_ or not url:
        raise ValueError("no post")
    return Sent(str(id_), link(url))


def _addresses(status: Any) -> set[str]:
    return {_bare_link(status[name]) for name in ("url", "uri") if status.get(name)}


def _bare_link(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _bare(text: str) -> str:
    """Return words as they compare: a server shows a mention by its local part alone."""
    return plain(MENTION.sub(r"@\1", text))


# --- Signing in


def register(server: str, *, timeout: float = _TIMEOUT) -> tuple[str, str]:
    """Make Primum known to a server; returns the name and the secret that it gave."""
    with asking("Mastodon"), _told():
        from mastodon import Mastodon as Client

        return Client.create_app(
            "Primum",
            scopes=list(_SCOPES),
            redirect_uris=_OUT_OF_BAND,
            api_base_url=address(server),
            request_timeout=timeout,
            session=_going_nowhere_else(),
            user_agent="primum",
        )


def entrance(server: str, id: str) -> str:
    """Return the address at which the author signs in on the server, and is given a code."""
    asked = {
        "client_id": id, "response_type": "code", "redirect_uri": _OUT_OF_BAND, "scope": " ".join(_SCOPES),
    }  # fmt: skip
    return f"{address(server)}/oauth/authorize?{urlencode(asked)}"


def enter(server: str, id: str, secret: str, code: str, *, timeout: float = _TIMEOUT) -> tuple[str, str]:
    """Return the token for a code, and the name of its account; raises NotLetIn for a code that is none any more."""
    with asking("Mastodon"), _told():
        client = _client(address(server), timeout, client_id=id, client_secret=secret)
        token = _token(client, code.strip(), loopback=server.startswith("http://"))
        me: Any = client.account_verify_credentials()
        return token, str(me["username"])


def leave(server: str, id: str, secret: str, token: str, *, timeout: float = _TIMEOUT) -> None:
    """Have the server take a token back; one that it took back before is no error."""
    with asking("Mastodon"), _told():
        client = _client(address(server), timeout, access_token=token, client_id=id, client_secret=secret)
        client.revoke_access_token(allow_http=server.startswith("http://"))


def _token(client: Client, code: str, *, loopback: bool) -> str:
    import mastodon

    try:
        return client.log_in(code=code, redirect_uri=_OUT_OF_BAND, scopes=list(_SCOPES), allow_http=loopback)
    except mastodon.MastodonIllegalArgumentError as error:
        why = error.__context__ or error  # the library says the same of a wrong code and of a lost connection
    if isinstance(why, mastodon.MastodonAPIError) and why.args[1:2] and why.args[1] in (400, 401, 403):
        raise NotLetIn("Mastodon", "this code", "Begin anew, and copy the new code whole; each works once, and soon.")
    raise why


def _client(server: str, timeout: float, **how: Any) -> Client:
    try:
        from mastodon import Mastodon as Client
    except ImportError:
        raise MissingExtra("a post on Mastodon", "mastodon") from None
    return Client(
        api_base_url=server,
        ratelimit_method="throw",
        request_timeout=timeout,
        version_check_mode="none",
        session=_going_nowhere_else(),
        user_agent="primum",
        **how,
    )


def _going_nowhere_else() -> Session:
    """Return a session that follows no server to another: what was meant for one is not for whoever it names."""
    from requests import Session

    session = Session()
    session.max_redirects = 0
    return session


@contextmanager
def _told(client: Client | None = None, text: str = "") -> Iterator[None]:
    """Tell what went wrong as an error of Primum, which repeats nothing of the post."""
    try:
        import mastodon
    except ImportError:
        raise MissingExtra("a post on Mastodon", "mastodon") from None
    with reading("Mastodon"):
        try:
            yield
        except mastodon.MastodonRatelimitError:
            raise RateLimited("Mastodon", _reset(client)) from None
        except mastodon.MastodonNetworkError as error:
            raise (Unreachable if _never_left(error) else Unsure)("Mastodon") from None
        except mastodon.MastodonAPIError as error:
            raise _refused(error, text) from None


def _reset(client: Client | None) -> datetime | None:
    reset = client and client.ratelimit_reset
    return moment(reset - time.time()) if reset else None


def _never_left(error: BaseException) -> bool:
    """Tell whether no connection was made at all."""
    from requests import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    cause = error.__context__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, ConnectTimeout) or isinstance(reason, NewConnectionError)


def _refused(error: Exception, text: str) -> SendError:
    """Return the error for a status code; without one, the answer was no JSON."""
    if len(error.args) < 4:
        return Unsure("Mastodon", "something that cannot be read")
    status, said = int(error.args[1]), answered(error.args[1], error.args[3], text)
    if status in (401, 403):
        return SignedOut("Mastodon", said)
    return Unsure("Mastodon", said) if status >= 500 else Refused("Mastodon", said)
