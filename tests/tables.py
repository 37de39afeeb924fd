"""People as an Arrow record batch: one row each, the columns that the kernel reads."""

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa

from musculprit.model.answers import NOT_SURE, Answer, Sites
from musculprit.model.vocabulary import FindingLogic, Vocabulary

TYPES = {"yes_no": pa.bool_(), "integer": pa.int32(), "choice": pa.string(), "regions": pa.list_(pa.string())}


def batch_of(
    people: Sequence[Mapping[str, Answer]], vocabulary: Vocabulary, none_of: Sequence[Collection[str]] = ()
) -> pa.RecordBatch:
    """The answers, and the pages answered "none of these", as columns; a finding nobody answered has no column."""
    columns: dict[str, pa.Array] = {}
    for name, one in vocabulary.findings.items():
        told = [_value(person.get(name)) for person in people]
        if any(value is not None for value in told):
            columns[name] = pa.array(told, TYPES[one.type])
            columns |= _complete(name, one, people)
    unsure = [[name for name, answer in person.items() if answer is NOT_SURE] or None for person in people]
    columns["not_sure"] = pa.array(unsure, pa.list_(pa.string()))
    for page in sorted({page for pages in none_of for page in pages}):
        name = page if page == "screen" else f"screen.{page}"
        columns[name] = pa.array([page in pages or None for pages in none_of], pa.bool_())
    return pa.RecordBatch.from_pydict(columns)


def _value(answer: Answer | None) -> object:
    if answer is NOT_SURE:
        return None
    return sorted(answer.places) if isinstance(answer, Sites) else answer


def _complete(name: str, one: FindingLogic, people: Sequence[Mapping[str, Answer]]) -> dict[str, pa.Array]:
    if one.type != "regions":
        return {}
    told = [person.get(name) for person in people]
    return {
        f"{name}.complete": pa.array([one.complete if isinstance(one, Sites) else None for one in told], pa.bool_())
    }
