"""Why, why not and what if: right against brute force on small rules, and worth reading on our own."""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT
from people import people

from musculprit.conversation.explain import what_if, why, why_not
from musculprit.conversation.explain.names import culprit_of
from musculprit.conversation.explain.nouns import Turn
from musculprit.model.answers import NOT_SURE, Answer, Sites
from musculprit.model.case import Case, read_given
from musculprit.model.words import CANNOT_ASSESS, DISPOSITIONS, EMERGENCY, OUT_OF_SCOPE, SAME_DAY
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.report.explained import what_if_text, why_not_text, why_text
from musculprit.triage import assess, load_rules
from musculprit.triage.askable import answers_to, askable
from musculprit.triage.base import RuleBase
from musculprit.triage.questions import next_questions, telling
from musculprit.triage.settled import nothing_can_change
from musculprit.triage.state import State, state_from, state_of

Run = Callable[..., CompletedProcess[str]]
Answers = dict[str, Answer]

PLAN = {"age_years": 44, "sex": "female", "pain_site": ["mid_buttock.right", "low_back"], "screen": "none",
        "worse_sitting": "yes", "tingling": "yes", "duration_days": 10, "severity_0_10": 4}  # fmt: skip
SAME_DAY_PERSON = {"age_years": 44, "sex": "male", "pain_site": ["low_back"], "leg_weakness": "yes"}
EMERGENCY_PERSON = {"age_years": 44, "sex": "female", "pain_site": ["low_back"], "ces_saddle_numb": "yes"}


@pytest.fixture(scope="module")
def small() -> RuleBase:
    return load_rules(ROOT / "tests" / "small_rules")


def standing(state: State) -> tuple[int, int, frozenset[str]]:
    leads = frozenset(name for name, value in state.said.items() if name.startswith("lead.") and value is True)
    return int(state.said["disposition"]), int(state.said["floor"]), leads


def severity(rank: int, floor: int) -> int:
    return max(floor, 3) if rank == CANNOT_ASSESS else max(floor, 1) if rank == OUT_OF_SCOPE else rank


def higher(after: tuple[int, int, frozenset[str]], before: tuple[int, int, frozenset[str]]) -> bool:
    if before[0] >= CANNOT_ASSESS:
        return SAME_DAY <= after[0] < CANNOT_ASSESS and after[0] > before[1]
    return before[0] < after[0] < CANNOT_ASSESS


def other_leads(after: tuple[int, int, frozenset[str]], before: tuple[int, int, frozenset[str]]) -> bool:
    shown = after[0] not in (SAME_DAY, EMERGENCY) and before[0] < SAME_DAY
    return shown and after[2] != before[2] and severity(*after[:2]) >= severity(*before[:2])


def crowd(base: RuleBase, seed: int, count: int, most_open: int = 99) -> Iterator[State]:
    """People of all kinds; two in three of them deny every danger and leave some of the rest open."""
    dice = random.Random(seed)
    for at, person in enumerate(people(base.program.vocabulary, seed=seed, count=count, told=0.9)):
        state = state_from(person if at % 3 == 0 else _screened(base, dice), base)
        if len(askable(state, base)) <= most_open:
            yield state


def _screened(base: RuleBase, dice: random.Random) -> Answers:
    findings = base.program.vocabulary.findings
    person: Answers = {name: False for name, one in findings.items() if one.danger}
    person |= {"age_years": dice.choice([17, 40, 80]), "sex": "male"}
    places = dice.sample(["low_back", "mid_buttock", "groin"], dice.choice([1, 1, 2]))
    person["pain_site"] = Sites(frozenset(places))
    soft: Answers = {name: dice.random() < 0.5 for name in ("worse_sitting", "deep_ache", "better", "blood_thinner")}
    soft |= {"duration_days": dice.choice([3, 50]), "severity_0_10": dice.choice([4, 8])}
    return person | {name: answer for name, answer in soft.items() if dice.random() < 0.5}


