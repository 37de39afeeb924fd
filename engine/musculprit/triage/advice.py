"""What to do about it, and what is blocked or held back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Blocked, CareSaid, Change, PrincipleSaid, ReferralSaid, TechniqueSaid
from ..model.program import ActionLogic
from ..model.words import ROUTINE
from .base import RuleBase
from .likely import ranking
from .support import Support

Said = Mapping[str, Any]


def offered(base: RuleBase, said: Said) -> tuple[CareSaid, ...]:
    """The offered actions, those of the best culprit first."""
    offered = [one for one in _in_order(base, said) if said[f"offer.{one.id}"] and not one.for_therapist]
    return tuple(_said(one, base, said) for one in offered)


def techniques(base: RuleBase, said: Said) -> tuple[TechniqueSaid, ...]:
    """What a therapist may do about what leads."""
    found = []
    for one in base.program.actions:
        if one.for_therapist and said[f"offer.{one.id}"]:
            text = base.texts["rules"][one.id]
            found.append(
                TechniqueSaid(
                    id=one.id,
                    kind=one.kind,
                    title=text["title"],
                    steps=tuple(text["steps"]),
                    cautions=tuple(text.get("cautions", ())),
                    stop=tuple(text["stop"]),
                    grade=text["evidence"]["grade"],
                    sources=tuple(text.get("sources", ())),
                    changes=_changes(one, base, said),
                )
            )
    return tuple(found)


def principles(base: RuleBase, care: tuple[CareSaid, ...]) -> tuple[PrincipleSaid, ...]:
    """What holds for the kinds of action that are offered."""
    kinds = {one.kind for one in care}
    texts = {name: text for name, text in base.texts["rules"].items() if name.startswith("principle.") and care}
    return tuple(
        PrincipleSaid(name, tuple(text.get("kinds", ())), text["text"])
        for name, text in texts.items()
        if not text.get("kinds") or not kinds.isdisjoint(text["kinds"])
    )


def referrals(base: RuleBase, said: Said, words: Mapping[str, Any]) -> tuple[ReferralSaid, ...]:
    """Why a routine visit is due, and where."""
    texts = base.texts["rules"]
    return tuple(
        ReferralSaid(one.id, words["places"].get(one.to, one.to), texts[one.id]["because"], texts[one.id]["tell"])
        for one in base.program.referrals
        if said[one.id]
    )


def withheld(base: RuleBase, said: Said, support: Support) -> tuple[Blocked, ...]:
    """The actions that would fit what leads but are blocked, or wait for an answer."""
    found = []
    for one in _in_order(base, said):
        if not one.for_therapist and (blocked := said[f"blocked.{one.id}"]) is not False:
            title = base.texts["rules"][one.id]["title"]
            found.append(Blocked(one.id, one.kind, title, _because(one, base, said, support), open=blocked is None))
    return tuple(found)


def _in_order(base: RuleBase, said: Said) -> list[ActionLogic]:
    actions = {one.id: one for one in base.program.actions}
    leading = [one for one in ranking(base.program.culprits, said) if said[f"lead.{one.id}"]]
    # One action of each leading culprit at a time, so that no culprit's list crowds out another's.
    depth = max((len(one.care) for one in leading), default=0)
    names = [one.care[at] for at in range(depth) for one in leading if at < len(one.care)]
    names += [one.id for one in base.program.actions if said[f"offer.{one.id}"]]
    return [actions[name] for name in dict.fromkeys(names)]


def _said(one: ActionLogic, base: RuleBase, said: Said) -> CareSaid:
    text = base.texts["rules"][one.id]
    return CareSaid(
        id=one.id,
        kind=one.kind,
        title=text["title"],
        steps=tuple(text["steps"]),
        dose=text["dose"],
        stop=tuple(text["stop"]),
        grade=text["evidence"]["grade"],
        sources=tuple(text.get("sources", ())),
        intensity=text.get("intensity", ""),
        progression=text.get("progression", ""),
        changes=_changes(one, base, said),
    )


def _changes(one: ActionLogic, base: RuleBase, said: Said) -> tuple[Change, ...]:
    return tuple(
        Change(precaution.id, base.texts["rules"][precaution.id]["modify"][at]["note"], said[precaution.id] is None)
        for precaution in base.program.precautions
        if said[precaution.id] is not False
        for at, kinds in enumerate(precaution.modifies)
        if one.kind in kinds
    )


def _because(one: ActionLogic, base: RuleBase, said: Said, support: Support) -> tuple[str, ...]:
    # What holds is a better reason than what might.
    rules = [p.id for p in base.program.precautions if one.kind in p.withholds and said[p.id] is True]
    rules += [p.id for p in base.program.precautions if one.kind in p.withholds and said[p.id] is None]
    firing = dict.fromkeys(flag.rule for flag in base.program.flags if int(said[f"floor.{flag.rule}"]) >= ROUTINE)
    rules += [name for name in firing if one.kind in base.texts["rules"][name].get("avoid", ())]
    if one.contraindicated is not None and support.outcome(one.contraindicated) is not False:
        rules.append(one.id)
    return tuple(rules)
