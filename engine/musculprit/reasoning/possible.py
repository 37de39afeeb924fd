"""What every atom could still become when some findings may yet be answered.

What was told stays told: an answer is added, or places are added to places. A yes then flows up and beats
a doubt, and a doubt beats a no, as `flatten` has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ..model.answers import NOT_SURE, Answers, flatten, reached
from ..model.expression import Between, Yes, told
from ..model.vocabulary import Vocabulary

YES, NO, OPEN, UNSURE, NUMBER = 1, 2, 4, 8, 16
"""The states of an atom, as bits: what it could be is the sum of them."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Possible:
    """The states that each atom could have; one that is not named is open. `spans` are the ends of the numbers."""

    states: Mapping[str, int]
    spans: Mapping[str, Span]


def possible(answers: Answers, vocabulary: Vocabulary, asked: Collection[str]) -> Possible:
    """What the atoms could be once none, some or all of the findings `asked` were answered, in any way."""
    states, spans = _known(answers, vocabulary)
    yes, no, unsure = _direct(asked, vocabulary)
    for name in asked:
        finding = vocabulary.findings[name]
        if finding.type == "integer" and name not in answers:
            states[name] = NUMBER | UNSURE | OPEN
            spans[name] = (finding.low, finding.high)
            unsure.add(name)
    yes = reached({atom for atom, state in states.items() if state == YES} | yes, vocabulary.implied_by_yes)
    unsure = reached({atom for atom, state in states.items() if state == UNSURE} | unsure, vocabulary.implied_by_yes)
    ruled_out = _may_be_ruled_out(vocabulary, yes, states, spans)
    denied = {atom for atom, state in states.items() if state == NO}
    no = reached(denied | no | ruled_out, vocabulary.denied_by_no)
    # Places may be told anew when a told one was too vague, and then what was a no is open again.
    reopened = {atom for name in asked if vocabulary.findings[name].type == "regions" for atom in _atoms(name, no)}
    for atom in yes | no | unsure:
        now = states.get(atom, OPEN)
        if now & (YES | NUMBER):
            continue
        now |= YES if atom in yes else 0
        now |= UNSURE if atom in unsure else 0
        now |= NO if atom in no and states.get(atom) != UNSURE else 0
        states[atom] = now | (OPEN if atom in reopened else 0)
    for name in vocabulary.mitigating:
        states[told(name)] = YES if states.get(name) == YES else (YES | NO if name in yes else NO)
    return Possible(states, spans)


def _known(answers: Answers, vocabulary: Vocabulary) -> tuple[dict[str, int], dict[str, Span]]:
    states: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for atom, value in flatten(answers, vocabulary).items():
        if value is NOT_SURE:
            states[atom] = UNSURE
        elif isinstance(value, bool):
            states[atom] = YES if value else NO
        else:
            states[atom] = NUMBER
            spans[atom] = (value, value)
    return states, spans


def _direct(asked: Iterable[str], vocabulary: Vocabulary) -> tuple[set[str], set[str], set[str]]:
    """The atoms that an answer itself can make yes, no, or not sure."""
    yes: set[str] = set()
    no: set[str] = set()
    unsure: set[str] = set()
    for name in asked:
        kind = vocabulary.findings[name].type
        if kind == "integer":
            continue
        atoms = vocabulary.atoms_of(name)
        yes.update(atoms)
        unsure.update(atoms)
        no.update(atoms if kind != "regions" else (atom for atom in atoms if "=" in atom))
    return yes, no, unsure


def _may_be_ruled_out(
    vocabulary: Vocabulary, yes: set[str], states: Mapping[str, int], spans: Mapping[str, Span]
) -> set[str]:
    def may_hold(leaf: Yes | Between) -> bool:
        if isinstance(leaf, Yes):
            return leaf.atom in yes
        if not states.get(leaf.atom, OPEN) & NUMBER:
            return False
        low, high = spans[leaf.atom]
        return (leaf.low is None or high >= leaf.low) and (leaf.high is None or low <= leaf.high)

    return {name for name, leaves in vocabulary.ruled_out_by.items() if any(map(may_hold, leaves))}


def _atoms(name: str, among: Iterable[str]) -> Iterable[str]:
    return (atom for atom in among if atom.startswith(f"{name}="))
