"""What an assessment shows, as further definitions of the program, so that it is read for everybody at once.

`triage.assessing` and `triage.advice` say the same of one person; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..model.expression import (
    Any,
    Condition,
    Constant,
    Node,
    Not,
    NotSure,
    Pick,
    Value,
    Within,
    Yes,
    all_of,
    any_of,
    atoms_of,
)
from ..model.program import ActionLogic, CulpritLogic, Flag, Program
from ..model.words import EMERGENCY, SAME_DAY

DANGER = "shown.danger"
READ_OF_CULPRITS = ("score", "groups", "band", "see")
"""What else is read of each culprit."""


@dataclass(frozen=True)
class Shown:
    """A program that also says what is shown. Names are in the order in which they are listed for a person."""

    program: Program

    @cached_property
    def fired(self) -> tuple[tuple[str, int], ...]:
        """Rules with each floor at which they may fire: the highest floor first, then by id."""
        pairs = dict.fromkeys((flag.rule, flag.floor) for flag in self.program.flags)
        return tuple(sorted(pairs, key=lambda one: (-one[1], one[0])))

    @cached_property
    def waiting(self) -> tuple[Flag, ...]:
        """The (condition, floor) pairs that may be open."""
        return tuple(flag for flag in self.program.flags if not flag.volunteered)

    @cached_property
    def culprits(self) -> tuple[CulpritLogic, ...]:
        """The culprits by id."""
        return tuple(sorted(self.program.culprits, key=lambda one: one.id))

    @cached_property
    def actions(self) -> tuple[ActionLogic, ...]:
        """What a person can do without a therapist."""
        return tuple(one for one in self.program.actions if not one.for_therapist)

    @cached_property
    def extended(self) -> Program:
        """The program with what is shown defined at its end."""
        return replace(self.program, definitions={**self.program.definitions, **dict(self._definitions())})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The definitions that an answer is made of."""
        own = [name for name in self.extended.definitions if name not in self.program.definitions]
        read = [f"{what}.{one.id}" for one in self.culprits for what in READ_OF_CULPRITS]
        read += [f"{what}.{one.id}" for one in self.actions for what in ("offer", "blocked")]
        return ("disposition", "at_least", "floor", "complete", *read, *own)

    def _definitions(self) -> Iterator[tuple[str, Node]]:
        yield DANGER, all_of(_reaches("disposition", SAME_DAY), Not(_reaches("disposition", EMERGENCY + 1)))
        yield from self._flags()
        for one in self.culprits:
            yield shown_lead(one.id), _surely(all_of(Yes(f"play.{one.id}"), Yes(f"lead.{one.id}")))
            supported = any_of(Yes(f"lead.{one.id}"), _reaches(f"score.{one.id}", 1))
            yield shown_culprit(one.id), all_of(_surely(Yes(f"play.{one.id}")), supported, Not(Yes(DANGER)))
        for action in self.actions:
            fits = Any(tuple(Yes(shown_lead(one.id)) for one in self.culprits if action.id in one.care))
            held = Not(_surely(Not(Yes(f"blocked.{action.id}"))))
            yield shown_held(action.id), all_of(fits, held, Not(Yes(DANGER)))

    def _flags(self) -> Iterator[tuple[str, Node]]:
        flags = self.program.flags
        for rule, floor in self.fired:
            fires = Any(tuple(Yes(one.name) for one in flags if (one.rule, one.floor) == (rule, floor)))
            yield shown_fired(rule, floor), all_of(fires, Not(_reaches(f"floor.{rule}", floor + 1)))
        earlier: dict[tuple[str, int], list[Condition]] = {}
        for flag in self.waiting:
            before = earlier.setdefault((flag.rule, flag.floor), [])
            settled = any_of(_surely(Yes(flag.name)), _surely(Not(Yes(flag.name))))
            fired = Any(tuple(_surely(Yes(one.name)) for one in flags if one.rule == flag.rule))
            higher = Not(all_of(fired, _reaches(f"floor.{flag.rule}", flag.floor)))
            yield (
                shown_open(flag.name),
                all_of(self._begun(flag), Not(settled), higher, Not(_surely(Yes("complete"))), Not(Any(tuple(before)))),
            )
            before.append(_surely(Yes(shown_open(flag.name))))

    def _begun(self, flag: Flag) -> Condition:
        """A danger that the flag reads is there, or nobody is sure that it is not."""
        findings = self.program.vocabulary.findings
        read = dict.fromkeys(atoms_of(self.program.definitions[flag.name]))
        danger = [atom for atom in read if atom in findings and findings[atom].danger]
        return Any(tuple(leaf for atom in danger for leaf in (Yes(atom), NotSure(atom))))


def shown_fired(rule: str, floor: int) -> str:
    """The definition that a red flag fires at this floor and no higher."""
    return f"shown.fired.{rule}@{floor}"


def shown_open(flag: str) -> str:
    """The definition that a (condition, floor) pair has begun and is open."""
    return f"shown.open.{flag}"


def shown_culprit(culprit: str) -> str:
    """The definition that a culprit may be listed."""
    return f"shown.{culprit}"


def shown_lead(culprit: str) -> str:
    """The definition that a culprit leads, in danger too."""
    return f"shown.lead.{culprit}"


def shown_held(action: str) -> str:
    """The definition that an action would fit, and is blocked or waits for an answer."""
    return f"shown.held.{action}"


def _reaches(number: str, least: int) -> Condition:
    return Within(Value(number), Constant(least), 0)


def _surely(condition: Condition) -> Condition:
    """The condition with open taken as silent."""
    return Within(Pick(condition, Constant(1), Constant(0)), Constant(1), 0)
