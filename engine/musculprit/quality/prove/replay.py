"""A solver's counterexample read again by judge, and cut down to the answers that matter.

Each property stands here once more, in the words of judge: a proof and its replay share no formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...model.answers import NOT_SURE, Answer, Sites, flatten
from ...model.program import Program
from ...model.words import CANNOT_ASSESS, OUT_OF_SCOPE, SAME_DAY, SELF_CARE
from ...reasoning.forward.reader import ForwardReader, SecondReadingFailed
from ...reasoning.judge import Judge
from ...triage.base import RuleBase
from ...triage.screen import is_answered

Person = dict[str, Answer]
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """One person as judge reads them."""

    answers: Person
    world: Mapping[str, Any]
    said: Said
    program: Program
    judge: Judge

    def asked(self) -> Iterator[str]:
        """The yes-or-no lines of the pages that are asked, one after the other."""
        known = {**self.world, **{name: value for name, value in self.said.items() if value is not None}}
        for page in self.program.pages:
            if self.said[f"gate.{page.id}.applies"] is not False:
                for bullet in page.bullets:
                    applies = bullet.applies is None or self.judge.outcome(bullet.applies, known) is not False
                    if applies and self.program.vocabulary.findings[bullet.finding].type == "yes_no":
                        yield bullet.finding


Breaks = Callable[[Read, Read | None], bool]


def level(said: Said) -> int:
    """Where levels are compared: cannot assess counts as its floor or 3, out of scope as its at-least."""
    rank = int(said["disposition"])
    held_back = max(int(said["floor"]), SAME_DAY)
    return held_back if rank == CANNOT_ASSESS else int(said["at_least"]) if rank == OUT_OF_SCOPE else rank


def _below_floor(one: Read, _: Read | None) -> bool:
    return any(one.said[flag.name] is True and level(one.said) < flag.floor for flag in one.program.flags)


def _home_while_open(one: Read, _: Read | None) -> bool:
    said, program = one.said, one.program
    waiting = any(
        said[f"gate.{page.id}.applies"] is not False and said[f"gate.{page.id}.settled"] is not True
        for page in program.pages
    )
    waiting = waiting or any(not is_answered(name, one.world, program) for name in one.asked())
    waiting = waiting or any(said[f.name] is None and f.floor >= SAME_DAY and not f.volunteered for f in program.flags)
    offered = any(said[f"offer.{action.id}"] is True for action in program.actions)
    return waiting and (said["disposition"] == SELF_CARE or offered)


def _lower_floor(one: Read, other: Read | None) -> bool:
    return other is not None and int(other.said["floor"]) < int(one.said["floor"])


def _more_danger(one: Read, other: Read | None) -> bool:
    if other is None or not _lower_floor(one, other):
        return False
    findings = one.program.vocabulary.findings
    changed = [name for name in findings if one.answers.get(name) != other.answers.get(name)]
    return all(
        findings[name].danger and other.answers.get(name) is True and one.answers.get(name) is not NOT_SURE
        for name in changed
    )


def _reassured(one: Read, other: Read | None) -> bool:
    if other is None or int(one.said["floor"]) < SAME_DAY or not _lower_floor(one, other):
        return False
    findings = one.program.vocabulary.findings
    return all(findings[n].mitigating for n in findings if one.answers.get(n) != other.answers.get(n))


def _surer(one: Read, other: Read | None) -> bool:
    if other is None or not _lower_floor(one, other):
        return False
    findings = one.program.vocabulary.findings
    changed = [name for name in findings if one.answers.get(name) != other.answers.get(name)]
    return all(
        one.answers.get(n) is NOT_SURE and other.answers.get(n) is True and not findings[n].mitigating for n in changed
    )


def _doubt_about_sex(one: Read, other: Read | None) -> bool:
    if other is None:
        return "sex" not in one.answers and one.said["disposition"] == SELF_CARE
    same = {**one.answers, "sex": None} == {**other.answers, "sex": None}
    return same and one.answers.get("sex") is NOT_SURE and int(one.said["floor"]) < int(other.said["floor"])


def _pregnancy_unasked(one: Read, _: Read | None) -> bool:
    from ...reasoning.proof.properties import CHILDBEARING, PREGNANCY

    age = one.answers.get("age_years")
    may_be = isinstance(age, int) and CHILDBEARING[0] <= age <= CHILDBEARING[1] and one.answers.get("sex") != "male"
    return may_be and not any(n in one.answers for n in PREGNANCY) and one.said["disposition"] == SELF_CARE


def _against_a_precaution(one: Read, _: Read | None) -> bool:
    said, program = one.said, one.program
    for action in program.actions:
        if said[f"offer.{action.id}"] is True:
            held = [p.id for p in program.precautions if action.kind in p.withholds and said[p.id] is not False]
            if held or said[f"blocked.{action.id}"] is not False or int(said["disposition"]) >= SAME_DAY:
                return True
    return False


def _urgent_left(one: Read, _: Read | None) -> bool:
    urgent = (flag for flag in one.program.flags if flag.floor >= SAME_DAY and not flag.volunteered)
    known = {"age_years", "sex", "pain_site"} <= set(one.answers)
    return known and _nothing_but_none(one) and any(one.said[flag.name] is not False for flag in urgent)


def _nothing_but_none(one: Read) -> bool:
    wanted = set(one.asked())
    told = set(one.answers) - {"age_years", "sex", "pain_site"}
    age = one.answers.get("age_years")
    return told == wanted and not any(one.answers[n] for n in told) and isinstance(age, int) and age >= 18


def _no_disposition(one: Read, _: Read | None) -> bool:
    return one.said["disposition"] not in range(OUT_OF_SCOPE + 1)


def _lowered_by_a_leader(one: Read, _: Read | None) -> bool:
    """Whoever might lead, alone: what counts is that no leader can lower, not who leads here."""
    leads = [f"lead.{culprit.id}" for culprit in one.program.culprits]
    nobody = dict.fromkeys(leads, False)
    without = level(one.judge.run(one.world, nobody))
    return any(level(one.judge.run(one.world, {**nobody, name: True})) < without for name in leads)


BREAKS: Mapping[str, Breaks] = {
    "S1": _below_floor,
    "S2": _home_while_open,
    "S3": _more_danger,
    "S3m": _reassured,
    "S4": _no_disposition,
    "S5": _against_a_precaution,
    "S6": _lowered_by_a_leader,
    "S10a": lambda one, _: not isinstance(one.answers.get("age_years"), int) and one.said["disposition"] == SELF_CARE,
    "S10s": _doubt_about_sex,
    "S10p": _pregnancy_unasked,
    "S11": _surer,
    "L1": _urgent_left,
}
"""By the id of a property: whether one person, or one before and after, breaks it."""


def second_engine(base: RuleBase, people: Iterable[Person]) -> str:
    """Whether the second engine reads the flags of these people as judge does: `agrees`, `differs`, or why not."""
    flags = [flag.name for flag in base.program.flags]
    judge = Judge(base.program.definitions)
    try:
        with ForwardReader(base.plan, flags) as forward:
            for person in people:
                world = flatten(person, base.program.vocabulary)
                seen, said = forward.read(world), judge.run(world)
                if any(seen[name] is not said[name] for name in flags):
                    return "differs"
    except SecondReadingFailed as failure:
        return f"unavailable: {failure}"
    return "agrees"


def breaks(property_id: str, program: Program, before: Person, after: Person | None) -> bool:
    """Whether judge finds the property broken for these answers."""
    judge = Judge(program.definitions)
    return BREAKS[property_id](_read(program, judge, before), None if after is None else _read(program, judge, after))


def shortest(property_id: str, program: Program, before: Person, after: Person | None) -> tuple[Person, Person | None]:
    """The same counterexample with as few answers as still break the property; as it is when judge disagrees."""
    judge = Judge(program.definitions)

    def broken(one: Person, other: Person | None) -> bool:
        second = None if other is None else _read(program, judge, other)
        return BREAKS[property_id](_read(program, judge, one), second)

    if not broken(before, after):
        return before, after
    names = sorted(set(before) | set(after or {}))
    size = max(len(names) // 2, 1)
    while True:
        at = 0
        while at < len(names):
            dropped = set(names[at : at + size])
            fewer, fewer_after = _without(before, dropped), None if after is None else _without(after, dropped)
            if broken(fewer, fewer_after):
                before, after = fewer, fewer_after
                names = [name for name in names if name not in dropped]
            else:
                at += size
        if size == 1:
            return _one_place(before, after, broken)
        size = max(size // 2, 1)


def _one_place(
    before: Person, after: Person | None, broken: Callable[[Person, Person | None], bool]
) -> tuple[Person, Person | None]:
    """The same people with one place of several, where that is enough; both name the same places."""
    for name, answer in before.items():
        if not isinstance(answer, Sites) or (after is not None and after.get(name) != answer):
            continue
        for place in sorted(answer.places):
            here = {name: Sites(frozenset({place}), answer.complete)}
            fewer, fewer_after = {**before, **here}, None if after is None else {**after, **here}
            if broken(fewer, fewer_after):
                return fewer, fewer_after
    return before, after


def _without(person: Person, dropped: set[str]) -> Person:
    return {name: answer for name, answer in person.items() if name not in dropped}


def _read(program: Program, judge: Judge, answers: Person) -> Read:
    world = flatten(answers, program.vocabulary)
    return Read(answers, world, judge.run(world), program, judge)
