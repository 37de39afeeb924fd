"""Which findings can still be asked of a person, and which answers each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..model.answers import Answer
from ..model.expression import Between, Node, children
from .base import RuleBase
from .screen import is_answered
from .state import State

Span = tuple[int, int]


def askable(state: State, base: RuleBase) -> tuple[str, ...]:
    """The findings nobody answered yet that a person may be asked; a clinician's once a clinician has answered one."""
    findings = base.program.vocabulary.findings
    examined = any(findings[name].clinician for name in state.answers)
    return tuple(name for name in findings if may_be_asked(name, state, base, examined))


def may_be_asked(name: str, state: State, base: RuleBase, examined: bool = False) -> bool:
    """Whether one finding is still to be answered, by a person or, once somebody is `examined`, by a clinician."""
    one = base.program.vocabulary.findings.get(name)
    if one is None or one.derived or one.volunteered or (one.clinician and not examined):
        return False
    return not is_answered(name, state.support.world, base.program)


def answers_to(name: str, base: RuleBase) -> Iterator[tuple[Answer, Span | None]]:
    """What may be answered to one finding besides "not sure". A number stands for the span around it.

    No rule tells the numbers of one span apart. Places are not tried.
    """
    finding = base.program.vocabulary.findings[name]
    match finding.type:
        case "yes_no":
            yield from ((True, None), (False, None))
        case "choice":
            yield from ((option, None) for option in finding.options)
        case "integer":
            inside = {one for one in _thresholds(base).get(name, ()) if finding.low < one <= finding.high}
            starts = sorted({finding.low, *inside})
            for start, following in zip(starts, [*starts[1:], finding.high + 1], strict=True):
                yield start, (start, following - 1)
        case "regions":
            return


@lru_cache(maxsize=4)
def _thresholds(base: RuleBase) -> Mapping[str, set[int]]:
    """Where the rules cut each number: the first numbers of the spans."""
    found: dict[str, set[int]] = {}
    walked: set[int] = set()
    nodes: list[Node] = list(base.program.definitions.values())
    nodes += [bullet.applies for page in base.program.pages for bullet in page.bullets if bullet.applies is not None]
    nodes += [leaf for leaves in base.program.vocabulary.ruled_out_by.values() for leaf in leaves]
    while nodes:
        node = nodes.pop()
        if id(node) in walked:
            continue
        walked.add(id(node))
        if isinstance(node, Between):
            edges = (node.low, None if node.high is None else node.high + 1)
            found.setdefault(node.atom, set()).update(one for one in edges if one is not None)
        nodes.extend(children(node))
    return found
