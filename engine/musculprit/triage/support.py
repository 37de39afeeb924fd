"""Which answers an outcome rests on, and which unknown ones keep it open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import expression
from ..model.expression import All, Any, AtLeast, Between, Condition, Not, NotSure, Reaches, Within, Yes
from ..reasoning.judge import Judge


class Support:
    """Looks into conditions of a program, in one world of answers and earlier definitions."""

    def __init__(self, judge: Judge, world: Mapping[str, object]) -> None:
        self.world = world
        self._judge = judge
        self._open: dict[int, tuple[Condition, tuple[str, ...]]] = {}

    def outcome(self, condition: Condition) -> bool | None:
        """Whether the condition fires, is silent or is open in this world."""
        return self._judge.outcome(condition, self.world)

    def rests_on(self, condition: Condition) -> tuple[str, ...]:
        """The atoms that make a condition fire, in reading order; `not sure: x` where doubt did it."""
        return tuple(dict.fromkeys(self._rests_on(condition, wanted=True)))

    def open_on(self, condition: Condition) -> tuple[str, ...]:
        """The atoms nobody answered on which an open condition still hangs, in reading order."""
        if id(condition) not in self._open:
            self._open[id(condition)] = (condition, tuple(dict.fromkeys(self._open_on(condition))))
        return self._open[id(condition)][1]

    def _rests_on(self, condition: Condition, wanted: bool) -> Iterator[str]:
        if self.outcome(condition) is not wanted:
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
                yield from self._rests_on(part, not wanted)
            case All(parts) | Any(parts) | AtLeast(_, parts):
                for part in parts:
                    yield from self._rests_on(part, wanted)
            case Reaches(points, _):
                for group in points.groups:
                    for term in group:
                        yield from self._rests_on(term.when, wanted)
            case Within():
                return

    def _open_on(self, condition: Condition) -> Iterator[str]:
        if self.outcome(condition) is not None:
            return
        match condition:
            case Yes(atom) | Between(atom, _, _) | NotSure(atom):
                if atom not in self.world:
                    yield atom
            case Not(part):
                yield from self._open_on(part)
            case All(parts) | Any(parts) | AtLeast(_, parts):
                for part in parts:
                    yield from self._open_on(part)
            case Reaches(points, _):
                for group in points.groups:
                    for term in group:
                        yield from self._open_on(term.when)
            case Within():
                return


def finding_of(told: str) -> str:
    """The finding behind an atom as `rests_on` tells it, with or without `not sure: ` and `no: `."""
    return expression.finding_of(told.removeprefix("not sure: ").removeprefix("no: "))
