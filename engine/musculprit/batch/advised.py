"""Which care is offered or held back and in which order, for everybody in a batch: `triage.advice` on planes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model.program import ActionLogic, CulpritLogic
from ..reasoning.planes.results import Results
from . import loops
from .lists import Lists, booleans, words
from .ranked import Ranked
from .shown import shown_held


class Advice:
    """Lists the actions: one of each leading culprit at a time, then the others, as `triage.advice` does."""

    def __init__(self, actions: Sequence[ActionLogic], culprits: Sequence[CulpritLogic]) -> None:
        self._ids = [one.id for one in actions]
        places = {name: at for at, name in enumerate(self._ids)}
        deepest = max((len(one.care) for one in culprits), default=0)
        care = [[places.get(name, -1) for name in one.care] + [-1] * (deepest - len(one.care)) for one in culprits]
        self._care = np.array(care, np.int64).reshape(len(culprits), deepest)

    def lists(self, results: Results, ranked: Ranked) -> tuple[Lists, Lists]:
        """What is offered; and what would fit and is not, with whether an answer could still free it."""
        names = (lambda one: f"offer.{one}", shown_held, lambda one: f"blocked.{one}")
        planes = [[results.shape(name(one)).first for one in self._ids] for name in names]
        ends, offered, held_ends, held, waits = loops.advised(
            results.said,
            np.array(planes, np.int64),
            self._care,
            results.people,
            results.readable,
            (ranked.ends, ranked.which, ranked.leads),
        )
        return (
            Lists(ends, {"": words(offered, self._ids)}),
            Lists(held_ends, {"id": words(held, self._ids), "open": booleans(waits)}),
        )
