"""Whether a case notices a broken rule: something that it expects comes out otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...conversation.cases import case_of
from ...errors import CaseError
from ...model.answers import World
from ...model.expression import Outcome
from ...model.words import CANNOT_ASSESS, DISPOSITIONS, FLOORS, SAME_DAY
from ...reasoning.judge import Said
from ...triage.base import RuleBase
from ...triage.state import state_of
from ..casefile import Expect, Located

_STATES = {True: "fires", False: "silent", None: "open"}


@dataclass(frozen=True, slots=True)
class Known:
    """A case, read once by the rules as they are."""

    located: Located
    world: World
    said: Said


class Witnesses:
    """All cases by the rule that they are for; whole people apart."""

    def __init__(self, base: RuleBase, cases: Iterable[Located]) -> None:
        self.base = base
        self.of_rule: dict[str, list[Known]] = defaultdict(list)
        self.people: list[Known] = []
        for located in cases:
            known = _known(base, located)
            if known is not None:
                (self.of_rule[located.rule] if located.rule else self.people).append(known)

    def notice_flag(self, rule: str, outcomes: Mapping[str, Any], floors: Mapping[str, int]) -> bool:
        """Whether a case notices that a flag's pairs read otherwise.

        `outcomes` are readers of each pair of the broken flag by its name, `floors` their floors.
        """
        for known in (*self.of_rule[rule], *self.people):
            now = {name: read(known.world) for name, read in outcomes.items()}
            if self._flag_differs(rule, known, now, floors):
                return True
        return False

    def _flag_differs(self, rule: str, known: Known, now: Mapping[str, Outcome], floors: Mapping[str, int]) -> bool:
        before = {flag.name: known.said[flag.name] for flag in self.base.program.flags if flag.rule == rule}
        floor = max((floors[name] for name, outcome in now.items() if outcome), default=0)
        if dict(now) == before and floor == int(known.said[f"floor.{rule}"] or 0):
            return False
        expect = known.located.case.expect
        if known.located.rule == rule:
            state = "fires" if True in now.values() else _STATES[now.get(rule)]
            if expect.outcome is not None and expect.outcome != state:
                return True
            if expect.level is not None and expect.level != FLOORS[floor]:
                return True
        overruled: dict[str, Any] = {**now, f"floor.{rule}": floor}
        return _expectation_broken(expect, rule, self.base.judge.run(known.world, overruled), overruled)

    def notice_precaution(self, rule: str, read: Any, withholds: frozenset[str]) -> bool:
        """Whether a case notices that a precaution reads otherwise, or withholds less."""
        for known in (*self.of_rule[rule], *self.people):
            outcome = read(known.world)
            expect = known.located.case.expect
            if known.located.rule == rule:
                if expect.outcome is not None and expect.outcome != _STATES[outcome]:
                    return True
                if not set(expect.blocks) <= withholds or (expect.blocks and outcome is not True):
                    return True
        return False


def _expectation_broken(expect: Expect, rule: str, said: Said, overruled: Mapping[str, Any]) -> bool:
    rank = int(said["disposition"] or 0)
    at_least = FLOORS[int(said["at_least"] or 0)] if int(said["at_least"] or 0) < len(FLOORS) else FLOORS[0]
    compared = SAME_DAY if rank == CANNOT_ASSESS else FLOORS.index(at_least)
    checks = (
        expect.floor is not None and expect.floor != FLOORS[int(said["floor"] or 0)],
        expect.disposition is not None and expect.disposition != DISPOSITIONS[rank],
        expect.at_least is not None and max(compared, FLOORS.index(at_least)) < FLOORS.index(expect.at_least),
        expect.at_most is not None and compared > FLOORS.index(expect.at_most),
        rule in expect.fires and overruled.get(rule) is not True,
        rule in expect.silent and True in overruled.values(),
    )
    return any(checks)


def _known(base: RuleBase, located: Located) -> Known | None:
    try:
        case = case_of(base, located.case.given, located.case.says)
    except CaseError:
        return None
    state = state_of(case, base)
    return Known(located, state.world, state.said)
