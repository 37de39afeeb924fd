"""People in bulk, as a clinic would see them: most of the screen is no, little is yes, a third of the rest is told.

python bench/cases.py FOLDER [ROWS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from musculprit.model.program import Program
from musculprit.model.vocabulary import SIDES

SEED = 20261123
ROWS_A_BATCH = 1 << 16

SCREENED, HALF_SCREENED = 218, 128
"""Of 256 people, how many answer every bullet of the screen; the others answer half of them."""
DANGER_YES, BULLET_YES, OTHER_YES, PART_YES = 1, 12, 64, 110
"""Of 256 who answer, how many say yes."""
OTHER_TOLD, PART_TOLD = 85, 235
"""Of 256 people, how many are known to have or not to have something that is on no page, or that a tick opened."""
ALMOST_ALL = {"age_years": 250, "sex": 250, "pain_site": 240}
"""Of 256 people, how many tell these."""
UNSURE = 0.12
"""How many people are not sure of something."""

MIDDLES = {"severity_0_10": 5, "duration_days": 30, "morning_stiffness_min": 20, "walking_distance_m": 800}

Flags = NDArray[np.bool_]


class People:
    """Batches of people, the same for the same seed."""

    def __init__(self, program: Program, seed: int = SEED, busy: bool = False) -> None:
        """`busy` people have far more wrong with them than real ones, so that every rule gets its turn."""
        self.program = program
        self._dice = np.random.default_rng(seed)
        self._busy = busy
        self._findings = {name: one for name, one in program.vocabulary.findings.items() if not one.derived}
        bullets = [bullet for page in program.pages for bullet in page.bullets]
        self._bullets = {bullet.finding for bullet in bullets}
        self._opened_by = {part: bullet.finding for bullet in bullets for part in (*bullet.opens, *bullet.details)}

    @cached_property
    def _order(self) -> list[str]:
        """What opens a part comes before it."""
        return sorted(self._findings, key=lambda name: (name not in self._bullets, name in self._opened_by))

    @cached_property
    def _spots(self) -> pa.StringArray:
        regions = [name for name, one in self.program.vocabulary.regions.items() if one.page and one.in_scope]
        return pa.array([spot for r in regions for spot in (r, *(f"{r}.{side}" for side in SIDES))])

    def batches(self, rows: int) -> Iterator[pa.RecordBatch]:
        """So many people, `ROWS_A_BATCH` at a time."""
        for first in range(0, rows, ROWS_A_BATCH):
            yield self._batch(first, min(ROWS_A_BATCH, rows - first))

    def _batch(self, first: int, rows: int) -> pa.RecordBatch:
        unsure, lists = self._doubts(rows)
        screened = self._bytes(rows) < SCREENED
        said: dict[str, Flags] = {}
        columns: dict[str, pa.Array] = {}
        for name in self._order:
            known, values = self._answers(name, rows, screened, said)
            known[unsure.get(name, [])] = False
            if self._findings[name].type == "yes_no":
                said[name] = known & values
                columns[name] = boolean(known, values)
            else:
                columns[name] = self._other(name, known, values)
        ids = pa.array(np.arange(first, first + rows)).cast(pa.string())
        return pa.RecordBatch.from_pydict({"id": ids, **{n: columns[n] for n in self._findings}, "not_sure": lists})

    def _answers(self, name: str, rows: int, screened: Flags, said: dict[str, Flags]) -> tuple[Flags, Flags]:
        finding = self._findings[name]
        opener = said.get(self._opened_by.get(name, ""))
        if opener is not None:
            told, yes = opener & (self._bytes(rows) < PART_TOLD), PART_YES
        elif name in self._bullets:
            told, yes = screened | (self._bytes(rows) < HALF_SCREENED), DANGER_YES if finding.danger else BULLET_YES
        elif name in ALMOST_ALL:
            told, yes = self._bytes(rows) < ALMOST_ALL[name], 0
        else:
            told, yes = self._bytes(rows) < OTHER_TOLD, DANGER_YES if finding.danger else OTHER_YES
        if self._busy and name not in ALMOST_ALL:
            told, yes = self._bytes(rows) < 200, 40
        return told, self._bytes(rows) < yes

    def _other(self, name: str, told: Flags, values: Flags) -> pa.Array:
        finding = self._findings[name]
        rows = len(told)
        match finding.type:
            case "choice":
                picked = self._dice.integers(0, len(finding.options), rows, np.int8)
                indices = pa.array(picked, mask=~told)
                return pa.DictionaryArray.from_arrays(indices, pa.array(finding.options)).cast(pa.string())
            case "integer":
                return pa.array(self._numbers(name, rows), mask=~told)
            case "regions":
                return self._places(told, 3 if name == "pain_site" else 1)
            case "yes_no":
                return boolean(told, values)

    def _numbers(self, name: str, rows: int) -> NDArray[np.int32]:
        finding = self._findings[name]
        if name == "age_years":
            return self._dice.triangular(10, 45, 95, rows).astype(np.int32)
        middle = MIDDLES.get(name, (finding.low + finding.high) // 8)
        values = middle * self._dice.lognormal(0, 0.9, rows)
        return np.clip(values, finding.low, finding.high).astype(np.int32)

    def _places(self, told: Flags, most: int) -> pa.Array:
        """One to three places a person, never the same twice."""
        rows, spots = len(told), len(self._spots)
        counts = np.where(told, 1 + self._dice.integers(0, most, rows), 0)
        steps = np.stack([np.zeros(rows, int), self._dice.integers(1, spots // 2, rows),
                          self._dice.integers(spots // 2, spots, rows)], axis=1)  # fmt: skip
        picked = (self._dice.integers(0, spots, (rows, 1)) + steps) % spots
        taken = np.arange(3) < counts[:, None]
        return lists_of(counts, self._spots.take(pa.array(picked[taken])), ~told)

    def _doubts(self, rows: int) -> tuple[dict[str, NDArray[np.intp]], pa.Array]:
        """Who is not sure of what: the rows of each finding, and the column of lists."""
        names = pa.array(list(self._findings))
        counts = np.where(self._dice.random(rows) < UNSURE, self._dice.integers(1, 3, rows), 0)
        one = self._dice.integers(0, len(names), rows)
        other = (one + self._dice.integers(1, len(names), rows)) % len(names)
        taken = np.arange(2) < counts[:, None]
        picked = np.stack([one, other], axis=1)[taken]
        who = np.repeat(np.arange(rows), counts)
        order = np.argsort(picked, kind="stable")
        edges = np.searchsorted(picked[order], np.arange(len(names) + 1))
        by_name = {name: who[order[edges[at] : edges[at + 1]]] for at, name in enumerate(self._findings)}
        return by_name, lists_of(counts, names.take(pa.array(picked)), counts == 0)

    def _bytes(self, rows: int) -> NDArray[np.uint8]:
        return np.frombuffer(self._dice.bytes(rows), np.uint8)


def boolean(known: Flags, values: Flags) -> pa.Array:
    valid, held = (pa.py_buffer(np.packbits(one, bitorder="little")) for one in (known, values & known))
    return pa.Array.from_buffers(pa.bool_(), len(known), [valid, held])


def lists_of(counts: NDArray[np.int64], values: pa.Array, nothing: Flags) -> pa.Array:
    offsets = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(nothing))


def write_parquet(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """One file, a row group for every two batches."""
    with _beside(path) as beside:
        first = next(batches)
        with pq.ParquetWriter(beside, first.schema) as writer:
            waiting = [first]
            for batch in batches:
                waiting.append(batch)
                if len(waiting) == 2:
                    writer.write_table(pa.Table.from_batches(waiting))
                    waiting = []
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting))


def write_json_lines(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """One object a person, with what is known and nothing else."""
    with _beside(path) as beside, beside.open("wb") as file:
        for batch in batches:
            for first in range(0, batch.num_rows, 8192):
                file.write(json_lines(batch.slice(first, 8192)))


def json_lines(batch: pa.RecordBatch) -> memoryview:
    parts = [pc.binary_join_element_wise('{"id":"', batch["id"], '"', "")]
    for field in batch.schema:
        if field.name != "id":
            text = _as_json(batch[field.name])
            parts.append(pc.binary_join_element_wise(f',"{field.name}":', text, "", null_handling="emit_null"))
    plain = [pc.fill_null(part, "") for part in parts]
    lines = pc.binary_join_element_wise(*plain, "}\n", "")
    offsets = np.frombuffer(lines.buffers()[1], np.int32)
    return memoryview(lines.buffers()[2])[offsets[0] : offsets[len(lines)]]


def _as_json(array: pa.Array) -> pa.Array:
    if pa.types.is_list(array.type):
        joined = pc.binary_join(array, '","')
        return pc.binary_join_element_wise('["', joined, '"]', "", null_handling="emit_null")
    if pa.types.is_string(array.type):
        return pc.binary_join_element_wise('"', array, '"', "", null_handling="emit_null")
    return array.cast(pa.string())


class _beside:  # noqa: N801  # reads as a word where it stands
    """Write beside and rename, so that what was cut off is never taken for data."""

    def __init__(self, path: Path) -> None:
        self.path, self.beside = path, path.with_suffix(f"{path.suffix}.partial")

    def __enter__(self) -> Path:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.beside

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.beside.replace(self.path)
        else:
            self.beside.unlink(missing_ok=True)


def main() -> None:
    from programs import program_of

    folder, rows = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    write_parquet(folder / f"{rows}.parquet", People(program_of()).batches(rows))
    write_json_lines(folder / f"{rows}.jsonl", People(program_of()).batches(rows))


if __name__ == "__main__":
    main()
