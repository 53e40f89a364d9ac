"""The page over HTTP: every address, who is let in, and what a hostile request or text gets."""

from __future__ import annotations

import html
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest
from starlette.testclient import TestClient

from primum import render, review
from primum.consent import Element, Statement
from primum.desk import Desk
from primum.draft import MAX_LENGTH, Draft
from primum.errors import PrimumError
from primum.hold import Reason
from primum.store import Folder, Keys, Store
from primum.store.errors import DiskFull
from primum.web import Ajar, Door, StoreDoors, serve
from primum.web.application import app
from primum.web.guard import LARGEST, LARGEST_FILE
from primum.web.session import Session
from tests.page import SECRET, TOKEN, Clock, laid
from tests.stores import FakeRing

HOME = "http://127.0.0.1:8123"
OURS = {"sec-fetch-site": "same-origin"}
FORM = Session(SECRET).form
LABEL = "He's a textbook narcissist."
STORY = "My client, a nurse, told me on Tuesday that she hides in the pantry."
WORDS = "correct horse battery staple"
CLEAN = "Two spaces open on Tuesdays."
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} \' " & </textarea></div>'


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with laid(tmp_path / "home", clock) as desk:
        yield desk


class Browser(TestClient):
    """A browser that has come in by the opening link, and says so like one."""

    def say(self, address: str, **data: Any) -> Any:
        """Send what a script sends."""
        headers = {**OURS, "x-primum": FORM, "accept": "application/json"}
        return self.post(address, json=data, headers=headers)

    def fill_in(self, address: str, files: Any = None, **fields: Any) -> Any:
        """Send a form."""
        return self.post(address, data={"token": FORM, **fields}, files=files, headers=OURS)

    def keep(self, text: str, **about: Any) -> dict[str, Any]:
        """Keep a new draft."""
        kept = self.say("/drafts", text=text, **about)
        assert kept.status_code == 200, kept.text
        return dict(kept.json())


def stranger(desk: Desk | StoreDoors) -> Browser:
    return Browser(app(desk, SECRET, token=TOKEN), base_url=HOME, follow_redirects=False)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    browser = stranger(desk)
    assert browser.get("/open", params={"key": SECRET}).status_code == 303
    browser.follow_redirects = True
    browser.headers.update(OURS)
    return browser


def finding(answer: dict[str, Any], number: int = 0) -> str:
    return str(answer["marks"][number]["id"])


# ── Coming in ─────────────────────────────────────────────────────────────────────────────────────


def test_the_opening_link_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_gets(desk: Desk) -> None:
    came = stranger(desk).get("/open", params={"key": SECRET})
    assert (came.status_code, came.headers["location"]) == (303, "/")
    cookie = came.headers["set-cookie"]
    assert cookie.startswith("primum-8123=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert SECRET not in cookie


@pytest.mark.parametrize("key", ["", "another", SECRET + "x", "ключ"])
def test_a_wrong_link_opens_nothing(desk: Desk, key: str) -> None:
    came = stranger(desk).get("/open", params={"key": key})
    assert came.status_code == 401
    assert "set-cookie" not in came.headers


PAGES = ["/", "/example", "/drafts", "/consents", "/consents/new", "/journal", "/settings"]


@pytest.mark.parametrize("address", [*PAGES, "/token", "/reminders", "/welcome", "/drafts/1", "/consents/1"])
def test_without_the_cookie_there_is_nothing_to_see(desk: Desk, address: str) -> None:
    answer = stranger(desk).get(address)
    assert answer.status_code == 401
    assert FORM not in answer.text


def test_the_cookie_of_another_desk_is_worth_nothing(desk: Desk) -> None:
    browser = stranger(desk)
    browser.cookies.set("primum-8123", Session("another secret").cookie)
    assert browser.get("/drafts").status_code == 401


@pytest.mark.parametrize("address", PAGES)
def test_every_page_comes_with_its_shields(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_script_a_style_or_an_address_of_elsewhere_in_it(browser: Browser, address: str) -> None:
    text = browser.get(address).text
    assert not re.findall(r"\sstyle=|\son[a-z]+=|javascript:|<style", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert 'src="/static/' in tag or 'type="application/json"' in tag
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)


def test_the_files_of_the_page_are_its_own_and_ask_for_nothing_elsewhere(desk: Desk) -> None:
    browser = stranger(desk)
    for name in ("page.css", "page.mjs", "write.mjs", "editor.mjs", "count.mjs", "pause.mjs", "mark.svg"):
        answer = browser.get(f"/static/1/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)[a-z]", answer.text)
        assert "localStorage" not in answer.text
        assert "sessionStorage" not in answer.text
    assert browser.get("/static/1/fonts/literata.woff2").headers["content-type"] == "font/woff2"
    for name in ("../look.py", "%2e%2e/look.py", "fonts", "nothing.css"):
        assert browser.get(f"/static/1/{name}").status_code == 404


# ── Other sites, other names, other sizes ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8123", "primum.local", "", "0.0.0.0:8123"])
def test_a_name_that_somebody_else_could_point_here_is_not_answered(browser: Browser, host: str) -> None:
    for address in ("/", "/open", "/api/openapi.json", "/static/1/page.css"):
        answer = browser.get(address, headers={"host": host})
        assert answer.status_code == 421
        assert "primum-8123" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("host", ["localhost:8123", "[::1]:8123", "LOCALHOST:8123"])
def test_the_names_of_this_machine_are_answered(desk: Desk, host: str) -> None:
    assert stranger(desk).get("/open", params={"key": SECRET}, headers={"host": host}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "", "origin": "null"},
    ],
)
def test_no_other_site_can_change_anything(browser: Browser, headers: dict[str, str]) -> None:
    id_ = browser.keep(CLEAN)["id"]
    for address in (f"/drafts/{id_}/delete", f"/drafts/{id_}/ready", "/settings"):
        assert browser.post(address, data={"token": FORM}, headers=headers).status_code == 403
    assert browser.post("/drafts", json={"text": "x"}, headers={"x-primum": FORM, **headers}).status_code == 403
    assert browser.get(f"/drafts/{id_}").status_code == 200


