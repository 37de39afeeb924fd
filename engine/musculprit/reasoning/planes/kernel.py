"""The front of planes: a program in, then what every definition says of everybody in a record batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
import pyarrow as pa

from ...model.program import Program
from . import bits
from .circuit import Circuit, Plane, settled
from .code import code_of
from .intake import Intake
from .machine import Words, run
from .meaning import Meaning
from .numbers import steps_of
from .people import People
from .results import Results, Shape
from .screen import none_of
from .told import Bad

STRETCH = 131_072
"""People whose columns are read at once; whole words of them."""
APART = 8
"""Words between one row of results and the next: rows of 8 KiB would all want the same few places in the cache."""


class Kernel:
    """Reads the definitions of a program that are asked for (all of them, unless `names` says which).

    `fires_only` leaves out where conditions are silent, for those who take silent and open for the same. What is worked
    out once is kept, so make one kernel and run it on many batches.
    """

    def __init__(self, program: Program, names: Iterable[str] | None = None, fires_only: bool = False) -> None:
        self._program, self._fires_only = program, fires_only
        self._circuit = Circuit()
        people = People(self._circuit, program.vocabulary, none_of(self._circuit, program))
        meaning = Meaning(self._circuit, people.atom)
        meaning.define_all(program.definitions)
        self._shapes: dict[str, Shape] = {}
        self._roots: list[Plane] = []
        for name in program.definitions if names is None else names:
            self._ask(name, meaning)
        self._intakes: dict[pa.Schema, Intake] = {}
        self._plan: _Plan | None = None
        self._planning = Lock()

    def run(self, batch: pa.RecordBatch) -> Results:
        """What the definitions say of each row. Raises CaseError when a column cannot be used.

        A row with a value that cannot be read is reported in `bad`, and nothing is said of it.
        """
        intake = self._intake(batch.schema)
        plan = self._plan_for(intake.inputs(batch))
        said = np.empty((len(self._roots), bits.words_for(batch.num_rows) + APART), np.uint64)
        bad: list[Bad] = []
        for first in range(0, batch.num_rows, STRETCH):
            told = intake.read(batch.slice(first, STRETCH), plan.wanted)
            plan.work_out(told.planes, said, first // 64)
            bad += [Bad(first + one.row, one.field, one.reason) for one in told.bad]
        return Results(batch.num_rows, self._shapes, said, tuple(sorted(bad)))

    def _ask(self, name: str, meaning: Meaning) -> None:
        if name in meaning.outcomes:
            outcome = meaning.outcomes[name]
            planes: Sequence[Plane] = (outcome.yes,) if self._fires_only else (outcome.yes, outcome.no)
            self._shapes[name] = Shape(len(self._roots), len(planes))
        else:
            number = meaning.numbers[name]
            planes = number.planes
            self._shapes[name] = Shape(len(self._roots), len(planes), number.low, steps_of(number))
        self._roots.extend(planes)

    def _intake(self, schema: pa.Schema) -> Intake:
        bare = schema.remove_metadata()
        if bare not in self._intakes:
            self._intakes[bare] = Intake(bare, self._program)
        return self._intakes[bare]

    def _plan_for(self, inputs: frozenset[str]) -> _Plan:
        """The circuit without the inputs that no batch so far has set."""
        with self._planning:  # two batches at once must not each make a plan that lacks the other's inputs
            if self._plan is None or not inputs <= self._plan.inputs:
                so_far = self._plan.inputs if self._plan else frozenset()
                self._plan = _Plan(self._circuit, self._roots, inputs | so_far)
            return self._plan


class _Plan:
    """The code for people of whom some inputs are never set."""

    def __init__(self, circuit: Circuit, roots: Sequence[Plane], inputs: frozenset[str]) -> None:
        self.inputs = inputs
        self._code = code_of(*settled(circuit, roots, circuit.inputs.keys() - inputs))
        self.wanted = {name: at for at, name in enumerate(self._code.inputs)}

    def work_out(self, told: Words, said: Words, start: int) -> None:
        """What the roots say of a stretch of people, into `said` from word `start` on."""
        run(self._code.steps, self._code.rows, told, said, start)
