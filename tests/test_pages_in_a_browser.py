"""The pages in a real browser: nothing that axe objects to, in light and dark, and one sheet in print."""

import json
import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import replace
from math import sqrt
from pathlib import Path

import pytest
from conftest import ROOT
from test_report import NOTE, PEOPLE

from musculprit.conversation.cases import case_of
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.report.html import html
from musculprit.triage import assess
from musculprit.triage.base import RuleBase

pytestmark = pytest.mark.slow

PAGES = [*((kind, False) for kind in PEOPLE), ("plan", True)]
NAMES = [kind + (" with the therapist's page" if therapist else "") for kind, therapist in PAGES]
SMALLEST_PRINT = 8.5
AXE = ROOT / ".pytest_cache" / "axe"

RUN_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const told = document.createElement("script");
  told.type = "application/json"; told.id = "axe-told";
  told.textContent = JSON.stringify({
    dark: matchMedia("(prefers-color-scheme: dark)").matches, checked: found.passes.length,
    wide: document.documentElement.scrollWidth, window: innerWidth,
    violations: found.violations.map(one => [one.id, one.nodes.map(node => node.failureSummary + node.html)])});
  document.body.append(told);
});
"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The axe-core script, installed once by npm."""
    script = AXE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        if shutil.which("npm") is None:
            pytest.fail("npm is missing: apt-get install npm")
        fresh = tmp_path_factory.mktemp("axe")
        install = ["npm", "install", "--silent", "--no-save", "--prefix", str(fresh), "axe-core@4"]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"npm install axe-core failed: {done.stderr}")
        beside = AXE.with_name(f"axe.{os.getpid()}")
        shutil.copytree(fresh, beside)
        with suppress(OSError):  # another worker was faster
            beside.rename(AXE)
        shutil.rmtree(beside, ignore_errors=True)
    return script.read_text()


@pytest.fixture(scope="module")
def pages(base: RuleBase, forward: ForwardReader) -> dict[str, str]:
    found = {}
    for name, (kind, therapist) in zip(NAMES, PAGES, strict=True):
        says, given = PEOPLE[kind]
        assessment = replace(assess(case_of(base, given, says), base, forward), intake=NOTE)
        found[name] = html(assessment, base, "en-GB", therapist)
    return found


def chromium(folder: Path, page: str, *arguments: str) -> str:
    """What Chromium prints for a page, from an empty profile."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    (folder / "page.html").write_text(page)
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={folder / 'profile'}", *arguments, f"file://{folder / 'page.html'}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    shutil.rmtree(folder / "profile", ignore_errors=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told_by_axe(folder: Path, page: str, axe: str, *arguments: str) -> dict[str, object]:
    tested = page.replace("</body>", f"<script>{axe}</script><script>{RUN_AXE}</script></body>")
    dom = chromium(folder, tested, "--virtual-time-budget=30000", "--dump-dom", *arguments)
    told = re.search(r'<script type="application/json" id="axe-told">(.*?)</script>', dom, re.DOTALL)
    assert told, "axe said nothing"
    return json.loads(told[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_against_a_page(name: str, theme: str, pages: dict[str, str], axe: str, tmp_path: Path) -> None:
    dark = ["--blink-settings=preferredColorScheme=0"] if theme == "dark" else []

    told = told_by_axe(tmp_path, pages[name], axe, *dark)

    assert told["violations"] == []
    assert told["checked"] >= 20
    assert told["dark"] is (theme == "dark")


def test_axe_notices_a_page_with_mistakes(pages: dict[str, str], axe: str, tmp_path: Path) -> None:
    bad = pages["plan"].replace("--soft: #505b62", "--soft: #c8cdd0").replace('<html lang="en-GB">', "<html>")

    told = told_by_axe(tmp_path, bad, axe)

    assert {"color-contrast", "html-has-lang"} <= {one[0] for one in told["violations"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_a_phone(name: str, pages: dict[str, str], tmp_path: Path) -> None:
    assert too_wide(tmp_path, pages[name]) == 0


def test_a_page_that_is_too_wide_is_noticed(pages: dict[str, str], tmp_path: Path) -> None:
    assert (
        too_wide(
            tmp_path,
            pages["plan"].replace("</style>", "h1 { width: 400px; } .answer, .sheet { overflow: visible; }</style>", 1),
        )
        > 0
    )


def too_wide(folder: Path, page: str) -> int:
    """By how many pixels a page is wider than a phone of 360."""
    typed = json.dumps(page).replace("</", "<\\/")
    framed = (
        '<!doctype html><body style="margin:0"><iframe id="phone" style="width:360px;height:700px;border:0"></iframe>'
        f"<script>const frame = document.getElementById('phone'); frame.srcdoc = {typed};"
        "frame.onload = () => { const page = frame.contentDocument.documentElement;"
        "document.title = `wide ${page.scrollWidth - page.clientWidth}`; };</script>"
    )
    dom = chromium(folder, framed, "--virtual-time-budget=10000", "--dump-dom")
    told = re.search(r"<title>wide (\d+)</title>", dom)
    assert told, "the page did not load"
    return int(told[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_a_page_prints_on_one_sheet_and_with_the_therapists_on_two(
    name: str, paper: str, pages: dict[str, str], tmp_path: Path
) -> None:
    from pypdf import PdfReader

    page = pages[name].replace("</style>", f"@page {{ size: {paper}; }}</style>", 1)

    chromium(tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}")

    sheets = PdfReader(tmp_path / "page.pdf").pages
    assert len(sheets) == (2 if "therapist" in name else 1)
    assert round(float(sheets[0].mediabox.height)) == (792 if paper == "letter" else 842)
    assert min(size for sheet in sheets for size in sizes(sheet)) >= SMALLEST_PRINT - 0.1


def sizes(sheet: object) -> list[float]:
    """The sizes in points of every piece of text on a printed sheet."""
    found: list[float] = []

    def seen(text: str, page: list[float], line: list[float], font: object, size: float) -> None:
        if text.strip():
            scale = [sqrt(abs(one[0] * one[3] - one[1] * one[2])) for one in (page, line)]
            found.append(size * scale[0] * scale[1])

    sheet.extract_text(visitor_text=seen)
    return found
