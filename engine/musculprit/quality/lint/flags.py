"""Flags that repeat one another, and floors that contradict one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.rule import RedFlag
from ...model.words import FLOORS, SAME_DAY
from ...policy.flags import Pair
from .found import Lint
from .implication import World
from .source import Source
from .states import Demand

_SAMPLES = 8
"""Ways to fire a flag that another must share before the search for a way that it does not share."""

_SLOW = re.compile(
    r"\b(within (?:two|2|a few|several) weeks|this week|next week|in a few days|when it suits|book a routine)\b", re.I
)


class _Read:
    """A pair with what it demands, and some ways to meet that."""

    def __init__(self, pair: Pair, source: Source) -> None:
        self.flag = pair.flag
        self.demand: Demand = source.reasoner.states.demand(pair.when)
        self.ways: list[World] = source.reasoner.ways(self.demand, _SAMPLES)


def check(source: Source) -> Iterator[Lint]:
    """Check every pair of flags against every other."""
    read = [_Read(pair, source) for pair in source.pairs]
    implied = {(a.flag.name, b.flag.name) for a in read for b in read if a is not b and _implies(a, b, source)}
    rules = {rule.id: rule for rule in source.rules.red_flags}
    yield from _same_people(read, implied, source)
    for rule in source.rules.red_flags:
        yield from _slow_words(rule, source)
    for one in read:
        higher = [
            other
            for other in read
            if (one.flag.name, other.flag.name) in implied
            and other.flag.rule != one.flag.rule
            and other.flag.floor >= one.flag.floor
        ]
        if higher:
            yield _implied(one, higher, rules, source)


def _implied(one: _Read, higher: list[_Read], rules: dict[str, RedFlag], source: Source) -> Lint:
    own = rules[one.flag.rule]
    same = [other for other in higher if _says(rules[other.flag.rule]) == _says(own)]
    names = ", ".join(f"`{other.flag.name}`" for other in (same or higher)[:3])
    floor = FLOORS[one.flag.floor]
    if same:
        message = f"{floor}: whenever this fires, {names} fires, tells the same and sends to the same place"
        return source.lint("repeats-another", own.id, source.where_of(one.flag), message, "keep the wider of the two")
    message = f"{floor}: whenever this fires, {names} fires too, with a floor at least as high"
    return source.lint("implied-by-another", own.id, source.where_of(one.flag), message, "meant, if the text says more")


def _implies(one: _Read, other: _Read, source: Source) -> bool:
    reasoner = source.reasoner
    return all(reasoner.certain(other.demand, way) for way in one.ways) and reasoner.implies(one.demand, other.demand)


def _same_people(read: list[_Read], implied: set[tuple[str, str]], source: Source) -> Iterator[Lint]:
    """A lower floor that is never seen, because a higher one stands for exactly the same answers."""
    for one in read:
        for other in read:
            names = one.flag.name, other.flag.name
            if one.flag.floor >= other.flag.floor or names not in implied or names[::-1] not in implied:
                continue
            low, high = FLOORS[one.flag.floor], FLOORS[other.flag.floor]
            if one.flag.rule == other.flag.rule:
                message = f"this raise to {high} always fires when {low} does"
                hint = "write the higher floor, or let the raise ask for more"
            else:
                message = f"{high} here and {low} in `{one.flag.name}`, for exactly the same answers"
                hint = "the lower floor is never seen; keep one of the two"
            yield source.lint("contradictory-floors", other.flag.rule, source.where_of(other.flag), message, hint)


def _slow_words(rule: RedFlag, source: Source) -> Iterator[Lint]:
    if FLOORS.index(rule.floor) >= SAME_DAY and (slow := _SLOW.search(rule.tell)):
        message = f"floor {rule.floor}, and the text says “{slow[0]}”"
        yield source.lint(
            "contradictory-floors", rule.id, ("tell",), message, "the text must be as urgent as the floor"
        )


def _says(rule: RedFlag) -> tuple[str, str | None]:
    return " ".join(rule.tell.lower().split()), rule.go_to
