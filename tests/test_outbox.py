"""The outbox: nothing leaves before its pause is over, each post leaves once, and every way back works."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from primum import Draft
from primum.desk import Beside, Desk, Outbox
from primum.desk.errors import (
    CannotEdit,
    HalfOut,
    NoAccount,
    NotOut,
    NotWaiting,
    TooFar,
    TooLate,
    Underway,
    WordsChanged,
    WrongPlace,
)
from primum.hold import NotReviewed, NotYet, Reason
from primum.publish import Account, PostedAlready, SendError, Sent, Step, Target
from primum.publish.errors import FitError, Refused, SignedOut, Unreachable, Unsure
from primum.store import Folder, Store
from tests.test_desk import CLEAN, LABEL, STORY, Clock, consent

HELLO = "Two spaces open on Tuesdays, evenings too."
LONG = "Rest is not a reward. You may lie down before the list is done. " * 12


class Killed(BaseException):
    """Stands for the end of the program: nothing catches it."""


class Place:
    """A platform that keeps what arrives under its key; a fault of None lets a post pass.

    `faults` are raised in turn after a post has arrived, those of `before` instead of it.
    """

    account = "@mira@world.example"

    def __init__(self) -> None:
        self.posts: dict[str, str] = {}
        self.answers: dict[str, str | None] = {}
        self.asked = 0
        self.faults: list[BaseException | None] = []
        self.before: list[SendError | None] = []

    def send(self, step: Step) -> Sent:
        self._reached()
        self.posts[step.key] = step.part.text
        self.answers[step.key] = step.parents[-1].id if step.parents else None
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return self._sent(step.key)

    def find(self, step: Step) -> Sent | None:
        self.asked += 1
        return self._sent(step.key) if step.key in self.posts else None

    def take_back(self, post: Sent) -> None:
        self._reached()
        self.posts.pop(post.id, None)

    def quoted(self, link: str) -> NoReturn:
        raise NotImplementedError

    def change(self, step: Step, post: Sent) -> Sent:
        self.asked += 1
        self.posts[post.id] = step.part.text
        return post

    def _reached(self) -> None:
        self.asked += 1
        if self.before and (fault := self.before.pop(0)):
            raise fault

    @staticmethod
    def _sent(key: str) -> Sent:
        return Sent(key, f"https://world.example/{key}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def open_again(tmp_path: Path, clock: Clock, place: Place) -> Iterator[Callable[[], Outbox]]:
    """Open the outbox as a program that starts does; the one before it is closed."""
    key, stores = os.urandom(32), []

    def start() -> Outbox:
        for store in stores:
            store.close()
        stores.append(Store.in_folder(Folder(tmp_path / "home"), key, clock))
        return Outbox(Desk(stores[-1], clock), connecting=lambda *_: place, wait=lambda _: None)

    yield start
    for store in stores:
        store.close()


@pytest.fixture
def outbox(open_again: Callable[[], Outbox]) -> Outbox:
    return open_again()


def connected(outbox: Outbox, platform: str = "mastodon", handle: str = "mira") -> str:
    return outbox.connect(Account(platform, "https://world.example", handle, "the secret token")).id


def ready(outbox: Outbox, text: str = HELLO, on: str = "mastodon") -> str:
    """Save a draft and go through its pause up to its end."""
    id_ = str(outbox.desk.save(Draft(text, platform=on)).id)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    return id_


# ── Nothing goes before its pause is over ────────────────────────────────────────────────────────


def test_a_draft_that_has_been_through_its_pause_goes_out_and_is_noted(outbox: Outbox, place: Place) -> None:
    post = outbox.publish(ready(outbox), connected(outbox))
    assert list(place.posts.values()) == [HELLO]
    assert (post.state, post.url) == ("published", f"https://world.example/{post.parts[0].id}")
    (released,) = outbox.desk.releases()
    assert (released.url, released.id) == (post.url, post.release_id)
    assert [entry.act for entry in outbox.desk.journal()][:2] == ["published", "paused"]


@pytest.mark.parametrize("draft", [LABEL, STORY])
def test_what_is_not_released_cannot_go_out(draft: Draft, outbox: Outbox, place: Place) -> None:
    id_ = str(outbox.desk.save(Draft(draft.text, platform="mastodon")).id)
    account = connected(outbox)
    with pytest.raises(NotReviewed):
        outbox.publish(id_, account)
    outbox.desk.ready(id_)
    with pytest.raises(NotYet):
        outbox.publish(id_, account)
    assert not place.asked
    assert not outbox.posts()


def test_up_to_the_release_no_connection_is_opened_at_all(
    outbox: Outbox, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("something wanted a network")

    account = connected(outbox)
    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    id_ = str(outbox.desk.save(Draft(STORY.text, platform="mastodon")).id)
    outbox.desk.guidance(Draft(STORY.text))
    outbox.desk.save(Draft(HELLO, platform="mastodon"), id_, 1)
    outbox.preview(id_, account)
    outbox.desk.ready(id_)
    outbox.schedule(id_, account, outbox.desk.clock() + timedelta(hours=1))
    outbox.desk.skip_breath(id_)
    assert not place.asked
    outbox.publish(id_, account)
    assert place.asked == 1


def test_a_draft_goes_only_where_it_was_written_for(outbox: Outbox, place: Place) -> None:
    id_ = ready(outbox, on="bluesky")
    with pytest.raises(WrongPlace, match=r"Mastodon"):
        outbox.publish(id_, connected(outbox))
    with pytest.raises(NoAccount):
        outbox.publish(id_, "gone")
    assert not place.asked


def test_a_thread_is_numbered_before_it_goes_and_goes_as_it_was_shown(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox, LONG), connected(outbox)
    shown = [part.text for part in outbox.preview(id_, account).parts]
    assert len(shown) > 1
    outbox.publish(id_, account)
    assert list(place.posts.values()) == shown


def test_words_beside_the_text_go_out_with_it_and_must_be_clean(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)
    with pytest.raises(FitError):
        outbox.publish(id_, account, Beside(warning="My 3pm cried about it today"))
    assert not place.asked


# ── Once means once ──────────────────────────────────────────────────────────────────────────────


@given(faults=st.lists(st.sampled_from(["passes", "lost", "killed"]), max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_fails_and_wherever_it_stops_each_part_stands_there_once(
    faults: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    clock, place, key = Clock(), Place(), os.urandom(32)
    folder = Folder(tmp_path_factory.mktemp("once") / "home")

    def start(store: Store) -> Outbox:
        return Outbox(Desk(store, clock), connecting=lambda *_: place, wait=lambda _: None)

    with Store.in_folder(folder, key, clock) as store:
        account, id_ = connected(start(store)), ready(start(store), LONG)
        shown = [part.text for part in start(store).preview(id_, account).parts]
    place.faults = [{"passes": None, "lost": Unsure("Mastodon"), "killed": Killed()}[fault] for fault in faults]
    for attempt in range(9):
        with Store.in_folder(folder, key, clock) as store, contextlib.suppress(Killed, SendError):
            start(store).publish(id_, account) if attempt == 0 else start(store).send_due()
        clock.pass_(minutes=11)
    assert list(place.posts.values()) == shown
    with Store.in_folder(folder, key, clock) as store:
        assert [post.state for post in start(store).posts()] == ["published"]


def test_a_program_that_was_killed_between_sending_and_noting_goes_on_at_its_next_start(
    open_again: Callable[[], Outbox], place: Place, clock: Clock
) -> None:
    outbox = open_again()
    id_, account = ready(outbox), connected(outbox)
    place.faults = [Killed()]
    with pytest.raises(Killed):
        outbox.publish(id_, account)
    outbox = open_again()
    clock.pass_(minutes=11)
    (post,) = outbox.send_due()
    assert (post.state, len(place.posts)) == ("published", 1)
    assert not outbox.send_due()


def test_the_same_words_are_not_posted_twice_unless_the_author_says_so(outbox: Outbox, place: Place) -> None:
    account = connected(outbox)
    outbox.publish(ready(outbox), account)
    again = ready(outbox, HELLO + "!")
    with pytest.raises(PostedAlready):
        outbox.publish(again, account)
    assert [post.text for post in outbox.posts("failed")] == [HELLO + "!"]
    assert outbox.publish(again, account, again=True).state == "published"
    assert len(place.posts) == 2


def test_the_day_on_which_they_went_out_is_the_author_s(outbox: Outbox, clock: Clock) -> None:
    evening = timezone(timedelta(hours=-5))
    outbox.desk.clock = lambda: clock().astimezone(evening).replace(day=2, hour=22)
    account = connected(outbox)
    outbox.publish(ready(outbox), account)
    with pytest.raises(PostedAlready, match="went out on November 2, 2026"):
        outbox.publish(ready(outbox), account)


def test_the_same_words_may_go_to_another_platform_or_out_again_once_taken_back(outbox: Outbox, place: Place) -> None:
    account = connected(outbox)
    first = outbox.publish(ready(outbox), account)
    outbox.publish(ready(outbox, on="bluesky"), connected(outbox, "bluesky"))
    outbox.recall(first.id)
    outbox.publish(ready(outbox), account)
    assert len(place.posts) == 2


def test_two_windows_do_not_send_it_side_by_side(outbox: Outbox, place: Place, clock: Clock) -> None:
    id_, account = ready(outbox), connected(outbox)
    place.before = [Unreachable("Mastodon")] * 9
    with pytest.raises(Unreachable):
        outbox.publish(id_, account)
    (post,) = outbox.posts()
    assert outbox.store.outbox.claim(post.id, clock() + timedelta(minutes=5))
    place.before = []
    with pytest.raises(Underway):
        outbox.retry(post.id)
    assert not place.posts


def test_two_clicks_at_once_publish_once(outbox: Outbox, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    id_, account = ready(outbox), connected(outbox)
    there, rows = outbox.store.outbox.of, threading.Barrier(2)

    def both_at_once(draft: str) -> object:
        found = there(draft)
        with contextlib.suppress(threading.BrokenBarrierError):
            rows.wait(0.2)
        return found

    def click() -> None:
        with contextlib.suppress(Underway, NotWaiting, PostedAlready):
            outbox.publish(id_, account)

    monkeypatch.setattr(outbox.store.outbox, "of", both_at_once)
    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert list(place.posts.values()) == [HELLO]
    assert len(outbox.posts("published")) == 1


def test_what_is_kept_from_going_and_may_be_out_is_not_said_to_be_safe(outbox: Outbox, place: Place) -> None:
    place.before = [Refused("Mastodon")]
    with pytest.raises(Refused):
        outbox.publish(ready(outbox), connected(outbox))
    (refused,) = outbox.posts()
    assert "It will not go out" in outbox.withdraw(refused.id).kept_back
    place.faults = [Unsure("Mastodon")] * 9
    place.find = lambda _: None  # type: ignore[method-assign]  # nothing can be looked up
    with pytest.raises(Unsure):
        outbox.publish(ready(outbox), connected(outbox))
    (unsure,) = outbox.posts("failed")
    assert "may be out" in outbox.withdraw(unsure.id).kept_back


def test_what_was_withdrawn_in_another_window_is_not_said_to_be_out(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)
    place.before = [Refused("Mastodon")]
    with pytest.raises(Refused):
        outbox.publish(id_, account)
    (post,) = outbox.posts()
    outbox.withdraw(post.id)
    with pytest.raises(NotWaiting, match="does not go out"):
        outbox.retry(post.id)
    assert not place.posts


def test_a_long_thread_keeps_its_claim_while_it_goes_out(outbox: Outbox, place: Place, clock: Clock) -> None:
    claims: list[bool] = []

    def send(step: Step) -> Sent:
        clock.pass_(minutes=9)  # each part alone takes less than a claim lasts, all of them more
        claims.append(outbox.store.outbox.claim(step.ticket.key, clock() + timedelta(minutes=1)) is None)
        return Place.send(place, step)

    place.send = send  # type: ignore[method-assign]
    outbox.publish(ready(outbox, LONG), connected(outbox))
    assert len(claims) > 1
    assert all(claims)


# ── What failed ──────────────────────────────────────────────────────────────────────────────────


def test_what_failed_says_what_was_answered_and_what_to_do_and_stays_a_draft(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)
    place.before = [Refused("Mastodon", "422 Text is too long")]
    with pytest.raises(Refused):
        outbox.publish(id_, account)
    (post,) = outbox.of(id_)
    assert post.state == "failed"
    assert "422 Text is too long" in post.problem
    assert post.remedy
    assert [line.id for line in outbox.desk.drafts()] == [id_]
    assert outbox.desk.journal()[0].act == "failed"
    assert outbox.retry(post.id).state == "published"


@pytest.mark.parametrize("fault", [Refused("Mastodon", "422 Text is too long"), Unreachable("Mastodon")])
def test_what_clearly_did_not_leave_can_go_out_in_other_words(fault: SendError, outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)
    place.before = [fault] * 9
    with pytest.raises(type(fault)):
        outbox.publish(id_, account)
    place.before = []
    outbox.desk.save(Draft("One space open on Tuesdays.", platform="mastodon"), id_, outbox.desk.open(id_).version)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    outbox.publish(id_, account)
    assert list(place.posts.values()) == ["One space open on Tuesdays."]


def test_what_nobody_foresaw_keeps_no_other_post_from_going(outbox: Outbox, place: Place, clock: Clock) -> None:
    account = connected(outbox)
    first = outbox.schedule(ready(outbox), account, clock() + timedelta(hours=1))
    outbox.schedule(ready(outbox, "Rest is not a reward."), account, clock() + timedelta(hours=2))
    place.faults = [ZeroDivisionError(HELLO)]
    clock.pass_(hours=3)
    assert [post.state for post in outbox.send_due()] == ["failed", "published"]
    stumbled = outbox.post(first.id)
    assert "ZeroDivisionError" in stumbled.problem
    assert HELLO not in stumbled.problem
    assert not outbox.send_due()
    assert outbox.retry(first.id).state == "published"
    assert len(place.posts) == 2


def test_half_a_thread_goes_on_where_it_stopped(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox, LONG), connected(outbox)
    place.before = [None, SignedOut("Mastodon")]
    with pytest.raises(SignedOut):
        outbox.publish(id_, account)
    (post,) = outbox.of(id_)
    assert len(post.parts) == 1
    outbox.publish(id_, account)
    assert list(place.posts.values()) == [part.text for part in outbox.preview(id_, account).parts]


def test_half_a_thread_in_other_words_is_not_gone_on_with(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox, LONG), connected(outbox)
    place.before = [None, SignedOut("Mastodon")]
    with pytest.raises(SignedOut):
        outbox.publish(id_, account)
    outbox.desk.save(Draft(f"Friends! {LONG}", platform="mastodon"), id_, outbox.desk.open(id_).version)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    with pytest.raises(HalfOut) as half:
        outbox.publish(id_, account)
    outbox.recall(half.value.post)
    assert outbox.publish(id_, account).state == "published"
    assert "Friends" in next(iter(place.posts.values()))


def test_half_a_thread_is_not_gone_on_with_where_its_server_splits_it_otherwise_by_now(
    outbox: Outbox, place: Place
) -> None:
    id_, account = ready(outbox, LONG), connected(outbox)
    place.before = [None, SignedOut("Mastodon")]
    with pytest.raises(SignedOut):
        outbox.publish(id_, account)
    record = outbox.store.accounts.get(account)
    outbox.store.accounts.add(replace(record, settings={"limit": 5000, "url": 23}))
    with pytest.raises(HalfOut):
        outbox.publish(id_, account)
    assert len(place.posts) == 1


# ── Later ────────────────────────────────────────────────────────────────────────────────────────


def test_a_scheduled_post_goes_out_at_its_time_and_survives_a_restart(
    open_again: Callable[[], Outbox], place: Place, clock: Clock
) -> None:
    outbox = open_again()
    id_, account = ready(outbox), connected(outbox)
    outbox.schedule(id_, account, clock() + timedelta(hours=3))
    outbox = open_again()
    clock.pass_(hours=2)
    assert not outbox.send_due()
    clock.pass_(hours=2)
    assert [post.state for post in outbox.send_due()] == ["published"]
    assert list(place.posts.values()) == [HELLO]


def test_a_schedule_cannot_shorten_the_pause(outbox: Outbox, place: Place, clock: Clock) -> None:
    id_, account = str(outbox.desk.save(Draft(LABEL.text, platform="mastodon")).id), connected(outbox)
    with pytest.raises(NotReviewed):
        outbox.schedule(id_, account, clock() + timedelta(days=2))
    sheet = outbox.desk.ready(id_).sheet
    with pytest.raises(NotYet):
        outbox.schedule(id_, account, clock() + timedelta(days=2))
    for noticed in sheet.noticed:
        outbox.desk.answer(id_, noticed.id, Reason.ALREADY_PUBLIC, "he said so in his book")
    with pytest.raises(NotYet):
        outbox.schedule(id_, account, clock() + timedelta(minutes=30))
    with pytest.raises(TooLate):
        clock.pass_(hours=5)
        outbox.schedule(id_, account, clock() - timedelta(hours=1))
    with pytest.raises(TooFar):
        outbox.schedule(id_, account, datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))))
    outbox.schedule(id_, account, clock() + timedelta(minutes=1))
    clock.pass_(minutes=2)
    assert [post.state for post in outbox.send_due()] == ["published"]


def test_what_was_changed_after_it_was_scheduled_does_not_go_and_says_so(
    outbox: Outbox, place: Place, clock: Clock
) -> None:
    id_, account = ready(outbox), connected(outbox)
    outbox.schedule(id_, account, clock() + timedelta(hours=1))
    outbox.desk.save(Draft("Three spaces open.", platform="mastodon"), id_, outbox.desk.open(id_).version)
    clock.pass_(hours=2)
    (post,) = outbox.send_due()
    assert (post.state, post.problem) == ("failed", WordsChanged().problem)
    assert not place.asked


def test_a_post_whose_consent_fell_before_its_time_does_not_go(outbox: Outbox, place: Place, clock: Clock) -> None:
    id_ = str(outbox.desk.save(Draft(STORY.text, platform="mastodon")).id)
    outbox.desk.record(consent(platforms=("mastodon",)))
    outbox.desk.lean(id_, ["c1"])
    sheet = outbox.desk.ready(id_).sheet
    for noticed in sheet.noticed:
        if noticed.open:
            outbox.desk.answer(id_, noticed.id, Reason.CONSENT, "asked and agreed")
    clock.pass_(hours=20)
    outbox.schedule(id_, connected(outbox), clock() + timedelta(hours=1))
    outbox.desk.revoke("c1", clock().date())
    clock.pass_(hours=2)
    (post,) = outbox.send_due()
    assert post.state == "failed"
    assert not place.asked


def test_what_waits_can_be_kept_from_going(outbox: Outbox, place: Place, clock: Clock) -> None:
    post = outbox.schedule(ready(outbox), connected(outbox), clock() + timedelta(hours=1))
    assert post.waits
    outbox.withdraw(post.id)
    clock.pass_(hours=2)
    assert not outbox.send_due()
    assert not place.asked


def test_what_is_on_its_way_at_this_moment_can_no_longer_be_kept_from_going(
    outbox: Outbox, place: Place, clock: Clock
) -> None:
    post = outbox.schedule(ready(outbox), connected(outbox), clock() + timedelta(hours=1))
    assert outbox.store.outbox.claim(post.id, clock() + timedelta(minutes=5))
    with pytest.raises(Underway):
        outbox.withdraw(post.id)


def test_a_scheduled_post_that_went_out_before_waits_for_its_author_to_say_so(
    outbox: Outbox, place: Place, clock: Clock
) -> None:
    account = connected(outbox)
    outbox.publish(ready(outbox), account)
    outbox.schedule(ready(outbox), account, clock() + timedelta(hours=1))
    clock.pass_(hours=2)
    (post,) = outbox.send_due()
    assert (post.state, post.twice, len(place.posts)) == ("failed", True, 1)
    assert outbox.retry(post.id, again=True).state == "published"


def test_a_draft_that_is_deleted_takes_its_schedule_along(outbox: Outbox, place: Place, clock: Clock) -> None:
    id_ = ready(outbox)
    outbox.schedule(id_, connected(outbox), clock() + timedelta(hours=1))
    outbox.desk.delete(id_)
    clock.pass_(hours=2)
    outbox.send_due()
    assert not place.asked
    assert not any(HELLO in post.text for post in outbox.posts())


def test_a_draft_that_is_deleted_while_it_goes_out_is_noted_as_out(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)

    def send(step: Step) -> Sent:
        outbox.desk.delete(id_)
        return Place.send(place, step)

    place.send = send  # type: ignore[method-assign]
    post = outbox.publish(id_, account)
    assert (post.state, post.problem) == ("published", "")
    assert [one.url for one in outbox.desk.releases()] == [post.url]
    assert outbox.recall(post.id).post.state == "recalled"


# ── After ────────────────────────────────────────────────────────────────────────────────────────


def test_a_post_is_taken_back_whole_and_where_copies_may_remain_is_said(outbox: Outbox, place: Place) -> None:
    post = outbox.publish(ready(outbox, LONG), connected(outbox))
    recalled = outbox.recall(post.id)
    assert not place.posts
    assert (recalled.post.state, recalled.post.parts) == ("recalled", ())
    assert recalled.copies
    assert outbox.desk.releases()[0].url is None
    with pytest.raises(NotOut):
        outbox.recall(post.id)


def test_a_recall_says_so_where_one_more_part_may_be_out(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox, LONG), connected(outbox)
    place.faults = [None, *[Unsure("Mastodon")] * 9]
    place.find = lambda _: None  # type: ignore[method-assign]  # nothing can be looked up
    with pytest.raises(Unsure):
        outbox.publish(id_, account)
    (post,) = outbox.of(id_)
    assert "may be out" in outbox.recall(post.id).copies


def test_a_recall_that_failed_half_way_goes_on(outbox: Outbox, place: Place) -> None:
    post = outbox.publish(ready(outbox, LONG), connected(outbox))
    place.before = [Unreachable("Mastodon")]
    with pytest.raises(Unreachable):
        outbox.recall(post.id)
    assert outbox.post(post.id).parts
    outbox.recall(post.id)
    assert not place.posts


def test_a_revoked_consent_leads_to_the_posts_that_can_be_taken_back(
    outbox: Outbox, place: Place, clock: Clock
) -> None:
    id_ = str(outbox.desk.save(Draft(STORY.text, platform="mastodon")).id)
    outbox.desk.record(consent(platforms=("mastodon",)))
    outbox.desk.lean(id_, ["c1"])
    for noticed in outbox.desk.ready(id_).sheet.noticed:
        if noticed.open:
            outbox.desk.answer(id_, noticed.id, Reason.CONSENT, "asked and agreed")
    clock.pass_(hours=20)
    post = outbox.publish(id_, connected(outbox))
    (affected,) = outbox.desk.revoke("c1", clock().date())
    assert outbox.of_release(affected.posted.id) == outbox.post(post.id)


def test_a_published_post_is_changed_through_its_own_pause(outbox: Outbox, place: Place) -> None:
    account = connected(outbox)
    post = outbox.publish(ready(outbox), account)
    sheet = outbox.revise(post.id)
    id_ = str(sheet.id)
    outbox.desk.save(Draft("One space open on Tuesdays.", platform="mastodon"), id_, sheet.version)
    with pytest.raises(NotReviewed):
        outbox.publish(id_, account)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    changed = outbox.publish(id_, account)
    assert list(place.posts.values()) == ["One space open on Tuesdays."]
    assert (changed.url, outbox.post(post.id).state) == (post.url, "replaced")
    outbox.recall(changed.id)
    assert not place.posts


@pytest.mark.parametrize("scheduled", [False, True])
def test_a_change_of_a_post_that_was_taken_back_goes_out_only_if_its_author_publishes_it(
    scheduled: bool, outbox: Outbox, place: Place, clock: Clock
) -> None:
    account = connected(outbox)
    post = outbox.publish(ready(outbox), account)
    id_ = str(outbox.revise(post.id).id)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    if scheduled:
        outbox.schedule(id_, account, clock() + timedelta(hours=1))
    outbox.recall(post.id)
    clock.pass_(hours=2)
    assert [(one.state, one.problem) for one in outbox.send_due()] == [
        ("failed", "The post that this was to change was taken back.")
    ] * scheduled
    assert not place.posts
    assert outbox.publish(id_, account).state == "published"
    assert list(place.posts.values()) == [HELLO]


def test_a_post_is_changed_at_its_own_account_with_what_stood_beside_it(outbox: Outbox, place: Place) -> None:
    post = outbox.publish(ready(outbox), connected(outbox), Beside(warning="Openings"))
    id_ = str(outbox.revise(post.id).id)
    assert outbox.beside(id_) == Beside(warning="Openings")
    outbox.desk.save(Draft(HELLO, platform="bluesky"), id_, outbox.desk.open(id_).version)
    assert outbox.beside(id_) == Beside(), "another platform takes no such thing"
    outbox.desk.save(Draft(HELLO, platform="mastodon"), id_, outbox.desk.open(id_).version)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    with pytest.raises(CannotEdit):
        outbox.publish(id_, connected(outbox, handle="another"))
    assert list(place.posts.values()) == [HELLO]


def test_what_a_platform_cannot_change_is_said(outbox: Outbox) -> None:
    post = outbox.publish(ready(outbox, on="bluesky"), connected(outbox, "bluesky"))
    with pytest.raises(CannotEdit, match="Bluesky"):
        outbox.revise(post.id)


def test_an_answer_goes_out_under_the_post_that_it_answers(outbox: Outbox, place: Place) -> None:
    id_, account = ready(outbox), connected(outbox)
    asked = Sent("109", "https://world.example/109")
    outbox.answering(id_, Target(asked, asked))
    outbox.publish(id_, account)
    assert list(place.answers.values()) == ["109"]


def test_a_hand_over_is_noted_as_one_and_is_no_publication(outbox: Outbox, place: Place) -> None:
    parcel = outbox.hand_over(ready(outbox, on="instagram"))
    assert [part.text for part in parcel.fitted.parts] == [HELLO]
    assert outbox.desk.journal()[0].act == "handed-over"
    assert not outbox.posts()
    assert not place.asked


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────


def test_an_account_is_known_by_its_name_and_its_token_is_shown_nowhere(outbox: Outbox) -> None:
    connected(outbox)
    (account,) = outbox.accounts()
    assert account.platform == "mastodon"
    assert "mira" in account.name
    assert "secret token" not in repr(outbox.accounts()) + repr(outbox.store.accounts.list())


def test_an_account_that_is_connected_anew_takes_its_own_place(outbox: Outbox) -> None:
    assert connected(outbox) == connected(outbox)
    assert len(outbox.accounts()) == 1
    assert not outbox.accounts("bluesky")


def test_an_account_is_forgotten_also_where_its_library_is_gone(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = json.dumps(dict.fromkeys(("token", "id", "secret"), "s3cret"))
    account = outbox.connect(Account("mastodon", "https://world.example", "mira", kept))
    monkeypatch.setitem(sys.modules, "mastodon", None)
    assert not outbox.disconnect(account.id)
    assert not outbox.accounts()


def test_a_post_can_be_followed_after_its_account_is_gone_but_not_taken_back(
    outbox: Outbox, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("primum.desk.outbox.revoke", lambda _: True)
    account = connected(outbox)
    post = outbox.publish(ready(outbox), account)
    assert outbox.disconnect(account)
    assert outbox.post(post.id).url == post.url
    with pytest.raises(NoAccount):
        outbox.recall(post.id)


def test_a_draft_without_findings_or_a_platform_is_simply_released(outbox: Outbox) -> None:
    id_ = str(outbox.desk.save(CLEAN).id)
    outbox.desk.ready(id_)
    outbox.desk.skip_breath(id_)
    assert outbox.desk.release(id_).text == CLEAN.text
