"""The whole program as Polars expressions: one `with_columns` a stratum, Kleene logic as Polars has it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from pathlib import Path

import polars as pl
import pyarrow as pa

from musculprit.model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Number,
    Pick,
    Points,
    Reaches,
    Sum,
    Value,
    Within,
    Yes,
)
from musculprit.model.program import Program

from . import world
from .strata import leaves, strata_of

NUMBER = pl.Int16


class Polars:
    """Scans the Parquet file and gives the definitions that are asked for, as an Arrow table."""

    def __init__(self, program: Program, names: Iterable[str]) -> None:
        self._names = list(names)
        self._strata = strata_of(program, self._names)
        self._lists = {"not_sure": {one: at for at, one in enumerate(program.vocabulary.findings)}}
        self._lists |= {
            name: world.places(program.vocabulary)
            for name, one in program.vocabulary.findings.items()
            if one.type == "regions"
        }
        read = {atom for kind in (Yes, NotSure, Between, Known) for atom in leaves(self._strata, kind)}
        told = sorted(read - program.definitions.keys() - {name for stratum in self._strata for name in stratum})
        self._atoms = world.World(program).atoms(told)
        self._doubted = set(leaves(self._strata, NotSure)) & {atom.name for atom in self._atoms}
        if set(leaves(self._strata, NotSure)) - self._doubted:
            raise NotImplementedError("doubt of a definition")

    def table(self, path: Path) -> pa.Table:
        """The definitions that were asked for, of everybody in the file."""
        return self._frame(path).collect().to_arrow()

    def _frame(self, path: Path) -> pl.LazyFrame:
        frame = pl.scan_parquet(path)
        frame = frame.with_columns(self._masks())
        settled: set[str] = set()
        waiting = list(self._atoms)
        while waiting:
            ready = [atom for atom in waiting if _readings(atom) <= settled]
            frame = frame.with_columns([one for atom in ready for one in self._atom(atom)])
            settled |= {atom.name for atom in ready}
            waiting = [atom for atom in waiting if atom.name not in settled]
        frame = frame.with_columns([self._doubt(atom) for atom in self._atoms if atom.name in self._doubted])
        for stratum in self._strata:
            frame = frame.with_columns([_node(node).alias(f"={name}") for name, node in stratum.items()])
        return frame.select([pl.col(f"={name}").alias(name) for name in self._names])

    def _masks(self) -> list[pl.Expr]:
        """The words of a list as bits of integers. A list names nothing twice, so their sum is their union."""
        found = []
        for column, numbers in self._lists.items():
            bits = [world.masks([word], numbers) for word in numbers]
            for at in dict.fromkeys(one for mask in bits for one in mask):
                own = {word: mask[at] for word, mask in zip(numbers, bits, strict=True) if at in mask}
                bit = pl.element().replace_strict(own, default=0, return_dtype=pl.Int64)
                found.append(pl.col(column).list.eval(bit).list.sum().fill_null(0).alias(f"{column}&{at}"))
        return found

    def _names_any(self, column: str, words: Iterable[str]) -> pl.Expr:
        masks = world.masks(words, self._lists[column])
        return _some([(pl.col(f"{column}&{at}") & mask) != 0 for at, mask in masks.items()])

    def _atom(self, atom: world.Atom) -> list[pl.Expr]:
        if atom.number:
            return [pl.col(atom.number).alias(f"={atom.name}")]
        if atom.plain:
            return [pl.col(atom.name).alias(f"={atom.name}")]
        yes = _some([self._telling(one) for one in atom.yes])
        if atom.never_open:
            return [yes.alias(f"={atom.name}")]
        no = _some([self._telling(one) for one in atom.no])
        said = pl.when(yes).then(pl.lit(True))
        unsure = self._unsure(atom)
        if unsure is not None:
            said = said.when(unsure).then(None)
        return [said.when(no).then(pl.lit(False)).otherwise(None).alias(f"={atom.name}")]

    def _unsure(self, atom: world.Atom) -> pl.Expr | None:
        return self._names_any("not_sure", atom.doubts) if atom.doubts else None

    def _doubt(self, atom: world.Atom) -> pl.Expr:
        known = pl.col(f"={atom.name}").is_not_null()
        unsure = self._unsure(atom)
        return pl.when(known).then(pl.lit(False)).when(unsure).then(pl.lit(True)).otherwise(None).alias(f"?{atom.name}")

    def _telling(self, telling: world.Telling) -> pl.Expr:
        """Never null."""
        match telling:
            case world.Says(column, value):
                return (pl.col(column) if value else ~pl.col(column)).fill_null(False)
            case world.Option(column, word, same):
                return (pl.col(column) == word if same else pl.col(column) != word).fill_null(False)
            case world.Names(column, any_of, none_of):
                parts = [pl.col(column).is_not_null()]
                parts += [self._names_any(column, any_of)] if any_of else []
                parts += [~self._names_any(column, none_of)] if none_of else []
                return _every(parts)
            case world.Number(column, low, high):
                return _between(pl.col(column), low, high).fill_null(False)
            case world.HasYes(atom):
                return pl.col(f"={atom}").fill_null(False)


def _readings(atom: world.Atom) -> set[str]:
    return {one.atom for one in (*atom.yes, *atom.no) if isinstance(one, world.HasYes)}


def _node(node: Node) -> pl.Expr:
    return _condition(node) if isinstance(node, Condition) else _number(node)


def _condition(node: Condition) -> pl.Expr:
    match node:
        case Yes(atom):
            return pl.col(f"={atom}")
        case Between(atom, low, high):
            return _between(pl.col(f"={atom}"), low, high)
        case NotSure(atom):
            return pl.col(f"?{atom}")
        case Not(part):
            return ~_condition(part)
        case All(parts):
            return _every([_condition(part) for part in parts])
        case Any(parts):
            return _some([_condition(part) for part in parts])
        case AtLeast(n, parts):
            read = [_condition(part) for part in parts]
            return _reaching(
                _added([_one(_fires(part)) for part in read]), _added([_one(_may(part)) for part in read]), n
            )
        case Reaches(points, n):
            return _reaching(_points(points, "least"), _points(points, "most"), n)
        case Within(number, other, by):
            return _number(number) >= _number(other) - by


def _number(node: Number) -> pl.Expr:
    match node:
        case Constant(value):
            return pl.lit(value, NUMBER)
        case Value(name):
            return pl.col(f"={name}")
        case Points():
            return _points(node, "fires")
        case Sum(parts):
            return _added([_number(part) for part in parts])
        case Max(parts):
            return pl.max_horizontal([_number(part) for part in parts])
        case Pick(when, then, otherwise):
            return pl.when(_condition(when)).then(_number(then)).otherwise(_number(otherwise))
        case Known(atoms):
            return _added([_one(pl.col(f"={atom}").is_not_null()) for atom in atoms])


def _points(points: Points, what: str) -> pl.Expr:
    """What fires counts; for the least, open terms that take points away count too; for the most, those that give."""
    total = []
    for group in points.groups:
        ups, downs = [], []
        for term in group:
            given = term.points > 0
            counts_open = (what == "most" and given) or (what == "least" and not given)
            held = _condition(term.when)
            worth = _one(_may(held) if counts_open else _fires(held)), abs(term.points)
            (ups if given else downs).append(worth)
        total.append(_group(ups, downs))
    return _added(total)


def _group(ups: list[tuple[pl.Expr, int]], downs: list[tuple[pl.Expr, int]]) -> pl.Expr:
    up, down = _side(ups), _side(downs)
    if not downs:
        return up[1]
    if not ups:
        return -down[1]
    return pl.when(up[0] >= down[0]).then(up[1]).otherwise(-down[1])


def _side(terms: list[tuple[pl.Expr, int]]) -> tuple[pl.Expr, pl.Expr]:
    """The largest, and the largest with one more where another agrees."""
    if len(terms) < 2:
        alone = terms[0][0] * terms[0][1] if terms else pl.lit(0, NUMBER)
        return alone, alone
    largest = pl.max_horizontal([held * points for held, points in terms])
    return largest, largest + _one(_added([held for held, _ in terms]) > 1)


def _reaching(least: pl.Expr, most: pl.Expr, n: int) -> pl.Expr:
    return pl.when(least >= n).then(pl.lit(True)).when(most < n).then(pl.lit(False)).otherwise(None)


def _between(number: pl.Expr, low: int | None, high: int | None) -> pl.Expr:
    parts = [number >= low] if low is not None else []
    parts += [number <= high] if high is not None else []
    return _every(parts) if parts else pl.when(number.is_not_null()).then(pl.lit(True)).otherwise(None)


def _fires(held: pl.Expr) -> pl.Expr:
    return held.fill_null(False)


def _may(held: pl.Expr) -> pl.Expr:
    return held.fill_null(True)


def _one(held: pl.Expr) -> pl.Expr:
    return held.cast(NUMBER)


def _added(numbers: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda one, other: one + other, numbers) if numbers else pl.lit(0, NUMBER)


def _every(parts: list[pl.Expr]) -> pl.Expr:
    return _joined(parts, and_, True)


def _some(parts: list[pl.Expr]) -> pl.Expr:
    return _joined(parts, or_, False)


def _joined(parts: list[pl.Expr], join: object, nothing: bool) -> pl.Expr:
    """Halves of halves: a long chain would be as deep as it is long."""
    if len(parts) < 3:
        return reduce(join, parts) if parts else pl.lit(nothing)
    half = len(parts) // 2
    return join(_joined(parts[:half], join, nothing), _joined(parts[half:], join, nothing))
