"""`musculprit rules mutate`: how strong the cases are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from ..errors import did_you_mean
from .shared import base_of, rules_option


@click.command("mutate")
@click.argument("names", nargs=-1)
@click.option(
    "--cases", type=click.Path(path_type=Path, exists=True), metavar="DIR", help="A folder of cases instead of ours."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@rules_option
def command(names: tuple[str, ...], cases: Path | None, form: str, rules: Path | None) -> None:
    """Break every red flag and precaution in small ways; a case must notice.

    NAMES are rules to break; without them, all (some minutes). Needs `pip install 'musculprit[prove]'`.

    \b
    Example:
      musculprit rules mutate red_flag.shingles
    """
    from ..knowledge.folder import folder_of
    from ..quality.mutate.halves import mutate
    from ..report.mutation import render_mutated

    base = base_of(rules)
    known = [*dict.fromkeys(flag.rule for flag in base.program.flags), *(one.id for one in base.program.precautions)]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"`{name}` is not a rule{did_you_mean(name, known)}", param_hint="NAMES")
    mutated = mutate(rules or folder_of("rules"), cases or folder_of("cases"), names)
    if form == "json":
        shares = {"share": mutated.every.share, "emergency_share": mutated.emergency.share}
        click.echo(json.dumps({**shares, **asdict(mutated)}, ensure_ascii=False, indent=2))
    else:
        click.echo(render_mutated(mutated, base), nl=False)
    if not mutated.strong:
        raise click.exceptions.Exit(1)
