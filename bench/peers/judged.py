"""`judge`, one case after the other: the meaning that every other peer is held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from musculprit.model.answers import NOT_SURE, Answer, Sites, flatten
from musculprit.model.program import Program
from musculprit.reasoning.judge import Judge

from .strata import needed_of

Answers = Mapping[str, Answer]


def people_of(path: Path, program: Program, most: int) -> list[dict[str, Answer]]:
    """The answers of the first people of a file."""
    batch = next(pq.ParquetFile(path).iter_batches(batch_size=most))
    findings = program.vocabulary.findings
    columns = {name: batch[name].to_pylist() for name in batch.schema.names if name in findings}
    unsure = batch["not_sure"].to_pylist()
    return [_person({n: c[row] for n, c in columns.items()}, unsure[row] or ()) for row in range(batch.num_rows)]


def _person(row: Mapping[str, Any], unsure: Iterable[str]) -> dict[str, Answer]:
    told = {name: value for name, value in row.items() if value is not None}
    places = {name: Sites(frozenset(value)) for name, value in told.items() if isinstance(value, list)}
    return {**told, **places, **dict.fromkeys(unsure, NOT_SURE)}


class Judging:
    """Answers in, flattened and judged."""

    def __init__(self, program: Program, names: Iterable[str]) -> None:
        self._vocabulary = program.vocabulary
        self._names = list(names)
        needed = needed_of(program.definitions, self._names)
        self._judge = Judge({name: node for name, node in program.definitions.items() if name in needed})

    def read(self, people: Sequence[Answers]) -> list[Mapping[str, Any]]:
        """What is said of each person."""
        return [self._judge.run(flatten(person, self._vocabulary)) for person in people]

    def table(self, people: Sequence[Answers]) -> dict[str, list[Any]]:
        """The definitions that were asked for, each as a list."""
        said = self.read(people)
        return {name: [one[name] for one in said] for name in self._names}
