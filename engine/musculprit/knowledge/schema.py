"""JSON Schemas for editors, so that keys and finding ids complete as an author types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ..model.assessment import Assessment
from ..model.finding import Finding, Region
from ..model.rule import (
    CareAction,
    Consent,
    Culprit,
    Locale,
    Page,
    Part,
    Precaution,
    Principle,
    RedFlag,
    Referral,
    SafetyNet,
    SeedFact,
    Source,
    Technique,
)
from ..model.rules import Rules
from ..model.vocabulary import SIDES

_CONDITIONS = ("when", "not_when", "only_if", "applies", "derived")


def schemas(rules: Rules) -> dict[str, dict[str, Any]]:
    """File name below `docs/schema/` to schema, for every kind of rule file and for an assessment."""
    single: Mapping[str, type[BaseModel]] = {
        "red_flag": RedFlag,
        "culprit": Culprit,
        "part": Part,
        "precaution": Precaution,
        "care": CareAction,
        "technique": Technique,
        "principle": Principle,
        "consent": Consent,
        "referral": Referral,
        "safety_net": SafetyNet,
        "locale": Locale,
    }
    found = {
        f"{name}.json": _rule_schema(model.model_json_schema(by_alias=True), rules) for name, model in single.items()
    }
    for name, mapped in (("findings", Finding), ("regions", Region), ("sources", Source), ("seeds", SeedFact)):
        found[f"{name}.json"] = _rule_schema(TypeAdapter(dict[str, mapped]).json_schema(by_alias=True), rules)  # type: ignore[valid-type]  # a type made while running
    found["screen.json"] = _rule_schema(TypeAdapter(list[Page]).json_schema(by_alias=True), rules)
    found["assessment.json"] = assessment_schema()
    return found


def assessment_schema() -> dict[str, Any]:
    """The schema of the JSON that `ask`, `assess` and `explain` print."""
    schema = TypeAdapter(Assessment).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "musculprit/assessment/1"
    schema["required"] = sorted(schema["properties"])
    return schema


def _rule_schema(schema: dict[str, Any], rules: Rules) -> dict[str, Any]:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    schema.setdefault("$defs", {}).update(_condition_defs(rules))
    _refer(schema)
    return schema


def _refer(node: Any) -> None:
    """Let every place that holds a condition say so."""
    if isinstance(node, dict):
        properties = node.get("properties", {})
        for name in _CONDITIONS:
            if isinstance(properties, dict) and name in properties:
                properties[name] = {"$ref": "#/$defs/condition"}
        for value in node.values():
            _refer(value)
    elif isinstance(node, list):
        for value in node:
            _refer(value)


def _condition_defs(rules: Rules) -> dict[str, Any]:
    plain = sorted(name for name, one in rules.findings.items() if one.type == "yes_no" and not _points(one))
    valued: dict[str, Any] = {}
    for name, one in sorted(rules.findings.items()):
        if one.type == "choice":
            valued[name] = _one_or_any(sorted(one.options))
        elif one.type == "regions":
            places = [f"{region}{side}" for region in rules.regions for side in ("", *(f".{one}" for one in SIDES))]
            valued[name] = _one_or_any(sorted(places))
        elif one.type == "integer" or _points(one):
            valued[name] = {"$ref": "#/$defs/limits"}
    several = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
    count = {
        "type": "object",
        "required": ["at_least", "of"],
        "properties": {"at_least": {"type": "integer", "minimum": 1}, "of": several},
    }
    return {
        "condition": {
            "anyOf": [
                {"enum": plain},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                    "properties": {
                        "all": several,
                        "any": several,
                        "none": several,
                        "count": count,
                        "points": {"type": "array"},
                        **valued,
                    },
                },
            ]
        },
        "limits": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {key: {"type": "integer"} for key in ("at_least", "at_most", "above", "below")},
        },
    }


def _one_or_any(values: list[str]) -> dict[str, Any]:
    one: dict[str, Any] = {"enum": values}
    several = {
        "type": "object",
        "required": ["any_of"],
        "properties": {"any_of": {"type": "array", "minItems": 1, "items": one}},
    }
    return {"anyOf": [one, several]}


def _points(one: Finding) -> bool:
    from ..model.expression import Points

    return isinstance(one.derived, Points)
