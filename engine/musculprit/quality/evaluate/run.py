"""Triage of everybody, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...conversation.cases import case_of
from ...errors import CaseError, Problem, did_you_mean
from ...model.answers import World
from ...model.assessment import Assessment
from ...model.expression import Outcome
from ...reasoning.forward.reader import ForwardReader, SecondReadingFailed
from ...triage import assess
from ...triage.base import RuleBase
from .people import Labelled
from .rows import Row, Shown


class NoSecondReader(ForwardReader):
    """Stands where the second engine would, and never answers: `judge` alone decides."""

    def send(self, world: World) -> None:
        """Nothing is sent anywhere."""

    def receive(self) -> dict[str, Outcome]:
        """Raises SecondReadingFailed, always."""
        raise SecondReadingFailed("it was not asked")


def triage_all(
    people: Iterable[Labelled], base: RuleBase, problems: list[Problem], quick: bool = False
) -> Iterator[Row]:
    """One row for each person; whoever uses a word nobody knows is added to the problems instead."""
    reader = NoSecondReader if quick else ForwardReader
    known = _known_culprits(base)
    with reader(base.plan, [flag.name for flag in base.program.flags]) as forward:
        for one in people:
            try:
                culprits = _resolved(one, known)
                case = case_of(base, one.given, one.says, one.file, one.lines)
            except CaseError as error:
                problems += [problem if problem.line else replace(problem, line=one.line) for problem in error.problems]
                continue
            yield _row(one, culprits, assess(case, base, forward))


def _row(one: Labelled, culprits: tuple[str, ...], assessment: Assessment) -> Row:
    shown = (
        Shown((said.id, *(part.id for part in said.parts)), said.leads)  # a part is named under its culprit
        for said in assessment.culprits
    )
    return Row(
        id=one.id,
        file=one.file,
        line=one.line,
        label=one.label,
        answer=assessment.disposition.id,
        at_least=assessment.disposition.at_least,
        culprits=culprits,
        must_lead=one.must_lead,
        shown=tuple(shown),
        second_reading=assessment.second_reading,
    )


def _known_culprits(base: RuleBase) -> dict[str, tuple[str, ...]]:
    """Every id of a culprit or a part, with and without its first word."""
    known: dict[str, tuple[str, ...]] = {}
    ids = [*(one.id for one in base.program.culprits), *(one.id for one in base.program.parts)]
    for one in ids:
        for name in (one, one.partition(".")[2]):
            known[name] = (*known.get(name, ()), one)
    return known


def _resolved(one: Labelled, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    unknown = [name for name in one.culprits if name not in known]
    if unknown:
        raise CaseError(
            Problem(one.file, one.line, f"`{name}` is not a culprit{did_you_mean(name, known)}; see `rules list`")
            for name in unknown
        )
    return tuple(dict.fromkeys(found for name in one.culprits for found in known[name]))
