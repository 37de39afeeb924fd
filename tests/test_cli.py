"""The command line as a user meets it: what it prints, where, and the exit codes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest
from conftest import ROOT

from musculprit.model.words import EMERGENCY
from musculprit.triage.base import RuleBase

Run = Callable[..., CompletedProcess[str]]

HEADLINE = "low back ache, worse sitting, tingling down my right leg"
RETENTION = "numb between my legs since yesterday and I can't pee, back pain"
SCREENED = ["--age", "29", "--sex", "female", "--answer", "pain_site=mid_buttock.left", "--answer", "screen=none"]


def ask(run: Run, *arguments: str) -> dict[str, object]:
    result = run("ask", *arguments, "--format", "json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_headline_sentence_names_what_could_fit_and_gives_no_care(run: Run) -> None:
    text = run("ask", HEADLINE).stdout
    answer = ask(run, HEADLINE)

    assert text.startswith(
        "I CAN'T SAY YET IF THIS IS SAFE TO TREAT AT HOME.\nI need your age, your sex and your safety answers"
    )
    assert "Piriformis" in text
    assert "Gluteus medius" in text
    assert "NO SELF-CARE ADVICE YET" in text
    assert "musculprit rules show screen" in text
    assert answer["disposition"]["id"] == "cannot_assess"
    assert answer["care"] == []


@pytest.mark.parametrize("sentence", [
    RETENTION,
    "numb betwen my legs since yesterday and I cant pe, back pain",
    "nubm between my legs since yesterday and I can't peee, back pain",
    "numb between my lges since yesterday and I cnat pee, back pain",
    "NUMB BETWEEN MY LEGS SINCE YESTERDAY AND I CANNOT PEE, BACK PAIN",
    "back pain since yesterday, i can’t pee and it is numb between my legs",
])  # fmt: skip
def test_cauda_equina_in_a_sentence_is_an_emergency_even_with_two_slips(sentence: str, run: Run) -> None:
    answer = ask(run, sentence)

    assert answer["disposition"]["id"] == "emergency_now"
    assert (answer["care"], answer["culprits"]) == ([], [])


def test_an_emergency_speaks_of_massage_stretching_and_pressing_only_to_forbid_them(run: Run) -> None:
    for line in forbidden_words(run("ask", RETENTION).stdout):
        pytest.fail(line)


def test_no_danger_of_ours_tells_anybody_to_press_stretch_or_massage(base: RuleBase) -> None:
    """What an emergency flag tells may say these words only in a sentence that forbids them."""
    from musculprit.report.words import dos_and_donts

    urgent = {flag.rule for flag in base.program.flags if flag.floor == EMERGENCY}
    for rule in urgent:
        text = base.texts["rules"][rule]
        dos, _ = dos_and_donts(text["tell"])
        said = " ".join([*dos, text["title"], text["because"], text.get("say", "")])
        assert not re.search(r"massag|stretch|press", said, re.IGNORECASE), (rule, said)


def forbidden_words(text: str) -> list[str]:
    """Lines that say massage, stretch or press outside the DON'T block."""
    found, forbidding = [], False
    for line in text.splitlines():
        if re.match(r"[A-Z]", line):
            forbidding = line.startswith("DON'T")
        if not forbidding and re.search(r"massag|stretch|press", line, re.IGNORECASE):
            found.append(line)
    return found


def test_a_denied_danger_is_not_an_emergency(run: Run) -> None:
    answer = ask(run, "buttock ache, no numbness, no bladder problems")

    assert answer["disposition"]["id"] == "cannot_assess"
    assert not [flag for flag in answer["red_flags"] if flag["outcome"] == "fires"]


def test_a_complete_answer_gets_a_plan_with_doses_and_stop_rules(run: Run) -> None:
    text = run("ask", "deep ache in my left bum cheek when I sit, 3 weeks, 4/10", *SCREENED).stdout
    answer = ask(run, "deep ache in my left bum cheek when I sit, 3 weeks, 4/10", *SCREENED)

    assert text.startswith("YOU CAN LOOK AFTER THIS YOURSELF FOR NOW.")
    assert "How much:" in text
    assert "STOP IF" in text
    assert "GET EMERGENCY HELP (999)" in text
    assert answer["disposition"]["id"] == "self_care"
    assert answer["care"]
    assert all(action["dose"] and action["stop"] for action in answer["care"])
    assert answer["second_reading"] == "agrees"


