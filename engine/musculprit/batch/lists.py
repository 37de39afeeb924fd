"""Lists for many people at once: how many each has, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Lists:
    """A list for each row: `counts` of entries, and the columns of the entries of all rows in turn."""

    counts: NDArray[Any]
    columns: dict[str, pa.Array] = field(default_factory=dict)

    def array(self, known: pa.Array | None = None) -> pa.ListArray:
        """The lists as Arrow has them: of structs, or of plain values where there is one column without a name."""
        ends = np.zeros(len(self.counts) + 1, np.int32)
        np.cumsum(self.counts, out=ends[1:])
        if list(self.columns) == [""]:
            values = self.columns[""]
        else:
            values = pa.StructArray.from_arrays(list(self.columns.values()), list(self.columns))
        missing = None if known is None else known.is_null()
        return pa.ListArray.from_arrays(pa.array(ends), values, mask=missing)


def words(codes: NDArray[Any], known: Sequence[str]) -> pa.DictionaryArray:
    """Numbered words; text that readers of Arrow and Parquet see as text."""
    kind = np.int8 if len(known) <= np.iinfo(np.int8).max else np.int16
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(kind)), pa.array(list(known), pa.string()))
