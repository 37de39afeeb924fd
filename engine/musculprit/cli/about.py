"""`musculprit about`: which rules these are."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import click

from .shared import base_of, rules_option


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@rules_option
def command(form: str, rules: Path | None) -> None:
    """Which rules these are, and who reviewed them.

    \b
    Example:
      musculprit about --format json
    """
    from ..reasoning.forward.reader import ForwardReader, SecondReadingFailed

    base = base_of(rules)
    program = base.program
    try:
        with ForwardReader(base.plan, [flag.name for flag in program.flags]) as forward:
            forward.read({})
        second = "durable-rules answers"
    except SecondReadingFailed as error:
        second = f"durable-rules does not answer: {error}"
    rules_by_name = base.texts["rules"]
    facts = {
        "version": program.version,
        "rules": base.folder,
        "sha256": program.sha256,
        "findings": len(program.vocabulary.findings),
        "red_flags": len({flag.rule for flag in program.flags}),
        "muscles": sum(name.startswith("muscle.") for name in rules_by_name),
        "conditions": sum(name.startswith("condition.") for name in rules_by_name),
        "precautions": len(program.precautions),
        "care_actions": len(program.actions),
        "principles": sum(name.startswith("principle.") for name in rules_by_name),
        "consent": sum(name.startswith("consent.") for name in rules_by_name),
        "referrals": len(program.referrals),
        "safety_nets": len(program.nets),
        "sources": len(base.texts["sources"]),
        "sources_from_memory": sum(one["read"] == "memory" for one in base.texts["sources"].values()),
        "unreviewed": program.unreviewed,
        "second_engine": second,
        "python": platform.python_version(),
    }
    if form == "json":
        click.echo(json.dumps(facts, indent=2))
        return
    click.echo(f"musculprit {program.version}: supports a decision, is not a diagnosis.")
    for name, value in facts.items():
        click.echo(f"  {name.replace('_', ' '):<20} {value}")
    click.echo(f"No named clinician has reviewed {program.unreviewed} of these rules.")
