"""The publishers, each against a server on the loopback address, and against whatever can go wrong there."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from primum import Draft
from primum.errors import MissingExtra
from primum.publish import (
    Memory,
    Parcel,
    Picture,
    Published,
    SendError,
    Sent,
    Step,
    Target,
    Ticket,
    fit,
    pack,
    publish,
    publish_change,
)
from primum.publish.bluesky import Bluesky, sign_in
from primum.publish.errors import NoAnswer, NoSuchPost, NotThere, RateLimited, Refused, SignedOut, Unreachable, Unsure
from primum.publish.mastodon import Mastodon
from primum.publish.wordpress import WordPress, slug
from tests.servers import DataServer, Fault, Rogue, WordPressSite, a_post, keep_to_loopback
from tests.test_fitting import REST, clean
from tests.test_publish import Killed, released

TEXT = "Rest well 🌿 @friend.example.org & you: https://example.org/a?b=c#d, #SelfCare <b>שלום</b>"
TREE = Picture(b"\x89PNG tree", "image/png", "A tree in the garden")
SPOILER = "Grief"


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tried = keep_to_loopback(monkeypatch)
    yield
    assert not tried


def ticket(key: str = "release-1") -> Ticket:
    return Ticket(key, datetime.now(UTC))


def packed(text: str, to: str, **beside: Any) -> Parcel:
    return pack(released(text, to), fit(Draft(text, platform=to), clean, **beside))


def out(publisher: Any, parcel: Parcel, notes: Any = None, under: Ticket | None = None) -> Published:
    return publish(publisher, parcel, under or ticket(), notes or Memory(), wait=lambda _: None)


def change(publisher: Any, parcel: Parcel, post: Sent, under: Ticket | None = None) -> Sent:
    return publish_change(publisher, parcel, under or ticket("change-1"), post, wait=lambda _: None)


class Frail(Memory):
    """Notes of a program that is killed once, right before it notes that a post is out."""

    killed = False

    def sent(self, key: str, index: int, post: Sent) -> None:
        if not self.killed:
            self.killed = True
            raise Killed
        super().sent(key, index, post)


# --- Mastodon


@pytest.fixture(scope="module")
def instance() -> Iterator[Any]:
    pytest.importorskip("mastodon", reason="the extra `mastodon` is not installed")
    testing = pytest.importorskip("mastodon_mock.testing", reason="mastodon_mock, the server to test with, is missing")
    with testing.MockServer() as server:
        yield server


@pytest.fixture
def mastodon(instance: Any) -> Callable[..., Mastodon]:
    instance.reset()
    return lambda **how: Mastodon(
        instance.base_url, "alice_token", "alice", **{"timeout": 5.0, "wait": lambda _: None, **how}
    )


def toots(instance: Any) -> list[Any]:
    client = instance.client("alice")
    return list(reversed(client.account_statuses(client.account_verify_credentials().id)))


def test_a_thread_goes_to_mastodon(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    text = REST * 9 + "See https://example.org/a and #SelfCare. " + REST * 3
    done = out(mastodon(), packed(text, "mastodon", warning=SPOILER, language="en-GB", pictures=[TREE]))
    first, second = toots(instance)
    assert [str(first.id), str(second.id)] == [part.id for part in done.parts]
    assert done.url == first.url and str(second.in_reply_to_id) == str(first.id)
    assert (first.spoiler_text, second.spoiler_text, first.language) == (SPOILER, SPOILER, "en")
    assert [media.description for media in first.media_attachments] == [TREE.alt] and not second.media_attachments


def test_the_same_step_is_one_toot(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    step = Step(packed(TEXT, "mastodon"), 0, ticket(), mastodon().account)
    assert mastodon().send(step) == mastodon().send(step) and len(toots(instance)) == 1


def test_a_toot_is_found_by_its_words_since_the_publication_began(
    instance: Any, mastodon: Callable[..., Mastodon]
) -> None:
    parcel = packed(TEXT + " @bob@127.0.0.1", "mastodon")
    now = ticket()
    publisher = mastodon()
    assert publisher.find(Step(parcel, 0, now, publisher.account)) is None
    sent = publisher.send(Step(parcel, 0, now, publisher.account))
    assert publisher.find(Step(parcel, 0, now, publisher.account)) == sent
    later = Ticket("release-2", now.begun_at + timedelta(hours=1))
    assert publisher.find(Step(parcel, 0, later, publisher.account)) is None, "an older post in the same words"
    assert publisher.find(Step(packed("Rest.", "mastodon"), 0, now, publisher.account)) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"type": "status", "status": 500},
        {"type": "status", "status": 503},
        {"type": "malformed"},
        {"type": "malformed", "truncate": False},
        {"type": "status", "status": 200, "body": {"hello": "world"}},
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/statuses", "/api/v2/media"])
def test_a_fault_of_an_instance_is_got_over(
    instance: Any, mastodon: Callable[..., Mastodon], fault: dict[str, Any], path: str
) -> None:
    with instance.fault(path=path, methods=["POST"], count=2, **fault):
        done = out(mastodon(), packed(TEXT, "mastodon", pictures=[TREE]))
    assert [str(toot.id) for toot in toots(instance)] == [done.id]


def test_a_toot_that_arrives_late_is_no_second_one(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    with instance.fault(path="/api/v1/statuses", methods=["POST"], type="latency", delay_ms=1200, count=1):
        done = out(mastodon(timeout=0.4), packed(TEXT, "mastodon"))
        time.sleep(1.5)
    assert [str(toot.id) for toot in toots(instance)] == [done.id]


def test_an_instance_that_limits_says_until_when(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    with (
        instance.fault(path="/api/v1/statuses", methods=["POST"], type="ratelimit"),
        pytest.raises(RateLimited) as told,
    ):
        out(mastodon(), packed(TEXT, "mastodon"))
    assert told.value.until and told.value.until > datetime.now(UTC)
    assert not toots(instance)


@pytest.mark.parametrize(
    ("status", "error"), [(401, SignedOut), (403, SignedOut), (422, Refused), (404, Refused), (500, Unsure)]
)
def test_what_an_instance_answers_is_told_without_the_draft(
    instance: Any, mastodon: Callable[..., Mastodon], status: int, error: type[SendError]
) -> None:
    said = {"error": "Validation failed: 'Rest well 🌿 @friend.example.org' is bad"}
    with (
        instance.fault(path="/api/v1/statuses", methods=["POST"], status=status, body=said),
        pytest.raises(error) as told,
    ):
        out(mastodon(), packed(TEXT, "mastodon"))
    assert str(status) in told.value.answer and told.value.remedy
    assert "Rest" not in str(told.value) and "alice_token" not in str(told.value)
    assert told.value.__cause__ is None and told.value.__suppress_context__


def test_a_token_that_was_revoked_asks_for_the_account(instance: Any) -> None:
    with pytest.raises(SignedOut, match="Connect the account anew"):
        out(Mastodon(instance.base_url, "no_token", "alice"), packed(TEXT, "mastodon"))


def test_an_instance_that_is_not_there_has_nothing() -> None:
    pytest.importorskip("mastodon", reason="the extra `mastodon` is not installed")
    with pytest.raises(Unreachable, match="nothing has arrived"):
        out(Mastodon("http://127.0.0.1:9", "token", "alice", timeout=1), packed(TEXT, "mastodon"))


def test_a_program_killed_after_a_toot_finds_it_again(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    notes, now, parcel = Frail(), ticket(), packed(REST * 12, "mastodon")
    with pytest.raises(Killed):
        out(mastodon(), parcel, notes, now)
    done = out(mastodon(), packed(REST * 12, "mastodon"), notes, now)
    assert [str(toot.id) for toot in toots(instance)] == [part.id for part in done.parts]
    assert len(done.parts) == 2


def test_a_toot_is_taken_back_and_back_again(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon"))
    mastodon().take_back(done.parts[0])
    mastodon().take_back(done.parts[0])
    assert not toots(instance)


def test_a_toot_is_changed_and_stays_where_it_is(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon", warning=SPOILER))
    now = change(mastodon(), packed("Rest better.", "mastodon"), done.parts[0])
    (toot,) = toots(instance)
    assert now == done.parts[0] and "Rest better." in toot.content and not toot.spoiler_text


def test_a_toot_that_is_changed_twice_has_one_earlier_version(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon"))
    for _ in range(2):
        change(mastodon(), packed("Rest better.", "mastodon", warning=SPOILER), done.parts[0])
    assert len(instance.client("alice").status_history(done.id)) == 2


@pytest.mark.parametrize("own", [False, True])
def test_a_changed_toot_keeps_its_pictures_unless_there_are_others(
    instance: Any, mastodon: Callable[..., Mastodon], own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon", pictures=[TREE]))
    publisher, sent = mastodon(), dict[str, Any]()
    update = publisher._client.status_update
    monkeypatch.setattr(publisher._client, "status_update", lambda *a, **how: sent.update(how) or update(*a, **how))
    change(publisher, packed("Rest better.", "mastodon", pictures=[TREE] if own else []), done.parts[0])
    there = [media.id for media in toots(instance)[0].media_attachments]
    assert len(sent["media_ids"]) == 1 and (sent["media_ids"] == there) is not own


@pytest.mark.parametrize("fault", [{"status": 503}, {"type": "malformed"}])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_fault_while_a_toot_is_changed_is_got_over(
    instance: Any, mastodon: Callable[..., Mastodon], method: str, fault: dict[str, Any]
) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon"))
    with instance.fault(path=f"/api/v1/statuses/{done.id}", methods=[method], count=2, **fault):
        change(mastodon(), packed("Rest better.", "mastodon"), done.parts[0])
    assert "Rest better." in toots(instance)[0].content


def test_a_toot_that_is_gone_cannot_be_changed(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    done = out(mastodon(), packed(TEXT, "mastodon"))
    mastodon().take_back(done.parts[0])
    with pytest.raises(Refused, match="404"):
        change(mastodon(), packed("Rest better.", "mastodon"), done.parts[0])
    assert not toots(instance)


def asked_on_mastodon(instance: Any, **how: Any) -> Any:
    words = "Is it normal to cry at work? <b>Really</b>\n\n@alice & others"
    return instance.client("bob").status_post(words, **{"spoiler_text": "Work", **how})


def test_a_toot_is_read_by_its_link_as_plain_text(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    asked = asked_on_mastodon(instance)
    quoted = mastodon().quoted(f"{instance.base_url}/@bob/{asked.id}?x#y")
    assert quoted.text == "Work\n\nIs it normal to cry at work? <b>Really</b>\n\n@alice & others"
    assert quoted.author == "@bob@" + instance.base_url.removeprefix("http://")
    assert (quoted.url, quoted.target.parent.id) == (asked.url, str(asked.id))
    assert "cry" not in repr(quoted)


def test_a_toot_of_another_server_is_looked_up_by_the_own_one(instance: Any, mastodon: Callable[..., Mastodon]) -> None:
    link = "https://far.example/@ode/7"
    far = {
        "id": "42", "url": link, "uri": "https://far.example/users/ode/statuses/7", "visibility": "unlisted",
        "content": "<p>Rest?<script>x()</script></p>", "account": {"acct": "ode@far.example"}, "reblog": None,
    }  # fmt: skip
    mere = {**far, "id": "41", "url": "https://else.example/@x/1", "uri": "https://else.example/1"}
    with instance.fault(
        path="/api/v2/search", status=200, body={"accounts": [], "hashtags": [], "statuses": [mere, far]}
    ):
        quoted = mastodon().quoted(f" {link}/ ")
    assert (quoted.text, quoted.author, quoted.url) == ("Rest?", "@ode@far.example", link)
    assert quoted.target == Target(Sent("42", link), Sent("42", link))
    with (
        instance.fault(path="/api/v2/search", status=200, body={"accounts": [], "hashtags": [], "statuses": [mere]}),
        pytest.raises(NoSuchPost),
    ):
        mastodon().quoted(link)


@pytest.mark.parametrize("link", ["https://far.example/@ode/7", "{base}/@bob/99999", "{base}/@bob"])
def test_a_link_without_a_toot_says_so(instance: Any, mastodon: Callable[..., Mastodon], link: str) -> None:
    with pytest.raises(NoSuchPost, match="No public post on Mastodon"):
        mastodon().quoted(link.format(base=instance.base_url))


@pytest.mark.parametrize(
    "words", ["My client left.", "", "http://[", "https://a.example", "see https://a.example/@b/1"]
)
def test_words_that_are_no_link_are_not_sent_to_be_searched_for(words: str) -> None:
    with pytest.raises(NoSuchPost):
        Mastodon("http://127.0.0.1:9", "token", "alice").quoted(words)


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_a_closed_toot_is_not_answered_in_public(
    instance: Any, mastodon: Callable[..., Mastodon], visibility: str
) -> None:
    asked = asked_on_mastodon(instance, visibility=visibility)
    with pytest.raises(NoSuchPost, match="No public post"):
        mastodon().quoted(f"{instance.base_url}/@bob/{asked.id}")


def test_to_read_a_toot_with_a_token_that_ran_out_asks_for_the_account(instance: Any) -> None:
    with instance.fault(path="/api/v2/search", status=401), pytest.raises(SignedOut):
        Mastodon(instance.base_url, "no_token", "alice").quoted("https://far.example/@ode/7")


def test_a_thread_answers_a_toot_even_if_the_program_was_killed(
    instance: Any, mastodon: Callable[..., Mastodon]
) -> None:
    asked = asked_on_mastodon(instance)
    target = mastodon().quoted(f"{instance.base_url}/@bob/{asked.id}").target
    notes, now = Frail(), Ticket("release-1", datetime.now(UTC), target)
    with pytest.raises(Killed):
        out(mastodon(), packed(REST * 12, "mastodon"), notes, now)
    done = out(mastodon(), packed(REST * 12, "mastodon"), notes, now)
    first, second = toots(instance)
    assert [str(toot.id) for toot in (first, second)] == [part.id for part in done.parts]
    assert [str(toot.in_reply_to_id) for toot in (first, second)] == [str(asked.id), str(first.id)]


def test_the_same_words_elsewhere_are_not_taken_for_the_answer(
    instance: Any, mastodon: Callable[..., Mastodon]
) -> None:
    publisher, now = mastodon(), datetime.now(UTC)
    target = Sent(str(asked_on_mastodon(instance).id), "")
    alone = publisher.send(Step(packed("Rest.", "mastodon"), 0, Ticket("release-1", now), publisher.account))
    answer = Step(packed("Rest.", "mastodon"), 0, Ticket("release-2", now, Target(target, target)), publisher.account)
    assert publisher.find(answer) is None
    assert publisher.send(answer) == publisher.find(answer) != alone


def test_an_instance_tells_its_own_limits(mastodon: Callable[..., Mastodon]) -> None:
    here = mastodon().here()
    assert (here.id, here.limit, here.url) == ("mastodon", 500, 23)


# --- Bluesky


@pytest.fixture
def pds() -> Iterator[DataServer]:
    pytest.importorskip("atproto", reason="the extra `bluesky` is not installed")
    with DataServer() as server:
        yield server


@pytest.fixture
def bluesky(pds: DataServer) -> Callable[..., Bluesky]:
    session = sign_in(pds.url, pds.handle, pds.password)
    return lambda **how: Bluesky(session, **{"timeout": 5.0, **how})


def test_a_thread_goes_to_bluesky(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    text = TEXT + ". " + REST * 8
    done = out(bluesky(), packed(text, "bluesky", language="en", pictures=[TREE]))
    first, second = (pds.records[part.id.rsplit("/", 1)[1]] for part in done.parts)
    assert first["text"].endswith(" (1/2)") and first["langs"] == ["en"] and first["$type"] == "app.bsky.feed.post"
    assert [image["alt"] for image in first["embed"]["images"]] == [TREE.alt] and "embed" not in second
    root = {"uri": done.id, "cid": DataServer.CID}
    assert {name: {**ref, "$type": None} for name, ref in second["reply"].items() if name != "$type"} == {
        "root": {**root, "$type": None},
        "parent": {**root, "$type": None},
    }
    assert first["createdAt"] < second["createdAt"]
    assert done.url == f"https://bsky.app/profile/{pds.did}/post/{done.id.rsplit('/', 1)[1]}"
    assert _marked(first) == {
        "https://example.org/a?b=c#d": {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a?b=c#d"},
        "@friend.example.org": {"$type": "app.bsky.richtext.facet#mention", "did": pds.known["friend.example.org"]},
        "#SelfCare": {"$type": "app.bsky.richtext.facet#tag", "tag": "SelfCare"},
    }


def _marked(record: dict[str, Any]) -> dict[str, Any]:
    raw = record["text"].encode()
    return {
        raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
        for one in record["facets"]
    }


def test_a_mention_of_nobody_stays_text(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    out(bluesky(), packed("Hello @nobody.example.org", "bluesky"))
    (record,) = pds.records.values()
    assert not record.get("facets")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", [500, 502, "drop", "slow", "malformed", "strange"])
def test_a_fault_of_a_data_server_is_got_over(
    pds: DataServer, bluesky: Callable[..., Bluesky], kind: str | int, after: bool
) -> None:
    pds.faults += [Fault("POST", "createRecord", kind, after)]
    done = out(bluesky(timeout=0.5), packed(TEXT, "bluesky"))
    assert [done.id.rsplit("/", 1)[1]] == list(pds.records)


@pytest.mark.parametrize(
    ("status", "name", "error"),
    [
        (400, "InvalidRequest", Refused),
        (400, "ExpiredToken", SignedOut),
        (401, "AuthMissing", SignedOut),
        (413, "PayloadTooLarge", Refused),
        (429, "RateLimitExceeded", RateLimited),
    ],
)
def test_what_a_data_server_answers_is_told_without_the_draft(
    pds: DataServer, bluesky: Callable[..., Bluesky], status: int, name: str, error: type[SendError]
) -> None:
    said = {"error": name, "message": "bad record: Rest well 🌿 @friend.example.org"}
    reset = str(int(time.time()) + 900)
    pds.faults += [Fault("POST", "createRecord", status, headers=(("ratelimit-reset", reset),), body=said)] * 5
    with pytest.raises(error) as told:
        out(bluesky(), packed(TEXT, "bluesky"))
    assert str(status) in told.value.answer and "Rest" not in str(told.value) and told.value.remedy
    assert not pds.records
    if isinstance(told.value, RateLimited):
        assert told.value.until == datetime.fromtimestamp(int(reset), UTC)


def test_a_program_killed_after_a_post_finds_it_again(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    notes, now, parcel = Frail(), ticket(), packed(REST * 8, "bluesky")
    with pytest.raises(Killed):
        out(bluesky(), parcel, notes, now)
    done = out(bluesky(), packed(REST * 8, "bluesky"), notes, now)
    assert [part.id.rsplit("/", 1)[1] for part in done.parts] == list(pds.records) and len(done.parts) == 2


def test_a_post_is_taken_back(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    done = out(bluesky(), packed(TEXT, "bluesky"))
    bluesky().take_back(done.parts[0])
    bluesky().take_back(done.parts[0])
    assert not pds.records


def test_a_data_server_that_is_not_there_has_nothing(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    publisher = bluesky()
    publisher._session = publisher._session.replace(pds.url, "http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        out(publisher, packed(TEXT, "bluesky"))


FRIEND, HERS = "friend.example.org", "did:plc:friendfriendfriendfriend"
PAGE = f"https://bsky.app/profile/{HERS}/post/3kabc"


def asked_on_bluesky(pds: DataServer, **record: Any) -> dict[str, Any]:
    post = a_post(FRIEND, HERS, "3kabc", "Is it normal to cry at work? שלום", **record)
    pds.seen = {post["uri"]: post}
    return post


@pytest.mark.parametrize(
    "link", [f"https://bsky.app/profile/{FRIEND}/post/3kabc", PAGE + "/?x#y", f" at://{HERS}/app.bsky.feed.post/3kabc "]
)
def test_a_post_is_read_by_its_link(pds: DataServer, bluesky: Callable[..., Bluesky], link: str) -> None:
    post = asked_on_bluesky(pds)
    quoted = bluesky().quoted(link)
    assert (quoted.text, quoted.author, quoted.url) == ("Is it normal to cry at work? שלום", f"@{FRIEND}", PAGE)
    assert quoted.target == Target(*[Sent(post["uri"], PAGE, DataServer.CID)] * 2)
    assert all(asked.method == "GET" for asked in pds.log[1:]), "nothing is sent but the question"


def test_an_answer_within_a_conversation_names_its_first_post(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    root = {"uri": "at://did:plc:root/app.bsky.feed.post/3kroot", "cid": "bafyroot"}
    post = asked_on_bluesky(pds, reply={"root": root, "parent": root})
    target = bluesky().quoted(PAGE).target
    assert target.root == Sent(root["uri"], "https://bsky.app/profile/did:plc:root/post/3kroot", "bafyroot")
    assert (target.parent.id, target.parent.mark) == (post["uri"], post["cid"])


def test_a_server_that_asks_nobody_still_shows_its_own_posts(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    pds.seen = None
    done = out(bluesky(), packed("Rest well.", "bluesky"))
    quoted = bluesky().quoted(done.url)
    assert (quoted.text, quoted.author, quoted.target.parent) == ("Rest well.", pds.did, done.parts[0])
    with pytest.raises(NoSuchPost):
        bluesky().quoted(PAGE)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "nothing",
        "https://bsky.app/profile/ode",
        PAGE,
        "https://bsky.app/profile/nobody.example.org/post/3k",
        "http://[",
    ],
)
def test_a_link_without_a_post_says_so(pds: DataServer, bluesky: Callable[..., Bluesky], link: str) -> None:
    with pytest.raises(NoSuchPost, match="No public post on Bluesky"):
        bluesky().quoted(link)


@pytest.mark.parametrize(
    ("kind", "error"), [(500, NoAnswer), ("malformed", NoAnswer), ("drop", NoAnswer), (401, SignedOut)]
)
def test_a_fault_while_a_post_is_read_is_told_as_one(
    pds: DataServer, bluesky: Callable[..., Bluesky], kind: str | int, error: type[SendError]
) -> None:
    pds.faults = [Fault("GET", "getPosts", kind)]
    with pytest.raises(error):
        bluesky().quoted(PAGE)


def test_a_thread_answers_a_post_even_if_the_program_was_killed(
    pds: DataServer, bluesky: Callable[..., Bluesky]
) -> None:
    root = {"uri": "at://did:plc:root/app.bsky.feed.post/3kroot", "cid": DataServer.CID}
    asked = asked_on_bluesky(pds, reply={"root": root, "parent": root})
    notes, now = Frail(), Ticket("release-1", datetime.now(UTC), bluesky().quoted(PAGE).target)
    with pytest.raises(Killed):
        out(bluesky(), packed(REST * 8, "bluesky"), notes, now)
    done = out(bluesky(), packed(REST * 8, "bluesky"), notes, now)
    replies = [record["reply"] for record in pds.records.values()]
    assert [reply["root"]["uri"] for reply in replies] == [root["uri"]] * 2
    assert [reply["parent"]["uri"] for reply in replies] == [asked["uri"], done.parts[0].id]


def test_what_is_out_on_bluesky_cannot_be_changed(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    done = out(bluesky(), packed(TEXT, "bluesky"))
    with pytest.raises(NotThere, match="publish it anew"):
        change(bluesky(), packed("Rest better.", "bluesky"), done.parts[0])
    assert [record["text"] for record in pds.records.values()] == [TEXT]


def test_signing_in_gives_a_session_and_keeps_no_password(pds: DataServer) -> None:
    session = sign_in(pds.url, pds.handle, pds.password)
    assert pds.password not in session and Bluesky(session).account == pds.did
    with pytest.raises(SignedOut) as told:
        sign_in(pds.url, pds.handle, "wrong-password")
    assert "wrong-password" not in str(told.value)


def test_a_new_session_is_given_to_be_kept(pds: DataServer, bluesky: Callable[..., Bluesky]) -> None:
    kept: list[str] = []
    out(bluesky(kept=kept.append), packed(TEXT, "bluesky"))
    assert all(pds.did in session for session in kept)


# --- WordPress


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    pytest.importorskip("httpx2", reason="the extra `wordpress` is not installed")
    with WordPressSite() as server:
        yield server


@pytest.fixture
def wordpress(site: WordPressSite) -> Callable[..., WordPress]:
    return lambda **how: WordPress(site.url, site.user, site.password, **{"timeout": 5.0, **how})


def test_a_post_goes_to_a_blog(site: WordPressSite, wordpress: Callable[..., WordPress]) -> None:
    text = "Rest well & <b>long</b>.\n\nSee https://example.org/a?b=c&d.\nThen sleep."
    done = out(wordpress(), packed(text, "blog", title="On rest", pictures=[TREE]))
    (post,) = site.public
    (media,) = site.media.values()
    assert (done.id, done.url, post["title"]) == (str(post["id"]), post["link"], "On rest")
    assert re.fullmatch(r"on-rest-[0-9a-f]{12}", post["slug"])
    assert media["alt_text"] == TREE.alt and re.fullmatch(r"picture-[0-9a-f]{12}-1", media["slug"])
    assert "<p>Rest well &amp; &lt;b&gt;long&lt;/b&gt;.</p>" in post["content"]
    link = "https://example.org/a?b=c&amp;d"
    assert f'<p>See <a href="{link}">{link}</a>.<br>Then sleep.</p>' in post["content"]
    assert f'alt="{TREE.alt}"' in post["content"]


def test_no_words_act_on_a_blog(site: WordPressSite, wordpress: Callable[..., WordPress]) -> None:
    words = "Rest <b>[gallery]</b> 5% & 50%20"
    out(wordpress(), packed(words, "blog", title=words, pictures=[replace(TREE, alt=words)]))
    (post,) = site.public
    assert post["title"] == "Rest &lt;b&gt;[gallery]&lt;/b&gt; 5% &amp; 50%20"
    inert = "Rest &lt;b&gt;&#91;gallery]&lt;/b&gt; 5% &amp; 50%20"
    assert f"<p>{inert}</p>" in post["content"] and f'alt="{inert}"' in post["content"]


@pytest.mark.parametrize("title", ["", "שלום", "2026", " ".join(["Belastungserprobungsgruppe"] * 9), "rest " * 90])
def test_the_slug_of_a_post_is_one_that_wordpress_keeps(title: str) -> None:
    parcel = packed(TEXT, "blog", title=title)
    keys = [Step(parcel, 0, ticket(f"release-{number}"), "ode").key[:12] for number in range(1000)]
    slugs = [slug(Step(parcel, 0, ticket(f"release-{number}"), "ode")) for number in range(1000)]
    assert all(one.endswith(f"-{key}") for one, key in zip(slugs, keys, strict=True)) and len(set(slugs)) == 1000
    assert all(len(one) < 200 and not one.isdecimal() and "--" not in one for one in slugs)


def test_nothing_is_public_before_it_is_whole(site: WordPressSite, wordpress: Callable[..., WordPress]) -> None:
    site.faults += [Fault("POST", "media", 422)]
    with pytest.raises(Refused):
        out(wordpress(), packed(TEXT, "blog", pictures=[TREE]))
    assert not site.public


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", [500, 503, "drop", "slow", "malformed", "strange"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "posts"), ("POST", "posts"), ("POST", "posts/1"), ("POST", "media"), ("GET", "media")]
)
def test_a_fault_of_a_blog_is_got_over(
    site: WordPressSite, wordpress: Callable[..., WordPress], method: str, path: str, kind: str | int, after: bool
) -> None:
    site.faults += [Fault(method, path, kind, after)]
    done = out(wordpress(timeout=0.5), packed(TEXT, "blog", pictures=[TREE]))
    assert [str(post["id"]) for post in site.public] == [done.id]
    assert len(site.posts) == len(site.media) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(400, Refused), (401, SignedOut), (403, SignedOut), (429, RateLimited), (302, Refused)]
)
def test_what_a_blog_answers_is_told_without_the_draft(
    site: WordPressSite, wordpress: Callable[..., WordPress], status: int, error: type[SendError]
) -> None:
    said = {"code": "bad", "message": "Invalid: Rest well 🌿 @friend.example.org"}
    site.faults += [Fault("POST", "posts", status, headers=(("Retry-After", "900"),), body=said)] * 5
    with pytest.raises(error) as told:
        out(wordpress(), packed(TEXT, "blog"))
    assert "Rest" not in str(told.value) and site.password not in str(told.value) and told.value.remedy
    assert not site.public


def test_a_program_killed_after_a_blog_post_finds_it_again(
    site: WordPressSite, wordpress: Callable[..., WordPress]
) -> None:
    notes, now = Frail(), ticket()
    with pytest.raises(Killed):
        out(wordpress(), packed(TEXT, "blog"), notes, now)
    done = out(wordpress(), packed(TEXT, "blog"), notes, now)
    assert [str(post["id"]) for post in site.posts.values()] == [done.id]


def test_a_wrong_application_password_asks_for_the_account(site: WordPressSite) -> None:
    with pytest.raises(SignedOut, match="400 Invalid"):
        out(WordPress(site.url, site.user, "wrong"), packed(TEXT, "blog"))


def test_a_blog_that_is_not_there_has_nothing(site: WordPressSite) -> None:
    with pytest.raises(Unreachable):
        out(WordPress("http://127.0.0.1:9", "ode", "x", timeout=1), packed(TEXT, "blog"))


def test_a_blog_post_is_taken_back(site: WordPressSite, wordpress: Callable[..., WordPress]) -> None:
    done = out(wordpress(), packed(TEXT, "blog"))
    wordpress().take_back(done.parts[0])
    wordpress().take_back(Sent("99", "https://a.example"))
    assert not site.public


@pytest.mark.parametrize("title", ["", "On more & better rest"])
def test_a_blog_post_is_changed_and_keeps_its_address_and_pictures(
    site: WordPressSite, wordpress: Callable[..., WordPress], title: str
) -> None:
    done = out(wordpress(), packed(TEXT, "blog", title="On rest", pictures=[TREE]))
    before = dict(site.public[0])
    for _ in range(2):
        assert change(wordpress(), packed("Rest better.", "blog", title=title), done.parts[0]) == done.parts[0]
    (post,) = site.public
    assert (post["slug"], post["link"]) == (before["slug"], before["link"])
    assert post["title"] == (title.replace("&", "&amp;") or "On rest")
    assert post["content"].count("<figure") == 1 and f'alt="{TREE.alt}"' in post["content"]
    assert "<p>Rest better.</p>" in post["content"] and "Rest well" not in post["content"]
    assert len(site.posts) == len(site.media) == 1


def test_a_changed_blog_post_takes_other_pictures_once(
    site: WordPressSite, wordpress: Callable[..., WordPress]
) -> None:
    done = out(wordpress(), packed(TEXT, "blog", pictures=[TREE]))
    for _ in range(2):
        pond = packed("Rest better.", "blog", pictures=[Picture(b"\x89PNG pond", "image/png", "A pond")])
        change(wordpress(), pond, done.parts[0])
    content = site.public[0]["content"]
    assert content.count("<figure") == 1 and 'alt="A pond"' in content and len(site.media) == 2


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", [500, "drop", "malformed", "strange"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_while_a_blog_post_is_changed_is_got_over(
    site: WordPressSite, wordpress: Callable[..., WordPress], method: str, kind: str | int, after: bool
) -> None:
    done = out(wordpress(), packed(TEXT, "blog"))
    site.faults = [Fault(method, f"posts/{done.id}", kind, after)]
    change(wordpress(), packed("Rest better.", "blog"), done.parts[0])
    assert "<p>Rest better.</p>" in site.public[0]["content"]


def test_a_blog_post_in_the_trash_is_not_changed_back_into_the_world(
    site: WordPressSite, wordpress: Callable[..., WordPress]
) -> None:
    done = out(wordpress(), packed(TEXT, "blog"))
    wordpress().take_back(done.parts[0])
    with pytest.raises(Refused, match="no longer published"):
        change(wordpress(), packed("Rest better.", "blog"), done.parts[0])
    with pytest.raises(Refused, match="404"):
        change(wordpress(), packed("Rest better.", "blog"), Sent("99", ""))
    assert not site.public


def test_a_blog_answers_nothing(site: WordPressSite, wordpress: Callable[..., WordPress]) -> None:
    target, asked = Sent("1", "https://a.example/1"), len(site.log)
    with pytest.raises(NotThere, match=r"Paste the words that you answer into the draft"):
        wordpress().quoted("https://a.example/1")
    with pytest.raises(NotThere, match=r"Your blog does not take an answer.*as a comment"):
        out(wordpress(), packed("Rest.", "blog"), None, Ticket("r", datetime.now(UTC), Target(target, target)))
    assert len(site.log) == asked


# --- A server that means no good, or that is none


@pytest.fixture
def rogue() -> Iterator[Rogue]:
    for library in ("mastodon", "atproto", "httpx2"):
        pytest.importorskip(library, reason="an extra for publishing is not installed")
    with Rogue() as server:
        yield server


ON: Any = {
    "mastodon": lambda rogue: Mastodon(rogue.url, "token", "ode", wait=lambda _: None),
    "bluesky": lambda rogue: Bluesky(rogue.session),
    "blog": lambda rogue: WordPress(rogue.url, "ode", "x"),
}


@pytest.mark.parametrize("to", ON)
@pytest.mark.parametrize(
    ("status", "says"),
    [
        (200, b"[" * 100_000),
        (500, b'{"error":' * 100_000),
        (200, b'{"uri": "no address", "cid": "x"}'),
        (200, b'[{"id": Infinity, "status": "draft"}]'),
    ],
    ids=["deep", "deep error", "no address", "endless"],
)
def test_whatever_a_server_answers_is_told_as_no_clear_answer(rogue: Rogue, to: str, status: int, says: bytes) -> None:
    rogue.status, rogue.says = status, says
    with pytest.raises(Unsure, match="Try again"):
        out(ON[to](rogue), packed(TEXT, to))


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,<script>", "https://town.example/\x1b[2J", "https://", "https://[x", 7],
)
def test_a_link_that_leads_nowhere_is_not_kept_but_the_post_is(rogue: Rogue, link: object) -> None:
    rogue.says = json.dumps({"id": "1", "url": link, "uri": "x"}).encode()
    assert out(ON["mastodon"](rogue), packed(TEXT, "mastodon")).parts == (Sent("1", ""),)
    rogue.says = json.dumps([{"id": 1, "status": "publish", "link": link}]).encode()
    assert out(ON["blog"](rogue), packed(TEXT, "blog")).parts == (Sent("1", ""),)


@pytest.mark.parametrize("to", ON)
def test_what_a_server_says_moves_no_cursor(rogue: Rogue, to: str) -> None:
    said = "Too long\x1b]0;owned\x07 \u202edlo"
    rogue.status, rogue.says = 422, json.dumps({"error": said, "message": said}).encode()
    with pytest.raises(Refused, match="422 Too long") as told:
        out(ON[to](rogue), packed(TEXT, to))
    assert str(told.value).isprintable()


@pytest.mark.parametrize("sign_in_or_send", ["sign in", *ON])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_server_hands_on_to_another_what_was_meant_for_it(rogue: Rogue, sign_in_or_send: str, status: int) -> None:
    with Rogue() as other:
        rogue.status, rogue.headers = status, {"Location": f"{other.url}/api/v1/statuses"}
        with pytest.raises((Unsure, Refused)):
            if sign_in_or_send == "sign in":
                sign_in(rogue.url, "ode", "abcd-efgh")
            else:
                out(ON[sign_in_or_send](rogue), packed(TEXT, sign_in_or_send))
        assert rogue.log and not other.log


@pytest.mark.parametrize("to", ON)
@pytest.mark.parametrize("name", ["X-RateLimit-Reset", "RateLimit-Reset", "Retry-After"])
@pytest.mark.parametrize("when", ["1793000000000", "9" * 30])
def test_a_limit_that_ends_when_no_calendar_says_is_still_a_limit(rogue: Rogue, to: str, name: str, when: str) -> None:
    rogue.status, rogue.headers = 429, {name: when}
    with pytest.raises(RateLimited) as told:
        out(ON[to](rogue), packed(TEXT, to))
    assert told.value.until is None or told.value.until.year > 2027


# --- Without an extra


@pytest.mark.parametrize(
    ("library", "publisher", "extra"),
    [
        ("mastodon", lambda: Mastodon("https://a.example", "token", "ode"), "mastodon"),
        ("atproto", lambda: Bluesky("ode:::did:plc:x:::a:::b:::https://a.example"), "bluesky"),
        ("httpx2", lambda: WordPress("https://a.example", "ode", "x"), "wordpress"),
    ],
)
def test_a_missing_library_is_named(
    library: str, publisher: Callable[[], Any], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    to = {"mastodon": "mastodon", "bluesky": "bluesky", "wordpress": "blog"}[extra]
    with pytest.raises(MissingExtra, match=rf"primum\[{extra}\]"):
        out(publisher(), packed(TEXT, to))
