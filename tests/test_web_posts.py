"""The page on the way out: how a draft will look there, publishing, schedules, what failed, and the way back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from primum.desk import Desk, Outbox
from primum.draft import Draft
from primum.publish import Account, NotAPicture, Quoted, Sent, Target
from primum.publish.errors import Refused, Unreachable
from primum.web.application import app
from primum.web.server import tend
from tests.page import SECRET, TOKEN, Clock, laid
from tests.servers import WordPressSite, keep_to_loopback
from tests.test_outbox import HELLO, LONG, Place
from tests.test_web import HOME, OURS, STORY, Browser, finding


class Town(Place):
    """A platform on which a post can be looked up by its link."""

    def quoted(self, link: str) -> Quoted:
        if "gone" in link:
            raise Unreachable("Mastodon")
        asked = Sent("109", link)
        return Quoted("Is it normal to cry at work?", "@ode@world.example", link, Target(asked, asked))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with laid(tmp_path / "home", clock) as desk:
        yield desk


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def browser(desk: Desk, town: Town) -> Browser:
    def outbox(desk: Desk) -> Outbox:
        return Outbox(desk, connecting=lambda *_: town, wait=lambda _: None)

    browser = Browser(app(desk, SECRET, token=TOKEN, outbox=outbox), base_url=HOME)
    browser.get("/open", params={"key": SECRET})
    browser.headers.update(OURS)
    return browser


def connected(desk: Desk, town: Town, platform: str = "mastodon") -> str:
    outbox = Outbox(desk, connecting=lambda *_: town)
    return outbox.connect(Account(platform, "https://world.example", "mira", "the secret token")).id


def rested(browser: Browser, clock: Clock, text: str = HELLO, platform: str = "mastodon", **about: Any) -> str:
    """Keep a draft and let its pause pass."""
    id_ = str(browser.keep(text, platform=platform, **about)["id"])
    browser.fill_in(f"/drafts/{id_}/ready")
    clock.on(days=2)
    return id_


def shown(answer: Any) -> str:
    return html.unescape(answer.text)


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG", comment=b"taken at Elm Street 4")
    return buffer.getvalue()


# ── As it will stand there ───────────────────────────────────────────────────────────────────────


def test_the_pause_leads_to_the_draft_as_it_will_stand_there(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    connected(desk, town)
    id_ = rested(browser, clock, LONG)
    assert "shows it as it will stand on Mastodon" in shown(browser.get(f"/drafts/{id_}/pause"))
    page = shown(browser.fill_in(f"/drafts/{id_}/onward"))
    assert "(1/2)" in page
    assert "(2/2)" in page
    assert "Publish it" in page
    assert not town.posts


def test_a_draft_is_published_with_one_click_and_stands_among_the_posts(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    page = shown(browser.fill_in(f"/drafts/{id_}/publish", account=account))
    assert list(town.posts.values()) == [HELLO]
    assert "It is out." in page
    assert "See it there" in page


def test_what_still_rests_cannot_be_published_but_given_a_time(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account = connected(desk, town)
    id_ = str(browser.keep(STORY, platform="mastodon")["id"])
    browser.fill_in(f"/drafts/{id_}/ready")
    page = shown(browser.get(f"/drafts/{id_}/go"))
    assert "Publish it" not in page
    refused = browser.fill_in(f"/drafts/{id_}/publish", account=account)
    assert refused.status_code == 422
    assert "Not answered yet" in shown(refused)
    assert not town.asked


def test_a_draft_without_its_pause_shows_no_way_out(browser: Browser, desk: Desk, town: Town) -> None:
    connected(desk, town)
    id_ = str(browser.keep(HELLO, platform="mastodon")["id"])
    assert "Publish" not in shown(browser.get(f"/drafts/{id_}/go"))


def test_words_beside_the_text_are_shown_with_it_and_reviewed(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    connected(desk, town)
    id_ = rested(browser, clock)
    page = browser.fill_in(f"/drafts/{id_}/go", warning="Food, bodies", language="en")
    assert "Food, bodies" in shown(page)
    assert page.url.path == f"/drafts/{id_}/go"
    assert not page.url.query, "a browser keeps addresses in its history"
    page = shown(browser.fill_in(f"/drafts/{id_}/pictures/attach", {"file": ("p.jpg", picture())}, alt="A teal square"))
    assert "Food, bodies" in page, "whatever else is done meanwhile"
    refused = browser.fill_in(f"/drafts/{id_}/go", warning="My client Ann Smith told me she cries")
    assert refused.status_code == 422
    assert "must be clean by itself" in shown(refused)


def test_without_an_account_it_is_copied_part_by_part(browser: Browser, clock: Clock) -> None:
    id_ = rested(browser, clock, LONG, "bluesky")
    assert "copies it for you to post" in shown(browser.get(f"/drafts/{id_}/pause"))
    page = shown(browser.fill_in(f"/drafts/{id_}/release"))
    assert "Copy part 1" in page
    assert "(1/3)" in page
    assert "Copied, to be pasted by you" in shown(browser.get("/journal"))


def test_the_same_post_asks_before_it_goes_out_again(browser: Browser, desk: Desk, town: Town, clock: Clock) -> None:
    account = connected(desk, town)
    browser.fill_in(f"/drafts/{rested(browser, clock)}/publish", account=account)
    id_ = rested(browser, clock)
    asked = browser.fill_in(f"/drafts/{id_}/publish", account=account)
    assert "went out on" in shown(asked)
    assert "Publish it again" in shown(asked)
    browser.fill_in(f"/drafts/{id_}/publish", account=account, again="yes")
    assert len(town.posts) == 2


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_is_kept_without_what_its_file_tells(browser: Browser, desk: Desk, town: Town, clock: Clock) -> None:
    connected(desk, town)
    id_ = rested(browser, clock)
    page = shown(browser.fill_in(f"/drafts/{id_}/pictures/attach", {"file": ("p.jpg", picture())}, alt="A teal square"))
    assert "A teal square" in page
    (kept,) = Outbox(desk).pictures(id_)
    answer = browser.get(f"/drafts/{id_}/pictures/{kept.id}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"Elm Street" not in answer.content
    browser.fill_in(f"/drafts/{id_}/pictures/{kept.id}/describe", alt="A green square")
    assert "A green square" in shown(browser.get(f"/drafts/{id_}/go"))
    browser.fill_in(f"/drafts/{id_}/pictures/{kept.id}/remove")
    assert not Outbox(desk).pictures(id_)


def test_what_is_no_picture_is_refused(browser: Browser, desk: Desk, town: Town, clock: Clock) -> None:
    connected(desk, town)
    id_ = rested(browser, clock)
    refused = browser.fill_in(f"/drafts/{id_}/pictures/attach", {"file": ("p.jpg", b"<svg onload=alert(1)>")}, alt="x")
    assert refused.status_code == 422
    assert issubclass(NotAPicture, Exception)
    assert browser.get(f"/drafts/{id_}/pictures/another").status_code == 404


# ── Later, and what failed ───────────────────────────────────────────────────────────────────────


def test_a_post_can_be_given_a_time_and_kept_from_going(browser: Browser, desk: Desk, town: Town, clock: Clock) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    at = clock() + timedelta(hours=3)
    page = shown(browser.fill_in(f"/drafts/{id_}/schedule", account=account, at=f"{at:%Y-%m-%dT%H:%M}"))
    assert "What waits" in page
    (post,) = Outbox(desk).posts("scheduled")
    assert post.due_at is not None
    assert abs(post.due_at - at) < timedelta(minutes=1)
    page = shown(browser.fill_in(f"/posts/{post.id}/withdraw"))
    assert "It will not go out" in page
    assert "What waits" not in page


def test_the_time_that_is_offered_is_one_that_is_taken(browser: Browser, desk: Desk, town: Town, clock: Clock) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    clock.on(seconds=25)
    offered = re.search(r'name="at" .*value="([^"]+)"', browser.get(f"/drafts/{id_}/go").text)
    assert offered is not None
    clock.on(minutes=5)
    page = browser.fill_in(f"/drafts/{id_}/schedule", account=account, at=offered[1])
    assert "What waits" in shown(page)


@pytest.mark.parametrize("at", ["", "tomorrow", "2020-01-01T10:00"])
def test_a_time_that_is_none_or_past_is_refused(
    at: str, browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    assert browser.fill_in(f"/drafts/{id_}/schedule", account=account, at=at).status_code == 422
    assert not Outbox(desk).posts("scheduled")


def test_what_failed_is_said_loudly_with_the_answer_and_can_be_tried_again(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    town.before = [Refused("Mastodon", "422 Text is too long")]
    said = browser.fill_in(f"/drafts/{id_}/publish", account=account)
    assert "422 Text is too long" in shown(said)
    page = shown(browser.get("/posts"))
    assert "What did not go out" in page
    assert "422 Text is too long" in page
    (post,) = Outbox(desk).posts("failed")
    assert "It is out." in shown(browser.fill_in(f"/posts/{post.id}/retry"))


# ── After ────────────────────────────────────────────────────────────────────────────────────────


def test_one_click_takes_a_post_back_and_says_where_copies_may_remain(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    browser.fill_in(f"/drafts/{id_}/publish", account=account)
    (post,) = Outbox(desk).posts("published")
    page = shown(browser.fill_in(f"/posts/{post.id}/recall"))
    assert not town.posts
    assert "taken back" in page
    assert "cop" in page.split("It is taken back.")[1][:300]


def test_a_published_post_is_changed_through_a_pause_of_its_own(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account, id_ = connected(desk, town), rested(browser, clock)
    browser.fill_in(f"/drafts/{id_}/publish", account=account)
    (post,) = Outbox(desk).posts("published")
    opened = browser.fill_in(f"/posts/{post.id}/revise")
    new = str(opened.url).rsplit("/", 1)[1]
    browser.say(f"/drafts/{new}", text="One space open.", platform="mastodon", version=desk.open(new).version)
    browser.fill_in(f"/drafts/{new}/ready")
    clock.on(minutes=1)
    browser.fill_in(f"/drafts/{new}/publish", account=account)
    assert list(town.posts.values()) == ["One space open."]


# ── Answering ────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_begun_from_a_link_and_goes_out_under_that_post(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account = connected(desk, town)
    page = shown(browser.fill_in("/answer", link="https://world.example/@ode/109", account=account))
    assert "Is it normal to cry at work?" in page
    target = {"id": "109", "url": "https://world.example/@ode/109", "mark": ""}
    id_ = rested(browser, clock, answering="Is it normal to cry at work?", target={"root": target, "parent": target})
    browser.fill_in(f"/drafts/{id_}/publish", account=account)
    assert list(town.answers.values()) == ["109"]


def test_a_link_that_leads_nowhere_says_so_and_keeps_the_link(browser: Browser, desk: Desk, town: Town) -> None:
    account = connected(desk, town)
    answer = browser.fill_in("/answer", link="https://world.example/gone", account=account)
    assert answer.status_code == 422
    assert "https://world.example/gone" in shown(answer)


@pytest.mark.parametrize("target", ["x", {"root": 1}, {"root": {}, "parent": {}}, {"root": {"id": "1"}, "parent": 3}])
def test_a_target_that_is_none_is_refused(target: Any, browser: Browser) -> None:
    assert browser.say("/drafts", text=HELLO, platform="mastodon", target=target).status_code == 400


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────


def test_accounts_are_shown_by_name_and_never_with_what_lets_primum_in(
    browser: Browser, desk: Desk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("primum.desk.outbox.revoke", lambda _: False)
    account = connected(desk, town)
    page = shown(browser.get("/accounts"))
    assert "mira" in page
    assert "the secret token" not in page
    page = shown(browser.fill_in(f"/accounts/{account}/disconnect"))
    assert "It is disconnected. Take its access back there too" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"platform": "mastodon", "code": "123"},
        {"platform": "myspace"},
        {"platform": "blog", "server": "http://plain.example", "handle": "mira", "password": "x"},
        {"platform": "bluesky", "handle": "mira", "password": "x", "server": "not an address"},
    ],
)
def test_an_account_that_cannot_be_connected_says_what_to_do(browser: Browser, fields: dict[str, str]) -> None:
    answer = browser.fill_in("/accounts", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_every_page_on_the_way_out_is_behind_the_cookie(desk: Desk) -> None:
    stranger = Browser(app(desk, SECRET, token=TOKEN), base_url=HOME, follow_redirects=False)
    for address in ("/posts", "/accounts", "/answer", "/drafts/1/go", "/drafts/1/pictures/2"):
        assert stranger.get(address).status_code == 401


# ── Silence until release ────────────────────────────────────────────────────────────────────────


def test_through_the_whole_journey_a_server_hears_nothing_until_the_release(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real publisher, and a server that keeps everything it is asked."""
    tried = keep_to_loopback(monkeypatch)
    with WordPressSite() as site:
        browser = Browser(app(desk, SECRET, token=TOKEN), base_url=HOME)
        browser.get("/open", params={"key": SECRET})
        browser.headers.update(OURS)
        browser.fill_in("/accounts", platform="blog", server=site.url, handle=site.user, password=site.password)
        (account,) = Outbox(desk).accounts()
        site.log.clear()

        browser.say("/look", text=STORY, platform="blog")
        browser.say("/ways", text=STORY, platform="blog")
        id_ = rested(browser, clock, STORY, "blog")
        assert browser.fill_in(f"/drafts/{id_}/publish", account=account.id).status_code == 422
        version = desk.open(id_).version
        browser.say(f"/drafts/{id_}", text=HELLO, platform="blog", version=version)
        browser.fill_in(f"/drafts/{id_}/ready")
        browser.fill_in(f"/drafts/{id_}/pictures/attach", {"file": ("p.jpg", picture())}, alt="A teal square")
        browser.fill_in(f"/drafts/{id_}/go", title="Spaces")
        for address in (f"/drafts/{id_}/pause", f"/drafts/{id_}/go", "/posts", "/journal", "/accounts"):
            assert browser.get(address).status_code == 200
        clock.on(days=2)
        browser.fill_in(
            f"/drafts/{id_}/schedule", account=account.id, at=f"{clock() + timedelta(hours=1):%Y-%m-%dT%H:%M}"
        )
        assert not Outbox(desk).send_due()
        assert not site.log
        assert not tried

        clock.on(hours=2)
        assert [post.state for post in Outbox(desk).send_due()] == ["published"]
        (post,) = site.public
        assert HELLO in post["content"]


