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

from .pages import NONSENSE as UNREADABLE
from .pages import read_columns
from .row_groups import CODEC, MISSING, NONSENSE, OFFSET, SIZE, Whole

_SNAPPY = 1
_KNOWN = (0, _SNAPPY)
"""Ways of packing, as Parquet numbers them: not at all, and Snappy."""


def signs_of(file: pq.ParquetFile) -> dict[str, int]:
    """The columns that are booleans, or null, and where each stands in the file."""
    names = {field.name for field in file.schema_arrow if pa.types.is_boolean(field.type) and field.nullable}
    return {path: at for at, (path, _) in enumerate(leaves_of(file)) if path in names}


def leaves_of(file: pq.ParquetFile) -> list[tuple[str, str]]:
    """The path and the physical type of each column in which a file keeps its values."""
    columns = map(file.schema.column, range(len(file.schema)))
    return [(one.path, one.physical_type) for one in columns]


def read_signs(columns: Mapping[str, int], told: Whole, rows: int, file: FileIO) -> dict[str, pa.BooleanArray]:
    """Those of the columns that are packed in a way that is known here, and are what they say of themselves.

    `told` says of each column of a row group of so many rows where it lies in the file (see `RowGroups.signs`).
    """
    usual = (told[:, SIZE] > 0) & np.isin(told[:, CODEC], _KNOWN)
    fits = {name: at for name, at in columns.items() if usual[at : at + 1].any()}
    told = told[list(fits.values())]
    ends = np.cumsum(told[:, SIZE])
    if not fits or not rows or not 0 < ends.min() <= ends[-1] <= os.fstat(file.fileno()).st_size:
        return {}
    starts = ends - told[:, SIZE]
    held = np.empty(ends[-1], np.uint8)
    for offset, start, end in zip(told[:, OFFSET].tolist(), starts.tolist(), ends.tolist(), strict=True):
        if not _filled(held[start:end], file, offset):
            return {}
    spans = np.stack([starts, ends, told[:, CODEC] == _SNAPPY], 1)
    known, values = np.zeros((2, len(fits), (rows // 64 + 2) * 8), np.uint8)
    found = read_columns(held, spans, rows, known, values)
    missing, stated = rows - found, told[:, MISSING]
    good = (found != UNREADABLE) & ((stated == NONSENSE) | (stated == missing))
    return {
        name: pa.Array.from_buffers(pa.bool_(), rows, [pa.py_buffer(valid), pa.py_buffer(yes)], nulls)
        for name, valid, yes, nulls, so in zip(fits, known, values, missing.tolist(), good.tolist(), strict=True)
        if so
    }


def _filled(place: NDArray[np.uint8], file: FileIO, start: int) -> bool:
    """Read the bytes of a file from `start` on; whether there were enough."""
    if start < 0:
        return False
    file.seek(start)
    return file.readinto(place.data) == len(place)
