"""`musculprit explain`: why, why not, and what would change it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import did_you_mean
from ..reasoning.forward.reader import ForwardReader, spawn_early
from .shared import base_of, rules_option

if TYPE_CHECKING:
    from ..model.case import Case
    from ..triage.base import RuleBase

_WORDS = ("why", "why-not", "what-if")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("word", default="why", metavar="[why | why-not | what-if]")
@click.argument("culprit", nargs=-1, metavar="[CULPRIT]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--locale", default="en-GB", show_default=True, help="Country of the numbers to call.")
@rules_option
def command(file: Path, word: str, culprit: tuple[str, ...], form: str, locale: str, rules: Path | None) -> None:
    """Explain an answer: why, why not some muscle, or what would change it.

    FILE is a case, or an assessment saved with --format json; - is standard input.

    \b
    Example:
      musculprit explain case.yaml
      musculprit explain case.yaml why-not piriformis
      musculprit ask "low back ache" --format json | musculprit explain - what-if
    """
    if word not in _WORDS:
        raise click.UsageError(f"`{word}`: say why, why-not CULPRIT or what-if{did_you_mean(word, _WORDS, cutoff=0.5)}")
    if (word == "why-not") != bool(culprit):
        say = "name one muscle or condition: why-not piriformis" if word == "why-not" else f"{word} takes no more words"
        raise click.UsageError(say)
    worker = spawn_early()
    from ..conversation.cases import read_case
    from .casefile import read_data

    data, lines = read_data(file)
    base = base_of(rules, locale)
    case = read_case(data, base, str(file), lines)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        said, text = _explained(case, base, forward, word, " ".join(culprit), locale)
    click.echo(json.dumps(said, ensure_ascii=False, indent=2) if form == "json" else text, nl=form == "json")


def _explained(
    case: Case, base: RuleBase, forward: ForwardReader, word: str, culprit: str, locale: str
) -> tuple[dict[str, object], str]:
    """The explanation as plain data and as text."""
    from ..conversation.explain import what_if, why, why_not
    from ..report.explained import what_if_text, why_not_text, why_text
    from ..triage import assess
    from ..triage.state import state_by_both

    if word == "why":
        reasons = why(assess(case, base, forward, locale), base)
        return reasons.to_json(), why_text(reasons)
    state = state_by_both(case, base, forward)
    if word == "what-if":
        turns = what_if(state, base, base.texts["locales"][locale], tuple(case.doubts))
        return turns.to_json(), what_if_text(turns)
    try:
        reasons_against = why_not(culprit, state, base)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return reasons_against.to_json(), why_not_text(reasons_against)
