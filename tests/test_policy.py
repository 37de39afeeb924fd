"""What must hold for every possible input: the invariants of the design, on our own rules."""

import random
from dataclasses import replace

import pytest
from people import people

from musculprit.model.answers import NOT_SURE, Answer, Sites, flatten
from musculprit.model.case import Case
from musculprit.model.expression import Any, Between, Not, NotSure, Reaches, Yes, leaves_of, told
from musculprit.model.words import CANNOT_ASSESS, DISPOSITIONS, EMERGENCY, OUT_OF_SCOPE, ROUTINE, SAME_DAY, SELF_CARE
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.reasoning.judge import Judge
from musculprit.triage import assess
from musculprit.triage.base import RuleBase
from musculprit.triage.screen import with_none_of

MANY = 400


def judged(base: RuleBase, person: dict[str, Answer]) -> dict[str, object]:
    return base.judge.run(flatten(person, base.program.vocabulary))


def level(said: dict[str, object]) -> int:
    """Where levels are compared: cannot assess counts as its floor or 3, out of scope as its at-least."""
    rank = said["disposition"]
    return max(said["floor"], 3) if rank == CANNOT_ASSESS else said["at_least"] if rank == OUT_OF_SCOPE else rank


@pytest.fixture(scope="module")
def crowd(base: RuleBase) -> list[dict[str, Answer]]:
    return list(people(base.program.vocabulary, seed=1, count=MANY))


def screened_people(base: RuleBase, told: float) -> list[dict[str, Answer]]:
    """People who know who they are and where it hurts, and say "none of these" to what they did not answer."""
    dice = random.Random(2)
    found = []
    for person in people(base.program.vocabulary, seed=3, count=MANY, told=told):
        person |= {"age_years": dice.randint(0, 95), "sex": dice.choice(["female", "male"])}
        person.setdefault("pain_site", Sites(frozenset({dice.choice(sorted(base.program.vocabulary.regions))})))
        found.append(with_none_of(person, frozenset({"screen"}), base))
    return found


@pytest.fixture(scope="module")
def screened(base: RuleBase) -> list[dict[str, Answer]]:
    return screened_people(base, told=0.15)


def test_s1_a_flag_that_fires_is_never_answered_below_its_floor(base: RuleBase, crowd, screened) -> None:
    for person in (*crowd, *screened):
        said = judged(base, person)
        for flag in base.program.flags:
            if said[flag.name]:
                assert level(said) >= flag.floor, (flag.name, person)


def test_s2_an_incomplete_answer_is_never_self_care_and_advises_nothing(base: RuleBase, crowd, screened) -> None:
    for person in (*crowd, *screened):
        said = judged(base, person)
        if said["complete"] is not True:
            assert said["disposition"] != SELF_CARE
            assert not any(said[f"offer.{one.id}"] for one in base.program.actions)


def test_s3_a_danger_turning_to_yes_never_lowers_the_floor(base: RuleBase, crowd, screened) -> None:
    dice = random.Random(4)
    findings = base.program.vocabulary.findings
    dangers = [name for name, one in findings.items() if one.danger and not one.derived]
    for person in dice.sample([*crowd, *screened], 200):
        before = judged(base, person)["floor"]
        for name in dice.sample(dangers, 5):
            if person.get(name) is not True:
                assert judged(base, {**person, name: True})["floor"] >= before, (name, person)


def test_s3_a_mitigating_answer_never_lowers_same_day_or_above(base: RuleBase, crowd, screened) -> None:
    mitigating = [name for name, one in base.program.vocabulary.findings.items() if one.mitigating]
    for person in (*crowd[:150], *screened[:150]):
        if judged(base, person)["floor"] >= SAME_DAY:
            eased = {**person, **dict.fromkeys(mitigating, True)}
            assert judged(base, eased)["floor"] >= SAME_DAY, person


def test_s4_there_is_exactly_one_disposition_whatever_the_order_of_answers_and_rules(base: RuleBase, crowd) -> None:
    dice = random.Random(5)
    names = list(base.program.definitions)
    flags = [flag.name for flag in base.program.flags]
    shuffled = dice.sample(flags, len(flags))
    order = [shuffled.pop() if name in set(flags) else name for name in names]
    other = Judge({name: base.program.definitions[name] for name in order})
    for person in crowd[:150]:
        said = judged(base, person)
        turned = flatten(dict(dice.sample(list(person.items()), len(person))), base.program.vocabulary)

        assert said["disposition"] in range(len(DISPOSITIONS))
        assert other.run(turned) == said


def test_s5_a_blocked_or_withheld_action_is_never_advised(base: RuleBase, forward: ForwardReader, screened) -> None:
    advised = 0
    for person in screened[:150]:
        assessment = assess(Case(person), base, forward)
        said = judged(base, person)
        for action in assessment.care:
            advised += 1
            assert said[f"blocked.{action.id}"] is False
        assert not {one.id for one in assessment.care} & {one.id for one in assessment.blocked_care}
    assert advised > 100


