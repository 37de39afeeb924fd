"""What a change of the rules does to people: each consequence with one shortest person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...model.words import CANNOT_ASSESS, DISPOSITIONS, FLOORS, ROUTINE, SAME_DAY
from ...triage.assessing import plain
from ...triage.base import RuleBase
from ..casefile import Located
from . import differences as differ
from .candidates import candidates
from .differences import Difference
from .sides import Both, Known, Side, Told
from .touched import changed, texts_changed, touched, words_changed
from .witness import Search

BREAKING = ("lowered", "floor_lowered")
TOGETHER = ("care_", "lead_", "page_", "question_")
"""Kinds whose consequences are told together where one person shows them all."""

SECONDS: Mapping[str, float] = {
    "lowered": 20,
    "floor": 5,
    "raised": 6,
    "flags": 8,
    "care": 8,
    "leads": 5,
    "questions": 4,
}
"""How long the solver may search for each part."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What differs, for whom, and the rules that decide on each side; `behind` are those that were changed."""

    kind: str
    subjects: tuple[str, ...]
    was: str
    now: str
    breaking: bool
    person: dict[str, Any]
    before_stands: str
    after_stands: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    care_lost: tuple[str, ...]
    care_gained: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """A comparison. `unsettled` is what was not settled in time, by kind; `logic` whether more than texts changed."""

    consequences: tuple[Consequence, ...]
    unsettled: dict[str, tuple[str, ...]]
    logic: bool
    texts: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def breaking(self) -> tuple[Consequence, ...]:
        """The consequences that lower an answer."""
        return tuple(one for one in self.consequences if one.breaking)

    @property
    def safe(self) -> bool:
        """Whether it is certain that nobody's answer is lowered."""
        return not self.breaking and not any(kind in self.unsettled for kind in BREAKING)


def compare(before: RuleBase, after: RuleBase, cases: Iterable[Located] = ()) -> Diff:
    """All consequences of going from one rule base to the other. Raises MissingExtra without the solver.

    `cases` are people to try first.
    """
    one, other = before.program, after.program
    texts = texts_changed(before.texts, after.texts)
    words = words_changed(before.texts, after.texts)
    reach = touched(one, other)
    if not reach and one.pages == other.pages:
        return Diff((), {}, False, texts, words)
    both = Both(before, after)
    own = changed(one, other)
    search = Search(both, candidates(both, own, cases), reach)
    return _Comparison(both, search, reach, own).run(texts, words)


