"""Publishing from the command line, over a Mastodon server of the tests' own that keeps what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from primum.cli.publish import opened_outbox
from primum.desk import Beside
from tests.conftest import Outcome
from tests.servers import keep_to_loopback
from tests.test_desk import own_store  # noqa: F401  # a fixture
from tests.test_outbox import HELLO, LONG
from tests.test_web_posts import picture

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture(scope="module")
def instance() -> Iterator[Any]:
    testing = pytest.importorskip("mastodon_mock.testing", reason="mastodon_mock, the server to test with, is missing")
    with testing.MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tried = keep_to_loopback(monkeypatch)
    yield
    assert not tried


@pytest.fixture
def primum(run: Callable[..., Outcome], instance: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run `primum ARGS` with an account connected on the server, on which nothing stands."""
    client = instance.client("alice")
    for status in client.account_statuses(client.account_verify_credentials().id):
        client.status_delete(status.id)
    monkeypatch.setattr("click.launch", lambda _: 0)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "mockcode_alice")
    added = run("account", "add", "mastodon", "--server", instance.base_url)
    assert "Connected: @alice@" in added.out
    assert "mockcode_alice" not in added.out + added.err
    return run


def there(instance: Any) -> list[str]:
    """Return what stands on the account, the oldest first."""
    client = instance.client("alice")
    statuses = client.account_statuses(client.account_verify_credentials().id)
    return [status.content for status in reversed(statuses)]


def held(primum: Callable[..., Outcome], text: str = HELLO, platform: str = "mastodon") -> str:
    primum("hold", "--text", text, "--platform", platform)
    return primum("drafts").out.split()[0]


def test_a_thread_is_shown_published_once_listed_and_recalled(primum: Callable[..., Outcome], instance: Any) -> None:
    id_ = held(primum, LONG)
    shown = primum("publish", id_, "--show").out
    assert "1/2 · Mastodon" in shown
    assert not there(instance)
    published = primum("publish", id_, "--skip-breath")
    assert published.code == 0
    assert "It is out: http" in published.out
    assert len(there(instance)) == 2
    post = primum("posts").out.split()[0]
    recalled = primum("recall", post)
    assert "Taken back" in recalled.out
    assert "cop" in recalled.out
    assert not there(instance)
    assert "recalled" in primum("posts").out
    assert {"published", "recalled"} <= set(primum("journal").out.split())


def test_a_picture_goes_out_with_its_description_and_not_without(
    primum: Callable[..., Outcome], instance: Any, tmp_path: Path
) -> None:
    (tmp_path / "p.jpg").write_bytes(picture())
    id_ = held(primum)
    refused = primum("publish", id_, "--skip-breath", "--picture", str(tmp_path / "p.jpg"))
    assert refused.code == 1
    assert "No description was given for picture 1" in refused.err
    assert not there(instance)
    assert primum("publish", id_, "--picture", str(tmp_path / "p.jpg"), "--alt", "A teal square").code == 0
    client = instance.client("alice")
    (status,) = client.account_statuses(client.account_verify_credentials().id)
    assert [one.description for one in status.media_attachments] == ["A teal square"]


def test_a_file_that_is_no_picture_leaves_the_pictures_as_they_were(
    primum: Callable[..., Outcome], tmp_path: Path
) -> None:
    good, none, large = (tmp_path / name for name in ("p.jpg", "none.jpg", "large.jpg"))
    good.write_bytes(picture())
    none.write_text("no picture")
    large.write_bytes(picture() + bytes(20_000_000))
    id_ = held(primum)
    primum("publish", id_, "--show", "--picture", str(good), "--alt", "A teal square")
    for path, said in ((tmp_path / "nowhere.jpg", "no such file"), (none, "no picture"), (large, "more than 20 MB")):
        refused = primum("publish", id_, "--show", "--picture", str(good), "--picture", str(path))
        assert said in refused.err
        with opened_outbox() as outbox:
            assert [one.alt for one in outbox.pictures(id_)] == ["A teal square"]


def test_what_was_put_beside_it_on_the_page_goes_out_with_it(primum: Callable[..., Outcome], instance: Any) -> None:
    id_ = held(primum)
    with opened_outbox() as outbox:
        outbox.keep_beside(id_, Beside(warning="Openings"))
    assert primum("publish", id_, "--skip-breath").code == 0
    client = instance.client("alice")
    (status,) = client.account_statuses(client.account_verify_credentials().id)
    assert status.spoiler_text == "Openings"


def test_before_its_pause_is_over_nothing_leaves(primum: Callable[..., Outcome], instance: Any) -> None:
    outcome = primum("publish", held(primum, "My client told me on Tuesday that she left."), "--skip-breath")
    assert outcome.code == 1
    assert not there(instance)
    assert "No post leans on a consent" in primum("recall").out


def test_what_failed_says_why_and_goes_out_when_it_is_tried_again(
    primum: Callable[..., Outcome], instance: Any
) -> None:
    id_ = held(primum)
    with instance.fault(path="/api/v1/statuses", status=422):
        outcome = primum("publish", id_, "--skip-breath")
    assert outcome.code == 1
    assert "422" in outcome.err
    assert "failed" in primum("posts").out
    assert primum("publish", id_).code == 0
    assert len(there(instance)) == 1


def test_a_schedule_waits_and_can_be_taken_back(primum: Callable[..., Outcome], instance: Any) -> None:
    id_ = held(primum)
    at = datetime.now() + timedelta(days=1)  # as its author writes it
    assert primum("publish", id_, "--at", f"{at:%Y-%m-%d %H:%M}").code == 0
    assert primum("publish", "--due").code == 0
    assert not there(instance)
    assert "scheduled" in primum("posts").out
    assert "will not go out" in primum("recall", primum("posts").out.split()[0]).out


def test_where_no_account_is_the_text_is_copied_part_by_part(
    primum: Callable[..., Outcome], instance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr("pyperclip.copy", copied.append)
    monkeypatch.setattr("primum.publish.handover.hand_over.__kwdefaults__", {"copy": None, "browse": opened.append})
    outcome = primum("publish", held(primum, LONG, "bluesky"), "--skip-breath")
    assert outcome.code == 0
    assert "Copied (1 of 3)" in outcome.err
    assert [text[-5:] for text in copied] == ["(1/3)", "(2/3)", "(3/3)"]
    assert opened
    assert not there(instance)
    assert "handed-over" in primum("journal").out


def test_an_account_is_listed_by_name_and_removed_with_its_token(primum: Callable[..., Outcome], instance: Any) -> None:
    listed = primum("account", "list").out
    assert "@alice@" in listed
    removed = primum("account", "remove", listed.split()[-1])
    assert "Disconnected" in removed.out
    assert not primum("account", "list").out
    id_ = held(primum)
    assert "so you paste it there" in primum("publish", id_, "--show").err


@pytest.mark.parametrize(
    "args",
    [
        ("publish",),
        ("publish", "nothing"),
        ("recall", "nothing"),
        ("account", "remove", "nobody"),
        ("account", "add", "myspace"),
    ],
)
def test_a_mistake_is_told_in_one_line(primum: Callable[..., Outcome], args: tuple[str, ...]) -> None:
    outcome = primum(*args)
    assert outcome.code in (1, 2)
    assert outcome.err.count("\n") == 1
    assert "stumbled" not in outcome.err
