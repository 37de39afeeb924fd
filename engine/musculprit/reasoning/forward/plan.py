"""Flags translated into rulesets of durable-rules, inside the limits that were measured to be safe.

Each condition becomes two rules in negation normal form over known leaves, one that says it fires
(`x+`) and one that says it is silent (`x-`), so that open is when neither speaks. Counts and points
become low and high numbers that the worker counts between strata. What would be too wide for one rule
is split into conditions of an earlier stratum; rulesets are filled up to a budget far below the
engine's traversal stack of 64. The limits are measured facts of durable-rules 2.0.28.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Json

from ...errors import Problem, RuleBaseError
from ...model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Node,
    Not,
    NotSure,
    Points,
    Reaches,
    Within,
    Yes,
    atoms_of,
)
from ...model.program import Flag, Program

RULE_BUDGET = 24
"""The most that one rule of a pair may put on the engine's stack: leaves and `$or` branches."""

RULESET_BUDGET = 56
"""The most that all rules of one ruleset may put on the engine's stack, which holds 64."""

MAX_PROPERTIES = 252


@dataclass
class _Stratum:
    rules: dict[str, tuple[Json, Json]] = field(default_factory=dict)
    counts: list[Json] = field(default_factory=list)
    points: list[Json] = field(default_factory=list)


def plan_of(program: Program) -> str:
    """The flags of a program as JSON for the worker. Raises RuleBaseError when one cannot be run safely."""
    builder = _Builder(program.definitions)
    for flag in program.flags:
        builder.flag(flag)
    return json.dumps(builder.finish(), separators=(",", ":"))


