"""What can go wrong, as one small family.

* MusculpritError: anything we raise on purpose; catch this one.
  * RuleBaseError: rules or cases are wrong, and here are the files and lines.
  * CaseError: a person's answers use a word, a value or a unit that the findings do not know.
  * MissingExtra: an optional part is not installed, and this is how to install it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what to try. `line` counts from 1; 0 is the whole file."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.what}" if where else self.what


class MusculpritError(Exception):
    """Anything that musculprit raises on purpose."""


class _ProblemsError(MusculpritError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class RuleBaseError(_ProblemsError):
    """Rules or cases are wrong; `problems` has every file and line."""


class CaseError(_ProblemsError):
    """A person's answers use a word, a value or a unit that the findings do not know."""


class MissingExtra(MusculpritError):
    """An optional part is not installed; the message is how to install it."""


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """A hint such as ` (did you mean `because`?)`, or nothing when no known word is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f" (did you mean `{near[0]}`?)" if near else ""
