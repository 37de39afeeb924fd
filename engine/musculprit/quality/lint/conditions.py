"""Conditions that never fire, never fall silent, or have a part that changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...knowledge.parsing import Where
from ...model.expression import All, Any, AtLeast, Condition, leaves_of
from .found import Lint
from .parts import Inside, parts_of
from .source import Place, Source, fires
from .states import Demand


def check(source: Source) -> Iterator[Lint]:
    """Check every condition. Of parts that only keep a rule open there is one note a rule, at the first."""
    quiet: dict[str, list[Lint]] = {}
    for one in _of_places(source):
        if one.severity == "note":
            quiet.setdefault(one.rule, []).append(one)
        else:
            yield one
    for notes in quiet.values():
        more = f" (and {len(notes) - 1} more parts of this rule)" if len(notes) > 1 else ""
        yield replace(notes[0], message=notes[0].message + more)


def _of_places(source: Source) -> Iterator[Lint]:
    for place in source.places:
        if source.reasoner.impossible(source.demand(fires(place))):
            yield source.lint(
                "never-fires",
                place.owner,
                place.where,
                f"`{_key(place)}` can never hold: no answers meet it",
                "look for a number, an option or a count that the other parts rule out",
            )
            continue
        if source.reasoner.impossible(source.demand(place.condition, fires=False)):
            yield source.lint(
                "never-silent",
                place.owner,
                place.where,
                f"`{_key(place)}` can never be silent: it fires or stays open, whatever is answered",
                "a condition and its own negation in one `any`?",
            )
            continue
        yield from _parts(place, source)


def _parts(place: Place, source: Source) -> Iterator[Lint]:
    reported: list[Where] = []
    before = _Both(place.means(place.condition), source)
    for found in parts_of(place.condition, place.raw(), place.where):
        for inside in found:
            if any(inside.where[: len(above)] == above for above in reported):
                continue
            if lint := _nothing_changes(inside, place, before, source):
                reported.append(inside.where)
                yield lint


class _Both:
    """What makes some conditions fire, and what makes them silent."""

    def __init__(self, conditions: Iterable[Condition], source: Source) -> None:
        demand = source.reasoner.states.demand
        conditions = list(conditions)
        self.fires = [demand(one) for one in conditions]
        self.silent = [demand(one, fires=False) for one in conditions]


def _nothing_changes(inside: Inside, place: Place, before: _Both, source: Source) -> Lint | None:
    """What is to be said of a part that never decides, if it does not."""
    reasoner = source.reasoner
    if isinstance(inside.part, All) and reasoner.impossible(source.demand(inside.part)):
        message = "this part can never hold: no answers meet it"
        return source.lint("never-decides", place.owner, inside.where, message, "say what was meant")
    if inside.kind is AtLeast or not _related(inside, place, source):
        return None
    after = _Both(place.means(inside.without()), source)
    if not _same(before.fires, after.fires, source):
        return None
    why = _implied_by(inside, source)
    if _same(before.silent, after.silent, source):
        message = f"this part can never decide: {why}"
        return source.lint("never-decides", place.owner, inside.where, message, "leave it out, or say what was meant")
    message = f"this part never decides whether it fires: {why}"
    hint = "leave it out, unless it is there to be asked while the other is in doubt"
    return source.lint("never-decides", place.owner, inside.where, message, hint, "note")


def _same(before: list[Demand], after: list[Demand], source: Source) -> bool:
    implies = source.reasoner.implies
    return all(implies(old, new) and implies(new, old) for old, new in zip(before, after, strict=True))


def _implied_by(inside: Inside, source: Source) -> str:
    for sibling in inside.siblings:
        one, other = (inside.part, sibling) if inside.kind is Any else (sibling, inside.part)
        if source.reasoner.implies(source.demand(one), source.demand(other)):
            how = "it implies" if inside.kind is Any else "it is implied by"
            return f"{how} {_show(sibling)}, which stands beside it"
    return "the rest of the condition says it already"


def _related(inside: Inside, place: Place, source: Source) -> bool:
    """Whether the part reads anything that bears on what else is read. Quick, and wrong only towards yes."""
    own = _read([inside.part], source)
    rest = _read([inside.without(), *([] if place.context is None else [place.context])], source)
    above = source.above
    return any(one in above(other) or other in above(one) for one in own for other in rest)


def _read(conditions: Iterable[Condition], source: Source) -> set[str]:
    leaves = (leaf for one in conditions for leaf in leaves_of(source.expanded(one)))
    return {leaf.atom.partition("=")[0] if _of_choice(leaf.atom, source) else leaf.atom for leaf in leaves}


def _of_choice(atom: str, source: Source) -> bool:
    finding = source.vocabulary.findings.get(atom.partition("=")[0])
    return finding is not None and finding.type == "choice"


def _show(condition: Condition) -> str:
    names = list(dict.fromkeys(leaf.atom for leaf in leaves_of(condition)))
    return f"`{names[0]}`" if len(names) == 1 else f"the part about `{names[0]}`"


def _key(place: Place) -> str:
    return next(str(key) for key in reversed(place.where) if isinstance(key, str))
