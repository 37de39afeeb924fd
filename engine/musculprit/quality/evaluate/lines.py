"""Files of one entry a line: JSON objects, or text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...errors import Problem


def text_lines(file: Path) -> tuple[list[tuple[int, str]], list[Problem]]:
    """The lines that are neither empty nor a `#` remark, with their numbers."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(str(file), 0, "is not UTF-8 text; save it as UTF-8")]
    numbered = enumerate(text.split("\n"), 1)
    return [(at, line.rstrip("\r")) for at, line in numbered if line.strip() and not line.startswith("#")], []


def json_objects(file: Path) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    """The objects of a JSON Lines file with their line numbers, and every line that holds none."""
    found: list[tuple[int, dict[str, Any]]] = []
    lines, problems = text_lines(file)
    for at, line in lines:
        try:
            data = json.loads(line, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            what = f"is not JSON at column {error.colno}: {error.msg.lower()}; write one {{...}} on a line"
            problems.append(Problem(str(file), at, what))
        except (ValueError, RecursionError) as error:
            problems.append(Problem(str(file), at, f"cannot be read: {error}"))
        else:
            if isinstance(data, dict):
                found.append((at, data))
            else:
                problems.append(Problem(str(file), at, "is not an object; write one {...} on a line"))
    return found, problems


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"`{key}` stands twice")
        found[key] = value
    return found
