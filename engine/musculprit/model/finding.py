"""A finding and a region as an author writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Line = Annotated[str, StringConstraints(min_length=1)]


class Strict(BaseModel):
    """Data that cannot change once read and that rejects words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Option(Strict):
    """One option of a choice."""

    label: Line
    words: tuple[Line, ...] = ()


class Codes(Strict):
    """Codes in ontologies, only where somebody verified them."""

    hpo: str = ""
    uberon: str = ""
    fma: str = ""


class Accuracy(Strict):
    """How well a clinician's test tells a condition apart, as its source prints it."""

    target: Line
    sensitivity: Line | None = None
    specificity: Line | None = None
    lr_positive: Line | None = None
    lr_negative: Line | None = None
    computed: tuple[Literal["sensitivity", "specificity", "lr_positive", "lr_negative"], ...] = ()
    caveat: Line | None = None
    sources: tuple[Id, ...]
    read: Literal["page", "secondary", "memory"]


class Finding(Strict):
    """One thing that can be known about a person: symptom, sign, history item, medicine, self-test, age."""

    type: Literal["yes_no", "integer", "choice", "regions"] = "yes_no"
    danger: bool = False
    mitigating: bool = False
    volunteered: bool = False
    asked_of: Literal["anyone", "clinician"] = "anyone"
    label: Line
    ask: Line | None = None
    again: Line | None = None
    words: tuple[Line, ...] = ()
    hints: tuple[Line, ...] = ()
    denials: tuple[Line, ...] = ()
    together: tuple[tuple[tuple[Line, ...], ...], ...] = ()
    history: bool = False
    unit: Line | None = None
    range: tuple[int, int] | None = None
    options: dict[Id, Option] = Field(default_factory=dict)
    implies: tuple[Id, ...] = ()
    ruled_out_by: tuple[Any, ...] = ()
    derived: Any = None
    codes: Codes = Codes()
    accuracy: tuple[Accuracy, ...] = ()
    note: Line | None = None


class Region(Strict):
    """One place on the body; `in` is the region around it."""

    label: Line
    inside: Id | None = Field(default=None, alias="in")
    scope: Literal["in", "out"] = "in"
    page: int = 0
    vague: bool = False
    words: tuple[Line, ...] = ()
    codes: Codes = Codes()
