"""Loads a rule base, compiled once and kept by its content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .. import __version__
from ..model.codec import from_json, to_json
from ..model.program import Program
from ..model.rulebase import RuleBase
from ..policy import cache

_FORMAT = "1"


def load_rules(folder: str | Path | None = None) -> RuleBase:
    """The rule base of a folder, by default our own. Raises RuleBaseError with every problem."""
    from ..knowledge.folder import folder_of, yaml_files

    path = Path(folder) if folder is not None else folder_of("rules")
    contents = [(file.relative_to(path).as_posix(), file.read_bytes()) for file in yaml_files(path)]
    key = cache.content_key(contents, salt=f"{__version__}/{_FORMAT}")
    program = _kept(key)
    if program is None:
        program = _compile(path, key)
    return RuleBase(program, lambda: _texts(path, key), lambda: _plan(path, key), str(path))


def _kept(key: str) -> Program | None:
    if (text := cache.fetch(key, "logic")) is None:
        return None
    try:
        return from_json(json.loads(text))
    except (LookupError, TypeError, ValueError):
        return None


def _compile(path: Path, key: str) -> Program:
    from ..knowledge.load import load
    from ..policy.compile import compile_rules
    from ..policy.texts import texts_of
    from ..reasoning.forward.plan import plan_of

    rules = load(path)
    program = compile_rules(rules, __version__, key)
    cache.keep(key, "plan", plan_of(program))
    cache.keep(key, "texts", json.dumps(texts_of(rules), ensure_ascii=False))
    cache.keep(key, "logic", json.dumps(to_json(program), separators=(",", ":")))
    return program


def _texts(path: Path, key: str) -> dict[str, Any]:
    if (text := cache.fetch(key, "texts")) is None:
        from ..knowledge.load import load
        from ..policy.texts import texts_of

        text = json.dumps(texts_of(load(path)), ensure_ascii=False)
        cache.keep(key, "texts", text)
    return dict(json.loads(text))


def _plan(path: Path, key: str) -> str:
    if (text := cache.fetch(key, "plan")) is None:
        from ..knowledge.load import load
        from ..policy.compile import compile_rules
        from ..reasoning.forward.plan import plan_of

        text = plan_of(compile_rules(load(path), __version__, key))
        cache.keep(key, "plan", text)
    return text
