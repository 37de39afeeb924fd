"""A circuit as code for the machine: one step after another, on rows that are used again once nobody needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .circuit import Circuit, Plane, needed
from .machine import ALWAYS, AND, NEVER, NOT, OR, SAY, TOLD, XOR

_OPS = {"never": NEVER, "always": ALWAYS, "not": NOT, "and": AND, "or": OR, "xor": XOR}


@dataclass(frozen=True, slots=True)
class Code:
    """Steps of the machine, each an operation and three operands; how many rows they need, and the inputs in order."""

    inputs: tuple[str, ...]
    steps: NDArray[np.int32]
    rows: int


def code_of(circuit: Circuit, roots: Sequence[Plane]) -> Code:
    """The steps that work out the roots; root number n is said as number n."""
    planes = needed(circuit, roots)
    writing = _Writing(circuit, planes, roots)
    for at, plane in enumerate(planes):
        writing.write(at, plane)
    return Code(tuple(writing.inputs), np.array(writing.steps, np.int32).reshape(-1, 4), writing.rows)


class _Writing:
    """Writes the steps of gate after gate, and knows which rows are free."""

    def __init__(self, circuit: Circuit, planes: Sequence[Plane], roots: Iterable[Plane]) -> None:
        self.steps: list[tuple[int, int, int, int]] = []
        self.inputs: dict[str, int] = {}
        self.rows = 0
        self._gates = circuit.gates
        self._last = {part: at for at, plane in enumerate(planes) for part in circuit.gates[plane][1]}
        self._said: dict[Plane, list[int]] = defaultdict(list)
        for number, root in enumerate(roots):
            self._said[root].append(number)
        self._row: dict[Plane, int] = {}
        self._free: list[int] = []

    def write(self, at: int, plane: Plane) -> None:
        """The steps of the gate that is in place `at`. An input waits until somebody reads it."""
        op, parts = self._gates[plane]
        if op.startswith("in "):
            self.inputs[op.removeprefix("in ")] = len(self.inputs)
            if plane in self._said:
                self._read(plane)
        else:
            rows = [self._read(part) for part in parts]
            mine = self._row[plane] = self._take()
            self._join(_OPS[op], mine, rows)
        for number in self._said.get(plane, ()):
            self.steps.append((SAY, number, self._row[plane], 0))
        for part in {plane, *parts}:
            if self._last.get(part, at) <= at and part in self._row:
                self._free.append(self._row.pop(part))

    def _join(self, op: int, mine: int, rows: list[int]) -> None:
        """More than two are joined one after another."""
        one, other, *others = (*rows, 0, 0)[: max(2, len(rows))]
        self.steps.append((op, mine, one, other))
        self.steps.extend((op, mine, mine, more) for more in others)

    def _read(self, plane: Plane) -> int:
        """The row of a plane."""
        if plane not in self._row:
            row = self._row[plane] = self._take()
            name = self._gates[plane][0].removeprefix("in ")
            self.steps.append((TOLD, row, self.inputs[name], 0))
        return self._row[plane]

    def _take(self) -> int:
        if self._free:
            return self._free.pop()
        self.rows += 1
        return self.rows - 1
