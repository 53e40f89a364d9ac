"""The pause: what a draft waits for, what may settle a finding, and that nothing gets out by another way."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import primum
from primum import Draft, Level, Remark, Review, Slip, Verdict, review_draft
from primum.errors import PrimumError, UnknownChoice
from primum.hold import (
    AlreadyLetGo,
    Answer,
    Answers,
    CannotSettle,
    NotReviewed,
    NotYet,
    OutOfLimits,
    Question,
    Reason,
    Released,
    SetAside,
    State,
    Weight,
    answer,
    begin,
    edited,
    fingerprint,
    let_go,
    look,
    open_findings,
    planned,
    plans,
    questions,
    readers,
    reasons,
    release,
    replied,
    skipped,
    usual_pauses,
)
from primum.hold.questions import texts
from primum.hold.tables import table
from primum.rules import catalogue
from tests.samples import review_of

CLEAN = "Two spaces open on Tuesdays."
HOT = "FURIOUS at insurers!! I am fed up. They deny everything."
WARNED = "Life coaches are con artists."
HOT_WARNED = "I am furious and fed up. Life coaches are con artists!!"
STORY = "My client told me she left."
NAMED = "My client Sarah Miller told me she left."
THANKS = "Thank you so much, it was great seeing you on Tuesday!"
LABEL = "He's a textbook narcissist."
HOT_STOPPED = "I am FURIOUS and fed up!! My last supervisor was incompetent."

BERLIN = ZoneInfo("Europe/Berlin")
TEN = datetime(2026, 11, 3, 10, tzinfo=BERLIN)
HOUR, MINUTE, BREATH = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=10)
NONE = Answers()


@cache
def of(text: str, answering: str | None = None) -> Review:
    return review_draft(Draft(text, answering=answering, platform="threads"))


def at(hour: int, minute: int = 0, day: int = 3, tz: tzinfo = BERLIN) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=tz)


def answered(review: Review, reason: Reason, now: datetime = TEN, note: str = "the county's newspaper") -> Answers:
    """Answer every finding of a review with one reason."""
    return Answers(tuple(answer(remark, review.draft, reason, now, note=note) for remark in review.findings))


def stated(text: str, now: datetime, later: datetime, answers: Answers = NONE) -> State:
    return look(begin(of(text), answers, now), of(text), answers, later).state


# --- By verdict


def test_a_clean_draft_needs_a_breath_of_ten_seconds() -> None:
    assert stated(CLEAN, TEN, TEN + BREATH - timedelta(microseconds=1)) is State.BREATHING
    assert stated(CLEAN, TEN, TEN + BREATH) is State.READY


def test_the_breath_of_a_clean_draft_can_be_skipped() -> None:
    hold = skipped(begin(of(CLEAN), NONE, TEN), TEN)
    assert release(hold, of(CLEAN), NONE, TEN).text == CLEAN


@pytest.mark.parametrize("text", [HOT, WARNED, STORY])
def test_no_other_breath_can_be_skipped(text: str) -> None:
    with pytest.raises(NotYet, match="rests until"):
        skipped(begin(of(text), NONE, TEN), TEN)


def test_a_draft_to_revise_waits_for_an_answer_to_each_finding() -> None:
    assert stated(WARNED, TEN, TEN + BREATH) is State.OPEN
    assert stated(WARNED, TEN, TEN + BREATH, answered(of(WARNED), Reason.CONSIDERED)) is State.READY


def test_a_draft_to_hold_waits_for_a_reason_and_for_an_hour() -> None:
    settled = answered(of(STORY), Reason.CONSENT)
    assert stated(STORY, TEN, TEN + MINUTE) is State.OPEN
    assert stated(STORY, TEN, TEN + 24 * HOUR) is State.OPEN
    assert stated(STORY, TEN, TEN + HOUR - timedelta(seconds=1), settled) is State.COOLING
    assert stated(STORY, TEN, TEN + HOUR, settled) is State.READY


def test_all_that_is_missing_is_said_at_once() -> None:
    missing = look(begin(of(STORY), NONE, TEN), of(STORY), NONE, TEN)
    assert (missing.state, missing.until, missing.open) == (State.BREATHING, TEN + HOUR, of(STORY).findings)


def test_an_angry_draft_in_which_nothing_was_found_waits_for_no_morning() -> None:
    assert begin(of(HOT), NONE, TEN).until is None


@pytest.mark.parametrize("text", [HOT_WARNED, HOT_STOPPED])
def test_what_was_found_in_heat_waits_for_the_next_morning(text: str) -> None:
    assert begin(of(text), NONE, TEN).until == at(8, day=4)


def test_an_answer_that_has_cooled_before_the_pause_spares_the_cooling_off() -> None:
    settled = answered(of(STORY), Reason.NOT_A_CLIENT)
    assert begin(of(STORY), settled, TEN + HOUR - timedelta(seconds=1)).until is not None
    assert begin(of(STORY), settled, TEN + HOUR).until is None


def test_an_answer_within_the_pause_never_shortens_it() -> None:
    settled = answered(of(STORY), Reason.NOT_A_CLIENT, at(22, 31))
    hold = begin(of(STORY), NONE, at(22, 30))
    later = edited(hold, of(STORY), settled, at(23, 59))
    assert (later, later.until) == (hold, at(8, day=4))


# --- The clock


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(21, 59), at(22, 59)),
        (at(22), at(8, day=4)),
        (datetime(2026, 11, 3, 23, 59, 59, 999_999, tzinfo=BERLIN), at(8, day=4)),
        (at(0, day=4), at(8, day=4)),
        (datetime(2026, 11, 4, 5, 59, 59, tzinfo=BERLIN), at(8, day=4)),
        (at(6, day=4), at(7, day=4)),
        (datetime(2026, 12, 31, 23, tzinfo=BERLIN), datetime(2027, 1, 1, 8, tzinfo=BERLIN)),
    ],
)
def test_what_begins_in_the_night_waits_for_the_morning(now: datetime, until: datetime) -> None:
    assert begin(of(LABEL), NONE, now).until == until


@pytest.mark.parametrize(
    ("now", "until"), [(at(5, 59), at(8)), (at(6), at(8, day=4)), (at(23), at(8, day=4)), (at(0), at(8))]
)
def test_heat_waits_until_one_has_slept(now: datetime, until: datetime) -> None:
    assert begin(of(HOT_STOPPED), NONE, now).until == until


def test_nothing_waits_longer_at_night_but_what_must_cool() -> None:
    assert begin(of(CLEAN), NONE, at(23)).until is None
    assert begin(of(WARNED), NONE, at(23)).until is None


def test_the_time_shown_is_a_full_minute_and_never_too_early() -> None:
    until = begin(of(LABEL), NONE, TEN + timedelta(seconds=1)).until
    assert until == TEN + HOUR + MINUTE


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30)),  # the clock goes back at three
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30, fold=1)),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 30)),  # and forward at two
        ("America/New_York", datetime(2026, 11, 1, 1, 30, fold=1)),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45)),  # by half an hour
    ],
)
def test_an_hour_is_an_hour_when_the_clocks_change(zone: str, now: datetime) -> None:
    day = usual_pauses().adjusted(night_begins=time(23), night_ends=time(5))
    now = now.replace(tzinfo=ZoneInfo(zone))
    assert day.is_night(now) and begin(of(LABEL), NONE, now, day).until == now.replace(hour=8, minute=0, fold=0)
    over = dataclasses.replace(begin(of(LABEL), NONE, now), cooling_until=None, weight=Weight(Verdict.SHARE, False))
    assert over.breath_until.astimezone(UTC) - now.astimezone(UTC) == BREATH


@pytest.mark.parametrize("fold", [0, 1])
def test_a_breath_within_the_hour_that_comes_twice_is_neither_skipped_nor_stretched(fold: int) -> None:
    now = datetime(2026, 10, 25, 2, 59, 55, tzinfo=BERLIN, fold=fold)
    over = (now.astimezone(UTC) + BREATH).astimezone(BERLIN)
    assert stated(CLEAN, now, (over.astimezone(UTC) - timedelta(seconds=1)).astimezone(BERLIN)) is State.BREATHING
    assert stated(CLEAN, now, over) is State.READY


def test_the_cooling_off_of_a_day_is_24_hours_whatever_the_clock_on_the_wall_says() -> None:
    long = usual_pauses().adjusted(cooling_off=timedelta(days=1))
    until = begin(of(LABEL), NONE, datetime(2026, 10, 24, 12, tzinfo=BERLIN), long).until
    assert until is not None and until.isoformat() == "2026-10-25T11:00:00+01:00"


def test_the_morning_is_that_of_the_wall_clock_after_the_change() -> None:
    until = begin(of(HOT_STOPPED), NONE, datetime(2026, 10, 24, 12, tzinfo=BERLIN)).until
    assert until is not None and until.isoformat() == "2026-10-25T08:00:00+01:00"


def test_who_travels_waits_as_long_and_reads_the_time_of_the_place() -> None:
    hold, settled = begin(of(LABEL), NONE, TEN), answered(of(LABEL), Reason.ALREADY_PUBLIC)
    tokyo = ZoneInfo("Asia/Tokyo")
    waiting = look(hold, of(LABEL), settled, (TEN + MINUTE).astimezone(tokyo))
    assert waiting.until is not None and waiting.until.isoformat() == "2026-11-03T19:00:00+09:00"
    assert look(hold, of(LABEL), settled, (TEN + HOUR).astimezone(tokyo)).state is State.READY


def test_a_clock_set_back_brings_nothing_forward() -> None:
    assert stated(CLEAN, TEN, TEN - 48 * HOUR) is State.BREATHING


def test_a_time_without_its_zone_is_refused() -> None:
    bare = datetime(2026, 11, 3, 10)
    hold = begin(of(CLEAN), NONE, TEN)
    calls: list[Callable[[], object]] = [
        lambda: begin(of(CLEAN), NONE, bare),
        lambda: look(hold, of(CLEAN), NONE, bare),
        lambda: release(hold, of(CLEAN), NONE, bare),
        lambda: edited(hold, of(STORY), NONE, bare),
        lambda: skipped(hold, bare),
        lambda: questions(of(CLEAN), bare),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="time zone"):
            call()


# --- Lengths within limits


def test_the_author_changes_the_pauses_within_limits() -> None:
    longer = usual_pauses().adjusted(cooling_off=3 * HOUR, morning=time(9, 30))
    assert begin(of(LABEL), NONE, TEN, longer).until == TEN + 3 * HOUR
    assert begin(of(HOT_STOPPED), NONE, TEN, longer).until == at(9, 30, day=4)


@pytest.mark.parametrize(
    "change",
    [
        {"breath": timedelta(0)},
        {"breath": timedelta(minutes=2)},
        {"cooling_off": timedelta(minutes=14)},
        {"cooling_off": timedelta(hours=25)},
        {"night_begins": time(23, 59)},
        {"night_ends": time(4)},
        {"morning": time(5)},
        {"morning": time(6), "night_ends": time(7)},
    ],
)
def test_beyond_the_limits_there_are_no_pauses(change: dict[str, Any]) -> None:
    with pytest.raises(OutOfLimits) as refused:
        usual_pauses().adjusted(**change)
    assert refused.value.remedy and refused.value.exit_code == 2
    with pytest.raises(OutOfLimits):
        dataclasses.replace(usual_pauses(), **change)


def test_a_hold_keeps_the_pauses_with_which_it_began() -> None:
    hold = begin(of(WARNED), NONE, TEN, usual_pauses().adjusted(cooling_off=5 * HOUR))
    assert edited(hold, of(LABEL), NONE, at(11)).until == at(16)


# --- Edits


def test_an_edit_keeps_the_cooling_off_and_does_not_lengthen_it() -> None:
    hold = edited(begin(of(STORY), NONE, TEN), of("My client told me that she left him."), NONE, TEN + 50 * MINUTE)
    assert hold.until == TEN + HOUR
    assert hold.opened_with is Verdict.HOLD


def test_new_words_need_a_new_breath_and_the_same_words_need_none() -> None:
    hold = begin(of(CLEAN), NONE, TEN)
    assert edited(hold, of(CLEAN), NONE, at(11)) == hold
    again = edited(hold, of("Three spaces open."), NONE, at(11))
    assert look(again, of("Three spaces open."), NONE, at(11)).state is State.BREATHING


@pytest.mark.parametrize("worse", [LABEL, f"{LABEL} My last supervisor was incompetent."])
def test_what_becomes_worse_cools_anew(worse: str) -> None:
    before = WARNED if worse == LABEL else LABEL
    hold = edited(begin(of(before), NONE, TEN), of(worse), NONE, TEN + 30 * MINUTE)
    assert hold.until == TEN + 90 * MINUTE


def test_what_becomes_heated_waits_for_the_morning() -> None:
    for before in (WARNED, HOT):
        hold = edited(begin(of(before), NONE, TEN), of(HOT_WARNED), NONE, TEN + MINUTE)
        assert hold.until == at(8, day=4)


def test_a_draft_edited_down_to_a_clean_one_needs_only_its_breath() -> None:
    hold = edited(begin(of(STORY), NONE, at(23)), of(CLEAN), NONE, at(23, 5))
    assert hold.until is None
    assert release(hold, of(CLEAN), NONE, at(23, 5) + BREATH).text == CLEAN


def test_edited_down_to_something_to_revise_it_goes_on_cooling() -> None:
    assert edited(begin(of(STORY), NONE, TEN), of(WARNED), NONE, TEN + MINUTE).until == TEN + HOUR


def test_heat_keeps_its_night_also_when_the_words_are_cool_again() -> None:
    hold = edited(begin(of(HOT_STOPPED), NONE, TEN), of(CLEAN), NONE, TEN + MINUTE)
    assert look(hold, of(CLEAN), NONE, at(20)).state is State.COOLING
    assert look(hold, of(CLEAN), NONE, at(8, day=4)).state is State.READY


def test_going_back_to_the_first_words_begins_the_cooling_off_again() -> None:
    hold = edited(begin(of(STORY), NONE, TEN), of(CLEAN), NONE, TEN + 10 * MINUTE)
    assert edited(hold, of(STORY), NONE, TEN + 20 * MINUTE).until == TEN + 80 * MINUTE


def test_a_consent_that_settles_the_review_ends_the_cooling_off_and_its_end_begins_it_again() -> None:
    told = of(STORY)
    covered = dataclasses.replace(told, findings=tuple(dataclasses.replace(f, level=Level.NOTE) for f in told.findings))
    hold = edited(begin(told, NONE, TEN), covered, NONE, TEN + MINUTE)
    assert look(hold, covered, NONE, TEN + MINUTE).state is State.READY
    with pytest.raises(NotReviewed):
        release(hold, told, NONE, TEN + 5 * HOUR)
    assert edited(hold, told, NONE, TEN + 5 * HOUR).until == TEN + 6 * HOUR


def test_a_hold_that_must_cool_cannot_be_made_without_its_cooling_off() -> None:
    with pytest.raises(ValueError, match="cooling-off"):
        dataclasses.replace(begin(of(STORY), NONE, TEN), cooling_until=None)


# --- Answers


def test_an_answered_finding_does_not_come_back_while_its_sentence_stands() -> None:
    answers = answered(of(LABEL), Reason.ALREADY_PUBLIC)
    for around in (f"Rain again. {LABEL}", f"{LABEL} So it goes.", f"One.\n\n{LABEL.upper()}\n\nTwo.", f"  {LABEL}\n"):
        assert open_findings(of(around), answers) == (), around


def test_it_comes_back_when_its_sentence_changes() -> None:
    answers = answered(of(LABEL), Reason.ALREADY_PUBLIC)
    assert len(open_findings(of("My neighbor is a textbook narcissist."), answers)) == 1


def test_the_same_words_under_another_post_are_another_finding() -> None:
    talk = of(THANKS, "5 stars for your talk, you really helped me")
    answers = answered(talk, Reason.NOT_A_CLIENT)
    assert not open_findings(talk, answers)
    assert open_findings(of(THANKS, "5 stars, you really helped me with the panic"), answers)


def test_an_answer_for_one_detail_is_none_for_its_neighbor_in_the_sentence() -> None:
    text = "Sarah met Anna in my waiting room."
    review = review_of(text, ("identifier", Level.STOP, "Sarah", "name"), ("identifier", Level.STOP, "Anna", "name"))
    answers = NONE.adding(answer(review.findings[0], review.draft, Reason.MINE, TEN))
    assert [f.quote for f in open_findings(review, answers)] == ["Anna"]


def test_a_fingerprint_quotes_nothing_and_needs_its_secret() -> None:
    review = of(STORY)
    marks = {fingerprint(review.findings[0], review.draft, secret) for secret in (b"", b"one", b"two")}
    assert len(marks) == 3 and all(re.fullmatch(r"[0-9a-f]{64}", mark) for mark in marks)
    answers = Answers((answer(review.findings[0], review.draft, Reason.MINE, TEN, secret=b"one"),), secret=b"one")
    assert not open_findings(review, answers)
    assert open_findings(review, dataclasses.replace(answers, secret=b"two"))


def test_a_finding_where_no_sentence_is_has_a_fingerprint_too() -> None:
    review = review_of("🤬🤬", ("bashing", Level.WARN, "🤬", None))
    assert not open_findings(review, answered(review, Reason.CONSIDERED))


def test_an_answer_can_be_taken_back_and_given_anew() -> None:
    first = answer(of(STORY).findings[0], of(STORY).draft, Reason.MINE, TEN)
    second = dataclasses.replace(first, reason=Reason.NOT_A_CLIENT)
    answers = NONE.adding(first).adding(second)
    assert answers.given == (second,)
    assert open_findings(of(STORY), answers.dropping(second)) == of(STORY).findings


def test_an_answer_taken_back_is_missed_at_once() -> None:
    answers = answered(of(STORY), Reason.MINE, TEN - 2 * HOUR)
    hold = begin(of(STORY), answers, TEN)
    with pytest.raises(NotReviewed):
        release(hold, of(STORY), NONE, TEN + MINUTE)
    hold = edited(hold, of(STORY), NONE, TEN + MINUTE)
    with pytest.raises(NotYet):
        release(hold, of(STORY), NONE, TEN + 24 * HOUR)


def test_considering_it_settles_a_warning_and_no_stop() -> None:
    assert Reason.CONSIDERED in reasons(of(WARNED).findings[0])
    assert Reason.CONSIDERED not in reasons(of(STORY).findings[0])
    with pytest.raises(CannotSettle, match="not enough"):
        answered(of(STORY), Reason.CONSIDERED)


def test_a_warning_that_was_considered_opens_again_as_a_stop() -> None:
    milder = review_of(LABEL, ("stranger-diagnosis", Level.WARN, LABEL, None))
    answers = answered(milder, Reason.CONSIDERED)
    assert not open_findings(milder, answers)
    assert open_findings(of(LABEL), answers)


@pytest.mark.parametrize("kind", ["name", "handle", "contact", "id-number", "url", "image"])
@pytest.mark.parametrize("level", [Level.WARN, Level.STOP])
def test_what_points_to_one_person_is_never_settled_by_considering_or_by_setting_aside(kind: str, level: Level) -> None:
    review = review_of("My client Sarah left.", ("identifier", level, "Sarah", kind))
    forged = Answer(fingerprint(review.findings[0], review.draft), Reason.CONSIDERED, TEN, "I thought about it")
    aside = SetAside("identifier", TEN, "I know what I do", for_good=True)
    assert open_findings(review, Answers((forged,), (aside,))) == review.findings
    assert not open_findings(review, answered(review, Reason.MINE))


@pytest.mark.parametrize("reason", [Reason.ALREADY_PUBLIC, Reason.CONSENT])
def test_a_public_source_and_a_consent_are_named_before_they_settle_a_stop(reason: Reason) -> None:
    with pytest.raises(CannotSettle) as refused:
        answered(of(STORY), reason, note="  ")
    assert refused.value.remedy == reason.asks


def test_a_stated_consent_is_settled_by_a_record_and_not_by_thinking_it_over() -> None:
    review = of(f"{STORY} Shared with her permission.")
    stated_consent = review.findings[1]
    assert stated_consent.rule == "unverified-consent"
    assert Reason.CONSIDERED not in reasons(stated_consent)
    with pytest.raises(CannotSettle):
        answer(stated_consent, review.draft, Reason.CONSENT, TEN)


def test_that_a_client_spoke_first_settles_no_acknowledgment() -> None:
    review = of(THANKS, "5 stars, you really helped me")
    assert review.findings[0].rule == "acknowledged-client"
    assert Reason.ALREADY_PUBLIC not in reasons(review.findings[0])


@pytest.mark.parametrize("level", [Level.WARN, Level.STOP])
def test_every_rule_can_be_answered(level: Level) -> None:
    remark = of(LABEL).findings[0]
    for known in catalogue().values():
        assert len(reasons(dataclasses.replace(remark, rule=known.id, slip=known.slip, level=level))) >= 2, known.id


def test_a_rule_set_aside_is_silent_and_a_stop_needs_a_reason_for_it() -> None:
    assert not open_findings(of(WARNED), NONE.adding(SetAside("profession-bashing", TEN)))
    assert open_findings(of(WARNED), NONE.adding(SetAside("bashing", TEN)))
    assert open_findings(of(LABEL), NONE.adding(SetAside("stranger-diagnosis", TEN)))
    assert not open_findings(of(LABEL), NONE.adding(SetAside("stranger-diagnosis", TEN, "I write about novels")))


def test_a_rule_is_set_aside_for_good_only_with_a_reason_and_only_if_there_is_one() -> None:
    with pytest.raises(CannotSettle, match="only with a reason"):
        SetAside("bashing", TEN, "  ", for_good=True)
    with pytest.raises(UnknownChoice):
        SetAside("bashin", TEN)


def test_a_rule_set_aside_can_be_taken_up_again() -> None:
    aside = SetAside("profession-bashing", TEN)
    assert open_findings(of(WARNED), NONE.adding(aside).dropping(aside))


def test_to_set_a_rule_aside_has_to_cool_off_like_a_stop() -> None:
    answers = NONE.adding(SetAside("stranger-diagnosis", TEN, "I write about novels", for_good=True))
    assert begin(of(LABEL), answers, TEN + MINUTE).until == TEN + MINUTE + HOUR
    assert begin(of(LABEL), answers, TEN + HOUR).until is None


# --- What is asked and said


def asked(text: str, now: datetime = TEN) -> list[Question]:
    return list(questions(of(text), now))


def test_two_questions_for_a_calm_day_and_a_third_for_heat_and_for_the_night() -> None:
    assert [q.about for q in asked(STORY)] == ["motive", "impact"]
    assert [q.about for q in asked(STORY, at(23))] == ["motive", "impact", "moment"]
    assert [q.about for q in asked(HOT_STOPPED)] == ["motive", "impact", "moment"]


def test_the_questions_turn_with_what_was_found_and_from_day_to_day() -> None:
    every = {
        text: {q.id for day in range(6) for q in asked(text, TEN + timedelta(days=day))} for text in (STORY, LABEL)
    }
    assert not every[STORY] & every[LABEL]
    assert {"recognize", "next-session"} <= every[STORY]
    assert {q.id for day in range(6) for q in asked(CLEAN, TEN + timedelta(days=day))} >= {"hope", "hard-day"}


def test_every_rule_has_questions_of_its_own() -> None:
    for known in catalogue().values():
        of_rule = [t.about for t in texts("question") if {known.id, str(known.slip)} & set(t.fits)]
        assert "impact" in of_rule or "motive" in of_rule, known.id


def test_the_readers_are_those_whom_the_draft_could_reach() -> None:
    assert readers(of(CLEAN))[0] == "Your client who sat here this week"
    assert not any("board" in reader or "person in this post" in reader for reader in readers(of(CLEAN)))
    told = " · ".join(readers(of(STORY)))
    for reader in ("Your client", "The person in this post", "Colleagues", "licensing board", "ten years"):
        assert reader in told
    assert "The one whose words you answer" in readers(of(CLEAN, "Are you taking clients?"))
    every = [readers(of(text)) for text in (CLEAN, WARNED, NAMED, HOT_STOPPED, f"{STORY} {LABEL} {WARNED}")]
    assert all(3 <= len(those) <= 6 for those in every)


def test_a_plan_says_if_and_then() -> None:
    for text in texts("plan"):
        assert re.fullmatch(r"If .+, then I .+\.", text.text), text
    assert 1 <= len(plans(of(CLEAN), TEN)) <= 3 == len(plans(of(STORY), TEN))
    assert "phone in another room" in plans(of(HOT_STOPPED), TEN)[0]


def test_what_is_said_is_brief_and_kind_and_promises_nothing() -> None:
    said = [t.text for kind in ("question", "reader", "plan") for t in texts(kind)] + table("questions")["let-go"][
        "texts"
    ]
    for text in said:
        assert len(text) <= 110, text
        assert not re.search(
            r"\b(safe|compliant|legal|wrong|fault|blame|guilty|violat\w+|should|must|never)\b", text, re.I
        )
    assert all(t.text.endswith("?") for t in texts("question"))
    for kind in ("question", "reader", "plan"):
        assert len({t.id for t in texts(kind)}) == len(texts(kind))


def test_replies_and_a_plan_are_kept_with_the_draft() -> None:
    hold = replied(replied(begin(of(STORY), NONE, TEN), "hope", "relief"), "hope", " that others feel less alone ")
    hold = edited(planned(hold, plans(of(STORY), TEN)[0]), of(CLEAN), NONE, at(11))
    assert [reply.text for reply in hold.replies] == ["that others feel less alone"]
    assert hold.plan.startswith("If I still want to share it")
    assert replied(hold, "hope", " ").replies == ()


def test_a_draft_that_is_let_go_is_gone_and_something_kind_is_said() -> None:
    hold = planned(replied(begin(of(HOT_STOPPED), NONE, TEN), "need", "sleep"), "If I wake, then I walk.")
    empty, words = let_go(hold)
    assert (empty.draft, empty.replies, empty.plan, empty.until) == (None, (), "", None)
    assert words in table("questions")["let-go"]["texts"]
    assert look(empty, of(HOT_STOPPED), NONE, at(8, day=5)).state is State.LET_GO
    assert let_go(empty).hold == empty
    calls: list[Callable[[], object]] = [
        lambda: release(empty, of(HOT_STOPPED), NONE, at(8, day=5)),
        lambda: edited(empty, of(CLEAN), NONE, TEN),
        lambda: skipped(empty, TEN),
        lambda: replied(empty, "hope", "x"),
        lambda: planned(empty, "x"),
    ]
    for call in calls:
        with pytest.raises(AlreadyLetGo):
            call()


# --- The way out


def released(text: str = CLEAN) -> Released:
    return release(begin(of(text), NONE, TEN), of(text), NONE, TEN + HOUR)


def test_what_is_released_is_exactly_what_was_reviewed() -> None:
    odd = "  Zoë\u200b — two spaces 👩‍👩‍👧\r\n open.\t"
    out = released(odd)
    assert (out.text, out.platform, out.answers, out.released_at) == (odd, "threads", (), TEN + HOUR)


def test_a_release_carries_the_answers_it_leans_on_and_no_others() -> None:
    used, unused = answered(of(STORY), Reason.CONSENT), answered(of(LABEL), Reason.MINE)
    aside = SetAside("bashing", TEN)
    out = release(begin(of(STORY), NONE, TEN), of(STORY), Answers(used.given + unused.given, (aside,)), TEN + HOUR)
    assert out.answers == used.given


@pytest.mark.parametrize(
    "other",
    [
        Draft("Two spaces open on Tuesdays", platform="threads"),
        Draft(CLEAN, platform="x"),
        Draft(CLEAN, platform="threads", answering="Are you well?"),
    ],
)
def test_a_review_of_another_draft_releases_nothing(other: Draft) -> None:
    hold = begin(of(CLEAN), NONE, TEN)
    for ask in (release, look):
        with pytest.raises(NotReviewed):
            ask(hold, review_draft(other), NONE, TEN + HOUR)


def test_a_worse_review_of_the_same_draft_releases_nothing_until_the_hold_has_seen_it() -> None:
    lenient = dataclasses.replace(of(STORY), findings=())
    hold = begin(lenient, NONE, TEN)
    with pytest.raises(NotReviewed):
        release(hold, of(STORY), answered(of(STORY), Reason.MINE), TEN + HOUR)


def test_not_yet_says_until_when_and_what_is_open_and_quotes_nothing() -> None:
    with pytest.raises(NotYet) as refused:
        release(begin(of(NAMED), NONE, at(23)), of(NAMED), NONE, at(23, 1))
    error = refused.value
    assert isinstance(error, PrimumError)
    assert (error.until, error.rules, error.exit_code) == (at(8, day=4), ("client-story", "identifier (name)"), 1)
    assert "08:00 on Wednesday, November 4" in str(error)
    assert not {"Sarah", "Miller", "left"} & set(re.findall(r"\w+", str(error)))


def test_a_breath_is_told_to_the_second() -> None:
    with pytest.raises(NotYet, match=r"until 10:00:10 on Tuesday, November 3"):
        release(begin(of(CLEAN), NONE, TEN), of(CLEAN), NONE, TEN)


def test_no_representation_repeats_the_draft_or_the_author() -> None:
    hold = planned(replied(begin(of(NAMED), NONE, TEN), "hope", "Sarah"), "Sarah")
    values = (hold, let_go(hold), look(hold, of(NAMED), NONE, TEN), answered(of(NAMED), Reason.MINE, note="Sarah"))
    aside, out = SetAside("bashing", TEN, "Sarah"), released("Sarah Vaughan is on the radio.")
    assert not any("Sarah" in repr(value) for value in (*values, aside, out))


def test_nothing_but_release_makes_a_released() -> None:
    make: Any = Released
    for call in (
        make,
        lambda: make(object(), Draft(CLEAN), (), TEN),
        lambda: make(None, Draft(CLEAN), (), TEN),
        lambda: make(text=CLEAN, platform=None, answers=(), released_at=TEN),
        lambda: type("Mine", (make,), {}),
    ):
        with pytest.raises(TypeError):
            call()


def test_a_released_can_neither_be_changed_nor_stored() -> None:
    out: Any = released()
    forged = {"text": STORY, "platform": None, "answers": (), "released_at": TEN}
    for call in (
        lambda: dataclasses.replace(out, text=STORY),
        lambda: copy.replace(out, text=STORY) if hasattr(copy, "replace") else out.__replace__(text=STORY),
        lambda: pickle.dumps(out),
        lambda: pickle.dumps(out, protocol=0),
        out.__reduce__,
        out.__getstate__,
        lambda: out.__setstate__([STORY, None, (), TEN]),
        lambda: Released.__new__(Released).__setstate__(forged),
        lambda: out.__init__(object(), Draft(STORY), (), TEN),
    ):
        with pytest.raises(TypeError):
            call()
    for change in ("text", "platform", "other"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(out, change, STORY)
    assert copy.copy(out) is out and copy.deepcopy(out) is out and copy.deepcopy([out])[0] is out
    assert (out.text, hasattr(out, "__dict__")) == (CLEAN, False)
    assert not hasattr(Released.__new__(Released), "text")


def test_a_pickle_written_by_hand_brings_back_nothing() -> None:
    by_hand = (
        b"\x80\x02cprimum.hold.hold\nReleased\n)\x81"  # Released.__new__(Released)
        b"(\x58\x04\x00\x00\x00My 3Ntb."  # and its state
    )
    with pytest.raises(TypeError):
        pickle.loads(by_hand)  # noqa: S301  # it is ours


def test_nothing_else_in_the_program_reaches_for_the_key() -> None:
    """Only `release` calls `Released`, only the two of them name the key, and nothing goes around `__init__`."""
    root = Path(primum.__file__).parent
    makers, keyed = set(), set()
    for path in root.rglob("*.py"):
        name = path.relative_to(root).as_posix()
        for outer in ast.walk(tree := ast.parse(path.read_text("utf-8"))):
            if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and _last(node.func) == "Released":
                    makers.add((name, outer.name))
        for node in ast.walk(tree):
            if _last(node) in ("_KEY", "_Key"):
                keyed.add(name)
            if isinstance(node, ast.Attribute) and _last(node.value) == "Released":
                raise AssertionError(f"{name} goes around the way to a Released")
    assert makers == {("hold/hold.py", "release")}
    assert keyed == {"hold/hold.py"}


def _last(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.alias):
        return node.asname or node.name
    return node.id if isinstance(node, ast.Name) else None


# --- No path


TEXTS = (CLEAN, HOT, WARNED, HOT_WARNED, STORY, NAMED, HOT_STOPPED, f"{STORY} {LABEL}")
LEAPS = (BREATH / 2, BREATH, 20 * MINUTE, 59 * MINUTE, HOUR, 3 * HOUR, 9 * HOUR)
STARTS = (
    datetime(2026, 10, 24, 9, tzinfo=BERLIN),  # before a night of 25 hours
    datetime(2026, 3, 28, 21, 59, tzinfo=BERLIN),  # before one of 23
    datetime(2026, 11, 3, 23, 59, 50, tzinfo=UTC),
    datetime(2026, 11, 3, 5, 59, tzinfo=timezone(timedelta(hours=-5))),
)
MOSTLY = st.sampled_from([True, True, True, False])
REASONS = st.sampled_from([Reason.MINE, Reason.MINE, *Reason])


class Pause(RuleBasedStateMachine):
    """An author who tries everything, beside a record of what happened, kept without any of the program's judgment."""

    out: Released | None = None

    @initialize(start=st.sampled_from(STARTS), text=st.sampled_from(TEXTS))
    def writes(self, start: datetime, text: str) -> None:
        self.now, self.text, self.answers = start, text, Answers(secret=b"s")
        self.told: dict[tuple[str, Level], datetime] = {}
        """When each finding (its words and its level) was last answered with a reason that is enough."""
        self.asks_to_share()

    @rule()
    def asks_to_share(self) -> None:
        self.hold = begin(of(self.text), self.answers, self.now)
        self.opened, self.seen = self.now, ""
        self.stopped_since: datetime | None = None
        """When the draft became one that must not go out as it is."""
        self.heated_since: datetime | None = None
        """When it last became one that was written in heat and has something in it."""
        self.breathes_since: datetime | None = None
        """When its words became what they are; None where the breath was skipped."""
        self._record()

    @rule(leap=st.sampled_from(LEAPS))
    def waits(self, leap: timedelta) -> None:
        self.now = (self.now.astimezone(UTC) + leap).astimezone(self.now.tzinfo)

    @rule(text=st.sampled_from(TEXTS), shown=MOSTLY)
    def edits(self, text: str, shown: bool) -> None:
        self.text = text
        if shown:
            self.is_reviewed_again()

    @rule()
    def is_reviewed_again(self) -> None:
        if self.hold.draft is not None:
            self.hold = edited(self.hold, of(self.text), self.answers, self.now)
            self._record()

    @rule(reason=REASONS, noted=MOSTLY, all_of_them=MOSTLY)
    def answers_findings(self, reason: Reason, noted: bool, all_of_them: bool) -> None:
        review, note = of(self.text), "the record" if noted else ""
        for remark in review.findings[0 if all_of_them else 1 :]:
            try:
                given = answer(remark, review.draft, reason, self.now, note=note, secret=b"s")
            except CannotSettle:  # and tries to get around it
                given = Answer(fingerprint(remark, review.draft, b"s"), reason, self.now, note)
            self.answers = self.answers.adding(given)
            self._forget(given)
            if self._is_enough(remark, reason, note):
                self.told[remark.quote, remark.level] = self.now

    @rule(text=st.sampled_from(TEXTS), leap=st.sampled_from(LEAPS))
    def hurries(self, text: str, leap: timedelta) -> None:
        self.edits(text, True)
        self.answers_findings(Reason.MINE, True, True)
        self.waits(leap)
        self.tries_to_share(True, text)

    @rule()
    def takes_an_answer_back(self) -> None:
        for given in self.answers.given[-1:]:
            self.answers = self.answers.dropping(given)
            self._forget(given)

    @rule(pick=st.integers(0, 2), reason=st.sampled_from(["", "I write about novels"]), back=st.booleans())
    def sets_a_rule_aside(self, pick: int, reason: str, back: bool) -> None:
        for remark in of(self.text).findings[pick : pick + 1]:
            aside = SetAside(remark.rule, self.now, reason)
            self.answers = self.answers.adding(aside)
            if back:
                self.answers = self.answers.dropping(aside)

    @rule()
    def skips_the_breath(self) -> None:
        try:
            self.hold = skipped(self.hold, self.now)
            self.breathes_since = None
        except (NotYet, AlreadyLetGo):
            assert self.hold.draft is None or of(self.seen).heated or self._weighs(self.seen)

    @rule(sure=MOSTLY)
    def lets_it_go(self, sure: bool) -> None:
        self.hold = self.hold if sure else let_go(self.hold).hold

    @rule(honest=MOSTLY, other=st.sampled_from(TEXTS))
    def tries_to_share(self, honest: bool, other: str) -> None:
        review = of(self.text if honest else other)
        try:
            self.out = release(self.hold, review, self.answers, self.now)
        except (NotYet, NotReviewed, AlreadyLetGo):
            return
        assert self.out.text == review.draft.text == self.seen, "a text that was not reviewed"

    @invariant()
    def nothing_gets_out_that_should_not(self) -> None:
        if self.out is None:
            return
        out, self.out = self.out, None
        assert all(self._settled(finding) for finding in of(out.text).findings), "with an open finding"
        assert self.hold.draft is not None, "after it was let go"
        assert not self.breathes_since or _elapsed(self.breathes_since, out.released_at) >= BREATH, "without a breath"
        if self.stopped_since and Level.STOP in self._weighs(out.text):
            assert _elapsed(self.stopped_since, out.released_at) >= HOUR, "before the cooling-off"
            assert 6 <= self.stopped_since.hour < 22 or _slept(self.stopped_since, out.released_at), (
                "before the morning"
            )
        if self.heated_since:
            assert _slept(self.heated_since, out.released_at), "in heat"

    def _record(self) -> None:
        """Note since when the draft has weighed what it weighs."""
        levels, hot = self._weighs(self.text), bool(of(self.text).heated and self._weighs(self.text))
        was_hot = bool(self.seen and of(self.seen).heated and self._weighs(self.seen))
        if Level.STOP in levels:
            self.stopped_since = self.stopped_since or self.now
        elif not levels:
            self.stopped_since = None
        if hot and not was_hot:
            self.heated_since = self.now
        if self.text != self.seen:
            self.breathes_since = self.now
        self.seen = self.text

    def _weighs(self, text: str) -> list[Level]:
        """Return the levels of the findings that were not settled an hour before the pause."""
        settled = {finding: self._settled(finding) for finding in of(text).findings}
        return [f.level for f, when in settled.items() if when is None or _elapsed(when, self.opened) < HOUR]

    def _settled(self, finding: Remark) -> datetime | None:
        """Return when a finding was settled first, as the author remembers it."""
        asides = [a for a in self.answers.set_aside if a.rule == finding.rule and finding.type is None]
        times = [a.given_at for a in asides if a.reason or finding.level is Level.WARN]
        if told := self.told.get((finding.quote, finding.level)):
            times.append(told)
        return min(times, key=lambda when: when.astimezone(UTC), default=None)

    def _is_enough(self, remark: Remark, reason: Reason, note: str) -> bool:
        if reason is Reason.CONSIDERED:
            return remark.level is Level.WARN
        if reason is Reason.NOT_A_CLIENT:
            return remark.slip is Slip.CONFIDENTIALITY
        return reason is Reason.MINE or bool(note) or (reason is Reason.ALREADY_PUBLIC and remark.level is Level.WARN)

    def _forget(self, given: Answer) -> None:
        for review in map(of, TEXTS):
            for remark in review.findings:
                if fingerprint(remark, review.draft, b"s") == given.fingerprint:
                    self.told.pop((remark.quote, remark.level), None)


def _elapsed(since: datetime, until: datetime) -> timedelta:
    return until.astimezone(UTC) - since.astimezone(UTC)


def _slept(since: datetime, until: datetime) -> bool:
    """Tell whether eight o'clock has struck after the night that follows."""
    morning = since.date() if since.hour < 6 else since.date() + timedelta(days=1)
    return until.replace(tzinfo=None) >= datetime.combine(morning, time(8))


Pause.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestPause = Pause.TestCase
