"""How well sentences are read: precision and recall per finding against what a careful person heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ..conversation.understand import understand
from ..errors import Problem, did_you_mean
from ..knowledge.document import Document, read
from ..model.answers import Answer, Sites, flatten
from ..model.case import Case
from ..model.vocabulary import SIDES, Vocabulary
from ..triage.base import RuleBase
from .evaluate.statistics import clopper_pearson

Heard: TypeAlias = Literal["yes", "no", "asked", ""]
"""What was made of a finding: an answer, a question, or nothing."""

ATOMS = {"yes": "yes", "no": "no", "doubts": "asked", "not": ""}
"""The lists of a sentence, and what should be heard of what stands in them; of the last anything but yes."""

NUMBERS = {"age": "age_years", "sex": "sex", "days": "duration_days", "severity": "severity_0_10"}
_KEYS = (*ATOMS, *NUMBERS, "says", "named", "limit")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody types, and what a careful reader takes from it: atom to `yes`, `no`, `asked` or nothing."""

    says: str
    meant: Mapping[str, Heard]
    numbers: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One finding of one sentence: what was meant, and what was heard. Nothing was meant where `meant` is empty."""

    says: str
    finding: str
    meant: Heard
    heard: Heard
    danger: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the exact 95 % interval."""

    part: int
    whole: int

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper and Pearson, from 0 to 1."""
        return clopper_pearson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Row:
    """One finding, or all of them. Of what was said to be there: heard, asked, missed, or taken for a no."""

    name: str
    said: int
    heard: int
    asked: int
    missed: int
    denied: int
    extra: int

    @property
    def recall(self) -> Share:
        """Of what was said to be there, what was heard."""
        return Share(self.heard, self.said)

    @property
    def precision(self) -> Share:
        """Of what was heard as being there, what was said."""
        return Share(self.heard, self.heard + self.extra)

    @property
    def not_lost(self) -> Share:
        """Of what was said to be there, what was heard or asked."""
        return Share(self.heard + self.asked, self.said)


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole file: how many sentences, everything that was said, dangers apart, denials, doubts, each finding."""

    sentences: int
    all: Row
    danger: Row
    denials: Row
    doubts: Share
    numbers: Mapping[str, Share]
    findings: tuple[Row, ...]
    lost: tuple[Reading, ...]


def read_sentences(file: Path, base: RuleBase) -> tuple[list[Sentence], list[Problem]]:
    """The labelled sentences of a YAML file, and every slip in it."""
    document = read(file, str(file))
    found: list[Sentence] = []
    if not document.problems and not isinstance(document.data, list):
        document.complain((), "expected a list of sentences: `- {says: ..., yes: [...]}`")
    for at, one in enumerate(document.data if isinstance(document.data, list) else ()):
        sentence = _sentence(one, document, at, base)
        if sentence is not None:
            found.append(sentence)
    return found, document.problems


def readings(sentence: Sentence, case: Case, base: RuleBase) -> Iterator[Reading]:
    """What was meant beside what was heard. What a yes implies, and the places around a place, are no extras."""
    vocabulary = base.program.vocabulary
    world = flatten(case.answers, vocabulary)
    for atom, meant in sentence.meant.items():
        yield _reading(sentence, atom, meant, _heard(atom, world, case), vocabulary)
    stated = _with_implied((atom for atom, meant in sentence.meant.items() if meant == "yes"), vocabulary)
    for atom in _said_yes(case.answers):
        if atom not in sentence.meant and not stated.intersection((atom, *_around(atom, vocabulary))):
            yield _reading(sentence, atom, "", "yes", vocabulary)


