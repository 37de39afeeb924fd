"""What "none of these" answers, on planes: `triage.screen.with_none_of` for everybody at once."""

from __future__ import annotations

from ...model.case import WHOLE_SCREEN
from ...model.program import GateBullet, Program, ScreenPage
from .circuit import NEVER, Circuit, Plane
from .meaning import Meaning
from .people import Denied, People


def none_of(circuit: Circuit, program: Program) -> Denied:
    """Every bullet that applies and was not answered is a no where its page was answered "none of these".

    It goes page by page, as a person does, for one page can decide whether a later one applies. The inputs
    `screen` and `screen.<page>` say who answered so.
    """
    denied = Denied({}, {})
    for page in program.pages:
        world = People(circuit, program.vocabulary, denied)
        meaning = Meaning(circuit, world.atom)
        meaning.define_all({name: node for name, node in program.definitions.items() if _decides(name, program)})
        gone = meaning.known(f"gate.{page.id}.applies").no
        here = circuit.some(circuit.input(WHOLE_SCREEN), circuit.input(f"{WHOLE_SCREEN}.{page.id}"))
        denied = _with(denied, page, circuit.but_not(here, gone), world, meaning)
    return denied


def _decides(name: str, program: Program) -> bool:
    """Whether a definition has a say in which pages apply."""
    return name in program.vocabulary.findings or (name.startswith("gate.") and name.endswith(".applies"))


def _with(denied: Denied, page: ScreenPage, here: Plane, world: People, meaning: Meaning) -> Denied:
    some, every = world.circuit.some, world.circuit.every
    no, complete = dict(denied.no), dict(denied.complete)
    for bullet in page.bullets:
        name = bullet.finding
        match world.vocabulary.findings[name].type:
            case "regions":
                complete[name] = some(complete.get(name, NEVER), every(here, world.told_places(name)))
            case "yes_no":
                no[name] = some(no.get(name, NEVER), every(here, _waits(bullet, meaning)))
            case _:
                pass
    return Denied(no, complete)


def _waits(bullet: GateBullet, meaning: Meaning) -> Plane:
    """Where the bullet applies and nothing is known of it."""
    known = meaning.known(bullet.finding)
    gone = NEVER if bullet.applies is None else meaning.condition(bullet.applies).no
    return meaning.circuit.neither(known.yes, known.no, known.not_sure, known.known, gone)
