"""The report of a plan: what fits, what to do, what to leave, and when to come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Assessment, CareSaid
from ..triage.base import RuleBase
from .content import ask_first, most_telling, reasons, refused, stops, titles, waiting, why
from .page import Page
from .told import emergency_list, labels, net_line, one_line, sentence, understood, would_change
from .words import BANDS, GRADES

PLAN_LENGTH = 6
"""Actions told in full; the rest is named."""

PRINCIPLES = 4
"""Principles told; the rule book has them all."""

MOST_STOPS = 5

TOLD_IN_FULL = 4
"""Leading culprits told with all that speaks for and against them; the rest of a wide tie in a line each."""


def plan(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    """The page of a plan."""
    disposition = assessment.disposition
    page.line(f"{disposition.label.upper()}. {sentence(disposition.timeframe)}")
    page.line(f"Why: {why(assessment, base)}")
    if disposition.rank:
        page.line(sentence(disposition.go_to))
    for referral in assessment.referrals:
        page.line(f"{referral.because} {referral.tell}", indent="    ", first="  * ")
    for flag in (one for one in assessment.red_flags if one.outcome == "fires"):
        page.line(f"{flag.title}: {flag.because} {flag.tell}", indent="    ", first="  * ")
    page.gap()
    _fits(assessment, page)
    page.gap()
    _what_to_do(assessment, page)
    _if_it_applies(assessment, base, page)
    _not_now(assessment, base, page)
    page.gap()
    emergency_list(assessment, page, f"GET EMERGENCY HELP ({words['emergency_number']}) if any of these is new:")
    net_line(assessment, page, "same_day_if", f"SEE SOMEONE TODAY ({words['advice_line']})")
    net_line(assessment, page, "review_if", "BOOK A VISIT")
    would_change(assessment, page)
    page.gap()
    understood(assessment, base, page)
    told = {one.finding for one in assessment.would_change}
    if useful := [one for one in assessment.questions if one.because == "ranking" and one.finding not in told]:
        page.line(f"Would tell more: {useful[0].text}", first="  ")


def _fits(assessment: Assessment, page: Page) -> None:
    page.line("WHAT FITS (not a diagnosis; questions can't prove a muscle)")
    leading = [one for one in assessment.culprits if one.leads]
    if not assessment.culprits:
        page.line("Nothing that I know fits well. A clinician can look closer.", first="  ")
    if len(leading) > 1:
        page.line("Too close to call:", first="  ")
    for at, one in enumerate(leading):
        mark = f"  {chr(ord('A') + at)}  "
        if at >= TOLD_IN_FULL:
            page.line(one_line(one), indent="     ", first=mark)
            continue
        page.line(f"{one.name} ({one.lay})   {BANDS[one.band]}", indent="     ", first=mark)
        page.line(f"For: {labels(one.fits)}", indent="          ", first="     ")
        if one.parts:
            page.line(
                f"Here: {', '.join(f'{part.name[:1].lower()}{part.name[1:]}' for part in one.parts)}",
                indent="           ",
                first="     ",
            )
        if one.against:
            page.line(f"Against: {labels(one.against)}", indent="          ", first="     ")
        if one.unknown:
            page.line(f"Not known: {labels(one.unknown[:3])}", indent="          ", first="     ")
    others = [one for one in assessment.culprits if not one.leads]
    if others:
        page.line("Less likely: " + "; ".join(one_line(one) for one in others), indent="  ", first="  ")


def _what_to_do(assessment: Assessment, page: Page) -> None:
    if not assessment.care:
        page.line("WHAT TO DO: nothing here is safe to advise until you have been seen.")
        return
    page.line("WHAT TO DO")
    for at, action in enumerate(assessment.care[:PLAN_LENGTH], start=1):
        _action(at, action, page)
    if more := assessment.care[PLAN_LENGTH:]:
        page.line(
            f"More that fits: {'; '.join(one.title for one in more)}. Each in full: musculprit rules show <name>",
            indent="  ",
            first="  ",
        )
    if assessment.principles:
        page.gap()
        page.line("FOR ALL OF IT")
        page.bullets([one.text for one in most_telling(assessment, assessment.care[:PLAN_LENGTH], PRINCIPLES)])
    when = stops(assessment.care[:PLAN_LENGTH], MOST_STOPS)
    if when:
        page.gap()
        page.line("STOP IF")
        page.bullets(when)


def _action(at: int, action: CareSaid, page: Page) -> None:
    page.line(f"{action.title}. ({GRADES[action.grade]})", indent="     ", first=f"  {at}  ")
    page.line(" ".join(action.steps), indent="     ", first="     ")
    dose = f"How much: {action.dose}." + (f" How hard: {action.intensity}." if action.intensity else "")
    page.line(dose, indent="     ", first="     ")
    for note in dict.fromkeys(change.note for change in action.changes if not change.open):
        page.line(f"Mind: {note}", indent="     ", first="     ")


def _if_it_applies(assessment: Assessment, base: RuleBase, page: Page) -> None:
    """What nobody asked and would change an action, once for the whole plan."""
    asked = ask_first(assessment.care[:PLAN_LENGTH], base)
    if asked:
        page.gap()
        page.line(
            f"ASK A PHARMACIST OR PHYSIO FIRST if any of these is true for you: {', '.join(asked)}.",
            indent="  ",
            first="",
        )


def _not_now(assessment: Assessment, base: RuleBase, page: Page) -> None:
    if blocked := refused(assessment):
        page.gap()
        page.line(f"NOT FOR YOU NOW: {titles(blocked)}.", indent="  ", first="")
        if why_not := reasons(assessment, base):
            page.line(f"Why: {' '.join(why_not)}", indent="  ", first="  ")
    if waits := waiting(assessment):
        page.gap()
        page.line(f"NOT YET, I would have to ask first: {titles(waits)}.", indent="  ", first="")
        asked = [q for q in assessment.questions if q.because != "ranking" and not q.because.startswith("screen.")]
        if asked:
            page.line(f"For example: {asked[0].text}", indent="  ", first="  ")
