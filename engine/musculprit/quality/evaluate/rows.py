"""One person with the label, the answer and the culprits that were shown; kept as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import Problem
from ...model.words import FLOORS, SAME_DAY
from .label import Label, read_label
from .lines import json_objects

SCHEMA = "musculprit/evaluation-row/1"


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of the list of culprits: the culprit and what is named under it."""

    names: tuple[str, ...]
    leads: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What was wanted for one person, and what came out.

    `answer` is a disposition, `at_least` the highest floor that fired. `culprits` are the expected ones, of which
    one is enough; `must_lead` when they were expected to lead and not only to be named.
    """

    id: str
    file: str
    line: int
    label: Label | None
    answer: str
    at_least: str
    culprits: tuple[str, ...] = ()
    must_lead: bool = True
    shown: tuple[Shown, ...] = ()
    second_reading: str = ""

    @property
    def level(self) -> int | None:
        """The rank of the answer; None for `cannot_assess` and `out_of_scope`, which are no answer."""
        return FLOORS.index(self.answer) if self.answer in FLOORS else None

    @property
    def counted(self) -> int:
        """The level that the answer is worth where safety is at stake (design, section 6.3).

        `cannot_assess` says to be seen today when the questions cannot be answered, so it is worth its floor or
        same_day, whichever is higher; `out_of_scope` is worth its `at_least`.
        """
        floor = FLOORS.index(self.at_least) if self.at_least in FLOORS else 0
        if self.level is not None:
            return self.level
        return max(floor, SAME_DAY) if self.answer == "cannot_assess" else floor

    @property
    def levels(self) -> tuple[int, ...]:
        """The accepted ranks; empty without a label, or when only "no answer" is accepted."""
        return self.label.levels if self.label else ()

    @property
    def needed(self) -> int | None:
        """The lowest rank that is enough."""
        return self.label.needed if self.label else None

    @property
    def right(self) -> bool:
        """The answer is one of the accepted."""
        return self.label is not None and self.answer in self.label.accepted

    @property
    def safe(self) -> bool:
        """The answer is worth at least the level that is needed."""
        return self.needed is None or self.counted >= self.needed

    @property
    def under(self) -> bool:
        """A level below the lowest accepted one."""
        return self.level is not None and bool(self.levels) and self.level < self.levels[0]

    @property
    def over(self) -> bool:
        """A level above the highest accepted one."""
        return self.level is not None and bool(self.levels) and self.level > self.levels[-1]

    @property
    def distance(self) -> int | None:
        """Levels between the answer and the nearest accepted one."""
        if self.level is None or not self.levels:
            return None
        return min(abs(self.level - one) for one in self.levels)

    @property
    def benign(self) -> bool:
        """Labelled below same_day, or kept in a folder `benign`."""
        return "/benign/" in f"/{self.file}" or (bool(self.levels) and self.levels[-1] < SAME_DAY)

    @property
    def hurried(self) -> bool:
        """Sent to same_day or above."""
        return self.at_least in FLOORS[SAME_DAY:] or (self.level or 0) >= SAME_DAY

    @property
    def place(self) -> int | None:
        """Where in the list the first expected culprit stands, from 1; None when it is not shown."""
        places = (at for at, one in enumerate(self.shown, 1) if not set(self.culprits).isdisjoint(one.names))
        return next(places, None)

    @property
    def leading(self) -> bool:
        """An expected culprit is in the leading group, whose members are shown as equals."""
        return any(one.leads and not set(self.culprits).isdisjoint(one.names) for one in self.shown)

    def to_json(self) -> dict[str, Any]:
        """Plain data that `read_rows` reads again."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "file": self.file,
            "line": self.line,
            "label": self.label.to_json() if self.label else None,
            "answer": self.answer,
            "at_least": self.at_least,
            "culprits": list(self.culprits),
            "must_lead": self.must_lead,
            "shown": [{"names": list(one.names), "leads": one.leads} for one in self.shown],
            "second_reading": self.second_reading,
        }


def write_rows(rows: Iterable[Row], file: Path) -> None:
    """Keep a run, one row a line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row.to_json(), ensure_ascii=False) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8")


def read_rows(file: Path) -> tuple[list[Row], list[Problem]]:
    """A run that was kept, and every line of it that is none."""
    objects, problems = json_objects(file)
    rows: list[Row] = []
    for line, data in objects:
        try:
            rows.append(_row(data))
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(Problem(str(file), line, "is not a row of a saved run; write one with `evaluate --save`"))
    return rows, problems


def _row(data: dict[str, Any]) -> Row:
    if data["schema"] != SCHEMA:
        raise ValueError(data["schema"])
    return Row(
        id=str(data["id"]),
        file=str(data["file"]),
        line=int(data["line"]),
        label=read_label(data["label"]) if data["label"] else None,
        answer=str(data["answer"]),
        at_least=str(data["at_least"]),
        culprits=tuple(data["culprits"]),
        must_lead=bool(data["must_lead"]),
        shown=tuple(Shown(tuple(one["names"]), bool(one["leads"])) for one in data["shown"]),
        second_reading=str(data["second_reading"]),
    )
