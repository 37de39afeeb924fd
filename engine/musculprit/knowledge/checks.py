"""What can only be checked across files: names that must exist, cycles, sources, danger without words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..errors import did_you_mean
from ..model.expression import Between, Yes, atoms_of, finding_of
from ..model.finding import Finding, Region
from ..model.rule import Culprit, Gate, Locale, Sourced
from ..model.rules import Rules
from ..model.words import DISPOSITIONS
from .document import Document
from .parsing import Where

EMERGENCY_PLACE = "emergency_department"

_Graph = Mapping[str, tuple[str, ...]]


def findings(found: Mapping[str, Finding], homes: Mapping[str, Document]) -> None:
    """Check each finding in itself and against the others."""
    for name, finding in found.items():
        _one_finding(name, finding, found, homes[name])
    derived = {
        name: tuple(a for a in dict.fromkeys(finding_of(one) for one in atoms_of(finding.derived)) if a in found)
        for name, finding in found.items()
        if finding.derived is not None
    }
    for cycle in _cycles(derived):
        homes[cycle[0]].complain((cycle[0],), f"derived findings go round in a circle: {' -> '.join(cycle)}")
    for cycle in _cycles({name: finding.implies for name, finding in found.items()}):
        homes[cycle[0]].complain((cycle[0], "implies"), f"implications go round in a circle: {' -> '.join(cycle)}")


def regions(found: Mapping[str, Region], document: Document) -> None:
    """Check that the regions make one tree and that page numbers are given once."""
    pages: dict[int, str] = {}
    for name, region in found.items():
        if region.inside and region.inside not in found:
            document.complain((name,), f"`{region.inside}` is not a region{did_you_mean(region.inside, found)}")
        if region.page and region.page in pages:
            document.complain((name,), f"page number {region.page} is `{pages[region.page]}` already")
        pages[region.page] = name
    for cycle in _cycles({name: (r.inside,) if r.inside else () for name, r in found.items()}):
        document.complain((cycle[0],), f"regions go round in a circle: {' -> '.join(cycle)}")


def references(rules: Rules, homes: Mapping[str, Document], locale_homes: Sequence[Document]) -> None:
    """Check that everything a rule names exists, and that it says where it comes from."""
    places = {place for locale in rules.locales.values() for place in locale.places}
    for name, locale in rules.locales.items():
        _locale(locale, next(home for home in locale_homes if home.file.endswith(f"/{name}.yaml")))
    for rule in rules.sourced():
        _provenance(rule, rules, homes[rule.id])
    for flag in rules.red_flags:
        if flag.go_to and places and flag.go_to not in places:
            homes[flag.id].complain(("go_to",), f"`{flag.go_to}` is not a place{did_you_mean(flag.go_to, places)}")
    for referral in rules.referrals:
        if places and referral.to not in places:
            homes[referral.id].complain(("to",), f"`{referral.to}` is not a place{did_you_mean(referral.to, places)}")
    culprits = {one.id for one in rules.culprits}
    for culprit in rules.culprits:
        _culprit(culprit, rules, places, homes[culprit.id])
    for part in rules.parts:
        _known(part.part_of, culprits, "a culprit", homes[part.id], "part_of")
        _regions(part.regions, rules, homes[part.id])
    for technique in rules.techniques:
        _known(technique.for_, culprits, "a culprit", homes[technique.id], "for")


def _one_finding(name: str, finding: Finding, found: Mapping[str, Finding], home: Document) -> None:
    def complain(what: str, key: str = "") -> None:
        home.complain((name, key) if key else (name,), what)

    for other in finding.implies:
        if other not in found:
            complain(f"`{other}` is not a finding{did_you_mean(other, found)}", "implies")
        elif found[other].derived is not None or found[other].type != "yes_no":
            complain(f"`{other}` cannot be implied: it is derived or not a yes or no", "implies")
        elif found[other].mitigating:
            complain(f"`{other}` is mitigating; nothing may imply it", "implies")
    if finding.danger and finding.mitigating:
        complain("a finding is danger or mitigating, not both", "mitigating")
    if finding.type == "integer" and finding.derived is None and not (finding.range and finding.unit):
        complain("an integer needs a `unit` and a `range`")
    if finding.type == "choice" and len(finding.options) < 2:
        complain("a choice needs at least two `options`")
    if finding.derived is not None and (finding.words or finding.ask):
        complain("a derived finding is never asked: no `ask` and no `words`", "derived")
    if finding.derived is None and not finding.ask and not finding.volunteered:
        complain("`ask` is missing")
    if finding.danger and finding.type == "yes_no" and finding.derived is None and not finding.words:
        complain("a danger finding needs `words` as people type them")
    for leaf in finding.ruled_out_by:
        if not isinstance(leaf, Yes | Between):
            complain("`ruled_out_by` takes single leaves", "ruled_out_by")


def _provenance(rule: Sourced, rules: Rules, home: Document) -> None:
    lines: list[tuple[Where, tuple[str, ...]]] = [(("sources",), rule.sources)]
    if isinstance(rule, Culprit):
        lines += [(("points", at), line.sources) for at, line in enumerate(rule.points)]
    for where, sources in lines:
        for source in sources:
            if source not in rules.sources:
                home.complain(where, f"`{source}` is not in sources.yaml{did_you_mean(source, rules.sources)}")
    if not rule.sources and (rule.evidence.grade != "D" or not rule.evidence.note):
        home.complain(("sources",), "no source: only with grade D and a note that says so")
    for seed in rule.seeds:
        if rules.seeds and seed not in rules.seeds:
            home.complain(("seeds",), f"`{seed}` is not in seeds.yaml")


def _locale(locale: Locale, home: Document) -> None:
    for name in DISPOSITIONS:
        if name not in locale.dispositions:
            home.complain(("dispositions",), f"`{name}` is missing: every disposition needs its words")
    if EMERGENCY_PLACE not in locale.places:
        home.complain(("places",), f"`{EMERGENCY_PLACE}` is missing: an emergency sends people there")


def _culprit(culprit: Culprit, rules: Rules, places: set[str], home: Document) -> None:
    care = {action.id.partition(".")[2] for action in rules.actions}
    ids = {one.id for one in rules.culprits}
    to = tuple(one.to for one in culprit.see)
    _regions(culprit.regions, rules, home)
    _known(culprit.care, care, "a care action", home, "care")
    _known(to, places or set(to), "a place", home, "see")
    _known((one.with_ for one in culprit.look_alikes), ids, "a culprit", home, "look_alikes")


def _regions(gate: Gate, rules: Rules, home: Document) -> None:
    _known((*gate.core, *gate.spill), rules.regions, "a region", home, "regions")


def _known(words: Iterable[str], known: Collection[str], what: str, home: Document, key: str) -> None:
    for word in words:
        if word not in known:
            home.complain((key,), f"`{word}` is not {what}{did_you_mean(word, known)}")


def _cycles(graph: _Graph) -> list[list[str]]:
    done: set[str] = set()
    found: list[list[str]] = []

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for other in graph.get(name, ()):
                visit(other, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return found
