"""What to ask next: first what danger waits for, then what frees a plan, then what tells the leaders apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.assessment import Question
from ..model.expression import Condition
from ..model.program import CulpritLogic, Weighed
from ..model.vocabulary import FindingLogic
from ..model.words import SAME_DAY
from ..reasoning.judge import group_value
from .askable import answers_to
from .base import RuleBase
from .likely import SHOWN, ranking
from .screen import unsettled
from .support import Support, finding_of
from .turning import atoms_by

Said = Mapping[str, Any]

MOST_TELLING = 3


def next_questions(base: RuleBase, said: Said, support: Support) -> Iterator[Question]:
    """The questions that still matter, most pressing first, each finding once."""
    seen: set[str] = set()
    for question in _in_order(base, said, support):
        if question.finding not in seen:
            seen.add(question.finding)
            yield question


def text_of(base: RuleBase, finding: str) -> str:
    """How the finding is asked."""
    said = base.texts["findings"][finding]
    return str(said.get("ask") or said["label"])


def telling(base: RuleBase, said: Said, support: Support, clinician: bool = False) -> list[str]:
    """Unknown findings by how far apart one answer could move the leaders, in points; the widest first.

    With `clinician` the tests that only a clinician can do, else what anybody can answer.
    """
    leaders = _rivals(base, said)
    findings = base.program.vocabulary.findings
    waiting = _Waiting(leaders, base, support)
    open_now = dict.fromkeys(map(finding_of, waiting.atoms))
    asked = [name for name in open_now if _asked_of(findings.get(name), clinician)]
    spread = {name: max(waiting.spread(atoms) for atoms in _answered(name, base, support)) for name in asked}
    return sorted((name for name in asked if spread[name] > 0), key=lambda name: (-spread[name], name))


def _asked_of(finding: FindingLogic | None, clinician: bool) -> bool:
    if finding is None or finding.derived or finding.volunteered or finding.type == "regions":
        return False
    return finding.clinician is clinician


def _answered(name: str, base: RuleBase, support: Support) -> Iterator[Mapping[str, object]]:
    """What each answer to a finding makes known."""
    vocabulary = base.program.vocabulary
    return (atoms_by(name, answer, support.world, vocabulary) for answer, _ in answers_to(name, base))


class _Waiting:
    """The lines of evidence of some culprits that are still open, by the atoms that they hang on."""

    def __init__(self, culprits: list[CulpritLogic], base: RuleBase, support: Support) -> None:
        self._outcome = base.judge.outcome
        self._world = support.world
        self._culprits = [one.id for one in culprits]
        self._groups: dict[tuple[str, str], list[Weighed]] = {}
        self._now: dict[tuple[str, str], int] = {}
        self.atoms: dict[str, set[tuple[str, str]]] = {}
        for culprit in culprits:
            for line in culprit.evidence:
                group = (culprit.id, line.group)
                self._groups.setdefault(group, []).append(line)
                for atom in support.open_on(line.when):
                    self.atoms.setdefault(atom, set()).add(group)

    def spread(self, atoms: Mapping[str, object]) -> int:
        """How far apart the culprits move, in points, when those atoms become known; alone, how far one moves."""
        touched = {group for atom in atoms for group in self.atoms.get(atom, ())}
        if not touched:
            return 0
        moves = dict.fromkeys(self._culprits, 0)
        after = {**self._world, **atoms}
        for group in touched:
            if group not in self._now:
                self._now[group] = self._value(group, self._world)
            moves[group[0]] += self._value(group, after) - self._now[group]
        return max(moves.values()) - min(moves.values()) if len(moves) > 1 else max(map(abs, moves.values()), default=0)

    def _value(self, group: tuple[str, str], world: Mapping[str, object]) -> int:
        return group_value([line.points for line in self._groups[group] if self._outcome(line.when, world)])


def _rivals(base: RuleBase, said: Said) -> list[CulpritLogic]:
    """The leaders; where nothing else fits, those that come next, for one of them may yet."""
    ranked = ranking(base.program.culprits, said)
    leaders = [one for one in ranked if said[f"lead.{one.id}"]]
    if all(one.default for one in leaders):
        return [one for one in ranked if not one.default][:SHOWN]
    return leaders


def _in_order(base: RuleBase, said: Said, support: Support) -> Iterator[Question]:
    program = base.program
    waiting = False
    for page, names in unsettled(program, said, support.world):
        waiting = True
        bullets = base.texts["pages"][page.id]["bullets"]
        for name in names:
            yield Question(name, bullets.get(name) or text_of(base, name), f"screen.{page.id}")
    if waiting:
        # The screen closes most of what is open; only what it leaves is worth asking one by one.
        return
    for flag in program.flags:
        if said[flag.name] is None and flag.floor >= SAME_DAY and not flag.volunteered:
            yield from _asked(base, program.definitions[flag.name], support, flag.rule)
    waiting_for = [
        action
        for action in program.actions
        if said[f"blocked.{action.id}"] is None
        and any(said[f"lead.{one.id}"] and action.id in one.care for one in program.culprits)
    ]
    kinds = {action.kind for action in waiting_for}
    for precaution in program.precautions:
        if said[precaution.id] is None and not kinds.isdisjoint(precaution.withholds):
            yield from _asked(base, program.definitions[precaution.id], support, precaution.id)
    for action in waiting_for:
        if action.contraindicated is not None:
            yield from _asked(base, action.contraindicated, support, action.id)
    for name in telling(base, said, support)[:MOST_TELLING]:
        yield Question(name, text_of(base, name), "ranking")


def _asked(base: RuleBase, condition: Any, support: Support, because: str) -> Iterator[Question]:
    findings = base.program.vocabulary.findings
    if not isinstance(condition, Condition):
        return
    for atom in support.open_on(condition):
        name = finding_of(atom)
        if name in findings and not findings[name].derived and not findings[name].volunteered:
            yield Question(name, text_of(base, name), because)
