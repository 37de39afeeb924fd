"""People out of JSON Lines: a whole part at once by Arrow's parser, and line by line where that is not possible."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from ..errors import CaseError, did_you_mean
from ..model.answers import NOT_SURE, Sites
from ..model.case import read_given
from ..reasoning.planes.intake import NOT_SURE as UNSURE
from .blocks import parts_of, pieces_of
from .part import Part, Piece, Rejected, Rows
from .tidy import ID, Tidying

GIVEN = "given"
BESIDE = frozenset((ID, GIVEN, "name", "person", "expect", "because"))
"""What may stand beside `given`."""
_SAMPLE = 200
_NULL_AFTER_OBJECT = re.compile(rb"\}\s*n")
_TYPES: Mapping[tuple[str, type], pa.DataType] = {
    ("yes_no", bool): pa.bool_(),
    ("screen", bool): pa.bool_(),
    ("integer", int): pa.int64(),
    ("regions", list): pa.list_(pa.string()),
}
"""How Arrow should read a value; what is not here is text."""
_ELSE = {"screen": bool}
_USUAL = {"yes_no": bool, "screen": str, "integer": int, "choice": str, "regions": list}


class _Unreadable(ValueError):
    """What is wrong with a line, and with which of its fields."""

    def __init__(self, field: str, value: Any, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value = field, value


class JsonlSource:
    """A file with one JSON object a line: findings and their answers, or `{"id": …, "given": {…}}`."""

    id_type = pa.string()

    def __init__(self, path: Path, number: int, tidying: Tidying) -> None:
        self.path, self._number, self._tidying = path, number, tidying
        self.columns: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Parts of whole lines."""
        return tuple(parts_of(self.path, self._number))

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """The bytes of each part."""
        return pieces_of(self.path, parts)

    def rows(self, piece: Piece) -> Rows:
        """The people of a part. A line that cannot be read is rejected, and the others are read."""
        block = piece.held.replace(b"\r\n", b"\n")
        table = self._at_once(block) if self._is_regular(block, piece.part.rows) else None
        if table is not None:
            return Rows(table, np.arange(piece.first, piece.first + piece.part.rows) + 1)
        return self._by_line(block, piece.first)

    @cached_property
    def _types(self) -> dict[str, type]:
        """The type of the values of each key: that of the first lines that have it, else the usual one."""
        types: dict[str, type] = {name: _USUAL[kind] for name, kind in self._tidying.kinds.items()}
        seen: dict[str, type] = {}
        for data in self._first_lines():
            for name, value in _findings(data).items():
                if name in types and type(value) in (str, types[name], _ELSE.get(self._tidying.kinds[name])):
                    seen.setdefault(name, type(value))
            if type(data.get(ID)) in (str, int):
                seen.setdefault(ID, type(data[ID]))
        return {**types, ID: str, **seen}

    @cached_property
    def _nested(self) -> bool:
        """Whether answers stand in `given`."""
        return any(GIVEN in data for data in islice(self._first_lines(), 1))

    def _first_lines(self) -> Iterator[dict[str, Any]]:
        with self.path.open("rb") as file:
            for line in islice(file, _SAMPLE):
                try:
                    data = json.loads(line)
                except ValueError:
                    continue
                if isinstance(data, dict) and isinstance(data.get(GIVEN, {}), dict):
                    yield data

    @cached_property
    def _schema(self) -> pa.Schema:
        """What the first lines hold; Arrow looks at the other keys itself."""
        names = dict.fromkeys(name for data in self._first_lines() for name in _findings(data) if name in self._types)
        fields = [(name, self._arrow_type(name)) for name in names]
        return pa.schema([(ID, self._arrow_type(ID)), *((name, kind) for name, kind in fields if name != ID)])

    def _arrow_type(self, name: str) -> pa.DataType:
        if name == ID:
            return pa.int64() if self._types[ID] is int else pa.string()
        return _TYPES.get((self._tidying.kinds[name], self._types[name]), pa.string())

    def _is_regular(self, block: bytes, lines: int) -> bool:
        """One object a line and nothing else. Arrow's parser crashes on a `null` outside an object."""
        ends = block.count(b"}\n") == lines and block.startswith(b"{") and block.count(b"\n{") == lines - 1
        one_each = not self._nested and block.count(b"}") == lines
        if not ends or not (one_each or _NULL_AFTER_OBJECT.search(block) is None):
            return False
        try:
            return block.isascii() or bool(block.decode())
        except UnicodeDecodeError:
            return False

    def _at_once(self, block: bytes) -> pa.RecordBatch | None:
        """The block as a table; None where some line has another shape."""
        try:
            batch = self._parsed(block, self._nested)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return None
        if len(batch) != block.count(b"\n") or not self._fits(batch):
            return None
        return batch

    def _parsed(self, block: bytes, nested: bool) -> pa.RecordBatch:
        schema = self._schema
        if not block:
            return pa.RecordBatch.from_pylist([], schema)
        if nested:
            given = pa.struct([one for one in schema if one.name != ID])
            schema = pa.schema([schema.field(ID), pa.field(GIVEN, given)])
        options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer")
        reading = pj.ReadOptions(use_threads=False, block_size=len(block) + 1)
        table = pj.read_json(pa.BufferReader(block), read_options=reading, parse_options=options)
        batch = table.combine_chunks().to_batches()[0]
        if not nested:
            return batch
        beside = [name for name in batch.schema.names if name != GIVEN]
        held = batch.column(GIVEN)
        names = [*beside, *(one.name for one in held.type)]
        return pa.RecordBatch.from_arrays([*(batch.column(name) for name in beside), *held.flatten()], names)

    def _fits(self, batch: pa.RecordBatch) -> bool:
        """Whether every column is one that people can have, with values of a type that is read."""
        for field in batch.schema:
            name, kind = field.name, self._tidying.kinds.get(field.name)
            if name == ID or (self._nested and name in BESIDE) or pa.types.is_null(field.type):
                continue
            if kind is None or field.type not in (_TYPES.get((kind, _USUAL[kind]), pa.string()), pa.string()):
                return False
        return True

    def _by_line(self, block: bytes, first: int) -> Rows:
        """Each line looked at by itself; those that fit are then read together."""
        lines: list[bytes] = []
        numbers: list[int] = []
        rejected: list[Rejected] = []
        for number, line in enumerate(block.split(b"\n")[:-1], first + 1):
            if line.strip():
                slips = list(self._read_line(line, number, lines))
                rejected += slips
                if not slips:
                    numbers.append(number)
        batch, kept = self._together(lines, numbers, rejected)
        return Rows(batch, np.array(kept, np.int64), rejected)

    def _read_line(self, line: bytes, number: int, lines: list[bytes]) -> Iterator[Rejected]:
        """Put the line among the others as they are written, or say what is wrong with it."""
        name: str | None = None
        try:
            data = _object(line)
            name = None if data.get(ID) is None else str(data[ID])
            if data.get("says"):
                raise _Unreadable("says", data["says"], "`says` is not read here; give findings and their answers")
            told, beside = _findings(data), set(data) - BESIDE if GIVEN in data else set()
            if beside:
                raise _Unreadable(min(beside), data[min(beside)], f"`{min(beside)}` is not expected here")
            if isinstance(data.get(ID), bool | float | list | dict):
                raise _Unreadable(ID, data[ID], "`id` takes text or a whole number")
        except _Unreadable as slip:
            yield Rejected(number, name, slip.field, _short(slip.value), str(slip))
            return
        slips: list[_Unreadable] = []
        same = {key: value for key, value in told.items() if self._is_usual(key, value)}
        if len(same) < len(told):
            same |= self._otherwise({key: told[key] for key in told if key not in same}, same, slips)
        for one in slips:
            yield Rejected(number, name, one.field, _short(one.value), str(one))
        if not slips:
            if data.get(ID) is not None:
                same[ID] = str(data[ID]) if self._types[ID] is str else data[ID]
            lines.append(line if same == data else json.dumps(same).encode())

    def _is_usual(self, name: str, value: Any) -> bool:
        kind = self._types.get(name)
        if isinstance(value, list):
            return kind is list and all(type(one) is str for one in value)
        if type(value) is int:
            return kind is int and name != ID and abs(value) < 1 << 62
        return type(value) is kind and name != ID

    def _otherwise(self, told: Mapping[str, Any], same: Mapping[str, Any], slips: list[_Unreadable]) -> dict[str, Any]:
        """Values as the other lines write theirs."""
        found: dict[str, Any] = {}
        unsure = list(same.get(UNSURE, ()))
        for name, value in told.items():
            if value is None:
                continue
            try:
                answer = self._answer(name, value)
            except _Unreadable as slip:
                slips.append(slip)
                continue
            if answer is NOT_SURE:
                unsure.append(name)
            elif isinstance(answer, Sites):
                places = sorted(answer.places)
                found[name] = places if self._types[name] is list else ", ".join(places)
                found |= (
                    {} if answer.complete else {f"{name}.complete": self._as_usual(f"{name}.complete", value=False)}
                )
            else:
                found[name] = self._as_usual(name, answer)
        if unsure:
            found[UNSURE] = unsure if self._types[UNSURE] is list else ", ".join(unsure)
        return found

    def _answer(self, name: str, value: Any) -> Any:
        """What a value means. Raises _Unreadable."""
        if name == UNSURE or name not in self._tidying.kinds or name.endswith(".complete") or "=" in name:
            return self._known(name, value)
        try:
            case = read_given({name: value}, self._tidying.vocabulary, self._tidying.pages)
        except CaseError as error:
            raise _Unreadable(name, value, error.problems[0].what) from error
        return case.answers.get(name, "none_of_these")

    def _known(self, name: str, value: Any) -> Any:
        if name in self._tidying.vocabulary.findings:
            raise _Unreadable(name, value, f"`{name}` is worked out from others; answer those instead")
        if name not in self._tidying.kinds:
            hint = did_you_mean(name, self._tidying.kinds)
            raise _Unreadable(name, value, f"`{name}` is not a finding{hint}")
        fits = type(value) in (bool, str) if name != UNSURE else isinstance(value, str)
        if not fits:
            raise _Unreadable(name, value, f"`{name}` takes {'findings' if name == UNSURE else 'yes or no'}")
        return value

    def _as_usual(self, name: str, value: Any) -> Any:
        kind = self._types[name]
        if kind is str and isinstance(value, bool):
            return "yes" if value else "no"
        if kind is bool and isinstance(value, str):
            return value in ("yes", "true", "y", "none", "none_of_these")
        return str(value) if kind is str else value

    def _together(
        self, lines: list[bytes], numbers: list[int], rejected: list[Rejected]
    ) -> tuple[pa.RecordBatch, list[int]]:
        """The lines as one table; half by half where that fails, until the line that nobody can read is found."""
        try:
            batch = self._parsed(b"".join(line + b"\n" for line in lines), nested=False)
            if not lines or (len(batch) == len(lines) and all(name in self._types for name in batch.schema.names)):
                return batch, numbers
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            if len(lines) == 1:
                rejected.append(Rejected(numbers[0], None, "", _short(lines[0].decode()), f"not readable ({error})"))
                return self._parsed(b"", nested=False), []
        middle = len(lines) // 2
        one, kept = self._together(lines[:middle], numbers[:middle], rejected)
        other, more = self._together(lines[middle:], numbers[middle:], rejected)
        table = pa.concat_tables(
            [pa.Table.from_batches([one]), pa.Table.from_batches([other])], promote_options="default"
        )
        return table.combine_chunks().to_batches()[0], kept + more


def _findings(data: Mapping[str, Any]) -> dict[str, Any]:
    """The findings of a line and their answers. Raises _Unreadable."""
    given = data.get(GIVEN, {name: value for name, value in data.items() if name not in (ID, "says")})
    if not isinstance(given, dict):
        raise _Unreadable(GIVEN, given, "`given` takes findings and their answers")
    return given


def _object(line: bytes) -> dict[str, Any]:
    """The object of a line. Raises _Unreadable."""
    try:
        data = json.loads(line.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise _Unreadable("", line.decode(errors="replace"), "this is not UTF-8") from error
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg} at character {error.pos + 1}"
        raise _Unreadable("", line.decode(errors="replace"), what) from error
    except RecursionError as error:
        raise _Unreadable("", line.decode(errors="replace"), "this is nested too deeply") from error
    if not isinstance(data, dict):
        raise _Unreadable("", data, "expected an object of findings and their answers")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Unreadable(twice, data[twice], f"`{twice}` is there more than once")
    return data


def _no_number(word: str) -> Any:
    raise _Unreadable("", word, f"{word} is not a number that JSON knows")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 200 else f"{text[:200]}…"
