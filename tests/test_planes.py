"""A million people are told what each of them would be told alone."""

import random
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest
from generated import answers, programs
from hypothesis import given, settings
from hypothesis import strategies as st
from people import people
from tables import batch_of
from test_cases import CASES

from musculprit.conversation.cases import case_of
from musculprit.errors import CaseError
from musculprit.model.answers import NOT_SURE, Answer, flatten
from musculprit.model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Pick,
    Points,
    Reaches,
    Sum,
    Term,
    Value,
    Within,
    Yes,
)
from musculprit.model.program import Program
from musculprit.model.vocabulary import FindingLogic, RegionLogic, Vocabulary
from musculprit.reasoning.judge import Judge, Said
from musculprit.reasoning.planes import compiled
from musculprit.reasoning.planes import kernel as kernels
from musculprit.reasoning.planes.circuit import Circuit
from musculprit.reasoning.planes.code import code_of
from musculprit.reasoning.planes.kernel import Kernel
from musculprit.reasoning.planes.machine import run
from musculprit.reasoning.planes.results import Results
from musculprit.triage.base import RuleBase
from musculprit.triage.screen import with_none_of

PEOPLE_A_PROGRAM = 70
"""More than a machine word holds."""


@pytest.fixture(scope="module")
def kernel(base: RuleBase) -> Kernel:
    return Kernel(base.program)


def said_by(results: Results, names: Sequence[str]) -> list[Said]:
    columns = {n: (results.integer(n) if results.is_number(n) else results.outcome(n)).to_pylist() for n in names}
    return [{name: column[row] for name, column in columns.items()} for row in range(results.people)]


def judged(program: Program, persons: Sequence[Mapping[str, Answer]]) -> list[Said]:
    judge = Judge(program.definitions)
    return [judge.run(flatten(person, program.vocabulary)) for person in persons]


def screened(base: RuleBase, person: Mapping[str, Answer], pages: frozenset[str]) -> Said:
    return base.judge.run(flatten(with_none_of(person, pages, base), base.program.vocabulary))


def small(definitions: Mapping[str, Node], **findings: FindingLogic) -> Program:
    signs = {name: FindingLogic("yes_no") for name in "abcd"}
    numbers = {"n": FindingLogic("integer", low=-5, high=300)}
    return Program("0", "small", 0, Vocabulary({**signs, **numbers, **findings}), definitions)


@given(programs(), st.lists(answers, min_size=PEOPLE_A_PROGRAM, max_size=PEOPLE_A_PROGRAM))
@settings(max_examples=60)
def test_planes_say_what_judge_says(program: Program, persons: list[dict[str, Answer]]) -> None:
    results = Kernel(program).run(batch_of(persons, program.vocabulary))

    assert said_by(results, list(program.definitions)) == judged(program, persons)


@pytest.mark.slow
@given(programs(), st.lists(answers, min_size=PEOPLE_A_PROGRAM, max_size=PEOPLE_A_PROGRAM))
@settings(max_examples=800)
def test_planes_say_what_judge_says_in_fifty_thousand_evaluations(
    program: Program, persons: list[dict[str, Answer]]
) -> None:
    results = Kernel(program).run(batch_of(persons, program.vocabulary))

    assert said_by(results, list(program.definitions)) == judged(program, persons)


def _random_pages(base: RuleBase, seed: int, count: int) -> list[frozenset[str]]:
    dice = random.Random(seed)
    pages = [page.id for page in base.program.pages]
    some = [(), ("screen",)]
    return [frozenset(dice.choice([*some, dice.sample(pages, dice.randint(1, len(pages)))])) for _ in range(count)]


@pytest.mark.parametrize("seed", range(2))
def test_everybody_is_told_what_they_would_be_told_alone(seed: int, base: RuleBase, kernel: Kernel) -> None:
    persons = list(people(base.program.vocabulary, seed, 500))
    pages = _random_pages(base, seed, len(persons))

    results = kernel.run(batch_of(persons, base.program.vocabulary, pages))

    assert results.bad == ()
    alone = [screened(base, person, none) for person, none in zip(persons, pages, strict=True)]
    assert _differing(said_by(results, list(base.program.definitions)), alone) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 20))
