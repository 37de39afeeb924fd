"""Everybody who could ever be asked about a difference, the cheap questions first."""

from __future__ import annotations

import time
from typing import Literal, TypeAlias

from ...errors import MissingExtra
from ...model.answers import Answer, Sites
from ...model.expression import Any, Constant, Node, Number, Pick, Yes
from .differences import Difference
from .sides import Both, Side, Told

Answered: TypeAlias = Told | Literal["nobody", "unknown"]


class Everybody:
    """The people of a comparison. Raises MissingExtra without the solver."""

    def __init__(self, both: Both, reach: frozenset[str]) -> None:
        try:
            from ...reasoning.proof.pair import Pair
        except ImportError as error:
            raise MissingExtra("the comparison needs Z3: pip install 'musculprit[prove]'") from error
        sides = (both.before, both.after)
        same_leaders = [name for name in both.before.definitions if name.startswith("lead.") and name not in reach]
        self._spares = bool(same_leaders)
        self._pair = Pair([(side.program.vocabulary, _by_level(side)) for side in sides], same_leaders)

    def possible(self, differences: list[Difference], seconds: float) -> dict[Difference, Told | None]:
        """Those that may be shown when anybody at all may lead, which spares the solver the points, and by whom.

        What leads is the same on both sides where the change does not reach it; there is nobody for the others.
        """
        if not self._spares:
            return dict.fromkeys(differences)
        end = time.monotonic() + seconds
        left: dict[Difference, Told | None] = {}
        kinds = list(dict.fromkeys(one.kind for one in differences))
        for done, kind in enumerate(kinds):
            alike = [one for one in differences if one.kind == kind]
            share = time.monotonic() + (end - time.monotonic()) / (len(kinds) - done)
            if self._ask(alike, share, loose=True) == "nobody":
                continue
            for one in alike:
                told = self._ask([one], share, loose=True)
                if told != "nobody":
                    left[one] = told if isinstance(told, Told) else None
        return left

    def somebody(self, differences: list[Difference], seconds: float) -> Answered:
        """A person who shows one of these."""
        return self._ask(differences, time.monotonic() + seconds, loose=False)

    def _ask(self, differences: list[Difference], end: float, loose: bool) -> Answered:
        met = self._pair.somebody((way for one in differences for way in one.ways), end, loose)
        return met if isinstance(met, str) else _told(*met)


def _told(before: dict[str, Answer], after: dict[str, Answer]) -> Told:
    """What both sides heard, as one person told it."""
    answers = dict(before)
    for name, answer in after.items():
        known = answers.get(name)
        if isinstance(known, Sites) and isinstance(answer, Sites):
            answers[name] = Sites(known.places | answer.places, known.complete)
        else:
            answers[name] = answer
    return Told(answers)


def _by_level(side: Side) -> dict[str, Node]:
    """The definitions, with the floor as the highest level that any flag reaches.

    It is the same as the largest of all, and one flag more or less does not change its shape, which the solver
    needs to see quickly that one floor is not below another.
    """
    floor: Number = Constant(0)
    for level in sorted({flag.floor for flag in side.program.flags} - {0}):
        reached = Any(tuple(Yes(flag.name) for flag in side.program.flags if flag.floor == level))
        floor = Pick(reached, Constant(level), floor)
    return {**side.definitions, "floor": floor}
