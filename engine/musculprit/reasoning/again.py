"""Judges a person again after a few more answers: only the definitions that can have changed are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from heapq import heapify, heappop, heappush
from types import MappingProxyType

from ..model.expression import Between, Condition, Known, Node, NotSure, Outcome, Value, Yes, children
from .judge import Shared, condition_reader, number_reader

_NOTHING: Mapping[str, Outcome] = MappingProxyType({})

Changes = Mapping[str, object]
"""Atoms or definitions and what is known of them now; None is nothing."""


class Again:
    """Reads some targets of a program again, and the definitions that they rest on."""

    def __init__(self, definitions: Mapping[str, Node], targets: Iterable[str]) -> None:
        self._definitions = definitions
        self._targets = tuple(targets)
        self._shared: Shared = {}
        self._compiled: dict[int, Callable[[Mapping[str, object]], bool | int | None]] = {}

    def run(
        self, known: Mapping[str, object], changes: Changes, overruled: Mapping[str, Outcome] = _NOTHING
    ) -> Changes:
        """What changes, the given atoms among it. `known` is the world with every definition as it was read."""
        now = dict(known)
        changed: dict[str, object] = {}
        waiting: list[int] = []
        seen: set[int] = set()

        def note(name: str, value: object) -> None:
            changed[name] = value
            if value is None:
                now.pop(name, None)
            else:
                now[name] = value
            for at in self._readers_of.get(name, ()):
                if at not in seen:
                    seen.add(at)
                    heappush(waiting, at)

        for atom, value in changes.items():
            note(atom, value)
        for name in overruled:
            if (at := self._order.get(name)) is not None and at not in seen:
                seen.add(at)
                waiting.append(at)
        heapify(waiting)
        while waiting:
            at = heappop(waiting)
            name = self.names[at]
            value = overruled[name] if name in overruled else self._read(at, now)
            if value is not known.get(name) and value != known.get(name):
                note(name, value)
        return changed

    def readers_of(self, name: str) -> tuple[int, ...]:
        """The positions of the definitions that read an atom or a definition."""
        return tuple(self._readers_of.get(name, ()))

    def _read(self, at: int, now: Mapping[str, object]) -> bool | int | None:
        if at not in self._compiled:
            node = self._definitions[self.names[at]]
            reader = condition_reader if isinstance(node, Condition) else number_reader
            self._compiled[at] = reader(node, self._shared)  # type: ignore[arg-type]  # the reader of its kind
        return self._compiled[at](now)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The definitions that are read, in strata."""
        needed = set(self._targets)
        for name in reversed(tuple(self._definitions)):  # strata: what a definition rests on stands before it
            if name in needed:
                needed |= self._reads[name]
        return tuple(name for name in self._definitions if name in needed)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    @cached_property
    def _readers_of(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.names):
            for atom in self._reads[name]:
                found.setdefault(atom, []).append(at)
        return found

    @cached_property
    def _reads(self) -> _Reads:
        return _Reads(self._definitions)


class _Reads(dict[str, set[str]]):
    """What each definition reads, worked out when first asked for."""

    def __init__(self, definitions: Mapping[str, Node]) -> None:
        self._definitions = definitions

    def __missing__(self, name: str) -> set[str]:
        self[name] = found = set(_leaves(self._definitions[name]))
        return found


def _leaves(node: Node) -> Iterator[str]:
    """Every atom that a node reads; nodes that stand in it more than once are walked once."""
    walked: set[int] = set()
    waiting: list[Node] = [node]
    while waiting:
        one = waiting.pop()
        if id(one) in walked:
            continue
        walked.add(id(one))
        match one:
            case Yes(atom) | NotSure(atom) | Between(atom, _, _) | Value(atom):
                yield atom
            case Known(atoms):
                yield from atoms
            case _:
                waiting.extend(children(one))
