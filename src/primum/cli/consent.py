"""`primum consent`: ask a client for permission, in writing."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import click

from primum.cli.channels import SHARE, Choice, draft_options, of_draft, say_which_witnesses, text_of, write
from primum.draft import Draft
from primum.errors import DraftError, PrimumError

FORMATS: Final = ("markdown", "html", "pdf")
YEAR: Final = timedelta(days=365)


@click.group()
def consent() -> None:
    """Ask a client for permission to tell a part of their story."""


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
