"""What an assessment hinges on: the few answers, not given yet, that would change it most plainly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from ..model.assessment import Question, WouldChange
from ..model.expression import Condition
from ..model.words import CANNOT_ASSESS, EMERGENCY, SAME_DAY, URGENT
from .askable import answers_to, may_be_asked
from .base import RuleBase
from .phrasing import Tried, leaders_in_words, level_in_words, question_if
from .state import State
from .support import finding_of
from .turning import Standing, Turning

SHOWN = 4
"""Turns told with an assessment; `explain what-if` tells all."""

DANGERS_TRIED = 6
QUESTIONS_TRIED = 2


def would_change(
    state: State, base: RuleBase, questions: Iterable[Question], doubts: Collection[str], words: Mapping[str, Any]
) -> tuple[WouldChange, ...]:
    """At most four single answers that would change the level, to a higher one, or who leads; levels first.

    Tried are what was hinted at, what a danger that has begun waits for, and the two questions that tell the
    leaders apart best. It is a look at what matters most, not a search: `explain what-if` searches.
    """
    rank = int(state.said["disposition"] or 0)
    if rank == EMERGENCY:
        return ()
    telling = [one.finding for one in questions if one.because == "ranking"][:QUESTIONS_TRIED] if rank <= URGENT else []
    dangers = dict.fromkeys(chain(_hinted(doubts, state, base), islice(begun(state, base), DANGERS_TRIED)))
    if not dangers and not telling:
        return ()
    turning = Turning(state, base, doubts)
    levels = (
        _level(tried, after, base, words)
        for tried, after in _tried(dangers, turning, base)
        if after.raises(turning.now)
    )
    leaders = (
        _leaders(tried, after, turning.now, base)
        for tried, after in _tried(telling, turning, base)
        if after.turns(turning.now)
    )
    return tuple(islice(chain(levels, leaders), SHOWN))


def _hinted(doubts: Collection[str], state: State, base: RuleBase) -> Iterator[str]:
    return (name for name in doubts if base.program.vocabulary.findings[name].danger and name not in state.world)


def begun(state: State, base: RuleBase) -> Iterator[str]:
    """What the open flags of a higher level wait for, when a danger that they read is there; highest level first."""
    findings, world = base.program.vocabulary.findings, state.world
    rank = int(state.said["disposition"] or 0)
    above = rank if rank < CANNOT_ASSESS else max(int(state.said["floor"] or 0), SAME_DAY - 1)
    there = {name for name in world if name in findings and findings[name].danger and world[name] is not False}
    flags = [flag for flag in base.program.flags if flag.floor > above and not flag.volunteered] if there else []
    for flag in sorted(flags, key=lambda one: -one.floor):
        if state.said[flag.name] is None and not there.isdisjoint(base.reads_of_flag(flag.name)):
            condition = base.program.definitions[flag.name]
            assert isinstance(condition, Condition)
            for name in map(finding_of, state.support.open_on(condition)):
                if may_be_asked(name, state, base):
                    yield name


def _tried(names: Iterable[str], turning: Turning, base: RuleBase) -> Iterator[tuple[Tried, Standing]]:
    for name in names:
        for answer, span in answers_to(name, base):
            if (step := turning.trying({name: answer})) is not None:
                yield Tried(name, answer, span), step.standing


def _level(tried: Tried, after: Standing, base: RuleBase, words: Mapping[str, Any]) -> WouldChange:
    then = level_in_words(after.rank, words)
    return WouldChange(tried.finding, tried.plain, question_if(tried, base), then, "level")


def _leaders(tried: Tried, after: Standing, before: Standing, base: RuleBase) -> WouldChange:
    then = leaders_in_words(after.leads, before.leads, base)
    return WouldChange(tried.finding, tried.plain, question_if(tried, base), then, "leaders")
