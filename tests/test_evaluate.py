"""Evaluation: the formulas against hand and published figures, the three kinds of input, and the command."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from math import comb
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.quality.evaluate.compare import capability_comparison_scores, capability_scores, compare
from musculprit.quality.evaluate.evaluation import Evaluation, evaluate
from musculprit.quality.evaluate.label import Label, label_of, read_label
from musculprit.quality.evaluate.metrics import accuracy_by_level, culprit_shares, needed_levels, triage_shares
from musculprit.quality.evaluate.people import read_people
from musculprit.quality.evaluate.rows import Row, Shown, read_rows, write_rows
from musculprit.quality.evaluate.run import triage_all
from musculprit.quality.evaluate.statistics import clopper_pearson, incomplete_beta, mcnemar
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]

RETENTION = "numb between my legs since yesterday and I can't pee, back pain"
BENIGN = {
    "age_years": 41, "sex": "male", "pain_site": ["low_back"], "severity_0_10": 3, "duration_days": 6,
    "screen": "none_of_these",
}  # fmt: skip

BLISTERS = {
    **BENIGN, "rash_blisters_one_side": "yes", "burning_skin_band": "no", "skin_dusky_blister_crackle": "no",
    "eye_or_face_rash": "no",
}  # fmt: skip


def row(label: object, answer: str, at_least: str = "self_care", name: str = "one", **more: object) -> Row:
    return Row(name, "people.jsonl", 1, None if label is None else read_label(label), answer, at_least, **more)


def shares(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Every share by its id, as part and whole."""
    found = (*triage_shares(rows), *accuracy_by_level(rows), *culprit_shares(rows))
    return {one.id: (one.part, one.whole) for one in found}


def json_lines(file: Path, *objects: object) -> Path:
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in objects) + "\n")
    return file


# Intervals and chance


@pytest.mark.parametrize(("part", "whole", "low", "high"), [
    (0, 10, 0.0, 0.3085),
    (1, 10, 0.0025, 0.4450),
    (5, 10, 0.1871, 0.8129),
    (10, 10, 0.6915, 1.0),
    (0, 1, 0.0, 0.975),
    (0, 0, 0.0, 1.0),
])  # fmt: skip
def test_the_exact_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    assert clopper_pearson(part, whole) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("part", "whole"), [(1, 7), (97, 195), (704, 705), (3, 800), (400, 800)])
def test_each_end_of_the_interval_leaves_a_tail_of_two_and_a_half_percent(part: int, whole: int) -> None:
    low, high = clopper_pearson(part, whole)

    def tail(share: float, counts: range) -> float:
        return sum(comb(whole, n) * share**n * (1 - share) ** (whole - n) for n in counts)

    assert tail(low, range(part, whole + 1)) == pytest.approx(0.025, abs=1e-9)
    assert tail(high, range(part + 1)) == pytest.approx(0.025, abs=1e-9)


def test_the_interval_of_very_many_is_narrow_and_still_around_the_share() -> None:
    low, high = clopper_pearson(50_000, 100_000)

    assert 0.4968 < low < 0.5 < high < 0.5032


def test_the_incomplete_beta_function_has_its_known_values() -> None:
    assert incomplete_beta(0.3, 1, 1) == pytest.approx(0.3)
    assert incomplete_beta(0.25, 1, 3) == pytest.approx(1 - 0.75**3)
    assert incomplete_beta(0.8, 2, 2) == pytest.approx(3 * 0.8**2 - 2 * 0.8**3)


@pytest.mark.parametrize(("one", "other", "p"), [
    (1, 9, 0.021484375),      # 2 * (1 + 10) / 1024
    (9, 1, 0.021484375),
    (0, 5, 0.0625),
    (5, 5, 1.0),
    (0, 0, 1.0),
    (59, 121, 4.434448e-06),  # the approval ratings of the textbooks, as statsmodels has it
])  # fmt: skip
def test_mcnemar_is_the_two_sided_sign_test_of_those_who_changed(one: int, other: int, p: float) -> None:
    assert mcnemar(one, other) == pytest.approx(p, rel=1e-6)


