"""The command line: reads the draft, hands it on, prints the review. No judgment here.

Whatever goes wrong is told in one line on standard error that never repeats words of a draft.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

import click
from click.shell_completion import CompletionItem, get_completion_class

from primum.draft import KINDS, MAX_LENGTH, PLATFORMS, Draft
from primum.errors import DraftError, NotText, PrimumError, UnknownChoice

if TYPE_CHECKING:
    from primum.audit import Entry
    from primum.render import Look
    from primum.review import Review

FORMATS: Final = ("text", "json", "jsonl", "html")
_FORMATS_HELP: Final = "How to print it: text (if nothing is said), json, jsonl or html."
SHELLS: Final = ("bash", "zsh", "fish")

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


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from primum.rules import catalogue

    rules = catalogue().values()
    return [CompletionItem(rule.id, help=rule.summary) for rule in rules if rule.id.startswith(incomplete)]


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="""\b
Try it:
  primum check --text "That's PTSD, love." --answering "I keep having nightmares"
  primum check post.txt --platform instagram
""",
)
@click.version_option(package_name="primum", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Primum reads your draft before anyone else does, on this machine, and tells you where it may do harm.

    It looks for three slips: a client's story or details, a diagnosis of somebody who was never assessed, and
    bashing of colleagues. It says what, where, why, and what to do instead. Nothing you write leaves your machine.
    """
    if context.invoked_subcommand is None:
        _write(context.get_help() + "\n")


