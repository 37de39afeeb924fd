"""What each atom that a program reads follows from, as columns tell it: `model.answers.flatten`, for translators.

An atom is yes, no, not sure or unknown; the first of these that any of its tellings says stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from musculprit.model.expression import Between, told
from musculprit.model.program import Program
from musculprit.model.vocabulary import SIDES, Vocabulary

SPOTS = ("", *(f".{side}" for side in SIDES))


@dataclass(frozen=True, slots=True)
class Says:
    """A boolean column has this value."""

    column: str
    value: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A text column is this word, or another one."""

    column: str
    word: str
    same: bool


@dataclass(frozen=True, slots=True)
class Names:
    """A list names one of these places and none of those; without either, there is a list."""

    column: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number lies in low..high."""

    column: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class HasYes:
    """Another atom is yes."""

    atom: str


Telling: TypeAlias = Says | Option | Names | Number | HasYes


@dataclass(frozen=True, slots=True)
class Atom:
    """From what one atom is yes, no or not sure; `number` is its column when it is an integer."""

    name: str
    yes: tuple[Telling, ...]
    no: tuple[Telling, ...]
    doubts: tuple[str, ...]
    number: str = ""
    plain: bool = False
    """Nothing but its own column says anything of it."""
    never_open: bool = False
    """What is not yes is no."""


class World:
    """The atoms of a vocabulary."""

    def __init__(self, program: Program) -> None:
        self.vocabulary: Vocabulary = program.vocabulary
        self._definitions = program.definitions
        self._finding = {atom: name for name in self.vocabulary.findings for atom in self.vocabulary.atoms_of(name)}

    def atoms(self, names: Iterable[str]) -> list[Atom]:
        """The atoms of those names that people tell; each after those that it reads."""
        found: dict[str, Atom] = {}
        for name in names:
            for one in self._with_readings(name):
                found.setdefault(one.name, one)
        return list(found.values())

    def _with_readings(self, name: str) -> Iterator[Atom]:
        atom = self._atom(name)
        for telling in (*atom.yes, *atom.no):
            if isinstance(telling, HasYes):
                yield from self._with_readings(telling.atom)
        yield atom

    def _atom(self, name: str) -> Atom:
        if name.endswith(":told"):
            bare = name.removesuffix(":told")
            if bare not in self.vocabulary.mitigating or name != told(bare):
                raise ValueError(f"{name} is no atom")
            return Atom(name, (HasYes(bare),), (), (), never_open=True)
        if name not in self._finding:
            raise ValueError(f"{name} is neither an atom nor a definition")
        if self.vocabulary.findings[self._finding[name]].type == "integer":
            return Atom(name, (), (), (name,), number=name)
        below = [name, *_reached(name, self.vocabulary.denied_by_no)]
        above = [name, *_reached(name, self.vocabulary.implied_by_yes)]
        yes = tuple(telling for one in below for telling in self._told_yes(one))
        no = tuple(telling for one in above for telling in self._told_no(one))
        doubts = tuple(dict.fromkeys(self._finding[one] for one in below if not self._derived(one)))
        return Atom(name, _joined(yes), no, doubts, plain=len(yes) == len(no) == 1 and isinstance(yes[0], Says))

    def _derived(self, atom: str) -> bool:
        return self.vocabulary.findings[self._finding[atom]].derived

    def _told_yes(self, atom: str) -> Iterator[Telling]:
        finding = self._finding[atom]
        if self._derived(atom):
            return
        match self.vocabulary.findings[finding].type:
            case "yes_no":
                yield Says(finding, True)
            case "choice":
                yield Option(finding, atom.partition("=")[2], True)
            case "regions" if "=" in atom:
                yield Names(finding, (atom.partition("=")[2],))
            case "regions":
                yield Names(finding)

    def _told_no(self, atom: str) -> Iterator[Telling]:
        finding = self._finding[atom]
        for leaf in self.vocabulary.ruled_out_by.get(atom, ()):
            yield Number(leaf.atom, leaf.low, leaf.high) if isinstance(leaf, Between) else HasYes(leaf.atom)
        if self._derived(atom):
            return
        match self.vocabulary.findings[finding].type:
            case "yes_no":
                yield Says(finding, False)
            case "choice":
                yield Option(finding, atom.partition("=")[2], False)
            case "regions" if "=" in atom:
                yield self._not_there(finding, atom.partition("=")[2])

    def _not_there(self, finding: str, place: str) -> Names:
        region, _, side = place.partition(".")
        if side:
            other = next(one for one in SIDES if one != side)
            return Names(finding, (f"{region}.{other}",), (region, place))
        inside = [one for one in self.vocabulary.regions if region in self.vocabulary.ancestors(one)]
        near = (region, *self.vocabulary.ancestors(region), *inside)
        return Names(finding, none_of=tuple(f"{one}{spot}" for one in near for spot in SPOTS))


def places(vocabulary: Vocabulary) -> dict[str, int]:
    """Every place with its number; those that lie in one another have numbers near to one another."""

    def below(parent: str) -> Iterator[str]:
        for name, one in vocabulary.regions.items():
            if one.parent == parent:
                yield name
                yield from below(name)

    return {spot: at for at, spot in enumerate(f"{region}{spot}" for region in below("") for spot in SPOTS)}


def masks(words: Iterable[str], numbers: Mapping[str, int], bits: int = 62) -> dict[int, int]:
    """The bits of words, by the number of the integer that holds so many of them."""
    found: dict[int, int] = {}
    for word in words:
        at, bit = divmod(numbers[word], bits)
        found[at] = found.get(at, 0) | 1 << bit
    return found


def _joined(tellings: tuple[Telling, ...]) -> tuple[Telling, ...]:
    """The tellings of one list as one; any place of a list is a list."""
    found: list[Telling] = []
    lists: dict[str, list[str]] = {}
    for one in tellings:
        if isinstance(one, Names):
            lists.setdefault(one.column, []).extend(one.any_of)
        else:
            found.append(one)
    whole = {one.column for one in tellings if isinstance(one, Names) and not one.any_of}
    names = (Names(column, () if column in whole else tuple(words)) for column, words in lists.items())
    return (*found, *names)


def _reached(start: str, edges: Mapping[str, tuple[str, ...]]) -> list[str]:
    reached: dict[str, None] = {}
    waiting = list(edges.get(start, ()))
    while waiting:
        atom = waiting.pop()
        if atom not in reached and atom != start:
            reached[atom] = None
            waiting.extend(edges.get(atom, ()))
    return list(reached)
