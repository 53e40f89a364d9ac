"""Writing: the main screen, its list of drafts, and what its script asks for while somebody types."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from primum.consent import reminders
from primum.desk import target_of
from primum.draft import Draft
from primum.hold import Reason
from primum.store import Conflict
from primum.web import words
from primum.web.look import page
from primum.web.margin import margin, marks, told, ways
from primum.web.refusals import unreadable
from primum.web.visit import Visit, told_json

if TYPE_CHECKING:
    from primum.desk import Sheet
    from primum.publish import Quoted, Target


def new(visit: Visit) -> Response:
    """Show an empty sheet."""
    if not visit.desk.settings().first_run_done:
        return visit.to("/welcome")
    return _write(visit, None)


def draft(visit: Visit) -> Response:
    """Show a draft to go on with."""
    return _write(visit, visit.desk.open(visit.id))


@dataclass(frozen=True, slots=True)
class Reply:
    """A sheet on which an answer to a post is begun."""

    answering: str
    platform: str
    kind: str = "reply"
    text: str = ""


def reply(visit: Visit, platform: str, quoted: Quoted) -> Response:
    """Show a sheet that answers a post; once it is kept, it goes out under that post.

    On Mastodon only those hear of it who are named in it.
    """
    named = f"{quoted.author} " if platform == "mastodon" else ""
    return _write(visit, None, Reply(quoted.text, platform, text=named), quoted.target)


def _write(
    visit: Visit, sheet: Sheet | None, begun: Draft | Reply | None = None, target: Target | None = None
) -> Response:
    desk = visit.desk
    first = {
        "target": asdict(target) if target else None,
        "id": sheet.id if sheet else None,
        "version": sheet.version if sheet else 0,
        "marks": marks(sheet) if sheet else [],
        "limits": dict(words.limits()),
    }
    return visit.page(
        "write.html",
        sheet=sheet,
        draft=sheet.draft if sheet else begun,
        margin=margin(desk, sheet) if sheet else None,
        first=first,
        is_example=begun is EXAMPLE,
        **_reminders(visit, besides=sheet.id if sheet else None),
    )


def example(visit: Visit) -> Response:
    """Show the example of the first run, which is kept nowhere until something is changed in it."""
    return _write(visit, None, EXAMPLE)


EXAMPLE = Draft(
    "Friday thoughts. My 3pm today, a firefighter from Boise, cried about the bakery fire for the first time. "
    "His ex-wife is a textbook narcissist, so no wonder it took him years.\n\n"
    "Rest is not a reward for finishing. Be kind to yourselves this weekend. 🌿",
    platform="instagram",
)
"""A draft to try: two of the three slips, and a thought that is worth posting without them."""


def drafts(visit: Visit) -> Response:
    """List the drafts, with verdict and age."""
    desk = visit.desk
    due = {line.id for line in desk.due()}
    out = {one.draft_id for one in desk.releases()}
    return visit.page("drafts.html", lines=desk.drafts(), due=due, held=desk.resting(), out=out, **_time(visit))


def remind(visit: Visit) -> Response:
    """Tell the script what waits: drafts to be read afresh, consents that end soon."""
    besides = visit.request.query_params.get("besides")
    return told_json({"html": page("reminders.html", **_reminders(visit, besides))})


def _reminders(visit: Visit, besides: str | None) -> dict[str, Any]:
    desk = visit.desk
    return {
        "due": [line for line in desk.due() if line.id != besides],
        "ending": reminders(desk.consents(), visit.now.date()),
        "failed": visit.outbox.posts("failed"),
        "affected": desk.affected(),
        "unsafe": desk.backup_problem,
        **_time(visit),
    }


def _time(visit: Visit) -> dict[str, Any]:
    return {"now": visit.now, "country": visit.desk.settings().country}


# ── What the script asks for ──────────────────────────────────────────────────────────────────────


def look(visit: Visit) -> Response:
    """Review words as they are being written."""
    visit.house.guide.drop()
    if not visit.said("text").strip():
        return told_json({"says": "", "marks": [], "margin": page("margin.html", margin=None)})
    sheet = visit.desk.look(_draft(visit), visit.said("id") or None)
    return told_json(told(visit.desk, sheet))


def save(visit: Visit) -> Response:
    """Keep a draft; where another window kept it meanwhile, both are given to the author."""
    id_ = visit.request.path_params.get("id")
    try:
        sheet = visit.desk.save(_draft(visit), id_, visit.number("version") if id_ else 0)
    except Conflict as conflict:
        return told_json({"problem": conflict.problem, "remedy": conflict.remedy, "present": _present(visit)}, 409)
    if sheet.id and id_ is None and (target := visit.data.get("target")):
        visit.outbox.answering(sheet.id, _target(target))
        sheet = visit.desk.open(sheet.id)
    return told_json({**told(visit.desk, sheet), "saved": words.clock(visit.now, visit.desk.settings().country)})


def _target(told: object) -> Target:
    try:
        return target_of(told)
    except (KeyError, TypeError):
        raise unreadable() from None


def _present(visit: Visit) -> dict[str, Any]:
    there = visit.desk.open(visit.id)
    return {
        "text": there.draft.text,
        "answering": there.draft.answering or "",
        "platform": there.draft.platform or "",
        "kind": there.draft.kind or "",
        "version": there.version,
        "age": words.age(there.updated_at, visit.now),
    }


def answer(visit: Visit) -> Response:
    """Answer a finding with a reason."""
    desk, reason = visit.desk, visit.said("reason")
    if reason not in set(Reason):
        raise unreadable()
    return told_json(told(desk, desk.answer(visit.id, visit.said("finding"), Reason(reason), visit.said("note"))))


def take_back(visit: Visit) -> Response:
    """Take an answer back."""
    return told_json(told(visit.desk, visit.desk.take_back(visit.id, visit.said("finding"))))


def set_aside(visit: Visit) -> Response:
    """Set a rule aside, for this draft or for good."""
    for_good = visit.data.get("for_good") is True
    sheet = visit.desk.set_aside(visit.id, visit.said("rule"), visit.said("reason"), for_good=for_good)
    return told_json(told(visit.desk, sheet))


def lean(visit: Visit) -> Response:
    """Let the draft lean on consents."""
    chosen = visit.data.get("consents")
    if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
        raise unreadable()
    return told_json(told(visit.desk, visit.desk.lean(visit.id, chosen)))


def instead(visit: Visit) -> Response:
    """Tell what could be written instead, or that the words have changed meanwhile."""
    words_ = _draft(visit)
    found = visit.house.guide(visit.desk, words_)
    return told_json({"passed": True} if found is None else ways(words_, found))


def delete(visit: Visit) -> Response:
    """Delete a draft."""
    visit.desk.delete(visit.id)
    return visit.to("/drafts", "The draft is deleted.")


def _draft(visit: Visit) -> Draft:
    said = visit.said
    return Draft(
        said("text"),
        answering=said("answering").strip() or None,
        platform=said("platform") or None,
        kind=said("kind") or None,
    )
