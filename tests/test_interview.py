"""The interview as a conversation: what it asks, when it stops, and that nothing said is ever lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musculprit.conversation.cases import case_of
from musculprit.conversation.interview.asks import Corrected, Move, Note, One, Reply, Stop, TakenBack, Tick
from musculprit.conversation.interview.intake import STEPS
from musculprit.conversation.interview.interview import MORE_QUESTIONS, Interview
from musculprit.conversation.interview.journal import Journal, Start, read_journal
from musculprit.conversation.interview.record import FIELDS
from musculprit.errors import CaseError
from musculprit.model.answers import NOT_SURE, Answer, Sites
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.triage import assess
from musculprit.triage.base import RuleBase

ORDINARY = "deep ache in my right bum cheek, worse when I sit, 3 weeks, 4/10"

Answerer = Callable[[str], Answer]


@pytest.fixture
def interview(base: RuleBase, forward: ForwardReader) -> Callable[..., Interview]:
    def begin(says: str = "low back ache", given: dict[str, object] | None = None, **more: object) -> Interview:
        return Interview(case_of(base, given or {}, says), base, forward, **more)

    return begin


def reply_to(ask: Tick | One | Note, interview: Interview, yes: Answerer) -> Reply:
    match ask:
        case Tick(_, findings, _, because):
            said = {name: yes(name) for name in findings}
            unsure = tuple(name for name, answer in said.items() if answer is NOT_SURE)
            return Reply({name: one for name, one in said.items() if one is not NOT_SURE}, unsure, because=because)
        case One(name, because):
            finding = interview.base.program.vocabulary.findings[name]
            if finding.type == "regions":
                return Reply({name: Sites(frozenset({"low_back"}))}, because=because)
            if finding.type == "integer":
                return Reply({name: max(finding.low, min(finding.high, 40))}, because=because)
            if finding.type == "choice":
                return Reply({name: finding.options[0]}, because=because)
            return Reply({name: yes(name)}, because=because)
        case Note(field):
            return Reply(passed=(field,), because="record")


def go_through(interview: Interview, yes: Answerer, most: int = 120) -> Stop:
    for _ in range(most):
        ask = interview.next()
        if isinstance(ask, Stop):
            return ask
        interview.tell(reply_to(ask, interview, yes))
    raise AssertionError("it never stops asking")


def no(_: str) -> Answer:
    return False


def test_whoever_says_no_to_everything_gets_a_plan_after_eight_pages_and_four_questions(interview) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "male"})

    stop = go_through(talk, no)

    pages = {reply.because for reply in talk.moves if reply.because.startswith("screen.")}
    assert stop.because in ("settled", "enough")
    assert len(pages - {"screen.where"}) <= 8
    assert talk.told.asked.get("more", 0) <= MORE_QUESTIONS
    assert talk.state.said["complete"] is True
    assert talk.state.said["disposition"] == 0


def test_it_stops_at_the_first_tick_that_is_an_emergency(interview) -> None:
    talk = interview("low back pain", {"age_years": 50, "sex": "male", "pain_site": ["low_back"]})

    stop = go_through(talk, lambda name: name == "ces_saddle_numb")

    assert stop == Stop("emergency")
    assert talk.moves[-1].because == "screen.toilet"


def test_a_doubt_in_the_sentence_is_asked_first_and_counts_when_it_stays(interview, base: RuleBase) -> None:
    talk = interview("my back hurts and I think I wet myself", {"age_years": 40, "sex": "male"})

    first = talk.next()
    assert isinstance(first, One)
    talk.tell(Reply({first.finding: NOT_SURE}, because="said"))

    assert first.finding == "ces_bladder_incontinence"
    assert talk.next() == Stop("emergency")


def test_not_sure_is_asked_once_more_and_then_stands(interview) -> None:
    talk = interview("low back pain", {"age_years": 40, "sex": "male", "pain_site": ["low_back"]})
    page = talk.next()
    assert isinstance(page, Tick)
    talk.tell(Reply(dict.fromkeys(page.findings[1:], False), page.findings[:1], because=page.because))

    again = talk.next()
    talk.tell(Reply({page.findings[0]: NOT_SURE}, because="again"))

    assert again == One(page.findings[0], "again", again=True)
    assert talk.told.answers[page.findings[0]] is NOT_SURE
    assert talk.told.unsure == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(yes=st.sets(st.integers(0, 39)), unsure=st.sets(st.integers(0, 39), max_size=3))
def test_nothing_that_is_known_is_asked_again(interview, yes: set[int], unsure: set[int]) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "female"})
    count = iter(range(10_000))

    def some(_: str) -> Answer:
        at = next(count)
        return NOT_SURE if at in unsure else at % 40 in yes and at > 200

    asked: list[tuple[str, bool]] = []
    for _ in range(150):
        ask = talk.next()
        if isinstance(ask, Stop):
            break
        if isinstance(ask, Tick | One):
            names = ask.findings if isinstance(ask, Tick) else (ask.finding,)
            assert not set(names) & set(talk.told.answers) - {"pain_site"}
            asked += [(name, isinstance(ask, One) and ask.again) for name in names]
        talk.tell(reply_to(ask, talk, some))

    assert len(asked) == len(set(asked))


def _moves(draw_answers: list[int]) -> Answerer:
    answers = iter(draw_answers)

    def some(_: str) -> Answer:
        match next(answers, 0):
            case 1:
                return True
            case 2:
                return NOT_SURE
        return False

    return some


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), max_size=60), st.integers(0, 2))
def test_an_interview_that_is_cut_off_at_any_byte_goes_on_where_it_was(
    interview, base: RuleBase, forward: ForwardReader, tmp_path: Path, answers: list[int], corrections: int
) -> None:
    given_then = {"age_years": 41, "sex": "female"}
    talk = interview(ORDINARY, given_then)
    journal = Journal(tmp_path / "talk.jsonl")
    journal.begin(Start("ask", ORDINARY, given_then, base.program.sha256))
    whole = [journal.path.stat().st_size]
    asks = [talk.next()]

    def keep(move: Move) -> None:
        talk.tell(move)
        journal.keep(move)
        whole.append(journal.path.stat().st_size)
        asks.append(talk.next())

    some = _moves(answers)
    while not isinstance(asks[-1], Stop) and len(asks) < 14:
        keep(reply_to(asks[-1], talk, some))
    for move in [TakenBack(), Corrected("worse_sitting", False)][:corrections]:
        keep(move)

    text = journal.path.read_bytes()
    for at in {*whole, *(size + 1 for size in whole), *(size - 1 for size in whole[1:])}:
        journal.path.write_bytes(text[:at])
        kept = read_journal(journal.path, base)
        journal.mend()
        again = Interview(case_of(base, kept.start.given, kept.start.says), base, forward, kept.moves)
        reached = max(n for n, size in enumerate(whole) if size <= at)
        assert again.next() == asks[reached]
        assert journal.path.stat().st_size == whole[reached]


def test_taking_everything_back_leaves_what_it_began_with(interview) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "male"})
    before, answers = talk.next(), dict(talk.told.answers)
    for _ in range(3):
        talk.tell(reply_to(talk.next(), talk, no))

    for _ in range(3):
        talk.tell(TakenBack())

    assert talk.next() == before
    assert talk.told.answers == answers
    assert not talk.can_take_back
    assert len(talk.told.corrections) > 0


def test_a_correction_stands_over_what_was_said_and_leaves_a_line(
    interview, base: RuleBase, forward: ForwardReader
) -> None:
    talk = interview("low back pain and I can't pee", {"age_years": 41, "sex": "male"})
    assert talk.next() == Stop("emergency")

    talk.tell(Corrected("ces_urinary_retention", False))

    assert not isinstance(talk.next(), Stop)
    assert talk.told.corrections == ["can't pee: yes, corrected to no"]
    assert assess(talk.case(), base, forward).corrections == ("can't pee: yes, corrected to no",)


def test_a_blood_thinner_in_the_medicines_is_an_answer(interview) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "male"}, steps=STEPS)
    while not isinstance(talk.next(), Note):
        talk.tell(reply_to(talk.next(), talk, no))
    assert not talk.told.answers.get("anticoagulant")

    talk.tell(Reply(notes={"medicines": "warfarin, paracetamol"}, because="record"))

    assert talk.told.answers["anticoagulant"] is True
    assert talk.case().intake.medicines == "warfarin, paracetamol"


def test_a_danger_in_a_note_stops_an_intake(interview) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "male"}, steps=STEPS)
    while not isinstance(talk.next(), Note):
        talk.tell(reply_to(talk.next(), talk, no))

    talk.tell(Reply(notes={"history": "numb between the legs since yesterday"}, because="record"))

    assert talk.next() == Stop("emergency")


def test_every_line_of_the_record_can_be_left_out(interview) -> None:
    talk = interview(ORDINARY, {"age_years": 41, "sex": "male"}, steps=STEPS)

    go_through(talk, no)

    assert {field.name for field in FIELDS} <= talk.told.passed
    assert talk.case().intake is None


def test_an_answer_that_no_rule_knows_any_more_is_named_and_the_rest_kept(base: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    Journal(path).begin(Start("ask", "low back ache", {"age_years": 41}, "of last year"))
    with path.open("a") as file:
        file.write(json.dumps({"answers": {"worse_sitting": "yes", "humours_unbalanced": "yes"}}) + "\n")
        file.write(json.dumps({"corrected": "humours_unbalanced", "to": "no"}) + "\n")
        file.write(json.dumps({"taken_back": True}) + "\n")

    kept = read_journal(path, base)

    assert kept.lost == ("humours_unbalanced",)
    assert kept.moves[0].answers == {"worse_sitting": True}


@pytest.mark.parametrize("content", ["", "{}\n", '{"kind": "shopping list"}\n', "not json\n"])
def test_a_file_that_is_no_interview_is_named(base: RuleBase, tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(content)

    with pytest.raises(CaseError, match="is not an interview"):
        read_journal(path, base)


def test_only_its_owner_can_read_a_kept_interview(base: RuleBase, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "talk.jsonl")

    journal.begin(Start("ask", "low back ache", {}, base.program.sha256))

    assert journal.path.stat().st_mode & 0o077 == 0
