"""Lists for many people at once: where each ends, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Lists:
    """A list for each row, and the columns of the entries of all rows in turn.

    `ends` begins with 0: a list starts where the one before it ends.
    """

    ends: NDArray[np.int32]
    columns: dict[str, pa.Array]

    def array(self, known: pa.Array | None = None) -> pa.ListArray:
        """The lists as Arrow has them: of structs, or of plain values where there is one column without a name."""
        if list(self.columns) == [""]:
            values = self.columns[""]
        else:
            values = pa.StructArray.from_arrays(list(self.columns.values()), list(self.columns))
        missing = None if known is None else known.is_null()
        return pa.ListArray.from_arrays(pa.array(self.ends), values, mask=missing)


def words(codes: NDArray[Any], known: Sequence[str]) -> pa.DictionaryArray:
    """Numbered words; text that readers of Arrow and Parquet see as text."""
    kind = np.int8 if len(known) <= np.iinfo(np.int8).max else np.int16
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(kind)), pa.array(list(known), pa.string()))


def booleans(flags: NDArray[np.uint8]) -> pa.BooleanArray:
    """Yes for each that is not 0."""
    return pa.Array.from_buffers(pa.bool_(), len(flags), [None, pa.py_buffer(np.packbits(flags, bitorder="little"))])
