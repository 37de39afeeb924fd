"""Many cases are answered as each would be alone, whatever tool the table comes from."""

import random
import sys
from collections.abc import Iterator

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import ROOT
from people import people
from tables import batch_of

from musculprit import assess_table
from musculprit.batch.sample import case_of_row, row_of
from musculprit.batch.table import Assessing, assessing_of, even
from musculprit.conversation.cases import case_of
from musculprit.errors import CaseError, MissingExtra, MusculpritError
from musculprit.model.answers import flatten
from musculprit.model.case import Case
from musculprit.model.words import CANNOT_ASSESS, DISPOSITIONS, FLOORS, SAME_DAY, URGENT
from musculprit.quality.casefile import read_cases
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.triage import advice, assess, assessing, likely
from musculprit.triage.base import RuleBase
from musculprit.triage.screen import with_none_of
from musculprit.triage.state import state_from


@pytest.fixture(scope="module")
def many(base: RuleBase) -> Assessing:
    return assessing_of(base)


def alone(case: Case, base: RuleBase) -> dict[str, object]:
    """What judge and triage show of one person, as a row."""
    state = state_from(with_none_of(case.answers, case.none_of, base), base)
    said, support = state.said, state.support
    rank = int(said["disposition"])
    danger = rank in range(SAME_DAY, len(FLOORS))
    flags = assessing._flags(base, said, support, complete=said["complete"] is True)
    culprits = () if danger else likely.culprits(base, said, support, ())
    blocked = () if danger else advice.withheld(base, said, support)
    return {
        "disposition": DISPOSITIONS[rank],
        "at_least": FLOORS[said["at_least"]],
        "floor": FLOORS[said["floor"]],
        "complete": said["complete"] is True,
        "red_flags": [{"id": one.id, "floor": one.floor} for one in flags if one.outcome == "fires"],
        "open_flags": [{"id": one.id, "floor": one.floor} for one in flags if one.outcome == "open"],
        "culprits": [{"id": c.id, "band": c.band, "points": c.points, "leads": c.leads} for c in culprits],
        "care": [one.id for one in advice.offered(base, said)] if rank <= URGENT else [],
        "blocked_care": [{"id": one.id, "open": one.open} for one in blocked],
    }


def crowd(base: RuleBase, seed: int, count: int) -> list[Case]:
    """People made up at random; of every second one no danger is told, so that care is often reached."""
    dice = random.Random(seed)
    findings = base.program.vocabulary.findings
    cases = []
    for at, told in enumerate(people(base.program.vocabulary, seed, count)):
        person = {name: one for name, one in told.items() if at % 2 or one is False or not findings[name].danger}
        person |= {} if at % 2 else {"age_years": dice.choice([17, 30, 44, 59])}
        cases.append(Case(person, none_of=frozenset(dice.choice([(), ("screen",), ("screen",), ("bones", "legs")]))))
    return cases


def table_of(cases: list[Case], base: RuleBase) -> pa.RecordBatch:
    return batch_of([one.answers for one in cases], base.program.vocabulary, [one.none_of for one in cases])


def differing(batch: pa.RecordBatch, expected: Iterator[dict[str, object]]) -> list[tuple[int, str, object, object]]:
    return [
        (row, name, got[name], want[name])
        for row, (got, want) in enumerate(zip(batch.to_pylist(), expected, strict=True))
        for name in want
        if got[name] != want[name]
    ][:10]


@pytest.mark.slow
def test_every_person_of_the_cases_is_told_what_assess_says(
    base: RuleBase, many: Assessing, forward: ForwardReader
) -> None:
    located, _ = read_cases([ROOT / "cases" / "people"], ROOT / "cases")
    cases = [case_of(base, one.case.given) for one in located]

    answers, bad = many.assess(table_of(cases, base))

    assert bad == ()
    assert len(cases) > 100
    assert differing(answers, (row_of(assess(one, base, forward)) for one in cases)) == []