class _Comparison:
    def __init__(self, both: Both, search: Search, reach: frozenset[str], own: frozenset[str]) -> None:
        self.both, self.search, self.reach, self.own = both, search, reach, own
        # Care is compared where both answers allow it, so that what only follows from the answer stays out.
        self.care_reach = touched(both.before.program, both.after.program, frozenset({"care_allowed"}))
        self.unsettled: dict[str, list[str]] = {}

    def run(self, texts: tuple[str, ...], words: tuple[str, ...]) -> Diff:
        sides = (self.both.before, self.both.after)
        found = list(self.part("lowered", differ.dispositions(lambda was, now: now < was, "lowered")))
        shown = {floors for one in found if (floors := self.floors(one[1])) is not None}
        lower = (one for one in differ.floors_lowered() if (one.was, one.now) not in shown)
        found += self.part("floor", lower)
        found += self.part("raised", differ.dispositions(lambda was, now: now > was, "raised"))
        found += self.part("flags", differ.flags(*sides))
        found += self.part("care", differ.care(*sides))
        found += self.part("leads", differ.leads(*sides))
        found += self.part("questions", differ.questions(*sides))
        consequences = tuple(self.consequence(shows, told) for shows, told in found)
        unsettled = {kind: tuple(names) for kind, names in self.unsettled.items()}
        return Diff(consequences, unsettled, True, texts, words)

    def part(self, name: str, differences: Iterable[Difference]) -> Iterator[tuple[list[Difference], Told]]:
        """The differences of one part that somebody shows, each with the shortest person."""
        wanted = [one for one in differences if self.may(one)]
        searched = self.search.settle(wanted, SECONDS[name])
        for one in searched.unsettled:
            said = f"{one.was} -> {one.now}" if one.subject in ("disposition", "floor") else one.subject
            self.unsettled.setdefault(one.kind, []).append(said)
        waiting = [one for one in wanted if one in searched.found]
        while waiting:
            first = waiting[0]
            told = self.search.shortest(first, searched.found[first])
            alike = [one for one in waiting[1:] if self.together(one, first) and self.search.shows(one, told)]
            yield [first, *alike], told
            waiting = [one for one in waiting[1:] if one not in alike]

    def together(self, one: Difference, first: Difference) -> bool:
        return one.kind == first.kind and one.kind.startswith(TOGETHER)

    def may(self, one: Difference) -> bool:
        """Whether the change can reach the difference at all."""
        reach = self.care_reach if one.kind.startswith("care_") else self.reach
        return one.moved or not reach.isdisjoint(one.reads)

    def floors(self, told: Told) -> tuple[str, str] | None:
        before, after = self.both.known(told, frozenset({"floor"}))
        return FLOORS[before["floor"]], FLOORS[after["floor"]]

    def consequence(self, shows: list[Difference], told: Told) -> Consequence:
        first = shows[0]
        before, after = self.both.known(told)
        deciding = tuple(_deciding(self.both.before, before)), tuple(_deciding(self.both.after, after))
        care = _offered(self.both.before, before), _offered(self.both.after, after)
        person = plain(told.answers) | ({"screen": "none_of_these"} if told.none_of_these else {})
        return Consequence(
            first.kind,
            tuple(one.subject for one in shows),
            first.was,
            first.now,
            first.kind in BREAKING,
            person,
            DISPOSITIONS[before["disposition"]],
            DISPOSITIONS[after["disposition"]],
            _shown(deciding[0], before, deciding[1]),
            _shown(deciding[1], after, deciding[0]),
            tuple(one for one in care[0] if one not in care[1]),
            tuple(one for one in care[1] if one not in care[0]),
            self.behind(before, after),
        )

    def behind(self, before: Known, after: Known) -> tuple[str, ...]:
        """The rules, findings and pages that were changed and say something else of this person."""
        names = [name for name in sorted(self.own) if self.differs(name, before, after)]
        # What is blocked is written anew when a precaution comes or goes: that is the rule to name.
        causes = [name for name in names if not name.startswith(("blocked.", "offer."))]
        found = [one for one in (_rule_of(name, self.both) for name in causes) if one]
        found = found or [_rule_of(name, self.both) for name in names]
        return tuple(dict.fromkeys(one for one in found if one))

    def differs(self, name: str, before: Known, after: Known) -> bool:
        """Whether a definition says something else; one that is missing says nothing, as a silent one does."""
        if all(name in side.definitions for side in (self.both.before, self.both.after)):
            return bool(before.get(name) != after.get(name))
        return bool(before.get(name)) is not bool(after.get(name))


def _deciding(side: Side, known: Known) -> Iterator[str]:
    """What the answer of one side comes from: the rules with its floor, what is open, or who is to be seen."""
    program, floor, rank = side.program, known["floor"], known["disposition"]
    rules = dict.fromkeys(flag.rule for flag in program.flags if known.get(flag.name) is True)
    if floor > 0:
        yield from (rule for rule in rules if known[f"floor.{rule}"] == floor)
    if rank == CANNOT_ASSESS:
        for page in program.pages:
            if known.get(f"gate.{page.id}.applies") is not False and known.get(f"gate.{page.id}.settled") is not True:
                yield f"screen.{page.id}"
        urgent = (flag for flag in program.flags if flag.floor >= SAME_DAY and not flag.volunteered)
        yield from dict.fromkeys(flag.rule for flag in urgent if flag.name not in known)
    if rank == ROUTINE and floor < ROUTINE:
        yield from (one.id for one in program.referrals if known.get(one.id) is True)
        for culprit in program.culprits:
            if known.get(f"lead.{culprit.id}") is True and known.get(f"see.{culprit.id}") is True:
                yield culprit.id


def _shown(deciding: tuple[str, ...], known: Known, others: tuple[str, ...]) -> tuple[str, ...]:
    """What decides; of the many things that may be open only those that are not so on the other side."""
    return tuple(one for one in deciding if known["disposition"] != CANNOT_ASSESS or one not in others)


def _offered(side: Side, known: Known) -> tuple[str, ...]:
    return tuple(one.id for one in side.program.actions if known.get(f"offer.{one.id}") is True)


def _rule_of(name: str, both: Both) -> str:
    """The rule, finding or page of a definition; nothing for what the policy makes of all rules."""
    bare = name.partition("#")[0]
    for side in (both.before, both.after):
        rest = bare.partition(".")[2]
        if bare in side.base.texts["rules"] or bare in side.program.vocabulary.findings:
            return bare
        if rest in side.base.texts["rules"]:
            return rest
        if bare.startswith("gate."):
            return f"screen.{rest.rpartition('.')[0]}"
    return ""
