"""Out into the world: where a draft goes, how it will look there, what became of it, and the accounts it goes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from primum.desk import Beside
from primum.errors import PrimumError
from primum.hold import State
from primum.publish import PLACES, PostedAlready, PublishError, platform
from primum.web.refusals import Refused
from primum.web.visit import Visit

if TYPE_CHECKING:
    from primum.publish import Account

_SOON: Final = timedelta(minutes=15)
"""How far ahead the time is that is offered: it must still be to come when it is chosen."""
PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/gif")


# ── Where it goes ─────────────────────────────────────────────────────────────────────────────────


def go(visit: Visit) -> Response:
    """Show a draft as it would go out, and where to."""
    return _go(visit, visit.outbox.beside(visit.id))


def set_beside(visit: Visit) -> Response:
    """Keep what goes beside the draft, and show it so; its words are in no address, where a browser would keep them."""
    visit.outbox.keep_beside(visit.id, _beside(visit.form))
    return visit.to(f"/drafts/{visit.id}/go")


def _go(visit: Visit, beside: Beside, problem: PrimumError | None = None, again: str = "") -> Response:
    sheet = visit.desk.open(visit.id)
    if sheet.standing is None:
        return visit.to(f"/drafts/{visit.id}")
    place = platform(sheet.draft.platform) if sheet.draft.platform else None
    accounts = visit.outbox.accounts(place.id) if place else []
    fitted = None
    try:
        fitted = visit.outbox.preview(visit.id, accounts[0].id if accounts else None, beside) if place else None
    except PublishError as error:
        problem = problem or error
    return visit.page(
        "go.html",
        status=422 if problem else 200,
        sheet=sheet,
        place=place,
        accounts=accounts,
        can_post=bool(place and place.id in PLACES),
        fitted=fitted,
        beside=beside,
        pictures=visit.outbox.pictures(visit.id),
        problem=problem,
        again=again,
        ready=sheet.standing.state is State.READY,
        earliest=_local(max(sheet.standing.until or visit.now, visit.now)),
        offered=_local(max(sheet.standing.until or visit.now, visit.now + _SOON)),
        until=sheet.standing.until,
        waiting=[post for post in visit.outbox.of(visit.id) if post.state == "scheduled"],
        now=visit.now,
        country=visit.desk.settings().country,
    )


def publish(visit: Visit) -> Response:
    """Publish a draft now; what keeps it from going is said above it, with what to do."""
    beside = _beside(visit.form)
    try:
        visit.outbox.publish(visit.id, visit.field("account"), beside, again=visit.field("again") == "yes")
    except PostedAlready as error:
        return _go(visit, beside, error, again="yes")
    except PrimumError as error:
        return _go(visit, beside, error)
    return visit.to("/posts", "It is out.")


def schedule(visit: Visit) -> Response:
    """Let a draft go out later."""
    beside = _beside(visit.form)
    try:
        at = datetime.fromisoformat(visit.field("at")).replace(tzinfo=visit.now.tzinfo)
    except ValueError:
        return _go(visit, beside, Refused(422, "That is no time.", "Choose a day and an hour."))
    try:
        visit.outbox.schedule(visit.id, visit.field("account"), at, beside)
    except PrimumError as error:
        return _go(visit, beside, error)
    return visit.to("/posts", "It goes out at its time, while Primum is open.")


def _beside(given: Mapping[str, Any]) -> Beside:
    warning, title, language = (str(given.get(name) or "").strip() for name in ("warning", "title", "language"))
    return Beside(warning, title, language or None)


def _local(moment: datetime) -> str:
    """Return a moment as the browser's field for times takes it."""
    return f"{moment:%Y-%m-%dT%H:%M}"


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────


def add_picture(visit: Visit) -> Response:
    """Keep a picture for a draft, without what its file tells of where and when it was taken."""
    file = visit.file("file")
    if file is None:
        return visit.to(f"/drafts/{visit.id}/go", "No picture was chosen.")
    visit.outbox.add_picture(visit.id, file.file.read(), visit.field("alt"))
    return visit.to(f"/drafts/{visit.id}/go")


def describe_picture(visit: Visit) -> Response:
    """Keep the description of a picture."""
    visit.outbox.describe_picture(visit.request.path_params["picture"], visit.field("alt"))
    return visit.to(f"/drafts/{visit.id}/go")


def remove_picture(visit: Visit) -> Response:
    """Remove a picture."""
    visit.outbox.remove_picture(visit.request.path_params["picture"])
    return visit.to(f"/drafts/{visit.id}/go", "The picture is gone.")


def picture(visit: Visit) -> Response:
    """Show a picture."""
    wanted = visit.request.path_params["picture"]
    known = {one.id: one.media_type for one in visit.outbox.pictures(visit.id)}
    if known.get(wanted) not in PICTURES:
        raise Refused(404, "This picture is not here.", "Go back to the draft.")
    return Response(visit.outbox.picture(wanted), media_type=known[wanted], headers={"Cache-Control": "no-store"})


