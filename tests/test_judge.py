"""The meaning of every node, exhaustively at small sizes."""

from itertools import product

import pytest

from musculprit.model.answers import NOT_SURE
from musculprit.model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Constant,
    Known,
    Max,
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
from musculprit.reasoning.judge import Judge, number, outcome

STATES = (True, False, None, NOT_SURE)
A, B, C = Yes("a"), Yes("b"), Yes("c")


def world(**answers: object) -> dict[str, object]:
    return {atom: value for atom, value in answers.items() if value is not None}


def kleene(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


@pytest.mark.parametrize("value", STATES)
def test_yes_is_what_is_known_and_open_otherwise(value: object) -> None:
    assert outcome(A, world(a=value)) is kleene(value)


@pytest.mark.parametrize("value", STATES)
def test_not_turns_fires_and_silent_around_and_leaves_open_open(value: object) -> None:
    expected = None if kleene(value) is None else not value

    assert outcome(Not(A), world(a=value)) is expected


@pytest.mark.parametrize("value", STATES)
def test_not_sure_fires_only_on_doubt_and_is_open_while_nobody_asked(value: object) -> None:
    expected = None if value is None else value is NOT_SURE

    assert outcome(NotSure("a"), world(a=value)) is expected


@pytest.mark.parametrize(("a", "b", "c"), list(product(STATES, repeat=3)))
def test_all_is_the_minimum_and_any_the_maximum_of_silent_open_fires(a: object, b: object, c: object) -> None:
    order = {False: 0, None: 1, True: 2}
    back = {rank: value for value, rank in order.items()}
    ranks = [order[kleene(one)] for one in (a, b, c)]
    answers = world(a=a, b=b, c=c)

    assert outcome(All((A, B, C)), answers) is back[min(ranks)]
    assert outcome(Any((A, B, C)), answers) is back[max(ranks)]


@pytest.mark.parametrize(("a", "b", "c"), list(product(STATES, repeat=3)))
@pytest.mark.parametrize("n", [1, 2, 3])
def test_at_least_is_what_every_completion_of_the_open_ones_agrees_on(n: int, a: object, b: object, c: object) -> None:
    completions = [
        sum(filled)
        for filled in product(*[(kleene(one),) if kleene(one) is not None else (True, False) for one in (a, b, c)])
    ]
    reached = {count >= n for count in completions}
    expected = reached.pop() if len(reached) == 1 else None

    assert outcome(AtLeast(n, (A, B, C)), world(a=a, b=b, c=c)) is expected


@pytest.mark.parametrize(("low", "high", "value", "expected"), [
    (3, 5, 2, False), (3, 5, 3, True), (3, 5, 5, True), (3, 5, 6, False),
    (3, None, 2, False), (3, None, 3, True), (None, 5, 5, True), (None, 5, 6, False),
    (None, None, 0, True), (3, 5, NOT_SURE, None), (3, 5, None, None),
])  # fmt: skip
def test_between_includes_both_ends_and_is_open_on_an_unknown_number(
    low: int | None, high: int | None, value: object, expected: bool | None
) -> None:
    assert outcome(Between("n", low, high), world(n=value)) is expected


@pytest.mark.parametrize(("weights", "expected"), [
    ([], 0), ([2], 2), ([2, 1], 3), ([2, 2, 2], 3), ([-2], -2), ([-2, -1], -3),
    ([3, -2], 3), ([2, -2], 2), ([1, -2], -2), ([1, 1, -2], -2), ([1, -2, -1], -3), ([2, 1, -2], 3),
])  # fmt: skip
def test_a_group_counts_its_largest_weight_and_one_more_when_another_agrees(weights: list[int], expected: int) -> None:
    terms = tuple(Term(Yes(f"t{n}"), weight) for n, weight in enumerate(weights))
    answers = {f"t{n}": True for n in range(len(weights))}

    assert number(Points((terms,)), answers) == expected


@pytest.mark.parametrize(("a", "b", "c"), list(product(STATES, repeat=3)))
@pytest.mark.parametrize("n", [-3, -1, 0, 2, 3, 4])
def test_points_reach_a_number_only_when_every_completion_does(n: int, a: object, b: object, c: object) -> None:
    points = Points(((Term(A, 2), Term(B, -2)), (Term(C, 1),)))
    totals = {
        number(points, dict(zip("abc", filled, strict=True)))
        for filled in product(*[(kleene(one),) if kleene(one) is not None else (True, False) for one in (a, b, c)])
    }
    expected = True if min(totals) >= n else False if max(totals) < n else None

    assert outcome(Reaches(points, n), world(a=a, b=b, c=c)) is expected


def test_numbers_add_compare_and_pick_with_open_taken_as_not_firing() -> None:
    picked = Pick(A, Constant(4), Constant(1))

    assert number(picked, {"a": True}) == 4
    assert number(picked, {"a": False}) == 1
    assert number(picked, {}) == 1
    assert number(Sum((picked, Constant(2))), {"a": True}) == 6
    assert number(Max((picked, Constant(2))), {}) == 2
    assert number(Known(("a", "b", "c")), {"a": False, "b": NOT_SURE}) == 1
    assert number(Value("n"), {"n": 7}) == 7


@pytest.mark.parametrize(
    ("one", "other", "by", "expected"), [(5, 7, 2, True), (4, 7, 2, False), (9, 7, -3, False), (10, 7, -3, True)]
)
def test_within_compares_two_numbers(one: int, other: int, by: int, expected: bool) -> None:
    assert outcome(Within(Constant(one), Constant(other), by), {}) is expected


def test_definitions_read_earlier_ones_and_an_overruled_outcome_stands() -> None:
    judge = Judge(
        {
            "first": All((A, B)),
            "points": Pick(Yes("first"), Constant(3), Constant(0)),
            "last": Between("points", 3, None),
        }
    )

    assert judge.run({"a": True, "b": True}) == {"first": True, "points": 3, "last": True}
    assert judge.run({"a": True}) == {"first": None, "points": 0, "last": False}
    assert judge.run({"a": True}, overruled={"first": True})["last"] is True
