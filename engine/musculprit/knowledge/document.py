"""One YAML file as plain data that remembers the line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..errors import Problem, did_you_mean

Where: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead to a place in a document."""

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Document:
    """A parsed file. Problems found in it are collected, never raised."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, where: Where, what: str) -> None:
        """Note a problem at the nearest known line."""
        self.problems.append(Problem(self.file, self.line(where), what))

    def line(self, where: Where) -> int:
        """The line of a place, or of the nearest place around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def validate(self, model: type[Model], data: Any, where: Where = ()) -> Model | None:
        """The data as a model, or None with every reason noted."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=True):
                self._explain(model, one, where)
            return None

    def _explain(self, model: type[BaseModel], error: Any, where: Where) -> None:
        place = (*where, *error["loc"])
        name = str(place[-1]) if place else "file"
        match error["type"]:
            case "missing":
                self.complain(place[:-1], f"`{name}` is missing")
            case "extra_forbidden":
                self.complain(place, f"`{name}` is not expected here{did_you_mean(name, _words_of(model))}")
            case "literal_error":
                expected = error["ctx"]["expected"]
                hint = did_you_mean(str(error["input"]), expected.replace("'", "").replace(" or ", ", ").split(", "))
                self.complain(place, f"`{error['input']}` is not one of {expected}{hint}")
            case _:
                self.complain(place, f"`{name}`: {error['msg'][0].lower()}{error['msg'][1:]}")


def read(path: Path, name: str) -> Document:
    """Read a YAML 1.2 file; `name` is what its problems call it."""
    document = Document(name)
    try:
        text = path.read_text(encoding="utf-8")
        tree = _parser().load(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        document.problems.append(Problem(name, mark.line + 1 if mark else 0, _first_line(error.problem)))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.problems.append(Problem(name, mark.line + 1 if mark else 0, _hint(error)))
    except (YAMLError, ValueError, RecursionError) as error:
        document.problems.append(Problem(name, 0, f"cannot be read as YAML: {_first_line(str(error))}"))
    else:
        try:
            document.data = _plain(tree, (), document.lines)
        except RecursionError:
            document.problems.append(Problem(name, 0, "goes round in a circle, or is nested too deeply"))
        if tree is None:
            document.complain((), "the file is empty")
    return document


def mapping_items(document: Document) -> Iterator[tuple[str, Any]]:
    """The items of a document that must be one mapping of ids."""
    if isinstance(document.data, dict):
        yield from document.data.items()
    elif not document.problems:
        document.complain((), "expected a mapping of ids here")


@cache
def _parser() -> YAML:
    parser = YAML(typ="rt", pure=True)
    parser.allow_duplicate_keys = False
    return parser


def _plain(tree: Any, where: Where, lines: dict[Where, int]) -> Any:
    if isinstance(tree, CommentedMap):
        for key in tree:
            lines[(*where, key)] = tree.lc.key(key)[0] + 1
        return {
            str(key) if not isinstance(key, int) else key: _plain(value, (*where, key), lines)
            for key, value in tree.items()
        }
    if isinstance(tree, CommentedSeq):
        for at in range(len(tree)):
            lines[(*where, at)] = tree.lc.item(at)[0] + 1
        return [_plain(value, (*where, at), lines) for at, value in enumerate(tree)]
    if isinstance(tree, str):
        return str(tree)
    if isinstance(tree, bool) or tree is None:
        return tree
    return int(tree) if isinstance(tree, int) else float(tree) if isinstance(tree, float) else str(tree)


def _words_of(model: type[BaseModel]) -> set[str]:
    words: set[str] = set()
    waiting: list[Any] = [model]
    seen: set[type[BaseModel]] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in seen:
            seen.add(one)
            words |= {info.alias or name for name, info in one.model_fields.items()}
            waiting += [info.annotation for info in one.model_fields.values()]
        else:
            waiting += list(getattr(one, "__args__", ()))
    return words


def _hint(error: MarkedYAMLError) -> str:
    problem = _first_line(error.problem or error.context or "cannot be read")
    if "\\t" in problem or "tab" in problem.lower():
        return "a tab; indent with two spaces"
    return problem


def _first_line(text: str | None) -> str:
    return (text or "cannot be read").strip().splitlines()[0]
