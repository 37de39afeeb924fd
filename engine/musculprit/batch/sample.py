"""Full assessments of a few people of a run, each held against the row that the run gives them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ..errors import MusculpritError
from ..model.assessment import Assessment
from ..model.case import WHOLE_SCREEN, Case, read_given
from ..model.program import Program
from ..reasoning.forward.reader import ForwardReader
from ..reasoning.planes.intake import NOT_SURE as UNSURE
from ..triage import assess
from ..triage.base import RuleBase
from .part import Part, Source
from .table import Assessing
from .tidy import ID


class Disagreement(MusculpritError):
    """The run and the assessment of one person say different things: a bug of ours, never to be passed over."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One person of a run, with everything that is said of them."""

    file: str
    row: int
    id: str | None
    assessment: Assessment


def explained(
    sources: Sequence[Source], parts: Sequence[Part], base: RuleBase, assessing: Assessing, count: int, seed: int
) -> Iterator[Explained]:
    """`count` people drawn from all of them, in the order of the files. Raises Disagreement."""
    rows = sum(part.rows for part in parts)
    drawn = set(random.Random(seed).sample(range(rows), min(count, rows)))  # noqa: S311 - a sample, not a secret
    start = 0
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags]) as forward:
        for part in parts:
            wanted = {part.first + 1 + one - start for one in drawn if start <= one < start + part.rows}
            start += part.rows
            if wanted:
                yield from _of_part(sources[part.file], part, wanted, base, assessing, forward)


def _of_part(
    source: Source, part: Part, wanted: set[int], base: RuleBase, assessing: Assessing, forward: ForwardReader
) -> Iterator[Explained]:
    for piece in source.pieces([part]):
        rows = source.rows(piece)
        table, bad = assessing.assess(rows.batch)
        tidied = assessing.tidying.tidy(rows.batch).batch
        unreadable = {slip.row for slip in bad}
        for at, number in enumerate(rows.numbers.tolist()):
            if number in wanted and at not in unreadable:
                name = rows.batch.column(ID)[at].as_py() if ID in rows.batch.schema.names else None
                assessment = assess(case_of_row(tidied.slice(at, 1), base.program), base, forward)
                _hold(table.slice(at, 1).to_pylist()[0], assessment, f"{source.path}, row {number}")
                yield Explained(str(source.path), number, None if name is None else str(name), assessment)


def case_of_row(row: pa.RecordBatch, program: Program) -> Case:
    """The one person of a batch as a case."""
    told = {name: value for name, value in row.to_pylist()[0].items() if value is not None}
    given: dict[str, Any] = dict.fromkeys(told.pop(UNSURE, ()), "not_sure")
    complete = {name.removesuffix(".complete"): told.pop(name) for name in list(told) if name.endswith(".complete")}
    places: dict[str, list[str]] = {}
    for name, value in told.items():
        finding, equals, place = name.partition("=")
        if equals:
            places.setdefault(finding, []).extend([place] if value else [])
        elif isinstance(value, list):
            places.setdefault(name, []).extend(value)
        elif name.partition(".")[0] == WHOLE_SCREEN:
            given |= {name: "none_of_these"} if value else {}
        else:
            given[name] = value
    for finding, named in places.items():
        if named:
            given[finding] = named if complete.get(finding, True) else {"some_of": named}
    return read_given(given, program.vocabulary, (page.id for page in program.pages))


def row_of(assessment: Assessment) -> dict[str, Any]:
    """What a run says of a person, out of an assessment."""
    flags = assessment.red_flags
    return {
        "disposition": assessment.disposition.id,
        "at_least": assessment.disposition.at_least,
        "red_flags": [{"id": one.id, "floor": one.floor} for one in flags if one.outcome == "fires"],
        "open_flags": [{"id": one.id, "floor": one.floor} for one in flags if one.outcome == "open"],
        "culprits": [
            {"id": one.id, "band": one.band, "points": one.points, "leads": one.leads} for one in assessment.culprits
        ],
        "care": [one.id for one in assessment.care],
        "blocked_care": [{"id": one.id, "open": one.open} for one in assessment.blocked_care],
    }


def _hold(row: Mapping[str, Any], assessment: Assessment, where: str) -> None:
    alone = row_of(assessment)
    differing = [name for name, value in alone.items() if row[name] != value]
    if differing:
        raise Disagreement(
            f"{where}: the run and the assessment differ on {', '.join(differing)}; trust neither, and please report it"
        )