# The capability comparison score


def test_the_capability_score_rewards_hard_cases_and_punishes_misses_of_easy_ones() -> None:
    """By hand: difficulty is 3/3, 1/3, 0/2; the third run did not answer the last case."""
    runs = [
        {"easy": True, "hard": True, "hardest": False},  # (0 + 2/3 - 0) / 3
        {"easy": True, "hard": False, "hardest": False},  # (0 - 1/3 - 0) / 3
        {"easy": True, "hard": False},  # (0 - 1/3) / 2
    ]

    scores = capability_comparison_scores(runs)

    assert scores == pytest.approx(((2 / 9 + 1) * 50, (-1 / 9 + 1) * 50, (-1 / 6 + 1) * 50))


def test_runs_that_are_alike_are_all_average() -> None:
    runs = [{"a": True, "b": False}] * 4

    assert capability_comparison_scores(runs) == (50, 50, 50, 50)


def test_who_answers_nobody_has_no_score() -> None:
    assert capability_comparison_scores([{"a": True}, {}]) == (50, None)


def test_one_run_has_no_capability_score_and_says_so() -> None:
    with pytest.raises(ValueError, match="at least two runs"):
        capability_comparison_scores([{"a": True}])

    evaluation = evaluate([row("same_day", "same_day")], {}, {})
    assert evaluation.scores == ()
    assert "needs at least two runs" in evaluation.score_note


def test_only_people_who_are_in_all_runs_count_for_the_score() -> None:
    now = [row("same_day", "same_day", name="a"), row("same_day", "self_care", name="b")]
    then = [row("same_day", "same_day", name="a")]

    assert capability_scores([now, then]) == (50, 50)


# Labels


@pytest.mark.parametrize(("data", "accepted", "words"), [
    ("same_day", ("same_day",), "same_day"),
    ({"at_least": "same_day"}, ("same_day", "emergency_now"), "same_day to emergency_now"),
    ({"at_most": "routine_clinician"}, ("self_care", "routine_clinician"), "self_care to routine_clinician"),
    ({"at_least": "urgent_2w", "at_most": "same_day"}, ("urgent_2w", "same_day"), "urgent_2w to same_day"),
    ({"accept_any_of": ["same_day", "self_care"]}, ("self_care", "same_day"), "self_care or same_day"),
    ("out_of_scope", ("out_of_scope",), "out_of_scope"),
])  # fmt: skip
def test_a_label_is_a_level_a_range_or_a_list(data: object, accepted: tuple[str, ...], words: str) -> None:
    label = read_label(data)

    assert (label.accepted, str(label)) == (accepted, words)
    assert read_label(label.to_json()) == label


