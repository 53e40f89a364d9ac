"""Publishing: nothing but what was released gets out, each post of it once, and whatever failed says so."""

from __future__ import annotations

import ast
import inspect
import pickle
import socket
import subprocess
import sys
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import primum.publish
from primum import Draft, Review
from primum.hold import Answers, Released, begin, release, skipped
from primum.publish import (
    Earlier,
    Fitted,
    Memory,
    Parcel,
    PostedAlready,
    Quoted,
    SendError,
    Sent,
    Step,
    Target,
    Ticket,
    fit,
    hand_over,
    pack,
    platforms,
    publish,
    publish_change,
)
from primum.publish.bluesky import Bluesky, record_key
from primum.publish.errors import (
    HandOverFailed,
    NoSuchServer,
    NotReleased,
    NotThere,
    RateLimited,
    Refused,
    SignedOut,
    Unreachable,
    Unsure,
)
from primum.publish.mastodon import Mastodon
from primum.publish.server import address
from primum.publish.twice import likeness
from primum.publish.wordpress import WordPress
from tests.test_fitting import REST, clean

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
TICKET = Ticket("release-1", NOW)
PUBLISHERS = (Mastodon, Bluesky, WordPress)
THREAD = REST * 13


def released(text: str, to: str | None) -> Released:
    review = Review(Draft(text, platform=to), (), False)
    return release(skipped(begin(review, Answers(), NOW), NOW), review, Answers(), NOW)


def packed(text: str = "Rest well.", to: str = "bluesky", **beside: Any) -> Parcel:
    return pack(released(text, to), fit(Draft(text, platform=to), clean, **beside))


class World:
    """A platform that keeps what arrives; `faults` are raised in turn: before the post arrives, or `after` it."""

    account = "@me@world.example"

    def __init__(self, *faults: SendError | None, after: bool = True) -> None:
        self.faults, self.after = list(faults), after
        self.posts: dict[str, str] = {}
        self.found = 0
        self.blind: list[SendError] = []

    def send(self, step: Step) -> Sent:
        fault = self.faults.pop(0) if self.faults else None
        if fault and not self.after:
            raise fault
        assert step.key not in self.posts, "posted twice"
        self.posts[step.key] = step.part.text
        if fault:
            raise fault
        return self._sent(step)

    def find(self, step: Step) -> Sent | None:
        self.found += 1
        if self.blind:
            raise self.blind.pop(0)
        return self._sent(step) if step.key in self.posts else None

    def take_back(self, post: Sent) -> None:
        self.posts.pop(post.id, None)

    def quoted(self, link: str) -> Quoted:
        raise NotThere("World", "links", "Paste it.")

    def _sent(self, step: Step) -> Sent:
        return Sent(step.key, f"https://world.example/{step.key}")


def out(world: World, parcel: Parcel | None = None, notes: Memory | None = None, **how: Any) -> Any:
    return publish(world, parcel or packed(), TICKET, notes or Memory(), wait=how.pop("wait", lambda _: None), **how)


# --- Nothing but what was released


def test_a_parcel_is_made_of_a_released_and_nothing_else() -> None:
    fitted = fit(Draft("Rest well.", platform="x"), clean)
    looks_like = SimpleNamespace(text="Rest well.", platform="x", answers=(), released_at=NOW)
    for sly in (looks_like, "Rest well.", None, Draft("Rest well.", platform="x")):
        with pytest.raises(NotReleased):
            pack(sly, fitted)  # type: ignore[arg-type]
    with pytest.raises(NotReleased):
        pack(released("Rest well.", "x"), SimpleNamespace(text="Rest well.", platform=fitted.platform))  # type: ignore[arg-type]


def test_other_words_than_those_released_cannot_be_packed() -> None:
    with pytest.raises(NotReleased, match="not what was released"):
        pack(released("Rest well.", "x"), fit(Draft("My client rests well.", platform="x"), clean))


@pytest.mark.parametrize("to", ["bluesky", None])
def test_what_was_released_for_one_platform_goes_to_no_other(to: str | None) -> None:
    with pytest.raises(NotReleased, match="not released for X"):
        pack(released("Rest well.", to), fit(Draft("Rest well.", platform="x"), clean))


@pytest.mark.parametrize("sealed", [Parcel, Step])
def test_nothing_can_pass_for_a_parcel_or_a_step(sealed: type) -> None:
    with pytest.raises(TypeError):
        type("Sly", (sealed,), {})
    with pytest.raises(NotReleased):
        Step(SimpleNamespace(fitted=packed().fitted), 0, TICKET, "@me")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pickle.dumps(packed())


