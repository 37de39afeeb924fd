"""The pages of the screen: what "none of these" answers, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.answers import Answer, Answers, Sites, flatten
from ..model.case import WHOLE_SCREEN
from ..model.expression import Node, Outcome
from ..model.program import GateBullet, Program, ScreenPage
from ..reasoning import judge

Said = Mapping[str, bool | int | None]


def with_none_of(answers: Answers, pages: frozenset[str], program: Program) -> dict[str, Answer]:
    """The answers, with every bullet of those pages that applies and was not answered set to no.

    It goes page by page, as a person does, for one page can decide whether a later one applies.
    """
    filled = dict(answers)
    if not pages:
        return filled
    for page in program.pages:
        if WHOLE_SCREEN not in pages and page.id not in pages:
            continue
        world = flatten(filled, program.vocabulary)
        said = judge.run(_page_definitions(program), world)
        if said[f"gate.{page.id}.applies"] is False:
            continue
        for bullet in page.bullets:
            finding = program.vocabulary.findings[bullet.finding]
            if finding.type == "regions":
                told = filled.get(bullet.finding)
                if isinstance(told, Sites):
                    filled[bullet.finding] = Sites(told.places, complete=True)
            elif finding.type == "yes_no" and bullet.finding not in world and _applies(bullet, {**world, **_known(said)}):
                filled[bullet.finding] = False
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
    if world.get(bullet.finding) is not True:
        return []
    parts = [*bullet.opens, *bullet.details]
    waiting = [name for name in parts if not is_answered(name, world, program)]
    denied = bullet.opens and all(world.get(name) is False for name in bullet.opens)
    return waiting or (list(bullet.opens) if denied else [])


def is_answered(name: str, world: Mapping[str, object], program: Program) -> bool:
    """Whether a finding is known or not sure."""
    if program.vocabulary.findings[name].type == "regions":
        return f"{name}:complete" in world
    return any(atom in world for atom in program.vocabulary.atoms_of(name))


def _applies(bullet: GateBullet, world: Mapping[str, object]) -> bool:
    outcome: Outcome = True if bullet.applies is None else judge.outcome(bullet.applies, world)
    return outcome is not False


def _page_definitions(program: Program) -> dict[str, Node]:
    names = {f"gate.{page.id}.applies" for page in program.pages}
    findings = program.vocabulary.findings
    return {name: node for name, node in program.definitions.items() if name in findings or name in names}


def _known(said: Said) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not None}
