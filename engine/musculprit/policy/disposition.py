"""Scope, and the one disposition that every case has."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.expression import (
    Any,
    Between,
    Condition,
    Constant,
    Max,
    Node,
    Not,
    NotSure,
    Pick,
    Value,
    Within,
    Yes,
    all_of,
    any_of,
)
from ..model.program import CulpritLogic, ReferralLogic
from ..model.vocabulary import Vocabulary
from ..model.words import CANNOT_ASSESS, OUT_OF_SCOPE, ROUTINE, SAME_DAY, SELF_CARE
from .gate import SITE


def scope(vocabulary: Vocabulary) -> dict[str, Node]:
    """`in_region`, `out_of_region` and `too_young`."""
    inside = [Yes(f"{SITE}={name}") for name, one in vocabulary.regions.items() if one.in_scope]
    outside = [Yes(f"{SITE}={name}") for name, one in vocabulary.regions.items() if not one.in_scope]
    return {
        "in_region": Any(tuple(inside)),
        # Only what was named counts: places that nobody mentioned do not keep an aching shoulder in scope.
        "out_of_region": all_of(Any(tuple(outside)), Not(_fires("in_region"))),
        "too_young": Between("age_years", None, 15),
    }


def definitions(culprits: Sequence[CulpritLogic], referrals: Sequence[ReferralLogic]) -> dict[str, Node]:
    """`sees`, `settled_rank`, `disposition` and `at_least`, as ranks."""
    found: dict[str, Node] = {}
    leading = tuple(all_of(Yes(f"lead.{one.id}"), Yes(f"see.{one.id}")) for one in culprits)
    found["sees"] = Any((*leading, *(Yes(one.id) for one in referrals)))
    # Under 18, or an age or a place that nobody knows, is never plain self-care.
    unknown = (NotSure("age_years"), NotSure(f"{SITE}:complete"))
    raised: Condition = any_of(Yes("sees"), Between("age_years", 16, 17), *unknown)
    found["settled_rank"] = Max((Value("floor"), Pick(raised, Constant(ROUTINE), Constant(SELF_CARE))))
    found["disposition"] = Pick(
        Within(Value("floor"), Constant(SAME_DAY), 0),
        Value("floor"),
        Pick(
            any_of(Yes("out_of_region"), Yes("too_young")),
            Constant(OUT_OF_SCOPE),
            Pick(Yes("complete"), Value("settled_rank"), Constant(CANNOT_ASSESS)),
        ),
    )
    found["at_least"] = Pick(
        Within(Value("disposition"), Constant(OUT_OF_SCOPE), 0),
        Max((Value("floor"), Constant(ROUTINE))),
        Pick(Within(Value("disposition"), Constant(CANNOT_ASSESS), 0), Value("floor"), Value("disposition")),
    )
    return found


def _fires(name: str) -> Condition:
    """The outcome with open taken as silent."""
    return Within(Pick(Yes(name), Constant(1), Constant(0)), Constant(1), 0)
