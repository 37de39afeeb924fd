"""Which culprits are listed and in which order, for everybody in a batch: `triage.likely` on planes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..model.program import CulpritLogic
from ..model.words import BANDS
from ..reasoning.planes.results import Results
from ..triage.likely import SHOWN
from . import loops
from .lists import Lists, booleans, words
from .shown import shown_culprit, shown_lead

_NUMBERS = ("score", "groups", "band")


@dataclass(frozen=True, slots=True)
class Ranked:
    """The culprits that are listed, person after person, best first: those that lead come before the others."""

    ends: NDArray[Any]
    which: NDArray[Any]
    bands: NDArray[Any]
    scores: NDArray[Any]
    leads: NDArray[Any]


class Ranking:
    """Ranks the culprits of a program. In the leading tie referral comes first, then independent groups, then id."""

    def __init__(self, culprits: Sequence[CulpritLogic]) -> None:
        self._ids = [one.id for one in culprits]

    def rank(self, results: Results) -> Ranked:
        """The culprits of each person of whom some are to be listed."""
        signs = [[results.shape(name(one)).first for one in self._ids] for name in (shown_culprit, shown_lead, _refers)]
        shapes = [[results.shape(f"{number}.{one}") for one in self._ids] for number in _NUMBERS]
        widest = max((shape.count for some in shapes for shape in some), default=0)
        steps = [[[*(shape.steps or ()), *[0] * (widest - shape.count)] for shape in some] for some in shapes]
        return Ranked(
            *loops.ranked(
                results.said,
                np.array(signs, np.int64),
                np.array([[(shape.first, shape.low) for shape in some] for some in shapes], np.int64).reshape(
                    len(_NUMBERS), len(self._ids), 2
                ),
                np.array(steps, np.int64).reshape(len(_NUMBERS), len(self._ids), widest),
                results.people,
                results.readable,
                SHOWN,
            )
        )

    def lists(self, ranked: Ranked) -> Lists:
        """The culprits as they are shown."""
        columns = {
            "id": words(ranked.which, self._ids),
            "band": words(ranked.bands, BANDS),
            "points": pa.array(ranked.scores),
            "leads": booleans(ranked.leads),
        }
        return Lists(ranked.ends, columns)


def _refers(culprit: str) -> str:
    return f"see.{culprit}"
