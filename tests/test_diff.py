"""What a change of the rules does to people: broken and mended on purpose, in a copy of ours."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT
from test_loader import FLAG, edit

from musculprit.model.case import read_given
from musculprit.model.words import SAME_DAY
from musculprit.quality.diff.changes import Consequence, Diff, compare
from musculprit.quality.diff.revisions import UnknownRevision, base_at
from musculprit.quality.diff.sides import Both, Told
from musculprit.report.diff import render_diff, verdict
from musculprit.triage import load_rules
from musculprit.triage.base import RuleBase

pytest.importorskip("z3")

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def kinds(diff: Diff) -> set[str]:
    return {one.kind for one in diff.consequences}


def of_kind(diff: Diff, kind: str) -> Consequence:
    return next(one for one in diff.consequences if one.kind == kind)


def both_say(one: Consequence, before: RuleBase, after: RuleBase, name: str) -> tuple[object, object]:
    """What each judge says of the person of a consequence."""
    given = {finding: value for finding, value in one.person.items() if finding != "screen"}
    told = Told(read_given(given, after.program.vocabulary).answers, "screen" in one.person)
    was, now = Both(before, after).known(told)
    return was.get(name), now.get(name)


@pytest.mark.slow
def test_a_raised_age_is_breaking_for_a_woman_at_the_edge(base: RuleBase, rules: Path) -> None:
    edit(rules / "red_flags" / "spinal_fracture_demographic.yaml", "{above: 70}", "{above: 75}")
    after = load_rules(rules)

    diff = compare(base, after)

    lowered = next(one for one in diff.breaking if (one.was, one.now) == ("urgent_2w", "self_care"))
    assert lowered.person["age_years"] == 71
    assert lowered.person["screen"] == "none_of_these"
    assert len(lowered.person) <= 4
    assert lowered.behind == ("red_flag.spinal_fracture_demographic",)
    assert lowered.before == ("red_flag.spinal_fracture_demographic",)
    assert lowered.after == ()
    assert both_say(lowered, base, after, "disposition") == (2, 0)
    assert of_kind(diff, "flag_narrower").subjects == ("red_flag.spinal_fracture_demographic",)
    assert "flag_wider" not in kinds(diff)
    assert "raised" not in kinds(diff)


@pytest.mark.slow
def test_a_lowered_age_is_not_breaking(base: RuleBase, rules: Path) -> None:
    edit(rules / "red_flags" / "spinal_fracture_demographic.yaml", "{above: 70}", "{above: 65}")
    after = load_rules(rules)

    diff = compare(base, after)

    assert diff.safe
    assert verdict(diff).startswith("not breaking")
    wider = of_kind(diff, "flag_wider")
    assert wider.person["age_years"] == 66
    assert both_say(wider, base, after, wider.subjects[0])[1] is True
    assert any((one.was, one.now) == ("self_care", "urgent_2w") for one in diff.consequences)


@pytest.mark.slow
def test_a_flag_that_is_gone_is_breaking_and_named(base: RuleBase, rules: Path) -> None:
    (rules / "red_flags" / "spinal_fracture_demographic.yaml").unlink()

    diff = compare(base, load_rules(rules))

    assert diff.breaking
    assert of_kind(diff, "flag_gone").subjects == ("red_flag.spinal_fracture_demographic",)
    assert {one.behind for one in diff.breaking} == {("red_flag.spinal_fracture_demographic",)}


@pytest.mark.slow
def test_a_raise_that_is_gone_is_breaking(base: RuleBase, rules: Path) -> None:
    text = (rules / "red_flags" / "broken.yaml").write_text
    text(
        FLAG.format(when="{all: [diabetes, hip_replacement]}", floor="same_day").replace(
            "not_sure", "raise:\n  - {to: emergency_now, when: inflammatory_bowel_disease}\nnot_sure"
        )
    )
    before = load_rules(rules)
    text(FLAG.format(when="{all: [diabetes, hip_replacement]}", floor="same_day"))

    diff = compare(before, load_rules(rules))

    lowered = next(one for one in diff.breaking if (one.was, one.now) == ("emergency_now", "same_day"))
    assert lowered.person == {"inflammatory_bowel_disease": "yes", "diabetes": "yes", "hip_replacement": "yes"}
    less = of_kind(diff, "flag_asks_less")
    assert (less.was, less.now, less.subjects) == ("emergency_now", "same_day", ("red_flag.broken",))


@pytest.mark.slow
def test_a_new_flag_is_not_breaking(base: RuleBase, rules: Path) -> None:
    (rules / "red_flags" / "broken.yaml").write_text(
        FLAG.format(when="{all: [diabetes, fever_chills]}", floor="same_day")
    )
    after = load_rules(rules)

    diff = compare(base, after)

    new = of_kind(diff, "flag_new")
    assert diff.safe
    assert new.person == {"diabetes": "yes", "fever_chills": "yes"}
    assert both_say(new, base, after, "disposition")[1] == SAME_DAY
    assert "! " not in render_diff(diff, base, after)


def test_other_words_are_no_consequence(base: RuleBase, rules: Path) -> None:
    edit(rules / "red_flags" / "shingles.yaml", "tell: ", "tell: Please. ")
    edit(rules / "findings" / "aggravating.yaml", "ask: ", "ask: So, ")

    diff = compare(base, load_rules(rules))

    assert diff.consequences == ()
    assert not diff.logic
    assert len(diff.texts) == 2
    assert verdict(diff).startswith("no consequence: only texts changed (")


def test_the_same_rules_are_the_same(base: RuleBase) -> None:
    assert verdict(compare(base, base)) == "no consequence: the same"


@pytest.mark.slow
def test_a_precaution_dropped_makes_care_appear(base: RuleBase, rules: Path) -> None:
    (rules / "precautions" / "anticoagulant.yaml").unlink()
    after = load_rules(rules)

    diff = compare(base, after)

    freed = of_kind(diff, "care_freed")
    offer = f"offer.{freed.subjects[0]}"
    assert diff.safe
    assert freed.behind == ("precaution.anticoagulant",)
    assert both_say(freed, base, after, offer)[0] is not True
    assert both_say(freed, base, after, offer)[1] is True
    assert "care_withheld" not in kinds(diff)


@pytest.mark.slow
def test_a_new_question_is_told(base: RuleBase, rules: Path) -> None:
    page = base.program.pages[-1]
    listed = {bullet.finding for one in base.program.pages for bullet in one.bullets}
    finding = next(
        name
        for one in base.program.flags
        if one.floor >= SAME_DAY
        for name in sorted(base.reads_of_flag(one.name))
        if name not in listed
        and (logic := base.program.vocabulary.findings.get(name))
        and logic.type == "yes_no"
        and logic.danger
    )
    text = (rules / "screen.yaml").read_text()
    head, _, tail = text.partition(f"- id: {page.id}\n")
    (rules / "screen.yaml").write_text(
        f"{head}- id: {page.id}\n"
        + tail.replace("  bullets:\n", f"  bullets:\n    - {{finding: {finding}, text: A new line}}\n", 1)
    )

    diff = compare(base, load_rules(rules))

    assert finding in of_kind(diff, "question_appears").subjects
    assert diff.safe


@pytest.fixture
def repository(rules: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of its own with two revisions: v1 as ours, then an age raised."""
    root = rules.parent
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", "rules")
    git("commit", "-m", "one")
    git("tag", "v1")
    edit(rules / "red_flags" / "shingles.yaml", "tell: ", "tell: Please. ")
    git("commit", "-am", "two")
    monkeypatch.chdir(root)
    return root