@pytest.mark.parametrize("publisher", PUBLISHERS)
@pytest.mark.parametrize("way", ["send", "change"])
def test_every_publisher_takes_a_step_and_asks_for_it_first(publisher: type[Any], way: str) -> None:
    if not hasattr(publisher, way):
        assert (publisher, way) == (Bluesky, "change")
        return
    hints = typing.get_type_hints(getattr(publisher, way))
    assert hints.pop("post", Sent) is Sent and hints == {"step": Step, "return": Sent}
    assert typing.get_type_hints(Step)["parcel"] is Parcel
    assert typing.get_type_hints(Parcel) == {"released": Released, "fitted": Fitted}
    sly = SimpleNamespace(part=SimpleNamespace(text="My client left."), fitted=packed().fitted, key="k", before=())
    bare = object.__new__(publisher)  # has no address and no token: whatever it did first would fail otherwise
    with pytest.raises(NotReleased):
        getattr(bare, way)(sly, *([Sent("1", "")] if way == "change" else []))


def test_no_other_module_of_primum_sends() -> None:
    """Every class of the package with a `send` is among those that are tested here."""
    folder = Path(primum.publish.__file__).parent
    senders = {
        node.name
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "send" for part in node.body)
    }
    assert senders == {publisher.__name__ for publisher in PUBLISHERS} | {"Publisher"}


def test_a_fitted_is_bound_to_be_reviewed() -> None:
    root = Path(primum.__file__).parent
    sealed = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if "_SEAL" in path.read_text("utf-8")}
    assert sealed == {"publish/fitting.py"}
    assert "read" in inspect.signature(fit).parameters
    assert inspect.signature(fit).parameters["read"].default is inspect.Parameter.empty


# --- Once


def test_a_thread_goes_out_in_order_each_post_after_the_one_before() -> None:
    world, seen = World(), []
    original = world.send

    def send(step: Step) -> Sent:
        seen.append((step.index, [one.id for one in step.before]))
        return original(step)

    world.send = send  # type: ignore[method-assign]
    done = out(world, packed(THREAD))
    ids = [part.id for part in done.parts]
    assert seen == [(index, ids[:index]) for index in range(len(ids))]
    assert (done.url, done.id) == (done.parts[0].url, done.parts[0].id)


@pytest.mark.parametrize("after", [True, False])
def test_a_post_whose_answer_was_lost_is_looked_up_before_it_is_sent_again(after: bool) -> None:
    world = World(Unsure("World"), after=after)
    assert out(world).parts
    assert (len(world.posts), world.found) == (1, 1)


def test_what_was_never_connected_is_tried_again_without_a_look_up() -> None:
    world = World(Unreachable("World"), after=False)
    out(world)
    assert world.found == 0


def test_the_waits_grow_and_end() -> None:
    waited: list[float] = []
    world = World(*[Unreachable("World")] * 9, after=False)
    with pytest.raises(Unreachable):
        out(world, wait=waited.append)
    assert waited == [1.0, 4.0, 15.0]


def test_while_nothing_can_be_looked_up_nothing_is_sent_again() -> None:
    world = World(Unsure("World"))
    world.blind = [Unreachable("World")] * 9
    with pytest.raises(Unsure, match="may or may not be out"):
        out(world)
    assert len(world.posts) == 1


@pytest.mark.parametrize("error", [Refused("World", "422 too long"), SignedOut("World", "401")])
def test_what_a_platform_refuses_is_not_tried_again(error: SendError) -> None:
    world = World(error, None, after=False)
    with pytest.raises(type(error), match=error.answer) as told:
        out(world)
    assert len(world.faults) == 1 and told.value.sent == () and "stays where it is" in told.value.remedy


@pytest.mark.parametrize(("minutes", "tries"), [(0.5, 2), (10, 1)])
def test_a_platform_that_asks_for_patience_is_waited_for_a_minute_at_most(minutes: float, tries: int) -> None:
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    waited: list[float] = []
    world = World(RateLimited("World", until), after=False)
    if tries == 2:
        out(world, wait=waited.append)
        assert 25 < waited[0] <= 30
    else:
        with pytest.raises(RateLimited, match="Try again after"):
            out(world, wait=waited.append)
        assert not waited and not world.posts


def test_half_a_thread_says_so_and_goes_on_where_it_stopped() -> None:
    world, notes = World(None, Refused("World", "503"), after=False), Memory()
    with pytest.raises(Refused, match=r"1 of 3 posts are out\..*goes on where it stopped") as told:
        out(world, packed(THREAD), notes)
    assert len(told.value.sent) == 1
    assert len(out(world, packed(THREAD), notes).parts) == len(world.posts) == 3


class Killed(BaseException):
    """The program is gone."""


