"""Planes turned round: from one bit a person in every plane to all the bits of a person side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..reasoning.planes.machine import Words

_SWAPS = tuple(
    (np.uint64(step), np.uint64(sum(1 << at for at in range(64) if not at & step))) for step in (32, 16, 8, 4, 2, 1)
)
"""How far apart bits are swapped, and which of them stay in the lower half.

Source: H. S. Warren, Hacker's Delight, 2nd ed., section 7-3, transposing a bit matrix.
"""


def by_person(planes: Sequence[Words | None], people: int) -> NDArray[np.uint64]:
    """A row of words for each person: bit p of the row is the person's bit in plane p. None is a plane of nobody."""
    return by_plane(planes, people).T[:people]


def by_plane(planes: Sequence[Words | None], people: int) -> NDArray[np.uint64]:
    """As `by_person`, with all first words in one row, all second ones in the next; there is room for more people."""
    wide = -(-people // 64)
    groups = -(-len(planes) // 64)
    turned = np.empty((groups, wide, 64), np.uint64)
    square = np.empty((64, wide), np.uint64)
    for group in range(groups):
        square[:] = 0
        for at, plane in enumerate(planes[64 * group : 64 * (group + 1)]):
            if plane is not None:
                square[at] = plane
        _turn(square)
        turned[group] = square.T
    return turned.reshape(groups, 64 * wide)


def bits_of(words: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row of words how many bits are set, and the numbers of those bits, rising, row after row."""
    counts = np.bitwise_count(words).astype(np.int64)
    starts = np.cumsum(counts.ravel()) - counts.ravel()
    found = np.empty(int(counts.sum()), np.int64)
    for column in range(words.shape[1]):
        rows = np.flatnonzero(words[:, column])
        left, at = words[rows, column], starts.reshape(counts.shape)[rows, column]
        while len(left):
            below = left - np.uint64(1)
            found[at] = 64 * column - 1 + np.bitwise_count(left ^ below).astype(np.int64)
            left &= below
            more = left != 0
            left, at = left[more], at[more] + 1
    return counts.sum(axis=1), found


def _turn(square: Words) -> None:
    """Transpose each 64 by 64 bits of 64 rows, in place."""
    for step, low in _SWAPS:
        halves = square.reshape(32 // int(step), 2, int(step), -1)
        upper, lower = halves[:, 0], halves[:, 1]
        swapped = upper >> step
        swapped ^= lower
        swapped &= low
        lower ^= swapped
        swapped <<= step
        upper ^= swapped
