"""What was told so far, as a numbered list."""

from __future__ import annotations

from ..conversation.interview.interview import Interview
from ..report.told import told
from ..triage.assessing import plain
from .terminal import Terminal

FEW = 8
"""Denials that are still read one by one at a glance."""


def listed(interview: Interview, terminal: Terminal, at_a_glance: bool = False) -> list[str]:
    """Print what was told, what is there first and what was denied last; gives the findings by number."""
    answers = interview.told.answers
    there = [name for name in answers if answers[name] is not False]
    denied = [name for name in answers if answers[name] is False]
    names = [*there, *denied]
    terminal.rows([""])
    if not names:
        terminal.tell("Nothing is told yet.")
    if at_a_glance and len(denied) > FEW:
        terminal.tell(f"You said no to {len(denied)} other things; said lists them.")
        names, denied = there, []
    for heading, start, some in (("You told me:", 1, there), ("You said no to:", len(there) + 1, denied)):
        if some:
            lines = (f"{at} {_words(name, interview)}" for at, name in enumerate(some, start))
            terminal.tell(f"{heading} {' | '.join(lines)}")
    return names


def _words(name: str, interview: Interview) -> str:
    answer = interview.told.answers[name]
    if answer is False:
        return interview.base.label(name)
    return told(name, plain({name: answer})[name], interview.base).replace(" | ", ", ")
