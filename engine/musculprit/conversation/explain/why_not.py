"""Why a culprit is not in front: the place, what speaks against it, what is not known, and who is ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...model.answers import Sites
from ...model.assessment import CulpritSaid, Question
from ...model.expression import Condition, Not
from ...model.program import CulpritLogic, PartLogic
from ...model.words import BANDS, FLOORS, SAME_DAY
from ...policy.gate import SITE
from ...triage.base import RuleBase
from ...triage.likely import culprits
from ...triage.questions import text_of
from ...triage.state import State
from .names import culprit_of
from .nouns import Ahead, WhyNot, WhyNotKind
from .telling import cited

MISSING = 5
"""Unknown findings told; the JSON of an assessment has them all."""

SUPPORTING_POINTS = 3
"""What speaks for a culprit that is ahead, told at most."""


def why_not(culprit: str, state: State, base: RuleBase) -> WhyNot:
    """Why the culprit, by any name it has, is not in front. Raises ValueError for a name that nothing has."""
    rule = culprit_of(culprit, base)
    rank = int(state.said["disposition"] or 0)
    if rank in range(SAME_DAY, len(FLOORS)):
        return _danger_first(rule, state, base)
    part = next((one for one in base.program.parts if one.id == rule), None)
    if part is not None:
        return _part(part, state, base)
    logic = next(one for one in base.program.culprits if one.id == rule)
    said = _said_of(logic.id, state, base)
    if not state.said[f"play.{rule}"]:
        return _out_of_play(logic, said, state, base)
    return _in_play(logic, said, state, base)


def _danger_first(rule: str, state: State, base: RuleBase) -> WhyNot:
    firing = dict.fromkeys(one.rule for one in base.program.flags if state.said[one.name] and one.floor >= SAME_DAY)
    titles = ", ".join(f"{base.texts['rules'][one]['title']} [{one}]" for one in firing)
    text = base.texts["rules"][rule]
    said = (
        f"A red flag comes first: {titles}.",
        "Until that has been looked at, no muscle is named and none is ranked.",
    )
    return WhyNot(rule, text["title"], text["lay"], "danger", said, rules=tuple(firing))


def _part(part: PartLogic, state: State, base: RuleBase) -> WhyNot:
    text = base.texts["rules"][part.id]
    wholes = [base.texts["rules"][one]["title"] for one in part.part_of]
    whole = " or ".join(wholes)
    leading = [one for one in part.part_of if state.said[f"lead.{one}"]]
    said = [f"It is a part of {whole}, has no points of its own, and is named under it when that leads."]
    if state.said[f"part.{part.id}"]:
        said.append(f"It is named here, under {base.texts['rules'][leading[0]]['title']}.")
    elif leading:
        places = ", ".join(base.label(f"{SITE}={one}") for one in text["regions"]["core"])
        said.append(f"{whole} leads, but no pain was named where this part is ({places}), or what else it asks for.")
    else:
        said.append(f"{whole} does not lead. Ask why not: musculprit explain FILE why-not {part.part_of[0]}")
    return WhyNot(
        part.id,
        text["title"],
        text["lay"],
        "part",
        tuple(said),
        needs_places=tuple(base.label(f"{SITE}={one}") for one in text["regions"]["core"]),
        named_places=_named(state, base),
        rules=part.part_of,
        sources=cited(text.get("sources", ()), base),
    )


def _out_of_play(logic: CulpritLogic, told: CulpritSaid, state: State, base: RuleBase) -> WhyNot:
    needs = tuple(dict.fromkeys(base.label(f"{SITE}={one}") for one in (*logic.core, *logic.spill)))
    named = _named(state, base)
    near = any(state.world.get(f"{SITE}={one}") is True for one in (*logic.core, *logic.spill))
    kind: WhyNotKind = "out_of_region"
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    if not named:
        said = [f"Nobody has said yet where it hurts. It would need pain in one of: {', '.join(needs)}."]
        unknown = (SITE,)
    elif not near:
        said = [f"It needs pain in one of: {', '.join(needs)}.", f"You named: {', '.join(named)}."]
        failed = (SITE,)
    else:
        kind = "condition"
        assert logic.only_if is not None
        failed, unknown = _only_if(logic.only_if, state)
        words = ", ".join(dict.fromkeys(base.label(one) for one in (*failed, *unknown)))
        doubt = "you said otherwise" if state.support.outcome(logic.only_if) is False else "that is not known"
        said = [f"It is looked at only if this is so: {words}; {doubt}."]
    return _told(logic, told, kind, said, state, base, needs, named, failed, unknown, with_ahead=False)


def _only_if(condition: Condition, state: State) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The atoms that make it fail, or that it waits for."""
    failed = state.support.rests_on(Not(condition))
    unknown = state.support.open_on(condition)
    return tuple(one.removeprefix("no: ").removeprefix("not sure: ") for one in failed), unknown


