"""Which of a clinician's tests would tell the leaders apart best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model.assessment import Assessment
from ...model.expression import Not, Yes
from ...triage.base import RuleBase

_FIGURES = (("sensitivity", "Se"), ("specificity", "Sp"), ("lr_positive", "LR+"), ("lr_negative", "LR-"))


@dataclass(frozen=True, slots=True)
class Check:
    """A clinician's test: what to look for, which leaders it speaks for and against, and what was published."""

    finding: str
    title: str
    how: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    accuracy: str
    caveat: str
    sources: tuple[str, ...]
    danger: bool = False


def telling_checks(assessment: Assessment, base: RuleBase, most: int = 3) -> list[Check]:
    """The tests nobody has done yet that would move the leaders furthest apart.

    One that can show a danger comes first; of two that read the same test the one that tells more stands. What a test
    can move is the widest difference in points that its positive and its negative outcome make between two
    of those who are shown, the second-best counted when one leads alone.
    """
    moved = _moved(assessment, base)
    among = [one.id for one in assessment.culprits if one.leads] or [one.id for one in assessment.culprits]
    if len(among) == 1:
        among = [one.id for one in assessment.culprits][:2]
    spread = {name: sum(_spread(by, among) for by in ways.values()) for name, ways in moved.items()}
    best = sorted((name for name, by in spread.items() if by), key=lambda name: (-spread[name], name))
    dangers = [name for name in best if _shows_danger(name, base)][:1]
    names = {one.id: one.name for one in assessment.culprits}
    tests: dict[str, Check] = {}
    for name in dict.fromkeys([*dangers, *best]):
        test = _test(name, moved[name][True], names, base)
        tests.setdefault(test.accuracy if test.sources else name, test)
    return list(tests.values())[:most]


def _shows_danger(name: str, base: RuleBase) -> bool:
    findings = base.program.vocabulary.findings
    return any(findings[one].danger for one in findings[name].implies if one in findings)


def _moved(assessment: Assessment, base: RuleBase) -> dict[str, dict[bool, dict[str, int]]]:
    """Check to outcome to culprit to points, for tests that stand alone in a line of evidence."""
    findings, shown = base.program.vocabulary.findings, {one.id for one in assessment.culprits}
    moved: dict[str, dict[bool, dict[str, int]]] = {}
    for culprit in base.program.culprits:
        for line in culprit.evidence if culprit.id in shown else ():
            positive = not isinstance(line.when, Not)
            leaf = line.when.part if isinstance(line.when, Not) else line.when
            if isinstance(leaf, Yes) and leaf.atom in findings and findings[leaf.atom].clinician:
                ways = moved.setdefault(leaf.atom, {True: {}, False: {}})
                ways[positive][culprit.id] = ways[positive].get(culprit.id, 0) + line.points
    return {name: ways for name, ways in moved.items() if name not in assessment.answers}


def _spread(points: Mapping[str, int], among: list[str]) -> int:
    values = [points.get(one, 0) for one in among]
    return max(values) - min(values) if values else 0


def _test(name: str, points: Mapping[str, int], names: Mapping[str, str], base: RuleBase) -> Check:
    text = base.texts["findings"][name]
    published: Mapping[str, Any] = next(iter(text.get("accuracy", ())), {})
    return Check(
        finding=name,
        title=str(text["label"]).removesuffix(" positive"),
        how=str(text.get("ask", text["label"])),
        speaks_for=tuple(names[one] for one in names if points.get(one, 0) > 0),
        speaks_against=tuple(names[one] for one in names if points.get(one, 0) < 0),
        accuracy=_accuracy(published),
        caveat=str(published.get("caveat", "")),
        sources=tuple(published.get("sources", ())),
        danger=_shows_danger(name, base),
    )


def _accuracy(published: Mapping[str, Any]) -> str:
    if not published:
        return "no published figures known"
    told = ", ".join(f"{word} {published[key]}" for key, word in _FIGURES if key in published)
    return f"{told or 'no number that holds'}; for {published['target']}"
