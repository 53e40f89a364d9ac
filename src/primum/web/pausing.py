"""The pause: one calm screen between a draft and the world, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from primum.hold import NotYet, State
from primum.publish import FitError, platform
from primum.rules.finding import Level
from primum.web import words
from primum.web.margin import cards
from primum.web.visit import Visit, told_json

if TYPE_CHECKING:
    from primum.desk import Pause


def ready(visit: Visit) -> Response:
    """Begin the pause."""
    visit.desk.ready(visit.id)
    return visit.to(f"/drafts/{visit.id}/pause")


def pause(visit: Visit) -> Response:
    """Show where the pause stands; a draft that is not in one is shown to be written."""
    if visit.desk.open(visit.id).standing is None:
        return visit.to(f"/drafts/{visit.id}")
    return _pause(visit, visit.desk.ready(visit.id))


def _pause(visit: Visit, found: Pause) -> Response:
    settings = visit.desk.settings()
    state, until = found.standing.state, found.standing.until
    replies = {reply.question: reply.text for reply in found.hold.replies}
    ends = found.hold.breath_until if state is State.BREATHING else until
    return visit.page(
        "pause.html",
        pause=found,
        state=state.value,
        breathing=state is State.BREATHING,
        left=max(0.0, (ends - visit.now).total_seconds()) if ends else 0.0,
        rests=found.hold.until is not None and found.hold.until > visit.now,
        may_skip=state is State.BREATHING and found.hold.weight.verdict == "share" and not found.hold.weight.heated,
        until=words.until(until, visit.now, settings.country) if until else "",
        resting_until=words.until(found.hold.until, visit.now, settings.country) if found.hold.until else "",
        cards=cards(one for one in found.sheet.noticed if one.open),
        notes=sum(one.remark.level is Level.NOTE for one in found.sheet.noticed),
        replies=replies,
        posts_there=bool(visit.outbox.accounts(found.sheet.draft.platform)) if found.sheet.draft.platform else False,
        now=visit.now,
    )


def skip(visit: Visit) -> Response:
    """Skip the breath."""
    visit.desk.skip_breath(visit.id)
    return visit.to(f"/drafts/{visit.id}/pause")


def keep(visit: Visit) -> Response:
    """Keep what was replied and planned, and the draft as a draft."""
    _keep_words(visit)
    return visit.to("/drafts", "It is kept as a draft.")


def onward(visit: Visit) -> Response:
    """Keep what was replied and planned, and show the draft as it would go out."""
    _keep_words(visit)
    return visit.to(f"/drafts/{visit.id}/go")


def reply(visit: Visit) -> Response:
    """Keep what was replied and planned as it is written."""
    _keep_words(visit)
    return told_json({"kept": True})


def _keep_words(visit: Visit) -> None:
    """Keep the replies and the plan that the form holds."""
    desk, id_ = visit.desk, visit.id
    found = desk.ready(id_)
    replies = {given.question: given.text for given in found.hold.replies}
    for question in found.questions:
        text = visit.field(f"reply-{question.id}")
        if f"reply-{question.id}" in visit.form and text != replies.get(question.id, ""):
            desk.reply(id_, question.id, text)
    plan = visit.field("own-plan") or visit.field("plan")
    if ("plan" in visit.form or "own-plan" in visit.form) and plan != found.hold.plan:
        desk.plan(id_, plan)


def release(visit: Visit) -> Response:
    """Release the draft; where something is still missing, show what."""
    _keep_words(visit)
    by_script = "application/json" in visit.request.headers.get("accept", "")
    try:
        first = _let_out(visit)
    except (NotYet, FitError) as error:
        if by_script:
            raise
        return visit.to(f"/drafts/{visit.id}/pause", str(error))
    to = f"/drafts/{visit.id}/released"
    return told_json({"text": first, "to": to}) if by_script else visit.to(to)


def _let_out(visit: Visit) -> str:
    """Release the draft to be copied, fitted to its platform where it has one; returns what is copied first."""
    if visit.desk.open(visit.id).draft.platform is None:
        return visit.desk.release(visit.id).text
    return visit.outbox.hand_over(visit.id).fitted.parts[0].text


def released(visit: Visit) -> Response:
    """Show what was released, and what to do next."""
    found = next((one for one in visit.desk.releases() if one.draft_id == visit.id), None)
    if found is None:
        return visit.to(f"/drafts/{visit.id}")
    site = platform(found.platform).opens if found.platform else ""
    parts = found.payload.get("parts") or [found.text]
    copied = visit.request.query_params.get("copied") == "yes"
    return visit.page("released.html", released=found, parts=parts, site=site, copied=copied)


def let_go(visit: Visit) -> Response:
    """Let a draft go, kindly."""
    farewell = visit.desk.let_go(visit.id)
    return visit.page("farewell.html", says=farewell.text)
