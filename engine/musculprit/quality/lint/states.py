"""What answers a condition asks for, as sets of states: exact where it says yes, silent where it is not sure.

Every thing that can be known of a person is in one state: not asked, not sure, or one of its values. A leaf
asks for some of the states of one thing, so that "40 and over", "female" and "not sure" are read alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from ...model.expression import All, Any, AtLeast, Between, Condition, Not, NotSure, Reaches, Within, Yes
from ...model.vocabulary import Vocabulary

NOT_ASKED, NOT_SURE, NO, YES = 1, 2, 4, 8
"""The states of a yes or no; a choice and a number have a bit for each value from the third on."""

_KNOWN = NO | YES
_ANY = NOT_ASKED | NOT_SURE | _KNOWN


@dataclass(frozen=True, slots=True)
class Is:
    """One thing is in one of some states."""

    thing: Hashable
    states: int


@dataclass(frozen=True, slots=True)
class Every:
    """Every part holds; of no parts, always."""

    parts: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; of no parts, never."""

    parts: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """At least n parts hold."""

    n: int
    parts: tuple[Demand, ...]


Demand: TypeAlias = Is | Every | Some | Several


class States:
    """The states of all that can be known, and what a condition demands of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._findings = vocabulary.findings
        self.every = cache(self._every)

    def demand(self, condition: Condition, fires: bool = True) -> Demand:
        """What must be so for the condition to fire, or with `fires=False` to be silent."""
        match condition:
            case Not(part):
                return self.demand(part, not fires)
            case All(parts) | Any(parts):
                inside = [self.demand(part, fires) for part in parts]
                return every_of(inside) if isinstance(condition, All) is fires else some_of(inside)
            case AtLeast(n, parts):
                return several_of(n if fires else len(parts) - n + 1, [self.demand(part, fires) for part in parts])
            case _:
                return self._leaf(condition, fires)

    def _leaf(self, leaf: Yes | Between | NotSure | Reaches | Within, fires: bool) -> Is:
        match leaf:
            case Yes(atom) if atom.endswith(":told"):
                return Is(atom.removesuffix(":told"), YES if fires else _ANY & ~YES)
            case NotSure(atom):
                return self._known(self._of_atom(atom)[0], NOT_SURE, fires)
            case Yes(atom):
                return self._known(*self._of_atom(atom), fires)
            case Between(atom, low, high):
                return self._known(*self._of_number(leaf, atom, low, high), fires)
            case Reaches() | Within():
                return self._known(leaf, YES, fires)

    def _known(self, thing: Hashable, states: int, fires: bool) -> Is:
        """The states, or every other value that can be known."""
        return Is(thing, states if fires else self.every(thing) & ~(NOT_SURE | NOT_ASKED | states))

    def _of_atom(self, atom: str) -> tuple[str, int]:
        name, _, option = atom.partition("=")
        finding = self._findings.get(name)
        if finding is None or finding.type != "choice" or not option:
            return atom, YES
        return name, 1 << 2 + finding.options.index(option)

    def _of_number(self, leaf: Between, atom: str, low: int | None, high: int | None) -> tuple[Hashable, int]:
        finding = self._findings.get(atom)
        if finding is None or finding.type != "integer" or finding.derived:
            return leaf, YES
        start = finding.low if low is None else max(low, finding.low)
        end = finding.high if high is None else min(high, finding.high)
        width = max(0, end - start + 1)
        return atom, ((1 << width) - 1) << (2 + start - finding.low) if width else 0

    def _every(self, thing: Hashable) -> int:
        finding = self._findings.get(thing) if isinstance(thing, str) else None
        if finding is None or finding.type in ("yes_no", "regions") or finding.derived:
            return _ANY
        values = len(finding.options) if finding.type == "choice" else finding.high - finding.low + 1
        return (1 << values + 2) - 1


def every_of(parts: Iterable[Demand]) -> Demand:
    """All of the parts, flattened, with what is asked of one thing put together."""
    return _joined(Every, parts)


def some_of(parts: Iterable[Demand]) -> Demand:
    """Any of the parts, flattened, with what is asked of one thing put together."""
    return _joined(Some, parts)


def several_of(n: int, parts: list[Demand]) -> Demand:
    """At least n of the parts."""
    if n <= 0:
        return Every(())
    if n > len(parts):
        return Some(())
    return some_of(parts) if n == 1 else every_of(parts) if n == len(parts) else Several(n, tuple(parts))


def _joined(kind: type[Every] | type[Some], parts: Iterable[Demand]) -> Demand:
    leaves: dict[Hashable, int] = {}
    others: dict[Demand, None] = {}
    for part in parts:
        for one in part.parts if isinstance(part, kind) else (part,):
            if not isinstance(one, Is):
                others[one] = None
            elif one.thing not in leaves:
                leaves[one.thing] = one.states
            else:
                leaves[one.thing] = leaves[one.thing] & one.states if kind is Every else leaves[one.thing] | one.states
    joined = (*(Is(thing, states) for thing, states in leaves.items()), *others)
    return joined[0] if len(joined) == 1 else kind(joined)