class _Builder:
    def __init__(self, definitions: Mapping[str, Node]) -> None:
        self.definitions = definitions
        self.properties: dict[tuple[str, str], str] = {}
        self.strata: list[_Stratum] = [_Stratum()]
        self.names: dict[Condition, tuple[str, int]] = {}
        self.numbers: dict[Points | tuple[Condition, ...], tuple[str, int]] = {}
        self.flags: dict[str, str] = {}

    def flag(self, flag: Flag) -> None:
        condition = self.definitions[flag.name]
        if not isinstance(condition, Condition):
            raise RuleBaseError([Problem("", 0, f"{flag.name} is not a condition")])
        self.flags[flag.name] = self._named(condition)[0]

    def finish(self) -> Json:
        hashes: dict[int, str] = {}
        for name in self.properties.values():
            if (other := hashes.setdefault(_fnv1a(name), name)) != name:
                raise RuleBaseError([Problem("", 0, f"durable-rules would take {name} and {other} for one property")])
        return {
            **{
                wanted: {atom: name for (kind, atom), name in self.properties.items() if kind == wanted}
                for wanted in ("value", "not_sure", "present", "denied")
            },
            "strata": [
                {"rulesets": _rulesets(stratum), "counts": stratum.counts, "points": stratum.points}
                for stratum in self.strata
            ],
            "flags": self.flags,
        }

    def _named(self, condition: Condition) -> tuple[str, int]:
        """The name of a condition and the stratum from which on its outcome can be read."""
        if condition not in self.names:
            small = self._split(_folded(condition))
            fires, silent = self._translate(small, True), self._translate(small, False)
            at = self._stratum_of(small)
            name = f"x{len(self.names)}"
            self._stratum(at).rules[name] = (fires, silent)
            self.names[condition] = (name, at + 1)
        return self.names[condition]

    def _split(self, condition: Condition) -> Condition:
        """The condition with parts moved out until both its rules fit the budget."""
        match condition:
            case Not(part):
                return Not(self._split(part))
            case All(parts) | Any(parts):
                kind = type(condition)
                small: Condition = kind(tuple(self._split(part) for part in parts))
                while _cost(small) > RULE_BUDGET:
                    small = self._narrower(kind, small)
                return small
            case _:
                return condition

    def _narrower(self, kind: type[All] | type[Any], wide: Condition) -> Condition:
        parts = wide.parts if isinstance(wide, All | Any) else (wide,)
        widest = max(parts, key=_cost)
        if _cost(widest) > 4:
            return kind(tuple(self._moved_out(part) if part is widest else part for part in parts))
        half = len(parts) // 2
        return kind((self._moved_out(self._split(kind(parts[:half]))), *parts[half:]))

    def _moved_out(self, condition: Condition) -> Condition:
        name, _ = self._named(condition)
        return Yes(f"@{name}")

    def _stratum(self, at: int) -> _Stratum:
        while len(self.strata) <= at:
            self.strata.append(_Stratum())
        return self.strata[at]

    def _stratum_of(self, condition: Condition) -> int:
        match condition:
            case Yes(atom) if atom.startswith("@"):
                return next(at for name, at in self.names.values() if name == atom[1:])
            case Yes() | Between() | NotSure():
                return 0
            case Not(part):
                return self._stratum_of(part)
            case All(parts) | Any(parts):
                return max((self._stratum_of(part) for part in parts), default=0)
            case AtLeast() | Reaches():
                return self._number(condition)[1]
            case Within():
                raise _unsafe(condition)

    def _translate(self, condition: Condition, holds: bool) -> Json:
        match condition:
            case Yes(atom):
                return {self._name_of(atom): holds}
            case NotSure(atom):
                return {self._property("not_sure", atom): holds}
            case Between(atom, low, high):
                name = self._property("value", atom)
                inside = [(low, "$gte", "$lt"), (high, "$lte", "$gt")]
                return _join(
                    [{op if holds else no: {name: edge}} for edge, op, no in inside if edge is not None], holds
                )
            case Not(part):
                return self._translate(part, not holds)
            case All(parts):
                return _join([self._translate(part, holds) for part in parts], holds)
            case Any(parts):
                return _join([self._translate(part, holds) for part in parts], not holds)
            case AtLeast(n, _) | Reaches(_, n):
                name, _ = self._number(condition)
                return {"$gte": {f"{name}l": n}} if holds else {"$lt": {f"{name}h": n}}
            case Within():
                raise _unsafe(condition)

    def _number(self, condition: AtLeast | Reaches) -> tuple[str, int]:
        key = condition.points if isinstance(condition, Reaches) else condition.parts
        if key not in self.numbers:
            if isinstance(condition, AtLeast):
                parts = [self._named(part) for part in condition.parts]
                at = max(ready for _, ready in parts)
                name = f"n{len(self.numbers)}"
                self._stratum(at - 1).counts.append([name, [part for part, _ in parts]])
            else:
                terms = [[(*self._named(t.when), t.points) for t in group] for group in condition.points.groups]
                at = max(ready for group in terms for _, ready, _ in group)
                name = f"n{len(self.numbers)}"
                self._stratum(at - 1).points.append([name, [[[part, p] for part, _, p in group] for group in terms]])
            self.numbers[key] = (name, at)
        return self.numbers[key]

    def _name_of(self, atom: str) -> str:
        """`@x` is an outcome of ours, `+x` the atom with "not sure" as yes, `-x` with "not sure" as no."""
        if atom.startswith("@"):
            return atom[1:]
        return self._property(_KINDS.get(atom[0], "value"), atom.lstrip("+-"))

    def _property(self, kind: str, atom: str) -> str:
        return self.properties.setdefault((kind, atom), f"{kind[0]}{len(self.properties)}")


_KINDS = {"+": "present", "-": "denied"}


