"""Everything that is said about a case; its JSON is published in `docs/schema/assessment.json`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .intake import Intake

SCHEMA = "musculprit/assessment/1"

SecondReading = Literal["agrees", "differs", "unavailable"]


@dataclass(frozen=True, slots=True)
class RulesUsed:
    """Which rule base spoke; `unreviewed` rules have no named clinician behind them.

    `used` are the rules that the assessment shows or rests on, and what all share, with a hash of their content.
    """

    version: str
    sha256: str
    unreviewed: int
    used: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where to go and how soon. `rank` is None when it is not a level; `at_least` always is one."""

    id: str
    rank: int | None
    at_least: str
    label: str
    timeframe: str
    go_to: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """A red flag that fires, or that has begun to and is still open on what it `asks`."""

    id: str
    title: str
    outcome: Literal["fires", "open"]
    floor: str
    because: str
    tell: str
    avoid: tuple[str, ...]
    answers: tuple[str, ...]
    sources: tuple[str, ...]
    asks: tuple[str, ...] = ()
    say: str = ""
    go_to: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding that speaks for or against a culprit, or would."""

    finding: str
    label: str
    points: int
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartSaid:
    """A member of a leading culprit that the pain's place points to."""

    id: str
    name: str
    lay: str
    tell: str


@dataclass(frozen=True, slots=True)
class CulpritSaid:
    """A culprit and how well it fits. Points are ordinal, never a probability."""

    id: str
    name: str
    lay: str
    kind: str
    family: str
    band: str
    points: int
    leads: bool
    fits: tuple[Reason, ...]
    against: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    sources: tuple[str, ...]
    parts: tuple[PartSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A precaution that allows an action with a change; `open` while nobody has said that it applies."""

    because: str
    note: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class CareSaid:
    """Something to do about it."""

    id: str
    kind: str
    title: str
    steps: tuple[str, ...]
    dose: str
    stop: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    intensity: str = ""
    progression: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipleSaid:
    """What holds for every action of some kinds; without kinds, for all."""

    id: str
    kinds: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TechniqueSaid:
    """What a therapist may do. Not for a lay person."""

    id: str
    kind: str
    title: str
    steps: tuple[str, ...]
    cautions: tuple[str, ...]
    stop: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralSaid:
    """A reason for a routine visit, where to, and what to ask for there."""

    id: str
    to: str
    because: str
    tell: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """An action that would fit and is not advised. `open` when an answer could still free it."""

    id: str
    kind: str
    title: str
    because: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, and which page or rule wants to know."""

    finding: str
    text: str
    because: str


@dataclass(frozen=True, slots=True)
class WouldChange:
    """One answer that nobody gave yet and that would change the level or who leads; `then` says to what, in words.

    It never tells how a red flag could be talked down: a change of level is always to a higher one.
    """

    finding: str
    answer: str
    text: str
    then: str
    changes: Literal["level", "leaders"]


@dataclass(frozen=True, slots=True)
class NetSaid:
    """What to watch for."""

    id: str
    emergency_if: tuple[str, ...] = ()
    same_day_if: tuple[str, ...] = ()
    review_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """A rule that changed what is shown, with the answers it rests on."""

    rule: str
    outcome: str
    answers: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is said about a case."""

    rules: RulesUsed
    disposition: Disposition
    red_flags: tuple[FlagSaid, ...]
    culprits: tuple[CulpritSaid, ...]
    care: tuple[CareSaid, ...]
    blocked_care: tuple[Blocked, ...]
    questions: tuple[Question, ...]
    safety_net: tuple[NetSaid, ...]
    answers: dict[str, Any]
    not_understood: tuple[str, ...]
    second_reading: SecondReading
    trace: tuple[Traced, ...]
    principles: tuple[PrincipleSaid, ...] = ()
    referrals: tuple[ReferralSaid, ...] = ()
    techniques: tuple[TechniqueSaid, ...] = ()
    says: str = ""
    named: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    doubts: dict[str, str] = field(default_factory=dict)
    second_reading_note: str = ""
    would_change: tuple[WouldChange, ...] = ()
    corrections: tuple[str, ...] = ()
    intake: Intake | None = None
    locale: str = ""
    notice: str = ""
    schema: str = field(default=SCHEMA)

    def to_json(self) -> dict[str, Any]:
        """Plain data in the order that the published schema has."""
        data = asdict(self)
        return {"schema": data.pop("schema"), **data}
