"""Answers as JSON Lines and CSV, a column at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_AT_ONCE = 16_384

COLUMNS = (
    "id",
    "disposition",
    "at_least",
    "floor",
    "complete",
    "red_flags",
    "open_flags",
    "culprits",
    "care",
    "blocked_care",
    "rules",
)


def head() -> bytes:
    """The line of names of a CSV file."""
    return (",".join(COLUMNS) + "\n").encode()


def lines(table: pa.Table, form: str, header: bool) -> Iterator[bytes]:
    """The lines of a table, some thousands at a time. In CSV the entries of a list are separated by spaces.

    There a flag is `id:floor`, a culprit `id:band:points` with `:leads` where it does, blocked care `id:blocked` or
    `id:open`.
    """
    if form == "csv" and header:
        yield head()
    of = _json_lines if form == "jsonl" else _csv_lines
    for batch in table.to_batches(_AT_ONCE):
        if len(batch):
            yield _bytes(of(batch))


def _json_lines(batch: pa.RecordBatch) -> pa.Array:
    parts: list[Any] = []
    for name in COLUMNS:
        start = "{" if name == "id" else ","
        parts += [f'{start}"{name}":', _as_json(batch.column(name))]
    return pc.binary_join_element_wise(*parts, "}\n", "")


def _as_json(array: pa.Array) -> pa.Array:
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _of_words(array, _quoted_json)
    if pa.types.is_string(kind):
        return pc.fill_null(_quoted_json(array), "null")
    if pa.types.is_struct(kind):
        parts: list[Any] = []
        for at, one in enumerate(kind):
            parts += [f'{"," if at else "{"}"{one.name}":', _as_json(array.field(at))]
        return pc.binary_join_element_wise(*parts, "}", "")
    if pa.types.is_list(kind):
        return pc.binary_join_element_wise("[", _joined(array, _as_json, ","), "]", "")
    return pc.fill_null(array.cast(pa.string()), "null")


def _quoted_json(array: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring_regex(array, r'["\\\x00-\x1f]')).as_py():
        return pa.array([None if one is None else json.dumps(one, ensure_ascii=False) for one in array.to_pylist()])
    return pc.binary_join_element_wise('"', array, '"', "")


def _csv_lines(batch: pa.RecordBatch) -> pa.Array:
    parts: list[Any] = []
    for name in COLUMNS:
        parts += ["" if name == "id" else ",", _as_csv(batch.column(name))]
    return pc.binary_join_element_wise(*parts, "\n", "")


def _as_csv(array: pa.Array) -> pa.Array:
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _of_words(array, lambda one: one)
    if pa.types.is_string(kind):
        return pc.fill_null(_quoted_csv(array), "")
    if pa.types.is_struct(kind):
        return _entry(array)
    if pa.types.is_list(kind):
        return _joined(array, _as_csv, " ")
    return pc.fill_null(array.cast(pa.string()), "")


def _quoted_csv(array: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(array, r'[",\r\n]')
    if not pc.any(special).as_py():
        return array
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(array, '"', '""'), '"', "")
    return pc.if_else(special, quoted, array)


def _entry(array: pa.StructArray) -> pa.Array:
    """A struct with colons between its values; of what holds or not, a word."""
    words = {"leads": (":leads", ""), "open": (":open", ":blocked")}
    parts: list[Any] = []
    for at, one in enumerate(array.type):
        held = array.field(at)
        if one.name in words:
            parts.append(pc.if_else(held, *words[one.name]))
        else:
            parts += [":" if at else "", _as_csv(held)]
    return pc.binary_join_element_wise(*parts, "")


def _of_words(array: pa.DictionaryArray, written: Callable[[pa.Array], pa.Array]) -> pa.Array:
    return written(array.dictionary).take(array.indices)


def _joined(array: pa.ListArray, written: Callable[[pa.Array], pa.Array], between: str) -> pa.Array:
    ends = array.offsets.to_numpy()
    texts = written(array.values.slice(ends[0], ends[-1] - ends[0]))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends - ends[0]), texts), between)


def _bytes(texts: pa.StringArray) -> bytes:
    """All texts one after the other."""
    ends = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return bytes(memoryview(texts.buffers()[2])[ends[0] : ends[-1]])
