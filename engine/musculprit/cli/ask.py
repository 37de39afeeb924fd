"""`musculprit ask`: a sentence, and at a terminal the questions that are left."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..reasoning.forward.reader import ForwardReader, spawn_early
from .shared import base_of, finish, given_of, output_options, rules_option, show


@click.command()
@click.argument("text")
@click.option("--age", metavar="YEARS", help="Age in whole years, or not_sure.")
@click.option("--sex", metavar="SEX", help="Sex at birth: female, male or not_sure.")
@click.option("--answer", "answers", multiple=True, metavar="FINDING=VALUE", help="One answer; repeat for more.")
@output_options
@rules_option
def command(
    text: str,
    age: str | None,
    sex: str | None,
    answers: tuple[str, ...],
    form: str,
    locale: str,
    quiet: bool,
    exit_disposition: bool,
    rules: Path | None,
) -> None:
    """Say what hurts, in your own words.

    At a terminal it asks the safety questions that are left. Answer each page
    with n (none of these), the numbers that fit (1 3), or ? (not sure).

    \b
    Example:
      musculprit ask "low back ache, worse sitting" --age 44 --sex female
    """
    worker = spawn_early()
    told = [f"{name}={value}" for name, value in (("age_years", age), ("sex", sex)) if value is not None]
    given = given_of((*told, *answers))
    base = base_of(rules, locale)
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], started=worker) as forward:
        # The worker compiles its rulesets while these are imported and the sentence is read.
        from ..conversation.cases import case_of
        from ..triage import assess

        case = case_of(base, given, text)
        if form == "text" and not quiet and all(end is not None and end.isatty() for end in (sys.stdin, sys.stdout)):
            from .screen import ask_the_screen

            case = ask_the_screen(case, base, forward)
        assessment = assess(case, base, forward, locale)
    show(assessment, base, form, locale, quiet)
    finish(assessment, exit_disposition)
