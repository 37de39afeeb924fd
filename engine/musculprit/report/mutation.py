"""Which broken rules no case noticed, and the person who would."""

from __future__ import annotations

from ..quality.mutate.halves import WANTED, WANTED_EMERGENCY, Mutated
from ..quality.mutate.run import Score, Survivor
from ..triage.base import RuleBase
from .page import Page
from .proof import person


def render_mutated(mutated: Mutated, base: RuleBase) -> str:
    """Every survivor, then the scores."""
    page = Page()
    for one in mutated.survivors:
        _survivor(one, base, page)
    page.gap()
    page.line(_score("all red flags and precautions", mutated.every, WANTED))
    page.line(_score("red flags that reach an emergency", mutated.emergency, WANTED_EMERGENCY))
    return str(page)


def _survivor(one: Survivor, base: RuleBase, page: Page) -> None:
    page.line(f"{one.rule}: with {one.how}, no case notices", indent="    ", first="")
    page.line(f"This person would: {person(one.person, base)}.", indent="    ", first="  ")
    page.line(f"The rule: {one.should_be}. Broken: {one.is_now}.", indent="    ", first="  ")


def _score(what: str, score: Score, wanted: float) -> str:
    return (
        f"{what}: {score.noticed} of {score.killable} broken rules noticed ({score.share:.1f} %, wanted {wanted:.0f}); "
        f"{score.equivalent} of {score.made} change nothing for anybody"
    )