@pytest.mark.parametrize("parts", ["Rest well.", THREAD])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_program_killed_between_sending_and_noting_posts_nothing_twice(parts: str, at: int) -> None:
    class Frail(Memory):
        def sent(self, key: str, index: int, post: Sent) -> None:
            if index == at and not self.of(key).get(index) and not self.killed:
                self.killed = True
                raise Killed
            super().sent(key, index, post)

        killed = False

    world, notes, parcel = World(), Frail(), packed(parts)
    if at < len(parcel.fitted.parts):
        with pytest.raises(Killed):
            out(world, parcel, notes)
    done = out(world, packed(parts), notes)  # the same words, released and fitted anew after the restart
    assert len(world.posts) == len(done.parts) == len(parcel.fitted.parts)
    assert set(world.posts) == {part.id for part in done.parts}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["lost", "late", "down", "busy", "ok"]), max_size=12), st.booleans())
def test_whatever_fails_each_post_is_out_once(faults: list[str], blind: bool) -> None:
    """Faults before and after arrival, blind look-ups, many starts: `World` itself fails when it is posted to twice."""
    made: Mapping[str, SendError | None] = {
        "lost": Unsure("World"), "late": Unsure("World"), "down": Unreachable("World"),
        "busy": RateLimited("World", None), "ok": None,
    }  # fmt: skip
    world, notes, parcel = World(), Memory(), packed(THREAD)
    original, left = world.send, list(faults)

    def send(step: Step) -> Sent:
        fault = left.pop() if left else "ok"
        if fault in ("down", "busy", "late"):
            raise made[fault] or AssertionError
        done = original(step)
        if fault == "lost":
            raise Unsure("World")
        return done

    world.send = send  # type: ignore[method-assign]
    world.blind = [Unreachable("World")] * (5 if blind else 0)
    for _ in range(20):
        try:
            done = out(world, parcel, notes)
        except SendError as error:
            assert len(error.sent) < 3
        else:
            assert list(world.posts.values()) == [part.text for part in parcel.fitted.parts]
            assert [part.id for part in done.parts] == list(world.posts)
            return
    raise AssertionError("it never went out")


def test_a_finished_publication_tried_again_only_tells_where_it_stands() -> None:
    world, notes = World(), Memory()
    assert out(world, notes=notes) == out(world, notes=notes)
    assert len(world.posts) == 1 and world.found == 0


def test_the_key_of_a_step_is_its_own_and_never_changes() -> None:
    parcel, again = packed(THREAD), packed(THREAD)
    keys = {Step(parcel, index, TICKET, "@me").key for index in range(3)}
    assert keys == {Step(again, index, TICKET, "@me").key for index in range(3)} and len(keys) == 3
    assert Step(parcel, 0, TICKET, "@you").key not in keys
    assert Step(parcel, 0, Ticket("release-2", NOW), "@me").key not in keys


def test_a_record_key_is_a_tid_that_grows_with_the_thread() -> None:
    keys = [record_key(Step(packed(THREAD), index, TICKET, "@me")) for index in range(3)]
    assert keys == sorted(keys)
    assert all(len(key) == 13 and set(key) <= set("234567abcdefghijklmnopqrstuvwxyz") for key in keys)


def test_a_ticket_knows_its_time_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Ticket("release-1", datetime(2026, 11, 3, 10))


# --- Answering

ASKED, FIRST = Sent("asked", "https://world.example/asked"), Sent("first", "https://world.example/first")


@pytest.mark.parametrize(
    ("target", "before", "parents"),
    [
        (None, (), ()),
        (None, (Sent("1", ""), Sent("2", "")), ("1", "2")),
        (Target(FIRST, ASKED), (), ("first", "asked")),
        (Target(FIRST, ASKED), (Sent("1", ""), Sent("2", "")), ("first", "2")),
    ],
)
def test_an_answer_goes_under_its_target_and_a_thread_on_from_itself(
    target: Target | None, before: tuple[Sent, ...], parents: tuple[str, ...]
) -> None:
    step = Step(packed(THREAD), len(before), Ticket("release-1", NOW, target), "@me", before)
    assert tuple(one.id for one in step.parents) == parents


def test_what_is_answered_is_no_part_of_the_key() -> None:
    alone, answer = (Step(packed(), 0, Ticket("release-1", NOW, one), "@me") for one in (None, Target(FIRST, ASKED)))
    assert alone.key == answer.key


# --- Changing


class Mutable(World):
    """A platform on which a post can be changed; faults are raised as they are when one is sent."""

    def change(self, step: Step, post: Sent) -> Sent:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or self.after:
            self.posts[post.id] = step.part.text
        if fault:
            raise fault
        return post


