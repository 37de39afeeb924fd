"""The meaning of every node, in plain Python: one `match` arm per node.

A world maps atoms, and definitions already read, to what is known of them: True, False, an
integer, or NOT_SURE. What nobody asked is not in it. Each arm turns a node into the function
that reads it, so that a program is walked once and then read as often as there are people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

from ..model.answers import NOT_SURE
from ..model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Number,
    Outcome,
    Pick,
    Points,
    Reaches,
    Sum,
    Value,
    Within,
    Yes,
)

World: TypeAlias = Mapping[str, object]
Said: TypeAlias = dict[str, bool | int | None]

Shared: TypeAlias = dict[int, Callable[[World], bool | int | None]]
"""Readers by the identity of their node, so that a node that stands in many places is walked once."""

_NOTHING: Mapping[str, Outcome] = MappingProxyType({})


class Judge:
    """Reads the definitions of a program, in strata: each reads atoms and earlier definitions only."""

    def __init__(self, definitions: Mapping[str, Node]) -> None:
        self._definitions = definitions
        self._readers: dict[str, Callable[[World], bool | int | None]] = {}
        self._shared: Shared = {}
        self._alive: list[Condition] = []

    def outcome(self, condition: Condition, world: World) -> Outcome:
        """The outcome of any condition of the program, or of another; it is walked once."""
        if id(condition) not in self._shared:
            self._alive.append(condition)  # an id is only a name while its node lives
        return condition_reader(condition, self._shared)(world)

    def run(self, world: World, overruled: Mapping[str, Outcome] = _NOTHING) -> Said:
        """What each definition says. `overruled` outcomes stand instead of the ones read here."""
        known = dict(world)
        said: Said = {}
        readers = self._readers or self._read_all()
        for name, read in readers.items():
            result = overruled[name] if name in overruled else read(known)
            said[name] = result
            if result is not None:
                known[name] = result
        return said

    def _read_all(self) -> dict[str, Callable[[World], bool | int | None]]:
        for name, node in self._definitions.items():
            read = condition_reader if isinstance(node, Condition) else number_reader
            self._readers[name] = read(node, self._shared)  # type: ignore[arg-type]  # the reader of its kind
        return self._readers


def outcome(condition: Condition, world: World) -> Outcome:
    """Whether a condition fires (True), is silent (False) or is open (None)."""
    return condition_reader(condition)(world)


def number(node: Number, world: World) -> int:
    """The value of a number; an open term counts nothing."""
    return number_reader(node)(world)


def condition_reader(condition: Condition, shared: Shared | None = None) -> Callable[[World], Outcome]:
    """The function that reads a condition in a world."""
    shared = {} if shared is None else shared
    if id(condition) not in shared:
        shared[id(condition)] = _condition(condition, shared)
    return cast("Callable[[World], Outcome]", shared[id(condition)])


def number_reader(node: Number, shared: Shared | None = None) -> Callable[[World], int]:
    """The function that reads a number in a world."""
    shared = {} if shared is None else shared
    if id(node) not in shared:
        shared[id(node)] = _number(node, shared)
    return cast("Callable[[World], int]", shared[id(node)])


def _condition(condition: Condition, shared: Shared) -> Callable[[World], Outcome]:
    def inside(part: Condition) -> Callable[[World], Outcome]:
        return condition_reader(part, shared)

    match condition:
        case Yes(atom):
            return lambda world: known if (known := world.get(atom)) is True or known is False else None
        case Between(atom, low, high):
            least = float("-inf") if low is None else low
            most = float("inf") if high is None else high
            return lambda world: least <= known <= most if isinstance(known := world.get(atom), int) else None
        case NotSure(atom):
            return lambda world: world[atom] is NOT_SURE if atom in world else None
        case Not(part):
            inner = inside(part)
            return lambda world: None if (held := inner(world)) is None else not held
        case All(parts):
            return _all(tuple(map(inside, parts)))
        case Any(parts):
            return _any(tuple(map(inside, parts)))
        case AtLeast(n, parts):
            return _at_least(n, tuple(map(inside, parts)))
        case Reaches(points, n):
            bounds = bounds_reader(points, shared)
            return lambda world: True if (edges := bounds(world))[0] >= n else False if edges[1] < n else None
        case Within(left, right, by):
            one, other = number_reader(left, shared), number_reader(right, shared)
            return lambda world: one(world) >= other(world) - by


def _number(node: Number, shared: Shared) -> Callable[[World], int]:
    def inside(part: Number) -> Callable[[World], int]:
        return number_reader(part, shared)

    match node:
        case Constant(value):
            return lambda _: value
        case Value(name):
            return lambda world: world[name]  # type: ignore[return-value]  # an earlier integer definition
        case Points():
            return _points(groups_reader(node, shared))
        case Sum(parts):
            summands = tuple(map(inside, parts))
            return lambda world: sum([read(world) for read in summands])
        case Max(parts):
            rivals = tuple(map(inside, parts))
            return lambda world: max([read(world) for read in rivals])
        case Pick(when, then, otherwise):
            held, first, second = condition_reader(when, shared), inside(then), inside(otherwise)
            return lambda world: first(world) if held(world) else second(world)
        case Known(atoms):
            return lambda world: sum([world.get(atom, NOT_SURE) is not NOT_SURE for atom in atoms])


def bounds_reader(points: Points, shared: Shared | None = None) -> Callable[[World], tuple[int, int]]:
    """The least and the most that points can come to, whatever the open terms turn out to be."""
    groups = groups_reader(points, shared)

    def bounds(world: World) -> tuple[int, int]:
        low = high = 0
        for group in groups:
            read = [(when(world), value) for when, value in group]
            sure = [value for held, value in read if held]
            may = [value for held, value in read if held is None]
            low += group_value(sure + [value for value in may if value < 0])
            high += group_value(sure + [value for value in may if value > 0])
        return low, high

    return bounds


def group_value(values: list[int]) -> int:
    """The largest value of a group, plus one in its direction when another agrees."""
    ups = [value for value in values if value > 0]
    downs = [-value for value in values if value < 0]
    up, down = max(ups, default=0), max(downs, default=0)
    return up + (len(ups) > 1) if up >= down else -down - (len(downs) > 1)


_Groups: TypeAlias = tuple[tuple[tuple[Callable[[World], Outcome], int], ...], ...]


def groups_reader(points: Points, shared: Shared | None = None) -> _Groups:
    """The terms of each group, with the function that reads each condition."""
    return tuple(tuple((condition_reader(term.when, shared), term.points) for term in group) for group in points.groups)


def _points(groups: _Groups) -> Callable[[World], int]:
    def total(world: World) -> int:
        points = 0
        for group in groups:
            if fired := [value for when, value in group if when(world)]:
                points += group_value(fired)
        return points

    return total


def _all(parts: tuple[Callable[[World], Outcome], ...]) -> Callable[[World], Outcome]:
    def every(world: World) -> Outcome:
        result: Outcome = True
        for part in parts:
            held = part(world)
            if held is False:
                return False
            if held is None:
                result = None
        return result

    return every


def _any(parts: tuple[Callable[[World], Outcome], ...]) -> Callable[[World], Outcome]:
    def some(world: World) -> Outcome:
        result: Outcome = False
        for part in parts:
            held = part(world)
            if held is True:
                return True
            if held is None:
                result = None
        return result

    return some


def _at_least(n: int, parts: tuple[Callable[[World], Outcome], ...]) -> Callable[[World], Outcome]:
    def enough(world: World) -> Outcome:
        held = [part(world) for part in parts]
        return True if held.count(True) >= n else False if len(held) - held.count(False) < n else None

    return enough
