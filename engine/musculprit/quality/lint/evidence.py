"""Where rules come from: sources, grades, review, points, and evidence that counts twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...model.expression import All, AtLeast, Condition, Not, children
from ...model.rule import Culprit, Weight
from .found import Lint
from .source import Source

GRADE_CAP: Mapping[str, int] = {"A": 5, "B": 4, "C": 2, "D": 1}
"""The most points on each grade (rulings, culprits); the loader refuses more as well."""


def check(source: Source) -> Iterator[Lint]:
    """Check every culprit's lines, and what clinicians' tests are said to show."""
    for culprit in source.rules.culprits:
        for at, line in enumerate(culprit.points):
            yield from _line(culprit, at, line, source)
        yield from _twice(culprit, source)
    for name, finding in source.rules.findings.items():
        for at, accuracy in enumerate(finding.accuracy):
            if not accuracy.sources:
                where = (name, "accuracy", at)
                yield source.lint("missing-provenance", name, where, "a number without a source", "name the source")


def _line(culprit: Culprit, at: int, line: Weight, source: Source) -> Iterator[Lint]:
    if not line.sources and line.grade != "D":
        message = f"{line.points:+d} points on grade {line.grade} without a source"
        yield source.lint("missing-provenance", culprit.id, ("points", at), message, "name the source, or grade it D")
    if abs(line.points) > GRADE_CAP[line.grade]:
        message = f"{line.points} points on grade {line.grade}: at most {GRADE_CAP[line.grade]}"
        yield source.lint("points-above-grade", culprit.id, ("points", at), message)


def _twice(culprit: Culprit, source: Source) -> Iterator[Lint]:
    """Lines that point the same way in two groups, of which one always brings the other.

    A line on several findings together (`all`) is left alone: what it adds is the finding beside its context.
    """
    lines = [(at, line, _when(line)) for at, line in enumerate(culprit.points)]
    plain = [(at, line, when) for at, line, when in lines if not _together(source.expanded(when))]
    for number, (first, one, when) in enumerate(plain):
        for second, other, then in plain[number + 1 :]:
            same_way = (one.points > 0) == (other.points > 0)
            if one.group != other.group and same_way and _brings(when, then, source):
                line = source.document_of(culprit.id).line(("points", first))
                message = f"counts again what line {line} counts, in group `{one.group}`"
                hint = "put both lines into one group"
                yield source.lint("counted-twice", culprit.id, ("points", second), message, hint)


def _brings(one: Condition, other: Condition, source: Source) -> bool:
    a, b = source.demand(one), source.demand(other)
    return source.reasoner.implies(a, b) or source.reasoner.implies(b, a) or _shares(one, other, source)


def _shares(one: Condition, other: Condition, source: Source) -> bool:
    """Whether one leaf alone can make both fire."""
    states = source.reasoner.states
    ways = source.reasoner.ways(states.demand(source.expanded(one)), most=16)
    return any(len(way) == 1 and source.reasoner.certain(source.demand(other), way) for way in ways)


def _together(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return any(_together(child) for child in children(condition) if isinstance(child, Condition))
    if isinstance(condition, All | AtLeast):
        return True
    return any(_together(child) for child in children(condition) if isinstance(child, Condition))


def _when(line: Weight) -> Condition:
    return line.when if line.when is not None else Not(line.when_not)
