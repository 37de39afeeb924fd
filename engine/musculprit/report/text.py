"""An assessment as plain text for a person: what matters most is in the first line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.assessment import Assessment, CareSaid, CulpritSaid, FlagSaid
from ..model.words import EMERGENCY, FLOORS
from ..triage.base import RuleBase
from ..triage.support import finding_of
from .page import Page
from .words import BANDS, GRADES, dos_and_donts, kinds

PLAN_LENGTH = 6
"""Actions told in full; the rest is named."""

FEW_QUESTIONS = 6
"""Questions that are printed one by one when so few are left."""

TOLD_IN_FULL = 4
"""Leading culprits told with all that speaks for and against them; the rest of a wide tie in a line each."""

NET_LENGTH = 6


def render(assessment: Assessment, base: RuleBase, locale: str) -> str:
    """The whole report, at most eighty columns wide, without colour."""
    words = base.texts["locales"][locale]
    page = Page()
    match assessment.disposition.id:
        case "emergency_now" | "same_day":
            _danger(assessment, base, words, page)
        case "cannot_assess":
            _too_early(assessment, base, words, page)
        case "out_of_scope":
            _elsewhere(assessment, base, words, page)
        case _:
            _plan(assessment, base, words, page)
    page.gap()
    _closing(assessment, page)
    return str(page)


def _danger(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    disposition = assessment.disposition
    fired = [flag for flag in assessment.red_flags if flag.outcome == "fires"]
    leading = [flag for flag in fired if flag.floor == disposition.at_least]
    page.line(f"{disposition.label.upper()}.")
    if disposition.rank == EMERGENCY:
        where = words["places"]["emergency_department"]
        page.line(f"Go to {where} now, or call {words['emergency_number']}. Don't wait for a call back.")
    page.line(_sentence(disposition.go_to) if disposition.rank != EMERGENCY else "")
    page.gap()
    page.line("WHY")
    said = dict.fromkeys(_said(atom, base, assessment) for flag in leading for atom in flag.answers)
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


def _too_early(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    page.line(f"{assessment.disposition.label.upper()}.")
    page.line(_missing(assessment))
    if assessment.disposition.at_least != FLOORS[0]:
        lower = words["dispositions"][assessment.disposition.at_least]
        page.line(f"Whatever you answer: {lower['label'].lower()}, {lower['timeframe']}.")
    page.line(assessment.disposition.go_to)
    page.gap()
    _emergency_list(assessment, page, "GET EMERGENCY HELP NOW if any of these is new:")
    page.line(f"Emergency: {words['emergency_number']}      Advice line, day or night: {words['advice_line']}")
    page.gap()
    _understood(assessment, base, page)
    if assessment.culprits:
        page.gap()
        page.line("WHAT COULD FIT SO FAR (too early to put in order)")
        for one in assessment.culprits:
            page.line(_one_line(one), indent="      ", first="  - ")
    if telling := [one for one in assessment.questions if one.because == "ranking"]:
        page.line(f"Best next question: {telling[0].text}", indent="  ", first="  ")
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


def _understood(assessment: Assessment, base: RuleBase, page: Page) -> None:
    page.line("WHAT I UNDERSTOOD")
    labels = [_told(name, value, base) for name, value in assessment.answers.items() if value != "no"]
    denied = [base.label(name) for name, value in assessment.answers.items() if value == "no"]
    page.line(" | ".join(label for label in labels if label) or "nothing yet", first="  ")
    if denied and len(denied) <= 6:
        page.line(f"You said no to: {', '.join(denied)}", first="  ")
    not_told = [
        word
        for name, word in (("pain_site", "exactly where"), ("duration_days", "how long"), ("severity_0_10", "how bad"))
        if name not in assessment.answers or (name == "pain_site" and isinstance(assessment.answers[name], dict))
    ]
    if not_told:
        page.line(f"Not told: {', '.join(not_told)}", first="  ")
    if assessment.not_understood:
        page.line(f"Did I miss something? I did not understand: {', '.join(assessment.not_understood)}", first="  ")
    if assessment.conflicts:
        labels = [base.label(name) for name in dict.fromkeys(assessment.conflicts)]
        page.line(f"You said two different things about: {', '.join(labels)}. I kept the more serious.", first="  ")


def _told(name: str, value: Any, base: RuleBase) -> str:
    if isinstance(value, dict):
        value = value["some_of"]
    if isinstance(value, list):
        sided = {place.partition(".")[0] for place in value if "." in place}
        return " | ".join(base.label(f"{name}={place}") for place in value if place not in sided)
    if value == "yes":
        return base.label(name)
    if value == "not_sure":
        return f"not sure: {base.label(name)}"
    unit = base.texts["findings"][name].get("unit", "")
    if isinstance(value, int):
        return (
            f"{value}/10"
            if name == "severity_0_10"
            else f"{base.label(name)} {value} {unit}".strip()
            if name != "age_years"
            else f"{value} years old"
        )
    return base.label(f"{name}={value}")


def _elsewhere(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    page.line(f"{assessment.disposition.label.upper()}.")
    at_least = words["dispositions"][assessment.disposition.at_least]
    page.line("This helper knows the low back, buttock, hip, groin and leg of people aged 16 and over.")
    page.line(f"At least: {at_least['label'].lower()}, {at_least['timeframe']}.")
    page.line(assessment.disposition.go_to)
    for flag in (one for one in assessment.red_flags if one.outcome == "fires"):
        page.line(flag.tell, first="  ", indent="  ")
    page.gap()
    _emergency_list(assessment, page, f"GET EMERGENCY HELP ({words['emergency_number']}) if any of these is new:")
    page.gap()
    _understood(assessment, base, page)


def _plan(assessment: Assessment, base: RuleBase, words: Mapping[str, Any], page: Page) -> None:
    disposition = assessment.disposition
    page.line(f"{disposition.label.upper()}. {_sentence(disposition.timeframe)}")
    page.line(f"Why: {_why(assessment, base)}")
    if disposition.rank:
        page.line(_sentence(disposition.go_to))
    for flag in (one for one in assessment.red_flags if one.outcome == "fires"):
        page.line(f"{flag.title}: {flag.because} {flag.tell}", indent="    ", first="  * ")
    page.gap()
    _fits(assessment, page)
    page.gap()
    _what_to_do(assessment, page)
    _not_now(assessment, base, page)
    page.gap()
    _emergency_list(assessment, page, f"GET EMERGENCY HELP ({words['emergency_number']}) if any of these is new:")
    _net_line(assessment, page, "same_day_if", f"SEE SOMEONE TODAY ({words['advice_line']})")
    _net_line(assessment, page, "review_if", "BOOK A VISIT")
    page.gap()
    _understood(assessment, base, page)
    if useful := [one for one in assessment.questions if one.because == "ranking"]:
        page.line(f"Would tell more: {useful[0].text}", first="  ")


def _why(assessment: Assessment, base: RuleBase) -> str:
    fired = [one for one in assessment.red_flags if one.outcome == "fires"]
    if fired:
        return "; ".join(flag.title.lower() for flag in fired[:3]) + "."
    sees = [base.texts["rules"][rule]["title"].lower() for rule in assessment.disposition.because]
    if sees:
        return f"no danger sign fired, and {', '.join(sees[:2])} is worth a look."
    if assessment.disposition.rank:
        return "no danger sign fired, but at your age, or with an age not known, somebody should look."
    return "no danger sign fired, and none is left open."


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
            page.line(_one_line(one), indent="     ", first=mark)
            continue
        page.line(f"{one.name} ({one.lay})   {BANDS[one.band]}", indent="     ", first=mark)
        page.line(f"For: {_labels(one.fits)}", indent="          ", first="     ")
        if one.against:
            page.line(f"Against: {_labels(one.against)}", indent="          ", first="     ")
        if one.unknown:
            page.line(f"Not known: {_labels(one.unknown[:3])}", indent="          ", first="     ")
    others = [one for one in assessment.culprits if not one.leads]
    if others:
        page.line("Less likely: " + "; ".join(_one_line(one) for one in others), indent="  ", first="  ")


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
    stops = dict.fromkeys(stop for action in assessment.care[:PLAN_LENGTH] for stop in action.stop)
    if stops:
        page.gap()
        page.line("STOP IF")
        page.bullets(list(stops)[:5])


def _action(at: int, action: CareSaid, page: Page) -> None:
    page.line(f"{action.title}. ({GRADES[action.grade]})", indent="     ", first=f"  {at}  ")
    page.line(" ".join(action.steps), indent="     ", first="     ")
    dose = f"How much: {action.dose}." + (f" How hard: {action.intensity}." if action.intensity else "")
    page.line(dose, indent="     ", first="     ")
    for change in dict.fromkeys(change.note for change in action.changes):
        page.line(f"Mind: {change}", indent="     ", first="     ")


def _not_now(assessment: Assessment, base: RuleBase, page: Page) -> None:
    blocked = [one for one in assessment.blocked_care if not one.open]
    waiting = [one for one in assessment.blocked_care if one.open]
    if blocked:
        page.gap()
        page.line(f"NOT FOR YOU NOW: {', '.join(dict.fromkeys(one.title.lower() for one in blocked))}.")
        reasons = dict.fromkeys(
            base.texts["rules"][rule]["because"]
            for one in blocked
            for rule in one.because
            if "because" in base.texts["rules"].get(rule, {})
        )
        page.line(f"Why: {' '.join(list(reasons)[:2])}", indent="  ", first="  ")
    if waiting:
        page.gap()
        page.line(
            f"NOT YET, I would have to ask first: {', '.join(dict.fromkeys(one.title.lower() for one in waiting))}."
        )
        asked = [q for q in assessment.questions if q.because != "ranking" and not q.because.startswith("screen.")]
        if asked:
            page.line(f"For example: {asked[0].text}", indent="  ", first="  ")


def _emergency_list(assessment: Assessment, page: Page, heading: str) -> None:
    page.line(heading)
    page.bullets(
        list(dict.fromkeys(text for net in assessment.safety_net for text in net.emergency_if))[: NET_LENGTH + 2]
    )


def _net_line(assessment: Assessment, page: Page, part: str, heading: str) -> None:
    texts = list(dict.fromkeys(text for net in assessment.safety_net for text in getattr(net, part)))
    if texts:
        page.line(
            f"{heading}: {'; '.join(text[0].lower() + text[1:] for text in texts[:NET_LENGTH])}.", indent="  ", first=""
        )


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


def _one_line(one: CulpritSaid) -> str:
    fits, against = _labels(one.fits[:3]), _labels(one.against[:2])
    line = f"{one.name} ({one.lay}): {BANDS[one.band]}"
    return line + (f"  + {fits}" if fits else "") + (f"  - {against}" if against else "")


def _labels(reasons: tuple[Any, ...]) -> str:
    return ", ".join(reason.label for reason in reasons)


def _said(atom: str, base: RuleBase, assessment: Assessment) -> str:
    finding = finding_of(atom)
    if atom.startswith("not sure: "):
        return f"not sure: {base.label(atom.removeprefix('not sure: '))}"
    if atom.startswith("no: "):
        return f"no {base.label(atom.removeprefix('no: '))}"
    value = assessment.answers.get(finding)
    return _told(finding, value, base) if isinstance(value, int) else base.label(atom)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!")) else ".")
