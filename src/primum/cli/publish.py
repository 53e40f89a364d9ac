"""`primum account`, `publish`, `posts` and `recall`: out into the world, only through the pause, and back again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from primum.cli.channels import CHANGE, SHARE, Choice, complain, opened, write
from primum.cli.desk import now, opened_desk
from primum.errors import PrimumError, UnknownChoice

if TYPE_CHECKING:
    from primum.desk import Connected, Outbox, Post
    from primum.desk.outbox import Beside
    from primum.publish import Account, Fitted

SERVICES: Final = ("mastodon", "bluesky", "wordpress")
_LARGEST: Final = 20_000_000
"""The most bytes of a picture that are read."""
TIMES: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


@contextmanager
def opened_outbox() -> Iterator[Outbox]:
    """Open the outbox of the author's desk."""
    from primum.desk import Outbox

    with opened_desk() as desk:
        yield Outbox(desk)


# ── Accounts ──────────────────────────────────────────────────────────────────────────────────────


@click.group()
def account() -> None:
    """Connect your accounts, or take their access back."""


@account.command(
    epilog="""\b
Examples:
  primum account add mastodon --server https://mastodon.social
  primum account add bluesky
  primum account add wordpress --server https://harbor-practice.example
"""
)
@click.argument("place", metavar="SERVICE", type=Choice("service", SERVICES))
@click.option("--server", metavar="ADDRESS", default="", help="Where it is, such as https://mastodon.social.")
def add(place: str, server: str) -> int:
    """Connect an account on mastodon, bluesky or wordpress.

    What lets Primum in is kept in your encrypted store, and is never shown again.
    """
    with opened_outbox() as outbox:
        connected = outbox.connect(_SIGN_IN[place](server))
    write(f"Connected: {connected.name}. What you release can go there now.\n")
    return SHARE


@account.command("list")
def list_() -> int:
    """List the accounts that are connected."""
    with opened_outbox() as outbox:
        for one in outbox.accounts():
            write(f"{one.id}  {one.platform:10} {one.name}\n")
    return SHARE


@account.command()
@click.argument("which", metavar="ACCOUNT")
def remove(which: str) -> int:
    """Disconnect an account: its access is taken back there, and forgotten here."""
    with opened_outbox() as outbox:
        found = _the_account(outbox.accounts(), which)
        taken = outbox.disconnect(found.id)
    write(f"Disconnected: {found.name}.\n")
    if not taken:
        write("It could not be taken back there; do it in the settings of that account, under apps or app passwords.\n")
    return SHARE


def _into_mastodon(server: str) -> Account:
    from primum.publish import begin_mastodon, finish_mastodon

    door = begin_mastodon(server or click.prompt("Your server, such as https://mastodon.social", err=True))
    click.echo("Sign in there, allow Primum to post, and copy the code that it shows:", err=True)
    click.echo(f"  {door.url}", err=True)
    click.launch(door.url)
    return finish_mastodon(door, click.prompt("Code", hide_input=True, err=True).strip())


def _into_bluesky(server: str) -> Account:
    from primum.publish import connect_bluesky

    click.echo("Make an app password on Bluesky: Settings, Privacy and security, App passwords.", err=True)
    handle = click.prompt("Your handle, such as mira.bsky.social", err=True).strip().lstrip("@")
    password = click.prompt("App password", hide_input=True, err=True).strip()
    return connect_bluesky(handle, password, server) if server else connect_bluesky(handle, password)


def _into_wordpress(server: str) -> Account:
    from primum.publish import connect_wordpress, wordpress_door

    site = server or click.prompt("Your site, such as https://harbor-practice.example", err=True).strip()
    click.echo("Allow Primum there, and copy the application password that it shows:", err=True)
    click.echo(f"  {wordpress_door(site)}", err=True)
    user = click.prompt("Your user name there", err=True).strip()
    return connect_wordpress(site, user, click.prompt("Application password", hide_input=True, err=True).strip())


_SIGN_IN: Final = {"mastodon": _into_mastodon, "bluesky": _into_bluesky, "wordpress": _into_wordpress}


