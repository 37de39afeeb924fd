"""How often whole people are sent too low or too high, against what their authors expect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .check import Checked
from .evaluate.people import case_label
from .evaluate.rows import Row


@dataclass(frozen=True, slots=True)
class TriageErrors:
    """Counts over whole people. A refusal to answer is neither too low nor a level."""

    people: int
    in_danger: int
    under: int
    benign: int
    over: int

    def __str__(self) -> str:
        share = 100 * self.over / self.benign if self.benign else 0.0
        return (
            f"{self.people} whole people: under-triage {self.under} of {self.in_danger} with a floor; "
            f"{self.over} of {self.benign} benign sent to same_day or above ({share:.1f} %)"
        )


def triage_errors(results: Iterable[Checked]) -> TriageErrors:
    """Count over the results of whole people; `evaluate` says more of the same rows."""
    rows = [_row(one) for one in results if one.case.because]
    floors = [row for row in rows if row.needed]
    benign = [row for row in rows if row.benign]
    return TriageErrors(
        people=len(rows),
        in_danger=len(floors),
        under=sum(not row.safe and row.answer != "cannot_assess" for row in floors),
        benign=len(benign),
        over=sum(row.hurried for row in benign),
    )


def _row(one: Checked) -> Row:
    try:
        label = case_label(one.case)
    except ValueError:
        label = None
    return Row(one.case.case.name, one.case.file, one.case.line, label, one.level, one.at_least)
