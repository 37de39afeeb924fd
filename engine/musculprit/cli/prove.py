"""`musculprit rules prove`: no input gets past a red flag."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import base_of, rules_option

if TYPE_CHECKING:
    from ..quality.casefile import Located


@click.command("prove")
@click.argument("properties", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--save", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write counterexamples as cases."
)
@click.option("--fresh", is_flag=True, help="Prove again what was proved before.")
@rules_option
def command(properties: tuple[str, ...], form: str, save: Path | None, fresh: bool, rules: Path | None) -> None:
    """Prove that danger is never talked down, for every possible person.

    PROPERTIES are ids such as S3 or L1; without them, all. Needs `pip install 'musculprit[prove]'`.

    \b
    Example:
      musculprit rules prove S1 S3
    """
    from ..quality.prove.run import names, prove
    from ..report.proof import render_proved, summary

    unknown = sorted(set(properties) - set(names()))
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: known are {', '.join(names())}", param_hint="PROPERTIES")
    base = base_of(rules)
    found = []
    for one in prove(base, _own_cases() if rules is None else (), properties, fresh):
        found.append(one)
        if form == "text":
            click.echo(render_proved(one, base), nl=False)
        if save is not None and one.before is not None:
            _save(one.id, one.before if one.after is None else one.after, save)
    click.echo(json.dumps([asdict(one) for one in found], indent=2) if form == "json" else summary(found))
    if any(one.broken for one in found):
        raise click.exceptions.Exit(1)


def _own_cases() -> Iterator[Located]:
    """Our own cases; they are read when the first is taken, for that takes seconds."""
    from ..knowledge.folder import folder_of
    from ..quality.casefile import read_cases

    root = folder_of("cases")
    yield from read_cases([root], root)[0]


def _save(name: str, answers: dict[str, object], folder: Path) -> None:
    """A counterexample as a person whom a case file can hold; what must come out is for the author to say."""
    folder.mkdir(parents=True, exist_ok=True)
    person = {
        "person": f"counterexample to {name}",
        "given": answers,
        "expect": {"at_least": "emergency_now"},
        "because": f"Found by the proof of {name}. Say here what must come out, and why.",
    }
    # JSON is YAML.
    (folder / f"{name.lower()}.yaml").write_text(
        json.dumps(person, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
