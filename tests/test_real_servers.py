"""Publishing against a real Bluesky server and a real WordPress, all the way from a draft to what readers see."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from PIL import Image

from primum import Draft
from primum.hold import Answers, begin, release, skipped
from primum.publish import (
    Memory,
    NotLetIn,
    Parcel,
    Picture,
    Published,
    Sent,
    Step,
    Ticket,
    connect_bluesky,
    connect_wordpress,
    fit,
    pack,
    publish,
    publish_change,
    publisher_of,
    revoke,
    wordpress_door,
)
from primum.publish.bluesky import Bluesky, sign_in
from primum.publish.errors import NoSuchPost, Refused, SignedOut, Unsure
from primum.publish.wordpress import WordPress
from tests.real_servers import BlueskyServer, Person, Site, bluesky_server, wordpress_site
from tests.servers import keep_to_loopback
from tests.test_fitting import REST, explicit
from tests.test_publish import Killed
from tests.test_publishers import Frail

TEXT = "Rest well 🌿 @{friend} & you: https://example.org/a?b=c#d, #SelfCare <b>שלום</b>"
NAMES = count(1)


def drawn(media_type: str = "image/png") -> bytes:
    told = io.BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(told, media_type.split("/")[1])
    return told.getvalue()


TREE = Picture(drawn(), "image/png", 'A tree & a "bench" 🌿')


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tried = keep_to_loopback(monkeypatch)
    yield
    assert not tried


def ticket() -> Ticket:
    return Ticket(f"release-{next(NAMES)}", datetime.now(UTC))


def parcel(text: str, to: str, **beside: Any) -> Parcel:
    """Take a draft all the way that a therapist takes it: reviewed, fitted, held and released."""
    draft, now = Draft(text, platform=to), datetime.now(UTC)
    (review,) = explicit([draft])
    fitted = fit(draft, explicit, **beside)
    return pack(release(skipped(begin(review, Answers(), now), now), review, Answers(), now), fitted)


def out(publisher: Any, what: Parcel, under: Ticket | None = None, notes: Any = None) -> Published:
    return publish(publisher, what, under or ticket(), notes or Memory(), wait=lambda _: None)


# --- Bluesky


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlueskyServer]:
    pytest.importorskip("atproto", reason="the extra `bluesky` is not installed")
    with bluesky_server(tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture(scope="module")
def friend(pds: BlueskyServer) -> Person:
    return pds.person("oldfriend")


@pytest.fixture(scope="module")
def blank(pds: BlueskyServer) -> tuple[Person, str]:
    one = pds.person("mirabel")
    return one, sign_in(pds.url, one.handle, one.password)


@pytest.fixture
def ode(pds: BlueskyServer, blank: tuple[Person, str]) -> Iterator[Person]:
    yield blank[0]
    for post in pds.posts(blank[0]):
        Bluesky(blank[1]).take_back(Sent(post["uri"], ""))


@pytest.fixture
def bluesky(blank: tuple[Person, str]) -> Callable[..., Bluesky]:
    return lambda **how: Bluesky(blank[1], **how)


def test_a_post_on_bluesky_is_marked_by_its_bytes(
    pds: BlueskyServer, friend: Person, ode: Person, bluesky: Callable[..., Bluesky]
) -> None:
    text = TEXT.format(friend=friend.handle) + " @nobody.test"
    done = out(bluesky(), parcel(text, "bluesky", language="he"))
    (post,) = pds.posts(ode)
    record = post["value"]
    assert (post["uri"], post["cid"]) == (done.id, done.parts[0].mark)
    assert (record["text"], record["langs"]) == (text, ["he"])
    raw = record["text"].encode()
    marked = {raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one for one in record["facets"]}
    assert {words: next(iter(one["features"])) for words, one in marked.items()} == {
        f"@{friend.handle}": {"$type": "app.bsky.richtext.facet#mention", "did": friend.did},
        "https://example.org/a?b=c#d": {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a?b=c#d"},
        "#SelfCare": {"$type": "app.bsky.richtext.facet#tag", "tag": "SelfCare"},
    }


def test_a_thread_on_bluesky_hangs_together(pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]) -> None:
    done = out(bluesky(), parcel(REST * 16, "bluesky"))
    posts = pds.posts(ode)
    texts = [post["value"]["text"] for post in posts]
    assert [post["uri"] for post in posts] == [part.id for part in done.parts], "in the order in which they are read"
    assert [text[-6:] for text in texts] == [f" ({number}/{len(texts)})" for number in range(1, len(texts) + 1)]
    assert len(texts) > 2 and " ".join(text[:-6] for text in texts) == (REST * 16).strip()
    refs = [{"uri": post["uri"], "cid": post["cid"]} for post in posts]
    replies = [post["value"].get("reply") for post in posts]
    assert replies[0] is None
    assert [_bare(reply) for reply in replies[1:]] == [{"root": refs[0], "parent": parent} for parent in refs[:-1]]


def _bare(reply: dict[str, Any]) -> dict[str, Any]:
    return {name: {"uri": reply[name]["uri"], "cid": reply[name]["cid"]} for name in ("root", "parent")}


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp"])
def test_a_picture_on_bluesky_has_its_description(
    pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky], media_type: str
) -> None:
    picture = Picture(drawn(media_type), media_type, TREE.alt)
    out(bluesky(), parcel("A tree.", "bluesky", pictures=[picture]))
    (post,) = pds.posts(ode)
    (image,) = post["value"]["embed"]["images"]
    assert (image["alt"], image["image"]["mimeType"]) == (picture.alt, media_type)
    blob = pds.get("com.atproto.sync.getBlob", did=ode.did, cid=image["image"]["ref"]["$link"])
    assert blob.content == picture.content


def test_a_program_killed_between_sending_and_noting_leaves_one_post(
    pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]
) -> None:
    notes, now = Frail(), ticket()
    with pytest.raises(Killed):
        out(bluesky(), parcel(REST * 8, "bluesky"), now, notes)
    assert len(pds.posts(ode)) == 1
    done = out(bluesky(), parcel(REST * 8, "bluesky"), now, notes)
    assert [post["uri"] for post in pds.posts(ode)] == [part.id for part in done.parts] and len(done.parts) == 2


def test_an_answer_that_is_lost_leaves_one_post(
    pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bluesky, "_sent", _lost_once(Bluesky._sent, Unsure("Bluesky")))
    done = out(bluesky(), parcel(REST * 8, "bluesky"))
    assert [post["uri"] for post in pds.posts(ode)] == [part.id for part in done.parts] and len(done.parts) == 2


def _lost_once(call: Callable[..., Any], error: Exception, lost: Callable[..., bool] = lambda *_: True) -> Any:
    """Return a call whose first answer, of those that are to be lost, does not come back."""
    left = [error]

    def calling(*args: Any, **how: Any) -> Any:
        answer = call(*args, **how)
        if left and lost(*args):
            raise left.pop()
        return answer

    return calling


def test_the_same_ticket_twice_is_one_post(pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]) -> None:
    now = ticket()
    first = out(bluesky(), parcel("Rest well.", "bluesky"), now)
    assert out(bluesky(), parcel("Rest well.", "bluesky"), now) == first, "with notes that know nothing of the first"
    assert [post["uri"] for post in pds.posts(ode)] == [first.id]


def test_a_post_is_looked_up_on_bluesky(pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]) -> None:
    step = Step(parcel("Rest well.", "bluesky"), 0, ticket(), bluesky().account)
    assert bluesky().find(step) is None
    assert bluesky().send(step) == bluesky().find(step)


def test_a_post_is_taken_back_from_bluesky(pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]) -> None:
    done = out(bluesky(), parcel("Rest well.", "bluesky"))
    bluesky().take_back(done.parts[0])
    bluesky().take_back(done.parts[0])
    assert not pds.posts(ode)


def _aged(session: str) -> str:
    """Return a session whose first token has run out."""
    name, did, access, *rest = session.split(":::")
    head, claims, signature = access.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    old = base64.urlsafe_b64encode(json.dumps({**told, "iat": told["iat"] - 9000, "exp": told["exp"] - 9000}).encode())
    return ":::".join((name, did, ".".join((head, old.decode().rstrip("="), signature)), *rest))


def test_an_old_session_is_renewed_and_given_to_be_kept(
    pds: BlueskyServer, ode: Person, bluesky: Callable[..., Bluesky]
) -> None:
    kept: list[str] = []
    old = bluesky(kept=kept.append)
    old._session = _aged(old._session)
    out(old, parcel("Rest well.", "bluesky"))
    assert len(pds.posts(ode)) == 1 and kept
    out(Bluesky(kept[-1]), parcel("Sleep well.", "bluesky"))
    assert len(pds.posts(ode)) == 2


def test_a_session_that_was_ended_asks_for_the_account(pds: BlueskyServer) -> None:
    leaving = pds.person("leaving")
    session = sign_in(pds.url, leaving.handle, leaving.password)
    pds.revoke(leaving)
    with pytest.raises(SignedOut):
        out(Bluesky(_aged(session)), parcel("Rest well.", "bluesky"))


def test_a_session_that_is_none_asks_for_the_account(bluesky: Callable[..., Bluesky]) -> None:
    garbled = bluesky()
    name, did, access, refresh, url = garbled._session.split(":::")
    garbled._session = ":::".join((name, did, access[:-8] + "AAAAAAAA", refresh[:-8] + "AAAAAAAA", url))
    with pytest.raises(SignedOut):
        out(garbled, parcel("Rest well.", "bluesky"))


def test_a_wrong_password_is_no_way_into_bluesky(pds: BlueskyServer, ode: Person) -> None:
    for handle in (ode.handle, "nobody.test"):
        with pytest.raises(SignedOut) as told:
            sign_in(pds.url, handle, "abcd-efgh-ijkl-mnop")
        assert "abcd" not in str(told.value)


def test_an_account_on_bluesky_is_connected_and_let_go(pds: BlueskyServer) -> None:
    one, kept = pds.person("arriving"), list[str]()
    account = connect_bluesky(f" @{one.handle} ", one.password, pds.url)
    assert (account.name, one.password in account.secret) == (f"@{one.handle}", False)
    done = out(publisher_of(account), parcel("Rest well.", "bluesky"))
    assert [post["uri"] for post in pds.posts(one)] == [done.id]
    old = replace(account, secret=_aged(account.secret))
    out(publisher_of(old, kept=kept.append), parcel("Sleep well.", "bluesky"))
    account = replace(account, secret=kept[-1])
    assert revoke(account) and revoke(account)
    with pytest.raises(SignedOut):
        out(publisher_of(replace(account, secret=_aged(account.secret))), parcel("Eat well.", "bluesky"))
    assert len(pds.posts(one)) == 2


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_app_password_connects_nothing(pds: BlueskyServer, ode: Person, known: bool) -> None:
    with pytest.raises(NotLetIn) as told:
        connect_bluesky(ode.handle if known else "nobody.test", "abcd-efgh-ijkl-mnop", pds.url)
    assert "abcd" not in str(told.value)


def test_a_post_on_bluesky_is_answered_in_its_conversation(
    pds: BlueskyServer, friend: Person, ode: Person, bluesky: Callable[..., Bluesky]
) -> None:
    theirs = out(Bluesky(sign_in(pds.url, friend.handle, friend.password)), parcel(REST * 8, "bluesky"))
    root, parent = theirs.parts
    key = parent.id.rsplit("/", 1)[1]
    for link in (f"https://bsky.app/profile/{friend.handle}/post/{key}", parent.url, parent.id):
        quoted = bluesky().quoted(link)
        assert quoted.text.endswith(" (2/2)") and quoted.text[:-6] in REST * 8
        assert (quoted.url, quoted.target.parent.mark) == (parent.url, parent.mark)
        assert (quoted.target.root.id, quoted.target.root.mark) == (root.id, root.mark)
    done = out(bluesky(), parcel(REST * 8, "bluesky"), replace(ticket(), answering=quoted.target))
    refs = [_bare(post["value"]["reply"]) for post in pds.posts(ode)]
    assert refs == [
        {"root": {"uri": root.id, "cid": root.mark}, "parent": {"uri": one.id, "cid": one.mark}}
        for one in (parent, done.parts[0])
    ]


@pytest.mark.parametrize("who", ["{}", "nobody.test", "did:plc:abcdefghijklmnopqrstuvwx"])
def test_there_is_no_answer_to_a_post_that_is_not_there(
    friend: Person, bluesky: Callable[..., Bluesky], who: str
) -> None:
    with pytest.raises(NoSuchPost):
        bluesky().quoted(f"https://bsky.app/profile/{who.format(friend.handle)}/post/3l000000000aa")


# --- WordPress


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    pytest.importorskip("httpx2", reason="the extra `wordpress` is not installed")
    with wordpress_site(tmp_path_factory.mktemp("wp")) as one:
        yield one


@pytest.fixture
def wordpress(site: Site) -> Callable[..., WordPress]:
    return lambda role="author", **how: WordPress(site.url, role, site.passwords[role], **how)


class Page:
    """A public page of the site as its readers get it."""

    def __init__(self, site: Site, url: str) -> None:
        self.answer = site.get(url)
        content = re.search(r'<div class="[^"]*entry-content[^"]*">(.*?)</div>', self.answer.text, re.DOTALL)
        self.content = content[1] if content else ""

    @property
    def title(self) -> str:
        return self._plain(r"<h1[^>]*>(.*?)</h1>", self.answer.text)[0]

    @property
    def paragraphs(self) -> list[str]:
        return self._plain(r"<p>(.*?)</p>", self.content)

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Return the address and the description of each picture."""
        images = re.findall(r"<img [^>]*>", self.content)
        return [(self._plain(r' src="(.*?)"', one)[0], self._plain(r' alt="(.*?)"', one)[0]) for one in images]

    @staticmethod
    def _plain(pattern: str, text: str) -> list[str]:
        found = re.findall(pattern, text, re.DOTALL)
        return [html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>\n?", "\n", one))) for one in found]


@pytest.mark.parametrize("role", ["administrator", "author"])
@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp", "image/gif"])
def test_a_post_on_a_blog_is_read_as_it_was_written(
    site: Site, wordpress: Callable[..., WordPress], role: str, media_type: str
) -> None:
    text = "Rest well 🌿 & <b>long</b> שלום.\n\nSee https://example.org/a?b=c&d.\nThen sleep."
    picture = Picture(drawn(media_type), media_type, TREE.alt)
    done = out(wordpress(role), parcel(text, "blog", title="On rest 🌿", pictures=[picture]))
    page = Page(site, done.url)
    assert (page.answer.status_code, page.title) == (200, "On rest 🌿")
    assert "\n\n".join(page.paragraphs) == text
    assert '<a href="https://example.org/a?b=c&amp;d"' in page.content or "b=c&#038;d" in page.content
    ((address, alt),) = page.pictures
    assert alt == picture.alt and site.get(address).content == picture.content


@pytest.mark.parametrize("role", ["administrator", "author"])
@pytest.mark.parametrize(
    "words",
    [
        "Rest [gallery] and [caption id=1]well[/caption].",
        "C:\\rest\\n, 5 < 6 <3, 50%20 &amp; &lt;b&gt;, https://example.org/[gallery].",
        "<script>alert(1)</script><!–more–> <!– wp:html –>",  # as WordPress sets two hyphens
    ],
)
def test_no_words_act_on_a_blog(site: Site, wordpress: Callable[..., WordPress], role: str, words: str) -> None:
    raw = words.replace("–", "--")
    done = out(wordpress(role), parcel(raw, "blog", title=raw, pictures=[replace(TREE, alt=raw)]))
    page = Page(site, done.url)
    assert (page.title, page.paragraphs) == (words, [words])
    assert [alt for _, alt in page.pictures] == [raw]


def test_a_program_killed_between_draft_and_publishing_leaves_one_post(
    site: Site, wordpress: Callable[..., WordPress], monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, now, public = Memory(), ticket(), len(site.all(status="publish"))
    posts, media = len(site.all()), len(site.all("media"))
    what = parcel("Rest well.", "blog", title="On rest", pictures=[TREE])
    with monkeypatch.context() as patch:
        patch.setattr(WordPress, "_call", _killed_at_publishing(WordPress._call))
        with pytest.raises(Killed):
            out(wordpress(), what, now, notes)
    assert (len(site.all()), len(site.all(status="publish"))) == (posts + 1, public)
    done = out(wordpress(), what, now, notes)
    assert (len(site.all()), len(site.all("media"))) == (posts + 1, media + 1)
    assert Page(site, done.url).paragraphs == ["Rest well."]


def _killed_at_publishing(call: Callable[..., Any]) -> Callable[..., Any]:
    def killed(self: WordPress, method: str, path: str, **request: Any) -> Any:
        if request.get("json", {}).get("status") == "publish":
            raise Killed
        return call(self, method, path, **request)

    return killed


def test_a_program_killed_between_publishing_and_noting_leaves_one_post(
    site: Site, wordpress: Callable[..., WordPress]
) -> None:
    notes, now, before = Frail(), ticket(), len(site.all())
    with pytest.raises(Killed):
        out(wordpress(), parcel("Rest well.", "blog"), now, notes)
    done = out(wordpress(), parcel("Rest well.", "blog"), now, notes)
    assert len(site.all()) == before + 1 and Page(site, done.url).paragraphs == ["Rest well."]


@pytest.mark.parametrize("where", ["posts", "posts/", "media", "media/"])
def test_an_answer_that_is_lost_leaves_one_post_on_a_blog(
    site: Site, wordpress: Callable[..., WordPress], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def lost(_: WordPress, method: str, path: str) -> bool:
        return method == "POST" and (path.startswith(where) if where.endswith("/") else path == where)

    posts, media = len(site.all()), len(site.all("media"))
    monkeypatch.setattr(WordPress, "_call", _lost_once(WordPress._call, ValueError("a broken answer"), lost))
    done = out(wordpress(), parcel("Rest well.", "blog", pictures=[TREE]))
    assert (len(site.all()), len(site.all("media"))) == (posts + 1, media + 1)
    assert [alt for _, alt in Page(site, done.url).pictures] == [TREE.alt]


def test_the_same_ticket_twice_is_one_post_on_a_blog(site: Site, wordpress: Callable[..., WordPress]) -> None:
    now, before = ticket(), len(site.all())
    first = out(wordpress(), parcel("Rest well.", "blog"), now)
    assert out(wordpress(), parcel("Rest well.", "blog"), now) == first, "with notes that know nothing of the first"
    assert len(site.all()) == before + 1


def test_a_post_with_the_longest_title_is_found_by_its_key(site: Site, wordpress: Callable[..., WordPress]) -> None:
    title = " ".join(["rest" * 12] * 8)
    first = out(wordpress(), parcel("Rest well.", "blog", title=title))
    second = out(wordpress(), parcel("Sleep well.", "blog", title=title))
    assert first.id != second.id and Page(site, second.url).paragraphs == ["Sleep well."]


def test_a_post_without_a_title_is_found_even_if_its_key_is_a_number(
    site: Site, wordpress: Callable[..., WordPress]
) -> None:
    numbered = next(one for one in map(_keyed, count()) if one.key[:12].isdecimal())
    first = wordpress().send(numbered)
    assert wordpress().find(numbered) == first


def _keyed(number: int) -> Step:
    return Step(_UNTITLED, 0, Ticket(f"release-of-{number}", datetime.now(UTC)), "author@practice.example")


_UNTITLED = parcel("Rest well.", "blog")


def test_a_post_is_taken_back_from_a_blog(site: Site, wordpress: Callable[..., WordPress]) -> None:
    done = out(wordpress(), parcel("Rest well.", "blog"))
    assert site.get(done.url).status_code == 200
    wordpress().take_back(done.parts[0])
    wordpress().take_back(done.parts[0])
    assert site.get(done.url).status_code == 404
    assert done.id in {str(post["id"]) for post in site.all(status="trash")}
    wordpress().take_back(Sent("999999", "https://a.example"))


@pytest.mark.parametrize(("role", "password"), [("author", "abcd efgh ijkl"), ("nobody", "abcd"), ("contributor", "")])
def test_who_may_not_publish_on_a_blog_does_not(site: Site, role: str, password: str) -> None:
    before = len(site.all(status="publish"))
    with pytest.raises(SignedOut) as told:
        out(WordPress(site.url, role, password or site.passwords[role]), parcel("Rest well.", "blog"))
    assert "abcd" not in str(told.value) and len(site.all(status="publish")) == before


def test_an_account_on_a_blog_is_connected_and_let_go(site: Site) -> None:
    door = wordpress_door(site.url)
    assert door.startswith(f"{site.url}/wp-admin/authorize-application.php?") and site.get(door).status_code == 302
    account = connect_wordpress(f"{site.url}/", " author ", site.password("author"))
    assert account.name == f"author on {site.url.removeprefix('http://')}"
    done = out(publisher_of(account), parcel("Rest well.", "blog"))
    assert Page(site, done.url).paragraphs == ["Rest well."]
    assert revoke(account)
    assert not revoke(account), "the site knows it no longer"
    with pytest.raises(SignedOut):
        out(publisher_of(account), parcel("Sleep well.", "blog"))


@pytest.mark.parametrize(("role", "password"), [("author", "abcd efgh ijkl"), ("nobody", "abcd"), ("contributor", "")])
def test_who_may_not_publish_on_a_blog_is_not_connected(site: Site, role: str, password: str) -> None:
    with pytest.raises(NotLetIn) as told:
        connect_wordpress(site.url, role, password or site.passwords[role])
    assert "abcd" not in str(told.value)


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_a_post_on_a_blog_is_changed_where_it_is(site: Site, wordpress: Callable[..., WordPress], role: str) -> None:
    first = out(wordpress(role), parcel("Rest wel.", "blog", title="On rest", pictures=[TREE])).parts[0]
    posts, media, pictures = len(site.all()), len(site.all("media")), Page(site, first.url).pictures
    for _ in range(2):
        changed = publish_change(wordpress(role), parcel("Rest well <3 [gallery].", "blog"), ticket(), first)
        page = Page(site, first.url)
        assert changed == first and page.paragraphs == ["Rest well <3 [gallery]."]
        assert (page.title, page.pictures) == ("On rest", pictures)
    other = replace(TREE, alt="A bench")
    publish_change(wordpress(role), parcel("Sit.", "blog", title="A <b>", pictures=[other]), ticket(), first)
    page = Page(site, first.url)
    assert (page.title, page.paragraphs, [alt for _, alt in page.pictures]) == ("A <b>", ["Sit."], ["A bench"])
    assert (len(site.all()), len(site.all("media"))) == (posts, media + 1)


def test_a_post_that_was_taken_back_from_a_blog_is_not_changed(site: Site, wordpress: Callable[..., WordPress]) -> None:
    first = out(wordpress(), parcel("Rest well.", "blog")).parts[0]
    wordpress().take_back(first)
    with pytest.raises(Refused):
        publish_change(wordpress(), parcel("Sleep well.", "blog"), ticket(), first)
    assert site.get(first.url).status_code == 404
