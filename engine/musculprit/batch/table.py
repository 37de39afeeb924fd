"""A table of people in, a table of answers out, for whatever speaks the Arrow C stream."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pyarrow as pa

from ..errors import MusculpritError
from ..triage.base import RuleBase, load_rules
from .answer import Answering
from .tidy import ID, Tidying

if TYPE_CHECKING:
    from ..reasoning.planes.told import Bad

ROWS = 65_536
"""Rows that are answered at once: enough to be quick, few enough to stay in the caches."""


class Assessing:
    """Answers tables batch by batch. Made once for a rule base; threads may share it."""

    def __init__(self, base: RuleBase) -> None:
        self.tidying = Tidying(base.program)
        self.answering = Answering(base.program)

    def assess(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, tuple[Bad, ...]]:
        """The answers, after `id` where there is one; and what could not be read. Raises CaseError."""
        tidied = self.tidying.tidy(batch)
        answers = self.answering.answer(tidied.batch, tidied.bad)
        table = answers.table
        if ID in batch.schema.names:
            table = pa.RecordBatch.from_arrays([batch.column(ID), *table.columns], [ID, *table.schema.names])
        return table, answers.bad

    def with_problems(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The answers with a last column `problem`: why nothing is said of a row, null where something is."""
        table, bad = self.assess(batch)
        reasons: dict[int, list[str]] = {}
        for one in bad:
            reasons.setdefault(one.row, []).append(one.reason)
        told = pa.array(["; ".join(reasons[row]) if row in reasons else None for row in range(len(table))], pa.string())
        return table.append_column("problem", told)


def assess_table(table: Any, rules: RuleBase | str | Path | None = None, threads: int | None = None) -> Any:
    """What the rules say of each row of a table: Polars, pandas, DuckDB, pyarrow, or anything with an Arrow C stream.

    A column is named after a finding and holds its answers (null is unknown; `not_sure` may list findings); other
    columns are left unread, `id` is kept. The answer is a `pyarrow.Table` in the same order. A row that cannot be
    read has nulls, and the reason in `problem`. Of a Spark frame the answer is a Spark frame. Raises CaseError
    when a column cannot be used.
    """
    if type(table).__module__.startswith("pyspark."):
        from .spark import assess_frame

        return assess_frame(table, rules)
    base = rules if isinstance(rules, RuleBase) else load_rules(rules)
    assessing = assessing_of(base)
    reader = _reader(table)
    assessing.tidying.used(reader.schema.names)
    answered = list(in_order(assessing.with_problems, even(reader), threads or cpu_count() or 1))
    if not answered:
        answered = [assessing.with_problems(pa.RecordBatch.from_pylist([], reader.schema))]
    return pa.Table.from_batches(answered)


_MADE: WeakKeyDictionary[RuleBase, Assessing] = WeakKeyDictionary()


def assessing_of(base: RuleBase) -> Assessing:
    """What answers by a rule base; it is made once and kept as long as the rule base is."""
    if base not in _MADE:
        _MADE[base] = Assessing(base)
    return _MADE[base]


def even(batches: Iterable[pa.RecordBatch], rows: int = ROWS) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of `rows`, the last one shorter."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        while len(batch):
            some = batch.slice(0, rows - held)
            batch = batch.slice(len(some))  # noqa: PLW2901 - what is left of it
            waiting.append(some)
            held += len(some)
            if held == rows:
                yield _one(waiting)
                waiting, held = [], 0
    if waiting:
        yield _one(waiting)


def in_order(work: Any, parts: Iterable[Any], threads: int) -> Iterator[Any]:
    """The work on each part, in order, with so many threads at it and no more parts held than they need."""
    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[Any]] = deque()
        try:
            for part in parts:
                running.append(pool.submit(work, part))
                if len(running) > threads:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for one in running:
                one.cancel()


def _one(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def _reader(table: Any) -> pa.RecordBatchReader:
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table)
    if hasattr(table, "__arrow_c_array__"):
        return pa.table(pa.record_batch(table)).to_reader()
    raise MusculpritError(
        f"a {type(table).__name__} is not a table that I can read; give a pandas, Polars, DuckDB, Arrow or Spark table"
    )
