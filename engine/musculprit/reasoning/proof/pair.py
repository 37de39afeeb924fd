"""Every possible person before two programs at once: whoever tells both the same."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import z3

from ...model.answers import Answer
from ...model.expression import Condition, Node
from ...model.vocabulary import Vocabulary
from .formulas import Formulas, Outcome
from .people import Bool, Person

Way: TypeAlias = tuple[Condition, Condition]
Met: TypeAlias = tuple[dict[str, Answer], dict[str, Answer]] | Literal["nobody", "unknown"]
"""What the person tells each side, or that there is none, or that time was up."""


class Pair:
    """Two programs. Definitions in `free` are taken as any choice at all, one for both, where that is asked for."""

    def __init__(self, sides: Sequence[tuple[Vocabulary, Mapping[str, Node]]], free: Collection[str]) -> None:
        # One name: the variables of an answer that both sides know are the same.
        self._people = [Person(vocabulary, "p") for vocabulary, _ in sides]
        chosen = {name: z3.Bool(f"{name}+") for name in free}
        anything = {name: Outcome(one, z3.Not(one)) for name, one in chosen.items()}
        pairs = list(zip(sides, self._people, strict=True))
        self._exact = [Formulas(definitions, person) for (_, definitions), person in pairs]
        self._loose = [Formulas(definitions, person, anything) for (_, definitions), person in pairs]
        self._alive: list[Way] = []

    def somebody(self, ways: Iterable[Way], end: float, loose: bool = False) -> Met:
        """A person of whom both conditions of one way fire, searched for until `end` on the monotonic clock."""
        left = end - time.monotonic()
        if left <= 0:
            return "unknown"
        solver = z3.Solver()
        for person in self._people:
            solver.add(*person.possible)
        solver.add(z3.Or(*(self._fires(way, loose) for way in ways)))
        solver.set("timeout", max(int(1000 * left), 1))
        answer = solver.check()
        if answer != z3.sat:
            return "nobody" if answer == z3.unsat else "unknown"
        model = solver.model()
        one, other = (person.answers(model) for person in self._people)
        return one, other

    def _fires(self, way: Way, loose: bool) -> Bool:
        self._alive.append(way)  # formulas are kept by the identity of their nodes
        before, after = self._loose if loose else self._exact
        return z3.And(before.condition(way[0]).fires, after.condition(way[1]).fires)