def brute_singles(state: State, base: RuleBase) -> dict[tuple[str, Answer], tuple[int, int, frozenset[str]]]:
    return {
        (name, answer): standing(state_from({**state.answers, name: answer}, base))
        for name in askable(state, base)
        for answer, _ in answers_to(name, base)
    }


def told_findings(turns: tuple[Turn, ...]) -> set[str]:
    return {answer.finding for turn in turns for answer in turn.answers}


def replayed(state: State, turn: Turn, base: RuleBase) -> State:
    given = {answer.finding: answer.answer for answer in turn.answers}
    return state_from({**state.answers, **read_given(given, base.program.vocabulary).answers}, base)


# Whether anything can still change


def test_when_nothing_can_change_no_completion_changes_anything(small: RuleBase) -> None:
    settled = unsettled = 0
    for state in crowd(small, seed=11, count=600, most_open=5):
        before = standing(state)
        if not nothing_can_change(state, small):
            unsettled += 1
            continue
        settled += 1
        names = askable(state, small)
        choices = [completions(name, state, small) for name in names]
        for answers in product(*choices):
            added = {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
            after = standing(state_from({**state.answers, **added}, small))
            assert after[0] == before[0], (state.answers, added)
            assert before[0] in (SAME_DAY, EMERGENCY) or after[2] == before[2], (state.answers, added)

    assert settled > 30
    assert unsettled > 10


def completions(name: str, state: State, base: RuleBase) -> list[Answer | None]:
    """No answer, not sure, or any answer; to told places more are added, for what was told stays told."""
    if base.program.vocabulary.findings[name].type != "regions":
        return [None, NOT_SURE, *(answer for answer, _ in answers_to(name, base))]
    before = state.answers.get(name)
    told = before.places if isinstance(before, Sites) else frozenset()
    more = [
        Sites(told | {region}, complete) for region in base.program.vocabulary.regions for complete in (True, False)
    ]
    return [None, *([] if told else [NOT_SURE]), *more]


def test_what_is_settled_is_noticed_when_nothing_at_all_is_open(small: RuleBase) -> None:
    findings = small.program.vocabulary.findings
    everything: Answers = {name: False for name, one in findings.items() if one.type == "yes_no" and not one.derived}
    everything |= {"age_years": 40, "sex": "male", "severity_0_10": 3, "duration_days": 9}
    state = state_from({**everything, "pain_site": Sites(frozenset({"mid_buttock"}))}, small)

    assert askable(state, small) == ()
    assert nothing_can_change(state, small)
    assert not nothing_can_change(state_from({"pain_site": Sites(frozenset({"low_back"}))}, small), small)


def test_a_hinted_danger_keeps_the_answer_open(small: RuleBase) -> None:
    state = state_from({"fever": NOT_SURE, "numb_saddle": False, "pain_site": Sites(frozenset({"groin"}))}, small)

    assert not nothing_can_change(state, small, doubts=("leg_weak",))


# What if


def test_every_single_answer_that_changes_the_level_or_the_lead_is_found_and_no_other(small: RuleBase) -> None:
    words = small.texts["locales"]["en-GB"]
    levels = leads = 0
    for state in crowd(small, seed=5, count=300):
        before, singles = standing(state), brute_singles(state, small)
        if before[0] == EMERGENCY:
            continue
        found = what_if(state, small, words)
        up = {name for (name, _), after in singles.items() if higher(after, before)}
        turned = {name for (name, _), after in singles.items() if other_leads(after, before)}
        implied = small.program.vocabulary.implied_by_yes
        coarse = {name for name in up if up.isdisjoint(implied.get(name, ()))}
        if up:
            assert coarse <= told_findings(found.higher) <= up, state.answers
            levels += 1
        if turned:
            assert told_findings(found.leaders) == turned, state.answers
            leads += 1

    assert levels > 20
    assert leads > 10


def test_two_answers_are_told_where_no_one_does_it_and_all_pairs_that_do_it_are_found(small: RuleBase) -> None:
    words = small.texts["locales"]["en-GB"]
    seen = 0
    for state in crowd(small, seed=8, count=600, most_open=12):
        before, singles = standing(state), brute_singles(state, small)
        if before[0] >= SAME_DAY or any(higher(after, before) for after in singles.values()):
            continue
        pairs = {
            frozenset((one, other))
            for one, other in combinations(singles, 2)
            if both_can_be_said(one, other, state, small)
            and higher(standing(state_from({**state.answers, **dict((one, other))}, small)), before)
        }
        found = what_if(state, small, words)
        told = {frozenset((answer.finding, answer.answer) for answer in turn.answers) for turn in found.higher}
        assert told == {frozenset((name, plain(answer)) for name, answer in pair) for pair in pairs}, state.answers
        assert found.searched_level == 2
        seen += bool(pairs)

    assert seen > 3


def both_can_be_said(one: tuple[str, Answer], other: tuple[str, Answer], state: State, base: RuleBase) -> bool:
    """Neither settles the other."""
    if one[0] == other[0]:
        return False
    return all(
        second[0] in askable(state_from({**state.answers, first[0]: first[1]}, base), base)
        for first, second in ((one, other), (other, one))
    )


def plain(answer: Answer) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)