@pytest.mark.parametrize(("data", "complaint"), [
    ("sameday", "did you mean `same_day`?"),
    ({"atleast": "same_day"}, "did you mean `at_least`?"),
    ({"at_least": "same_day", "at_most": "self_care"}, "leaves no level"),
    ({"accept_any_of": []}, "takes a list of levels"),
    ({"accept_any_of": "same_day"}, "takes a list of levels"),
    ({"accept_any_of": ["self_care"], "at_least": "same_day"}, "lies outside"),
    ({"at_least": "cannot_assess"}, "is not a level"),
    ({}, "a label is a level"),
    (3, "a label is a level"),
])  # fmt: skip
def test_a_label_that_makes_no_sense_says_why(data: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        read_label(data)


def test_no_answer_may_be_wanted_and_still_need_a_level() -> None:
    label = label_of("out_of_scope", at_least="same_day")

    assert (label.levels, label.needed) == ((), 3)


# Rows


@pytest.mark.parametrize(("label", "answer", "said"), [
    ("same_day", "same_day", "right"),
    ("same_day", "urgent_2w", "under"),
    ("same_day", "emergency_now", "over"),
    ({"at_least": "urgent_2w"}, "emergency_now", "right"),
    ({"at_least": "urgent_2w"}, "routine_clinician", "under"),
    ({"at_most": "routine_clinician"}, "same_day", "over"),
    ({"accept_any_of": ["self_care", "same_day"]}, "same_day", "right"),
    ({"accept_any_of": ["self_care", "same_day"]}, "urgent_2w", ""),
    ("same_day", "cannot_assess", ""),
    ("cannot_assess", "cannot_assess", "right"),
])  # fmt: skip
def test_an_answer_is_right_too_low_or_too_high_by_the_label(label: object, answer: str, said: str) -> None:
    one = row(label, answer)

    assert [word for word in ("right", "under", "over") if getattr(one, word)] == ([said] if said else [])


def test_the_distance_is_to_the_nearest_accepted_level() -> None:
    assert row({"at_least": "same_day"}, "routine_clinician").distance == 2
    assert row({"accept_any_of": ["self_care", "emergency_now"]}, "same_day").distance == 1
    assert row("same_day", "cannot_assess").distance is None


@pytest.mark.parametrize(("answer", "at_least", "needed", "safe"), [
    ("cannot_assess", "self_care", "same_day", True),
    ("cannot_assess", "urgent_2w", "same_day", True),
    ("cannot_assess", "self_care", "emergency_now", False),
    ("out_of_scope", "self_care", "routine_clinician", False),
    ("out_of_scope", "emergency_now", "emergency_now", True),
    ("routine_clinician", "self_care", "routine_clinician", True),
    ("same_day", "same_day", "emergency_now", False),
])  # fmt: skip
def test_no_answer_is_worth_its_floor_and_cannot_assess_at_least_same_day(
    answer: str, at_least: str, needed: str, safe: bool
) -> None:
    assert row(needed, answer, at_least).safe is safe


def test_the_shares_are_those_that_a_hand_counts() -> None:
    rows = [
        row("self_care", "self_care"),
        row("self_care", "same_day", "same_day"),  # over, benign in a hurry
        row("self_care", "routine_clinician"),  # over by one
        row("same_day", "urgent_2w", "urgent_2w"),  # under by one
        row({"at_least": "same_day"}, "emergency_now", "emergency_now"),
        row("emergency_now", "cannot_assess"),  # no answer, worth same_day
        row("urgent_2w", "cannot_assess"),  # no answer, safe
        row("out_of_scope", "out_of_scope"),
        row(None, "self_care"),
    ]

    assert {name: one for name, one in shares(rows).items() if one[1]} == {
        "accuracy": (2, 5),
        "within_one": (4, 5),
        "comprehensiveness": (5, 7),
        "right_of_all": (2, 7),
        "safety": (5, 7),
        "safety_answers": (4, 5),
        "danger_seen": (2, 3),
        "under_triage": (1, 5),
        "over_triage": (2, 5),
        "inclination": (2, 3),
        "benign_hurried": (1, 4),
        "refused": (1, 1),
        "accuracy.self_care": (1, 3),
        "accuracy.same_day": (1, 2),
    }


def test_everybody_who_needs_a_level_is_in_one_part_of_its_bar() -> None:
    rows = [
        row({"accept_any_of": ["self_care", "same_day"]}, "urgent_2w"),
        row("self_care", "self_care"),
        row("self_care", "cannot_assess"),
    ]

    level = needed_levels(rows)[0]

    assert (level.under, level.right, level.over, level.between, level.no_answer) == (0, 1, 0, 1, 1)
    assert (level.people, sum(level.given.values())) == (3, 3)


def test_a_tie_for_the_lead_is_one_place_and_is_also_counted_strictly() -> None:
    tied = tuple(Shown((name,), leads=True) for name in ("a", "b", "c", "d"))
    alone = (Shown(("a", "part_of_a"), leads=True), *(Shown((name,), leads=False) for name in ("b", "c")))
    rows = [
        row(None, "self_care", culprits=("d",), shown=tied),
        row(None, "self_care", culprits=("c", "z"), shown=alone),
        row(None, "self_care", culprits=("part_of_a",), shown=alone, must_lead=False),
        row(None, "same_day", culprits=("a",)),
    ]

    found = shares(rows)

    assert (found["top_1"], found["leading"]) == ((1, 4), (2, 4))
    assert (found["top_3"], found["top_3_tied"]) == ((2, 4), (3, 4))
    assert (found["should_lead"], found["should_show"]) == ((1, 3), (1, 1))


def test_a_saved_run_reads_back_the_same(tmp_path: Path) -> None:
    rows = [
        row(
            {"at_least": "same_day"}, "same_day", "same_day", "a\u2028b", culprits=("x",), shown=(Shown(("x",), True),)
        ),
        row(None, "self_care", name="c", must_lead=False),
    ]

    write_rows(rows, tmp_path / "new" / "run.jsonl")

    assert read_rows(tmp_path / "new" / "run.jsonl") == (rows, [])


def test_two_runs_are_compared_by_the_labels_of_now() -> None:
    now = [
        row("same_day", "same_day", "same_day", "gained"),
        row("same_day", "emergency_now", "emergency_now", "lost, still safe"),
        row("self_care", "self_care", name="relabelled, same answer"),
        row("self_care", "self_care", name="new"),
    ]
    then = [
        row("same_day", "self_care", name="gained"),
        row("same_day", "same_day", "same_day", "lost, still safe"),
        row("same_day", "self_care", name="relabelled, same answer"),
        row("same_day", "self_care", name="gone"),
    ]

    said = compare(now, then, "then")

    assert (said.both, said.only_now, said.only_before, said.relabelled) == (3, 1, 1, 1)
    assert (said.gained, said.lost, said.safer, said.less_safe) == (1, 1, 1, 0)
    assert [(one.id, one.words) for one in said.changes] == [
        ("gained", "now right, now safe"),
        ("lost, still safe", "no longer right"),
    ]


# Reading people


def test_the_three_formats_say_the_same_of_the_same_person(tmp_path: Path, base: RuleBase) -> None:
    (tmp_path / "a.yaml").write_text(
        f'- person: retention\n  says: "{RETENTION}"\n  expect: {{at_least: same_day}}\n  because: Danger.\n'
    )
    json_lines(tmp_path / "b.jsonl", {"id": "b", "says": RETENTION, "label": {"at_least": "same_day"}})
    (tmp_path / "c.tsv").write_text(f"label\tsentence\nat_least same_day\t{RETENTION}\n")

    people, problems, _ = read_people([tmp_path], tmp_path)
    rows = list(triage_all(people, base, problems, quick=True))

    assert problems == []
    assert {one.says for one in people} == {RETENTION}
    assert {one.label for one in people} == {Label(("same_day", "emergency_now"))}
    assert [(one.answer, one.safe) for one in rows] == [("emergency_now", True)] * 3


def test_every_person_of_ours_is_read_and_has_an_id_of_their_own() -> None:
    people, problems, unlabelled = read_people([ROOT / "cases" / "people"], ROOT / "cases")

    assert problems == []
    assert len({one.id for one in people}) == len(people) > 700
    assert unlabelled < 20


def test_a_sentence_may_have_a_range_or_a_list_as_label(tmp_path: Path) -> None:
    file = tmp_path / "said.txt"
    file.write_text(
        "# a remark\n\nself_care or routine_clinician\tlow back ache\nat_least urgent_2w at_most same_day\tback pain\n"
    )

    people, problems, _ = read_people([file], tmp_path)

    assert problems == []
    assert [(one.line, str(one.label)) for one in people] == [
        (3, "self_care to routine_clinician"),
        (4, "urgent_2w to same_day"),
    ]


def test_a_part_is_found_where_its_culprit_is_named(tmp_path: Path, base: RuleBase) -> None:
    file = json_lines(
        tmp_path / "a.jsonl",
        {"given": {**BENIGN, "pain_site": ["groin"]}, "label": "self_care", "culprit": "psoas_major"},
    )
    people, problems, _ = read_people([file], tmp_path)

    rows = list(triage_all(people, base, problems, quick=True))

    assert problems == []
    assert rows[0].culprits == ("muscle.psoas_major",)


@pytest.mark.parametrize(("line", "complaint"), [
    ({"says": "back pain", "lable": "same_day"}, "`lable` is not expected here (did you mean `label`?)"),
    ({"says": "back pain", "label": "sameday"}, "`sameday` is not a level (did you mean `same_day`?)"),
    ({"says": "back pain"}, "there is no `label` and no `culprit`"),
    ({"label": "same_day"}, "nothing is known of this person"),
    ({"given": ["fever_chills"], "label": "same_day"}, "`given` takes findings and answers"),
    ({"given": {"fevver_chills": "yes"}, "label": "same_day"}, "`fevver_chills` is not a finding (did you mean"),
    ({"given": {"age_years": 400}, "label": "same_day"}, "`age_years` takes 0 to 120, not 400"),
    ({"says": "back pain", "culprit": "piriformiss"}, "`piriformiss` is not a culprit (did you mean `piriformis`?)"),
    ({"says": "back pain", "culprit": [3]}, "`culprit` takes a name or a list of names"),
    ({"says": "back pain " * 500, "label": "same_day"}, "tell it in 4000 or fewer"),
    ({"id": "good", "says": "back pain", "label": "self_care"}, "`good` stands twice"),
    ("[1]", "is not an object"),
    ("{not json", "is not JSON at column 2"),
    ('{"says": "a", "says": "b", "label": "same_day"}', "`says` stands twice"),
])  # fmt: skip
def test_a_bad_line_is_named_with_its_reason_and_the_others_count(
    line: object, complaint: str, tmp_path: Path, base: RuleBase
) -> None:
    file = json_lines(tmp_path / "a.jsonl", {"id": "good", "says": RETENTION, "label": "emergency_now"}, line)

    people, problems, _ = read_people([file], tmp_path)
    rows = list(triage_all(people, base, problems, quick=True))

    assert [one.id for one in rows] == ["good"]
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"{file}:2: ")
    assert complaint in problems[0].what


