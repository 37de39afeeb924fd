"""Two runs or more on the same people: what changed, whether by chance, and the capability comparison score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .rows import Row
from .statistics import mcnemar

FEW_RUNS = 4
"""Below so many runs the authors of the score warn that it may not be reliable (symptomcheckR 0.1.3)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One person whose answer is another one now."""

    id: str
    before: str
    now: str
    right: int
    safe: int

    @property
    def words(self) -> str:
        """What it means, judged by the label: 1 is better, -1 worse, 0 the same."""
        turned = {1: "now {}", -1: "no longer {}"}
        parts = [turned[one].format(what) for one, what in ((self.right, "right"), (self.safe, "safe")) if one]
        return ", ".join(parts) or "neither righter nor safer"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against an older one, both held to the labels of this run."""

    name: str
    both: int
    only_now: int
    only_before: int
    relabelled: int
    changes: tuple[Change, ...]
    gained: int
    lost: int
    p_right: float
    safer: int
    less_safe: int
    p_safe: float


def compare(now: Sequence[Row], before: Sequence[Row], name: str) -> Comparison:
    """McNemar's exact test on right or wrong (no answer is not right, unless accepted) and on safe or unsafe."""
    pairs = _pairs(now, before)
    changes = [_change(one, other) for one, other in pairs]
    gained, lost = sum(one.right > 0 for one in changes), sum(one.right < 0 for one in changes)
    safer, less_safe = sum(one.safe > 0 for one in changes), sum(one.safe < 0 for one in changes)
    older = {row.id: row.label for row in before}
    return Comparison(
        name=name,
        both=len(pairs),
        only_now=len(now) - len(pairs),
        only_before=len(before) - len(pairs),
        relabelled=sum(one.label != older[one.id] for one, _ in pairs),
        changes=tuple(one for one in changes if one.before != one.now),
        gained=gained,
        lost=lost,
        p_right=mcnemar(gained, lost),
        safer=safer,
        less_safe=less_safe,
        p_safe=mcnemar(safer, less_safe),
    )


def capability_scores(runs: Sequence[Sequence[Row]]) -> tuple[float | None, ...]:
    """The capability comparison score of each run, the first run's labels standing for all; 0 to 100, 50 is average.

    Every person who is in all the runs and has a labelled level counts. None of a run that answered nobody.
    """
    first = runs[0]
    paired = [[other for _, other in _pairs(first, run)] for run in runs]
    shared = set.intersection(*({row.id for row in run} for run in paired))
    return capability_comparison_scores(
        [
            {row.id: row.right for row in run if row.id in shared and row.levels and row.level is not None}
            for run in paired
        ]
    )


def capability_comparison_scores(runs: Sequence[Mapping[str, bool]]) -> tuple[float | None, ...]:
    """The score of each run, given who was answered and whether rightly; who got no answer is left out of it.

    With ID of a case the share of the runs answering it that solved it ("item difficulty": high is easy), a
    solved case earns 1 - ID and an unsolved one costs ID; over the n cases that the run answered
    CCS = ((sum of earned - sum of costs) / n + 1) / 2 * 100.
    Kopka M, Feufel MA, Berner ES, Schmieding ML. Digit Health 2023;9:20552076231194929
    (doi:10.1177/20552076231194929), read in the authors' own code, `get_ccs` of symptomcheckR 0.1.3.
    Raises ValueError on fewer than two runs: with one every ID is 0 or 1 and the score is 50 whatever was said.
    """
    if len(runs) < 2:
        raise ValueError("the capability comparison score needs at least two runs")
    solved: dict[str, list[bool]] = {}
    for run in runs:
        for case, right in run.items():
            solved.setdefault(case, []).append(right)
    easy = {case: sum(all_runs) / len(all_runs) for case, all_runs in solved.items()}
    return tuple(_score(run, easy) for run in runs)


def _score(run: Mapping[str, bool], easy: Mapping[str, float]) -> float | None:
    if not run:
        return None
    balance = sum(1 - easy[case] if right else -easy[case] for case, right in run.items())
    return (balance / len(run) + 1) / 2 * 100


def _pairs(now: Sequence[Row], before: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Those in both runs; the older row under the newer label, so that a corrected label is no change."""
    older = {row.id: row for row in before}
    return [(row, replace(older[row.id], label=row.label)) for row in now if row.id in older]


def _change(now: Row, before: Row) -> Change:
    labelled = now.label is not None
    return Change(
        id=now.id,
        before=before.answer,
        now=now.answer,
        right=(now.right - before.right) if labelled else 0,
        safe=(now.safe - before.safe) if labelled else 0,
    )
