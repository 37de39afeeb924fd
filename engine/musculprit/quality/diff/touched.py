"""Which definitions a change can reach at all; all others say the same of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...model.expression import atoms_of
from ...model.program import Program
from ...model.vocabulary import Vocabulary


def changed(before: Program, after: Program) -> frozenset[str]:
    """The definitions that are written differently, or stand on one side only."""
    one, other = before.definitions, after.definitions
    return frozenset(name for name in {*one, *other} if one.get(name) != other.get(name))


def touched(before: Program, after: Program, same: frozenset[str] = frozenset()) -> frozenset[str]:
    """The definitions and atoms that may differ for the same answers, where those in `same` say the same."""
    found = set(changed(before, after) | _atoms(before.vocabulary, after.vocabulary)) - same
    found |= {f"{name}:told" for name in found}
    reads = [(name, frozenset(atoms_of(node))) for side in (before, after) for name, node in side.definitions.items()]
    grown = True
    while grown:
        new = {name for name, read in reads if name not in found | same and not found.isdisjoint(read)}
        found |= new
        grown = bool(new)
    return frozenset(found)


def _atoms(before: Vocabulary, after: Vocabulary) -> set[str]:
    """The atoms that are known from different answers: what differs itself, and all that flows from or to it."""
    found = {
        atom
        for name in {*before.findings, *after.findings}
        if _logic(before, name) != _logic(after, name)
        for side in (before, after)
        if name in side.findings
        for atom in side.atoms_of(name)
    }
    if before.regions != after.regions:
        for side in (before, after):
            sites = (name for name, one in side.findings.items() if one.type == "regions")
            found.update(atom for name in sites for atom in side.atoms_of(name))
    waiting = list(found)
    while waiting:
        atom = waiting.pop()
        for side in (before, after):
            near = (*side.implied_by_yes.get(atom, ()), *side.denied_by_no.get(atom, ()), *_ruled_out(atom, side))
            waiting += [one for one in near if one not in found]
            found.update(near)
    return found


def _logic(vocabulary: Vocabulary, name: str) -> object:
    """What decides how answers to a finding flow; whether it is a danger is for the reader of sentences."""
    one = vocabulary.findings.get(name)
    if one is None:
        return None
    return one.type, one.derived, one.mitigating, one.low, one.high, one.options, one.implies, one.ruled_out_by


def _ruled_out(atom: str, vocabulary: Vocabulary) -> Iterable[str]:
    return (name for name, leaves in vocabulary.ruled_out_by.items() if any(leaf.atom == atom for leaf in leaves))


def texts_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids whose texts differ, in every part of what is said; where a rule stands is no text."""
    found: list[str] = []
    for part in sorted({*before, *after} - {"files"}):
        one, other = before.get(part, {}), after.get(part, {})
        found += [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
    return tuple(dict.fromkeys(found))


HEARD = ("words", "hints", "denials", "history")
"""What decides how a typed sentence is heard."""


def words_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The findings that a typed sentence may give on one side and not on the other."""
    one, other = before["findings"], after["findings"]
    return tuple(
        name
        for name in sorted({*one, *other})
        if [one.get(name, {}).get(key) for key in HEARD] != [other.get(name, {}).get(key) for key in HEARD]
    )
