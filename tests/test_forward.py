"""The second engine says what judge says, and when it fails the answer still comes."""

import os
import signal
from pathlib import Path

import pytest
from generated import FLAGS, conditions, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from musculprit.conversation.cases import case_of
from musculprit.errors import RuleBaseError
from musculprit.model.answers import flatten
from musculprit.model.expression import All, Any, AtLeast, Condition, Constant, Not, NotSure, Within, Yes
from musculprit.model.program import Flag, Program
from musculprit.model.vocabulary import Vocabulary
from musculprit.reasoning.forward.plan import RULESET_BUDGET, plan_of
from musculprit.reasoning.forward.reader import ForwardReader, SecondReadingFailed
from musculprit.reasoning.judge import Judge
from musculprit.triage import assess
from musculprit.triage.base import RuleBase

PEOPLE_A_PROGRAM = 40


def program_of(flags: list[Condition]) -> Program:
    definitions = {f"flag_{n}": condition for n, condition in enumerate(flags)}
    return Program("0", "0", 0, Vocabulary({}), definitions, flags=tuple(Flag(name, name, 3) for name in definitions))


def read_both(program: Program, people: list[dict[str, object]]) -> tuple[list[object], list[object]]:
    judge = Judge(program.definitions)
    with ForwardReader(plan_of(program), [flag.name for flag in program.flags]) as forward:
        return [judge.run(person) for person in people], [forward.read(person) for person in people]


@given(
    st.lists(conditions, min_size=1, max_size=6), st.lists(worlds, min_size=PEOPLE_A_PROGRAM, max_size=PEOPLE_A_PROGRAM)
)
@settings(max_examples=60)
def test_forward_says_what_judge_says(flags: list[Condition], people: list[dict[str, object]]) -> None:
    judged, forwarded = read_both(program_of(flags), people)

    assert forwarded == judged


@pytest.mark.slow
@given(
    st.lists(conditions, min_size=1, max_size=8), st.lists(worlds, min_size=PEOPLE_A_PROGRAM, max_size=PEOPLE_A_PROGRAM)
)
@settings(max_examples=500)
def test_forward_says_what_judge_says_in_twenty_thousand_evaluations(
    flags: list[Condition], people: list[dict[str, object]]
) -> None:
    judged, forwarded = read_both(program_of(flags), people)

    assert forwarded == judged


@given(st.permutations(FLAGS), worlds)
@settings(max_examples=20)
def test_the_order_of_answers_does_not_matter(order: list[str], person: dict[str, object]) -> None:
    program = program_of(
        [AtLeast(3, tuple(map(Yes, FLAGS))), Any((All((Yes(FLAGS[0]), Not(Yes(FLAGS[1])))), NotSure(FLAGS[2])))]
    )
    shuffled = {name: person[name] for name in order if name in person}

    judged, forwarded = read_both(program, [person, shuffled])

    assert forwarded[1] == judged[0] | {}


@pytest.mark.parametrize("answer", [False, True])
def test_the_person_who_says_the_same_to_everything_is_read_in_wide_rules(answer: bool) -> None:
    """The negation of an `all` is an `$or` with a branch for each part: the engine's stack of 64 is in danger."""
    flags: list[Condition] = [All(tuple(Yes(f"w{n}_{m}") for m in range(3))) for n in range(60)]
    flags += [All(tuple(Yes(f"deep_{n}") for n in range(130))), Any(tuple(Yes(f"wide_{n}") for n in range(130)))]
    flags += [All(tuple(Any((Yes(f"p{n}"), All((Yes(f"q{n}"), Not(Yes(f"r{n}")))))) for n in range(40)))]
    program = program_of(flags)
    everything = {atom: answer for flag in flags for atom in _atoms(flag)}

    judged, forwarded = read_both(program, [everything, {}, everything])

    assert forwarded == judged


def test_the_person_who_says_no_to_everything_is_read_on_our_rules(base: RuleBase, forward: ForwardReader) -> None:
    findings = base.program.vocabulary.findings
    everything = flatten(
        {name: False for name, one in findings.items() if one.type == "yes_no" and not one.derived},
        base.program.vocabulary,
    )
    judged = base.judge.run(everything)

    assert forward.read(everything) == {flag.name: judged[flag.name] for flag in base.program.flags}


def test_rulesets_stay_within_the_stack_that_was_measured(base: RuleBase) -> None:
    """Counted anew from the rulesets themselves: the leaves of the wider rule of each pair, and every `$or` branch."""
    import json

    def leaves(node: dict[str, object]) -> int:
        ((op, value),) = node.items()
        return sum(map(leaves, value)) if op in ("$and", "$or") else 1

    def branches(node: dict[str, object]) -> int:
        ((op, value),) = node.items()
        return (len(value) if op == "$or" else 0) + sum(map(branches, value)) if op in ("$and", "$or") else 0

    for stratum in json.loads(base.plan)["strata"]:
        for ruleset in stratum["rulesets"]:
            pairs: dict[str, list[dict[str, object]]] = {}
            for name, rule in ruleset["rules"].items():
                pairs.setdefault(name[:-1], []).append(rule["all"][0]["m"])
            used = sum(max(map(leaves, pair)) + sum(map(branches, pair)) for pair in pairs.values())

            assert used <= RULESET_BUDGET < 64
            assert len(ruleset["reads"]) <= 252
            assert "$nex" not in json.dumps(ruleset)


