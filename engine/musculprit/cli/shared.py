"""Options and steps that several commands share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
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


FORMATS = ("text", "json", "md", "html", "pdf")
ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".pdf": "pdf", ".txt": "text"}
"""File name endings and the format that each stands for, when none is given."""


@dataclass(frozen=True, slots=True)
class Output:
    """How an assessment is to be told: in which format, for whom, and to which file instead of standard output."""

    form: str
    locale: str
    quiet: bool
    exit_disposition: bool
    audience: str = "person"
    file: Path | None = None

    @property
    def is_text(self) -> bool:
        """Whether a person reads along as it is printed."""
        return self.form == "text" and not self.quiet

    @property
    def may_ask(self) -> bool:
        """Whether a person can be asked first: nothing is being piped onwards."""
        return not self.quiet and (self.is_text or self.file is not None)

    @property
    def for_therapist(self) -> bool:
        """Whether the handover is wanted."""
        return self.audience == "therapist"


def output_options(command: F) -> F:
    """The options of `Output`, given to the command as `output`."""

    @wraps(command)
    def with_output(*args: Any, **given: Any) -> Any:
        output = _output(**{field: given.pop(field) for field in Output.__slots__})
        return command(*args, output=output, **given)

    options = [
        click.option(
            "--format",
            "form",
            type=click.Choice(FORMATS),
            help="How to print it; by default text, or what the ending of FILE says.",
        ),
        click.option(
            "--for",
            "audience",
            type=click.Choice(["person", "therapist"]),
            default="person",
            show_default=True,
            help="Whom it is for: a therapist gets the handover.",
        ),
        click.option(
            "--output",
            "-o",
            "file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write it to a file: .html, .md, .json, .pdf or .txt.",
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
    """Tell an assessment, and exit with the disposition's code where that was asked for."""
    if output.file is not None:
        write_whole(output.file, _told(assessment, base, output))
        click.echo(f"Written to {output.file}. {assessment.disposition.label}. (Not a diagnosis.)", err=True)
    elif output.is_text and not output.for_therapist and _styled_terminal():
        from ..report.terminal import print_page
        from ..report.text import page_of

        print_page(page_of(assessment, base, output.locale), assessment.disposition.id, sys.stdout)
    else:
        click.echo(_told(assessment, base, output), nl=False)
    if output.exit_disposition:
        raise click.exceptions.Exit(EXIT_OF[assessment.disposition.id])


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: beside it first, then renamed. Makes its folder."""
    data = content.encode() if isinstance(content, str) else content
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        error.filename = str(file)
        raise


def _output(form: str | None, file: Path | None, **given: Any) -> Output:
    """The options of a command, with the format that the file's ending stands for."""
    if form is None and file is not None and file.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"{file}: end it with {', '.join(ENDINGS)}, or say --format")
    form = form or (ENDINGS[file.suffix.lower()] if file else "text")
    if form == "pdf" and file is None:
        raise click.UsageError("a PDF needs a file: add -o report.pdf")
    return Output(form=form, file=file, **given)


def as_json(assessment: Assessment) -> str:
    """The assessment as it is saved."""
    return json.dumps(assessment.to_json(), ensure_ascii=False, indent=2) + "\n"


def _told(assessment: Assessment, base: RuleBase, output: Output) -> str | bytes:
    """An assessment in the wanted format."""
    match output.form:
        case "json":
            return as_json(assessment)
        case "md":
            from ..report.markdown import markdown

            return markdown(assessment, base, output.locale, output.for_therapist)
        case "html" | "pdf":
            from ..report.html import html

            page = html(assessment, base, output.locale, output.for_therapist)
            if output.form == "html":
                return page
            from ..report.pdf import pdf

            return pdf(page, output.locale)
        case _:
            return _text(assessment, base, output)


def _text(assessment: Assessment, base: RuleBase, output: Output) -> str:
    if output.for_therapist and not output.quiet:
        from ..report.handover import handover_text

        return handover_text(assessment, base, output.locale)
    from ..report.text import render

    text = render(assessment, base, output.locale)
    first = text.partition("\n")[0]
    return f"{first} (Not a diagnosis.)\n" if output.quiet else text


def _styled_terminal() -> bool:
    """Whether standard output is a terminal whose user wants weight and colour: no NO_COLOR, not a dumb one."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout is not None and sys.stdout.isatty()