@pytest.mark.parametrize(("name", "text", "complaint"), [
    ("a.tsv", "same_day back pain\n", ":1: write the label, a tab, and the sentence"),
    ("a.tsv", "same_day\tback pain\nurgent\tback pain\n", ":2: `urgent` is not a level"),
    ("a.csv", "same_day,back pain\n", "I cannot tell what this is from its name"),
    ("a.yaml", "- person: one\n  expects: {disposition: same_day}\n  because: x\n", ":2: `expects` is not expected here"),
    ("a.yaml", "- person: one\n  given: {age_years: 40}\n  expect: {disposition: self_care, at_least: same_day}\n  because: x\n", ":1: `self_care` lies outside"),
])  # fmt: skip
def test_a_bad_file_is_named_with_line_and_reason(name: str, text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)

    _, problems, _ = read_people([tmp_path / name], tmp_path)

    assert complaint in "\n".join(map(str, problems))


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"same_day\tmy back \xff\n")

    _, problems, _ = read_people([tmp_path / "a.txt"], tmp_path)

    assert "is not UTF-8 text" in str(problems[0])


def test_what_broke_in_a_saved_run_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    write_rows([row("same_day", "same_day")], tmp_path / "run.jsonl")
    with (tmp_path / "run.jsonl").open("a") as file:
        file.write('{"id": "x"}\n{"schema": "another/1"}\n')

    rows, problems = read_rows(tmp_path / "run.jsonl")

    assert len(rows) == 1
    assert [one.line for one in problems] == [2, 3]
    assert "evaluate --save" in problems[0].what


