"""durable-rules in its safe pattern: the product's own second reading, without its process and its pipe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from musculprit.model.program import Program
from musculprit.reasoning.forward import worker
from musculprit.reasoning.forward.plan import plan_of
from musculprit.reasoning.forward.reader import ForwardReader

from .engines import Said, World, floors_of


class Durable:
    """The engine in this process: one flat fact a ruleset, asserted, drained and retracted."""

    def __init__(self, program: Program) -> None:
        self._floors = floors_of(program)
        self._plan = worker.Plan(worker.import_engine(), json.loads(plan_of(program)))

    def ready(self, worlds: Sequence[World]) -> list[Any]:
        """The worlds in the form that it takes; not timed."""
        return list(worlds)

    def read(self, case: Any) -> tuple[Said, int]:
        """What it says of one person."""
        said = self._plan.run(case)
        return said, _floor(said, self._floors)


class DurableOverThePipe:
    """As the product runs it: a process of its own, asked over a pipe."""

    def __init__(self, program: Program) -> None:
        self._floors = floors_of(program)
        self._reader = ForwardReader(plan_of(program), self._floors, patience=60.0)

    def ready(self, worlds: Sequence[World]) -> list[Any]:
        """The worlds in the form that it takes; not timed."""
        return list(worlds)

    def read(self, case: Any) -> tuple[Said, int]:
        """What it says of one person."""
        said = self._reader.read(case)
        return said, _floor(said, self._floors)

    def close(self) -> None:
        """End its process."""
        self._reader.close()


def _floor(said: Said, floors: dict[str, int]) -> int:
    return max((floors[name] for name, outcome in said.items() if outcome), default=0)
