"""What goes through a run: parts of files, pieces of parts, rows that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

ROWS = 131_072
"""Rows of a part of a table."""
BYTES = 64 << 20
"""Bytes of a part of a text file."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of one file, which are answered and kept together. `where` is the reader's own."""

    file: int
    first: int
    rows: int
    where: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something read and not yet understood, of a part; `first` is the number of its first row in the file."""

    part: Part
    first: int
    held: Any


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: its number in the file, from 1, the field, its value, and why."""

    row: int
    id: str | None
    field: str
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as a table, with their numbers in the file, and those of the piece that are not in it."""

    batch: pa.RecordBatch
    numbers: NDArray[np.int64]
    rejected: list[Rejected] = field(default_factory=list)


class Source(Protocol):
    """One file of people."""

    path: Path

    @property
    def parts(self) -> tuple[Part, ...]:
        """The file in parts that cover it, in order."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it has, as far as they are known before it is read."""

    @property
    def id_type(self) -> pa.DataType | None:
        """The type of `id`, None where there is none."""

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """What the parts hold, in order and a little at a time."""

    def rows(self, piece: Piece) -> Rows:
        """The piece as a table. Threads may share the source."""
