"""Red flags as (condition, floor) pairs, and the floor that they set together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..model.expression import Condition, Constant, Max, Node, Pick, Value, Yes, all_of
from ..model.program import Flag
from ..model.rule import NotSurePolicy, RedFlag
from ..model.words import FLOORS

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
        base = unfolded(rule.when, rule.not_sure)
        found.append(Pair(Flag(rule.id, rule.id, FLOORS.index(rule.floor), rule.volunteered), base))
        for at, one in enumerate(rule.raises, start=1):
            more = unfolded(one.when, rule.not_sure if one.not_sure is None else one.not_sure)
            flag = Flag(f"{rule.id}#{at}", rule.id, FLOORS.index(one.to), rule.volunteered)
            found.append(Pair(flag, all_of(base, more)))
    return found


def floors(rules: Iterable[RedFlag], flags: Sequence[Flag]) -> dict[str, Node]:
    """`floor.<rule>`: the highest floor that fires for one rule; `floor`: the highest of all."""
    found: dict[str, Node] = {}
    for rule in rules:
        own = [Pick(Yes(one.name), Constant(one.floor), Constant(0)) for one in flags if one.rule == rule.id]
        found[f"floor.{rule.id}"] = Max(tuple(own))
    found["floor"] = Max((Constant(0), *(Value(name) for name in found)))
    return found
