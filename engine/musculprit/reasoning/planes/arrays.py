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
from .machine import Words


def known(array: pa.Array) -> Words:
    """Those who have a value."""
    return bits.of_bitmap(array.buffers()[0], array.offset, len(array))


def yes_and_no(array: pa.Array) -> tuple[Words, Words]:
    """Those who have a yes and those who have a no, of a boolean array."""
    valid = known(array)
    yes = bits.of_bitmap(array.buffers()[1], array.offset, len(array))
    yes &= valid
    valid ^= yes
    return yes, valid


def integers(array: pa.Array) -> NDArray[Any]:
    """The values of an integer array, as they lie there; anything may lie under a null."""
    if not len(array):
        return np.empty(0, np.int64)
    held: NDArray[Any] = np.frombuffer(array.buffers()[1], array.type.to_pandas_dtype())
    return held[array.offset : array.offset + len(array)]


def words(array: pa.Array) -> Iterator[tuple[str, Words]]:
    """Each different word of a text array, with those who have it."""
    dictionary, codes = _coded(array)
    for at, word in enumerate(dictionary):
        if word is not None:
            yield word, bits.of_flags(codes == at)


@dataclass(frozen=True, slots=True)
class Named:
    """The known words of an array of lists, each with a plane of those who name it; and what nobody knows.

    `strange` are other words, and None for a null in a list, each with the rows that name it.
    """

    words: tuple[str, ...]
    planes: Words
    strange: tuple[tuple[str | None, NDArray[np.intp]], ...]


def named_in_lists(array: pa.Array, known_words: Container[str]) -> Named:
    """Who names what, of an array of lists of text."""
    ends = array.offsets.to_numpy()
    lengths = np.diff(ends)
    rows = np.repeat(np.arange(len(array)), lengths)
    dictionary, codes = _coded(array.values.slice(ends[0], ends[-1] - ends[0]))
    if array.null_count:
        inside = np.repeat(bits.flags_of(known(array), len(array)).astype(bool), lengths)
        rows, codes = rows[inside], codes[inside]
    words = tuple(dict.fromkeys(word for word in dictionary if word is not None and word in known_words))
    place: dict[str | None, int] = {word: at for at, word in enumerate(words)}
    which = np.array([*(place.get(word, -1) for word in dictionary), -1])[codes]  # -1 is the last one: a null
    fine = which >= 0
    planes = bits.of_many_rows(which[fine], rows[fine], len(words), len(array))
    odd, codes = rows[~fine], codes[~fine]
    strange = tuple((dictionary[code] if code >= 0 else None, odd[codes == code]) for code in np.unique(codes).tolist())
    return Named(words, planes, strange)


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
    codes = coded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    return coded.dictionary.to_pylist(), codes