def test_revisions_of_a_repository_are_compared(repository: Path, base: RuleBase) -> None:
    before, after = base_at("v1"), base_at("HEAD")

    assert before.program.sha256 == base_at("HEAD~1").program.sha256 == base.program.sha256
    assert compare(before, after).texts == ("red_flag.shingles",)


def test_an_unknown_revision_says_what_to_try(repository: Path) -> None:
    with pytest.raises(
        UnknownRevision, match=r"`v2` is neither a folder nor a git revision.*HEAD~1.*known are main, v1"
    ):
        base_at("v2")


def test_outside_a_repository_only_folders_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(UnknownRevision, match="no git repository"):
        base_at("HEAD")


def test_a_slip_is_a_line_and_an_exit_code(run: Run, rules: Path) -> None:
    edit(rules / "red_flags" / "shingles.yaml", "floor: same_day", "floor: someday")

    unknown, broken = run("rules", "diff", "no-such-thing"), run("rules", "diff", "rules", str(rules))

    assert (unknown.returncode, broken.returncode) == (2, 4)
    assert "`no-such-thing`" in unknown.stderr
    assert "rules/red_flags/shingles.yaml" in broken.stderr
    assert "Traceback" not in unknown.stderr + broken.stderr


@pytest.mark.slow
def test_the_command_tells_it_as_json_and_exits_with_one(run: Run, rules: Path) -> None:
    edit(rules / "red_flags" / "spinal_fracture_demographic.yaml", "floor: urgent_2w", "floor: routine_clinician")

    done = run("rules", "diff", "rules", str(rules), "--format", "json")

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["breaking"] is True
    assert told["verdict"].startswith("BREAKING: ")
    assert "red_flag.spinal_fracture_demographic" in told["consequences"][0]["behind"]
