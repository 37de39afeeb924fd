"""A column of lists as pages of a Parquet file, all numbers packed side by side in as few bits as they need.

Sources: `parquet.thrift` and Encodings.md of the Parquet format; S. Melnik et al., Dremel: Interactive Analysis of
Web-Scale Datasets, PVLDB 3(1), 2010, for what the levels of lists mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..reasoning.planes.compiled import compiled
from . import thrift
from .thrift import BINARY, I32, I64, LIST, STRUCT, Struct

Bytes: TypeAlias = NDArray[np.uint8]

_BOOLEAN, _INT32, _BYTE_ARRAY = 0, 1, 6
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8
_SNAPPY = 1
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_DATA_HEAD, _DICTIONARY_HEAD = 5, 7
_FIRST_DATA, _FIRST_DICTIONARY = 9, 11


@dataclass(frozen=True, slots=True)
class Levels:
    """For each entry, and each list without one: whether a list begins with it, and whether there is an entry."""

    slots: int
    begins: bytes
    present: bytes

    @staticmethod
    def of(lists: pa.ListArray, deepest: int) -> Levels:
        """The levels of lists of which none is null; `deepest` is the level of what is there."""
        ends = lists.offsets.to_numpy()
        follows, holds = _levels(ends - ends[0], deepest)
        return Levels(len(follows), _sized(_run(follows, 1)), _sized(_run(holds, deepest.bit_length())))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of each entry, a page for each of the arrays: its physical type, its words if it is one of a few."""

    kind: int
    arrays: Sequence[pa.Array]
    words: bytes = b""
    different: int = 0

    @staticmethod
    def of(arrays: Sequence[pa.Array]) -> Leaf:
        """Of dictionaries that are the same, whole numbers, or booleans, of which none is null."""
        kind = arrays[0].type
        if pa.types.is_dictionary(kind):
            known = [word.encode() for word in arrays[0].dictionary.to_pylist()]
            words = b"".join(len(word).to_bytes(4, "little") + word for word in known)
            return Leaf(_BYTE_ARRAY, [array.indices for array in arrays], words, len(known))
        return Leaf(_BOOLEAN if pa.types.is_boolean(kind) else _INT32, arrays)

    @property
    def encodings(self) -> tuple[int, ...]:
        """Those of its pages."""
        return (_PLAIN, _RLE, _RLE_DICTIONARY) if self.different else (_PLAIN, _RLE)

    def values(self) -> Iterator[bytes]:
        """The values of each page."""
        for array in self.arrays:
            held = array.to_numpy(zero_copy_only=False)
            if self.different:
                width = max(1, (self.different - 1).bit_length())
                yield bytes([width]) + _run(held, width)
            elif self.kind == _INT32:
                yield held.astype(np.int32).tobytes()
            else:
                yield np.packbits(held, bitorder="little").tobytes()


def chunk_of(leaf: Leaf, levels: Sequence[Levels], path: Sequence[str], start: int) -> tuple[bytes, Struct]:
    """The pages of a leaf, which lie from byte `start` on, and what the footer says of them."""
    codec = pa.Codec("snappy")
    pages, size, begins = bytearray(), 0, {}
    if leaf.different:
        begins[_FIRST_DICTIONARY] = I64, start
        head: Struct = {1: (I32, leaf.different), 2: (I32, _PLAIN)}
        size += _append(pages, _DICTIONARY_PAGE, leaf.words, {_DICTIONARY_HEAD: (STRUCT, head)}, codec)
    begins = {_FIRST_DATA: (I64, start + len(pages)), **begins}
    encoding = _RLE_DICTIONARY if leaf.different else _PLAIN
    for some, values in zip(levels, leaf.values(), strict=True):
        head = {1: (I32, some.slots), 2: (I32, encoding), 3: (I32, _RLE), 4: (I32, _RLE)}
        size += _append(pages, _DATA_PAGE, some.begins + some.present + values, {_DATA_HEAD: (STRUCT, head)}, codec)
    meta: Struct = {  # its type, encodings, path, codec, number of values, bytes before and after they are compressed
        1: (I32, leaf.kind),
        2: (LIST, (I32, list(leaf.encodings))),
        3: (LIST, (BINARY, [one.encode() for one in path])),
        4: (I32, _SNAPPY),
        5: (I64, sum(some.slots for some in levels)),
        6: (I64, size),
        7: (I64, len(pages)),
        **begins,
    }
    return bytes(pages), {2: (I64, 0), 3: (STRUCT, meta)}


def _append(pages: bytearray, kind: int, body: bytes, head: Struct, codec: pa.Codec) -> int:
    """Put a page after the others; how many bytes it takes before it is compressed."""
    held = codec.compress(body, asbytes=True)
    begin = thrift.written({1: (I32, kind), 2: (I32, len(body)), 3: (I32, len(held)), **head})
    pages += begin + held
    return len(begin) + len(body)


def _sized(run: bytes) -> bytes:
    return len(run).to_bytes(4, "little") + run


def _run(values: NDArray[Any], width: int) -> bytes:
    """One run of numbers of `width` bits, in groups of eight."""
    groups = -(-len(values) // 8)
    head = bytearray()
    thrift.write_count(head, groups << 1 | 1)
    return bytes(head) + _packed(values, width).tobytes()


@compiled
def _levels(ends: NDArray[Any], deepest: int) -> tuple[Bytes, Bytes]:
    """Whether each entry follows another in its list, and its level; an empty list is as one entry of level 1."""
    room = len(ends) + ends[-1]
    follows, holds = np.empty(room, np.uint8), np.empty(room, np.uint8)
    slot = 0
    for row in range(len(ends) - 1):
        count = ends[row + 1] - ends[row]
        for at in range(max(1, count)):
            follows[slot] = at > 0
            holds[slot] = deepest if count else 1
            slot += 1
    return follows[:slot].copy(), holds[:slot].copy()


@compiled
def _packed(values: NDArray[Any], width: int) -> Bytes:
    """The numbers in so many bits each, lowest first, filled up to a whole group of eight."""
    packed = np.zeros(-(-len(values) // 8) * width, np.uint8)
    held, bits, end = np.int64(0), 0, 0
    for at in range(len(values)):
        held |= np.int64(values[at]) << bits
        bits += width
        while bits >= 8:
            packed[end] = held & 255
            end += 1
            held >>= 8
            bits -= 8
    if bits:
        packed[end] = held
    return packed
