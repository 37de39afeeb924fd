"""People out of a Parquet file: only the columns that are findings, row group by row group.

Columns of yes and no are read as the bits that they are, all others by Arrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from io import FileIO
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import CaseError, Problem
from .packed import leaves_of, read_signs, signs_of
from .part import ROWS, Part, Piece, Rows
from .table import ROWS as AT_ONCE
from .tidy import ID, Tidying

MOST_ROWS = 1 << 20
"""Rows of a group of which whole columns are held; of a larger one Arrow reads a few at a time."""


class ParquetSource:
    """A Parquet file. Raises CaseError where it is none, or has a column that looks like a finding and is none."""

    _signs: dict[str, int]

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
        self._signs = {name: at for name, at in self._signs.items() if name in used}
        self._read = [*([ID] if ID in self.columns else []), *used]

    def _look_over(self, file: pq.ParquetFile) -> None:
        """Keep what is needed of the footer; whole, those of many files would fill the memory."""
        schema = file.schema_arrow
        self.columns = tuple(schema.names)
        self.id_type: pa.DataType | None = schema.field(ID).type if ID in self.columns else None
        self._sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        self._texts, self._signs = _texts(file), signs_of(file)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Row groups together, until there are enough rows; a large one in several parts."""
        return tuple(self._parts())

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """Record batches, a row group after another."""
        with pq.ParquetFile(self.path, read_dictionary=self._texts) as file, FileIO(self.path) as held:
            for groups, some in groupby(parts, key=lambda part: part.where):
                yield from self._of_groups(self._batches(file, held, groups), list(groups), list(some))

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

    def _of_groups(self, batches: Iterable[pa.RecordBatch], groups: list[int], parts: list[Part]) -> Iterator[Piece]:
        """The parts of some row groups; what is before a part was answered in an earlier run and is passed over."""
        start = min(part.first for part in self.parts if part.where == tuple(groups))
        waiting = iter(parts)
        part = next(waiting)
        for batch in batches:
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

    def _batches(self, file: pq.ParquetFile, held: FileIO, groups: Iterable[int]) -> Iterator[pa.RecordBatch]:
        """Each group by itself: Arrow cannot read words in lists over the end of one group into the next."""
        for group in groups:
            small = self._sizes[group] <= MOST_ROWS
            signs = read_signs(file.metadata.row_group(group), self._signs, held) if small else {}
            others = [name for name in self._read if name not in signs] or [signs.popitem()[0]]
            first = 0
            for batch in self._others(file, group, others):
                here = [column.slice(first, len(batch)) for column in signs.values()]
                yield pa.RecordBatch.from_arrays([*batch.columns, *here], [*batch.schema.names, *signs])
                first += len(batch)

    def _others(self, file: pq.ParquetFile, group: int, names: list[str]) -> Iterator[pa.RecordBatch]:
        """What Arrow reads of a group, a few rows at a time."""
        if self._sizes[group] <= 2 * ROWS:  # whole, for that is a quarter cheaper
            yield from file.read_row_group(group, columns=names).to_batches(AT_ONCE)
        else:
            yield from file.iter_batches(AT_ONCE, row_groups=[group], columns=names)


def _texts(file: pq.ParquetFile) -> list[str]:
    """The columns of text, by their paths; each different word of them is then read once. Ids differ anyway."""
    return [path for path, kind in leaves_of(file) if kind == "BYTE_ARRAY" and path != ID]
