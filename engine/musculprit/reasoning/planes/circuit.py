"""Planes as gates: each is written once, however many rules it stands in.

A plane is one bit for each person. Here nobody is known yet: a plane is a number that names a gate,
and what can be known without people (always, never, twice the same) is settled while it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

Plane: TypeAlias = int
"""The number of a gate."""

Gate: TypeAlias = tuple[str, tuple[Plane, ...]]
"""What is done (`and`, `or`, `xor`, `not`; an input has its own name) and to which planes."""

NEVER: Plane = 0
ALWAYS: Plane = 1


class Circuit:
    """Gates in an order in which each reads earlier ones only; equal gates are one."""

    def __init__(self) -> None:
        self.gates: list[Gate] = [("never", ()), ("always", ())]
        self.inputs: dict[str, Plane] = {}
        self._written: dict[Gate, Plane] = {gate: at for at, gate in enumerate(self.gates)}

    def input(self, name: str) -> Plane:
        """A plane that comes from outside."""
        if name not in self.inputs:
            self.inputs[name] = self.gate(f"in {name}", ())
        return self.inputs[name]

    def every(self, *planes: Plane) -> Plane:
        """Where all of the planes are set."""
        return self._joined("and", planes, neutral=ALWAYS, decisive=NEVER)

    def some(self, *planes: Plane) -> Plane:
        """Where at least one of the planes is set."""
        return self._joined("or", planes, neutral=NEVER, decisive=ALWAYS)

    def neither(self, *planes: Plane) -> Plane:
        """Where none of the planes is set."""
        return self.opposite(self.some(*planes))

    def but_not(self, plane: Plane, *others: Plane) -> Plane:
        """Where the plane is set and none of the others is."""
        return self.every(plane, self.neither(*others))

    def opposite(self, plane: Plane) -> Plane:
        """Where the plane is not set."""
        if plane in (NEVER, ALWAYS):
            return ALWAYS - plane
        op, parts = self.gates[plane]
        return parts[0] if op == "not" else self.gate("not", (plane,))

    def differ(self, one: Plane, other: Plane) -> Plane:
        """Where exactly one of the two is set."""
        if one == other:
            return NEVER
        low, high = sorted((one, other))
        if low in (NEVER, ALWAYS):
            return high if low == NEVER else self.opposite(high)
        if "not" in (self.gates[low][0], self.gates[high][0]):
            return self._differ_opposite(low, high)
        return self.gate("xor", (low, high))

    def choose(self, when: Plane, then: Plane, otherwise: Plane) -> Plane:
        """`then` where `when` is set, elsewhere `otherwise`."""
        if then == otherwise:
            return then
        if {NEVER, ALWAYS, when}.isdisjoint((then, otherwise)):
            return self.differ(otherwise, self.every(when, self.differ(then, otherwise)))
        return self.some(self.every(when, then), self.but_not(otherwise, when))

    def _differ_opposite(self, one: Plane, other: Plane) -> Plane:
        bare = [self.opposite(p) if self.gates[p][0] == "not" else p for p in (one, other)]
        turned = sum(self.gates[p][0] == "not" for p in (one, other)) % 2
        plane = self.differ(*bare)
        return self.opposite(plane) if turned else plane

    def _joined(self, op: str, planes: Iterable[Plane], neutral: Plane, decisive: Plane) -> Plane:
        parts = set(planes) - {neutral}
        if decisive in parts or any(self.gates[p][0] == "not" and self.gates[p][1][0] in parts for p in parts):
            return decisive
        parts -= {part for part in parts if self._adds_nothing(op, part, parts)}
        if len(parts) < 2:
            return parts.pop() if parts else neutral
        return self.gate(op, tuple(sorted(parts)))

    def _adds_nothing(self, op: str, part: Plane, parts: set[Plane]) -> bool:
        """Beside a, what is a or more adds nothing to `and`, and what is a and more adds nothing to `or`."""
        other, inside = self.gates[part]
        return {op, other} == {"and", "or"} and not parts.isdisjoint(inside)

    def gate(self, op: str, parts: tuple[Plane, ...]) -> Plane:
        """A gate as it stands; parts of what joins them are in rising order."""
        gate = (op, parts)
        if gate not in self._written:
            self._written[gate] = len(self.gates)
            self.gates.append(gate)
        return self._written[gate]


def needed(circuit: Circuit, roots: Iterable[Plane]) -> list[Plane]:
    """The gates that the roots read, each after those it reads itself."""
    seen: set[Plane] = set()
    waiting = list(roots)
    while waiting:
        plane = waiting.pop()
        if plane not in seen:
            seen.add(plane)
            waiting.extend(circuit.gates[plane][1])
    return sorted(seen)


def settled(circuit: Circuit, roots: Collection[Plane], empty: Collection[str]) -> tuple[Circuit, list[Plane]]:
    """The circuit where the `empty` inputs are never set, with no more than the roots need; and the roots in it."""
    fresh = Circuit()
    now: dict[Plane, Plane] = {}
    for plane in needed(circuit, roots):
        op, parts = circuit.gates[plane]
        now[plane] = _again(fresh, op, [now[part] for part in parts], empty)
    return fresh, [now[plane] for plane in roots]


def _again(fresh: Circuit, op: str, parts: list[Plane], empty: Collection[str]) -> Plane:
    match op:
        case "never":
            return NEVER
        case "always":
            return ALWAYS
        case "and":
            return fresh.every(*parts)
        case "or":
            return fresh.some(*parts)
        case "xor":
            return fresh.differ(*parts)
        case "not":
            return fresh.opposite(*parts)
        case _:
            name = op.removeprefix("in ")
            return NEVER if name in empty else fresh.input(name)
