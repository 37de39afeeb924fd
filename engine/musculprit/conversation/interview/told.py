"""Everything that was told in an interview: the first case with every move since, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ...model.answers import Answer
from ...model.case import Case, merge
from ...triage.assessing import plain
from ...triage.base import RuleBase
from ...triage.screen import with_none_of
from .asks import Corrected, Move, Reply, TakenBack
from .record import heard_in, intake_of


@dataclass(slots=True)
class Told:
    """Where an interview stands. `asked` counts replies by the reason for which they were asked."""

    answers: dict[str, Answer]
    doubts: dict[str, str]
    unsure: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    asked: dict[str, int] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)


def told(start: Case, moves: Iterable[Move], base: RuleBase) -> Told:
    """The start with every move that was not taken back, in order."""
    standing, corrections = _standing(moves, base)
    now = Told(
        answers=with_none_of(start.answers, start.none_of, base, start.doubts),
        doubts=dict(start.doubts),
        conflicts=list(start.conflicts),
    )
    for move in standing:
        if isinstance(move, Reply):
            _hear(now, move, base)
        else:
            corrections.append(_correct(now, move, base))
    now.doubts = {name: words for name, words in now.doubts.items() if name not in now.answers}
    now.corrections = [*start.corrections, *corrections]
    return now


def case_told(start: Case, now: Told) -> Case:
    """The case to assess."""
    return replace(
        start,
        answers=now.answers,
        none_of=frozenset(),
        doubts=now.doubts,
        conflicts=tuple(dict.fromkeys(now.conflicts)),
        corrections=tuple(now.corrections),
        intake=intake_of(start, now.notes),
    )


def _standing(moves: Iterable[Move], base: RuleBase) -> tuple[list[Reply | Corrected], list[str]]:
    standing: list[Reply | Corrected] = []
    taken: list[str] = []
    for move in moves:
        if not isinstance(move, TakenBack):
            standing.append(move)
        elif standing:
            taken += _named(standing.pop(), base)
    return standing, taken


def _named(move: Reply | Corrected, base: RuleBase) -> list[str]:
    if isinstance(move, Corrected):
        return [f"{base.label(move.finding)}: correction taken back"]
    said = [name for name, answer in move.answers.items() if answer is not False] or list(move.answers)
    return [f"{base.label(name)}: {_value(name, move.answers[name])}, taken back" for name in said[:3]]


def _hear(now: Told, reply: Reply, base: RuleBase) -> None:
    now.answers.update(reply.answers)
    now.unsure = [name for name in now.unsure if name not in reply.answers]
    now.unsure += [name for name in reply.unsure if name not in now.unsure]
    now.passed.update(reply.passed)
    now.asked[reply.because] = now.asked.get(reply.because, 0) + 1
    now.conflicts = [name for name in now.conflicts if name not in reply.answers]
    for name, words in reply.notes.items():
        now.notes[name] = words
        heard = heard_in(name, words, base)
        now.answers, conflicts = merge(base.program.vocabulary, now.answers, heard.answers)
        now.conflicts += conflicts
        now.doubts.update(heard.doubts)


def _correct(now: Told, move: Corrected, base: RuleBase) -> str:
    name, before = move.finding, now.answers.get(move.finding)
    was = "not answered" if before is None else _value(name, before)
    now.conflicts = [one for one in now.conflicts if one != name]
    now.doubts.pop(name, None)
    if move.answer is None:
        now.answers.pop(name, None)
        return f"{base.label(name)}: {was}, taken back"
    now.answers[name] = move.answer
    return f"{base.label(name)}: {was}, corrected to {_value(name, move.answer)}"


def _value(name: str, answer: Answer) -> str:
    value = plain({name: answer})[name]
    if isinstance(value, Mapping):
        value = value["some_of"]
    return ", ".join(value) if isinstance(value, list) else str(value).replace("not_sure", "not sure")
