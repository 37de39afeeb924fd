"""The linter: every id on rules broken on purpose, nothing serious in ours, and no false alarm by its reasoning."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT
from generated import FLAGS, NUMBERS, conditions, leaves, worlds
from hypothesis import given
from hypothesis import strategies as st
from people import people
from test_loader import edit

from musculprit.model.answers import flatten
from musculprit.model.expression import All, Any, AtLeast, Between, Not, NotSure, Yes
from musculprit.model.vocabulary import FindingLogic, Vocabulary
from musculprit.quality.lint.found import IDS, Lint
from musculprit.quality.lint.implication import Reasoner
from musculprit.quality.lint.linting import lint
from musculprit.quality.lint.printed import as_github, as_json, as_sarif
from musculprit.quality.lint.readability import grade, syllables
from musculprit.reasoning.judge import outcome
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True)
class Slip:
    """Something wrong in one file: a text put in place of another, or a whole new file, and the line to name."""

    id: str
    file: str
    old: str
    new: str
    at: str
    says: str
    severity: str = ""


FLAG = """id: red_flag.{name}
title: A flag broken on purpose
when: {when}
floor: {floor}
{more}not_sure: absent
because: It is broken.
tell: {tell}
evidence: {{grade: D, note: design}}
sources: []
review: none
"""

PRECAUTION = """id: precaution.{name}
title: Broken on purpose
when: {when}
block: [roller]
because: It is broken.
{more}evidence: {{grade: D, note: design}}
sources: []
review: none
"""

CARE = """id: care.{name}
title: Broken on purpose
kind: heat
{more}
steps: [Sit down.]
dose: once
stop: [Pain.]
evidence: {{grade: D, note: design}}
sources: []
review: none
"""

FINDINGS = """
collects_stamps: {label: stamps, ask: Do you collect stamps?, words: [my stamps]}
keeps_bees: {label: bees, ask: Do you keep bees?, words: [my bees]}
stamp_pain: {label: pain from stamps, derived: {pain_site: knee}}
unheard: {label: unheard of, volunteered: true}
purple_ears: {danger: true, label: purple ears, ask: Are your ears purple?, words: [purple ears]}
"""


def flag(id: str, name: str, when: str, at: str, says: str, **more: str) -> Slip:
    text = {"floor": "urgent_2w", "more": "", "tell": f"Mend {name}.", **more}
    return Slip(
        id, f"red_flags/{name}.yaml", "", FLAG.format(name=name, when=when, **text), at, says, more.get("severity", "")
    )


PERIOD_LATE = (ROOT / "rules/red_flags/period_late.yaml").read_text()
SAME_TELL = re.search(r"^tell: (.*)$", PERIOD_LATE, re.M)[1]
SAME_PLACE = "go_to: pharmacist_or_gp\n"

SLIPS = [
    Slip("unused-finding", "findings/bone.yaml", "", FINDINGS, "collects_stamps:", "collects_stamps", "note"),
    Slip("unused-finding", "findings/bone.yaml", "", "", "stamp_pain:", "`stamp_pain` is derived", "warning"),
    Slip("dead-finding", "findings/bone.yaml", "", "", "unheard:", "no question and no words"),
    Slip("danger-not-read", "findings/bone.yaml", "", "", "purple_ears:", "no red flag reads it"),
    Slip(
        "idle-bullet",
        "screen.yaml",
        "    - {finding: knee_gives_way, text: A knee that gives way}\n",
        "    - {finding: knee_gives_way, text: A knee that gives way}\n    - {finding: keeps_bees, text: Bees}\n",
        "{finding: keeps_bees",
        "`keeps_bees` is asked here",
    ),
    flag("never-fires", "ages", "{all: [{age_years: {below: 16}}, {age_years: {above: 60}}]}", "when:", "never hold"),
    flag("never-fires", "sexes", "{all: [back_pain, {sex: male}, {sex: female}]}", "when:", "can never hold"),
    flag(
        "never-fires",
        "counting",
        "{count: {at_least: 2, of: [{age_years: {below: 16}}, {age_years: {above: 60}}]}}",
        "when:",
        "can never hold",
    ),
    flag(
        "never-fires",
        "raising",
        "{all: [groin_lump, {age_years: {below: 40}}]}",
        "  - {to",
        "`when` can never hold",
        more="raise:\n  - {to: same_day, when: {age_years: {at_least: 40}}}\n",
    ),
    Slip("never-fires", "care/self_care/unlisted.yaml", "", CARE.format(name="unlisted", more=""), "id:", "no culprit"),
    Slip(
        "never-silent",
        "precautions/restless.yaml",
        "",
        PRECAUTION.format(name="restless", when="{any: [diabetes, {none: [diabetes]}]}", more=""),
        "when:",
        "can never be silent",
    ),
    flag(
        "never-decides",
        "idle",
        "\n  any:\n    - burning_skin_band\n    - leg_numb\n    - leg_numb_bilateral",
        "    - leg_numb_bilateral",
        "never decides whether it fires: it implies `leg_numb`",
        severity="note",
    ),
    flag(
        "never-decides",
        "twice_asked",
        "\n  any:\n    - burning_skin_band\n    - {age_years: {above: 60}}\n    - {age_years: {above: 70}}",
        "    - {age_years: {above: 70}}",
        "can never decide: it implies `age_years`",
    ),
    flag(
        "never-decides",
        "wide",
        "\n  all:\n    - any: [leg_numb, tingling]\n    - burning_skin_band\n    - leg_numb_bilateral",
        "    - any:",
        "it is implied by `leg_numb_bilateral`",
        severity="note",
    ),
    flag(
        "never-decides",
        "dead_part",
        "\n  any:\n    - burning_skin_band\n    - all: [{sex: male}, {sex: female}]",
        "    - all:",
        "this part can never hold",
    ),
    flag(
        "repeats-another",
        "late_and_hot",
        "{all: [period_late, fever_chills]}",
        "when:",
        "`red_flag.period_late` fires, tells the same",
        floor="routine_clinician",
        tell=SAME_TELL,
        more=SAME_PLACE,
    ),
    flag(
        "implied-by-another",
        "late_and_numb",
        "{all: [period_late, leg_numb_bilateral]}",
        "when:",
        "fires too, with a floor at least as high",
        floor="routine_clinician",
    ),
    flag("contradictory-floors", "high", "{all: [tingling, worse_sitting]}", "when:", "`red_flag.low`"),
    flag("implied-by-another", "low", "{all: [worse_sitting, tingling]}", "when:", "red_flag.high", floor="self_care"),
    flag(
        "contradictory-floors",
        "raised_at_once",
        "{all: [tingling, leg_numb_bilateral]}",
        "  - {to",
        "always fires when urgent_2w does",
        more="raise:\n  - {to: same_day, when: leg_numb}\n",
    ),
    flag(
        "contradictory-floors",
        "slow",
        "{all: [tingling, worse_walking]}",
        "tell:",
        "floor same_day, and the text says “within two weeks”",
        floor="same_day",
        tell="Be seen within two weeks.",
    ),
    Slip(
        "contradictory-care",
        "precautions/both_ways.yaml",
        "",
        PRECAUTION.format(name="both_ways", when="diabetes", more="modify:\n  - {kinds: [roller], note: Softly.}\n"),
        "modify:",
        "roller stands under `block` and under `modify`",
    ),
    Slip(
        "contradictory-care",
        "care/self_care/never_given.yaml",
        "",
        CARE.format(name="never_given", more="general: true\nwhen: leg_numb_bilateral\nnot_when: leg_numb"),
        "not_when:",
        "whenever `when` holds, `not_when` holds too",
    ),
    Slip(
        "missing-provenance",
        "culprits/conditions/coccydynia.yaml",
        "when: worse_sit_to_stand, points: 1, grade: C, sources: [foye_2017]",
        "when: worse_sit_to_stand, points: 1, grade: C, sources: []",
        "when: worse_sit_to_stand",
        "+1 points on grade C without a source",
    ),
    Slip(
        "counted-twice",
        "culprits/conditions/coccydynia.yaml",
        "  - {group: better_toilet_seat,",
        "  - {group: again, when: {any: [worse_sitting, tingling]}, points: 1, grade: D, sources: [foye_2017]}\n"
        "  - {group: better_toilet_seat,",
        "{group: again",
        "counts again what line",
    ),
    Slip(
        "no-stop-rule",
        "care/self_care/sit_break.yaml",
        'stop:\n  - "Pain that spreads further down the leg: have it looked at."',
        "stop: []",
        "stop:",
        "when must it end",
    ),
    Slip(
        "hard-to-read",
        "findings/easing.yaml",
        "ask: Does sitting ease it?",
        "ask: Does the adoption of a seated position facilitate considerable amelioration of symptomatology?",
        "  ask: Does the adoption",
        "`ask` reads at grade",
    ),
    Slip(
        "claims-diagnosis",
        "red_flags/shingles.yaml",
        "tell: See a pharmacist",
        "tell: You have shingles. See a pharmacist",
        "tell: You have",
        "claims a diagnosis: “You have shingles”",
    ),
    Slip(
        "claims-diagnosis",
        "culprits/muscles/sartorius.yaml",
        "\ntell:",
        "\ntell: This is sciatica.\nlay:",
        "tell: This is",
        "“This is sciatica”",
    ),
]

REFUSED = [
    flag("does-not-load", "misspelled", "fevver_chills", "when:", "did you mean `fever_chills`?"),
    Slip(
        "points-above-grade",
        "culprits/muscles/piriformis.yaml",
        "when: worse_sitting, points: 2, grade: C",
        "when: worse_sitting, points: 4, grade: C",
        "when: worse_sitting, points: 4",
        "4 points on grade C: at most 2",
    ),
    Slip("missing-provenance", "red_flags/shingles.yaml", "review: none\n", "", "id:", "`review` is missing"),
    Slip("no-stop-rule", "care/self_care/heat_pack.yaml", "\nstop:", "\nprogression:", "id:", "`stop` is missing"),
    Slip(
        "too-many-bullets",
        "screen.yaml",
        "    - {finding: ces_urinary_retention,",
        "    - {finding: tingling, text: Tingling}\n    - {finding: ces_urinary_retention,",
        "  bullets:\n    - {finding: tingling",
        "at most 8 items",
    ),
]


def broken(slips: list[Slip], folder: Path) -> Path:
    """A copy of our rules with all of these slips in it."""
    rules = Path(shutil.copytree(ROOT / "rules", folder / "rules"))
    for slip in slips:
        file = rules / slip.file
        if slip.old:
            edit(file, slip.old, slip.new)
        elif slip.new:
            file.write_text((file.read_text() if file.exists() else "") + slip.new)
    tell = (rules / "culprits/muscles/sartorius.yaml").read_text()
    (rules / "culprits/muscles/sartorius.yaml").write_text(re.sub(r"\nlay: >-\n(  .*\n)+", "\n", tell))
    heat = rules / "care/self_care/heat_pack.yaml"
    heat.write_text(re.sub(r"\nprogression: move more while you are warm", "", heat.read_text()))
    return rules


def line_of(file: Path, text: str) -> int:
    content = file.read_text()
    return content[: content.index(text)].count("\n") + 1


@pytest.fixture(scope="session")
def ours() -> list[Lint]:
    return lint(ROOT / "rules")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Lint]]:
    rules = broken(SLIPS, tmp_path_factory.mktemp("loads"))
    return rules, lint(rules)


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Lint]]:
    rules = broken(REFUSED, tmp_path_factory.mktemp("refused"))
    return rules, lint(rules)


def assert_found(slip: Slip, rules: Path, found: list[Lint]) -> None:
    line = line_of(rules / slip.file, slip.at)
    matching = [one for one in found if one.id == slip.id and one.file == f"rules/{slip.file}" and one.line == line]
    assert [one for one in matching if slip.says in one.message], (
        line,
        [one for one in found if slip.file in one.file],
    )
    assert {one.severity for one in matching} == {slip.severity or IDS[slip.id][0]}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.id}: {slip.file} {slip.at.strip()[:30]}")
def test_a_slip_is_named_at_its_file_and_line(slip: Slip, loaded: tuple[Path, list[Lint]]) -> None:
    assert_found(slip, *loaded)


@pytest.mark.parametrize("slip", REFUSED, ids=lambda slip: slip.id)
def test_what_the_loader_refuses_is_an_error_of_the_linter(slip: Slip, refused: tuple[Path, list[Lint]]) -> None:
    assert_found(slip, *refused)


def test_every_id_has_a_slip_and_a_heading() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs/lint.md").read_text(), re.M)

    assert {slip.id for slip in (*SLIPS, *REFUSED)} == set(IDS)
    assert sorted(headings) == sorted(IDS)


def test_our_rules_have_no_error_and_few_enough_of_the_rest_to_read(ours: list[Lint]) -> None:
    assert [one for one in ours if one.severity == "error"] == []
    assert len(ours) < 60


def test_what_is_said_of_our_flags_holds_for_people(ours: list[Lint], base: RuleBase) -> None:
    implied = [(one, re.findall(r"`(red_flag\.[^`]+)`", one.message)) for one in ours if one.id == "implied-by-another"]
    assert implied

    for person in people(base.program.vocabulary, seed=5, count=150):
        said = base.judge.run(flatten(person, base.program.vocabulary))
        for one, others in implied:
            floor = one.message.partition(":")[0]
            own = [flag.name for flag in base.program.flags if flag.rule == one.rule and said[flag.name]]
            at_floor = [name for name in own if _floor(name, base) == floor]
            if at_floor:
                assert all(said[other] for other in others), (one, person)


def _floor(name: str, base: RuleBase) -> str:
    from musculprit.model.words import FLOORS

    return FLOORS[next(flag.floor for flag in base.program.flags if flag.name == name)]


SMALL = Vocabulary(
    {
        **{
            name: FindingLogic(
                "yes_no", implies=(FLAGS[at + 1],) if at % 3 else (), mitigating=at == 0, ruled_out_by=()
            )
            for at, name in enumerate(FLAGS[:-1])
        },
        FLAGS[-1]: FindingLogic("yes_no"),
        **{name: FindingLogic("integer", low=0, high=9) for name in NUMBERS},
    }
)


few = st.recursive(leaves, lambda parts: st.lists(parts, min_size=1, max_size=3).map(tuple).map(Any), max_leaves=4)


@given(st.one_of(conditions, few), few, st.lists(worlds, min_size=5, max_size=20), st.booleans(), st.booleans())
def test_an_implication_that_is_reported_holds_in_every_world(one, other, answers, fires, too) -> None:
    reasoner = Reasoner(SMALL)
    other = Any((other, one)) if too else All((other, one))
    demand = reasoner.states.demand
    said = reasoner.implies(demand(one, fires), demand(other, too))

    for world in (flatten(person, SMALL) for person in answers):
        if said and outcome(one, world) is fires:
            assert outcome(other, world) is too


@given(conditions, st.lists(worlds, min_size=5, max_size=20), st.booleans())
def test_what_is_called_impossible_never_happens_and_certain_always_does(condition, answers, fires) -> None:
    reasoner = Reasoner(SMALL)
    demand = reasoner.states.demand(condition, fires)

    if reasoner.impossible(demand):
        assert all(outcome(condition, flatten(person, SMALL)) is not fires for person in answers)
    if reasoner.certain(demand, {}):
        assert all(outcome(condition, flatten(person, SMALL)) is fires for person in answers)


A, B = Yes(FLAGS[1]), Yes(FLAGS[2])
"""The first implies the second."""

IMPLICATIONS = {
    "what is implied": (A, B, True),
    "not the other way round": (B, A, False),
    "a doubt implies nothing": (NotSure(FLAGS[1]), B, False),
    "the part of an all": (All((A, Yes("days_off"))), B, True),
    "every way of an any": (Any((A, B)), B, True),
    "one way of an any": (Any((A, Yes(FLAGS[5]))), B, False),
    "a denied whole denies its part or leaves it in doubt": (Not(B), Any((Not(A), NotSure(FLAGS[1]))), True),
    "a denied whole does not settle a part in doubt": (Not(B), Not(A), False),
    "a doubted whole does not deny its part": (NotSure(FLAGS[2]), Not(A), False),
    "a doubted whole leaves its part unasked": (NotSure(FLAGS[2]), Any((Not(A), NotSure(FLAGS[1]))), False),
    "a narrower range": (Between("years", 3, 5), Between("years", 2, None), True),
    "a wider range": (Between("years", 1, 5), Between("years", 2, None), False),
    "two of three": (AtLeast(2, (A, B, Yes(FLAGS[5]))), B, True),
    "two of three the other way": (AtLeast(2, (B, Yes(FLAGS[4]), Yes(FLAGS[6]))), B, False),
}


@pytest.mark.parametrize("what", IMPLICATIONS)
def test_implications_that_a_clinician_would_expect_are_found(what: str) -> None:
    one, other, expected = IMPLICATIONS[what]
    reasoner = Reasoner(SMALL)

    assert reasoner.implies(reasoner.states.demand(one), reasoner.states.demand(other)) is expected


SYLLABLES = {
    1: "pain leg numb ache aches breathe breathes walked rolled hips thigh eye eyes clothes times die died more sure guess squat",
    2: "muscle buttock doctor today started needed pressure tablets little muscles people patient every going being quiet science "
    "table bigger careful sideways sometimes middle ankles changes reaches washes equal question kidneys special guidelines",
    3: "area idea department medicine period serious infection previous injury injuries somebody anything unable gradual",
    4: "emergency situation usually experience diabetes unusual",
    5: "paracetamol inflammatory",
    6: "physiotherapist",
}


@pytest.mark.parametrize("count", SYLLABLES)
def test_syllables_are_counted_as_they_are_spoken(count: int) -> None:
    assert [word for word in SYLLABLES[count].split() if syllables(word) != count] == []


def test_the_grade_is_that_of_kincaid() -> None:
    """20 words, 2 sentences, 24 syllables: 0.39 * 10 + 11.8 * 1.2 - 15.59."""
    text = "The pain in my back is worse when I sit down. The doctor will see you in the morning with medicine."

    assert grade(text) == pytest.approx(0.39 * 10.5 + 11.8 * 25 / 21 - 15.59, abs=0.01)


def test_a_name_that_people_type_themselves_is_not_held_against_a_question() -> None:
    question = "Do you take a blood thinner such as rivaroxaban or apixaban?"

    assert grade(question, {"rivaroxaban", "apixaban"}) < 7 < grade(question)


def test_a_conditional_or_a_question_claims_nothing(tmp_path: Path) -> None:
    rules = tiny(tmp_path, tell="If you have sciatica, go. Do you have shingles? You may have a fracture.")

    assert [one for one in lint(rules) if one.id == "claims-diagnosis"] == []


TINY = {
    "regions.yaml": "back: {label: back, page: 1, words: [back]}\n",
    "sources.yaml": "book: {type: book, title: A book, read: memory}\n",
    "screen.yaml": "- {id: legs, page: 1, title: Legs, bullets: [{finding: leg_numb, text: Numb}]}\n",
    "findings/all.yaml": "leg_numb: {danger: true, label: numb, ask: Is a leg numb?, words: [numb]}\n",
}


def tiny(folder: Path, tell: str = "Be seen soon.") -> Path:
    """A base with one finding, one flag and one page."""
    flag = FLAG.format(name="numb", when="leg_numb", floor="urgent_2w", more="", tell=tell)
    for name, text in {**TINY, "red_flags/numb.yaml": flag}.items():
        (folder / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "rules" / name).write_text(text)
    return folder / "rules"


def test_sound_rules_are_silent_and_exit_0(run: Run, tmp_path: Path) -> None:
    result = run("rules", "lint", "--rules", str(tiny(tmp_path)), "--fail-level", "note")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "0 errors, 0 warnings, 0 notes. Each id is explained in docs/lint.md.\n"


def test_the_fail_level_decides_the_exit_code(run: Run, tmp_path: Path) -> None:
    rules = str(tiny(tmp_path))
    with (tmp_path / "rules/findings/all.yaml").open("a") as file:
        file.write("left_over: {label: left over, derived: leg_numb}\n")

    codes = [run("rules", "lint", "--rules", rules, "--fail-level", one).returncode for one in ("error", "warning")]
    quiet = run("rules", "lint", "--rules", rules, "--quiet")

    assert codes == [0, 1]
    assert quiet.stdout == ""


def test_an_error_exits_1_and_says_where(run: Run, tmp_path: Path) -> None:
    result = run("rules", "lint", "--rules", str(tiny(tmp_path, tell="You have sciatica.")))

    assert result.returncode == 1
    assert result.stdout.startswith(
        "rules/red_flags/numb.yaml:7: error: `tell` claims a diagnosis: “You have sciatica”"
    )
    assert result.stdout.splitlines()[0].endswith("[claims-diagnosis]")


def test_rules_that_do_not_load_are_told_without_a_traceback(run: Run, tmp_path: Path) -> None:
    rules = tiny(tmp_path)
    edit(rules / "red_flags/numb.yaml", "when: leg_numb", "when: leg_nunb")

    result = run("rules", "lint", "--rules", str(rules), "--format", "github")

    assert result.returncode == 1
    assert "::error file=" in result.stdout
    assert "rules/red_flags/numb.yaml,line=3,title=does-not-load::`leg_nunb` is not a finding" in result.stdout
    assert result.stderr == ""


def test_no_folder_is_one_line_and_exit_code_4(run: Run, tmp_path: Path) -> None:
    result = run("rules", "lint", "--rules", str(tmp_path / "nowhere"))

    assert result.returncode == 4
    assert result.stderr.strip().endswith("there is no such folder of rules")


def test_json_carries_everything_and_its_page(run: Run, tmp_path: Path) -> None:
    result = run("rules", "lint", "--rules", str(tiny(tmp_path, tell="You have sciatica.")), "--format", "json")

    told = json.loads(result.stdout)
    assert told["schema"] == "musculprit/lint/1"
    assert told["counts"] == {"error": 1, "warning": 0, "note": 0}
    assert told["found"][0] == {
        "id": "claims-diagnosis",
        "severity": "error",
        "file": "rules/red_flags/numb.yaml",
        "line": 7,
        "rule": "red_flag.numb",
        "message": "`tell` claims a diagnosis: “You have sciatica”",
        "hint": "say what it can be or may mean",
        "means": IDS["claims-diagnosis"][1],
        "page": "docs/lint.md#claims-diagnosis",
    }


def test_sarif_has_the_structure_that_scanners_read(loaded: tuple[Path, list[Lint]]) -> None:
    rules, found = loaded
    log = as_sarif(found, "1.0", rules)

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    described = only["tool"]["driver"]["rules"]
    assert [one["id"] for one in described] == list(IDS)
    assert len(only["results"]) == len(found)
    for result in only["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert not place["artifactLocation"]["uri"].startswith("/")
    assert json.loads(json.dumps(log)) == log


def test_files_are_told_from_where_we_are(ours: list[Lint], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    uris = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in as_sarif(ours, "1.0", ROOT / "rules")["runs"][0]["results"]
    ]

    assert uris
    assert all((ROOT / uri).is_file() for uri in uris)


def test_annotations_escape_what_github_would_read_as_its_own() -> None:
    one = Lint("never-fires", "note", "rules/a,b.yaml", 0, "50 % of\nit")

    (line,) = as_github([one], ROOT / "rules")

    assert line.startswith("::notice file=")
    assert "a%2Cb.yaml,line=1,title=never-fires::50 %25 of%0Ait" in line


def test_lint_json_of_nothing_counts_to_zero() -> None:
    assert as_json([])["counts"] == {"error": 0, "warning": 0, "note": 0}
