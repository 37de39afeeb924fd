"""What every kind of report tells in the same words."""

from __future__ import annotations

from typing import Any

from ..model.assessment import Assessment, CulpritSaid
from ..triage.base import RuleBase
from ..triage.support import finding_of
from .page import Page
from .words import BANDS

NET_LENGTH = 6


def understood(assessment: Assessment, base: RuleBase, page: Page) -> None:
    """What was heard, what was denied, and what is not told."""
    page.line("WHAT I UNDERSTOOD")
    labels = [told(name, value, base) for name, value in assessment.answers.items() if value != "no"]
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
    if assessment.corrections:
        page.line(f"You corrected: {'; '.join(assessment.corrections)}.", first="  ")


def told(name: str, value: Any, base: RuleBase) -> str:
    """One answer in words."""
    if isinstance(value, dict):
        value = value["some_of"]
    if isinstance(value, list):
        sided = {place.partition(".")[0] for place in value if "." in place}
        return " | ".join(base.label(f"{name}={place}") for place in value if place not in sided)
    if value == "yes":
        return base.label(name)
    if value == "not_sure":
        return f"not sure: {base.label(name)}"
    return _number(name, value, base) if isinstance(value, int) else base.label(f"{name}={value}")


def _number(name: str, value: int, base: RuleBase) -> str:
    unit = str(base.texts["findings"][name].get("unit", ""))
    measure = f"{value} {unit.removesuffix('s') if value == 1 else unit}".strip()
    match name:
        case "severity_0_10":
            return f"{value}/10"
        case "age_years":
            return f"{measure} old"
        case "duration_days":
            return f"for {measure}"
    return f"{base.label(name)}: {measure}"


def emergency_list(assessment: Assessment, page: Page, heading: str) -> None:
    """When not to wait."""
    page.line(heading)
    page.bullets(
        list(dict.fromkeys(text for net in assessment.safety_net for text in net.emergency_if))[: NET_LENGTH + 2]
    )


def net_line(assessment: Assessment, page: Page, part: str, heading: str) -> None:
    """One part of the safety nets in a paragraph."""
    texts = list(dict.fromkeys(text for net in assessment.safety_net for text in getattr(net, part)))
    if texts:
        page.line(
            f"{heading}: {'; '.join(text[0].lower() + text[1:] for text in texts[:NET_LENGTH])}.", indent="  ", first=""
        )


def would_change(assessment: Assessment, page: Page) -> None:
    """The few answers that would change this; while there is no level, those alone that would set one."""
    early = assessment.disposition.rank is None
    told = [one for one in assessment.would_change if one.changes == "level" or not early]
    if told:
        page.gap()
        page.line("WHAT WOULD CHANGE THIS")
        page.bullets(f"{one.text}: {sentence(one.then)}" for one in told)


def one_line(one: CulpritSaid) -> str:
    """A culprit in one line."""
    fits, against = labels(one.fits[:3]), labels(one.against[:2])
    line = f"{one.name} ({one.lay}): {BANDS[one.band]}"
    return line + (f"  + {fits}" if fits else "") + (f"  - {against}" if against else "")


def labels(reasons: tuple[Any, ...]) -> str:
    """Reasons by their labels."""
    return ", ".join(reason.label for reason in reasons)


def said_of(atom: str, base: RuleBase, assessment: Assessment) -> str:
    """What a person said that an atom stands for."""
    finding = finding_of(atom)
    if atom.startswith("not sure: "):
        return f"not sure: {base.label(atom.removeprefix('not sure: '))}"
    if atom.startswith("no: "):
        return f"no {base.label(atom.removeprefix('no: '))}"
    value = assessment.answers.get(finding)
    return told(finding, value, base) if isinstance(value, int) else base.label(atom)


def sentence(text: str) -> str:
    """A text as a sentence: capital first, full stop last."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!")) else ".")
