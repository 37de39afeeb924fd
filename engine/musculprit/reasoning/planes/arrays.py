"""Arrow arrays as planes, whole numbers and words; what lies under a null means nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from . import bits
from .compiled import compiled
from .machine import Words


def known(array: pa.Array) -> Words:
    """Those who have a value."""
    return bits.of_bitmap(array.buffers()[0], array.offset, len(array))


def bitmaps(array: pa.Array) -> tuple[Words, Words]:
    """Those who have a value, and the values, of a boolean array; anything may lie under a null."""
    valid, values = array.buffers()
    offset, people = array.offset, len(array)
    return bits.of_bitmap(valid, offset, people), bits.of_bitmap(values, offset, people)


def yes_and_no(array: pa.Array) -> tuple[Words, Words]:
    """Those who have a yes and those who have a no, of a boolean array."""
    valid, values = bitmaps(array)
    return valid & values, valid & ~values


def integers(array: pa.Array) -> NDArray[Any]:
    """The values of an integer array, as they lie there; anything may lie under a null."""
    if not len(array):
        return np.empty(0, np.int64)
    held: NDArray[Any] = np.frombuffer(array.buffers()[1], array.type.to_pandas_dtype())
    return held[array.offset : array.offset + len(array)]


@compiled
def digits(values: NDArray[Any], known: Words, low: int, high: int, width: int) -> Words:
    """Who has a value within low..high; then how far it is above low, a plane for each binary digit, lowest first."""
    planes = np.zeros((1 + width, known.size), np.uint64)
    for word in range(known.size):
        left, row = known[word], 64 * word
        while left:
            if left & np.uint64(1) and low <= values[row] <= high:
                bit, above, digit = np.uint64(1) << np.uint64(row % 64), np.int64(values[row]) - low, 1
                planes[0, word] |= bit
                while above:
                    if above & 1:
                        planes[digit, word] |= bit
                    above >>= 1
                    digit += 1
            left >>= np.uint64(1)
            row += 1
    return planes


def words(array: pa.Array) -> Iterator[tuple[str, Words]]:
    """Each different word of a text array, with those who have it."""
    dictionary, codes = _coded(array)
    for at, word in enumerate(dictionary):
        if word is not None:
            yield word, bits.of_flags(codes == at)


UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands in a word for bytes that are not UTF-8."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an array of lists names: known words with a plane of those who name each, strange ones with their rows.

    A strange word is one that nobody knows, or None for a null in a list.
    """

    known: tuple[tuple[str, Words], ...]
    strange: tuple[tuple[str | None, NDArray[np.intp]], ...]


def named_in_lists(array: pa.Array, known_words: Container[str]) -> Named:
    """Who names what, of an array of lists of text."""
    held, ends = known(array), array.offsets.to_numpy()
    ends, values = ends - ends[0], array.values.slice(ends[0], ends[-1] - ends[0])
    dictionary, codes = _coded(values)
    words = list(dict.fromkeys(word for word in dictionary if word is not None and word in known_words))
    place: dict[str | None, int] = {word: at for at, word in enumerate(words)}
    which = np.array([*(place.get(word, -1) for word in dictionary), -1])[codes]  # -1 is the last one: a null
    *planes, strange = _planes_of_lists(held, ends, which, len(words) + 1)
    rows = _strange_rows(held, ends, which, codes) if strange.any() else {}
    return Named(
        tuple(zip(words, planes, strict=True)),
        tuple((dictionary[code] if code >= 0 else None, some) for code, some in rows.items()),
    )


@compiled
def _planes_of_lists(known: Words, ends: NDArray[Any], which: NDArray[Any], count: int) -> Words:
    """A plane for each number of those who have it in their list; the last one is for -1."""
    planes = np.zeros((count, known.size), np.uint64)
    for row in range(len(ends) - 1):
        bit = np.uint64(1) << np.uint64(row % 64)
        if known[row // 64] & bit:
            for at in range(ends[row], ends[row + 1]):
                planes[which[at], row // 64] |= bit
    return planes


def _strange_rows(
    known: Words, ends: NDArray[Any], which: NDArray[Any], codes: NDArray[Any]
) -> dict[int, NDArray[np.intp]]:
    """The rows whose list has each code that stands for no known word."""
    rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    odd = np.flatnonzero((which < 0) & bits.flags_of(known, len(ends) - 1).astype(bool)[rows])
    order = odd[np.argsort(codes[odd], kind="stable")]
    different, starts = np.unique(codes[order], return_index=True)
    some = np.split(rows[order], starts[1:])
    return {code: np.unique(mine) for code, mine in zip(different.tolist(), some, strict=True)}


def is_text(kind: pa.DataType) -> bool:
    """Text, plain or as a dictionary."""
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain))


def is_list_of_text(kind: pa.DataType) -> bool:
    """Lists of text, short or long."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind)) and is_text(kind.value_type)


def _coded(array: pa.Array) -> tuple[list[str | None], NDArray[Any]]:
    """The different words, and for each value which one it is; -1 is none."""
    coded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    codes = pc.fill_null(coded.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    return legible(coded.dictionary), codes


def legible(array: pa.Array) -> list[str | None]:
    """The words of an array of text or bytes that is no dictionary; what is not UTF-8 in them is UNREADABLE."""
    try:
        words: list[str | bytes | None] = array.to_pylist()
    except UnicodeDecodeError:
        words = array.cast(pa.large_binary()).to_pylist()
    return [word.decode(errors="replace") if isinstance(word, bytes) else word for word in words]


def as_text(array: pa.Array) -> pa.Array:
    """Text or bytes as text, as `legible` reads it."""
    try:
        text = array.cast(pa.string())
        text.validate(full=True)
    except pa.ArrowInvalid:
        text = pa.array(legible(array), pa.string())
    return text
