"""One case from a file or standard input, with the line of each answer."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import CaseError, Problem

LONGEST_CASE = 200_000
"""Characters of one case; many cases are for a batch."""


def read_data(path: Path) -> tuple[Any, dict[str, int]]:
    """The data of a YAML or JSON file, and the line of each answer. Raises CaseError when it cannot be read."""
    name = str(path)
    try:
        text = _standard_input() if name == "-" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError([Problem(name, 0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise CaseError([Problem(name, 0, "is not UTF-8 text")]) from error
    if len(text) > LONGEST_CASE:
        raise CaseError([Problem(name, 0, f"has {len(text)} characters; one case has {LONGEST_CASE} or fewer")])
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text, object_pairs_hook=_once), {}
        except json.JSONDecodeError as error:
            if path.suffix == ".json" or name == "-":
                raise CaseError([Problem(name, error.lineno, f"is not JSON: {error.msg.lower()}")]) from error
        except (ValueError, RecursionError) as error:
            raise CaseError([Problem(name, 0, f"cannot be read: {error}")]) from error
    return _yaml(text, name)


def _standard_input() -> str:
    if sys.stdin is None:
        raise CaseError([Problem("-", 0, "standard input is closed; give a file, or pipe the case in")])
    return sys.stdin.buffer.read().decode("utf-8")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"`{key}` stands twice")
        found[key] = value
    return found


def _yaml(text: str, name: str) -> tuple[Any, dict[str, int]]:
    from ..knowledge.document import read

    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        document = read(Path(file.name), name)
    if document.problems:
        raise CaseError(document.problems)
    lines = {str(where[-1]): line for where, line in document.lines.items() if len(where) == 1 or where[0] == "given"}
    return document.data, lines