def _folded(condition: Condition) -> Condition:
    """The condition with "x or not sure of x", and "x and not not sure of x", as one leaf each.

    Half of what the unfolded "not sure" of the rules is made of, and so half of what the engine has to match.
    """
    match condition:
        case Not(part):
            return Not(_folded(part))
        case Any(parts):
            pairs = {p.atom for p in parts if isinstance(p, Yes)} & {p.atom for p in parts if isinstance(p, NotSure)}
            kept = [p for p in parts if not (isinstance(p, NotSure) and p.atom in pairs)]
            return Any(tuple(Yes(f"+{p.atom}") if isinstance(p, Yes) and p.atom in pairs else _folded(p) for p in kept))
        case All(parts):
            sure = {p.part.atom for p in parts if isinstance(p, Not) and isinstance(p.part, NotSure)}
            pairs = {p.atom for p in parts if isinstance(p, Yes)} & sure
            kept = [
                p for p in parts if not (isinstance(p, Not) and isinstance(p.part, NotSure) and p.part.atom in pairs)
            ]
            return All(tuple(Yes(f"-{p.atom}") if isinstance(p, Yes) and p.atom in pairs else _folded(p) for p in kept))
        case _:
            return condition


def _join(parts: list[Json], every: bool) -> Json:
    return parts[0] if len(parts) == 1 else {"$and" if every else "$or": parts}


def _cost(condition: Condition) -> int:
    """What the wider of the two rules puts on the engine's stack: its leaves and its `$or` branches."""
    return max(_one_cost(condition, True), _one_cost(condition, False))


def _one_cost(condition: Condition, holds: bool) -> int:
    match condition:
        case Not(part):
            return _one_cost(part, not holds)
        case All(parts) | Any(parts):
            branches = 0 if isinstance(condition, All) == holds else len(parts)
            return branches + sum(_one_cost(part, holds) for part in parts)
        case Between(_, low, high):
            sides = (low is not None) + (high is not None)
            return sides if holds or sides < 2 else 2 * sides
        case _:
            return 1


def _rulesets(stratum: _Stratum) -> list[Json]:
    """The rules of a stratum packed into rulesets within the budget, each with the properties it reads."""
    packs: list[tuple[int, dict[str, tuple[Json, Json]]]] = []
    for name, pair in stratum.rules.items():
        cost = _pair_cost(*pair)
        at = next((i for i, (used, _) in enumerate(packs) if used + cost <= RULESET_BUDGET), None)
        if at is None:
            packs.append((cost, {name: pair}))
        else:
            packs[at] = (packs[at][0] + cost, {**packs[at][1], name: pair})
    found = []
    for used, pack in packs:
        reads = sorted({name for pair in pack.values() for one in pair for name in _reads(one)})
        if len(reads) > MAX_PROPERTIES or used > RULESET_BUDGET:
            raise RuleBaseError([Problem("", 0, "a ruleset is too wide for durable-rules")])
        rules = {
            f"{name}{sign}": {"all": [{"m": one}]}
            for name, pair in pack.items()
            for sign, one in zip("+-", pair, strict=True)
            if one not in ({"$and": []}, {"$or": []})
        }
        always = [
            f"{name}{sign}"
            for name, pair in pack.items()
            for sign, one in zip("+-", pair, strict=True)
            if one == {"$and": []}
        ]
        found.append({"reads": reads, "rules": rules, "always": always})
    return found


def _pair_cost(fires: Json, silent: Json) -> int:
    """What both rules put on the stack at once. A leaf and its opposite are never true together."""
    return max(_leaves(fires), _leaves(silent)) + _branches(fires) + _branches(silent)


def _leaves(expression: Json) -> int:
    (op, value), *_ = expression.items()
    return sum(map(_leaves, value)) if op in ("$and", "$or") else 1


def _branches(expression: Json) -> int:
    (op, value), *_ = expression.items()
    if op not in ("$and", "$or"):
        return 0
    return (len(value) if op == "$or" else 0) + sum(map(_branches, value))


def _reads(expression: Json) -> set[str]:
    (op, value), *_ = expression.items()
    if op in ("$and", "$or"):
        return set().union(*map(_reads, value))
    return set(value) if op.startswith("$") else {op}


def _fnv1a(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def _unsafe(condition: Condition) -> RuleBaseError:
    names = ", ".join(sorted(set(atoms_of(condition))))
    return RuleBaseError([Problem("", 0, f"a flag may not compare scores ({names})")])