def test_no_line_is_wider_than_eighty_columns(run: Run) -> None:
    for arguments in (
        [HEADLINE],
        [RETENTION],
        ["deep buttock ache sitting", *SCREENED],
        ["my shoulder hurts", "--age", "40"],
    ):
        for line in run("ask", *arguments).stdout.splitlines():
            assert len(line) <= 80, line


def test_the_person_who_names_a_muscle_in_an_emergency_is_told_that_it_can_wait(run: Run) -> None:
    text = run("ask", "back pain and can't feel when I pee since yesterday, is it piriformis?").stdout

    assert text.startswith("GET EMERGENCY HELP NOW.")
    assert "You asked about piriformis. That can wait." in text


def test_another_country_has_other_numbers(run: Run) -> None:
    british, american = run("ask", RETENTION).stdout, run("ask", RETENTION, "--locale", "en-US").stdout

    assert "999" in british
    assert "911" in american
    assert "999" not in american


@pytest.mark.parametrize(("arguments", "code", "complaint"), [
    (["ask", HEADLINE, "--answer", "fevver_chills=no"], 3, "`fevver_chills` is not a finding (did you mean `fever_chills`?)"),
    (["ask", HEADLINE, "--answer", "fever_chills"], 3, "write finding=value"),
    (["ask", HEADLINE, "--answer", "back_pain=yes"], 3, "`back_pain` is worked out from others"),
    (["ask", HEADLINE, "--age", "200"], 3, "`age_years` takes 0 to 120, not 200"),
    (["ask", HEADLINE, "--sex", "femal"], 3, "did you mean `female`?"),
    (["ask", HEADLINE, "--answer", "screen.toilett=none"], 3, "did you mean `toilet`?"),
    (["ask", HEADLINE, "--answer", "pain_site=low_bak"], 3, "did you mean `low_back`?"),
    (["ask"], 2, "say what hurts"),
    (["aks", HEADLINE], 2, "did you mean `ask`?"),
    (["ask", HEADLINE, "--locale", "en-GV"], 2, "did you mean `en-GB`?"),
    (["rules", "show", "piriformiss"], 2, "did you mean `piriformis`?"),
    (["assess", "nowhere.yaml"], 3, "nowhere.yaml: cannot be read"),
    (["check", "nowhere"], 1, "no such file or folder"),
])  # fmt: skip
def test_a_slip_gets_a_line_that_helps_and_no_traceback(
    arguments: list[str], code: int, complaint: str, run: Run
) -> None:
    result = run(*arguments)

    assert result.returncode == code
    assert complaint in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


ANYBODY = {"age_years": 40, "sex": "male", "pain_site": ["low_back"], "screen": "none"}


@pytest.mark.parametrize(("text", "complaint"), [
    ('{"ces_saddle_numb": true, "ces_saddle_numb": false}', "`ces_saddle_numb` stands twice"),
    ('{"pain_site": [], "screen": "none"}', "`pain_site` takes at least one place"),
    ('{"schema": "musculprit/assessment/1"}', "an assessment without `answers`"),
    ('{"age_years": ' + "9" * 5000 + "}", "-: "),
    ("[" * 3000, "-:"),
    ("a: &a [*a]", "-"),
    ('{"age_years": 40.5}', "`age_years` takes a whole number"),
    ('{"age_years": NaN}', "`age_years` takes a whole number"),
    ("[1, 2]", "expected findings and their answers"),
    ('{"x": "' + "y" * 300_000 + '"}', "one case has 200000 or fewer"),
])  # fmt: skip
def test_a_case_that_makes_no_sense_is_refused_in_one_line(text: str, complaint: str, run: Run) -> None:
    result = run("assess", "-", stdin=text)

    assert result.returncode == 3, result.stderr[-300:]
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [
    ["--age", "14", "--answer", "age_years=40"],
    ["--sex", "female", "--answer", "sex=male"],
    ["--answer", "fever_chills=yes", "--answer", "fever_chills=no"],
])  # fmt: skip
def test_two_answers_that_contradict_each_other_are_refused(arguments: list[str], run: Run) -> None:
    result = run("ask", "low back pain", *arguments)

    assert result.returncode == 3
    assert "given twice" in result.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "bum numb and back ache",
        "I think I wet myself",
        "maybe a fever, back ache",
        "low back pain, never had a fever until today",
    ],
)
def test_a_danger_that_was_hinted_at_is_asked_and_no_sweeping_none_buries_it(sentence: str, run: Run) -> None:
    answer = ask(run, sentence, *SCREENED)

    assert answer["disposition"]["id"] in ("cannot_assess", "same_day", "emergency_now")
    assert answer["care"] == []
    if answer["disposition"]["id"] == "cannot_assess":
        assert answer["questions"][0]["because"] == "said"


