"""Which care is offered or held back and in which order, for everybody in a batch: `triage.advice` on arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..model.program import ActionLogic, CulpritLogic
from ..reasoning.planes.machine import Words
from ..reasoning.planes.results import Results
from .lists import Lists, words
from .ranked import Ranked
from .shown import shown_held
from .turned import bits_of, by_person

_OPEN = 2
_LAST = 0xFFFF
"""The turn of an action that no leading culprit names."""


class Advice:
    """Lists the actions: one of each leading culprit at a time, then the others, as `triage.advice` does."""

    def __init__(self, actions: Sequence[ActionLogic], culprits: Sequence[CulpritLogic]) -> None:
        self._ids = [one.id for one in actions]
        places = {name: at for at, name in enumerate(self._ids)}
        self._named = [
            [(depth, places[name]) for depth, name in enumerate(one.care) if name in places] for one in culprits
        ]

    def lists(self, results: Results, ranked: Ranked) -> tuple[Lists, Lists]:
        """What is offered; and what would fit and is not, with whether an answer could still free it."""
        people, wide = results.people, 64 * -(-len(self._ids) // 64)
        counts, which = bits_of(by_person(self._planes(results, wide), people))
        row = np.repeat(np.arange(people), counts)
        kind, action = which // wide, which % wide
        turn = self._turns(ranked).take(action * people + row).astype(np.int64)
        key = row << 32 | turn << 16 | action << 2 | kind
        key = np.sort(key, kind="stable")  # in runs already, which only this kind uses
        offered, held = key[key & 3 == 0], key[key & 3 != 0]
        return (
            Lists(np.bincount(offered >> 32, minlength=people), {"": words(offered >> 2 & 0x3FFF, self._ids)}),
            Lists(
                np.bincount(held >> 32, minlength=people),
                {"id": words(held >> 2 & 0x3FFF, self._ids), "open": pa.array(held & 3 == _OPEN)},
            ),
        )

    def _planes(self, results: Results, wide: int) -> list[Words | None]:
        """Where each action is offered; then where it is blocked; then where that is open."""
        offered: list[Words | None] = [results.planes(f"offer.{name}")[0] & results.readable for name in self._ids]
        blocked: list[Words | None] = []
        opened: list[Words | None] = []
        for name in self._ids:
            held = results.planes(shown_held(name))[0] & results.readable
            sure, _ = results.planes(f"blocked.{name}")
            blocked.append(held & sure)
            opened.append(held & ~sure)
        rest: list[Words | None] = [None] * (wide - len(self._ids))
        return [*offered, *rest, *blocked, *rest, *opened, *rest]

    def _turns(self, ranked: Ranked) -> NDArray[np.uint16]:
        """When each action has its turn, action after action: how deep in a list of care, then whose list that is."""
        turns = np.full((len(self._ids), ranked.people), _LAST, np.uint16)
        who, which = ranked.row[ranked.leads], ranked.culprit[ranked.leads].astype(np.uint8)
        rank = ranked.at[ranked.leads].astype(np.uint16)
        order = np.argsort(which, kind="stable")
        ends = np.searchsorted(which[order], np.arange(len(self._named) + 1))
        for culprit, named in enumerate(self._named):
            some = order[ends[culprit] : ends[culprit + 1]]
            if len(some):
                rows, at = who[some], rank[some]
                for depth, place in named:
                    mine = turns[place]
                    mine[rows] = np.minimum(mine[rows], at + np.uint16(256 * depth))
        return turns.ravel()
