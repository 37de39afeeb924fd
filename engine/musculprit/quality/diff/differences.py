"""What may differ between two rule bases, each as conditions that one person meets on both sides.

The conditions are nodes like any other: judge reads them of one person, the solver of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from ...model.expression import All, Any, Between, Condition, Constant, Not, NotSure, Pick, Within, Yes, atoms_of
from ...model.words import CANNOT_ASSESS, DISPOSITIONS, FLOORS, OUT_OF_SCOPE, ROUTINE, SAME_DAY, URGENT
from .sides import Side

NOWHERE: Condition = Any(())
"""What a side says that has no such thing."""


@dataclass(frozen=True, eq=False)
class Difference:
    """One thing that may differ: `was` and `now` in words, and the ways in which a person shows it.

    `moved` says that the two sides ask by other definitions, so that it may differ though none of them does.
    """

    kind: str
    subject: str
    was: str
    now: str
    ways: tuple[tuple[Condition, Condition], ...]
    moved: bool = False

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every name that the conditions read."""
        return frozenset(name for way in self.ways for one in way for name in atoms_of(one))


@dataclass(frozen=True, slots=True)
class Standing:
    """A disposition as it is compared: its level by the policy, and when a person stands there."""

    name: str
    level: int
    when: Condition


def _standings() -> tuple[Standing, ...]:
    """Cannot assess counts as 3, for with a higher floor the floor is the answer; out of scope as its at-least."""
    plain = [Standing(name, level, _is("disposition", level)) for level, name in enumerate(FLOORS)]
    held = Standing(DISPOSITIONS[CANNOT_ASSESS], SAME_DAY, _is("disposition", CANNOT_ASSESS))
    outside = [
        Standing(
            f"{DISPOSITIONS[OUT_OF_SCOPE]} (at least {FLOORS[level]})",
            level,
            All((_is("disposition", OUT_OF_SCOPE), _is("at_least", level))),
        )
        for level in (ROUTINE, URGENT)
    ]
    return (*plain, held, *outside)


def _is(name: str, value: int) -> Condition:
    return Between(name, value, value)


STANDINGS = _standings()


def dispositions(goes: Callable[[int, int], bool], kind: str) -> Iterator[Difference]:
    """Every pair of standings whose levels go this way."""
    for one, other in product(STANDINGS, STANDINGS):
        if goes(one.level, other.level):
            yield Difference(kind, "disposition", one.name, other.name, ((one.when, other.when),))


def floors_lowered() -> Iterator[Difference]:
    """Every pair of floors, the second lower, where the answer itself is not lower."""
    for was, now in product(range(len(FLOORS)), range(len(FLOORS))):
        if now < was:
            ways = tuple(
                (All((_is("floor", was), one.when)), All((_is("floor", now), other.when)))
                for one, other in product(STANDINGS, STANDINGS)
                if one.level <= other.level
            )
            yield Difference("floor_lowered", "floor", FLOORS[was], FLOORS[now], ways)


def flags(before: Side, after: Side) -> Iterator[Difference]:
    """Every red flag that fires on one side only, or sets another floor."""
    rules = [tuple(dict.fromkeys(flag.rule for flag in side.program.flags)) for side in (before, after)]
    for rule in dict.fromkeys((*rules[0], *rules[1])):
        was, now = _fires(rule, before), _fires(rule, after)
        new, gone = ("new" if rule not in rules[0] else "wider"), ("gone" if rule not in rules[1] else "narrower")
        yield Difference(f"flag_{new}", rule, "silent", "fires", ((_not(was), surely(now)),))
        yield Difference(f"flag_{gone}", rule, "fires", "silent", ((surely(was), _not(now)),))
        if rule in rules[0] and rule in rules[1]:
            yield from _floors_of(rule, before, after)


def _floors_of(rule: str, before: Side, after: Side) -> Iterator[Difference]:
    name = f"floor.{rule}"
    floors = [sorted({flag.floor for flag in side.program.flags if flag.rule == rule}) for side in (before, after)]
    for was, now in product(*floors):
        if was != now:
            kind = "flag_asks_more" if now > was else "flag_asks_less"
            first, second = surely(_fires(rule, before)), surely(_fires(rule, after))
            ways = ((All((first, _is(name, was))), All((second, _is(name, now)))),)
            yield Difference(kind, rule, FLOORS[was], FLOORS[now], ways)


