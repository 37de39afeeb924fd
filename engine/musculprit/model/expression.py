"""The closed set of nodes that every rule and the whole policy are made of.

A condition has an outcome: True (fires), False (silent) or None (open, strong Kleene logic).
A number is an integer. An atom is one thing that can be known of a person, named by a string:
`fever_chills`, `sex=female`, `pain_site=mid_buttock.right`, `age_years`; or the name of an
earlier definition of the same program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Yes:
    """The atom is known to be there."""

    atom: str


@dataclass(frozen=True, slots=True)
class Between:
    """The integer atom lies in low..high, ends included; None is no limit."""

    atom: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class NotSure:
    """The atom was asked twice and the person could not say."""

    atom: str


@dataclass(frozen=True, slots=True)
class Not:
    """The part is known not to hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least n parts hold."""

    n: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Reaches:
    """The points reach n, whatever the open terms may still do."""

    points: Points
    n: int


@dataclass(frozen=True, slots=True)
class Within:
    """The number is no more than `by` below the other; never open."""

    number: Number
    other: Number
    by: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed integer."""

    value: int


@dataclass(frozen=True, slots=True)
class Term:
    """Points that count when the condition fires."""

    when: Condition
    points: int


@dataclass(frozen=True, slots=True)
class Points:
    """The sum over groups; in a group the largest value counts, plus one when another agrees."""

    groups: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the parts."""

    parts: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Max:
    """The largest of the parts."""

    parts: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """`then` when the condition fires, otherwise (silent or open) `otherwise`."""

    when: Condition
    then: Number
    otherwise: Number


@dataclass(frozen=True, slots=True)
class Known:
    """How many of the atoms are known (a value, not "not sure")."""

    atoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an earlier integer definition."""

    name: str


Condition: TypeAlias = Yes | Between | NotSure | Not | All | Any | AtLeast | Reaches | Within
Number: TypeAlias = Constant | Points | Sum | Max | Pick | Known | Value
Node: TypeAlias = Condition | Number

Outcome: TypeAlias = bool | None
"""True fires, False silent, None open."""


def all_of(*parts: Condition) -> Condition:
    """All of the parts, flattened; one part is itself."""
    return _joined(All, parts)


def any_of(*parts: Condition) -> Condition:
    """Any of the parts, flattened; one part is itself."""
    return _joined(Any, parts)


def _joined(kind: type[All] | type[Any], parts: tuple[Condition, ...]) -> Condition:
    flat: dict[Condition, None] = {}
    for part in parts:
        for one in part.parts if isinstance(part, kind) else (part,):
            flat[one] = None
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, in order."""
    match node:
        case Yes() | Between() | NotSure() | Constant() | Known() | Value():
            return ()
        case Not(part):
            return (part,)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            return parts
        case Sum(numbers) | Max(numbers):
            return numbers
        case Reaches(points, _):
            return (points,)
        case Within(number, other, _):
            return (number, other)
        case Points(groups):
            return tuple(term.when for group in groups for term in group)
        case Pick(when, then, otherwise):
            return (when, then, otherwise)


def atoms_of(node: Node) -> Iterator[str]:
    """Every atom (or earlier definition) that a node reads, possibly more than once."""
    match node:
        case Yes(atom) | Between(atom, _, _) | NotSure(atom):
            yield atom
        case Known(atoms):
            yield from atoms
        case Value(name):
            yield name
        case _:
            for child in children(node):
                yield from atoms_of(child)


def finding_of(atom: str) -> str:
    """The finding that an atom belongs to: `pain_site` of `pain_site=groin.left` and of `pain_site:complete`."""
    return atom.partition("=")[0].partition(":")[0]


def told(finding: str) -> str:
    """The atom that is yes when the finding was told to be there, and no in every other case; never open."""
    return f"{finding}:told"


def leaves_of(condition: Condition) -> Iterator[Yes | Between | NotSure]:
    """Every leaf condition, in reading order."""
    match condition:
        case Yes() | Between() | NotSure():
            yield condition
        case _:
            for child in children(condition):
                if isinstance(child, Yes | Between | NotSure | Not | All | Any | AtLeast | Reaches | Within):
                    yield from leaves_of(child)
                elif isinstance(child, Points):
                    for group in child.groups:
                        for term in group:
                            yield from leaves_of(term.when)
