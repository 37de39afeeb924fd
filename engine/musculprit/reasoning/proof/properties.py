"""What must hold for every possible person, as searches for one for whom it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import z3

from ...model.answers import Answer
from ...model.expression import Condition
from ...model.program import GateBullet, Program
from ...model.words import CANNOT_ASSESS, DISPOSITIONS, OUT_OF_SCOPE, SAME_DAY, SELF_CARE
from .formulas import Formulas, Outcome
from .people import FALSE, Bool, Person

ADULT = 18
PREGNANCY = (
    "pregnancy_or_birth",
    "pregnant",
    "pregnant_possible",
    "early_pregnancy",
    "postpartum_6w",
    "postpartum_recent",
)
CHILDBEARING = (16, 50)
"""Years of age in which nobody who may be a woman is taken as not pregnant (S10); the page asks from 12 to 55."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """One person, or the same person before and after, for whom a property fails."""

    about: str
    before: dict[str, Answer]
    after: dict[str, Answer] | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """An invariant of the design with the search for a person who breaks it."""

    id: str
    says: str
    search: Callable[[Program], Iterator[Counterexample]]


def _one(program: Program) -> tuple[Person, Formulas, z3.Solver]:
    person = Person(program.vocabulary, "a")
    return person, Formulas(program.definitions, person), _solver(person)


def _two(program: Program) -> tuple[Person, Person, z3.Solver]:
    before, after = Person(program.vocabulary, "a"), Person(program.vocabulary, "b")
    return before, after, _solver(before, after)


def _solver(*people: Person) -> z3.Solver:
    solver = z3.Solver()
    for person in people:
        solver.add(*person.possible)
    return solver


def _level(formulas: Formulas) -> z3.ArithRef:
    """Where levels are compared: cannot assess counts as its floor or 3, out of scope as its at-least."""
    rank, floor = formulas.value("disposition"), formulas.value("floor")
    held_back = z3.If(floor > SAME_DAY, floor, z3.IntVal(SAME_DAY))
    return z3.If(rank == CANNOT_ASSESS, held_back, z3.If(rank == OUT_OF_SCOPE, formulas.value("at_least"), rank))


def _found(solver: z3.Solver, about: str, before: Person, after: Person | None = None) -> Iterator[Counterexample]:
    if solver.check() == z3.sat:
        model = solver.model()
        yield Counterexample(about, before.answers(model), None if after is None else after.answers(model))


def a_flag_is_never_answered_below_its_floor(program: Program) -> Iterator[Counterexample]:
    """S1."""
    person, formulas, solver = _one(program)
    level = _level(formulas)
    solver.add(z3.Or(*(z3.And(formulas.outcome(f.name).fires, level < f.floor) for f in program.flags)))
    yield from _found(solver, "a flag fires and the answer is lower", person)


def incomplete_is_never_home_care(program: Program) -> Iterator[Counterexample]:
    """S2: with a page that applies not settled, or a flag of same_day open, there is no self-care and no care text."""
    person, formulas, solver = _one(program)
    waiting = [
        z3.And(z3.Not(formulas.outcome(f"gate.{page.id}.applies").silent), z3.Not(_settled(page.id, formulas)))
        for page in program.pages
    ]
    waiting += [_unasked(bullet, page.id, formulas) for page in program.pages for bullet in page.bullets]
    waiting += [
        formulas.outcome(flag.name).open for flag in program.flags if flag.floor >= SAME_DAY and not flag.volunteered
    ]
    offered = [formulas.outcome(f"offer.{one.id}").fires for one in program.actions]
    solver.add(z3.Or(*waiting), z3.Or(formulas.value("disposition") == SELF_CARE, *offered))
    yield from _found(solver, "something is still open, and there is self-care or care text", person)


def _settled(page: str, formulas: Formulas) -> Bool:
    return formulas.outcome(f"gate.{page}.settled").fires


def _unasked(bullet: GateBullet, page: str, formulas: Formulas) -> Bool:
    """A line of a page that applies, of which nothing at all is known: whatever the page itself calls settled."""
    person = formulas.person
    if person.vocabulary.findings[bullet.finding].type != "yes_no":
        return FALSE
    known = person.atom(bullet.finding)
    return z3.And(_is_asked(bullet, page, formulas), z3.Not(z3.Or(known.yes, known.no, known.not_sure)))


def _is_asked(bullet: GateBullet, page: str, formulas: Formulas) -> Bool:
    """A line is asked unless it, or its page, is known not to apply."""
    applies = z3.Not(formulas.outcome(f"gate.{page}.applies").silent)
    return applies if bullet.applies is None else z3.And(applies, z3.Not(formulas.condition(bullet.applies).silent))


def danger_never_lowers(program: Program) -> Iterator[Counterexample]:
    """S3: any danger findings going from no or unknown to yes never lower the floor."""
    before, after, solver = _two(program)
    for name, logic in program.vocabulary.findings.items():
        if logic.derived:
            continue
        same = after.same_as(before, name)
        if logic.danger and logic.type == "yes_no":
            was, now = before.told(name), after.told(name)
            grown = z3.And(now.yes, z3.Not(was.yes), z3.Not(was.not_sure))
            solver.add(z3.Or(same, grown))
        else:
            solver.add(same)
    solver.add(_floor(program, after) < _floor(program, before))
    yield from _found(solver, "more danger, and a lower floor", before, after)


def mitigation_never_lowers_danger(program: Program) -> Iterator[Counterexample]:
    """S3: mitigating findings never lower a floor of same_day or above."""
    before, after, solver = _two(program)
    for name, logic in program.vocabulary.findings.items():
        if not logic.derived and not logic.mitigating:
            solver.add(after.same_as(before, name))
    floor = _floor(program, before)
    solver.add(floor >= SAME_DAY, _floor(program, after) < floor)
    yield from _found(solver, "a reassuring answer, and a lower floor", before, after)


def _floor(program: Program, person: Person) -> z3.ArithRef:
    return Formulas(program.definitions, person).value("floor")


def every_input_has_one_disposition(program: Program) -> Iterator[Counterexample]:
    """S4: the disposition is always one of the seven; an outcome is never both fires and silent."""
    person, formulas, solver = _one(program)
    rank = formulas.value("disposition")
    both = [
        z3.And(formulas.outcome(name).fires, formulas.outcome(name).silent)
        for name, node in program.definitions.items()
        if isinstance(node, Condition)
    ]
    solver.add(z3.Or(rank < 0, rank >= len(DISPOSITIONS), *both))
    yield from _found(solver, "no disposition, or an outcome that is two things", person)


def what_is_withheld_is_never_advised(program: Program) -> Iterator[Counterexample]:
    """S5: neither what a precaution withholds, fired or open, nor what a flag of routine or above avoids."""
    person, formulas, solver = _one(program)
    broken = []
    for action in program.actions:
        offered = formulas.outcome(f"offer.{action.id}").fires
        for precaution in program.precautions:
            if action.kind in precaution.withholds:
                broken.append(z3.And(offered, z3.Not(formulas.outcome(precaution.id).silent)))
        broken.append(z3.And(offered, z3.Not(formulas.outcome(f"blocked.{action.id}").silent)))
        broken.append(z3.And(offered, formulas.value("disposition") >= SAME_DAY))
    solver.add(z3.Or(*broken))
    yield from _found(solver, "an action is offered against a precaution", person)


def points_never_lower(program: Program) -> Iterator[Counterexample]:
    """S6: whoever leads, and whatever their points, nobody comes out lower than with nobody leading."""
    person = Person(program.vocabulary, "a")
    names = [name for name in program.definitions if name.startswith("lead.")]
    anybody = {name: _anything(name) for name in names}
    nobody = {name: Outcome(FALSE, z3.Not(FALSE)) for name in names}
    with_points = Formulas(program.definitions, person, anybody)
    without = Formulas(program.definitions, person, nobody)
    solver = _solver(person)
    solver.add(*(z3.Not(z3.And(one.fires, one.silent)) for one in anybody.values()))
    solver.add(_level(with_points) < _level(without))
    yield from _found(solver, "a leading culprit lowers the answer", person)


def _anything(name: str) -> Outcome:
    return Outcome(z3.Bool(f"{name}+"), z3.Bool(f"{name}-"))


def unknown_age_is_never_adult(program: Program) -> Iterator[Counterexample]:
    """S10: with the age unknown or not sure, nobody is sent home to self-care."""
    person, formulas, solver = _one(program)
    known, _, _ = person.number("age_years")
    solver.add(z3.Not(known), formulas.value("disposition") == SELF_CARE)
    yield from _found(solver, "age unknown, and self-care", person)


def unknown_sex_is_never_male(program: Program) -> Iterator[Counterexample]:
    """S10: with the sex unasked there is no self-care; not sure of it never ranks below either sex."""
    person, formulas, solver = _one(program)
    unasked = z3.Not(person.tells("sex"))
    solver.add(unasked, formulas.value("disposition") == SELF_CARE)
    yield from _found(solver, "sex unasked, and self-care", person)
    yield from _doubt_never_lower(program, "sex")


def unknown_pregnancy_is_never_not_pregnant(program: Program) -> Iterator[Counterexample]:
    """S10: with the pregnancy unasked, nobody of childbearing age who may be a woman is sent home to self-care."""
    person, formulas, solver = _one(program)
    known, age, _ = person.number("age_years")
    low, high = CHILDBEARING
    told = [person.tells(name) for name in PREGNANCY if name in program.vocabulary.findings]
    solver.add(known, age >= low, age <= high, z3.Not(person.atom("sex=male").yes), z3.Not(z3.Or(*told)))
    solver.add(formulas.value("disposition") == SELF_CARE)
    yield from _found(solver, "pregnancy unasked, and self-care", person)


def _doubt_never_lower(program: Program, name: str) -> Iterator[Counterexample]:
    """Not sure of one thing never gives a lower floor than any answer to it."""
    doubtful, certain, solver = _two(program)
    for other, logic in program.vocabulary.findings.items():
        if not logic.derived and other != name:
            solver.add(certain.same_as(doubtful, other))
    doubt = next(iter(program.vocabulary.atoms_of(name)))
    solver.add(doubtful.atom(doubt).not_sure, certain.tells(name))
    solver.add(z3.Not(certain.atom(doubt).not_sure))
    solver.add(_floor(program, doubtful) < _floor(program, certain))
    yield from _found(solver, f"not sure of {name}, and a lower floor", doubtful, certain)


def doubt_never_ranks_above_yes(program: Program) -> Iterator[Counterexample]:
    """S11: any findings going from not sure to yes never lower the floor; mitigating ones apart."""
    before, after, solver = _two(program)
    for name, logic in program.vocabulary.findings.items():
        if logic.derived:
            continue
        same = after.same_as(before, name)
        if logic.type == "yes_no" and not logic.mitigating:
            solver.add(z3.Or(same, z3.And(before.told(name).not_sure, after.told(name).yes)))
        else:
            solver.add(same)
    solver.add(_floor(program, after) < _floor(program, before))
    yield from _found(solver, "surer, and a lower floor", before, after)


def none_of_these_leaves_nothing_urgent_open(program: Program) -> Iterator[Counterexample]:
    """L1: every region, adult age and sex, no to all that is asked, nothing else told: no flag of same_day is open."""
    person, formulas, solver = _one(program)
    solver.add(*_ordinary(program, formulas))
    urgent = [f for f in program.flags if f.floor >= SAME_DAY and not f.volunteered]
    solver.add(z3.Or(*(z3.Not(formulas.outcome(flag.name).silent) for flag in urgent)))
    yield from _found(solver, "none of these, and a flag of same_day is open or fires", person)


def _ordinary(program: Program, formulas: Formulas) -> Iterator[Bool]:
    """An adult age, a sex, places in scope, "none of these" to every line that is asked, and nothing else."""
    asked: dict[str, list[Bool]] = {}
    for page in program.pages:
        for bullet in page.bullets:
            asked.setdefault(bullet.finding, []).append(_is_asked(bullet, page.id, formulas))
    person, vocabulary = formulas.person, program.vocabulary
    for name, logic in vocabulary.findings.items():
        if logic.derived:
            continue
        if name == "age_years":
            known, value, _ = person.number(name)
            yield z3.And(known, value >= ADULT)
        elif name == "sex":
            yield z3.And(person.tells(name), z3.Not(person.atom("sex=female").not_sure))
        elif logic.type == "regions" and name == "pain_site":
            yield from _in_scope(program, person)
        elif name in asked and logic.type == "yes_no":
            yield person.told(name).no == z3.Or(*asked[name])
            yield z3.Not(z3.Or(person.told(name).yes, person.told(name).not_sure))
        else:
            yield z3.Not(person.tells(name))


def _in_scope(program: Program, person: Person) -> Iterator[Bool]:
    regions = program.vocabulary.regions
    yield person.atom("pain_site:complete").yes
    here = {name: person.atom(f"pain_site={name}").yes for name in regions}
    yield z3.Or(*(here[name] for name, one in regions.items() if one.in_scope and not one.vague))
    yield from (z3.Not(here[name]) for name, one in regions.items() if not one.in_scope)


PROPERTIES = (
    Property("S1", "a flag that fires is never answered below its floor", a_flag_is_never_answered_below_its_floor),
    Property("S2", "while anything is open there is no self-care and no care text", incomplete_is_never_home_care),
    Property("S3", "more danger never lowers the floor", danger_never_lowers),
    Property("S3m", "a reassuring answer never lowers danger", mitigation_never_lowers_danger),
    Property("S4", "everybody has exactly one disposition", every_input_has_one_disposition),
    Property("S5", "what is withheld is never advised", what_is_withheld_is_never_advised),
    Property("S6", "points never lower a disposition", points_never_lower),
    Property("S10a", "an unknown age is never an adult", unknown_age_is_never_adult),
    Property("S10s", "an unknown sex is never male", unknown_sex_is_never_male),
    Property("S10p", "an unknown pregnancy is never not pregnant", unknown_pregnancy_is_never_not_pregnant),
    Property("S11", "not sure never ranks above yes", doubt_never_ranks_above_yes),
    Property("L1", "none of these leaves nothing urgent open", none_of_these_leaves_nothing_urgent_open),
)
"""S7 (two readings agree) and S8 (reading of text) are not about the program; L2 and L3 stand in `reach`."""
