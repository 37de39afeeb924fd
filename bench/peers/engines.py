"""What the engines that cannot hold the whole program are given: every (condition, floor) pair of the red flags.

They get what is known of a person after `flatten`, worked out for them beforehand and not timed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from musculprit.model.answers import NOT_SURE, flatten
from musculprit.model.expression import Between, Condition, NotSure, Yes, atoms_of, children
from musculprit.model.program import Program

World = Mapping[str, Any]
Said = Mapping[str, bool | None]


class Engine(Protocol):
    """Reads worlds, one after the other."""

    def ready(self, worlds: Sequence[World]) -> list[Any]:
        """The worlds in the form that the engine takes; not timed."""

    def read(self, case: Any) -> tuple[Said, int]:
        """The outcome of every pair, and the highest floor that fires."""


def conditions_of(program: Program) -> dict[str, Condition]:
    """The condition of every pair. Raises NotImplementedError when one reads another definition."""
    found = {}
    for flag in program.flags:
        node = program.definitions[flag.name]
        read = sorted(set(atoms_of(node)) & program.definitions.keys())
        if read or not isinstance(node, Condition):
            raise NotImplementedError(f"{flag.name} reads {', '.join(read)}")
        found[flag.name] = node
    return found


def floors_of(program: Program) -> dict[str, int]:
    return {flag.name: flag.floor for flag in program.flags}


def worlds_of(program: Program, people: Iterable[Mapping[str, Any]]) -> list[World]:
    """What is known of each person, as plain values; "not_sure" is a word."""
    worlds = (flatten(person, program.vocabulary) for person in people)
    return [{atom: "not_sure" if value is NOT_SURE else value for atom, value in one.items()} for one in worlds]


def atoms_read(conditions: Iterable[Condition]) -> tuple[dict[str, None], dict[str, None], dict[str, None]]:
    """The atoms that are read as a yes or no, as a number, and as not sure."""
    signs: dict[str, None] = {}
    numbers: dict[str, None] = {}
    doubts: dict[str, None] = {}
    waiting: list[Any] = list(conditions)
    while waiting:
        node = waiting.pop()
        match node:
            case Yes(atom):
                signs[atom] = None
            case Between(atom, _, _):
                numbers[atom] = None
            case NotSure(atom):
                doubts[atom] = None
            case _:
                waiting.extend(children(node))
    return signs, numbers, doubts


def named(words: Iterable[str], letter: str) -> dict[str, str]:
    """Short plain names, for languages that would trip over `pain_site=low_back.left`."""
    return {word: f"{letter}{at}" for at, word in enumerate(words)}
