"""Parquet files that were damaged on the way: what can be read is answered, and what cannot is named."""

import json
import re
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import people
from test_batch_files import answers, ran, table

from musculprit.batch import from_parquet
from musculprit.batch.row_groups import RowGroups
from musculprit.errors import CaseError
from musculprit.triage.base import RuleBase

Run = Callable[..., subprocess.CompletedProcess[str]]

PEOPLE, GROUP = 60, 20


@pytest.fixture(scope="module")
def whole(base: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in groups, with ages as words and a choice, of the columns in which somebody has an answer."""
    held = table(list(people(base.program.vocabulary, 5, PEOPLE, told=0.2)), base)
    held = held.select([name for name in held.schema.names if held.column(name).null_count < PEOPLE])
    path = tmp_path_factory.mktemp("whole") / "in.parquet"
    pq.write_table(held, path, row_group_size=GROUP)
    return path


def rejects(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.with_name(out.name + ".rejects.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("kind", ["BOOLEAN", "INT32", "BYTE_ARRAY"])
@pytest.mark.parametrize("at_once", [7, 1 << 16])
def test_people_of_a_damaged_part_are_rejected_and_all_others_are_answered(
    base: RuleBase, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, at_once: int
) -> None:
    monkeypatch.setattr(from_parquet, "AT_ONCE", at_once)
    monkeypatch.setattr(from_parquet, "ROWS", PEOPLE if at_once > PEOPLE else at_once)
    expected = answers_of(base, whole, tmp_path / "before.parquet")
    group = pq.read_metadata(whole).row_group(1)
    columns = (group.column(at) for at in range(1, group.num_columns))
    damaged = next(one for one in columns if one.physical_type == kind)
    raw = bytearray(whole.read_bytes())
    raw[damaged.dictionary_page_offset or damaged.data_page_offset] ^= 0xFF
    (tmp_path / "in.parquet").write_bytes(raw)

    tally = ran(base, [tmp_path / "in.parquet"], tmp_path / "out.parquet")

    assert (tally.people, tally.rejected) == (PEOPLE - GROUP, GROUP)
    lost = rejects(tmp_path / "out.parquet")
    assert [one["row"] for one in lost] == list(range(GROUP + 1, 2 * GROUP + 1))
    assert all(one["reason"].startswith("its part of the file is damaged (") for one in lost)
    assert answers(tmp_path / "out.parquet") == {
        f"p{at}": expected[f"p{at}"] for at in range(PEOPLE) if not GROUP <= at < 2 * GROUP
    }


def answers_of(base: RuleBase, file: Path, out: Path) -> dict[str, dict[str, Any]]:
    ran(base, [file], out)
    return answers(out)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_damaged_everybody_is_answered_or_rejected_or_the_file_is_refused(
    base: RuleBase, whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(whole.read_bytes())
    footer = len(raw) - int.from_bytes(raw[-8:-4], "little") - 8
    places = st.one_of(st.integers(4, footer - 1), st.integers(footer, len(raw) - 1))
    for at in data.draw(st.lists(places, min_size=1, max_size=3)):
        raw[at] = data.draw(st.one_of(st.sampled_from([0, 1, 2, 127, 128, 255]), st.integers(0, 255)))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "in.parquet").write_bytes(raw)

    with suppress(CaseError):  # the file is refused as a whole
        tally = ran(base, [folder / "in.parquet"], folder / "out.parquet")
        answered = pq.read_table(folder / "out.parquet", columns=["id", "disposition"])
        named = rejects(folder / "out.parquet") if tally.rejected else []

        assert (len(answered), len({one["row"] for one in named})) == (tally.people, tally.rejected)
        assert tally.people + tally.rejected == sum(rows_of(folder / "in.parquet"))


def rows_of(file: Path) -> list[int]:
    return RowGroups(file).sizes


def text_of(*words: bytes) -> pa.StringArray:
    """Text of which nobody looked whether it is UTF-8, as some tools write it."""
    return pa.array(words, pa.binary()).view(pa.string())


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_words_that_are_not_utf_8_are_named_and_ids_are_kept_as_far_as_they_can_be_read(
    base: RuleBase, tmp_path: Path, form: str
) -> None:
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), text_of(b"groin", b"g\xfcrtel", b"low_back"))
    columns = {
        "id": text_of(b"M\xfcller", b"p2", b"p3"),
        "sex": text_of(b"male", b"female", b"m\xe4nnlich"),
        "pain_site": lists,
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    out = tmp_path / f"out.{form}"

    tally = ran(base, [tmp_path / "in.parquet"], out)

    assert (tally.people, tally.rejected) == (1, 2)
    assert "M\N{REPLACEMENT CHARACTER}ller" in out.read_text() if form != "parquet" else answers(out)
    named = [(one["row"], one["id"], one["field"]) for one in rejects(out)]
    assert named == [(2, "p2", "pain_site"), (3, "p3", "sex")]
    assert "not UTF-8: `m\N{REPLACEMENT CHARACTER}nnlich`" in rejects(out)[1]["reason"]


def test_a_footer_that_is_cut_off_is_a_users_slip(run: Run, whole: Path, tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(whole.read_bytes()[:-40])

    result = run("batch", str(tmp_path / "in.parquet"), "-o", str(tmp_path / "out.parquet"))

    assert result.returncode == 3
    assert re.fullmatch(r".*in.parquet: this is not a Parquet file \(.*\)\n", result.stderr)
