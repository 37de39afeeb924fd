"""Whether one demand always brings another: a search through every way to meet the first.

What it reports is certain. What it cannot settle within its budget, or would need a case split over the second
demand for, counts as not implied; the proof with a solver has the last word.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from ...model.vocabulary import Vocabulary
from .states import NO, NOT_ASKED, NOT_SURE, YES, Demand, Every, Is, Several, Some, States, every_of, several_of

World = dict[Hashable, int]
"""Things to the states that they may still be in; a thing that is not there may be in any."""

BUDGET = 3_000
"""Steps of one search; the widest of our flags needs a few hundred."""


class _TooWide(Exception):
    pass


class Reasoner:
    """Searches for a way to meet one demand and miss another."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.states = States(vocabulary)
        self._above: Mapping[str, tuple[str, ...]] = vocabulary.implied_by_yes
        self._below: Mapping[str, tuple[str, ...]] = vocabulary.denied_by_no
        self._left = 0

    def impossible(self, demand: Demand) -> bool:
        """Whether nothing can meet the demand."""
        return self.implies(demand, Some(()))

    def implies(self, one: Demand, other: Demand) -> bool:
        """Whether whatever meets the one surely meets the other."""
        self._left = BUDGET
        try:
            return next(self._ways({}, [one], other), None) is None
        except _TooWide:
            return False

    def ways(self, demand: Demand, most: int) -> list[World]:
        """Some of the ways to meet a demand."""
        self._left = BUDGET
        found: list[World] = []
        try:
            for way in self._ways({}, [demand], Some(())):
                found.append(way)
                if len(found) == most:
                    break
        except _TooWide:
            pass
        return found

    def certain(self, demand: Demand, world: World) -> bool:
        """Whether the demand is met in whatever way the world may still go."""
        match demand:
            case Is(thing, states):
                return not self._may(world, thing) & ~states
            case Every(parts):
                return all(self.certain(part, world) for part in parts)
            case Some(parts):
                return any(self.certain(part, world) for part in parts)
            case Several(n, parts):
                return sum(self.certain(part, world) for part in parts) >= n

    def _ways(self, world: World, waiting: list[Demand], missing: Demand) -> Iterator[World]:
        """The ways to meet all that waits in which the missing demand is not sure to be met."""
        self._left -= 1
        if self._left < 0:
            raise _TooWide
        settled = self._settled(world, waiting)
        if settled is None:
            return
        world, choices = settled
        if self.certain(missing, world):
            return
        if not choices:
            yield world
            return
        first = min(choices, key=lambda choice: len(choice.parts))
        rest = [choice for choice in choices if choice is not first]
        for branch in _branches(first):
            yield from self._ways(world, [branch, *rest], missing)

    def _settled(self, world: World, waiting: list[Demand]) -> tuple[World, list[Some | Several]] | None:
        """The world once all that needs no choice is taken in, and the choices; None where that cannot be."""
        world = dict(world)
        choices: list[Some | Several] = []
        changed = True
        while changed:
            changed = False
            waiting, choices = [*waiting, *choices], []
            while waiting:
                match waiting.pop():
                    case Is(thing, states):
                        before = len(world), self._may(world, thing)
                        if not self._narrow(world, thing, states):
                            return None
                        changed = changed or before != (len(world), self._may(world, thing))
                    case Every(parts):
                        waiting.extend(parts)
                    case Some(parts) as some:
                        left = tuple(part for part in parts if self._possible(part, world))
                        if not left:
                            return None
                        if len(left) == 1:
                            waiting.append(left[0])
                        elif not self.certain(some, world):
                            choices.append(Some(left))
                    case Several() as several:
                        choices.append(several)
        return world, choices

    def _possible(self, demand: Demand, world: World) -> bool:
        match demand:
            case Is(thing, states):
                return bool(self._may(world, thing) & states)
            case Every(parts):
                return all(self._possible(part, world) for part in parts)
            case Some(parts):
                return any(self._possible(part, world) for part in parts)
            case Several(n, parts):
                return sum(self._possible(part, world) for part in parts) >= n

    def _narrow(self, world: World, thing: Hashable, states: int) -> bool:
        """Keep only these states, and what follows: a yes flows up, a no flows down. False where none is left."""
        waiting = [(thing, states)]
        while waiting:
            one, wanted = waiting.pop()
            before = self._may(world, one)
            left = before & wanted
            if not left:
                return False
            world[one] = left
            if left == before or not isinstance(one, str):
                continue
            if left == YES:
                waiting += [(up, YES) for up in self._above.get(one, ())]
            if not left & YES:
                below = NO | NOT_SURE if left == NO else NO | NOT_SURE | NOT_ASKED
                waiting += [(down, below) for down in self._below.get(one, ())]
        return True

    def _may(self, world: World, thing: Hashable) -> int:
        return world[thing] if thing in world else self.states.every(thing)


def _branches(choice: Some | Several) -> Iterator[Demand]:
    if isinstance(choice, Some):
        yield from choice.parts
        return
    first, *rest = choice.parts
    yield every_of([first, several_of(choice.n - 1, rest)])
    yield several_of(choice.n, rest)
