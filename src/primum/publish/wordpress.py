"""WordPress, the blog of a practice, by its own REST interface and an application password (the extra `wordpress`).

WordPress knows no idempotency keys. So a post is first made as a draft, which nobody can read, under a slug that ends
in the key of its step; the draft is looked up by that slug before any other is made; and it is published by its id,
which may be done twice.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import regex

from primum.errors import MissingExtra
from primum.publish.errors import RateLimited, Refused, SendError, SignedOut, Unreachable, Unsure, answered
from primum.publish.fitting import Picture
from primum.publish.parcel import Sent, Step, only
from primum.publish.platforms import LINK
from primum.publish.server import address, host

if TYPE_CHECKING:
    import httpx2

_TIMEOUT: Final = 20.0
_STATES: Final = "publish,future,draft,pending,private"
_LONGEST_WORDS: Final = 100
_ENDINGS: Final[Mapping[str, str]] = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


class WordPress:
    """One user of one site, by an application password."""

    def __init__(self, site: str, user: str, password: str, *, timeout: float = _TIMEOUT) -> None:
        self._site, self._user, self._password, self._timeout = address(site), user, password, timeout

    @property
    def account(self) -> str:
        """The user with the site."""
        return f"{self._user}@{host(self._site)}"

    def send(self, step: Step) -> Sent:
        """Make the post as a draft, unless it is there, add its pictures, and publish it."""
        only(step)
        with _told(step.part.text):
            draft = self._draft(step) or self._made(step)
            if draft["status"] == "publish":
                return _sent(draft)
            images = [self._image(step, at, one) for at, one in enumerate(step.fitted.pictures)]
            content = _blocks(step.part.text, images)
            return _sent(self._call("POST", f"posts/{draft['id']}", json={"content": content, "status": "publish"}))

    def find(self, step: Step) -> Sent | None:
        """Return the post of a step, if it is published already."""
        with _told(step.part.text):
            there = self._draft(step)
            return _sent(there) if there and there["status"] == "publish" else None

    def take_back(self, post: Sent) -> None:
        """Move a post to the site's trash; one that is gone already is no error."""
        with _told():
            self._call("DELETE", f"posts/{post.id}", missing=(404, 410))

    @cached_property
    def _client(self) -> httpx2.Client:
        import httpx2

        return httpx2.Client(auth=(self._user, self._password), timeout=self._timeout, follow_redirects=False)

    def _call(self, method: str, path: str, *, missing: Sequence[int] = (), **request: Any) -> Any:
        params = {"rest_route": f"/wp/v2/{path}", **request.pop("params", {})}
        answer = self._client.request(method, f"{self._site}/", params=params, **request)
        if answer.status_code in missing:
            return None
        answer.raise_for_status()
        return answer.json()

    def _draft(self, step: Step) -> Any:
        """Return the post under the slug of a step, in whatever state."""
        found = self._call("GET", "posts", params={"slug": slug(step), "status": _STATES, "context": "edit"})
        return min(found, key=lambda post: int(post["id"]), default=None)

    def _made(self, step: Step) -> Any:
        post = {
            "title": html.escape(step.fitted.title, quote=False),
            "content": _blocks(step.part.text, ()),
            "status": "draft",
            "slug": slug(step),
        }
        return self._call("POST", "posts", json=post)

    def _image(self, step: Step, at: int, picture: Picture) -> Any:
        """Upload a picture under a name that says nothing, unless it is there, with its description."""
        name = f"picture-{step.key[:12]}-{at + 1}"
        found = self._call("GET", "media", params={"slug": name, "context": "edit"})
        media = found[0] if found else self._uploaded(name, picture)
        if media.get("alt_text") != picture.alt:
            media = self._call("POST", f"media/{media['id']}", json={"alt_text": picture.alt})
        return {**media, "alt_text": picture.alt}  # of its own copy, WordPress drops what looks like code

    def _uploaded(self, name: str, picture: Picture) -> Any:
        file = f"{name}.{_ENDINGS.get(picture.media_type, 'img')}"
        headers = {"Content-Type": picture.media_type, "Content-Disposition": f'attachment; filename="{file}"'}
        return self._call("POST", "media", content=picture.content, headers=headers)


def slug(step: Step) -> str:
    """Return the last part of a post's address: the words of its title, and the key by which it is found again.

    WordPress would cut a longer one, key and all, and change one that is only a number.
    """
    words = "-".join(regex.findall(r"[a-z0-9]+", step.fitted.title.lower())[:8])[:_LONGEST_WORDS].strip("-")
    return f"{words or 'post'}-{step.key[:12]}"


def _blocks(text: str, images: Sequence[Any]) -> str:
    """Return a text as WordPress keeps it: a block a paragraph and a picture, with nothing in it that acts."""
    paragraphs = [part.strip() for part in regex.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    blocks = [f"<!-- wp:paragraph -->\n<p>{_linked(part)}</p>\n<!-- /wp:paragraph -->" for part in paragraphs]
    return "\n\n".join((*(_figure(image) for image in images), *blocks))


def _linked(paragraph: str) -> str:
    told, at = "", 0
    for match in LINK.finditer(paragraph):
        link = _escaped(match[0])
        told += f'{_escaped(paragraph[at : match.start()])}<a href="{link}">{link}</a>'
        at = match.end()
    return (told + _escaped(paragraph[at:])).replace("\n", "<br>")


def _escaped(text: str) -> str:
    """Return a text in which nothing is a tag, and nothing a shortcode."""
    return html.escape(text).replace("[", "&#91;")


def _figure(image: Any) -> str:
    source, alt, id_ = html.escape(image["source_url"]), _escaped(image["alt_text"]), int(image["id"])
    return (
        f'<!-- wp:image {{"id":{id_}}} -->\n<figure class="wp-block-image"><img src="{source}" alt="{alt}" '
        f'class="wp-image-{id_}"/></figure>\n<!-- /wp:image -->'
    )


def _sent(post: Any) -> Sent:
    if post["status"] != "publish":
        raise ValueError("not published")
    return Sent(str(post["id"]), str(post["link"]))


@contextmanager
def _told(text: str = "") -> Iterator[None]:
    """Tell what went wrong as an error of Primum, which repeats nothing of the post."""
    try:
        import httpx2
    except ImportError:
        raise MissingExtra("a post on WordPress", "wordpress") from None
    try:
        yield
    except httpx2.HTTPStatusError as error:
        raise _refused(error.response, text) from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        raise Unreachable("WordPress") from None
    except (httpx2.HTTPError, KeyError, AttributeError, TypeError, ValueError, IndexError):
        raise Unsure("WordPress", "something that cannot be read") from None


def _refused(response: httpx2.Response, text: str) -> SendError:
    status, said = response.status_code, answered(response.status_code, _message(response), text)
    if status == 429:
        wait = response.headers.get("Retry-After", "")
        until = datetime.now(UTC) + timedelta(seconds=int(wait)) if wait.isdecimal() else None
        return RateLimited("WordPress", until, said)
    if status in (401, 403) or (status == 400 and "rest_forbidden_status" in response.text):
        # WordPress takes one with a wrong password for anybody, and tells anybody that drafts are not for them.
        return SignedOut("WordPress", said)
    return Unsure("WordPress", said) if status >= 500 else Refused("WordPress", said)


def _message(response: httpx2.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        return ""