def test_s6_points_never_lower_a_disposition(base: RuleBase, screened) -> None:
    """The same program with nobody ever leading: whatever the points say, nobody may come out lower than that."""
    nobody_leads = Judge(
        {n: Any(()) if n.startswith("lead.") else node for n, node in base.program.definitions.items()}
    )
    raised = 0
    for person in (*screened[:200], *screened_people(base, told=0.02)):
        world = flatten(person, base.program.vocabulary)
        with_points, without = base.judge.run(world), nobody_leads.run(world)

        assert level(with_points) >= level(without)
        assert with_points["floor"] == without["floor"]
        raised += level(with_points) > level(without)
    assert raised > 0, "somebody's leader should have raised something"


def test_s7_both_engines_agree_on_danger_for_people_over_our_rules(
    base: RuleBase, forward: ForwardReader, crowd, screened
) -> None:
    for person in (*crowd, *screened):
        world = flatten(person, base.program.vocabulary)
        said = base.judge.run(world)

        assert forward.read(world) == {flag.name: said[flag.name] for flag in base.program.flags}


def test_s9_every_rule_that_changed_what_is_shown_is_in_the_explanation(
    base: RuleBase, forward: ForwardReader, crowd, screened
) -> None:
    for person in (*crowd[:60], *screened[:60]):
        assessment = assess(Case(person), base, forward)
        traced = {one.rule for one in assessment.trace}
        shown = {one.id for one in assessment.red_flags if one.outcome == "fires"}
        shown |= {one.id for one in assessment.culprits if one.leads}
        shown |= {rule for one in assessment.blocked_care for rule in one.because}
        shown |= {change.because for one in assessment.care for change in one.changes}
        shown |= set(assessment.disposition.because)

        assert shown <= traced
        for flag in assessment.red_flags:
            assert flag.outcome == "open" or flag.answers


@pytest.mark.parametrize("unknown", ["not asked", NOT_SURE])
def test_s10_an_unknown_age_or_sex_is_never_taken_as_adult_or_male(base: RuleBase, screened, unknown: object) -> None:
    for person in screened[:150]:
        for name in ("age_years", "sex"):
            vague = {key: value for key, value in person.items() if key != name}
            if unknown is NOT_SURE:
                vague[name] = NOT_SURE
            said = judged(base, vague)
            if name == "age_years" or unknown == "not asked":
                assert said["disposition"] != SELF_CARE
            known = [
                judged(base, {**vague, name: value})
                for value in ([12, 30, 75] if name == "age_years" else ["female", "male"])
            ]
            if unknown is NOT_SURE:
                assert said["floor"] >= max(
                    (one["floor"] for one in known if one["disposition"] != OUT_OF_SCOPE), default=0
                )


def test_s10_pregnancy_not_asked_keeps_a_woman_of_childbearing_age_incomplete(base: RuleBase) -> None:
    woman = {"age_years": 29, "sex": "female", "pain_site": Sites(frozenset({"mid_buttock"}))}
    screened = with_none_of(woman, frozenset({"screen"}), base)
    unasked = {name: answer for name, answer in screened.items() if name != "pregnancy_or_birth"}

    assert judged(base, screened)["disposition"] == SELF_CARE
    assert judged(base, unasked)["disposition"] == CANNOT_ASSESS


def test_s11_not_sure_never_ranks_above_yes(base: RuleBase, crowd, screened) -> None:
    dice = random.Random(6)
    findings = base.program.vocabulary.findings
    askable = [
        name for name, one in findings.items() if one.type == "yes_no" and not one.derived and not one.mitigating
    ]
    for person in dice.sample([*crowd, *screened], 150):
        for name in dice.sample(askable, 4):
            doubtful, certain = judged(base, {**person, name: NOT_SURE}), judged(base, {**person, name: True})

            assert doubtful["floor"] <= certain["floor"], (name, person)


def test_s11_for_every_bullet_of_the_screen(base: RuleBase) -> None:
    for person in ({"age_years": 62, "sex": "male"}, {"age_years": 30, "sex": "female"}):
        everything = {**person, "pain_site": Sites(frozenset({"low_back", "groin", "calf"}))}
        none = with_none_of(everything, frozenset({"screen"}), base)
        for page in base.program.pages:
            for bullet in page.bullets:
                if base.program.vocabulary.findings[bullet.finding].type == "yes_no":
                    doubtful = judged(base, {**none, bullet.finding: NOT_SURE})
                    certain = judged(base, {**none, bullet.finding: True})

                    assert level(doubtful) <= level(certain), bullet.finding


