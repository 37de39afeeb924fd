"""What the cases show of the rules: every rule at work, every leaf of every flag deciding on its own.

A leaf is shown when one case fires only because of it, and another stays silent or open only because
of it: masking MC/DC (Chilenski, DOT/FAA/AR-01/18, 2001) over three outcomes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from ..model.answers import Answers, World, flatten
from ..model.case import Case
from ..model.expression import All, Any, AtLeast, Between, Condition, Not, Points, Reaches, Term, Yes, leaves_of
from ..model.program import Flag
from ..model.words import BANDS, DISPOSITIONS, SAME_DAY
from ..reasoning.judge import Said
from ..triage.base import RuleBase
from ..triage.state import state_of

Leaf = Yes | Between

_STATES = {True: "fires", False: "silent", None: "open"}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no case shows."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


class Coverage:
    """Watches cases go by, and knows what none of them showed."""

    def __init__(self, base: RuleBase) -> None:
        self._base = base
        self._seen: Counter[tuple[str, str]] = Counter()
        self._wanted = dict(_wanted(base))
        self._leaves: dict[str, list[_LeafOfFlag]] = {}
        for flag in base.program.flags:
            self._leaves.setdefault(flag.rule, []).extend(_leaves_of_flag(flag, base))
        self._edges = {edge: False for flag in base.program.flags for edge in _edges(flag, base)}

    def add(self, case: Case, rule: str = "") -> None:
        """Count what one case shows; only the cases written for a `rule` show its leaves and thresholds."""
        state = state_of(case, self._base)
        world, said = state.world, state.said
        for sign in _shown(self._base, said, state.support.world):
            self._seen[sign] += 1
        for leaf in self._leaves.get(rule, ()):
            leaf.look(state.answers, world, said)
        for edge in self._edges:
            owner, atom, value = edge
            if owner == rule and world.get(atom) == value:
                self._edges[edge] = True

    def gaps(self) -> list[Gap]:
        """Everything that no case showed, by rule."""
        found = [Gap(rule, what) for (rule, sign), what in self._wanted.items() if not self._seen[rule, sign]]
        found += [
            Gap(rule, what) for rule, leaves in self._leaves.items() for leaf in leaves for what in leaf.missing()
        ]
        found += [
            Gap(rule, f"no case of its own with {self._base.label(atom)} = {value}")
            for (rule, atom, value), seen in self._edges.items()
            if not seen
        ]
        return sorted(found, key=lambda gap: (gap.rule, gap.what))

    def counts(self) -> Mapping[str, tuple[int, int]]:
        """What was to be shown, by kind: how much of it was, and of how much."""
        shown = sum(bool(self._seen[sign]) for sign in self._wanted)
        leaves = [leaf for own in self._leaves.values() for leaf in own]
        halves = [half for leaf in leaves for half in (leaf.fired, leaf.held_back)]
        return {
            "outcomes": (shown, len(self._wanted)),
            "leaves": (sum(halves), len(halves)),
            "thresholds": (sum(self._edges.values()), len(self._edges)),
        }


def shown_by(base: RuleBase, said: Said) -> set[str]:
    """What one reading reaches, in the words of the search for what cannot be reached."""
    program = base.program
    reached = {flag.name for flag in program.flags if said[flag.name] is True}
    reached |= {one.id for one in program.precautions if said[one.id] is True}
    reached |= {one.id for one in program.referrals if said[one.id] is True}
    reached |= {f"{one.id} leads" for one in program.culprits if said[f"lead.{one.id}"]}
    reached |= {f"{one.id} named" for one in program.parts if said[f"part.{one.id}"]}
    reached |= {f"{one.id} offered" for one in program.actions if said[f"offer.{one.id}"]}
    reached |= {f"band {BANDS[int(said[f'band.{one.id}'] or 0)]}" for one in program.culprits}
    return reached | {f"disposition {DISPOSITIONS[int(said['disposition'] or 0)]}"}


class _LeafOfFlag:
    """One leaf of one flag, and whether it was seen to decide alone in both directions."""

    def __init__(self, flag: Flag, leaf: Leaf, base: RuleBase) -> None:
        condition = base.program.definitions[flag.name]
        assert isinstance(condition, Condition)
        self._rule = flag.rule
        self.fired = self.held_back = False
        self._flag, self._leaf, self._base, self._condition = flag.name, leaf, base, condition
        self._forced = (_replaced(condition, leaf, All(())), _replaced(condition, leaf, Any(())))

    def look(self, answers: Answers, world: World, said: Said) -> None:
        """Learn from one case."""
        fires = said[self._flag] is True
        if self.fired if fires else self.held_back:
            return
        judge = self._base.judge
        if any((judge.outcome(forced, world) is True) is not fires for forced in self._forced) or (
            self._turned(answers, world) is not fires
        ):
            self.fired, self.held_back = self.fired or fires, self.held_back or not fires

    def missing(self) -> Iterator[str]:
        """What was not seen."""
        name = self._base.label(self._leaf.atom)
        if isinstance(self._leaf, Between):
            low, high = self._leaf.low, self._leaf.high
            name += f" {'' if low is None else low}..{'' if high is None else high}"
        at = "" if self._flag == self._rule else f" ({self._flag.rpartition('#')[2]}. raise)"
        if not self.fired:
            yield f"no case fires only because of `{name}` [{self._leaf.atom}]{at}"
        if not self.held_back:
            yield f"no case stays silent or open only because of `{name}` [{self._leaf.atom}]{at}"

    def _turned(self, answers: Answers, world: World) -> bool:
        """Whether the flag fires once this answer, and what it implies, is turned round or taken back."""
        vocabulary = self._base.program.vocabulary
        atom = self._leaf.atom
        if atom not in vocabulary.findings or not isinstance(self._leaf, Yes):
            return self._base.judge.outcome(self._condition, world) is True
        if answers.get(atom) is True:
            turned: dict[str, Anything] = {name: answer for name, answer in answers.items() if name != atom}
        elif not vocabulary.implied_by_yes.get(atom):
            return self._base.judge.outcome(self._condition, world) is True
        else:
            turned = {**answers, atom: True}
        return self._base.judge.outcome(self._condition, flatten(turned, vocabulary)) is True


def _leaves_of_flag(flag: Flag, base: RuleBase) -> Iterator[_LeafOfFlag]:
    """The leaves of a flag; of a raise only those that the flag itself does not have."""
    own = _literals(base, flag.name)
    if flag.name != flag.rule:
        own = [leaf for leaf in own if leaf not in _literals(base, flag.rule)]
    return (_LeafOfFlag(flag, leaf, base) for leaf in own)


def _literals(base: RuleBase, name: str) -> list[Leaf]:
    condition = base.program.definitions[name]
    assert isinstance(condition, Condition)
    return [leaf for leaf in dict.fromkeys(leaves_of(condition)) if isinstance(leaf, Yes | Between)]


def _edges(flag: Flag, base: RuleBase) -> Iterator[tuple[str, str, int]]:
    """The values on both sides of every threshold of a flag."""
    if flag.floor < SAME_DAY:
        return
    for leaf in _literals(base, flag.name):
        if isinstance(leaf, Between):
            limits = base.program.vocabulary.findings[leaf.atom]
            values = [] if leaf.low is None else [leaf.low - 1, leaf.low]
            values += [] if leaf.high is None else [leaf.high, leaf.high + 1]
            yield from ((flag.rule, leaf.atom, one) for one in values if limits.low <= one <= limits.high)


def _replaced(node: Condition, leaf: Leaf, by: Condition) -> Condition:
    """The condition with every occurrence of a leaf replaced."""

    def inside(part: Condition) -> Condition:
        return _replaced(part, leaf, by)

    match node:
        case Not(part):
            return Not(inside(part))
        case All(parts):
            return All(tuple(map(inside, parts)))
        case Any(parts):
            return Any(tuple(map(inside, parts)))
        case AtLeast(n, parts):
            return AtLeast(n, tuple(map(inside, parts)))
        case Reaches(points, n):
            groups = tuple(tuple(Term(inside(term.when), term.points) for term in group) for group in points.groups)
            return Reaches(Points(groups), n)
        case _:
            return by if node == leaf else node


def _wanted(base: RuleBase) -> Iterator[tuple[tuple[str, str], str]]:
    """Every (rule, sign) that some case must show, with how its absence is told."""
    program = base.program
    for rule in dict.fromkeys(flag.rule for flag in program.flags):
        for state in _STATES.values():
            yield (rule, state), f"no case in which it is {state}" if state != "fires" else "no case fires it"
    for flag in program.flags:
        if flag.name != flag.rule:
            yield (flag.rule, flag.name), f"no case reaches its {flag.name.rpartition('#')[2]}. raise"
    for precaution in program.precautions:
        yield (precaution.id, "fires"), "no case fires it"
    for culprit in program.culprits:
        yield (culprit.id, "leads"), "it leads in no case"
        for at, line in enumerate(culprit.evidence, start=1):
            yield (
                (culprit.id, f"line {at}"),
                f"no case scores its {at}. line of points ({line.points:+d}, {line.group})",
            )
    for part in program.parts:
        yield (part.id, "named"), "no case names it"
    for action in program.actions:
        yield (action.id, "offered"), "no case offers it"
    for referral in program.referrals:
        yield (referral.id, "fires"), "no case fires it"
    for net in program.nets:
        yield (net, "shown"), "no case shows it"
    for page in program.pages:
        yield (f"screen.{page.id}", "applies"), "no case asks this page"
        yield (f"screen.{page.id}", "settled"), "no case settles this page"
        yield (f"screen.{page.id}", "waits"), "no case leaves this page to be asked"
    for name in DISPOSITIONS:
        yield (f"disposition {name}", "reached"), "no case ends here"


def _shown(base: RuleBase, said: Said, world: Mapping[str, Anything]) -> Iterator[tuple[str, str]]:
    """What one reading shows. Lines of points count where their culprit is in play."""
    program = base.program
    for flag in program.flags:
        if flag.name == flag.rule:
            yield flag.rule, _STATES[said[flag.name]]  # type: ignore[index]  # a flag says an outcome
        elif said[flag.name]:
            yield flag.rule, flag.name
    for name in (*(one.id for one in program.precautions), *(one.id for one in program.referrals)):
        if said[name]:
            yield name, "fires"
    for culprit in program.culprits:
        if said[f"lead.{culprit.id}"]:
            yield culprit.id, "leads"
        if said[f"play.{culprit.id}"]:
            for at, line in enumerate(culprit.evidence, start=1):
                if base.judge.outcome(line.when, world):
                    yield culprit.id, f"line {at}"
    for part in program.parts:
        if said[f"part.{part.id}"]:
            yield part.id, "named"
    for action in program.actions:
        if said[f"offer.{action.id}"]:
            yield action.id, "offered"
    for net in program.nets:
        if said.get(f"net.{net}", True):
            yield net, "shown"
    for page in program.pages:
        if said[f"gate.{page.id}.applies"]:
            yield f"screen.{page.id}", "applies"
            yield f"screen.{page.id}", "settled" if said[f"gate.{page.id}.settled"] else "waits"
    yield f"disposition {DISPOSITIONS[int(said['disposition'] or 0)]}", "reached"
