"""A circuit as a short list of big steps: all gates of one kind that are ready at one time are done at once.

NumPy needs about a microsecond a call and holds the interpreter meanwhile; a step does some hundred gates
in two calls, which is quick for small chunks of people and leaves the interpreter to the other threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from .circuit import ALWAYS, NEVER, Circuit, Gate, Plane, needed

Rows = NDArray[np.intp]

WIDEST = 8
"""Gates that join more planes than this are split, so that few steps wait for one gate."""
LARGEST = 128
"""Gates in a step, so that what a step writes stays in the cache."""


@dataclass(frozen=True, slots=True)
class Step:
    """Rows `first`, `first + 1`, … become a copy of rows `parts[0]`, joined by `op` with those of `parts[1]`, ….

    Each later array is as long as the one before or shorter: gates that join more planes come first.
    """

    op: str
    first: int
    parts: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows 0 and 1 are never and always, then the inputs in order, then what the steps write."""

    inputs: tuple[str, ...]
    steps: tuple[Step, ...]
    rows: int
    roots: Rows


def schedule(circuit: Circuit, roots: Sequence[Plane]) -> Schedule:
    """The steps that work out the roots."""
    circuit, ends = _narrowed(circuit, roots)
    planes = needed(circuit, ends)
    level = _levels(circuit, planes)
    inputs = [plane for plane in planes if circuit.gates[plane][0].startswith("in ")]
    row = {plane: at for at, plane in enumerate((NEVER, ALWAYS, *inputs))}
    ready = sorted((plane for plane in planes if plane not in row), key=lambda plane: _turn(circuit, level, plane))
    steps = []
    for (_, op), group in groupby(ready, key=lambda plane: (level[plane], circuit.gates[plane][0])):
        for some in _cut(list(group)):
            steps.append(Step(op, len(row), _parts([circuit.gates[plane][1] for plane in some], row)))
            row |= {plane: len(row) + at for at, plane in enumerate(some)}
    names = tuple(circuit.gates[plane][0].removeprefix("in ") for plane in inputs)
    return Schedule(names, tuple(steps), len(row), np.array([row[end] for end in ends], dtype=np.intp))


def _narrowed(circuit: Circuit, roots: Sequence[Plane]) -> tuple[Circuit, list[Plane]]:
    """The same planes from gates that join few; what is ready early is joined early."""
    fresh = Circuit()
    now: dict[Plane, Plane] = {}
    level: dict[Plane, int] = {}

    def joined(gate: Gate) -> Plane:
        op, parts = gate
        waiting = sorted((now[part] for part in parts), key=lambda plane: (level[plane], plane))
        while len(waiting) > WIDEST:
            some, waiting = waiting[:WIDEST], waiting[WIDEST:]
            waiting.append(placed((op, tuple(sorted(some)))))
        return placed((op, tuple(sorted(waiting))))

    def placed(gate: Gate) -> Plane:
        plane = fresh.gate(*gate)
        level.setdefault(plane, 1 + max((level[part] for part in gate[1]), default=-1))
        return plane

    for plane in needed(circuit, (NEVER, ALWAYS, *roots)):
        now[plane] = joined(circuit.gates[plane])
    return fresh, [now[root] for root in roots]


def _levels(circuit: Circuit, planes: Iterable[Plane]) -> dict[Plane, int]:
    """How many gates lie one behind the other before each plane."""
    level: dict[Plane, int] = {}
    for plane in planes:
        level[plane] = 1 + max((level[part] for part in circuit.gates[plane][1]), default=-1)
    return level


def _turn(circuit: Circuit, level: dict[Plane, int], plane: Plane) -> tuple[int, str, int]:
    op, parts = circuit.gates[plane]
    return level[plane], op, -len(parts)


def _cut(planes: list[Plane]) -> Iterable[list[Plane]]:
    return (planes[at : at + LARGEST] for at in range(0, len(planes), LARGEST))


def _parts(gates: list[tuple[Plane, ...]], row: dict[Plane, int]) -> tuple[Rows, ...]:
    return tuple(
        np.array([row[parts[at]] for parts in gates if len(parts) > at], dtype=np.intp) for at in range(len(gates[0]))
    )