def test_on_our_own_rules_every_turn_does_what_it_says_and_none_is_less_urgent(base: RuleBase) -> None:
    words = base.texts["locales"]["en-GB"]
    for given in (PLAN, SAME_DAY_PERSON, {"pain_site": ["groin.left"], "leg_weakness": "no"}):
        case = read_given(given, base.program.vocabulary, (page.id for page in base.program.pages))
        state = state_of(case, base)
        before = standing(state)
        found = what_if(state, base, words)

        assert found.higher
        for turn in (*found.higher, *found.leaders):
            after = standing(replayed(state, turn, base))
            assert DISPOSITIONS[after[0]] == turn.level
            assert {f"lead.{one}" for one in turn.leads} == after[2]
            assert severity(*after[:2]) >= severity(*before[:2])
        assert all(higher(standing(replayed(state, turn, base)), before) for turn in found.higher)


def test_an_urgent_answer_is_never_told_how_it_could_be_less(base: RuleBase) -> None:
    words = base.texts["locales"]["en-GB"]
    today, now = (what_if(state_of(read_given(given, base.program.vocabulary), base), base, words)
                  for given in (SAME_DAY_PERSON, EMERGENCY_PERSON))  # fmt: skip

    assert {turn.level for turn in today.higher} == {"emergency_now"}
    assert today.leaders == ()
    assert (now.higher, now.leaders, now.ask_first) == ((), (), ())
    assert "less urgent" in what_if_text(now)


def test_while_nothing_is_sure_it_says_what_has_to_be_asked_and_what_alone_would_settle_it(base: RuleBase) -> None:
    state = state_from({"pain_site": Sites(frozenset({"low_back"}), complete=False)}, base)

    found = what_if(state, base, base.texts["locales"]["en-GB"])

    assert found.disposition == "cannot_assess"
    assert found.ask_first[0].finding == "age_years"
    assert {turn.level for turn in found.higher} == {"same_day", "emergency_now"}
    assert "These have to be answered first" in what_if_text(found)


def test_a_hinted_danger_is_what_would_change_an_answer_first(base: RuleBase, forward: ForwardReader) -> None:
    case = read_given(PLAN, base.program.vocabulary, (page.id for page in base.program.pages))
    doubtful = Case(case.answers, none_of=case.none_of, doubts={"leg_weakness": "a bit weak"})

    assessment = assess(doubtful, base, forward)
    found = what_if(state_of(doubtful, base), base, base.texts["locales"]["en-GB"], tuple(doubtful.doubts))

    assert assessment.would_change[0].finding == "leg_weakness"
    assert found.disposition == assessment.disposition.id == "cannot_assess"
    assert found.ask_first[0].finding == "leg_weakness"


# What an assessment hinges on


