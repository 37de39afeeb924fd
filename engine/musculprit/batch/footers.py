"""Parquet files of one schema joined as they are: their pages one after the other, and one footer for all.

Sources: the Thrift compact protocol (thrift.apache.org, thrift-compact-protocol.md), and `parquet.thrift` of the
Parquet format, whose field numbers stand below.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

MAGIC = b"PAR1"

Struct: TypeAlias = dict[int, tuple[int, Any]]
"""Field number to type and value."""

_TRUE, _FALSE, _BYTE, _I16, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 4, 6, 7, 8, 9, 10, 12

ROWS, ROW_GROUPS = 3, 4
COLUMNS, GROUP_ROWS, GROUP_OFFSET, ORDINAL = 1, 3, 5, 7
COLUMN_META = 3
COLUMN_OFFSETS, PAGE_OFFSETS = (2, 4, 6), (9, 10, 11, 14)


def join(parts: Sequence[Path], whole: Path) -> None:
    """One file with the row groups of all parts, in order."""
    merged: Struct = {}
    with whole.open("wb") as file:
        file.write(MAGIC)
        for part in parts:
            footer = _append(part, file)
            if not merged:
                merged = footer
                continue
            merged[ROWS] = _I64, merged[ROWS][1] + footer[ROWS][1]
            merged[ROW_GROUPS][1][1].extend(footer[ROW_GROUPS][1][1])
        for at, group in enumerate(merged[ROW_GROUPS][1][1]):
            if ORDINAL in group:
                group[ORDINAL] = _I16, at
        written = bytearray()
        _write_struct(written, merged)
        file.write(bytes(written) + len(written).to_bytes(4, "little") + MAGIC)


def _append(part: Path, file: BinaryIO) -> Struct:
    """Copy the pages of a part, and give back its footer for where they lie now."""
    with part.open("rb") as held:
        held.seek(-8, 2)
        end = held.tell()
        length = int.from_bytes(held.read(4), "little")
        held.seek(end - length)
        footer = _Reader(held.read(length)).struct()
        moved = file.tell() - len(MAGIC)
        held.seek(len(MAGIC))
        left = end - length - len(MAGIC)
        while left:
            block = held.read(min(left, 1 << 20))
            file.write(block)
            left -= len(block)
    for group in footer[ROW_GROUPS][1][1]:
        _move(group, (GROUP_OFFSET,), moved)
        for column in group[COLUMNS][1][1]:
            _move(column, COLUMN_OFFSETS, moved)
            _move(column[COLUMN_META][1], PAGE_OFFSETS, moved)
    return footer


def _move(struct: Struct, fields: Sequence[int], by: int) -> None:
    for field in fields:
        if field in struct and struct[field][1]:  # 0 stands for none
            struct[field] = struct[field][0], struct[field][1] + by


class _Reader:
    """Reads values in the compact protocol."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self) -> Struct:
        """The fields up to the stop."""
        fields: Struct = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._whole()
            fields[field] = head & 15, self._value(head & 15)
        return fields

    def _value(self, kind: int) -> Any:
        match kind:
            case 1 | 2:
                return kind == _TRUE
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._whole()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._count())
            case 9 | 10:
                head = self._byte()
                count = self._count() if head >> 4 == 15 else head >> 4
                inside = head & 15
                return inside, [
                    self._byte() if inside in (_TRUE, _FALSE) else self._value(inside) for _ in range(count)
                ]
            case 12:
                return self.struct()
            case _:
                raise ValueError(f"a footer with a value of type {kind}")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _count(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _whole(self) -> int:
        value = self._count()
        return value >> 1 ^ -(value & 1)


def _write_struct(into: bytearray, struct: Struct) -> None:
    last = 0
    for field, (kind, value) in struct.items():
        stated = (_TRUE if value else _FALSE) if kind in (_TRUE, _FALSE) else kind
        if 0 < field - last < 16:
            into.append(field - last << 4 | stated)
        else:
            into.append(stated)
            _write_whole(into, field)
        last = field
        if stated not in (_TRUE, _FALSE):
            _write(into, kind, value)
    into.append(0)


def _write(into: bytearray, kind: int, value: Any) -> None:
    if kind in (_TRUE, _FALSE, _BYTE):
        into.append(value)
    elif _I16 <= kind <= _I64:
        _write_whole(into, value)
    elif kind == _DOUBLE:
        into += value
    elif kind == _BINARY:
        _write_count(into, len(value))
        into += value
    elif kind in (_LIST, _SET):
        inside, values = value
        into.append(min(len(values), 15) << 4 | inside)
        if len(values) >= 15:
            _write_count(into, len(values))
        for one in values:
            _write(into, inside, one)
    else:
        assert kind == _STRUCT
        _write_struct(into, value)


def _write_count(into: bytearray, value: int) -> None:
    while value >= 0x80:
        into.append(value & 0x7F | 0x80)
        value >>= 7
    into.append(value)


def _write_whole(into: bytearray, value: int) -> None:
    _write_count(into, value << 1 ^ value >> 63)
