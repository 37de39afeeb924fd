"""The rule book as chapters of entries, each entry in Markdown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ...model.expression import Condition, Points, finding_of
from ...model.finding import Codes, Finding
from ...model.rule import Culprit, NotSurePolicy, Part, PresentFrom, Sourced, Weight
from ...model.rules import Rules
from ...model.words import CareKind
from ...quality.casefile import Located
from ..words import GRADES
from .conditions import in_a_line, in_words, points_in_words
from .readers import readers_of

READS = {"page": "read", "secondary": "read in a page that reports it", "memory": "from memory, not read yet"}
STATUSES = {
    "ok": "agrees with the literature, or harmless",
    "loose": "right in spirit, not exact",
    "disputed": "the literature disagrees or is divided",
    "opinion": "the writer's experience",
    "no_rule": "not usable as knowledge",
}

Link = Callable[[str, str], str]
"""From an id and its title to a link in the text that is being written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the book tells about."""

    id: str
    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of one kind."""

    id: str
    title: str
    about: str
    entries: tuple[Entry, ...]


def chapters(rules: Rules, cases: Iterable[Located], link: Link, locale: str = "en-GB") -> tuple[Chapter, ...]:
    """The whole book. `link` turns an id and a title into a link of the page that is written."""
    return tuple(_Writer(rules, cases, link, locale).chapters())


def titles(rules: Rules) -> dict[str, tuple[str, str]]:
    """Every id that the book tells about, to its chapter and its title."""
    found = {rule.id: (_chapter_of(rule), rule.title) for rule in rules.sourced()}
    found |= {name: ("findings", one.label) for name, one in rules.findings.items()}
    found |= {name: ("sources", name) for name in rules.sources}
    found |= {name: ("seeds", name) for name in rules.seeds}
    found |= {f"screen.{page.id}": ("screen", page.title) for page in rules.pages}
    return found


_CHAPTERS = {
    "red_flags": ("Red flags", "Danger first: what fires, how fast somebody must look, and what to say."),
    "screen": ("The screen", "The pages of questions that come before any advice."),
    "muscles": ("Muscles", "What could hurt, and how well each pattern fits. Never a diagnosis."),
    "conditions": ("Conditions that look the same", "What muscles are mistaken for, and the other way round."),
    "care": ("Self-care", "What to do, how much, and when to stop."),
    "principles": ("What holds for all self-care", "Short rules that stand over every card."),
    "precautions": ("Precautions", "What is withheld or changed, for whom."),
    "referral": ("When a visit is due", "Reasons for a routine appointment, and where."),
    "safety_nets": ("What to watch for", "When to come back, and when not to wait."),
    "techniques": ("For therapists: techniques", "Not for lay people."),
    "consent": ("For therapists: consent and draping", "What the client may choose, what the therapist owes."),
    "findings": ("Findings", "Everything that can be known about a person, how it is asked, and who reads it."),
    "sources": ("Sources", "Where each statement comes from, and whether somebody read it."),
    "seeds": ("Seed facts", "The statements of the five articles that the project came from, and what became of each."),
}

_FIRST_WORDS = {
    "red_flag": "red_flags",
    "muscle": "muscles",
    "condition": "conditions",
    "care": "care",
    "principle": "principles",
    "precaution": "precautions",
    "referral": "referral",
    "safety_net": "safety_nets",
    "technique": "techniques",
    "consent": "consent",
}


def _chapter_of(rule: Sourced) -> str:
    return _FIRST_WORDS[rule.id.partition(".")[0]]