def test_a_place_that_nobody_can_name_is_never_plain_self_care(run: Run) -> None:
    answer = run("assess", "-", "--format", "json", stdin=json.dumps({**ANYBODY, "pain_site": "not_sure"}))

    assert json.loads(answer.stdout)["disposition"]["id"] != "self_care"


def test_a_lower_floor_does_not_replace_the_advice_to_be_seen_when_too_little_is_known(run: Run) -> None:
    text = run("assess", "-", stdin=json.dumps({"age_years": 42, "weight_loss_unexplained": "yes"})).stdout

    assert text.startswith("I CAN'T SAY YET")
    assert "be seen today" in text
    assert "Whatever you answer: see a clinician soon" in text


def test_what_would_make_a_same_day_answer_an_emergency_is_asked(run: Run) -> None:
    answer = json.loads(
        run(
            "assess", "-", "--format", "json", stdin=json.dumps({"leg_weakness": "yes", "pain_site": ["low_back"]})
        ).stdout
    )

    assert answer["disposition"]["id"] == "same_day"
    assert any(flag["outcome"] == "open" and flag["floor"] == "emergency_now" for flag in answer["red_flags"])
    assert "weakness_within_24h" in {question["finding"] for question in answer["questions"]}


def test_closed_standard_input_and_output_do_not_stop_an_emergency(run: Run) -> None:
    import subprocess
    import sys

    command = f'{sys.executable} cli.py ask "can\'t pee" <&-'
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)

    assert result.stdout.startswith("GET EMERGENCY HELP NOW.")


def test_every_slip_in_a_case_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "given:\n  age_years: forty\n  sex: femal\n  pain_site: [low_back, low_bak]\n  fever_chills: maybe\n"
    )

    result = run("assess", str(file))

    assert result.returncode == 3
    assert [line.removeprefix(f"{file}:")[:2] for line in result.stderr.splitlines()] == ["2:", "3:", "4:", "5:"]


@pytest.mark.parametrize(("given", "code"), [
    ({"age_years": 29, "sex": "female", "pain_site": ["mid_buttock"], "screen": "none"}, 10),
    ({"age_years": 17, "sex": "male", "pain_site": ["mid_buttock"], "limp": False, "screen": "none"}, 20),
    ({"age_years": 42, "sex": "female", "pain_site": ["low_back"], "weight_loss_unexplained": True, "screen": "none"}, 30),
    ({"age_years": 42, "sex": "female", "pain_site": ["calf"], "leg_swollen_or_red": True}, 40),
    ({"ces_saddle_numb": True}, 50),
    ({"age_years": 42}, 60),
    ({"age_years": 40, "sex": "male", "pain_site": ["shoulder"], "screen": "none"}, 70),
])  # fmt: skip
def test_scripts_can_read_the_disposition_from_the_exit_code(given: dict[str, object], code: int, run: Run) -> None:
    assert run("assess", "-", "--exit-disposition", "--quiet", stdin=json.dumps(given)).returncode == code
    assert run("assess", "-", "--quiet", stdin=json.dumps(given)).returncode == 0


