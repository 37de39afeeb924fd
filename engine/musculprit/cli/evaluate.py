"""`musculprit evaluate`: accuracy and safety against labelled people."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import base_of, rules_option

if TYPE_CHECKING:
    from ..quality.evaluate.evaluation import Evaluation
    from ..quality.evaluate.people import Labelled
    from ..quality.evaluate.rows import Row

_FORMS = {".html": "html", ".htm": "html", ".json": "json", ".md": "md"}
_FILE = click.Path(path_type=Path, dir_okay=False)
_SAVED = click.Path(path_type=Path, dir_okay=False, exists=True)

OURS = (
    "These people were written together with the rules. The figures say how well the rules do what their authors "
    "meant, not how they do on patients."
)


@click.command()
@click.argument("cases", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "md"]), help="How to print it.")
@click.option("--output", "-o", type=_FILE, metavar="FILE", help="Write it there; .html and .json choose the format.")
@click.option("--save", type=_FILE, metavar="FILE", help="Keep this run as JSON Lines.")
@click.option("--against", type=_SAVED, metavar="FILE", multiple=True, help="Compare with a run that was kept.")
@click.option("--sentences", type=_SAVED, metavar="FILE", help="How well labelled sentences are read, instead.")
@click.option("--quick", is_flag=True, help="Without the second engine.")
@rules_option
def command(
    cases: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    save: Path | None,
    against: tuple[Path, ...],
    sentences: Path | None,
    quick: bool,
    rules: Path | None,
) -> None:
    """How often the answer is right, and how often it is safe.

    CASES are labelled people, in files or folders: YAML as in cases/people, JSON Lines (.jsonl), or lines of a
    level, a tab and a sentence (.tsv, .txt). A label is a level, {"at_least": .., "at_most": ..} or
    {"accept_any_of": [..]}; in a sentence file "at_least same_day" or "self_care or routine_clinician".

    \b
    Example:
      musculprit evaluate cases/people -o report.html

    \b
    One line of JSON Lines:
      {"id": "a1", "says": "can't pee", "given": {"age_years": 40},
       "label": {"at_least": "same_day"}, "culprit": ["piriformis"]}

    \b
    One line of --sentences (YAML), as in tests/sentences:
      - {says: "no fever but my left foot drags", yes: [foot_drop], no: [fever_chills]}
    """
    gc.enable()
    if sentences is not None:
        _reading(sentences, form or _FORMS.get(output.suffix if output else "", "text"), output, rules)
        return
    if not cases:
        raise click.UsageError("Missing argument 'CASES...': labelled people, or `--sentences FILE`.")
    if form == "md":
        raise click.UsageError("Markdown is written of `--sentences` only; try --format text, json or html.")
    evaluation = _evaluated(cases, against, save, quick, rules)
    for problem in evaluation.problems:
        click.echo(str(problem), err=True)
    if not evaluation.rows:
        click.echo("There is nobody with a label here, so there is nothing to evaluate.", err=True)
        raise click.exceptions.Exit(1)
    _write(evaluation, form or _FORMS.get(output.suffix if output else "", "text"), output)
    if evaluation.problems:
        click.echo(f"{len(evaluation.problems)} problems; the others are evaluated.", err=True)
        raise click.exceptions.Exit(1)


def _reading(file: Path, form: str, output: Path | None, rules: Path | None) -> None:
    from ..quality.reading import figures, read_sentences
    from ..report.reading import as_json, markdown, text

    if form == "html":
        raise click.UsageError("Of `--sentences` there is text, JSON and Markdown; try --format md.")
    base = base_of(rules)
    sentences, problems = read_sentences(file, base)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems or not sentences:
        click.echo("Nothing is counted until every sentence can be read.", err=True)
        raise click.exceptions.Exit(1)
    found = figures(sentences, base)
    if form == "json":
        said = json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n"
    else:
        said = markdown(found) if form == "md" else text(found)
    if output is None:
        click.echo(said, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(said, encoding="utf-8")
    click.echo(f"Wrote {output}: {len(sentences)} sentences.")


def _evaluated(
    cases: tuple[Path, ...], against: tuple[Path, ...], save: Path | None, quick: bool, rules: Path | None
) -> Evaluation:
    from ..knowledge.folder import folder_of
    from ..quality.evaluate.evaluation import evaluate
    from ..quality.evaluate.people import read_people
    from ..quality.evaluate.rows import read_rows, write_rows
    from ..quality.evaluate.run import triage_all

    base = base_of(rules)
    root = folder_of("cases")
    people, problems, unlabelled = read_people(cases, root)
    older: dict[str, list[Row]] = {}
    for file in against:
        run, wrong = read_rows(file)
        problems += wrong
        if run:
            older[str(file)] = run
    rows = list(triage_all(_shown_progress(people), base, problems, quick))
    if save is not None:
        write_rows(rows, save)
    ours = any(root.resolve() in (path.resolve(), *path.resolve().parents) for path in cases)
    used = {
        "version": base.program.version,
        "sha256": base.program.sha256,
        "unreviewed": base.program.unreviewed,
    }
    return evaluate(rows, older, used, problems, unlabelled, OURS if ours else "")


def _shown_progress(people: list[Labelled]) -> Iterator[Labelled]:
    """Everybody in turn; on a terminal with a bar."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield from people
        return
    with click.progressbar(people, label="Triage", file=sys.stderr) as bar:
        yield from bar


def _write(evaluation: Evaluation, form: str, output: Path | None) -> None:
    from ..report.evaluation import as_json, page, text

    if form == "json":
        said = json.dumps(as_json(evaluation), ensure_ascii=False, indent=1) + "\n"
    else:
        said = page(evaluation) if form == "html" else text(evaluation)
    if output is None:
        click.echo(said, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(said, encoding="utf-8")
    right = evaluation.triage[0]
    click.echo(f"Wrote {output}: {len(evaluation.rows)} people, {right.part} of {right.whole} answers right.")