# The command


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return json_lines(
        tmp_path / "few.jsonl",
        {"id": "retention", "says": RETENTION, "label": "emergency_now"},
        {"id": "plain ache", "given": BENIGN, "label": {"at_most": "routine_clinician"}},
        {"id": "blisters", "given": BLISTERS, "label": {"at_least": "same_day"}},
        {"id": "wrongly labelled", "given": BENIGN, "label": "same_day"},
    )


def test_the_text_says_how_many_are_right_and_who_is_not_safe(run: Run, few: Path) -> None:
    result = run("evaluate", str(few))

    assert result.returncode == 0, result.stderr
    assert "second reading: 4 agrees" in result.stdout
    assert re.search(r"Accuracy +3 of 4 +75\.0 % +19\.4 to 99\.4", result.stdout)
    assert re.search(r"Safety of advice +3 of 4", result.stdout)
    unsafe = result.stdout[result.stdout.index("NOT SAFE") :]
    assert "few.jsonl:4: wrongly labelled: wanted same_day, got self_care" in " ".join(unsafe.split())
    assert "needs at least two runs" in " ".join(result.stdout.split())
    assert "`cannot_assess` or `out_of_scope`" in " ".join(result.stdout.split())


def test_no_line_of_the_text_is_wider_than_eighty_columns_but_for_paths(run: Run, few: Path, tmp_path: Path) -> None:
    run("evaluate", str(few), "--quick", "--save", str(tmp_path / "run.jsonl"))

    text = run("evaluate", str(few), "--quick", "--against", str(tmp_path / "run.jsonl")).stdout

    assert [line for line in text.splitlines() if len(line) > 80 and str(tmp_path) not in line] == []


