"""Which care actions are blocked, withheld or offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.expression import All, Any, Condition, Constant, Node, Not, Value, Within, Yes, all_of
from ..model.program import ActionLogic, CulpritLogic, PrecautionLogic
from ..model.rule import CareAction, NotSurePolicy, Precaution
from ..model.rules import Rules
from ..model.words import ROUTINE, URGENT

Unfold = Callable[[Condition, NotSurePolicy], Condition]
Expand = Callable[[Condition], Condition]


def actions(rules: Iterable[CareAction], unfolded: Unfold) -> tuple[ActionLogic, ...]:
    """The care actions without their texts. What speaks against one is read as present when not sure."""
    return tuple(
        ActionLogic(one.id, one.kind, None if one.not_when is None else unfolded(one.not_when, "present"))
        for one in rules
    )


def precautions(rules: Iterable[Precaution]) -> tuple[PrecautionLogic, ...]:
    """The precautions without their texts."""
    return tuple(
        PrecautionLogic(one.id, (*one.block, *one.ask_first), tuple(change.kinds for change in one.modify))
        for one in rules
    )


def definitions(
    rules: Rules,
    found: Sequence[ActionLogic],
    held: Sequence[PrecautionLogic],
    culprits: Sequence[CulpritLogic],
    expanded: Expand,
) -> dict[str, Node]:
    """`care_allowed`; for each action `blocked.` and `offer.`. Blocked and open both withhold."""
    result: dict[str, Node] = {"care_allowed": Within(Constant(URGENT), Value("disposition"), 0)}
    for written, action in zip(rules.actions, found, strict=True):
        against: list[Condition] = [Yes(one.id) for one in held if action.kind in one.withholds]
        against += [
            Within(Value(f"floor.{flag.id}"), Constant(ROUTINE), 0)
            for flag in rules.red_flags
            if action.kind in flag.avoid
        ]
        if action.contraindicated is not None:
            against.append(action.contraindicated)
        leads = [Yes(f"lead.{one.id}") for one in culprits if action.id in one.care]
        fits: Condition = All(()) if written.general else Any(tuple(leads))
        wanted: Condition = All(()) if written.when is None else expanded(written.when)
        result[f"blocked.{action.id}"] = Any(tuple(against))
        result[f"offer.{action.id}"] = all_of(Yes("care_allowed"), fits, wanted, Not(Yes(f"blocked.{action.id}")))
    return result
