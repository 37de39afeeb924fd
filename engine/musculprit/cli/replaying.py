"""`assess --replay`: a saved assessment made again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click

from ..quality.replay import replay
from ..reasoning.forward.reader import ForwardReader
from ..triage.base import RuleBase
from .casefile import read_data
from .shared import as_json


def replayed(file: Path, base: RuleBase, worker: subprocess.Popen[bytes] | None) -> None:
    """Print the assessment of today; exit 1 with what changed when it is not the one in the file."""
    data, _ = read_data(file)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        again = replay(data if isinstance(data, dict) else {}, base, forward, str(file))
    text = as_json(again.assessment)
    click.echo(text, nl=False)
    if not again.differences and text.encode() == file.read_bytes():
        click.echo("The same, byte for byte.", err=True)
        return
    click.echo("Not the same:" if again.differences else "The same, but written otherwise.", err=True)
    for difference in again.differences:
        click.echo(f"  {difference}", err=True)
    raise click.exceptions.Exit(1 if again.differences else 0)