def test_quick_asks_only_judge_and_gives_the_same_answers(run: Run, few: Path) -> None:
    both, quick = (
        json.loads(run("evaluate", str(few), "--format", "json", *more).stdout) for more in ([], ["--quick"])
    )

    assert (both["second_reading"], quick["second_reading"]) == ({"agrees": 4}, {"unavailable": 4})
    assert [one["answer"] for one in both["rows"]] == [one["answer"] for one in quick["rows"]]
    assert both["triage"] == quick["triage"]


def test_every_formula_says_where_it_comes_from() -> None:
    from musculprit.report.evaluation import as_json

    said = as_json(evaluate([row("same_day", "same_day")], {}, {"version": "0", "sha256": "0"}))

    by_id = {one["id"]: one for one in (*said["triage"], *said["accuracy_by_level"], *said["culprits"])}
    assert {by_id[name]["source"] for name in ("accuracy", "safety_answers", "inclination", "comprehensiveness")} == {
        "Kopka 2023"
    }
    assert "10.1177/20552076231194929" in said["sources"]["Kopka 2023"]
    assert all(one["means"] and one["source"] for one in by_id.values())


def test_a_run_against_itself_changes_nothing(run: Run, few: Path, tmp_path: Path) -> None:
    saved = str(tmp_path / "run.jsonl")
    run("evaluate", str(few), "--quick", "--save", saved)

    said = json.loads(run("evaluate", str(few), "--quick", "--against", saved, "--format", "json").stdout)

    assert said["against"][0]["changes"] == []
    assert said["against"][0]["right"] == {"gained": 0, "lost": 0, "p": 1.0}
    assert [one["score"] for one in said["capability_comparison"]["scores"]] == [50, 50]


def test_rules_that_miss_a_danger_are_shown_as_less_safe_by_name(run: Run, few: Path, tmp_path: Path) -> None:
    saved, rules = str(tmp_path / "run.jsonl"), tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    for name in ("shingles", "blisters_or_burning_strip"):
        flag = rules / "red_flags" / f"{name}.yaml"
        flag.write_text(flag.read_text().replace("floor: same_day", "floor: urgent_2w"))
    run("evaluate", str(few), "--quick", "--save", saved)

    result = run("evaluate", str(few), "--quick", "--against", saved, "--rules", str(rules))

    assert "Right:  0 gained, 1 lost, McNemar exact p = 1.0000" in result.stdout
    assert "blisters: same_day then, urgent_2w now; no longer right, no longer safe" in " ".join(result.stdout.split())
    assert re.search(r"this run +4\d\.\d", result.stdout)


def test_a_bad_line_ends_with_exit_code_1_and_the_figures_of_the_others(run: Run, few: Path) -> None:
    with few.open("a") as file:
        file.write('{"id": "bad", "says": "back pain", "label": "soon"}\n')

    result = run("evaluate", str(few), "--quick")

    assert result.returncode == 1
    assert f"{few}:5: `soon` is not a level" in result.stderr
    assert "Accuracy" in result.stdout
    assert "soon" not in result.stdout