def test_what_would_change_an_assessment_is_replayed_levels_first_and_never_lower(
    base: RuleBase, forward: ForwardReader
) -> None:
    told = 0
    for person in people(base.program.vocabulary, seed=21, count=80, told=0.3):
        case = Case(person, none_of=frozenset({"screen"}))
        assessment, state = assess(case, base, forward), state_of(case, base)
        before = standing(state)
        changes = [one.changes for one in assessment.would_change]
        assert changes == sorted(changes, key=("level", "leaders").index)
        assert len(changes) <= 4
        for one in assessment.would_change:
            added = read_given({one.finding: one.answer}, base.program.vocabulary).answers
            after = standing(state_from({**state.answers, **added}, base))
            assert higher(after, before) if one.changes == "level" else other_leads(after, before)
            told += 1

    assert told > 20


# The next question


def test_the_most_telling_question_moves_the_leaders_furthest_apart(small: RuleBase) -> None:
    asked = 0
    for state in crowd(small, seed=3, count=250):
        told = telling(small, state.said, state.support)
        rivals = [one.id for one in small.program.culprits if state.said[f"lead.{one.id}"] and not one.default]
        if not rivals or any(one.default and state.said[f"lead.{one.id}"] for one in small.program.culprits):
            continue
        spreads = {name: spread(name, rivals, state, small) for name in askable(state, small)}
        widest = max(spreads.values(), default=0)
        assert bool(told) == (widest > 0), state.answers
        if told:
            assert spreads[told[0]] == widest, (state.answers, told, spreads)
            assert all(spreads[name] > 0 for name in told)
            asked += 1

    assert asked > 10


def test_on_our_own_rules_the_most_telling_question_moves_the_leaders_furthest_apart(base: RuleBase) -> None:
    state = state_of(read_given(PLAN, base.program.vocabulary, (page.id for page in base.program.pages)), base)
    leaders = [one.id for one in base.program.culprits if state.said[f"lead.{one.id}"]]

    told = telling(base, state.said, state.support)
    spreads = [spread(name, leaders, state, base) for name in told]

    assert spreads[0] > 0
    assert spreads == sorted(spreads, reverse=True)


def spread(name: str, leaders: list[str], state: State, base: RuleBase) -> int:
    """How far apart the best answer moves the scores of the leaders; alone, how far it moves one."""
    widest = 0
    for answer, _ in answers_to(name, base):
        after = state_from({**state.answers, name: answer}, base).said
        moves = [int(after[f"score.{one}"]) - int(state.said[f"score.{one}"]) for one in leaders]
        widest = max(widest, max(moves) - min(moves) if len(moves) > 1 else abs(moves[0]))
    return widest


def test_questions_for_the_ranking_can_each_change_the_points_of_somebody_shown(small: RuleBase) -> None:
    named = 0
    for state in crowd(small, seed=13, count=200):
        for question in next_questions(small, state.said, state.support):
            if question.because == "ranking":
                shown = [one.id for one in small.program.culprits if state.said[f"play.{one.id}"]]
                assert any(spread(question.finding, [one], state, small) for one in shown)
                named += 1

    assert named > 10


def test_a_question_of_a_rule_can_change_what_that_rule_says(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "tests" / "small_rules", tmp_path / "rules")
    thinner = folder / "precautions" / "blood_thinner.yaml"
    wider = "when: {any: [blood_thinner, {all: [deep_ache, {severity_0_10: {above: 6}}]}]}"
    thinner.write_text(thinner.read_text().replace("when: blood_thinner", wider))
    rules = load_rules(folder)
    named = 0

    for state in crowd(rules, seed=17, count=150, most_open=6):
        for question in next_questions(rules, state.said, state.support):
            if question.because.startswith(("red_flag.", "precaution.")):
                assert changes_something(question.finding, question.because, state, rules), (question, state.answers)
                named += 1

    assert named > 5


