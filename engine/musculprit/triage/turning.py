"""What an answer that nobody gave yet would turn: the level, never to a lower one, and who leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..model.answers import Answer, Answers, World, flatten, reached
from ..model.expression import Outcome, Yes
from ..model.vocabulary import Vocabulary
from ..model.words import CANNOT_ASSESS, OUT_OF_SCOPE, SAME_DAY
from ..reasoning.again import Again, Changes
from .base import RuleBase
from .state import State


@dataclass(frozen=True, slots=True)
class Standing:
    """The level as a rank, the floor below it, and who leads."""

    rank: int
    floor: int
    leads: frozenset[str]

    @property
    def severity(self) -> int:
        """How serious it counts where levels are compared (design, section 6)."""
        if self.rank == CANNOT_ASSESS:
            return max(self.floor, SAME_DAY)
        return max(self.floor, 1) if self.rank == OUT_OF_SCOPE else self.rank

    def raises(self, before: Standing) -> bool:
        """Whether this is a higher level; from an answer that is none, only same day and above count."""
        if self.rank >= CANNOT_ASSESS:
            return False
        if before.rank >= CANNOT_ASSESS:
            return self.rank >= SAME_DAY and self.rank > before.floor
        return self.rank > before.rank

    def turns(self, before: Standing) -> bool:
        """Whether others lead, at a level that shows them and that is not lower."""
        shown = self.rank not in range(SAME_DAY, CANNOT_ASSESS) and before.rank not in range(SAME_DAY, CANNOT_ASSESS)
        return shown and self.leads != before.leads and self.severity >= before.severity


@dataclass(frozen=True, slots=True)
class Step:
    """What one or more answers do: the atoms and definitions that change, and where it leads."""

    changes: Changes
    standing: Standing


class Turning:
    """Tries answers on a person. Only what can change is read again."""

    def __init__(self, state: State, base: RuleBase, doubts: Collection[str] = ()) -> None:
        self._state = state
        self._base = base
        self._vocabulary = base.program.vocabulary
        self._again = again_of(base)
        self._leads = tuple(f"lead.{one.id}" for one in base.program.culprits)
        findings = self._vocabulary.findings
        self._doubts = tuple(name for name in doubts if findings[name].danger and name not in state.world)
        # A doubt holds `complete` open; what stands once it is settled is what judge says without it.
        self._said = base.judge.run(state.world) if self._doubts else state.said
        self._known = {**state.world, **{name: value for name, value in self._said.items() if value is not None}}
        self.now = self._standing(self._run({}))

    def trying(self, added: Answers) -> Step | None:
        """What the answers would do, or None when they do not go with each other or with what was told."""
        atoms = changed_atoms(added, self._state.answers, self._state.world, self._vocabulary)
        if atoms is None:
            return None
        changes = self._run(atoms)
        return Step(changes, self._standing(changes))

    def readers(self, step: Step) -> Iterator[int]:
        """The positions of the definitions that read something the step changes."""
        for name in step.changes:
            yield from self._again.readers_of(name)

    def positions(self, names: Iterable[str]) -> int:
        """Those definitions, as a set of bits."""
        wanted = set(names)
        return sum(1 << at for at, name in enumerate(self._again.names) if name in wanted)

    def _run(self, atoms: Changes) -> Changes:
        overruled: Mapping[str, Outcome] = {}
        if any(name not in atoms for name in self._doubts):
            overruled = {"complete": None}
        return self._again.run(self._known, atoms, overruled)

    def _standing(self, changes: Changes) -> Standing:
        def now(name: str) -> object:
            return changes[name] if name in changes else self._said[name]

        rank, floor = now("disposition"), now("floor")
        assert isinstance(rank, int)
        assert isinstance(floor, int)
        return Standing(rank, floor, frozenset(one.removeprefix("lead.") for one in self._leads if now(one) is True))


@lru_cache(maxsize=4)
def again_of(base: RuleBase) -> Again:
    """The reader of what decides the level and who leads."""
    leads = (f"lead.{one.id}" for one in base.program.culprits)
    return Again(base.program.definitions, ("disposition", "floor", *leads))


def changed_atoms(added: Answers, told: Answers, world: World, vocabulary: Vocabulary) -> Changes | None:
    """The atoms that the added answers change, or None where a yes or no among all of them would not stand."""
    if len(added) == 1:
        ((name, answer),) = added.items()
        if isinstance(answer, bool) and (atoms := _of_one(name, answer, world, vocabulary)) is not None:
            return atoms
    everything = {**told, **added}
    after = flatten(everything, vocabulary)
    if not all(_stands(name, answer, after) for name, answer in everything.items()):
        return None
    return {name: after.get(name) for name in {*world, *after} if after.get(name) is not world.get(name)}


def atoms_by(name: str, answer: Answer, world: Mapping[str, object], vocabulary: Vocabulary) -> Changes:
    """The atoms that one answer makes known, nearly: what it rules out elsewhere is left out."""
    if isinstance(answer, bool):
        if answer:
            return {one: True for one in reached((name,), vocabulary.implied_by_yes) if world.get(one) is not True}
        return {one: False for one in reached((name,), vocabulary.denied_by_no) if one not in world}
    if vocabulary.findings[name].type == "choice":
        return {atom: atom == f"{name}={answer}" for atom in vocabulary.atoms_of(name)}
    return {name: answer}


def _of_one(name: str, answer: bool, world: World, vocabulary: Vocabulary) -> Changes | None:
    """The atoms that one yes or no changes, as `flatten` has them; None where it takes all of `flatten` to tell."""
    if name in world or name in vocabulary.mitigating:
        return None
    atoms = atoms_by(name, answer, world, vocabulary)
    # What a yes rules out, and a yes that may lower a result, need all of `flatten`.
    return atoms if not answer or _ruling(vocabulary).isdisjoint(atoms) else None


def _stands(name: str, answer: Answer, after: Mapping[str, object]) -> bool:
    return not isinstance(answer, bool) or after[name] is answer


def _ruling(vocabulary: Vocabulary) -> frozenset[str]:
    """The atoms whose yes rules something out, and those that may lower a result."""
    leaves = (leaf for some in vocabulary.ruled_out_by.values() for leaf in some)
    return frozenset((*(leaf.atom for leaf in leaves if isinstance(leaf, Yes)), *vocabulary.mitigating))
