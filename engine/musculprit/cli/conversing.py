"""What `ask` and `intake` share: where they begin, and what they go on with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import CaseError, Problem
from ..model.case import Case
from ..reasoning.forward.reader import ForwardReader
from ..triage.base import RuleBase
from .shared import given_of

if TYPE_CHECKING:
    from ..conversation.interview.interview import Step  # with it come rooms that a question waits for

F = TypeVar("F", bound=Callable[..., Any])


def start_options(command: F) -> F:
    """`[TEXT] --age --sex --answer --save --resume`."""
    options = [
        click.argument("text", required=False),
        click.option("--age", metavar="YEARS", help="Age in whole years, or not_sure."),
        click.option("--sex", metavar="SEX", help="Sex at birth: female, male or not_sure."),
        click.option(
            "--answer", "answers", multiple=True, metavar="FINDING=VALUE", help="One answer; repeat for more."
        ),
        click.option(
            "--save",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Keep the interview here, and leave it there.",
        ),
        click.option(
            "--resume",
            is_flag=False,
            flag_value="",
            metavar="[FILE]",
            help="Go on with the interview that was stopped, or with the one in FILE.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def given_at_start(
    text: str | None, age: str | None, sex: str | None, answers: tuple[str, ...], resume: str | None
) -> dict[str, Any]:
    """The answers given on the command line. Raises CaseError when they come on top of a resumed interview."""
    told = [f"{name}={value}" for name, value in (("age_years", age), ("sex", sex)) if value is not None]
    if resume is not None and (text or told or answers):
        raise CaseError(
            [Problem("", 0, "--resume goes on with what was said; leave out the text and the answers, or type change")]
        )
    return given_of((*told, *answers))


def at_a_terminal() -> bool:
    """Whether somebody can be asked."""
    return all(end is not None and end.isatty() for end in (sys.stdin, sys.stdout))


def interviewed(
    command: str,
    text: str,
    given: dict[str, Any],
    files: tuple[Path | None, str | None],
    base: RuleBase,
    forward: ForwardReader,
    steps: tuple[Step, ...] | None = None,
) -> Case:
    """The case after an interview at the terminal; `files` are where to keep it and with what to go on."""
    from . import interviewing

    save, resume = files
    if resume is None:
        kept = interviewing.begin(command, text, given, base, save)
    else:
        kept = interviewing.resume(command, Path(resume) if resume else None, base)
    return kept.converse(base, forward, steps)
