"""Parquet that is read and written here, beside Arrow, Polars and DuckDB: the same people, the same answers."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musculprit.batch import from_parquet, pages, to_parquet
from musculprit.batch.from_parquet import ParquetSource
from musculprit.batch.packed import read_signs, signs_of
from musculprit.batch.row_groups import MISSING, NONSENSE, RowGroups
from musculprit.batch.tidy import Tidying
from musculprit.triage.base import RuleBase

Signs = list[bool | None]

RUNS = st.lists(st.tuples(st.sampled_from([True, False, None]), st.integers(1, 90)), max_size=12)
MIXED = st.lists(st.sampled_from([True, False, None, None]), max_size=300)


@st.composite
def columns(draw: st.DrawFn) -> list[Signs]:
    """A few columns of yes, no and unknown, in long runs and in none, all as long as the longest."""
    drawn: list[Signs] = [
        [one for value, count in draw(RUNS) for one in [value] * count] if draw(st.booleans()) else draw(MIXED)
        for _ in range(draw(st.integers(1, 4)))
    ]
    longest = max(map(len, drawn))
    return [[*column, *[None] * (longest - len(column))] for column in drawn]


WAYS = st.fixed_dictionaries(
    {
        "compression": st.sampled_from(["snappy", "none"]),
        "data_page_version": st.sampled_from(["1.0", "2.0"]),
        "data_page_size": st.sampled_from([1, 16, 1 << 20]),
        "write_batch_size": st.sampled_from([7, 64, 1024]),
        "row_group_size": st.sampled_from([50, 1 << 20]),
        "use_dictionary": st.just(False),
        "write_statistics": st.booleans(),
    }
)


def signs_in(path: Path) -> list[dict[str, pa.BooleanArray]]:
    with pq.ParquetFile(path) as file, FileIO(path) as held:
        groups = RowGroups(path)
        return [read_signs(signs_of(file), groups.signs(at), rows, held) for at, rows in enumerate(groups.sizes)]


@settings(max_examples=150, deadline=None)
@given(columns(), WAYS, st.booleans())
def test_a_column_of_yes_and_no_is_read_as_arrow_reads_it(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Signs], way: dict[str, Any], in_runs: bool
) -> None:
    path = tmp_path_factory.mktemp("signs") / "in.parquet"
    table = pa.table({f"c{at}": pa.array(column, pa.bool_()) for at, column in enumerate(drawn)})
    pq.write_table(table, path, **way, column_encoding=dict.fromkeys(table.schema.names, "RLE") if in_runs else None)

    read = signs_in(path)

    with pq.ParquetFile(path) as file:
        expected = [file.read_row_group(at) for at in range(file.num_row_groups)]
    for group, held in zip(read, expected, strict=True):
        if len(held):
            assert set(group) == set(table.schema.names), "every column was read here"
        for name, array in group.items():
            array.validate(full=True)
            assert array.to_pylist() == held[name].to_pylist()
            assert array.null_count == held[name].null_count


def with_polars(table: pa.Table, path: Path, compression: str) -> None:
    frame: Any = pl.from_arrow(table)
    frame.write_parquet(path, compression="uncompressed" if compression == "none" else compression)


def with_duckdb(table: pa.Table, path: Path, compression: str) -> None:
    codec = "uncompressed" if compression == "none" else compression
    duckdb.from_arrow(table).write_parquet(str(path), compression=codec)


def with_arrow(table: pa.Table, path: Path, compression: str) -> None:
    pq.write_table(table, path, compression=compression)


@pytest.mark.parametrize("compression", ["snappy", "none", "zstd", "gzip"])
@pytest.mark.parametrize("write", [with_polars, with_duckdb, with_arrow])
def test_files_of_other_tools_are_read_whether_or_not_their_pages_are_packed_as_ours_are_read(
    base: RuleBase, tmp_path: Path, write: Callable[[pa.Table, Path, str], None], compression: str
) -> None:
    dice = random.Random(7)
    names = [n for n, one in base.program.vocabulary.findings.items() if one.type == "yes_no" and not one.derived]
    told = {name: pa.array(dice.choices([True, False, None], k=3000), pa.bool_()) for name in names[:40]}
    table = pa.table({"id": pa.array([f"p{at}" for at in range(3000)]), **told})
    write(table, tmp_path / "in.parquet", compression)

    source = ParquetSource(tmp_path / "in.parquet", 0, Tidying(base.program))
    held = pa.Table.from_batches([piece.held for piece in source.pieces(source.parts)])

    assert held.select(table.schema.names).to_pydict() == table.to_pydict()


@pytest.mark.parametrize("most", [10, 1 << 20])
@pytest.mark.parametrize("with_id", [True, False])
def test_all_columns_of_a_person_stay_together_however_large_the_groups_are(
    base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, with_id: bool
) -> None:
    monkeypatch.setattr(from_parquet, "ROWS", 30)
    monkeypatch.setattr(from_parquet, "AT_ONCE", 17)
    monkeypatch.setattr(from_parquet, "MOST_ROWS", most)
    dice = random.Random(8)
    names = [n for n, one in base.program.vocabulary.findings.items() if one.type == "yes_no" and not one.derived][:5]
    told: dict[str, Any] = {name: dice.choices([True, False, None], k=400) for name in names}
    if with_id:
        told = {"id": list(range(400)), **told}
    pq.write_table(pa.table(told), tmp_path / "in.parquet", row_group_size=130)

    source = ParquetSource(tmp_path / "in.parquet", 0, Tidying(base.program))
    held = [piece.held for piece in source.pieces(source.parts)]

    assert {name: [one for batch in held for one in batch.column(name).to_pylist()] for name in told} == told


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_broken_bytes_are_left_to_arrow_and_never_followed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("broken") / "in.parquet"
    held = [None, True, False, None, None, True] * 40
    table = pa.table({"a": held, "b": held[::-1]})
    version, packed = data.draw(st.sampled_from(["1.0", "2.0"])), data.draw(st.sampled_from(["snappy", "none"]))
    few = data.draw(st.sampled_from([9, 1 << 20]))
    runs = data.draw(st.sampled_from([None, {"a": "RLE", "b": "RLE"}]))
    pq.write_table(
        table,
        path,
        compression=packed,
        data_page_version=version,
        data_page_size=few,
        use_dictionary=False,
        column_encoding=runs,
    )
    with pq.ParquetFile(path) as file:
        group = file.metadata.row_group(0)
        begins = [group.column(at).data_page_offset for at in range(2)]
        end = begins[1] + group.column(1).total_compressed_size
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.sampled_from(begins))  # headers and levels come first
        at = data.draw(st.one_of(st.integers(begin, begin + 50), st.integers(begins[0], end - 1)))
        raw[min(at, end - 1)] = data.draw(st.one_of(st.sampled_from([0, 1, 2, 127, 128, 255]), st.integers(0, 255)))
    path.write_bytes(raw)

    for array in signs_in(path)[0].values():
        array.validate(full=True)
        assert len(array) == len(held)
        assert array.null_count == len(held) / 2, "else it contradicts what the file says of itself"


SIGNS = 2
"""Where the column of yes and no stands among those of `grouped`."""


def grouped(path: Path, groups: int, write: Callable[..., None] = pq.write_table) -> pq.FileMetaData:
    """A file of so many row groups, of a column of each kind, and its whole footer."""
    rows = max(groups * 3 - 1, 0)
    told = {"id": [f"p{at}" for at in range(rows)], "s": [None, True, False] * groups, "l": [["a", None], []] * rows}
    columns = {"n": pa.array(range(rows), pa.int64()), **{name: one[:rows] for name, one in told.items()}}
    with_note = pa.table(columns).replace_schema_metadata({"who": "a note"})
    write(with_note, path, row_group_size=3)
    return pq.read_metadata(path)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.data())
def test_some_row_groups_of_a_footer_are_what_arrow_finds_in_the_whole(
    tmp_path_factory: pytest.TempPathFactory, groups: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("groups") / "in.parquet"
    whole = grouped(path, groups)
    wanted = data.draw(st.lists(st.integers(0, groups - 1), max_size=20) if groups else st.just([]))

    held = RowGroups(path)
    some = held.only(wanted)

    assert held.sizes == [whole.row_group(at).num_rows for at in range(whole.num_row_groups)]
    assert [some.row_group(at).to_dict() for at in range(some.num_row_groups)] == [
        whole.row_group(at).to_dict() for at in wanted
    ]
    assert (some.schema, some.metadata, some.created_by) == (whole.schema, whole.metadata, whole.created_by)
    for at in wanted:
        signs = whole.row_group(at).column(SIGNS)
        expected = [signs.data_page_offset, signs.total_compressed_size, 1, signs.statistics.null_count]
        assert held.signs(at).tolist() == [
            expected if column == SIGNS else [NONSENSE] * 4 for column in range(whole.num_columns)
        ]


def test_a_column_that_does_not_say_how_many_are_missing_is_read_all_the_same(tmp_path: Path) -> None:
    grouped(tmp_path / "in.parquet", 2, partial(pq.write_table, write_statistics=False))

    assert RowGroups(tmp_path / "in.parquet").signs(0)[SIGNS, MISSING] == NONSENSE
    assert signs_in(tmp_path / "in.parquet")[0]["s"].to_pylist() == [None, True, False]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_broken_footer_is_refused_or_read_as_arrow_reads_it(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("broken") / "in.parquet"
    grouped(path, data.draw(st.sampled_from([1, 20])))
    raw = bytearray(path.read_bytes())
    footer = int.from_bytes(raw[-8:-4], "little") + 8
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.one_of(st.integers(1, footer), st.integers(1, 8)))
        raw[-at] = data.draw(st.one_of(st.sampled_from([0, 1, 25, 28, 127, 128, 252, 255]), st.integers(0, 255)))
    if cut := data.draw(st.sampled_from([0, 0, 0, 1, 8, 12, len(raw) - 3])):
        del raw[-cut:]
    path.write_bytes(raw)

    with suppress(pa.ArrowException, OSError, UnicodeDecodeError):
        read = signs_in(path)
        for at, group in enumerate(read):
            if "s" in group:
                group["s"].validate(full=True)
                assert group["s"].to_pylist() == as_arrow_reads(path, at, group["s"].to_pylist())


def as_arrow_reads(path: Path, group: int, otherwise: Signs) -> Signs:
    try:
        with pq.ParquetFile(path) as file:
            held: Signs = file.read_row_group(group, columns=["s"]).column("s").to_pylist()
            return held if len(held) == len(otherwise) else otherwise
    except (pa.ArrowException, OSError, UnicodeDecodeError, KeyError):
        return otherwise


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=3000), st.lists(st.binary(max_size=70), max_size=4).map(lambda p: b"".join(p * 9))))
def test_what_snappy_packed_is_unpacked(held: bytes) -> None:
    packed = np.frombuffer(pa.Codec("snappy").compress(held, asbytes=True), np.uint8).copy()

    plain, start, end = pages._plain(packed, 0, len(packed), 1, len(held))

    assert plain[start:end].tobytes() == held


@st.composite
def steps_of_snappy(draw: st.DrawFn) -> tuple[bytes, int]:
    """Literals and copies that may reach back too far, be cut off, or come to more or less than is said."""
    steps, size = b"", 0
    for _ in range(draw(st.integers(0, 6))):
        long, back = draw(st.integers(1, 11)), draw(st.integers(0, 16))
        match draw(st.integers(0, 4)):
            case 0:
                steps += bytes([long - 1 << 2]) + bytes(range(65, 65 + long))
            case 1:
                long += 3
                steps += bytes([long - 4 << 2 & 28 | 1, back])
                long = (long - 4 & 7) + 4
            case 2:
                steps += bytes([long - 1 << 2 | 2]) + back.to_bytes(2, "little")
            case 3:
                steps += bytes([long - 1 << 2 | 3]) + back.to_bytes(4, "little")
            case _:
                steps += bytes([60 << 2, long - 1]) + bytes(range(97, 97 + long))
        size += long
    size = max(0, size + draw(st.sampled_from([0, 0, 0, -1, 1])))
    return (bytes([size]) + steps)[: draw(st.sampled_from([None, None, -1, -2, -3]))], size


@settings(max_examples=1500, deadline=None)
@given(steps_of_snappy())
def test_what_snappy_never_packed_is_refused_as_snappy_refuses_it(packed: tuple[bytes, int]) -> None:
    held, size = packed
    try:
        expected = pa.Codec("snappy").decompress(held, size, asbytes=True) if size else b""
    except OSError:
        expected = None

    plain, start, end = pages._plain(np.frombuffer(held, np.uint8).copy(), 0, len(held), 1, size)

    got = None if end == pages.NONSENSE else plain[start:end].tobytes()
    assert got == expected or not held or not size


WORDS = pa.dictionary(pa.int8(), pa.string())
ENTRY = pa.struct([("id", WORDS), ("points", pa.int16()), ("leads", pa.bool_())])


def entries(nulls: bool) -> st.SearchStrategy[Any]:
    def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(st.none(), one) if nulls else one

    one = st.fixed_dictionaries(
        {
            "id": some(st.sampled_from(["a", "bé", "", "piriformis"])),
            "points": some(st.integers(-300, 300)),
            "leads": some(st.booleans()),
        }
    )
    return st.lists(st.tuples(some(st.lists(some(one), max_size=4)), st.lists(st.sampled_from("xyz"), max_size=3)))


@settings(max_examples=150, deadline=None)
@given(st.booleans().flatmap(entries), st.integers(1, 9), st.integers(0, 3), st.integers(0, 9))
def test_lists_that_are_packed_here_are_what_arrow_polars_and_duckdb_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], chunk: int, cut: int, empty: int
) -> None:
    path, beside = (tmp_path_factory.mktemp("lists") / name for name in ("out.parquet", "arrow.parquet"))
    words = pa.array(["a", "bé", "", "piriformis", "x", "y", "z"])
    made = partial(_table_of, words=words)
    tables = [made(rows[at : at + chunk]).slice(cut % chunk) for at in range(0, len(rows), chunk)]
    tables.insert(empty % (len(tables) + 1), made([]))
    table = pa.concat_tables(tables)

    to_parquet.write(table, path)

    pq.write_table(table, beside)
    assert pq.read_schema(path).equals(pq.read_schema(beside), check_metadata=True)
    assert pq.read_table(path).equals(pq.read_table(beside))
    pq.read_table(path).validate(full=True)
    if len(table):
        assert pl.read_parquet(path).equals(pl.read_parquet(beside))
        assert duckdb.sql(f"from '{path}'").fetchall() == duckdb.sql(f"from '{beside}'").fetchall()


def test_lists_of_anything_else_are_left_to_arrow(tmp_path: Path) -> None:
    words = [pa.array(["a", "b", "a"]).dictionary_encode(), pa.array(["c", "b", "c"]).dictionary_encode()]
    deep = pa.array([[{"in": {"a": True}}], [], [{"in": {"a": False}}]])
    other = pa.array([["x"], [], ["y", "z"]])
    whole = pa.chunked_array([pa.ListArray.from_arrays(pa.array([0, 1, 1, 3], pa.int32()), one) for one in words])
    half = pa.table({"deep": deep, "other": other, "days": pa.array([[1], [2, 3], []])})
    table = pa.concat_tables([half, half]).append_column("words", whole)

    to_parquet.write(table, tmp_path / "out.parquet")

    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == table.to_pylist()


def _table_of(rows: list[Any], words: pa.Array) -> pa.Table:
    """Rows as the answers of a batch are: all dictionaries of a column are the same."""

    def coded(values: list[str | None]) -> pa.DictionaryArray:
        known = words.to_pylist()
        return pa.DictionaryArray.from_arrays(
            pa.array([None if v is None else known.index(v) for v in values], pa.int8()), words
        )

    lists, plain = [one for one, _ in rows], [one for _, one in rows]
    inside = [entry for one in lists if one is not None for entry in one]
    held = pa.StructArray.from_arrays(
        [
            coded([entry and entry["id"] for entry in inside]),
            pa.array([entry and entry["points"] for entry in inside], pa.int16()),
            pa.array([entry and entry["leads"] for entry in inside], pa.bool_()),
        ],
        ["id", "points", "leads"],
        mask=pa.array([entry is None for entry in inside], pa.bool_()),
    )
    return pa.table(
        {
            "id": pa.array([f"p{at}" for at in range(len(rows))], pa.string()),
            "culprits": pa.ListArray.from_arrays(_ends(lists), held),
            "complete": pa.array([bool(one) for one in plain], pa.bool_()),
            "care": pa.ListArray.from_arrays(_ends(plain), coded([word for one in plain for word in one])),
        }
    )


def _ends(lists: list[Any]) -> pa.Array:
    """Where lists begin and end; a null begins nowhere."""
    ends: list[int | None] = []
    at = 0
    for one in lists:
        ends.append(None if one is None else at)
        at += len(one or ())
    return pa.array([*ends, at], pa.int32())
