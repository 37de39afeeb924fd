"""The peers of the benchmark say what judge says, and the one command that compares them runs."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT

from musculprit.reasoning.planes.kernel import Kernel
from musculprit.triage.base import RuleBase

BENCH = ROOT / "bench"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=BENCH)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    made = bench("cases.py", str(folder), "3000")
    assert made.returncode == 0, made.stderr
    return folder


def test_generated_people_are_readable_and_of_every_kind(base: RuleBase, people: Path) -> None:
    (batch,) = pq.read_table(people / "3000.parquet").combine_chunks().to_batches()

    said = Kernel(base.program, ["disposition"]).run(batch)

    assert said.bad == ()
    counts = Counter(said.integer("disposition").to_pylist())
    assert {0, 1, 2, 3, 4, 5} <= set(counts)
    assert max(counts.values()) < 1500


def test_lines_and_columns_hold_the_same_people(people: Path) -> None:
    rows = pq.read_table(people / "3000.parquet").to_pylist()

    lines = [json.loads(line) for line in (people / "3000.jsonl").read_text(encoding="utf-8").splitlines()]

    assert lines == [{name: value for name, value in row.items() if value is not None} for row in rows]


@pytest.mark.slow
def test_the_same_seed_makes_the_same_people(people: Path, tmp_path: Path) -> None:
    bench("cases.py", str(tmp_path), "3000")

    assert (tmp_path / "3000.jsonl").read_bytes() == (people / "3000.jsonl").read_bytes()


@pytest.mark.peers
def test_every_contender_agrees_with_judge_and_is_timed(tmp_path: Path) -> None:
    done = bench("compare.py", "--quick", "--data", str(tmp_path / "data"), "--results", str(tmp_path))

    assert done.returncode == 0, done.stdout + done.stderr
    (contest,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["contests"]
    checked = {row["name"]: (row["checked"] > 0, row["wrong"]) for row in contest["rows"] if row["checked"]}
    peers = (
        "planes",
        "judge",
        "polars",
        "duckdb",
        "durable-rules",
        "durable-rules over its pipe",
        "clips",
        "zen-engine",
    )
    assert checked == dict.fromkeys(peers, (True, 0))
    assert all(row["rate"] for row in contest["rows"])
