"""What could still become is never too narrow, and judging again says what judging from the start says."""

import random
from itertools import product

import pytest
from generated import OPTIONS, SIGNS, answers, programs
from hypothesis import given, settings
from hypothesis import strategies as st
from people import people

from musculprit.model.answers import NOT_SURE, Sites, flatten
from musculprit.model.expression import All, Any, Between, Not, NotSure, Yes
from musculprit.model.vocabulary import FindingLogic, Vocabulary
from musculprit.reasoning.again import Again
from musculprit.reasoning.bounds import FIRES, SILENT, Bounds
from musculprit.reasoning.judge import Judge
from musculprit.reasoning.possible import OPEN, possible
from musculprit.triage.base import RuleBase

BIT = {True: FIRES, False: SILENT, None: OPEN}


def more(told: dict[str, object], added: dict[str, object]) -> dict[str, object]:
    """The answers with more of them: what was told stays, places are added to places."""
    result = {**added, **told}
    for name, one in added.items():
        if name in told and isinstance(one, Sites) and isinstance(told[name], Sites):
            result[name] = Sites(told[name].places | one.places, one.complete or told[name].complete)
    return result


def lies_within(value: object, could: object) -> bool:
    return could[0] <= value <= could[1] if isinstance(could, tuple) else bool(BIT[value] & could)


def open_in(told: dict[str, object], vocabulary: Vocabulary) -> list[str]:
    return [name for name in vocabulary.findings if name not in told or isinstance(told[name], Sites)]


@settings(max_examples=12)
@given(programs(), answers, answers)
def test_what_judge_says_of_every_completion_lies_within_the_bounds(program, told, added) -> None:
    reach = possible(told, program.vocabulary, open_in(told, program.vocabulary))
    could = Bounds(program.definitions).run(reach)

    said = Judge(program.definitions).run(flatten(more(told, added), program.vocabulary))

    for name, value in said.items():
        assert lies_within(value, could[name]), (name, value, could[name], program.definitions[name])


@pytest.mark.slow
@settings(max_examples=500)
@given(programs(), answers, st.lists(answers, min_size=8, max_size=8))
def test_no_completion_of_many_lies_outside_the_bounds(program, told, completions) -> None:
    could = Bounds(program.definitions).run(possible(told, program.vocabulary, open_in(told, program.vocabulary)))
    judge = Judge(program.definitions)

    for added in completions:
        said = judge.run(flatten(more(told, added), program.vocabulary))
        assert all(lies_within(value, could[name]) for name, value in said.items())


@settings(max_examples=8)
@given(programs(), answers, st.sets(st.sampled_from([*SIGNS, "ease", "years", "days", "kind"])), answers)
def test_bounds_hold_when_only_some_findings_can_still_be_answered(program, told, asked, added) -> None:
    asked -= set(told)
    could = Bounds(program.definitions).run(possible(told, program.vocabulary, asked))

    narrowed = {name: one for name, one in added.items() if name in asked}
    said = Judge(program.definitions).run(flatten({**narrowed, **told}, program.vocabulary))

    assert all(lies_within(value, could[name]) for name, value in said.items())


@settings(max_examples=8)
@given(programs(), answers)
def test_bounds_are_exact_when_nothing_can_be_answered(program, told) -> None:
    could = Bounds(program.definitions).run(possible(told, program.vocabulary, ()))

    said = Judge(program.definitions).run(flatten(told, program.vocabulary))

    for name, value in said.items():
        assert could[name] == ((value, value) if isinstance(could[name], tuple) else BIT[value])


FINDINGS = Vocabulary(
    {
        "a": FindingLogic("yes_no"),
        "b": FindingLogic("yes_no", implies=("a",)),
        "n": FindingLogic("integer", low=0, high=9),
        "k": FindingLogic("choice", options=OPTIONS),
    }
)


