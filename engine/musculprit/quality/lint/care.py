"""Care that no one can be given, that contradicts itself, or that does not say when to stop."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.expression import Condition
from ...model.rule import CareAction, Culprit, Precaution
from .found import Lint
from .source import Source


def check(source: Source) -> Iterator[Lint]:
    """Check every precaution, action, technique and culprit."""
    rules = source.rules
    for precaution in rules.precautions:
        yield from _both_ways(precaution, source)
    stops = {one.id: one.stop for one in rules.actions} | {one.id: one.stop for one in rules.techniques}
    for name, stop in stops.items():
        if not stop:
            yield source.lint("no-stop-rule", name, ("stop",), "`stop` is empty: when must it end?")
    listed = {f"care.{name}" for culprit in rules.culprits for name in culprit.care}
    for one in rules.actions:
        yield from _offered(one, listed, source)
    for culprit in rules.culprits:
        if culprit.only_if is not None:
            yield from _withheld(culprit, source)


def _both_ways(precaution: Precaution, source: Source) -> Iterator[Lint]:
    """A kind of care that is blocked, and told how to do or to be asked about. Asked first, then modified, is fine."""
    asked = (("ask_first", precaution.ask_first), *(("modify", change.kinds) for change in precaution.modify))
    for key, kinds in asked:
        for kind in kinds:
            if kind in precaution.block:
                message = f"{kind} stands under `block` and under `{key}`"
                yield source.lint("contradictory-care", precaution.id, (key,), message, "`block` wins; keep one")


def _offered(action: CareAction, listed: set[str], source: Source) -> Iterator[Lint]:
    if not action.general and action.id not in listed:
        message = "no culprit lists it and it is not `general`: nobody is ever offered it"
        yield source.lint("never-fires", action.id, ("id",), message, "list it under a culprit's `care`")
    if action.when is not None and action.not_when is not None and _brings(action.when, action.not_when, source):
        message = "whenever `when` holds, `not_when` holds too: nobody is ever offered it"
        yield source.lint("contradictory-care", action.id, ("not_when",), message)


def _withheld(culprit: Culprit, source: Source) -> Iterator[Lint]:
    """Care of a culprit that is in play only for people for whom that very care is blocked."""
    blocking = [one for one in source.rules.precautions if _brings(culprit.only_if, one.when, source)]
    actions = {one.id: one for one in source.rules.actions}
    for at, name in enumerate(culprit.care):
        action = actions[f"care.{name}"]
        against = next((one.id for one in blocking if action.kind in (*one.block, *one.ask_first)), None)
        if against is None and action.not_when is not None and _brings(culprit.only_if, action.not_when, source):
            against = f"{action.id}: not_when"
        if against:
            message = f"`{name}` is always withheld here: `{against}` holds whenever `only_if` does"
            yield source.lint("contradictory-care", culprit.id, ("care", at), message)


def _brings(one: Condition, other: Condition, source: Source) -> bool:
    return source.reasoner.implies(source.demand(one), source.demand(other))
