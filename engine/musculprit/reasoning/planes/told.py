"""What a chunk of people told: the planes of the inputs that are asked for, and the rows that make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import bits
from .machine import Words


@dataclass(frozen=True, slots=True, order=True)
class Bad:
    """A value that cannot be read: in which row, counted from 0, of which column, and why."""

    row: int
    field: str
    reason: str


class Told:
    """The inputs of one chunk of people. What is not put stays unset."""

    def __init__(self, people: int, wanted: Mapping[str, int]) -> None:
        self.people = people
        self.bad: list[Bad] = []
        self._wanted = wanted
        self._planes: Words = np.empty((len(wanted), bits.words_for(people)), np.uint64)
        self._unset = set(wanted.values())
        self._answered: dict[str, Words] = {}

    @property
    def planes(self) -> Words:
        """A row for each wanted input, after everything was put."""
        self._planes[sorted(self._unset)] = 0
        return self._planes

    def put(self, name: str, plane: Words) -> None:
        """Set an input for those in the plane, besides those for whom it is set already."""
        row = self._wanted.get(name)
        if row is None:
            return
        if row in self._unset:
            self._unset.remove(row)
            self._planes[row] = plane
        else:
            self._planes[row] |= plane

    def room(self, name: str) -> Words | None:
        """Where to write all of an input that no other reader sets; None where nothing reads it."""
        row = self._wanted.get(name)
        if row is None:
            return None
        self._unset.discard(row)
        place: Words = self._planes[row]
        return place

    def answer(self, finding: str, known: Words) -> None:
        """Note for whom a finding has a value."""
        self._answered[finding] = self._answered[finding] | known if finding in self._answered else known

    def answered(self, finding: str) -> Words:
        """Those for whom the finding has a value."""
        return self._answered.get(finding, bits.nobody(self.people))

    def complain(self, rows: NDArray[np.intp], field: str, reason: str) -> None:
        """Report rows that cannot be read."""
        self.bad.extend(Bad(int(row), field, reason) for row in rows)
