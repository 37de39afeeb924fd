"""Columns as people keep them, made into the columns that the kernel reads.

Words (`yes`, `not_sure`, `40`, `low_back, mid_buttock.right`) are read as those of a single case are, each
different word of a column once. What cannot be read is reported with its row and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..errors import CaseError, Problem, did_you_mean
from ..model.answers import NOT_SURE, Answer, Sites
from ..model.case import WHOLE_SCREEN, read_given
from ..model.program import Program
from ..reasoning.planes.arrays import UNREADABLE, legible
from ..reasoning.planes.columns import spots
from ..reasoning.planes.intake import NOT_SURE as UNSURE
from ..reasoning.planes.told import Bad

ID = "id"


@dataclass(frozen=True, slots=True)
class Tidied:
    """A batch that the kernel can read, and what could not be read of it."""

    batch: pa.RecordBatch
    bad: tuple[Bad, ...]


class Tidying:
    """Makes batches readable. It knows what each column of a program may hold."""

    def __init__(self, program: Program) -> None:
        self.vocabulary = program.vocabulary
        self.pages = [page.id for page in program.pages]
        self.kinds = _kinds(program)

    def used(self, names: Iterable[str]) -> list[str]:
        """The columns that are findings. Raises CaseError on those that look like one and are none, or if none is."""
        used = self._used(names)
        if not used:
            raise CaseError([Problem("", 0, "no column is a finding; `musculprit rules list` shows what there is")])
        return used

    def _used(self, names: Iterable[str]) -> list[str]:
        used, problems = [], []
        for name in names:
            if name in self.kinds:
                used.append(name)
            elif name in self.vocabulary.findings:
                what = f"column `{name}` is worked out from others; give those instead (see `rules show {name}`)"
                problems.append(Problem("", 0, what))
            elif name != ID and (hint := did_you_mean(name, self.kinds)):
                problems.append(Problem("", 0, f"column `{name}` is not a finding{hint}"))
        if problems:
            raise CaseError(problems)
        return used

    def tidy(self, batch: pa.RecordBatch) -> Tidied:
        """The columns that are findings, as the kernel takes them. Raises CaseError on one that only looks like one."""
        columns: dict[str, pa.Array] = {}
        unsure: list[tuple[str, NDArray[np.intp]]] = []
        bad: list[Bad] = []
        for name in self._used(batch.schema.names):
            array = _plain(batch.column(name))
            if _is_words(array.type):
                array = self._read_words(name, array, unsure, bad)
            elif pa.types.is_floating(array.type) and self.kinds[name] == "integer":
                array = self._whole(name, array, bad)
            columns[name] = array
        if unsure:
            columns[UNSURE] = _with_unsure(columns.get(UNSURE), unsure, batch.num_rows)
        if not columns:  # a batch without columns forgets how many rows it has
            columns[UNSURE] = pa.nulls(batch.num_rows, pa.list_(pa.string()))
        return Tidied(pa.RecordBatch.from_pydict(columns), tuple(bad))

    def _read_words(
        self, name: str, array: pa.Array, unsure: list[tuple[str, NDArray[np.intp]]], bad: list[Bad]
    ) -> pa.Array:
        coded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
        known = legible(coded.dictionary)
        if self.kinds[name] == "choice" and all(self._read_word(name, word) == (word, "") for word in known):
            return coded  # as the kernel takes it
        codes = coded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        meant: list[Any] = []
        for at, word in enumerate(known):
            answer, reason = self._read_word(name, word)
            if reason:
                bad += [Bad(int(row), name, reason) for row in np.flatnonzero(codes == at)]
            elif answer is NOT_SURE:
                unsure.append((name, np.flatnonzero(codes == at)))
            meant.append(_told(answer))
        taken = pa.array(np.where(codes < 0, len(meant), codes))
        return pa.array([*meant, None], _TYPES[self.kinds[name]]).take(taken)

    def _read_word(self, name: str, word: str | None) -> tuple[Answer | list[str] | None, str]:
        """What a word means as an answer, or why it means nothing."""
        if word is None:
            return None, ""
        if UNREADABLE in word:
            return None, f"`{name}` is not UTF-8: `{word}`"
        if name == UNSURE:
            return [one.strip() for one in word.split(",") if one.strip()], ""
        if name not in self.vocabulary.findings and self.kinds[name] == "yes_no":  # a place as a column
            return (_YES[word], "") if word in _YES else (None, f"`{name}` takes yes or no, not `{word}`")
        try:
            case = read_given({name: word}, self.vocabulary, self.pages)
        except CaseError as error:
            return None, error.problems[0].what
        return case.answers.get(name, True), ""  # a page has no answer: it is one that was "none of these"

    def _whole(self, name: str, array: pa.Array, bad: list[Bad]) -> pa.Array:
        """Whole numbers out of a column that another tool keeps as floating point because some are missing."""
        values = array.to_numpy(zero_copy_only=False).astype(np.float64)
        known = array.is_valid().to_numpy(zero_copy_only=False)
        whole = known & np.isfinite(values) & (np.abs(values) < 2**31) & (np.trunc(values) == values)
        finding = self.vocabulary.findings[name]
        for row in np.flatnonzero(known & ~whole):
            takes = f"`{name}` takes a whole number from {finding.low} to {finding.high} or not_sure"
            bad.append(Bad(int(row), name, f"{takes}, not `{values[row]}`"))
        return pa.array(np.where(whole, values, 0).astype(np.int32), mask=~whole)


_YES = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}

_TYPES: dict[str, pa.DataType] = {
    "yes_no": pa.bool_(),
    "screen": pa.bool_(),
    "integer": pa.int64(),
    "choice": pa.string(),
    "regions": pa.list_(pa.string()),
}


def _kinds(program: Program) -> dict[str, str]:
    """Every column that may be there, and what it holds."""
    kinds = dict.fromkeys((WHOLE_SCREEN, *(f"{WHOLE_SCREEN}.{page.id}" for page in program.pages)), "screen")
    for name, finding in program.vocabulary.findings.items():
        if not finding.derived:
            kinds[name] = finding.type
        if finding.type == "regions":
            kinds |= {f"{name}={place}": "yes_no" for place in spots(program.vocabulary)}
            kinds[f"{name}.complete"] = "yes_no"
    return {**kinds, UNSURE: "regions"}


def _plain(array: pa.Array) -> pa.Array:
    """The same values in the common layout: views, as some tools hand them out, become lists and text."""
    kind = array.type
    if pa.types.is_dictionary(kind) and kind.value_type == pa.string_view():
        return array.cast(pa.dictionary(kind.index_type, pa.string()))
    if kind == pa.string_view():
        return array.cast(pa.large_string())
    if pa.types.is_list_view(kind) or pa.types.is_fixed_size_list(kind):
        return _plain(array.cast(pa.list_(kind.value_type)))
    if pa.types.is_large_list_view(kind):
        return _plain(array.cast(pa.large_list(kind.value_type)))
    if (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and kind.value_type == pa.string_view():
        return array.cast(pa.large_list(pa.large_string()))
    return array


_WORDS: tuple[Callable[[pa.DataType], bool], ...] = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_binary,
    pa.types.is_large_binary,
)


def _is_words(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(one(plain) for one in _WORDS)


def _told(answer: Answer | list[str] | None) -> Any:
    """The answer as Arrow has it; of "not sure" there is no value."""
    if answer is NOT_SURE:
        return None
    return sorted(answer.places) if isinstance(answer, Sites) else answer


def _with_unsure(held: pa.Array | None, unsure: list[tuple[str, NDArray[np.intp]]], people: int) -> pa.Array:
    """Lists of what each person is not sure of: those that were there, and those that a word told."""
    rows = [found for _, found in unsure]
    names = [pa.array([name]).take(pa.array(np.zeros(len(found), np.int8))) for name, found in unsure]
    if held is not None and not pa.types.is_null(held.type):
        ends = np.diff(held.offsets.to_numpy()) * held.is_valid().to_numpy(zero_copy_only=False)
        rows.insert(0, np.repeat(np.arange(people), ends))
        names.insert(0, held.flatten().cast(pa.string()))
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    counts = np.bincount(row, minlength=people)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(ends), pa.concat_arrays(names).take(pa.array(order)), mask=pa.array(counts == 0)
    )