AGES_WITH_A_HIGHER_FLOOR = {
    # An older woman's back pain is examined whatever she answers: red_flag.spinal_fracture_demographic.
    ("female", 75, "back"),
    ("female", 90, "back"),
}


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("age", [18, 30, 49, 50, 59, 60, 69, 70, 75, 90])
def test_l1_none_of_these_and_an_ordinary_ache_reach_a_plan(base: RuleBase, age: int, sex: str) -> None:
    vocabulary = base.program.vocabulary
    mapped = {region for one in base.program.culprits for region in one.core}
    for region in sorted(mapped):
        if not vocabulary.regions[region].in_scope:
            continue
        ache: dict[str, Answer] = {
            "age_years": age,
            "sex": sex,
            "pain_site": Sites(frozenset({region})),
            "severity_0_10": 4,
        }
        person = with_none_of({**ache, "duration_days": 10}, frozenset({"screen"}), base)
        said = judged(base, person)
        where = "back" if "back" in {region, *vocabulary.ancestors(region)} else region

        open_danger = [
            f.name
            for f in base.program.flags
            if f.floor >= SAME_DAY and said[f.name] is not False and not f.volunteered
        ]
        assert open_danger == [], (region, open_danger)
        if (sex, age, where) not in AGES_WITH_A_HIGHER_FLOOR:
            assert said["disposition"] in (SELF_CARE, ROUTINE), (region, said["floor"])
        assert any(said[f"offer.{one.id}"] for one in base.program.actions), region


def test_no_flag_of_same_day_or_above_negates_anything_but_doubt(base: RuleBase) -> None:
    """A mitigating finding stands negated only below same_day; the only other negation is "not not sure"."""
    mitigating = {name for name, one in base.program.vocabulary.findings.items() if one.mitigating}
    for flag in base.program.flags:
        for leaf in _negated(base.program.definitions[flag.name]):
            if isinstance(leaf, NotSure):
                continue
            assert leaf.atom in {told(name) for name in mitigating}, flag.name
            assert flag.floor < SAME_DAY, flag.name


def test_every_danger_that_is_asked_is_read_by_a_flag(base: RuleBase) -> None:
    read = {leaf.atom for flag in base.program.flags for leaf in leaves_of(base.program.definitions[flag.name])}
    for name, one in base.program.vocabulary.findings.items():
        if one.danger and not one.derived and one.type == "yes_no":
            assert name in read, name


def test_every_bullet_of_the_screen_is_read_by_a_flag_or_a_precaution(base: RuleBase) -> None:
    program = base.program
    nodes = [
        program.definitions[name] for name in (*(f.name for f in program.flags), *(p.id for p in program.precautions))
    ]
    read = {leaf.atom for node in nodes for leaf in leaves_of(node)}
    for page in program.pages:
        for bullet in page.bullets:
            implying = {n for n, one in program.vocabulary.findings.items() if bullet.finding in one.implies}
            if program.vocabulary.findings[bullet.finding].type == "yes_no":
                assert bullet.finding in read or implying & read, bullet.finding


def test_an_emergency_is_never_taken_down_by_points_or_precautions(base: RuleBase, forward: ForwardReader) -> None:
    """Every muscle finding present, and one red-flag conjunction: the flag answers."""
    muscles = {
        line.when.atom
        for one in base.program.culprits
        if one.kind == "muscle"
        for line in one.evidence
        if isinstance(line.when, Yes)
    }
    plain = {
        name: True
        for name in muscles
        if name in base.program.vocabulary.findings and not base.program.vocabulary.findings[name].danger
    }
    person = {
        **plain,
        "ces_saddle_numb": True,
        "age_years": 30,
        "sex": "male",
        "pain_site": Sites(frozenset({"mid_buttock"})),
    }

    assessment = assess(Case(with_none_of(person, frozenset({"screen"}), base)), base, forward)

    assert assessment.disposition.rank == EMERGENCY
    assert (assessment.care, assessment.culprits) == ((), ())


def test_a_case_that_was_corrected_is_answered_by_its_final_answers_alone(
    base: RuleBase, forward: ForwardReader
) -> None:
    case = Case({"ces_urinary_retention": True, "age_years": 40})
    corrected = replace(case, answers={**case.answers, "ces_urinary_retention": False})

    assert assess(corrected, base, forward) == assess(
        Case({"age_years": 40, "ces_urinary_retention": False}), base, forward
    )


def _negated(node: object, inside: bool = False) -> list[Yes | Between | NotSure]:
    match node:
        case Yes() | Between() | NotSure():
            return [node] if inside else []
        case Not(part):
            return _negated(part, not inside)
        case Reaches(points, _):
            return [leaf for group in points.groups for term in group for leaf in _negated(term.when, inside)]
    return [leaf for part in getattr(node, "parts", ()) for leaf in _negated(part, inside)]
