"""Hypothesis strategies: conditions over a handful of atoms, and worlds of answers to them."""

from hypothesis import strategies as st

from musculprit.model.answers import NOT_SURE
from musculprit.model.expression import All, Any, AtLeast, Between, Condition, Not, NotSure, Points, Reaches, Term, Yes

FLAGS = [f"sign_{n}" for n in range(12)]
NUMBERS = ["years", "days"]

leaves = st.one_of(
    st.builds(Yes, st.sampled_from(FLAGS)),
    st.sampled_from(FLAGS).map(lambda sign: Any((Yes(sign), NotSure(sign)))),
    st.sampled_from(FLAGS).map(lambda sign: All((Yes(sign), Not(NotSure(sign))))),
    st.sampled_from(FLAGS).map(lambda sign: Any((Not(Yes(sign)), NotSure(sign)))),
    st.builds(NotSure, st.sampled_from([*FLAGS, *NUMBERS])),
    st.tuples(st.sampled_from(NUMBERS), st.integers(0, 9), st.integers(0, 9)).map(
        lambda one: Between(one[0], min(one[1:]), max(one[1:]))
    ),
    st.tuples(st.sampled_from(NUMBERS), st.integers(0, 9), st.booleans()).map(
        lambda one: Between(one[0], one[1] if one[2] else None, None if one[2] else one[1])
    ),
)


def _compound(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=5).map(tuple)
    points = st.lists(
        st.lists(st.builds(Term, parts, st.integers(-3, 3).filter(bool)), min_size=1, max_size=3).map(tuple),
        min_size=1,
        max_size=3,
    ).map(lambda groups: Points(tuple(groups)))
    return st.one_of(
        st.builds(Not, parts),
        st.builds(All, several),
        st.builds(Any, several),
        several.flatmap(lambda some: st.integers(1, len(some)).map(lambda n: AtLeast(n, some))),
        st.builds(Reaches, points, st.integers(-3, 6)),
    )


conditions = st.recursive(leaves, _compound, max_leaves=25)

worlds = st.fixed_dictionaries(
    {},
    optional={
        **{flag: st.sampled_from([True, False, NOT_SURE]) for flag in FLAGS},
        **{number: st.one_of(st.integers(0, 9), st.just(NOT_SURE)) for number in NUMBERS},
    },
)
