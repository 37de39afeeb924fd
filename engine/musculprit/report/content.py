"""What a report holds, as plain values: for pages that are laid out and not only written line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from ..model.assessment import Assessment, Blocked, CareSaid, FlagSaid, PrincipleSaid, Question
from ..model.words import EMERGENCY, FLOORS
from ..triage.base import RuleBase
from .body import Zone
from .told import NET_LENGTH, said_of
from .words import dos_and_donts, kinds

SITE = "pain_site"


@dataclass(frozen=True, slots=True)
class Cited:
    """A source in two words, in full, and where to read it."""

    id: str
    short: str
    full: str
    link: str


def fired(assessment: Assessment) -> list[FlagSaid]:
    """The red flags that fire."""
    return [flag for flag in assessment.red_flags if flag.outcome == "fires"]


def why(assessment: Assessment, base: RuleBase) -> str:
    """Why a plan is what it is, in half a sentence."""
    if flags := fired(assessment):
        return "; ".join(flag.title.lower() for flag in flags[:3]) + "."
    sees = [base.texts["rules"][rule]["title"].lower() for rule in assessment.disposition.because]
    if sees:
        return f"no danger sign fired, and it is time for somebody to look: {', '.join(sees[:2])}."
    if assessment.disposition.rank:
        return "no danger sign fired, but at your age, or with an age not known, somebody should look."
    return "no danger sign fired, and none is left open."


def because(assessment: Assessment, base: RuleBase) -> list[str]:
    """What the person said that the leading red flags rest on."""
    told = dict.fromkeys(said_of(atom, base, assessment) for flag in leading(assessment) for atom in flag.answers)
    return list(told)[:8]


def leading(assessment: Assessment) -> list[FlagSaid]:
    """The red flags that fire at the level of the answer."""
    return [flag for flag in fired(assessment) if flag.floor == assessment.disposition.at_least]


def do_and_dont(assessment: Assessment) -> tuple[list[str], list[str]]:
    """What to do in danger, and what not to."""
    dos: dict[str, None] = {}
    donts: dict[str, None] = {}
    for flag in leading(assessment)[:3]:
        yes, no = dos_and_donts(flag.tell)
        dos |= dict.fromkeys(yes)
        donts |= dict.fromkeys(no)
    avoid = kinds(dict.fromkeys(kind for flag in fired(assessment) for kind in flag.avoid))
    return list(dos), [f"No {avoid}." if avoid else "No self-treatment first.", *donts]


def would_be_emergency(assessment: Assessment, base: RuleBase) -> list[str]:
    """What nobody asked yet and would make it an emergency."""
    findings = base.program.vocabulary.findings
    waiting = [flag for flag in assessment.red_flags if flag.outcome == "open" and flag.floor == FLOORS[EMERGENCY]]
    asks = dict.fromkeys(name for flag in waiting for name in flag.asks if name in findings and findings[name].danger)
    return [base.label(name) for name in asks][: NET_LENGTH + 2]


def most_telling(assessment: Assessment, care: Iterable[CareSaid], most: int) -> list[PrincipleSaid]:
    """The principles that speak about most of the plan, those for a few kinds before those for all."""
    shown = [action.kind for action in care]
    fitting = [one for one in assessment.principles if not one.kinds or not set(shown).isdisjoint(one.kinds)]
    fitting.sort(key=lambda one: (not one.kinds, -sum(kind in one.kinds for kind in shown), one.id))
    return fitting[:most]


def stops(care: Iterable[CareSaid], most: int) -> list[str]:
    """When to stop, said once: of two that begin alike (`Pain that spreads ...:`) the first stands."""
    found: dict[str, str] = {}
    for action in care:
        for stop in action.stop:
            found.setdefault(stop.partition(":")[0], stop)
    return list(found.values())[:most]


def refused(assessment: Assessment) -> list[Blocked]:
    """The care that is blocked, whatever is still answered."""
    return [one for one in assessment.blocked_care if not one.open]


def waiting(assessment: Assessment) -> list[Blocked]:
    """The care that waits for an answer."""
    return [one for one in assessment.blocked_care if one.open]


def titles(blocked: Iterable[Blocked], most: int | None = None) -> str:
    """Blocked care by its titles, as a list in words; what is more than `most` is counted."""
    every = list(dict.fromkeys(one.title[:1].lower() + one.title[1:] for one in blocked))
    more = f"; and {len(every) - most} more" if most and len(every) > most else ""
    return "; ".join(every[:most]) + more


def blocking_rules(assessment: Assessment) -> dict[str, list[str]]:
    """The rules that are known to block care, each with the kinds it blocks.

    A blocked action also names rules that are open; those say nothing of this person.
    """
    unsettled = {one.rule for one in assessment.trace if one.outcome == "open"}
    found: dict[str, list[str]] = {}
    for one in refused(assessment):
        for rule in one.because:
            if rule not in unsettled and rule != one.id:
                found.setdefault(rule, []).append(one.kind)
    return found


def reasons(assessment: Assessment, base: RuleBase, most: int = 2) -> list[str]:
    """Why care is blocked, one sentence for each rule."""
    told = (base.texts["rules"].get(rule, {}).get("because", "") for rule in blocking_rules(assessment))
    return [one for one in dict.fromkeys(told) if one][:most]


def ask_first(care: Iterable[CareSaid], base: RuleBase) -> list[str]:
    """What nobody asked and would change an action."""
    rules = dict.fromkeys(change.because for one in care for change in one.changes if change.open)
    return [base.texts["rules"][rule]["title"].lower() for rule in rules]


def net(assessment: Assessment, part: str, most: int = NET_LENGTH) -> list[str]:
    """One part of the safety nets: `emergency_if`, `same_day_if` or `review_if`."""
    return list(dict.fromkeys(text for one in assessment.safety_net for text in getattr(one, part)))[:most]


def next_questions(assessment: Assessment, most: int = 3) -> list[Question]:
    """The questions that would tell the leaders apart, but for those that are told with what they would change."""
    told = {one.finding for one in assessment.would_change}
    return [one for one in assessment.questions if one.because == "ranking" and one.finding not in told][:most]


def pages_to_answer(assessment: Assessment, base: RuleBase) -> list[tuple[str, int]]:
    """The pages of the screen with something left to answer, by title, and how much is left on each."""
    left: dict[str, int] = {}
    for one in assessment.questions:
        if one.because.startswith("screen."):
            page = one.because.removeprefix("screen.")
            left[page] = left.get(page, 0) + 1
    return [(str(base.texts["pages"][page]["title"]), count) for page, count in left.items()]


def places(assessment: Assessment) -> list[str]:
    """Where it hurts, such as `mid_buttock.left`; nothing when that was not told."""
    told = assessment.answers.get(SITE, [])
    if isinstance(told, dict):
        told = told["some_of"]
    return list(told) if isinstance(told, list) else []


def zone(assessment: Assessment, base: RuleBase) -> Zone | None:
    """Where the first of the leading culprits is felt, on the side that hurts."""
    first = next((one for one in assessment.culprits if one.leads), None)
    logic = next((one for one in base.program.culprits if first and one.id == first.id), None)
    if first is None or logic is None:
        return None
    sides = {place.partition(".")[2] for place in places(assessment)} - {""}
    end = f".{sides.pop()}" if len(sides) == 1 else ""
    core, spill = ([f"{region}{end}" for region in regions] for regions in (logic.core, logic.spill))
    return Zone(first.name, tuple(core), tuple(spill))


def cited(names: Iterable[str], base: RuleBase) -> list[Cited]:
    """Sources once each, by the name they are known by."""
    found = {name: _cited(name, base.texts["sources"][name]) for name in names if name in base.texts["sources"]}
    return sorted(found.values(), key=lambda one: one.short.lower())


def _cited(name: str, source: Mapping[str, Any]) -> Cited:
    author: Mapping[str, str] = next(iter(source.get("author", ())), {})
    who = author.get("family") or author.get("literal") or shorten(str(source["title"]), 40, placeholder=" ...")
    year = str(source.get("issued", ""))[:4]
    link = f"https://doi.org/{source['DOI']}" if source.get("DOI") else str(source.get("URL", ""))
    return Cited(name, f"{who} {year}".strip(), str(source["cite"]), link if link.startswith("https://") else "")
