"""One contender in a process of its own: it gets ready, is checked against `judge`, and runs when it is told to.

It reads one JSON line with its task, then a line for each thing to do, and answers each with a JSON line.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

EVERYBODY = 100_000
"""More people than a sample has."""
ENGINES = ("durable-rules", "durable-rules over its pipe", "clips", "zen-engine")
SECONDS_A_RUN = 1.2
"""How long one run of what goes case by case should take; so many cases are in it."""


def main() -> None:
    warnings.simplefilter("ignore")
    lines = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints is no answer
    task = json.loads(sys.stdin.readline())
    os.environ["POLARS_MAX_THREADS"] = str(task["threads"])
    try:
        contender = Contender(task)
        lines.write(json.dumps(contender.checked()) + "\n")
        for line in sys.stdin:
            lines.write(json.dumps(contender.run(Path(line.strip()))) + "\n")
    except Exception as error:  # the table says what went wrong
        lines.write(json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}) + "\n")


class Contender:
    """Somebody who can answer a file of cases."""

    def __init__(self, task: Mapping[str, Any]) -> None:
        from musculprit.model.codec import from_json

        self.name, self.threads = task["name"], task["threads"]
        self.samples = [Path(one) for one in task["samples"]]
        self.most = task["most"]
        self.program = from_json(json.loads(Path(task["program"]).read_text()))
        self.names = told(self.program, task["flags_only"])
        self._timed: dict[Path, Callable[[], int]] = {}
        self._prepare = self._of_name()

    def run(self, path: Path) -> dict[str, Any]:
        """One run over a file: seconds, and cases that were answered in them."""
        if path not in self._timed:
            self._timed[path] = self._prepare(path)
        start = time.perf_counter()
        cases = self._timed[path]()
        return {"seconds": time.perf_counter() - start, "cases": cases}

    def checked(self) -> dict[str, Any]:
        """How many answers were held to `judge`, and how many of them are wrong."""
        self.answers: Callable[[Path], Mapping[str, Sequence[Any]]] | None
        if self.answers is None:
            return {"checked": 0, "wrong": 0}
        from peers.judged import Judging, people_of

        judging, wrong, checked = Judging(self.program, self.names), 0, 0
        for path in self.samples:
            expected = judging.table(people_of(path, self.program, EVERYBODY))
            got = self.answers(path)
            for name in self.names:
                checked += len(expected[name])
                wrong += sum(one != other for one, other in zip(got[name], expected[name], strict=True))
        return {"checked": checked, "wrong": wrong}

    def _of_name(self) -> Callable[[Path], Callable[[], int]]:
        self.answers = None
        match self.name:
            case "planes" | "polars" | "duckdb":
                return self._columns()
            case "planes in memory":
                from peers.ours import Planes

                return Planes(self.program, self.names, self.threads).in_memory
            case "judge":
                return self._judging()
            case name if name in ENGINES:
                return self._engine()
            case "batch":
                from peers.ours import Batch

                batch = Batch(self.threads)
                return lambda path: lambda: batch.run(path) and rows_of(path)
            case "reading":
                from peers.limits import read_parquet

                return lambda path: lambda: read_parquet(path, self.threads)
            case "our reading":
                from peers.ours import Reading

                ours = Reading(self.program, self.threads)
                return lambda path: lambda: ours.rows(path)
            case "pyarrow.json":
                from peers.limits import ArrowJson

                reader = ArrowJson(self.program, self.threads)
                return lambda path: lambda: reader.run(path)
            case "msgspec":
                from peers.limits import msgspec_lines

                return lambda path: lambda: msgspec_lines(path)
        raise ValueError(f"nobody is called {self.name}")

    def _columns(self) -> Callable[[Path], Callable[[], int]]:
        if self.name == "planes":
            from peers.ours import Planes

            peer: Any = Planes(self.program, self.names, self.threads)
        elif self.name == "polars":
            from peers.polars_expressions import Polars

            peer = Polars(self.program, self.names)
        else:
            from peers.duckdb_sql import DuckDb

            peer = DuckDb(self.program, self.names, self.threads)
        self.answers = lambda path: peer.table(path).to_pydict()

        def prepare(path: Path) -> Callable[[], int]:
            if self.name == "duckdb":
                peer.prepare(path)
            return lambda: peer.table(path).num_rows

        return prepare

    def _judging(self) -> Callable[[Path], Callable[[], int]]:
        from peers.judged import Judging, people_of

        judging = Judging(self.program, self.names)
        self.answers = lambda path: judging.table(people_of(path, self.program, EVERYBODY))

        def prepare(path: Path) -> Callable[[], int]:
            people = people_of(path, self.program, self.most)
            fit = _fitting(people, judging.read)
            return lambda: len(judging.read(fit))

        return prepare

    def _engine(self) -> Callable[[Path], Callable[[], int]]:
        from peers.engines import worlds_of
        from peers.judged import people_of

        engine = engine_of(self.name, self.program)

        def cases_of(path: Path, most: int) -> list[Any]:
            return engine.ready(worlds_of(self.program, people_of(path, self.program, most)))

        def answers(path: Path) -> Mapping[str, Sequence[Any]]:
            read = [engine.read(case) for case in cases_of(path, EVERYBODY)]
            said = {name: [one[name] for one, _ in read] for name in self.names if name != "floor"}
            return {**said, "floor": [floor for _, floor in read]}

        def prepare(path: Path) -> Callable[[], int]:
            fit = _fitting(cases_of(path, self.most), lambda some: [engine.read(case) for case in some])
            return lambda: len([engine.read(case) for case in fit])

        self.answers = answers
        return prepare


def told(program: Any, flags_only: bool) -> list[str]:
    """The definitions that make up an answer; or the outcomes of the flags and the highest floor alone."""
    flags = [flag.name for flag in program.flags]
    if flags_only:
        return [*flags, "floor"]
    culprits = [f"{what}.{one.id}" for one in program.culprits for what in ("play", "score", "band", "lead")]
    care = [f"{what}.{one.id}" for one in program.actions for what in ("blocked", "offer")]
    return [*flags, "floor", "complete", "disposition", "at_least", *culprits, *care]


def engine_of(name: str, program: Any) -> Any:
    if name == "clips":
        from peers.clips_rules import Clips

        return Clips(program)
    if name == "zen-engine":
        from peers.zen_graph import Zen

        return Zen(program)
    from peers.durable import Durable, DurableOverThePipe

    return Durable(program) if name == "durable-rules" else DurableOverThePipe(program)


def _fitting(cases: Sequence[Any], run: Callable[[Sequence[Any]], object]) -> Sequence[Any]:
    """As many of the cases as take `SECONDS_A_RUN`."""
    few = cases[:20]
    start = time.perf_counter()
    run(few)
    each = (time.perf_counter() - start) / len(few)
    return cases[: max(20, int(SECONDS_A_RUN / each))]


def rows_of(path: Path) -> int:
    import pyarrow.parquet as pq

    if path.suffix == ".parquet":
        return int(pq.ParquetFile(path).metadata.num_rows)
    return int(path.stem.split("-")[0])


if __name__ == "__main__":
    main()
