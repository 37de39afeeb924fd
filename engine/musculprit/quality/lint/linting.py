"""All the checks over one folder of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...errors import Problem, RuleBaseError
from ...knowledge.load import load_with_documents
from . import care, conditions, evidence, findings, flags, text
from .found import Lint, in_order
from .source import Source

_REFUSED: Mapping[str, re.Pattern[str]] = {
    "points-above-grade": re.compile(r"points on grade [A-D]: at most"),
    "too-many-bullets": re.compile(r"`bullets`: .* at most 8 items"),
    "missing-provenance": re.compile(r"`(sources|evidence|grade|review)` is missing|^no source: only with grade D"),
    "no-stop-rule": re.compile(r"`stop` is missing"),
}
"""What the loader refuses already and has a name of its own here."""


def lint(folder: Path) -> list[Lint]:
    """Everything the linter finds, most serious first. Raises RuleBaseError when there is no such folder."""
    if not folder.is_dir():
        raise RuleBaseError([Problem(str(folder), 0, "there is no such folder of rules")])
    try:
        rules, documents = load_with_documents(folder)
    except RuleBaseError as error:
        return in_order([_refused(problem) for problem in error.problems])
    return in_order(list(_found(Source(rules, documents))))


def _found(source: Source) -> Iterator[Lint]:
    for module in (findings, conditions, flags, care, evidence, text):
        yield from module.check(source)


def _refused(problem: Problem) -> Lint:
    id = next((id for id, pattern in _REFUSED.items() if pattern.search(problem.what)), "does-not-load")
    return Lint(id, "error", problem.file, problem.line, problem.what)
