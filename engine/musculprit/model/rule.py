"""Rules as an author writes them. A condition stays as written here; `knowledge.conditions` reads it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .finding import Id, Line, Strict
from .words import CareKind, FloorName

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z][a-z0-9_]*$")]
Written = Any
"""A condition as it stands in YAML."""


class FromAge(Strict):
    """Read as present from this age on, and when the age is not known."""

    age_years: Annotated[int, Field(ge=0, le=120)]


class PresentFrom(Strict):
    """Not sure counts as present from an age on, as absent below it."""

    present_from: FromAge


NotSurePolicy = Literal["present", "absent"] | PresentFrom


class Evidence(Strict):
    """How good the evidence is, and what it says."""

    grade: Literal["A", "B", "C", "D"]
    note: Line | None = None


class Sourced(Strict):
    """What every rule carries: where it comes from and who reviewed it."""

    id: RuleId
    title: Line
    evidence: Evidence
    sources: tuple[Id, ...]
    seeds: tuple[Annotated[str, StringConstraints(pattern=r"^SF-\d{3}$")], ...] = ()
    review: Line


class Raise(Strict):
    """A higher floor when more is known."""

    to: FloorName
    when: Written
    not_sure: NotSurePolicy | None = None


class RedFlag(Sourced):
    """A condition and a floor."""

    when: Written
    floor: FloorName
    raises: tuple[Raise, ...] = Field(default=(), alias="raise")
    not_sure: NotSurePolicy
    go_to: Id | None = None
    volunteered: bool = False
    because: Line
    tell: Line
    say: Line | None = None
    avoid: tuple[CareKind, ...] = ()


class Weight(Strict):
    """One line of evidence for or against a culprit."""

    group: Id
    when: Written = None
    when_not: Written = None
    points: Annotated[int, Field(ge=-5, le=5)]
    grade: Literal["A", "B", "C", "D"]
    sources: tuple[Id, ...]
    note: Line | None = None


class Gate(Strict):
    """Where the pain must be for a culprit to be in play."""

    core: tuple[Id, ...]
    spill: tuple[Id, ...] = ()


class See(Strict):
    """Whom to see when this culprit leads."""

    to: Id
    when: Written = None


class LookAlike(Strict):
    """Another culprit that looks the same, and what tells them apart."""

    with_: RuleId = Field(alias="with")
    ask: Line


class Culprit(Sourced):
    """A muscle or a condition that could explain the pattern; the `default` one leads when nothing else fits."""

    lay: Line
    named: tuple[Line, ...]
    family: Id
    prior: Annotated[int, Field(ge=-2, le=0)]
    regions: Gate
    only_if: Written = None
    default: bool = False
    points: tuple[Weight, ...] = ()
    see: tuple[See, ...] = ()
    care: tuple[Id, ...] = ()
    tell: Line
    anatomy: dict[Id, str] = Field(default_factory=dict)
    look_alikes: tuple[LookAlike, ...] = ()


class Part(Sourced):
    """A member of a culprit: named under it when the culprit leads and the pain is where the member is."""

    part_of: Annotated[tuple[RuleId, ...], Field(min_length=1)]
    lay: Line
    regions: Gate
    when: Written = None
    tell: Line
    anatomy: dict[Id, str] = Field(default_factory=dict)


class Modification(Strict):
    """Kinds of care that are allowed with a change."""

    kinds: tuple[CareKind, ...]
    note: Line


class Precaution(Sourced):
    """A condition that blocks or modifies kinds of care."""

    when: Written
    not_sure: NotSurePolicy = "present"
    block: tuple[CareKind, ...] = ()
    ask_first: tuple[CareKind, ...] = ()
    modify: tuple[Modification, ...] = ()
    because: Line


class CareAction(Sourced):
    """Something to do about it, with dose and stop rule; `general` is for everybody, whatever leads."""

    kind: CareKind
    general: bool = False
    when: Written = None
    not_when: Written = None
    steps: tuple[Line, ...]
    dose: Line
    intensity: Line | None = None
    stop: tuple[Line, ...]
    progression: Line | None = None


class Technique(Sourced):
    """What a therapist may do; `for` names the culprits, nothing there means whatever leads."""

    kind: CareKind
    for_: tuple[RuleId, ...] = Field(default=(), alias="for")
    not_when: Written = None
    steps: tuple[Line, ...]
    cautions: tuple[Line, ...] = ()
    stop: tuple[Line, ...]


class Principle(Sourced):
    """What holds for every action of some kinds; without kinds, for all."""

    kinds: tuple[CareKind, ...] = ()
    text: Line
    because: Line


class Consent(Sourced):
    """A choice that a client has about touch and clothing, or a duty of the therapist."""

    kind: Literal["option", "duty"]
    text: Line
    because: Line


class Referral(Sourced):
    """When a routine visit is due, and where."""

    when: Written
    to: Id
    because: Line
    tell: Line


class SafetyNet(Sourced):
    """What to watch for, and when to come back."""

    when: Written = None
    emergency_if: tuple[Line, ...] = ()
    same_day_if: tuple[Line, ...] = ()
    review_if: tuple[Line, ...] = ()
    because: Line


class Bullet(Strict):
    """One line of a screen page."""

    finding: Id
    text: Line
    opens: tuple[Id, ...] = ()
    details: tuple[Id, ...] = ()
    when: Written = None


class Question(Strict):
    """A question of the first page that is asked only when it applies."""

    finding: Id
    opens: tuple[Id, ...] = ()
    when: Written = None


class Page(Strict):
    """One page of the screen: at most eight bullets, "none of these", "not sure"."""

    id: Id
    page: int
    title: Line
    applies: Written = None
    asks: tuple[Id | Question, ...] = ()
    bullets: Annotated[tuple[Bullet, ...], Field(max_length=8)] = ()


class Author(Strict):
    """A person by family name and initials, or an organisation as `literal`."""

    family: Line | None = None
    given: Line | None = None
    literal: Line | None = None


class Source(Strict):
    """Where a fact was read, in the words of the Citation Style Language 1.0.2, and how it was read."""

    type: Line
    title: Line
    author: tuple[Author, ...] = ()
    more_authors: bool = False
    issued: int | Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = None
    container_title: Line | None = Field(default=None, alias="container-title")
    volume: Line | None = None
    issue: Line | None = None
    page: Line | None = None
    publisher: Line | None = None
    note: Line | None = None
    DOI: Line | None = None
    PMID: Line | None = None
    PMCID: Line | None = None
    URL: Line | None = None
    where: Line | None = None
    read: Literal["page", "secondary", "memory"]


class SeedFact(Strict):
    """One statement of the articles that the project came from, in our words, and what became of it."""

    from_: Line = Field(alias="from")
    kind: Id
    fact: Line
    status: Literal["ok", "loose", "disputed", "opinion", "no_rule"]
    because: Line | None = None


class Place(Strict):
    """How a locale words one disposition."""

    label: Line
    timeframe: Line
    go_to: Line


class Locale(Strict):
    """Numbers to call and names of services in one country."""

    emergency_number: Line
    advice_line: Line
    places: dict[Id, Line]
    dispositions: dict[Id, Place]