@pytest.mark.parametrize("seed", range(2))
def test_a_crowd_is_told_what_each_would_be_told_alone(seed: int, base: RuleBase, many: Assessing) -> None:
    cases = crowd(base, seed, 300)

    answers, bad = many.assess(table_of(cases, base))

    assert bad == ()
    assert differing(answers, (alone(one, base) for one in cases)) == []
    reached = set(answers.column("disposition").to_pylist())
    assert {"self_care", "same_day", "emergency_now", "cannot_assess"} <= reached
    assert any(answers.column("care").to_pylist())
    assert any(answers.column("blocked_care").to_pylist())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_fifty_thousand_are_told_what_each_would_be_told_alone(seed: int, base: RuleBase, many: Assessing) -> None:
    cases = crowd(base, seed, 5000)

    answers, bad = many.assess(table_of(cases, base))

    assert bad == ()
    assert differing(answers, (alone(one, base) for one in cases)) == []


@pytest.mark.slow
def test_the_second_engine_reads_the_flags_of_two_thousand_alike(
    base: RuleBase, many: Assessing, forward: ForwardReader
) -> None:
    cases = crowd(base, 7, 2000)

    answers, _ = many.assess(table_of(cases, base))

    for row, case in zip(answers.select(["red_flags"]).to_pylist(), cases, strict=True):
        forward.send(flatten(with_none_of(case.answers, case.none_of, base), base.program.vocabulary))
        seen = forward.receive()
        assert {one["id"] for one in row["red_flags"]} == {one.rule for one in base.program.flags if seen[one.name]}


PEOPLE = {
    "id": [11, 12, 13, 14],
    "age_years": [41, None, 30, 72],
    "sex": ["male", "not_sure", None, "female"],
    "pain_site": [["mid_buttock.right"], ["low_back", "groin.left"], None, ["low_back"]],
    "fever_chills": [False, True, None, False],
    "screen": [True, None, None, True],
    "not_sure": [None, ["vomiting"], [], None],
}


@pytest.fixture(scope="module")
def reference(base: RuleBase) -> list[dict[str, object]]:
    return assess_table(pa.table(PEOPLE), base).to_pylist()


def _polars() -> object:
    return pl.DataFrame(PEOPLE).with_columns(pl.col("sex").cast(pl.Categorical))


def _duckdb() -> object:
    held = pa.table(PEOPLE)  # noqa: F841 - DuckDB finds it by name
    return duckdb.sql("select * from held")


def _words() -> object:
    return pa.table(
        {
            "id": PEOPLE["id"],
            "age_years": ["41", None, "30", "72"],
            "sex": PEOPLE["sex"],
            "pain_site": ["mid_buttock.right", "low_back, groin.left", None, "low_back"],
            "fever_chills": ["n", "yes", None, "false"],
            "vomiting": [None, "not_sure", None, None],
            "screen": ["none_of_these", None, None, "none"],
        }
    )


