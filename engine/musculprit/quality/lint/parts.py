"""The parts inside a condition: where each stands, what stands beside it, and the condition without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any as Written

from ...knowledge.parsing import Where
from ...model.expression import All, Any, AtLeast, Condition, Not

ALWAYS, NEVER = All(()), Any(())

Put = Callable[[Condition], Condition]


@dataclass(frozen=True)
class Inside:
    """One part of a list. `put` gives the whole condition with another part in its stead."""

    where: Where
    part: Condition
    siblings: tuple[Condition, ...]
    kind: type[All] | type[Any] | type[AtLeast]
    put: Put

    def without(self) -> Condition:
        """The whole condition without this part."""
        return self.put(ALWAYS if self.kind is All else NEVER)


def parts_of(condition: Condition, raw: Written, where: Where) -> Iterator[list[Inside]]:
    """Every list of parts inside a condition as written, outermost first."""
    return _lists(condition, raw, where, lambda new: new)


def _lists(node: Condition, raw: Written, where: Where, put: Put) -> Iterator[list[Inside]]:
    if not isinstance(raw, dict):
        return
    ((key, value),) = raw.items()
    match key, node:
        case "all", All(parts):
            yield from _list(parts, value, (*where, key), All, put)
        case "any", Any(parts):
            yield from _list(parts, value, (*where, key), Any, put)
        case "none", Not(Any(parts)):
            yield from _list(parts, value, (*where, key), Any, lambda new: put(Not(new)))
        case "count", AtLeast(n, parts):
            yield from _list(parts, value["of"], (*where, key, "of"), AtLeast, partial(_counted, n, put))
        case _, Any(parts):  # {pain_site: {any_of: [groin, outer_hip]}}
            inner = (*where, key, "any_of")
            yield [_inside(inner, parts, at, Any, put) for at in range(len(parts))]


def _counted(n: int, put: Put, new: Condition) -> Condition:
    return put(AtLeast(n, new.parts) if isinstance(new, All) else new)


def _list(
    parts: tuple[Condition, ...],
    raws: list[Written],
    where: Where,
    kind: type[All] | type[Any] | type[AtLeast],
    put: Put,
) -> Iterator[list[Inside]]:
    every = [_inside((*where, at), parts, at, kind, put) for at in range(len(parts))]
    yield every
    for one, raw in zip(every, raws, strict=True):
        yield from _lists(one.part, raw, one.where, one.put)


def _inside(
    where: Where, parts: tuple[Condition, ...], at: int, kind: type[All] | type[Any] | type[AtLeast], put: Put
) -> Inside:
    def replaced(new: Condition) -> Condition:
        changed = (*parts[:at], new, *parts[at + 1 :])
        return put(Any(changed) if kind is Any else All(changed))

    return Inside(where, parts[at], (*parts[:at], *parts[at + 1 :]), kind, replaced)
