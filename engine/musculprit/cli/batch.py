"""`musculprit batch`: many cases."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .shared import base_of, rules_option

if TYPE_CHECKING:
    from ..batch.run import Run
    from ..batch.writing import Output
    from ..triage.base import RuleBase

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("--output", "-o", required=True, metavar="OUT", help="A file (.parquet, .jsonl, .csv), or a folder.")
@click.option("--format", "form", type=click.Choice(["parquet", "jsonl", "csv"]), help="Of the files in a folder.")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="How many work at a time.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--overwrite", is_flag=True, help="Start again, and replace what is there.")
@click.option("--explain", type=click.IntRange(0), default=0, metavar="N", help="Also assess N of them in full.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which N are drawn.")
@click.option("--html", type=_FILE, metavar="FILE", help="Write an overview with charts.")
@click.option("--summary-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--spark", metavar="URL", help="Run on this Spark cluster, which reads and writes.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@rules_option
def command(
    inputs: tuple[str, ...],
    output: str,
    form: str | None,
    threads: int,
    resume: bool,
    overwrite: bool,
    explain: int,
    seed: int,
    html: Path | None,
    summary_format: str,
    spark: str | None,
    quiet: bool,
    rules: Path | None,
) -> None:
    """Answer many cases: a row for each person in, a row of answers out.

    IN are Parquet, JSON Lines or CSV files, folders of them, or patterns: a column (or key) is named after a finding
    and holds its answers; nothing there is unknown; `not_sure` lists findings; `id` is kept. Rows that cannot be read
    go to OUT.rejects.jsonl with the reason, and the exit code is 1. Needs `pip install 'musculprit[batch]'`.

    \b
    Example:
      musculprit batch people.parquet -o answers.parquet --html overview.html

    \b
    One line of JSON Lines:
      {"id": "a1", "age_years": 41, "sex": "male", "screen": "none_of_these",
       "pain_site": ["mid_buttock.right"], "not_sure": ["tingling"]}
    """
    gc.enable()
    _needs("batch", "numba", "numpy", "pyarrow")
    base = base_of(rules)
    if spark is not None:
        if resume or overwrite or explain or html or form not in (None, "parquet"):
            raise click.UsageError("On Spark there are only IN..., -o, --rules and --quiet; it writes Parquet.")
        _on_spark(spark, inputs, output, base, quiet)
        return
    from ..batch.inputs import sources_of, unread
    from ..batch.run import Run
    from ..batch.table import assessing_of
    from ..batch.writing import Refused

    assessing = assessing_of(base)
    sources = sources_of(inputs, assessing.tidying)
    if (left := unread(sources, assessing.tidying)) and not quiet:
        click.echo(f"Not read, for they are no findings: {', '.join(left)}", err=True)
    place = _place(output, form)
    run = Run(base, assessing, sources, place)
    try:
        with _progress(run.rows, quiet) as tell:
            total = run.go(threads, tell, resume, overwrite)
    except Refused as refused:
        raise click.UsageError(f"{refused}.") from refused
    summary = run.summary(total)
    if explain:
        _explain(run, base, place, explain, seed)
    _tell(summary, base, summary_format, html, quiet)
    if total.rejected:
        click.echo(f"{total.rejected} rows could not be read: see {place.rejects}", err=True)
        raise click.exceptions.Exit(1)


def _needs(extra: str, *modules: str) -> None:
    """Raises MissingExtra."""
    from importlib.util import find_spec

    from ..errors import MissingExtra

    if missing := [name for name in modules if find_spec(name) is None]:
        raise MissingExtra(f"this needs {' and '.join(missing)}: pip install 'musculprit[{extra}]'")


def _place(output: str, form: str | None) -> Output:
    from ..batch.writing import FORMS, Output

    path = Path(output)
    suffix = FORMS.get(path.suffix)
    if output.endswith("/") or suffix is None:
        return Output(path, form or "parquet", folder=True)  # type: ignore[arg-type]  # click has checked it
    if form not in (None, suffix):
        raise click.BadParameter(f"{output} is named {path.suffix} and would hold {form}", param_hint="--format")
    return Output(path, suffix, folder=False)


@contextmanager
def _progress(rows: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Tell of rows that are done; on a terminal with a bar, the rate and the time that is left."""
    if quiet or not (sys.stderr and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(TextColumn):
        """Rows a second, since the start."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.completed / max(task.elapsed or 0, 0.001):,.0f}/s")

    counted = TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows")
    columns = (BarColumn(), counted, Rate(""), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("cases", total=rows)
        yield lambda count: bar.advance(task, count)


def _explain(run: Run, base: RuleBase, place: Output, count: int, seed: int) -> None:
    path = place.path.with_name(place.path.name + ".explained.jsonl")
    beside = path.with_name(path.name + ".tmp")
    with beside.open("w", encoding="utf-8") as file:
        for one in run.explained(base, count, seed):
            said = {"id": one.id, "file": one.file, "row": one.row, "assessment": one.assessment.to_json()}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
    beside.replace(path)
    click.echo(f"Wrote {path}.", err=True)


def _tell(summary: dict[str, Any], base: RuleBase, form: str, html: Path | None, quiet: bool) -> None:
    from ..report.batch import page, text

    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(summary, base), encoding="utf-8")
    if not quiet:
        said = json.dumps(summary, ensure_ascii=False, indent=1) + "\n" if form == "json" else text(summary, base)
        click.echo(said, nl=False)


def _on_spark(url: str, inputs: tuple[str, ...], output: str, base: RuleBase, quiet: bool) -> None:
    _needs("spark", "pyspark")
    from ..batch.spark import batch_on

    rejected = batch_on(url, inputs, output, base)
    if not quiet:
        click.echo(f"Wrote {output}.", err=True)
    if rejected:
        click.echo(f"{rejected} rows could not be read: see {output}.rejects", err=True)
        raise click.exceptions.Exit(1)
