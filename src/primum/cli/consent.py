"""`primum consent`: ask a client for permission in writing, and keep what was agreed to."""

from __future__ import annotations

import mimetypes
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from primum.cli.channels import (
    CHANGE,
    SHARE,
    Choice,
    draft_options,
    of_draft,
    opened,
    say_which_witnesses,
    text_of,
    text_or_file,
    write,
)  # fmt: skip
from primum.draft import Draft
from primum.errors import DraftError, PrimumError, UnknownChoice

if TYPE_CHECKING:
    from primum.consent import Affected

WAYS: Final = ("written", "portal", "e-mail", "verbal")
FORMATS: Final = ("markdown", "html", "pdf")
YEAR: Final = timedelta(days=365)


@click.group()
def consent() -> None:
    """Ask for a client's permission, and keep what was agreed."""


@consent.command(
    epilog="""\b
Examples:
  primum consent request post.txt --on instagram --from "Harbor Practice" > permission.md
  primum consent request post.txt --on blog --format pdf --output permission.pdf
"""
)
@draft_options
@click.option("--on", "platforms", metavar="PLATFORM", multiple=True, help="Where it would stand; may be repeated.")
@click.option("--from", "discloser", metavar="WORDS", default="", help="Who would tell it: you, or your practice.")
@click.option("--for", "purpose", metavar="WORDS", default="", help="What it would be told for.")
@click.option(
    "--expires", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="When it ends; in a year if left out."
)
@click.option("--signers", metavar="N", type=click.IntRange(1, 12), default=1, help="How many people have to sign.")
@click.option(
    "--format", "shape", metavar="NAME", type=Choice("format", FORMATS), default="markdown",
    help="markdown (if nothing is said), html or pdf.",
)  # fmt: skip
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write it here and nowhere else.")
def request(
    files: tuple[str, ...], text: str | None, platforms: tuple[str, ...], discloser: str, purpose: str,
    expires: datetime | None, signers: int, shape: str, output: Path | None, **about: str | None,
) -> int:  # fmt: skip
    """Write an authorization for this very draft: the client ticks what may be told, and signs.

    It has the elements and statements of 45 CFR 164.508(c) in plain language. Check it against the law and the code
    that bind you. FILE is as for check.
    """
    from primum.guidance import authorization
    from primum.review import findings_of, review_draft

    draft = Draft(text_of(files, text), **of_draft(files, text, about))
    ends = _end(expires)
    say_which_witnesses()
    findings = findings_of(review_draft(draft))
    places = platforms or ((draft.platform,) if draft.platform else ("______________",))
    asked = authorization.request(draft, findings, places, ends, discloser=discloser, purpose=purpose, signers=signers)
    match shape:
        case "pdf":
            _write_bytes(authorization.as_pdf(asked), output)
        case "html":
            _write_text(authorization.as_html(asked), output)
        case _:
            _write_text(authorization.as_markdown(asked), output)
    return SHARE


def _end(expires: datetime | None) -> date:
    today = date.today()
    ends = expires.date() if expires else today + YEAR
    if ends <= today:
        raise DraftError("That day has passed.", "Choose a day on which the permission is to end.")
    return ends


def _write_text(document: str, output: Path | None) -> None:
    if output:
        _write_bytes(document.encode(), output)
    else:
        write(document)


def _write_bytes(document: bytes, output: Path | None) -> None:
    try:
        if output:
            output.write_bytes(document)
        elif sys.stdout.isatty():
            raise DraftError("A PDF is nothing for a terminal.", "Say where it goes with --output FILE.")
        else:
            sys.stdout.buffer.write(document)
    except OSError as error:
        raise PrimumError(f"The file could not be written ({error.strerror}).", "Choose another place.") from None


@consent.command(name="list")
def list_() -> int:
    """List the consents on record, each with how it stands today, and the posts that lean on one that fell."""
    from primum.cli.desk import now, opened_desk
    from primum.consent import reminders, standing_in_words

    today = now().date()
    with opened_desk() as desk:
        kept = desk.consents()
        for one in kept:
            write(f"{one.id}  {one.client}: {standing_in_words(one, today)}\n")
        for reminder in reminders(kept, today):
            write(f"{reminder.consent}  {reminder.text}\n")
        _tell_affected(desk.affected())
    return SHARE


@consent.command()
@click.argument("client", metavar="CODENAME")
@click.option("--given", metavar="HOW", default="written", type=Choice("way", WAYS),
              help="written (if nothing is said), portal, e-mail or verbal.")  # fmt: skip
