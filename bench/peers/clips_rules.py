"""CLIPS through clipspy: a person is a fact with a slot for each answer, a rule for each way a pair can hold.

What would become too wide is a rule of its own whose fact the outer rule reads, as one writes it by hand.
Counts are written out as their combinations; points are counted by rules that run after all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import clips

from musculprit.model.expression import (
    All,
    AtLeast,
    Between,
    Condition,
    Not,
    NotSure,
    Points,
    Reaches,
    Within,
    Yes,
)
from musculprit.model.expression import (
    Any as AnyOf,
)
from musculprit.model.program import Program

from .engines import Said, World, atoms_read, conditions_of, floors_of, named

WIDEST = 8
"""More conjunctions than this are not written into one rule."""

Slot = tuple[str, str]
"""A slot of the person and what it must be; the slot "" is a fact of its own."""
Conjunction = tuple[Slot, ...]


class Clips:
    """One environment; facts are asserted, rules run, outcomes read, and all facts retracted."""

    def __init__(self, program: Program) -> None:
        conditions = conditions_of(program)
        signs, numbers, doubts = atoms_read(conditions.values())
        self._signs, self._numbers, self._doubts = named(signs, "s"), named(numbers, "n"), named(doubts, "d")
        self._flags = named(conditions, "f")
        self._names = {short: name for name, short in self._flags.items()}
        self._floors = floors_of(program)
        self._environment = clips.Environment()
        self._own: dict[tuple[Condition, bool], str] = {}
        self._written: set[str] = set()
        slots = (*self._signs.values(), *self._numbers.values(), *self._doubts.values())
        self._environment.build(f"(deftemplate person {' '.join(f'(slot {one})' for one in slots)})")
        for relation in ("fires", "silent"):
            self._environment.build(f"(deftemplate {relation} (slot of (type SYMBOL)))")
        for name, node in conditions.items():
            for holds, fact in ((True, "fires"), (False, "silent")):
                self._rule(f"{fact}-{self._flags[name]}", self._dnf(node, holds), f"({fact} (of {self._flags[name]}))")

    def ready(self, worlds: Sequence[World]) -> list[Any]:
        """The worlds in the form that it takes; not timed."""
        return [self._fact(world) for world in worlds]

    def read(self, case: Any) -> tuple[Said, int]:
        """What it says of one person."""
        environment = self._environment
        environment.reset()
        environment.assert_string(case)
        environment.run()
        said: dict[str, bool | None] = dict.fromkeys(self._flags)
        floor = 0
        for template, outcome in (("fires", True), ("silent", False)):
            for fact in environment.find_template(template).facts():
                short = str(fact["of"])
                if short in self._names:
                    said[self._names[short]] = outcome
                    floor = max(floor, self._floors[self._names[short]] if outcome else 0)
        return said, floor

    def _fact(self, world: World) -> str:
        signs = {short: world.get(atom) for atom, short in self._signs.items()}
        slots = [f"({short} {_word(known)})" for short, known in signs.items() if isinstance(known, bool)]
        doubts = {short: world[atom] == "not_sure" for atom, short in self._doubts.items() if atom in world}
        slots += [f"({short} {_word(unsure)})" for short, unsure in doubts.items()]
        numbers = {short: world.get(atom) for atom, short in self._numbers.items()}
        slots += [f"({short} {known})" for short, known in numbers.items() if isinstance(known, int)]
        return f"(person {' '.join(slots)})"

    def _rule(self, name: str, when: list[Conjunction], then: str) -> None:
        if name in self._written or not when:
            return
        self._written.add(name)
        for at, conjunction in enumerate(when):
            self._environment.build(f"(defrule {name}-{at} {_patterns(conjunction)} => (assert {then}))")

    def _dnf(self, node: Condition, holds: bool) -> list[Conjunction]:
        """Each conjunction of patterns that makes the condition hold, or not hold."""
        match node:
            case Yes(atom):
                return [(_sign(self._signs[atom], holds),)]
            case NotSure(atom):
                return [(_sign(self._doubts[atom], holds),)]
            case Between(atom, low, high):
                return self._inside(self._numbers[atom], low, high, holds)
            case Not(part):
                return self._dnf(part, not holds)
            case All(parts):
                return self._each(parts, holds) if holds else self._either(parts, holds)
            case AnyOf(parts):
                return self._either(parts, holds) if holds else self._each(parts, holds)
            case AtLeast(n, parts):
                return self._enough(parts, n if holds else len(parts) - n + 1, holds)
            case Reaches(points, n):
                return self._reaching(points, n, holds)
            case Within():
                raise NotImplementedError("a flag may not compare scores")

    def _each(self, parts: tuple[Condition, ...], holds: bool) -> list[Conjunction]:
        found: list[Conjunction] = [()]
        for part in parts:
            more = self._dnf(part, holds)
            if len(found) * len(more) > WIDEST:
                more = [(self._moved(part, holds),)]
            found = [one + other for one in found for other in more]
        return found

    def _either(self, parts: tuple[Condition, ...], holds: bool) -> list[Conjunction]:
        return [one for part in parts for one in self._dnf(part, holds)]

    def _enough(self, parts: tuple[Condition, ...], n: int, holds: bool) -> list[Conjunction]:
        marks = [self._moved(part, holds) for part in parts]
        return [tuple(some) for some in combinations(marks, n)]

    def _moved(self, node: Condition, holds: bool) -> Slot:
        """The pattern of a fact that a rule of its own asserts."""
        if (node, holds) not in self._own:
            short = f"x{len(self._own)}"
            self._own[node, holds] = short
            self._rule(f"part-{short}", self._dnf(node, holds), f"({short})")
        return "", f"({self._own[node, holds]})"

    def _reaching(self, points: Points, n: int, holds: bool) -> list[Conjunction]:
        """Combinations of single terms that suffice, whatever the others are."""
        terms = []
        for group in points.groups:
            if len(group) != 1:
                raise NotImplementedError("groups of more than one term")
            terms.append(group[0])
        return _Combining(terms, n, holds, self._moved).found()

    def _inside(self, number: str, low: int | None, high: int | None, holds: bool) -> list[Conjunction]:
        edges = [f"({'>=' if holds else '<'} ?{number} {low})"] if low is not None else []
        edges += [f"({'<=' if holds else '>'} ?{number} {high})"] if high is not None else []
        if not edges and not holds:
            return []
        test = f"({'and' if holds else 'or'} {' '.join(edges)})" if len(edges) > 1 else "".join(edges)
        return [((number, f"?{number}&:(and (integerp ?{number}) {test})"),)]


class _Combining:
    """The smallest sets of known terms that decide whether points reach n."""

    def __init__(self, terms: list[Any], n: int, holds: bool, moved: Any) -> None:
        self._terms, self._n, self._holds, self._moved = terms, n, holds, moved

    def found(self) -> list[Conjunction]:
        """Start from the worst that open terms can do; each known term takes that back."""
        worst = sum(min(t.points, 0) if self._holds else max(t.points, 0) for t in self._terms)
        found: list[tuple[int, ...]] = []
        for size in range(len(self._terms) + 1):
            for some in combinations(range(len(self._terms)), size):
                if not any(set(one) <= set(some) for one in found) and self._enough(worst, some):
                    found.append(some)
        return [tuple(self._pattern(at) for at in some) for some in found]

    def _enough(self, worst: int, some: tuple[int, ...]) -> bool:
        reached = worst + sum(abs(self._terms[at].points) * (1 if self._holds else -1) for at in some)
        return reached >= self._n if self._holds else reached < self._n

    def _pattern(self, at: int) -> Slot:
        term = self._terms[at]
        return self._moved(term.when, (term.points > 0) == self._holds)


def _sign(short: str, holds: bool) -> Slot:
    return short, _word(holds)


def _word(yes: bool) -> str:
    return "yes" if yes else "no"


def _patterns(conjunction: Conjunction) -> str:
    """One pattern of the person, and the other facts."""
    slots: dict[str, dict[str, None]] = {}
    for slot, must in conjunction:
        slots.setdefault(slot, {})[must] = None
    facts = slots.pop("", {})
    person = " ".join(f"({slot} {'&'.join(must)})" for slot, must in slots.items())
    return " ".join([*([f"(person {person})"] if person else []), *facts])
