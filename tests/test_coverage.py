"""Coverage of the cases: what it counts as shown, and what it names as missing."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.conversation.cases import case_of
from musculprit.quality.casefile import read_cases
from musculprit.quality.coverage import Coverage
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]


def gaps(base: RuleBase, rule: str, *people: dict[str, object]) -> list[str]:
    """What these people leave unshown of one rule."""
    coverage = Coverage(base)
    for given in people:
        coverage.add(case_of(base, given, ""), rule)
    return [gap.what for gap in coverage.gaps() if gap.rule == rule]


def test_a_leaf_is_shown_by_one_case_that_fires_by_it_and_one_that_lacks_only_it(base: RuleBase) -> None:
    strip = {"burning_skin_band": "yes", "one_sided_strip": "yes"}
    told = "only because of `a strip on one side only` [one_sided_strip]"

    nothing = gaps(base, "red_flag.shingles")
    half = gaps(base, "red_flag.shingles", strip)
    both = gaps(base, "red_flag.shingles", strip, {"burning_skin_band": "yes", "one_sided_strip": "no"})

    assert [what for what in nothing if "one_sided_strip" in what] == [
        f"no case fires {told}",
        f"no case stays silent or open {told}",
    ]
    assert [what for what in half if "one_sided_strip" in what] == [f"no case stays silent or open {told}"]
    assert [what for what in both if "one_sided_strip" in what] == []


def test_a_second_reason_beside_a_leaf_does_not_show_it(base: RuleBase) -> None:
    both = {"burning_skin_band": "yes", "one_sided_strip": "yes", "skin_sensitive_touch": "yes"}

    missing = gaps(base, "red_flag.shingles", both)

    assert any("fires only because of" in what and "[one_sided_strip]" in what for what in missing)


def test_what_no_case_shows_is_named_and_fails(run: Run) -> None:
    result = run("check", "cases/red_flags/shingles.yaml", "--coverage")

    assert result.returncode == 1
    assert "not shown: red_flag.dvt: no case fires it" in result.stdout


def test_whole_people_are_counted_by_how_far_they_are_sent(run: Run) -> None:
    result = run("check", "cases/people/rulings")

    assert "whole people: under-triage 0 of" in result.stdout
    assert "benign sent to same_day or above (0.0 %)" in result.stdout


@pytest.mark.slow
def test_every_rule_is_at_work_and_every_leaf_of_every_flag_decides_alone(base: RuleBase) -> None:
    coverage = Coverage(base)
    cases, _ = read_cases([ROOT / "cases"], ROOT / "cases")

    for one in cases:
        coverage.add(case_of(base, one.case.given, one.case.says), one.rule)

    assert [str(gap) for gap in coverage.gaps()] == []


def test_people_in_the_folders_are_as_many_as_promised() -> None:
    def people(folder: str) -> int:
        return len(read_cases([ROOT / "cases" / "people" / folder], ROOT / "cases")[0])

    assert people("red_flags") >= 150
    assert people("benign") >= 150


def test_the_benign_are_seldom_sent_in_a_hurry() -> None:
    cases, _ = read_cases([Path(ROOT / "cases" / "people" / "benign")], ROOT / "cases")

    hurried = [one for one in cases if one.case.expect.disposition in ("same_day", "emergency_now")]
    assert len(hurried) <= len(cases) // 10