def changes_something(finding: str, rule: str, state: State, base: RuleBase) -> bool:
    """Whether for some answers to all else the rule says one thing with one answer and another with another."""
    others = [name for name in askable(state, base) if name != finding]
    options = [answer for answer, _ in answers_to(finding, base)]
    for added in product(*[[answer for answer, _ in answers_to(name, base)] or [None] for name in others]):
        told = {name: answer for name, answer in zip(others, added, strict=True) if answer is not None}
        worlds = [state_from({**state.answers, **told, finding: option}, base).said for option in options]
        names = [flag.name for flag in base.program.flags if flag.rule == rule] or [rule]
        if any(len({world[name] for world in worlds}) > 1 for name in names):
            return True
    return False


# Why, and why not


@pytest.fixture(scope="module")
def plan(base: RuleBase) -> State:
    return state_of(read_given(PLAN, base.program.vocabulary, (page.id for page in base.program.pages)), base)


def test_why_names_every_rule_that_decided_with_the_answers_and_sources(base: RuleBase, forward: ForwardReader) -> None:
    said = why(assess(read_given(EMERGENCY_PERSON, base.program.vocabulary), base, forward), base)

    assert said.disposition == "emergency_now"
    assert [one.rule for one in said.decided] == ["red_flag.ces_emergency"]
    assert said.decided[0].answers
    assert said.decided[0].sources
    assert (said.leading, said.offered, said.held) == ((), (), ())
    assert not any(one.rule.startswith(("muscle.", "condition.", "care.")) for one in said.also)


def test_why_says_what_each_action_is_for_and_why_another_is_held_back(base: RuleBase, forward: ForwardReader) -> None:
    case = read_given(PLAN, base.program.vocabulary, (page.id for page in base.program.pages))

    said = why(assess(case, base, forward), base)
    text = why_text(said)

    wallet = next(one for one in said.offered if one.id == "care.wallet_out")
    ball = next(one for one in said.held if one.id == "care.ball_lying_buttock")
    assert wallet.culprits == ("muscle.piriformis",)
    assert ("precaution.nerve_root_suspected" in ball.rules, ball.open, ball.answers) == (True, False, ("tingling",))
    assert "[muscle.piriformis]" in text
    assert "points" not in text


def test_every_rule_at_work_in_an_assessment_is_in_its_explanation(base: RuleBase, forward: ForwardReader) -> None:
    for person in people(base.program.vocabulary, seed=31, count=30, told=0.3):
        assessment = assess(Case(person, none_of=frozenset({"screen"})), base, forward)
        said = json.dumps(why(assessment, base).to_json())
        used = {flag.id for flag in assessment.red_flags if flag.outcome == "fires"}
        used |= {one.id for one in assessment.culprits if one.leads} | {one.id for one in assessment.care}
        used |= {one.id for one in assessment.blocked_care} | {one.id for one in assessment.referrals}
        used |= {change.because for one in assessment.care for change in one.changes}
        assert {rule for rule in used if f'"{rule}"' not in said} == set()


def test_a_leader_is_told_that_it_does_lead(base: RuleBase, plan: State) -> None:
    said = why_not("piriformis", plan, base)

    assert said.kind == "leads"
    assert "condition.lumbar_radiculopathy_l5_s1" in {one.id for one in said.ahead} | {said.id} or said.said
    assert any("Nerve from the low back" in line for line in said.said)


def test_piriformis_behind_a_nerve_root_says_what_speaks_against_it_and_who_is_ahead(base: RuleBase) -> None:
    given = {**PLAN, "leg_pain_below_knee": "yes", "pain_worse_strain": "yes", "worse_sitting": "no"}
    case = read_given(given, base.program.vocabulary, (page.id for page in base.program.pages))

    said = why_not("piriformis", state_of(case, base), base)

    assert said.kind in ("behind", "weak")
    assert "worse when sitting" in " ".join(one.label for one in said.against)
    assert said.ahead[0].id == "condition.lumbar_radiculopathy_l5_s1"
    assert said.ahead[0].by > 2
    assert "ahead" in said.ahead[0].in_words
    assert not re.search(r"\d+ points?\b", why_not_text(said))


def test_a_culprit_out_of_the_named_places_says_which_it_needs(base: RuleBase, plan: State) -> None:
    said = why_not("hamstrings_proximal", plan, base)

    assert said.kind == "out_of_region"
    assert said.failed == ("pain_site",)
    assert "sit bone" in said.needs_places
    assert "low back" in said.named_places


