"""People to try before the solver searches: those of the cases, and made-up ones around what changed."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator

from ...errors import CaseError
from ...model.answers import NOT_SURE, Answer, Sites
from ...model.case import read_given
from ...model.expression import Between, Condition, atoms_of, finding_of, leaves_of
from ..casefile import Located
from .sides import Both, Side, Told

MADE_UP = 300


def candidates(both: Both, changed: Iterable[str], cases: Iterable[Located]) -> list[Told]:
    """The people, those with the least to tell first."""
    found = [*_of_cases(both, cases), *_made_up(both, sorted(changed))]
    return sorted(found, key=len)


def edges(both: Both, finding: str, names: Collection[str] | None = None) -> list[int]:
    """Every value of a number at which a definition of either side turns, or one of `names`; adults before children."""
    values: set[int] = set()
    for side in (both.before, both.after):
        logic = side.program.vocabulary.findings.get(finding)
        for leaf in _limits(side, names) if logic is not None else ():
            if logic is not None and leaf.atom == finding:
                ends = [] if leaf.low is None else [leaf.low - 1, leaf.low]
                ends += [] if leaf.high is None else [leaf.high, leaf.high + 1]
                values |= {one for one in ends if logic.low <= one <= logic.high}
    return sorted(values, key=lambda one: (finding == "age_years" and one < 18, one))


def against_care(side: Side) -> list[str]:
    """The yes-or-no findings that precautions and actions ask about before care is given."""
    program = side.program
    conditions = [program.definitions[one.id] for one in program.precautions]
    conditions += [one.contraindicated for one in program.actions if one.contraindicated is not None]
    read = {finding_of(atom) for one in conditions for atom in atoms_of(one)}
    findings = program.vocabulary.findings
    return sorted(name for name in read if findings[name].type == "yes_no" and not findings[name].derived)


def _limits(side: Side, names: Collection[str] | None) -> Iterator[Between]:
    for name, node in side.definitions.items():
        if isinstance(node, Condition) and (names is None or name in names):
            yield from (leaf for leaf in leaves_of(node) if isinstance(leaf, Between))


def _of_cases(both: Both, cases: Iterable[Located]) -> Iterator[Told]:
    for one in cases:
        given = {name: value for name, value in one.case.given.items() if not name.startswith("screen")}
        answers: dict[str, Answer] = {}
        try:
            for side in (both.after, both.before):
                vocabulary = side.program.vocabulary
                own = {name: value for name, value in given.items() if name in vocabulary.findings}
                answers |= read_given(own, vocabulary).answers
        except CaseError:
            continue
        yield Told(answers, len(given) < len(one.case.given))


def _made_up(both: Both, changed: list[str]) -> Iterator[Told]:
    dice = random.Random(0)  # noqa: S311 - people, not secrets
    read = {finding_of(atom) for side in (both.before, both.after) for name in changed for atom in _read(name, side)}
    vocabularies = [side.program.vocabulary for side in (both.after, both.before)]
    near = sorted(name for name in read if any(name in one.findings for one in vocabularies))
    values = {
        name: edges(both, name, changed) or edges(both, name)
        for name in ("age_years", "severity_0_10", "duration_days", *near)
    }
    regions = sorted(name for name, one in vocabularies[0].regions.items() if one.in_scope and not one.vague)
    denied = against_care(both.after)
    for _ in range(MADE_UP if regions else 0):
        answers: dict[str, Answer] = dict.fromkeys(denied, False) if dice.random() < 0.5 else {}
        answers |= {"pain_site": Sites(frozenset(dice.sample(regions, dice.choice((1, 1, 2)))))}
        names = dice.sample(near, min(len(near), dice.randint(0, 4)))
        for name in ("age_years", "sex", "severity_0_10", "duration_days", *names):
            logic = next((one.findings[name] for one in vocabularies if name in one.findings), None)
            if logic is None or logic.derived or logic.type == "regions":
                continue
            if logic.type == "yes_no":
                answers[name] = dice.choice((True, True, True, NOT_SURE))
            else:
                choices: tuple[Answer, ...] = (*logic.options, *values.get(name, ())) or (logic.low,)
                answers[name] = dice.choice(choices)
        yield Told(answers, dice.random() < 0.7)


def _read(name: str, side: Side) -> Iterator[str]:
    if name in side.definitions:
        yield from atoms_of(side.definitions[name])
