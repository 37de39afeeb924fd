"""A rule base ready to use, compiled once and kept by its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .. import __version__
from ..model.codec import from_json, to_json
from ..model.expression import atoms_of, finding_of
from ..model.program import Program
from ..policy import cache
from ..reasoning.judge import Judge

_COMPILER = ("model", "knowledge", "policy", "reasoning/forward")


class RuleBase:
    """A compiled folder of rules. Texts and the forward plan load when they are first needed."""

    def __init__(
        self,
        program: Program,
        load_texts: Callable[[], Mapping[str, Any]],
        load_plan: Callable[[], str],
        folder: str = "",
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self.program = program
        self.folder = folder
        self._files = files
        self._digests: dict[str, str] = {}
        self._load_texts = load_texts
        self._load_plan = load_plan

    @cached_property
    def texts(self) -> Mapping[str, Any]:
        """Everything that is said: `findings`, `regions`, `pages`, `rules`, `sources`, `locales`, `files`."""
        return self._load_texts()

    @cached_property
    def plan(self) -> str:
        """The flags as rulesets for the second engine, as JSON."""
        return self._load_plan()

    def digest(self, file: str) -> str:
        """A short hash of the content of one file of the rules, or of all below a folder of them."""
        if file not in self._digests:
            self._digests[file] = self._digest(file)
        return self._digests[file]

    def _digest(self, file: str) -> str:
        below = (content for name, content in sorted(self._files.items()) if name.startswith(f"{file}/"))
        content = self._files[file] if file in self._files else b"".join(below)
        return hashlib.sha256(content).hexdigest()[:12]

    @cached_property
    def judge(self) -> Judge:
        """The reader of the whole program."""
        return Judge(self.program.definitions)

    @cached_property
    def page_judge(self) -> Judge:
        """The reader of what decides which pages of the screen apply."""
        names = {f"gate.{page.id}.applies" for page in self.program.pages} | set(self.program.vocabulary.findings)
        return Judge({name: node for name, node in self.program.definitions.items() if name in names})

    @cached_property
    def _page_reads(self) -> Mapping[str, frozenset[str]]:
        reads: dict[str, frozenset[str]] = {}
        for page in self.program.pages:
            conditions = [self.program.definitions[f"gate.{page.id}.applies"]]
            conditions += [bullet.applies for bullet in page.bullets if bullet.applies is not None]
            reads[page.id] = frozenset(finding_of(atom) for one in conditions for atom in atoms_of(one))
        return reads

    def reads_of_page(self, page: str) -> frozenset[str]:
        """The findings that decide whether a page, or a line of it, applies."""
        return self._page_reads[page]

    @cached_property
    def _flag_reads(self) -> Mapping[str, frozenset[str]]:
        return {flag.name: frozenset(atoms_of(self.program.definitions[flag.name])) for flag in self.program.flags}

    def reads_of_flag(self, name: str) -> frozenset[str]:
        """The atoms that one (condition, floor) pair reads."""
        return self._flag_reads[name]

    def label(self, atom: str) -> str:
        """A few words for an atom: `can't pee`, `right calf`, `female`."""
        name, _, value = atom.removesuffix(":told").partition("=")
        finding = self.texts["findings"].get(name)
        if finding is None:
            return name.replace("_", " ")
        if not value:
            return str(finding["label"])
        if value in finding.get("options", {}):
            return str(finding["options"][value]["label"])
        region, _, side = value.partition(".")
        place = str(self.texts["regions"].get(region, {"label": region})["label"])
        if side and " " in place.removeprefix("low ").removeprefix("outer ").removeprefix("inner "):
            return f"{place} ({side})"  # "right deep in the middle of the buttock" is nobody's English
        return f"{side} {place}".strip()


def load_rules(folder: str | Path | None = None) -> RuleBase:
    """The rule base of a folder, by default our own. Raises RuleBaseError with every problem."""
    from ..knowledge.folder import folder_of, yaml_files

    path = Path(folder) if folder is not None else folder_of("rules")
    contents = [(file.relative_to(path).as_posix(), file.read_bytes()) for file in yaml_files(path)]
    parts = _Parts(path, contents)
    return RuleBase(parts.program(), parts.texts, lambda: parts.text_of("plan"), str(path), dict(contents))


class _Parts:
    """The compiled parts of a rule base: from the cache, else all compiled once and kept."""

    def __init__(self, path: Path, contents: list[tuple[str, bytes]]) -> None:
        self.path = path
        self.sha256 = cache.content_key(contents, salt="")
        self.key = cache.content_key(contents, salt=f"{__version__}/{_compiler()}")
        self.compiled: dict[str, str] = {}

    def program(self) -> Program:
        """The program. Raises RuleBaseError."""
        try:
            return from_json(json.loads(self.text_of("logic")))
        except (LookupError, TypeError, ValueError):
            self._compile()
            return from_json(json.loads(self.compiled["logic"]))

    def texts(self) -> Mapping[str, Any]:
        """All that is said."""
        return dict(json.loads(self.text_of("texts")))

    def text_of(self, part: str) -> str:
        """One part as JSON: `logic`, `texts` or `plan`."""
        if part in self.compiled:
            return self.compiled[part]
        kept = cache.fetch(self.key, part)
        if kept is None:
            self._compile()
            return self.compiled[part]
        return kept

    def _compile(self) -> None:
        from ..knowledge.load import load
        from ..policy.compile import compile_rules
        from ..policy.texts import texts_of
        from ..reasoning.forward.plan import plan_of

        rules = load(self.path)
        program = compile_rules(rules, __version__, self.sha256)
        self.compiled = {
            "logic": json.dumps(to_json(program), separators=(",", ":")),
            "texts": json.dumps(texts_of(rules), ensure_ascii=False),
            "plan": plan_of(program),
        }
        for part, text in self.compiled.items():
            cache.keep(self.key, part, text)


def _compiler() -> str:
    """A fingerprint of our own code that turns rules into a program: a changed compiler compiles again."""
    home = Path(__file__).resolve().parents[1]
    files = sorted(file for part in _COMPILER for file in (home / part).glob("*.py"))
    return ",".join(f"{file.name}:{(stat := file.stat()).st_size}:{stat.st_mtime_ns}" for file in files)
