"""The shares that tell how right and how safe a run is, each with its source and its exact interval.

Where a formula is said to be of Kopka 2023: Kopka M, Feufel MA, Berner ES, Schmieding ML. How suitable are
clinical vignettes for the evaluation of symptom checker apps? Digit Health 2023;9:20552076231194929
(doi:10.1177/20552076231194929), in the words of the same group's symptomcheckR (BMC Digital Health 2024,
doi:10.1186/s44247-024-00096-7). Their shares leave out people who got no answer; where we do not, it says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...model.words import DISPOSITIONS, FLOORS, SAME_DAY
from .rows import Row
from .statistics import clopper_pearson

KOPKA = "Kopka 2023"
OURS = "ours"
WIDENED = f"after {KOPKA}"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` people, what that says, and where the formula comes from."""

    id: str
    title: str
    part: int
    whole: int
    means: str
    source: str = OURS

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nobody."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The exact 95 % interval, from 0 to 1."""
        return clopper_pearson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class NeededLevel:
    """Everybody who needs one level, by what came out. `between` is neither accepted, nor too low, nor too high."""

    name: str
    under: int
    right: int
    over: int
    between: int
    no_answer: int
    given: dict[str, int]

    @property
    def people(self) -> int:
        """All of them."""
        return self.under + self.right + self.over + self.between + self.no_answer


def triage_shares(rows: Sequence[Row]) -> tuple[Share, ...]:
    """Accuracy, safety and the kinds of error over everybody with a labelled level."""
    graded = [row for row in rows if row.levels]
    answered = [row for row in graded if row.level is not None]
    needing = [row for row in rows if row.needed is not None]
    danger = [row for row in needing if (row.needed or 0) >= SAME_DAY]
    wrong = [row for row in answered if row.under or row.over]
    benign = [row for row in rows if row.label and row.benign]
    refused = [row for row in rows if row.label and not row.levels]
    return (
        _share("accuracy", "Accuracy", _right, answered, "the level given is an accepted one; answers only", KOPKA),
        _share("within_one", "Within one level", _within_one, answered, "at most one level from the nearest accepted"),
        _share("comprehensiveness", "Got an answer", _answered, graded, "a level was given (comprehensiveness)", KOPKA),
        _share("right_of_all", "Right of all", _right, graded, "as accuracy, but no answer counts as wrong"),
        _share(
            "safety", "Safety of advice", _safe, needing, "at or above the level needed; no answer counts too", WIDENED
        ),
        _share(
            "safety_answers",
            "Safety, answers only",
            _safe,
            answered,
            "as published: only where a level was given",
            KOPKA,
        ),
        _share("danger_seen", "Danger seen", _seen, danger, "who needs same_day or above gets same_day or above"),
        _share("under_triage", "Under-triage", _under, answered, "below the lowest accepted level", KOPKA),
        _share("over_triage", "Over-triage", _over, answered, "above the highest accepted level", KOPKA),
        _share("inclination", "Inclination to over-triage", _over, wrong, "over-triage of all over and under", KOPKA),
        _share("benign_hurried", "Benign sent in a hurry", _hurried, benign, "benign sent to same_day or above"),
        _share("refused", "Rightly no answer", _right, refused, "only no answer was accepted, and that was given"),
    )


def accuracy_by_level(rows: Iterable[Row]) -> tuple[Share, ...]:
    """Accuracy among those who need each level; a range stands under its lowest level (Kopka 2023)."""
    answered = [row for row in rows if row.levels and row.level is not None]
    return tuple(
        _share(f"accuracy.{name}", name, _right, [row for row in answered if row.levels[0] == rank], "accuracy", KOPKA)
        for rank, name in enumerate(FLOORS)
    )


def needed_levels(rows: Iterable[Row]) -> tuple[NeededLevel, ...]:
    """What came out for those who need each level."""
    graded = [row for row in rows if row.levels]
    return tuple(_needed(name, [row for row in graded if row.levels[0] == rank]) for rank, name in enumerate(FLOORS))


def culprit_shares(rows: Iterable[Row]) -> tuple[Share, ...]:
    """How high an expected culprit stands: strictly, and with the leading tie read as one place.

    Top-1 and top-3 as in Semigran HL et al. BMJ 2015;351:h3480 (listed first; among the first three).
    """
    wanted = [row for row in rows if row.culprits]
    lead = [row for row in wanted if row.must_lead]
    named = [row for row in wanted if not row.must_lead]
    top = "Semigran 2015"
    return (
        _share(
            "top_1", "First in the list", lambda row: row.place == 1, wanted, "strictly first, ties by our order", top
        ),
        _share("leading", "In the leading group", _leading, wanted, "a tie for the lead is one place"),
        _share("top_3", "Among the first three", _third, wanted, "strictly, ties by our order", top),
        _share("top_3_tied", "First three or leading", lambda row: _third(row) or row.leading, wanted, "the tie too"),
        _share("should_lead", "Should lead, and does", _leading, lead, "where the label says who leads"),
        _share("should_show", "Should be named, and is", lambda row: row.place is not None, named, "shown at all"),
    )


def _share(
    name: str, title: str, counts: Callable[[Row], bool], rows: Sequence[Row], means: str, source: str = OURS
) -> Share:
    return Share(name, title, sum(map(counts, rows)), len(rows), means, source)


def _needed(name: str, rows: list[Row]) -> NeededLevel:
    answered = [row for row in rows if row.level is not None]
    under, right, over = (sum(map(counts, answered)) for counts in (_under, _right, _over))
    given = Counter(row.answer for row in rows)
    return NeededLevel(
        name=name,
        under=under,
        right=right,
        over=over,
        between=len(answered) - under - right - over,
        no_answer=len(rows) - len(answered),
        given={one: given[one] for one in DISPOSITIONS},
    )


def _right(row: Row) -> bool:
    return row.right


def _within_one(row: Row) -> bool:
    return row.distance is not None and row.distance <= 1


def _answered(row: Row) -> bool:
    return row.level is not None


def _safe(row: Row) -> bool:
    return row.safe


def _seen(row: Row) -> bool:
    return row.counted >= SAME_DAY


def _under(row: Row) -> bool:
    return row.under


def _over(row: Row) -> bool:
    return row.over


def _hurried(row: Row) -> bool:
    return row.hurried


def _leading(row: Row) -> bool:
    return row.leading


def _third(row: Row) -> bool:
    return row.place is not None and row.place <= 3
