"""Runs a schedule on a chunk of people at a time; all memory is taken once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .schedule import LARGEST, Schedule, Step

Words: TypeAlias = NDArray[np.uint64]
"""Planes, 64 people to a word; the first person is the lowest bit."""

_JOINS = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}


class Machine:
    """One thread's memory for a schedule: a row of `words` words for each gate."""

    def __init__(self, schedule: Schedule, words: int) -> None:
        self.words = words
        self._schedule = schedule
        self._rows = np.zeros((schedule.rows, words), np.uint64)
        self._rows[1] = ~np.uint64(0)
        self._spare = np.empty((LARGEST, words), np.uint64)
        self._roots = np.empty((len(schedule.roots), words), np.uint64)
        self._calls = [call for step in schedule.steps for call in self._prepared(step)]

    def run(self, told: Words, said: Words) -> None:
        """Work out the roots of at most `words` words of people; what is beyond them is never read."""
        inputs, width = len(self._schedule.inputs), told.shape[1]
        self._rows[2 : 2 + inputs, :width] = told
        for call, arguments in self._calls:
            call(*arguments)
        self._rows.take(self._schedule.roots, 0, self._roots, "clip")
        said[:] = self._roots[:, :width]

    def _prepared(self, step: Step) -> list[tuple[Callable[..., object], tuple[object, ...]]]:
        """The calls of a step with the views they work on."""
        first, *others = step.parts
        earlier = self._rows[: step.first]
        written = self._rows[step.first : step.first + len(first)]
        calls: list[tuple[Callable[..., object], tuple[object, ...]]] = [
            (earlier.take, (first, 0, written, "clip"))  # clip: what is checked needs a copy
        ]
        if step.op == "not":
            calls.append((np.invert, (written, written)))
        for rows in others:
            mine, theirs = written[: len(rows)], self._spare[: len(rows)]
            calls.append((earlier.take, (rows, 0, theirs, "clip")))
            calls.append((_JOINS[step.op], (mine, theirs, mine)))
        return calls
