"""The report of an emergency or of a same-day result: where to go, why, what to do and not to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Assessment, FlagSaid
from ..model.words import EMERGENCY, FLOORS
from ..triage.base import RuleBase
from .page import Page
from .told import NET_LENGTH, said_of, sentence
from .words import dos_and_donts, kinds


def danger(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    """The page of an emergency or a same-day result."""
    disposition = assessment.disposition
    fired = [flag for flag in assessment.red_flags if flag.outcome == "fires"]
    leading = [flag for flag in fired if flag.floor == disposition.at_least]
    page.line(f"{disposition.label.upper()}.")
    if disposition.rank == EMERGENCY:
        where = words["places"]["emergency_department"]
        page.line(f"Go to {where} now, or call {words['emergency_number']}. Don't wait for a call back.")
    page.line(sentence(disposition.go_to) if disposition.rank != EMERGENCY else "")
    page.gap()
    page.line("WHY")
    said = dict.fromkeys(said_of(atom, base, assessment) for flag in leading for atom in flag.answers)
    page.line(f"You said: {'; '.join(list(said)[:8])}.", first="  ")
    for flag in leading[:3]:
        page.line(flag.because, first="  ")
    if say := next((flag.say for flag in leading if flag.say), ""):
        page.gap()
        page.line(f'SAY THIS: "{say}"', indent="           ", first="")
    page.gap()
    _do_and_dont(fired, leading, page)
    if disposition.rank != EMERGENCY:
        _would_be_emergency(assessment, base, words, page)
    if assessment.named:
        page.gap()
        names = " and ".join(base.texts["rules"][one]["title"].lower() for one in assessment.named)
        page.line(f"You asked about {names}. That can wait. This comes first.")
    page.gap()
    page.line(f"If it gets worse before you are seen, call {words['emergency_number']}.")
    page.line("Wrong? Run it again and correct what I read.")


def _would_be_emergency(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    """What nobody asked yet and would make it an emergency."""
    open_flags = [flag for flag in assessment.red_flags if flag.outcome == "open" and flag.floor == FLOORS[EMERGENCY]]
    findings = base.program.vocabulary.findings
    asks = dict.fromkeys(
        name for flag in open_flags for name in flag.asks if name in findings and findings[name].danger
    )
    if asks:
        page.gap()
        page.line(f"GET EMERGENCY HELP NOW instead, call {words['emergency_number']}, if also:")
        page.bullets([base.label(name) for name in asks][: NET_LENGTH + 2])


def _do_and_dont(fired: list[FlagSaid], leading: list[FlagSaid], page: Page) -> None:
    dos: dict[str, None] = {}
    donts: dict[str, None] = {}
    for flag in leading[:3]:
        yes, no = dos_and_donts(flag.tell)
        dos |= dict.fromkeys(yes)
        donts |= dict.fromkeys(no)
    if dos:
        page.line(" ".join(dos), indent="       ", first="DO     ")
    avoid = kinds(dict.fromkeys(kind for flag in fired for kind in flag.avoid))
    no_care = f"No {avoid}." if avoid else "No self-treatment first."
    page.line(" ".join((no_care, *donts)), indent="       ", first="DON'T  ")
