"""Pages of yes/no columns of a Parquet file, read by compiled loops; bytes that make no sense are never followed.

Sources: `parquet.thrift` and Encodings.md of the Parquet format, whose field numbers, page types and encodings stand
below; the Thrift compact protocol (thrift.apache.org, thrift-compact-protocol.md), in which page headers are written;
format_description.txt of Snappy.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..reasoning.planes.compiled import compiled

Bytes: TypeAlias = NDArray[np.uint8]
Whole: TypeAlias = NDArray[np.int64]
Int: TypeAlias = Any
"""A whole number; Numba tells Python's from those of NumPy."""

NONSENSE = -1
"""What a loop says of bytes that it cannot read: of another kind, cut off, or broken."""

_PLAIN, _RLE = 0, 3
_DATA, _DATA_V2 = 0, 3
_TYPE, _SIZE, _HELD = 1, 2, 3
_DATA_HEAD = 4
"""Before the fields of the header of a data page, in what is kept of a header."""
_FIELDS = 12
_TRUE, _FALSE, _BYTE, _LAST_WHOLE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 6, 7, 8, 12
_DEEPEST = 3

_COUNTS = np.bitwise_count(np.arange(256)).astype(np.int64)
_PLACED = np.zeros((256, 256), np.uint8)
"""For each byte of who has a value, and each byte of values side by side: the values below those who have them."""
for _bit in range(8):
    _before = _COUNTS[np.arange(256) & ((1 << _bit) - 1)]
    _PLACED |= (((np.arange(256) >> _before[:, None] & 1) << _bit) & np.arange(256)[:, None]).astype(np.uint8)


@compiled
def read_columns(held: Bytes, spans: Whole, rows: Int, known: Bytes, values: Bytes) -> Whole:
    """Read nullable columns of so many rows into bitmaps of who has a value and of the values, a row for each column.

    `spans` says where the bytes of each column begin and end, and whether they are packed by Snappy. The bitmaps are
    all 0, with a byte more than they need. Given back is how many rows have a value, or NONSENSE.
    """
    found = np.empty(len(spans), np.int64)
    for column in range(len(spans)):
        start, end, snappy = spans[column]
        found[column] = _read_column(held, start, end, snappy, rows, known[column], values[column])
    return found


