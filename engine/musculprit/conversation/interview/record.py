"""The therapist's record: its fields, how each is asked, and what the reader hears in its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ...model.case import Case
from ...model.intake import Goal, Intake
from ...triage.base import RuleBase
from ..understand import understand


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the record. `heard_as` puts its words into a sentence that the reader knows; empty: not read."""

    name: str
    prompt: str
    heard_as: str = ""
    number: bool = False


FIELDS: tuple[Field, ...] = (
    Field("client", "Client, a name or code"),
    Field("told_by", "Who answers: client, parent, interpreter"),
    Field("wants", "What they want from today"),
    Field("onset", "How and when it started", "It started {}."),
    Field("pain_now", "Pain now, 0 to 10", number=True),
    Field("pain_best", "Pain at its best", number=True),
    Field("pain_worst", "Pain at its worst", number=True),
    Field("pain_average", "Pain on an average day", number=True),
    Field("pattern_24h", "Over the day and night", "{}."),
    Field("aggravating", "Worse with (commas between)", "worse with {}."),
    Field("easing", "Better with (commas between)", "better with {}."),
    Field("sleep", "Sleep"),
    Field("history", "First time, or had before", "{}."),
    Field("previous_care", "Treatment so far, and what it did"),
    Field("imaging", "Scans or X-rays, and what they showed"),
    Field("health", "Illness, operations, implants, skin", "{}."),
    Field("allergies", "Allergies: oils, latex, plasters"),
    Field("medicines", "Medicines, all of them", "taking {}."),
    Field("life", "Work, sitting hours, lifting, sport, caring, stress"),
    Field("goals", "Activities they want back, 0 can't to 10 as before: walk the dog 4; sit 1 hour 3"),
    Field("consent.areas", "Areas agreed"),
    Field("consent.not_areas", "Areas not to touch"),
    Field("consent.option", "Draping, a number"),
    Field("consent.pressure", "Pressure they like"),
    Field("consent.stop_word", "Word to stop"),
    Field("consent.chaperone", "Chaperone offered, and the answer"),
    Field("consent.marks_and_photos", "Marks from cups, photos"),
    Field("findings_note", "What you found: range, strength, palpation"),
    Field("plan", "Plan: what you try, the sign to test again, home work"),
    Field("review", "Review on"),
    Field("therapist", "Your name"),
)

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

NUMBERS = range(11)


def check_note(name: str, words: str) -> None:
    """Raises ValueError that says what a field takes."""
    if BY_NAME[name].number and not (words.isdecimal() and int(words) in NUMBERS):
        raise ValueError("Type a whole number from 0 to 10, or press Enter to leave it out.")


def heard_in(name: str, words: str, base: RuleBase) -> Case:
    """What the reader hears in a line of the record: a therapist who writes "warfarin" has told a blood thinner."""
    shape = BY_NAME[name].heard_as
    items = [item.strip() for item in words.split(",")] if "with {}" in shape else [words]
    return _heard(" ".join(shape.format(item) for item in items if item), base) if shape and words else Case({})


def intake_of(start: Case, notes: Mapping[str, str]) -> Intake | None:
    """The record, with what the notes add; None when nobody kept one."""
    if not notes:
        return start.intake
    plain = {name: words for name, words in notes.items() if words and "." not in name and name != "goals"}
    values: dict[str, Any] = {
        name: int(words) if BY_NAME[name].number else words for name, words in plain.items() if name in BY_NAME
    }
    consent = {name.partition(".")[2]: words for name, words in notes.items() if words and name.startswith("consent.")}
    before = start.intake or Intake(complaint=start.says)
    if consent:
        values["consent"] = replace(before.consent, **{name: _areas(name, words) for name, words in consent.items()})
    if notes.get("goals"):
        values["goals"] = tuple(map(_goal, notes["goals"].split(";")))
    return replace(before, **values)


def _areas(name: str, words: str) -> Any:
    return tuple(one.strip() for one in words.split(",") if one.strip()) if name.endswith("areas") else words


def _goal(words: str) -> Goal:
    activity, _, last = words.strip().rpartition(" ")
    if activity and last.isdecimal() and int(last) in NUMBERS:
        return Goal(activity, int(last))
    return Goal(words.strip())


@lru_cache(maxsize=64)
def _heard(text: str, base: RuleBase) -> Case:
    return understand(text, base)
