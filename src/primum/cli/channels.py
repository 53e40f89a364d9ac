"""What goes in and out of the command line: drafts from files and pipes, text to the terminal, complaints.

Nothing here repeats words of a draft in a message.
"""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

import click
from click.shell_completion import CompletionItem

from primum.draft import KINDS, MAX_LENGTH, PLATFORMS
from primum.errors import DraftError, NotText, PrimumError, UnknownChoice

if TYPE_CHECKING:
    from primum.render import Look

Command = Callable[..., int]

SHARE, CHANGE, UNREADABLE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
"""The exit codes; the last two are what shells expect after Ctrl-C, and when nobody reads the output on."""

_MAX_BYTES: Final = 4 * MAX_LENGTH + 4  # no encoding takes more, byte order mark included
_ENCODINGS: Final = (  # UTF-32 before UTF-16, whose mark opens it
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Choice(click.ParamType):  # type: ignore[type-arg]  # generic for the type checker only since click 8.4
    """One of a few names; a wrong one is answered with the nearest."""

    name = "choice"

    def __init__(self, what: str, names: Iterable[str]) -> None:
        self.what = what
        self.names = sorted(names)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name, or raise UnknownChoice."""
        if value not in self.names:
            raise UnknownChoice(self.what, value, self.names)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the names that begin so."""
        return [CompletionItem(name) for name in self.names if name.startswith(incomplete)]


def draft_options(command: Command) -> Command:
    """Give a command the argument and the options by which a draft is passed."""
    options = (
        click.argument("files", nargs=-1, metavar="FILE", type=click.Path()),
        click.option("--text", metavar="TEXT", help="The draft itself, in place of a FILE."),
        click.option("--answering", metavar="TEXT|@FILE", help="What the draft replies to: it can change its meaning."),
        click.option(
            "--platform", metavar="NAME", type=Choice("platform", PLATFORMS), help="Where it will go: instagram, x, …"
        ),
        click.option("--kind", metavar="NAME", type=Choice("kind", KINDS), help="What it is: post, reply, script, …"),
        click.option("--author", metavar="WORDS", help='Who posts it, such as "LMFT, private practice".'),
    )
    for option in reversed(options):
        command = option(command)
    return command


def of_draft(files: tuple[str, ...], text: str | None, about: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return what is known of the one draft that was passed, or raise DraftError where there are none or several."""
    if len(files) + (text is not None) != 1:
        raise DraftError("Primum reads one draft at a time.", 'Pass a FILE, or - for standard input, or --text "…".')
    return {**about, "answering": text_or_file(about["answering"])}


def is_table(files: tuple[str, ...]) -> bool:
    """Tell whether a table of drafts was passed."""
    return bool(files) and files[0].lower().endswith(".jsonl")


def text_of(files: tuple[str, ...], text: str | None) -> str:
    """Return the words of the draft that was passed."""
    return read_text(files[0]) if text is None else text


def text_or_file(given: str | None) -> str | None:
    """Return an option's words, read from a file where they begin with @."""
    if given is None or not given.startswith("@"):
        return given
    try:
        return read_text(given[1:])
    except DraftError as error:
        remedy = f"{error.remedy} Words that begin with @ need a space before it."
        raise DraftError(f"--answering: {error.problem}", remedy) from None


def read_text(path: str) -> str:
    """Return the text of a file, of which no more is read than a draft can have."""
    if path == "-":
        return _decode(_standard_input().read(_MAX_BYTES + 1))
    with opened(path) as stream:
        return _decode(stream.read(_MAX_BYTES + 1))


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise DraftError("Standard input is closed.", "Pass a FILE, or the words with --text.")
    if sys.stdin.isatty():
        click.echo("Type or paste your draft, then press Ctrl-D on a line of its own (Windows: Ctrl-Z).", err=True)
    return sys.stdin.buffer


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file; the messages do not name it, for it may be a draft that was meant for --text."""
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 (only the opening is guarded, not what is done with the file)
    except IsADirectoryError:
        raise DraftError("That is a folder.", "Pass one of the files in it.") from None
    except PermissionError:
        raise DraftError("That file may not be read.", "Check its permissions, or copy it elsewhere.") from None
    except OSError:
        raise DraftError("There is no such file.", "Check its path, or pass the words with --text.") from None
    with stream:
        yield stream


def _decode(raw: bytes) -> str:
    if len(raw) > _MAX_BYTES:
        raise DraftError(
            f"That is far longer than a post; {MAX_LENGTH:,} characters is the most that is read at once.",
            "Split it, or pass a .jsonl table with one post a line.",
        )
    encoding = next((name for mark, name in _ENCODINGS if raw.startswith(mark)), "utf-8")
    if b"\0" in raw and encoding.startswith("utf-8"):
        raise NotText("That is not a text file.", "Copy its words into a plain text file, then try again.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise NotText("That is not written in UTF-8.", "Save it as plain text in UTF-8, then try again.") from None


def look_of(shape: str = "text", sources: bool = False) -> Look:
    """Return how to print for the terminal or pipe at hand."""
    from primum.render import Look

    return Look(shape, shutil.get_terminal_size().columns, has_color(sys.stdout), sources)


def has_color(stream: IO[str]) -> bool:
    """Tell whether a stream takes color, and the user wants it."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def write(text: str) -> None:
    """Write to standard output, and stop without a word when nobody reads on."""
    try:
        click.echo(text, file=sys.stdout, nl=False, color=has_color(sys.stdout) or None)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except OSError as error:
        raise PrimumError(
            f"The output could not be written ({error.strerror}).", "Check that the disk has room."
        ) from None


def complain(problem: str, code: int = UNREADABLE) -> int:
    """Say on standard error what went wrong, and return the exit code."""
    click.echo(f"primum: {problem}", file=sys.stderr)
    return code


@contextmanager
def progress(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Show on a terminal how far a table has been read."""
    if not sys.stderr.isatty():
        yield stream
        return
    from rich.console import Console
    from rich.progress import Progress

    size = os.fstat(stream.fileno()).st_size
    # Where the reviews go to the same terminal, they are printed above the bar.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()) as progress:
        yield progress.wrap_file(stream, total=size, description="Reading")


def say_which_witnesses() -> None:
    """Say so where the language model cannot speak."""
    from primum.model import NoModel, model

    witness = model()
    if isinstance(witness, NoModel):
        note = f"The language model is away ({witness.reason}): only what is said outright will be found."
        click.echo(f"primum: {note}", err=True)