def outcomes(condition: object, told: dict[str, object], asked: list[str]) -> int:
    return Bounds({"d": condition}).run(possible(told, FINDINGS, asked))["d"]


def test_two_looks_at_one_answer_are_one_question() -> None:
    answered = Any((Yes("a"), Not(Yes("a")), NotSure("a")))

    assert outcomes(answered, {}, ["a"]) == FIRES | OPEN
    assert outcomes(All((Yes("a"), Not(NotSure("a")))), {"a": NOT_SURE}, ["b"]) == FIRES | SILENT


def test_a_doubt_about_the_whole_can_still_become_a_yes_through_a_part() -> None:
    assert outcomes(Yes("a"), {"a": NOT_SURE}, ["b"]) == OPEN | FIRES
    assert outcomes(Yes("a"), {"a": NOT_SURE}, []) == OPEN


def test_a_number_that_was_told_leaves_nothing_open() -> None:
    assert outcomes(Between("n", 3, None), {"n": 4}, ["a"]) == FIRES
    assert outcomes(Between("n", 3, None), {}, ["n"]) == FIRES | SILENT | OPEN
    assert outcomes(Between("n", 10, None), {}, ["n"]) == SILENT | OPEN


@pytest.mark.slow
@settings(max_examples=400)
@given(programs(), answers, answers)
def test_judging_again_says_so_for_many_programs(program, told, added) -> None:
    assert_the_same_again(program, told, added)


@settings(max_examples=12)
@given(programs(), answers, answers)
def test_judging_again_says_what_judging_from_the_start_says(program, told, added) -> None:
    assert_the_same_again(program, told, added)


def assert_the_same_again(program, told, added) -> None:
    before, after = (flatten(one, program.vocabulary) for one in (told, more(told, added)))
    judge = Judge(program.definitions)
    said = judge.run(before)
    changes = {name: after.get(name) for name in {*before, *after} if before.get(name) != after.get(name)}
    known = {**before, **{name: value for name, value in said.items() if value is not None}}

    changed = Again(program.definitions, program.definitions).run(known, changes)

    assert {**said, **{name: value for name, value in changed.items() if name in said}} == judge.run(after)


def test_on_our_own_rules_the_bounds_hold_for_the_screen_of_a_plain_ache(base: RuleBase) -> None:
    told = {"age_years": 40, "sex": "male", "pain_site": Sites(frozenset({"low_back"}))}
    asked = [name for name, one in base.program.vocabulary.findings.items() if not one.derived and name not in told]
    could = Bounds(base.program.definitions).run(possible(told, base.program.vocabulary, asked))

    for name, answer in product(["leg_weakness", "fever_chills", "worse_sitting"], [True, False, NOT_SURE]):
        said = base.judge.run(flatten({**told, name: answer}, base.program.vocabulary))
        assert all(lies_within(value, could[one]) for one, value in said.items())
    assert could["disposition"] == (0, 5)  # the low back is in scope, whatever else is told


def test_on_our_own_rules_the_bounds_and_judging_again_hold_for_people_who_go_on_answering(base: RuleBase) -> None:
    program, dice = base.program, random.Random(4)
    bounds, again = Bounds(program.definitions), Again(program.definitions, program.definitions)
    for person in people(program.vocabulary, seed=9, count=25, told=0.3):
        told = {name: answer for name, answer in person.items() if dice.random() < 0.5}
        before, after = flatten(told, program.vocabulary), flatten(person, program.vocabulary)
        first, last = base.judge.run(before), base.judge.run(after)
        could = bounds.run(possible(told, program.vocabulary, [name for name in person if name not in told]))
        known = {**before, **{name: value for name, value in first.items() if value is not None}}
        changes = {name: after.get(name) for name in {*before, *after} if before.get(name) != after.get(name)}

        changed = again.run(known, changes)

        assert all(lies_within(value, could[name]) for said in (first, last) for name, value in said.items())
        assert {**first, **{name: value for name, value in changed.items() if name in first}} == last