def test_thousands_are_told_what_they_would_be_told_alone(seed: int, base: RuleBase, kernel: Kernel) -> None:
    persons = list(people(base.program.vocabulary, seed, 2000))
    pages = _random_pages(base, seed, len(persons))

    results = kernel.run(batch_of(persons, base.program.vocabulary, pages))

    alone = [screened(base, person, none) for person, none in zip(persons, pages, strict=True)]
    assert _differing(said_by(results, list(base.program.definitions)), alone) == []


@pytest.mark.slow
def test_every_case_is_told_what_judge_says(base: RuleBase, kernel: Kernel) -> None:
    cases = [case_of(base, one.case.given) for one in CASES]

    results = kernel.run(
        batch_of([case.answers for case in cases], base.program.vocabulary, [case.none_of for case in cases])
    )

    assert results.bad == ()
    alone = [screened(base, case.answers, case.none_of) for case in cases]
    assert _differing(said_by(results, list(base.program.definitions)), alone) == []


def _differing(together: list[Said], alone: list[Said]) -> list[tuple[int, str, object, object]]:
    return [
        (row, name, one[name], other[name])
        for row, (one, other) in enumerate(zip(together, alone, strict=True))
        for name in other
        if one[name] is not other[name] and one[name] != other[name]
    ][:20]


WIDE = {
    "far": Pick(Yes("a"), Constant(70_000), Constant(-3)),
    "near": Pick(Yes("b"), Constant(69_999), Pick(Yes("c"), Constant(70_001), Constant(-400))),
    "sum": Sum((Value("far"), Value("near"), Constant(-1))),
    "most": Max((Value("sum"), Value("far"), Value("near"))),
    "picked": Pick(Yes("d"), Value("sum"), Value("far")),
    "closest": Within(Value("far"), Value("near"), 0),
    "close": Within(Value("far"), Value("near"), 1),
    "closer": Within(Value("sum"), Value("most"), 70_000),
    "beyond": Between("most", 70_001, None),
    "chosen": Between("picked", -3, 70_000),
    "many": Points(tuple((Term(Yes(sign), 40 * at - 90), Term(Not(Yes("a")), 7)) for at, sign in enumerate("abcd"))),
    "best": Max((Value("many"), Points(((Term(Yes("b"), 99),), (Term(Yes("c"), -77), Term(Yes("d"), -3)))))),
    "level": Within(Value("many"), Value("best"), 13),
    "reached": Reaches(
        Points(((Term(Yes("a"), 50), Term(Yes("b"), -60)), (Term(Yes("c"), 30), Term(Yes("d"), 30)))), 21
    ),
}
"""Numbers too wide for one plane a value."""

COUNTED = {
    f"at_least_{n}": AtLeast(n, tuple(Yes(f"s{at}") for at in range(11))) for n in (-1, 0, 1, 2, 3, 5, 9, 11, 12)
}

ODD = {
    "early": Yes("late"),
    "yes_of_a_number": Yes("n"),
    "a_sign_as_a_number": Between("a", 1, None),
    "no_sign_as_a_number": Between("a", None, 0),
    "any_sign_as_a_number": Between("a", None, None),
    "far_from_a_sign": Between("a", 2, 5),
    "unheard_of": Any((Yes("nobody_asks"), NotSure("nobody_asks"), Between("nobody_asks", None, None))),
    "late": All((Yes("a"), Yes("b"))),
    "after": Yes("late"),
    "value": Points(((Term(Yes("a"), 2),),)),
    "doubt_of_a_definition": NotSure("late"),
    "doubt_of_a_value": NotSure("value"),
    "known": Known(("late", "value", "n", "a", "nobody_asks")),
    "nothing": Any(()),
    "everything": All(()),
    "low": Between("n", None, -2),
    "middle": Between("n", 17, 255),
    "outside": Between("n", 301, None),
    "below": Between("n", None, -6),
}

ANSWER = st.sampled_from([True, False, NOT_SURE])


