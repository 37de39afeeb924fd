"""Unfolds what is sugar in a condition: derived findings, and what "not sure" counts as."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Not,
    NotSure,
    Points,
    Reaches,
    Term,
    Within,
    Yes,
    all_of,
    any_of,
    finding_of,
    told,
)
from ..model.finding import Finding
from ..model.rule import NotSurePolicy, PresentFrom

NEVER_DISCHARGED = (
    "age_years",
    "sex",
    "pregnant",
    "pregnant_possible",
    "pregnancy_or_birth",
    "early_pregnancy",
    "postpartum_6w",
    "postpartum_recent",
)
"""Not sure of these is never taken as adult, male or not pregnant (S10), whatever the policy says."""


class Unfolding:
    """The two readings of "not sure" over the findings of one rule base."""

    def __init__(self, findings: Mapping[str, Finding]) -> None:
        self.derived = {name: one.derived for name, one in findings.items() if one.derived is not None}
        self._mitigating = frozenset(name for name, one in findings.items() if one.mitigating)

    def expanded(self, condition: Condition) -> Condition:
        """The condition with every derived finding written out."""
        return expand(condition, self.derived)

    def unfolded(self, condition: Condition, policy: NotSurePolicy) -> Condition:
        """As danger reads it: only a mitigating finding that was told mitigates."""
        return unfold(self.expanded(condition), policy, self._mitigating)

    def cautious(self, condition: Condition, policy: NotSurePolicy) -> Condition:
        """As care reads it: nothing mitigates there, and a doubtful muscle tear keeps the ball away."""
        return unfold(self.expanded(condition), policy, frozenset())


def expand(condition: Condition, derived: Mapping[str, Condition | Points]) -> Condition:
    """The condition with every derived finding written out."""
    match condition:
        case Yes(atom):
            meaning = derived.get(atom)
            return condition if meaning is None or isinstance(meaning, Points) else expand(meaning, derived)
        case Between(atom, low, _):
            meaning = derived.get(atom)
            if not isinstance(meaning, Points) or low is None:
                return condition
            return Reaches(_expand_points(meaning, derived), low)
        case NotSure():
            return condition
        case Not(part):
            return Not(expand(part, derived))
        case All(parts):
            return all_of(*(expand(part, derived) for part in parts))
        case Any(parts):
            return any_of(*(expand(part, derived) for part in parts))
        case AtLeast(n, parts):
            return AtLeast(n, tuple(expand(part, derived) for part in parts))
        case Reaches(points, n):
            return Reaches(_expand_points(points, derived), n)
        case Within():
            return condition


def unfold(condition: Condition, policy: NotSurePolicy, mitigating: frozenset[str]) -> Condition:
    """The condition with "not sure" read by the policy. Derived findings must be expanded already."""
    if isinstance(policy, PresentFrom):
        age = policy.present_from.age_years
        old_enough = any_of(Between("age_years", age, None), NotSure("age_years"))
        absent = unfold(condition, "absent", mitigating)
        return any_of(absent, all_of(old_enough, unfold(condition, "present", mitigating)))
    return _unfold(condition, policy == "present", mitigating, negated=False)


def _unfold(condition: Condition, present: bool, mitigating: frozenset[str], negated: bool) -> Condition:
    def inside(part: Condition, flip: bool = False) -> Condition:
        return _unfold(part, present, mitigating, negated != flip)

    match condition:
        case Yes(atom) | Between(atom, _, _):
            return _literal(Not(condition) if negated else condition, atom, present, mitigating, negated)
        case NotSure() | Within():
            return Not(condition) if negated else condition
        case Not(part):
            return inside(part, flip=True)
        case All(parts):
            return (any_of if negated else all_of)(*map(inside, parts))
        case Any(parts):
            return (all_of if negated else any_of)(*map(inside, parts))
        case AtLeast(n, parts):
            return AtLeast(len(parts) - n + 1 if negated else n, tuple(map(inside, parts)))
        case Reaches(points, n):
            # Points are counted, not negated: their terms keep the polarity of the points themselves.
            groups = tuple(
                tuple(Term(_unfold(t.when, present, mitigating, negated=False), t.points) for t in group)
                for group in points.groups
            )
            reaches = Reaches(Points(groups), n)
            return Not(reaches) if negated else reaches


def _literal(literal: Condition, atom: str, present: bool, mitigating: frozenset[str], negated: bool) -> Condition:
    if atom in mitigating:
        # Only a yes that was told mitigates: not sure, and what nobody said, leave the negated literal to fire.
        return Not(Yes(told(atom))) if negated else all_of(literal, Not(NotSure(atom)))
    if present or finding_of(atom) in NEVER_DISCHARGED:
        return any_of(literal, NotSure(atom))
    return all_of(literal, Not(NotSure(atom)))


def _expand_points(points: Points, derived: Mapping[str, Condition | Points]) -> Points:
    return Points(
        tuple(tuple(Term(expand(term.when, derived), term.points) for term in group) for group in points.groups)
    )
