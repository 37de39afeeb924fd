"""Two readers of danger for one case; the stricter of fires, open, silent stands (S7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from ..model.answers import World
from ..model.assessment import SecondReading
from ..model.expression import Outcome
from ..reasoning.forward.reader import ForwardReader, SecondReadingFailed
from ..reasoning.judge import Said
from .base import RuleBase

Overruled: TypeAlias = Mapping[str, Outcome]
"""Outcomes of definitions that stand instead of the ones read."""

_NOTHING: Overruled = MappingProxyType({})

_STRICTNESS: Mapping[Outcome, int] = {True: 2, None: 1, False: 0}


@dataclass(frozen=True, slots=True)
class Reading:
    """What every definition says, and how the second reading compares."""

    said: Said
    second: SecondReading
    note: str = ""


def read(base: RuleBase, world: World, forward: ForwardReader) -> Reading:
    """Judge the world, let the second engine read the flags, and keep the stricter of the two."""
    return second_reading(base, world, first_reading(base, world, forward), forward)


def first_reading(base: RuleBase, world: World, forward: ForwardReader, overruled: Overruled = _NOTHING) -> Said:
    """What judge says, while the second engine is already reading."""
    forward.send(world)
    return base.judge.run(world, overruled)


def second_reading(
    base: RuleBase, world: World, said: Said, forward: ForwardReader, overruled: Overruled = _NOTHING
) -> Reading:
    """The first reading compared with the second: where they differ, everything is read again with the stricter."""
    try:
        seen = forward.receive()
    except SecondReadingFailed as failure:
        return Reading(said, "unavailable", f"the second engine gave no answer: {failure}")
    differing = sorted(flag.name for flag in base.program.flags if said[flag.name] is not seen[flag.name])
    if not differing:
        return Reading(said, "agrees")
    stricter = {name: _stricter(said[name], seen[name]) for name in differing}
    again = base.judge.run(world, {**overruled, **stricter})
    return Reading(again, "differs", f"the two engines differ on {', '.join(differing)}; the stricter stands")


def _stricter(one: bool | int | None, other: Outcome) -> Outcome:
    known = None if one is None else bool(one)
    return max((known, other), key=_STRICTNESS.__getitem__)
