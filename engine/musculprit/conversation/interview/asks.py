"""What an interview can ask, what it is told, and why it stops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ...model.answers import Answer

StopBecause: TypeAlias = Literal["emergency", "danger", "settled", "enough"]


@dataclass(frozen=True, slots=True)
class Tick:
    """Lines to tick: a page of the screen, or the parts that a tick opened."""

    heading: str
    findings: tuple[str, ...]
    texts: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class One:
    """One finding. `again` after a first "not sure", in simpler words; `optional` may be passed over."""

    finding: str
    because: str
    again: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A line for the therapist's record, in free words; always optional."""

    field: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The interview is over, and why."""

    because: StopBecause


Ask: TypeAlias = Tick | One | Note


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person said to one ask. `unsure` is asked once more; `passed` was left out on purpose."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One answer put right, whatever it came from; without an answer it is taken back, and asked again."""

    finding: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The last reply, or correction, is as if it had not been."""


Move: TypeAlias = Reply | Corrected | TakenBack
