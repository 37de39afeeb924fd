"""What a table brings: which reader takes which of its columns, and what nobody can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from ...errors import CaseError, Problem, did_you_mean
from ...model.case import WHOLE_SCREEN
from ...model.program import Program
from ...model.vocabulary import Vocabulary
from . import arrays
from .columns import Choice, Doubts, NoneOfThese, Places, Reader, Sign, Whole, spots
from .told import Told

NOT_SURE = "not_sure"
IGNORED = frozenset(("id",))


class Intake:
    """The readers of a schema. Raises CaseError with every column that cannot be used, and what to try."""

    def __init__(self, schema: pa.Schema, program: Program) -> None:
        self._vocabulary = program.vocabulary
        kinds = self._kinds(program)
        problems = list(_problems(schema, kinds, self._vocabulary))
        if problems:
            raise CaseError([Problem("", 0, what) for what in problems])
        held = {field.name: at for at, field in enumerate(schema) if not pa.types.is_null(field.type)}
        self._readers = [
            (reader, [held[name] for name in reader.columns])
            for reader in self._needed([n for n in held if n in kinds])
        ]

    def inputs(self, batch: pa.RecordBatch) -> frozenset[str]:
        """The inputs that the batch can set: a column of nothing but nulls sets none."""
        told = [batch.column(at).null_count < batch.num_rows for at in range(batch.num_columns)]
        return frozenset(name for reader, at in self._readers if any(told[one] for one in at) for name in reader.inputs)

    def read(self, batch: pa.RecordBatch, wanted: Mapping[str, int]) -> Told:
        """The `wanted` inputs of a chunk of people."""
        told = Told(batch.num_rows, wanted)
        for reader, at in self._readers:
            held = [batch.column(one) for one in at]
            if any(one.null_count < len(one) for one in held):
                reader.read(told, *held)
        return told

    def _kinds(self, program: Program) -> dict[str, str]:
        """Every column that may be there, and what it holds."""
        kinds = dict.fromkeys((WHOLE_SCREEN, *(f"{WHOLE_SCREEN}.{page.id}" for page in program.pages)), "yes_no")
        for name, finding in self._vocabulary.findings.items():
            if not finding.derived:
                kinds[name] = finding.type
            if finding.type == "regions":
                kinds |= {f"{name}={place}": "yes_no" for place in spots(self._vocabulary)}
                kinds[f"{name}.complete"] = "yes_no"
        return {**kinds, NOT_SURE: "regions"}

    def _needed(self, names: list[str]) -> Iterator[Reader]:
        findings = self._vocabulary.findings
        for name in names:
            if name.partition(".")[0] == WHOLE_SCREEN:
                yield NoneOfThese(name)
            match findings[name].type if name in findings else "":
                case "yes_no":
                    yield Sign(name)
                case "integer":
                    yield Whole(name, findings[name])
                case "choice":
                    yield Choice(name, findings[name])
        for name, finding in findings.items():
            own = tuple(one for one in names if one in (name, f"{name}.complete") or one.startswith(f"{name}="))
            if finding.type == "regions" and own:
                yield Places(name, self._vocabulary, own)
        if NOT_SURE in names:
            yield Doubts(NOT_SURE, self._vocabulary)


_TAKES = {
    "yes_no": ("booleans", pa.types.is_boolean),
    "integer": ("whole numbers", pa.types.is_integer),
    "choice": ("text", arrays.is_text),
    "regions": ("lists of text", arrays.is_list_of_text),
}


def _problems(schema: pa.Schema, kinds: Mapping[str, str], vocabulary: Vocabulary) -> Iterable[str]:
    for field in schema:
        name, kind = field.name, field.type
        if len(schema.get_all_field_indices(name)) > 1:
            yield f"column `{name}` is there more than once"
        elif name in vocabulary.findings and vocabulary.findings[name].derived:
            yield f"column `{name}` is worked out from others; give those instead (see `rules show {name}`)"
        elif name not in kinds and name not in IGNORED:
            yield f"column `{name}` is not a finding{did_you_mean(name, kinds)}"
        elif name in kinds and not pa.types.is_null(kind):
            takes, fits = _TAKES[kinds[name]]
            if not fits(kind):
                yield f"column `{name}` takes {takes}, not {kind}"
