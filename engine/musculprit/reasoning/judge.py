"""The meaning of every node, in plain Python: one `match` arm per node.

A world maps atoms, and definitions already read, to what is known of them: True, False, an
integer, or NOT_SURE. What nobody asked is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..model.answers import NOT_SURE, World
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

_NOTHING: Mapping[str, Outcome] = MappingProxyType({})


def run(
    definitions: Mapping[str, Node], world: World, overruled: Mapping[str, Outcome] = _NOTHING
) -> dict[str, bool | int | None]:
    """Read every definition in order and return what each one says.

    `definitions` are in strata: each reads atoms and earlier definitions only. `overruled` are
    outcomes that stand instead of the ones read here (a stricter second reading).
    """
    known: dict[str, object] = dict(world)
    said: dict[str, bool | int | None] = {}
    for name, node in definitions.items():
        result: bool | int | None
        if name in overruled:
            result = overruled[name]
        elif isinstance(node, Condition):
            result = outcome(node, known)
        else:
            result = number(node, known)
        said[name] = result
        if result is not None:
            known[name] = result
    return said


def outcome(condition: Condition, world: Mapping[str, object]) -> Outcome:
    """Whether a condition fires (True), is silent (False) or is open (None)."""
    match condition:
        case Yes(atom):
            known = world.get(atom)
            return known if isinstance(known, bool) else None
        case All(parts):
            return _all(parts, world)
        case Any(parts):
            return _any(parts, world)
        case Between(atom, low, high):
            known = world.get(atom)
            if not isinstance(known, int):
                return None
            return (low is None or known >= low) and (high is None or known <= high)
        case Not(part):
            inner = outcome(part, world)
            return None if inner is None else not inner
        case NotSure(atom):
            return world[atom] is NOT_SURE if atom in world else None
        case AtLeast(n, parts):
            outcomes = [outcome(part, world) for part in parts]
            fired, silent = outcomes.count(True), outcomes.count(False)
            return True if fired >= n else False if len(parts) - silent < n else None
        case Reaches(points, n):
            low, high = bounds(points, world)
            return True if low >= n else False if high < n else None
        case Within(left, right, by):
            return number(left, world) >= number(right, world) - by


def number(node: Number, world: Mapping[str, object]) -> int:
    """The value of a number; an open term counts nothing."""
    match node:
        case Constant(value):
            return value
        case Value(name):
            return int(world[name])  # type: ignore[call-overload, no-any-return]  # strata put it there
        case Points(groups):
            return sum(_group([t.points for t in group if outcome(t.when, world)]) for group in groups)
        case Sum(parts):
            return sum(number(part, world) for part in parts)
        case Max(parts):
            return max(number(part, world) for part in parts)
        case Pick(when, then, otherwise):
            return number(then if outcome(when, world) else otherwise, world)
        case Known(atoms):
            return sum(world.get(atom, NOT_SURE) is not NOT_SURE for atom in atoms)


def bounds(points: Points, world: Mapping[str, object]) -> tuple[int, int]:
    """The least and the most that points can come to, whatever the open terms turn out to be."""
    low = high = 0
    for group in points.groups:
        sure = [t.points for t in group if outcome(t.when, world)]
        may = [t.points for t in group if outcome(t.when, world) is None]
        low += _group(sure + [p for p in may if p < 0])
        high += _group(sure + [p for p in may if p > 0])
    return low, high


def _all(parts: tuple[Condition, ...], world: Mapping[str, object]) -> Outcome:
    result: Outcome = True
    for part in parts:
        inner = outcome(part, world)
        if inner is False:
            return False
        if inner is None:
            result = None
    return result


def _any(parts: tuple[Condition, ...], world: Mapping[str, object]) -> Outcome:
    result: Outcome = False
    for part in parts:
        inner = outcome(part, world)
        if inner is True:
            return True
        if inner is None:
            result = None
    return result


def _group(values: list[int]) -> int:
    ups = [value for value in values if value > 0]
    downs = [-value for value in values if value < 0]
    up, down = max(ups, default=0), max(downs, default=0)
    return up + (len(ups) > 1) if up >= down else -down - (len(downs) > 1)
