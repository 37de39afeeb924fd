"""`musculprit rules lint`: what is wrong with the rules although they load."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import click

from .shared import rules_option


@click.command("lint")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to print it: for people, for programs, for code scanners, beside the lines of a change on GitHub.",
)
@click.option(
    "--fail-level",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="Exit with 1 when something at least this serious is found.",
)
@click.option("--quiet", "-q", is_flag=True, help="Only what is serious enough to fail.")
@rules_option
def command(form: str, fail_level: str, quiet: bool, rules: Path | None) -> None:
    """Find what is wrong with the rules although they load.

    Dead findings, flags that can never fire or say what another says, evidence that counts twice, care without a stop
    rule, hard words, texts that claim a diagnosis. docs/lint.md explains each id.

    \b
    Example:
      musculprit rules lint --format sarif > lint.sarif
    """
    gc.enable()
    from .. import __version__
    from ..knowledge.folder import folder_of
    from ..quality.lint import printed
    from ..quality.lint.found import SEVERITIES
    from ..quality.lint.linting import lint

    folder = rules or folder_of("rules")
    found = lint(folder)
    serious = [one for one in found if SEVERITIES.index(one.severity) <= SEVERITIES.index(fail_level)]
    shown = serious if quiet else found
    match form:
        case "json":
            click.echo(json.dumps(printed.as_json(shown), ensure_ascii=False, indent=1))
        case "sarif":
            click.echo(json.dumps(printed.as_sarif(shown, __version__, folder), ensure_ascii=False, indent=1))
        case "github":
            for line in printed.as_github(shown, folder):
                click.echo(line)
        case _:
            for line in printed.lines(shown):
                click.echo(line)
    if form == "text" and not quiet:
        click.echo(printed.summary(found))
    if serious:
        raise click.exceptions.Exit(1)
