"""What can be known of a person, and what follows from what: the logic of findings, without their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from .expression import Between, Yes

SIDES = ("left", "right")

FindingType: TypeAlias = Literal["yes_no", "integer", "choice", "regions"]


@dataclass(frozen=True, slots=True)
class FindingLogic:
    """How one finding can be answered. `low`..`high` bound an integer, ends included."""

    type: FindingType
    derived: bool = False
    danger: bool = False
    mitigating: bool = False
    volunteered: bool = False
    clinician: bool = False
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    ruled_out_by: tuple[Yes | Between, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionLogic:
    """One place in the region tree; `page` is its number on the page "where", 0 when it has none."""

    parent: str = ""
    in_scope: bool = True
    page: int = 0
    vague: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Every finding and region, with the implications between their atoms worked out once."""

    findings: Mapping[str, FindingLogic]
    regions: Mapping[str, RegionLogic] = field(default_factory=dict)

    def ancestors(self, region: str) -> tuple[str, ...]:
        """The regions around a region, nearest first."""
        return self._around[region]

    def atoms_of(self, name: str) -> tuple[str, ...]:
        """The atoms that an answer to the finding can settle."""
        finding = self.findings[name]
        match finding.type:
            case "choice":
                return tuple(f"{name}={option}" for option in finding.options)
            case "regions":
                return (name, f"{name}:complete", *self._region_atoms(name))
            case "yes_no" | "integer":
                return (name,)

    @cached_property
    def mitigating(self) -> tuple[str, ...]:
        """The findings that may lower a result."""
        return tuple(name for name, one in self.findings.items() if one.mitigating)

    @cached_property
    def _around(self) -> Mapping[str, tuple[str, ...]]:
        around: dict[str, tuple[str, ...]] = {}
        for region in self.regions:
            found = []
            parent = self.regions[region].parent
            while parent:
                found.append(parent)
                parent = self.regions[parent].parent
            around[region] = tuple(found)
        return around

    @cached_property
    def implied_by_yes(self) -> Mapping[str, tuple[str, ...]]:
        """Atom to the atoms that a yes to it makes yes."""
        edges: dict[str, list[str]] = {}
        for name, finding in self.findings.items():
            if finding.implies:
                edges.setdefault(name, []).extend(finding.implies)
            if finding.type != "regions":
                continue
            for region, logic in self.regions.items():
                atom = f"{name}={region}"
                edges.setdefault(atom, []).append(name)
                if logic.parent:
                    edges[atom].append(f"{name}={logic.parent}")
                for side in SIDES:
                    edges[f"{atom}.{side}"] = [atom]
                    if logic.parent:
                        edges[f"{atom}.{side}"].append(f"{name}={logic.parent}.{side}")
        return {atom: tuple(above) for atom, above in edges.items()}

    @cached_property
    def denied_by_no(self) -> Mapping[str, tuple[str, ...]]:
        """Atom to the atoms that a no to it makes no."""
        edges: dict[str, list[str]] = {}
        for atom, above in self.implied_by_yes.items():
            for one in above:
                edges.setdefault(one, []).append(atom)
        return {atom: tuple(below) for atom, below in edges.items()}

    @cached_property
    def ruled_out_by(self) -> Mapping[str, tuple[Yes | Between, ...]]:
        """Finding to the leaves, any of which makes it a no unless somebody said yes."""
        return {name: finding.ruled_out_by for name, finding in self.findings.items() if finding.ruled_out_by}

    def _region_atoms(self, name: str) -> Iterator[str]:
        for region in self.regions:
            yield f"{name}={region}"
            for side in SIDES:
                yield f"{name}={region}.{side}"
