"""`musculprit completion`: the completion script of a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of your shell.

    \b
    Example:
      musculprit completion bash >> ~/.bashrc
    """
    from . import main

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "musculprit", "_MUSCULPRIT_COMPLETE").source())
