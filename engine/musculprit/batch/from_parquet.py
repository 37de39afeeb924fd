"""People out of a Parquet file: only the columns that are findings, row group by row group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import CaseError, Problem
from .part import ROWS, Part, Piece, Rows
from .table import ROWS as AT_ONCE
from .tidy import ID, Tidying


class ParquetSource:
    """A Parquet file. Raises CaseError where it is none, or has a column that looks like a finding and is none."""

    def __init__(self, path: Path, number: int, tidying: Tidying) -> None:
        self.path, self._number = path, number
        try:
            with pq.ParquetFile(path) as file:
                self._look_over(file)
        except pa.ArrowException as error:
            raise CaseError([Problem(str(path), 0, f"this is not a Parquet file ({error})")]) from error
        try:
            used = tidying.used(self.columns)
        except CaseError as error:
            raise CaseError([Problem(str(path), 0, one.what) for one in error.problems]) from error
        self._read = [*([ID] if ID in self.columns else []), *used]

    def _look_over(self, file: pq.ParquetFile) -> None:
        """Keep what is needed of the footer; whole, those of many files would fill the memory."""
        schema = file.schema_arrow
        self.columns = tuple(schema.names)
        self.id_type: pa.DataType | None = schema.field(ID).type if ID in self.columns else None
        self._sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        self._texts = _texts(file)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Row groups together, until there are enough rows; a large one in several parts."""
        return tuple(self._parts())

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """Record batches, decoded by Arrow's own threads."""
        with pq.ParquetFile(self.path, read_dictionary=self._texts) as file:
            for groups, some in groupby(parts, key=lambda part: part.where):
                yield from self._of_groups(file, list(groups), list(some))

    def rows(self, piece: Piece) -> Rows:
        """The batch as it is."""
        return Rows(piece.held, np.arange(piece.first, piece.first + len(piece.held)) + 1)

    def _parts(self) -> Iterator[Part]:
        waiting: list[int] = []
        first = rows = 0
        for group, size in enumerate(self._sizes):
            if size > 2 * ROWS:
                if waiting:
                    yield Part(self._number, first, rows, tuple(waiting))
                first, waiting, rows = first + rows, [], 0
                for at in range(0, size, ROWS):
                    yield Part(self._number, first + at, min(ROWS, size - at), (group,))
                first += size
                continue
            waiting.append(group)
            rows += size
            if rows >= ROWS:
                yield Part(self._number, first, rows, tuple(waiting))
                first, waiting, rows = first + rows, [], 0
        if rows:
            yield Part(self._number, first, rows, tuple(waiting))

    def _of_groups(self, file: pq.ParquetFile, groups: list[int], parts: list[Part]) -> Iterator[Piece]:
        """The parts of some row groups; what is before a part was answered in an earlier run and is passed over."""
        start = min(part.first for part in self.parts if part.where == tuple(groups))
        waiting = iter(parts)
        part = next(waiting)
        for batch in self._batches(file, groups):
            end = start + len(batch)
            while start < end:
                if start >= part.first + part.rows:
                    following = next(waiting, None)
                    if following is None:
                        return
                    part = following
                first = max(start, part.first)
                last = min(end, part.first + part.rows)
                if first < last:
                    yield Piece(part, first, batch.slice(len(batch) - (end - first), last - first))
                start = max(last, start + 1) if last > start else min(end, part.first)

    def _batches(self, file: pq.ParquetFile, groups: list[int]) -> Iterator[pa.RecordBatch]:
        """Each group by itself: Arrow cannot read words in lists over the end of one group into the next."""
        for group in groups:
            if self._sizes[group] <= 2 * ROWS:  # whole, for that is a quarter cheaper
                yield from file.read_row_group(group, columns=self._read).to_batches(AT_ONCE)
            else:
                yield from file.iter_batches(AT_ONCE, row_groups=[group], columns=self._read)


def _texts(file: pq.ParquetFile) -> list[str]:
    """The columns of text, by their paths; each different word of them is then read once. Ids differ anyway."""
    columns = (file.schema.column(at) for at in range(len(file.schema)))
    return [one.path for one in columns if one.physical_type == "BYTE_ARRAY" and one.path != ID]
