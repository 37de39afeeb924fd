"""Every case file says what its rule says: the specification that a clinician can read."""

from pathlib import Path

import pytest
from conftest import ROOT

from musculprit.quality.casefile import read_cases
from musculprit.quality.check import check
from musculprit.triage.base import RuleBase

CASES, PROBLEMS = read_cases([ROOT / "cases"], ROOT / "cases")
FILES = sorted({one.file for one in CASES})


def test_every_case_file_can_be_read() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("file", FILES)
def test_rule_says_what_its_cases_expect(file: str, base: RuleBase) -> None:
    failures = [line for one in check([c for c in CASES if c.file == file], base) for line in one.lines()]

    assert failures == []


def test_every_rule_has_cases_beside_it() -> None:
    rules = {path.relative_to(ROOT / "rules") for path in (ROOT / "rules").rglob("*.yaml")}
    ruled = {path for path in rules if path.parts[0] in ("red_flags", "culprits", "precautions", "care", "safety_net")}
    ruled -= {path for path in rules if path.parts[:2] in (("care", "principles"), ("care", "consent"))}  # no condition
    missing = sorted(str(path) for path in ruled if not (ROOT / "cases" / path).is_file())

    assert missing == []


def test_every_red_flag_has_a_case_that_fires_one_that_is_silent_and_one_left_open() -> None:
    outcomes: dict[str, set[str | None]] = {}
    for one in CASES:
        if one.rule.startswith("red_flag."):
            outcomes.setdefault(one.rule, set()).add(one.case.expect.outcome)
    thin = {
        rule: sorted({"fires", "silent", "open"} - seen)
        for rule, seen in outcomes.items()
        if not {"fires", "silent", "open"} <= seen
    }

    assert thin == {}


def test_a_failing_case_names_its_file_and_line(base: RuleBase, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(
        "rule: red_flag.ces_emergency\n\ncases:\n"
        "  - name: cannot pee\n    given: {ces_urinary_retention: yes}\n    expect: {outcome: silent}\n"
        "  - name: a word nobody knows\n    given: {ces_urinary_retension: yes}\n    expect: {outcome: silent}\n"
    )
    cases, _ = read_cases([file], tmp_path)

    lines = [line for one in check(cases, base) for line in one.lines()]

    assert lines[0].endswith("wrong.yaml:4: cannot pee: expected outcome silent, got fires")
    assert "wrong.yaml:7:" in lines[1]
    assert "did you mean `ces_urinary_retention`?" in lines[1]
