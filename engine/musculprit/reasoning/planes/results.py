"""What the definitions say of everybody, and as which Arrow arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from . import bits
from .compiled import compiled
from .machine import Words
from .told import Bad


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the planes of a definition lie: yes (and no) of a condition; what lifts a number above `low` by `steps`."""

    first: int
    count: int
    low: int = 0
    steps: tuple[int, ...] | None = None


class Results:
    """What was asked for, for each row of a batch. `bad` says which rows could not be read, and why."""

    def __init__(self, people: int, shapes: Mapping[str, Shape], said: Words, bad: tuple[Bad, ...]) -> None:
        self.people = people
        self.bad = bad
        self.said = said
        self._shapes = shapes

    def outcome(self, name: str) -> pa.BooleanArray:
        """Whether a condition fires, is silent or is open (null)."""
        yes, no = self.planes(name)
        valid = yes | no
        valid &= self.readable
        return pa.Array.from_buffers(pa.bool_(), self.people, [bits.buffer_of(valid), bits.buffer_of(yes)])

    def integer(self, name: str) -> pa.Array:
        """The value of a number: int16 where its bounds fit, else int32 or int64; null where the row is bad."""
        shape = self._shapes[name]
        kind = _narrowest(shape.low, shape.low + sum(shape.steps or ()))
        values = np.full(64 * bits.words_for(self.people), shape.low, kind)
        _climb(values, self.said, shape.first, np.array(shape.steps, np.int64))
        validity = bits.buffer_of(self.readable) if self.bad else None
        return pa.Array.from_buffers(
            pa.from_numpy_dtype(kind), self.people, [validity, pa.py_buffer(values[: self.people])]
        )

    def is_number(self, name: str) -> bool:
        """Whether the definition is a number; else it is a condition."""
        return self._shapes[name].steps is not None

    def planes(self, name: str) -> tuple[Words, ...]:
        """Yes and no of a condition (or only yes), or what lifts a number above its least; of bad rows anything."""
        shape = self._shapes[name]
        return tuple(self.said[shape.first : shape.first + shape.count, : bits.words_for(self.people)])

    def shape(self, name: str) -> Shape:
        """Which rows of `said` are the planes of a definition, and what they mean."""
        return self._shapes[name]

    @cached_property
    def readable(self) -> Words:
        """The rows that are not bad."""
        plane = bits.of_bitmap(None, 0, self.people)
        rows = np.array(sorted({one.row for one in self.bad}), dtype=np.intp)
        return plane & ~bits.of_rows(rows, self.people) if self.bad else plane


@compiled
def _climb(values: NDArray[Any], said: Words, first: int, steps: NDArray[np.int64]) -> None:
    """Lift each value by the steps whose plane is set."""
    for word in range(len(values) // 64):
        for at in range(len(steps)):
            bits, step = said[first + at, word], steps[at]
            if bits:
                for person in range(64):
                    values[64 * word + person] += step * np.int64((bits >> np.uint64(person)) & np.uint64(1))


def _narrowest(low: int, high: int) -> type[np.signedinteger[Any]]:
    kinds: tuple[type[np.signedinteger[Any]], ...] = (np.int16, np.int32, np.int64)
    return next(kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