def _the_account(accounts: Sequence[Connected], which: str) -> Connected:
    """Return the account of an id or a name, or raise UnknownChoice."""
    for one in accounts:
        if which in (one.id, one.name):
            return one
    raise UnknownChoice("account", which, [one.name for one in accounts])


# ── Out ───────────────────────────────────────────────────────────────────────────────────────────


@click.command(
    epilog="""\b
Exit codes:
  0  it is out, or on its way          1  something is still missing, or it failed          2  bad input

\b
Examples:
  primum publish 3f0c9a1b2c4d5e6f --show
  primum publish 3f0c9a1b2c4d5e6f
  primum publish 3f0c9a1b2c4d5e6f --at "2026-12-01 09:00"
  primum publish --due
"""
)
@click.argument("draft", metavar="[ID]", required=False)
@click.option("--to", "which", metavar="ACCOUNT", help="Which of your accounts, by its name or ID.")
@click.option("--show", is_flag=True, help="Show it as it would go out, and send nothing.")
@click.option("--at", metavar="TIME", type=click.DateTime(TIMES), help="Send it later: YYYY-MM-DD HH:MM, your time.")
@click.option("--warning", metavar="WORDS", default="", help="A content warning, where the platform has one.")
@click.option("--title", metavar="WORDS", default="", help="A title, where the platform has one.")
@click.option("--language", metavar="TAG", help="The language of the post, such as en or pt-BR.")
@click.option("--picture", "pictures", metavar="FILE", multiple=True, help="A picture to go with it; may be repeated.")
@click.option("--alt", "alts", metavar="WORDS", multiple=True, help="What each picture shows, in the same order.")
@click.option("--skip-breath", is_flag=True, help="Skip the ten seconds, where the draft allows it.")
@click.option("--again", is_flag=True, help="Send it although the same, or nearly the same, went out before.")
@click.option("--due", is_flag=True, help="Send what was scheduled and is due; for a timer of your system.")
def publish(
    draft: str | None, which: str | None, show: bool, at: datetime | None, warning: str, title: str,
    language: str | None, pictures: tuple[str, ...], alts: tuple[str, ...], skip_breath: bool, again: bool, due: bool,
) -> int:  # fmt: skip
    """Publish a draft that has been through its pause, once.

    Where Primum cannot post, it copies the text, fitted to the platform, and opens the site for you to paste it there.
    """
    from primum.desk.outbox import Beside

    with opened_outbox() as outbox:
        if due:
            return _send_due(outbox)
        if draft is None:
            raise PrimumError("Which draft?", "`primum drafts` lists them.")
        kept = outbox.beside(draft)
        beside = Beside(warning or kept.warning, title or kept.title, language or kept.language)
        to = _destination(outbox, draft, which)
        if pictures:
            _take_pictures(outbox, draft, pictures, alts)
        if show:
            return _show(outbox.preview(draft, to.id if to else None, beside))
        if skip_breath:
            outbox.desk.skip_breath(draft)
        if to is None:
            return _hand_over(outbox, draft, beside)
        if at is not None:
            post = outbox.schedule(draft, to.id, at.replace(tzinfo=now().tzinfo), beside)
            write(f"It goes out at {at:%H:%M on %A, %B} {at.day}, while the page is open, or by publish --due.\n")
            write(f"`primum recall {post.id}` keeps it from going.\n")
            return SHARE
        return _say(outbox.publish(draft, to.id, beside, again=again))


def _destination(outbox: Outbox, draft: str, which: str | None) -> Connected | None:
    """Return the account that is meant; None where the platform of the draft takes no posts from Primum."""
    from primum.publish import PLACES

    place = outbox.desk.open(draft).draft.platform
    accounts = outbox.accounts()
    if which is not None:
        return _the_account(accounts, which)
    there = [one for one in accounts if one.platform == place]
    if len(there) > 1:
        raise UnknownChoice("account", "none", [one.name for one in there])
    if not there and place in PLACES:
        click.echo(f"No account on {place} is connected (primum account add), so you paste it there.", err=True)
    return there[0] if there else None


