"""One person for each difference: tried on people first, then searched for among all, and cut down to the shortest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ...model.answers import NOT_SURE, Answer, Sites
from .candidates import against_care, edges
from .differences import Difference
from .everybody import Everybody
from .sides import Both, Known, Told


@dataclass
class Searched:
    """Who shows each difference; what nobody shows is proved not to differ, unless it is not settled."""

    found: dict[Difference, Told] = field(default_factory=dict)
    unsettled: list[Difference] = field(default_factory=list)


class Search:
    """Searches for people on both sides of a comparison."""

    def __init__(self, both: Both, people: Iterable[Told], reach: frozenset[str]) -> None:
        self.both, self._reach = both, reach
        self._people = list(people)

    @cached_property
    def _read(self) -> list[tuple[Told, Known, Known]]:
        return [(told, *self.both.known(told)) for told in self._people]

    def settle(self, differences: Iterable[Difference], seconds: float) -> Searched:
        """Find somebody for each difference, or prove that there is nobody; what takes longer stays unsettled."""
        result = Searched()
        waiting = list(differences)
        for told, before, after in self._read:
            shown = [one for one in waiting if self._holds(one, before, after)]
            result.found |= dict.fromkeys(shown, told)
            if shown:
                waiting = [one for one in waiting if one not in result.found]
        if waiting:
            self._solve(waiting, seconds, result)
        return result

    def shows(self, difference: Difference, told: Told) -> bool:
        """Whether judge, on both sides, says that this person shows the difference."""
        return self._holds(difference, *self.both.known(told, difference.reads))

    def _holds(self, difference: Difference, before: Known, after: Known) -> bool:
        one, other = self.both.before, self.both.after
        return any(one.holds(was, before) and other.holds(now, after) for was, now in difference.ways)

    def _solve(self, waiting: list[Difference], seconds: float, result: Searched) -> None:
        end = time.monotonic() + seconds
        possible = self._everybody.possible(waiting, seconds / 2)
        for one, told in possible.items():
            if told is not None and time.monotonic() < end and (near := self._near(one, told)) is not None:
                result.found[one] = near
        waiting = [one for one in possible if one not in result.found]
        while waiting:
            met = self._everybody.somebody(waiting, end - time.monotonic())
            if met == "nobody":
                return
            shown = [one for one in waiting if self.shows(one, met)] if isinstance(met, Told) else []
            if not shown:  # not in time, or words that only one side can hear
                result.unsettled += waiting
                return
            if isinstance(met, Told):
                result.found |= dict.fromkeys(shown, met)
            waiting = [one for one in waiting if one not in result.found]

    def _near(self, difference: Difference, told: Told) -> Told | None:
        """A person much like this one who does show the difference: with another place, all else denied or open."""
        regions = self.both.after.program.vocabulary.regions
        said = {name: answer for name, answer in told.answers.items() if answer is not False}
        denied = {**dict.fromkeys(against_care(self.both.after), False), **said}
        places = (Sites(frozenset({name})) for name, one in regions.items() if one.in_scope and not one.vague)
        tries = [told, Told(said, True), *(Told({**denied, "pain_site": one}, True) for one in places)]
        return next((one for one in tries if self.shows(difference, one)), None)

    @cached_property
    def _everybody(self) -> Everybody:
        return Everybody(self.both, self._reach)

    def shortest(self, difference: Difference, told: Told) -> Told:
        """The same difference with as few answers, and as plain ones, as still show it."""

        def shows(one: Told) -> bool:
            return self.shows(difference, one)

        said = {name: answer for name, answer in told.answers.items() if answer is not False}
        starts = (Told(said, True), Told(told.answers, True), told)
        start = next((one for one in starts if shows(one)), told)
        fewest = _fewest(start, shows)
        if fewest.none_of_these and shows(without := Told(fewest.answers)):
            fewest = _fewest(without, shows)
        for name in list(fewest.answers):
            fewest = self._plainer(name, fewest, shows)
        return _fewest(fewest, shows)

    def _plainer(self, name: str, told: Told, shows: Callable[[Told], bool]) -> Told:
        answer = told.answers[name]
        for other in self._simpler(name, answer):
            changed = Told({**told.answers, name: other}, told.none_of_these)
            if shows(changed):
                return changed
        return told

    def _simpler(self, name: str, answer: Answer) -> Iterator[Answer]:
        """Other answers, the plainest first: a yes, one place, the value at an edge."""
        if answer is NOT_SURE:
            yield True
        elif isinstance(answer, Sites):
            regions = dict.fromkeys(place.partition(".")[0] for place in sorted(answer.places))
            yield from (Sites(frozenset({place})) for place in (*regions, *sorted(answer.places)))
        elif isinstance(answer, int) and not isinstance(answer, bool):
            for edge in edges(self.both, name):
                if edge == answer:
                    return
                yield edge


def _fewest(told: Told, shows: Callable[[Told], bool]) -> Told:
    """Answers dropped, by halves and then one by one, while it still shows."""
    names = sorted(told.answers)
    size = max(len(names) // 2, 1)
    while names:
        at = 0
        while at < len(names):
            dropped = set(names[at : at + size])
            fewer = Told({n: a for n, a in told.answers.items() if n not in dropped}, told.none_of_these)
            if shows(fewer):
                told, names = fewer, [name for name in names if name not in dropped]
            else:
                at += size
        if size == 1:
            break
        size //= 2
    return told