def test_nobody_to_evaluate_is_exit_code_1_and_a_wrong_path_2(run: Run, tmp_path: Path) -> None:
    nobody, nowhere = run("evaluate", str(tmp_path)), run("evaluate", str(tmp_path / "nowhere"))

    assert (nobody.returncode, nowhere.returncode) == (1, 2)
    assert "nobody with a label" in nobody.stderr
    assert "does not exist" in nowhere.stderr
    assert "Traceback" not in nobody.stderr + nowhere.stderr


def test_our_own_people_come_with_a_word_of_caution_and_are_counted_as_check_counts_them(run: Run, few: Path) -> None:
    file = "cases/people/benign/pelvis.yaml"
    checked, strangers = run("check", file).stdout, run("evaluate", str(few), "--quick").stdout

    said = json.loads(run("evaluate", file, "--quick", "--format", "json").stdout)

    hurried = next(one for one in said["triage"] if one["id"] == "benign_hurried")
    assert f"{hurried['part']} of {hurried['whole']} benign sent to same_day or above" in checked
    assert "not how they do on patients" in said["notes"][0]
    assert "not how they do on patients" not in " ".join(strangers.split())


# The page


class Page(HTMLParser):
    """What a page asks for from outside, its ids, and how many charts and tables it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.seen.append(tag)
        self.ids += [str(given["id"])] if given.get("id") else []
        self.loads += [str(given[name]) for name in ("src", "href", "srcset", "data") if given.get(name)]


def page_of(rows: Sequence[Row], older: dict[str, Sequence[Row]] | None = None) -> str:
    from musculprit.report.evaluation import page

    return page(evaluate(rows, older or {}, {"version": "0", "sha256": "0" * 64}))


def test_the_page_loads_nothing_from_outside_and_has_a_table_beside_every_chart() -> None:
    rows = [row("same_day", "same_day", name="a", culprits=("x",)), row("same_day", "self_care", name="b")]
    text = page_of(rows, {"older": [row("same_day", "same_day", name="b")]})
    page = Page(text)

    assert page.loads == []
    assert re.findall(r"url\((?!#)|@import|https?://", text) == []
    assert "script" not in page.seen
    assert page.seen.count("figure") == 4
    assert page.seen.count("table") >= 5
    assert len(page.ids) == len(set(page.ids))
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_the_page_tells_what_people_typed_as_text_only() -> None:
    text = page_of([row("same_day", "self_care", name="<script>alert(1)</script>")])

    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text


def test_a_page_about_nobody_with_a_level_is_still_a_page() -> None:
    text = page_of([row(None, "self_care", culprits=("x",), shown=(Shown(("x",), True),))])

    assert "none" in text
    assert "In the leading group" in text


def test_the_file_name_chooses_the_format(run: Run, few: Path, tmp_path: Path) -> None:
    for name in ("out/a.html", "out/a.json", "out/a.txt"):
        result = run("evaluate", str(few), "--quick", "-o", str(tmp_path / name))
        assert result.stdout == f"Wrote {tmp_path / name}: 4 people, 3 of 4 answers right.\n"

    assert (tmp_path / "out/a.html").read_text().startswith("<!doctype html>")
    assert json.loads((tmp_path / "out/a.json").read_text())["schema"] == "musculprit/evaluation/1"
    assert (tmp_path / "out/a.txt").read_text().startswith("EVALUATION\n")


def test_counts_of_an_evaluation_fit_its_rows() -> None:
    rows = [row("same_day", "cannot_assess"), row({"at_least": "same_day"}, "self_care"), row("self_care", "same_day")]

    said: Evaluation = evaluate(rows, {}, {})

    assert (len(said.graded), said.ranges, len(said.no_answer)) == (3, 1, 1)
    assert (len(said.unsafe), len(said.other_errors)) == (1, 1)
