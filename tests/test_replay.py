"""A saved assessment made again gives the same bytes, or says which rule changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

CASE = {"age_years": 41, "sex": "male", "screen": "none", "pain_site": ["mid_buttock.right"], "worse_sitting": "yes"}


@pytest.fixture
def saved(run: Callable, tmp_path: Path) -> Path:
    path = tmp_path / "saved.json"
    path.write_text(run("assess", "-", "--format", "json", stdin=json.dumps(CASE)).stdout)
    return path


@pytest.fixture
def other_rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def test_the_same_rules_give_the_same_bytes(run: Callable, saved: Path) -> None:
    again = run("assess", "--replay", str(saved))

    assert again.returncode == 0
    assert again.stdout == saved.read_text()
    assert again.stderr == "The same, byte for byte.\n"


def test_a_changed_rule_is_named_with_what_it_did(run: Callable, saved: Path, other_rules: Path) -> None:
    flag = other_rules / "precautions" / "severe_pain.yaml"
    piriformis = other_rules / "culprits" / "muscles" / "piriformis.yaml"
    piriformis.write_text(piriformis.read_text().replace("title: Piriformis", "title: The pear-shaped muscle"))

    again = run("assess", "--replay", str(saved), "--rules", str(other_rules))

    assert flag.exists()
    assert again.returncode == 1
    assert "rule changed: muscle.piriformis" in again.stderr
    assert "culprits" in again.stderr
    assert "rule changed: muscle.gluteus_medius" not in again.stderr


def test_a_change_elsewhere_is_told_apart(run: Callable, saved: Path, other_rules: Path) -> None:
    pregnancy = other_rules / "red_flags" / "pregnancy_emergency.yaml"
    pregnancy.write_text(pregnancy.read_text() + "# read again\n")

    again = run("assess", "--replay", str(saved), "--rules", str(other_rules))

    assert again.returncode == 1
    assert "other rules changed, none that this assessment rests on" in again.stderr


def test_a_file_that_is_no_assessment_is_named(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))

    again = run("assess", "--replay", str(path))

    assert again.returncode == 3
    assert "is not an assessment" in again.stderr
