"""A therapist's intake: the same safety first, then the history, the examination and consent, all optional."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...triage.questions import telling
from .asks import Ask, Note, One
from .interview import Interview, Step, more, safety
from .record import FIELDS, Field

QUESTIONS = 8
"""Questions after the screen, when a professional asks."""

TESTS = 6
"""Tests proposed in one visit."""

EXAMINATION = "examination"
"""Why a test is asked; passed over, it leaves out the rest of them."""

_AT = [field.name for field in FIELDS].index("consent.areas")
HISTORY: tuple[Field, ...] = FIELDS[:_AT]
AGREED_AND_DONE: tuple[Field, ...] = FIELDS[_AT:]


def history(interview: Interview) -> Iterator[Ask]:
    """The history, in the client's words."""
    return _notes(interview, HISTORY)


def examination(interview: Interview) -> Iterator[Ask]:
    """The tests that would tell the leaders apart, most telling first."""
    state, now = interview.state, interview.told
    done = TESTS if EXAMINATION in now.passed else now.asked.get(EXAMINATION, 0)
    for name in telling(interview.base, state.said, state.support, clinician=True)[: max(0, TESTS - done)]:
        if name not in now.answers and name not in now.passed:
            yield One(name, EXAMINATION, optional=True)


def agreed_and_done(interview: Interview) -> Iterator[Ask]:
    """Consent, what was found, and the plan."""
    return _notes(interview, AGREED_AND_DONE)


STEPS: tuple[Step, ...] = (safety, history, partial(more, most=QUESTIONS), examination, agreed_and_done)


def _notes(interview: Interview, fields: tuple[Field, ...]) -> Iterator[Ask]:
    now = interview.told
    for field in fields:
        if field.name not in now.notes and field.name not in now.passed:
            yield Note(field.name)
