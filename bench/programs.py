"""Our rule base with fewer rules or with more, as one program. A rule is a (condition, floor) pair or a culprit."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from musculprit.knowledge.folder import folder_of
from musculprit.knowledge.load import load
from musculprit.model.expression import (
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
)
from musculprit.model.finding import Finding
from musculprit.model.program import Program
from musculprit.model.rule import Culprit, RedFlag
from musculprit.model.rules import Rules
from musculprit.policy.compile import compile_rules

SEED = 20261123


@cache
def shipped() -> Rules:
    return load(folder_of("rules"))


def rules_shipped() -> int:
    return sum(map(pairs_of, shipped().red_flags)) + len(shipped().culprits)


def program_of(count: int = 0) -> Program:
    """The program with so many rules; 0 is as shipped. More rules are red flags again, over shuffled findings."""
    rules = shipped()
    if count:
        dice = random.Random(SEED)
        rules = _fewer(rules, count, dice) if count <= rules_shipped() else _more(rules, count, dice)
    return compile_rules(rules, "bench", f"{count} rules")


def rules_in(program: Program) -> int:
    return len(program.flags) + len(program.culprits)


def pairs_of(flag: RedFlag) -> int:
    return 1 + len(flag.raises)


def _fewer(rules: Rules, count: int, dice: random.Random) -> Rules:
    culprits = tuple(_some(rules.culprits, max(1, round(count * len(rules.culprits) / rules_shipped())), dice))
    flags: list[RedFlag] = []
    for flag in _some(rules.red_flags, len(rules.red_flags), dice):
        if sum(map(pairs_of, flags)) + pairs_of(flag) + len(culprits) <= count:
            flags.append(flag)
    return _with_culprits(replace(rules, red_flags=tuple(flags)), culprits)


def _some(found: tuple[Culprit, ...] | tuple[RedFlag, ...], count: int, dice: random.Random) -> list:
    return dice.sample(found, count)


def _with_culprits(rules: Rules, culprits: tuple[Culprit, ...]) -> Rules:
    left = {one.id for one in culprits}
    parts = (one.model_copy(update={"part_of": tuple(left & set(one.part_of))}) for one in rules.parts)
    techniques = (
        one if not one.for_ else one.model_copy(update={"for_": tuple(name for name in one.for_ if name in left)})
        for one in rules.techniques
    )
    fit = tuple(one for at, one in enumerate(techniques) if one.for_ or not rules.techniques[at].for_)
    return replace(rules, culprits=culprits, parts=tuple(one for one in parts if one.part_of), techniques=fit)


def _more(rules: Rules, count: int, dice: random.Random) -> Rules:
    flags = list(rules.red_flags)
    missing = count - rules_shipped()
    copy = 0
    while missing:
        copy += 1
        renamed = _shuffled(rules.findings, dice)
        for flag in rules.red_flags:
            if pairs_of(flag) <= missing:
                missing -= pairs_of(flag)
                flags.append(_again(flag, copy, renamed))
    return replace(rules, red_flags=tuple(flags))


def _shuffled(findings: Mapping[str, Finding], dice: random.Random) -> dict[str, str]:
    names = [n for n, one in findings.items() if one.type == "yes_no" and one.derived is None and not one.mitigating]
    return dict(zip(names, dice.sample(names, len(names)), strict=True))


def _again(flag: RedFlag, copy: int, renamed: Mapping[str, str]) -> RedFlag:
    raises = tuple(one.model_copy(update={"when": rename(one.when, renamed)}) for one in flag.raises)
    when = rename(flag.when, renamed)
    return flag.model_copy(update={"id": f"{flag.id}_{copy}", "when": when, "raises": raises})


def rename(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The condition over other findings."""

    def inside(parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(rename(part, names) for part in parts)

    match condition:
        case Yes(atom):
            return Yes(names.get(atom, atom))
        case NotSure(atom):
            return NotSure(names.get(atom, atom))
        case Between() | Within():
            return condition
        case Not(part):
            return Not(rename(part, names))
        case All(parts):
            return All(inside(parts))
        case Any(parts):
            return Any(inside(parts))
        case AtLeast(n, parts):
            return AtLeast(n, inside(parts))
        case Reaches(points, n):
            groups = tuple(tuple(Term(rename(t.when, names), t.points) for t in group) for group in points.groups)
            return Reaches(Points(groups), n)
