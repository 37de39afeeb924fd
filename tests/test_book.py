"""The rule book holds every rule, every link in it leads somewhere, and the page stands on its own."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from musculprit.knowledge.load import load
from musculprit.quality.casefile import read_cases
from musculprit.report.book.pages import write_book

Run = Callable[..., CompletedProcess[str]]


class Page(HTMLParser):
    """The ids, links and outside addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.targets.add(str(given["href"])[1:])
        if tag != "a" and (address := given.get("src") or given.get("href")):
            self.loads.append(address)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    cases, _ = read_cases([ROOT / "cases"], ROOT / "cases")
    write_book(load(ROOT / "rules"), cases, folder, "0", "0" * 64)
    return folder


@pytest.fixture(scope="module")
def page(book: Path) -> Page:
    return Page((book / "rule-book.html").read_text())


def test_the_page_tells_about_every_rule_finding_source_and_seed(page: Page) -> None:
    rules = load(ROOT / "rules")

    wanted = {rule.id for rule in rules.sourced()} | set(rules.findings) | set(rules.sources) | set(rules.seeds)
    assert wanted <= set(page.ids)


def test_no_id_stands_twice_and_every_link_leads_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.targets - set(page.ids) == set()


def test_the_page_loads_nothing_from_outside(page: Page) -> None:
    assert page.loads == []


def test_every_link_between_the_markdown_files_leads_somewhere(book: Path) -> None:
    anchors = {path.name: set(re.findall(r'<a id="([^"]+)">', path.read_text())) for path in book.glob("*.md")}

    for path in book.glob("*.md"):
        for file, anchor in re.findall(r"\]\(([\w-]+\.md)(?:#([^)]+))?\)", path.read_text()):
            assert file in anchors, (path.name, file)
            assert not anchor or anchor in anchors[file], (path.name, file, anchor)


def test_a_rule_is_told_with_its_condition_its_sources_and_its_cases(book: Path) -> None:
    text = (book / "red-flags.md").read_text()
    shingles = text[text.index('<a id="red_flag.shingles">') :].partition("\n<a id=")[0]

    assert "any of:" in shingles
    assert "**Evidence " in shingles
    assert "Not sure counts as yes" in shingles
    assert "- fires: " in shingles


def test_the_command_writes_the_book(run: Run, tmp_path: Path) -> None:
    result = run("rules", "docs", str(tmp_path / "out"))

    assert result.returncode == 0, result.stderr
    assert "rule-book.html" in result.stdout
    assert (tmp_path / "out" / "bibliography.json").is_file()
