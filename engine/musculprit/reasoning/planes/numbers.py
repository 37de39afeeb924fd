"""Integers on planes, as rungs (one plane for each value that may be reached) or as binary digits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

from .circuit import ALWAYS, NEVER, Circuit, Plane

MOST_RUNGS = 96
"""More values than this are cheaper to compare as digits."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """A number that takes one of a few values, in rising order; `planes[i]`: it is `values[i + 1]` or more."""

    values: tuple[int, ...]
    planes: tuple[Plane, ...]

    @property
    def low(self) -> int:
        """The least that the number can be."""
        return self.values[0]

    @property
    def high(self) -> int:
        """The most that the number can be."""
        return self.values[-1]


@dataclass(frozen=True, slots=True)
class Digits:
    """The number is `low` plus the sum of 2^i where `planes[i]` is set, and never above `high`."""

    low: int
    high: int
    planes: tuple[Plane, ...]


Integer: TypeAlias = Rungs | Digits


def constant(value: int) -> Rungs:
    """The number that is the same for everybody."""
    return Rungs((value,), ())


def one_if(when: Plane) -> Rungs:
    """1 where the plane is set, elsewhere 0."""
    return climbing(0, [(1, when)])


def climbing(low: int, steps: Iterable[tuple[int, Plane]]) -> Rungs:
    """The number from where it is each value or more; a value that cannot be told from the next is none of its own."""
    values, planes = [low], list[Plane]()
    for value, plane in steps:
        if plane == NEVER:
            break
        if plane == ALWAYS or (planes and planes[-1] == plane):
            values[-1] = value
        else:
            values.append(value)
            planes.append(plane)
    return Rungs(tuple(values), tuple(planes))


def reaches(circuit: Circuit, number: Integer, n: int) -> Plane:
    """Where the number is n or more."""
    if n <= number.low:
        return ALWAYS
    if n > number.high:
        return NEVER
    if isinstance(number, Rungs):
        return number.planes[bisect_left(number.values, n) - 1]
    held = ALWAYS
    for at, digit in enumerate(number.planes):
        held = (circuit.every if (n - number.low) >> at & 1 else circuit.some)(digit, held)
    return held


def values_of(number: Integer) -> Sequence[int]:
    """Every value that the number may take, rising."""
    return number.values if isinstance(number, Rungs) else range(number.low, number.high + 1)


def steps_of(number: Integer) -> tuple[int, ...]:
    """By how much each plane that is set lifts the number above its least."""
    if isinstance(number, Rungs):
        return tuple(new - old for old, new in pairwise(number.values))
    return tuple(1 << at for at in range(len(number.planes)))


def digits(circuit: Circuit, number: Integer) -> Digits:
    """The same number in binary. A digit changes where a rung is reached at which it changes."""
    if isinstance(number, Digits):
        return number
    steps = [(old - number.low) ^ (new - number.low) for old, new in pairwise(number.values)]
    planes = []
    for at in range((number.high - number.low).bit_length()):
        turns = [plane for plane, step in zip(number.planes, steps, strict=True) if step >> at & 1]
        planes.append(reduce(circuit.differ, turns, NEVER))
    return Digits(number.low, number.high, tuple(planes))


def total(circuit: Circuit, parts: Iterable[Integer]) -> Integer:
    """The sum: digits of one weight are added three at a time until one is left of each."""
    numbers = [digits(circuit, part) for part in parts]
    low, high = sum(part.low for part in numbers), sum(part.high for part in numbers)
    columns: list[list[Plane]] = [[] for _ in range((high - low).bit_length())]
    for part in numbers:
        for at, digit in enumerate(part.planes):
            columns[at].append(digit)
    for at, column in enumerate(columns):
        while len(column) > 1:
            held = [column.pop(0) for _ in range(min(3, len(column)))]
            digit, carry = _added(circuit, held)
            column.append(digit)
            if at + 1 < len(columns):
                columns[at + 1].append(carry)
    return Digits(low, high, tuple(column[0] if column else NEVER for column in columns))


def largest(circuit: Circuit, parts: Sequence[Integer]) -> Integer:
    """The largest of the parts."""
    low = max(part.low for part in parts)
    if any(len(values_of(part)) > MOST_RUNGS for part in parts):
        return reduce(lambda one, other: pick(circuit, within(circuit, one, other, 0), one, other), parts)
    values = sorted({value for part in parts for value in values_of(part) if value > low})
    return climbing(low, ((v, circuit.some(*(reaches(circuit, part, v) for part in parts))) for v in values))


def pick(circuit: Circuit, when: Plane, then: Integer, otherwise: Integer) -> Integer:
    """`then` where the plane is set, elsewhere `otherwise`."""
    if when in (NEVER, ALWAYS):
        return then if when == ALWAYS else otherwise
    if max(len(values_of(then)), len(values_of(otherwise))) > MOST_RUNGS:
        return _pick_digits(circuit, when, then, otherwise)
    low, *values = sorted({*values_of(then), *values_of(otherwise)})
    both = ((value, reaches(circuit, then, value), reaches(circuit, otherwise, value)) for value in values)
    return climbing(low, ((value, circuit.choose(when, one, other)) for value, one, other in both))


def within(circuit: Circuit, one: Integer, other: Integer, by: int) -> Plane:
    """Where `one` is no more than `by` below `other`."""
    other = _clamped(circuit, other, one.low + by, one.high + by + 1)
    if isinstance(other, Rungs):
        pairs = ((reaches(circuit, other, v), reaches(circuit, one, v - by)) for v in other.values)
        return circuit.every(*(circuit.some(circuit.opposite(theirs), mine) for theirs, mine in pairs))
    if isinstance(one, Rungs):
        above = zip((*one.values[1:], one.high + 1), (value + by + 1 for value in one.values), strict=True)
        pairs = ((reaches(circuit, other, theirs), reaches(circuit, one, mine)) for mine, theirs in above)
        return circuit.every(*(circuit.some(circuit.opposite(theirs), mine) for theirs, mine in pairs))
    return _within_digits(circuit, one, other, by)


def _within_digits(circuit: Circuit, one: Digits, other: Digits, by: int) -> Plane:
    low = min(one.low, other.low - by)
    left = _based(circuit, one, low)
    right = _based(circuit, Digits(other.low - by, other.high - by, other.planes), low)
    width = max(len(left), len(right))
    held = ALWAYS
    for mine, theirs in zip(_wide(left, width), _wide(right, width), strict=True):
        held = circuit.choose(circuit.differ(mine, theirs), mine, held)
    return held


def _pick_digits(circuit: Circuit, when: Plane, then: Integer, otherwise: Integer) -> Digits:
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    width = (high - low).bit_length()
    one, other = (_wide(_based(circuit, digits(circuit, part), low), width) for part in (then, otherwise))
    return Digits(low, high, tuple(circuit.choose(when, a, b) for a, b in zip(one, other, strict=True)))


def _based(circuit: Circuit, number: Digits, low: int) -> tuple[Plane, ...]:
    """The digits of the number counted from a lower base."""
    more = number.low - low
    if not more:
        return number.planes
    lifted = Digits(0, more, tuple(ALWAYS if more >> at & 1 else NEVER for at in range(more.bit_length())))
    return digits(circuit, total(circuit, [number, lifted])).planes


def _clamped(circuit: Circuit, number: Integer, low: int, high: int) -> Integer:
    """The number with what lies outside low..high taken as its end, where that is cheap."""
    if isinstance(number, Digits):
        return number
    least, *values = sorted({min(max(value, low), high) for value in number.values})
    return climbing(least, ((value, reaches(circuit, number, value)) for value in values))


def _added(circuit: Circuit, held: list[Plane]) -> tuple[Plane, Plane]:
    """The digit and the carry of two or three digits."""
    if len(held) == 2:
        return circuit.differ(*held), circuit.every(*held)
    one, other, third = held
    differ = circuit.differ(one, other)
    return circuit.differ(differ, third), circuit.choose(differ, third, one)


def _wide(planes: tuple[Plane, ...], width: int) -> tuple[Plane, ...]:
    return (*planes, *(NEVER for _ in range(width - len(planes))))
