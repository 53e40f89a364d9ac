"""Small servers on the loopback address that speak what WordPress and a Bluesky server document, and fail on demand."""

from __future__ import annotations

import base64
import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

import pytest

Answer = tuple[int, Any]


class Fault(NamedTuple):
    """What goes wrong with the next request whose method and path match; `after` the server has done what was asked."""

    method: str
    path: str
    kind: str | int
    after: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    body: Any = None


class Asked(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Fake:
    """A server on the loopback address, as long as it is open."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.log: list[Asked] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = dict(parse_qsl(parts.query))
                path = query.pop("rest_route", parts.path)
                headers = {name.title(): value for name, value in self.headers.items()}
                fake.serve(self, Asked(self.command, path, query, headers, body))

            do_GET = do_POST = do_DELETE = handle_any  # noqa: N815 (as http.server looks for them)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def serve(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        self.log.append(asked)
        fault = next((one for one in self.faults if one.method == asked.method and one.path in asked.path), None)
        if fault is None:
            return _say(handler, *self.answer(asked))
        self.faults.remove(fault)
        if fault.after:
            self.answer(asked)
        match fault.kind:
            case "drop":
                handler.connection.shutdown(socket.SHUT_RDWR)
            case "slow":
                time.sleep(1)
            case "malformed":
                _say(handler, 200, None, raw=b'{"id": 1, "li')
            case "strange":
                _say(handler, 200, {"hello": "world"})
            case int(status):
                _say(handler, status, fault.body or {"error": "Broken", "message": "Broken"}, fault.headers)
        return None


def _say(
    handler: BaseHTTPRequestHandler,
    status: int,
    told: Any,
    headers: tuple[tuple[str, str], ...] = (),
    raw: bytes | None = None,
) -> None:
    body = json.dumps(told).encode() if raw is None else raw
    handler.send_response(status)
    for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class Rogue(Fake):
    """A server that answers everything with the same, whatever that is; `session` is one of Bluesky's on it."""

    def __init__(self) -> None:
        super().__init__()
        self.status, self.says = 200, b"{}"
        self.headers: dict[str, str] = {}

    def serve(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        self.log.append(asked)
        _say(handler, self.status, None, tuple(self.headers.items()), self.says)

    @property
    def session(self) -> str:
        return ":::".join((DataServer.handle, DataServer.did, _token(3600), _token(9999), self.url))


class WordPressSite(Fake):
    """The index, users, posts and media of `/wp/v2`, as developer.wordpress.org/rest-api documents them."""

    user, password, uuid = "ode", "abcd efgh", "49ac5b1c-0000-4c6c-9f6f-c1a0d8d6a3f2"

    def __init__(self) -> None:
        super().__init__()
        self.offers, self.may_publish, self.revoked = True, True, False
        self.posts: dict[int, dict[str, Any]] = {}
        self.media: dict[int, dict[str, Any]] = {}

    @property
    def public(self) -> list[dict[str, Any]]:
        return [post for post in self.posts.values() if post["status"] == "publish"]

    def answer(self, asked: Asked) -> Answer:
        told = "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if self.revoked or asked.headers.get("Authorization") != told:
            return self._to_anybody(asked)
        kind, _, id_ = asked.path.removeprefix("/wp/v2/").partition("/")
        if kind == "users":
            return self._user(asked, id_)
        shelf = {"posts": self.posts, "media": self.media}[kind]
        if id_ and int(id_) not in shelf:
            return 404, {"code": "rest_post_invalid_id", "message": "Invalid post ID."}
        if asked.method == "GET" and id_:
            return 200, {**shelf[int(id_)], "content": {"raw": shelf[int(id_)]["content"]}}
        if asked.method == "GET":
            states = asked.query.get("status", "publish,inherit").split(",")
            return 200, [
                one for one in shelf.values() if one["slug"] == asked.query["slug"] and one["status"] in states
            ]
        if asked.method == "DELETE":
            shelf[int(id_)]["status"] = "trash"
            return 200, shelf[int(id_)]
        if id_:
            shelf[int(id_)].update(asked.json)
            if kind == "media":
                shelf[int(id_)]["alt_text"] = re.sub(r"<[^>]*>|%[0-9a-f]{2}", "", shelf[int(id_)]["alt_text"])
            return 200, shelf[int(id_)]
        return 201, self._made(shelf, kind, asked)

    def _to_anybody(self, asked: Asked) -> Answer:
        """Answer as WordPress 6.1 does, which takes one with a wrong password for anybody."""
        if asked.path == "/":
            door = {"endpoints": {"authorization": f"{self.url}/wp-admin/authorize-application.php"}}
            return 200, {"name": "Ode", "authentication": {"application-passwords": door} if self.offers else []}
        if "draft" not in asked.query.get("status", ""):
            return 401, {"code": "rest_cannot_create", "message": "Sorry, you are not allowed to do that."}
        why = {"status": {"code": "rest_forbidden_status", "message": "Status is forbidden.", "data": {"status": 401}}}
        data = {"status": 400, "params": {"status": "Status is forbidden."}, "details": why}
        return 400, {"code": "rest_invalid_param", "message": "Invalid parameter(s): status", "data": data}

    def _user(self, asked: Asked, path: str) -> Answer:
        if path == "me":
            return 200, {"id": 1, "username": self.user, "capabilities": {"publish_posts": self.may_publish}}
        if path == "me/application-passwords/introspect":
            return 200, {"uuid": self.uuid, "name": "Primum"}
        self.revoked = (asked.method, path) == ("DELETE", f"me/application-passwords/{self.uuid}")
        return 200, {"deleted": self.revoked, "previous": {}}

    def _made(self, shelf: dict[int, dict[str, Any]], kind: str, asked: Asked) -> dict[str, Any]:
        id_ = len(self.posts) + len(self.media) + 1
        if kind == "media":
            name = asked.headers["Content-Disposition"].split('"')[1]
            one = {"slug": name.rsplit(".", 1)[0], "status": "inherit", "alt_text": "", "size": len(asked.body)}
            one["source_url"] = f"{self.url}/uploads/{name}"
        else:
            one = dict(asked.json)
        shelf[id_] = {**one, "id": id_, "link": f"{self.url}/?p={id_}"}
        return shelf[id_]


OVER = {"error": "ExpiredToken", "message": "Token has been revoked"}


class DataServer(Fake):
    """A Bluesky server: the XRPC calls that a post needs, as their lexicons document them."""

    did, handle, password = "did:plc:abcdefghijklmnopqrstuvwx", "ode.example.org", "abcd-efgh"
    CID = "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.known = {"friend.example.org": "did:plc:friendfriendfriendfriend"}
        self.seen: dict[str, dict[str, Any]] | None = {}  # the posts of others; None where it asks nobody for them
        self.lasts, self.ended = 3600, False

    def answer(self, asked: Asked) -> Answer:
        name = asked.path.rsplit(".", 1)[1]
        signing_in = name == "createSession"
        if not signing_in and asked.headers.get("Authorization", "")[:7] != "Bearer ":
            return 401, {"error": "AuthMissing", "message": "Authentication Required"}
        return getattr(self, name)(asked)  # type: ignore[no-any-return]

    def createSession(self, asked: Asked) -> Answer:  # noqa: N802 (the call's own name)
        if asked.json["password"] != self.password:
            return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        return 200, self.session()

    def refreshSession(self, asked: Asked) -> Answer:  # noqa: N802
        return (400, OVER) if self.ended else (200, self.session())

    def deleteSession(self, asked: Asked) -> Answer:  # noqa: N802
        if self.ended:
            return 400, OVER
        self.ended = True
        return 200, {}

    def session(self) -> dict[str, Any]:
        """Return a session that has just begun."""
        tokens = {"accessJwt": _token(self.lasts), "refreshJwt": _token(9999)}
        return {**tokens, "did": self.did, "handle": self.handle}

    def getPosts(self, asked: Asked) -> Answer:  # noqa: N802
        if self.seen is None:
            return 400, {"error": "InvalidRequest", "message": "No service configured for app.bsky.feed.getPosts"}
        return 200, {"posts": [self.seen[asked.query["uris"]]] if asked.query["uris"] in self.seen else []}

    def createRecord(self, asked: Asked) -> Answer:  # noqa: N802
        key = asked.json["rkey"]
        if key in self.records:
            return 500, {"error": "InternalServerError", "message": "Internal Server Error"}
        self.records[key] = asked.json["record"]
        return 200, {"uri": self._uri(key), "cid": self.CID}

    def getRecord(self, asked: Asked) -> Answer:  # noqa: N802
        key = asked.query["rkey"]
        if asked.query["repo"] != self.did:
            return 400, {"error": "InvalidRequest", "message": "Could not locate record"}
        if key not in self.records:
            return 400, {"error": "RecordNotFound", "message": "Could not locate record"}
        return 200, {"uri": self._uri(key), "cid": self.CID, "value": self.records[key]}

    def deleteRecord(self, asked: Asked) -> Answer:  # noqa: N802
        self.records.pop(asked.json["rkey"], None)
        return 200, {}

    def uploadBlob(self, asked: Asked) -> Answer:  # noqa: N802
        ref = {"$link": "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"}
        return 200, {"blob": {"$type": "blob", "ref": ref, "mimeType": "image/png", "size": len(asked.body)}}

    def resolveHandle(self, asked: Asked) -> Answer:  # noqa: N802
        if asked.query["handle"] not in self.known:
            return 400, {"error": "InvalidRequest", "message": "Unable to resolve handle"}
        return 200, {"did": self.known[asked.query["handle"]]}

    def _uri(self, key: str) -> str:
        return f"at://{self.did}/app.bsky.feed.post/{key}"


def a_post(handle: str, did: str, key: str, text: str, **record: Any) -> dict[str, Any]:
    """Return a post as `getPosts` shows it."""
    written = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-03T10:00:00Z", **record}
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}", "cid": DataServer.CID, "record": written,
        "author": {"did": did, "handle": handle}, "indexedAt": "2026-11-03T10:00:01Z",
    }  # fmt: skip


def _token(seconds: int) -> str:
    claims = {"exp": int(time.time()) + seconds, "iat": int(time.time()), "sub": DataServer.did, "scope": "x"}
    parts = ({"typ": "JWT", "alg": "none"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".c2ln"
    )


def keep_to_loopback(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no test connect beyond this machine; returns the list of those that tried."""
    tried: list[str] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, where: Any) -> None:
        if isinstance(where, tuple) and where[0] not in ("127.0.0.1", "::1", "localhost"):
            tried.append(str(where[0]))
            raise ConnectionRefusedError("the tests keep to this machine")
        connect(self, where)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return tried
