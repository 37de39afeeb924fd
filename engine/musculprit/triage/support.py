"""Which answers an outcome rests on, and which unknown ones keep it open."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from ..model.answers import NOT_SURE
from ..model.expression import All, Any, AtLeast, Between, Condition, Not, NotSure, Reaches, Within, Yes
from ..reasoning.judge import outcome

World = Mapping[str, object]


def rests_on(condition: Condition, world: World) -> tuple[str, ...]:
    """The atoms that make a condition fire, in reading order; `not sure: x` where doubt did it."""
    return tuple(dict.fromkeys(_rests_on(condition, world, wanted=True)))


def open_on(condition: Condition, world: World) -> tuple[str, ...]:
    """The atoms nobody answered on which an open condition still hangs, in reading order."""
    return tuple(dict.fromkeys(_open_on(condition, world)))


def begun(condition: Condition, world: World, dangers: Container[str]) -> bool:
    """Whether a danger in an open condition is already known, or in doubt."""
    match condition:
        case Yes(atom) | Between(atom, _, _):
            return finding_of(atom) in dangers and outcome(condition, world) is True
        case NotSure(atom):
            return finding_of(atom) in dangers and world.get(atom) is NOT_SURE
        case All(parts) | Any(parts) | AtLeast(_, parts):
            return any(begun(part, world, dangers) for part in parts)
        case Reaches(points, _):
            return any(begun(term.when, world, dangers) for group in points.groups for term in group)
        case Not() | Within():
            return False


def finding_of(atom: str) -> str:
    """The finding that an atom belongs to."""
    return atom.removeprefix("not sure: ").removeprefix("no: ").partition("=")[0].partition(":")[0]


def _rests_on(condition: Condition, world: World, wanted: bool) -> Iterator[str]:
    if outcome(condition, world) is not wanted:
        return
    match condition:
        case Yes(atom):
            yield atom if wanted else f"no: {atom}"
        case Between(atom, _, _):
            yield atom
        case NotSure(atom):
            if wanted:
                yield f"not sure: {atom}"
        case Not(part):
            yield from _rests_on(part, world, not wanted)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _rests_on(part, world, wanted)
        case Reaches(points, _):
            for group in points.groups:
                for term in group:
                    yield from _rests_on(term.when, world, wanted)
        case Within():
            return


def _open_on(condition: Condition, world: World) -> Iterator[str]:
    if outcome(condition, world) is not None:
        return
    match condition:
        case Yes(atom) | Between(atom, _, _) | NotSure(atom):
            if atom not in world:
                yield atom
        case Not(part):
            yield from _open_on(part, world)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _open_on(part, world)
        case Reaches(points, _):
            for group in points.groups:
                for term in group:
                    yield from _open_on(term.when, world)
        case Within():
            return
