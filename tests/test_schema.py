"""The published schemas are fresh, and real files and real answers keep to them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import ROOT

from musculprit.conversation.cases import case_of
from musculprit.knowledge.document import read
from musculprit.knowledge.load import load
from musculprit.knowledge.schema import schemas
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.triage import assess
from musculprit.triage.base import RuleBase

PUBLISHED = ROOT / "docs" / "schema"


def validator_of(schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((PUBLISHED / f"{schema}.json").read_text()))


def parsed(path: Path) -> Any:
    return read(path, path.name).data


def test_the_published_schemas_are_fresh() -> None:
    """Stale? Run `musculprit rules schema docs/schema`."""
    fresh = schemas(load(ROOT / "rules"))

    assert sorted(path.name for path in PUBLISHED.iterdir()) == sorted(fresh)
    for name, schema in fresh.items():
        assert json.loads((PUBLISHED / name).read_text()) == json.loads(json.dumps(schema)), name


@pytest.mark.parametrize(("schema", "files"), [
    ("red_flag", "red_flags/*.yaml"), ("precaution", "precautions/*.yaml"), ("safety_net", "safety_net/*.yaml"),
    ("care", "care/self_care/*.yaml"), ("technique", "care/techniques/*.yaml"), ("principle", "care/principles/*.yaml"),
    ("consent", "care/consent/*.yaml"), ("referral", "care/referral/*.yaml"), ("findings", "findings/*.yaml"),
    ("locale", "locale/*.yaml"), ("regions", "regions.yaml"), ("screen", "screen.yaml"), ("sources", "sources.yaml"), ("seeds", "seeds.yaml"),
])  # fmt: skip
def test_every_rule_file_keeps_to_its_schema(schema: str, files: str) -> None:
    validator = validator_of(schema)

    for path in (ROOT / "rules").glob(files):
        assert [error.message for error in validator.iter_errors(parsed(path))] == [], path


def test_every_culprit_and_part_keeps_to_its_schema() -> None:
    culprit, part = validator_of("culprit"), validator_of("part")

    for path in (ROOT / "rules" / "culprits").rglob("*.yaml"):
        data = parsed(path)
        assert [error.message for error in (part if "part_of" in data else culprit).iter_errors(data)] == [], path


def test_a_finding_id_that_nobody_has_is_marked_as_the_author_types() -> None:
    validator = validator_of("red_flag")
    flag = parsed(ROOT / "rules/red_flags/shingles.yaml")

    assert validator.is_valid(flag)
    assert not validator.is_valid({**flag, "when": "shingels"})


@pytest.mark.parametrize(("given", "says"), [
    ({}, "low back ache, worse sitting, tingling down my right leg"),
    ({}, "numb between my legs and I can't pee"),
    ({"age_years": 29, "sex": "female", "pain_site": ["mid_buttock.left"], "screen": "none", "duration_days": 9, "severity_0_10": 3}, ""),
    ({"age_years": 12, "sex": "male", "pain_site": ["groin"], "screen": "none"}, ""),
    ({"pain_site": ["shoulder"], "age_years": 40, "sex": "male"}, ""),
])  # fmt: skip
def test_an_assessment_keeps_to_the_published_schema(
    given: dict[str, object], says: str, base: RuleBase, forward: ForwardReader
) -> None:
    schema = json.loads((PUBLISHED / "assessment.json").read_text())

    assessment = json.loads(json.dumps(assess(case_of(base, given, says), base, forward).to_json()))

    jsonschema.validate(assessment, schema, cls=jsonschema.Draft202012Validator)
    assert list(assessment)[:6] == ["schema", "rules", "disposition", "red_flags", "culprits", "care"]
