"""Which culprits to show, in which order, with what speaks for and against each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.assessment import CulpritSaid, PartSaid, Reason
from ..model.expression import Not
from ..model.program import CulpritLogic, Weighed
from ..model.words import BANDS
from ..policy.gate import CORE_POINTS, SITE, SPILL_POINTS
from .base import RuleBase
from .support import Support, finding_of

SHOWN = 4


def culprits(
    base: RuleBase, said: Mapping[str, Any], support: Support, named: tuple[str, ...]
) -> tuple[CulpritSaid, ...]:
    """The leading tie group, else the best four, and any culprit that the person named."""
    ranked = ranking(base.program.culprits, said)
    leading = [one for one in ranked if said[f"lead.{one.id}"]]
    best = leading if len(leading) >= SHOWN else [one for one in ranked if said[f"score.{one.id}"] > 0][:SHOWN]
    shown = {one.id for one in (*leading, *best)} | set(named)
    listed = [one for one in ranked if one.id in shown]
    listed += [one for one in base.program.culprits if one.id in named and one not in listed]
    return tuple(_said(one, base, said, support) for one in listed)


def ranking(all_culprits: tuple[CulpritLogic, ...], said: Mapping[str, Any]) -> list[CulpritLogic]:
    """Those in play, best first. In the leading tie referral comes first, then independent groups, then id."""

    def order(one: CulpritLogic) -> tuple[object, ...]:
        refers, groups = bool(said[f"see.{one.id}"]), int(said[f"groups.{one.id}"])
        if said[f"lead.{one.id}"]:
            return (0, 0, not refers, -groups, one.id)
        return (1, -int(said[f"score.{one.id}"]), not refers, -groups, one.id)

    return sorted((one for one in all_culprits if said[f"play.{one.id}"]), key=order)


def _said(one: CulpritLogic, base: RuleBase, said: Mapping[str, Any], support: Support) -> CulpritSaid:
    text = base.texts["rules"][one.id]
    places = _places(one, base, support)
    fits = [_reason(line, base) for line in one.evidence if line.points > 0 and support.outcome(line.when)]
    against = [_reason(line, base) for line in one.evidence if line.points < 0 and support.outcome(line.when)]
    return CulpritSaid(
        id=one.id,
        name=text["title"],
        lay=text["lay"],
        kind=one.kind,
        family=one.family,
        band=BANDS[int(said[f"band.{one.id}"])],
        points=int(said[f"score.{one.id}"]),
        leads=bool(said[f"lead.{one.id}"]),
        fits=(*places, *_once(sorted(fits, key=lambda reason: -reason.points))),
        against=tuple(_once(sorted(against, key=lambda reason: reason.points))),
        unknown=tuple(_once(_unknown(one, base, support))),
        sources=tuple(text.get("sources", ())),
        parts=tuple(_parts(one, base, said)),
    )


def _parts(one: CulpritLogic, base: RuleBase, said: Mapping[str, Any]) -> Iterator[PartSaid]:
    for part in base.program.parts:
        if one.id in part.part_of and said[f"lead.{one.id}"] and said[f"part.{part.id}"]:
            text = base.texts["rules"][part.id]
            yield PartSaid(part.id, text["title"], text["lay"], text["tell"])


def _places(one: CulpritLogic, base: RuleBase, support: Support) -> tuple[Reason, ...]:
    named = [region for region in (*one.core, *one.spill) if support.world.get(f"{SITE}={region}") is True]
    return tuple(
        Reason(SITE, base.label(f"{SITE}={region}"), CORE_POINTS if region in one.core else SPILL_POINTS, "D", ())
        for region in named[:2]
    )


def _reason(line: Weighed, base: RuleBase) -> Reason:
    atoms = list(_atoms(line))
    label = " and ".join(dict.fromkeys(_label(atom, line, base) for atom in atoms))
    return Reason(finding_of(atoms[0]) if atoms else "", label, line.points, line.grade, line.sources)


def _label(atom: str, line: Weighed, base: RuleBase) -> str:
    label = base.label(atom)
    return f"not {label}" if isinstance(line.when, Not) else label


def _atoms(line: Weighed) -> Iterator[str]:
    from ..model.expression import atoms_of

    yield from dict.fromkeys(atoms_of(line.when))


def _unknown(one: CulpritLogic, base: RuleBase, support: Support) -> Iterator[Reason]:
    findings = base.program.vocabulary.findings
    for line in sorted(one.evidence, key=lambda line: -abs(line.points)):
        for atom in support.open_on(line.when):
            finding = finding_of(atom)
            if finding in findings and not findings[finding].derived and not findings[finding].clinician:
                yield Reason(finding, base.label(atom), line.points, line.grade, line.sources)


def _once(reasons: Any) -> Iterator[Reason]:
    seen: set[str] = set()
    for reason in reasons:
        if reason.finding not in seen:
            seen.add(reason.finding)
            yield reason