@compiled
def _read_column(held: Bytes, at: Int, end: Int, snappy: Int, rows: Int, known: Bytes, values: Bytes) -> Int:
    head = np.empty(_FIELDS, np.int64)
    row = have = 0
    while at < end:
        body = _head(held, at, end, head)
        at, here = body + head[_HELD], head[_DATA_HEAD + 1]
        if body < 0 or head[_HELD] < 0 or at > end or here < 0 or row + here > rows:
            return NONSENSE
        if head[_TYPE] == _DATA and head[_DATA_HEAD + 3] == _RLE:  # the levels begin with their length
            encoding = head[_DATA_HEAD + 2]
            levels, start, most = _plain(held, body, at, snappy, head[_SIZE])
            start += 4
            told = start + _length(levels, start - 4, most)
            data, stop = levels, most
        elif head[_TYPE] == _DATA_V2 and head[_DATA_HEAD + 6] == 0:  # they do not repeat, and are never compressed
            encoding, levels, start, most = head[_DATA_HEAD + 4], held, body, at
            told = start + head[_DATA_HEAD + 5]
        else:
            return NONSENSE
        if told < start or told > most:
            return NONSENSE
        count = _unpack(levels, start, told, known, row, here)
        if head[_TYPE] == _DATA_V2:
            packed = snappy and head[_DATA_HEAD + 7] != 0
            data, told, stop = _plain(held, told, at, packed, head[_SIZE] - head[_DATA_HEAD + 5])
        if encoding == _RLE:
            bits = np.zeros(max(count, 0) // 8 + 2, np.uint8)
            if _unpack(data, told + 4, stop, bits, 0, count) < 0:
                return NONSENSE
            data, told, stop = bits, 0, len(bits)
        if count < 0 or encoding not in (_PLAIN, _RLE) or 8 * (stop - told) < count:
            return NONSENSE
        _place(data, told, stop, known, values, row, here)
        row, have = row + here, have + count
    return have if row == rows else NONSENSE


@compiled
def _head(held: Bytes, at: Int, end: Int, found: Whole) -> Int:
    """Read the header of a page, and give back where it ends; what it does not say is NONSENSE."""
    found[:] = NONSENSE
    field = np.zeros(_DEEPEST, np.int64)
    depth = 0
    while 0 <= at < end:
        head = np.int64(held[at])
        at += 1
        if not head:
            if not depth:
                return at
            depth -= 1
            continue
        value, kind = np.int64(0), head & 15
        if head >> 4:
            field[depth] += head >> 4
        else:
            field[depth], at = _number(held, at, end)
        if kind == _STRUCT:
            depth += 1
            if depth == _DEEPEST:
                return NONSENSE
            field[depth] = 0
            continue
        if kind in (_TRUE, _FALSE):
            value = np.int64(kind == _TRUE)
        elif _BYTE < kind <= _LAST_WHOLE:
            value, at = _number(held, at, end)
        elif kind == _BINARY:
            value, at = _count(held, at, end)
            at = at + value if at >= 0 else at
        elif kind in (_BYTE, _DOUBLE):
            at += 1 if kind == _BYTE else 8
        else:
            return NONSENSE
        place = field[depth] + (_DATA_HEAD if depth else 0)
        if depth < 2 and 0 < place < (_FIELDS if depth else _DATA_HEAD):
            found[place] = value
    return NONSENSE


@compiled
def _number(held: Bytes, at: Int, end: Int) -> tuple[Int, Int]:
    """A number of either sign, and where it ends."""
    value, at = _count(held, at, end)
    return value >> 1 ^ -(value & 1), at


@compiled
def _count(held: Bytes, at: Int, end: Int) -> tuple[Int, Int]:
    """A number of up to five bytes of seven bits, and where it ends; NONSENSE where there is none."""
    value = np.int64(0)
    for shift in range(0, 35, 7):
        if not 0 <= at < end:
            return 0, NONSENSE
        byte = np.int64(held[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    return 0, NONSENSE


@compiled
def _length(held: Bytes, at: Int, end: Int) -> Int:
    """A number of four bytes, the lowest first; NONSENSE where they are cut off."""
    if at < 0 or at + 4 > end:
        return NONSENSE
    return _little(held, at, 4)


@compiled
def _little(held: Bytes, at: Int, size: Int) -> Int:
    value = np.int64(0)
    for byte in range(size):
        value |= np.int64(held[at + byte]) << (8 * byte)
    return value


@compiled
def _plain(held: Bytes, at: Int, end: Int, snappy: Int, size: Int) -> tuple[Bytes, Int, Int]:
    """Bytes as they were before Snappy, and where they begin and end; they end nowhere where they make no sense."""
    if not snappy or at == end:
        return held, at, end
    length, at = _count(held, at, end)
    if at < 0 or length != size or length > 64 * (end - at):  # Snappy says 64 bytes in 3 at best
        return held, 0, NONSENSE
    plain = np.empty(length, np.uint8)
    done = 0
    while at < end:
        at, long, back = _step(held, at, end)
        if at < 0 or done + long > length or back > done or (not back and at + long > end):
            return held, 0, NONSENSE
        if back:
            for byte in range(done, done + long):
                plain[byte] = plain[byte - back]
        else:
            for byte in range(long):
                plain[done + byte] = held[at + byte]
            at += long
        done += long
    return (plain, 0, length) if done == length else (held, 0, NONSENSE)


@compiled
def _step(held: Bytes, at: Int, end: Int) -> tuple[Int, Int, Int]:
    """A step of Snappy: where what it says ends, how many bytes come, and from how far back (0: they follow)."""
    tag = np.int64(held[at])
    at, kind, long = at + 1, tag & 3, (tag >> 2) + 1
    more = 4 if kind == 3 else kind if kind else max(0, long - 60)
    if at + more > end:
        return NONSENSE, 0, 0
    said = _little(held, at, more)
    at += more
    if not kind:
        return at, said + 1 if more else long, 0
    if kind == 1:
        long, said = ((tag >> 2) & 7) + 4, (tag >> 5) << 8 | said
    return (at, long, said) if said else (NONSENSE, 0, 0)


@compiled
def _unpack(runs: Bytes, at: Int, end: Int, bits: Bytes, start: Int, count: Int) -> Int:
    """Read so many values of one bit from runs into the bits from `start` on; how many are set, or NONSENSE.

    A run is a number, of which the lowest bit says whether groups of eight values follow, or one value for all.
    """
    done = ones = 0
    while done < count:
        head, at = _count(runs, at, end)
        several = head & 1
        left = min((head >> 1) * (8 if several else 1), count - done)
        if at < 0 or at + (-(-left // 8) if several else 1) > end:
            return NONSENSE
        if several or runs[at] & 1:
            byte = np.int64(255)
            for first in range(start + done, start + done + left, 8):
                if several:
                    byte = np.int64(runs[at])
                    at += 1
                mine = byte & ((1 << min(8, start + done + left - first)) - 1)
                bits[first >> 3] |= (mine << (first & 7)) & 255
                bits[(first >> 3) + 1] |= mine >> (8 - (first & 7))
                ones += _COUNTS[mine]
        at += 1 - several
        done += left
    return ones


@compiled
def _place(told: Bytes, start: Int, stop: Int, known: Bytes, values: Bytes, row: Int, rows: Int) -> None:
    """Put values that lie side by side below those of the rows from `row` on who have one."""
    words = known.view(np.uint64)
    at, byte, end = 8 * start, row >> 3, (row + rows + 7) >> 3
    while byte < end:
        here = np.int64(known[byte])
        if byte == row >> 3:
            here &= (255 << (row & 7)) & 255  # who came before had their turn
        if here:
            window = np.int64(told[at >> 3])
            if (at >> 3) + 1 < stop:
                window |= np.int64(told[(at >> 3) + 1]) << 8
            values[byte] |= _PLACED[here, (window >> (at & 7)) & 255]
            at += _COUNTS[here]
        byte += 1
        while byte & 7 == 0 and byte < end and not words[byte >> 3]:
            byte += 8
