"""What `check` writes for machines and for a pull request."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]

PERSON = """person: plain ache
given: {age_years: 30, sex: male, pain_site: [low_back], screen: none_of_these, severity_0_10: 3, duration_days: 4}
expect: {accept_any_of: [%s]}
because: An ordinary ache.
"""


def test_check_writes_json_and_a_markdown_summary(run: Run, tmp_path: Path) -> None:
    result = run(
        "check",
        "cases/red_flags/shingles.yaml",
        "--json",
        str(tmp_path / "a.json"),
        "--summary",
        str(tmp_path / "a.md"),
    )

    data = json.loads((tmp_path / "a.json").read_text())
    assert result.returncode == 0
    assert (data["schema"], data["failed"], data["unreadable"]) == ("musculprit/check/1", [], [])
    assert (tmp_path / "a.md").read_text().startswith("## Cases pass\n")


def test_the_summary_names_what_failed_and_what_is_not_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(PERSON % "same_day, emergency_now")

    result = run("check", str(tmp_path / "one.yaml"), "--coverage", "--summary", str(tmp_path / "a.md"))

    text = (tmp_path / "a.md").read_text()
    assert result.returncode == 1
    assert "expected same_day or emergency_now, got self_care" in text
    assert "### Not shown by any case" in text
    assert "| leaves | 0 |" in text


def test_a_person_may_accept_any_of_several_levels(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(PERSON % "self_care, routine_clinician")

    checked = run("check", str(tmp_path / "one.yaml"))
    evaluated = json.loads(run("evaluate", str(tmp_path / "one.yaml"), "--quick", "--format", "json").stdout)

    assert checked.returncode == 0
    assert next(one for one in evaluated["triage"] if one["id"] == "accuracy")["part"] == 1
