"""The texts of a rule base, apart from its logic: what is printed and what people type."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ..model.rule import Culprit
from ..model.rules import Rules
from .citation import citation

_LOGIC = {
    "when",
    "not_when",
    "only_if",
    "raises",
    "not_sure",
    "points",
    "ruled_out_by",
    "derived",
    "implies",
    "range",
    "asks",
}


def texts_of(rules: Rules) -> dict[str, Any]:
    """Everything that is said, by id: findings, regions, pages, rules, sources, locales, files."""
    return {
        "findings": {name: _said(one) for name, one in rules.findings.items()},
        "regions": {name: _said(one) for name, one in rules.regions.items()},
        "pages": {
            page.id: {"title": page.title, "bullets": {b.finding: b.text for b in page.bullets}} for page in rules.pages
        },
        "rules": {rule.id: _rule(rule) for rule in rules.sourced()},
        "sources": {name: {**_said(one), "cite": citation(one)} for name, one in rules.sources.items()},
        "seeds": {name: _said(one) for name, one in rules.seeds.items()},
        "locales": {name: _said(one) for name, one in rules.locales.items()},
        "files": dict(rules.files),
    }


def _rule(rule: BaseModel) -> dict[str, Any]:
    said = _said(rule)
    if isinstance(rule, Culprit):
        said["see"] = [one.to for one in rule.see]
    return said


def _said(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude=_LOGIC, exclude_defaults=True, by_alias=True)
