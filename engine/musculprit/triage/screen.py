"""The pages of the screen: what "none of these" answers, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..model.answers import Answer, Answers, Sites, flatten, reached
from ..model.case import WHOLE_SCREEN
from ..model.expression import Outcome
from ..model.program import GateBullet, Program, ScreenPage
from ..policy.answered import answered
from ..reasoning import judge
from .base import RuleBase

Said = Mapping[str, bool | int | None]


def with_none_of(
    answers: Answers, pages: frozenset[str], base: RuleBase, doubts: Collection[str] = ()
) -> dict[str, Answer]:
    """The answers, with every bullet of those pages that applies and was not answered set to no.

    It goes page by page, as a person does, for one page can decide whether a later one applies.
    What is in doubt stays unanswered: it was hinted at, and no sweeping "none" may bury it.
    """
    program = base.program
    filled = dict(answers)
    hinted = _around(doubts, program)
    world: dict[str, object] = {}
    changed: set[str] = set()
    for page in program.pages:
        if WHOLE_SCREEN not in pages and page.id not in pages:
            continue
        if not world or not changed.isdisjoint(base.reads_of_page(page.id)):
            facts = flatten(filled, program.vocabulary)
            world = {**facts, **_known(base.page_judge.run(facts))}
            changed.clear()
        if world.get(f"gate.{page.id}.applies") is not False:
            denied = _denied(page, filled, world, hinted, program)
            filled |= denied
            world |= {name: answer for name, answer in denied.items() if answer is False}
            changed.update(reached(denied, program.vocabulary.denied_by_no))
    return filled


def unsettled(program: Program, said: Said, world: Mapping[str, object]) -> Iterator[tuple[ScreenPage, list[str]]]:
    """Every applicable page that is not settled, with the findings still to be asked, in order."""
    known = {**world, **_known(said)}
    for page in program.pages:
        if said[f"gate.{page.id}.applies"] is False or said[f"gate.{page.id}.settled"] is True:
            continue
        asked = [name for bullet in page.bullets for name in open_in(bullet, known, program)]
        if asked:
            yield page, list(dict.fromkeys(asked))


def open_in(bullet: GateBullet, world: Mapping[str, object], program: Program) -> list[str]:
    """What of a bullet is still to be asked: itself, or what a tick opens."""
    if not _applies(bullet, world):
        return []
    if not is_answered(bullet.finding, world, program):
        return [bullet.finding]
    if world.get(bullet.finding) is False:
        return []
    parts = [*bullet.opens, *bullet.details]
    waiting = [name for name in parts if not is_answered(name, world, program)]
    denied = world.get(bullet.finding) is True and all(world.get(name) is False for name in bullet.opens)
    return waiting or (list(bullet.opens) if denied else [])


def is_answered(name: str, world: Mapping[str, object], program: Program) -> bool:
    """Whether a finding is known or not sure."""
    if program.vocabulary.findings[name].type == "regions":
        return judge.outcome(answered(name, program.vocabulary), world) is True
    return any(atom in world for atom in program.vocabulary.atoms_of(name))


def _applies(bullet: GateBullet, world: Mapping[str, object]) -> bool:
    outcome: Outcome = True if bullet.applies is None else judge.outcome(bullet.applies, world)
    return outcome is not False


def _denied(
    page: ScreenPage, answers: Answers, world: Mapping[str, object], hinted: set[str], program: Program
) -> dict[str, Answer]:
    denied: dict[str, Answer] = {}
    for bullet in page.bullets:
        name = bullet.finding
        told = answers.get(name)
        if isinstance(told, Sites):
            denied[name] = Sites(told.places, complete=True)
        elif (
            program.vocabulary.findings[name].type == "yes_no"
            and name not in world
            and name not in hinted
            and _applies(bullet, world)
        ):
            denied[name] = False
    return denied


def _around(doubts: Collection[str], program: Program) -> set[str]:
    around: set[str] = set()
    waiting = list(doubts)
    while waiting:
        name = waiting.pop()
        around.add(name)
        waiting += [one for one in program.vocabulary.implied_by_yes.get(name, ()) if one not in around]
    return around


def _known(said: Said) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not None}
