"""A case as read: its answers, what every definition says of them, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.answers import Answers, World, flatten
from ..model.case import Case
from ..reasoning.forward.reader import ForwardReader
from ..reasoning.judge import Said
from .base import RuleBase
from .readings import read
from .screen import with_none_of
from .support import Support


@dataclass(frozen=True, slots=True)
class State:
    """Where a person stands. `answers` has every "none of these" written out; `world` are its atoms."""

    answers: Answers
    world: World
    said: Said
    support: Support


def state_of(case: Case, base: RuleBase) -> State:
    """The case as judge reads it."""
    return state_from(with_none_of(case.answers, case.none_of, base, case.doubts), base)


def state_from(answers: Answers, base: RuleBase) -> State:
    """Written-out answers as judge reads them."""
    world = flatten(answers, base.program.vocabulary)
    return stand(answers, world, base.judge.run(world), base)


def stand(answers: Answers, world: World, said: Said, base: RuleBase) -> State:
    """What was said of a world already read."""
    known = {**world, **{name: value for name, value in said.items() if value is not None}}
    return State(answers, world, said, Support(base.judge, known))


def state_by_both(case: Case, base: RuleBase, forward: ForwardReader) -> State:
    """The case as both engines read it, the stricter standing (S7)."""
    answers = with_none_of(case.answers, case.none_of, base, case.doubts)
    world = flatten(answers, base.program.vocabulary)
    return stand(answers, world, read(base, world, forward).said, base)
