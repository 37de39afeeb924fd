"""Hypothesis strategies: conditions and small programs over a handful of atoms, and people who answer them."""

from functools import cache

from hypothesis import strategies as st

from musculprit.model.answers import NOT_SURE, Sites
from musculprit.model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Number,
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


SIGNS = [f"s{n}" for n in range(5)]
OPTIONS = ("a", "b", "c")
PLACES = [f"r{n}" for n in range(4)]
SPOTS = [f"{place}{side}" for place in PLACES for side in ("", ".left", ".right")]
ATOMS = [*SIGNS, "ease", "ease:told", *(f"kind={one}" for one in OPTIONS), "site", "site:complete"]
ATOMS += [f"site={spot}" for spot in SPOTS]
UNSURE = [*SIGNS, "ease", "kind=b", "site:complete", *NUMBERS]

answers = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys([*SIGNS, "ease"], st.sampled_from([True, False, NOT_SURE])),
        **dict.fromkeys(NUMBERS, st.one_of(st.integers(0, 9), st.just(NOT_SURE))),
        "kind": st.sampled_from([*OPTIONS, NOT_SURE]),
        "site": st.one_of(
            st.builds(Sites, st.frozensets(st.sampled_from(SPOTS), min_size=1, max_size=3), st.booleans()),
            st.just(NOT_SURE),
        ),
    },
)
"""People who answer some of the findings that generated vocabularies have."""


_ruling = st.lists(
    st.one_of(
        st.sampled_from([Yes(atom) for atom in (*SIGNS, "kind=a", "site=r1", "site=r0.left")]),
        st.builds(Between, st.sampled_from(NUMBERS), st.integers(0, 4), st.integers(5, 9)),
    ),
    max_size=2,
)


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """The same few findings and places; what implies what, and what rules out what, varies."""
    findings: dict[str, FindingLogic] = {}
    for at, name in enumerate(SIGNS):
        implies = draw(st.lists(st.sampled_from(SIGNS[:at]), unique=True, max_size=2)) if at else []
        ruled = draw(_ruling)
        findings[name] = FindingLogic("yes_no", implies=tuple(implies), ruled_out_by=tuple(ruled))
    findings["ease"] = FindingLogic("yes_no", mitigating=True)
    findings |= {name: FindingLogic("integer", low=0, high=9) for name in NUMBERS}
    findings["kind"] = FindingLogic("choice", options=OPTIONS)
    findings["site"] = FindingLogic("regions")
    parents = [draw(st.sampled_from(["", *PLACES[:at]])) for at in range(len(PLACES))]
    return Vocabulary(findings, {place: RegionLogic(up) for place, up in zip(PLACES, parents, strict=True)})


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A few definitions of every node, each of which may read the earlier ones."""
    definitions: dict[str, Node] = {}
    for at in range(draw(st.integers(2, 6))):
        earlier = [name for name, node in definitions.items() if isinstance(node, Condition)]
        values = [name for name in definitions if name not in earlier]
        condition, number = _nodes(tuple(earlier), tuple(values))
        definitions[f"d{at}"] = draw(condition if draw(st.booleans()) else number)
    return Program("0", "generated", 0, draw(vocabularies()), definitions)


@cache  # Hypothesis looks at every new strategy for longer than it draws from it
def _nodes(
    earlier: tuple[str, ...], values: tuple[str, ...]
) -> tuple[st.SearchStrategy[Condition], st.SearchStrategy[Number]]:
    """Conditions and numbers over the atoms and over earlier definitions."""
    small = st.integers(-3, 6)
    limits = st.sampled_from([(0, 4), (3, None), (None, 2), (None, None), (-2, 1)])
    leaf = st.one_of(
        st.builds(Yes, st.sampled_from([*ATOMS, *earlier])),
        st.builds(NotSure, st.sampled_from(UNSURE)),
        st.builds(lambda name, edges: Between(name, *edges), st.sampled_from([*NUMBERS, *values]), limits),
    )
    known = st.lists(st.sampled_from([*SIGNS, "kind=c", "site=r2", *NUMBERS, *earlier]), min_size=1, max_size=4)
    plain = st.one_of(st.builds(Constant, small), st.builds(Known, known.map(tuple)))
    plain = st.one_of(plain, st.builds(Value, st.sampled_from(values))) if values else plain

    def compound(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        numbers = _numbers(parts, plain)
        return st.one_of(_compound(parts), st.builds(Within, numbers, numbers, small), st.just(All(())))

    condition = st.recursive(leaf, compound, max_leaves=8)
    return condition, _numbers(condition, plain)


def _numbers(parts: st.SearchStrategy[Condition], plain: st.SearchStrategy[Number]) -> st.SearchStrategy[Number]:
    term = st.builds(Term, parts, st.integers(-3, 3).filter(bool))
    group = st.lists(term, min_size=1, max_size=3).map(tuple)
    points = st.builds(Points, st.lists(group, min_size=1, max_size=2).map(tuple))
    several = st.lists(st.one_of(plain, points), min_size=2, max_size=3).map(tuple)
    return st.one_of(
        plain, points, st.builds(Sum, several), st.builds(Max, several), st.builds(Pick, parts, plain, points)
    )
