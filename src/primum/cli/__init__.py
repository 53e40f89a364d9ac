"""The command line: reads the draft, hands it on, prints what is said of it. No judgment here.

Whatever goes wrong is told in one line on standard error that never repeats words of a draft.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NoReturn

import click

from primum.cli.channels import INTERRUPTED, SHARE, complain
from primum.cli.check import check
from primum.cli.consent import consent
from primum.cli.desk import desk, drafts, hold, journal, release, restore
from primum.cli.instead import instead
from primum.cli.pages import completion, explain, rules, schema
from primum.cli.publish import account, posts, publish, recall
from primum.errors import PrimumError


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
    Without a command it opens the page to write on.
    """
    if context.invoked_subcommand is None:
        context.invoke(desk)


for _command in (
    desk, check, instead, drafts, hold, release, publish, posts, recall, account, consent, journal, restore, rules,
    explain, schema, completion,
):  # fmt: skip
    cli.add_command(_command)


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
        return complain(str(error), error.exit_code)
    except click.UsageError as error:
        return complain(_usage(error))
    except click.Abort:
        return INTERRUPTED
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        # The message of a stranger's exception may repeat the draft, so only its kind and place are told.
        return complain(
            f"Primum stumbled ({_place(error)}). The fault is ours: please report this line, not your draft."
        )


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
