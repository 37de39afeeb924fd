"""What a check found, for machines and for the page of a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import Problem
from .check import Checked
from .coverage import Coverage, Gap
from .triage_errors import triage_errors

MOST = 50
"""Lines of a Markdown list; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that one check found."""

    results: Sequence[Checked]
    problems: Sequence[Problem]
    gaps: Sequence[Gap]
    coverage: Coverage | None

    @property
    def failed(self) -> list[Checked]:
        """The cases that did not say what was expected."""
        return [one for one in self.results if one.failures]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        counts = {} if self.coverage is None else self.coverage.counts()
        return {
            "schema": "musculprit/check/1",
            "cases": len(self.results),
            "failed": [line for one in self.failed for line in one.lines()],
            "unreadable": [str(problem) for problem in self.problems],
            "people": asdict(triage_errors(self.results)),
            "coverage": {kind: {"shown": part, "of": whole} for kind, (part, whole) in counts.items()},
            "not_shown": [asdict(gap) for gap in self.gaps],
        }

    def as_markdown(self) -> str:
        """A verdict, the counts, and what failed or is not shown."""
        bad = len(self.failed) + len(self.problems) + len(self.gaps)
        lines = [f"## {'Cases pass' if not bad else f'{bad} things to mend'}", ""]
        lines += [f"{len(self.results)} cases, {len(self.failed)} failed. {triage_errors(self.results)}.", ""]
        if self.coverage is not None:
            lines += ["| coverage | shown | of |", "|---|---|---|"]
            lines += [f"| {kind} | {part} | {whole} |" for kind, (part, whole) in self.coverage.counts().items()]
            lines.append("")
        failed = [line for one in self.failed for line in one.lines()]
        for heading, found in (
            ("Failed", failed),
            ("Cannot be read", [str(one) for one in self.problems]),
            ("Not shown by any case", [str(one) for one in self.gaps]),
        ):
            lines += _listed(heading, found)
        return "\n".join(lines).rstrip() + "\n"


def _listed(heading: str, found: Sequence[str]) -> list[str]:
    if not found:
        return []
    more = [f"- and {len(found) - MOST} more"] if len(found) > MOST else []
    return [f"### {heading}", "", *(f"- {line}" for line in found[:MOST]), *more, ""]
