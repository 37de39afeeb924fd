"""A person's answers at one time, and how they are read from YAML, JSON or the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import CaseError, Problem, did_you_mean
from .answers import NOT_SURE, Answer, Answers, Sites
from .intake import Intake
from .vocabulary import SIDES, FindingLogic, Vocabulary

WHOLE_SCREEN = "screen"

_YES = {True: True, "yes": True, "true": True, "y": True, False: False, "no": False, "false": False, "n": False}
_NONE = ("none_of_these", "none")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one person.

    `none_of` names the pages of the screen answered "none of these" (`screen` is all of them).
    `named` are culprits that the person named. `heard` says which words an answer came from; `doubts` are
    findings that were hinted at and must be asked. `not_understood` are words that were not. `corrections` tell
    what a person took back or corrected, oldest first.
    """

    answers: Answers
    says: str = ""
    none_of: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    heard: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    intake: Intake | None = None


def read_given(
    given: Mapping[str, Any],
    vocabulary: Vocabulary,
    pages: Iterable[str] = (),
    file: str = "",
    lines: Mapping[str, int] | None = None,
) -> Case:
    """A case from `{finding: value}`. Raises CaseError with every slip, at its line where `lines` has one."""
    answers: dict[str, Answer] = {}
    none_of: set[str] = set()
    problems: list[Problem] = []
    known_pages = set(pages)
    for name, value in given.items():
        line = (lines or {}).get(name, 0)
        if name == WHOLE_SCREEN or name.startswith(f"{WHOLE_SCREEN}."):
            page = name.partition(".")[2] or WHOLE_SCREEN
            if page != WHOLE_SCREEN and page not in known_pages:
                problems.append(
                    Problem(file, line, f"`{page}` is not a page of the screen{did_you_mean(page, known_pages)}")
                )
            elif value not in _NONE:
                problems.append(
                    Problem(file, line, f"`{name}` takes none_of_these; give each finding its own answer instead")
                )
            else:
                none_of.add(page)
            continue
        finding = vocabulary.findings.get(name)
        if finding is None:
            problems.append(Problem(file, line, f"`{name}` is not a finding{did_you_mean(name, vocabulary.findings)}"))
        elif finding.derived:
            problems.append(
                Problem(
                    file,
                    line,
                    f"`{name}` is worked out from others; answer those instead (see `rules show {name}`)",
                )
            )
        else:
            try:
                answers[name] = read_answer(value, name, finding, vocabulary)
            except ValueError as error:
                problems.append(Problem(file, line, str(error)))
    if problems:
        raise CaseError(problems)
    return Case(answers, none_of=frozenset(none_of))


def read_answer(value: Any, name: str, finding: FindingLogic, vocabulary: Vocabulary) -> Answer:
    """One answer. Raises ValueError that says what would be understood."""
    if value == "not_sure":
        return NOT_SURE
    match finding.type:
        case "yes_no":
            if isinstance(value, str | bool) and value in _YES:
                return _YES[value]
            raise ValueError(f"`{name}` takes yes, no or not_sure, not `{value}`")
        case "integer":
            return _integer(value, name, finding)
        case "choice":
            if value in finding.options:
                return str(value)
            hint = did_you_mean(str(value), finding.options)
            raise ValueError(f"`{name}` takes {', '.join(finding.options)} or not_sure, not `{value}`{hint}")
        case "regions":
            return _sites(value, name, vocabulary)


def merge(vocabulary: Vocabulary, *sets: Answers) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """All the answers together, and the findings on which they conflict.

    Of yes and no the more serious stands; numbers and choices that differ are not asked, and asked again.
    """
    merged: dict[str, Answer] = {}
    conflicts: list[str] = []
    for answers in sets:
        for name, answer in answers.items():
            if name not in merged or merged[name] == answer:
                if name not in conflicts:
                    merged[name] = answer
                continue
            both = _more_serious(merged[name], answer, vocabulary.findings[name].mitigating, vocabulary)
            if both is None:
                del merged[name]
            else:
                merged[name] = both
            if not isinstance(both, Sites):
                conflicts.append(name)
    return merged, tuple(conflicts)


def _joined(one: Sites, other: Sites, vocabulary: Vocabulary) -> Sites:
    """All the places of both; where one is the whole list, its finer places answer the other's coarse ones."""
    if not (one.complete or other.complete):
        return Sites(one.places | other.places, complete=False)
    listed = [place.partition(".")[0] for side in (one, other) if side.complete for place in side.places]
    coarse = {up for region in listed for up in vocabulary.ancestors(region)}
    kept = {p for side in (one, other) for p in side.places if side.complete or p.partition(".")[0] not in coarse}
    return Sites(frozenset(kept), complete=True)


def _more_serious(one: Answer, other: Answer, mitigating: bool, vocabulary: Vocabulary) -> Answer | None:
    if isinstance(one, Sites) and isinstance(other, Sites):
        return _joined(one, other, vocabulary)
    if one is NOT_SURE or other is NOT_SURE:
        known = other if one is NOT_SURE else one
        return known if known is (not mitigating) or not isinstance(known, bool) else NOT_SURE
    if isinstance(one, bool) and isinstance(other, bool):
        return not mitigating
    return None


def _integer(value: Any, name: str, finding: FindingLogic) -> int:
    try:
        number = int(value) if not isinstance(value, bool) and str(value).strip() == str(int(value)) else None
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None:
        raise ValueError(
            f"`{name}` takes a whole number from {finding.low} to {finding.high} or not_sure, not `{value}`"
        )
    if not finding.low <= number <= finding.high:
        raise ValueError(f"`{name}` takes {finding.low} to {finding.high}, not {number}")
    return number


def _sites(value: Any, name: str, vocabulary: Vocabulary) -> Sites:
    complete = True
    if isinstance(value, Mapping) and set(value) == {"some_of"}:
        value, complete = value["some_of"], False
    if isinstance(value, str):
        value = [one.strip() for one in value.split(",") if one.strip()]
    if not isinstance(value, list | tuple):
        raise ValueError(f"`{name}` takes a list of places, such as [low_back, mid_buttock.right]")
    if complete and not value:
        raise ValueError(f"`{name}` takes at least one place; leave it out when nothing was said of it")
    places: set[str] = set()
    for one in value:
        region, _, side = str(one).partition(".")
        if region not in vocabulary.regions:
            raise ValueError(f"`{one}` is not a place{did_you_mean(region, vocabulary.regions)}")
        if side == "both":
            places |= {f"{region}.{s}" for s in SIDES}
        elif side and side not in SIDES:
            raise ValueError(f"`{one}`: a side is left, right or both")
        else:
            places.add(str(one))
    return Sites(frozenset(places), complete)