def _take_pictures(outbox: Outbox, draft: str, pictures: Sequence[str], alts: Sequence[str]) -> None:
    """Keep these pictures with a draft, in the place of others, and ask what each shows where it was not said."""
    given = []
    for number, path in enumerate(pictures):
        with opened(path) as file:
            content = file.read(_LARGEST + 1)
        alt = alts[number] if number < len(alts) else ""
        if not alt and sys.stdin.isatty():
            alt = click.prompt(f"What picture {number + 1} shows, for those who cannot see it", err=True)
        given.append((content, alt))
    with outbox.store.together():  # one that is none leaves the others as they were
        for kept in outbox.pictures(draft):
            outbox.remove_picture(kept.id)
        for content, alt in given:
            outbox.add_picture(draft, content, alt)


def _show(fitted: Fitted) -> int:
    """Print the parts as they would go out, each with how much of the platform's limit it takes."""
    place = fitted.platform
    for part in fitted.parts:
        limit = f" of {place.limit:,}" if place.limit else ""
        write(f"── {part.number}/{part.of} · {place.name} · {place.count(part.text):,}{limit}\n{part.text.strip()}\n\n")
    return SHARE


def _hand_over(outbox: Outbox, draft: str, beside: Beside) -> int:
    """Copy the parts one after the other, as the author says; without a clipboard, print them."""
    from primum.publish.errors import HandOverFailed
    from primum.publish.handover import hand_over

    parcel = outbox.hand_over(draft, beside)
    parts = parcel.fitted.parts
    try:
        for index, part in enumerate(parts):
            hand_over(parcel, index, outbox.desk.clock())
            left = f" ({part.number} of {part.of})" if part.of > 1 else ""
            click.echo(f"Copied{left}. Paste it on {parcel.fitted.platform.name}.", err=True)
            if index + 1 < len(parts) and sys.stdin.isatty():
                click.prompt("Enter for the next", default="", show_default=False, err=True)
    except HandOverFailed as error:
        complain(str(error))
        write("\n\n".join(part.text for part in parts) + "\n")
    return SHARE


def _send_due(outbox: Outbox) -> int:
    posts = outbox.send_due()
    return max((_say(post) for post in posts), default=SHARE)


def _say(post: Post) -> int:
    """Say where a post stands, or loudly why it does not."""
    if post.state == "published":
        write(f"It is out: {post.url or post.account}\n")
        return SHARE
    return complain(f"{post.account}: {post.problem} {post.remedy} (primum publish {post.draft_id})", CHANGE)


# ── After ─────────────────────────────────────────────────────────────────────────────────────────


@click.command()
def posts() -> int:
    """List what went out, what waits, and what failed."""
    with opened_outbox() as outbox:
        for post in outbox.posts():
            when = post.due_at or post.at
            where = post.url or post.problem
            write(
                f"{post.id}  {post.state:10} {when.astimezone(now().tzinfo):%Y-%m-%d %H:%M}  {post.account}  {where}\n"
            )
    return SHARE


@click.command()
@click.argument("which", metavar="[ID]", required=False)
def recall(which: str | None) -> int:
    """Take a post back where its platform can.

    It says where copies may remain. One that waits is kept from going. Without an ID, list the posts that lean on a
    consent which stands no more.
    """
    with opened_outbox() as outbox:
        if which is None:
            return _leaning(outbox)
        if outbox.post(which).waits:
            write(outbox.withdraw(which).kept_back + "\n")
            return SHARE
        recalled = outbox.recall(which)
    write(f"Taken back from {recalled.post.account}. {recalled.copies}\n")
    return SHARE


def _leaning(outbox: Outbox) -> int:
    affected = outbox.desk.affected()
    if not affected:
        write("No post leans on a consent that has ended or was revoked.\n")
        return SHARE
    for one in affected:
        post = outbox.of_release(one.posted.id)
        write(f"{post.id if post else 'not from here':16}  {one.posted.where}\n")
        write("".join(f"{'':18}{todo}\n" for todo in one.todo))
    return CHANGE
