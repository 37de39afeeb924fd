"""What was told and what follows from it, on planes: `model.answers.flatten` for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ...model.expression import Between, Yes, finding_of
from ...model.vocabulary import SIDES, Vocabulary
from .circuit import NEVER, Circuit, Plane
from .numbers import Digits, Integer, reaches

NO_NUMBER = Digits(0, 0, ())
SPOTS = ("", *(f".{side}" for side in SIDES))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one atom: at most one of them is set; none of them is what nobody said.

    `number` is what an integer is where `known` is set, and means nothing elsewhere.
    """

    yes: Plane = NEVER
    no: Plane = NEVER
    not_sure: Plane = NEVER
    known: Plane = NEVER
    number: Integer = NO_NUMBER


@dataclass(frozen=True, slots=True)
class Denied:
    """What "none of these" answers besides what was told: findings that it makes no, places that it makes all."""

    no: Mapping[str, Plane]
    complete: Mapping[str, Plane]


NONE_DENIED = Denied({}, {})

Flow: TypeAlias = Mapping[str, tuple[str, ...]]


class People:
    """The atoms of a vocabulary for people whose answers are the inputs of the circuit.

    Inputs are named `x+` and `x-` for a yes and a no to x, `x?` for not sure, `x#` where a number was told
    and `x#0`, `x#1`, … for the digits of the number above the least that x can be, `x=option+`,
    `x=place+` and `x=place.side+` for what was named, `x:complete+` where that is all, and `x:told` where
    places were told, be it none.
    """

    def __init__(self, circuit: Circuit, vocabulary: Vocabulary, denied: Denied = NONE_DENIED) -> None:
        self.circuit = circuit
        self.vocabulary = vocabulary
        self._denied = denied
        self._flowing: dict[tuple[str, str], Plane] = {}

    def atom(self, name: str) -> Known:
        """What is known of an atom after everything has flowed."""
        circuit = self.circuit
        if name.endswith(":told") and name.removesuffix(":told") in self.vocabulary.mitigating:
            yes = self._yes(name.removesuffix(":told"))
            return Known(yes, circuit.opposite(yes))
        yes, doubt, no = self._yes(name), self._doubt(name), self._no(name)
        if self._stands_alone(name):
            return Known(yes, no, doubt, self._told_number(name), self._number(name))
        return Known(
            yes,
            circuit.but_not(no, yes, doubt),
            circuit.but_not(doubt, yes),
            circuit.but_not(self._told_number(name), yes, doubt, no),
            self._number(name),
        )

    def told_places(self, finding: str) -> Plane:
        """Where the finding was answered with places."""
        return self.circuit.input(f"{finding}:told")

    def _stands_alone(self, atom: str) -> bool:
        """Whether nothing else says anything of the atom, so that only one thing can be known of it."""
        flows = (self._below, self._above, self.vocabulary.ruled_out_by)
        return not any(atom in flow for flow in flows) and self._kind(atom) in ("yes_no", "integer", "choice")

    @cached_property
    def _below(self) -> Flow:
        return self.vocabulary.denied_by_no

    @cached_property
    def _above(self) -> Flow:
        return self.vocabulary.implied_by_yes

    def _yes(self, atom: str) -> Plane:
        return self._flowed("yes", atom, self._told_yes, self._below)

    def _doubt(self, atom: str) -> Plane:
        return self._flowed("not sure", atom, self._told_doubt, self._below)

    def _no(self, atom: str) -> Plane:
        return self._flowed("no", atom, self._told_no, self._above)

    def _flowed(self, what: str, atom: str, told: Callable[[str], Plane], flow: Flow) -> Plane:
        if (what, atom) not in self._flowing:
            self._flowing[what, atom] = told(atom)  # where it goes round in a circle, it stops here
            parts = [self._flowed(what, one, told, flow) for one in flow.get(atom, ())]
            self._flowing[what, atom] = self.circuit.some(told(atom), *parts)
        return self._flowing[what, atom]

    def _told_yes(self, atom: str) -> Plane:
        match self._kind(atom):
            case "yes_no" | "choice" | "place":
                return self.circuit.input(f"{atom}+")
            case "complete":
                more = self._denied.complete.get(finding_of(atom), NEVER)
                return self.circuit.some(self.circuit.input(f"{atom}+"), more)
            case "regions":
                return self.circuit.some(*(self._named(atom, region) for region in self.vocabulary.regions))
            case _:
                return NEVER

    def _told_no(self, atom: str) -> Plane:
        ruled_out = (self._holds(leaf) for leaf in self.vocabulary.ruled_out_by.get(atom, ()))
        return self.circuit.some(self._said_no(atom), *ruled_out)

    def _said_no(self, atom: str) -> Plane:
        finding = finding_of(atom)
        match self._kind(atom):
            case "yes_no":
                return self.circuit.some(self.circuit.input(f"{atom}-"), self._denied.no.get(atom, NEVER))
            case "choice":
                others = (one for one in self.vocabulary.atoms_of(finding) if one != atom)
                return self.circuit.some(*(self.circuit.input(f"{one}+") for one in others))
            case "place":
                region, _, side = atom.removeprefix(f"{finding}=").partition(".")
                elsewhere = self._only_other_side(finding, region, side) if side else self._not_near(finding, region)
                return self.circuit.every(self._told_yes(f"{finding}:complete"), elsewhere)
            case _:
                return NEVER

    def _told_doubt(self, atom: str) -> Plane:
        return self.circuit.input(f"{finding_of(atom)}?") if self._kind(atom) else NEVER

    def _told_number(self, atom: str) -> Plane:
        return self.circuit.input(f"{atom}#") if self._kind(atom) == "integer" else NEVER

    def _number(self, atom: str) -> Integer:
        if self._kind(atom) != "integer":
            return NO_NUMBER
        one = self.vocabulary.findings[atom]
        width = (one.high - one.low).bit_length()
        return Digits(one.low, one.high, tuple(self.circuit.input(f"{atom}#{at}") for at in range(width)))

    def _named(self, finding: str, region: str) -> Plane:
        """Where the region, or a side of it, was named."""
        return self.circuit.some(*(self.circuit.input(f"{finding}={region}{spot}+") for spot in SPOTS))

    def _not_near(self, finding: str, region: str) -> Plane:
        """Where neither the region nor what is around or inside it was named."""
        regions = self.vocabulary.regions
        inside = [one for one in regions if region in self.vocabulary.ancestors(one)]
        near = (region, *self.vocabulary.ancestors(region), *inside)
        return self.circuit.neither(*(self._named(finding, one) for one in near))

    def _only_other_side(self, finding: str, region: str, side: str) -> Plane:
        """Where the region was named, each time with the other side."""
        whole, this = (self.circuit.input(f"{finding}={region}{spot}+") for spot in ("", f".{side}"))
        return self.circuit.but_not(self._named(finding, region), whole, this)

    def _holds(self, leaf: Yes | Between) -> Plane:
        if isinstance(leaf, Yes):
            return self._yes(leaf.atom)
        return self.circuit.every(
            self._told_number(leaf.atom), in_range(self.circuit, self._number(leaf.atom), leaf.low, leaf.high)
        )

    def _kind(self, atom: str) -> str:
        """The type of the finding that an atom tells of, `place` or `complete` for parts of it; else nothing."""
        return self._kinds.get(atom, "")

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        kinds: dict[str, str] = {}
        for name, finding in self.vocabulary.findings.items():
            for atom in self.vocabulary.atoms_of(name):
                part = "complete" if atom.endswith(":complete") else "place" if atom != name else "regions"
                kinds[atom] = part if finding.type == "regions" else finding.type
        return kinds


def in_range(circuit: Circuit, number: Integer, low: int | None, high: int | None) -> Plane:
    """Where the number lies in low..high, ends included; None is no limit."""
    least = number.low if low is None else low
    above = NEVER if high is None else reaches(circuit, number, high + 1)
    return circuit.but_not(reaches(circuit, number, least), above)