@pytest.mark.parametrize("says", ["", "is it piriformis? sore bum, I think my leg is weak, flibber"])
def test_an_assessment_can_be_assessed_again_and_says_the_same(says: str, run: Run) -> None:
    case = {"given": {"age_years": 29, "sex": "female", "pain_site": ["mid_buttock"], "screen": "none"}, "says": says}
    first = run("assess", "-", "--format", "json", stdin=json.dumps(case))

    again = run("assess", "-", "--format", "json", stdin=first.stdout)

    assert json.loads(again.stdout) == json.loads(first.stdout)


def test_check_names_each_failing_case_writes_junit_and_exits_1(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "rule: red_flag.ces_emergency\ncases:\n"
        "  - name: right\n    given: {ces_saddle_numb: yes}\n    expect: {outcome: fires}\n"
        "  - name: wrong\n    given: {ces_saddle_numb: yes}\n    expect: {outcome: silent}\n"
    )
    report = tmp_path / "report.xml"

    result = run("check", str(cases), "--junit", str(report))

    assert result.returncode == 1
    assert f"{cases}:6: wrong: expected outcome silent, got fires" in result.stdout
    assert "2 cases, 1 failed" in result.stdout
    suite = ElementTree.parse(report).getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_our_own_cases_pass_the_check(run: Run) -> None:
    result = run("check", "cases/red_flags/shingles.yaml", "cases/people/rulings")

    assert result.returncode == 0, result.stdout
    assert ", 0 failed" in result.stdout


def test_rules_can_be_listed_for_machines_and_shown_to_people(run: Run) -> None:
    listed = json.loads(run("rules", "list", "--format", "json").stdout)
    shown = run("rules", "show", "piriformis").stdout

    assert list(listed)[:7] == ["findings", "red_flags", "culprits", "care", "precautions", "safety_nets", "gates"]
    assert {one["kind"] for one in listed["culprits"]} == {"muscle", "condition"}
    assert all(
        one["sources"] or one["grade"] == "D" for one in (*listed["red_flags"], *listed["culprits"], *listed["care"])
    )
    assert "[read]" in shown
    assert "Review: none." in shown
    assert "screen.toilet" in run("rules", "show", "screen").stdout
    assert "red_flag.ces_emergency" in run("rules", "show", "ces_saddle_numb").stdout.partition("Read by:")[2]


def test_about_says_that_nobody_reviewed_the_rules_and_that_both_engines_live(run: Run) -> None:
    facts = json.loads(run("about", "--format", "json").stdout)

    assert facts["unreviewed"] == sum(
        facts[kind]
        for kind in (
            "red_flags",
            "muscles",
            "conditions",
            "precautions",
            "care_actions",
            "principles",
            "consent",
            "referrals",
            "safety_nets",
        )
    )
    assert facts["second_engine"] == "durable-rules answers"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, run: Run) -> None:
    assert "_MUSCULPRIT_COMPLETE" in run("completion", shell).stdout


def test_every_command_has_help_with_an_example_to_paste(run: Run) -> None:
    from musculprit.cli import COMMANDS

    for command in COMMANDS:
        text = run(command, "--help").stdout
        assert (
            "Example:\n    musculprit"
            in text.replace("  Example:\n", "Example:\n").replace("      musculprit", "    musculprit")
            or "Example:" in text
        ), command


def test_problems_go_to_standard_error_and_results_to_standard_output(run: Run) -> None:
    good, bad = run("ask", HEADLINE), run("ask", HEADLINE, "--age", "200")

    assert good.stderr == ""
    assert bad.stdout == ""


def test_a_crash_of_ours_still_says_where_to_go(run: Run, tmp_path: Path) -> None:
    """A fault of ours in the middle of it, not the user's."""
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys\nsys.path.insert(0, sys.argv.pop(1))\nimport musculprit.triage.assessing as a\n"
        "def boom(*_):\n    raise RuntimeError('boom')\na.first_reading = boom\nfrom musculprit.cli import run\nrun()\n"
    )
    import subprocess
    import sys

    result = subprocess.run(
        [sys.executable, str(broken), str(ROOT / "engine"), "ask", HEADLINE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 5
    assert "Please see a clinician today" in result.stderr
    assert "boom" in result.stderr