@pytest.mark.parametrize("definitions", [WIDE, COUNTED, ODD], ids=["wide numbers", "long counts", "odd readings"])
@given(data=st.data())
@settings(max_examples=25)
def test_what_rules_seldom_say_is_read_alike(definitions: Mapping[str, Node], data: st.DataObject) -> None:
    signs = {f"s{at}": FindingLogic("yes_no") for at in range(11)}
    program = small(definitions, **signs)
    told = {**dict.fromkeys([*"abcd", *signs], ANSWER), "n": st.one_of(st.integers(-5, 300), st.just(NOT_SURE))}
    persons = data.draw(st.lists(st.fixed_dictionaries({}, optional=told), min_size=20, max_size=20))

    results = Kernel(program).run(batch_of(persons, program.vocabulary))

    assert said_by(results, list(definitions)) == judged(program, persons)


def test_what_a_derived_finding_leaves_open_another_answer_may_settle() -> None:
    """`late` is worked out, and implied by `c`."""
    program = small(
        {"late": All((Yes("a"), Yes("b"))), "after": Yes("late"), "doubt": NotSure("late")},
        late=FindingLogic("yes_no", derived=True),
        c=FindingLogic("yes_no", implies=("late",)),
    )
    persons: list[dict[str, Answer]] = [{"c": True}, {"c": True, "a": False}, {"c": NOT_SURE}, {}]

    results = Kernel(program).run(batch_of(persons, program.vocabulary))

    assert said_by(results, list(program.definitions)) == judged(program, persons)
    assert results.outcome("after").to_pylist() == [True, False, None, None]


@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 200), st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_slice_is_read_as_it_stands_and_nothing_under_a_null(before: int, after: int, rows: int, seed: int) -> None:
    program = small(
        {"a": Yes("a"), "n": Sum((Pick(Between("n", 7, 250), Constant(1), Constant(0)),)), "b": NotSure("n")}
    )
    program = small({f"said_{name}": node for name, node in program.definitions.items()})
    dice = np.random.default_rng(seed)
    size = before + rows + after
    told, sign = dice.random(size) < 0.5, dice.random(size) < 0.5
    numbers = dice.integers(-5, 300, size, dtype=np.int16)
    numbers[~told] = 30_000
    batch = pa.RecordBatch.from_pydict({"a": _over(told, sign), "n": _over(told, numbers)}).slice(before, rows)

    results = Kernel(program).run(batch)

    persons = [{"a": bool(sign[at]), "n": int(numbers[at])} if told[at] else {} for at in range(before, before + rows)]
    assert results.bad == ()
    assert said_by(results, list(program.definitions)) == judged(program, persons)


def _over(told: np.ndarray, values: np.ndarray) -> pa.Array:
    """An array with those values also where nothing was told."""
    bits = pa.py_buffer(np.packbits(told, bitorder="little"))
    held = np.packbits(values, bitorder="little") if values.dtype == bool else values
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(told), [bits, pa.py_buffer(held)])


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 8191, 8193])
@pytest.mark.parametrize("stretch", [64, 4160, 131_072])
def test_any_number_of_rows_in_any_stretches_says_the_same(
    rows: int, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "STRETCH", stretch)
    program = small(
        {"both": All((Yes("a"), Not(Yes("b")))), "points": Points(((Term(Yes("a"), 3), Term(Yes("b"), -4)),))}
    )
    persons: list[dict[str, Answer]] = [{"a": row % 3 == 0, "b": row % 5 == 0} for row in range(rows)]

    results = Kernel(program).run(batch_of(persons, program.vocabulary))

    assert said_by(results, list(program.definitions)) == judged(program, persons)


def test_batches_that_tell_more_and_more_are_each_read_in_full(base: RuleBase) -> None:
    kernel = Kernel(base.program, ["disposition", "complete"])
    for told in (0.02, 0.3, 0.05):
        persons = list(people(base.program.vocabulary, 7, 60, told))

        results = kernel.run(batch_of(persons, base.program.vocabulary))

        alone = [screened(base, person, frozenset()) for person in persons]
        assert results.integer("disposition").to_pylist() == [one["disposition"] for one in alone]
        assert results.outcome("complete").to_pylist() == [one["complete"] for one in alone]


