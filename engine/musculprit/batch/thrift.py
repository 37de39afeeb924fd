"""The Thrift compact protocol, in which Parquet keeps its footers and the headers of its pages.

Source: thrift.apache.org, thrift-compact-protocol.md.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Struct: TypeAlias = dict[int, tuple[int, Any]]
"""Field number to type and value."""

_TRUE, _FALSE = 1, 2
BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT = 3, 4, 5, 6, 7, 8, 9, 10, 12


class Reader:
    """Reads values one after another."""

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
                raise ValueError(f"a value of type {kind}")

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


def written(struct: Struct) -> bytes:
    """A struct as bytes. One inside it may be bytes already."""
    into = bytearray()
    _write_struct(into, struct)
    return bytes(into)


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
    if kind in (_TRUE, _FALSE, BYTE):
        into.append(value)
    elif I16 <= kind <= I64:
        _write_whole(into, value)
    elif kind == DOUBLE:
        into += value
    elif kind == BINARY:
        write_count(into, len(value))
        into += value
    elif kind in (LIST, SET):
        inside, values = value
        into += list_head(inside, len(values))
        for one in values:
            _write(into, inside, one)
    else:
        assert kind == STRUCT
        into += value if isinstance(value, bytes) else written(value)


def list_head(inside: int, count: int) -> bytes:
    """What stands before so many values of a type."""
    head = bytearray([min(count, 15) << 4 | inside])
    if count >= 15:
        write_count(head, count)
    return bytes(head)


def write_count(into: bytearray, value: int) -> None:
    """Put the bytes of a number that is not negative after those that are there, seven bits in each."""
    while value >= 0x80:
        into.append(value & 0x7F | 0x80)
        value >>= 7
    into.append(value)


def _write_whole(into: bytearray, value: int) -> None:
    write_count(into, value << 1 ^ value >> 63)
