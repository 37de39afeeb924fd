"""Case files as authors write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..errors import Problem
from ..knowledge.document import Document, read
from ..knowledge.folder import yaml_files
from ..knowledge.parsing import Where
from ..model.finding import Line, Strict
from ..model.words import CareKind, FloorName

DispositionName = FloorName | Literal["cannot_assess", "out_of_scope"]


class Expect(Strict):
    """What must come out. Only what is written is checked."""

    outcome: Literal["fires", "silent", "open"] | None = None
    floor: FloorName | None = None
    level: FloorName | None = None
    asks: tuple[Line, ...] = ()
    band: Literal["not_supported", "weak", "possible", "strong_match"] | None = None
    points: int | None = None
    blocks: tuple[CareKind, ...] = ()
    offered: bool | None = None
    disposition: DispositionName | None = None
    at_least: FloorName | None = None
    at_most: FloorName | None = None
    accept_any_of: tuple[FloorName, ...] = ()
    leads: tuple[Line, ...] = ()
    names: tuple[Line, ...] = ()
    offers: tuple[Line, ...] = ()
    never: tuple[Line, ...] = ()
    fires: tuple[Line, ...] = ()
    silent: tuple[Line, ...] = ()


class OneCase(Strict):
    """One person and what must come out."""

    name: Line
    given: dict[str, Any] = Field(default_factory=dict)
    says: str = ""
    expect: Expect


class CaseFile(Strict):
    """The cases of one rule."""

    rule: Line
    cases: tuple[OneCase, ...]


class Person(Strict):
    """A whole person."""

    person: Line
    says: str = ""
    given: dict[str, Any] = Field(default_factory=dict)
    expect: Expect
    because: Line


@dataclass(frozen=True, slots=True)
class Located:
    """A case with the file and line it stands at. `rule` is empty for a whole person."""

    case: OneCase
    rule: str
    document: Document
    where: Where
    because: str = ""

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.document.file

    @property
    def line(self) -> int:
        """The line it starts at."""
        return self.document.line(self.where)

    def given_lines(self) -> dict[str, int]:
        """The line of each answer."""
        return {name: self.document.line((*self.where, "given", name)) for name in self.case.given}


def read_cases(paths: list[Path], root: Path) -> tuple[list[Located], list[Problem]]:
    """Every case below the paths, and every problem of form in their files."""
    found: list[Located] = []
    problems: list[Problem] = []
    for path in paths:
        if not path.exists():
            problems.append(Problem(str(path), 0, "there is no such file or folder of cases"))
            continue
        for file in yaml_files(path) if path.is_dir() else [path]:
            document = read(file, _name(file, root))
            found += _cases_in(document)
            problems += document.problems
    return found, problems


def _cases_in(document: Document) -> Iterator[Located]:
    data = document.data
    people: list[tuple[Where, Any]] = [((), data)] if isinstance(data, dict) and "person" in data else []
    if isinstance(data, list):
        people = [((at,), one) for at, one in enumerate(data)]
    for where, one in people:
        if person := document.validate(Person, one, where):
            case = OneCase(name=person.person, given=person.given, says=person.says, expect=person.expect)
            yield Located(case, "", document, where, person.because)
    if people or data is None:
        return
    if file := document.validate(CaseFile, data):
        for at, case in enumerate(file.cases):
            yield Located(case, file.rule, document, ("cases", at))


def _name(file: Path, root: Path) -> str:
    try:
        return file.resolve().relative_to(root.resolve().parent).as_posix()
    except ValueError:
        return file.as_posix()
