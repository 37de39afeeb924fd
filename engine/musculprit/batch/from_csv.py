"""People out of CSV: one a line below a line of names, separated by commas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from ..errors import CaseError, Problem
from ..reasoning.planes.arrays import as_text
from .blocks import parts_of, pieces_of
from .part import Part, Piece, Rejected, Rows
from .tidy import ID, Tidying


class CsvSource:
    """A CSV file. Raises CaseError where its first line names a column that looks like a finding and is none."""

    id_type = pa.string()

    def __init__(self, path: Path, number: int, tidying: Tidying) -> None:
        self.path, self._number = path, number
        with path.open("rb") as file:
            head = file.readline()
        self._start = len(head)
        self.columns = self._names(head)
        try:
            used = set(tidying.used(self.columns))
        except CaseError as error:
            raise CaseError([Problem(str(path), 1, one.what) for one in error.problems]) from error
        self._read = [name for name in self.columns if name in used or name == ID]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Parts of whole lines, below the first."""
        return tuple(parts_of(self.path, self._number, self._start))

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """The bytes of each part."""
        return pieces_of(self.path, parts)

    def rows(self, piece: Piece) -> Rows:
        """The people of a part. A line with too few or too many values is rejected, and the others are read."""
        block = piece.held.replace(b"\r\n", b"\n")
        rejected: list[Rejected] = []
        if block.count(b"\n\n") or block.startswith(b"\n") or block.count(b'"') % 2:
            return self._by_line(block, piece.first)
        batch = self._parsed(block, piece.first, rejected)
        if len(batch) + len(rejected) != piece.part.rows:
            return self._by_line(block, piece.first)
        wrong = np.array([one.row for one in rejected], np.int64)
        numbers = np.setdiff1d(np.arange(piece.first, piece.first + piece.part.rows) + 1, wrong)
        return Rows(batch, numbers, rejected)

    def _names(self, head: bytes) -> tuple[str, ...]:
        try:
            names = next(csv.reader([head.decode("utf-8-sig")]), [])
        except UnicodeDecodeError as error:
            raise CaseError([Problem(str(self.path), 1, "the names of the columns are not UTF-8")]) from error
        names = [name.strip() for name in names]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise CaseError([Problem(str(self.path), 1, f"column `{name}` is there more than once") for name in twice])
        return tuple(names)

    def _parsed(self, block: bytes, first: int, rejected: list[Rejected]) -> pa.RecordBatch:
        def other(row: pc.InvalidRow) -> str:
            rejected.append(self._uneven(first + row.number, row.actual_columns, row.text))
            return "skip"

        schema = pa.schema([(name, pa.binary()) for name in self._read])
        if not block:
            return self._with_id(pa.RecordBatch.from_pylist([], schema))
        table = pc.read_csv(
            pa.BufferReader(block),
            pc.ReadOptions(column_names=self.columns, use_threads=False, block_size=len(block) + 1),
            pc.ParseOptions(invalid_row_handler=other),
            pc.ConvertOptions(
                column_types=schema, include_columns=self._read, null_values=[""], strings_can_be_null=True
            ),
        )
        return self._with_id(
            table.combine_chunks().to_batches()[0] if len(table) else pa.RecordBatch.from_pylist([], schema)
        )

    def _by_line(self, block: bytes, first: int) -> Rows:
        """Each line looked at by itself; those with as many values as there are names are then read together."""
        lines: list[bytes] = []
        numbers: list[int] = []
        rejected: list[Rejected] = []
        for number, line in enumerate(block.split(b"\n")[:-1], first + 1):
            if not line.strip():
                continue
            try:
                values = len(next(csv.reader([line.decode(errors="replace")], strict=True)))
            except csv.Error as error:
                rejected.append(Rejected(number, None, "", _short(line), f"this is not CSV: {error}"))
                continue
            if values != len(self.columns):
                rejected.append(self._uneven(number, values, line.decode(errors="replace")))
            else:
                lines.append(line + b"\n")
                numbers.append(number)
        return Rows(self._parsed(b"".join(lines), 0, []), np.array(numbers, np.int64), rejected)

    def _uneven(self, number: int, values: int, text: str) -> Rejected:
        reason = f"{values} values for {len(self.columns)} columns"
        return Rejected(number, None, "", _short(text.encode()), reason)

    def _with_id(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if ID not in batch.schema.names:
            return batch
        return batch.set_column(batch.schema.get_field_index(ID), ID, as_text(batch.column(ID)))


def _short(line: bytes) -> str:
    text = line.decode(errors="replace")
    return text if len(text) <= 200 else f"{text[:200]}…"
