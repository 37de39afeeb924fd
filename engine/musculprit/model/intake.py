"""What a therapist records beside the answers. No rule reads it: it is for the notes, not for the triage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """An activity that the client wants back, and how well it goes now: 0 not at all, 10 as before."""

    activity: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What the client agreed to. `option` is the id of a consent rule of kind `option`, such as `consent.clothed`."""

    option: str = ""
    areas: tuple[str, ...] = ()
    not_areas: tuple[str, ...] = ()
    pressure: str = ""
    stop_word: str = ""
    chaperone: str = ""
    marks_and_photos: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """A therapist's record of one visit, in words; numbers of pain are 0 to 10, dates are ISO 8601 or words."""

    client: str = ""
    told_by: str = ""
    date: str = ""
    therapist: str = ""
    complaint: str = ""
    wants: str = ""
    onset: str = ""
    pain_now: int | None = None
    pain_best: int | None = None
    pain_worst: int | None = None
    pain_average: int | None = None
    pattern_24h: str = ""
    aggravating: str = ""
    easing: str = ""
    sleep: str = ""
    history: str = ""
    previous_care: str = ""
    imaging: str = ""
    health: str = ""
    allergies: str = ""
    medicines: str = ""
    life: str = ""
    goals: tuple[Goal, ...] = ()
    consent: Consent = Consent()
    findings_note: str = ""
    plan: str = ""
    review: str = ""


def read_intake(data: Mapping[str, Any]) -> Intake:
    """A record from plain data, as an assessment's JSON has it. Raises ValueError on what does not belong there."""
    values = _checked(data, Intake)
    if "goals" in values:
        values["goals"] = tuple(Goal(**_checked(one, Goal)) for one in values["goals"])
    if "consent" in values:
        consent = _checked(values["consent"], Consent)
        consent |= {name: tuple(consent[name]) for name in ("areas", "not_areas") if name in consent}
        values["consent"] = Consent(**consent)
    return Intake(**values)


def _checked(data: Any, noun: type) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"`{noun.__name__.lower()}` takes fields and their words, not `{data}`")
    known = {field.name for field in fields(noun)}
    if unknown := sorted(set(map(str, data)) - known):
        raise ValueError(f"`{unknown[0]}` is not a field of `{noun.__name__.lower()}`")
    return dict(data)
