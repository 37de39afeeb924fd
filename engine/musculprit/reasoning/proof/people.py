"""Every possible person: what can be told, and what follows from it, as formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import z3

from ...model.answers import NOT_SURE, Answer, Sites
from ...model.expression import Between, Yes
from ...model.vocabulary import SIDES, FindingLogic, Vocabulary

Bool: TypeAlias = Any
"""A formula of the solver, which ships no types."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one atom: at most one of the three; none of them is what nobody said."""

    yes: Bool
    no: Bool
    not_sure: Bool


FALSE = z3.BoolVal(False)


class Person:
    """One unknown person. `name` keeps the variables of two people apart.

    The formulas say what `model.answers.flatten` does: a yes flows up, a no down, "not sure" not at all.
    """

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.vocabulary, self.name = vocabulary, name
        self.possible: list[Bool] = []
        self._yes: dict[str, Bool] = {}
        self._no: dict[str, Bool] = {}
        self._doubt: dict[str, Bool] = {}
        self._numbers: dict[str, z3.ArithRef] = {}
        self._flowing: dict[tuple[str, str], Bool] = {}
        self._places: dict[str, list[str]] = {}
        for finding, logic in vocabulary.findings.items():
            if not logic.derived:
                self._answers_of(finding, logic)

    def atom(self, name: str) -> Known:
        """What is known of a yes-or-no atom after everything has flowed."""
        if name.endswith(":told"):
            yes = self._up(name.removesuffix(":told"))
            return Known(yes, z3.Not(yes), FALSE)
        yes, doubt = self._up(name), self._doubted(name)
        no = z3.And(self._down(name), z3.Not(yes), z3.Not(doubt))
        return Known(yes, no, z3.And(doubt, z3.Not(yes)))

    def number(self, name: str) -> tuple[Bool, z3.ArithRef, Bool]:
        """Whether a number is known, the number, and whether the person is not sure of it."""
        return self._yes[f"{name}#"], self._numbers[name], self._doubt[name]

    def is_number(self, name: str) -> bool:
        """Whether the atom is a number."""
        return name in self._numbers

    def told(self, finding: str) -> Known:
        """What was told about a yes-or-no finding, before anything flowed."""
        return Known(self._yes[finding], self._no[finding], self._doubt[finding])

    def tells(self, finding: str) -> Bool:
        """Whether anything was told about a finding."""
        names = [one for one in (*self.vocabulary.atoms_of(finding), f"{finding}#") if one in self._yes]
        return z3.Or(*(self._yes[n] for n in names), *(self._no.get(n, FALSE) for n in names), self._doubt_of(finding))

    def same_as(self, other: Person, finding: str) -> Bool:
        """Whether both people tell the same about a finding."""
        names = [one for one in self._yes if one.removesuffix("#").partition("=")[0].partition(":")[0] == finding]
        pairs = [(self._yes[n], other._yes[n]) for n in names]
        pairs += [(self._no[n], other._no[n]) for n in names if n in self._no]
        pairs.append((self._doubt_of(finding), other._doubt_of(finding)))
        equal = [a == b for a, b in pairs]
        if finding in self._numbers:
            equal.append(self._numbers[finding] == other._numbers[finding])
        return z3.And(*equal)

    def answers(self, model: z3.ModelRef) -> dict[str, Answer]:
        """What the person of a model tells."""
        found: dict[str, Answer] = {}
        for finding, logic in self.vocabulary.findings.items():
            if not logic.derived and (answer := self._answer(finding, logic, model)) is not None:
                found[finding] = answer
        return found

    def is_person(self, answers: dict[str, Answer]) -> Iterator[Bool]:
        """The formulas that make this person tell exactly these answers."""
        for finding, logic in self.vocabulary.findings.items():
            if not logic.derived:
                yield from self._tells_exactly(finding, logic, answers.get(finding))

    def _fresh(self, what: str) -> Bool:
        return z3.Bool(f"{self.name}/{what}")

    def _answers_of(self, finding: str, logic: FindingLogic) -> None:
        doubt = self._fresh(f"{finding}?")
        match logic.type:
            case "yes_no":
                yes, no = self._fresh(f"{finding}+"), self._fresh(f"{finding}-")
                self._yes[finding], self._no[finding], self._doubt[finding] = yes, no, doubt
                self.possible.append(z3.AtMost(yes, no, doubt, 1))
            case "integer":
                known, value = self._fresh(f"{finding}#"), z3.Int(f"{self.name}/{finding}")
                self._yes[f"{finding}#"], self._doubt[finding], self._numbers[finding] = known, doubt, value
                self.possible += [z3.Not(z3.And(known, doubt)), value >= logic.low, value <= logic.high]
            case "choice":
                atoms = self.vocabulary.atoms_of(finding)
                picks = [self._fresh(atom) for atom in atoms]
                self.possible.append(z3.AtMost(*picks, doubt, 1))
                for at, atom in enumerate(atoms):
                    self._yes[atom], self._doubt[atom] = picks[at], doubt
                    self._no[atom] = z3.Or(*(pick for other, pick in enumerate(picks) if other != at))
            case "regions":
                self._sites(finding, doubt)

    def _sites(self, finding: str, doubt: Bool) -> None:
        vocabulary = self.vocabulary
        places = [f"{r}{s}" for r in vocabulary.regions for s in ("", *(f".{side}" for side in SIDES))]
        self._places[finding] = places
        named = {place: self._fresh(f"{finding}={place}") for place in places}
        complete = self._fresh(f"{finding}:complete")
        self.possible.append(z3.Implies(doubt, z3.And(z3.Not(complete), *(z3.Not(one) for one in named.values()))))
        # Nobody can tell that no place hurts: a list of places has at least one.
        self.possible.append(z3.Implies(complete, z3.Or(*named.values())))
        here = {r: z3.Or(named[r], *(named[f"{r}.{side}"] for side in SIDES)) for r in vocabulary.regions}
        around = {r: [here[up] for up in vocabulary.ancestors(r)] for r in vocabulary.regions}
        inside: dict[str, list[Bool]] = defaultdict(list)
        for region in vocabulary.regions:
            for up in vocabulary.ancestors(region):
                inside[up].append(here[region])
        for region in vocabulary.regions:
            near = z3.Or(here[region], *around[region], *inside[region])
            self._place(f"{finding}={region}", named[region], z3.And(complete, z3.Not(near)), doubt)
            for side in SIDES:
                spot = named[f"{region}.{side}"]
                other = z3.And(complete, here[region], z3.Not(named[region]), z3.Not(spot))
                self._place(f"{finding}={region}.{side}", spot, other, doubt)
        self._place(finding, FALSE, FALSE, doubt)
        self._place(f"{finding}:complete", complete, FALSE, doubt)

    def _place(self, atom: str, yes: Bool, no: Bool, doubt: Bool) -> None:
        self._yes[atom], self._no[atom], self._doubt[atom] = yes, no, doubt

    def _doubt_of(self, finding: str) -> Bool:
        return self._doubt[next(iter(self.vocabulary.atoms_of(finding)))]

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        return {atom: list(below) for atom, below in self.vocabulary.denied_by_no.items()}

    def _up(self, atom: str) -> Bool:
        """A yes to the atom or to anything that implies it."""
        if ("up", atom) not in self._flowing:
            below = [self._up(one) for one in self._below.get(atom, ())]
            self._flowing["up", atom] = z3.Or(self._yes.get(atom, FALSE), *below)
        return self._flowing["up", atom]

    def _doubted(self, atom: str) -> Bool:
        """Not sure of the atom or of anything that implies it."""
        if ("doubt", atom) not in self._flowing:
            below = [self._doubted(one) for one in self._below.get(atom, ())]
            self._flowing["doubt", atom] = z3.Or(self._doubt.get(atom, FALSE), *below)
        return self._flowing["doubt", atom]

    def _down(self, atom: str) -> Bool:
        """A no to the atom or to anything that it implies, or what rules it out."""
        if ("down", atom) not in self._flowing:
            above = [self._down(one) for one in self.vocabulary.implied_by_yes.get(atom, ())]
            ruled = [self._holds(leaf) for leaf in self.vocabulary.ruled_out_by.get(atom, ())]
            self._flowing["down", atom] = z3.Or(self._no.get(atom, FALSE), *above, *ruled)
        return self._flowing["down", atom]

    def _holds(self, leaf: Yes | Between) -> Bool:
        if isinstance(leaf, Yes):
            return self._up(leaf.atom)
        known, value, _ = self.number(leaf.atom)
        return z3.And(known, in_range(value, leaf))

    def _answer(self, finding: str, logic: FindingLogic, model: z3.ModelRef) -> Answer | None:
        def holds(formula: Bool) -> bool:
            return bool(z3.is_true(model.eval(formula, model_completion=True)))

        if holds(self._doubt_of(finding)):
            return NOT_SURE
        match logic.type:
            case "yes_no":
                return True if holds(self._yes[finding]) else False if holds(self._no[finding]) else None
            case "integer":
                value = model.eval(self._numbers[finding], model_completion=True)
                return value.as_long() if holds(self._yes[f"{finding}#"]) else None
            case "choice":
                return next((o for o in logic.options if holds(self._yes[f"{finding}={o}"])), None)
            case "regions":
                places = frozenset(p for p in self._places[finding] if holds(self._yes[f"{finding}={p}"]))
                complete = holds(self._yes[f"{finding}:complete"])
                return Sites(places, complete) if places or complete else None

    def _tells_exactly(self, finding: str, logic: FindingLogic, answer: Answer | None) -> Iterator[Bool]:
        yield self._doubt_of(finding) == (answer is NOT_SURE)
        match logic.type:
            case "yes_no":
                yield self._yes[finding] == (answer is True)
                yield self._no[finding] == (answer is False)
            case "integer":
                known = isinstance(answer, int)
                yield self._yes[f"{finding}#"] == known
                if isinstance(answer, int):
                    yield self._numbers[finding] == answer
            case "choice":
                for option in logic.options:
                    yield self._yes[f"{finding}={option}"] == (answer == option)
            case "regions":
                sites = answer if isinstance(answer, Sites) else Sites(frozenset(), complete=False)
                yield self._yes[f"{finding}:complete"] == sites.complete
                for place in self._places[finding]:
                    yield self._yes[f"{finding}={place}"] == (place in sites.places)


def in_range(value: z3.ArithRef, leaf: Between) -> Bool:
    """Whether the value lies between the limits of a leaf, ends included."""
    limits = [] if leaf.low is None else [value >= leaf.low]
    limits += [] if leaf.high is None else [value <= leaf.high]
    return z3.And(*limits)
