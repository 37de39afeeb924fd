"""`musculprit intake`: a therapist's interview, red flags first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from ..errors import CaseError, Problem
from ..reasoning.forward.reader import ForwardReader, spawn_early
from .conversing import at_a_terminal, given_at_start, interviewed, start_options
from .shared import Output, base_of, output_options, rules_option, show


@click.command()
@start_options
@output_options
@rules_option
def command(
    text: str | None,
    age: str | None,
    sex: str | None,
    answers: tuple[str, ...],
    save: Path | None,
    resume: str | None,
    output: Output,
    rules: Path | None,
) -> None:
    """Take a client's history, red flags first; all else can be left out.

    TEXT is the complaint in the client's own words. After the safety pages come
    history, what tells most, tests, consent and plan: Enter leaves one out, done
    the rest of a part. Ctrl-C keeps what was said; --resume goes on with it.

    \b
    Example:
      musculprit intake "low back ache, worse sitting" --save client-17.jsonl
    """
    if click.get_current_context().get_parameter_source("audience") is ParameterSource.DEFAULT:
        output = replace(output, audience="therapist")
    given = given_at_start(text, age, sex, answers, resume)
    if not at_a_terminal():
        raise CaseError([Problem("", 0, "an intake needs a terminal to ask on; for a file of answers use assess")])
    if text is None and resume is None:
        text = click.prompt("What brings them, in their own words", err=True)
    worker = spawn_early()
    base = base_of(rules, output.locale)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        from ..conversation.interview.intake import STEPS
        from ..triage import assess

        case = interviewed("intake", text or "", given, (save, resume), base, forward, STEPS)
        assessment = assess(case, base, forward, output.locale)
    show(assessment, base, output)
