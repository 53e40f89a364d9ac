"""The commands that tell what Primum knows: its rules, their pages, the schema, completion."""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class

from primum.cli.channels import Choice, look_of, write
from primum.errors import UnknownChoice

SHELLS: Final = ("bash", "zsh", "fish")


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from primum.rules import catalogue

    rules = catalogue().values()
    return [CompletionItem(rule.id, help=rule.summary) for rule in rules if rule.id.startswith(incomplete)]


@click.command()
def rules() -> None:
    """List the rules, each with what it finds."""
    from primum.render import rule_list
    from primum.rules import catalogue

    write(rule_list(catalogue().values(), look_of()))


@click.command()
@click.argument("rule", metavar="RULE", shell_complete=_complete_rules)
def explain(rule: str) -> None:
    """Show a rule's page: its reasons, advice, and examples."""
    from primum.rules import rule as find_rule

    found = find_rule(rule)
    sources = "".join(f"- {source}\n" for source in found.sources)
    page = f"{found.page.strip()}\n\n## Sources\n\n{sources}"
    write(_markdown(page) if sys.stdout.isatty() or os.environ.get("FORCE_COLOR") else page)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a review, as --format json writes it."""
    from primum.render import schema as text

    write(text())


@click.command()
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
    write(completer(click.get_current_context().find_root().command, {}, "primum", "_PRIMUM_COMPLETE").source() + "\n")


def _markdown(page: str) -> str:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(shutil.get_terminal_size().columns, 88), force_terminal=True)
    with console.capture() as capture:
        console.print(Markdown(re.sub(r"\[\[(.+?)\]\]", r"**\1**", page, flags=re.S)))
    return capture.get()
