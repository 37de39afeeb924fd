"""A folder of rules into `Rules`, or every problem in every file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..errors import Problem, RuleBaseError, did_you_mean
from ..model.finding import Finding, Region
from ..model.rule import (
    Bullet,
    CareAction,
    Consent,
    Culprit,
    Locale,
    Page,
    Part,
    Precaution,
    Principle,
    Question,
    RedFlag,
    Referral,
    SafetyNet,
    SeedFact,
    Source,
    Sourced,
    Technique,
)
from ..model.rules import Rules
from ..model.words import FLOORS, SAME_DAY
from . import checks
from .conditions import Reader
from .document import Document, Model, mapping_items, read
from .folder import yaml_files
from .parsing import Where

_Rule = TypeVar("_Rule", bound=Sourced)

FAMILIES: Mapping[str, tuple[str, type[Sourced]]] = {
    "red_flags": ("red_flag", RedFlag),
    "culprits/muscles": ("muscle", Culprit),
    "culprits/conditions": ("condition", Culprit),
    "precautions": ("precaution", Precaution),
    "care/self_care": ("care", CareAction),
    "care/techniques": ("technique", Technique),
    "care/principles": ("principle", Principle),
    "care/consent": ("consent", Consent),
    "care/referral": ("referral", Referral),
    "safety_net": ("safety_net", SafetyNet),
}
"""Folder under `rules/` to the first word of its ids and the model of its files."""

_CULPRITS = ("culprits/muscles", "culprits/conditions")

_ONLY_MITIGATING = "only a mitigating finding can be negated"
_GRADE_CAP = {"A": 5, "B": 4, "C": 2, "D": 1}


def load(folder: Path) -> Rules:
    """Read a folder of rules. Raises RuleBaseError with every problem in every file."""
    return _Loader(folder).load()


def load_with_documents(folder: Path) -> tuple[Rules, Mapping[str, Document]]:
    """The rules, and the files they stand in with the line of everything. Raises RuleBaseError as `load` does."""
    loader = _Loader(folder)
    return loader.load(), loader.documents


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}
        self.homes: dict[str, Document] = {}
        self.findings: dict[str, Finding] = {}
        self.regions: dict[str, Region] = {}

    def load(self) -> Rules:
        if not self.folder.is_dir():
            raise RuleBaseError([Problem(str(self.folder), 0, "there is no such folder of rules")])
        if not (self.folder / "regions.yaml").exists():
            inside = next(iter(sorted(self.folder.glob("*/regions.yaml"))), None)
            hint = f"; try {inside.parent}" if inside else ""
            raise RuleBaseError([Problem(str(self.folder), 0, f"no folder of rules: it has no regions.yaml{hint}")])
        for path in yaml_files(self.folder):
            name = self._name(path)
            self.documents[name] = read(path, name)
        self.regions = self._mapping("regions.yaml", Region)
        self.findings = self._findings()
        sources = self._mapping("sources.yaml", Source)
        locales = self._locales()
        pages = self._pages()
        seeds = self._mapping("seeds.yaml", SeedFact) if self._has("seeds.yaml") else {}
        rules = {family: self._family(family) for family in FAMILIES}
        culprits = [rule for family in _CULPRITS for rule in rules[family]]
        result = Rules(
            findings=self.findings,
            regions=self.regions,
            pages=pages,
            red_flags=_of(rules["red_flags"], RedFlag),
            culprits=_of(culprits, Culprit),
            parts=_of(culprits, Part),
            precautions=_of(rules["precautions"], Precaution),
            actions=_of(rules["care/self_care"], CareAction),
            techniques=_of(rules["care/techniques"], Technique),
            principles=_of(rules["care/principles"], Principle),
            consents=_of(rules["care/consent"], Consent),
            referrals=_of(rules["care/referral"], Referral),
            safety_nets=_of(rules["safety_net"], SafetyNet),
            sources=sources,
            seeds=seeds,
            locales=locales,
            files={rule: document.file for rule, document in self.homes.items()},
        )
        self._strangers()
        if not any(document.problems for document in self.documents.values()):
            checks.references(result, self.homes, self._below("locale"))
        problems = [problem for document in self.documents.values() for problem in document.problems]
        if problems:
            raise RuleBaseError(problems)
        return result

    def _name(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def _has(self, relative: str) -> bool:
        return f"{self.folder.name}/{relative}" in self.documents

    def _document(self, relative: str) -> Document:
        name = f"{self.folder.name}/{relative}"
        if name not in self.documents:
            self.documents[name] = Document(name, problems=[Problem(name, 0, "the file is missing")])
        return self.documents[name]

    def _below(self, relative: str) -> list[Document]:
        start = f"{self.folder.name}/{relative}/"
        return [document for name, document in self.documents.items() if name.startswith(start)]

    def _mapping(self, relative: str, model: type[Model]) -> dict[str, Model]:
        return _read_mapping(self._document(relative), model)

    def _findings(self) -> dict[str, Finding]:
        homes: dict[str, Document] = {}
        for document in self._below("findings"):
            for name, finding in _read_mapping(document, Finding).items():
                if name in homes:
                    document.complain((name,), f"`{name}` stands in {homes[name].file} already")
                homes[name] = document
                self.findings[name] = finding
        written = dict(self.findings)
        for name, finding in written.items():
            self.findings[name] = self._finding(name, finding, homes[name])
        checks.findings(self.findings, homes)
        checks.regions(self.regions, self._document("regions.yaml"))
        return self.findings

    def _finding(self, name: str, finding: Finding, document: Document) -> Finding:
        reader = Reader(document, self.findings, self.regions)
        update: dict[str, Any] = {}
        if finding.derived is not None:
            where: Where = (name, "derived")
            derived = finding.derived
            if isinstance(derived, dict) and "points" in derived:
                update["derived"] = reader.points(derived["points"], (*where, "points"))
            else:
                update["derived"] = reader.condition(derived, where)
        if finding.ruled_out_by:
            leaves = [reader.condition(one, (name, "ruled_out_by", at)) for at, one in enumerate(finding.ruled_out_by)]
            update["ruled_out_by"] = tuple(leaf for leaf in leaves if leaf is not None)
        return finding.model_copy(update=update)

    def _locales(self) -> dict[str, Locale]:
        found: dict[str, Locale] = {}
        for document in self._below("locale"):
            if document.data is not None and (locale := document.validate(Locale, document.data)):
                found[Path(document.file).stem] = locale
        return found

    def _pages(self) -> tuple[Page, ...]:
        document = self._document("screen.yaml")
        if not isinstance(document.data, list):
            if not document.problems:
                document.complain((), "expected a list of pages")
            return ()
        reader = Reader(document, self.findings, self.regions)
        pages = [document.validate(Page, one, (at,)) for at, one in enumerate(document.data)]
        return tuple(self._page(page, reader, at) for at, page in enumerate(pages) if page)

    def _page(self, page: Page, reader: Reader, at: int) -> Page:
        asks = []
        for n, one in enumerate(page.asks):
            question = Question(finding=one) if isinstance(one, str) else one
            asks.append(self._asked(question, reader, (at, "asks", n)))
        bullets = [self._asked(bullet, reader, (at, "bullets", n)) for n, bullet in enumerate(page.bullets)]
        return page.model_copy(
            update={
                "asks": tuple(asks),
                "bullets": tuple(bullets),
                "applies": self._optional(reader, page.applies, (at, "applies")),
            }
        )

    def _asked(self, one: Any, reader: Reader, where: Where) -> Bullet | Question:
        details = getattr(one, "details", ())
        for name in (one.finding, *one.opens, *details):
            if name not in self.findings:
                hint = did_you_mean(name, self.findings)
                reader.document.complain(where, f"`{name}` is not a finding{hint}")
        for name in one.opens:
            if name in self.findings and one.finding in self.findings and not self._implies(name, one.finding):
                reader.document.complain(where, f"`{name}` opens from `{one.finding}` but does not imply it")
        when = self._optional(reader, one.when, (*where, "when"))
        return one.model_copy(update={"when": when})  # type: ignore[no-any-return]  # pydantic types it loosely

    def _implies(self, name: str, above: str) -> bool:
        implied = self.findings[name].implies
        return above in implied or any(self._implies(one, above) for one in implied if one in self.findings)

    def _family(self, family: str) -> tuple[Sourced, ...]:
        word, model = FAMILIES[family]
        found = []
        for document in self._below(family):
            data = document.data
            kind = Part if model is Culprit and isinstance(data, dict) and "part_of" in data else model
            if data is None or (rule := document.validate(kind, data)) is None:
                continue
            expected = f"{word}.{Path(document.file).stem}"
            if rule.id != expected:
                document.complain(("id",), f"`{rule.id}` should be `{expected}`, as the path says")
            if rule.id in self.homes:
                document.complain(("id",), f"`{rule.id}` stands in {self.homes[rule.id].file} already")
            self.homes[rule.id] = document
            found.append(self._conditions_of(rule, document))
        return tuple(found)

    def _conditions_of(self, rule: Sourced, document: Document) -> Sourced:
        reader = Reader(document, self.findings, self.regions)
        match rule:
            case RedFlag():
                return self._red_flag(rule, document)
            case Culprit():
                return self._culprit(rule, reader)
            case Precaution():
                return rule.model_copy(update={"when": reader.condition(rule.when, ("when",))})
            case Referral():
                mitigated = Reader(document, self.findings, self.regions, self._mitigating(), _ONLY_MITIGATING)
                return rule.model_copy(update={"when": mitigated.condition(rule.when, ("when",))})
            case Principle() | Consent():
                return rule
            case Technique():
                return rule.model_copy(update={"not_when": self._optional(reader, rule.not_when, ("not_when",))})
            case CareAction():
                return rule.model_copy(
                    update={
                        "when": self._optional(reader, rule.when, ("when",)),
                        "not_when": self._optional(reader, rule.not_when, ("not_when",)),
                    }
                )
            case SafetyNet() | Part():
                return rule.model_copy(update={"when": self._optional(reader, rule.when, ("when",))})
            case _:
                raise AssertionError(rule)

    def _mitigating(self) -> frozenset[str]:
        return frozenset(name for name, finding in self.findings.items() if finding.mitigating)

    def _red_flag(self, rule: RedFlag, document: Document) -> RedFlag:
        def reader(*floors: str) -> Reader:
            if max(FLOORS.index(floor) for floor in floors) >= SAME_DAY:
                return Reader(
                    document, self.findings, self.regions, frozenset(), "nothing is negated at same_day or above"
                )
            return Reader(document, self.findings, self.regions, self._mitigating(), _ONLY_MITIGATING)

        raises = [
            one.model_copy(update={"when": reader(rule.floor, one.to).condition(one.when, ("raise", at, "when"))})
            for at, one in enumerate(rule.raises)
        ]
        for at, one in enumerate(rule.raises):
            if FLOORS.index(one.to) <= FLOORS.index(rule.floor):
                document.complain(
                    ("raise", at), f"a raise to {one.to} does not raise {rule.floor}; there is no lowering"
                )
        # Each raise reads the base condition too, so the highest of the floors decides what it may negate.
        base = reader(rule.floor, *(one.to for one in rule.raises)).condition(rule.when, ("when",))
        return rule.model_copy(update={"when": base, "raises": tuple(raises)})

    def _culprit(self, rule: Culprit, reader: Reader) -> Culprit:
        points = []
        for at, line in enumerate(rule.points):
            where: Where = ("points", at)
            if (line.when is None) == (line.when_not is None):
                reader.document.complain(where, "exactly one of `when` and `when_not` is needed")
            if abs(line.points) > _GRADE_CAP[line.grade]:
                reader.document.complain(
                    where, f"{line.points} points on grade {line.grade}: at most {_GRADE_CAP[line.grade]}"
                )
            points.append(
                line.model_copy(
                    update={
                        "when": self._optional(reader, line.when, (*where, "when")),
                        "when_not": self._optional(reader, line.when_not, (*where, "when_not")),
                    }
                )
            )
        see = [
            one.model_copy(update={"when": self._optional(reader, one.when, ("see", at, "when"))})
            for at, one in enumerate(rule.see)
        ]
        only_if = self._optional(reader, rule.only_if, ("only_if",))
        return rule.model_copy(update={"points": tuple(points), "see": tuple(see), "only_if": only_if})

    @staticmethod
    def _optional(reader: Reader, written: Any, where: Where) -> Any:
        return None if written is None else reader.condition(written, where)

    def _strangers(self) -> None:
        homes = (
            "regions.yaml",
            "screen.yaml",
            "sources.yaml",
            "seeds.yaml",
            "findings/",
            "locale/",
            *(f"{one}/" for one in FAMILIES),
        )
        known = tuple(f"{self.folder.name}/{one}" for one in homes)
        for name, document in self.documents.items():
            if name.endswith(".yml"):
                document.problems.append(Problem(name, 0, "rules end in .yaml"))
            elif not name.startswith(known):
                document.problems.append(Problem(name, 0, "no kind of rule lives in this folder"))


def _read_mapping(document: Document, model: type[Model]) -> dict[str, Model]:
    read = {name: document.validate(model, one, (name,)) for name, one in mapping_items(document)}
    return {name: one for name, one in read.items() if one is not None}


def _of(rules: Iterable[Sourced], kind: type[_Rule]) -> tuple[_Rule, ...]:
    return tuple(rule for rule in rules if isinstance(rule, kind))
