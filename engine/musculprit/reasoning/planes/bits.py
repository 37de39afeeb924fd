"""Bitmaps as planes and back, without unpacking a bit of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .machine import Words


def words_for(people: int) -> int:
    """How many words a plane of so many people takes."""
    return -(-people // 64)


def nobody(people: int) -> Words:
    """The plane of which no bit is set."""
    return np.zeros(words_for(people), np.uint64)


def of_bitmap(bitmap: pa.Buffer | None, offset: int, people: int) -> Words:
    """The bits of a bitmap from `offset` on; no bitmap is all of them set. Bits beyond the people are not set.

    It may be the bitmap itself, so it is only to be read.
    """
    if bitmap is not None and people and offset % 64 == people % 64 == 0:
        return np.frombuffer(bitmap, np.uint64, people // 64, offset // 8)
    plane = nobody(people)
    size, shift = -(-people // 8), offset % 8
    into = plane.view(np.uint8)[:size]
    if bitmap is None:
        into[:] = 255
    else:
        held = np.frombuffer(bitmap, np.uint8)[offset // 8 : offset // 8 + -(-(shift + people) // 8)]
        if shift:
            np.right_shift(held[:size], shift, out=into)
            into[: len(held) - 1] |= held[1:] << np.uint8(8 - shift)
        else:
            into[:] = held
    if people % 64:
        plane[-1] &= np.uint64((1 << people % 64) - 1)
    return plane


def of_flags(flags: NDArray[Any]) -> Words:
    """One bit for each value that is not zero."""
    plane = np.zeros(words_for(len(flags)), np.uint64)
    packed = np.packbits(flags, bitorder="little")
    plane.view(np.uint8)[: len(packed)] = packed
    return plane


def of_rows(rows: NDArray[np.intp], people: int) -> Words:
    """One bit for each row that is named, once or more."""
    flags = np.zeros(people, np.uint8)
    flags[rows] = 1
    return of_flags(flags)


def flags_of(plane: Words, people: int) -> NDArray[np.uint8]:
    """0 or 1 for each person."""
    return np.unpackbits(plane.view(np.uint8), count=people, bitorder="little")


def rows_of(plane: Words) -> NDArray[np.intp]:
    """The people whose bit is set."""
    words = np.flatnonzero(plane)
    flags = np.unpackbits(plane[words].view(np.uint8), bitorder="little").reshape(len(words), 64)
    which, bit = np.nonzero(flags)
    return 64 * words[which] + bit


def buffer_of(plane: Words) -> pa.Buffer:
    """The plane as an Arrow bitmap; nothing is copied."""
    return pa.py_buffer(np.ascontiguousarray(plane))
