"""Texts that are hard to read, and texts that tell people what they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...knowledge.parsing import Where
from ...model.expression import atoms_of, finding_of
from ...model.rule import Consent, Sourced, Technique
from .found import Lint
from .readability import grade, words_of
from .source import Source

QUESTION_GRADE, LINE_GRADE, TEXT_GRADE = 7.0, 8.0, 9.0
"""The highest grade of a question, of a line of the screen (a list, not a sentence), and of advice."""

SHORT = 7
"""Of fewer or as many words one long name decides the grade."""

_ONE = ("because", "tell", "say", "text", "dose", "intensity", "progression")
_MANY = ("steps", "stop", "cautions", "emergency_if", "same_day_if", "review_if")

_ILLNESS = (
    r"(?:sciatica|arthritis|osteoarthritis|cancer|tumou?r|fracture|hernia|infection|abscess|sepsis|shingles|clot|dvt|"
    r"thrombosis|embolism|bursitis|tendinopathy|tendonitis|tendinitis|stenosis|syndrome|claudication|neuropathy|"
    r"radiculopathy|meralgia|osteoporosis|aneurysm|slipped disc|disc|torn \w+|tear|strain|trapped nerve|pinched nerve|"
    r"appendicitis|kidney stones?|ectopic|polymyalgia|spondylitis|gout)"
)
_NOT_CLAIMS = (
    r"(?:if|when|once|until|unless|whether|in case|that|where|do|did|may|might|could|can|not|think|told|say|ever)"
)
_CLAIMS = (
    re.compile(
        rf"(?<!\w)(?:you have|you've got|you are suffering from|you suffer from|you've|you got)\s+"
        rf"(?:an? |the |some )?(?:\w+ ){{0,2}}{_ILLNESS}\b",
        re.I,
    ),
    re.compile(rf"(?:^|[.!?:;]\s+|\bso )(?:this|it|that) is (?:an? |the |your )?(?:\w+ )?{_ILLNESS}\b", re.I),
    re.compile(r"\byour diagnosis\b|\bdiagnosis\s*:|\byou (?:definitely|certainly|clearly) have\b", re.I),
)
_CONDITIONAL = re.compile(rf"\b{_NOT_CLAIMS}\W+(?:\w+\W+){{0,2}}$", re.I)
_HEDGED = re.compile(r"\b(?:not|no|possibly|perhaps|maybe|probably|usually|often|rarely|seldom|mostly|only)\b", re.I)


@dataclass(frozen=True, slots=True)
class Said:
    """One text, where it stands, and the words in it that its readers use themselves."""

    owner: str
    where: Where
    text: str
    names: frozenset[str] = frozenset()
    lay: bool = True
    most: float = TEXT_GRADE


def check(source: Source) -> Iterator[Lint]:
    """Check every text that is printed."""
    for said in _said(source):
        yield from _hard(said, source)
        yield from _claims(said, source)


def _hard(said: Said, source: Source) -> Iterator[Lint]:
    if not said.lay or len(words_of(said.text)) <= SHORT:
        return
    found = grade(said.text, said.names)
    if round(found, 1) > said.most:
        what = f"`{_key(said)}` reads at grade {found:.1f}, and {said.most:.0f} is the most: “{_short(said.text)}”"
        yield source.lint("hard-to-read", said.owner, said.where, what, "shorter words, or two sentences")


def _claims(said: Said, source: Source) -> Iterator[Lint]:
    if said.text.rstrip().endswith("?"):
        return
    for pattern in _CLAIMS:
        for claim in pattern.finditer(said.text):
            before = re.split(r"[.!?;]\s", said.text[: claim.start()])[-1]
            if _CONDITIONAL.search(before) or _HEDGED.search(claim[0]):
                continue
            message = f"`{_key(said)}` claims a diagnosis: “{claim[0].strip(' .!?:;')}”"
            yield source.lint("claims-diagnosis", said.owner, said.where, message, "say what it can be or may mean")


def _said(source: Source) -> Iterator[Said]:
    for name, finding in source.rules.findings.items():
        parts = source.vocabulary.denied_by_no.get(name, ())
        names = _names(
            *finding.words,
            *finding.hints,
            *(word for option in finding.options.values() for word in option.words),
            *(word for one in parts if one in source.rules.findings for word in source.rules.findings[one].words),
        )
        for key in ("ask", "again"):
            if text := getattr(finding, key):
                yield Said(name, (name, key), text, names, finding.asked_of == "anyone", QUESTION_GRADE)
    for at, page in enumerate(source.rules.pages):
        for n, bullet in enumerate(page.bullets):
            asked = (source.rules.findings[one] for one in (bullet.finding, *bullet.opens, *bullet.details))
            names = _names(*(word for one in asked for word in one.words))
            yield Said(f"screen.{page.id}", (at, "bullets", n, "text"), bullet.text, names, most=LINE_GRADE)
    read = _words_read(source)
    for rule in source.rules.sourced():
        yield from _of_rule(rule, read.get(rule.id, frozenset()))


def _of_rule(rule: Sourced, names: frozenset[str]) -> Iterator[Said]:
    lay = not isinstance(rule, Technique | Consent)
    for key in ("title", "lay"):
        if text := getattr(rule, key, None):
            yield Said(rule.id, (key,), text, lay=False)
    for key in _ONE:
        if text := getattr(rule, key, None):
            yield Said(rule.id, (key,), text, names, lay)
    for key in _MANY:
        for at, text in enumerate(getattr(rule, key, ())):
            yield Said(rule.id, (key, at), text, names, lay)
    for at, one in enumerate(getattr(rule, "look_alikes", ())):  # long by nature: one place against another
        yield Said(rule.id, ("look_alikes", at), one.ask, lay=False)


def _words_read(source: Source) -> dict[str, frozenset[str]]:
    """Rule id to the words that people type for the findings it reads: its texts may use them."""
    found: dict[str, frozenset[str]] = {}
    for place in source.places:
        findings = (source.rules.findings.get(finding_of(atom)) for atom in atoms_of(place.condition))
        words = _names(*(word for one in findings if one is not None for word in one.words))
        found[place.owner] = found.get(place.owner, frozenset()) | words
    return found


def _names(*phrases: str) -> frozenset[str]:
    return frozenset(word.lower() for phrase in phrases for word in words_of(phrase))


def _key(said: Said) -> str:
    return next(str(key) for key in reversed(said.where) if isinstance(key, str))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."