def figures(sentences: Sequence[Sentence], base: RuleBase) -> Figures:
    """Read every sentence and count."""
    found: list[Reading] = []
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for sentence in sentences:
        case = understand(sentence.says, base)
        found += readings(sentence, case, base)
        for name, value in sentence.numbers.items():
            told[name] += 1
            right[name] += case.answers.get(NUMBERS[name]) == value
    doubts = [one for one in found if one.meant == "asked"]
    by_finding: dict[str, list[Reading]] = {}
    for one in found:
        by_finding.setdefault(one.finding, []).append(one)
    return Figures(
        sentences=len(sentences),
        all=_row("all findings", found),
        danger=_row("danger findings", [one for one in found if one.danger]),
        denials=_row("denials", found, "no"),
        doubts=Share(sum(one.heard == "asked" for one in doubts), len(doubts)),
        numbers={name: Share(right[name], told[name]) for name in NUMBERS if told[name]},
        findings=tuple(_row(name, of) for name, of in sorted(by_finding.items())),
        lost=tuple(one for one in found if one.danger and one.meant == "yes" and one.heard in ("", "no")),
    )


def _row(name: str, found: Iterable[Reading], kind: Heard = "yes") -> Row:
    outcomes: Counter[Heard] = Counter()
    extra = 0
    for one in found:
        if one.meant == kind:
            outcomes[one.heard] += 1
        elif one.heard == kind:
            extra += 1
    other: Heard = "no" if kind == "yes" else "yes"
    said = outcomes.total()
    return Row(name, said, outcomes[kind], outcomes["asked"], outcomes[""], outcomes[other], extra)


def _reading(sentence: Sentence, atom: str, meant: Heard, heard: Heard, vocabulary: Vocabulary) -> Reading:
    name = atom.partition("=")[0]
    return Reading(sentence.says, name, meant, heard, vocabulary.findings[name].danger)


def _heard(atom: str, world: Mapping[str, Any], case: Case) -> Heard:
    if atom in world:
        return "yes" if world[atom] is True else "no"
    return "asked" if atom.partition("=")[0] in case.doubts else ""


def _said_yes(answers: Mapping[str, Answer]) -> Iterator[str]:
    for name, answer in answers.items():
        if answer is True:
            yield name
        elif isinstance(answer, Sites):
            yield from (f"{name}={place}" for place in sorted(answer.places))


def _with_implied(atoms: Iterable[str], vocabulary: Vocabulary) -> set[str]:
    found: set[str] = set()
    waiting = list(atoms)
    while waiting:
        atom = waiting.pop()
        if atom not in found:
            found.add(atom)
            waiting += _around(atom, vocabulary)
    return found


def _around(atom: str, vocabulary: Vocabulary) -> list[str]:
    """What a yes to this one is a yes to as well: what it implies, or the places around a place."""
    name, _, place = atom.partition("=")
    if not place or vocabulary.findings[name].type != "regions":
        return list(vocabulary.implied_by_yes.get(name, ()))
    region, _, side = place.partition(".")
    wider = [f"{name}={up}" for up in vocabulary.ancestors(region)]
    return [*wider, *(f"{one}.{side}" for one in wider), f"{name}={region}"] if side in SIDES else wider


def _sentence(one: Any, document: Document, at: int, base: RuleBase) -> Sentence | None:
    if not isinstance(one, Mapping) or not isinstance(one.get("says"), str):
        document.complain((at,), "a sentence is `{says: ..., yes: [...], no: [...], doubts: [...], not: [...]}`")
        return None
    for key in one:
        if key not in _KEYS:
            document.complain((at, key), f"`{key}` is not expected here{did_you_mean(str(key), _KEYS)}")
    meant: dict[str, Heard] = {}
    for key, heard in ATOMS.items():
        for atom in one.get(key) or ():
            slip = _slip(str(atom), base)
            if slip:
                document.complain((at, key), slip)
            else:
                meant.setdefault(str(atom), heard)  # type: ignore[arg-type]  # the words of ATOMS
    return Sentence(one["says"], meant, {key: one[key] for key in NUMBERS if key in one})


def _slip(atom: str, base: RuleBase) -> str:
    vocabulary = base.program.vocabulary
    name, _, place = atom.partition("=")
    if name not in vocabulary.findings:
        return f"`{name}` is not a finding{did_you_mean(name, vocabulary.findings)}"
    region = place.partition(".")[0]
    if place and vocabulary.findings[name].type == "regions" and region not in vocabulary.regions:
        return f"`{region}` is not a place{did_you_mean(region, vocabulary.regions)}"
    return ""
