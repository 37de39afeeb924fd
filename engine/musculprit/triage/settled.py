"""Whether anything that could still be answered would change the level or who leads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from ..model.expression import atoms_of, finding_of
from ..model.program import ScreenPage
from ..model.words import EMERGENCY, SAME_DAY
from ..reasoning.bounds import FIRES, SILENT, Bounds, Could
from ..reasoning.possible import possible
from .askable import askable
from .base import RuleBase
from .state import State


def nothing_can_change(state: State, base: RuleBase, doubts: Collection[str] = ()) -> bool:
    """Whether no answer to what can still be asked changes the disposition, or who leads where that is shown.

    When this is True, no answers whatever change it; when False, some might. Of `doubts`, a danger that was
    hinted at and not settled keeps the answer open.
    """
    findings = base.program.vocabulary.findings
    rank = int(state.said["disposition"] or 0)
    danger = rank in (SAME_DAY, EMERGENCY)
    if not danger and any(findings[name].danger and name not in state.world for name in doubts):
        return False
    asked = _on_pages_that_may_come(state, base, askable(state, base))
    could = _bounds(base).run(possible(state.answers, base.program.vocabulary, asked))
    # At same_day and above nobody is shown to lead.
    return could["disposition"] == (rank, rank) and (danger or _leads_are_fixed(could, base))


@lru_cache(maxsize=4)
def _bounds(base: RuleBase) -> Bounds:
    wanted = [name for name in base.program.definitions if not name.startswith(("blocked.", "offer.", "net.", "part."))]
    return Bounds({name: base.program.definitions[name] for name in wanted})


@lru_cache(maxsize=4)
def _page_bounds(base: RuleBase) -> Bounds:
    """What decides which pages apply, and no more."""
    names = {f"gate.{page.id}.applies" for page in base.program.pages} | set(base.program.vocabulary.findings)
    return Bounds({name: node for name, node in base.program.definitions.items() if name in names})


def _leads_are_fixed(could: Mapping[str, Could], base: RuleBase) -> bool:
    leads = (could[f"lead.{one.id}"] for one in base.program.culprits)
    return all(one == FIRES or not (isinstance(one, int) and one & FIRES) for one in leads)


def _on_pages_that_may_come(state: State, base: RuleBase, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Without what stands only on pages that cannot apply, unless a culprit weighs it: then it may be asked apart."""
    could = _page_bounds(base).run(possible(state.answers, base.program.vocabulary, asked))
    closed = [page for page in base.program.pages if could[f"gate.{page.id}.applies"] == SILENT]
    may_come = {name for page in base.program.pages if page not in closed for name in _on(page)} | _weighed(base)
    never = {name for page in closed for name in _on(page)} - may_come
    return tuple(name for name in asked if name not in never)


def _on(page: ScreenPage) -> Iterator[str]:
    for bullet in page.bullets:
        yield from (bullet.finding, *bullet.opens, *bullet.details)


@lru_cache(maxsize=4)
def _weighed(base: RuleBase) -> frozenset[str]:
    lines = (line for one in base.program.culprits for line in one.evidence)
    return frozenset(finding_of(atom) for line in lines for atom in atoms_of(line.when))
