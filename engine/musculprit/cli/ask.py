"""`musculprit ask`: a sentence, and at a terminal the questions that are left."""

from __future__ import annotations

from pathlib import Path

import click

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
    """Say what hurts, in your own words.

    At a terminal it asks the safety questions that are left. Answer each page
    with n (none of these), the numbers that fit (1 3), or ? (not sure).
    Ctrl-C keeps what you said; --resume goes on with it.

    \b
    Example:
      musculprit ask "low back ache, worse sitting" --age 44 --sex female
    """
    given = given_at_start(text, age, sex, answers, resume)
    if text is None and resume is None:
        raise click.UsageError('say what hurts, for example: musculprit ask "low back ache, worse sitting"')
    worker = spawn_early()
    base = base_of(rules, output.locale)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        # The worker compiles its rulesets while these are imported and the sentence is read.
        from ..conversation.cases import case_of
        from ..triage import assess

        if output.may_ask and at_a_terminal():
            case = interviewed("ask", text or "", given, (save, resume), base, forward)
        elif resume is None:
            case = case_of(base, given, text or "")
        else:
            raise CaseError([Problem("", 0, "--resume needs a terminal to ask on")])
        assessment = assess(case, base, forward, output.locale)
    show(assessment, base, output)
