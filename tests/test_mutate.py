"""Mutation: every small mistake of an author is made, and a case must notice."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.knowledge.load import load
from musculprit.model.expression import All, Any, AtLeast, Between, Not, Yes
from musculprit.quality.casefile import Located, read_cases
from musculprit.quality.mutate.mutants import mutated
from musculprit.quality.mutate.run import Mutation
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]

A, B, C = Yes("a"), Yes("b"), Yes("c")


@pytest.fixture(scope="module")
def rules():
    return load(ROOT / "rules")


def cases_of(rule: str, *dropped: str) -> list[Located]:
    """The cases of one red flag, without those whose name holds one of some words."""
    file = ROOT / "cases" / "red_flags" / f"{rule}.yaml"
    return [one for one in read_cases([file], ROOT / "cases")[0] if not any(word in one.case.name for word in dropped)]


def survivors(rules, base: RuleBase, rule: str, cases: list[Located]) -> list[str]:
    only = dataclasses.replace(
        rules, red_flags=tuple(one for one in rules.red_flags if one.id == f"red_flag.{rule}"), precautions=()
    )
    return [one.how for one in Mutation(only, base, cases).run()]


@pytest.mark.parametrize(("condition", "changed"), [
    (All((A, B)), Any((A, B))),
    (Any((A, B)), Any((B,))),
    (All((A, B)), All((Not(A), B))),
    (AtLeast(2, (A, B, C)), AtLeast(1, (A, B, C))),
    (AtLeast(2, (A, B, C)), AtLeast(3, (A, B, C))),
    (Between("age_years", 60, None), Between("age_years", 61, None)),
    (All((A, Any((B, C)))), All((A, All((B, C))))),
    (Not(A), A),
])  # fmt: skip
def test_every_small_change_of_a_condition_is_made(condition: object, changed: object) -> None:
    assert changed in [one for one, _ in mutated(condition)]


def test_without_the_case_that_shows_a_leaf_its_loss_survives_and_a_person_is_named(rules, base: RuleBase) -> None:
    whole = cases_of("shingles")
    without = [one for one in whole if "one_sided_strip" not in one.case.given]

    missing = set(survivors(rules, base, "shingles", without)) - set(survivors(rules, base, "shingles", whole))

    assert "`one_sided_strip` removed" in missing


def test_no_case_at_all_notices_nothing(rules, base: RuleBase) -> None:
    assert "the flag dropped" in survivors(rules, base, "shingles", [])


def test_a_change_that_nobody_can_notice_is_equivalent_and_not_a_survivor(rules, base: RuleBase) -> None:
    only = dataclasses.replace(rules, red_flags=rules.red_flags, precautions=())
    flag = next(one for one in only.red_flags if one.id == "red_flag.shingles")
    twice = flag.model_copy(update={"when": Any((flag.when, All((flag.when, Yes("leg_numb")))))})
    mutation = Mutation(dataclasses.replace(only, red_flags=(twice,)), base, cases_of("shingles"))

    found = [one.how for one in mutation.run()]

    assert "`leg_numb` removed" not in found
    assert mutation.every.equivalent > 0


def test_the_command_names_each_survivor_with_a_person_who_would_notice(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shingles.yaml").write_text(
        "rule: red_flag.shingles\n\ncases:\n  - name: blisters\n    given: {rash_blisters_one_side: yes}\n"
        "    expect: {outcome: fires, floor: same_day}\n"
    )

    result = run("rules", "mutate", "red_flag.shingles", "--cases", str(tmp_path))

    assert result.returncode == 1
    assert "red_flag.shingles: with `burning_skin_band` removed, no case notices" in result.stdout
    assert "This person would: " in result.stdout


def test_the_command_speaks_json_and_knows_its_rules(run: Run) -> None:
    data = json.loads(run("rules", "mutate", "precaution.under_18", "--format", "json").stdout)
    unknown = run("rules", "mutate", "red_flag.shingels")

    assert data["every"]["made"] > 0
    assert unknown.returncode == 2
    assert "did you mean `red_flag.shingles`?" in unknown.stderr
