"""How well sentences are read: what counts as heard, asked, lost and heard wrongly, and the command."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.quality.reading import Figures, Row, figures, read_sentences
from musculprit.report.reading import as_json, markdown, text
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]

SMALL = """
- {says: "no fever but my left foot drags", yes: [foot_drop], no: [fever_chills]}
- {says: "I think I wet myself", yes: [ces_bladder_incontinence]}
- {says: "the flibbertigibbet of my wotsit", yes: [chest_pain], age: 40}
- {says: "coughing up blood, I'm 40", doubts: [fever_chills], age: 40}
"""


def written(tmp_path: Path, sentences: str) -> Path:
    file = tmp_path / "sentences.yaml"
    file.write_text(sentences)
    return file


def counted(tmp_path: Path, base: RuleBase, sentences: str = SMALL) -> Figures:
    found, problems = read_sentences(written(tmp_path, sentences), base)
    assert problems == []
    return figures(found, base)


def row(found: Figures, name: str) -> Row:
    return next(one for one in found.findings if one.name == name)


def test_heard_asked_and_lost_are_told_apart(tmp_path: Path, base: RuleBase) -> None:
    found = counted(tmp_path, base)

    assert (row(found, "foot_drop").heard, row(found, "ces_bladder_incontinence").asked) == (1, 1)
    assert [(one.finding, one.heard) for one in found.lost] == [("chest_pain", "")]
    assert (found.danger.said, found.danger.heard, found.danger.asked, found.danger.missed) == (3, 1, 1, 1)


def test_what_nobody_said_counts_against_precision(tmp_path: Path, base: RuleBase) -> None:
    found = counted(tmp_path, base)

    assert row(found, "coughing_blood").extra == 1
    assert row(found, "coughing_blood").precision.part == 0


def test_what_a_yes_implies_and_the_place_around_a_place_are_no_extras(tmp_path: Path, base: RuleBase) -> None:
    found = counted(
        tmp_path, base, '- {says: "my left foot drags, sore left calf", yes: [leg_weakness, pain_site=calf.left]}'
    )

    assert row(found, "leg_weakness").heard == 1
    assert row(found, "pain_site").heard == 1


def test_denials_doubts_and_numbers_have_their_own_figures(tmp_path: Path, base: RuleBase) -> None:
    found = counted(tmp_path, base)

    assert (found.denials.recall.part, found.denials.recall.whole) == (1, 1)
    assert (found.doubts.part, found.doubts.whole) == (0, 1)
    assert (found.numbers["age"].part, found.numbers["age"].whole) == (1, 2)


def test_a_slip_in_the_file_is_named_with_its_line(tmp_path: Path, base: RuleBase) -> None:
    file = written(
        tmp_path, '- {says: "ow", yes: [foot_dropp, pain_site=calff]}\n- {say: "ow"}\n- {says: "ow", yess: []}'
    )

    _, problems = read_sentences(file, base)

    said = [str(one) for one in problems]
    assert any("foot_dropp" in one and "foot_drop`?" in one for one in said)
    assert any("calff" in one for one in said)
    assert any(":2:" in one for one in said)
    assert any("yess" in one for one in said)


def test_the_table_has_a_line_for_every_finding_that_was_said(tmp_path: Path, base: RuleBase) -> None:
    found = counted(tmp_path, base)

    table = markdown(found)

    assert "| foot_drop | 1 | 1 | 0 | 0 | 0 | 100.0 % (1 of 1; 2.5 to 100.0) |" in table
    assert "chest_pain: the flibbertigibbet of my wotsit" in text(found)
    assert as_json(found)["danger"]["asked"] == 1


@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_the_command_prints_the_figures(run: Run, tmp_path: Path, form: str) -> None:
    done = run("evaluate", "--sentences", str(written(tmp_path, SMALL)), "--format", form)

    assert done.returncode == 0, done.stderr
    assert "foot_drop" in done.stdout or "4 sentences" in done.stdout
    if form == "json":
        assert json.loads(done.stdout)["sentences"] == 4


def test_the_command_refuses_a_file_with_slips(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "--sentences", str(written(tmp_path, '- {says: "ow", yes: [foot_dropp]}')))

    assert done.returncode == 1
    assert "foot_dropp" in done.stderr


def test_the_published_figures_are_those_of_today(run: Callable[..., CompletedProcess[str]]) -> None:
    printed = run("evaluate", "--sentences", "tests/blind/sentences.yaml", "--format", "md").stdout

    assert printed.strip()
    assert (ROOT / "docs" / "reading.md").read_text().endswith(printed)
