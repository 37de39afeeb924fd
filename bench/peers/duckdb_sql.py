"""The whole program as one DuckDB query: a common table expression a stratum, SQL's own three-valued logic."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
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

BITS = 62


class DuckDb:
    """Reads the Parquet file and gives the definitions that are asked for, as an Arrow table."""

    def __init__(self, program: Program, names: Iterable[str], threads: int = 1) -> None:
        self._names = list(names)
        self._strata = strata_of(program, self._names)
        self._lists = {"not_sure": {one: at for at, one in enumerate(program.vocabulary.findings)}}
        self._lists |= {
            name: world.places(program.vocabulary)
            for name, one in program.vocabulary.findings.items()
            if one.type == "regions"
        }
        read = {atom for kind in (Yes, NotSure, Between, Known) for atom in leaves(self._strata, kind)}
        told = sorted(read - {name for stratum in self._strata for name in stratum})
        self._atoms = world.World(program).atoms(told)
        self._doubted = set(leaves(self._strata, NotSure))
        if self._doubted - {atom.name for atom in self._atoms}:
            raise NotImplementedError("doubt of a definition")
        self._prepared: dict[Path, str] = {}
        self._connection = duckdb.connect(config={"threads": threads})
        for column, words in self._lists.items():
            self._connection.execute(f"CREATE TYPE {_quoted(column)} AS ENUM ({', '.join(map(_text, words))})")

    def prepare(self, path: Path) -> None:
        """Plan the query for a file: that takes seconds, and happens once."""
        self._prepared[path] = f"q{len(self._prepared)}"
        self._connection.execute(f"PREPARE {self._prepared[path]} AS {self.query(path)}")

    def table(self, path: Path) -> pa.Table:
        """The definitions that were asked for, of everybody in the file."""
        if path not in self._prepared:
            self.prepare(path)
        return self._connection.execute(f"EXECUTE {self._prepared[path]}").to_arrow_table()

    def query(self, path: Path) -> str:
        """The whole program over a file, as SQL."""
        steps = [f"SELECT *, {', '.join(self._masks())} FROM read_parquet({_text(str(path))})"]
        settled: set[str] = set()
        waiting = list(self._atoms)
        while waiting:
            ready = [atom for atom in waiting if _readings(atom) <= settled]
            steps.append(_select({f"={atom.name}": self._atom(atom) for atom in ready}, len(steps)))
            settled |= {atom.name for atom in ready}
            waiting = [atom for atom in waiting if atom.name not in settled]
        doubts = {f"?{atom.name}": self._doubt(atom) for atom in self._atoms if atom.name in self._doubted}
        steps += [_select(doubts, len(steps))] if doubts else []
        for stratum in self._strata:
            steps.append(_select({f"={name}": _node(node) for name, node in stratum.items()}, len(steps)))
        tables = ", ".join(f"t{at} AS ({step})" for at, step in enumerate(steps))
        wanted = ", ".join(f"{_column(name)} AS {_quoted(name)}" for name in self._names)
        return f"WITH {tables} SELECT {wanted} FROM t{len(steps) - 1}"

    def _masks(self) -> Iterable[str]:
        """The words of a list as bits of integers."""
        for column, numbers in self._lists.items():
            for at in range(-(-len(numbers) // BITS)):
                code = f"(enum_code(w::{_quoted(column)})::BIGINT - {at * BITS})"
                bit = f"CASE WHEN {code} BETWEEN 0 AND {BITS - 1} THEN 1::BIGINT << {code} ELSE 0::BIGINT END"
                held = f"list_aggregate(list_transform({_quoted(column)}, lambda w: {bit}), 'bit_or')"
                yield f"coalesce({held}, 0) AS {_quoted(f'{column}&{at}')}"

    def _names_any(self, column: str, words: Iterable[str]) -> str:
        masks = world.masks(words, self._lists[column], BITS)
        return _some([f"({_quoted(f'{column}&{at}')} & {mask}::BIGINT) <> 0" for at, mask in masks.items()])

    def _atom(self, atom: world.Atom) -> str:
        if atom.number:
            return _quoted(atom.number)
        if atom.plain:
            return _quoted(atom.name)
        yes = _some([self._telling(one) for one in atom.yes])
        if atom.never_open:
            return yes
        no = _some([self._telling(one) for one in atom.no])
        unsure = f" WHEN {self._names_any('not_sure', atom.doubts)} THEN NULL" if atom.doubts else ""
        return f"CASE WHEN {yes} THEN true{unsure} WHEN {no} THEN false END"

    def _doubt(self, atom: world.Atom) -> str:
        unsure = self._names_any("not_sure", atom.doubts)
        return f"CASE WHEN {_column(atom.name)} IS NOT NULL THEN false WHEN {unsure} THEN true END"

    def _telling(self, telling: world.Telling) -> str:
        """Never null."""
        match telling:
            case world.Says(column, value):
                return f"coalesce({_quoted(column)} = {str(value).lower()}, false)"
            case world.Option(column, word, same):
                return f"coalesce({_quoted(column)} {'=' if same else '<>'} {_text(word)}, false)"
            case world.Names(column, any_of, none_of):
                parts = [f"{_quoted(column)} IS NOT NULL"]
                parts += [self._names_any(column, any_of)] if any_of else []
                parts += [f"NOT {self._names_any(column, none_of)}"] if none_of else []
                return _every(parts)
            case world.Number(column, low, high):
                return f"coalesce({_between(_quoted(column), low, high)}, false)"
            case world.HasYes(atom):
                return _fires(_column(atom))


def _select(columns: dict[str, str], at: int) -> str:
    return f"SELECT *, {', '.join(f'{sql} AS {_quoted(name)}' for name, sql in columns.items())} FROM t{at - 1}"


def _readings(atom: world.Atom) -> set[str]:
    return {one.atom for one in (*atom.yes, *atom.no) if isinstance(one, world.HasYes)}


def _node(node: Node) -> str:
    return _condition(node) if isinstance(node, Condition) else _number(node)


def _condition(node: Condition) -> str:
    match node:
        case Yes(atom):
            return _column(atom)
        case Between(atom, low, high):
            return _between(_column(atom), low, high)
        case NotSure(atom):
            return _quoted(f"?{atom}")
        case Not(part):
            return f"(NOT {_condition(part)})"
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
            return f"({_number(number)} >= {_number(other)} - ({by}))"


def _number(node: Number) -> str:
    match node:
        case Constant(value):
            return f"({value})"
        case Value(name):
            return _column(name)
        case Points():
            return _points(node, "fires")
        case Sum(parts):
            return _added([_number(part) for part in parts])
        case Max(parts):
            return f"greatest({', '.join(_number(part) for part in parts)})"
        case Pick(when, then, otherwise):
            return f"CASE WHEN {_condition(when)} THEN {_number(then)} ELSE {_number(otherwise)} END"
        case Known(atoms):
            return _added([_one(f"({_column(atom)} IS NOT NULL)") for atom in atoms])


def _points(points: Points, what: str) -> str:
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


def _group(ups: list[tuple[str, int]], downs: list[tuple[str, int]]) -> str:
    up, down = _side(ups), _side(downs)
    if not downs:
        return up[1]
    if not ups:
        return f"(-{down[1]})"
    return f"CASE WHEN {up[0]} >= {down[0]} THEN {up[1]} ELSE -{down[1]} END"


def _side(terms: list[tuple[str, int]]) -> tuple[str, str]:
    """The largest, and the largest with one more where another agrees."""
    if len(terms) < 2:
        alone = f"({terms[0][0]} * {terms[0][1]})" if terms else "0"
        return alone, alone
    largest = f"greatest({', '.join(f'{held} * {points}' for held, points in terms)})"
    return largest, f"({largest} + {_one(f'({_added([held for held, _ in terms])} > 1)')})"


def _reaching(least: str, most: str, n: int) -> str:
    return f"CASE WHEN {least} >= {n} THEN true WHEN {most} < {n} THEN false END"


def _between(number: str, low: int | None, high: int | None) -> str:
    parts = [f"{number} >= {low}"] if low is not None else []
    parts += [f"{number} <= {high}"] if high is not None else []
    return _every(parts) if parts else f"CASE WHEN {number} IS NOT NULL THEN true END"


def _fires(held: str) -> str:
    return f"coalesce({held}, false)"


def _may(held: str) -> str:
    return f"coalesce({held}, true)"


def _one(held: str) -> str:
    return f"({held})::INTEGER"


def _added(numbers: list[str]) -> str:
    return f"({' + '.join(numbers)})" if numbers else "0"


def _every(parts: list[str]) -> str:
    return f"({' AND '.join(parts)})" if parts else "true"


def _some(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if parts else "false"


def _column(name: str) -> str:
    return _quoted(f"={name}")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _text(text: str) -> str:
    return f"'{text}'"
