"""What an explanation says. Points are ordinal, and told as numbers in JSON alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from ...model.assessment import Question, Reason

SCHEMA = "musculprit/explanation/1"


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, as it is cited, and whether anybody has read it: `page`, `secondary` or `memory`."""

    id: str
    cite: str
    read: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A rule that set the level, and the answers it rests on."""

    rule: str
    title: str
    because: str
    level: str
    answers: tuple[str, ...]
    grade: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A leading culprit, and what speaks for it, against it, and is not known."""

    id: str
    name: str
    lay: str
    band: str
    points: int
    fits: tuple[Reason, ...]
    against: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    grade: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A care action that is not advised, the rules behind that, and what was said. `open`: an answer could free it."""

    id: str
    title: str
    open: bool
    rules: tuple[str, ...]
    because: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A care action, and the leading culprits that it is for; none when it is for everybody."""

    id: str
    title: str
    culprits: tuple[str, ...]
    names: tuple[str, ...]
    grade: str
    changed_by: tuple[str, ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class AlsoUsed:
    """Another rule that changed what is shown."""

    rule: str
    title: str
    outcome: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why the answer is what it is. `policy` is what decided when no rule alone did."""

    disposition: str
    label: str
    policy: str
    decided: tuple[Decided, ...]
    leading: tuple[Weighed, ...]
    held: tuple[Held, ...]
    offered: tuple[Offered, ...]
    also: tuple[AlsoUsed, ...]
    waiting: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"schema": SCHEMA, "explains": "why", **asdict(self)}


WhyNotKind = Literal["danger", "leads", "part", "out_of_region", "condition", "default", "behind", "weak"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A culprit that leads instead, how far it is ahead, and what speaks for it."""

    id: str
    name: str
    by: int
    in_words: str
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why one culprit is not in front. `kind` is the main reason; `said` tells it in sentences.

    At same_day and above only `said` is filled: a red flag comes first, and nobody is ranked.
    """

    id: str
    name: str
    lay: str
    kind: WhyNotKind
    said: tuple[str, ...]
    points: int | None = None
    band: str = ""
    needs_places: tuple[str, ...] = ()
    named_places: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    fits: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    missing: tuple[Question, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[Cited, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"schema": SCHEMA, "explains": "why-not", **asdict(self)}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that nobody gave yet, as `--answer` takes it, and in words."""

    finding: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Answers that would change the level or who leads, and to what."""

    answers: tuple[Answered, ...]
    level: str
    leads: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change the answer: to a higher level, or who leads. Never how it could become lower.

    `searched_level` and `searched_leaders` say up to how many answers together every way was tried; 0 is not at all.
    `ask_first` is what has to be answered before there is a level at all. `nothing` is a proof that no answer that
    is left can change either.
    """

    disposition: str
    label: str
    higher: tuple[Turn, ...]
    leaders: tuple[Turn, ...]
    searched_level: int
    searched_leaders: int
    ask_first: tuple[Question, ...] = ()
    nothing: bool = False
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"schema": SCHEMA, "explains": "what-if", **asdict(self)}
