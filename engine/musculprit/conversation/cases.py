"""A case from everything that was given: a sentence, answers, and pages answered "none of these"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import CaseError, Problem, did_you_mean
from ..model.case import Case, merge, read_given
from ..model.intake import read_intake
from ..triage.base import RuleBase
from .understand import understand

LONGEST_TEXT = 4_000
"""Characters of a sentence that are read; reading a book would take too long for somebody who waits."""


def case_of(
    base: RuleBase, given: Mapping[str, Any], says: str = "", file: str = "", lines: Mapping[str, int] | None = None
) -> Case:
    """The sentence and the answers as one case. Raises CaseError with every slip.

    What an answer settles is no longer in doubt. Where sentence and answer differ the more serious stands.
    """
    told = read_given(given, base.program.vocabulary, (page.id for page in base.program.pages), file, lines)
    if not says:
        return told
    if len(says) > LONGEST_TEXT:
        raise CaseError([Problem(file, 0, f"the text has {len(says)} characters; tell it in {LONGEST_TEXT} or fewer")])
    heard = understand(says, base)
    answers, conflicts = merge(base.program.vocabulary, heard.answers, told.answers)
    doubts = {name: words for name, words in heard.doubts.items() if name not in told.answers}
    return replace(
        heard, answers=answers, none_of=told.none_of, doubts=doubts, conflicts=(*heard.conflicts, *conflicts)
    )


def read_case(data: Any, base: RuleBase, file: str = "", lines: Mapping[str, int] | None = None) -> Case:
    """A case from parsed YAML or JSON: `{given: ..., says: ...}`, an assessment's `{answers: ...}`, or bare answers."""
    if not isinstance(data, Mapping):
        raise CaseError([Problem(file, 0, "expected findings and their answers")])
    if str(data.get("schema", "")).startswith("musculprit/assessment/"):
        return _assessed(data, base, file)
    if "given" in data or "says" in data:
        for key in sorted(set(map(str, data)) - {"given", "says", "name", "person", "expect", "because"}):
            hint = did_you_mean(key, ("given", "says"))
            raise CaseError([Problem(file, (lines or {}).get(key, 0), f"`{key}` is not expected here{hint}")])
        given, says = data.get("given") or {}, data.get("says") or ""
    else:
        given, says = data, ""
    if not isinstance(given, Mapping) or not isinstance(says, str):
        raise CaseError([Problem(file, 0, "`given` takes findings and answers, `says` a sentence")])
    return case_of(base, {str(name): value for name, value in given.items()}, says, file, lines)


def _assessed(data: Mapping[str, Any], base: RuleBase, file: str) -> Case:
    """The case behind an assessment: its answers are final, its sentence is not read again."""
    answers = data.get("answers")
    if not isinstance(answers, Mapping):
        raise CaseError([Problem(file, 0, "an assessment without `answers`")])
    told = read_given({str(name): value for name, value in answers.items()}, base.program.vocabulary, (), file)
    try:
        intake = read_intake(data["intake"]) if data.get("intake") else None
    except (TypeError, ValueError) as error:
        raise CaseError([Problem(file, 0, str(error))]) from error
    findings, culprits = base.program.vocabulary.findings, {one.id for one in base.program.culprits}
    return replace(
        told,
        says=str(data.get("says", "")),
        named=tuple(one for one in data.get("named", ()) if one in culprits),
        doubts={name: str(words) for name, words in data.get("doubts", {}).items() if name in findings},
        not_understood=tuple(map(str, data.get("not_understood", ()))),
        conflicts=tuple(one for one in data.get("conflicts", ()) if one in findings),
        corrections=tuple(map(str, data.get("corrections", ()))),
        intake=intake,
    )
