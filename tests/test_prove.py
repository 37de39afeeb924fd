"""The proof: its formulas mean what judge means, our rules hold, and rules broken on purpose are caught."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import get_args

import pytest
import z3
from broken import IN_FILES, IN_OURS, IN_PROGRAM, with_fault
from conftest import ROOT
from generated import ATOMS, NUMBERS, UNSURE, answers, programs, vocabularies
from hypothesis import given, settings
from people import people

from musculprit.model.answers import Answer, flatten
from musculprit.model.expression import Between, Condition, Known, Node, NotSure, Number, Yes, children
from musculprit.model.program import Program
from musculprit.model.vocabulary import Vocabulary
from musculprit.quality.casefile import read_cases
from musculprit.quality.prove.run import Proved, _jobs, names, prove, searched
from musculprit.reasoning.judge import Judge
from musculprit.reasoning.proof.formulas import Formulas
from musculprit.reasoning.proof.people import Person
from musculprit.report.proof import render_proved
from musculprit.triage.base import RuleBase, load_rules

Run = Callable[..., CompletedProcess[str]]
SMALL = ROOT / "tests" / "small_rules"
SHORT = 12
"""Answers that a counterexample may have at most."""


class BothReadings:
    """A program as formulas and as judge reads it."""

    def __init__(self, program: Program) -> None:
        self.program, self.judge = program, Judge(program.definitions)
        self.person = Person(program.vocabulary, "a")
        self.formulas = Formulas(program.definitions, self.person)
        self.solver = z3.Solver()
        self.solver.add(*self.person.possible)

    def differ_for(self, someone: dict[str, Answer]) -> list[str]:
        """The definitions that may come out otherwise than judge says, for exactly this person."""
        said = self.judge.run(flatten(someone, self.program.vocabulary))
        otherwise = {name: z3.Not(self._says(name, value)) for name, value in said.items()}
        self.solver.push()
        self.solver.add(*self.person.is_person(someone))
        assert self.solver.check() == z3.sat, "this person is impossible"
        assert self.person.answers(self.solver.model()) == someone
        self.solver.add(z3.Or(*otherwise.values()))
        found = list(self._otherwise(otherwise))
        self.solver.pop()
        return found

    def _says(self, name: str, value: object) -> object:
        if not isinstance(self.program.definitions[name], Condition):
            return self.formulas.value(name) == value
        outcome = self.formulas.outcome(name)
        return z3.And(
            outcome.fires == (value is True), outcome.silent == (value is False), outcome.open == (value is None)
        )

    def _otherwise(self, otherwise: dict[str, object]) -> Iterator[str]:
        if self.solver.check() != z3.unsat:
            model = self.solver.model()
            yield from (name for name, differs in otherwise.items() if z3.is_true(model.eval(differs)))
            yield "for some of them"


def nodes_of(program: Program) -> Iterator[Node]:
    waiting = list(program.definitions.values())
    while waiting:
        yield (node := waiting.pop())
        waiting += children(node)


@pytest.fixture(scope="module")
def both(base: RuleBase) -> BothReadings:
    return BothReadings(base.program)


@pytest.mark.parametrize(
    ("seed", "count"), [(21, 4), pytest.param(22, 40, marks=pytest.mark.slow)], ids=["a few", "many"]
)
def test_formulas_say_what_judge_says_of_every_definition_for_people_over_our_rules(
    both: BothReadings, seed: int, count: int
) -> None:
    for someone in people(both.program.vocabulary, seed=seed, count=count):
        assert both.differ_for(someone) == []


LEAVES = [*map(Yes, ATOMS), *map(NotSure, UNSURE), *(Between(name, 3, 5) for name in NUMBERS)]


@given(vocabularies(), answers)
@settings(max_examples=30)
def test_every_atom_means_the_same_however_findings_imply_and_rule_out(vocabulary: Vocabulary, someone) -> None:
    each: dict[str, Node] = {f"{at}. leaf": leaf for at, leaf in enumerate(LEAVES)}
    each |= {f"{at}. known": Known((leaf.atom,)) for at, leaf in enumerate(LEAVES)}

    assert BothReadings(Program("0", "generated", 0, vocabulary, each)).differ_for(someone) == []


@pytest.mark.parametrize("count", [25, pytest.param(600, marks=pytest.mark.slow)], ids=["a few", "many"])
def test_formulas_say_what_judge_says_for_generated_programs_and_people(count: int) -> None:
    seen: set[type[Node]] = set()

    @given(programs(), answers)
    @settings(max_examples=count)
    def same(program: Program, someone: dict[str, Answer]) -> None:
        seen.update(map(type, nodes_of(program)))
        assert BothReadings(program).differ_for(someone) == []

    same()

    assert seen == {*get_args(Condition), *get_args(Number)}, "a node that no generated program has"


@pytest.fixture(scope="module")
def small() -> RuleBase:
    return load_rules(SMALL)


def proved(property_id: str, base: RuleBase) -> Proved:
    """One property of a rule base, in this process and not from the cache."""
    job = _jobs(base, [])[property_id]
    return searched(property_id, base) if isinstance(job, str) else job()


@pytest.mark.parametrize("property_id", names())
def test_each_property_holds_for_the_small_rules_before_they_are_broken(property_id: str, small: RuleBase) -> None:
    assert proved(property_id, small).broken == ()


@pytest.mark.parametrize("what", IN_FILES)
def test_a_fault_that_the_loader_lets_pass_is_found(what: str, tmp_path: Path) -> None:
    fault = IN_FILES[what]
    rules = Path(shutil.copytree(SMALL, tmp_path / "rules"))
    fault.plant(rules)

    found = proved(fault.property, load_rules(rules))

    assert any(fault.names in one for one in found.broken)
    if found.before is not None:
        assert found.replayed


@pytest.mark.parametrize("what", IN_PROGRAM)
def test_a_fault_in_the_program_is_found_in_a_person_whom_judge_reads_the_same(what: str, small: RuleBase) -> None:
    fault = IN_PROGRAM[what]

    found = proved(fault.property, with_fault(small, fault.plant))

    assert found.broken
    assert found.replayed
    assert len({**found.before, **(found.after or {})}) <= SHORT
    assert found.before != found.after


@pytest.mark.slow
@pytest.mark.parametrize("what", IN_OURS)
def test_a_fault_in_our_own_rules_is_found_in_a_few_answers(what: str, base: RuleBase) -> None:
    fault = IN_OURS[what]

    found = proved(fault.property, with_fault(base, fault.plant))

    assert found.broken
    assert found.replayed
    if fault.property != "L1":
        assert len({**found.before, **(found.after or {})}) <= SHORT


@pytest.mark.slow
def test_every_property_of_our_own_rules_is_proved(
    base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSCULPRIT_CACHE", str(tmp_path))
    cases, _ = read_cases([ROOT / "cases"], ROOT / "cases")

    found = {one.id: one.broken for one in prove(base, cases)}

    assert found == dict.fromkeys(names(), ())


def test_a_counterexample_is_told_as_a_person_and_what_they_are_sent_to(small: RuleBase) -> None:
    broken = with_fault(small, IN_PROGRAM["a none over a danger finding at same_day"].plant)

    text = render_proved(proved("S3", broken), broken)

    assert text.startswith("S3    broken  more danger never lowers the floor\n")
    assert "      This person: " in text
    assert "a weak leg" in text
    assert "        Answer: same_day\n        Fires: A fever with the pain [red_flag.infection] same_day\n" in text
    assert "The second engine reads the flags of this person otherwise." in text  # the fault is in the program alone
    assert "      The same person then says: a weak leg.\n        Answer: cannot_assess (floor urgent_2w)\n" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_person_who_says_no_to_everything_is_told_in_one_line(base: RuleBase) -> None:
    broken = with_fault(base, IN_OURS["a page that settles what it does not ask"].plant)

    text = render_proved(proved("L1", broken), broken)

    assert "other questions (--save writes them all)" in " ".join(text.split())
    assert "        Still open: " in text
    assert len(text.splitlines()) < 15


@pytest.fixture
def broken_rules(tmp_path: Path) -> Path:
    """The small rules, with an age that nobody asks: S10a is broken."""
    rules = Path(shutil.copytree(SMALL, tmp_path / "rules"))
    IN_FILES["an age that nobody asks"].plant(rules)
    return rules


def test_a_counterexample_in_the_rules_themselves_is_read_alike_by_both_engines(broken_rules: Path) -> None:
    assert proved("S10a", load_rules(broken_rules)).second_engine == "agrees"


def test_what_holds_exits_with_zero_and_is_kept_for_the_next_time(run: Run, tmp_path: Path) -> None:
    ask = ("rules", "prove", "S3", "L2", "L3", "--rules", str(SMALL))
    env = {"MUSCULPRIT_CACHE": str(tmp_path)}

    first, second = run(*ask, env=env), run(*ask, env=env)
    for kept in tmp_path.glob("*.proof.*"):
        kept.write_text(kept.read_text().replace("[]", '["made up"]', 1))
    damaged = run(*ask, env=env)

    assert first.returncode == second.returncode == damaged.returncode == 0, first.stderr
    assert first.stdout.endswith("3 of 3 properties proved for every possible person\n")
    assert sorted(second.stdout.splitlines()) == sorted(first.stdout.splitlines())
    assert "made up" not in damaged.stdout


def test_what_is_broken_exits_with_one_and_is_saved_as_a_case_that_check_reads(
    run: Run, broken_rules: Path, tmp_path: Path
) -> None:
    env = {"MUSCULPRIT_CACHE": str(tmp_path / "cache")}
    cases = tmp_path / "cases"

    result = run("rules", "prove", "S10a", "S1", "--rules", str(broken_rules), "--save", str(cases), env=env)
    checked = run("check", str(cases), "--rules", str(broken_rules), env=env)

    assert result.returncode == 1
    assert result.stdout.endswith("1 of 2 properties proved; broken: S10a\n")
    assert [file.name for file in cases.iterdir()] == ["s10a.yaml"]
    assert checked.returncode == 1, checked.stderr
    assert "counterexample to S10a" in checked.stdout
    assert "1 cases, 1 failed" in checked.stdout


def test_json_holds_the_person_and_whether_judge_agrees(run: Run, broken_rules: Path, tmp_path: Path) -> None:
    env = {"MUSCULPRIT_CACHE": str(tmp_path / "cache")}

    result = run("rules", "prove", "S10a", "--rules", str(broken_rules), "--format", "json", env=env)

    (one,) = json.loads(result.stdout)
    assert result.returncode == 1
    assert one["id"] == "S10a"
    assert one["broken"] == ["age unknown, and self-care"]
    assert one["replayed"] is True
    assert one["before"]["fever"] in ("no", "not_sure")
    assert "age_years" not in one["before"]


def test_a_property_that_nobody_knows_is_named_with_the_known_ones(run: Run) -> None:
    result = run("rules", "prove", "S99")

    assert result.returncode == 2
    assert "S99: known are S1, S2, S3, S3m" in result.stderr


def test_without_the_solver_the_help_is_one_line() -> None:
    hidden = "import sys; sys.modules['z3'] = None; sys.argv = ['musculprit', 'rules', 'prove', 'S1']; "

    result = subprocess.run(
        [sys.executable, "-c", f"{hidden}from musculprit.cli import run; run()"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )

    assert result.returncode == 5
    assert result.stdout == ""
    assert result.stderr == "the proof needs Z3: pip install 'musculprit[prove]'\n"
