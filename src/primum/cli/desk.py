"""The desk from the command line: drafts, the pause, release, the journal; the same use cases as the page's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from primum.cli.channels import CHANGE, SHARE, draft_options, look_of, of_draft, text_of, write
from primum.draft import Draft
from primum.errors import PrimumError

if TYPE_CHECKING:
    from primum.desk import Desk, Noticed, Pause, Sheet
    from primum.store import Store


def now() -> datetime:
    """Return the time on the author's own clock, which knows when the clocks change."""
    from dateutil.tz import tzlocal

    return datetime.now(tzlocal())


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the author's store, asking for the passphrase where there is no keyring."""
    from primum.store import open_store
    from primum.store.errors import PassphraseNeeded

    try:
        store = open_store(now=now)
    except PassphraseNeeded:
        if not sys.stdin.isatty():
            raise
        store = open_store(passphrase=click.prompt("Passphrase", hide_input=True, err=True), now=now)
    with store:
        yield store


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """Open the desk."""
    from primum.desk import Desk

    with opened_store() as store:
        yield Desk(store, now)


@click.command()
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="A port of your choice.")
@click.option("--browser/--no-browser", default=True, help="Open the page in your browser.")
def desk(port: int, browser: bool) -> int:
    """Open the page to write on, on this machine alone. It works without a network.

    It also starts when you run primum without a command. Press Ctrl-C here to close it.
    """
    from primum.web import serve

    serve(port=port, open_browser=browser)
    return SHARE


@click.command()
@click.argument("draft", metavar="[ID]", required=False)
def drafts(draft: str | None) -> int:
    """List your drafts with verdict and age, or print one."""
    with opened_desk() as desk:
        if draft:
            write(desk.open(draft).draft.text.rstrip("\n") + "\n")
            return SHARE
        due = {line.id for line in desk.due()}
        for line in desk.drafts():
            opening = " ".join(line.opening.split())[:60]
            rested = " · rested, to be read afresh" if line.id in due else ""
            write(f"{line.id}  {line.verdict or '':6}  {_age(line.updated_at):>8}  {opening}{rested}\n")
    return SHARE


@click.command(
    epilog="""\b
Exit codes:
  0  ready to be released          1  something is still missing          2  something could not be read

\b
Examples:
  primum hold post.txt --platform instagram
  primum hold 3f0c9a1b2c4d5e6f
"""
)
@draft_options
def hold(files: tuple[str, ...], text: str | None, **about: str | None) -> int:
    """Begin the pause of a draft, or see where it stands.

    FILE is a text file, which is kept as a draft, or the ID of a draft that is kept already.
    """
    with opened_desk() as desk:
        known = {line.id for line in desk.drafts()}
        if len(files) == 1 and files[0] in known:
            pause = desk.ready(files[0])
        else:
            sheet = desk.save(Draft(text_of(files, text), **of_draft(files, text, about)))
            pause = desk.ready(_id(sheet))
        write(_pause_text(pause))
        return SHARE if pause.standing.state == "ready" else CHANGE


@click.command()
@click.argument("draft", metavar="ID")
@click.option("--skip-breath", is_flag=True, help="Skip the ten seconds, where the draft allows it.")
@click.option("--print", "printed", is_flag=True, help="Print the text instead of copying it.")
def release(draft: str, skip_breath: bool, printed: bool) -> int:
    """Copy a draft that has been through its pause."""
    from primum.cli.instead import copied

    with opened_desk() as desk:
        if skip_breath:
            desk.skip_breath(draft)
        released = desk.release(draft)
    if printed or not copied(released.text):
        write(released.text.rstrip("\n") + "\n")
    return SHARE


@click.command()
def journal() -> int:
    """List what was reviewed, answered, paused and released.

    Not a word of any draft is in it.
    """
    with opened_desk() as desk:
        for entry in reversed(desk.journal()):
            facts = " ".join(filter(None, (entry.verdict, entry.platform, ", ".join(entry.rules))))
            write(f"{entry.at.astimezone():%Y-%m-%d %H:%M}  {entry.act:10}  {entry.draft_id or '':16}  {facts}\n")
    return SHARE


@click.command()
@click.argument("backup", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
def restore(backup: Path | None) -> int:
    """Put a backup in the place of the database.

    The newest, if none is named; what was there is kept aside.
    """
    from primum.store import restore as bring_back
    from primum.store.errors import PassphraseNeeded

    try:
        aside = bring_back(backup, now=now)
    except PassphraseNeeded:
        if not sys.stdin.isatty():
            raise
        passphrase = click.prompt("Passphrase", hide_input=True, err=True)
        aside = bring_back(backup, passphrase=passphrase, now=now)
    write("Restored.\n" if aside is None else f"Restored. What was there lies in {aside.path}.\n")
    return SHARE


def _id(sheet: Sheet) -> str:
    if sheet.id is None:
        raise PrimumError("The draft was not kept.", "Save it again.")
    return sheet.id


def _pause_text(pause: Pause) -> str:
    """Say where a pause stands: who will read it, what is asked, what is still open, and until when it rests."""
    from primum.render import single

    lines = [single(pause.sheet.review, look_of()), "Who will read it:"]
    lines += [f"  {reader}" for reader in pause.readers]
    lines += ["", "Before you share it:", *(f"  {question.text}" for question in pause.questions), ""]
    lines += [_open_line(noticed) for noticed in pause.sheet.noticed if noticed.open]
    lines.append(_standing_line(pause))
    return "\n".join(lines) + "\n"


def _open_line(noticed: Noticed) -> str:
    return (
        f"Open: {noticed.remark.rule} ({', '.join(reason.value for reason in noticed.reasons) or 'change the words'})"
    )


def _standing_line(pause: Pause) -> str:
    until = pause.standing.until
    if pause.standing.state == "ready":
        return f"Ready. `primum release {pause.sheet.id}` copies it."
    rests = f" It rests until {until:%H:%M} on {until:%A, %B} {until.day}." if until else ""
    return f"Kept as {pause.sheet.id}, {pause.standing.state}.{rests}"


def _age(moment: datetime) -> str:
    """Return how long ago a moment was, in the largest unit that fits."""
    seconds = int((now() - moment).total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "now"