def changed(world: World, parcel: Parcel | None = None, **how: Any) -> Sent:
    return publish_change(world, parcel or packed(), TICKET, ASKED, wait=how.pop("wait", lambda _: None), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", [None, Unsure("World"), Unreachable("World")])
def test_a_change_is_tried_again_and_stands_once(fault: SendError | None) -> None:
    world = Mutable(fault)
    assert changed(world) == ASKED and world.posts == {"asked": "Rest well."}


def test_what_a_platform_refuses_to_change_is_not_tried_again() -> None:
    world = Mutable(Refused("World", "404"), None)
    with pytest.raises(Refused):
        changed(world)
    assert len(world.faults) == 1


def test_a_change_that_may_have_arrived_is_not_said_to_have_not() -> None:
    with pytest.raises(Unsure):
        changed(Mutable(Unsure("World"), *[Unreachable("World")] * 3))


@pytest.mark.parametrize(
    ("world", "text", "told"),
    [
        (World(), "Rest well.", "Bluesky does not take a change of what is out.*publish it anew"),
        (Mutable(), THREAD, "Bluesky does not take a change into several posts.*Shorten it"),
    ],
)
def test_a_change_that_cannot_be_made_says_what_to_do_instead(world: World, text: str, told: str) -> None:
    with pytest.raises(NotThere, match=told):
        changed(world, packed(text))
    assert not world.posts


def test_the_platforms_say_which_publishers_can_change_a_post() -> None:
    able = {one.__name__.lower().replace("wordpress", "blog") for one in PUBLISHERS if hasattr(one, "change")}
    assert {one.id for one in platforms().values() if one.can_edit} == able


# --- Twice


@pytest.mark.parametrize(
    ("before", "alike"),
    [
        ("Rest well.", True),
        ("REST   well!! 🌿", True),
        ("Two spaces open.", False),
    ],
)
def test_the_same_post_is_not_published_twice(before: str, alike: bool) -> None:
    world, earlier = World(), [Earlier(before, NOW - timedelta(days=2), "https://world.example/1", "release-0")]
    if not alike:
        assert out(world, earlier=earlier)
        return
    with pytest.raises(PostedAlready, match=r"went out on November 1, 2026: https://world.example/1") as told:
        out(world, earlier=earlier)
    assert "Rest" not in str(told.value) and not world.posts
    assert out(world, earlier=earlier, again=True)


def test_nearly_the_same_post_asks_first() -> None:
    text = "Two spaces open on Tuesdays, for adults who grieve and do not know how to begin."
    other = text.replace("Tuesdays", "Thursdays")
    with pytest.raises(PostedAlready, match="Nearly the same"):
        out(World(), packed(text), earlier=[Earlier(other, NOW, None, "release-0")])


def test_what_was_begun_under_the_same_key_is_no_other_post() -> None:
    assert out(World(), earlier=[Earlier("Rest well.", NOW, None, TICKET.key)])


def test_posts_of_nothing_but_emoji_are_told_apart() -> None:
    assert likeness("🌿🌿", "🌸") < 0.7 and likeness("🌿", "🌿 ") == 1


# --- Handing over


def test_a_text_is_handed_over_part_by_part_and_never_in_an_address() -> None:
    copied: list[str] = []
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return True

    parcel = packed(THREAD, "x")
    for index in range(3):
        done = hand_over(parcel, index, NOW, copy=copied.append, browse=browse)
        assert (done.part, done.of, done.opened, done.platform) == (index + 1, 3, index == 0, "x")
    assert copied == [part.text for part in parcel.fitted.parts]
    assert opened == ["https://x.com/compose/post"]


def test_only_a_parcel_is_handed_over() -> None:
    with pytest.raises(NotReleased):
        hand_over(SimpleNamespace(fitted=packed().fitted), 0, NOW, copy=lambda _: None)  # type: ignore[arg-type]


def test_without_a_clipboard_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyperclip

    def copy(_: str) -> None:
        raise pyperclip.PyperclipException

    monkeypatch.setattr(pyperclip, "copy", copy)
    with pytest.raises(HandOverFailed, match="no clipboard"):
        hand_over(packed(to="x"), 0, NOW, browse=lambda _: True)


# --- Nothing before its time


def test_no_network_library_is_loaded_before_something_is_published() -> None:
    told = "import primum.publish, primum.publish.mastodon, primum.publish.bluesky, primum.publish.wordpress, sys; "
    told += "print({'mastodon', 'atproto', 'httpx', 'httpx2', 'requests', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"


def test_fitting_and_packing_open_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened before anything was published")

    monkeypatch.setattr(socket, "socket", closed)
    assert packed(THREAD, "mastodon", warning="Grief", language="en").fitted.parts


# --- Addresses


@pytest.mark.parametrize(
    "given_", ["http://mastodon.example", "https://me:secret@a.example", "ftp://a", "a.example", "https://"]
)
def test_an_address_that_protects_nothing_is_refused_and_not_repeated(given_: str) -> None:
    with pytest.raises(NoSuchServer) as told:
        address(given_)
    assert "secret" not in str(told.value)


def test_this_very_machine_needs_no_tls() -> None:
    assert address("http://127.0.0.1:3000/") == "http://127.0.0.1:3000"
