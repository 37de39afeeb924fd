"""A whole evaluation: every share, what is not right, and the comparison with older runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import Problem
from .compare import FEW_RUNS, Comparison, capability_scores, compare
from .metrics import NeededLevel, Share, accuracy_by_level, culprit_shares, needed_levels, triage_shares
from .rows import Row


@dataclass(frozen=True, slots=True)
class Score:
    """The capability comparison score of one run."""

    run: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is said of a run. `unlabelled` people were left out, `problems` could not be read."""

    rows: tuple[Row, ...]
    triage: tuple[Share, ...]
    by_level: tuple[Share, ...]
    levels: tuple[NeededLevel, ...]
    culprits: tuple[Share, ...]
    comparisons: tuple[Comparison, ...]
    scores: tuple[Score, ...]
    score_note: str
    unlabelled: int
    problems: tuple[Problem, ...]
    rules: Mapping[str, object]
    notice: str = ""

    @property
    def graded(self) -> tuple[Row, ...]:
        """Those with a labelled level."""
        return tuple(row for row in self.rows if row.levels)

    @property
    def ranges(self) -> int:
        """How many labels accept more than one answer."""
        return sum(row.label is not None and not row.label.one_level for row in self.graded)

    @property
    def no_answer(self) -> tuple[Row, ...]:
        """Those with a labelled level that got none, unless that was accepted too."""
        return tuple(row for row in self.graded if row.level is None and not row.right)

    @property
    def unsafe(self) -> tuple[Row, ...]:
        """Those whose answer is worth less than they need."""
        return tuple(row for row in self.rows if not row.safe)

    @property
    def other_errors(self) -> tuple[Row, ...]:
        """Answers that are safe and not the accepted ones."""
        return tuple(row for row in self.rows if row.label and row.level is not None and not row.right and row.safe)

    @property
    def second_readings(self) -> dict[str, int]:
        """How the second engine compared: agrees, differs, unavailable."""
        return dict(Counter(row.second_reading for row in self.rows))

    @property
    def unshown(self) -> int:
        """People with an expected culprit to whom none is shown at all, as in danger."""
        return sum(bool(row.culprits) and not row.shown for row in self.rows)

    @property
    def tied(self) -> int:
        """People with an expected culprit whose leading group has two members or more."""
        return sum(bool(row.culprits) and sum(one.leads for one in row.shown) > 1 for row in self.rows)


def evaluate(
    rows: Sequence[Row],
    older: Mapping[str, Sequence[Row]],
    rules: Mapping[str, object],
    problems: Sequence[Problem] = (),
    unlabelled: int = 0,
    notice: str = "",
) -> Evaluation:
    """The rows of this run, and of older ones by name, as one evaluation."""
    scores, note = _scores(rows, older)
    return Evaluation(
        rows=tuple(rows),
        triage=triage_shares(rows),
        by_level=accuracy_by_level(rows),
        levels=needed_levels(rows),
        culprits=culprit_shares(rows),
        comparisons=tuple(compare(rows, run, name) for name, run in older.items()),
        scores=scores,
        score_note=note,
        unlabelled=unlabelled,
        problems=tuple(sorted(set(problems))),
        rules=rules,
        notice=notice,
    )


def _scores(rows: Sequence[Row], older: Mapping[str, Sequence[Row]]) -> tuple[tuple[Score, ...], str]:
    if not older:
        return (), (
            "The capability comparison score weighs each case by how many runs solve it, so it needs at least "
            "two runs. Keep one with --save FILE and give it with --against FILE."
        )
    values = capability_scores([rows, *older.values()])
    scores = tuple(Score(name, value) for name, value in zip(("this run", *older), values, strict=True))
    if len(scores) < FEW_RUNS:
        return scores, f"50 is average. With fewer than {FEW_RUNS} runs it may not be reliable, its authors warn."
    return scores, "50 is average."
