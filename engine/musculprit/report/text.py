"""An assessment as plain text for a person: what matters most is in the first line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Assessment
from ..triage.base import RuleBase
from .danger import danger
from .early import too_early
from .page import Page
from .plan import plan
from .told import emergency_list, understood


def render(assessment: Assessment, base: RuleBase, locale: str) -> str:
    """The whole report, at most eighty columns wide, without colour."""
    return str(page_of(assessment, base, locale))


def page_of(assessment: Assessment, base: RuleBase, locale: str) -> Page:
    """The whole report, paragraph by paragraph."""
    words = base.texts["locales"][locale]
    page = Page()
    match assessment.disposition.id:
        case "emergency_now" | "same_day":
            danger(assessment, base, words, page)
        case "cannot_assess":
            too_early(assessment, base, words, page)
        case "out_of_scope":
            _elsewhere(assessment, base, words, page)
        case _:
            plan(assessment, base, words, page)
    page.gap()
    _closing(assessment, page)
    return page


def _elsewhere(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    page.line(f"{assessment.disposition.label.upper()}.")
    at_least = words["dispositions"][assessment.disposition.at_least]
    page.line("This helper knows the low back, buttock, hip, groin and leg of people aged 16 and over.")
    page.line(f"At least: {at_least['label'].lower()}, {at_least['timeframe']}.")
    page.line(assessment.disposition.go_to)
    for flag in (one for one in assessment.red_flags if one.outcome == "fires"):
        page.line(flag.tell, first="  ", indent="  ")
    page.gap()
    emergency_list(assessment, page, f"GET EMERGENCY HELP ({words['emergency_number']}) if any of these is new:")
    page.gap()
    understood(assessment, base, page)


def _closing(assessment: Assessment, page: Page) -> None:
    page.line(assessment.notice)
    second = {
        "agrees": "Both engines agree.",
        "differs": f"Warning: {assessment.second_reading_note}.",
        "unavailable": f"Warning: {assessment.second_reading_note}; one engine's answer stands.",
    }[assessment.second_reading]
    fired = [one.title for one in assessment.red_flags if one.outcome == "fires"]
    rule = f"Rule: {fired[0]}. " if fired and assessment.disposition.id in ("emergency_now", "same_day") else ""
    page.line(f"{rule}{second}")
