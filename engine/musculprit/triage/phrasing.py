"""Answers that nobody gave yet, in words: the question, the answer, and what it would lead to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.answers import Answer
from ..model.words import FLOORS
from .askable import Span
from .base import RuleBase
from .questions import text_of

LEADERS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer to one finding; a number stands for its span."""

    finding: str
    answer: Answer
    span: Span | None = None

    @property
    def plain(self) -> str:
        """The answer as `--answer` takes it."""
        return ("yes" if self.answer else "no") if isinstance(self.answer, bool) else str(self.answer)


def answer_in_words(tried: Tried, base: RuleBase) -> str:
    """`yes`, `female`, `42 days or more`."""
    if tried.span is None:
        return tried.plain if isinstance(tried.answer, bool) else base.label(f"{tried.finding}={tried.answer}")
    finding, unit = (
        base.program.vocabulary.findings[tried.finding],
        base.texts["findings"][tried.finding].get("unit", ""),
    )
    low, high = tried.span
    if high >= finding.high:
        return f"{low} {unit} or more"
    if low <= finding.low:
        return f"{high} {unit} or less" if high > low else f"{low} {unit}"
    return f"{low} to {high} {unit}" if high > low else f"{low} {unit}"


def question_if(tried: Tried, base: RuleBase) -> str:
    """`Does it hurt at night? If yes`."""
    return f"{text_of(base, tried.finding)} If {answer_in_words(tried, base)}"


def level_in_words(rank: int, words: Mapping[str, Any]) -> str:
    """The label of a level, with the numbers to call filled in."""
    label = str(words["dispositions"][FLOORS[rank]]["label"])
    return label.format(emergency=words["emergency_number"], advice=words["advice_line"])


def leaders_in_words(after: Collection[str], before: Collection[str], base: RuleBase) -> str:
    """`Piriformis leads`, or who comes to the front and who falls behind."""
    if not after:
        return "nothing stands out"
    if len(after) == 1:
        return f"{_names(after, base)} leads"
    come, gone = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    said = [f"{_names(come, base)} {'come' if len(come) > 1 else 'comes'} to the front"] if come else []
    said += [f"{_names(gone, base)} {'fall' if len(gone) > 1 else 'falls'} behind"] if gone else []
    return "; ".join(said)


def _names(culprits: Collection[str], base: RuleBase) -> str:
    # A title may hold a comma of its own.
    names = [base.texts["rules"][one]["title"].replace(", ", " / ") for one in sorted(culprits)]
    if len(names) > LEADERS_NAMED:
        names = [*names[: LEADERS_NAMED - 1], f"{len(names) - LEADERS_NAMED + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
