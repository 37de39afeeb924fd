"""The mutants of a rule base on two cores."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from ...knowledge.load import load
from ...triage.base import load_rules
from ..casefile import read_cases
from .run import Mutation, Score, Survivor

CORES = 2
WANTED, WANTED_EMERGENCY = 95.0, 100.0
"""Per cent of the killable that the cases must notice."""


@dataclass(frozen=True, slots=True)
class Mutated:
    """What survived, and how many were noticed: of all, and of the flags that reach an emergency."""

    survivors: tuple[Survivor, ...]
    every: Score
    emergency: Score

    @property
    def strong(self) -> bool:
        """Whether the cases are strong enough."""
        return self.every.share >= WANTED and self.emergency.share >= WANTED_EMERGENCY


def mutate(rules: Path, cases: Path, only: Sequence[str] = ()) -> Mutated:
    """Break every red flag and precaution of a folder, or those in `only`. Raises RuleBaseError, MissingExtra."""
    from ...quality.prove.run import need_solver

    need_solver()
    loaded = load(rules)
    names = [one.id for one in (*loaded.red_flags, *loaded.precautions) if not only or one.id in only]
    parts = [tuple(names[at::CORES]) for at in range(CORES) if names[at::CORES]]
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        halves = list(pool.map(part, [rules] * len(parts), [cases] * len(parts), parts))
    survivors = sorted((one for half in halves for one in half.survivors), key=lambda one: (one.rule, one.how))
    return Mutated(tuple(survivors), _sum([half.every for half in halves]), _sum([half.emergency for half in halves]))


def part(rules: Path, cases: Path, names: tuple[str, ...]) -> Mutated:
    """Break some of the rules; runs in a process of its own."""
    loaded = load(rules)
    wanted = replace(
        loaded,
        red_flags=tuple(one for one in loaded.red_flags if one.id in names),
        precautions=tuple(one for one in loaded.precautions if one.id in names),
    )
    found, _ = read_cases([cases], cases)
    mutation = Mutation(wanted, load_rules(rules), [one for one in found if not one.rule or one.rule in names])
    survivors = tuple(mutation.run())
    return Mutated(survivors, mutation.every, mutation.emergency)


def _sum(scores: Sequence[Score]) -> Score:
    return Score(
        sum(one.made for one in scores), sum(one.noticed for one in scores), sum(one.equivalent for one in scores)
    )
