"""Which culprits are listed and in which order, for everybody in a batch: `triage.likely` on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.program import CulpritLogic
from ..reasoning.planes.machine import Words
from ..reasoning.planes.results import Results
from ..triage.likely import SHOWN
from .shown import shown_culprit, shown_lead
from .turned import bits_of, by_person, by_plane

FIELDS = ("score", "groups", "band")
_LEADS, _REFERS, _NUMBERS = range(3)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The culprits in play, person after person, best first; `at` is where each stands in its person's list."""

    people: int
    row: NDArray[Any]
    culprit: NDArray[Any]
    score: NDArray[Any]
    band: NDArray[Any]
    leads: NDArray[Any]
    listed: NDArray[Any]
    at: NDArray[Any]


class Ranking:
    """Ranks the culprits of a program. In the leading tie referral comes first, then independent groups, then id."""

    def __init__(self, culprits: Sequence[CulpritLogic]) -> None:
        self._culprits = culprits
        self._tables: dict[str, NDArray[np.int64]] = {}
        self._spread: dict[str, tuple[int, int]] = {}
        self._width = self._groups = 0

    def rank(self, results: Results) -> Ranked:
        """The culprits of each person of whom some are to be listed."""
        cells, near = self._cells(results), 64 // self._width
        listed = [results.planes(shown_culprit(one.id))[0] & results.readable for one in self._culprits]
        counts, culprit = bits_of(by_person(listed, results.people))
        row = np.repeat(np.arange(results.people), counts)

        def cell_of(row: NDArray[Any], culprit: NDArray[Any]) -> NDArray[np.int64]:
            found: NDArray[np.int64] = cells.take(
                culprit // near * (len(cells) // self._groups) + row * near + culprit % near
            ).astype(np.int64)
            return found

        key = self._key(row, culprit, cell_of(row, culprit))
        key = np.sort(key, kind="stable")  # in runs already, which only this kind uses
        row, culprit = key >> 32, key & 0xFF
        cell = cell_of(row, culprit)
        score, leads = self._value("score", culprit, cell), cell >> _LEADS & 1 == 1
        at = np.arange(len(row)) - (np.cumsum(counts) - counts).take(row)
        shown = leads | (at < _most(row, leads, score, results.people).take(row))
        return Ranked(results.people, row, culprit, score, self._value("band", culprit, cell), leads, shown, at)

    def _key(self, row: NDArray[Any], culprit: NDArray[Any], cell: NDArray[Any]) -> NDArray[np.int64]:
        """A number for each that sorts as `triage.likely.ranking` does; the culprits are numbered by id."""
        leads, refers = cell >> _LEADS & 1, cell >> _REFERS & 1
        score = np.where(leads, 0x7FF, self._value("score", culprit, cell) + 0x3FF)  # more than any score
        groups = self._value("groups", culprit, cell)
        key: NDArray[np.int64] = row << 32 | (0x7FF - score) << 16 | (1 - refers) << 15 | (0x7F - groups) << 8 | culprit
        return key

    def _value(self, field: str, culprit: NDArray[Any], cell: NDArray[Any]) -> NDArray[np.int64]:
        first, wide = self._spread[field]
        values: NDArray[np.int64] = self._tables[field].take(culprit << wide | (cell >> first & ((1 << wide) - 1)))
        return values

    def _cells(self, results: Results) -> NDArray[Any]:
        """For each person and culprit one number whose bits are what is read of it, a few culprits side by side."""
        if not self._spread:
            self._lay_out(results)
        planes: list[Words | None] = []
        for one in self._culprits:
            own = [*_signs(results, one), *(None for _ in range(self._width - _NUMBERS))]
            for field in FIELDS:
                found = results.planes(f"{field}.{one.id}")
                first = self._spread[field][0]
                own[first : first + len(found)] = found
            planes += own
        turned = by_plane(planes, results.people)
        return turned.view({8: np.uint8, 16: np.uint16, 32: np.uint32, 64: np.uint64}[self._width]).ravel()

    def _lay_out(self, results: Results) -> None:
        """Where each number lies in a cell, and what its bits come to: the numbers of all culprits alike."""
        first = _NUMBERS
        spread: dict[str, tuple[int, int]] = {}
        for field in FIELDS:
            names = [f"{field}.{one.id}" for one in self._culprits]
            wide = max(len(results.steps(name)) for name in names)
            bits = np.arange(1 << wide)[:, None] >> np.arange(wide) & 1
            steps = np.array([[*results.steps(name), *[0] * (wide - len(results.steps(name)))] for name in names])
            self._tables[field] = (np.array([[results.low(name)] for name in names]) + steps @ bits.T).ravel()
            spread[field] = first, wide
            first += wide
        self._width = next(size for size in (8, 16, 32, 64) if first <= size)
        self._groups = -(-len(self._culprits) * self._width // 64)
        self._spread = spread


def _signs(results: Results, one: CulpritLogic) -> tuple[Words, Words]:
    """Where the culprit leads, and where it refers."""
    return results.planes(shown_lead(one.id))[0], results.planes(f"see.{one.id}")[0]


def _most(row: NDArray[Any], leads: NDArray[Any], score: NDArray[Any], people: int) -> NDArray[np.int64]:
    """How many of the first in each list are listed besides those that lead: where few lead, the best few.

    A leading culprit that nothing speaks for takes no place of theirs.
    """
    who = row[leads]
    few = np.bincount(who, minlength=people) < SHOWN
    most: NDArray[np.int64] = few * (SHOWN + np.bincount(who[score[leads] <= 0], minlength=people))
    return most