def test_a_form_under_no_referrer_says_null_and_is_let_in_as_the_page_s_own(browser: Browser) -> None:
    id_ = browser.keep(CLEAN)["id"]
    headers = {"sec-fetch-site": "same-origin", "origin": "null"}
    assert browser.post(f"/drafts/{id_}/ready", data={"token": FORM}, headers=headers).status_code == 200


def test_an_older_browser_is_let_in_by_its_origin(browser: Browser) -> None:
    id_ = browser.keep(CLEAN)["id"]
    headers = {"sec-fetch-site": "", "origin": HOME}
    assert browser.post(f"/drafts/{id_}/ready", data={"token": FORM}, headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_show_a_page_or_read_a_file_of_it(browser: Browser, site: str) -> None:
    for address in ("/", "/drafts", "/token", "/static/1/page.mjs"):
        assert browser.get(address, headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", SECRET])
def test_a_form_without_our_token_changes_nothing(browser: Browser, token: str) -> None:
    id_ = browser.keep(CLEAN)["id"]
    assert browser.post(f"/drafts/{id_}/delete", data={"token": token}).status_code == 403
    assert browser.post("/drafts", json={"text": "x"}, headers={"x-primum": token}).status_code == 403
    assert len(browser.get("/drafts").text.split('class="row"')) == 2


def test_what_is_too_long_is_refused_before_it_is_read(browser: Browser) -> None:
    long = "x" * (LARGEST + 1)
    answer = browser.say("/drafts", text=long)
    assert answer.status_code == 413
    assert long[:50] not in answer.text


def test_a_body_that_lies_about_its_length_is_cut_off(browser: Browser) -> None:
    def drops() -> Iterator[bytes]:
        for _ in range(LARGEST // 100_000 + 2):
            yield b"x" * 100_000

    headers = {"x-primum": FORM, "content-type": "application/json", "accept": "application/json"}
    assert browser.post("/look", content=drops(), headers=headers).status_code == 413


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"text": 1}', b"{", b"\xff\xfe", b'{"text": "a", "version": "1"}'])
def test_a_malformed_request_is_told_so_calmly(browser: Browser, body: bytes) -> None:
    headers = {"x-primum": FORM, "content-type": "application/json", "accept": "application/json"}
    id_ = browser.keep(CLEAN)["id"]
    answer = browser.post(f"/drafts/{id_}", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["remedy"]


def test_a_wrong_address_or_method_gets_a_calm_page(browser: Browser) -> None:
    assert browser.get("/nowhere").status_code == 404
    assert browser.get("/drafts/none").status_code == 404
    assert browser.get("/consents/none").status_code == 404
    assert browser.put("/drafts", headers=OURS).status_code == 405
    assert "Open Primum" in browser.get("/nowhere").text


def test_an_error_repeats_no_word_of_a_draft_and_reaches_no_log(
    browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError(f"cannot handle {STORY}")

    monkeypatch.setattr(desk, "look", stumble)
    with caplog.at_level(logging.DEBUG):
        answer = browser.say("/look", text=STORY)
    assert answer.status_code == 500
    assert "RuntimeError" in answer.json()["problem"]
    said = answer.text + caplog.text + "".join(capfd.readouterr())
    assert "pantry" not in said


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────


def test_words_are_looked_at_and_not_kept(browser: Browser) -> None:
    seen = browser.say("/look", text=LABEL).json()
    assert [(mark["start"], mark["end"], mark["level"]) for mark in seen["marks"]] == [(0, len(LABEL), "stop")]
    assert "Hold it for now" in seen["says"]
    assert "Stranger diagnosis" in seen["margin"]
    assert "There is nothing here yet" in browser.get("/drafts").text


def test_offsets_count_as_browsers_do(browser: Browser) -> None:
    seen = browser.say("/look", text=f"😀🌿 Hello. {LABEL}").json()
    assert (seen["marks"][0]["start"], seen["marks"][0]["end"]) == (12, 12 + len(LABEL))


def test_an_empty_sheet_has_nothing_to_look_at(browser: Browser) -> None:
    assert browser.say("/look", text="  \n ").json()["marks"] == []
    assert browser.say("/drafts", text="  ").status_code == 422


def test_at_most_three_things_are_shown_at_once_and_the_most_serious_first(browser: Browser) -> None:
    text = f"{STORY} {LABEL} Reiki people are frauds. My supervisor is a fraud. Shared with permission."
    margin = browser.say("/look", text=text).json()["margin"]
    shown, _, folded = margin.partition('class="more"')
    assert shown.count("<article") <= 3
    assert "<article" in folded
    levels = re.findall(r'class="card (\w+)"', margin)
    assert levels == sorted(levels, key=["stop", "warn", "note"].index)


def test_a_draft_is_kept_and_comes_back_as_it_was(browser: Browser) -> None:
    text = "Zwei Plätze frei 🌿\n\nשלום"
    kept = browser.keep(text, answering="Any openings?", platform="mastodon", kind="reply")
    assert kept["version"] == 1
    page = browser.get(f"/drafts/{kept['id']}").text
    assert text in html.unescape(page)
    assert "Any openings?" in page
    assert '<option value="mastodon" selected>' in page
    assert "just now" in browser.get("/drafts").text


def test_two_tabs_cannot_overwrite_each_other_unasked(browser: Browser, desk: Desk) -> None:
    kept = browser.keep(CLEAN)
    address = f"/drafts/{kept['id']}"
    assert browser.say(address, text="One space open.", version=1).json()["version"] == 2
    torn = browser.say(address, text="Three spaces open.", version=1)
    assert torn.status_code == 409
    assert torn.json()["present"]["text"] == "One space open."
    assert torn.json()["present"]["version"] == 2
    assert desk.open(kept["id"]).draft.text == "One space open."
    assert browser.say(address, text="Three spaces open.", version=2).json()["version"] == 3


def test_hostile_words_are_text_on_every_page(browser: Browser, desk: Desk) -> None:
    kept = browser.keep(f"{HOSTILE} {LABEL}", answering=HOSTILE)
    browser.say(f"/drafts/{kept['id']}/answer", finding=finding(kept), reason="mine", note=HOSTILE)
    browser.fill_in(
        "/consents", client=HOSTILE[:70], since="2026-01-01", given="written", details=HOSTILE, story=HOSTILE
    )
    consent = desk.consents()[0].id
    browser.fill_in(f"/drafts/{kept['id']}/ready")
    browser.fill_in(f"/drafts/{kept['id']}/reply", **{"own-plan": HOSTILE})
    pages = [
        *PAGES, f"/drafts/{kept['id']}", f"/drafts/{kept['id']}/pause", f"/consents/{consent}",
        f"/consents/{consent}/edit", f"/consents/{consent}/print", f"/consents/{consent}/forget",
    ]  # fmt: skip
    for address in pages:
        text = browser.get(address).text
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert "49" not in re.sub(r"[0-9a-f]{8,}|&#\d+;", "", text) or "{{ 7*7 }}" in html.unescape(text), address
    for fragment in (kept["margin"], json.dumps(browser.say("/ways", text=HOSTILE + LABEL).json()["fragments"])):
        assert "<script>alert" not in fragment
        assert "<img src=x" not in fragment


@pytest.mark.parametrize("text", ["x" * (MAX_LENGTH + 1), "half \ud83d"])
def test_what_cannot_be_read_is_said_and_stays_in_the_page(browser: Browser, text: str) -> None:
    content = json.dumps({"text": text}).encode()
    headers = {"x-primum": FORM, "content-type": "application/json", "accept": "application/json"}
    answer = browser.post("/drafts", content=content, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["remedy"]


def test_a_full_disk_is_said_in_words_and_nothing_is_lost_from_the_page(
    browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(desk, "save", full)
    answer = browser.say("/drafts", text=CLEAN)
    assert answer.status_code == 507
    assert "disk is full" in answer.json()["problem"]


def test_what_could_be_written_instead_is_offered_as_changes(browser: Browser) -> None:
    ways = browser.say("/ways", text=STORY, platform="instagram").json()
    assert "Use this" in ways["fragments"]["confidentiality"]
    for number in re.findall(r'data-change="(\d+)"', ways["fragments"]["confidentiality"]):
        change = ways["changes"][int(number)]
        after = STORY[: change["start"]] + change["text"] + STORY[change["end"] :]
        assert review(after, platform="instagram").verdict == "share"
    for detail in ways["details"]:
        assert STORY[detail["start"] : detail["end"]].strip()
    assert browser.say("/ways", text=CLEAN).json() == {"fragments": {}, "details": [], "changes": []}


def test_a_draft_is_deleted(browser: Browser) -> None:
    id_ = browser.keep(CLEAN)["id"]
    assert "deleted" in browser.fill_in(f"/drafts/{id_}/delete").text
    assert browser.get(f"/drafts/{id_}").status_code == 404


# ── Answering ─────────────────────────────────────────────────────────────────────────────────────


def test_a_finding_is_answered_and_the_answer_taken_back(browser: Browser) -> None:
    kept = browser.keep(LABEL)
    address = f"/drafts/{kept['id']}"
    answered = browser.say(f"{address}/answer", finding=finding(kept), reason="mine").json()
    assert answered["marks"][0]["level"] == ""
    assert "1 answered" in answered["margin"]
    assert "Everything is answered" in answered["says"]
    again = browser.say(f"{address}/take-back", finding=finding(kept)).json()
    assert again["marks"][0]["level"] == "stop"


def test_a_reason_that_needs_a_line_says_which(browser: Browser) -> None:
    kept = browser.keep(LABEL)
    assert "Where can everybody read it?" in kept["margin"]
    address = f"/drafts/{kept['id']}/answer"
    refused = browser.say(address, finding=finding(kept), reason="already-public")
    assert refused.status_code == 409
    assert "Where can everybody read it?" in refused.json()["remedy"]
    assert browser.say(address, finding=finding(kept), reason="already-public", note="In court").status_code == 200


def test_a_reason_that_nobody_knows_is_refused(browser: Browser) -> None:
    kept = browser.keep(LABEL)
    address = f"/drafts/{kept['id']}/answer"
    assert browser.say(address, finding=finding(kept), reason="because").status_code == 400
    assert browser.say(address, finding="none", reason="mine").status_code == 404


def test_only_reasons_that_a_finding_allows_are_offered(browser: Browser) -> None:
    margin = browser.keep(LABEL)["margin"]
    offered = set(re.findall(r'data-reason="([\w-]+)"', margin))
    assert offered == {Reason.MINE, Reason.ALREADY_PUBLIC, Reason.CONSENT}


def test_a_rule_is_set_aside_for_a_draft_or_for_good_and_speaks_again(browser: Browser) -> None:
    kept = browser.keep(LABEL)
    address = f"/drafts/{kept['id']}/set-aside"
    bare = browser.say(address, rule="stranger-diagnosis", for_good=True)
    assert bare.status_code == 409
    aside = browser.say(address, rule="stranger-diagnosis", reason="It is a novel.", for_good=True).json()
    assert aside["marks"][0]["level"] == ""
    assert "Set aside for good" in aside["margin"]
    assert "It is a novel." in browser.get("/settings").text
    browser.fill_in("/settings/rules", rule="stranger-diagnosis")
    assert browser.say("/look", text=LABEL).json()["marks"][0]["level"] == "stop"


def test_direct_identifiers_cannot_be_set_aside(browser: Browser) -> None:
    margin = browser.say("/look", text="My client Maria Lopez (613-555-0177) cried.").json()["margin"]
    direct = next(card for card in margin.split("<article") if "Identifier" in card)
    assert "Maria" in direct
    assert "Set it aside" not in direct


# ── The pause ─────────────────────────────────────────────────────────────────────────────────────


def test_a_clean_draft_takes_a_breath_that_can_be_skipped_and_goes(browser: Browser, desk: Desk) -> None:
    id_ = browser.keep(CLEAN, platform="instagram")["id"]
    page = browser.fill_in(f"/drafts/{id_}/ready")
    assert page.url.path == f"/drafts/{id_}/pause"
    assert "One breath" in page.text
    assert "Your client who sat here this week" in page.text
    page = browser.fill_in(f"/drafts/{id_}/skip")
    assert "Ready when you are" in page.text
    page = browser.fill_in(f"/drafts/{id_}/release")
    assert page.url.path == f"/drafts/{id_}/released"
    assert "Paste it into Instagram" in page.text
    assert [one.text for one in desk.releases()] == [CLEAN]
    assert CLEAN in browser.get("/journal").text


def test_a_release_by_script_brings_the_very_text(browser: Browser, clock: Clock) -> None:
    text = "Two spaces open 🌿\non Tuesdays."
    id_ = browser.keep(text)["id"]
    browser.fill_in(f"/drafts/{id_}/ready")
    address, headers = f"/drafts/{id_}/release", {**OURS, "x-primum": FORM, "accept": "application/json"}
    early = browser.post(address, headers=headers)
    assert early.status_code == 409
    clock.on(seconds=11)
    assert browser.post(address, headers=headers).json() == {"text": text, "to": f"/drafts/{id_}/released"}


def test_a_held_draft_rests_until_a_time_that_is_said_and_shows_what_is_open(browser: Browser, clock: Clock) -> None:
    kept = browser.keep(LABEL)
    id_ = kept["id"]
    browser.fill_in(f"/drafts/{id_}/ready")
    clock.on(seconds=11)
    page = browser.get(f"/drafts/{id_}/pause").text
    assert "Something is still open" in page
    assert "Change or answer them" in page
    assert 'id="continue"' not in page
    browser.say(f"/drafts/{id_}/answer", finding=finding(kept), reason="mine")
    page = browser.get(f"/drafts/{id_}/pause").text
    assert "This draft rests until 11:00 am" in page
    assert "rests until 11:00 am" in browser.get("/drafts").text
    refused = browser.fill_in(f"/drafts/{id_}/release")
    assert "rests until 11:00" in refused.text
    clock.on(hours=1)
    assert "Rested, and ready to be read afresh" in browser.get("/").text
    assert "Ready when you are" in browser.get(f"/drafts/{id_}/pause").text
    assert "It is ready to be copied" in browser.fill_in(f"/drafts/{id_}/release").text


def test_nothing_is_released_past_the_hold(browser: Browser, desk: Desk) -> None:
    id_ = browser.keep(LABEL)["id"]
    assert browser.get(f"/drafts/{id_}/pause").url.path == f"/drafts/{id_}"
    browser.fill_in(f"/drafts/{id_}/release")
    browser.fill_in(f"/drafts/{id_}/skip")
    assert not desk.releases()
    assert browser.get(f"/drafts/{id_}/released").url.path == f"/drafts/{id_}"


def test_replies_and_the_plan_are_kept_with_the_draft(browser: Browser, desk: Desk) -> None:
    id_ = browser.keep(CLEAN)["id"]
    browser.fill_in(f"/drafts/{id_}/ready")
    question = desk.ready(id_).questions[0].id
    fields = {f"reply-{question}": "That somebody feels less alone.", "own-plan": "If it rains, then I wait."}
    page = browser.fill_in(f"/drafts/{id_}/keep", **fields)
    assert "kept as a draft" in page.text
    page = browser.get(f"/drafts/{id_}/pause").text
    assert "That somebody feels less alone." in page
    assert "If it rains, then I wait." in page


def test_a_draft_is_let_go_kindly(browser: Browser, desk: Desk) -> None:
    id_ = browser.keep(LABEL)["id"]
    browser.fill_in(f"/drafts/{id_}/ready")
    page = browser.fill_in(f"/drafts/{id_}/let-go").text
    assert any(word in page for word in ("Let go", "gone", "Gone"))
    assert LABEL not in html.unescape(page)
    assert not desk.drafts()


def test_what_waits_is_told_to_the_page_that_is_open(browser: Browser, clock: Clock) -> None:
    kept = browser.keep(LABEL)
    browser.say(f"/drafts/{kept['id']}/answer", finding=finding(kept), reason="mine")
    browser.fill_in(f"/drafts/{kept['id']}/ready")
    assert not browser.get("/reminders").json()["html"].strip()
    clock.on(hours=2)
    assert "ready to be read afresh" in browser.get("/reminders").json()["html"]
    assert not browser.get("/reminders", params={"besides": kept["id"]}).json()["html"].strip()


# ── Consent ───────────────────────────────────────────────────────────────────────────────────────


def permission(**changes: Any) -> dict[str, Any]:
    return {
        "client": "Fern", "since": "2026-01-01", "until": "2027-01-01", "given": "written", "story": STORY,
        "details": "a nurse\non Tuesday", "platforms": ["instagram", "blog"], "elements": list(Element),
        "statements": list(Statement), **changes,
    }  # fmt: skip


def test_a_consent_is_recorded_changed_and_shown(browser: Browser, desk: Desk) -> None:
    page = browser.fill_in("/consents", **permission(**{"who-1": "Fern", "agreed-1": "yes", "who-2": "Moss"}))
    assert page.url.path == f"/consents/{desk.consents()[0].id}"
    assert "Moss has not said yes." in page.text
    assert "The record is kept." in page.text
    address = page.url.path
    assert "a nurse\non Tuesday" in browser.get(f"{address}/edit").text
    page = browser.fill_in(f"{address}/edit", **permission(themes="grief"))
    assert "is good until January 1, 2027" in html.unescape(page.text)
    assert desk.consents()[0].themes == ("grief",)
    assert len(desk.consents()) == 1
    assert "Fern" in browser.get("/consents").text
    assert "Permission of Fern" in browser.get(f"{address}/print").text


@pytest.mark.parametrize(
    "wrong",
    [{"client": ""}, {"since": ""}, {"until": "2025-01-01"}, {"since": "soon"}, {"given": "hearsay"},
     {"platforms": ["myspace"]}, {"elements": ["luck"]}],
)  # fmt: skip
def test_a_form_that_cannot_be_kept_comes_back_filled_in(browser: Browser, desk: Desk, wrong: dict[str, Any]) -> None:
    page = browser.fill_in("/consents", **permission(**wrong))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert STORY in html.unescape(page.text)
    assert not desk.consents()


def test_the_signed_page_is_kept_and_never_lies_in_a_temporary_file(
    browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.fill_in("/consents", **permission())
    address = f"/consents/{desk.consents()[0].id}"
    content = os.urandom(3_000_000)

    def roll_over(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "TemporaryFile", roll_over)
    page = browser.fill_in(f"{address}/attach", files={"file": ("../signed <page>.pdf", content, "application/pdf")})
    assert "signed &lt;page&gt;.pdf" in page.text
    link = re.search(r'href="(/consents/\w+/files/\w+)"', page.text)
    assert link is not None
    file = browser.get(link[1])
    assert file.content == content
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-type"] == "application/octet-stream"
    assert browser.get(f"{address}/files/none").status_code == 404


def test_a_file_that_is_too_large_is_refused(browser: Browser, desk: Desk) -> None:
    browser.fill_in("/consents", **permission())
    address = f"/consents/{desk.consents()[0].id}/attach"
    assert browser.fill_in(address, files={"file": ("a.pdf", b"x" * (LARGEST_FILE + 1))}).status_code == 413
    assert "Choose a file first" in browser.fill_in(address, files={"file": ("", b"")}).text


def test_a_consent_is_leaned_on_released_revoked_and_forgotten(browser: Browser, desk: Desk, clock: Clock) -> None:
    browser.fill_in("/consents", **permission())
    consent = desk.consents()[0].id
    kept = browser.keep(STORY, platform="instagram")
    assert kept["marks"][0]["level"] == "stop"
    leaned = browser.say(f"/drafts/{kept['id']}/lean", consents=[consent]).json()
    assert all(mark["level"] == "note" for mark in leaned["marks"])
    assert "Leans on the permission of Fern" in leaned["margin"]
    browser.fill_in(f"/drafts/{kept['id']}/ready")
    clock.on(seconds=11)
    browser.fill_in(f"/drafts/{kept['id']}/release")
    assert [one.consents for one in desk.releases()] == [(consent,)]
    page = browser.fill_in(f"/consents/{consent}/revoke", day="2026-11-03")
    assert "The permission was taken back." in page.text
    assert "My client, a nurse" in page.text
    assert "leaned on a permission that has ended" in browser.get("/").text
    assert "Delete it for good" in browser.get(f"/consents/{consent}/forget").text
    assert "The record is deleted" in browser.fill_in(f"/consents/{consent}/forget").text
    assert not desk.consents()


def test_what_goes_beyond_a_consent_is_said(browser: Browser, desk: Desk) -> None:
    browser.fill_in("/consents", **permission(details="a nurse"))
    kept = browser.keep(f"{STORY} She lives in Boise.", platform="instagram")
    leaned = browser.say(f"/drafts/{kept['id']}/lean", consents=[desk.consents()[0].id]).json()
    assert "What goes beyond it" in leaned["margin"]
    assert "not among those that may be told" in leaned["margin"]


def test_a_renewal_asks_afresh(browser: Browser, desk: Desk) -> None:
    browser.fill_in("/consents", **permission(until="2026-11-20"))
    consent = desk.consents()[0].id
    assert "ask afresh" in browser.get("/consents").text
    page = browser.get("/consents/new", params={"renews": consent}).text
    assert 'name="until" value=""' in page
    assert "checked" not in page.split("The signed page says")[1]
    assert f'value="{consent}"' in page


# ── Records and settings ──────────────────────────────────────────────────────────────────────────


def test_the_journal_has_no_word_of_a_draft_that_was_not_released(browser: Browser) -> None:
    browser.keep(STORY)
    page = browser.get("/journal").text
    assert "Client story" in page
    assert "pantry" not in page


def settings(**changes: str) -> dict[str, str]:
    return {
        "profession": "psychologist", "country": "GB", "breath": "20", "cooling_off": "90", "night_begins": "21:00",
        "night_ends": "06:30", "morning": "09:00", **changes,
    }  # fmt: skip


def test_settings_are_kept_within_their_limits(browser: Browser, desk: Desk) -> None:
    assert "Kept." in browser.fill_in("/settings", **settings()).text
    kept = desk.settings()
    assert (kept.profession, kept.country, kept.first_run_done) == ("psychologist", "GB", True)
    assert desk.pauses().cooling_off.total_seconds() == 5400
    assert 'value="21:00"' in browser.get("/settings").text


@pytest.mark.parametrize(
    "wrong",
    [{"breath": "1"}, {"cooling_off": "2000"}, {"night_begins": "12:00"}, {"morning": "25:99"}, {"breath": "ten"},
     {"country": "XX"}, {"profession": "wizard"}],
)  # fmt: skip
def test_settings_beyond_their_limits_are_refused_with_a_remedy(
    browser: Browser, desk: Desk, wrong: dict[str, str]
) -> None:
    before = desk.settings()
    page = browser.fill_in("/settings", **settings(**wrong))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert desk.settings() == before


# ── The first run, and later ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def doors(tmp_path: Path) -> Callable[[FakeRing | None], StoreDoors]:
    folder = Folder(tmp_path / "new")

    def doors(ring: FakeRing | None) -> StoreDoors:
        keys = Keys(folder, ring)
        if ring is None:
            keys._ring = lambda: None  # type: ignore[method-assign]
        return StoreDoors(lambda store: Desk(store, Clock()), folder, keys)

    return doors


def newcomer(doors: StoreDoors) -> Browser:
    browser = stranger(doors)
    browser.get("/open", params={"key": SECRET})
    browser.follow_redirects = True
    browser.headers.update(OURS)
    return browser


def test_the_first_run_with_a_keyring(doors: Callable[[FakeRing | None], StoreDoors]) -> None:
    ring = FakeRing()
    door = doors(ring)
    browser = newcomer(door)
    page = browser.get("/")
    assert page.url.path == "/welcome"
    assert "passphrase" not in page.text
    page = browser.fill_in("/welcome", profession="social-worker", country="CA")
    assert page.url.path == "/welcome/code"
    code = "-".join(re.findall(r"<span>(\w{5})</span>", page.text))
    assert len(code) == 35
    assert code not in browser.get("/welcome/proof").text
    wrong = browser.fill_in("/welcome/proof", code="AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    assert wrong.status_code == 422
    assert door.desk is None
    page = browser.fill_in("/welcome/proof", code=code.lower().replace("-", " "))
    assert page.url.path == "/welcome/example"
    assert door.desk is not None
    assert (door.desk.settings().profession, door.desk.settings().country) == ("social-worker", "CA")
    assert "Friday thoughts" in browser.get("/example").text
    assert browser.get("/").url.path == "/"
    assert browser.get("/welcome/code").url.path == "/"
    browser.keep(CLEAN)
    door.close()
    again = doors(ring)
    assert newcomer(again).get("/drafts").text.count('class="row"') == 1
    again.close()


def test_a_first_run_without_a_keyring_asks_for_a_passphrase_and_later_opens_with_it(
    doors: Callable[[FakeRing | None], StoreDoors],
) -> None:
    door = doors(None)
    browser = newcomer(door)
    assert "This computer has no keyring" in html.unescape(browser.get("/").text)
    assert browser.fill_in("/welcome", country="US", passphrase=WORDS[:6]).status_code == 422
    page = browser.fill_in("/welcome", country="US", passphrase=WORDS)
    code = "-".join(re.findall(r"<span>(\w{5})</span>", page.text))
    browser.fill_in("/welcome/proof", code=code)
    kept = browser.keep(CLEAN)
    door.close()

    door = doors(None)
    browser = newcomer(door)
    assert browser.get(f"/drafts/{kept['id']}").url.path == "/unlock"
    locked = browser.say(f"/drafts/{kept['id']}", text="x", version=1)
    assert locked.status_code == 422
    assert browser.fill_in("/unlock", passphrase=f"wrong {WORDS}").status_code == 422
    assert browser.fill_in("/unlock").status_code == 422
    assert browser.fill_in("/unlock", passphrase=WORDS).url.path == "/"
    assert CLEAN in browser.get(f"/drafts/{kept['id']}").text
    door.close()

    door = doors(None)
    browser = newcomer(door)
    assert "recovery code" in browser.get("/recover").text
    assert browser.fill_in("/recover", code="nothing", passphrase=f"new {WORDS}").status_code == 422
    page = browser.fill_in("/recover", code=code, passphrase=f"new {WORDS}")
    assert "Welcome back" in page.text
    door.close()
    assert doors(None).knock() is Door.LOCKED


def test_a_lost_keyring_leads_to_the_recovery_code(doors: Callable[[FakeRing | None], StoreDoors]) -> None:
    ring = FakeRing()
    door = doors(ring)
    browser = newcomer(door)
    page = browser.fill_in("/welcome", country="US")
    code = "-".join(re.findall(r"<span>(\w{5})</span>", page.text))
    browser.fill_in("/welcome/proof", code=code)
    door.close()
    ring.clear()
    door = doors(ring)
    browser = newcomer(door)
    assert browser.get("/").url.path == "/recover"
    assert "Welcome back" in browser.fill_in("/recover", code=code).text
    door.close()


def test_a_store_that_was_set_up_elsewhere_asks_only_for_profession_and_country(desk: Desk) -> None:
    desk.set_settings(replace(desk.settings(), first_run_done=False))
    browser = stranger(desk)
    browser.get("/open", params={"key": SECRET})
    browser.follow_redirects = True
    browser.headers.update(OURS)
    assert browser.get("/").url.path == "/welcome"
    assert browser.fill_in("/welcome", profession="", country="IE").url.path == "/welcome/example"
    assert desk.settings().first_run_done


def test_a_page_that_outlived_a_restart_gets_its_new_token(desk: Desk) -> None:
    browser = stranger(desk)
    browser.get("/open", params={"key": SECRET})
    assert browser.get("/token", headers=OURS).text == FORM


# ── Other programs ────────────────────────────────────────────────────────────────────────────────

BEARER = {"authorization": f"Bearer {TOKEN}"}


def test_another_program_gets_the_review_as_it_is(desk: Desk) -> None:
    given = {"text": "That's PTSD, love.", "answering": "nightmares?", "platform": None}
    answer = stranger(desk).post("/api/review", json=given, headers=BEARER)
    assert answer.status_code == 200
    assert answer.json() == render.as_dict(review("That's PTSD, love.", answering="nightmares?"))
    jsonschema.validate(answer.json(), json.loads(render.schema()))


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}])
def test_a_program_without_the_token_gets_nothing(desk: Desk, headers: dict[str, str]) -> None:
    answer = stranger(desk).post("/api/review", json={"text": LABEL}, headers=headers)
    assert answer.status_code == 401
    assert "findings" not in answer.text


def test_the_page_s_cookie_is_no_token_and_the_token_is_no_cookie(browser: Browser, desk: Desk) -> None:
    assert browser.post("/api/review", json={"text": LABEL}).status_code == 401
    assert stranger(desk).get("/drafts", headers=BEARER).status_code == 401
    closed = Browser(app(desk, SECRET), base_url=HOME)
    assert closed.post("/api/review", json={"text": LABEL}, headers={"authorization": "Bearer None"}).status_code == 401


@pytest.mark.parametrize(
    ("given", "status"),
    [({"text": ""}, 422), ({}, 422), ({"text": 1}, 400), ({"text": "a", "more": "b"}, 400),
     ({"text": "a", "kind": "x"}, 422)],
)  # fmt: skip
def test_a_program_that_asks_wrongly_is_told_how(desk: Desk, given: dict[str, Any], status: int) -> None:
    answer = stranger(desk).post("/api/review", json=given, headers=BEARER)
    assert answer.status_code == status
    assert answer.json()["remedy"]


def test_the_api_describes_itself(desk: Desk) -> None:
    told = stranger(desk).get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    schemas = told["components"]["schemas"]
    jsonschema.Draft202012Validator.check_schema(schemas["Draft"])
    jsonschema.validate({"text": CLEAN, "platform": "x"}, schemas["Draft"])
    jsonschema.validate(render.as_dict(review(LABEL)), schemas["Review"])
    for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(told)):
        assert name in schemas


# ── The server ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104
def test_it_listens_on_this_machine_alone(desk: Desk, host: str) -> None:
    with pytest.raises(PrimumError, match="this machine alone"):
        serve(desk, open_browser=False, host=host)


PLANTED = ("Zwiebelkuchen", "Quittengelee", "Rhabarbersaft", "Holunderbluete")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_a_whole_journey_leaves_no_word_on_the_disk_or_in_a_log(tmp_path: Path) -> None:
    """Set up, write, answer, attach, pause, release and stop the real program; then look into every file it left."""
    for name in ("home", "tmp", "data"):
        (tmp_path / name).mkdir()
    places = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "PRIMUM_HOME": "data",
        "XDG_CACHE_HOME": "home",
        "XDG_STATE_HOME": "home",
    }
    environment = {
        **os.environ, **{name: str(tmp_path / place) for name, place in places.items()},
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    environment.pop("PRIMUM_DATABASE_URL", None)
    command = [sys.executable, "-m", "primum", "desk", "--no-browser"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            _journey(_link(tmp_path / "log"))
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(20)
    assert code == 0
    assert (tmp_path / "log").read_text().count("\n") == 2
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "primum.db" for path in left)
    for path in left:
        content = path.read_bytes()
        for word in PLANTED:
            assert word.encode() not in content, path
            assert word.encode("utf-16-le") not in content, path


def _link(log: Path) -> str:
    for _ in range(600):
        if found := re.search(r"http://\S+/open\?key=\S+", log.read_text()):
            return found[0]
        time.sleep(0.1)
    raise AssertionError("the page did not open")


def _journey(link: str) -> None:
    home = link.partition("/open")[0]
    with httpx2.Client(base_url=home, follow_redirects=True, headers=OURS, timeout=60) as client:
        page = client.get(link)
        token = re.search(r'name="primum" content="(\w+)"', page.text)
        assert token is not None
        form = {"token": token[1]}
        client.headers["x-primum"] = token[1]
        page = client.post("/welcome", data={**form, "country": "US", "passphrase": WORDS})
        code = "-".join(re.findall(r"<span>(\w{5})</span>", page.text))
        assert client.post("/welcome/proof", data={**form, "code": code}).status_code == 200
        told = {"accept": "application/json"}
        text = f"My client told me about {PLANTED[0]} on Tuesday. {LABEL}"
        client.post("/look", json={"text": text}, headers=told)
        kept = client.post("/drafts", json={"text": text, "answering": PLANTED[1]}, headers=told).json()
        client.post("/ways", json={"text": text}, headers=told)
        for mark in kept["marks"]:
            given = {"finding": mark["id"], "reason": "mine", "note": PLANTED[2]}
            client.post(f"/drafts/{kept['id']}/answer", json=given, headers=told)
        client.post(f"/drafts/{kept['id']}/ready", data=form)
        client.post(f"/drafts/{kept['id']}/keep", data={**form, "own-plan": PLANTED[2]})
        client.post("/consents", data={**form, **permission(client=PLANTED[3], story=PLANTED[0])})
        consent = re.search(r'href="/consents/([0-9a-f]+)"', client.get("/consents").text)
        assert consent is not None
        file = {"file": (f"{PLANTED[3]}.pdf", PLANTED[3].encode() * 200_000)}
        assert PLANTED[3] in client.post(f"/consents/{consent[1]}/attach", data=form, files=file).text
        client.post("/drafts", content=f'{{"text": "{PLANTED[0]}'.encode())
        client.get(f"/nowhere/{PLANTED[1]}")


def test_an_open_door_has_nothing_to_set_up(desk: Desk) -> None:
    door = Ajar(desk)
    assert door.knock() is Door.OPEN
    with pytest.raises(PrimumError):
        door.begin()
    assert isinstance(desk.store, Store)
    assert desk.look(Draft(CLEAN)).id is None
