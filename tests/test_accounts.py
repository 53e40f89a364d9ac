"""Accounts: connected by the platform's own sign-in, with no more rights than it takes, and let go again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from primum.errors import MissingExtra, UnknownChoice
from primum.publish import (
    Account,
    Door,
    Memory,
    NotLetIn,
    PublishError,
    SendError,
    Ticket,
    begin_mastodon,
    connect_bluesky,
    connect_wordpress,
    finish_mastodon,
    publish,
    publisher_of,
    revoke,
    wordpress_door,
)
from primum.publish.errors import NoAnswer, NoSuchServer, NotThere, RateLimited, SignedOut, Unreachable
from tests.servers import DataServer, Fault, WordPressSite, keep_to_loopback
from tests.test_publish import packed

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tried = keep_to_loopback(monkeypatch)
    yield
    assert not tried


def out(account: Account, **how: Any) -> None:
    """Publish something at an account."""
    parcel = packed("Rest well.", account.platform)
    publish(publisher_of(account, **how), parcel, Ticket("1", datetime.now(UTC)), Memory(), wait=lambda _: None)


# --- What an account shows of itself


@pytest.mark.parametrize(
    ("platform", "name"),
    [("mastodon", "@mira@town.example"), ("bluesky", "@mira"), ("blog", "mira on town.example")],
)
def test_an_account_shows_its_name_and_never_its_secret(platform: str, name: str) -> None:
    account = Account(platform, "https://town.example", "mira", "s3cret")
    assert account.name == name and "s3cret" not in repr(account)


def test_a_door_does_not_show_what_finishes_it() -> None:
    assert "s3cret" not in repr(Door("https://town.example/oauth/authorize", "s3cret"))


@pytest.mark.parametrize("use", [publisher_of, revoke])
def test_a_platform_without_a_publisher_has_no_accounts(use: Callable[[Account], Any]) -> None:
    with pytest.raises(UnknownChoice, match="platform to post to"):
        use(Account("x", "https://x.example", "mira", ""))


@pytest.mark.parametrize(("platform", "secret"), [("mastodon", "no json"), ("mastodon", "{}"), ("bluesky", "a:::b")])
def test_a_secret_that_cannot_be_read_asks_for_the_account(platform: str, secret: str) -> None:
    account = Account(platform, "https://town.example", "mira", secret)
    with pytest.raises(SignedOut, match="Connect the account anew"):
        publisher_of(account)
    assert revoke(account) is False


# --- Where a server cannot be right


CONNECTING: list[Callable[[str], Any]] = [
    begin_mastodon,
    lambda server: connect_bluesky("mira.example", "abcd-efgh", server),
    wordpress_door,
    lambda server: connect_wordpress(server, "mira", "abcd"),
]


@pytest.mark.parametrize("connect", CONNECTING)
@pytest.mark.parametrize(
    "server", ["http://town.example", "town.example", "https://me:s3cret@town.example", "https://to wn.example", ""]
)
def test_nothing_is_sent_to_a_server_that_does_not_protect_it(connect: Callable[[str], Any], server: str) -> None:
    with pytest.raises(NoSuchServer, match="Write it as https://") as told:
        connect(server)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("connect", CONNECTING)
def test_a_server_that_is_not_there_is_told_from_a_wrong_password(connect: Callable[[str], Any]) -> None:
    with pytest.raises(Unreachable, match="Check the network"):
        connect(NOWHERE)


@pytest.mark.parametrize("connect", CONNECTING)
@pytest.mark.parametrize("kind", [500, 302, 404, "malformed", "strange", "drop"])
def test_a_server_of_another_kind_says_to_look_at_the_address(connect: Callable[[str], Any], kind: str | int) -> None:
    with WordPressSite() as server:
        server.faults = [Fault(method, "", kind) for method in ("GET", "POST")]
        with pytest.raises(NoAnswer, match="in your browser") as told:
            connect(server.url)
    assert "post may or may not be out" not in str(told.value) and "abcd" not in str(told.value)
    assert isinstance(told.value, SendError)


# --- Mastodon


@pytest.fixture(scope="module")
def instance() -> Iterator[Any]:
    pytest.importorskip("mastodon", reason="the extra `mastodon` is not installed")
    testing = pytest.importorskip("mastodon_mock.testing", reason="mastodon_mock, the server to test with, is missing")
    with testing.MockServer() as server:
        yield server


def on_mastodon(instance: Any) -> Account:
    return finish_mastodon(begin_mastodon(instance.base_url), "mockcode_alice")


def test_the_door_of_mastodon_asks_for_the_least(instance: Any) -> None:
    door = begin_mastodon(instance.base_url + "/")
    where, asked = urlsplit(door.url), parse_qs(urlsplit(door.url).query)
    assert door.url.startswith(instance.base_url) and where.path == "/oauth/authorize"
    assert asked["scope"] == ["read:accounts read:statuses read:search write:statuses write:media"]
    assert (asked["redirect_uri"], asked["response_type"]) == (["urn:ietf:wg:oauth:2.0:oob"], ["code"])
    secret = json.loads(door.kept)["secret"]
    assert secret not in door.url


def test_a_code_from_mastodon_makes_an_account_that_can_post(instance: Any) -> None:
    account = on_mastodon(instance)
    assert account.name == f"@alice@{urlsplit(instance.base_url).netloc}"
    out(account)
    client = instance.client("alice")
    assert "Rest well." in client.account_statuses(client.account_verify_credentials().id)[0].content


def test_a_door_can_be_kept_as_two_strings(instance: Any) -> None:
    door = begin_mastodon(instance.base_url)
    assert finish_mastodon(Door(door.url, door.kept), " mockcode_alice\n").handle == "alice"


@pytest.mark.parametrize("code", ["wrong", "", "mockcode_nobody"])
def test_a_wrong_code_begins_anew_and_is_not_repeated(instance: Any, code: str) -> None:
    with pytest.raises(NotLetIn, match=r"with this code\. Begin anew") as told:
        finish_mastodon(begin_mastodon(instance.base_url), code)
    assert not code or code not in str(told.value)


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"status": 503}, NoAnswer), ({"type": "malformed"}, NoAnswer), ({"type": "ratelimit"}, RateLimited)],
)
@pytest.mark.parametrize("path", ["/oauth/token", "/api/v1/accounts/verify_credentials"])
def test_a_fault_is_told_from_a_wrong_code(
    instance: Any, path: str, fault: dict[str, Any], error: type[SendError]
) -> None:
    door = begin_mastodon(instance.base_url)
    with instance.fault(path=path, **fault), pytest.raises(error):
        finish_mastodon(door, "mockcode_alice")


def test_a_server_that_goes_away_before_the_code_comes_is_unreachable() -> None:
    door = Door("", json.dumps({"server": NOWHERE, "id": "id", "secret": "s3cret"}))
    with pytest.raises(Unreachable) as told:
        finish_mastodon(door, "code")
    assert "s3cret" not in str(told.value)


def test_a_token_that_mastodon_took_back_lets_nobody_in(instance: Any) -> None:
    account = on_mastodon(instance)
    assert revoke(account) is True
    with pytest.raises(SignedOut, match="Connect the account anew"):
        out(account)
    assert revoke(account) is True, "to take it back twice is no error"


def test_a_token_that_mastodon_does_not_take_back_is_for_its_author_to_remove(instance: Any) -> None:
    account = on_mastodon(instance)
    with instance.fault(path="/oauth/revoke", status=403):
        assert revoke(account) is False
    with instance.fault(path="/oauth/revoke", status=500), pytest.raises(NoAnswer):
        revoke(account)
    with pytest.raises(Unreachable):
        revoke(replace(account, server=NOWHERE))


# --- Bluesky


@pytest.fixture
def pds() -> Iterator[DataServer]:
    pytest.importorskip("atproto", reason="the extra `bluesky` is not installed")
    with DataServer() as server:
        yield server


def on_bluesky(pds: DataServer) -> Account:
    return connect_bluesky("@" + pds.handle, f" {pds.password} ", pds.url + "/")


def test_an_app_password_makes_an_account_and_is_not_kept(pds: DataServer) -> None:
    account = on_bluesky(pds)
    assert account.name == f"@{pds.handle}" and pds.password not in account.secret
    out(account)
    assert len(pds.records) == 1


@pytest.mark.parametrize(("handle", "password"), [("ode.example.org", "wrong"), ("ode.example.org", " "), ("", "abcd")])
def test_a_wrong_app_password_says_where_to_make_one(pds: DataServer, handle: str, password: str) -> None:
    with pytest.raises(NotLetIn, match="App passwords") as told:
        connect_bluesky(handle, password, pds.url)
    assert "wrong" not in str(told.value)


def test_a_password_that_wants_a_code_by_mail_is_no_app_password(pds: DataServer) -> None:
    said = {"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent to your email address"}
    pds.faults = [Fault("POST", "createSession", 401, body=said)]
    with pytest.raises(NotLetIn, match="sign in with yourself is not needed"):
        on_bluesky(pds)


def test_an_account_on_a_server_that_protects_nothing_is_refused(pds: DataServer) -> None:
    pds.faults = [Fault("POST", "createSession", 200, body=moved(pds, "http://plain.example"))]
    with pytest.raises(NoSuchServer):
        on_bluesky(pds)


@pytest.mark.parametrize("to", ["http://plain.example", NOWHERE])
def test_an_account_that_moves_to_such_a_server_later_takes_neither_its_token_nor_a_post_there(
    pds: DataServer, to: str
) -> None:
    pds.lasts = -60
    account, kept = on_bluesky(pds), list[str]()
    pds.faults = [Fault("POST", "refreshSession", 200, body=moved(pds, to))]
    with pytest.raises(SignedOut, match="Connect the account anew"):
        out(account, kept=kept.append)
    assert set(kept) == {account.secret}


def moved(pds: DataServer, to: str) -> dict[str, Any]:
    """Return a session whose account is kept on another server."""
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": to}
    document = {"@context": ["https://www.w3.org/ns/did/v1"], "id": pds.did, "service": [service]}
    return {**pds.session(), "didDoc": document}


def test_a_session_that_ran_out_is_renewed_and_given_to_be_kept(pds: DataServer) -> None:
    pds.lasts = -60
    account, kept = on_bluesky(pds), list[str]()
    pds.lasts = 3600
    out(account, kept=kept.append)
    assert len(pds.records) == 1 and kept[-1] != account.secret
    assert replace(account, secret=kept[-1]).name == account.name


def test_a_session_that_cannot_be_renewed_asks_for_the_account(pds: DataServer) -> None:
    pds.lasts = -60
    account = on_bluesky(pds)
    pds.ended = True
    with pytest.raises(SignedOut, match="Connect the account anew"):
        out(account)


def test_a_session_that_ended_is_over_however_often_it_is_ended(pds: DataServer) -> None:
    account = on_bluesky(pds)
    assert revoke(account) is True and pds.ended
    asked = next(one for one in pds.log if "deleteSession" in one.path)
    assert asked.headers["Authorization"] == "Bearer " + account.secret.split(":::")[3], "the token that renews"
    assert revoke(account) is True


@pytest.mark.parametrize(("kind", "error"), [(500, NoAnswer), ("drop", NoAnswer), (429, RateLimited)])
def test_a_session_that_could_not_be_ended_says_so(pds: DataServer, kind: str | int, error: type[SendError]) -> None:
    account = on_bluesky(pds)
    pds.faults = [Fault("POST", "deleteSession", kind)]
    with pytest.raises(error):
        revoke(account)


def test_a_session_that_the_server_will_not_end_is_for_its_author_to_remove(pds: DataServer) -> None:
    account = on_bluesky(pds)
    pds.faults = [Fault("POST", "deleteSession", 401)]
    assert revoke(account) is False


# --- WordPress


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    pytest.importorskip("httpx2", reason="the extra `wordpress` is not installed")
    with WordPressSite() as server:
        yield server


def test_the_door_of_a_site_is_the_one_that_it_names(site: WordPressSite) -> None:
    assert wordpress_door(site.url) == f"{site.url}/wp-admin/authorize-application.php?app_name=Primum"
    assert not any(asked.headers.get("Authorization") for asked in site.log)


def test_a_site_that_tells_strangers_nothing_has_the_usual_door(site: WordPressSite) -> None:
    site.faults = [Fault("GET", "", 401)]
    assert wordpress_door(site.url) == f"{site.url}/wp-admin/authorize-application.php?app_name=Primum"


def test_a_site_without_application_passwords_says_whom_to_ask(site: WordPressSite) -> None:
    site.offers = False
    with pytest.raises(NotThere, match=r"This site does not take application passwords\. Ask whoever runs it"):
        wordpress_door(site.url)


def test_a_door_that_protects_nothing_is_not_shown(site: WordPressSite) -> None:
    endpoint = {"endpoints": {"authorization": "http://plain.example/wp-admin/authorize-application.php"}}
    site.faults = [Fault("GET", "", 200, body={"authentication": {"application-passwords": endpoint}})]
    with pytest.raises(NoSuchServer):
        wordpress_door(site.url)


def test_an_application_password_makes_an_account_that_can_post(site: WordPressSite) -> None:
    account = connect_wordpress(site.url + "/", f" {site.user} ", f"{site.password}\n")
    assert account.platform == "blog" and account.name == f"ode on {urlsplit(site.url).netloc}"
    out(account)
    assert len(site.public) == 1


def test_a_user_who_signs_in_by_mail_is_known_by_name(site: WordPressSite) -> None:
    said = {"username": "ode", "capabilities": {"publish_posts": True}}
    site.faults = [Fault("GET", "users/me", 200, body=said)]
    assert connect_wordpress(site.url, "ode@example.org", site.password).handle == "ode"


def test_a_wrong_application_password_says_where_to_make_one(site: WordPressSite) -> None:
    with pytest.raises(NotLetIn, match="under Users, Profile") as told:
        connect_wordpress(site.url, site.user, "wrong")
    assert "wrong" not in str(told.value)


def test_a_user_who_may_not_publish_is_not_connected(site: WordPressSite) -> None:
    site.may_publish = False
    with pytest.raises(NotLetIn, match="Sign in as an author or an editor"):
        connect_wordpress(site.url, site.user, site.password)


def test_an_application_password_deletes_itself(site: WordPressSite) -> None:
    account = connect_wordpress(site.url, site.user, site.password)
    assert revoke(account) is True and site.revoked
    with pytest.raises(SignedOut):
        out(account)
    assert revoke(account) is False, "whether it was deleted or changed, only the site can tell"


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("DELETE", 403)])
def test_a_site_that_lets_no_password_delete_itself_leaves_it_to_its_author(
    site: WordPressSite, method: str, status: int
) -> None:
    account = connect_wordpress(site.url, site.user, site.password)
    site.faults = [Fault(method, "application-passwords", status)]
    assert revoke(account) is False and not site.revoked


def test_a_site_that_is_gone_when_it_should_take_a_password_back_says_so(site: WordPressSite) -> None:
    account = connect_wordpress(site.url, site.user, site.password)
    with pytest.raises(Unreachable):
        revoke(replace(account, server=NOWHERE))
    site.faults = [Fault("GET", "introspect", 500)]
    with pytest.raises(NoAnswer):
        revoke(account)


# --- Without an extra


@pytest.mark.parametrize(
    ("library", "connect", "extra"),
    [
        ("mastodon", lambda: begin_mastodon(NOWHERE), "mastodon"),
        ("atproto", lambda: connect_bluesky("ode", "abcd", NOWHERE), "bluesky"),
        ("httpx2", lambda: connect_wordpress(NOWHERE, "ode", "abcd"), "wordpress"),
        ("httpx2", lambda: wordpress_door(NOWHERE), "wordpress"),
    ],
)
def test_a_missing_library_is_named(
    library: str, connect: Callable[[], Any], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(MissingExtra, match=rf"primum\[{extra}\]"):
        connect()


def test_every_error_of_connecting_has_a_remedy() -> None:
    made: list[PublishError] = [NotLetIn("X", "this", "Do that."), NoAnswer("X"), NoAnswer("X", "404 Not Found")]
    assert all(error.remedy.endswith(".") for error in made) and "404" in made[2].problem
