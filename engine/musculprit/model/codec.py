"""A program as JSON and back. Equal nodes are written once, so that they are one node again when read."""

from __future__ import annotations

import dataclasses
from typing import Any as Json

from . import expression, program, vocabulary
from .program import Program
from .vocabulary import FindingLogic, RegionLogic, Vocabulary

_NODES = {
    cls.__name__: cls for cls in vars(expression).values() if isinstance(cls, type) and dataclasses.is_dataclass(cls)
}
_RECORDS = {
    cls.__name__: cls
    for module in (program, vocabulary)
    for cls in vars(module).values()
    if isinstance(cls, type) and dataclasses.is_dataclass(cls)
}
_FIELDS = {cls: tuple(f.name for f in dataclasses.fields(cls)) for cls in (*_NODES.values(), *_RECORDS.values())}


def to_json(whole: Program) -> Json:
    """The program as lists, strings and integers."""
    table: list[Json] = []
    seen: dict[Json, int] = {}

    def index(node: Json) -> int:
        if node not in seen:
            row = [type(node).__name__, *(plain(getattr(node, name)) for name in _FIELDS[type(node)])]
            seen[node] = len(table)
            table.append(row)
        return seen[node]

    def plain(value: Json) -> Json:
        if type(value) in _FIELDS and type(value).__name__ in _NODES:
            return {"$": index(value)}
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        if type(value) in _FIELDS:
            return [type(value).__name__, *(plain(getattr(value, name)) for name in _FIELDS[type(value)])]
        return value

    body = {
        "version": whole.version,
        "sha256": whole.sha256,
        "unreviewed": whole.unreviewed,
        "findings": {name: plain(one) for name, one in whole.vocabulary.findings.items()},
        "regions": {name: plain(one) for name, one in whole.vocabulary.regions.items()},
        "definitions": {name: index(node) for name, node in whole.definitions.items()},
        **{name: plain(getattr(whole, name)) for name in _PARTS},
    }
    return {"nodes": table, **body}


def from_json(data: Json) -> Program:
    """The program that `to_json` wrote. Raises LookupError, TypeError or ValueError on anything else."""
    nodes: list[Json] = []

    def read(value: Json) -> Json:
        if type(value) is dict:
            return nodes[value["$"]]
        if type(value) is list:
            if value and type(value[0]) is str and value[0] in _RECORDS:
                return _RECORDS[value[0]](*(read(one) for one in value[1:]))
            return tuple([read(one) for one in value])
        return value

    for row in data["nodes"]:
        nodes.append(_NODES[row[0]](*[read(one) for one in row[1:]]))
    findings: dict[str, FindingLogic] = {name: read(one) for name, one in data["findings"].items()}
    regions: dict[str, RegionLogic] = {name: read(one) for name, one in data["regions"].items()}
    return Program(
        version=data["version"],
        sha256=data["sha256"],
        unreviewed=data["unreviewed"],
        vocabulary=Vocabulary(findings, regions),
        definitions={name: nodes[at] for name, at in data["definitions"].items()},
        **{name: read(data[name]) for name in _PARTS},
    )


_PARTS = ("flags", "pages", "culprits", "precautions", "actions", "parts", "referrals", "nets")
