"""The footer of a Parquet file, a few row groups at a time: of a whole one Arrow makes ten times its size in memory.

Sources: `parquet.thrift` of the Parquet format, whose field numbers stand below; the Thrift compact protocol
(thrift.apache.org, thrift-compact-protocol.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..reasoning.planes.compiled import compiled
from .footers import COLUMNS, GROUP_ROWS, MAGIC, ROW_GROUPS, span_of
from .thrift import list_head

Bytes: TypeAlias = NDArray[np.uint8]
Whole: TypeAlias = NDArray[np.int64]
Int: TypeAlias = Any
"""A whole number; Numba tells Python's from those of NumPy."""

OFFSET, SIZE, CODEC, MISSING = 0, 1, 2, 3
"""What is told of a column of yes and no in a row group: where its pages begin, their bytes, how they are packed, and
how many people have no value."""
NONSENSE = -1
"""What is not told."""

_AT_ONCE = 16
"""Row groups that Arrow looks over together, so that a broken footer is known before anything is answered."""

_FILE, _META, _SECRET = 1, 3, 8
_TYPE, _CODEC, _SIZE, _OFFSET, _DICTIONARY, _STATISTICS = 1, 4, 7, 9, 11, 12
_NULLS = 3
_BOOLEAN = 0
_FIELDS = 0
"""Stands for the fields of a struct where otherwise the type of values stands."""
_TRUE, _FALSE, _BYTE, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 5, 6, 7, 8, 9, 10, 12
_DEEPEST = 16


