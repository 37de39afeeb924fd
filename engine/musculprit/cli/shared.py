"""Options and steps that several commands share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from ..errors import CaseError, Problem, did_you_mean
from ..model.assessment import Assessment
from ..triage.base import RuleBase, load_rules

EXIT_OF = {
    "self_care": 10,
    "routine_clinician": 20,
    "urgent_2w": 30,
    "same_day": 40,
    "emergency_now": 50,
    "cannot_assess": 60,
    "out_of_scope": 70,
}

F = TypeVar("F", bound=Callable[..., Any])


def rules_option(command: F) -> F:
    """`--rules DIR`."""
    return click.option(
        "--rules", type=click.Path(path_type=Path), metavar="DIR", help="A folder of rules instead of ours."
    )(command)


@dataclass(frozen=True, slots=True)
class Output:
    """How an assessment is to be told."""

    form: str
    locale: str
    quiet: bool
    exit_disposition: bool

    @property
    def is_text(self) -> bool:
        """Whether a person reads along as it is printed."""
        return self.form == "text" and not self.quiet


def output_options(command: F) -> F:
    """The options of `Output`, given to the command as `output`."""

    @wraps(command)
    def with_output(*args: Any, **given: Any) -> Any:
        output = Output(*(given.pop(field) for field in Output.__slots__))
        return command(*args, output=output, **given)

    options = [
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="How to print it.",
        ),
        click.option("--locale", default="en-GB", show_default=True, help="Country of the numbers to call."),
        click.option("--quiet", "-q", is_flag=True, help="Only the first line."),
        click.option(
            "--exit-disposition",
            is_flag=True,
            help="Exit with 10 self-care .. 50 emergency, 60 cannot assess, 70 out of scope.",
        ),
    ]
    wrapped: Any = with_output
    for option in reversed(options):
        wrapped = option(wrapped)
    return cast("F", wrapped)


def base_of(rules: Path | None, locale: str | None = None) -> RuleBase:
    """The rule base to use, with its locale checked."""
    base = load_rules(rules)
    if locale is not None and locale not in base.texts["locales"]:
        known = ", ".join(sorted(base.texts["locales"]))
        raise click.BadParameter(
            f"{locale}: known are {known}{did_you_mean(locale, base.texts['locales'])}", param_hint="--locale"
        )
    return base


def given_of(answers: tuple[str, ...]) -> dict[str, Any]:
    """`finding=value` pairs as a mapping. Raises CaseError on one without an equals sign."""
    given: dict[str, Any] = {}
    problems = []
    for one in answers:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            problems.append(
                Problem("", 0, f"--answer {one}: write finding=value, for example --answer fever_chills=no")
            )
        elif name.strip() in given and given[name.strip()] != value.strip():
            problems.append(Problem("", 0, f"--answer {name.strip()} is given twice with different values"))
        else:
            given[name.strip()] = value.strip()
    if problems:
        raise CaseError(problems)
    return given


def show(assessment: Assessment, base: RuleBase, output: Output) -> None:
    """Print an assessment on standard output, and exit with the disposition's code where that was asked for."""
    if output.form == "json":
        click.echo(as_json(assessment))
    else:
        _show_text(assessment, base, output)
    if output.exit_disposition:
        raise click.exceptions.Exit(EXIT_OF[assessment.disposition.id])


def as_json(assessment: Assessment) -> str:
    """The assessment as it is saved, without the last line end."""
    return json.dumps(assessment.to_json(), ensure_ascii=False, indent=2)


def _show_text(assessment: Assessment, base: RuleBase, output: Output) -> None:
    from ..report.text import render

    text = render(assessment, base, output.locale)
    first, _, rest = text.partition("\n")
    colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    if sys.stdout is not None and sys.stdout.isatty() and colour:
        first = click.style(first, bold=True)
    click.echo(f"{first} (Not a diagnosis.)" if output.quiet else f"{first}\n{rest}", nl=output.quiet)
