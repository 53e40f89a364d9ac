"""The ASGI application: every address of the page, behind its guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from primum.web import api, consents, entry, look, pausing, posts, records, writing
from primum.web.doors import Ajar, Doors
from primum.web.guard import LOCAL, Guard
from primum.web.refusals import Refused, not_here
from primum.web.session import Session
from primum.web.visit import Endpoint, House, asked, refuse, sent, shown, told

if TYPE_CHECKING:
    from primum.desk import Desk, Outbox

_FOREVER: Final = "private, max-age=31536000, immutable"


def app(
    doors: Doors | Desk,
    secret: str,
    *,
    token: str | None = None,
    hosts: frozenset[str] = LOCAL,
    outbox: Callable[[Desk], Outbox] | None = None,
) -> Starlette:
    """Return the application over a desk, or over the doors that lead to one.

    `secret` is that of the opening link; `token` lets other programs in to `/api`, and none where it is None. `hosts`
    are the names, without a port, under which it answers.
    """
    house = House(doors if isinstance(doors, Doors) else Ajar(doors), Session(secret, token))
    house.outbox = outbox or house.outbox
    guard = Middleware(Guard, session=house.session, hosts=hosts, refuse=refuse)
    application = Starlette(routes=_routes(), middleware=[guard], exception_handlers={HTTPException: _no_page})
    application.router.redirect_slashes = False
    application.state.house = house
    return application


def _routes() -> list[Route]:
    return [
        _get("/open", shown(entry.opening, closed=True)),
        _get("/token", shown(entry.token, closed=True)),
        _get("/static/{mark}/{name:path}", _static),
        # Coming in
        _get("/welcome", shown(entry.welcome, closed=True)),
        _post("/welcome", sent(entry.introduce, closed=True)),
        _get("/welcome/code", shown(entry.code, closed=True)),
        _get("/welcome/proof", shown(entry.proof, closed=True)),
        _post("/welcome/proof", sent(entry.prove, closed=True)),
        _get("/welcome/example", shown(entry.try_out)),
        _get("/unlock", shown(entry.locked, closed=True)),
        _post("/unlock", sent(entry.unlock, closed=True)),
        _get("/recover", shown(entry.lost, closed=True)),
        _post("/recover", sent(entry.recover, closed=True)),
        # Writing
        _get("/", shown(writing.new)),
        _get("/example", shown(writing.example)),
        _get("/drafts", shown(writing.drafts)),
        _get("/reminders", shown(writing.remind)),
        _post("/look", told(writing.look)),
        _post("/ways", told(writing.instead)),
        _post("/drafts", told(writing.save)),
        _get("/drafts/{id}", shown(writing.draft)),
        _post("/drafts/{id}", told(writing.save)),
        _post("/drafts/{id}/answer", told(writing.answer)),
        _post("/drafts/{id}/take-back", told(writing.take_back)),
        _post("/drafts/{id}/set-aside", told(writing.set_aside)),
        _post("/drafts/{id}/lean", told(writing.lean)),
        _post("/drafts/{id}/delete", sent(writing.delete)),
        # The pause
        _post("/drafts/{id}/ready", sent(pausing.ready)),
        _get("/drafts/{id}/pause", shown(pausing.pause)),
        _post("/drafts/{id}/skip", sent(pausing.skip)),
        _post("/drafts/{id}/reply", sent(pausing.reply)),
        _post("/drafts/{id}/keep", sent(pausing.keep)),
        _post("/drafts/{id}/onward", sent(pausing.onward)),
        _post("/drafts/{id}/release", sent(pausing.release)),
        _get("/drafts/{id}/released", shown(pausing.released)),
        _post("/drafts/{id}/let-go", sent(pausing.let_go)),
        # Out into the world
        _get("/drafts/{id}/go", shown(posts.go)),
        _post("/drafts/{id}/go", sent(posts.set_beside)),
        _post("/drafts/{id}/publish", sent(posts.publish)),
        _post("/drafts/{id}/schedule", sent(posts.schedule)),
        _post("/drafts/{id}/pictures/attach", sent(posts.add_picture)),
        _get("/drafts/{id}/pictures/{picture}", shown(posts.picture)),
        _post("/drafts/{id}/pictures/{picture}/describe", sent(posts.describe_picture)),
        _post("/drafts/{id}/pictures/{picture}/remove", sent(posts.remove_picture)),
        _get("/posts", shown(posts.posts)),
        _post("/posts/{id}/retry", sent(posts.retry)),
        _post("/posts/{id}/withdraw", sent(posts.withdraw)),
        _post("/posts/{id}/recall", sent(posts.recall)),
        _post("/posts/{id}/revise", sent(posts.revise)),
        _get("/answer", shown(posts.answer)),
        _post("/answer", sent(posts.fetch)),
        _get("/accounts", shown(posts.accounts)),
        _post("/accounts", sent(posts.connect)),
        _post("/accounts/mastodon", sent(posts.knock)),
        _post("/accounts/{id}/disconnect", sent(posts.disconnect)),
        # Consents
        _get("/consents", shown(consents.listed)),
        _get("/consents/new", shown(consents.new)),
        _post("/consents", sent(consents.record)),
        _get("/consents/{id}", shown(consents.consent)),
        _get("/consents/{id}/edit", shown(consents.edit)),
        _post("/consents/{id}/edit", sent(consents.change)),
        _get("/consents/{id}/print", shown(consents.printed)),
        _post("/consents/{id}/attach", sent(consents.attach)),
        _get("/consents/{id}/files/{file}", shown(consents.attached)),
        _post("/consents/{id}/revoke", sent(consents.revoke)),
        _get("/consents/{id}/forget", shown(consents.leave)),
        _post("/consents/{id}/forget", sent(consents.forget)),
        # Records
        _get("/journal", shown(records.journal)),
        _get("/settings", shown(records.settings)),
        _post("/settings", sent(records.set_settings)),
        _post("/settings/rules", sent(records.take_up)),
        # Other programs
        _post("/api/review", asked(api.review)),
        _get("/api/openapi.json", shown(api.openapi, closed=True)),
    ]


def _get(path: str, endpoint: Callable[..., object]) -> Route:
    return Route(path, endpoint, methods=["GET"])


def _post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"])


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    content = look.content(name)
    if content is None:
        raise not_here()
    kind = look.TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers={"Cache-Control": _FOREVER})


async def _no_page(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    found = not_here() if status == 404 else Refused(status, "Nothing answers that here.", "Go back to your drafts.")
    return refuse(request.scope, found)
