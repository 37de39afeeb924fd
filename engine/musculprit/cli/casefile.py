"""One case from a file or standard input, with the line of each answer."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import CaseError, Problem


def read_data(path: Path) -> tuple[Any, dict[str, int]]:
    """The data of a YAML or JSON file, and the line of each answer. Raises CaseError when it cannot be read."""
    name = str(path)
    try:
        text = sys.stdin.read() if name == "-" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError([Problem(name, 0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise CaseError([Problem(name, 0, "is not UTF-8 text")]) from error
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text), {}
        except json.JSONDecodeError as error:
            if path.suffix == ".json" or name == "-":
                raise CaseError([Problem(name, error.lineno, f"is not JSON: {error.msg.lower()}")]) from error
    return _yaml(text, name)


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
