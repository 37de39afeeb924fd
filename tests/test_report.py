"""Reports as pages, Markdown and text: what they must hold, and what they must never do."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import html5lib
import pytest
from test_terminal import terminal

from musculprit.conversation.cases import case_of
from musculprit.model.assessment import Assessment
from musculprit.model.intake import Consent, Goal, Intake
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.report.body import Zone, body_map
from musculprit.report.body.draw import in_words, regions_drawn
from musculprit.report.handover import handover_of, handover_text
from musculprit.report.html import SHEET, html, printed_lines
from musculprit.report.markdown import escaped, markdown
from musculprit.report.text import page_of, render
from musculprit.triage import assess
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]

NOTE = Intake(
    client="K-17", told_by="client", date="22 Nov 2026", therapist="J. Marsh", complaint="low back ache", wants="sit",
    pain_now=4, pain_worst=6, goals=(Goal("sit for an hour", 4),), review="6 Dec 2026",
    consent=Consent(option="consent.over_sheet_or_towel", areas=("low back",), stop_word="red"),
)  # fmt: skip

PEOPLE = {
    "plan": (
        "low back ache, worse sitting, tingling down my right leg",
        {
            "age_years": 44, "sex": "female", "screen": "none", "severity_0_10": 4, "duration_days": 10,
            "pain_site": ["low_back", "mid_buttock.right", "posterior_thigh.right"],
        },
    ),
    "emergency": ("back pain and can't feel when I pee since yesterday, is it piriformis?", {}),
    "same_day": ("my calf", {"age_years": 40, "sex": "male", "pain_site": ["calf.left"], "one_leg_swollen_new": "yes"}),
    "too early": ("low back ache, worse sitting, tingling down my right leg", {}),
    "out of scope": ("my shoulder hurts", {"age_years": 40}),
}  # fmt: skip
KINDS = {
    "plan": "self_care",
    "emergency": "emergency_now",
    "same_day": "same_day",
    "too early": "cannot_assess",
    "out of scope": "out_of_scope",
}


@pytest.fixture(scope="module")
def people(base: RuleBase, forward: ForwardReader) -> dict[str, Assessment]:
    return {name: assess(case_of(base, given, says), base, forward) for name, (says, given) in PEOPLE.items()}


class Loads(HTMLParser):
    """Everything that a browser would fetch, and every link that a reader could follow."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.loads += re.findall(r"@import[^;]*|url\((?!#)[^)]*\)", page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in ("src", "srcset", "href", "xlink:href", "data", "poster", "action", "background"):
                self.loads.append(f"{tag} {name}={value}")
            elif name.startswith("on"):
                self.loads.append(f"{tag} {name}")


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("therapist", [False, True])
def test_every_page_is_valid_html_that_loads_nothing(
    kind: str, therapist: bool, people: dict[str, Assessment], base: RuleBase
) -> None:
    page = html(people[kind], base, "en-GB", therapist)

    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    found = Loads(page)
    assert found.loads == []
    assert all(link.startswith("https://") for link in found.links)
    assert found.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form"})


def test_a_page_that_would_load_something_is_noticed() -> None:
    bad = Loads('<img src="x.png"><style>@import "y"; p { background: url(https://z) }</style><p onclick="q()">')

    assert len(bad.loads) == 4


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_page_says_its_level_first_and_its_rules_last(
    kind: str, people: dict[str, Assessment], base: RuleBase
) -> None:
    assessment = people[kind]
    page = html(assessment, base, "en-GB")

    assert assessment.disposition.id == KINDS[kind]
    assert page.startswith("<!doctype html>")
    assert '<html lang="en-GB">' in page
    assert re.search(rf"<title>{re.escape(page_text(assessment.disposition.label))} - musculprit</title>", page)
    assert page.index("<h1>") < page.index("<h2")
    assert assessment.rules.sha256[:16] in page
    assert assessment.notice in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", html(assessment, base, "en-GB", therapist=True))]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert levels.count(1) == 1


def page_text(text: str) -> str:
    return text.replace("'", "&#39;")


def test_a_plan_holds_map_hypotheses_questions_care_and_what_to_watch_for(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    page = html(people["plan"], base, "en-GB")

    for heading in ("Where it hurts", "What fits", "Open questions", "What to do", "Stop if", "Leave this for now",
                    "Get emergency help (999) if any of these is new", "See someone", "Sources"):  # fmt: skip
        assert f">{heading}</h2>" in page, heading
    assert 'id="body-pain-back-mid_buttock-right"' in page
    assert 'id="body-core-' in page
    assert page.count("How much:") >= 3
    assert "https://doi.org/" in page


@pytest.mark.parametrize("kind", ["emergency", "same_day"])
def test_a_danger_page_has_no_culprit_no_care_and_no_zone(
    kind: str, people: dict[str, Assessment], base: RuleBase
) -> None:
    for therapist in (False, True):
        page = html(people[kind], base, "en-GB", therapist)
        visible = page[page.index("<body") :]

        assert "What fits" not in visible
        assert "How much" not in visible
        assert 'id="body-core-' not in visible
        assert visible.index(">Do</h2>") < visible.index(">Why</h2>")
        assert "Hypotheses" not in visible
        assert "Check next" not in visible
        assert "OK light" not in visible


def test_an_emergency_page_says_the_number_and_what_to_say_in_large(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    british, american = (html(people["emergency"], base, locale) for locale in ("en-GB", "en-US"))

    assert re.search(r'class="go">[^\n]*<b class="number">999</b>', british)
    assert re.search(r'class="go">[^\n]*<b class="number">911</b>', american)
    assert "Could this be cauda equina syndrome?" in british
    assert "You asked about piriformis. That can wait." in british


def test_a_page_that_is_too_early_gives_no_care_and_names_what_is_left(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    page = html(people["too early"], base, "en-GB")

    assert "No self-care advice yet" in page
    assert "Still to answer" in page
    assert "Toilet" in page
    assert "How much" not in page


HOSTILE = '</title><script>alert("x")</script><img src=x onerror=alert(1)> & "quoted" | `pipe` [a](javascript:b)'


@pytest.mark.parametrize("kind", PEOPLE)
def test_what_somebody_typed_stays_text(kind: str, people: dict[str, Assessment], base: RuleBase) -> None:
    note = replace(NOTE, complaint=HOSTILE, client=HOSTILE, plan=HOSTILE, goals=(Goal(HOSTILE),), therapist=HOSTILE)
    hostile = replace(people[kind], says=HOSTILE, not_understood=(HOSTILE,), intake=note)

    page = html(hostile, base, "en-GB", therapist=True)
    notes = markdown(hostile, base, "en-GB", therapist=True)

    assert Loads(page).tags.isdisjoint({"script", "img"})
    assert Loads(page).loads == []
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?<!\\)<(script|img)|(?<!\\)\]\(", notes)


@pytest.mark.parametrize("text", ["1. not a list", "- not a list", "+ nor this", "a*b_c", "<b>", "# no heading", "`x`"])
def test_markdown_shows_a_text_as_it_stands(text: str) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt().render(escaped(text))

    assert re.sub(r"</?p>|\n", "", shown) == text.replace("<", "&lt;").replace(">", "&gt;")


def test_every_place_has_a_shape(base: RuleBase) -> None:
    drawn = regions_drawn()

    assert set(base.program.vocabulary.regions) == set(drawn)
    assert {view for views in drawn.values() for view in views} == {"front", "back", "side", "soles"}


def test_left_and_right_are_the_persons_own(base: RuleBase) -> None:
    def middles(place: str) -> dict[str, float]:
        drawn = body_map([place], None, base.label)
        found = re.findall(r'id="body-pain-(front|back)-[^"]*"[^>]* d="M([-\d.]+)', drawn)
        return {view: float(x) for view, x in found}

    left, right = middles("knee.left"), middles("knee.right")

    assert right["front"] < 0 < left["front"], "who faces us has the right hand on our left"
    assert left["back"] < 0 < right["back"]


def test_a_side_that_nobody_told_is_drawn_on_both_with_a_broken_edge(base: RuleBase) -> None:
    unsided, middle = body_map(["groin"], None, base.label), body_map(["sacrum"], None, base.label)

    assert 'id="body-pain-front-groin-left" class="pain unsure"' in unsided
    assert 'id="body-pain-front-groin-right" class="pain unsure"' in unsided
    assert 'id="body-pain-back-sacrum" class="pain"' in middle


def test_the_map_says_in_words_what_it_shows(base: RuleBase) -> None:
    zone = Zone("Piriformis", ("mid_buttock.left",), ("posterior_thigh.left",))
    drawn = body_map(["groin", "mid_buttock.left"], zone, lambda place: f"<{place}>")

    assert re.search(r'role="img" aria-labelledby="body-title body-about"', drawn)
    assert "&lt;groin&gt; (side not told), &lt;mid_buttock.left&gt;" in drawn
    assert "Piriformis is felt mostly in: &lt;mid_buttock&gt;. Sometimes also in: &lt;posterior_thigh&gt;." in drawn
    assert in_words([], None, base.label) == "No place was told."


def test_ids_stand_once_on_a_page(people: dict[str, Assessment], base: RuleBase) -> None:
    for assessment in people.values():
        ids = re.findall(r'\bid="([^"]+)"', html(assessment, base, "en-GB", therapist=True))

        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]


def test_a_page_tells_less_in_print_rather_than_run_over(people: dict[str, Assessment], base: RuleBase) -> None:
    plan = people["plan"]
    long_steps = tuple(replace(one, steps=(*one.steps, "Rest, then go on. " * 12)) for one in plan.care)

    short, long = html(plan, base, "en-GB"), html(replace(plan, care=long_steps), base, "en-GB")

    assert printed_lines(short) <= SHEET
    assert printed_lines(long) <= SHEET
    assert long.count('screen"') > short.count('screen"'), "what is kept to the screen"


def test_the_handover_has_its_parts_in_order_within_eighty_columns(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    text = handover_text(replace(people["plan"], intake=NOTE), base, "en-GB")

    parts = ["INTAKE NOTE  client K-17 44 F", "RESULT", "COMPLAINT", "SITES", "PAIN", "FITS", "CHECK NEXT", "BLOCKED",
             "CONSENT", "TELL", "HOME", "TODAY", "NOW", "Therapist J. Marsh", "Review 6 Dec 2026"]  # fmt: skip
    places = [re.search(rf"^{re.escape(part)}|{re.escape(part)}$", text, re.MULTILINE) for part in parts]
    assert all(places), [part for part, place in zip(parts, places, strict=True) if place is None]
    assert [one.start() for one in places if one] == sorted(one.start() for one in places if one)
    assert "[x] Over the sheet or towel" in text
    assert text.count("[x]") == 1
    assert max(map(len, text.splitlines())) <= 80


def test_a_check_says_how_what_it_speaks_for_and_what_was_published(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    told = handover_of(people["plan"], base, "en-GB")
    leaders = {one.name for one in people["plan"].culprits}

    assert 1 <= len(told.tests) <= 3
    for test in told.tests:
        assert base.program.vocabulary.findings[test.finding].clinician
        assert test.how.endswith("?")
        assert set(test.speaks_for) | set(test.speaks_against) <= leaders
        assert test.accuracy
    assert len({test.accuracy for test in told.tests}) == len(told.tests), "two readings of one test"


def test_a_check_that_was_done_is_not_asked_for_again(
    people: dict[str, Assessment], base: RuleBase, forward: ForwardReader
) -> None:
    says, given = PEOPLE["plan"]
    first = next(one for one in handover_of(people["plan"], base, "en-GB").tests if not one.danger)

    done = assess(case_of(base, {**given, first.finding: "no"}, says), base, forward)

    assert first.finding not in [one.finding for one in handover_of(done, base, "en-GB").tests]


def test_only_what_is_known_to_apply_is_told_as_the_reason_of_a_block(
    people: dict[str, Assessment], base: RuleBase
) -> None:
    unsettled = [one.rule for one in people["plan"].trace if one.outcome == "open"]
    told = str(handover_of(people["plan"], base, "en-GB").blocked) + html(people["plan"], base, "en-GB")

    assert any(rule.startswith("precaution.") for rule in unsettled)
    for rule in unsettled:
        if "because" in base.texts["rules"][rule]:
            assert base.texts["rules"][rule]["because"] not in told
    assert not [one for one in unsettled if f"({base.texts['rules'][one]['title']})" in told]


def test_a_handover_in_danger_says_hands_off(people: dict[str, Assessment], base: RuleBase) -> None:
    for kind in ("emergency", "same_day"):
        text = handover_text(people[kind], base, "en-GB")

        assert "No hands-on work today." in text
        assert "OK LIGHT" not in text
        assert "[ ]" not in text


@pytest.mark.parametrize("kind", PEOPLE)
def test_markdown_holds_every_line_of_the_plain_report(
    kind: str, people: dict[str, Assessment], base: RuleBase
) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"[a-z0-9]+", text.lower())

    notes = markdown(people[kind], base, "en-GB")
    plain = render(people[kind], base, "en-GB")

    assert set(words(plain)) <= set(words(notes))
    assert notes.startswith("# ")
    assert re.search(r"^## [A-Z][a-z]", notes, re.MULTILINE)


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_wider_page_has_the_same_words(kind: str, people: dict[str, Assessment], base: RuleBase) -> None:
    page = page_of(people[kind], base, "en-GB")

    assert page.text(100).split() == page.text(80).split()
    assert str(page) == render(people[kind], base, "en-GB")


CASE = '{"age_years": 41, "sex": "male", "screen": "none", "pain_site": ["mid_buttock.left"]}'


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "client.json"
    path.write_text(CASE)
    return str(path)


@pytest.mark.parametrize(("arguments", "starts"), [
    ([], "YOU CAN LOOK AFTER THIS"),
    (["--for", "therapist"], "INTAKE NOTE"),
    (["--format", "md"], "# YOU CAN LOOK AFTER THIS"),
    (["--format", "md", "--for", "therapist"], "# Intake note"),
    (["--format", "html"], "<!doctype html>"),
    (["--format", "json"], "{"),
])  # fmt: skip
def test_assess_prints_each_format_for_each_reader(arguments: list[str], starts: str, case: str, run: Run) -> None:
    result = run("assess", case, *arguments)

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(starts)
    assert result.stdout.endswith("\n")
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(("name", "starts"), [
    ("out/a.html", b"<!doctype html>"), ("out/a.md", b"# "), ("out/a.json", b"{"), ("out/a.txt", b"YOU CAN"),
])  # fmt: skip
def test_a_file_is_written_whole_and_its_ending_says_the_format(
    name: str, starts: bytes, case: str, run: Run, tmp_path: Path
) -> None:
    result = run("assess", case, "-o", str(tmp_path / name))

    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    assert f"Written to {tmp_path / name}. You can look after this yourself for now." in result.stderr
    assert (tmp_path / name).read_bytes().startswith(starts)
    assert [one.name for one in (tmp_path / "out").iterdir()] == [Path(name).name]


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["-o", "report.doc"], "end it with .html"),
    (["--format", "pdf"], "add -o report.pdf"),
    (["--for", "nobody"], "nobody"),
])  # fmt: skip
def test_a_slip_about_the_output_says_what_to_try(arguments: list[str], complaint: str, case: str, run: Run) -> None:
    result = run("assess", case, *arguments)

    assert result.returncode == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_that_cannot_be_written_is_named(case: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = run("assess", case, "-o", str(tmp_path / "file" / "a.html"))

    assert result.returncode == 2
    assert str(tmp_path / "file" / "a.html") in result.stderr
    assert "Traceback" not in result.stderr


def test_without_weasyprint_a_pdf_says_what_to_install(case: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError('not here')")

    result = run("assess", case, "-o", str(tmp_path / "a.pdf"), env={"PYTHONPATH": str(tmp_path)})

    assert result.returncode == 5
    assert "pip install 'musculprit[pdf]'" in result.stderr
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("locale", ["en-GB", "en-US"])
@pytest.mark.parametrize("therapist", [False, True])
def test_a_pdf_has_one_sheet_for_the_person_and_one_for_the_therapist(
    locale: str, therapist: bool, people: dict[str, Assessment], base: RuleBase
) -> None:
    import io

    from pypdf import PdfReader

    from musculprit.report.pdf import pdf

    for kind, assessment in people.items():
        with_note = replace(assessment, intake=NOTE)
        pages = PdfReader(io.BytesIO(pdf(html(with_note, base, locale, therapist), locale))).pages

        assert len(pages) == 1 + therapist, kind
        assert round(float(pages[0].mediabox.height)) == (792 if locale == "en-US" else 842)


def test_a_terminal_gets_weight_and_colour_and_the_same_words(case: str, run: Run) -> None:
    plain = run("assess", case).stdout

    with terminal("assess", case, COLUMNS="100") as screen:
        styled, code = screen.finish()
    with terminal("assess", case, NO_COLOR="1") as screen:
        uncoloured, _ = screen.finish()
    with terminal("assess", case, TERM="dumb") as screen:
        dumb, _ = screen.finish()

    bare = re.sub(r"\x1b\[[0-9;]*m", "", styled)
    assert code == 0
    assert "\x1b[1;32mYOU CAN LOOK AFTER" in styled
    assert bare.split() == plain.split()
    assert 80 < max(map(len, bare.splitlines())) <= 100
    assert uncoloured == dumb == plain


def test_rich_and_templates_are_not_loaded_for_plain_text(case: str, run: Run) -> None:
    import subprocess

    from conftest import ROOT

    code = (
        "import sys; sys.argv = ['musculprit', 'assess', sys.argv[1]]\n"
        "from musculprit.cli import main\n"
        "main.main(standalone_mode=False)\n"
        "print([one for one in ('rich', 'jinja2', 'weasyprint') if one in sys.modules], file=sys.stderr)"
    )

    result = subprocess.run(
        [sys.executable, "-c", code, case], cwd=ROOT / "engine", capture_output=True, text=True, check=True
    )

    assert result.stderr.strip() == "[]"
