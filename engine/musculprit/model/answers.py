"""What is known of a person: answers as given, and the flat world of atoms that conditions read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from .expression import Between, Yes, told
from .vocabulary import SIDES, Vocabulary


class _NotSure(Enum):
    NOT_SURE = "not_sure"

    def __repr__(self) -> str:
        return "not_sure"


NOT_SURE: Final = _NotSure.NOT_SURE
"""Asked twice, and the person could not say. Unknown, like what nobody asked, but settled."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Places on the body, as `region` or `region.side`; `complete` when nothing else hurts."""

    places: frozenset[str]
    complete: bool = True


Answer: TypeAlias = bool | int | str | Sites | _NotSure
Answers: TypeAlias = Mapping[str, Answer]
World: TypeAlias = Mapping[str, bool | int | Literal[_NotSure.NOT_SURE]]


def flatten(answers: Answers, vocabulary: Vocabulary) -> dict[str, bool | int | Literal[_NotSure.NOT_SURE]]:
    """The atoms that the answers settle: a yes flows up to what it implies, a no down to what implies it.

    "Not sure" flows up as a yes does, for who doubts a part cannot be sure of the whole; it does not flow
    down: whoever doubts the whole is asked the parts, so that doubt never ranks above a yes (S11). Of a yes
    and a no for one atom the yes stands, of "not sure" and a no the doubt. What nobody said stays out.
    """
    world: dict[str, bool | int | Literal[_NotSure.NOT_SURE]] = {}
    yes: set[str] = set()
    no: set[str] = set()
    for name, answer in answers.items():
        finding = vocabulary.findings[name]
        if answer is NOT_SURE:
            world.update(dict.fromkeys(vocabulary.atoms_of(name), NOT_SURE))
        elif isinstance(answer, bool):
            (yes if answer else no).add(name)
        elif isinstance(answer, Sites):
            _place(name, answer, vocabulary, yes, no)
        elif isinstance(answer, str):
            yes.add(f"{name}={answer}")
            no.update(f"{name}={option}" for option in finding.options if option != answer)
        else:
            world[name] = answer
    not_sure = {atom for atom, value in world.items() if value is NOT_SURE}
    yes |= reached(yes, vocabulary.implied_by_yes)
    not_sure = reached(not_sure, vocabulary.implied_by_yes)
    no = reached(no | _ruled_out(vocabulary, yes, world), vocabulary.denied_by_no) - yes - not_sure
    world.update(dict.fromkeys(no, False))
    world.update(dict.fromkeys(not_sure, NOT_SURE))
    world.update(dict.fromkeys(yes, True))
    world.update({told(name): name in yes for name in vocabulary.mitigating})
    return world


def reached(start: Iterable[str], edges: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The start and everything that edges lead to from it, at any distance."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        atom = waiting.pop()
        if atom not in reached:
            reached.add(atom)
            waiting.extend(edges.get(atom, ()))
    return reached


def _place(name: str, sites: Sites, vocabulary: Vocabulary, yes: set[str], no: set[str]) -> None:
    yes.update(f"{name}={place}" for place in sites.places)
    if sites.places:
        yes.add(name)
    if not sites.complete:
        return
    yes.add(f"{name}:complete")
    told = {place.partition(".")[0] for place in sites.places}
    open_below = {r for r in vocabulary.regions if not told.isdisjoint(vocabulary.ancestors(r))}
    above = {up for region in told for up in vocabulary.ancestors(region)}
    for region in vocabulary.regions:
        if region not in told | open_below | above:
            no.add(f"{name}={region}")
        for side in SIDES:
            if region in told and _other_side_told(region, side, sites.places):
                no.add(f"{name}={region}.{side}")


def _other_side_told(region: str, side: str, places: frozenset[str]) -> bool:
    told = {place.partition(".")[2] for place in places if place.partition(".")[0] == region}
    return bool(told) and "" not in told and side not in told


def _ruled_out(vocabulary: Vocabulary, yes: set[str], world: Mapping[str, object]) -> set[str]:
    return {
        name for name, leaves in vocabulary.ruled_out_by.items() if any(_holds(leaf, yes, world) for leaf in leaves)
    }


def _holds(leaf: Yes | Between, yes: set[str], world: Mapping[str, object]) -> bool:
    if isinstance(leaf, Yes):
        return leaf.atom in yes
    value = world.get(leaf.atom)
    return (
        isinstance(value, int) and (leaf.low is None or value >= leaf.low) and (leaf.high is None or value <= leaf.high)
    )
