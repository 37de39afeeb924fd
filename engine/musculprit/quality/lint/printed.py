"""What the linter found, as lines, as data, as SARIF for code scanners, as annotations for GitHub."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .found import IDS, PAGE, SEVERITIES, Lint

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""Static Analysis Results Interchange Format 2.1.0, OASIS Standard with errata 01, 2023."""

_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def lines(found: Sequence[Lint]) -> Iterator[str]:
    """One line for each, as compilers print them."""
    for one in found:
        where = f"{one.file}:{one.line}" if one.line else one.file
        yield f"{where}: {one.severity}: {one.message} [{one.id}]"
        if one.hint:
            yield f"    try: {one.hint}"


def summary(found: Sequence[Lint]) -> str:
    """How many of each severity, and where the ids are explained."""
    counted = counts(found)
    told = ", ".join(f"{counted[one]} {one if counted[one] == 1 else f'{one}s'}" for one in SEVERITIES)
    return f"{told}. Each id is explained in {PAGE}."


def counts(found: Sequence[Lint]) -> Mapping[str, int]:
    """How many of each severity."""
    return Counter(one.severity for one in found)


def as_json(found: Sequence[Lint]) -> dict[str, Any]:
    """Everything as plain data, with what each id means."""
    counted = counts(found)
    return {
        "schema": "musculprit/lint/1",
        "counts": {one: counted[one] for one in SEVERITIES},
        "found": [
            {
                "id": one.id,
                "severity": one.severity,
                "file": one.file,
                "line": one.line,
                "rule": one.rule,
                "message": one.message,
                "hint": one.hint,
                "means": IDS[one.id][1],
                "page": one.page,
            }
            for one in found
        ],
    }


def as_sarif(found: Sequence[Lint], version: str, folder: Path) -> dict[str, Any]:
    """A SARIF 2.1.0 log with one run. `folder` is the folder of rules; files are told from where we are."""
    ids = list(IDS)
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "musculprit", "version": version, "rules": [_sarif_rule(id) for id in ids]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(one, ids.index(one.id), folder) for one in found],
            }
        ],
    }


def as_github(found: Sequence[Lint], folder: Path) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the line of a change."""
    for one in found:
        text = f"{one.message}. Try: {one.hint}" if one.hint else one.message
        place = f"file={_property(_path(one, folder))},line={max(one.line, 1)},title={_property(one.id)}"
        yield f"::{_GITHUB[one.severity]} {place}::{_data(text)}"


def _sarif_rule(id: str) -> dict[str, Any]:
    severity, means = IDS[id]
    return {
        "id": id,
        "shortDescription": {"text": means},
        "help": {"text": f"See {PAGE}#{id}."},
        "defaultConfiguration": {"level": severity},
    }


def _sarif_result(one: Lint, index: int, folder: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(_path(one, folder))}}
    if one.line:
        place["region"] = {"startLine": one.line}
    return {
        "ruleId": one.id,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": f"{one.message}. Try: {one.hint}" if one.hint else one.message},
        "locations": [{"physicalLocation": place}],
    }


def _path(one: Lint, folder: Path) -> str:
    """The file as seen from where we are, so that a scanner finds it in the repository."""
    inside = one.file.partition("/")[2]
    return Path(os.path.relpath(folder.resolve() / inside)).as_posix() if inside else one.file


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