PLACES = Program(
    "0",
    "places",
    0,
    Vocabulary(
        {"site": FindingLogic("regions"), "kind": FindingLogic("choice", options=("x", "y")), "sign": FindingLogic("yes_no")},
        {"leg": RegionLogic(), "knee": RegionLogic("leg"), "arm": RegionLogic()},
    ),
    {"said_leg": Yes("site=leg"), "said_left_knee": Yes("site=knee.left"), "said_arm": Yes("site=arm"), "said_x": Yes("kind=x"), "doubt": NotSure("sign")},
)  # fmt: skip


@pytest.mark.parametrize(("places", "complete", "expected"), [
    (["knee.left"], None, (True, True, False)),
    (["knee.right"], None, (True, False, False)),
    (["knee.both"], None, (True, True, False)),
    (["leg"], None, (True, None, False)),
    (["arm"], None, (False, False, True)),
    (["arm"], False, (None, None, True)),
    (["arm", "arm.left", "knee"], True, (True, None, True)),
    (None, True, (None, None, None)),
    ([], False, (None, None, None)),
])  # fmt: skip
def test_places_are_read_with_their_sides_and_whether_they_are_all(
    places: list[str] | None, complete: bool | None, expected: tuple[bool | None, ...]
) -> None:
    columns = {"site": pa.array([places], pa.list_(pa.string()))}
    if complete is not None:
        columns["site.complete"] = pa.array([complete])

    results = Kernel(PLACES).run(pa.RecordBatch.from_pydict(columns))

    assert tuple(results.outcome(name)[0].as_py() for name in ("said_leg", "said_left_knee", "said_arm")) == expected


def test_a_place_may_be_a_column_of_its_own() -> None:
    columns = {"site=knee.both": pa.array([True, False, None]), "site=arm": pa.array([False, None, True])}

    results = Kernel(PLACES).run(pa.RecordBatch.from_pydict(columns))

    assert results.outcome("said_leg").to_pylist() == [True, None, False]
    assert results.outcome("said_arm").to_pylist() == [False, None, True]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_text_may_be_plain_or_a_dictionary(kind: pa.DataType) -> None:
    lists = pa.large_list(kind) if kind == pa.large_string() else pa.list_(kind)
    columns = {
        "kind": pa.array(["x", None, "y", "x"]).cast(kind),
        "site": pa.array([["knee.left"], ["arm"], None, ["leg", "arm"]], pa.list_(pa.string())).cast(lists),
    }
    batch = pa.RecordBatch.from_pydict(columns).slice(1)

    results = Kernel(PLACES).run(batch)

    assert results.outcome("said_x").to_pylist() == [None, False, True]
    assert results.outcome("said_leg").to_pylist() == [False, None, True]


