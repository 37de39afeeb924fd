"""What to ask next: danger first, then where and what tells most; and when to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from ...model.answers import flatten
from ...model.case import Case
from ...model.expression import Condition, finding_of
from ...model.words import EMERGENCY, SAME_DAY
from ...reasoning.forward.reader import ForwardReader
from ...triage.base import RuleBase
from ...triage.questions import next_questions
from ...triage.readings import read
from ...triage.screen import unsettled
from ...triage.settled import nothing_can_change
from ...triage.state import State, stand
from .asks import Ask, Move, One, Stop, TakenBack, Tick
from .told import Told, case_told, told

MORE_QUESTIONS = 4
"""Questions after the screen, for a person who wants an answer and not an examination."""

ALWAYS_USEFUL = ("duration_days", "severity_0_10")

Step = Callable[["Interview"], Iterator[Ask]]
"""One stretch of an interview: what it would still ask, first things first; nothing when it is done."""


class Interview:
    """A conversation as its moves. What is asked depends on what was told, never on when or in which sitting."""

    def __init__(
        self,
        start: Case,
        base: RuleBase,
        forward: ForwardReader,
        moves: Iterable[Move] = (),
        steps: tuple[Step, ...] | None = None,
    ) -> None:
        self.start, self.base, self.forward = start, base, forward
        self.moves = list(moves)
        self._steps = (safety, more) if steps is None else steps
        self._read: tuple[int, Told, State] | None = None

    def next(self) -> Ask | Stop:
        """What to ask now, or why to stop. Nothing that is known is asked again."""
        if self.floor >= EMERGENCY:
            return Stop("emergency")
        for step in self._steps:
            for ask in step(self):
                return ask
            if self.floor >= SAME_DAY:
                return Stop("danger")
        return Stop("enough" if still_telling(self) else "settled")

    def tell(self, move: Move) -> None:
        """One more move."""
        self.moves.append(move)

    def case(self) -> Case:
        """What is known by now."""
        return case_told(self.start, self.told)

    @property
    def told(self) -> Told:
        """Everything told so far."""
        return self._now()[0]

    @property
    def state(self) -> State:
        """Where the person stands, as both engines read it."""
        return self._now()[1]

    @property
    def can_take_back(self) -> bool:
        """Whether there is a move to take back."""
        standing = 0
        for move in self.moves:
            standing = max(0, standing - 1) if isinstance(move, TakenBack) else standing + 1
        return standing > 0

    @property
    def floor(self) -> int:
        """The rank below which no answer may fall by now."""
        return int(self.state.said["floor"] or 0)

    def _now(self) -> tuple[Told, State]:
        if self._read is None or self._read[0] != len(self.moves):
            now = told(self.start, self.moves, self.base)
            world = flatten(now.answers, self.base.program.vocabulary)
            said = read(self.base, world, self.forward).said
            self._read = (len(self.moves), now, stand(now.answers, world, said, self.base))
        return self._read[1], self._read[2]


def safety(interview: Interview) -> Iterator[Ask]:
    """What must be asked of everybody: doubts, the pages of the screen, and what keeps a danger open."""
    for name in interview.told.unsure:
        yield One(name, "again", again=True)
    for name in interview.told.doubts:
        yield One(name, "said")
    for page, names in unsettled(interview.base.program, interview.state.said, interview.state.support.world):
        yield _page(page.id, names, interview)
        return  # its answers decide which page comes next
    yield from _open_danger(interview)


def more(interview: Interview, most: int = MORE_QUESTIONS) -> Iterator[Ask]:
    """What tells most about what fits, up to so many questions."""
    if interview.told.asked.get("more", 0) < most:
        for name in still_telling(interview):
            yield One(name, "more")


def still_telling(interview: Interview) -> list[str]:
    """The findings whose answer would still tell something, most telling first; none when nothing can change."""
    now, state = interview.told, interview.state
    if nothing_can_change(state, interview.base, tuple(now.doubts)):
        return []
    waiting = [name for name in ALWAYS_USEFUL if name in interview.base.program.vocabulary.findings]
    wanted = list(next_questions(interview.base, state.said, state.support))
    tells = [question.finding for question in wanted if question.because == "ranking"]
    frees = [question.finding for question in wanted if question.because != "ranking"]
    # What tells the leaders apart and what frees a part of the plan take turns, so that neither crowds out the other.
    waiting += [name for pair in zip_longest(tells, frees) for name in pair if name]
    return [name for name in dict.fromkeys(waiting) if name not in now.answers and name not in now.passed]


def _open_danger(interview: Interview) -> Iterator[One]:
    """What keeps a danger open that the floor does not cover yet."""
    program, state = interview.base.program, interview.state
    for flag in program.flags:
        covered = flag.volunteered or flag.floor <= max(interview.floor, SAME_DAY - 1)
        if not covered and state.said[flag.name] is None:
            condition = program.definitions[flag.name]
            assert isinstance(condition, Condition)
            for name in dict.fromkeys(map(finding_of, state.support.open_on(condition))):
                if _askable(name, interview):
                    yield One(name, flag.rule)


def _askable(name: str, interview: Interview) -> bool:
    finding = interview.base.program.vocabulary.findings.get(name)
    known = finding is None or finding.derived or finding.volunteered or finding.clinician
    return not known and name not in interview.told.answers


def _page(page: str, names: list[str], interview: Interview) -> Ask:
    text = interview.base.texts["pages"][page]
    whole = [name for name in names if name in text["bullets"]]
    if len(whole) < len(names):
        return _parts(page, [name for name in names if name not in whole], interview)
    heading = f"{text['title'].upper()}. Is any of these new or true for you?"
    return Tick(heading, tuple(whole), tuple(text["bullets"][name] for name in whole), f"screen.{page}")


def _parts(page: str, names: list[str], interview: Interview) -> Ask:
    base, answers = interview.base, interview.told.answers
    findings = base.program.vocabulary.findings
    if len(names) == 1 or any(findings[name].type != "yes_no" for name in names):
        return One(names[0], f"screen.{page}")
    heading = "You ticked something there. Which of these?"
    if all(answers.get(name) is False for name in names):
        heading = "You ticked that one, and then none of its parts. Which one is it? (? if not sure)"
    return Tick(heading, tuple(names), tuple(map(base.label, names)), f"screen.{page}")
