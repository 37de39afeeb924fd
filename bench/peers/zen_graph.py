"""zen-engine: a JDM decision graph, input to expression node to output; each pair has a yes and a no expression.

ZEN's `null and true` is not Kleene's, so that what fires and what is silent are told apart by two expressions
in negation normal form over known answers. A first expression node works out what several pairs share.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import zen

from musculprit.model.expression import (
    All,
    AtLeast,
    Between,
    Condition,
    Not,
    NotSure,
    Points,
    Reaches,
    Within,
    Yes,
)
from musculprit.model.expression import (
    Any as AnyOf,
)
from musculprit.model.program import Program

from .engines import Said, World, atoms_read, conditions_of, floors_of, named


class Zen:
    """One decision, evaluated for one person at a time."""

    def __init__(self, program: Program) -> None:
        conditions = conditions_of(program)
        signs, numbers, doubts = atoms_read(conditions.values())
        self._signs, self._numbers, self._doubts = named(signs, "s"), named(numbers, "n"), named(doubts, "d")
        self._flags = named(conditions, "f")
        rows = [
            (f"{self._flags[name]}{sign}", self._expression(node, holds))
            for name, node in conditions.items()
            for sign, holds in (("y", True), ("n", False))
        ]
        floors = floors_of(program)
        raised = ", ".join(
            f"({self._expression(node, True)} ? {floors[name]} : 0)" for name, node in conditions.items()
        )
        self._decision = zen.ZenEngine().create_decision(json.dumps(_graph([*rows, ("floor", f"max([{raised}])")])))

    def ready(self, worlds: Sequence[World]) -> list[Any]:
        """The worlds in the form that it takes; not timed."""
        return [self._context(world) for world in worlds]

    def read(self, case: Any) -> tuple[Said, int]:
        """What it says of one person."""
        result = self._decision.evaluate(case)["result"]
        said = {
            name: True if result[f"{short}y"] else False if result[f"{short}n"] else None
            for name, short in self._flags.items()
        }
        return said, int(result["floor"])

    def _context(self, world: World) -> dict[str, Any]:
        signs = {
            short: known if isinstance(known := world.get(atom), bool) else None for atom, short in self._signs.items()
        }
        numbers = {
            short: known if isinstance(known := world.get(atom), int) else None for atom, short in self._numbers.items()
        }
        doubts = {short: world[atom] == "not_sure" if atom in world else None for atom, short in self._doubts.items()}
        return {**signs, **numbers, **doubts}

    def _expression(self, node: Condition, holds: bool) -> str:
        """True where the condition surely holds, or where it surely does not."""
        match node:
            case Yes(atom):
                return f"{self._signs[atom]} == {str(holds).lower()}"
            case NotSure(atom):
                return f"{self._doubts[atom]} == {str(holds).lower()}"
            case Between(atom, low, high):
                return self._inside(self._numbers[atom], low, high, holds)
            case Not(part):
                return self._expression(part, not holds)
            case All(parts):
                return _join([self._expression(part, holds) for part in parts], "and" if holds else "or", holds)
            case AnyOf(parts):
                return _join([self._expression(part, holds) for part in parts], "or" if holds else "and", not holds)
            case AtLeast(n, parts):
                enough = n if holds else len(parts) - n + 1
                return f"sum([{', '.join(f'({self._expression(part, holds)} ? 1 : 0)' for part in parts)}]) >= {enough}"
            case Reaches(points, n):
                return f"{self._points(points, least=holds)} {'>=' if holds else '<'} {n}"
            case Within():
                raise NotImplementedError("a flag may not compare scores")

    def _inside(self, number: str, low: int | None, high: int | None, holds: bool) -> str:
        edges = [f"{number} {'>=' if holds else '<'} {low}"] if low is not None else []
        edges += [f"{number} {'<=' if holds else '>'} {high}"] if high is not None else []
        return f"({number} != null and {_join(edges, 'and' if holds else 'or', holds)})"

    def _points(self, points: Points, least: bool) -> str:
        groups = []
        for group in points.groups:
            if len(group) != 1:
                raise NotImplementedError("groups of more than one term")
            (term,) = group
            sure = least == (term.points > 0)
            held = self._expression(term.when, True) if sure else f"not ({self._expression(term.when, False)})"
            groups.append(f"({held} ? {term.points} : 0)")
        return f"sum([{', '.join(groups)}])"


def _join(parts: list[str], word: str, nothing: bool) -> str:
    return f"({f' {word} '.join(parts)})" if parts else str(nothing).lower()


def _graph(rows: list[tuple[str, str]]) -> dict[str, Any]:
    expressions = [{"id": key, "key": key, "value": value} for key, value in rows]
    node = {"id": "flags", "name": "flags", "type": "expressionNode", "content": {"expressions": expressions}}
    start = {"id": "in", "name": "in", "type": "inputNode"}
    end = {"id": "out", "name": "out", "type": "outputNode"}
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "flags"},
        {"id": "2", "type": "edge", "sourceId": "flags", "targetId": "out"},
    ]
    return {"nodes": [start, node, end], "edges": edges}
