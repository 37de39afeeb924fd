"""Rules broken on purpose: one line for each, with file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.errors import RuleBaseError
from musculprit.knowledge.load import load

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace a text once; gives the line it stands at."""
    text = file.read_text()
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(RuleBaseError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


FLAG = """id: red_flag.broken
title: A flag broken on purpose
when: {when}
floor: {floor}
not_sure: present
because: It is broken.
tell: Mend it.
evidence: {{grade: D, note: design}}
sources: []
review: none
"""


def with_flag(rules: Path, when: str, floor: str = "same_day") -> None:
    (rules / "red_flags" / "broken.yaml").write_text(FLAG.format(when=when, floor=floor))


BROKEN = {
    "an unknown finding": ("fevver_chills", "`fevver_chills` is not a finding (did you mean `fever_chills`?)"),
    "a none over a danger finding": (
        "{all: [back_pain, {none: [fever_chills]}]}",
        "`none` may not name `fever_chills` here: nothing is negated at same_day or above",
    ),
    "a count of 3 of 2": ("{count: {at_least: 3, of: [fever_chills, diabetes]}}", "a count of 3 of 2"),
    "an empty list": ("{any: []}", "`any` is empty"),
    "the same part twice": ("{any: [fever_chills, fever_chills]}", "`fever_chills` stands twice"),
    "two keys in one mapping": ("{any: [fever_chills], all: [diabetes]}", "one key"),
    "a negation by value": ("{fever_chills: no}", "negation only through `none`: write `none: [fever_chills]`"),
    "a number without limits": ("age_years", "`age_years` needs a value"),
    "a limit outside the range": ("{age_years: {above: 200}}", "outside the range 0 to 120"),
    "an option nobody has": ("{sex: femal}", "`femal` is not a value of `sex` (did you mean `female`?)"),
    "a place nobody has": (
        "{pain_site: low_bak}",
        "`low_bak` is not a value of `pain_site` (did you mean `low_back`?)",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_condition_with_a_slip_is_refused_at_its_line(what: str, rules: Path) -> None:
    when, complaint = BROKEN[what]
    with_flag(rules, when)

    problems = problems_of(rules)

    assert len(problems) == 1
    assert problems[0].startswith("rules/red_flags/broken.yaml:3:")
    assert complaint in problems[0]


def test_none_over_anything_but_a_mitigating_finding_is_refused_below_same_day_too(rules: Path) -> None:
    with_flag(rules, "{all: [back_pain, {none: [worse_sitting]}]}", floor="urgent_2w")

    assert "only a mitigating finding can be negated" in problems_of(rules)[0]


def test_a_raise_into_same_day_may_not_negate_in_its_flag(rules: Path) -> None:
    text = FLAG.format(when="{all: [back_pain, {none: [trajectory_better]}]}", floor="urgent_2w")
    (rules / "red_flags" / "broken.yaml").write_text(
        text.replace("not_sure:", "raise:\n  - {to: same_day, when: fever_chills}\nnot_sure:")
    )

    assert "nothing is negated at same_day or above" in problems_of(rules)[0]


def test_a_raise_that_lowers_is_refused(rules: Path) -> None:
    text = FLAG.format(when="back_pain", floor="same_day")
    (rules / "red_flags" / "broken.yaml").write_text(
        text.replace("not_sure:", "raise:\n  - {to: urgent_2w, when: fever_chills}\nnot_sure:")
    )

    assert "there is no lowering" in problems_of(rules)[0]


def test_a_misspelled_key_and_the_one_it_leaves_out_are_both_named(rules: Path) -> None:
    line = edit(rules / "culprits/muscles/piriformis.yaml", "\ntell:", "\ntel:") + 1

    problems = problems_of(rules)

    assert problems[0] == "rules/culprits/muscles/piriformis.yaml:1: `tell` is missing"
    assert problems[1].startswith(
        f"rules/culprits/muscles/piriformis.yaml:{line}: `tel` is not expected here (did you mean `tell`?)"
    )


def test_points_above_their_grade_are_refused(rules: Path) -> None:
    edit(
        rules / "culprits/muscles/piriformis.yaml",
        "when: worse_sitting, points: 2, grade: C",
        "when: worse_sitting, points: 4, grade: C",
    )

    assert "4 points on grade C: at most 2" in problems_of(rules)[0]


def test_an_id_that_does_not_repeat_the_path_is_refused(rules: Path) -> None:
    edit(rules / "red_flags/shingles.yaml", "id: red_flag.shingles", "id: red_flag.shingels")

    assert problems_of(rules) == [
        "rules/red_flags/shingles.yaml:1: `red_flag.shingels` should be `red_flag.shingles`, as the path says"
    ]


def test_a_source_that_is_not_in_the_list_is_refused(rules: Path) -> None:
    edit(rules / "red_flags/ces_emergency.yaml", "girft_ces_2023", "girft_ces_2033")

    assert "`girft_ces_2033` is not in sources.yaml (did you mean `girft_ces_2023`?)" in problems_of(rules)[0]


def test_a_second_file_cannot_take_the_place_of_a_flag(rules: Path) -> None:
    (rules / "red_flags" / "extra").mkdir()
    shutil.copy(rules / "red_flags/ces_emergency.yaml", rules / "red_flags/extra/ces_emergency.yaml")

    assert any("`red_flag.ces_emergency` stands in" in problem for problem in problems_of(rules))


def test_a_folder_one_level_too_high_is_one_line_that_says_so(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "small_rules", tmp_path / "rules")

    assert problems_of(tmp_path) == [
        f"{tmp_path}: no folder of rules: it has no regions.yaml; try {tmp_path / 'rules'}"
    ]


def test_a_rule_with_another_ending_is_not_passed_over(rules: Path) -> None:
    (rules / "red_flags/shingles.yaml").rename(rules / "red_flags/shingles.yml")

    assert problems_of(rules) == ["rules/red_flags/shingles.yml: rules end in .yaml"]


def test_a_locale_must_have_words_for_every_disposition_and_a_place_for_emergencies(rules: Path) -> None:
    edit(rules / "locale/en-GB.yaml", "  emergency_department:", "  emergency_room:")
    edit(rules / "locale/en-GB.yaml", "  out_of_scope:", "  out_of_range:")

    problems = problems_of(rules)

    assert any("`emergency_department` is missing" in problem for problem in problems)
    assert any("`out_of_scope` is missing" in problem for problem in problems)


def test_an_implication_into_a_circle_is_refused(rules: Path) -> None:
    edit(rules / "findings/cancer.yaml", "cancer_history:\n", "cancer_history:\n  implies: [active_cancer]\n")

    assert any("implications go round in a circle" in problem for problem in problems_of(rules))


def test_a_folder_with_many_faults_gives_a_line_for_each_and_exit_code_4(run: Run, rules: Path) -> None:
    """The faults that the issue names, all at once."""
    with_flag(rules, "{all: [back_pian, {none: [fever_chills]}]}")
    (rules / "red_flags" / "counting.yaml").write_text(
        FLAG.format(when="{count: {at_least: 3, of: [fever_chills, diabetes]}}", floor="same_day").replace(
            "red_flag.broken", "red_flag.counting"
        )
    )
    edit(rules / "red_flags/shingles.yaml", "title:", "title: Twice\ntitle:")
    edit(rules / "red_flags/sepsis.yaml", "\nreview:", "\n\treview:")
    no_source = (
        FLAG.format(when="back_pain", floor="same_day")
        .replace("sources: []\n", "")
        .replace("red_flag.broken", "red_flag.sourceless")
    )
    (rules / "red_flags" / "sourceless.yaml").write_text(no_source)
    edit(
        rules / "findings/complaint.yaml",
        "leg_pain: {label:",
        "looped: {label: a, derived: looping}\nlooping: {label: b, derived: looped}\nleg_pain: {label:",
    )

    result = run("about", "--rules", str(rules))

    assert result.returncode == 4
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    for file, complaint in [
        ("red_flags/broken.yaml:3", "`back_pian` is not a finding"),
        ("red_flags/broken.yaml:3", "`none` may not name `fever_chills`"),
        ("red_flags/counting.yaml:3", "a count of 3 of 2"),
        ("red_flags/shingles.yaml:3", "title"),
        ("red_flags/sepsis.yaml:", "tab"),
        ("red_flags/sourceless.yaml:1", "`sources` is missing"),
        ("findings/complaint.yaml:", "derived findings go round in a circle"),
    ]:
        matching = [line for line in lines if line.startswith(f"rules/{file}") and complaint in line]
        assert len(matching) == 1, (file, complaint, lines)
    assert not any("Traceback" in line for line in lines)


def test_a_new_rule_is_seen_at_once(run: Run, rules: Path) -> None:
    with_flag(rules, "worse_sitting", floor="urgent_2w")

    shown = run("rules", "show", "red_flag.broken", "--rules", str(rules))

    assert shown.returncode == 0
    assert "A flag broken on purpose" in shown.stdout


def test_an_editable_install_reads_the_rules_beside_the_engine_and_not_a_copy() -> None:
    from musculprit.knowledge.folder import folder_of

    assert folder_of("rules") == ROOT / "rules"
    assert folder_of("cases") == ROOT / "cases"


def test_no_folder_of_rules_is_one_line_and_exit_code_4(run: Run, tmp_path: Path) -> None:
    result = run("ask", "low back ache", "--rules", str(tmp_path / "nowhere"))

    assert result.returncode == 4
    assert result.stderr.strip().endswith("there is no such folder of rules")
