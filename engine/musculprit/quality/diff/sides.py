"""One person before two rule bases: each hears what it has words for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...model.answers import NOT_SURE, Answer, Sites, flatten
from ...model.expression import Condition, atoms_of
from ...model.vocabulary import FindingLogic, Vocabulary
from ...reasoning.judge import Judge
from ...triage.base import RuleBase
from ...triage.screen import with_none_of

SCREEN = frozenset({"screen"})

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What a person tells; `none_of_these` is the answer to every page of either screen, besides."""

    answers: Mapping[str, Answer]
    none_of_these: bool = False

    def __len__(self) -> int:
        return len(self.answers) + self.none_of_these


class Side:
    """A rule base that hears a person and says what follows."""

    def __init__(self, base: RuleBase) -> None:
        self.base, self.program = base, base.program
        self.definitions = base.program.definitions
        self._readers: dict[frozenset[str], Judge] = {}
        self._needs: dict[str, frozenset[str]] = {}

    def heard(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """The answers that this side has a word for."""
        vocabulary = self.program.vocabulary
        found: dict[str, Answer] = {}
        for name, answer in answers.items():
            logic = vocabulary.findings.get(name)
            if logic is not None and not logic.derived and _fits(answer, logic):
                found[name] = _places_of(answer, vocabulary) if isinstance(answer, Sites) else answer
        return found

    def known(self, answers: Mapping[str, Answer], names: frozenset[str]) -> Known:
        """All that these definitions, and those they read, say of a person, and what the person told."""
        if names not in self._readers:
            wanted = self.needed(names)
            self._readers[names] = Judge({name: node for name, node in self.definitions.items() if name in wanted})
        world = flatten(self.heard(answers), self.program.vocabulary)
        return {**world, **{name: one for name, one in self._readers[names].run(world).items() if one is not None}}

    def needed(self, names: Iterable[str]) -> frozenset[str]:
        """These definitions and all that they read."""
        found: set[str] = set()
        waiting = [name for name in names if name in self.definitions]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._read_by(name)
        return frozenset(found)

    def holds(self, condition: Condition, known: Known) -> bool:
        """Whether a condition fires."""
        return self.base.judge.outcome(condition, known) is True

    def _read_by(self, name: str) -> frozenset[str]:
        if name not in self._needs:
            self._needs[name] = frozenset(one for one in atoms_of(self.definitions[name]) if one in self.definitions)
        return self._needs[name]


class Both:
    """The two sides of a comparison."""

    def __init__(self, before: RuleBase, after: RuleBase) -> None:
        self.before, self.after = Side(before), Side(after)

    def answers(self, told: Told) -> dict[str, Answer]:
        """All that a person answers, "none of these" written out on both screens."""
        if not told.none_of_these:
            return dict(told.answers)
        filled = dict(told.answers)
        for side in (self.before, self.after):
            filled |= with_none_of(side.heard(filled), SCREEN, side.base) | _unheard(filled, side)
        return filled

    @cached_property
    def every_name(self) -> frozenset[str]:
        """The names of all definitions of either side."""
        return frozenset((*self.before.definitions, *self.after.definitions))

    def known(self, told: Told, names: frozenset[str] | None = None) -> tuple[Known, Known]:
        """What both sides say of a person: all, or what these definitions need."""
        answers = self.answers(told)
        wanted = self.every_name if names is None else names
        return self.before.known(answers, wanted), self.after.known(answers, wanted)


def _unheard(answers: Mapping[str, Answer], side: Side) -> dict[str, Answer]:
    """What a side has no word for, and places that it knows only in part, as they were told."""
    heard = side.heard(answers)
    return {
        name: answer
        for name, answer in answers.items()
        if name not in heard or (isinstance(answer, Sites) and heard[name] != answer)
    }


def _fits(answer: Answer, logic: FindingLogic) -> bool:
    if answer is NOT_SURE:
        return True
    match logic.type:
        case "yes_no":
            return isinstance(answer, bool)
        case "integer":
            return isinstance(answer, int) and not isinstance(answer, bool) and logic.low <= answer <= logic.high
        case "choice":
            return answer in logic.options
        case "regions":
            return isinstance(answer, Sites)


def _places_of(sites: Sites, vocabulary: Vocabulary) -> Sites:
    known = frozenset(place for place in sites.places if place.partition(".")[0] in vocabulary.regions)
    return Sites(known, sites.complete)
