"""Answers as a Parquet file: lists are packed here, the rest is Arrow's.

Arrow works out the levels of each value of a list anew, which takes longer than all of the reasoning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .footers import COLUMN_META, COLUMNS, ROW_GROUPS, ROWS, end_of, footer_of
from .list_pages import Leaf, Levels, chunk_of
from .thrift import I64, LIST, STRUCT, Struct

_SIZES = {2: 6, 6: 7}
"""Of a row group, and the same of a column: bytes before and after they are compressed."""


def write(table: pa.Table, path: Path) -> None:
    """One row group with all rows."""
    table = pa.Table.from_batches([some for some in table.to_batches() if len(some)], table.schema)
    lists = [name for name in table.schema.names if _is_ours(table[name])]
    if not lists or not len(table):
        path.write_bytes(_with_arrow(table).getbuffer())
        return
    empty, flat = _with_arrow(table.schema.empty_table()), _with_arrow(table.drop_columns(lists))
    footer, _ = footer_of(empty)
    rest, end = footer_of(flat)
    (group,) = rest[ROW_GROUPS][1][1]
    arrows, packed = iter(group[COLUMNS][1][1]), {name: _packed(table[name]) for name in lists}
    with path.open("wb") as file:
        file.write(flat.getbuffer()[:end])
        columns = []
        for leaf in _leaves(empty):
            if leaf[0] in packed:
                pages, column = next(packed[leaf[0]])(leaf, file.tell())
                file.write(pages)
            else:
                column = next(arrows)
            columns.append(column)
        whole = group | {COLUMNS: (LIST, (STRUCT, columns))} | _sizes(columns)
        file.write(end_of(footer | {ROWS: (I64, len(table)), ROW_GROUPS: (LIST, (STRUCT, [whole]))}))


def _leaves(file: BytesIO) -> list[list[str]]:
    """The paths of the columns in which a file keeps its values."""
    schema = pq.ParquetFile(file).schema
    return [schema.column(at).path.split(".") for at in range(len(schema))]


def _sizes(columns: Sequence[Struct]) -> Struct:
    return {group: (I64, sum(one[COLUMN_META][1][field][1] for one in columns)) for group, field in _SIZES.items()}


def _packed(column: pa.ChunkedArray) -> Iterator[Callable[[Sequence[str], int], tuple[bytes, Struct]]]:
    """For each value of the entries of a column of lists what makes its pages, a page for each chunk."""
    entries = [_entries(chunk) for chunk in column.chunks]
    inside = _values(entries[0])
    deepest = 4 if pa.types.is_struct(entries[0].type) else 3
    levels = [Levels.of(chunk, deepest) for chunk in column.chunks]
    for at in range(len(inside)):
        yield partial(chunk_of, Leaf.of([_values(one)[at] for one in entries]), levels)


def _values(entries: pa.Array) -> list[pa.Array]:
    """What each entry is made of."""
    return entries.flatten() if pa.types.is_struct(entries.type) else [entries]


def _entries(lists: pa.ListArray) -> pa.Array:
    ends = lists.offsets
    first, last = ends[0].as_py(), ends[-1].as_py()
    return lists.values.slice(first, last - first)


def _is_ours(column: pa.ChunkedArray) -> bool:
    """Whether a column is of lists without nulls, of what can be packed."""
    if not pa.types.is_list(column.type) or not column.num_chunks or column.null_count:
        return False
    entries = [chunk.values for chunk in column.chunks]
    return not any(one.null_count for one in entries) and all(
        map(_is_packable, zip(*map(_values, entries), strict=True))
    )


def _is_packable(arrays: Sequence[pa.Array]) -> bool:
    """Whether the arrays are without nulls, and booleans, short numbers, or words of one dictionary."""
    kind = arrays[0].type
    if any(one.null_count for one in arrays):
        return False
    if pa.types.is_dictionary(kind):
        known = arrays[0].dictionary
        return bool(pa.types.is_string(known.type) and all(one.dictionary.equals(known) for one in arrays))
    return kind in (pa.bool_(), pa.int16())


def _with_arrow(table: pa.Table) -> BytesIO:
    """The file that Arrow writes."""
    file = BytesIO()
    statistics = [name for name in ("id", "disposition") if name in table.schema.names]
    with pq.ParquetWriter(file, table.schema, write_statistics=statistics) as writer:
        if len(table):
            writer.write_table(table, row_group_size=len(table))
    return file
