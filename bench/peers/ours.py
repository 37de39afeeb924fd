"""Our kernel and our batch, on the files that the peers read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from musculprit.model.program import Program
from musculprit.reasoning.planes.kernel import Kernel
from musculprit.triage import load_rules


class Planes:
    """Reads the Parquet file one row group ahead and gives the definitions that are asked for, as an Arrow table."""

    def __init__(self, program: Program, names: Iterable[str], threads: int = 1) -> None:
        self._names, self._threads = list(names), threads
        self._kernel = Kernel(program, self._names)

    def table(self, path: Path) -> pa.Table:
        """The definitions that were asked for, of everybody in the file."""
        tables = [self._said(batch) for batch in _batches(path, ahead=self._threads > 1)]
        return pa.Table.from_batches(tables)

    def in_memory(self, path: Path) -> Callable[[], int]:
        """The same on batches that are read already."""
        batches = list(_batches(path, ahead=False))
        return lambda: sum(self._said(batch).num_rows for batch in batches)

    def _said(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        said = self._kernel.run(batch, self._threads)
        if said.bad:
            raise ValueError(f"a generated row is bad: {said.bad[0]}")
        columns = [said.integer(name) if said.is_number(name) else said.outcome(name) for name in self._names]
        return pa.RecordBatch.from_arrays(columns, self._names)


def _batches(path: Path, ahead: bool) -> Iterator[pa.RecordBatch]:
    file = pq.ParquetFile(path)

    def read(group: int) -> pa.RecordBatch:
        """What it says of one person."""
        return file.read_row_group(group, use_threads=False).combine_chunks().to_batches()[0]

    groups = range(file.num_row_groups)
    if not ahead:
        yield from map(read, groups)
        return
    with ThreadPoolExecutor(1) as pool:
        next_one = pool.submit(read, 0)
        for group in groups:
            batch = next_one.result()
            if group + 1 < len(groups):
                next_one = pool.submit(read, group + 1)
            yield batch


class Batch:
    """`musculprit batch` from file to file, without the start of its process."""

    def __init__(self, threads: int = 1) -> None:
        from musculprit.batch.table import Assessing

        self._base = load_rules()
        self._assessing = Assessing(self._base)
        self._threads = threads

    def run(self, path: Path, answers: str = "answers.parquet") -> Path:
        """One run over a file."""
        from musculprit.batch.inputs import sources_of
        from musculprit.batch.run import Run
        from musculprit.batch.writing import Output

        out = Path(tempfile.gettempdir()) / f"musculprit-bench-{self._threads}-{answers}"
        sources = sources_of([str(path)], self._assessing.tidying)
        run = Run(self._base, self._assessing, sources, Output(out, "parquet", folder=False))
        total = run.go(self._threads, lambda _: None, overwrite=True)
        if total.rejected:
            raise ValueError(f"{total.rejected} generated rows were rejected")
        return out
