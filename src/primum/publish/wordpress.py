"""WordPress, the blog of a practice, by its own REST interface and an application password (the extra `wordpress`).

WordPress knows no idempotency keys. So a post is first made as a draft, which nobody can read, under a slug that ends
in the key of its step; the draft is looked up by that slug before any other is made; and it is published by its id,
which may be done twice.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlencode

import regex

from primum.errors import MissingExtra
from primum.platforms import LINK
from primum.publish.errors import (
    NotLetIn,
    NotThere,
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
from primum.publish.parcel import Sent, Step, only
from primum.publish.server import address, host, link

if TYPE_CHECKING:
    import httpx2

_TIMEOUT: Final = 20.0
_STATES: Final = "publish,future,draft,pending,private"
_LONGEST_WORDS: Final = 100
_FIGURE: Final = regex.compile(r"<!-- wp:image\b.*?<!-- /wp:image -->", regex.DOTALL)
_MAKE_ONE: Final = "Make a new application password on your site under Users, Profile, and copy it whole."
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
        if only(step).ticket.answering:
            raise NotThere("your blog", "an answer to another post", "Paste it there as a comment.")
        with _told(step.part.text):
            draft = self._draft(step) or self._made(step)
            if draft["status"] == "publish":
                return _sent(draft)
            images = [self._image(step, at, one) for at, one in enumerate(step.fitted.pictures)]
            content = _blocks(step.part.text, map(_figure, images))
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

    def change(self, step: Step, post: Sent) -> Sent:
        """Put the words of a step in the place of a post's; its address stays, and so do its pictures."""
        only(step)
        with _told(step.part.text):
            there = self._call("GET", f"posts/{post.id}", params={"context": "edit"})
            if there["status"] != "publish":
                raise Refused("WordPress", "it is no longer published")
            images = [_figure(self._image(step, at, one)) for at, one in enumerate(step.fitted.pictures)]
            content = _blocks(step.part.text, images or _FIGURE.findall(there["content"]["raw"]))
            changed = {"content": content, **({"title": _titled(step)} if step.fitted.title else {})}
            return _sent(self._call("POST", f"posts/{post.id}", json=changed))

    def quoted(self, link: str) -> NoReturn:
        """Raise NotThere: a blog answers nothing."""
        raise NotThere("your blog", "answers to a post", "Paste the words that you answer into the draft instead.")

    @cached_property
    def _client(self) -> httpx2.Client:
        import httpx2

        return httpx2.Client(auth=(self._user, self._password), timeout=self._timeout, follow_redirects=False)

    def _call(self, method: str, path: str, *, missing: Sequence[int] = (), **request: Any) -> Any:
        params = {"rest_route": f"/wp/v2/{path}", **request.pop("params", {})}
        answer = self._client.request(method, f"{self._site}/", params=params, **request)
        return None if answer.status_code in missing else answer.raise_for_status().json()

    def _draft(self, step: Step) -> Any:
        """Return the post under the slug of a step, in whatever state."""
        found = self._call("GET", "posts", params={"slug": slug(step), "status": _STATES, "context": "edit"})
        return min(found, key=lambda post: int(post["id"]), default=None)

    def _made(self, step: Step) -> Any:
        post = {
            "title": _titled(step),
            "content": _blocks(step.part.text),
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


def _titled(step: Step) -> str:
    return html.escape(step.fitted.title, quote=False)


def _blocks(text: str, figures: Iterable[str] = ()) -> str:
    """Return a text as WordPress keeps it: a block a paragraph and a picture, with nothing in it that acts."""
    paragraphs = [part.strip() for part in regex.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    blocks = [f"<!-- wp:paragraph -->\n<p>{_linked(part)}</p>\n<!-- /wp:paragraph -->" for part in paragraphs]
    return "\n\n".join((*figures, *blocks))


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
    return Sent(str(post["id"]), link(post["link"]))


# --- Signing in


def entrance(site: str, *, timeout: float = _TIMEOUT) -> str:
    """Return the address at which the author lets Primum in on a site; raises NotThere where it has no such thing."""
    with asking("WordPress"), _told():
        import httpx2

        answer = httpx2.get(f"{address(site)}/", params={"rest_route": "/"}, timeout=timeout, follow_redirects=False)
        if answer.status_code in (401, 403):  # the site tells strangers nothing of itself
            door = f"{address(site)}/wp-admin/authorize-application.php"
        else:
            offered = answer.raise_for_status().json()["authentication"]
            if "application-passwords" not in offered:
                raise NotThere("this site", "application passwords", "Ask whoever runs it to switch them on.")
            door = address(offered["application-passwords"]["endpoints"]["authorization"])
    return f"{door}?{urlencode({'app_name': 'Primum'})}"


def sign_in(site: str, user: str, password: str, *, timeout: float = _TIMEOUT) -> str:
    """Return the name of a user who is let in and may publish; raises NotLetIn for anybody else."""
    with asking("WordPress"), _told():
        import httpx2

        try:
            me = WordPress(site, user, password, timeout=timeout)._call("GET", "users/me", params={"context": "edit"})
        except httpx2.HTTPStatusError as error:
            if error.response.status_code not in (401, 403):
                raise
            raise NotLetIn("This site", "this name and password", _MAKE_ONE) from None
        if not me["capabilities"].get("publish_posts"):
            raise NotLetIn("This site", "a user who may not publish", "Sign in as an author or an editor.")
        return str(me.get("username") or user)


def sign_out(site: str, user: str, password: str, *, timeout: float = _TIMEOUT) -> bool:
    """Have a site delete an application password; False where it knows it not, or does not let it delete itself."""
    own = "users/me/application-passwords"
    with asking("WordPress"), _told():
        way = WordPress(site, user, password, timeout=timeout)
        known = way._call("GET", f"{own}/introspect", missing=(401, 403, 404))
        gone = known and way._call("DELETE", f"{own}/{known['uuid']}", missing=(401, 403, 404))
        return bool(gone and gone["deleted"])


@contextmanager
def _told(text: str = "") -> Iterator[None]:
    """Tell what went wrong as an error of Primum, which repeats nothing of the post."""
    try:
        import httpx2
    except ImportError:
        raise MissingExtra("a post on WordPress", "wordpress") from None
    with reading("WordPress"):
        try:
            yield
        except httpx2.HTTPStatusError as error:
            raise _refused(error.response, text) from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise Unreachable("WordPress") from None


def _refused(response: httpx2.Response, text: str) -> SendError:
    status, said = response.status_code, answered(response.status_code, _message(response), text)
    if status == 429:
        wait = response.headers.get("Retry-After", "")
        return RateLimited("WordPress", moment(float(wait)) if wait.isdecimal() else None, said)
    if status in (401, 403) or (status == 400 and "rest_forbidden_status" in response.text):
        # WordPress takes one with a wrong password for anybody, and tells anybody that drafts are not for them.
        return SignedOut("WordPress", said)
    return Unsure("WordPress", said) if status >= 500 else Refused("WordPress", said)


def _message(response: httpx2.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        return ""