class RowGroups:
    """The row groups of a file. Raises ArrowException where the file is not Parquet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            start, length = span_of(file)
            file.seek(start)
            held = np.fromfile(file, np.uint8, length)
        begin, end, spans = _spans(held)
        if end < 0:
            pq.read_metadata(path)  # says better what is wrong
            raise pa.ArrowInvalid("its footer is broken")
        self._before, self._after = held[:begin].tobytes(), held[end:].tobytes()
        self._spans = spans[:, :2] + start
        self.sizes: list[int] = spans[:, 2].tolist()
        for first in range(0, max(len(spans), 1), _AT_ONCE):
            self.only(range(len(spans))[first : first + _AT_ONCE])

    def only(self, groups: Sequence[int]) -> pq.FileMetaData:
        """The footer as if the file had just these row groups, but with all its rows. Raises ArrowException."""
        held = b"".join(map(self._bytes, groups))
        footer = self._before + list_head(_STRUCT, len(groups)) + held + self._after
        return pq.read_metadata(pa.BufferReader(MAGIC + footer + len(footer).to_bytes(4, "little") + MAGIC))

    def signs(self, group: int) -> Whole:
        """OFFSET, SIZE, CODEC and MISSING of each column; all NONSENSE where it is none of yes and no.

        Also where its pages lie in another file, or are in secret writing, or say their values by a dictionary.
        """
        return _signs(np.frombuffer(self._bytes(group), np.uint8))

    def _bytes(self, group: int) -> bytes:
        begin, end = self._spans[group].tolist()
        with self._path.open("rb") as file:
            file.seek(begin)
            return file.read(end - begin)


@compiled
def _spans(held: Bytes) -> tuple[Int, Int, Whole]:
    """Where the list of row groups begins and ends in a footer, and for each: where, where its end, and its rows.

    The end is NONSENSE where the footer makes no sense.
    """
    begin, end = _field(held, 0, ROW_GROUPS, _LIST)
    inside, count, at = _list(held, begin)
    if at < 0 or inside != _STRUCT or _after(held, 0, _STRUCT) < 0:
        return begin, NONSENSE, np.empty((0, 3), np.int64)
    spans = np.empty((count, 3), np.int64)
    for group in range(count):
        spans[group, 0], spans[group, 2] = at, _whole(held, at, GROUP_ROWS)
        at = spans[group, 1] = _after(held, at, _STRUCT)
        if spans[group, 2] < 0:
            return begin, NONSENSE, spans
    return begin, end, spans


@compiled
def _signs(held: Bytes) -> Whole:
    begin, _ = _field(held, 0, COLUMNS, _LIST)
    _, count, at = _list(held, begin)
    told = np.full((count, 4), NONSENSE, np.int64)
    for column in range(count):
        meta, _ = _field(held, at, _META, _STRUCT)
        elsewhere = _field(held, at, _FILE, _BINARY)[0] >= 0 or _field(held, at, _SECRET, _STRUCT)[0] >= 0
        at = _after(held, at, _STRUCT)
        plain = _whole(held, meta, _TYPE) == _BOOLEAN and _field(held, meta, _DICTIONARY, _I64)[0] < 0
        if plain and not elsewhere:
            told[column, OFFSET] = _whole(held, meta, _OFFSET)
            told[column, SIZE] = _whole(held, meta, _SIZE)
            told[column, CODEC] = _whole(held, meta, _CODEC)
            told[column, MISSING] = _whole(held, _field(held, meta, _STATISTICS, _STRUCT)[0], _NULLS)
    return told


@compiled
def _whole(held: Bytes, at: Int, wanted: Int) -> Int:
    """A number of a struct that is not negative; NONSENSE where there is none."""
    for kind in (_I32, _I64):
        place, _ = _field(held, at, wanted, kind)
        if place >= 0:
            value, place = _number(held, place)
            return max(value, NONSENSE) if place >= 0 else NONSENSE
    return NONSENSE


@compiled
def _field(held: Bytes, at: Int, wanted: Int, kind: Int) -> tuple[Int, Int]:
    """Where the value of a field of a struct begins and ends; NONSENSE where there is none of this type."""
    field = np.int64(0)
    while 0 <= at < len(held) and held[at]:
        field, what, at = _head(held, at, field)
        if field == wanted and at >= 0 and what == kind:
            return at, _after(held, at, what)
        at = at if what in (_TRUE, _FALSE) else _after(held, at, what)
    return NONSENSE, NONSENSE


@compiled
def _head(held: Bytes, at: Int, before: Int) -> tuple[Int, Int, Int]:
    """The number of a field of a struct, the type of its value, and where that begins."""
    head = np.int64(held[at])
    if head >> 4:
        return before + (head >> 4), head & 15, at + 1
    field, at = _number(held, at + 1)
    return field, head & 15, at


@compiled
def _after(held: Bytes, at: Int, kind: Int) -> Int:
    """Where a value of this type ends that begins here; NONSENSE where it does not end."""
    kinds, left = np.empty(_DEEPEST, np.int64), np.empty(_DEEPEST, np.int64)
    kinds[0], left[0], depth = kind, 1, 0
    while depth >= 0:
        what = kinds[depth]
        if what == _FIELDS:
            if not 0 <= at < len(held):
                return NONSENSE
            if not held[at]:
                at, depth = at + 1, depth - 1
                continue
            _, what, at = _head(held, at, 0)
            if what in (_TRUE, _FALSE):  # the head says it
                continue
        elif not left[depth]:
            depth -= 1
            continue
        else:
            left[depth] -= 1
        count = 0
        if what in (_LIST, _SET):
            inside, count, at = _list(held, at)
        elif what == _STRUCT:
            inside = _FIELDS
        else:
            inside, at = NONSENSE, _past(held, at, what)
        if not 0 <= at <= len(held):
            return NONSENSE
        if inside != NONSENSE:
            depth += 1
            if depth == _DEEPEST:
                return NONSENSE
            kinds[depth], left[depth] = inside, count
    return at


@compiled
def _past(held: Bytes, at: Int, kind: Int) -> Int:
    """Where a value ends that holds no others."""
    if kind in (_TRUE, _FALSE, _BYTE):
        return at + 1
    if kind <= _I64:
        return _number(held, at)[1]
    if kind == _DOUBLE:
        return at + 8
    if kind == _BINARY:
        size, at = _count(held, at)
        return at + size if at >= 0 and size >= 0 else NONSENSE
    return NONSENSE


@compiled
def _list(held: Bytes, at: Int) -> tuple[Int, Int, Int]:
    """The type of the values of a list, how many there are, and where the first begins."""
    if not 0 <= at < len(held):
        return 0, 0, NONSENSE
    head = np.int64(held[at])
    count, at = (head >> 4, at + 1) if head >> 4 < 15 else _count(held, at + 1)
    if at < 0 or not 0 <= count <= len(held) - at:  # each takes a byte at least
        return 0, 0, NONSENSE
    return head & 15, count, at


@compiled
def _number(held: Bytes, at: Int) -> tuple[Int, Int]:
    """A number of either sign, and where it ends."""
    value, at = _count(held, at)
    return value >> 1 ^ -(value & 1), at


@compiled
def _count(held: Bytes, at: Int) -> tuple[Int, Int]:
    """A number of up to ten bytes of seven bits, and where it ends; NONSENSE where there is none."""
    value = np.int64(0)
    for shift in range(0, 70, 7):
        if not 0 <= at < len(held):
            return 0, NONSENSE
        byte = np.int64(held[at])
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
    return 0, NONSENSE
