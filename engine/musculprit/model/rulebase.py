"""A rule base ready to use: its program, and its texts when something is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from .program import Program


class RuleBase:
    """A compiled folder of rules. Texts and the forward plan load when they are first needed."""

    def __init__(
        self, program: Program, load_texts: Callable[[], Mapping[str, Any]], load_plan: Callable[[], str], folder: str = ""
    ) -> None:
        self.program = program
        self.folder = folder
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

    def label(self, atom: str) -> str:
        """A few words for an atom: `can't pee`, `right calf`, `female`."""
        name, _, value = atom.partition("=")
        finding = self.texts["findings"].get(name)
        if finding is None:
            return name.replace("_", " ")
        if not value:
            return str(finding["label"])
        if value in finding.get("options", {}):
            return str(finding["options"][value]["label"])
        region, _, side = value.partition(".")
        place = self.texts["regions"].get(region, {"label": region})["label"]
        return f"{side} {place}".strip()
