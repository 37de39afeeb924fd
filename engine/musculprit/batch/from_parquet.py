"""People out of a Parquet file: only the columns that are findings, row group by row group.

Columns of yes and no are read as the bits that they are, all others by Arrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import FileIO
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..errors import CaseError, Problem
from ..reasoning.planes.arrays import as_text, is_list_of_text, is_text
from ..reasoning.planes.intake import NOT_SURE as UNSURE
from .packed import leaves_of, read_signs, signs_of
from .part import ROWS, Part, Piece, Rejected, Rows
from .row_groups import RowGroups
from .table import ROWS as AT_ONCE
from .tidy import ID, Tidying

BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)
"""What Arrow says of bytes that make no sense."""
MOST_ROWS = 1 << 20
"""Rows of a group of which whole columns are held; of a larger one Arrow reads a few at a time."""


class ParquetSource:
    """A Parquet file. Raises CaseError where it is none, or has a column that looks like a finding and is none."""

    _signs: dict[str, int]

    def __init__(self, path: Path, number: int, tidying: Tidying) -> None:
        self.path, self._number = path, number
        try:
            self._groups = RowGroups(path)
            with self._open(range(len(self._groups.sizes))[:1]) as file:
                self._look_over(file)
        except BROKEN as error:
            _raise_if_of_the_system(error)
            raise CaseError([Problem(str(path), 0, f"this is not a Parquet file ({error})")]) from error
        try:
            used = tidying.used(self.columns)
        except CaseError as error:
            raise CaseError([Problem(str(path), 0, one.what) for one in error.problems]) from error
        self._signs = {name: at for name, at in self._signs.items() if name in used}
        self._read = [*([ID] if ID in self.columns else []), *used]

    def _look_over(self, file: pq.ParquetFile) -> None:
        schema = file.schema_arrow
        self.columns = tuple(schema.names)
        self.id_type: pa.DataType | None = schema.field(ID).type if ID in self.columns else None
        self._texts, self._signs = _texts(file), signs_of(file)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Row groups together, until there are enough rows; a large one in several parts."""
        return tuple(self._parts())

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """Record batches, a row group after another."""
        with FileIO(self.path) as held:
            for groups, some in groupby(parts, key=lambda part: part.where):
                with self._open(groups, self._texts) as file:
                    yield from self._of_groups(self._batches(file, held, groups), groups, list(some))

    def rows(self, piece: Piece) -> Rows:
        """The batch as it is; nobody of rows that are damaged."""
        if isinstance(piece.held, _Damaged):
            numbers = range(piece.first + 1, piece.first + 1 + len(piece.held))
            return Rows(_NOBODY, np.empty(0, np.int64), [piece.held.rejected(number) for number in numbers])
        return Rows(piece.held, np.arange(piece.first, piece.first + len(piece.held)) + 1)

    def _parts(self) -> Iterator[Part]:
        waiting: list[int] = []
        first = rows = 0
        for group, size in enumerate(self._groups.sizes):
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

    def _open(self, groups: Sequence[int], texts: Sequence[str] = ()) -> pq.ParquetFile:
        """The file as if it had just these row groups."""
        return pq.ParquetFile(self.path, metadata=self._groups.only(groups), read_dictionary=texts)

    def _of_groups(
        self, batches: Iterable[pa.RecordBatch | _Damaged], groups: Sequence[int], parts: list[Part]
    ) -> Iterator[Piece]:
        """The parts of some row groups; what is before a part was answered in an earlier run and is passed over."""
        start = min(part.first for part in self.parts if part.where == groups)
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

    def _batches(
        self, file: pq.ParquetFile, held: FileIO, groups: Sequence[int]
    ) -> Iterator[pa.RecordBatch | _Damaged]:
        """All rows of the groups; where a group cannot be read, the rest of its rows are damaged."""
        for at, group in enumerate(groups):
            rows, done = self._groups.sizes[group], 0
            try:
                for batch in self._of_group(file, held, at, group):
                    if done + len(batch) > rows:
                        raise pa.ArrowInvalid("it goes on for too long")
                    yield batch
                    done += len(batch)
            except BROKEN as error:
                _raise_if_of_the_system(error)
                yield _Damaged(rows - done, f"its part of the file is damaged ({error})")
            else:
                if done < rows:
                    yield _Damaged(rows - done, "its part of the file is damaged (it ends early)")

    def _of_group(self, file: pq.ParquetFile, held: FileIO, at: int, group: int) -> Iterator[pa.RecordBatch]:
        """A group by itself: Arrow cannot read words in lists over the end of one group into the next."""
        rows = self._groups.sizes[group]
        signs = read_signs(self._signs, self._groups.signs(group), rows, held) if rows <= MOST_ROWS else {}
        others = [name for name in self._read if name not in signs] or [signs.popitem()[0]]
        first = 0
        for batch in map(_checked, _others(file, at, rows, others)):
            here = [column.slice(first, len(batch)) for column in signs.values()]
            yield pa.RecordBatch.from_arrays([*batch.columns, *here], [*batch.schema.names, *signs])
            first += len(batch)


@dataclass(frozen=True, slots=True)
class _Damaged:
    """Rows that cannot be read, and why. They are cut like a batch."""

    rows: int
    why: str

    def __len__(self) -> int:
        return self.rows

    def slice(self, _: int, rows: int) -> _Damaged:
        """So many of them."""
        return _Damaged(rows, self.why)

    def rejected(self, number: int) -> Rejected:
        """One of them, with its number in the file."""
        return Rejected(number, None, "", None, self.why)


_NOBODY = pa.RecordBatch.from_pydict({UNSURE: pa.array([], pa.list_(pa.string()))})


def _raise_if_of_the_system(error: Exception) -> None:
    """Errors of the disk are no damage of a file."""
    if isinstance(error, OSError) and error.errno:
        raise error


def _others(file: pq.ParquetFile, group: int, rows: int, names: list[str]) -> Iterator[pa.RecordBatch]:
    """What Arrow reads of a group, a few rows at a time."""
    if rows <= 2 * ROWS:  # whole, for that is a quarter cheaper
        yield from file.read_row_group(group, columns=names).to_batches(AT_ONCE)
    else:
        yield from file.iter_batches(AT_ONCE, row_groups=[group], columns=names)


def _checked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with an id that is UTF-8. Raises ArrowInvalid where a word is not in its dictionary; Arrow does not."""
    for column in batch.columns:
        inside = column.flatten() if is_list_of_text(column.type) else column
        if pa.types.is_dictionary(inside.type):
            ends = pc.min_max(inside.indices).as_py()
            if ends["max"] is not None and not 0 <= ends["min"] <= ends["max"] < len(inside.dictionary):
                raise pa.ArrowInvalid("a word is not in its dictionary")
    at = batch.schema.get_field_index(ID)
    if at < 0 or not is_text(batch.schema.field(at).type):
        return batch
    return batch.set_column(at, ID, as_text(batch.column(at)))


def _texts(file: pq.ParquetFile) -> list[str]:
    """The columns of text, by their paths; each different word of them is then read once. Ids differ anyway."""
    return [path for path, kind in leaves_of(file) if kind == "BYTE_ARRAY" and path != ID]
