"""Rules into a program: every definition in its stratum, the policy among them.

The strata: derived findings, flags, floors, pages settled, scope, precautions, scores, bands and the
lead, disposition, what is blocked and what is offered. Names of definitions are `<what>.<rule id>`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..model.expression import Condition, Node, Points
from ..model.finding import Finding, Region
from ..model.program import Program, ReferralLogic
from ..model.rules import Rules
from ..model.vocabulary import FindingLogic, RegionLogic, Vocabulary
from . import care, disposition, flags, ranking, screen
from .unfold import Unfolding


def compile_rules(rules: Rules, version: str, sha256: str) -> Program:
    """The program that says all that the rules and the policy say."""
    vocabulary = vocabulary_of(rules)
    reading = Unfolding(rules.findings)
    expanded, unfolded, cautious = reading.expanded, reading.unfolded, reading.cautious
    definitions: dict[str, Node] = {name: _derived(one, expanded) for name, one in reading.derived.items()}
    pairs = flags.pairs(rules.red_flags, unfolded)
    definitions |= {pair.flag.name: pair.when for pair in pairs}
    definitions |= flags.floors(rules.red_flags, [pair.flag for pair in pairs])
    pages = screen.pages(rules.pages, expanded)
    definitions |= screen.definitions(pages, rules.pages, expanded, vocabulary, [pair.flag for pair in pairs])
    definitions |= disposition.scope(vocabulary)
    definitions |= {one.id: cautious(one.when, one.not_sure) for one in rules.precautions}
    culprits = ranking.culprits(rules.culprits, expanded)
    definitions |= ranking.definitions(culprits, rules, vocabulary)
    definitions |= ranking.part_definitions(rules.parts, expanded)
    definitions |= {one.id: unfolded(one.when, "absent") for one in rules.referrals}
    referrals = tuple(ReferralLogic(one.id, one.to) for one in rules.referrals)
    definitions |= disposition.definitions(culprits, referrals)
    actions = care.actions((*rules.actions, *rules.techniques), cautious)
    precautions = care.precautions(rules.precautions)
    definitions |= care.definitions(rules, actions, precautions, culprits, expanded)
    nets = {f"net.{one.id}": expanded(one.when) for one in rules.safety_nets if one.when is not None}
    definitions |= nets
    return Program(
        version=version,
        sha256=sha256,
        unreviewed=sum(one.review == "none" for one in rules.sourced()),
        vocabulary=vocabulary,
        definitions=definitions,
        flags=tuple(pair.flag for pair in pairs),
        pages=pages,
        culprits=culprits,
        precautions=precautions,
        actions=actions,
        parts=ranking.parts(rules.parts),
        referrals=referrals,
        nets=tuple(one.id for one in rules.safety_nets),
    )


def vocabulary_of(rules: Rules) -> Vocabulary:
    """The logic of the findings and regions, without their texts."""
    return Vocabulary(
        {name: _finding(one) for name, one in rules.findings.items()},
        {name: _region(one) for name, one in rules.regions.items()},
    )


def _finding(one: Finding) -> FindingLogic:
    low, high = one.range or (0, 0)
    return FindingLogic(
        type=one.type,
        derived=one.derived is not None,
        danger=one.danger,
        mitigating=one.mitigating,
        volunteered=one.volunteered,
        clinician=one.asked_of == "clinician",
        low=low,
        high=high,
        options=tuple(one.options),
        implies=one.implies,
        ruled_out_by=one.ruled_out_by,
    )


def _region(one: Region) -> RegionLogic:
    return RegionLogic(one.inside or "", one.scope == "in", one.page, one.vague)


def _derived(meaning: Condition | Points, expanded: Callable[[Condition], Condition]) -> Node:
    return meaning if isinstance(meaning, Points) else expanded(meaning)
