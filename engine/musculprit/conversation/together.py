"""Words that mean a finding when they stand near one another, in any order: a place and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from .lexicon import NEGATORS
from .tokens import Token, phrase

WINDOW = 7
"""Words that carry meaning, from the first to the last of what stands together."""

MOST_PLACES = 6
"""Places of one group that are tried against the others; a text that says a word more often says nothing new."""

Row = tuple[str, tuple[tuple[tuple[str, ...], ...], ...]]
"""A finding, and for each group the phrases of which one must stand there."""


@dataclass(frozen=True, slots=True)
class Near:
    """Where the words of one row stand. `torn` when a "not" stands between them that is none of them."""

    target: str
    tokens: tuple[Token, ...]
    torn: bool


def rows(findings: Mapping[str, Any]) -> list[Row]:
    """The rows of all findings, as they are compared; a phrase of small words alone says nothing."""
    return [
        (name, tuple(tuple(compared for words in group if (compared := phrase(words))) for group in groups))
        for name, finding in findings.items()
        for groups in finding.get("together", ())
    ]


class Groups:
    """All rows by the first words of their phrases."""

    def __init__(self, written: Iterable[Row]) -> None:
        self._rows = list(written)
        self._by_first: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
        for at, (_, groups) in enumerate(self._rows):
            for which, group in enumerate(groups):
                for compared in group:
                    self._by_first.setdefault(compared[0], []).append((at, which, compared))

    def find(self, tokens: list[Token], meant: list[tuple[str, ...]]) -> Iterator[Near]:
        """Each row of which every group stands in one clause, where it stands closest."""
        seen: dict[int, dict[int, list[tuple[int, ...]]]] = {}
        for at, words in enumerate(meant):
            for first in words:
                for row, which, compared in self._by_first.get(first, ()):
                    if places := _in_a_row(compared, meant, at):
                        seen.setdefault(row, {}).setdefault(which, []).append(places)
        for row, groups in seen.items():
            target, wanted = self._rows[row]
            if len(groups) == len(wanted) and (places := _closest(list(groups.values()), tokens)):
                yield Near(target, tuple(tokens[place] for place in places), _torn(places, tokens))


def _in_a_row(compared: tuple[str, ...], meant: list[tuple[str, ...]], at: int) -> tuple[int, ...]:
    places = tuple(range(at, at + len(compared)))
    fits = places[-1] < len(meant) and all(word in meant[n] for n, word in zip(places, compared, strict=True))
    return places if fits else ()


def _closest(groups: list[list[tuple[int, ...]]], tokens: list[Token]) -> tuple[int, ...]:
    best: tuple[int, ...] = ()
    for some in product(*(group[:MOST_PLACES] for group in groups)):
        places = tuple(sorted({place for one in some for place in one}))
        alone = len(places) == sum(map(len, some))
        near = places[-1] - places[0] < WINDOW and tokens[places[0]].clause == tokens[places[-1]].clause
        if alone and near and (not best or places[-1] - places[0] < best[-1] - best[0]):
            best = places
    return best


def _torn(places: tuple[int, ...], tokens: list[Token]) -> bool:
    between = (n for n in range(places[0], places[-1]) if n not in places)
    return any(tokens[n].word in NEGATORS for n in between)
