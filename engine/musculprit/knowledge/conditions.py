"""A condition as written in YAML into an expression, with a line for every slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as Written

from ..errors import did_you_mean
from ..model.expression import All, Any, AtLeast, Between, Condition, Not, Points, Term, Yes
from ..model.finding import Finding
from ..model.vocabulary import SIDES
from .document import Document
from .parsing import Where

_LIMITS = ("at_least", "at_most", "above", "below")


@dataclass(frozen=True)
class Reader:
    """Reads the conditions of one document. `negatable` limits what `none` may name; None is no limit."""

    document: Document
    findings: Mapping[str, Finding]
    regions: Mapping[str, object]
    negatable: frozenset[str] | None = None
    why_not_negatable: str = ""

    def condition(self, written: Written, where: Where) -> Condition | None:
        """The condition, or None with the reasons noted in the document."""
        if isinstance(written, str):
            return self._known_yes(written, where)
        if not isinstance(written, dict) or len(written) != 1:
            self._refuse(where, "expected a finding, or one key: all, any, none, count, or a finding with a value")
            return None
        (key, value), *_ = written.items()
        inside = (*where, key)
        match key:
            case "all" | "any" | "none":
                parts = self._parts(value, inside, negated=key == "none")
                if parts is None:
                    return None
                return All(parts) if key == "all" else Any(parts) if key == "any" else Not(Any(parts))
            case "count":
                return self._count(value, inside)
            case "points":
                self._refuse(inside, "`points` may only stand under `derived`")
                return None
            case _:
                return self._leaf(str(key), value, inside)

    def points(self, written: Written, where: Where) -> Points | None:
        """Published points: a list of `{when, points}`, each counted on its own."""
        if not isinstance(written, list) or not written:
            self._refuse(where, "expected a list of `{when: ..., points: ...}`")
            return None
        terms = []
        for at, one in enumerate(written):
            inside = (*where, at)
            if not isinstance(one, dict) or set(one) != {"when", "points"} or not isinstance(one["points"], int):
                self._refuse(inside, "expected `{when: ..., points: <whole number>}`")
                return None
            when = self.condition(one["when"], (*inside, "when"))
            if when is not None:
                terms.append((Term(when, one["points"]),))
        return Points(tuple(terms)) if len(terms) == len(written) else None

    def _known_yes(self, name: str, where: Where) -> Condition | None:
        finding = self._finding(name, where)
        if finding is None:
            return None
        if finding.type != "yes_no" or _is_points(finding):
            self._refuse(where, f"`{name}` needs a value, for example `{{{name}: ...}}`")
            return None
        return Yes(name)

    def _parts(self, written: Written, where: Where, negated: bool = False) -> tuple[Condition, ...] | None:
        if not isinstance(written, list):
            self._refuse(where, f"`{where[-1]}` needs a list")
            return None
        if not written:
            self._refuse(where, f"`{where[-1]}` is empty")
            return None
        if negated and self.negatable is not None:
            for at, one in enumerate(written):
                if one not in self.negatable if isinstance(one, str) else True:
                    self._refuse((*where, at), f"`none` may not name {_show(one)} here: {self.why_not_negatable}")
                    return None
        parts = [self.condition(one, (*where, at)) for at, one in enumerate(written)]
        for at, part in enumerate(parts):
            if part is not None and part in parts[:at]:
                self.document.complain((*where, at), f"{_show(written[at])} stands twice in this list")
        return tuple(p for p in parts if p is not None) if None not in parts else None

    def _count(self, written: Written, where: Where) -> Condition | None:
        if (
            not isinstance(written, dict)
            or set(written) != {"at_least", "of"}
            or not isinstance(written["at_least"], int)
        ):
            self._refuse(where, "expected `count: {at_least: <number>, of: [...]}`")
            return None
        parts = self._parts(written["of"], (*where, "of"))
        n = written["at_least"]
        if parts is None:
            return None
        if not 1 <= n <= len(parts):
            self._refuse((*where, "at_least"), f"a count of {n} of {len(parts)} can never be reached or never missed")
            return None
        return AtLeast(n, parts)

    def _leaf(self, name: str, value: Written, where: Where) -> Condition | None:
        finding = self._finding(name, where)
        if finding is None:
            return None
        if _is_points(finding) or finding.type == "integer":
            return self._limits(name, finding, value, where)
        if finding.type == "yes_no":
            if value == "no" or value is False:
                self._refuse(where, f"negation only through `none`: write `none: [{name}]`")
                return None
            self._refuse(where, f"write just `{name}`")
            return None
        known = self.regions if finding.type == "regions" else finding.options
        wanted = value.get("any_of") if isinstance(value, dict) and set(value) == {"any_of"} else [value]
        if not isinstance(wanted, list) or not wanted:
            self._refuse(where, "expected a value or `{any_of: [...]}`")
            return None
        for one in wanted:
            base, _, side = str(one).partition(".")
            if base not in known or (side and (finding.type != "regions" or side not in SIDES)):
                self._refuse(where, f"`{one}` is not a value of `{name}`{did_you_mean(str(one), known)}")
                return None
        parts = tuple(Yes(f"{name}={one}") for one in wanted)
        return parts[0] if len(parts) == 1 else Any(parts)

    def _limits(self, name: str, finding: Finding, value: Written, where: Where) -> Condition | None:
        if not isinstance(value, dict) or not value or not set(value) <= set(_LIMITS):
            self._refuse(where, f"`{name}` is a number: use at_least, at_most, above or below")
            return None
        if not all(isinstance(one, int) for one in value.values()):
            self._refuse(where, "whole numbers only")
            return None
        low = max((value[k] + (k == "above") for k in ("at_least", "above") if k in value), default=None)
        high = min((value[k] - (k == "below") for k in ("at_most", "below") if k in value), default=None)
        if _is_points(finding):
            if low is None or high is not None:
                self._refuse(where, f"`{name}` is a score: use at_least")
                return None
        elif finding.range and not any(
            finding.range[0] <= edge <= finding.range[1] for edge in (low, high) if edge is not None
        ):
            self._refuse(where, f"outside the range {finding.range[0]} to {finding.range[1]} of `{name}`")
            return None
        if low is not None and high is not None and low > high:
            self._refuse(where, "no number is in this range")
            return None
        return Between(name, low, high)

    def _finding(self, name: str, where: Where) -> Finding | None:
        if name not in self.findings:
            self._refuse(where, f"`{name}` is not a finding{did_you_mean(name, self.findings)}")
            return None
        return self.findings[name]

    def _refuse(self, where: Where, what: str) -> None:
        self.document.complain(where, what)


def _is_points(finding: Finding) -> bool:
    return (isinstance(finding.derived, dict) and "points" in finding.derived) or isinstance(finding.derived, Points)


def _show(written: Written) -> str:
    return f"`{written}`" if isinstance(written, str) else "this condition"
