"""Rule bases broken on purpose: each fault by name, the property that must find it, and how it is planted.

`IN_FILES` edits a copy of the small rules, where the loader lets the fault pass. `IN_PROGRAM` writes into their
program what the loader or the policy would never say. `IN_OURS` does the same to our own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from test_loader import edit

from musculprit.model.expression import All, Any, Constant, Max, Node, Not, NotSure, Pick, Value, Within, Yes, any_of
from musculprit.model.program import Program
from musculprit.model.words import EMERGENCY, ROUTINE, SAME_DAY, SELF_CARE, URGENT
from musculprit.triage.base import RuleBase

PlantInFiles = Callable[[Path], object]
PlantInProgram = Callable[[Program], Program]


@dataclass(frozen=True)
class InFiles:
    """A fault in a folder of rules; `names` stands in what is said to be broken."""

    property: str
    names: str
    plant: PlantInFiles


@dataclass(frozen=True)
class InProgram:
    """A fault in the definitions of a program, or in its pages."""

    property: str
    plant: PlantInProgram


def with_fault(base: RuleBase, plant: PlantInProgram) -> RuleBase:
    """A rule base with the same texts and a broken program."""
    return RuleBase(plant(base.program), lambda: base.texts, lambda: base.plan, base.folder)


def _edited(file: str, old: str, new: str) -> PlantInFiles:
    return lambda rules: edit(rules / file, old, new)


def _new_flag(name: str, like: str, old: str, new: str) -> PlantInFiles:
    """A flag written as another one, but for its id and one thing more."""

    def plant(rules: Path) -> None:
        text = (rules / f"red_flags/{like}.yaml").read_text()
        assert old in text, old
        text = text.replace(f"red_flag.{like}", f"red_flag.{name}").replace(old, new)
        (rules / f"red_flags/{name}.yaml").write_text(text)

    return plant


def _defined(name: str, become: Callable[[Node], Node]) -> PlantInProgram:
    """The program with one definition made from what stood there."""

    def plant(program: Program) -> Program:
        return replace(program, definitions={**program.definitions, name: become(program.definitions[name])})

    return plant


def _both(one: PlantInProgram, other: PlantInProgram) -> PlantInProgram:
    return lambda program: other(one(program))


def _without(part: Node) -> Callable[[Node], Node]:
    """The same list of parts without one."""

    def less(node: Node) -> Node:
        assert isinstance(node, All | Any | Max)
        assert part in node.parts, (part, node)
        return type(node)(tuple(one for one in node.parts if one != part))

    return less


def _and(*more: Node) -> Callable[[Node], Node]:
    return lambda when: All((when, *more))


def _page_without(finding: str) -> PlantInProgram:
    """No page asks the finding any more; what is settled still waits for it."""

    def plant(program: Program) -> Program:
        assert any(bullet.finding == finding for page in program.pages for bullet in page.bullets)
        return replace(
            program,
            pages=tuple(
                replace(page, bullets=tuple(one for one in page.bullets if one.finding != finding))
                for page in program.pages
            ),
        )

    return plant


def _fires(name: str) -> Within:
    """The outcome of a definition with open read as no."""
    return Within(Pick(Yes(name), Constant(1), Constant(0)), Constant(1), 0)


def _open_pages_left_out(complete: Node) -> Node:
    """A page of which nobody knows whether it applies is taken as one that does not."""
    waits = any_of(Not(Yes("gate.bones.applies")), Yes("gate.bones.settled"))
    rest = _without(waits)(complete)
    return _and(any_of(Not(_fires("gate.bones.applies")), Yes("gate.bones.settled")))(rest)


NOBODY = "{all: [{duration_days: {above: 70}}, {duration_days: {below: 40}}]}"

IN_FILES: Mapping[str, InFiles] = {
    "a danger sign that no page asks": InFiles(
        "L1",
        "is open or fires",
        _edited("screen.yaml", "    - {finding: fever, text: A fever, details: [shaking]}\n", ""),
    ),
    "a page that is not shown to all whom its flag looks at": InFiles(
        "L1",
        "is open or fires",
        _edited("red_flags/fracture.yaml", "[back_pain,", "[{pain_site: {any_of: [back, groin]}},"),
    ),
    "a flag that fires on any ache in the groin": InFiles(
        "L1", "is open or fires", _new_flag("groin", "cauda_equina", "when: numb_saddle", "when: {pain_site: groin}")
    ),
    "a flag that sends an ordinary ache to hospital": InFiles(
        "L1b", "red_flag.groin", _new_flag("groin", "cauda_equina", "when: numb_saddle", "when: {pain_site: groin}")
    ),
    "an ordinary ache with no plan": InFiles(
        "L1b",
        "nothing is offered",
        _edited("care/self_care/walk.yaml", "general: true", "general: true\nwhen: worse_sitting"),
    ),
    "a flag that nobody can reach": InFiles(
        "L2",
        "red_flag.nobody",
        _new_flag(
            "nobody",
            "weak_legs",
            "both_legs_weak\nfloor: same_day\nnot_sure: present",
            f"{NOBODY}\nfloor: same_day\nnot_sure: absent",
        ),
    ),
    "a raise that nobody can reach": InFiles(
        "L2",
        "red_flag.pregnancy#1",
        _edited(
            "red_flags/pregnancy.yaml",
            "not_sure: present",
            f"raise:\n  - {{to: same_day, when: {NOBODY}, not_sure: absent}}\nnot_sure: present",
        ),
    ),
    "a band that no points can reach": InFiles(
        "L2",
        "band strong_match",
        _edited("culprits/muscles/piriformis.yaml", "points: 4, grade: B", "points: 1, grade: D"),
    ),
    "a culprit that can never lead": InFiles(
        "L2",
        "condition.groin_strain leads",
        _edited("culprits/conditions/groin_strain.yaml", "points:\n", f"only_if: {NOBODY}\npoints:\n"),
    ),
    "care that is never offered": InFiles(
        "L2",
        "care.ball offered",
        _edited("precautions/pregnancy.yaml", "when: pregnancy_or_birth", "when: {age_years: {at_most: 120}}"),
    ),
    "a flag that says what another one says": InFiles(
        "L3",
        "red_flag.infection_of_the_back is implied by red_flag.infection",
        _new_flag("infection_of_the_back", "infection", "when: fever", "when: {all: [fever, back_pain]}"),
    ),
    "an age that nobody asks": InFiles("S10a", "age unknown", _edited("screen.yaml", "    - age_years\n", "")),
    "a sex that nobody asks": InFiles("S10s", "sex unasked", _edited("screen.yaml", "    - sex\n", "")),
    "a pregnancy that only those under thirty are asked about": InFiles(
        "S10p", "pregnancy unasked", _edited("screen.yaml", "at_most: 55", "at_most: 30")
    ),
}

FEVER, SHAKING, BALL = "red_flag.infection", "red_flag.infection#1", "care.ball"

IN_PROGRAM: Mapping[str, InProgram] = {
    "a raise that lowers": InProgram(
        "S3", _defined(f"floor.{FEVER}", lambda floor: Pick(Yes(SHAKING), Constant(URGENT), floor))
    ),
    "a floor that is left out of the highest": InProgram(
        "S1", _defined("floor", _without(Value("floor.red_flag.weak_leg")))
    ),
    "a disposition that looks at no floor": InProgram("S1", _defined("settled_rank", lambda _: Constant(ROUTINE))),
    "a none over a danger finding at same_day": InProgram("S3", _defined(FEVER, _and(Not(Yes("leg_weak"))))),
    "a none over a danger finding that doubt satisfies": InProgram(
        "S11", _defined(FEVER, _and(any_of(Not(Yes("leg_weak")), NotSure("leg_weak"))))
    ),
    "a flag that fires only on not sure": InProgram(
        "S11", _defined("red_flag.weak_legs", lambda _: NotSure("both_legs_weak"))
    ),
    "a none over a mitigating finding at same_day": InProgram("S3m", _defined(FEVER, _and(Not(Yes("better:told"))))),
    "unknown read as no in complete": InProgram("S2", _defined("complete", _open_pages_left_out)),
    "complete without waiting for an open flag": InProgram(
        "S2",
        _both(
            _defined("red_flag.fracture", _and(Yes("deep_ache"))),
            _defined("complete", _without(any_of(Yes("red_flag.fracture"), Not(Yes("red_flag.fracture"))))),
        ),
    ),
    "a page settled before one of its lines is answered": InProgram(
        "S2",
        _defined("gate.bones.settled", _without(any_of(Yes("fall"), Not(Yes("fall")), NotSure("fall")))),
    ),
    "home care before anything is complete": InProgram("S2", _defined("disposition", lambda _: Value("floor"))),
    "nobody's disposition": InProgram(
        "S4", _defined("disposition", lambda rank: Pick(Yes("fever"), Constant(-1), rank))
    ),
    "an eighth disposition": InProgram(
        "S4", _defined("disposition", lambda rank: Pick(NotSure("pain_site:complete"), Constant(7), rank))
    ),
    "care at same_day": InProgram(
        "S5", _defined("care_allowed", lambda _: Within(Constant(SAME_DAY), Value("disposition"), 0))
    ),
    "an offer that ignores a precaution": InProgram(
        "S5", _defined(f"blocked.{BALL}", _without(Yes("precaution.blood_thinner")))
    ),
    "an offer that ignores an open precaution": InProgram(
        "S5",
        _both(
            _defined("gate.risks.settled", lambda _: All(())),
            _defined(
                f"offer.{BALL}",
                lambda _: All((Yes("care_allowed"), Yes("lead.muscle.piriformis"), Not(_fires(f"blocked.{BALL}")))),
            ),
        ),
    ),
    "a precaution that unblocks": InProgram("S5", _defined(f"blocked.{BALL}", _and(Not(Yes("precaution.pregnancy"))))),
    "a leading culprit that lowers the answer": InProgram(
        "S6", _defined("disposition", lambda rank: Pick(Yes("lead.muscle.piriformis"), Constant(SELF_CARE), rank))
    ),
    "an age not known taken as adult": InProgram("S10a", _defined("settled_rank", lambda _: Value("floor"))),
    "a sex not known taken as male": InProgram("S10s", _defined("red_flag.pregnancy", lambda _: Yes("sex=female"))),
    "a page that settles what it does not ask": InProgram("L1", _page_without("fever")),
}

CES = "red_flag.ces_emergency"

IN_OURS: Mapping[str, InProgram] = {
    "a raise that lowers": InProgram(
        "S3", _defined("floor", lambda floor: Pick(Yes("red_flag.shingles#1"), Constant(URGENT), floor))
    ),
    "a floor that is left out of the highest": InProgram("S1", _defined("floor", _without(Value(f"floor.{CES}")))),
    "a none over a danger finding": InProgram("S3", _defined(CES, _and(Not(Yes("fever_chills"))))),
    "a none over a mitigating finding": InProgram("S3m", _defined(CES, _and(Not(Yes("trajectory_better:told"))))),
    "a doubt that is an emergency": InProgram(
        "S11",
        _defined("floor", lambda floor: Max((floor, Pick(NotSure("worse_sitting"), Constant(EMERGENCY), Constant(0))))),
    ),
    "a leading culprit that lowers the answer": InProgram(
        "S6", _defined("disposition", lambda rank: Pick(Yes("lead.muscle.piriformis"), Constant(SELF_CARE), rank))
    ),
    "nobody's disposition": InProgram(
        "S4", _defined("disposition", lambda rank: Pick(Yes("fever_chills"), Constant(-1), rank))
    ),
    "a page that settles what it does not ask": InProgram("L1", _page_without("leg_weakness")),
}
