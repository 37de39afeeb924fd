"""A condition in words, as a nested list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ...model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Not,
    NotSure,
    Points,
    Reaches,
    Within,
    Yes,
    finding_of,
)


class Names(Protocol):
    """How the page that is written calls things."""

    def atom(self, atom: str) -> str:
        """A few words for an atom, with a link where the page has one."""

    def values(self, atoms: tuple[str, ...]) -> str:
        """Several values of one finding: `where it hurts: groin or calf`."""

    def unit(self, atom: str) -> str:
        """What the numbers of a finding count; empty for points."""


def in_words(condition: Condition, names: Names, depth: int = 0) -> Iterator[str]:
    """Lines of a Markdown list, two spaces for each level."""
    start = "  " * depth + "- "
    match condition:
        case Yes(atom):
            yield f"{start}{names.atom(atom)}"
        case Between(atom, low, high):
            yield f"{start}{names.atom(atom)}: {limits(low, high, names.unit(atom))}"
        case NotSure(atom):
            yield f"{start}not sure: {names.atom(atom)}"
        case Not(part):
            yield f"{start}known to be no:"
            yield from in_words(part, names, depth + 1)
        case All(parts):
            yield from _list(f"{start}all of:", parts, names, depth)
        case Any(parts) if values := _values_of_one_finding(parts):
            yield f"{start}{names.values(values)}"
        case Any(parts):
            yield from _list(f"{start}any of:", parts, names, depth)
        case AtLeast(n, parts):
            yield from _list(f"{start}at least {n} of:", parts, names, depth)
        case Reaches(points, n):
            yield f"{start}{n} points or more from:"
            yield from points_in_words(points, names, depth + 1)
        case Within():
            yield f"{start}a comparison of points"


def points_in_words(points: Points, names: Names, depth: int = 0) -> Iterator[str]:
    """Each group of points, the terms of a group together."""
    for group in points.groups:
        for term in group:
            line, *rest = in_words(term.when, names, depth)
            yield f"{line} ({term.points:+d})"
            yield from rest


def limits(low: int | None, high: int | None, unit: str) -> str:
    """A range as people say it."""
    unit = f" {unit}" if unit else ""
    if low is None:
        return f"{high}{unit} or less"
    return f"{low}{unit} or more" if high is None else f"{low}{f' to {high}' if low != high else ''}{unit}"


def _values_of_one_finding(parts: tuple[Condition, ...]) -> tuple[str, ...]:
    atoms = tuple(part.atom for part in parts if isinstance(part, Yes) and "=" in part.atom)
    return atoms if len(atoms) == len(parts) and len({finding_of(atom) for atom in atoms}) == 1 else ()


def _list(heading: str, parts: tuple[Condition, ...], names: Names, depth: int) -> Iterator[str]:
    yield heading
    for part in parts:
        yield from in_words(part, names, depth + 1)


def in_a_line(condition: Condition, names: Names) -> str:
    """A short condition in one line, for a table cell."""
    match condition:
        case All(parts):
            return " and ".join(in_a_line(part, names) for part in parts)
        case Any(parts):
            return " or ".join(in_a_line(part, names) for part in parts)
        case AtLeast(n, parts):
            return f"at least {n} of " + ", ".join(in_a_line(part, names) for part in parts)
        case Not(part):
            return f"not {in_a_line(part, names)}"
        case _:
            return next(in_words(condition, names)).removeprefix("- ")
