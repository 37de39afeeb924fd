"""Every mutant of every red flag and precaution: noticed, equivalent, or a survivor with the case that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...model.answers import Answer
from ...model.expression import Condition
from ...model.program import Program
from ...model.rule import NotSurePolicy, Precaution, RedFlag
from ...model.rules import Rules
from ...model.words import EMERGENCY, FLOORS
from ...policy import flags
from ...policy.unfold import Unfolding
from ...reasoning.judge import condition_reader
from ...triage.assessing import plain
from ...triage.base import RuleBase
from ..casefile import Located
from .mutants import Mutant, mutants_of_flag, mutants_of_precaution
from .noticed import Witnesses


@dataclass(frozen=True, slots=True)
class Survivor:
    """A broken rule that no case notices, and a person who would."""

    rule: str
    how: str
    person: dict[str, Any]
    should_be: str
    is_now: str


@dataclass(slots=True)
class Score:
    """How many mutants were noticed, and how many nobody could notice."""

    made: int = 0
    noticed: int = 0
    equivalent: int = 0

    @property
    def killable(self) -> int:
        """Those that some person tells apart."""
        return self.made - self.equivalent

    @property
    def share(self) -> float:
        """Noticed of killable, 0 to 100."""
        return 100 * self.noticed / self.killable if self.killable else 100.0


class Mutation:
    """Breaks the rules one by one and counts."""

    def __init__(self, rules: Rules, base: RuleBase, cases: Iterable[Located]) -> None:
        self.rules, self.base = rules, base
        self.emergency, self.every = Score(), Score()
        self._witnesses = Witnesses(base, cases)
        self._unfolding = Unfolding(rules.findings)

    def run(self) -> Iterator[Survivor]:
        """Every survivor that is not equivalent; the scores fill as it goes."""
        for flag in self.rules.red_flags:
            highest = max([flag.floor, *(one.to for one in flag.raises)], key=FLOORS.index)
            scores = [self.every, self.emergency] if FLOORS.index(highest) == EMERGENCY else [self.every]
            for mutant in mutants_of_flag(flag):
                yield from self._flag(flag, mutant, scores)
        for precaution in self.rules.precautions:
            for mutant in mutants_of_precaution(precaution):
                yield from self._precaution(precaution, mutant)

    def _flag(self, flag: RedFlag, mutant: Mutant, scores: list[Score]) -> Iterator[Survivor]:
        assert isinstance(mutant.rule, RedFlag)
        pairs = flags.pairs([mutant.rule], self._unfolding.unfolded)
        readers = {pair.flag.name: condition_reader(pair.when) for pair in pairs}
        floors = {pair.flag.name: pair.flag.floor for pair in pairs}
        noticed = self._witnesses.notice_flag(flag.id, readers, floors)
        now = {pair.flag.name: pair.when for pair in pairs}
        original = {f.name: _condition(self.base.program, f.name) for f in self.base.program.flags if f.rule == flag.id}
        before_floors = {f.name: f.floor for f in self.base.program.flags if f.rule == flag.id}
        yield from self._counted(flag.id, mutant.how, noticed, (original, before_floors), (now, floors), scores)

    def _precaution(self, rule: Precaution, mutant: Mutant) -> Iterator[Survivor]:
        assert isinstance(mutant.rule, Precaution)
        policy: NotSurePolicy = mutant.rule.not_sure
        when = self._unfolding.cautious(mutant.rule.when, policy)
        withholds = frozenset((*mutant.rule.block, *mutant.rule.ask_first))
        noticed = self._witnesses.notice_precaution(rule.id, condition_reader(when), withholds)
        lost = withholds != {*rule.block, *rule.ask_first}
        before = ({rule.id: _condition(self.base.program, rule.id)}, {rule.id: 1})
        yield from self._counted(
            rule.id, mutant.how, noticed, before, ({rule.id: when}, {rule.id: 0 if lost else 1}), [self.every]
        )

    def _counted(
        self,
        rule: str,
        how: str,
        noticed: bool,
        before: tuple[dict[str, Condition], dict[str, int]],
        now: tuple[dict[str, Condition], dict[str, int]],
        scores: list[Score],
    ) -> Iterator[Survivor]:
        for score in scores:
            score.made += 1
            score.noticed += noticed
        if noticed:
            return
        from .missing import told_apart

        found = told_apart(self.base.program, before, now)
        if found is None:
            for score in scores:
                score.equivalent += 1
            return
        person, should_be, is_now = found
        yield Survivor(rule, how, _plain(person), should_be, is_now)


def _plain(person: dict[str, Answer]) -> dict[str, Any]:
    return plain(person)


def _condition(program: Program, name: str) -> Condition:
    node = program.definitions[name]
    assert isinstance(node, Condition)
    return node
