"""What the linter says, and the ids that it can say it under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Most serious first."""

PAGE = "docs/lint.md"

IDS: Mapping[str, tuple[Severity, str]] = {
    "does-not-load": ("error", "The rules cannot be read, so nothing else can be checked."),
    "unused-finding": ("note", "Nothing reads this finding."),
    "dead-finding": ("warning", "Nobody can ever answer this finding."),
    "danger-not-read": ("error", "A danger finding is asked and no rule does anything with it."),
    "idle-bullet": ("error", "A question of the screen is asked and no rule reads the answer."),
    "too-many-bullets": ("error", "A page of the screen has more than eight bullets."),
    "never-fires": ("error", "No answers in the world make this condition hold."),
    "never-silent": ("warning", "No answers in the world make this condition silent."),
    "never-decides": ("warning", "A part of a condition changes nothing."),
    "repeats-another": ("warning", "A flag never says anything that another flag does not say already."),
    "implied-by-another": ("note", "Whenever this flag fires, another of equal or higher floor fires too."),
    "contradictory-floors": ("error", "Two floors for the same people, or a text that belongs to a lower floor."),
    "contradictory-care": ("error", "Care is given with one hand and taken away with the other."),
    "missing-provenance": ("error", "A source, a grade or the review is missing."),
    "points-above-grade": ("error", "Points are higher than their grade of evidence allows."),
    "counted-twice": ("warning", "One piece of evidence counts in two groups of a culprit."),
    "no-stop-rule": ("error", "Care without a word on when to stop."),
    "hard-to-read": ("warning", "A text needs more schooling than its readers may have."),
    "claims-diagnosis": ("error", "A text tells the person what they have."),
}
"""Id to its usual severity and one sentence; the page has a heading for each."""


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing the linter found. `line` counts from 1; 0 is the whole file. `rule` may be a finding or a page."""

    id: str
    severity: Severity
    file: str
    line: int
    message: str
    rule: str = ""
    hint: str = ""

    @property
    def page(self) -> str:
        """Where the id is explained."""
        return f"{PAGE}#{self.id}"


def in_order(found: list[Lint]) -> list[Lint]:
    """Most serious first, then by file and line; each once."""
    return sorted(set(found), key=lambda one: (SEVERITIES.index(one.severity), one.file, one.line, one.id, one.message))
