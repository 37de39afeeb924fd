"""A Spark frame of people in, a frame of answers out: the same kernel in every executor.

Executors need `musculprit[batch]` installed; the rule base is sent to each of them once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..errors import CaseError, Problem
from ..model.codec import from_json, to_json
from ..triage.base import RuleBase, load_rules
from .table import Assessing, assessing_of, even
from .tidy import ID, Tidying

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FORMS = {".parquet": "parquet", ".pq": "parquet", ".jsonl": "json", ".ndjson": "json", ".csv": "csv"}


def assess_frame(frame: DataFrame, rules: RuleBase | str | Path | None = None) -> DataFrame:
    """What the rules say of each row of a Spark frame, as `assess_table` says it. Raises CaseError."""
    base = rules if isinstance(rules, RuleBase) else load_rules(rules)
    tidying = Tidying(base.program)
    used = tidying.used(frame.columns)
    names = [ID, *used] if ID in frame.columns else used
    schema = _schema(frame, base)
    # Spark takes a dot in a name for a field of a struct: the columns travel by number.
    numbered = [f"`{name}` as c{at}" for at, name in enumerate(names)]
    sent = frame.sparkSession.sparkContext.broadcast(json.dumps(to_json(base.program), separators=(",", ":")))
    return frame.selectExpr(numbered).mapInArrow(_answering(sent, names), schema)


def batch_on(url: str, inputs: Sequence[str], output: str, base: RuleBase) -> int:
    """Read on the cluster, answer, write on the cluster (Parquet, and rejects beside); how many rows were rejected."""
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as call

    spark = SparkSession.builder.master(url).appName("musculprit").getOrCreate()
    try:
        answers = assess_frame(_read(spark, inputs), base)
        answers = answers.withColumn("rules", call.lit(base.program.sha256)).cache()
        answers.filter("problem is null").drop("problem").write.mode("errorifexists").parquet(output)
        rejected = answers.filter("problem is not null")
        count = int(rejected.count())
        if count:
            names = [name for name in (ID, "problem") if name in answers.columns]
            rejected.select(names).write.mode("errorifexists").json(f"{output}.rejects")
        return count
    finally:
        spark.stop()


def _read(spark: SparkSession, inputs: Sequence[str]) -> DataFrame:
    """The files as one frame; of CSV every value is text, of JSON what Spark makes of it."""
    forms = {_FORMS.get(Path(one).suffix, "parquet") for one in inputs}
    if len(forms) != 1:
        raise CaseError([Problem("", 0, f"give files of one kind at a time to Spark, not {', '.join(sorted(forms))}")])
    form = forms.pop()
    if form == "csv":
        return spark.read.csv(list(inputs), header=True, multiLine=False)
    return spark.read.parquet(*inputs) if form == "parquet" else spark.read.json(list(inputs))


def _answering(sent: Any, names: Sequence[str]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What an executor runs on the batches of a partition."""

    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        assessing = _assessing(sent.value)
        for batch in even(batches):
            yield _plain(assessing.with_problems(batch.rename_columns(names)))

    return answered


@lru_cache(maxsize=2)
def _assessing(program: str) -> Assessing:
    """What answers, made once in each executor's Python."""
    return Assessing(RuleBase(from_json(json.loads(program)), dict, str))


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same answers without dictionaries, which Spark does not read."""
    return batch.cast(pa.schema([(field.name, _without(field.type)) for field in batch.schema]))


def _without(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_list(kind):
        return pa.list_(_without(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(one.name, _without(one.type)) for one in kind])
    return kind


def _schema(frame: DataFrame, base: RuleBase) -> Any:
    """The schema of the answers, from those of nobody."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    nobody = pa.RecordBatch.from_pydict({"not_sure": pa.array([], pa.list_(pa.string()))})
    found = from_arrow_schema(_plain(assessing_of(base).with_problems(nobody)).schema)
    ids = [frame.schema[ID]] if ID in frame.columns else []
    return StructType([*ids, *found.fields])
