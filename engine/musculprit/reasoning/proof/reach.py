"""What can be reached, and which flags add nothing: L2 and L3 of the design."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping

import z3

from ...model.program import Program
from ...model.words import BANDS, DISPOSITIONS
from .formulas import Formulas
from .people import Bool, Person


def unreachable(program: Program, reached: Container[str] = ()) -> Iterator[str]:
    """L2: every disposition, flag, raise, band, culprit, part, precaution, referral and action that nobody reaches.

    What is in `reached` already needs no search.
    """
    person = Person(program.vocabulary, "a")
    formulas = Formulas(program.definitions, person)
    solver = z3.Solver()
    solver.add(*person.possible)
    for what, holds in _targets(program, formulas):
        if what in reached:
            continue
        solver.push()
        solver.add(holds())
        if solver.check() == z3.unsat:
            yield what
        solver.pop()


def _targets(program: Program, formulas: Formulas) -> Iterator[tuple[str, Callable[[], Bool]]]:
    def fires(name: str) -> Callable[[], Bool]:
        return lambda: formulas.outcome(name).fires

    for flag in program.flags:
        yield flag.name, fires(flag.name)
    for name in (*(one.id for one in program.precautions), *(one.id for one in program.referrals)):
        yield name, fires(name)
    for rank, name in enumerate(DISPOSITIONS):
        yield f"disposition {name}", _reaches(formulas, ("disposition",), rank)
    for rank, band in enumerate(BANDS):
        yield f"band {band}", _reaches(formulas, tuple(f"band.{one.id}" for one in program.culprits), rank)
    for culprit in program.culprits:
        yield f"{culprit.id} leads", fires(f"lead.{culprit.id}")
    for part in program.parts:
        yield f"{part.id} named", fires(f"part.{part.id}")
    for action in program.actions:
        yield f"{action.id} offered", fires(f"offer.{action.id}")


def _reaches(formulas: Formulas, names: tuple[str, ...], rank: int) -> Callable[[], Bool]:
    return lambda: z3.Or(*(formulas.value(name) == rank for name in names))


def implied(program: Program, told: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """L3: flags implied by another of equal or higher floor that tells the same and sends to the same place.

    `told` is, by rule, what it tells and where it sends; gives pairs of the flag and the one that implies it.
    """
    person = Person(program.vocabulary, "a")
    formulas = Formulas(program.definitions, person)
    solver = z3.Solver()
    solver.add(*person.possible)
    for one in program.flags:
        for other in program.flags:
            if one.rule == other.rule or other.floor < one.floor or told[one.rule] != told[other.rule]:
                continue
            solver.push()
            solver.add(formulas.outcome(one.name).fires, z3.Not(formulas.outcome(other.name).fires))
            if solver.check() == z3.unsat:
                yield one.name, other.name
            solver.pop()
