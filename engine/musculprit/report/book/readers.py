"""Which rules read which finding, over every kind of rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ...model.expression import Node, atoms_of, finding_of
from ...model.rule import Culprit, RedFlag
from ...model.rules import Rules

_CONDITIONS = ("when", "not_when", "only_if")


def readers_of(rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """Finding id to the ids of the rules, pages and derived findings that read it."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for rule, node in _conditions(rules):
        for atom in atoms_of(node):
            found[finding_of(atom)][rule] = None
    return {name: tuple(readers) for name, readers in found.items()}


def _conditions(rules: Rules) -> Iterator[tuple[str, Node]]:
    for rule in rules.sourced():
        for node in _of_rule(rule):
            if node is not None:
                yield rule.id, node
    for name, finding in rules.findings.items():
        if finding.derived is not None:
            yield name, finding.derived
    for page in rules.pages:
        for node in (page.applies, *(bullet.when for bullet in page.bullets)):
            if node is not None:
                yield f"screen.{page.id}", node


def _of_rule(rule: Any) -> Iterator[Node | None]:
    yield from (getattr(rule, name, None) for name in _CONDITIONS)
    if isinstance(rule, RedFlag):
        yield from (one.when for one in rule.raises)
    if isinstance(rule, Culprit):
        yield from (one.when for one in rule.see)
        for line in rule.points:
            yield line.when
            yield line.when_not
