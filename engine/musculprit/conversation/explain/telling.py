"""Answers and sources as an explanation tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...triage.base import RuleBase
from ...triage.support import finding_of
from .nouns import Cited


def cited(sources: Iterable[str], base: RuleBase) -> tuple[Cited, ...]:
    """The sources as they are cited."""
    known = base.texts["sources"]
    return tuple(Cited(one, known[one]["cite"], known[one]["read"]) for one in sources if one in known)


def grade_of(rule: str, base: RuleBase) -> str:
    """The grade of a rule's evidence."""
    return str(base.texts["rules"][rule]["evidence"]["grade"])


def in_words(atoms: Iterable[str], answers: Mapping[str, Any], base: RuleBase) -> tuple[str, ...]:
    """What a person said that those atoms stand for, each once."""
    return tuple(dict.fromkeys(_said(atom, answers, base) for atom in atoms))


def _said(atom: str, answers: Mapping[str, Any], base: RuleBase) -> str:
    if atom.startswith("not sure: "):
        return f"not sure: {base.label(atom.removeprefix('not sure: '))}"
    if atom.startswith("no: "):
        return f"not {base.label(atom.removeprefix('no: '))}"
    finding = finding_of(atom)
    value = answers.get(finding)
    if isinstance(value, int) and not isinstance(value, bool):
        unit = base.texts["findings"][finding].get("unit", "")
        return f"{base.label(finding)}: {value} {unit}".strip()
    return base.label(atom)
