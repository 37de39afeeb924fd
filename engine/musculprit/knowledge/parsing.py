"""YAML text as plain data, with the line of every key and item, and every slip on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import yaml

from .scalar import scalar

Where: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead to a place in a document."""

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Only the grammar, in C where there is a compiled one; what a word means is for `scalar` to say."""

_UNFINISHED: Final = object()


@dataclass
class Parsed:
    """What a text says. `data` is None where it is not YAML, or says nothing."""

    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    slips: list[tuple[int, str]] = field(default_factory=list)
    """Line, from 1, or 0 where there is none; and what is wrong there."""


def parsed(text: str) -> Parsed:
    """The one document of a YAML 1.2 text. An alias means what its anchor says; tags are refused."""
    reading = _Reading(yaml.parse(text, Loader=_LOADER))
    told = reading.told
    try:
        told.data = reading.document()
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line if error.problem_mark else text.count("\n")
        told.slips.append((at + 1, _hint(error, text.splitlines()[at : at + 1])))
    except (yaml.YAMLError, ValueError) as error:
        told.slips.append((0, f"cannot be read as YAML: {_first_line(str(error))}"))
    except RecursionError:
        told.slips.append((0, "goes round in a circle, or is nested too deeply"))
    return told


class _Reading:
    """From event to event: a tree of nodes, made in C, would fall over the depth of some files."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.told = Parsed()
        self._events = events
        self._anchors: dict[str, Any] = {}

    def document(self) -> Any:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self.told.slips.append((1, "the file is empty"))
            return None
        data = self._value(next(self._events), ())
        next(self._events)
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self.told.slips.append((_line(following), "a second document begins here; one file holds one"))
        return data

    def _value(self, event: Any, where: Where) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._said_at(event)
        if event.tag and event.tag != "!":
            self.told.slips.append((_line(event), f"the tag `{event.tag}` is not read; leave it out"))
        if event.anchor:
            self._anchors[event.anchor] = _UNFINISHED
        data = self._of(event, where)
        if event.anchor:
            self._anchors[event.anchor] = data
        return data

    def _of(self, event: Any, where: Where) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where)
        return scalar(event.value, not event.style)

    def _said_at(self, alias: Any) -> Any:
        data = self._anchors.get(alias.anchor)
        if alias.anchor not in self._anchors:
            self.told.slips.append((_line(alias), f"nothing is called `&{alias.anchor}` above"))
        elif data is _UNFINISHED:
            raise RecursionError
        return data

    def _sequence(self, where: Where) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            place = (*where, len(found))
            self.told.lines[place] = _line(event)
            found.append(self._value(event, place))
        return found

    def _mapping(self, where: Where) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, where)
            if isinstance(key, dict | list):
                self.told.slips.append((_line(event), "a key must be a word or a number"))
                key = str(key)
            elif not isinstance(key, int):
                key = getattr(event, "value", str(key))
            if key in found:
                self.told.slips.append((_line(event), f"`{key}` stands twice"))
            self.told.lines[*where, key] = _line(event)
            found[key] = self._value(next(self._events), (*where, key))
        return found


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _hint(error: yaml.MarkedYAMLError, line: list[str]) -> str:
    if line and line[0].lstrip(" ").startswith("\t"):
        return "a tab; indent with two spaces"
    return _first_line(error.problem or error.context or "")


def _first_line(text: str) -> str:
    return (text.strip() or "cannot be read").splitlines()[0]