@click.option("--since", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="From when; today if left out.")
@click.option("--until", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="Until when; in a year.")
@click.option("--on", "platforms", metavar="PLATFORM", multiple=True, required=True, help="Where; may be repeated.")
@click.option("--story", metavar="TEXT|@FILE", help="The very words that the client read and agreed to.")
@click.option("--detail", "details", metavar="WORDS", multiple=True, help="A detail that may be told.")
@click.option("--theme", "themes", metavar="WORDS", multiple=True, help="What the story may be about.")
@click.option("--quotes", is_flag=True, help="Their words may be quoted.")
@click.option("--picture", is_flag=True, help="A picture may be shown.")
@click.option("--party", "parties", metavar="CODENAME", multiple=True, help="Somebody else who has agreed, one by one.")
@click.option("--signed-form", is_flag=True, help="The signed page has all that `primum consent request` writes.")
@click.option("--attach", metavar="FILE", type=click.Path(path_type=Path), help="The signed page.")
def record(
    client: str, given: str, since: datetime | None, until: datetime | None, platforms: tuple[str, ...],
    story: str | None, details: tuple[str, ...], themes: tuple[str, ...], quotes: bool, picture: bool,
    parties: tuple[str, ...], signed_form: bool, attach: Path | None,
) -> int:  # fmt: skip
    """Keep a consent, under a code name that only you understand.

    It covers the words, details and platforms named here, and nothing else.
    """
    from primum.cli.desk import now, opened_desk
    from primum.consent import Consent, Element, Given, Party, Statement, cautions, standing_in_words
    from primum.store import new_id

    today = now().date()
    agreed = Consent(
        id=new_id(), client=client, given=Given(given), since=since.date() if since else today,
        until=until.date() if until else today + YEAR, platforms=platforms, story=text_or_file(story) or "",
        details=details, themes=themes, quotes=quotes, picture=picture,
        parties=tuple(Party(who, agreed=True) for who in parties),
        elements=frozenset(Element if signed_form else ()), statements=frozenset(Statement if signed_form else ()),
    )  # fmt: skip
    with opened_desk() as desk:
        kept = desk.record(agreed)
        if attach:
            kept = desk.attach(kept.id, attach.name, _media_type(attach), _bytes(attach))
    write(f"{kept.id}  {standing_in_words(kept, today)}\n")
    for caution in cautions(kept):
        write(f"  {caution}\n")
    return SHARE


@consent.command()
@click.argument("draft", metavar="DRAFT")
@click.argument("consents", metavar="CONSENT", nargs=-1)
def lean(draft: str, consents: tuple[str, ...]) -> int:
    """Let a draft lean on consents; name none to take the leaning back. Says which words go beyond them."""
    from primum.cli.desk import opened_desk

    with opened_desk() as desk:
        sheet = desk.lean(draft, consents)
    for beyond in sheet.beyond:
        write(f"“{beyond.quote}”: {beyond.why}\n")
    write(f"{sheet.review.verdict}\n")
    return SHARE if sheet.review.verdict == "share" else CHANGE


@consent.command()
@click.argument("consent_id", metavar="CONSENT")
def revoke(consent_id: str) -> int:
    """Note today that a consent was taken back, and list every post that leaned on it."""
    from primum.cli.desk import now, opened_desk

    with opened_desk() as desk:
        _tell_affected(desk.revoke(consent_id, now().date()))
    return SHARE


@consent.command()
@click.argument("consent_id", metavar="CONSENT")
def show(consent_id: str) -> int:
    """Print the record of one consent as Markdown, to be kept or handed to the client."""
    from primum.cli.desk import opened_desk
    from primum.consent import as_markdown

    with opened_desk() as desk:
        kept = {one.id: one for one in desk.consents()}
    if consent_id not in kept:
        raise UnknownChoice("consent", consent_id, kept)
    write(as_markdown(kept[consent_id]))
    return SHARE


@consent.command()
@click.argument("consent_id", metavar="CONSENT")
@click.confirmation_option(prompt="Delete this consent for good, from the backups too?")
def forget(consent_id: str) -> int:
    """Delete a consent so that nothing of it is left, in the store or its backups."""
    from primum.cli.desk import opened_desk

    with opened_desk() as desk:
        desk.forget(consent_id)
    return SHARE


def _tell_affected(affected: Sequence[Affected]) -> None:
    for one in affected:
        write(f"{one.posted.id}  {one.posted.where}\n" + "".join(f"  {todo}\n" for todo in one.todo))


def _bytes(path: Path) -> bytes:
    with opened(str(path)) as stream:
        return stream.read()


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
