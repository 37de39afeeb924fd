"""Columns of a table as the inputs of a circuit: one reader for each kind of finding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

import numpy as np
import pyarrow as pa

from ...errors import did_you_mean
from ...model.vocabulary import SIDES, FindingLogic, Vocabulary
from . import arrays, bits
from .machine import Words
from .told import Told


class Reader(Protocol):
    """Reads one or more columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that it can set."""

    def read(self, told: Told, *held: pa.Array) -> None:
        """Set the inputs of one chunk of people; `held` are its columns, in order."""


class Sign:
    """A finding that is there or not."""

    def __init__(self, name: str) -> None:
        self.name, self.columns = name, (name,)
        self.inputs = (f"{name}+", f"{name}-")

    def read(self, told: Told, *held: pa.Array) -> None:
        """Each yes and each no."""
        known, values = arrays.bitmaps(*held)
        told.answer(self.name, known)
        yes, no = map(told.room, self.inputs)
        if yes is not None:
            np.bitwise_and(known, values, out=yes)
        if no is not None:
            np.bitwise_and(known, ~values, out=no)


class NoneOfThese:
    """A page of the screen, or all of it, answered "none of these"; a no says nothing."""

    def __init__(self, name: str) -> None:
        self.columns = self.inputs = (name,)

    def read(self, told: Told, *held: pa.Array) -> None:
        """Set for whom nothing on the page is so."""
        yes, _ = arrays.yes_and_no(*held)
        told.put(*self.inputs, yes)


class Whole:
    """A finding that is an integer, in its one unit."""

    def __init__(self, name: str, finding: FindingLogic) -> None:
        self.name, self.columns = name, (name,)
        self._low, self._high = finding.low, finding.high
        self._digits = [f"{name}#{at}" for at in range((finding.high - finding.low).bit_length())]
        self.inputs = (f"{name}#", *self._digits)

    def read(self, told: Told, *held: pa.Array) -> None:
        """The number, where it lies within its bounds."""
        values, known = arrays.integers(*held), arrays.known(*held)
        fine, *digits = arrays.digits(values, known, self._low, self._high, len(self._digits))
        for row in bits.rows_of(known ^ fine):
            reason = f"`{self.name}` takes {self._low} to {self._high}, not {values[row]}"
            told.complain(np.array([row]), self.name, reason)
        told.answer(self.name, fine)
        for name, plane in zip(self.inputs, (fine, *digits), strict=True):
            told.put(name, plane)


class Choice:
    """A finding that is one of its options."""

    def __init__(self, name: str, finding: FindingLogic) -> None:
        self.name, self.columns = name, (name,)
        self._options = finding.options
        self.inputs = tuple(f"{name}={option}+" for option in finding.options)

    def read(self, told: Told, *held: pa.Array) -> None:
        """The option that each person has."""
        for word, plane in arrays.words(*held):
            if word in self._options:
                told.answer(self.name, plane)
                told.put(f"{self.name}={word}+", plane)
            else:
                hint = did_you_mean(word, self._options)
                reason = f"`{self.name}` takes {', '.join(self._options)}, not `{word}`{hint}"
                told.complain(bits.rows_of(plane), self.name, reason)


class Places:
    """Where it hurts: lists of `region`, `region.left`, `region.right` or `region.both`, or a boolean column a place.

    `<finding>.complete` says whether that is all; without it a list that is there is all.
    """

    def __init__(self, name: str, vocabulary: Vocabulary, columns: tuple[str, ...]) -> None:
        self.name, self.columns = name, columns
        self._vocabulary = vocabulary

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Every place, that places were told, and that they are all."""
        spots = dict.fromkeys(f"{self.name}={place}+" for places in self._spots.values() for place in places)
        return f"{self.name}:told", f"{self.name}:complete+", *spots

    def read(self, told: Told, *held: pa.Array) -> None:
        """Set each place that was named."""
        answered, named = bits.nobody(told.people), bits.nobody(told.people)
        partly = bits.nobody(told.people)
        for column, array in zip(self.columns, held, strict=True):
            if column == self.name:
                answered |= arrays.known(array)
                named |= self._listed(told, array)
                continue
            yes, no = arrays.yes_and_no(array)
            if column == f"{self.name}.complete":
                partly = no
            else:
                named |= yes
                self._name(told, column.removeprefix(f"{self.name}="), yes)
        answered |= named
        told.answer(self.name, answered)
        told.put(f"{self.name}:told", answered)
        told.put(f"{self.name}:complete+", answered & ~partly)
        if (empty := answered & ~partly & ~named).any():
            reason = f"`{self.name}` takes at least one place; leave it null when nothing was said of it"
            told.complain(bits.rows_of(empty), self.name, reason)

    def _listed(self, told: Told, array: pa.Array) -> Words:
        """Those who named a place in their list."""
        named = bits.nobody(told.people)
        found = arrays.named_in_lists(array, self._spots)
        for word, plane in found.known:
            named |= plane
            self._name(told, word, plane)
        for strange, rows in found.strange:
            named |= bits.of_rows(rows, told.people)
            told.complain(rows, self.name, self._complaint(strange))
        return named

    def _name(self, told: Told, word: str, plane: Words) -> None:
        for place in self._spots[word]:
            told.put(f"{self.name}={place}+", plane)

    @cached_property
    def _spots(self) -> Mapping[str, tuple[str, ...]]:
        return spots(self._vocabulary)

    def _complaint(self, word: str | None) -> str:
        if word is None:
            return "a place is missing"
        region = word.partition(".")[0]
        if region in self._vocabulary.regions:
            return f"`{word}`: a side is left, right or both"
        return f"`{word}` is not a place{did_you_mean(region, self._vocabulary.regions)}"


class Doubts:
    """The findings of which a person is not sure. It reads last: what has a value is in no doubt."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        self.name, self.columns = name, (name,)
        self._findings = {one for one, logic in vocabulary.findings.items() if not logic.derived}
        self.inputs = tuple(f"{finding}?" for finding in vocabulary.findings if finding in self._findings)

    def read(self, told: Told, *held: pa.Array) -> None:
        """Set each finding that was named."""
        found = arrays.named_in_lists(held[0], self._findings)
        for word, plane in found.known:
            if (both := plane & told.answered(word)).any():
                reason = f"`{word}` has a value and is named in `{self.name}`; give one of them"
                told.complain(bits.rows_of(both), self.name, reason)
            told.put(f"{word}?", plane)
        for strange, rows in found.strange:
            told.complain(rows, self.name, self._complaint(strange))

    def _complaint(self, word: str | None) -> str:
        if word is None:
            return "a finding is missing"
        return f"`{word}` is not a finding{did_you_mean(word, self._findings)}"


def spots(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """What a place may be called, with the places that it names."""
    found: dict[str, tuple[str, ...]] = {}
    for region in vocabulary.regions:
        sides = tuple(f"{region}.{side}" for side in SIDES)
        found |= {region: (region,), f"{region}.both": sides, **{one: (one,) for one in sides}}
    return found
