"""Labelled people from our people files, from JSON Lines, and from plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import Problem, did_you_mean
from ..casefile import Located, read_cases
from .label import Label, label_of, read_label
from .lines import json_objects, text_lines

YAML, JSON_LINES, SENTENCES = (".yaml", ".yml"), (".jsonl", ".ndjson"), (".tsv", ".txt")
_KEYS = ("id", "given", "says", "label", "culprit")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A person as given, and what should come out; `line` is where it stands, `lines` where each answer does."""

    id: str
    file: str
    line: int
    label: Label | None
    says: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    culprits: tuple[str, ...] = ()
    must_lead: bool = True


def read_people(paths: Iterable[Path], root: Path) -> tuple[list[Labelled], list[Problem], int]:
    """Everybody below the paths, every line that cannot be read, and how many have no label to be held to."""
    people: list[Labelled] = []
    problems: list[Problem] = []
    unlabelled = 0
    for path in paths:
        for file in _files(path):
            found, wrong = _read(file, root)
            people += [one for one in found if one.label or one.culprits]
            unlabelled += sum(not (one.label or one.culprits) for one in found)
            problems += wrong
    kept = list(_first_of_each(people, problems))
    return kept, problems, unlabelled


def _files(path: Path) -> list[Path]:
    """A file as it is; of a folder what is meant as people, so no text files."""
    wanted = (*YAML, *JSON_LINES, ".tsv")
    return sorted(one for one in path.rglob("*") if one.suffix in wanted) if path.is_dir() else [path]


def _read(file: Path, root: Path) -> tuple[list[Labelled], list[Problem]]:
    if file.suffix in YAML:
        return _from_cases(file, root)
    if file.suffix in JSON_LINES:
        return _from_json_lines(file)
    if file.suffix in SENTENCES:
        return _from_sentences(file)
    kinds = ", ".join((*YAML, *JSON_LINES, *SENTENCES))
    return [], [Problem(str(file), 0, f"I cannot tell what this is from its name; name it {kinds}")]


def _from_cases(file: Path, root: Path) -> tuple[list[Labelled], list[Problem]]:
    found: list[Labelled] = []
    cases, problems = read_cases([file], root)
    names: Counter[str] = Counter()
    for one in cases:
        names[one.case.name] += 1
        again = f" ({names[one.case.name]})" if names[one.case.name] > 1 else ""
        try:
            found.append(_from_case(one, f"{one.file}#{one.case.name}{again}"))
        except ValueError as error:
            problems.append(Problem(one.file, one.line, str(error)))
    return found, problems


def _from_case(one: Located, name: str) -> Labelled:
    expect = one.case.expect
    return Labelled(
        id=name,
        file=one.file,
        line=one.line,
        label=case_label(one),
        says=one.case.says,
        given=one.case.given,
        lines=one.given_lines(),
        culprits=expect.leads or expect.names,
        must_lead=bool(expect.leads),
    )


def case_label(one: Located) -> Label | None:
    """What the author of a case accepts; None when no level is expected. Raises ValueError on a contradiction."""
    expect = one.case.expect
    written = (expect.disposition, expect.at_least, expect.at_most, expect.accept_any_of)
    return label_of(*written) if any(written) else None


def _from_json_lines(file: Path) -> tuple[list[Labelled], list[Problem]]:
    found: list[Labelled] = []
    objects, problems = json_objects(file)
    for at, data in objects:
        try:
            found.append(_from_object(data, file, at))
        except ValueError as error:
            problems.append(Problem(str(file), at, str(error)))
    return found, problems


def _from_object(data: Mapping[str, Any], file: Path, at: int) -> Labelled:
    for key in data:
        if key not in _KEYS:
            raise ValueError(f"`{key}` is not expected here{did_you_mean(key, _KEYS)}; known are {', '.join(_KEYS)}")
    given, says, culprit = data.get("given") or {}, data.get("says") or "", data.get("culprit") or []
    if not isinstance(given, dict) or not isinstance(says, str):
        raise ValueError("`given` takes findings and answers, `says` a sentence")
    if not given and not says.strip():
        raise ValueError("nothing is known of this person; write `given`, `says` or both")
    culprits = [culprit] if isinstance(culprit, str) else culprit
    if not isinstance(culprits, list) or not all(isinstance(one, str) for one in culprits):
        raise ValueError("`culprit` takes a name or a list of names, such as [piriformis]")
    if data.get("label") is None and not culprits:
        raise ValueError("there is no `label` and no `culprit` to hold the answer to; add one")
    return Labelled(
        id=str(data.get("id", f"{file}:{at}")),
        file=str(file),
        line=at,
        label=None if data.get("label") is None else read_label(data["label"]),
        says=says,
        given=given,
        lines=dict.fromkeys(given, at),
        culprits=tuple(culprits),
    )


def _from_sentences(file: Path) -> tuple[list[Labelled], list[Problem]]:
    found: list[Labelled] = []
    lines, problems = text_lines(file)
    for at, line in lines:
        label, tab, says = line.partition("\t")
        if (label.strip().lower(), found, problems) == ("label", [], []):
            continue
        try:
            if not tab or not says.strip():
                raise ValueError("write the label, a tab, and the sentence")
            sentence = " ".join(says.split())
            found.append(Labelled(sentence, str(file), at, _label_in_words(label), sentence))
        except ValueError as error:
            problems.append(Problem(str(file), at, str(error)))
    return found, problems


def _label_in_words(text: str) -> Label:
    """`same_day`, `at_least same_day`, `at_least urgent_2w at_most same_day`, `self_care or routine_clinician`."""
    words = text.split()
    if "or" in words:
        return label_of(any_of=[one.strip() for one in text.split(" or ")])
    if words and words[0] in ("at_least", "at_most") and len(words) in (2, 4):
        return read_label(dict(zip(words[::2], words[1::2], strict=True)))
    return label_of(text.strip())


def _first_of_each(people: list[Labelled], problems: list[Problem]) -> Iterator[Labelled]:
    """Everybody once: two of one name could not be told apart in a second run."""
    seen: dict[str, Labelled] = {}
    for one in people:
        first = seen.setdefault(one.id, one)
        if first is one:
            yield one
        else:
            what = f"`{one.id}` stands twice (first at {first.file}:{first.line}); give each person an id of their own"
            problems.append(Problem(one.file, one.line, what))
