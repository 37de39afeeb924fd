"""The report while answers are missing: what is needed, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Assessment
from ..model.words import FLOORS
from ..triage.base import RuleBase
from .page import Page
from .told import emergency_list, one_line, understood, would_change

FEW_QUESTIONS = 6
"""Questions that are printed one by one when so few are left."""


def too_early(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    """The page while answers are missing."""
    page.line(f"{assessment.disposition.label.upper()}.")
    page.line(_missing(assessment))
    if assessment.disposition.at_least != FLOORS[0]:
        lower = words["dispositions"][assessment.disposition.at_least]
        page.line(f"Whatever you answer: {lower['label'].lower()}, {lower['timeframe']}.")
    page.line(assessment.disposition.go_to)
    page.gap()
    emergency_list(assessment, page, "GET EMERGENCY HELP NOW if any of these is new:")
    page.line(f"Emergency: {words['emergency_number']}      Advice line, day or night: {words['advice_line']}")
    page.gap()
    understood(assessment, base, page)
    if assessment.culprits:
        page.gap()
        page.line("WHAT COULD FIT SO FAR (too early to put in order)")
        for one in assessment.culprits:
            page.line(one_line(one), indent="      ", first="  - ")
    if telling := [one for one in assessment.questions if one.because == "ranking"]:
        page.line(f"Best next question: {telling[0].text}", indent="  ", first="  ")
    would_change(assessment, page)
    page.gap()
    page.line("NO SELF-CARE ADVICE YET. Don't use a ball, roller or hard pressure.")
    page.gap()
    if len(assessment.questions) <= FEW_QUESTIONS:
        page.line("STILL TO ANSWER")
        for question in assessment.questions:
            page.line(f"{question.text}  [{question.finding}]", indent="    ", first="  - ")
        page.gap()
    _to_go_on(assessment, base, page)


def _to_go_on(assessment: Assessment, base: RuleBase, page: Page) -> None:
    page.line("TO GO ON")
    again = (assessment.says or "...").replace('"', "'")
    shown = f"{again[:20]}..." if len(again) > 20 else again
    page.exactly(f'  Answer questions:  musculprit ask "{shown}"   at a terminal')
    asked = [one.finding for one in assessment.questions]
    pages = dict.fromkeys(one.because for one in assessment.questions if one.because.startswith("screen."))
    pages.pop("screen.where", None)
    age = " --age 44" if "age_years" in asked else ""
    sex = " --sex female" if "sex" in asked else ""
    page.exactly(f'  Or in one line:    musculprit ask "..."{age}{sex} \\')
    if "pain_site" in asked:
        page.exactly("                       --answer pain_site=low_back,mid_buttock.right \\")
    singly = [name for name in asked if base.program.vocabulary.findings[name].type == "yes_no"]
    waiting = [f"--answer {one}=none" for one in pages] or [f"--answer {name}=no" for name in singly]
    page.exactly("                       " + " ".join([*waiting[:1], "--answer ..."]))
    page.exactly("  Read them first:   musculprit rules show screen")


def _missing(assessment: Assessment) -> str:
    asked = {one.finding for one in assessment.questions}
    needs = [word for name, word in (("age_years", "your age"), ("sex", "your sex")) if name in asked]
    if any(one.because.startswith("screen.") and one.because != "screen.where" for one in assessment.questions):
        needs.append("your safety answers")
    if not needs:
        count = len(assessment.questions)
        return f"I need {count} more answer{'s' if count != 1 else ''} first."
    listed = needs[0] if len(needs) == 1 else f"{', '.join(needs[:-1])} and {needs[-1]}"
    return f"I need {listed} first (2-3 minutes)."
