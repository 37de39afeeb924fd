"""How many planes are set, and what a group of points comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .circuit import ALWAYS, NEVER, Circuit, Plane
from .numbers import Integer, climbing, one_if, reaches, total

FEW = 4
"""Up to this number it is cheaper to follow each count than to add."""


def at_least(circuit: Circuit, n: int, planes: Sequence[Plane]) -> Plane:
    """Where n or more of the planes are set."""
    if n <= 0 or n > len(planes):
        return ALWAYS if n <= 0 else NEVER
    if n == len(planes):
        return circuit.every(*planes)
    if n > FEW:
        return reaches(circuit, count(circuit, planes), n)
    return _counts(circuit, planes, n)[-1]


def count(circuit: Circuit, planes: Sequence[Plane]) -> Integer:
    """How many of the planes are set, as a number."""
    return total(circuit, map(one_if, planes))


@dataclass(frozen=True, slots=True)
class Side:
    """The terms of a group that point one way, with how much each weighs."""

    circuit: Circuit
    terms: Sequence[tuple[Plane, int]]

    @property
    def weights(self) -> list[int]:
        """The different weights, rising."""
        return sorted({weight for _, weight in self.terms})

    @property
    def most(self) -> int:
        """What the side comes to when all of it holds."""
        return max(self.weights, default=0) + (len(self.terms) > 1)

    def largest(self, n: int) -> Plane:
        """Where the largest weight that holds is n or more."""
        return self.circuit.some(*(plane for plane, weight in self.terms if weight >= n))

    def reaches(self, n: int) -> Plane:
        """Where the largest weight, and one more when another agrees, is n or more."""
        agrees = at_least(self.circuit, 2, [plane for plane, _ in self.terms])
        return self.circuit.some(self.largest(n), self.circuit.every(agrees, self.largest(n - 1)))


def group(circuit: Circuit, terms: Sequence[tuple[Plane, int]]) -> Integer:
    """The largest value of a group, plus one in its direction when another agrees."""
    up = Side(circuit, [(plane, points) for plane, points in terms if points > 0])
    down = Side(circuit, [(plane, -points) for plane, points in terms if points < 0])
    rises = circuit.every(*(circuit.some(circuit.opposite(down.largest(n)), up.largest(n)) for n in down.weights))
    below = [(1 - n, circuit.some(rises, circuit.opposite(down.reaches(n)))) for n in range(down.most, 0, -1)]
    above = [(n, circuit.every(rises, up.reaches(n))) for n in range(1, up.most + 1)]
    return climbing(-down.most, [*below, *above])


def _counts(circuit: Circuit, planes: Sequence[Plane], most: int) -> list[Plane]:
    """Where 1, 2, … up to `most` or more of the planes are set: each half counted, then both together."""
    if len(planes) == 1:
        return [*planes, *[NEVER] * (most - 1)]
    middle = len(planes) // 2
    left = [ALWAYS, *_counts(circuit, planes[:middle], most)]
    right = [ALWAYS, *_counts(circuit, planes[middle:], most)]
    return [
        circuit.some(*(circuit.every(left[mine], right[n - mine]) for mine in range(n + 1))) for n in range(1, most + 1)
    ]
