"""An assessment made again from its own file: the same, or which rules changed and what that did."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..conversation.cases import read_case
from ..errors import CaseError, Problem
from ..model.assessment import Assessment
from ..reasoning.forward.reader import ForwardReader
from ..triage import assess
from ..triage.base import RuleBase


@dataclass(frozen=True, slots=True)
class Replayed:
    """The assessment of today, and what is different from the one in the file."""

    assessment: Assessment
    differences: tuple[str, ...]


def replay(data: Mapping[str, Any], base: RuleBase, forward: ForwardReader, file: str) -> Replayed:
    """Assess again what an assessment holds. Raises CaseError when the file is none, or names unknown findings."""
    if not str(data.get("schema", "")).startswith("musculprit/assessment/"):
        raise CaseError([Problem(file, 0, "is not an assessment; save one with --format json")])
    case = read_case(data, base, file)
    locale = str(data.get("locale") or "en-GB")
    if locale not in base.texts["locales"]:
        raise CaseError([Problem(file, 0, f"its locale `{locale}` is not in these rules")])
    today = assess(case, base, forward, locale)
    return Replayed(today, tuple(_differences(data, json.loads(json.dumps(today.to_json())))))


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if before == now:
        return
    yield from _rules_changed(before.get("rules", {}), now["rules"])
    for key in sorted(set(before) | set(now)):
        if key != "rules" and before.get(key) != now.get(key):
            yield f"{key}: {_change(before.get(key), now.get(key))}"


def _rules_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if before.get("version") != now["version"]:
        yield f"musculprit {before.get('version')} made it, this is {now['version']}"
    was, used = before.get("used", {}), now["used"]
    yield from (f"rule changed: {name}" for name in sorted(set(was) & set(used)) if was[name] != used[name])
    yield from (f"rule no longer speaks: {name}" for name in sorted(set(was) - set(used)))
    yield from (f"rule speaks now: {name}" for name in sorted(set(used) - set(was)))
    if was == used and before.get("sha256") != now["sha256"]:
        yield "other rules changed, none that this assessment rests on"


def _change(before: Any, now: Any) -> str:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        keys = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
        return "; ".join(f"{key} {before.get(key)} -> {now.get(key)}" for key in keys[:4])
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        was, is_now = map(_ids, (before, now))
        gone, come = [one for one in was if one not in is_now], [one for one in is_now if one not in was]
        moved = "its order or wording" if not gone and not come else ""
        return ", ".join([*(f"without {one}" for one in gone), *(f"with {one}" for one in come)]) or moved
    return f"{before} -> {now}"


def _ids(some: Any) -> list[str]:
    return [
        str(one.get("id") or one.get("finding") or one.get("rule")) if isinstance(one, Mapping) else str(one)
        for one in some
    ]
