"""What every definition could still become, whatever is answered to what is open: bounds, never too narrow.

Each condition is read as the set of its possible outcomes, each number as its lowest and highest value. Parts are
taken as independent, so that a bound may be wider than the truth; conditions on one atom are read together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TypeAlias, cast

from ..model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Number,
    Pick,
    Points,
    Reaches,
    Sum,
    Value,
    Within,
    Yes,
)
from .possible import NO, NUMBER, OPEN, UNSURE, YES, Possible, Span

FIRES, SILENT = YES, NO
"""Outcomes as bits, with OPEN the third; a definition that was read is an atom of the later ones."""

Could: TypeAlias = int | Span
"""The possible outcomes of a condition as a sum of FIRES, SILENT and OPEN, or both ends of a number."""

_STATES = (YES, NO, OPEN, UNSURE, NUMBER)
_Table: TypeAlias = tuple[str, tuple[int, ...]]
"""An atom, and the outcome for each of its states."""

_Reads: TypeAlias = "Callable[[_Scope], int]"
_Spans: TypeAlias = "Callable[[_Scope], Span]"


class _Scope:
    """The atoms and the definitions read so far."""

    __slots__ = ("spans", "states")

    def __init__(self, people: Possible) -> None:
        self.states = dict(people.states)
        self.spans = dict(people.spans)


class Bounds:
    """Reads the definitions of a program, in strata, over all that a person could still answer."""

    def __init__(self, definitions: Mapping[str, Node]) -> None:
        self._shared: dict[int, object] = {}
        self._readers = [(name, _reader(node, self._shared)) for name, node in definitions.items()]

    def run(self, people: Possible) -> dict[str, Could]:
        """What each definition could come to."""
        scope = _Scope(people)
        found: dict[str, Could] = {}
        for name, read in self._readers:
            result = found[name] = read(scope)
            if isinstance(result, tuple):
                scope.states[name], scope.spans[name] = NUMBER, result
            else:
                scope.states[name] = result
        return found


def _reader(node: Node, shared: dict[int, object]) -> Callable[[_Scope], Could]:
    if isinstance(node, Constant | Points | Sum | Max | Pick | Known | Value):
        return _number(node, shared)
    return _condition(node, shared)


def _condition(node: Condition, shared: dict[int, object]) -> _Reads:
    if id(node) not in shared:
        shared[id(node)] = _read(node, shared)
    return cast("_Reads", shared[id(node)])


def _read(node: Condition, shared: dict[int, object]) -> _Reads:
    if (table := _table(node)) is not None:
        return _by_state(*table)
    match node:
        case Yes(atom) | NotSure(atom):
            raise AssertionError(f"{atom} has a table")
        case Between(atom, low, high):
            return _between(atom, low, high)
        case Not(part):
            inside = _condition(part, shared)
            return lambda scope: _turned(inside(scope))
        case All(parts):
            return _all(_joined(parts, True, shared))
        case Any(parts):
            return _any(_joined(parts, False, shared))
        case AtLeast(n, parts):
            return _at_least(n, [_condition(part, shared) for part in parts])
        case Reaches(points, n):
            return _reaches(_terms(points, shared), n)
        case Within(left, right, by):
            one, other = _number(left, shared), _number(right, shared)
            return lambda scope: _within(one(scope), other(scope), by)


def _table(node: Condition) -> _Table | None:
    """The outcome for each state, of a condition that looks at one atom alone."""
    match node:
        case Yes(atom):
            return atom, (FIRES, SILENT, OPEN, OPEN, OPEN)
        case NotSure(atom):
            return atom, (SILENT, SILENT, OPEN, FIRES, SILENT)
        case Not(part):
            table = _table(part)
            return None if table is None else (table[0], tuple(map(_turned, table[1])))
        case All(parts) | Any(parts) if parts:
            tables = [table for part in parts if (table := _table(part)) is not None]
            if len(tables) == len(parts) and len({atom for atom, _ in tables}) == 1:
                return _merged(tables, isinstance(node, All))
    return None


def _merged(tables: Sequence[_Table], every: bool) -> _Table:
    join = _every if every else _some
    return tables[0][0], tuple(map(join, zip(*(outcomes for _, outcomes in tables), strict=True)))


def _by_state(atom: str, outcomes: tuple[int, ...]) -> _Reads:
    masks = tuple(
        reduce(or_, (one for state, one in zip(_STATES, outcomes, strict=True) if state & held), 0)
        for held in range(2 * NUMBER)
    )
    return lambda scope: masks[scope.states.get(atom, OPEN)]


def _joined(parts: Sequence[Condition], every: bool, shared: dict[int, object]) -> list[_Reads]:
    """The parts' readers; those that look at the same one atom are read together."""
    tables: dict[str, list[_Table]] = {}
    readers: list[_Reads] = []
    for part in parts:
        if (table := _table(part)) is not None:
            tables.setdefault(table[0], []).append(table)
        else:
            readers.append(_condition(part, shared))
    return [*readers, *(_by_state(*_merged(some, every)) for some in tables.values())]


def _between(atom: str, low: int | None, high: int | None) -> _Reads:
    least, most = float("-inf") if low is None else low, float("inf") if high is None else high

    def spans(scope: _Scope) -> list[Span]:
        held = scope.states.get(atom, OPEN)
        # A yes and a no count as 1 and 0, as they do for judge.
        found = [(1, 1)] * bool(held & YES) + [(0, 0)] * bool(held & NO)
        return [*found, scope.spans[atom]] if held & NUMBER else found

    def between(scope: _Scope) -> int:
        result = OPEN if scope.states.get(atom, OPEN) & (OPEN | UNSURE) else 0
        for bottom, top in spans(scope):
            if top >= least and bottom <= most:
                result |= FIRES
            if bottom < least or top > most:
                result |= SILENT
        return result

    return between


