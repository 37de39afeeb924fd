"""A person whom two versions of one rule read differently, or that there is none."""

from __future__ import annotations

import z3

from ...model.answers import Answer
from ...model.expression import Condition
from ...model.program import Program
from .formulas import Formulas
from .people import Bool, Person

Pairs = tuple[dict[str, Condition], dict[str, int]]
"""Conditions by name of a (condition, floor) pair, and their floors."""


def read_differently(program: Program, before: Pairs, now: Pairs) -> dict[str, Answer] | None:
    """Somebody for whom one version fires and the other does not; else one for whom only one is silent; else None."""
    person = Person(program.vocabulary, "a")
    formulas = Formulas(program.definitions, person)
    solver = z3.Solver()
    solver.add(*person.possible)
    floors = sorted({*before[1].values(), *now[1].values()})
    read = [(_at(floor, before, formulas), _at(floor, now, formulas)) for floor in floors]
    for differs in ([one[0] != other[0] for one, other in read], [one[1] != other[1] for one, other in read]):
        if solver.check(z3.Or(*differs)) == z3.sat:
            return person.answers(solver.model())
    return None


def _at(floor: int, pairs: Pairs, formulas: Formulas) -> tuple[Bool, Bool]:
    """When something of this floor or above fires, and when all of it is silent."""
    inside = [formulas.condition(when) for name, when in pairs[0].items() if pairs[1][name] >= floor]
    return z3.Or(*(one.fires for one in inside)), z3.And(*(one.silent for one in inside))
