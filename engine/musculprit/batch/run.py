"""A run over files: read, answer, keep, part by part, with as much in memory for ten rows as for a hundred million."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import __version__
from ..triage.base import RuleBase
from .part import ROWS, Part, Piece, Rejected, Rows, Source
from .table import Assessing, in_order
from .tally import Tally
from .tidy import ID
from .writing import Output, fingerprint

if TYPE_CHECKING:
    from .sample import Explained

SCHEMA = "musculprit/batch/1"
WAITING = 2
"""Parts that wait to be written at most."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answers of a piece, or the end of a part."""

    part: Part
    table: pa.RecordBatch | None = None
    rejected: list[Rejected] = field(default_factory=list)


class Run:
    """One run of a rule base over files."""

    def __init__(self, base: RuleBase, assessing: Assessing, sources: Sequence[Source], output: Output) -> None:
        self._assessing, self._sources, self._output = assessing, sources, output
        self.parts = [part for source in sources for part in source.parts]
        self.rows = sum(part.rows for part in self.parts)
        self._id = _id_type(sources)
        self._rules = base.program.sha256
        self.manifest: dict[str, Any] = {
            "schema": SCHEMA,
            "program": __version__,
            "rules": base.program.sha256,
            "output": [output.form, output.folder],
            "parts": [len(self.parts), ROWS],
            "inputs": [fingerprint(source.path) for source in sources],
        }

    def go(self, threads: int, tell: Callable[[int], None], resume: bool = False, overwrite: bool = False) -> Tally:
        """Answer what is not answered yet, put the output under its name, and say what came out. Raises Refused."""
        self._output.begin(self.manifest, resume, overwrite)
        done = self._output.done(len(self.parts))
        number = {part: at for at, part in enumerate(self.parts)}
        tell(sum(self.parts[at].rows for at in done))
        waiting = [part for at, part in enumerate(self.parts) if at not in done]
        with ThreadPoolExecutor(1) as pool:
            writing: deque[Future[int]] = deque()
            for part, tables, rejected in self._parts_of(in_order(self._answer, self._pieces(waiting), threads)):
                writing.append(pool.submit(self._keep, number[part], part, tables, rejected))
                while len(writing) > WAITING or (writing and writing[0].done()):
                    tell(writing.popleft().result())
            for one in writing:
                tell(one.result())
        total = self._output.total(len(self.parts))
        self._output.finish([str(self._sources[part.file].path) for part in self.parts], self.summary(total))
        return total

    def summary(self, total: Tally) -> dict[str, Any]:
        """What came out, with the rules and the files, as plain data."""
        return {
            "schema": SCHEMA,
            "rules": {"sha256": self._rules},
            "inputs": [str(source.path) for source in self._sources],
            **total.plain(),
        }

    def explained(self, base: RuleBase, count: int, seed: int) -> Iterator[Explained]:
        """Full assessments of `count` people, drawn by `seed`. Raises Disagreement."""
        from .sample import explained

        return explained(self._sources, self.parts, base, self._assessing, count, seed)

    def _pieces(self, parts: Iterable[Part]) -> Iterator[Piece | Part]:
        """The pieces of each part, and after them the part itself."""
        for file, some in groupby(parts, key=lambda part: part.file):
            wanted = list(some)
            before: Part | None = None
            for piece in self._sources[file].pieces(wanted):
                if before is not None and piece.part != before:
                    yield before
                before = piece.part
                yield piece
            if before is not None:
                yield before

    def _answer(self, one: Piece | Part) -> _Answered:
        if isinstance(one, Part):
            return _Answered(one)
        source = self._sources[one.part.file]
        rows = source.rows(one)
        table, bad = self._assessing.assess(rows.batch)
        rejected = list(rows.rejected)
        for slip in bad:
            rejected.append(
                Rejected(
                    int(rows.numbers[slip.row]),
                    _text(rows.batch, ID, slip.row),
                    slip.field,
                    _text(rows.batch, slip.field, slip.row),
                    slip.reason,
                )
            )
        table = self._finished(table, rows, source.path.name)
        if bad:
            table = table.filter(table.column("disposition").is_valid())
        return _Answered(one.part, table, sorted(rejected, key=lambda slip: slip.row))

    def _finished(self, table: pa.RecordBatch, rows: Rows, name: str) -> pa.RecordBatch:
        """The answers with an id of one type, and the rules that gave them."""
        if ID in table.schema.names:
            ids = table.column(ID).cast(self._id)
            table = table.drop_columns([ID])
        else:
            ids = pa.nulls(len(table), self._id)
        if ids.null_count and pa.types.is_string(self._id):
            ids = pc.coalesce(ids, pc.binary_join_element_wise(name, pa.array(rows.numbers).cast(pa.string()), ":"))
        zeros = pa.array([0], pa.int8()).take(pa.nulls(len(table), pa.int8()).fill_null(0))
        rules = pa.DictionaryArray.from_arrays(zeros, pa.array([self._rules]))
        columns = [ids, *table.columns, rules]
        return pa.RecordBatch.from_arrays(columns, [ID, *table.schema.names, "rules"])

    def _parts_of(self, answered: Iterator[_Answered]) -> Iterator[tuple[Part, list[pa.RecordBatch], list[Rejected]]]:
        tables: list[pa.RecordBatch] = []
        rejected: list[Rejected] = []
        for one in answered:
            if one.table is not None:
                tables.append(one.table)
                rejected += one.rejected
                continue
            yield one.part, tables, rejected
            tables, rejected = [], []

    def _keep(self, number: int, part: Part, tables: list[pa.RecordBatch], rejected: list[Rejected]) -> int:
        table = pa.Table.from_batches(tables)
        tally = Tally()
        tally.add(table)
        tally.count_rejects([(one.field, one.reason) for one in rejected], len({one.row for one in rejected}))
        self._output.keep(number, table, rejected, tally)
        return part.rows


def _id_type(sources: Sequence[Source]) -> pa.DataType:
    """Whole numbers where every file has them, else text."""
    whole = all(source.id_type is not None and pa.types.is_integer(source.id_type) for source in sources)
    return pa.int64() if whole else pa.string()


def _text(batch: pa.RecordBatch, name: str, row: int) -> str | None:
    """A value in words, None where there is none."""
    if name not in batch.schema.names:
        return None
    try:
        value = batch.column(name)[row].as_py()
    except UnicodeDecodeError:
        return None  # the reason shows it
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return None if value is None else str(value)