class _Writer:
    def __init__(self, rules: Rules, cases: Iterable[Located], link: Link, locale: str) -> None:
        self._rules, self._link = rules, link
        self._titles = titles(rules)
        self._readers = readers_of(rules)
        self._cases: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in cases:
            self._cases[one.rule][one.case.expect.outcome or "expects"].append(one.case.name)
        words = rules.locales[locale]
        self._fill = {"emergency": words.emergency_number, "advice": words.advice_line}
        self._words = words
        self._templates = Environment(
            loader=PackageLoader("musculprit.report.book"),
            undefined=StrictUndefined,
            trim_blocks=False,
            autoescape=False,  # noqa: S701  # Markdown; the HTML page escapes what it renders
        )
        self._templates.globals.update(self._globals())

    def chapters(self) -> Iterator[Chapter]:
        entries: dict[str, list[Entry]] = {name: [] for name in _CHAPTERS}
        for rule in sorted(self._rules.sourced(), key=_order):
            entries[_chapter_of(rule)].append(Entry(rule.id, rule.title, self._rule(rule)))
        for page in self._rules.pages:
            entries["screen"].append(Entry(f"screen.{page.id}", page.title, self._render("page", page=page)))
        for name, finding in sorted(self._rules.findings.items()):
            entries["findings"].append(Entry(name, finding.label, self._finding(name, finding)))
        for name in sorted(self._rules.sources):
            entries["sources"].append(Entry(name, name, self._source(name)))
        for name in sorted(self._rules.seeds):
            carrying = [rule.id for rule in self._rules.sourced() if name in rule.seeds]
            text = self._render("seed", seed=self._rules.seeds[name], carrying=carrying)
            entries["seeds"].append(Entry(name, name, text))
        for name, (title, about) in _CHAPTERS.items():
            yield Chapter(name, title, about, tuple(entries[name]))

    def _rule(self, rule: Sourced) -> str:
        word = rule.id.partition(".")[0]
        template = "part" if isinstance(rule, Part) else "culprit" if isinstance(rule, Culprit) else word
        return self._render(template, rule=rule)

    def _finding(self, name: str, finding: Finding) -> str:
        kind = "Derived" if finding.derived is not None else finding.type.replace("_", " ").capitalize()
        if finding.range:
            kind += f", {finding.range[0]} to {finding.range[1]} {finding.unit}"
        return self._render(
            "finding", finding=finding, kind=kind, readers=self._readers.get(name, ()), codes=_codes(finding.codes)
        )

    def _source(self, name: str) -> str:
        from ...policy.citation import citation

        source = self._rules.sources[name]
        citing = [rule.id for rule in self._rules.sourced() if name in rule.sources]
        return self._render("source", source=source, cite=citation(source), citing=citing)

    def _render(self, template: str, **values: Any) -> str:
        text = self._templates.get_template(f"{template}.md.j2").render(**values)
        lines = [line.rstrip() for line in text.splitlines()]
        kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
        return "\n".join(kept).strip()

    def _globals(self) -> Mapping[str, Any]:
        rules = self._rules
        return {
            "grades": GRADES,
            "reads": READS,
            "statuses": STATUSES,
            "floors": {name: one.label.format(**self._fill) for name, one in self._words.dispositions.items()},
            "link": self._linked,
            "source": lambda name: f"{self._linked(name)} ({READS[rules.sources[name].read]})",
            "from_memory": lambda rule: {rules.sources[one].read for one in rule.sources} == {"memory"},
            "place": lambda name: self._words.places[name].format(**self._fill),
            "file": lambda name: rules.files[name],
            "cases": lambda name: [(outcome, names) for outcome, names in sorted(self._cases[name].items())],
            "condition": self._condition,
            "derived": self._condition,
            "evidence": self._evidence,
            "not_sure": _not_sure,
            "regions": lambda names: ", ".join(rules.regions[one].label for one in names),
            "parts": lambda name: [one.id for one in rules.parts if name in one.part_of],
            "techniques": lambda name: [one.id for one in rules.techniques if name in one.for_],
            "leading": partial(_leading, rules),
            "withheld_by": partial(_withheld_by, rules),
        }

    def _condition(self, condition: Condition | Points) -> str:
        if isinstance(condition, Points):
            return "\n".join(points_in_words(condition, self))
        return "\n".join(in_words(condition, self))

    def _evidence(self, line: Weight) -> str:
        if line.when is not None:
            return in_a_line(line.when, self)
        return f"**not** {in_a_line(line.when_not, self)}"

    def _linked(self, name: str) -> str:
        return self._link(name, self._titles[name][1]) if name in self._titles else name

    def atom(self, atom: str) -> str:
        return self.values((atom,)) if "=" in atom else self._linked(atom)

    def values(self, atoms: tuple[str, ...]) -> str:
        name = finding_of(atoms[0])
        return f"{self._linked(name)}: {' or '.join(self._value(name, atom.partition('=')[2]) for atom in atoms)}"

    def unit(self, atom: str) -> str:
        return self._rules.findings[atom].unit or ""

    def _value(self, name: str, value: str) -> str:
        options = self._rules.findings[name].options
        if value in options:
            return options[value].label
        region, _, side = value.partition(".")
        return f"{side} {self._rules.regions[region].label}".strip()


def _order(rule: Sourced) -> tuple[object, ...]:
    """Most urgent flags first; else by title."""
    from ...model.words import FLOORS

    floor = getattr(rule, "floor", None)
    highest = max([floor, *(one.to for one in getattr(rule, "raises", ()))], key=FLOORS.index) if floor else None
    return (-FLOORS.index(highest) if highest else 0, rule.title)


def _leading(rules: Rules, action: str) -> list[str]:
    return [one.id for one in rules.culprits if action.partition(".")[2] in one.care]


def _withheld_by(rules: Rules, kind: CareKind) -> list[str]:
    return [one.id for one in rules.precautions if kind in (*one.block, *one.ask_first)]


def _not_sure(policy: NotSurePolicy) -> str:
    if isinstance(policy, PresentFrom):
        return f"yes from the age of {policy.present_from.age_years}, as no below"
    return "yes" if policy == "present" else "no"


def _codes(codes: Codes) -> str:
    return ", ".join(one for one in (codes.hpo, codes.uberon, codes.fma) if one)
