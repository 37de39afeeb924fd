"""Files of people in, files of answers out: nothing is lost, nothing half-written is taken for finished."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from people import people
from tables import batch_of

from musculprit.batch import blocks, footers, from_parquet, sample
from musculprit.batch.inputs import sources_of
from musculprit.batch.run import Run
from musculprit.batch.table import assessing_of
from musculprit.batch.tally import Tally
from musculprit.batch.writing import FORMS, Output, Refused
from musculprit.errors import CaseError
from musculprit.model.answers import NOT_SURE, Sites
from musculprit.triage.base import RuleBase, load_rules

COUNT = 240


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    """The rules as they are now: a run that is resumed must find the ones that it began with."""
    return load_rules(shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("now") / "rules"))


@pytest.fixture(scope="module")
def crowd(base: RuleBase) -> list[dict[str, Any]]:
    return list(people(base.program.vocabulary, 4, COUNT, told=0.2))


def table(crowd: list[dict[str, Any]], base: RuleBase) -> pa.Table:
    held = pa.Table.from_batches([batch_of(crowd, base.program.vocabulary)])
    return held.add_column(0, "id", pa.array([f"p{at}" for at in range(len(crowd))]))


def plain(person: dict[str, Any]) -> dict[str, Any]:
    """A person as JSON has them."""
    return {
        name: "not_sure" if one is NOT_SURE else _places(one) if isinstance(one, Sites) else one
        for name, one in person.items()
    }


def _places(sites: Sites) -> Any:
    return sorted(sites.places) if sites.complete else {"some_of": sorted(sites.places)}


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_csv(path: Path, crowd: list[dict[str, Any]], base: RuleBase) -> Path:
    """Whole lists of places only: CSV has no words for "some of"."""
    names = [name for name, one in base.program.vocabulary.findings.items() if not one.derived]
    lines = [",".join(["id", *names])]
    for at, person in enumerate(crowd):
        words = {name: plain(person)[name] for name in person}
        lines.append(",".join([f"p{at}", *(_cell(words.get(name)) for name in names)]))
    path.write_text("\n".join(lines) + "\n")
    return path


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f'"{", ".join(value)}"'
    return "" if value is None else str(value)


def ran(
    base: RuleBase, inputs: list[Path], out: Path, tell: Callable[[int], None] = lambda _: None, **how: bool
) -> Tally:
    assessing = assessing_of(base)
    output = Output(out, FORMS.get(out.suffix, "parquet"), folder=out.suffix not in FORMS)
    return Run(base, assessing, sources_of([str(one) for one in inputs], assessing.tidying), output).go(2, tell, **how)


def answers(out: Path) -> dict[str, dict[str, Any]]:
    if out.suffix == ".jsonl":
        rows = [json.loads(line) for line in out.read_text().splitlines()]
    else:
        rows = pq.read_table(out).to_pylist()
    return {row["id"]: row for row in rows}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_parquet_json_lines_and_csv_get_the_same_answers(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path
) -> None:
    whole = [
        {name: one for name, one in person.items() if not (isinstance(one, Sites) and not one.complete)}
        for person in crowd
    ]
    pq.write_table(table(whole, base), tmp_path / "in.parquet")
    write_jsonl(tmp_path / "in.jsonl", [{"id": f"p{at}", **plain(one)} for at, one in enumerate(whole)])
    write_jsonl(tmp_path / "given.ndjson", [{"id": f"p{at}", "given": plain(one)} for at, one in enumerate(whole)])
    write_csv(tmp_path / "in.csv", whole, base)

    tallies = [
        ran(base, [tmp_path / name], tmp_path / f"{name}.out.parquet")
        for name in ("in.parquet", "in.jsonl", "given.ndjson", "in.csv")
    ]

    found = [answers(tmp_path / f"{name}.out.parquet") for name in ("in.parquet", "in.jsonl", "given.ndjson", "in.csv")]
    assert [(one.people, one.rejected) for one in tallies] == [(COUNT, 0)] * 4
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0]) == COUNT


def test_some_of_the_places_are_not_all_of_them(crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path) -> None:
    assert any(isinstance(one, Sites) and not one.complete for person in crowd for one in person.values())
    pq.write_table(table(crowd, base), tmp_path / "in.parquet")
    write_jsonl(tmp_path / "in.jsonl", [{"id": f"p{at}", **plain(one)} for at, one in enumerate(crowd)])

    for name in ("in.parquet", "in.jsonl"):
        ran(base, [tmp_path / name], tmp_path / f"{name}.out.parquet")

    assert answers(tmp_path / "in.parquet.out.parquet") == answers(tmp_path / "in.jsonl.out.parquet")


def test_answers_in_json_lines_are_those_in_parquet(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path
) -> None:
    pq.write_table(table(crowd, base), tmp_path / "in.parquet")

    for name in ("out.parquet", "out.jsonl", "out.csv"):
        ran(base, [tmp_path / "in.parquet"], tmp_path / name)

    assert answers(tmp_path / "out.jsonl") == answers(tmp_path / "out.parquet")
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[0].startswith("id,disposition,at_least,floor,complete,red_flags,")
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [row["id"], row["disposition"]] for row in answers(tmp_path / "out.parquet").values()
    ]


BROKEN = {
    "unknown finding": ('{"id": "b", "fever_chils": true}', "fever_chils", "did you mean `fever_chills`"),
    "wrong word": ('{"id": "b", "vomiting": "perhaps"}', "vomiting", "takes yes, no or not_sure, not `perhaps`"),
    "out of bounds": ('{"id": "b", "age_years": 200}', "age_years", "takes 0 to 120, not 200"),
    "not a number": ('{"id": "b", "age_years": "old"}', "age_years", "takes a whole number from 0 to 120"),
    "NaN": ('{"id": "b", "age_years": NaN}', "", "NaN is not a number that JSON knows"),
    "unknown choice": ('{"id": "b", "sex": "femal"}', "sex", "did you mean `female`"),
    "unknown place": ('{"id": "b", "pain_site": ["low_bak"]}', "pain_site", "did you mean `low_back`"),
    "unknown side": ('{"id": "b", "pain_site": ["low_back.up"]}', "pain_site", "a side is left, right or both"),
    "not JSON": ('{"id": "b", "vomiting": tru', "", "this is not JSON"),
    "not an object": ("null", "", "expected an object"),
    "wrong type": ('{"id": "b", "vomiting": [true]}', "vomiting", "takes yes, no or not_sure"),
    "a key twice": ('{"id": "b", "vomiting": true, "vomiting": false}', "vomiting", "more than once"),
    "not UTF-8": ('{"id": "b", "sex": "m\udcfcnnlich"}', "", "not UTF-8"),
    "two values in a line": ('{"vomiting": true} null', "", "this is not JSON"),
    "a derived finding": ('{"id": "b", "wells_lay_score": 3}', "wells_lay_score", "worked out from others"),
    "a sentence": ('{"id": "b", "says": "my back hurts"}', "says", "not read here"),
    "half a character": ('{"id": "b", "sex": "\\ud800"}', "", "not readable"),
    "doubt and an answer": ('{"id": "b", "sex": "male", "not_sure": ["sex"]}', "not_sure", "give one of them"),
}  # fmt: skip


def test_of_a_file_with_broken_rows_every_good_one_is_answered_and_every_bad_one_named(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BYTES", 30_000)
    good = [json.dumps({"id": f"p{at}", **plain(one)}) for at, one in enumerate(crowd)]
    dice = random.Random(2)
    lines = [(line, None) for line in good] + [(line, kind) for kind, (line, _, _) in BROKEN.items()] * 2
    dice.shuffle(lines)
    file = tmp_path / "in.jsonl"
    file.write_bytes("\n".join(line for line, _ in lines).encode(errors="surrogateescape"))
    write_jsonl(tmp_path / "good.jsonl", [json.loads(one) for one in good])

    tally = ran(base, [file], tmp_path / "out.parquet")
    ran(base, [tmp_path / "good.jsonl"], tmp_path / "good.parquet")

    assert (tally.people, tally.rejected) == (COUNT, 2 * len(BROKEN))
    assert answers(tmp_path / "out.parquet") == answers(tmp_path / "good.parquet")
    rejects = [json.loads(line) for line in (tmp_path / "out.parquet.rejects.jsonl").read_text().splitlines()]
    wanted = [(at, *BROKEN[kind][1:]) for at, (_, kind) in enumerate(lines, 1) if kind]
    assert [(one["row"], one["field"]) for one in rejects] == [(row, field) for row, field, _ in wanted]
    assert [one for one, (_, _, why) in zip(rejects, wanted, strict=True) if why not in one["reason"]] == []
    assert {one["file"] for one in rejects} == {str(file)}


def test_broken_rows_of_csv_are_named_too(base: RuleBase, tmp_path: Path) -> None:
    lines = [
        b"id,age_years,sex,vomiting,pain_site",
        b'p1,40,male,yes,"low_back, groin.left"',
        b"b2,40,male,maybe,",
        b"b3,NaN,male,yes,",
        b"b4,40,male,yes,,more",
        b"b5,40",
        b"b6,40,m\xfcnnlich,yes,",
        b'b7,40,"male,yes,',
        b"",
        b'"p,8",41,not_sure,no,groin',
    ]
    (tmp_path / "in.csv").write_bytes(b"\r\n".join(lines))

    tally = ran(base, [tmp_path / "in.csv"], tmp_path / "out.csv")

    assert (tally.people, tally.rejected) == (2, 6)
    rejects = [json.loads(line) for line in (tmp_path / "out.csv.rejects.jsonl").read_text().splitlines()]
    assert [(one["row"], one["field"]) for one in rejects] == [
        (2, "vomiting"),
        (3, "age_years"),
        (4, ""),
        (5, ""),
        (6, "sex"),
        (7, ""),
    ]
    assert [line.partition(",")[0] for line in (tmp_path / "out.csv").read_text().splitlines()] == ["id", "p1", '"p']


def test_broken_rows_of_parquet_are_named_too(base: RuleBase, tmp_path: Path) -> None:
    columns = {
        "id": [1, 2, 3],
        "age_years": [40.0, float("nan"), 300.0],
        "pain_site": [["low_back"], ["nose"], ["groin"]],
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")

    tally = ran(base, [tmp_path / "in.parquet"], tmp_path / "out.parquet")

    assert (tally.people, tally.rejected) == (1, 2)
    rejects = [json.loads(line) for line in (tmp_path / "out.parquet.rejects.jsonl").read_text().splitlines()]
    assert [(one["row"], one["id"], one["field"], one["value"]) for one in rejects] == [
        (2, "2", "age_years", "nan"),
        (2, "2", "pain_site", "nose"),
        (3, "3", "age_years", "300.0"),
    ]


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
import test_batch_files as files
from musculprit.batch import blocks, from_parquet
from musculprit.triage import load_rules
from_parquet.ROWS, blocks.BYTES = 30, 20_000
left = [{after}]
def tell(rows):
    left[0] -= bool(rows)
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
files.ran(load_rules({rules!r}), [Path({file!r})], Path({out!r}), tell)
"""