def test_in_danger_no_muscle_is_explained(base: RuleBase) -> None:
    said = why_not("piriformis", state_of(read_given(EMERGENCY_PERSON, base.program.vocabulary), base), base)

    assert said.kind == "danger"
    assert said.rules == ("red_flag.ces_emergency",)
    assert (said.points, said.fits, said.ahead, said.missing) == (None, (), (), ())


def test_a_part_is_named_only_under_its_culprit(base: RuleBase, plan: State) -> None:
    said = why_not("psoas major", plan, base)

    assert said.kind == "part"
    assert said.rules == ("muscle.iliopsoas",)


def test_the_default_leads_alone_and_says_so_to_the_others(small: RuleBase) -> None:
    given = {"age_years": 40, "sex": "male", "pain_site": ["low_back"], "screen": "none"}
    state = state_of(read_given(given, small.program.vocabulary, [page.id for page in small.program.pages]), small)

    other, default = why_not("piriformis", state, small), why_not("plain back", state, small)

    assert (other.kind, default.kind) == ("default", "leads")
    assert any("condition.plain_back" in line for line in other.said)


def test_the_default_says_why_it_stands_back(small: RuleBase) -> None:
    given = {"age_years": 40, "sex": "male", "pain_site": ["low_back", "groin"], "screen": "none"}
    state = state_of(read_given(given, small.program.vocabulary, [page.id for page in small.program.pages]), small)

    said = why_not("plain_back", state, small)

    assert said.kind == "default"
    assert any("groin" in line for line in said.said)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("piriformis", "muscle.piriformis"),
        ("muscle.piriformis", "muscle.piriformis"),
        ("Gluteus Medius", "muscle.gluteus_medius"),
        ("gluteus-medius", "muscle.gluteus_medius"),
        ("psoas_major", "muscle.psoas_major"),
        ("upper and outer buttock", "muscle.gluteus_medius"),
        ("discogenic", "condition.discogenic"),
    ],
)
def test_a_culprit_is_known_by_any_name(name: str, rule: str, base: RuleBase) -> None:
    assert culprit_of(name, base) == rule


def test_a_slip_in_a_name_is_told_what_was_near(base: RuleBase) -> None:
    with pytest.raises(ValueError, match="did you mean `discogenic`"):
        culprit_of("discogenik", base)


# The command


def saved(tmp_path: Path, given: dict[str, object]) -> str:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(given))
    return str(file)


def test_explain_reads_a_case_and_a_saved_assessment_alike(run: Run, tmp_path: Path) -> None:
    case = saved(tmp_path, PLAN)
    assessment = run("assess", case, "--format", "json").stdout

    from_case = run("explain", case)
    from_assessment = run("explain", "-", stdin=assessment)

    assert from_case.returncode == 0
    assert from_case.stdout == from_assessment.stdout
    assert from_case.stdout.startswith("YOU CAN LOOK AFTER THIS YOURSELF FOR NOW. Why?")
    assert max(map(len, from_case.stdout.splitlines())) <= 80


def test_explain_answers_each_word_as_json(run: Run, tmp_path: Path) -> None:
    case = saved(tmp_path, PLAN)

    words = (["why"], ["why-not", "gluteus", "medius"], ["what-if"])
    said = [json.loads(run("explain", case, *word, "--format", "json").stdout) for word in words]

    assert [one["explains"] for one in said] == ["why", "why-not", "what-if"]
    assert said[1]["id"] == "muscle.gluteus_medius"


def test_a_slip_is_told_what_to_type(run: Run, tmp_path: Path) -> None:
    case = saved(tmp_path, PLAN)

    for words, hint in (
        (["whatif"], "what-if"),
        (["why-not"], "name one"),
        (["why-not", "pirifromus"], "did you mean"),
    ):
        result = run("explain", case, *words)
        assert result.returncode == 2
        assert hint in result.stderr
        assert "Traceback" not in result.stderr
