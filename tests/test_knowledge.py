"""The knowledge is whole: what the issue of a complete rule base counts, and where every statement comes from."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.knowledge.load import load
from musculprit.model.rules import Rules
from musculprit.report.book.bibliography import csl
from musculprit.report.book.pages import seeds_page

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load(ROOT / "rules")


def test_the_list_counts_a_whole_region(run: Run) -> None:
    listed = json.loads(run("rules", "list", "--format", "json").stdout)

    def kinds(kind: str) -> int:
        return sum(one["kind"] == kind for one in listed["culprits"])

    assert len(listed["red_flags"]) >= 62
    assert kinds("muscle") >= 30
    assert kinds("condition") >= 15
    assert len(listed["care"]) >= 40
    assert len(listed["findings"]) >= 200


def test_every_rule_says_where_it_comes_from_or_that_it_comes_from_nowhere(rules: Rules) -> None:
    for rule in rules.sourced():
        assert rule.sources or (rule.evidence.grade == "D" and rule.evidence.note), rule.id
        assert rule.review, rule.id


def test_a_rule_on_memory_alone_says_so(rules: Rules, run: Run) -> None:
    alone = [r.id for r in rules.sourced() if r.sources and {rules.sources[s].read for s in r.sources} == {"memory"}]

    assert "On memory alone: nobody has read its sources yet." in run("rules", "show", alone[0]).stdout


def test_every_seed_fact_is_carried_by_a_rule_or_says_why_not(rules: Rules) -> None:
    carried = {seed for rule in rules.sourced() for seed in rule.seeds}

    assert sorted(rules.seeds) == [f"SF-{number:03d}" for number in range(1, 193)]
    for name, seed in rules.seeds.items():
        assert name in carried or seed.because, name
        assert seed.because or seed.status not in ("loose", "disputed"), name


def test_the_seeds_page_is_fresh(rules: Rules) -> None:
    """Stale? Run `musculprit rules docs FOLDER` and copy its seeds.md to docs/."""
    assert (ROOT / "docs" / "seeds.md").read_text() == seeds_page(rules)


def test_the_bibliography_is_csl(rules: Rules) -> None:
    items = {item["id"]: item for item in csl(rules.sources)}

    assert len(items) == len(rules.sources)
    assert items["finucane_2020"]["DOI"] == "10.2519/jospt.2020.9971"
    assert items["finucane_2020"]["issued"] == {"date-parts": [[2020]]}
    assert items["finucane_2020"]["custom"]["read"] == "page"


def test_every_finding_that_is_asked_of_people_and_dangerous_has_words_of_theirs(rules: Rules) -> None:
    for name, finding in rules.findings.items():
        if finding.danger and finding.type == "yes_no" and finding.derived is None:
            assert finding.words, name


def test_a_clinicians_test_shows_its_published_accuracy(run: Run) -> None:
    text = run("rules", "show", "three_sij_tests_negative").stdout

    assert "LR- 0.08" in text
    assert "[read]" in text
