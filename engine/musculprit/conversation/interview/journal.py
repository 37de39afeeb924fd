"""The file of an interview: its start and every move, a line each, on the disk before the next question.

A line that a crash tore is left out: what it held was not answered yet. The file is readable by its owner alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import CaseError, Problem
from ...model.case import read_answer, read_given
from ...model.vocabulary import Vocabulary
from ...triage.assessing import plain
from ...triage.base import RuleBase
from .asks import Corrected, Move, Reply, TakenBack
from .record import BY_NAME

KIND = "musculprit/interview/1"


@dataclass(frozen=True, slots=True)
class Start:
    """With what an interview began. `given` are answers as typed; `rules` is the hash of the rule base."""

    command: str
    says: str
    given: Mapping[str, Any]
    rules: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An interview as read from its file, and the answers that the rules of today no longer know."""

    start: Start
    moves: tuple[Move, ...]
    lost: tuple[str, ...] = ()


class Journal:
    """Writes moves to a file, each whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, start: Start) -> None:
        """A new file with its first line. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        first = {"kind": KIND, "command": start.command, "rules": start.rules}
        self._append({**first, "says": start.says, "given": dict(start.given)})

    def mend(self) -> None:
        """Cut off a torn last line, so that the next one stands by itself. Raises OSError."""
        whole = self.path.read_bytes()
        if whole and not whole.endswith(b"\n"):
            os.truncate(self.path, whole.rfind(b"\n") + 1)

    def keep(self, move: Move) -> None:
        """One more move. Raises OSError."""
        self._append(_written(move))

    def end(self) -> None:
        """The interview is done, and its file is not needed."""
        self.path.unlink(missing_ok=True)

    def _append(self, line: Mapping[str, Any]) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)


def read_journal(path: Path, base: RuleBase) -> Kept:
    """The interview in a file. Raises CaseError when it is not one; answers that no rule knows any more are named."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        raise CaseError([Problem(str(path), 0, "there is no interview to go on with")]) from None
    except OSError as error:
        raise CaseError([Problem(str(path), 0, f"cannot be read: {error.strerror}")]) from error
    whole = [data for line in lines[:-1] if (data := _parsed(line)) is not None]
    if not whole or whole[0].get("kind") != KIND:
        raise CaseError([Problem(str(path), 1, "is not an interview that musculprit kept")])
    head, lost = whole[0], list[str]()
    moves = [_read(line, base.program.vocabulary, lost) for line in whole[1:]]
    start = Start(head["command"], head["says"], _known(head["given"], base, lost), head["rules"])
    return Kept(start, tuple(moves), tuple(dict.fromkeys(lost)))


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _written(move: Move) -> dict[str, Any]:
    match move:
        case Reply(answers, unsure, notes, passed, because):
            line = {"answers": plain(answers), "unsure": list(unsure), "notes": dict(notes), "passed": list(passed)}
            return {**{key: value for key, value in line.items() if value}, "because": because}
        case Corrected(finding, answer):
            return {"corrected": finding, "to": None if answer is None else plain({finding: answer})[finding]}
        case TakenBack():
            return {"taken_back": True}


def _read(line: Mapping[str, Any], vocabulary: Vocabulary, lost: list[str]) -> Move:
    if "taken_back" in line:
        return TakenBack()
    if "corrected" in line:
        return _corrected(line, vocabulary, lost)
    answers = {}
    for name, value in line.get("answers", {}).items():
        try:
            answers[name] = read_answer(value, name, vocabulary.findings[name], vocabulary)
        except (KeyError, ValueError):
            lost.append(name)
    unsure = tuple(name for name in line.get("unsure", ()) if name in vocabulary.findings)
    notes = {name: words for name, words in line.get("notes", {}).items() if name in BY_NAME}
    return Reply(answers, unsure, notes, tuple(line.get("passed", ())), line.get("because", ""))


def _corrected(line: Mapping[str, Any], vocabulary: Vocabulary, lost: list[str]) -> Move:
    name, value = line["corrected"], line.get("to")
    try:
        finding = vocabulary.findings[name]
        return Corrected(name, None if value is None else read_answer(value, name, finding, vocabulary))
    except (KeyError, ValueError):
        lost.append(name)
        return Reply()  # it holds its place, so that a later "taken back" takes back the right move


def _known(given: Mapping[str, Any], base: RuleBase, lost: list[str]) -> dict[str, Any]:
    """The given answers that the rules still know."""
    found: dict[str, Any] = {}
    pages = [page.id for page in base.program.pages]
    for name, value in given.items():
        try:
            read_given({name: value}, base.program.vocabulary, pages)
        except CaseError:
            lost.append(name)
        else:
            found[name] = value
    return found
