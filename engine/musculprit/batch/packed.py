"""Yes/no columns of a row group: their pages hold one bit a person already, so nothing is unpacked.

Arrow goes by way of two bytes a person, which takes several times as long; it reads what is not read here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import FileIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .pages import NONSENSE, read_columns

_SNAPPY = {"UNCOMPRESSED": 0, "SNAPPY": 1}


def signs_of(file: pq.ParquetFile) -> dict[str, int]:
    """The columns that are booleans, or null, and where each stands in the file."""
    names = {field.name for field in file.schema_arrow if pa.types.is_boolean(field.type) and field.nullable}
    return {path: at for at, (path, _) in enumerate(leaves_of(file)) if path in names}


def leaves_of(file: pq.ParquetFile) -> list[tuple[str, str]]:
    """The path and the physical type of each column in which a file keeps its values; none where it keeps nothing.

    They are taken from a row group, for the schema that Arrow makes of a footer holds on to all of it.
    """
    if not file.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    columns = (group.column(at) for at in range(group.num_columns))
    return [(one.path_in_schema, one.physical_type) for one in columns]


def read_signs(group: pq.RowGroupMetaData, columns: Mapping[str, int], file: FileIO) -> dict[str, pa.BooleanArray]:
    """Those of the columns that are packed in a way that is known here, and are what they say of themselves."""
    described = {name: group.column(at) for name, at in columns.items()}
    fits = {n: one for n, one in described.items() if one.compression in _SNAPPY and not one.has_dictionary_page}
    if not fits or not group.num_rows:
        return {}
    sizes = [one.total_compressed_size for one in fits.values()]
    ends = np.cumsum(sizes)
    if not 0 < min(sizes) <= ends[-1] <= os.fstat(file.fileno()).st_size:
        return {}
    held = np.empty(ends[-1], np.uint8)
    for one, end in zip(fits.values(), ends.tolist(), strict=True):
        if not _filled(held[end - one.total_compressed_size : end], file, one.data_page_offset):
            return {}
    packed = [_SNAPPY[one.compression] for one in fits.values()]
    spans = np.array([ends - sizes, ends, packed], np.int64).T
    known, values = np.zeros((2, len(fits), (group.num_rows // 64 + 2) * 8), np.uint8)
    found = read_columns(held, np.ascontiguousarray(spans), group.num_rows, known, values).tolist()
    return {
        name: pa.Array.from_buffers(pa.bool_(), group.num_rows, [pa.py_buffer(valid), pa.py_buffer(told)], missing)
        for (name, one), have, valid, told in zip(fits.items(), found, known, values, strict=True)
        if have != NONSENSE and _is_so(one, missing := group.num_rows - have)
    }


def _filled(place: NDArray[np.uint8], file: FileIO, start: int) -> bool:
    """Read the bytes of a file from `start` on; whether there were enough."""
    if start < 0:
        return False
    file.seek(start)
    return file.readinto(place.data) == len(place)


def _is_so(column: pq.ColumnChunkMetaData, missing: int) -> bool:
    """Whether a column has as many nulls as it says, where it says so."""
    stated = column.statistics
    return stated is None or not stated.has_null_count or stated.null_count == missing