# ── What became of it ─────────────────────────────────────────────────────────────────────────────


def posts(visit: Visit) -> Response:
    """List what is out, what waits, and loudly what failed."""
    found = visit.outbox.posts()
    affected = {one.posted.id: one.todo for one in visit.desk.affected()}
    return visit.page(
        "posts.html",
        failed=[post for post in found if post.state == "failed"],
        waiting=[post for post in found if post.state in ("scheduled", "sending")],
        out=[post for post in found if post.state in ("published", "recalled")],
        edits={place.id for place in map(platform, PLACES) if place.can_edit},
        affected=affected,
        now=visit.now,
        country=visit.desk.settings().country,
    )


def retry(visit: Visit) -> Response:
    """Send a failed post again."""
    try:
        visit.outbox.retry(visit.id, again=visit.field("again") == "yes")
    except PrimumError as error:
        return visit.to("/posts", str(error))
    return visit.to("/posts", "It is out.")


def withdraw(visit: Visit) -> Response:
    """Keep a post from going out."""
    try:
        return visit.to("/posts", visit.outbox.withdraw(visit.id).kept_back)
    except PrimumError as error:
        return visit.to("/posts", str(error))


def recall(visit: Visit) -> Response:
    """Take a post back, and say where copies may remain."""
    try:
        recalled = visit.outbox.recall(visit.id)
    except PrimumError as error:
        return visit.to("/posts", str(error))
    return visit.to("/posts", f"It is taken back. {recalled.copies}")


def revise(visit: Visit) -> Response:
    """Open a published post to be changed; it goes through its own pause."""
    try:
        sheet = visit.outbox.revise(visit.id)
    except PrimumError as error:
        return visit.to("/posts", str(error))
    return visit.to(f"/drafts/{sheet.id}", "Change it here. It takes the place of the post once it has had its pause.")


# ── Answering ─────────────────────────────────────────────────────────────────────────────────────


def answer(visit: Visit) -> Response:
    """Ask for the link of what is to be answered."""
    return visit.page("answer.html", accounts=visit.outbox.accounts(), link="", problem=None)


def fetch(visit: Visit) -> Response:
    """Show a new draft that answers the post behind a link."""
    from primum.web.writing import reply

    link = visit.field("link")
    try:
        quoted = visit.outbox.quoted(visit.field("account"), link)
    except PrimumError as error:
        return visit.page("answer.html", 422, accounts=visit.outbox.accounts(), link=link, problem=error)
    known = {one.id: one.platform for one in visit.outbox.accounts()}
    return reply(visit, known[visit.field("account")], quoted)


# ── Accounts ──────────────────────────────────────────────────────────────────────────────────────


def accounts(visit: Visit) -> Response:
    """Show the accounts that are connected, and how to connect one."""
    return _accounts(visit)


def _accounts(visit: Visit, problem: PrimumError | None = None) -> Response:
    return visit.page(
        "accounts.html",
        status=422 if problem else 200,
        accounts=visit.outbox.accounts(),
        door=visit.house.door,
        problem=problem,
    )


def knock(visit: Visit) -> Response:
    """Ask a Mastodon server to let Primum in; the author allows it there, and brings a code back."""
    from primum.publish import begin_mastodon

    try:
        visit.house.door = begin_mastodon(visit.field("server"))
    except PrimumError as error:
        return _accounts(visit, error)
    return visit.to("/accounts")


def connect(visit: Visit) -> Response:
    """Connect an account with what the author brought from its platform."""
    try:
        account = _signed_in(visit)
        connected = visit.outbox.connect(account)
    except PrimumError as error:
        return _accounts(visit, error)
    visit.house.door = None
    return visit.to("/accounts", f"Connected: {connected.name}.")


def _signed_in(visit: Visit) -> Account:
    from primum.publish import connect_bluesky, connect_wordpress, finish_mastodon

    match visit.field("platform"):
        case "mastodon" if visit.house.door is not None:
            return finish_mastodon(visit.house.door, visit.field("code"))
        case "bluesky":
            handle, password, server = visit.field("handle").lstrip("@"), visit.field("password"), visit.field("server")
            return connect_bluesky(handle, password, server or "https://bsky.social")
        case "blog":
            return connect_wordpress(visit.field("server"), visit.field("handle"), visit.field("password"))
    raise Refused(422, "Something is missing.", "Begin with your server's address.")


def disconnect(visit: Visit) -> Response:
    """Disconnect an account."""
    by_password = {one.id for one in visit.outbox.accounts("bluesky")}
    taken = visit.outbox.disconnect(visit.id) and visit.id not in by_password
    there = "" if taken else " Take its access back there too: in its settings, under apps or app passwords."
    return visit.to("/accounts", f"It is disconnected.{there}")