def care(before: Side, after: Side) -> Iterator[Difference]:
    """Every action offered on one side only, where the answer allows care on both."""
    allowed = Yes("care_allowed")
    for name in _both(one.id for side in (before, after) for one in side.program.actions):
        was, now = _named(f"offer.{name}", before), _named(f"offer.{name}", after)
        held, holds = _not(_not_held(name, before)), _not(_not_held(name, after))
        free_was, free_now = _not_held(name, before), _not_held(name, after)
        yield Difference("care_withheld", name, "offered", "withheld", ((was, All((allowed, _not(now), holds))),))
        yield Difference("care_goes", name, "offered", "not offered", ((was, All((allowed, _not(now), free_now))),))
        yield Difference("care_freed", name, "withheld", "offered", ((All((allowed, _not(was), held)), now),))
        yield Difference("care_appears", name, "not offered", "offered", ((All((allowed, _not(was), free_was)), now),))


def leads(before: Side, after: Side) -> Iterator[Difference]:
    """Every culprit that leads on one side only."""
    for name in _both(one.id for side in (before, after) for one in side.program.culprits):
        was, now = _named(f"lead.{name}", before), _named(f"lead.{name}", after)
        yield Difference("lead_appears", name, "does not lead", "leads", ((_not(was), now),))
        yield Difference("lead_goes", name, "leads", "does not lead", ((was, _not(now)),))


def questions(before: Side, after: Side) -> Iterator[Difference]:
    """Every page and every line of the screen that is asked on one side only."""
    for page in _both(one.id for side in (before, after) for one in side.program.pages):
        yield from _asked("page", page, _page_asked(page, before), _page_asked(page, after))
    for name in _both(one for side in (before, after) for one in _lines_of(side)):
        yield from _asked("question", name, _line_asked(name, before), _line_asked(name, after))


def _asked(kind: str, name: str, was: Condition, now: Condition) -> Iterator[Difference]:
    yield Difference(f"{kind}_appears", name, "not asked", "asked", ((_not(was), surely(now)),), was != now)
    yield Difference(f"{kind}_goes", name, "asked", "not asked", ((surely(was), _not(now)),), was != now)


def _page_asked(page: str, side: Side) -> Condition:
    name = f"gate.{page}.applies"
    return _may(Yes(name)) if name in side.definitions else NOWHERE


def _lines_of(side: Side) -> Iterator[str]:
    for page in side.program.pages:
        for bullet in page.bullets:
            yield from (bullet.finding, *bullet.opens, *bullet.details)


def _line_asked(name: str, side: Side) -> Condition:
    """A line is asked with its page, a follow-up after a tick or a doubt."""
    found: list[Condition] = []
    for page in side.program.pages:
        for bullet in page.bullets:
            here = [_page_asked(page.id, side), *([] if bullet.applies is None else [_may(bullet.applies)])]
            if name == bullet.finding:
                found.append(All(tuple(here)))
            elif name in (*bullet.opens, *bullet.details):
                ticked = Any((Yes(bullet.finding), NotSure(bullet.finding)))
                found.append(All((*here, surely(ticked))))
    return Any(tuple(found))


def _fires(rule: str, side: Side) -> Condition:
    return Any(tuple(Yes(flag.name) for flag in side.program.flags if flag.rule == rule))


def _named(name: str, side: Side) -> Condition:
    return Yes(name) if name in side.definitions else NOWHERE


def _not_held(action: str, side: Side) -> Condition:
    return surely(Not(_named(f"blocked.{action}", side)))


def surely(condition: Condition) -> Condition:
    """The condition with open taken as silent."""
    return Within(Pick(condition, Constant(1), Constant(0)), Constant(1), 0)


def _not(condition: Condition) -> Condition:
    return Not(surely(condition))


def _may(condition: Condition) -> Condition:
    """The condition with open taken as firing."""
    return Not(surely(Not(condition)))


def _both(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
