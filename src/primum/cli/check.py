"""`primum check`: review a draft, or a table of drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import click

from primum.cli.channels import (
    CHANGE,
    SHARE,
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
    from primum.audit import Entry
    from primum.render import Look
    from primum.review import Review

PURPOSES: Final = ("post", "report")
FORMATS: Final = ("text", "json", "jsonl", "html")
_FORMATS_HELP: Final = "How to print it: text (if nothing is said), json, jsonl or html."


@click.command(
    epilog="""\b
Exit codes:
  0  share            1  revise or hold            2  something could not be read
For a table, the worst of its drafts.

\b
Examples:
  primum check post.txt
  pbpaste | primum check -
  primum check reply.txt --answering @review.txt --platform google-review
  primum check posts.jsonl --format html > reviews.html
"""
)
@draft_options
@click.option("--format", "shape", metavar="NAME", type=Choice("format", FORMATS), default="text", help=_FORMATS_HELP)
@click.option("--sources", is_flag=True, help="Name the codes and laws behind each finding.")
@click.option(
    "--as",
    "purpose",
    metavar="NAME",
    type=Choice("purpose", PURPOSES),
    default="post",
    help="What it is to be read as: a post, or a report to a board or an ethics committee.",
)
@click.option("--instead/--no-instead", "short", default=True, help="Show what could be posted instead, in short.")
def check(
    files: tuple[str, ...], text: str | None, shape: str, sources: bool, purpose: str, short: bool, **about: str | None
) -> int:
    """Review a draft, or a table of drafts.

    FILE is a text file, or - for standard input. A FILE that ends in .jsonl is a table with one draft a line, as
    {"text": "…"} with optional id, platform, kind, author and in_reply_to; the options fill in what a line leaves out.
    """
    given = of_draft(files, text, about)
    look = look_of(shape, sources)
    say_which_witnesses()
    if is_table(files):
        return _check_table(files[0], given, look)
    draft = Draft(text_of(files, text), **given)
    return _check_report(draft, look) if purpose == "report" else _check_draft(draft, look, short)


def _check_draft(draft: Draft, look: Look, short: bool) -> int:
    from primum.render import single
    from primum.review import nearest, review_draft

    review = review_draft(draft)
    write(single(review, look))
    if short and look.format == "text":
        from primum.render import guidance

        write(guidance.in_short(nearest(review), look))
    return _exit_code(review)


def _check_report(draft: Draft, look: Look) -> int:
    from primum.render import single
    from primum.report import review_report

    review = review_report(draft)
    write(single(review, look))
    return _exit_code(review)


def _check_table(path: str, given: Mapping[str, str | None], look: Look) -> int:
    from primum.audit import audit, lines
    from primum.render import table

    Draft("-", **given)  # a wrong option is one mistake, not one a line
    codes: set[int] = set()
    with opened(path) as file, progress(file) as stream:
        for part in table(_reviewed(audit(lines(stream), given), codes), look):
            write(part)
    if not codes:
        raise DraftError("The table is empty.", 'Write one post a line, as {"text": "…"}.')
    return max(codes)


def _reviewed(entries: Iterable[Entry], codes: set[int]) -> Iterator[tuple[str, Review]]:
    """Pass the reviews on with their titles, report the lines that have none, and collect the exit codes."""
    for entry in entries:
        if isinstance(entry.outcome, PrimumError):
            codes.add(complain(f"line {entry.line}: {entry.outcome}"))
        else:
            codes.add(_exit_code(entry.outcome))
            yield entry.outcome.draft.id or f"line {entry.line}", entry.outcome


def _exit_code(review: Review) -> int:
    return SHARE if review.verdict == "share" else CHANGE
