"""What was proved and what was not, with the person who breaks it in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..conversation.cases import case_of
from ..model.answers import flatten
from ..model.words import DISPOSITIONS, SAME_DAY
from ..quality.prove.run import Proved
from ..triage.base import RuleBase
from .page import Page
from .told import told

MOST = 10
"""Reasons printed; the rest is counted."""

DENIED = 6
"""Signs printed that a person says no to; more are counted."""

SHOWN = 5
"""Flags and actions printed by name."""

WAITING = ("S2", "L1")
"""Properties about what is still open; in the others most is open because nobody needed to ask it."""


def render_proved(one: Proved, base: RuleBase) -> str:
    """One property: a line when it holds, the counterexample when it does not."""
    page = Page()
    state = "broken" if one.broken else "proved"
    page.line(f"{one.id:<5} {state:<7} {one.says}", indent=" " * 14, first="")
    if one.except_for:
        page.line(f"except, by age alone: {', '.join(one.except_for)}", indent=" " * 16, first=" " * 14)
    for what in one.broken[:MOST]:
        page.line(what, indent=" " * 8, first="      ! ")
    if len(one.broken) > MOST:
        page.line(f"and {len(one.broken) - MOST} more", indent=" " * 8, first="      ! ")
    if one.before is not None:
        _counterexample(one, one.before, base, page)
    return str(page)


def _counterexample(one: Proved, before: Mapping[str, Any], base: RuleBase, page: Page) -> None:
    page.line(f"This person: {person(before, base)}.", indent=" " * 8, first=" " * 6)
    for line in _answer(before, base, one.id):
        page.line(line, indent=" " * 10, first=" " * 8)
    if one.after is not None:
        changed = {name: value for name, value in one.after.items() if before.get(name) != value}
        withdrawn = ", ".join(base.label(name) for name in before if name not in one.after)
        said = f"then says: {person(changed, base)}" if changed else f"takes back: {withdrawn}"
        page.line(f"The same person {said}.", indent=" " * 8, first=" " * 6)
        for line in _answer(one.after, base, one.id):
            page.line(line, indent=" " * 10, first=" " * 8)
    if one.second_engine == "differs":
        page.line("The second engine reads the flags of this person otherwise.", indent=" " * 8, first=" " * 6)
    elif one.second_engine.startswith("unavailable"):
        page.line(f"The second engine is {one.second_engine}.", indent=" " * 8, first=" " * 6)
    elif one.second_engine:
        page.line("Both engines read the flags of this person alike.", indent=" " * 8, first=" " * 6)
    if not one.replayed:
        page.line("judge does not break on this person: report this as a fault of the proof.", first=" " * 6)


def person(answers: Mapping[str, Any], base: RuleBase) -> str:
    """A person's answers in words: who and what first, then what they deny."""
    said = [told(name, value, base) or f"no place named: {base.label(name)}" for name, value in _given(answers)]
    denied = [base.label(name) for name, value in answers.items() if value == "no"]
    if len(denied) > DENIED:
        said.append(f"no to {len(denied)} other questions (--save writes them all)")
    elif denied:
        said.append(f"no to: {', '.join(denied)}")
    return "; ".join(said) or "has told nothing"


def _given(answers: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in answers.items() if value != "no"]


def _answer(answers: Mapping[str, Any], base: RuleBase, about: str) -> Iterator[str]:
    """Where judge sends this person, the flags that fire, what is offered, and what the property is about."""
    program = base.program
    said = base.judge.run(flatten(case_of(base, answers).answers, program.vocabulary))
    answer, floor = _level(said["disposition"]), _level(said["floor"])
    yield f"Answer: {answer}" + (f" (floor {floor})" if floor != answer else "")
    fires = [flag for flag in sorted(program.flags, key=lambda one: -one.floor) if said[flag.name] is True]
    highest = {flag.rule: flag.floor for flag in reversed(fires)}
    yield from _listed("Fires", (f"{_title(rule, base)} {_level(highest[rule])}" for rule in reversed(highest)))
    yield from _listed("Offered", (_title(one.id, base) for one in program.actions if said[f"offer.{one.id}"] is True))
    if about == "S5":
        against = (one.id for one in program.precautions if said[one.id] is not False)
        yield from _listed("Speaks or may speak against care", (_title(one, base) for one in against))
    if about in WAITING:
        urgent = [flag for flag in program.flags if flag.floor >= SAME_DAY and not flag.volunteered]
        yield from _listed("Still open", (_title(flag.rule, base) for flag in urgent if said[flag.name] is None))


def _listed(what: str, every: Iterable[str]) -> Iterator[str]:
    names = list(dict.fromkeys(every))
    if names:
        more = f", and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"{what}: {', '.join(names[:SHOWN])}{more}"


def _level(rank: object) -> str:
    return DISPOSITIONS[rank] if isinstance(rank, int) and 0 <= rank < len(DISPOSITIONS) else "none of the seven"


def _title(rule: str, base: RuleBase) -> str:
    return f"{base.texts['rules'][rule]['title']} [{rule}]"


def summary(found: Iterable[Proved]) -> str:
    """How many hold."""
    every = list(found)
    broken = [one.id for one in every if one.broken]
    said = f"{len(every) - len(broken)} of {len(every)} properties proved"
    return f"{said}; broken: {', '.join(broken)}" if broken else f"{said} for every possible person"