TOOLS = {
    "polars": _polars,
    "pandas": lambda: pd.DataFrame(PEOPLE),
    "pandas with Arrow types": lambda: pd.DataFrame(PEOPLE).convert_dtypes(dtype_backend="pyarrow"),
    "duckdb": _duckdb,
    "one record batch": lambda: pa.RecordBatch.from_pydict(PEOPLE),
    "many small batches": lambda: pa.concat_tables([pa.table(PEOPLE).slice(at, 1) for at in range(4)]),
    "words as people type them": _words,
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_any_tool_s_table_gets_the_same_answers(tool: str, reference: list[dict[str, object]], base: RuleBase) -> None:
    answered = assess_table(TOOLS[tool](), base)

    assert answered.to_pylist() == reference


def test_answers_of_any_size_are_the_same_on_one_thread_and_on_three(base: RuleBase) -> None:
    table = pa.Table.from_batches([table_of(crowd(base, 3, 200), base)])
    whole = assess_table(table, base, threads=1)

    pieces = [assessing_of(base).with_problems(one) for one in even(table.to_batches(), 33)]

    assert [len(one) for one in pieces] == [33] * 6 + [2]
    assert pa.Table.from_batches(pieces).to_pylist() == whole.to_pylist()
    assert assess_table(table, base, threads=3).equals(whole)


def test_a_row_that_cannot_be_read_says_why_and_nothing_else(base: RuleBase) -> None:
    table = {"id": [1, 2], "age_years": [40, 400], "sex": ["males", "female"], "vomiting": [True, True]}

    good, bad = assess_table(pa.table({**table, "sex": ["male", "femal"]}), base).to_pylist()

    assert good["problem"] is None
    assert good["disposition"] in DISPOSITIONS
    assert bad["problem"] == (
        "`age_years` takes 0 to 120, not 400; `sex` takes female, male or not_sure, not `femal` (did you mean `female`?)"
    )
    assert {name for name, value in bad.items() if value is not None} == {"id", "problem"}


def test_a_number_that_is_not_a_number_is_never_compared(base: RuleBase) -> None:
    table = pa.table({"age_years": pa.array([40.0, float("nan"), 40.5, None, float("inf")])})

    problems = assess_table(table, base)["problem"].to_pylist()

    assert [one is None for one in problems] == [True, False, False, True, False]
    assert problems[1] == "`age_years` takes a whole number from 0 to 120 or not_sure, not `nan`"


@pytest.mark.parametrize(("column", "what"), [
    ("fever_chils", "column `fever_chils` is not a finding (did you mean `fever_chills`?)"),
    ("wells_lay_score", "column `wells_lay_score` is worked out from others; give those instead (see `rules show wells_lay_score`)"),
    ("clinic", "no column is a finding; `musculprit rules list` shows what there is"),
])  # fmt: skip
def test_a_column_that_only_looks_like_a_finding_is_an_error(column: str, what: str, base: RuleBase) -> None:
    with pytest.raises(CaseError) as error:
        assess_table(pa.table({column: [True]}), base)

    assert [one.what for one in error.value.problems] == [what]


def test_columns_that_are_no_findings_are_left_alone(base: RuleBase) -> None:
    table = pa.table({"clinic": ["north"], "fever_chills": [True]})

    assert (
        assess_table(table, base)["red_flags"].to_pylist()
        == assess_table(table.drop(["clinic"]), base)["red_flags"].to_pylist()
    )


def test_nobody_gets_a_table_of_nobody(base: RuleBase) -> None:
    answered = assess_table(pa.table(PEOPLE).slice(0, 0), base)

    assert answered.num_rows == 0
    assert answered.schema.equals(assess_table(pa.table(PEOPLE), base).schema)


def test_what_is_no_table_is_an_error_that_says_what_is(base: RuleBase) -> None:
    with pytest.raises(MusculpritError, match="give a pandas, Polars, DuckDB, Arrow or Spark table"):
        assess_table([{"age_years": 40}], base)


@pytest.mark.parametrize("missing", ["numba", "numpy", "pyarrow"])
def test_without_the_extra_it_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import musculprit

    for name in [one for one in sys.modules if one.startswith(("musculprit.batch", "musculprit.reasoning.planes"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(MissingExtra, match=rf"{missing}: pip install 'musculprit\[batch\]'"):
        musculprit.__getattr__("assess_table")


def test_a_row_is_the_case_that_it_was_made_of(base: RuleBase, many: Assessing) -> None:
    for case in crowd(base, 5, 50):
        row = many.tidying.tidy(table_of([case], base)).batch

        assert case_of_row(row, base.program) == Case(case.answers, none_of=case.none_of)


def test_what_is_not_complete_gets_no_care(base: RuleBase, many: Assessing) -> None:
    answers, _ = many.assess(table_of(crowd(base, 11, 400), base))

    waiting = [row for row in answers.to_pylist() if row["disposition"] == DISPOSITIONS[CANNOT_ASSESS]]
    assert waiting
    assert [row["care"] for row in waiting] == [[]] * len(waiting)
