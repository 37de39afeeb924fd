"""The case that is missing: a person whom a rule and its broken copy read differently, or that there is none."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.answers import Answer, Sites, flatten
from ...model.program import Program
from ...model.words import FLOORS
from ...reasoning.judge import outcome
from ...reasoning.proof.apart import Pairs, read_differently


def told_apart(program: Program, before: Pairs, now: Pairs) -> tuple[dict[str, Answer], str, str] | None:
    """A shortest person whom the two read differently, with what each says; None when nobody can tell them apart."""
    found = read_differently(program, before, now)
    if found is None:
        return None
    answers = _shortest(program, found, before, now)
    return answers, _says(program, answers, before), _says(program, answers, now)


def _shortest(program: Program, answers: dict[str, Answer], before: Pairs, now: Pairs) -> dict[str, Answer]:
    firing = _fires(program, answers, before) != _fires(program, answers, now)

    def apart(fewer: Mapping[str, Answer]) -> bool:
        if firing:
            return _fires(program, fewer, before) != _fires(program, fewer, now)
        return _read(program, fewer, before) != _read(program, fewer, now)

    for name in sorted(answers):
        fewer = {key: value for key, value in answers.items() if key != name}
        if apart(fewer):
            answers = fewer
    for name, answer in answers.items():
        if isinstance(answer, Sites):
            for place in sorted(answer.places):
                kept = Sites(answers[name].places - {place}, answer.complete)  # type: ignore[union-attr]  # still sites
                if apart({**answers, name: kept}):
                    answers = {**answers, name: kept}
    return answers


def _fires(program: Program, answers: Mapping[str, Answer], pairs: Pairs) -> tuple[bool, ...]:
    return tuple(fires for fires, _ in _read(program, answers, pairs))


def _read(program: Program, answers: Mapping[str, Answer], pairs: Pairs) -> tuple[tuple[bool, bool], ...]:
    world = flatten(answers, program.vocabulary)
    said = {name: outcome(when, world) for name, when in pairs[0].items()}
    return tuple(
        (
            any(said[name] is True for name in said if pairs[1][name] >= floor),
            all(said[name] is False for name in said if pairs[1][name] >= floor),
        )
        for floor in range(len(FLOORS))
    )


def _says(program: Program, answers: Mapping[str, Answer], pairs: Pairs) -> str:
    world = flatten(answers, program.vocabulary)
    said = {name: outcome(when, world) for name, when in pairs[0].items()}
    fired = [pairs[1][name] for name, value in said.items() if value is True]
    if fired:
        return f"fires, {FLOORS[max(fired)]}"
    return "open" if None in said.values() else "silent"