def test_the_journal_links_a_post_with_its_review_and_its_answers(
    browser: Browser, desk: Desk, town: Town, clock: Clock
) -> None:
    account = connected(desk, town)
    kept = browser.keep("He's a textbook narcissist.", platform="mastodon")
    browser.say(
        f"/drafts/{kept['id']}/answer", finding=finding(kept), reason="already-public", note="he says so in his book"
    )
    browser.fill_in(f"/drafts/{kept['id']}/ready")
    clock.on(days=2)
    browser.fill_in(f"/drafts/{kept['id']}/publish", account=account)
    page = shown(browser.get("/journal"))
    assert "See it there" in page
    assert "better kept back" in page
    assert "Already public" in page


def test_while_the_page_is_open_what_is_due_goes_out_and_the_day_s_backup_is_made(
    desk: Desk, town: Town, clock: Clock
) -> None:
    outbox = Outbox(desk, connecting=lambda *_: town, wait=lambda _: None)
    account = connected(desk, town)
    id_ = str(desk.save(Draft(HELLO, platform="mastodon")).id)
    desk.ready(id_)
    desk.skip_breath(id_)
    outbox.schedule(id_, account, clock() + timedelta(hours=1))
    tend(desk, outbox)
    assert not town.posts
    clock.on(days=2)
    before = len(desk.store.backups())
    tend(desk, outbox)
    assert list(town.posts.values()) == [HELLO]
    assert len(desk.store.backups()) == before + 1
