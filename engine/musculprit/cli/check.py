"""`musculprit check`: the cases against the rules."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import click

from .shared import base_of, rules_option


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write JUnit XML too.")
@click.option("--json", "data", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write JSON too.")
@click.option(
    "--summary", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a Markdown summary too."
)
@click.option("--coverage", is_flag=True, help="Also show what no case shows; all of it must be shown.")
@click.option("--quiet", "-q", is_flag=True, help="Only failures.")
@rules_option
def command(
    paths: tuple[Path, ...],
    junit: Path | None,
    data: Path | None,
    summary: Path | None,
    coverage: bool,
    quiet: bool,
    rules: Path | None,
) -> None:
    """Check that every rule says what its cases expect.

    PATHS are case files or folders; without them, all of ours.

    \b
    Example:
      musculprit check cases/red_flags --junit report.xml
    """
    gc.enable()
    from ..knowledge.folder import folder_of
    from ..quality.casefile import read_cases
    from ..quality.check import check
    from ..quality.coverage import Coverage
    from ..quality.junit import write_junit
    from ..quality.summary import Summary
    from ..quality.triage_errors import triage_errors

    base = base_of(rules)
    root = folder_of("cases")
    cases, problems = read_cases(list(paths) or [root], root)
    for problem in problems:
        click.echo(str(problem))
    results = []
    watching = Coverage(base) if coverage else None
    for result in check(cases, base, watching):
        results.append(result)
        for line in result.lines():
            click.echo(line)
    failed = sum(bool(result.failures) for result in results)
    if junit is not None:
        junit.parent.mkdir(parents=True, exist_ok=True)
        write_junit(results, junit)
    if not quiet:
        click.echo(
            f"{len(results)} cases, {failed} failed" + (f", {len(problems)} files cannot be read" if problems else "")
        )
        errors = triage_errors(results)
        if errors.people:
            click.echo(str(errors))
    gaps = watching.gaps() if watching is not None else []
    for gap in gaps:
        click.echo(f"not shown: {gap}")
    if watching is not None and not quiet:
        shown = ", ".join(f"{part} of {whole} {kind}" for kind, (part, whole) in watching.counts().items())
        click.echo(f"coverage: {shown}")
    found = Summary(results, problems, gaps, watching)
    if data is not None:
        _write(data, json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n")
    if summary is not None:
        _write(summary, found.as_markdown())
    if failed or problems or gaps or not results:
        raise click.exceptions.Exit(1)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
