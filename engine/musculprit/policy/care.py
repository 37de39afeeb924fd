"""Which care actions are blocked, withheld or offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.expression import All, Any, Condition, Constant, Node, Not, Value, Within, Yes, all_of
from ..model.program import ActionLogic, CulpritLogic, PrecautionLogic
from ..model.rule import CareAction, NotSurePolicy, Precaution, Technique
from ..model.rules import Rules
from ..model.words import ROUTINE, URGENT

Unfold = Callable[[Condition, NotSurePolicy], Condition]
Expand = Callable[[Condition], Condition]


def actions(rules: Iterable[CareAction | Technique], unfolded: Unfold) -> tuple[ActionLogic, ...]:
    """The actions without their texts. What speaks against one is read as present when not sure."""
    return tuple(
        ActionLogic(
            one.id,
            one.kind,
            None if one.not_when is None else unfolded(one.not_when, "present"),
            isinstance(one, Technique),
        )
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
    every: tuple[CareAction | Technique, ...] = (*rules.actions, *rules.techniques)
    for written, action in zip(every, found, strict=True):
        against: list[Condition] = [Yes(one.id) for one in held if action.kind in one.withholds]
        against += [
            Within(Value(f"floor.{flag.id}"), Constant(ROUTINE), 0)
            for flag in rules.red_flags
            if action.kind in flag.avoid
        ]
        if action.contraindicated is not None:
            against.append(action.contraindicated)
        result[f"blocked.{action.id}"] = Any(tuple(against))
        result[f"offer.{action.id}"] = all_of(
            Yes("care_allowed"), _fits(written, culprits, expanded), Not(Yes(f"blocked.{action.id}"))
        )
    return result


def _fits(written: CareAction | Technique, culprits: Sequence[CulpritLogic], expanded: Expand) -> Condition:
    """Whether the action is for what leads."""
    if isinstance(written, Technique):
        return Any(tuple(Yes(f"lead.{name}") for name in written.for_)) if written.for_ else All(())
    leads = Any(tuple(Yes(f"lead.{one.id}") for one in culprits if written.id in one.care))
    fits: Condition = All(()) if written.general else leads
    return fits if written.when is None else all_of(fits, expanded(written.when))
