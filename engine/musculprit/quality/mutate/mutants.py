"""Small changes of a condition, a red flag and a precaution, each of which would be a mistake of an author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any as Anything

from ...model.expression import All, Any, AtLeast, Between, Condition, Not, Yes
from ...model.rule import NotSurePolicy, Precaution, RedFlag
from ...model.words import EMERGENCY, FLOORS

NEVER: Condition = Any(())


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken rule, and how it was broken."""

    rule: RedFlag | Precaution
    how: str


def mutants_of_flag(rule: RedFlag) -> Iterator[Mutant]:
    """A red flag dropped, weakened, strengthened, its floor moved, a raise dropped, its doubt read otherwise."""
    yield Mutant(rule.model_copy(update={"when": NEVER}), "the flag dropped")
    for changed, how in mutated(rule.when):
        yield Mutant(rule.model_copy(update={"when": changed}), how)
    rank = FLOORS.index(rule.floor)
    highest = min([len(FLOORS), *(FLOORS.index(one.to) for one in rule.raises)])
    for other in (rank - 1, rank + 1):
        if 0 <= other < highest:
            yield Mutant(rule.model_copy(update={"floor": FLOORS[other]}), f"the floor {FLOORS[other]}")
    if rank < EMERGENCY:
        for policy in _other_policies(rule.not_sure):
            yield Mutant(rule.model_copy(update={"not_sure": policy}), f"not sure read as {policy}")
    for at, one in enumerate(rule.raises):
        rest = rule.raises[:at] + rule.raises[at + 1 :]
        yield Mutant(rule.model_copy(update={"raises": rest}), f"the {at + 1}. raise dropped")
        lower = FLOORS.index(one.to) - 1
        if lower > rank:
            lowered = (*rule.raises[:at], one.model_copy(update={"to": FLOORS[lower]}), *rule.raises[at + 1 :])
            yield Mutant(rule.model_copy(update={"raises": lowered}), f"the {at + 1}. raise to {FLOORS[lower]}")
        for changed, how in mutated(one.when):
            moved = (*rule.raises[:at], one.model_copy(update={"when": changed}), *rule.raises[at + 1 :])
            yield Mutant(rule.model_copy(update={"raises": moved}), f"in the {at + 1}. raise {how}")


def mutants_of_precaution(rule: Precaution) -> Iterator[Mutant]:
    """A precaution dropped, its condition changed, a kind no longer withheld, its doubt read as no."""
    yield Mutant(rule.model_copy(update={"when": NEVER}), "the precaution dropped")
    for changed, how in mutated(rule.when):
        yield Mutant(rule.model_copy(update={"when": changed}), how)
    for key in ("block", "ask_first"):
        kinds: tuple[str, ...] = getattr(rule, key)
        for kind in kinds:
            left = tuple(one for one in kinds if one != kind)
            yield Mutant(rule.model_copy(update={key: left}), f"{kind} no longer withheld")
    for policy in _other_policies(rule.not_sure):
        yield Mutant(rule.model_copy(update={"not_sure": policy}), f"not sure read as {policy}")


def mutated(node: Condition) -> Iterator[tuple[Condition, str]]:
    """Every condition one small change away, with the change in words."""
    match node:
        case Yes(atom):
            yield Not(node), f"`{atom}` negated"
        case Between(atom, low, high):
            yield from _moved(node, atom, low, high)
        case Not(part):
            yield part, f"`{_name(part)}` no longer negated"
        case All(parts) | Any(parts):
            kind = type(node)
            if len(parts) > 1:
                swapped: Condition = Any(parts) if kind is All else All(parts)
                yield swapped, f"{_word(kind)} of {_name(parts[0])}... read as {_word(type(swapped))}"
            yield from _removed(node, parts)
            yield from _inside(node, parts)
        case AtLeast(n, parts):
            yield AtLeast(n + 1, parts), f"at least {n} of {_name(parts[0])}... raised to {n + 1}"
            if n > 1:
                yield AtLeast(n - 1, parts), f"at least {n} of {_name(parts[0])}... lowered to {n - 1}"
            yield from _inside(node, parts)
        case _:
            return


def _moved(node: Between, atom: str, low: int | None, high: int | None) -> Iterator[tuple[Condition, str]]:
    for by in (-1, 1):
        if low is not None:
            yield replace(node, low=low + by), f"`{atom}` from {low + by} instead of {low}"
        if high is not None:
            yield replace(node, high=high + by), f"`{atom}` up to {high + by} instead of {high}"


def _removed(node: All | Any, parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, str]]:
    if len(parts) > 1:
        for at, part in enumerate(parts):
            yield replace(node, parts=parts[:at] + parts[at + 1 :]), f"`{_name(part)}` removed"


def _inside(node: Anything, parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, str]]:
    for at, part in enumerate(parts):
        for changed, how in mutated(part):
            yield replace(node, parts=(*parts[:at], changed, *parts[at + 1 :])), how


def _other_policies(policy: NotSurePolicy) -> Iterator[NotSurePolicy]:
    for other in ("present", "absent"):
        if other != policy:
            yield other


def _word(kind: type) -> str:
    return "all" if kind is All else "any"


def _name(node: Condition) -> str:
    match node:
        case Yes(atom) | Between(atom, _, _):
            return atom
        case All(parts) | Any(parts) | AtLeast(_, parts):
            return f"{_name(parts[0])}..." if parts else "nothing"
        case Not(part):
            return f"not {_name(part)}"
        case _:
            return "points"
