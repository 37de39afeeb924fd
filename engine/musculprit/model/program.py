"""A program: the rules and the whole policy as named definitions in strata, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .expression import Condition, Node
from .vocabulary import Vocabulary
from .words import CareKind


@dataclass(frozen=True, slots=True)
class Flag:
    """One (condition, floor) pair of a red flag; `name` is its definition."""

    name: str
    rule: str
    floor: int
    volunteered: bool = False


@dataclass(frozen=True, slots=True)
class GateBullet:
    """One thing a page asks. One of `opens` must then hold; `details` are only asked."""

    finding: str
    opens: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    applies: Condition | None = None


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One page of the screen. Definitions `gate.<id>.applies` and `gate.<id>.settled` say where it stands."""

    id: str
    page: int
    bullets: tuple[GateBullet, ...]
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """One line of evidence: the condition, its points and grade."""

    group: str
    when: Condition
    points: int
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CulpritLogic:
    """A culprit; definitions `play.`, `score.`, `groups.`, `band.`, `lead.`, `see.` + id say where it stands."""

    id: str
    kind: str
    family: str
    evidence: tuple[Weighed, ...]
    core: tuple[str, ...]
    spill: tuple[str, ...]
    care: tuple[str, ...]
    see: tuple[tuple[str, Condition | None], ...] = ()
    only_if: Condition | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class PrecautionLogic:
    """A precaution; its definition has its id."""

    id: str
    withholds: tuple[CareKind, ...]
    modifies: tuple[tuple[CareKind, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ActionLogic:
    """A care action or a technique; definitions `blocked.` and `offer.` + id say where it stands."""

    id: str
    kind: CareKind
    contraindicated: Condition | None = None
    for_therapist: bool = False


@dataclass(frozen=True, slots=True)
class PartLogic:
    """A member of culprits; definition `part.` + id says whether it is named."""

    id: str
    part_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferralLogic:
    """A reason for a routine visit; its definition has its id."""

    id: str
    to: str


@dataclass(frozen=True)
class Program:
    """Everything that is needed to judge a case, without any text.

    `definitions` are in strata: each reads atoms of the vocabulary and earlier definitions only.
    """

    version: str
    sha256: str
    unreviewed: int
    vocabulary: Vocabulary
    definitions: Mapping[str, Node]
    flags: tuple[Flag, ...] = ()
    pages: tuple[ScreenPage, ...] = ()
    culprits: tuple[CulpritLogic, ...] = ()
    precautions: tuple[PrecautionLogic, ...] = ()
    actions: tuple[ActionLogic, ...] = ()
    parts: tuple[PartLogic, ...] = ()
    referrals: tuple[ReferralLogic, ...] = ()
    nets: tuple[str, ...] = field(default=())
