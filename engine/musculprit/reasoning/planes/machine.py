"""Runs code on people: a few thousand of them at a time, so that all rows stay in the cache."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Words: TypeAlias = NDArray[np.uint64]
"""Planes, 64 people to a word; the first person is the lowest bit."""

NEVER, ALWAYS, TOLD, NOT, AND, OR, XOR, SAY = range(8)
"""What a step does with its three operands. Row `a` becomes NEVER, ALWAYS, what was TOLD as input `b`, NOT row `b`,
or row `b` joined with row `c`. To SAY is to write row `b` down as result `a`."""

WIDE = 64
"""Words of a row. Measured: with fewer, taking a step costs more than what it does; with more, rows leave the cache."""


@compiled
def run(steps: NDArray[np.int32], rows: int, told: Words, said: Words, start: int) -> None:
    """Take the steps for those in `told`, a row for each input; `said` has a row for each result, from `start` on."""
    held = np.empty((rows, WIDE), np.uint64)
    for first in range(0, told.shape[1], WIDE):
        here = min(WIDE, told.shape[1] - first)  # what lies beyond is worked out of anything, and never written down
        for op, a, b, c in steps:
            if op == SAY:
                said[a, start + first : start + first + here] = held[b, :here]
            elif op == TOLD:
                held[a, :here] = told[b, first : first + here]
            else:
                row, one, other = held[a], held[b], held[c]
                if op == AND:
                    for at in range(WIDE):
                        row[at] = one[at] & other[at]
                elif op == OR:
                    for at in range(WIDE):
                        row[at] = one[at] | other[at]
                elif op == XOR:
                    for at in range(WIDE):
                        row[at] = one[at] ^ other[at]
                elif op == NOT:
                    for at in range(WIDE):
                        row[at] = ~one[at]
                else:
                    row[:] = ~np.uint64(0) if op == ALWAYS else np.uint64(0)
