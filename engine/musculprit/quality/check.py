"""Checks that every rule says what its cases expect, with both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from ..conversation.cases import case_of
from ..errors import CaseError, did_you_mean
from ..model.assessment import Assessment
from ..model.case import Case
from ..model.expression import Condition, Outcome
from ..model.words import BANDS, CARE_KINDS, FLOORS
from ..reasoning.forward.reader import ForwardReader
from ..triage import assess
from ..triage.base import RuleBase
from ..triage.state import state_by_both
from ..triage.support import finding_of
from .casefile import Expect, Located
from .coverage import Coverage

_OUTCOMES = {True: "fires", False: "silent", None: "open"}


_READ_ALWAYS = frozenset(
    (
        "disposition",
        "at_least",
        "at_most",
        "accept_any_of",
        "leads",
        "names",
        "offers",
        "never",
        "fires",
        "silent",
        "asks",
    )
)
_READ_OF = {
    "red_flag": frozenset(("outcome", "floor", "level")),
    "precaution": frozenset(("outcome", "blocks", "floor")),
    "safety_net": frozenset(("outcome",)),
    "muscle": frozenset(("band", "points")),
    "condition": frozenset(("band", "points")),
    "part": frozenset(("outcome",)),
    "care": frozenset(("offered",)),
    "technique": frozenset(("offered",)),
    "referral": frozenset(("outcome",)),
}
"""Which expectations are checked for which kind of rule; others are refused, for they would prove nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One case and what was not as expected; nothing when all was."""

    case: Located
    failures: tuple[str, ...]
    level: str = ""
    at_least: str = ""

    def lines(self) -> Iterator[str]:
        """A line for each failure, with file and line."""
        for failure in self.failures:
            yield f"{self.case.file}:{self.case.line}: {self.case.case.name}: {failure}"


def check(cases: Iterable[Located], base: RuleBase, coverage: Coverage | None = None) -> Iterator[Checked]:
    """Run each case, and show it to `coverage`. A case that uses a word nobody knows fails with the reason."""
    flags = [flag.name for flag in base.program.flags]
    with ForwardReader(base.plan, flags) as forward:
        for located in cases:
            try:
                case = case_of(base, located.case.given, located.case.says, located.file, located.given_lines())
            except CaseError as error:
                yield Checked(located, tuple(problem.what for problem in error.problems))
                continue
            assessment = assess(case, base, forward)
            failures = tuple(_failures(located, case, assessment, base, forward))
            yield Checked(located, failures, assessment.disposition.id, assessment.disposition.at_least)
            if coverage is not None:
                coverage.add(case, located.rule)


def _failures(
    located: Located, case: Case, assessment: Assessment, base: RuleBase, forward: ForwardReader
) -> Iterator[str]:
    if assessment.second_reading != "agrees":
        yield f"second reading: {assessment.second_reading_note}"
    expect = located.case.expect
    kind = "part" if located.rule in {part.id for part in base.program.parts} else located.rule.partition(".")[0]
    for key in sorted(expect.model_fields_set - _READ_ALWAYS - _READ_OF.get(kind, frozenset())):
        yield f"`{key}` says nothing here: it is not checked for {f'a {kind}' if kind else 'a whole person'}"
    for name in (*expect.fires, *expect.silent):
        if name not in base.texts["rules"]:
            yield f"`{name}` is not a rule{did_you_mean(name, base.texts['rules'])}"
    yield from _whole(expect, assessment, base)
    if located.rule:
        yield from _one_rule(located, case, base, forward)


def _one_rule(located: Located, case: Case, base: RuleBase, forward: ForwardReader) -> Iterator[str]:
    expect, rule = located.case.expect, located.rule
    state = state_by_both(case, base, forward)
    said, support = state.said, state.support
    conditions = _conditions(rule, base)
    if rule in {part.id for part in base.program.parts}:
        yield from _differs("outcome", expect.outcome, _OUTCOMES[cast("Outcome", said[f"part.{rule}"])])
        return
    if rule.partition(".")[0] in ("muscle", "condition"):
        if f"score.{rule}" not in said:
            yield f"`{rule}` is not a rule"
        else:
            yield from _differs("band", expect.band, BANDS[int(said[f"band.{rule}"] or 0)])
            yield from _differs("points", expect.points, said[f"score.{rule}"])
        return
    if rule.startswith(("care.", "technique.")):
        if f"offer.{rule}" not in said:
            yield f"`{rule}` is not a rule{did_you_mean(rule, [a.id for a in base.program.actions])}"
        else:
            yield from _differs("offered", expect.offered, said[f"offer.{rule}"] is True)
        return
    if rule in base.program.nets:
        yield from _differs(
            "outcome",
            expect.outcome,
            _OUTCOMES[cast("Outcome", said.get(f"net.{rule}", True))],
        )
        return
    if not conditions:
        yield f"`{rule}` is not a rule{did_you_mean(rule, base.texts['rules'])}"
        return
    outcome = _outcome(rule, conditions, said)
    yield from _differs("outcome", expect.outcome, outcome)
    if expect.floor is not None:
        yield from _differs("floor", expect.floor, FLOORS[int(said["floor"] or 0)])
    if expect.level is not None:
        yield from _differs("level", expect.level, FLOORS[int(said[f"floor.{rule}"] or 0)])
    unknown = {finding_of(atom) for one in conditions.values() for atom in support.open_on(one)}
    for finding in expect.asks:
        if finding not in unknown:
            yield f"expected to ask {finding}; open are {', '.join(sorted(unknown)) or 'none'}"
    if expect.blocks:
        held = {p.id: p.withholds for p in base.program.precautions}
        missing = sorted(set(expect.blocks) - set(held.get(rule, ())))
        if missing or outcome != "fires":
            yield f"expected to block {', '.join(missing or expect.blocks)}; it is {outcome}"


def _outcome(rule: str, conditions: Mapping[str, Condition], said: Mapping[str, Any]) -> str:
    """Of a flag with raises, the strictest of its pairs."""
    outcomes = [said[name] for name in conditions]
    return "fires" if True in outcomes else "open" if said[rule] is None else "silent"


def _conditions(rule: str, base: RuleBase) -> dict[str, Condition]:
    names = [flag.name for flag in base.program.flags if flag.rule == rule] or [rule]
    found = {name: base.program.definitions.get(name) for name in names}
    return {name: node for name, node in found.items() if isinstance(node, Condition)}


def _whole(expect: Expect, assessment: Assessment, base: RuleBase) -> Iterator[str]:
    got = assessment.disposition
    yield from _differs("disposition", expect.disposition, got.id, because=", ".join(got.because))
    compared = 3 if got.id == "cannot_assess" else FLOORS.index(got.at_least)
    if expect.at_least and max(compared, FLOORS.index(got.at_least)) < FLOORS.index(expect.at_least):
        yield f"expected at least {expect.at_least}, got {got.id} ({', '.join(got.because)})"
    if expect.at_most and compared > FLOORS.index(expect.at_most):
        yield f"expected at most {expect.at_most}, got {got.id} ({', '.join(got.because)})"
    if expect.accept_any_of and got.id not in expect.accept_any_of:
        yield f"expected {' or '.join(expect.accept_any_of)}, got {got.id} ({', '.join(got.because)})"
    leading = [one.id.partition(".")[2] for one in assessment.culprits if one.leads]
    for name in expect.leads:
        if name.rpartition(".")[2] not in leading:
            yield f"expected {name} among the leaders, got {', '.join(leading) or 'none'}"
    shown = {one.id.partition(".")[2] for one in assessment.culprits}
    for name in expect.names:
        if name.rpartition(".")[2] not in shown:
            yield f"expected {name} to be named, got {', '.join(sorted(shown)) or 'none'}"
    offered = {one.id.partition(".")[2] for one in assessment.care}
    kinds = {one.kind for one in assessment.care}
    for name in expect.offers:
        if name.rpartition(".")[2] not in offered:
            yield f"expected {name} to be offered, got {', '.join(sorted(offered)) or 'nothing'}"
    for name in expect.never:
        if name not in CARE_KINDS and name not in {a.id.partition(".")[2] for a in base.program.actions}:
            yield f"`{name}` is neither a kind of care nor a care action{did_you_mean(name, CARE_KINDS)}"
        elif name in kinds or name in offered:
            yield f"{name} is offered and never should be"
    fired = {one.id for one in assessment.red_flags if one.outcome == "fires"}
    for name in expect.fires:
        if name not in fired:
            yield f"expected {name} to fire, fired: {', '.join(sorted(fired)) or 'none'}"
    for name in expect.silent:
        if name in fired:
            yield f"{name} fires and should not"
    if expect.asks and not expect.outcome:
        asked = {one.finding for one in assessment.questions}
        for name in expect.asks:
            if name not in asked:
                yield f"expected to ask {name}, asks {', '.join(sorted(asked)) or 'nothing'}"


def _differs(what: str, expected: object, got: object, because: str = "") -> Iterator[str]:
    if expected is not None and expected != got:
        yield f"expected {what} {_show(expected)}, got {_show(got)}" + (f" ({because})" if because else "")


def _show(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