def test_a_flag_that_compares_scores_is_refused_when_rules_compile() -> None:
    with pytest.raises(RuleBaseError, match="may not compare scores"):
        plan_of(program_of([Within(Constant(1), Constant(2), 0)]))


def test_a_count_and_a_denial_of_the_same_signs_do_not_share_a_name() -> None:
    a, b = Yes("a"), Yes("b")
    people = [{}, {"a": True}, {"a": True, "b": True}, {"a": False, "b": False}]

    judged, forwarded = read_both(
        program_of([Not(Any((a, b))), AtLeast(2, (a, b)), Any((a, b)), AtLeast(1, (a, b))]), people
    )

    assert forwarded == judged


def test_a_dead_engine_is_not_waited_for_again_and_again(base: RuleBase, tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("raise SystemExit")

    with ForwardReader(base.plan, ["a"], worker=worker) as forward:
        for _ in range(5):
            with pytest.raises(SecondReadingFailed):
                forward.read({})

        assert forward.process_id is None


@pytest.fixture
def cauda_equina(base: RuleBase):
    return case_of(base, {"ces_urinary_retention": "yes", "pain_site": ["low_back"], "age_years": 40})


def test_a_worker_killed_between_two_cases_is_replaced(base: RuleBase, cauda_equina) -> None:
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags]) as forward:
        assert assess(cauda_equina, base, forward).second_reading == "agrees"
        os.kill(forward.process_id, signal.SIGKILL)

        after = assess(cauda_equina, base, forward)
        later = assess(cauda_equina, base, forward)

    assert (after.disposition.id, after.second_reading) == ("emergency_now", "unavailable")
    assert "ended" in after.second_reading_note
    assert later.second_reading == "agrees"


SABOTAGE = {
    "killed by a signal in the middle of a case": "import os, signal\ninput()\ninput()\nos.kill(os.getpid(), signal.SIGSEGV)",
    "hung": "import time\ninput()\ninput()\ntime.sleep(60)",
    "never reading": "import time\ntime.sleep(60)",
    "answering nonsense": "input()\ninput()\nprint('[[[not json', flush=True)\ninput()",
    "answering other flags": 'input()\ninput()\nprint(\'{"id": 1, "outcomes": {"none": true}}\', flush=True)\ninput()',
    "answering a number": "input()\ninput()\nprint('7', flush=True)\ninput()",
}


@pytest.mark.parametrize("fault", SABOTAGE)
def test_the_answer_still_comes_when_the_worker_is(fault: str, base: RuleBase, cauda_equina, tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(SABOTAGE[fault])

    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], worker=worker, patience=1.0) as forward:
        assessment = assess(cauda_equina, base, forward)

    assert assessment.disposition.id == "emergency_now"
    assert assessment.second_reading == "unavailable"
    assert assessment.second_reading_note


def test_the_answer_still_comes_when_the_engine_refuses_to_compile_a_rule(base: RuleBase, cauda_equina) -> None:
    broken = base.plan.replace('{"all":[{"m"', '{"run":{},"all":[{"m"', 1)
    assert broken != base.plan

    with ForwardReader(broken, [flag.name for flag in base.program.flags]) as forward:
        assessment = assess(cauda_equina, base, forward)

    assert (assessment.disposition.id, assessment.second_reading) == ("emergency_now", "unavailable")


def test_the_answer_still_comes_when_the_worker_cannot_be_started(base: RuleBase, cauda_equina, tmp_path: Path) -> None:
    with ForwardReader(
        base.plan, [flag.name for flag in base.program.flags], worker=tmp_path / "nowhere.py"
    ) as forward:
        assessment = assess(cauda_equina, base, forward)

    assert (assessment.disposition.id, assessment.second_reading) == ("emergency_now", "unavailable")


def test_where_the_readers_differ_the_stricter_stands_and_it_is_said(base: RuleBase, tmp_path: Path) -> None:
    """A second engine that sees cauda equina where judge sees nothing."""
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import json\nplan = json.loads(input())\nworld = json.loads(input())\n"
        "said = {flag: False for flag in plan['flags']}\nsaid['red_flag.ces_emergency'] = True\n"
        "print(json.dumps({'id': 1, 'outcomes': said}), flush=True)\ninput()\n"
    )
    ache = case_of(base, {"pain_site": ["low_back"], "age_years": 40, "sex": "male", "screen": "none"})

    with ForwardReader(base.plan, [flag.name for flag in base.program.flags], worker=worker) as forward:
        assessment = assess(ache, base, forward)

    assert assessment.second_reading == "differs"
    assert assessment.disposition.id == "emergency_now"
    assert "red_flag.ces_emergency" in assessment.second_reading_note
    assert assessment.care == ()


def test_a_reader_that_failed_says_so_once_and_not_as_a_traceback(base: RuleBase, tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("raise SystemExit")

    with ForwardReader(base.plan, ["a"], worker=worker) as forward, pytest.raises(SecondReadingFailed, match="ended"):
        forward.read({})


def _atoms(condition: Condition) -> set[str]:
    from musculprit.model.expression import atoms_of

    return set(atoms_of(condition))