def _turned(outcomes: int) -> int:
    return (outcomes & OPEN) | (SILENT if outcomes & FIRES else 0) | (FIRES if outcomes & SILENT else 0)


def _every(outcomes: Sequence[int]) -> int:
    """All, of sets of outcomes."""
    together, common = reduce(or_, outcomes, 0), all(one & FIRES for one in outcomes)
    result = (FIRES if common else 0) | (together & SILENT)
    return result | (OPEN if together & OPEN and all(one & (FIRES | OPEN) for one in outcomes) else 0)


def _some(outcomes: Sequence[int]) -> int:
    """Any, of sets of outcomes: the mirror of `_every`."""
    return _turned(_every(tuple(map(_turned, outcomes))))


def _all(parts: Sequence[_Reads]) -> _Reads:
    return lambda scope: _every([part(scope) for part in parts])


def _any(parts: Sequence[_Reads]) -> _Reads:
    return lambda scope: _some([part(scope) for part in parts])


def _at_least(n: int, parts: Sequence[_Reads]) -> _Reads:
    def enough(scope: _Scope) -> int:
        held = [part(scope) for part in parts]
        least, most = sum(one == FIRES for one in held), sum(bool(one & FIRES) for one in held)
        not_lost = len(held) - sum(one == SILENT for one in held)
        surely_not_lost = sum(not one & SILENT for one in held)
        result = (FIRES if most >= n else 0) | (SILENT if surely_not_lost < n else 0)
        return result | (OPEN if least < n <= not_lost and any(one & OPEN for one in held) else 0)

    return enough


def _within(one: Span, other: Span, by: int) -> int:
    return (FIRES if one[1] >= other[0] - by else 0) | (SILENT if one[0] < other[1] - by else 0)


def _number(node: Number, shared: dict[int, object]) -> _Spans:
    if id(node) not in shared:
        shared[id(node)] = _measure(node, shared)
    return cast("_Spans", shared[id(node)])


def _measure(node: Number, shared: dict[int, object]) -> _Spans:
    match node:
        case Constant(value):
            return lambda _: (value, value)
        case Value(name):
            return lambda scope: scope.spans[name]
        case Points():
            return _points(_terms(node, shared))
        case Sum(parts):
            summands = [_number(part, shared) for part in parts]
            return lambda scope: _ends([read(scope) for read in summands], sum)
        case Max(parts):
            rivals = [_number(part, shared) for part in parts]
            return lambda scope: _ends([read(scope) for read in rivals], max)
        case Pick(when, then, otherwise):
            return _pick(_condition(when, shared), _number(then, shared), _number(otherwise, shared))
        case Known(atoms):
            return _known(atoms)


def _ends(spans: Sequence[Span], join: Callable[[list[int]], int]) -> Span:
    return join([low for low, _ in spans]), join([high for _, high in spans])


def _pick(when: _Reads, then: _Spans, otherwise: _Spans) -> _Spans:
    def picked(scope: _Scope) -> Span:
        held = when(scope)
        if held == FIRES:
            return then(scope)
        if not held & FIRES:
            return otherwise(scope)
        (low, high), (other_low, other_high) = then(scope), otherwise(scope)
        return min(low, other_low), max(high, other_high)

    return picked


def _known(atoms: tuple[str, ...]) -> _Spans:
    def count(scope: _Scope) -> Span:
        held = [scope.states.get(atom, OPEN) for atom in atoms]
        surely = sum(not one & (OPEN | UNSURE) for one in held)
        return surely, sum(bool(one & (YES | NO | NUMBER)) for one in held)

    return count


_Terms: TypeAlias = tuple[tuple[tuple[_Reads, int], ...], ...]


def _terms(points: Points, shared: dict[int, object]) -> _Terms:
    return tuple(tuple((_condition(term.when, shared), term.points) for term in group) for group in points.groups)


def _points(groups: _Terms) -> _Spans:
    """An open term counts nothing. More of what speaks for it never lowers a group, nor less of what speaks against."""

    def ends(scope: _Scope) -> Span:
        low = high = 0
        for group in groups:
            read = [(when(scope), value) for when, value in group]
            low += _group(value for held, value in read if (held == FIRES if value > 0 else held & FIRES))
            high += _group(value for held, value in read if (held & FIRES if value > 0 else held == FIRES))
        return low, high

    return ends


def _reaches(groups: _Terms, n: int) -> _Reads:
    """Judge asks what the open terms could do at worst and at best; both of these have a lowest and a highest value."""

    def reached(scope: _Scope) -> int:
        worst_low = worst_high = best_low = best_high = 0
        unknown = False
        for group in groups:
            read = [(when(scope), value) for when, value in group]
            unknown = unknown or any(held & OPEN for held, _ in read)
            worst_low += _group(v for h, v in read if (h == FIRES if v > 0 else h & (FIRES | OPEN)))
            worst_high += _group(v for h, v in read if (h & FIRES if v > 0 else not h & SILENT))
            best_low += _group(v for h, v in read if (not h & SILENT if v > 0 else h & FIRES))
            best_high += _group(v for h, v in read if (h & (FIRES | OPEN) if v > 0 else h == FIRES))
        result = (FIRES if worst_high >= n else 0) | (SILENT if best_low < n else 0)
        return result | (OPEN if unknown and worst_low < n <= best_high else 0)

    return reached


def _group(values: Iterable[int]) -> int:
    found = list(values)
    ups = [value for value in found if value > 0]
    downs = [-value for value in found if value < 0]
    up, down = max(ups, default=0), max(downs, default=0)
    return up + (len(ups) > 1) if up >= down else -down - (len(downs) > 1)