@pytest.mark.parametrize(
    ("file", "out"), [("in.parquet", "out"), ("in.parquet", "out.parquet"), ("in.jsonl", "out.jsonl")]
)
@pytest.mark.parametrize("after", [0, 3])
def test_killed_and_resumed_writes_the_bytes_that_one_run_writes(
    file: str,
    out: str,
    after: int,
    crowd: list[dict[str, Any]],
    base: RuleBase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(from_parquet, "ROWS", 30)
    monkeypatch.setattr(blocks, "BYTES", 20_000)
    pq.write_table(table(crowd, base), tmp_path / "in.parquet", row_group_size=100)
    broken = [line for line, _, _ in BROKEN.values() if line.isascii()]
    rows = [json.dumps({"id": f"p{at}", **plain(one)}) for at, one in enumerate(crowd)]
    (tmp_path / "in.jsonl").write_text("\n".join([*rows[:100], *broken, *rows[100:]]))
    source = tmp_path / file
    inside = {"tests": str(ROOT / "tests"), "rules": base.folder, "file": str(source)}
    script = KILLED.format(**inside, out=str(tmp_path / "two" / out), after=after)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()

    killed = subprocess.run(
        [sys.executable, "-c", script], check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": "engine"}
    )

    assert killed.returncode == -signal.SIGKILL
    assert [one.name for one in (tmp_path / "two").iterdir()] == [f"{out}.partial"]
    told: list[int] = []
    resumed = ran(base, [source], tmp_path / "two" / out, told.append, resume=True)
    straight = ran(base, [source], tmp_path / "one" / out)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert resumed.plain() == straight.plain()
    assert told[0] >= 30 * after * (file == "in.parquet")


def test_what_changed_since_is_not_resumed(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_parquet, "ROWS", 30)
    file, out = tmp_path / "in.parquet", tmp_path / "out"
    pq.write_table(table(crowd, base), file, row_group_size=100)

    def stop(rows: int) -> None:
        if rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ran(base, [file], out, stop)
    with pytest.raises(Refused, match="--resume goes on, --overwrite starts again"):
        ran(base, [file], out)
    pq.write_table(table(crowd[::-1], base), file, row_group_size=100)
    with pytest.raises(Refused, match="inputs changed since"):
        ran(base, [file], out, resume=True)
    assert not out.exists()

    ran(base, [file], out, overwrite=True)

    assert len(answers(out)) == COUNT
    with pytest.raises(Refused, match="is there already"):
        ran(base, [file], out)


@pytest.mark.parametrize("size", [30, 70, 100, 1000])
def test_parts_cover_every_row_once_and_any_of_them_can_be_read_alone(
    size: int, crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_parquet, "ROWS", 30)
    monkeypatch.setattr(from_parquet, "AT_ONCE", 20)
    pq.write_table(table(crowd, base), tmp_path / "in.parquet", row_group_size=size)
    (source,) = sources_of([str(tmp_path / "in.parquet")], assessing_of(base).tidying)

    for skipped in (set(), {0}, {1, 2}, {len(source.parts) - 1}):
        parts = [part for at, part in enumerate(source.parts) if at not in skipped]
        rows = [number for piece in source.pieces(parts) for number in source.rows(piece).numbers.tolist()]
        assert rows == [number + 1 for part in parts for number in range(part.first, part.first + part.rows)]
    assert sum(part.rows for part in source.parts) == COUNT


def test_a_folder_a_pattern_and_files_are_all_read(crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "deeper"
    folder.mkdir(parents=True)
    pq.write_table(table(crowd[:50], base), folder / "a.parquet")
    write_jsonl(tmp_path / "in" / "b.jsonl", [plain(one) for one in crowd[50:60]])
    (tmp_path / "in" / "notes.txt").write_text("not for us")
    (folder / "_hidden.parquet").write_text("not for us")

    by_folder = ran(base, [tmp_path / "in"], tmp_path / "one.parquet")
    by_pattern = ran(base, [tmp_path / "in" / "**" / "[ab].*"], tmp_path / "two.parquet")

    assert by_folder.people == by_pattern.people == 60
    assert {"p0", "p49", "b.jsonl:1", "b.jsonl:10"} <= set(answers(tmp_path / "one.parquet"))
    with pytest.raises(CaseError, match="there is no file to read here"):
        ran(base, [tmp_path / "nothing*"], tmp_path / "three.parquet")


def test_the_command_answers_tells_and_draws(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    lines = [{"id": f"p{at}", **plain(one)} for at, one in enumerate(crowd)] + [{"id": "bad", "age_years": 999}]
    file = write_jsonl(tmp_path / "in.jsonl", lines)
    out, page = tmp_path / "out.parquet", tmp_path / "overview.html"

    done = run(
        "batch",
        str(file),
        "-o",
        str(out),
        "--html",
        str(page),
        "--explain",
        "3",
        "--summary-format",
        "json",
        "--rules",
        base.folder,
    )

    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert (summary["people"], summary["rejected"], summary["rules"]["sha256"]) == (COUNT, 1, base.program.sha256)
    assert sum(summary["counts"]["disposition"].values()) == COUNT
    assert f"1 rows could not be read: see {out}.rejects.jsonl" in done.stderr
    html = page.read_text()
    assert not re.search(r"<script|https?://|src=", html)
    assert "Where to go, and how soon" in html
    told = [json.loads(line) for line in Path(f"{out}.explained.jsonl").read_text().splitlines()]
    assert [answers(out)[one["id"]]["disposition"] for one in told] == [
        one["assessment"]["disposition"]["id"] for one in told
    ]


def test_the_command_says_what_to_try(tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    (tmp_path / "in.csv").write_text("id,fever_chils\n1,yes\n")
    (tmp_path / "good.csv").write_text("id,clinic,fever_chills\n1,north,yes\n")
    (tmp_path / "out.parquet").write_text("something of mine")

    wrong = run("batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "new.parquet"))
    there = run("batch", str(tmp_path / "good.csv"), "-o", str(tmp_path / "out.parquet"))
    fine = run("batch", str(tmp_path / "good.csv"), "-o", str(tmp_path / "new.csv"))

    assert (wrong.returncode, there.returncode, fine.returncode) == (3, 2, 0)
    assert "in.csv:1: column `fever_chils` is not a finding (did you mean `fever_chills`?)" in wrong.stderr
    assert "is there already; choose another name, or --overwrite it" in there.stderr
    assert (tmp_path / "out.parquet").read_text() == "something of mine"
    assert "Not read, for they are no findings: clinic" in fine.stderr
    assert "1 people answered, 0 rows rejected" in fine.stdout


def test_a_run_that_differs_from_the_assessment_stops(
    crowd: list[dict[str, Any]], base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(table(crowd[:5], base), tmp_path / "in.parquet")
    assessing = assessing_of(base)
    sources = sources_of([str(tmp_path / "in.parquet")], assessing.tidying)
    assert len(list(sample.explained(sources, sources[0].parts, base, assessing, 5, 0))) == 5
    honest = sample.row_of
    monkeypatch.setattr(sample, "row_of", lambda one: {**honest(one), "care": ["care.something_else"]})

    with pytest.raises(sample.Disagreement, match="row 1: the run and the assessment differ on care"):
        list(sample.explained(sources, sources[0].parts, base, assessing, 5, 0))


def test_parquet_files_joined_as_they_are_hold_the_rows_of_all(tmp_path: Path) -> None:
    parts = [tmp_path / f"{at}.parquet" for at in range(20)]
    for at, part in enumerate(parts):
        lists = [[{"id": f"x{at}", "open": bool(row % 2)}] * (row % 3) for row in range(at)]
        kind = pa.list_(pa.struct([("id", pa.dictionary(pa.int8(), pa.string())), ("open", pa.bool_())]))
        columns = {"n": pa.array(range(at), pa.int64()), "lists": pa.array(lists, kind)}
        pq.write_table(pa.table(columns), part, row_group_size=7, write_page_index=bool(at % 2))

    footers.join(parts, tmp_path / "whole.parquet")

    expected = [row for part in parts for row in pq.read_table(part).to_pylist()]
    assert pq.read_table(tmp_path / "whole.parquet").to_pylist() == expected
    assert pl.read_parquet(tmp_path / "whole.parquet").to_dicts() == expected
    read = duckdb.sql(f"select n, lists from '{tmp_path}/whole.parquet'").fetchall()
    assert [{"n": n, "lists": lists} for n, lists in read] == expected
    metadata = pq.read_metadata(tmp_path / "whole.parquet")
    assert metadata.num_rows == sum(range(20))
    assert metadata.schema.equals(pq.read_metadata(parts[0]).schema)
    assert duckdb.sql(f"select count(*) from '{tmp_path}/whole.parquet' where n = 18").fetchall() == [(1,)]


def peak_of(*arguments: str) -> int:
    """The most memory a run of the command took, in KiB."""
    pid = os.posix_spawn(sys.executable, [sys.executable, str(ROOT / "cli.py"), *arguments], os.environ)
    _, status, used = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used.ru_maxrss


@pytest.mark.slow
def test_ten_times_the_rows_take_the_same_memory(base: RuleBase, tmp_path: Path) -> None:
    held = table(list(people(base.program.vocabulary, 5, 5000)), base)
    peaks = []
    for copies in (80, 400):
        file = tmp_path / f"{copies}.parquet"
        with pq.ParquetWriter(file, held.schema) as writer:
            for _ in range(copies // 20):
                writer.write_table(pa.concat_tables([held] * 20))
        peaks.append(peak_of("batch", str(file), "-o", str(tmp_path / f"{copies}"), "--quiet"))

    assert peaks[1] <= 1.3 * peaks[0]
    assert peaks[1] < 2 * 1024 * 1024