@cli.command(
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
@click.argument("files", nargs=-1, metavar="FILE", type=click.Path())
@click.option("--text", metavar="TEXT", help="The draft itself, in place of a FILE.")
@click.option("--answering", metavar="TEXT|@FILE", help="What the draft replies to: it can change its meaning.")
@click.option(
    "--platform", metavar="NAME", type=Choice("platform", PLATFORMS), help="Where it will go: instagram, x, …"
)
@click.option("--kind", metavar="NAME", type=Choice("kind", KINDS), help="What it is: post, reply, script, …")
@click.option("--author", metavar="WORDS", help='Who posts it, such as "LMFT, private practice".')
@click.option("--format", "shape", metavar="NAME", type=Choice("format", FORMATS), default="text", help=_FORMATS_HELP)
@click.option("--sources", is_flag=True, help="Name the codes and laws behind each finding.")
def check(
    files: tuple[str, ...], text: str | None, answering: str | None, shape: str, sources: bool, **about: str | None
) -> int:
    """Review a draft, or a table of drafts.

    FILE is a text file, or - for standard input. A FILE that ends in .jsonl is a table with one draft a line, as
    {"text": "…"} with optional id, platform, kind, author and in_reply_to; the options fill in what a line leaves out.
    """
    if len(files) + (text is not None) != 1:
        raise DraftError("Primum reads one draft at a time.", 'Pass a FILE, or - for standard input, or --text "…".')
    given = {"answering": _answering(answering), **about}
    look = _look(shape, sources)
    _say_which_witnesses()
    if files and files[0].lower().endswith(".jsonl"):
        return _check_table(files[0], given, look)
    return _check_draft(_read(files[0]) if text is None else text, given, look)


@cli.command()
def rules() -> None:
    """List the rules, each with what it finds."""
    from primum.render import rule_list
    from primum.rules import catalogue

    _write(rule_list(catalogue().values(), _look()))


@cli.command()
@click.argument("rule", metavar="RULE", shell_complete=_complete_rules)
def explain(rule: str) -> None:
    """Show a rule's page: its reasons, advice, and examples."""
    from primum.rules import rule as find_rule

    found = find_rule(rule)
    sources = "".join(f"- {source}\n" for source in found.sources)
    page = f"{found.page.strip()}\n\n## Sources\n\n{sources}"
    _write(_markdown(page) if sys.stdout.isatty() or os.environ.get("FORCE_COLOR") else page)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a review, as --format json writes it."""
    from primum.render import schema as text

    _write(text())


@cli.command()
@click.argument("shell", metavar="bash|zsh|fish", type=Choice("shell", SHELLS))
def completion(shell: str) -> None:
    """Print a script that completes commands and options.

    \b
    bash  add to ~/.bashrc:                     eval "$(primum completion bash)"
    zsh   add to ~/.zshrc:                      eval "$(primum completion zsh)"
    fish  save as ~/.config/fish/completions/primum.fish
    """
    completer = get_completion_class(shell)
    if completer is None:
        raise UnknownChoice("shell", shell, SHELLS)
    _write(completer(cli, {}, "primum", "_PRIMUM_COMPLETE").source() + "\n")


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        # What is piped is UTF-8 on every system, and a terminal that lacks a sign shows a question mark in its place.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    sys.exit(_run(args))


def _run(args: list[str] | None) -> int:
    try:
        return cli.main(args, prog_name="primum", standalone_mode=False) or SHARE
    except PrimumError as error:
        return _complain(str(error), error.exit_code)
    except click.UsageError as error:
        return _complain(_usage(error))
    except click.Abort:
        return INTERRUPTED
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        # The message of a stranger's exception may repeat the draft, so only its kind and place are told.
        return _complain(
            f"Primum stumbled ({_place(error)}). The fault is ours: please report this line, not your draft."
        )


# ── Reviewing ─────────────────────────────────────────────────────────────────────────────────────


def _check_draft(text: str, given: Mapping[str, str | None], look: Look) -> int:
    from primum.render import single
    from primum.review import review_draft

    review = review_draft(Draft(text, **given))
    _write(single(review, look))
    return _exit_code(review)


def _check_table(path: str, given: Mapping[str, str | None], look: Look) -> int:
    from primum.audit import audit, lines
    from primum.render import table

    Draft("-", **given)  # a wrong option is one mistake, not one a line
    codes: set[int] = set()
    with _opened(path) as file, _progress(file) as stream:
        for part in table(_reviewed(audit(lines(stream), given), codes), look):
            _write(part)
    if not codes:
        raise DraftError("The table is empty.", 'Write one post a line, as {"text": "…"}.')
    return max(codes)


def _reviewed(entries: Iterable[Entry], codes: set[int]) -> Iterator[tuple[str, Review]]:
    """Pass the reviews on with their titles, report the lines that have none, and collect the exit codes."""
    for entry in entries:
        if isinstance(entry.outcome, PrimumError):
            codes.add(_complain(f"line {entry.line}: {entry.outcome}"))
        else:
            codes.add(_exit_code(entry.outcome))
            yield entry.outcome.draft.id or f"line {entry.line}", entry.outcome


def _say_which_witnesses() -> None:
    """Say so where the language model cannot speak."""
    from primum.model import NoModel, model

    witness = model()
    if isinstance(witness, NoModel):
        note = f"The language model is away ({witness.reason}): only what is said outright will be found."
        click.echo(f"primum: {note}", err=True)


def _exit_code(review: Review) -> int:
    return SHARE if review.verdict == "share" else CHANGE


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


def _answering(given: str | None) -> str | None:
    if given is None or not given.startswith("@"):
        return given
    try:
        return _read(given[1:])
    except DraftError as error:
        remedy = f"{error.remedy} Words that begin with @ need a space before it."
        raise DraftError(f"--answering: {error.problem}", remedy) from None


def _read(path: str) -> str:
    """Return the text of a file, of which no more is read than a draft can have."""
    if path == "-":
        return _decode(_standard_input().read(_MAX_BYTES + 1))
    with _opened(path) as stream:
        return _decode(stream.read(_MAX_BYTES + 1))


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise DraftError("Standard input is closed.", "Pass a FILE, or the words with --text.")
    if sys.stdin.isatty():
        click.echo("Type or paste your draft, then press Ctrl-D on a line of its own (Windows: Ctrl-Z).", err=True)
    return sys.stdin.buffer


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
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


# ── Printing ──────────────────────────────────────────────────────────────────────────────────────


def _look(shape: str = "text", sources: bool = False) -> Look:
    from primum.render import Look

    return Look(shape, shutil.get_terminal_size().columns, _has_color(sys.stdout), sources)


def _has_color(stream: IO[str]) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def _write(text: str) -> None:
    """Write to standard output, and stop without a word when nobody reads on."""
    try:
        click.echo(text, file=sys.stdout, nl=False, color=_has_color(sys.stdout) or None)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except OSError as error:
        raise PrimumError(
            f"The output could not be written ({error.strerror}).", "Check that the disk has room."
        ) from None


def _complain(problem: str, code: int = UNREADABLE) -> int:
    click.echo(f"primum: {problem}", file=sys.stderr)
    return code


def _usage(error: click.UsageError) -> str:
    """Say what is wrong with the command, but not what was typed: it may be a draft that lacks its quotation marks."""
    command = error.ctx.command_path if error.ctx else "primum"
    match error:
        case click.NoSuchOption(option_name=name) if re.fullmatch(r"--?[a-z-]{1,16}", name):
            problem = f"There is no option {name}."
        case click.NoSuchOption():
            problem = "There is no such option."
        case click.BadParameter() | click.BadOptionUsage():
            problem = error.format_message()
        case _:
            problem = "There is no such command." if command == "primum" else "Those are too many words."
    return f"{problem} See {command} --help."


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"


def _markdown(page: str) -> str:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(shutil.get_terminal_size().columns, 88), force_terminal=True)
    with console.capture() as capture:
        console.print(Markdown(re.sub(r"\[\[(.+?)\]\]", r"**\1**", page, flags=re.S)))
    return capture.get()


@contextmanager
def _progress(stream: BinaryIO) -> Iterator[BinaryIO]:
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
