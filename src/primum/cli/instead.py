"""`primum instead`: something better to post, for every finding."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from primum.cli.channels import (
    CHANGE,
    SHARE,
    UNREADABLE,
    Choice,
    complain,
    draft_options,
    is_table,
    look_of,
    of_draft,
    opened,
    progress,
    say_which_witnesses,
    text_of,
    write,
)
from primum.draft import Draft
from primum.errors import DraftError, PrimumError

if TYPE_CHECKING:
    from primum.guidance import Guidance
    from primum.render import Look
    from primum.review import Review

FORMATS: Final = ("text", "json", "jsonl")
PROFESSIONS: Final = (
    "psychologist",
    "counselor",
    "social-worker",
    "marriage-and-family-therapist",
    "psychiatrist",
    "any",
)


class Settings(NamedTuple):
    """Whose code the ladder follows, and whose figures and helplines."""

    profession: str | None
    country: str


NOTHING: Final = "Nothing here asks for a change; share it when you are ready.\n"


@click.command(
    epilog="""\b
Exit codes:
  0  nothing asks for a change     1  there is something to choose from     2  something could not be read

\b
Examples:
  primum instead post.txt
  primum instead post.txt --copy 2
  primum instead posts.jsonl --format jsonl > alternatives.jsonl
"""
)
@draft_options
@click.option(
    "--format",
    "shape",
    metavar="NAME",
    type=Choice("format", FORMATS),
    default="text",
    help="How to print it: text (if nothing is said), json or jsonl.",
)
@click.option("--sources", is_flag=True, help="Name the sources of what is taught.")
@click.option(
    "--profession",
    metavar="NAME",
    type=Choice("profession", PROFESSIONS),
    envvar="PRIMUM_PROFESSION",
    help="Whose code the ladder follows: psychologist, counselor, … (or PRIMUM_PROFESSION).",
)
@click.option(
    "--country",
    metavar="CODE",
    default="US",
    envvar="PRIMUM_COUNTRY",
    help="Whose codes, figures and helplines: US, GB, IE, CA, AU, … (or PRIMUM_COUNTRY).",
)
@click.option("--copy", "number", metavar="N", type=click.IntRange(1), help="Copy text N to the clipboard.")
def instead(
    files: tuple[str, ...],
    text: str | None,
    shape: str,
    sources: bool,
    profession: str | None,
    country: str,
    number: int | None,
    **about: str | None,
) -> int:
    """Offer something better to post than a draft with findings.

    Reworded, imagined, taught, declined or told in private: each text to post was reviewed by Primum itself. On a
    terminal you are asked which one to copy. FILE is as for check.
    """
    given = of_draft(files, text, about)
    look = look_of(shape, sources)
    settings = Settings(profession, country.upper())
    say_which_witnesses()
    if is_table(files):
        return _of_table(files[0], given, look, settings)
    return _of_draft(Draft(text_of(files, text), **given), look, settings, number)


def _of_draft(draft: Draft, look: Look, settings: Settings, number: int | None) -> int:
    from primum.render import guidance as faces
    from primum.review import advised, review_draft

    review = review_draft(draft)
    guidance = advised(review, profession=settings.profession, country=settings.country)
    if look.format != "text":
        write(faces.as_json(draft.id, guidance, indent=2 if look.format == "json" else None))
    elif number:
        _copy(guidance, number)
    else:
        write(faces.as_text(draft, guidance, look) or NOTHING)
        if guidance.alternatives and sys.stdin.isatty() and sys.stdout.isatty():
            _ask(review, guidance, look)
    return CHANGE if guidance.alternatives else SHARE


def _of_table(path: str, given: Mapping[str, str | None], look: Look, settings: Settings) -> int:
    from primum.audit import audit, lines
    from primum.render import guidance as faces
    from primum.review import advised

    codes = {SHARE}
    with opened(path) as file, progress(file) as stream:
        for entry in audit(lines(stream), given):
            if isinstance(entry.outcome, PrimumError):
                codes.add(complain(f"line {entry.line}: {entry.outcome}"))
                continue
            draft, guidance = (
                entry.outcome.draft,
                advised(entry.outcome, profession=settings.profession, country=settings.country),
            )
            codes.add(CHANGE if guidance.alternatives else SHARE)
            if look.format == "text":
                title = draft.id or f"line {entry.line}"
                write(f"{faces.heading(title, look)}{faces.as_text(draft, guidance, look) or NOTHING}\n")
            else:
                write(faces.as_json(draft.id, guidance))
    return max(codes)


def _ask(review: Review, guidance: Guidance, look: Look) -> None:
    """Let the author copy texts by their numbers, or go through the details, until they have what they want."""
    details = any(reworded.change for reworded in guidance.rewordings)
    asked = (
        "Number to copy, d to reword detail by detail, Enter to leave" if details else "Number to copy, Enter to leave"
    )
    while answer := click.prompt(asked, default="", show_default=False, err=True).strip():
        if answer == "d" and details:
            _reword(review, guidance, look)
        elif answer.isdecimal():
            try:
                _copy(guidance, int(answer))
            except DraftError as error:
                complain(str(error))


def _reword(review: Review, guidance: Guidance, look: Look) -> None:
    """Offer each detail's rewording, then show the draft as it would read, and what is still open."""
    from primum.guidance.rewording import applied
    from primum.render import single
    from primum.review import review_draft

    taken = []
    for reworded in guidance.rewordings:
        if reworded.change:
            gone = review.draft.text[reworded.change.start : reworded.change.end].strip()
            says = f"say “{reworded.change.text}”" if reworded.change.text else "leave it out"
            if click.confirm(f"“{gone}”: {says}?", default=True, err=True):
                taken.append(reworded.change)
    reworded_draft = Draft(applied(review.draft.text, taken), review.draft.answering, review.draft.platform)
    write(single(review_draft(reworded_draft), look))


def _copy(guidance: Guidance, number: int) -> None:
    """Put a text on the clipboard; where there is none, print the text alone, to be taken from there."""
    from primum.render import guidance as faces

    texts = faces.shown(guidance)
    if number > len(texts):
        raise DraftError(f"There is no text {number}.", f"Choose a number up to {len(texts)}.")
    text = texts[number - 1].text
    if not copied(text):
        write(text + "\n")


def copied(text: str) -> bool:
    """Put a text on the clipboard, and say so; say as well where there is none."""
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        complain("There is no clipboard here, so this is the text alone.", UNREADABLE)
        return False
    click.echo("Copied.", err=True)
    return True
