"""L1, the other half: an adult with an ordinary ache who says "none of these" reaches a plan. Tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.answers import Answer, Sites, flatten
from ...model.case import WHOLE_SCREEN, Case
from ...model.expression import Between, Condition, atoms_of, finding_of, leaves_of
from ...model.words import ROUTINE
from ...triage.base import RuleBase
from ...triage.state import state_of

ADULT, OLDEST = 18, 100
WHO_AND_WHERE = frozenset(("age_years", "sex", "pain_site"))
"""What decides where age itself sets a higher floor."""


@dataclass(frozen=True, slots=True)
class Ache:
    """One adult with an ordinary ache, and why they reach no plan; a rule of age alone is a known exception."""

    answers: dict[str, Answer]
    because: str
    known: bool


def without_a_plan(base: RuleBase) -> Iterator[Ache]:
    """Every age band, sex and place with a culprit for which an ordinary ache reaches no plan."""
    vocabulary = base.program.vocabulary
    mapped = {region for one in base.program.culprits for region in one.core}
    for age in ages(base):
        for sex in vocabulary.findings["sex"].options:
            for region in sorted(mapped):
                if vocabulary.regions[region].in_scope:
                    yield from _tried(base, age, sex, region)


def ages(base: RuleBase) -> list[int]:
    """One age of every band that the rules tell apart."""
    edges = {ADULT}
    for node in base.program.definitions.values():
        if isinstance(node, Condition):
            for leaf in leaves_of(node):
                if isinstance(leaf, Between) and leaf.atom == "age_years":
                    edges |= {leaf.low} if leaf.low is not None else set()
                    edges |= {leaf.high + 1} if leaf.high is not None else set()
    return sorted(age for age in edges if ADULT <= age <= OLDEST)


def _tried(base: RuleBase, age: int, sex: str, region: str) -> Iterator[Ache]:
    ache: dict[str, Answer] = {
        "age_years": age,
        "sex": sex,
        "pain_site": Sites(frozenset({region})),
        "severity_0_10": 4,
        "duration_days": 10,
    }
    said = state_of(Case(ache, none_of=frozenset({WHOLE_SCREEN})), base).said
    offered = any(said[f"offer.{one.id}"] for one in base.program.actions if not one.for_therapist)
    rank = int(said["disposition"] or 0)
    if rank <= ROUTINE and offered:
        return
    rules = [flag for flag in base.program.flags if said[flag.name] is True and flag.floor > ROUTINE]
    by_age = offered and bool(rules) and all(_of_age_alone(flag.name, base, ache) for flag in rules)
    because = ", ".join(dict.fromkeys(flag.rule for flag in rules)) or "nothing is offered"
    yield Ache(ache, because, by_age)


def _of_age_alone(name: str, base: RuleBase, ache: dict[str, Answer]) -> bool:
    only = {key: value for key, value in ache.items() if key in WHO_AND_WHERE}
    reads = {finding_of(atom) for atom in atoms_of(base.program.definitions[name])}
    said = base.judge.run(flatten(only, base.program.vocabulary))
    return said[name] is True and not reads.isdisjoint(WHO_AND_WHERE)
