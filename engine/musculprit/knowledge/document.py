"""One YAML file as plain data that remembers the line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import Problem, did_you_mean
from .parsing import Where, parsed

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
    except ValueError as error:
        document.problems.append(Problem(name, 0, f"cannot be read as text: {error}"))
        return document
    read = parsed(text)
    document.data, document.lines = read.data, read.lines
    document.problems += [Problem(name, line, what) for line, what in read.slips]
    return document


def mapping_items(document: Document) -> Iterator[tuple[str, Any]]:
    """The items of a document that must be one mapping of ids."""
    if isinstance(document.data, dict):
        yield from document.data.items()
    elif not document.problems:
        document.complain((), "expected a mapping of ids here")


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
