"""The command line: parse, call, print. Commands load when they are called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from .. import __version__
from ..errors import CaseError, MissingExtra, MusculpritError, RuleBaseError

COMMANDS = {
    "ask": "Say what hurts, in your own words.",
    "intake": "Take a client's history, red flags first.",
    "assess": "Assess one structured case from a file or standard input.",
    "explain": "Why, why not, and what would change it.",
    "batch": "Answer many cases: Parquet, JSON Lines or CSV.",
    "check": "Check that every rule says what its cases expect.",
    "evaluate": "How often the answer is right, and how often it is safe.",
    "rules": "List the rules, or show one.",
    "about": "Which rules these are, and who reviewed them.",
    "completion": "Print the completion script of your shell.",
}

USAGE, INVALID_CASE, INVALID_RULES, INTERNAL = 2, 3, 4, 5


class _Commands(click.Group):
    """Imports a command only when it is called, so that the others cost nothing."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"{__name__}.{name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from ..errors import did_you_mean

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS, cutoff=0.6)
            raise click.UsageError(f"there is no command `{args[0]}`{hint}", context)
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="musculprit")
def main() -> None:
    """Which muscle deserves a look, and what is safe to do: red flags first.

    \b
    Example:
      musculprit ask "low back ache, worse sitting, tingling down my right leg"
    """


def run() -> None:
    """Run the command line; a slip gets a line, a bug of ours still says where to go."""
    # A question lives for a moment: what it makes needs no collecting.
    gc.disable()
    try:
        code = main.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except CaseError as error:
        _tell(error)
        sys.exit(INVALID_CASE)
    except RuleBaseError as error:
        _tell(error)
        sys.exit(INVALID_RULES)
    except MissingExtra as error:
        _tell(error)
        sys.exit(INTERNAL)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"{error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(USAGE)
    except Exception:
        click.echo("Something broke inside musculprit, so I cannot judge this. Please see a clinician today;", err=True)
        click.echo("call your emergency number for trouble peeing, numbness between the legs, weak legs,", err=True)
        click.echo("chest pain, or if you feel very ill. What broke:", err=True)
        import traceback

        traceback.print_exc()
        sys.exit(INTERNAL)


def _tell(error: MusculpritError) -> None:
    click.echo(str(error), err=True)
