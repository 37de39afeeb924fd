"""The rules under the linter, with every condition in them, what it means to the engine, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any as Written

from ...knowledge.document import Document
from ...knowledge.parsing import Where
from ...model.expression import Condition, Not, Points, all_of
from ...model.program import Flag
from ...model.rule import (
    CareAction,
    Culprit,
    NotSurePolicy,
    Part,
    Precaution,
    RedFlag,
    Referral,
    SafetyNet,
    Sourced,
    Technique,
)
from ...model.rules import Rules
from ...policy.compile import vocabulary_of
from ...policy.flags import Pair, pairs
from ...policy.unfold import expand, unfold
from .found import IDS, Lint, Severity
from .implication import Reasoner
from .states import Demand

Meaning = Callable[[Condition], list[Condition]]


@dataclass(frozen=True)
class Place:
    """A condition where an author wrote it. `means` gives what the engine reads once it says something else."""

    owner: str
    document: Document
    where: Where
    condition: Condition
    means: Meaning
    context: Condition | None = None
    """What must hold as well before this is read: the condition of a flag around its raise."""

    def raw(self) -> Written:
        """The condition as it stands in the file."""
        data = self.document.data
        for key in self.where:
            data = data[key]
        return data


class Source:
    """Rules, their documents, and the reasoning that the checks share."""

    def __init__(self, rules: Rules, documents: Mapping[str, Document]) -> None:
        self.rules = rules
        self.documents = documents
        self.vocabulary = vocabulary_of(rules)
        self.reasoner = Reasoner(self.vocabulary)
        derived = {name: one.derived for name, one in rules.findings.items() if one.derived is not None}
        self.expanded: Callable[[Condition], Condition] = partial(expand, derived=derived)
        self._above: dict[str, frozenset[str]] = {}
        self._mitigating = frozenset(self.vocabulary.mitigating)

    def lint(
        self, id: str, owner: str, where: Where, message: str, hint: str = "", severity: Severity | None = None
    ) -> Lint:
        """A finding of the linter about a rule, a finding or a page, at its file and line."""
        document = self.document_of(owner)
        return Lint(id, severity or IDS[id][0], document.file, document.line(where), message, owner, hint)

    def document_of(self, owner: str) -> Document:
        """The file of a rule, of a finding (by its id) or of the screen (`screen.<page>`)."""
        if owner in self.rules.files:
            return self.documents[self.rules.files[owner]]
        return self._homes.get(owner, self._screen)

    def demand(self, condition: Condition, fires: bool = True) -> Demand:
        """What must be so for a condition to fire; derived findings are written out."""
        return self.reasoner.states.demand(self.expanded(condition), fires)

    def above(self, atom: str) -> frozenset[str]:
        """The atom and all that a yes to it makes yes."""
        if atom not in self._above:
            implied = self.vocabulary.implied_by_yes.get(atom, ())
            self._above[atom] = frozenset((atom,)).union(*(self.above(one) for one in implied))
        return self._above[atom]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every (condition, floor) pair of the red flags, as the engine reads them."""
        return pairs(self.rules.red_flags, self._unfolded)

    def where_of(self, flag: Flag) -> Where:
        """Where a pair stands in its file: the flag's `when`, or one of its raises."""
        at = flag.name.rpartition("#")[2]
        return ("raise", int(at) - 1) if flag.name != flag.rule else ("when",)

    @cached_property
    def places(self) -> list[Place]:
        """Every condition, in the order of the files."""
        found = [place for rule in self.rules.sourced() for place in self._of_rule(rule)]
        for name, finding in self.rules.findings.items():
            if finding.derived is not None and not isinstance(finding.derived, Points):
                found.append(self._place(name, (name, "derived"), finding.derived))
        for at, page in enumerate(self.rules.pages):
            owner = f"screen.{page.id}"
            if page.applies is not None:
                found.append(self._place(owner, (at, "applies"), page.applies))
            for kind, lines in (("asks", page.asks), ("bullets", page.bullets)):
                for n, line in enumerate(lines):
                    if not isinstance(line, str) and line.when is not None:
                        found.append(self._place(owner, (at, kind, n, "when"), line.when))
        return found

    @cached_property
    def _homes(self) -> Mapping[str, Document]:
        finding_files = [one for one in self.documents.values() if "/findings/" in one.file]
        return {name: one for one in finding_files for name in one.data}

    @cached_property
    def _screen(self) -> Document:
        return next(one for one in self.documents.values() if one.file.endswith("/screen.yaml"))

    def _unfolded(self, condition: Condition, policy: NotSurePolicy) -> Condition:
        return unfold(self.expanded(condition), policy, self._mitigating)

    def _cautious(self, condition: Condition, policy: NotSurePolicy = "present") -> Condition:
        return unfold(self.expanded(condition), policy, frozenset())

    def _place(
        self, owner: str, where: Where, condition: Condition, read: Callable[[Condition], Condition] | None = None
    ) -> Place:
        means = read or self.expanded
        return Place(owner, self.document_of(owner), where, condition, lambda new: [means(new)])

    def _of_rule(self, rule: Sourced) -> Iterator[Place]:
        match rule:
            case RedFlag():
                yield from self._of_flag(rule)
            case Precaution():
                cautious = partial(self._cautious, policy=rule.not_sure)
                yield self._place(rule.id, ("when",), rule.when, cautious)
            case Referral():
                yield self._place(rule.id, ("when",), rule.when, partial(self._unfolded, policy="absent"))
            case Culprit():
                yield from self._of_culprit(rule)
            case CareAction() | SafetyNet() | Part() | Technique():
                if (when := getattr(rule, "when", None)) is not None:
                    yield self._place(rule.id, ("when",), when)
                if (not_when := getattr(rule, "not_when", None)) is not None:
                    yield self._place(rule.id, ("not_when",), not_when, self._cautious)

    def _of_flag(self, rule: RedFlag) -> Iterator[Place]:
        def base(new: Condition) -> list[Condition]:
            return [pair.when for pair in pairs([rule.model_copy(update={"when": new})], self._unfolded)]

        def raised(at: int, new: Condition) -> list[Condition]:
            raises = [one.model_copy(update={"when": new}) if n == at else one for n, one in enumerate(rule.raises)]
            return [pairs([rule.model_copy(update={"raises": tuple(raises)})], self._unfolded)[at + 1].when]

        document = self.document_of(rule.id)
        yield Place(rule.id, document, ("when",), rule.when, base)
        for at, one in enumerate(rule.raises):
            yield Place(rule.id, document, ("raise", at, "when"), one.when, partial(raised, at), rule.when)

    def _of_culprit(self, rule: Culprit) -> Iterator[Place]:
        for at, line in enumerate(rule.points):
            key, when = ("when", line.when) if line.when is not None else ("when_not", line.when_not)
            yield self._place(rule.id, ("points", at, key), when)
        for at, see in enumerate(rule.see):
            if see.when is not None:
                yield self._place(rule.id, ("see", at, "when"), see.when)
        if rule.only_if is not None:
            yield self._place(rule.id, ("only_if",), rule.only_if)


def fires(place: Place) -> Condition:
    """The condition that must fire for the place to matter; of `when_not`, that it is known to be no."""
    condition = Not(place.condition) if place.where[-1] == "when_not" else place.condition
    return condition if place.context is None else all_of(place.context, condition)