def _in_play(logic: CulpritLogic, told: CulpritSaid, state: State, base: RuleBase) -> WhyNot:
    leads = _leaders(state, base)
    default = next((one for one in leads if one.default), None)
    said: list[str] = []
    kind: WhyNotKind = "behind"
    if logic in leads:
        kind = "leads"
        others = [base.texts["rules"][one.id]["title"] for one in leads if one is not logic]
        said.append(f"It does lead{', beside ' + ', '.join(others) if others else ''}.")
    elif logic.default:
        kind = "default"
        said += _why_no_default(logic, leads, state, base)
    elif default is not None:
        kind = "default"
        said.append(
            f"{base.texts['rules'][default.id]['title']} [{default.id}] leads by itself: all the pain that you named "
            "is where it is, and nothing else reaches even possible."
        )
    elif told.band == BANDS[0]:
        kind = "weak"
        said.append("What you said does not support it: the place fits, but as much or more speaks against it.")
    if kind in ("behind", "weak") and told.against:
        said.append(f"Against it: {', '.join(one.label for one in told.against)}.")
    if kind == "behind" and not told.against:
        said.append("Nothing that you said speaks against it. Others have more that speaks for them.")
    if kind != "leads" and told.unknown:
        said.append("Some of what would speak for or against it is not known yet.")
    named = _named(state, base)
    needs = tuple(dict.fromkeys(base.label(f"{SITE}={one}") for one in (*logic.core, *logic.spill)))
    return _told(logic, told, kind, said, state, base, needs, named, with_ahead=kind != "leads")


def _why_no_default(logic: CulpritLogic, leads: list[CulpritLogic], state: State, base: RuleBase) -> Iterator[str]:
    yield "It leads only when nothing else is at least possible, and all pain that was named is in its places."
    own = {*logic.core, *logic.spill}
    own |= {up for one in own for up in base.program.vocabulary.ancestors(one)}
    regions = base.program.vocabulary.regions
    elsewhere = [one for one in regions if one not in own and state.world.get(f"{SITE}={one}") is True]
    if elsewhere:
        yield f"You named pain in other places: {', '.join(base.label(f'{SITE}={one}') for one in elsewhere)}."
    possible = [one for one in leads if int(state.said[f"band.{one.id}"] or 0) >= BANDS.index("possible")]
    if possible:
        yield f"Possible besides it: {', '.join(base.texts['rules'][one.id]['title'] for one in possible)}."


def _told(
    logic: CulpritLogic,
    told: CulpritSaid,
    kind: WhyNotKind,
    said: list[str],
    state: State,
    base: RuleBase,
    needs: tuple[str, ...],
    named: tuple[str, ...],
    failed: tuple[str, ...] = (),
    unknown: tuple[str, ...] = (),
    with_ahead: bool = True,
) -> WhyNot:
    return WhyNot(
        id=logic.id,
        name=told.name,
        lay=told.lay,
        kind=kind,
        said=tuple(said),
        points=told.points if state.said[f"play.{logic.id}"] else None,
        band=told.band,
        needs_places=needs,
        named_places=named,
        failed=failed,
        unknown=unknown,
        fits=told.fits,
        against=told.against,
        missing=tuple(_missing(told, base)),
        ahead=tuple(_ahead(logic, state, base)) if with_ahead else (),
        rules=(logic.id,),
        sources=cited(dict.fromkeys(name for one in (*told.fits, *told.against) for name in one.sources), base),
    )


def _missing(told: CulpritSaid, base: RuleBase) -> Iterator[Question]:
    """What nobody answered and would move it most; only what speaks for it, then what speaks against it."""
    for one in sorted(told.unknown, key=lambda reason: -abs(reason.points))[:MISSING]:
        yield Question(one.finding, text_of(base, one.finding), "for" if one.points > 0 else "against")


def _ahead(logic: CulpritLogic, state: State, base: RuleBase) -> Iterator[Ahead]:
    own = int(state.said[f"score.{logic.id}"] or 0)
    for one in _leaders(state, base):
        by = int(state.said[f"score.{one.id}"] or 0) - own
        if one is not logic:
            told = _said_of(one.id, state, base)
            fits = tuple(reason.label for reason in told.fits[:SUPPORTING_POINTS])
            yield Ahead(one.id, told.name, by, _distance(by), fits)


def _distance(by: int) -> str:
    """How far ahead; within two points is a tie (design, section 6)."""
    return "level with it" if by <= 0 else "just ahead" if by <= 2 else "ahead" if by <= 5 else "far ahead"


def _leaders(state: State, base: RuleBase) -> list[CulpritLogic]:
    return [one for one in base.program.culprits if state.said[f"lead.{one.id}"]]


def _said_of(rule: str, state: State, base: RuleBase) -> CulpritSaid:
    """The culprit as an assessment tells it, in play or not."""
    return next(one for one in culprits(base, state.said, state.support, (rule,)) if one.id == rule)


def _named(state: State, base: RuleBase) -> tuple[str, ...]:
    told: Any = state.answers.get(SITE)
    return tuple(base.label(f"{SITE}={place}") for place in sorted(told.places)) if isinstance(told, Sites) else ()
