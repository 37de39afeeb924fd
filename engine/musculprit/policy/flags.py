"""Red flags as (condition, floor) pairs, and the floor that they set together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..model.expression import Condition, Constant, Max, Node, Pick, Value, Yes, all_of
from ..model.program import Flag
from ..model.rule import NotSurePolicy, RedFlag
from ..model.words import EMERGENCY, FLOORS

Unfold = Callable[[Condition, NotSurePolicy], Condition]


@dataclass(frozen=True, slots=True)
class Pair:
    """A flag and the condition it fires on."""

    flag: Flag
    when: Condition


def pairs(rules: Iterable[RedFlag], unfolded: Unfold) -> list[Pair]:
    """Every (condition, floor) pair: the flag itself, and one for each raise."""
    found = []
    for rule in rules:
        floors = [(rule.id, rule.floor, None, rule.not_sure)]
        floors += [
            (f"{rule.id}#{at}", one.to, one.when, rule.not_sure if one.not_sure is None else one.not_sure)
            for at, one in enumerate(rule.raises, start=1)
        ]
        for name, floor, more, policy in floors:
            rank = FLOORS.index(floor)
            # In an emergency "not sure" is always read as present, in the flag and in what raises it.
            base, raised = ("present", "present") if rank == EMERGENCY else (rule.not_sure, policy)
            when = unfolded(rule.when, base)
            found.append(
                Pair(
                    Flag(name, rule.id, rank, rule.volunteered),
                    when if more is None else all_of(when, unfolded(more, raised)),
                )
            )
    return found


def floors(rules: Iterable[RedFlag], flags: Sequence[Flag]) -> dict[str, Node]:
    """`floor.<rule>`: the highest floor that fires for one rule; `floor`: the highest of all."""
    found: dict[str, Node] = {}
    for rule in rules:
        own = [Pick(Yes(one.name), Constant(one.floor), Constant(0)) for one in flags if one.rule == rule.id]
        found[f"floor.{rule.id}"] = Max(tuple(own))
    found["floor"] = Max((Constant(0), *(Value(name) for name in found)))
    return found
