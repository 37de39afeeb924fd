"""`musculprit assess`: one structured case."""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoning.forward.reader import ForwardReader, spawn_early
from .shared import Output, base_of, output_options, rules_option, show


@click.command()
@click.argument("case", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Make a saved assessment again: the same bytes, or which rules changed and what that did.",
)
@output_options
@rules_option
def command(case: Path | None, replay: Path | None, output: Output, rules: Path | None) -> None:
    """Assess one structured case from a YAML or JSON file, or - for standard input.

    \b
    Example:
      echo '{"age_years": 41, "sex": "male", "screen": "none"}' | musculprit assess -
      musculprit assess client.yaml --for therapist -o client.html
    """
    if (case is None) is (replay is None):
        raise click.UsageError("give one case, or --replay and one saved assessment")
    worker = spawn_early()
    if replay is not None:
        from .replaying import replayed

        replayed(replay, base_of(rules), worker)
        return
    assert case is not None
    from ..conversation.cases import read_case
    from ..triage import assess
    from .casefile import read_data

    data, lines = read_data(case)
    base = base_of(rules, output.locale)
    person = read_case(data, base, str(case), lines)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        assessment = assess(person, base, forward, output.locale)
    show(assessment, base, output)
