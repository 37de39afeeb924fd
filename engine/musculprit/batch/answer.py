"""A batch of people in, a table of answers out: what `assess` would show of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ..model.program import Program
from ..model.words import DISPOSITIONS, FLOORS
from ..reasoning.planes.kernel import Kernel
from ..reasoning.planes.results import Results
from ..reasoning.planes.told import Bad
from . import loops
from .advised import Advice
from .lists import Lists, words
from .ranked import Ranking
from .shown import Shown, shown_fired, shown_open


@dataclass(frozen=True, slots=True)
class Answers:
    """A row for each person. Of rows that cannot be read nothing is said, and `bad` says why."""

    table: pa.RecordBatch
    bad: tuple[Bad, ...]


class Answering:
    """Answers batches of people. Made once for a program, for it takes a second; threads may share it."""

    def __init__(self, program: Program) -> None:
        self.shown = Shown(program)
        self._kernel = Kernel(self.shown.extended, self.shown.names, fires_only=True)
        self._ranking = Ranking(self.shown.culprits)
        self._advice = Advice(self.shown.actions, self.shown.culprits)

    def answer(self, batch: pa.RecordBatch, bad: Iterable[Bad] = ()) -> Answers:
        """What is said of each row that is not already `bad`. Raises CaseError when a column cannot be used.

        Columns: `disposition`, `at_least`, `floor`, `complete`, `red_flags` and `open_flags` (id, floor), `culprits`
        (id, band, points, leads), `care`, `blocked_care` (id, open), each in the order in which `assess` lists them.
        """
        results = self._kernel.run(batch)
        results.bad = tuple(sorted({*results.bad, *bad}))
        known = _known(results) if results.bad else None
        ranked = self._ranking.rank(results)
        care, blocked = self._advice.lists(results, ranked)
        fired = self._listed(results, self.shown.fired, [shown_fired(*one) for one in self.shown.fired])
        waiting = [(one.rule, one.floor) for one in self.shown.waiting]
        opened = self._listed(results, waiting, [shown_open(one.name) for one in self.shown.waiting])
        columns = {
            "disposition": _level(results, "disposition", DISPOSITIONS),
            "at_least": _level(results, "at_least", FLOORS),
            "floor": _level(results, "floor", FLOORS),
            "complete": _yes(results, "complete"),
            "red_flags": fired.array(known),
            "open_flags": opened.array(known),
            "culprits": self._ranking.lists(ranked).array(known),
            "care": care.array(known),
            "blocked_care": blocked.array(known),
        }
        return Answers(pa.RecordBatch.from_pydict(columns), results.bad)

    def _listed(self, results: Results, pairs: Sequence[tuple[str, int]], names: Sequence[str]) -> Lists:
        """The rules, each with its floor, whose definition holds."""
        planes = np.array([results.shape(name).first for name in names], np.int64)
        ends, which = loops.listed(results.said, planes, results.people, results.readable)
        rules = list(dict.fromkeys(rule for rule, _ in pairs))
        rule = np.array([rules.index(one) for one, _ in pairs])
        floor = np.array([one for _, one in pairs])
        return Lists(ends, {"id": words(rule[which], rules), "floor": words(floor[which], FLOORS)})


def _level(results: Results, name: str, known: Sequence[str]) -> pa.DictionaryArray:
    codes = results.integer(name).cast(pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(known), pa.string()))


def _yes(results: Results, name: str) -> pa.BooleanArray:
    """Whether a condition fires; silent and open are both no."""
    (yes,) = results.planes(name)
    validity = pa.py_buffer(results.readable) if results.bad else None
    return pa.Array.from_buffers(pa.bool_(), results.people, [validity, pa.py_buffer(np.ascontiguousarray(yes))])


def _known(results: Results) -> pa.BooleanArray:
    """True for those who can be read, null for the others."""
    readable = pa.py_buffer(results.readable)
    return pa.Array.from_buffers(pa.bool_(), results.people, [readable, readable])
