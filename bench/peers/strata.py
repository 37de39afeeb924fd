"""What is asked of a program, in an order in which each definition reads earlier ones only, and by depth.

Parts that stand in several places are definitions of their own, so that an engine works them out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from musculprit.model.expression import (
    All,
    Any,
    AtLeast,
    Between,
    Condition,
    Constant,
    Known,
    Max,
    Node,
    Not,
    NotSure,
    Pick,
    Points,
    Reaches,
    Sum,
    Term,
    Value,
    Within,
    Yes,
    atoms_of,
    children,
)
from musculprit.model.program import Program

Stratum = Mapping[str, Node]


def strata_of(program: Program, names: Iterable[str]) -> list[Stratum]:
    """The definitions that the names rest on, those that read only atoms first."""
    needed = needed_of(program.definitions, names)
    split = _split({name: program.definitions[name] for name in program.definitions if name in needed})
    depth: dict[str, int] = {}
    for name, node in split.items():
        depth[name] = 1 + max((depth.get(atom, 0) for atom in atoms_of(node)), default=0)
    found: list[dict[str, Node]] = [{} for _ in range(max(depth.values()))]
    for name, node in split.items():
        found[depth[name] - 1][name] = node
    return found


def needed_of(definitions: Mapping[str, Node], names: Iterable[str]) -> set[str]:
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in needed:
            needed.add(name)
            waiting.extend(atoms_of(definitions[name]))
    return needed


def _split(definitions: Mapping[str, Node]) -> dict[str, Node]:
    seen: Counter[Node] = Counter()
    for node in definitions.values():
        _count(node, seen)
    split: dict[str, Node] = {}
    names: dict[Node, str] = {}
    for name, node in definitions.items():
        split[name] = _parts_moved(node, seen, names, split)
    return split


def _count(node: Node, seen: Counter[Node]) -> None:
    seen[node] += 1
    if seen[node] == 1:
        for child in children(node):
            _count(child, seen)


def _moved(node: Node, seen: Counter[Node], names: dict[Node, str], split: dict[str, Node]) -> Node:
    worth = seen[node] > 1 and not isinstance(node, Yes | NotSure | Between | Value | Constant | Points)
    if not worth:
        return _parts_moved(node, seen, names, split)
    if node not in names:
        inside = _parts_moved(node, seen, names, split)
        names[node] = f"~{len(names)}"
        split[names[node]] = inside
    return Yes(names[node]) if isinstance(node, Condition) else Value(names[node])


def _parts_moved(node: Node, seen: Counter[Node], names: dict[Node, str], split: dict[str, Node]) -> Node:
    def inside(part: Node) -> Node:
        return _moved(part, seen, names, split)

    match node:
        case Yes() | Between() | NotSure() | Constant() | Known() | Value():
            return node
        case Not(part):
            return Not(inside(part))
        case All(parts) | Any(parts) | Sum(parts) | Max(parts):
            return type(node)(tuple(map(inside, parts)))
        case AtLeast(n, parts):
            return AtLeast(n, tuple(map(inside, parts)))
        case Points(groups):
            return Points(tuple(tuple(Term(inside(t.when), t.points) for t in group) for group in groups))
        case Reaches(points, n):
            return Reaches(inside(points), n)
        case Within(number, other, by):
            return Within(inside(number), inside(other), by)
        case Pick(when, then, otherwise):
            return Pick(inside(when), inside(then), inside(otherwise))


def leaves(strata: Iterable[Stratum], what: type[Yes] | type[NotSure] | type[Between] | type[Known]) -> Iterator[str]:
    """The atoms that leaves of one kind read."""
    waiting: list[Node] = [node for stratum in strata for node in stratum.values()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, what):
            yield from node.atoms if isinstance(node, Known) else (node.atom,)
        waiting.extend(children(node))
