"""Mastodon, and any server that speaks its API, by Mastodon.py (the extra `mastodon`).

The server itself keeps a post from being made twice, for an hour, by the key of its step; after that, the newest posts
of the account are looked through for the same words.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import regex

from primum.errors import MissingExtra
from primum.publish.errors import RateLimited, Refused, SendError, SignedOut, Unreachable, Unsure, answered
from primum.publish.fitting import Picture
from primum.publish.parcel import Sent, Step, only
from primum.publish.platforms import MENTION, Platform, platform
from primum.publish.server import address, host
from primum.publish.twice import plain

if TYPE_CHECKING:
    from mastodon import Mastodon as Client

_TIMEOUT: Final = 20.0
_LATEST: Final = 40
"""How many of the account's newest posts are looked through."""
_CLOCKS: Final = timedelta(minutes=5)
"""How far a server's clock may be behind."""
_CHECKS: Final = 20
"""How often a picture is asked for until the server has made its copies of it."""
_TAG: Final = regex.compile(r"<[^>]*+>")
_BREAK: Final = regex.compile(r"<br[^>]*+>|</p>", regex.IGNORECASE)


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
        """Post one part, as a reply to the part before it."""
        fitted = only(step).fitted
        with _told(self._client, step.part.text):
            pictures = [self._picture(step.ticket.key, at, one) for at, one in enumerate(fitted.pictures)]
            status = self._client.status_post(
                step.part.text,
                in_reply_to_id=step.before[-1].id if step.before else None,
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
        since, reply = step.ticket.begun_at - _CLOCKS, step.before[-1].id if step.before else None
        wanted = _bare(step.part.text)
        with _told(self._client, step.part.text):
            latest: Any = self._client.account_statuses(self._own_id, limit=_LATEST, exclude_reblogs=True)
            for status in latest:
                same_place = str(status.in_reply_to_id or "") == (reply or "")
                if same_place and status.created_at >= since and _bare(_text(status.content)) == wanted:
                    return _sent(status)
        return None

    def take_back(self, post: Sent) -> None:
        """Delete a post; one that is gone already is no error."""
        from mastodon import MastodonNotFoundError

        with _told(self._client):
            try:
                self._client.status_delete(post.id)
            except MastodonNotFoundError:
                return

    @cached_property
    def _client(self) -> Client:
        try:
            from mastodon import Mastodon as Client
        except ImportError:
            raise MissingExtra("a post on Mastodon", "mastodon") from None
        return Client(
            access_token=self._token,
            api_base_url=self._server,
            ratelimit_method="throw",
            request_timeout=self._timeout,
            version_check_mode="none",
            user_agent="primum",
        )

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
    return Sent(str(id_), str(url))


def _text(content: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", content)))


def _bare(text: str) -> str:
    """Return words as they compare: a server shows a mention by its local part alone."""
    return plain(MENTION.sub(r"@\1", text))


@contextmanager
def _told(client: Client, text: str = "") -> Iterator[None]:
    """Tell what went wrong as an error of Primum, which repeats nothing of the post."""
    import mastodon

    try:
        yield
    except mastodon.MastodonRatelimitError:
        raise RateLimited("Mastodon", _reset(client)) from None
    except mastodon.MastodonNetworkError as error:
        raise (Unreachable if _never_left(error) else Unsure)("Mastodon") from None
    except mastodon.MastodonAPIError as error:
        raise _refused(error, text) from None
    except (mastodon.MastodonError, KeyError, AttributeError, TypeError, ValueError):
        raise Unsure("Mastodon", "something that is no post") from None


def _reset(client: Client) -> datetime | None:
    reset = client.ratelimit_reset
    return datetime.fromtimestamp(reset, UTC) if reset else None


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
