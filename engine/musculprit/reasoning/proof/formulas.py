"""The meaning of every node as formulas: one `match` arm per node, as in `judge`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import z3

from ...model.expression import (
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
    Pick,
    Points,
    Reaches,
    Sum,
    Value,
    Within,
    Yes,
)
from .people import Bool, Person, in_range


@dataclass(frozen=True, slots=True)
class Outcome:
    """When a condition fires and when it is silent; neither is open."""

    fires: Bool
    silent: Bool

    @property
    def open(self) -> Bool:
        """When the condition is neither known to hold nor known not to."""
        return z3.Not(z3.Or(self.fires, self.silent))


class Formulas:
    """The definitions of a program for one person. `given` outcomes stand instead of the ones written."""

    def __init__(
        self, definitions: Mapping[str, Node], person: Person, given: Mapping[str, Outcome] | None = None
    ) -> None:
        self.person = person
        self._definitions = definitions
        self._given = given or {}
        self._outcomes: dict[str, Outcome] = {}
        self._numbers: dict[str, z3.ArithRef] = {}
        self._conditions: dict[int, Outcome] = {}
        self._values: dict[int, z3.ArithRef] = {}

    def outcome(self, name: str) -> Outcome:
        """The outcome of a definition that is a condition."""
        if name not in self._outcomes:
            node = self._definitions[name]
            assert isinstance(node, Condition)
            self._outcomes[name] = self._given[name] if name in self._given else self.condition(node)
        return self._outcomes[name]

    def value(self, name: str) -> z3.ArithRef:
        """The value of a definition that is a number."""
        if name not in self._numbers:
            node = self._definitions[name]
            assert not isinstance(node, Condition)
            self._numbers[name] = self.number(node)
        return self._numbers[name]

    def condition(self, node: Condition) -> Outcome:
        """The outcome of a condition; a node that stands in many places is one formula."""
        if id(node) not in self._conditions:
            self._conditions[id(node)] = self._condition(node)
        return self._conditions[id(node)]

    def number(self, node: Number) -> z3.ArithRef:
        """The value of a number; an open term counts nothing."""
        if id(node) not in self._values:
            self._values[id(node)] = self._number(node)
        return self._values[id(node)]

    def _condition(self, node: Condition) -> Outcome:
        match node:
            case Yes(atom):
                if self._is_definition(atom):
                    return self.outcome(atom)
                known = self.person.atom(atom)
                return Outcome(known.yes, known.no)
            case Between(atom, _, _):
                return self._between(node, atom)
            case NotSure(atom):
                return self._not_sure(atom)
            case Not(part):
                inner = self.condition(part)
                return Outcome(inner.silent, inner.fires)
            case All(parts):
                inside = [self.condition(part) for part in parts]
                return Outcome(z3.And(*(one.fires for one in inside)), z3.Or(*(one.silent for one in inside)))
            case Any(parts):
                inside = [self.condition(part) for part in parts]
                return Outcome(z3.Or(*(one.fires for one in inside)), z3.And(*(one.silent for one in inside)))
            case AtLeast(n, parts):
                inside = [self.condition(part) for part in parts]
                fires = z3.AtLeast(*(one.fires for one in inside), n)
                return Outcome(fires, z3.AtLeast(*(one.silent for one in inside), len(parts) - n + 1))
            case Reaches(points, n):
                low, high = self._bounds(points)
                return Outcome(low >= n, high < n)
            case Within(left, right, by):
                holds = self.number(left) >= self.number(right) - by
                return Outcome(holds, z3.Not(holds))

    def _is_definition(self, atom: str) -> bool:
        return atom in self._definitions

    def _between(self, node: Between, atom: str) -> Outcome:
        if self._is_definition(atom):
            within = in_range(self.value(atom), node)
            return Outcome(within, z3.Not(within))
        known, value, _ = self.person.number(atom)
        within = in_range(value, node)
        return Outcome(z3.And(known, within), z3.And(known, z3.Not(within)))

    def _not_sure(self, atom: str) -> Outcome:
        if self.person.is_number(atom):
            known, _, doubt = self.person.number(atom)
            return Outcome(doubt, known)
        one = self.person.atom(atom)
        return Outcome(one.not_sure, z3.Or(one.yes, one.no))

    def _number(self, node: Number) -> z3.ArithRef:
        match node:
            case Constant(value):
                return z3.IntVal(value)
            case Value(name):
                return self.value(name)
            case Points(groups):
                fired = [[(self.condition(t.when).fires, t.points) for t in group] for group in groups]
                return z3.Sum(*(_group(group) for group in fired), z3.IntVal(0))
            case Sum(parts):
                return z3.Sum(*(self.number(part) for part in parts), z3.IntVal(0))
            case Max(parts):
                return _max([self.number(part) for part in parts])
            case Pick(when, then, otherwise):
                return z3.If(self.condition(when).fires, self.number(then), self.number(otherwise))
            case Known(atoms):
                return z3.Sum(*(z3.If(self._known(atom), 1, 0) for atom in atoms), z3.IntVal(0))

    def _known(self, atom: str) -> Bool:
        if self._is_definition(atom):
            one = self.outcome(atom)
            return z3.Or(one.fires, one.silent)
        if self.person.is_number(atom):
            return self.person.number(atom)[0]
        told = self.person.atom(atom)
        return z3.Or(told.yes, told.no)

    def _bounds(self, points: Points) -> tuple[z3.ArithRef, z3.ArithRef]:
        low, high = [], []
        for group in points.groups:
            read = [(self.condition(term.when), term.points) for term in group]
            sure = [(one.fires, value) for one, value in read]
            may = [(z3.Not(one.silent), value) for one, value in read]
            low.append(_group([may[at] if value < 0 else sure[at] for at, (_, value) in enumerate(read)]))
            high.append(_group([may[at] if value > 0 else sure[at] for at, (_, value) in enumerate(read)]))
        return z3.Sum(*low, z3.IntVal(0)), z3.Sum(*high, z3.IntVal(0))


def _group(terms: list[tuple[Bool, int]]) -> z3.ArithRef:
    """The largest value of a group that counts, plus one in its direction when another agrees."""
    ups = sorted(((when, value) for when, value in terms if value > 0), key=lambda one: -one[1])
    downs = sorted(((when, -value) for when, value in terms if value < 0), key=lambda one: -one[1])
    up, down = _largest(ups), _largest(downs)
    risen, fallen = up + _agrees(ups), -down - _agrees(downs)
    return z3.If(up >= down, risen, fallen)


def _largest(terms: list[tuple[Bool, int]]) -> z3.ArithRef:
    best: z3.ArithRef = z3.IntVal(0)
    for when, value in reversed(terms):
        best = z3.If(when, z3.IntVal(value), best)
    return best


def _agrees(terms: list[tuple[Bool, int]]) -> z3.ArithRef:
    if len(terms) < 2:
        return z3.IntVal(0)
    return z3.If(z3.AtLeast(*(when for when, _ in terms), 2), z3.IntVal(1), z3.IntVal(0))


def _max(values: list[z3.ArithRef]) -> z3.ArithRef:
    best = values[0]
    for value in values[1:]:
        best = z3.If(value > best, value, best)
    return best
