"""`musculprit rules diff`: what a change of the rules does to people."""

from __future__ import annotations

import gc
import json
from dataclasses import asdict

import click


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def command(before: str, after: str | None, form: str) -> None:
    """Tell what a change of the rules does to people: consequences, not lines.

    A and B are folders of rules, or git revisions of the repository around this folder; without B, our own rules.
    Exits with 1 when anybody's answer is lowered, or when that could not be settled. Needs `pip install
    'musculprit[prove]'`.

    \b
    Example:
      musculprit rules diff HEAD~1 rules
    """
    gc.enable()
    from ..knowledge.folder import folder_of
    from ..quality.casefile import read_cases
    from ..quality.diff.changes import compare
    from ..quality.diff.revisions import UnknownRevision, base_at
    from ..report.diff import render_diff, verdict

    try:
        one, other = base_at(before), base_at(after or str(folder_of("rules")))
    except UnknownRevision as error:
        raise click.UsageError(str(error)) from error
    root = folder_of("cases")
    cases, _ = read_cases([root / "people"], root)
    diff = compare(one, other, cases)
    if form == "json":
        told = {
            "schema": "musculprit/diff/1",
            "verdict": verdict(diff),
            "breaking": bool(diff.breaking),
            **asdict(diff),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(render_diff(diff, one, other), nl=False)
    if not diff.safe:
        raise click.exceptions.Exit(1)
