"""`musculprit assess`: one structured case."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoning.forward.reader import ForwardReader, spawn_early
from .shared import base_of, finish, output_options, rules_option, show


@click.command()
@click.argument("case", type=click.Path(path_type=Path, allow_dash=True))
@output_options
@rules_option
def command(case: Path, form: str, locale: str, quiet: bool, exit_disposition: bool, rules: Path | None) -> None:
    """Assess one structured case from a YAML or JSON file, or - for standard input.

    \b
    Example:
      echo '{"age_years": 41, "sex": "male", "screen": "none"}' | musculprit assess -
    """
    worker = spawn_early()
    from ..conversation.cases import read_case
    from ..triage import assess
    from .casefile import read_data

    data, lines = read_data(case)
    base = base_of(rules, locale)
    person = read_case(data, base, str(case), lines)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        assessment = assess(person, base, forward, locale)
    show(assessment, base, form, locale, quiet)
    finish(assessment, exit_disposition)
