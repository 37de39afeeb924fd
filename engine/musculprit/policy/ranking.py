"""How well each culprit fits, and which lead. Ordinal points, never a probability.

Source of the scheme: section 4 of the muscles dossier, with the rulings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.expression import (
    All,
    Any,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    Number,
    Pick,
    Points,
    Sum,
    Term,
    Value,
    Within,
    Yes,
    all_of,
    any_of,
    atoms_of,
    finding_of,
)
from ..model.program import CulpritLogic, PartLogic, Weighed
from ..model.rule import Culprit, Part, Weight
from ..model.rules import Rules
from ..model.vocabulary import Vocabulary
from .gate import CORE_POINTS, ELSEWHERE_POINTS, SITE, SPILL_POINTS, WORST

STRONG, POSSIBLE, WEAK = 8, 4, 1
MARGIN, TIE = 3, 2
NOT_IN_PLAY = -99

Expand = Callable[[Condition], Condition]


def culprits(rules: Iterable[Culprit], expanded: Expand) -> tuple[CulpritLogic, ...]:
    """The culprits without their texts."""
    return tuple(
        CulpritLogic(
            id=rule.id,
            kind=rule.id.partition(".")[0],
            family=rule.family,
            evidence=tuple(_weighed(line, expanded) for line in rule.points),
            core=rule.regions.core,
            spill=rule.regions.spill,
            care=tuple(f"care.{name}" for name in rule.care),
            see=tuple((one.to, None if one.when is None else expanded(one.when)) for one in rule.see),
            only_if=None if rule.only_if is None else expanded(rule.only_if),
            default=rule.default,
        )
        for rule in rules
    )


def definitions(found: Sequence[CulpritLogic], rules: Rules, vocabulary: Vocabulary) -> dict[str, Node]:
    """For each culprit `core.`, `play.`, `score.`, `groups.`, `band.`, `lead.`, `see.`; and `leader`."""
    priors = {rule.id: rule.prior for rule in rules.culprits}
    result: dict[str, Node] = {}
    for one in found:
        result |= _score(one, priors[one.id], vocabulary)
    for family in dict.fromkeys(one.family for one in found):
        result[f"best.{family}"] = _best(_in_play(one) for one in found if one.family == family)
    families = tuple(dict.fromkeys(one.family for one in found))
    for family in families:
        result[f"rival.{family}"] = _best(Value(f"best.{other}") for other in families if other != family)
    result["leader"] = _best(Value(f"best.{family}") for family in families)
    defaults = tuple(one for one in found if one.default)
    result |= {f"lead.{one.id}": _leads_by_default(one, found, vocabulary) for one in defaults}
    settled = tuple(Not(Yes(f"lead.{one.id}")) for one in defaults)
    for one in found:
        result[f"band.{one.id}"] = _band(one, Value(f"rival.{one.family}"), vocabulary)
        if not one.default:
            result[f"lead.{one.id}"] = all_of(
                Yes(f"play.{one.id}"),
                Within(Value(f"score.{one.id}"), Constant(WEAK), 0),
                Within(Value(f"score.{one.id}"), Value("leader"), TIE),
                *settled,
            )
        result[f"see.{one.id}"] = Any(tuple(All(()) if when is None else when for _, when in one.see))
    return result


def _leads_by_default(one: CulpritLogic, found: Sequence[CulpritLogic], vocabulary: Vocabulary) -> Condition:
    """Nothing else is possible, and all pain that was named is where this one is."""
    others = _best(_in_play(other) for other in found if not other.default)
    own = {*one.core, *one.spill}
    own |= {up for region in own for up in vocabulary.ancestors(region)}
    elsewhere = Any(tuple(Yes(f"{SITE}={region}") for region in vocabulary.regions if region not in own))
    named = Within(Pick(elsewhere, Constant(1), Constant(0)), Constant(1), 0)
    possible = Within(others, Constant(POSSIBLE), 0)
    return all_of(Yes(f"core.{one.id}"), Not(named), Not(possible))


def parts(rules: Iterable[Part]) -> tuple[PartLogic, ...]:
    """The members of culprits without their texts."""
    return tuple(PartLogic(one.id, one.part_of) for one in rules)


def part_definitions(rules: Iterable[Part], expanded: Expand) -> dict[str, Node]:
    """`part.<id>`: its culprit leads, the pain is where the part is, and what else it asks for holds."""
    return {
        f"part.{one.id}": all_of(
            Any(tuple(Yes(f"lead.{name}") for name in one.part_of)),
            Any(_places(SITE, one.regions.core)),
            *([] if one.when is None else [expanded(one.when)]),
        )
        for one in rules
    }


def _score(one: CulpritLogic, prior: int, vocabulary: Vocabulary) -> dict[str, Node]:
    core, near = _places(SITE, one.core), any_of(*_spill(one, vocabulary))
    region = Pick(Yes(f"core.{one.id}"), Constant(CORE_POINTS), Pick(near, Constant(SPILL_POINTS), Constant(0)))
    whole = Pick(All(core), Constant(1), Constant(0)) if len(core) > 1 else Constant(0)
    groups = _groups(one)
    return {
        f"core.{one.id}": Any(core),
        f"play.{one.id}": all_of(any_of(Any(core), near), *([] if one.only_if is None else [one.only_if])),
        f"score.{one.id}": Sum((region, whole, _elsewhere(one, vocabulary), Constant(prior), Points(groups))),
        f"groups.{one.id}": Sum(
            tuple(Pick(Within(Points((group,)), Constant(1), 0), Constant(1), Constant(0)) for group in groups)
        ),
    }


def _groups(one: CulpritLogic) -> tuple[tuple[Term, ...], ...]:
    groups: dict[str, list[Term]] = {}
    for line in one.evidence:
        groups.setdefault(line.group, []).append(Term(line.when, line.points))
    return tuple(tuple(group) for group in groups.values())


def _spill(one: CulpritLogic, vocabulary: Vocabulary) -> list[Condition]:
    """The spill regions, and the coarse names around core and spill when nothing finer is known."""
    return [*_places(SITE, one.spill), *_coarse(SITE, one, vocabulary)] or [Any(())]


def _coarse(name: str, one: CulpritLogic, vocabulary: Vocabulary) -> list[Condition]:
    """A bare "leg" is near everything in the leg; once a finer place is known it says nothing."""
    mapped = (*one.core, *one.spill)
    found: list[Condition] = []
    for region in dict.fromkeys(up for inner in mapped for up in vocabulary.ancestors(inner) if up not in mapped):
        if not vocabulary.regions[region].vague:
            finer = tuple(f"{name}={r}" for r in vocabulary.regions if region in vocabulary.ancestors(r))
            found.append(all_of(Yes(f"{name}={region}"), Within(Constant(0), Known(finer), 0)))
    return found


def _elsewhere(one: CulpritLogic, vocabulary: Vocabulary) -> Number:
    inside = Any((*_places(WORST, (*one.core, *one.spill)), *_coarse(WORST, one, vocabulary)))
    named = all_of(Yes(WORST), Not(inside))
    return Pick(named, Constant(ELSEWHERE_POINTS), Constant(0)) if WORST in vocabulary.findings else Constant(0)


def _band(one: CulpritLogic, rivals: Number, vocabulary: Vocabulary) -> Number:
    score = Value(f"score.{one.id}")
    sound = any_of(*(line.when for line in one.evidence if line.points > 0 and line.grade in "AB"), Any(()))
    strong = all_of(
        Within(score, Constant(STRONG), 0),
        Within(score, rivals, -MARGIN),
        Within(Value(f"groups.{one.id}"), Constant(2), 0),
        Yes(f"core.{one.id}"),
        sound,
        _complete_enough(one, vocabulary),
    )
    weak = Pick(Within(score, Constant(WEAK), 0), Constant(1), Constant(0))
    band = Pick(strong, Constant(3), Pick(Within(score, Constant(POSSIBLE), 0), Constant(2), weak))
    return Pick(Yes(f"play.{one.id}"), band, Constant(0))


def _complete_enough(one: CulpritLogic, vocabulary: Vocabulary) -> Condition:
    """At least two fifths of what the person, not a clinician, can answer about this culprit is known."""
    atoms = dict.fromkeys(atom for line in one.evidence for atom in atoms_of(line.when))
    lay = tuple(a for a in atoms if not vocabulary.findings[finding_of(a)].clinician)
    return Within(Known(lay), Constant(-(-2 * len(lay) // 5)), 0)


def _in_play(one: CulpritLogic) -> Number:
    return Pick(Yes(f"play.{one.id}"), Value(f"score.{one.id}"), Constant(NOT_IN_PLAY))


def _best(numbers: Iterable[Number]) -> Number:
    return Max((Constant(NOT_IN_PLAY), *numbers))


def _places(name: str, regions: Iterable[str]) -> tuple[Condition, ...]:
    return tuple(Yes(f"{name}={region}") for region in regions)


def _weighed(line: Weight, expanded: Expand) -> Weighed:
    when: Condition = expanded(line.when) if line.when is not None else Not(expanded(line.when_not))
    return Weighed(line.group, when, line.points, line.grade, line.sources)