BAD = {
    "a number out of its bounds": ({"n": pa.array([1, 301])}, "n", "`n` takes -5 to 300, not 301"),
    "an unknown option": ({"kind": pa.array(["x", "xx"])}, "kind", "`kind` takes x, y, not `xx`"),
    "an unknown place": ({"site": pa.array([["leg"], ["legg"]])}, "site", "`legg` is not a place (did you mean `leg`?)"),
    "an unknown side": ({"site": pa.array([["leg"], ["leg.up"]])}, "site", "`leg.up`: a side is left, right or both"),
    "no place at all": ({"site": pa.array([["leg"], []])}, "site", "`site` takes at least one place; leave it null when nothing was said of it"),
    "a place that is null": ({"site": pa.array([["leg"], [None]])}, "site", "a place is missing"),
    "doubt of nothing known": ({"not_sure": pa.array([["sign"], ["sing"]])}, "not_sure", "`sing` is not a finding (did you mean `sign`?)"),
    "doubt of what has a value": ({"not_sure": pa.array([None, ["sign"]]), "sign": pa.array([True, True])}, "not_sure", "`sign` has a value and is named in `not_sure`; give one of them"),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_a_bad_row_is_reported_and_nothing_is_said_of_it(slip: str) -> None:
    columns, field, reason = BAD[slip]
    findings = {**PLACES.vocabulary.findings, "n": FindingLogic("integer", low=-5, high=300)}
    vocabulary = Vocabulary(findings, PLACES.vocabulary.regions)
    program = Program("0", "bad", 0, vocabulary, {"always": All(()), "seven": Constant(7)})
    batch = pa.RecordBatch.from_pydict(columns)

    results = Kernel(program).run(batch)

    assert [(one.row, one.field, one.reason) for one in results.bad] == [(1, field, reason)]
    assert results.outcome("always").to_pylist() == [True, None]
    assert results.integer("seven").to_pylist() == [7, None]


def test_a_column_that_nobody_can_use_is_an_error_that_says_what_to_try(base: RuleBase, kernel: Kernel) -> None:
    columns = {
        "id": pa.array(["one"]),
        "fever_chils": pa.array([True]),
        "wells_lay_score": pa.array([3]),
        "vomiting": pa.array([1]),
        "age_years": pa.array([40.5]),
        "screen.toilets": pa.array([True]),
        "sex": pa.array([None]),
    }

    with pytest.raises(CaseError) as error:
        kernel.run(pa.RecordBatch.from_pydict(columns))

    assert [problem.what for problem in error.value.problems] == [
        "column `age_years` takes whole numbers, not double",
        "column `fever_chils` is not a finding (did you mean `fever_chills`?)",
        "column `screen.toilets` is not a finding (did you mean `screen.toilet`?)",
        "column `vomiting` takes booleans, not int64",
        "column `wells_lay_score` is worked out from others; give those instead (see `rules show wells_lay_score`)",
    ]


def test_only_what_is_asked_for_is_worked_out(base: RuleBase) -> None:
    asked = Kernel(base.program, ["red_flag.ces_emergency"])
    batch = batch_of([{"ces_urinary_retention": True}], base.program.vocabulary)

    results = asked.run(batch)

    assert results.outcome("red_flag.ces_emergency").to_pylist() == [True]
    with pytest.raises(KeyError):
        results.integer("disposition")


GATES = ("and", "or", "xor", "not")


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_code_on_rows_that_are_used_again_says_what_the_gates_say(data: st.DataObject) -> None:
    circuit = Circuit()
    planes = [circuit.input(name) for name in "abcde"]
    for _ in range(data.draw(st.integers(0, 40))):
        op = data.draw(st.sampled_from(GATES))
        number = {"not": (1, 1), "xor": (2, 2)}.get(op, (2, 6))
        planes.append(
            circuit.gate(
                op, tuple(data.draw(st.lists(st.sampled_from(planes), min_size=number[0], max_size=number[1])))
            )
        )
    roots = data.draw(st.lists(st.sampled_from([0, 1, *planes]), min_size=1, max_size=9))
    words = data.draw(st.sampled_from([1, 64, 65, 200]))
    dice = np.random.default_rng(data.draw(st.integers(0, 9)))
    inputs = dict(zip("abcde", dice.integers(0, 1 << 63, (5, words), np.uint64), strict=True))

    code = code_of(circuit, roots)
    said = np.zeros((len(roots), words + 3), np.uint64)
    run(code.steps, code.rows, np.array([inputs[name] for name in code.inputs]).reshape(-1, words), said, 3)

    assert said[:, 3:].tolist() == [_plainly(circuit, root, inputs, words).tolist() for root in roots]
    assert not said[:, :3].any()


def _plainly(circuit: Circuit, plane: int, inputs: dict[str, Any], words: int) -> Any:
    op, parts = circuit.gates[plane]
    read = [_plainly(circuit, part, inputs, words) for part in parts]
    match op:
        case "never" | "always":
            return np.full(words, -(op == "always"), np.int64).astype(np.uint64)
        case "not":
            return ~read[0]
        case "and" | "or" | "xor":
            return {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}[op].reduce(read)
    return inputs[op.removeprefix("in ")]


def test_loops_are_compiled_even_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    assert compiled.compiled(lambda one, other: one + other)(2, 3) == 5
