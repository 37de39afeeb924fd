"""What would change the answer: the fewest answers, not given yet, to a higher level or to another lead.

Single answers are tried all; two together only where no single one does it, and only pairs that meet in a rule.
It never tells how an answer could become less urgent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from ...model.assessment import Question
from ...model.words import CANNOT_ASSESS, DISPOSITIONS, EMERGENCY, SAME_DAY
from ...triage.askable import answers_to, askable
from ...triage.base import RuleBase
from ...triage.hinges import begun
from ...triage.phrasing import Tried, leaders_in_words, level_in_words, question_if
from ...triage.questions import next_questions, text_of
from ...triage.settled import nothing_can_change
from ...triage.state import State
from ...triage.turning import Standing, Step, Turning
from .nouns import Answered, Turn, WhatIf

PAIRS_TRIED = 6_000
"""More pairs than this are not tried; what was searched is told."""

_JOINS = ("complete", "floor", "disposition", "settled_rank")
"""Definitions in which answers meet without doing more together than each alone does: the highest of all counts."""

Does = Callable[[Standing, Standing], bool]


def what_if(state: State, base: RuleBase, words: Mapping[str, Any], doubts: Collection[str] = ()) -> WhatIf:
    """What would change the level, always to a higher one, and who leads. `words` are a locale's.

    Each turn was tried with every rule, and its answers go with each other and with what was told.
    """
    turning = Turning(state, base, doubts)
    now = turning.now
    label = words["dispositions"][DISPOSITIONS[now.rank]]["label"].format(
        emergency=words["emergency_number"], advice=words["advice_line"]
    )
    found = WhatIf(DISPOSITIONS[now.rank], label, (), (), 0, 0)
    if now.rank == EMERGENCY:
        return replace(found, said=("Nothing that you could still answer makes this less urgent. Go now.",))
    search = _Search(state, base, turning)
    higher, searched_level = search.fewest(Standing.raises, pairs=now.rank < CANNOT_ASSESS)
    # A shared lead that nobody is shown has no turns.
    shown = now.rank < SAME_DAY
    leaders, searched_leaders = search.fewest(Standing.turns, pairs=True) if shown else ([], 0)
    asks = tuple(_asks(state, base, doubts))
    pressing = {
        name: at for at, name in enumerate(dict.fromkeys([*begun(state, base), *(ask.finding for ask in asks)]))
    }
    by_level = sorted(
        _once(higher, base), key=lambda one: (-one[1].rank, pressing.get(one[0][0].finding, len(pressing)))
    )
    by_lead = sorted(_once(leaders, base), key=lambda one: len(one[1].leads))
    return replace(
        found,
        higher=tuple(_turn(one, base, level_in_words(one[1].rank, words)) for one in by_level),
        leaders=tuple(_turn(one, base, leaders_in_words(one[1].leads, now.leads, base)) for one in by_lead),
        searched_level=searched_level,
        searched_leaders=searched_leaders,
        ask_first=asks if now.rank == CANNOT_ASSESS else (),
        nothing=not higher and not leaders and nothing_can_change(state, base, doubts),
    )


Found = tuple[tuple[Tried, ...], Standing]


class _Search:
    """Every single answer tried once, and pairs of them."""

    def __init__(self, state: State, base: RuleBase, turning: Turning) -> None:
        self._turning = turning
        self._base = base
        self._singles: list[tuple[Tried, Step]] = []
        for name in askable(state, base):
            for answer, span in answers_to(name, base):
                if (step := turning.trying({name: answer})) is not None:
                    self._singles.append((Tried(name, answer, span), step))

    def fewest(self, does: Does, pairs: bool) -> tuple[list[Found], int]:
        """The single answers that do it, else the pairs; and up to how many answers all were tried."""
        now = self._turning.now
        alone: list[Found] = [((tried,), step.standing) for tried, step in self._singles if does(step.standing, now)]
        if alone or not pairs:
            return _spans_joined(alone), 1
        meeting = list(self._meeting())
        if len(meeting) > PAIRS_TRIED:
            return [], 1
        found: list[Found] = []
        for one, other in meeting:
            step = self._turning.trying({one.finding: one.answer, other.finding: other.answer})
            if step is not None and does(step.standing, now):
                found.append(((one, other), step.standing))
        return found, 2

    def _meeting(self) -> Iterator[tuple[Tried, Tried]]:
        """Pairs whose answers meet in a definition that could do more with both than with either."""
        joins = self._turning.positions(_JOINS)
        masks = []
        for tried, step in self._singles:
            mask = 0
            for at in self._turning.readers(step):
                mask |= 1 << at
            masks.append((tried, mask & ~joins, frozenset(step.changes)))
        for (one, mask, changed), (other, other_mask, other_changed) in combinations(masks, 2):
            if one.finding == other.finding or not mask & other_mask:
                continue
            # What one answer settles is no longer asked, so that the two would contradict or repeat each other.
            if one.finding not in other_changed and other.finding not in changed:
                yield one, other


def _spans_joined(found: list[Found]) -> list[Found]:
    """Neighbouring spans of a number that lead to the same are told as one."""
    joined: list[Found] = []
    for one in found:
        if joined and (wider := _as_one_span(joined[-1], one)) is not None:
            joined[-1] = wider
        else:
            joined.append(one)
    return joined


def _as_one_span(before: Found, after: Found) -> Found | None:
    (low,), (high,) = before[0], after[0]
    if low.span is None or high.span is None or low.finding != high.finding or low.span[1] + 1 != high.span[0]:
        return None
    if (before[1].rank, before[1].leads) != (after[1].rank, after[1].leads):
        return None
    return (replace(low, span=(low.span[0], high.span[1])),), before[1]


def _once(found: Iterable[Found], base: RuleBase) -> list[Found]:
    """Without the finer answers that do no more than a coarser one."""
    kept = list(found)
    said = {(tried[0].finding, tried[0].answer): standing for tried, standing in kept if len(tried) == 1}
    above = base.program.vocabulary.implied_by_yes

    def repeats(one: Found) -> bool:
        tried, standing = one
        if len(tried) > 1 or tried[0].answer is not True:
            return False
        wider = (said.get((name, True)) for name in above.get(tried[0].finding, ()))
        return any(it is not None and (it.rank, it.leads) == (standing.rank, standing.leads) for it in wider)

    return [one for one in kept if not repeats(one)]


def _turn(found: Found, base: RuleBase, then: str) -> Turn:
    tried, standing = found
    answers = tuple(Answered(one.finding, one.plain, question_if(one, base)) for one in tried)
    return Turn(answers, DISPOSITIONS[standing.rank], tuple(sorted(standing.leads)), then)


def _asks(state: State, base: RuleBase, doubts: Collection[str]) -> Iterator[Question]:
    hinted = [name for name in doubts if name not in state.world]
    yield from (Question(name, text_of(base, name), "said") for name in hinted)
    yield from (one for one in next_questions(base, state.said, state.support) if one.finding not in hinted)
