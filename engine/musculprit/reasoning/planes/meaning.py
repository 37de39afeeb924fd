"""The meaning of every node on planes: one `match` arm per node, as in `judge`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
from . import people
from .circuit import ALWAYS, Circuit, Plane
from .counting import at_least, count, group
from .numbers import Integer, constant, largest, pick, reaches, total, within


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a condition fires and where it is silent; neither is open."""

    yes: Plane
    no: Plane


class Meaning:
    """The definitions of a program on planes. `atom` says what is known of what was told."""

    def __init__(self, circuit: Circuit, atom: Callable[[str], people.Known]) -> None:
        self.circuit = circuit
        self.outcomes: dict[str, Outcome] = {}
        self.numbers: dict[str, Integer] = {}
        self._atom = atom
        self._read: dict[str, people.Known] = {}
        self._conditions: dict[int, Outcome] = {}
        self._values: dict[int, Integer] = {}

    def define_all(self, definitions: Mapping[str, Node]) -> None:
        """Read definitions in strata: each reads atoms and earlier ones only."""
        for name, node in definitions.items():
            if isinstance(node, Condition):
                self.outcomes[name] = self.condition(node)
            else:
                self.numbers[name] = self.number(node)
            if self._read.pop(name, None):  # until now it was an atom, and nodes that read it meant that
                self._conditions.clear()
                self._values.clear()

    def known(self, name: str) -> people.Known:
        """What is known of an atom or an earlier definition; where that is open, what was told stands."""
        if name not in self._read:
            self._read[name] = self._known(name)
        return self._read[name]

    def condition(self, node: Condition) -> Outcome:
        """The outcome of a condition; a node that stands in many places is read once."""
        if id(node) not in self._conditions:
            self._conditions[id(node)] = self._condition(node)
        return self._conditions[id(node)]

    def number(self, node: Number) -> Integer:
        """The value of a number; an open term counts nothing."""
        if id(node) not in self._values:
            self._values[id(node)] = self._number(node)
        return self._values[id(node)]

    def _condition(self, node: Condition) -> Outcome:
        every, some = self.circuit.every, self.circuit.some
        match node:
            case Yes(atom):
                known = self.known(atom)
                return Outcome(known.yes, known.no)
            case Between(atom, low, high):
                return self._between(self.known(atom), low, high)
            case NotSure(atom):
                known = self.known(atom)
                return Outcome(known.not_sure, some(known.yes, known.no, known.known))
            case Not(part):
                inside = self.condition(part)
                return Outcome(inside.no, inside.yes)
            case All(parts):
                held = [self.condition(part) for part in parts]
                return Outcome(every(*(one.yes for one in held)), some(*(one.no for one in held)))
            case Any(parts):
                held = [self.condition(part) for part in parts]
                return Outcome(some(*(one.yes for one in held)), every(*(one.no for one in held)))
            case AtLeast(n, parts):
                held = [self.condition(part) for part in parts]
                enough = at_least(self.circuit, n, [one.yes for one in held])
                return Outcome(enough, at_least(self.circuit, len(held) - n + 1, [one.no for one in held]))
            case Reaches(points, n):
                least, most = self._bounds(points)
                return self._settled(reaches(self.circuit, least, n), reaches(self.circuit, most, n))
            case Within(number, other, by):
                near = within(self.circuit, self.number(number), self.number(other), by)
                return self._settled(near, near)

    def _number(self, node: Number) -> Integer:
        match node:
            case Constant(value):
                return constant(value)
            case Value(name):
                return self.numbers[name]
            case Points(groups):
                return total(self.circuit, (self._group([(t.when, t.points) for t in terms]) for terms in groups))
            case Sum(parts):
                return total(self.circuit, map(self.number, parts))
            case Max(parts):
                return largest(self.circuit, [self.number(part) for part in parts])
            case Pick(when, then, otherwise):
                fires = self.condition(when).yes
                return pick(self.circuit, fires, self.number(then), self.number(otherwise))
            case Known(atoms):
                return count(self.circuit, [self._is_known(atom) for atom in atoms])

    def _group(self, terms: list[tuple[Condition, int]]) -> Integer:
        return group(self.circuit, [(self.condition(when).yes, points) for when, points in terms])

    def _bounds(self, points: Points) -> tuple[Integer, Integer]:
        """The least and the most that points can come to, whatever the open terms turn out to be."""
        low, high = [], []
        for terms in points.groups:
            sure = [(self.condition(term.when).yes, term.points) for term in terms]
            may = [(self.circuit.opposite(self.condition(term.when).no), term.points) for term in terms]
            low.append(group(self.circuit, [may[at] if one[1] < 0 else one for at, one in enumerate(sure)]))
            high.append(group(self.circuit, [may[at] if one[1] > 0 else one for at, one in enumerate(sure)]))
        return total(self.circuit, low), total(self.circuit, high)

    def _between(self, known: people.Known, low: int | None, high: int | None) -> Outcome:
        """A yes counts as 1 and a no as 0, should a rule ever compare them."""
        inside = people.in_range(self.circuit, known.number, low, high)
        fires = [self.circuit.every(known.known, inside)]
        silent = [self.circuit.but_not(known.known, inside)]
        for value, plane in ((1, known.yes), (0, known.no)):
            holds = (low is None or low <= value) and (high is None or value <= high)
            (fires if holds else silent).append(plane)
        return Outcome(self.circuit.some(*fires), self.circuit.some(*silent))

    def _settled(self, surely: Plane, maybe: Plane) -> Outcome:
        return Outcome(surely, self.circuit.opposite(maybe))

    def _is_known(self, name: str) -> Plane:
        known = self.known(name)
        return self.circuit.some(known.yes, known.no, known.known)

    def _known(self, name: str) -> people.Known:
        if name in self.numbers:
            return people.Known(known=ALWAYS, number=self.numbers[name])
        told = self._atom(name)
        if name not in self.outcomes:
            return told
        said, every, some = self.outcomes[name], self.circuit.every, self.circuit.some
        left = self.circuit.neither(said.yes, said.no)
        return people.Known(
            some(said.yes, every(left, told.yes)),
            some(said.no, every(left, told.no)),
            every(left, told.not_sure),
            every(left, told.known),
            told.number,
        )
