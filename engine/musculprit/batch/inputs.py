"""Which files are meant, and how each is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path

from ..errors import CaseError, Problem
from .part import Source
from .tidy import Tidying

SUFFIXES = (".parquet", ".pq", ".jsonl", ".ndjson", ".csv")


def sources_of(named: Sequence[str], tidying: Tidying) -> list[Source]:
    """Every file that is named, in a folder that is named (in order of names), or fits a pattern. Raises CaseError."""
    files: list[Path] = []
    problems: list[Problem] = []
    for one in named:
        found = list(_files(one))
        if not found:
            problems.append(Problem(one, 0, f"there is no file to read here; I read {', '.join(SUFFIXES)}"))
        files += found
    sources: list[Source] = []
    for number, path in enumerate(dict.fromkeys(files)):
        try:
            sources.append(_source(path, number, tidying))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return sources


def unread(sources: Iterable[Source], tidying: Tidying) -> list[str]:
    """The columns that are no findings, for somebody to look over."""
    return list(
        dict.fromkeys(name for one in sources for name in one.columns if name not in tidying.kinds and name != "id")
    )


def _files(named: str) -> Iterator[Path]:
    path = Path(named)
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
        yield from (one for one in inside if not any(part[0] in "._" for part in one.relative_to(path).parts))
    elif path.exists():
        yield path
    else:
        yield from (Path(one) for one in sorted(glob(named, recursive=True)) if Path(one).is_file())  # noqa: PTH207 - any path


def _source(path: Path, number: int, tidying: Tidying) -> Source:
    if path.suffix == ".csv":
        from .from_csv import CsvSource

        return CsvSource(path, number, tidying)
    if path.suffix in (".jsonl", ".ndjson"):
        from .from_jsonl import JsonlSource

        return JsonlSource(path, number, tidying)
    if path.suffix in (".parquet", ".pq"):
        from .from_parquet import ParquetSource

        return ParquetSource(path, number, tidying)
    raise CaseError([Problem(str(path), 0, f"I cannot tell what this is; I read {', '.join(SUFFIXES)}")])
