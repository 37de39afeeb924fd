"""Our kernel and our batch, on the files that the peers read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from musculprit.batch.inputs import sources_of
from musculprit.batch.table import in_order
from musculprit.batch.tidy import Tidying
from musculprit.model.program import Program
from musculprit.reasoning.planes.kernel import Kernel
from musculprit.triage import load_rules


class Reading:
    """Reads a Parquet file as the batch does, a batch of people after another."""

    def __init__(self, program: Program, threads: int = 1) -> None:
        self._tidying = Tidying(program)
        pa.set_cpu_count(threads)

    def batches(self, path: Path) -> Iterator[pa.RecordBatch]:
        """Everybody in the file."""
        (source,) = sources_of([str(path)], self._tidying)
        return (piece.held for piece in source.pieces(source.parts))

    def rows(self, path: Path) -> int:
        """How many people were read."""
        return sum(batch.num_rows for batch in self.batches(path))


class Planes:
    """Gives the definitions that are asked for, as an Arrow table."""

    def __init__(self, program: Program, names: Iterable[str], threads: int = 1) -> None:
        self._names, self._threads = list(names), threads
        self._kernel, self._reading = Kernel(program, self._names), Reading(program, threads)

    def table(self, path: Path) -> pa.Table:
        """The definitions that were asked for, of everybody in the file."""
        return pa.Table.from_batches(list(in_order(self._said, self._reading.batches(path), self._threads)))

    def in_memory(self, path: Path) -> Callable[[], int]:
        """The same on batches that are read already."""
        batches = list(self._reading.batches(path))
        return lambda: sum(said.num_rows for said in in_order(self._said, batches, self._threads))

    def _said(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        said = self._kernel.run(batch)
        if said.bad:
            raise ValueError(f"a generated row is bad: {said.bad[0]}")
        columns = [said.integer(name) if said.is_number(name) else said.outcome(name) for name in self._names]
        return pa.RecordBatch.from_arrays(columns, self._names)


class Batch:
    """`musculprit batch` from file to file, without the start of its process."""

    def __init__(self, threads: int = 1) -> None:
        from musculprit.batch.table import Assessing

        self._base = load_rules()
        self._assessing = Assessing(self._base)
        self._threads = threads

    def run(self, path: Path, answers: str = "answers.parquet") -> Path:
        """One run over a file."""
        from musculprit.batch.run import Run
        from musculprit.batch.writing import Output

        out = Path(tempfile.gettempdir()) / f"musculprit-bench-{self._threads}-{answers}"
        sources = sources_of([str(path)], self._assessing.tidying)
        run = Run(self._base, self._assessing, sources, Output(out, "parquet", folder=False))
        total = run.go(self._threads, lambda _: None, overwrite=True)
        if total.rejected:
            raise ValueError(f"{total.rejected} generated rows were rejected")
        return out
