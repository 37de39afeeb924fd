"""What is built contains what it needs: sdist, a wheel from it, and a run far away from this folder."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist, and a wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_sdist_holds_rules_cases_tests_and_documents(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {
        "rules/screen.yaml",
        "cases/people/rulings/checks.yaml",
        "tests/conftest.py",
        "docs/design.md",
        "cli.py",
        "LICENSE",
    } <= names
    assert "engine/musculprit/rules/screen.yaml" not in names


def test_the_wheel_puts_one_name_into_site_packages(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        names = archive.namelist()

    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"musculprit"}
    assert "musculprit/rules/screen.yaml" in names
    assert "musculprit/py.typed" in names


def test_a_wheel_that_is_installed_elsewhere_uses_its_own_rules(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    wheel = str(next(built.glob("*.whl")))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), wheel], check=True
    )
    environment = {**os.environ, "PYTHONPATH": str(target), "MUSCULPRIT_CACHE": str(tmp_path / "cache")}

    result = subprocess.run(
        [sys.executable, "-m", "musculprit", "about", "--format", "json"],
        check=True, capture_output=True, text=True, cwd=tmp_path, env=environment,
    )  # fmt: skip

    facts = json.loads(result.stdout)
    assert facts["rules"] == str(target / "musculprit" / "rules")
    assert facts["second_engine"] == "durable-rules answers"
