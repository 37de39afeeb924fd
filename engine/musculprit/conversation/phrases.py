"""What people type, as phrases to look for: of findings, places on the body, and culprits they name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..policy import cache as kept
from ..triage.base import RuleBase
from .lexicon import COMMON, NEGATIONS, NEGATORS, ONE_SPELLING, WEAK_WORDS
from .spelling import Spelling
from .together import Groups, rows
from .tokens import Token, content, tokens_of
from .variants import variants

HINT = "hint"
"""The value of a word that alone only raises the question; denied, it says nothing."""

DENIAL = "denial"
"""The value of a word that says nothing but when it is denied: then it is a no."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in the text.

    `doubtful` when a single word was only nearly the one looked for; `denied` when a "not" stands inside it.
    `whole` when no other word stands inside; `firm` are the places of its words that say nothing else besides.
    """

    target: str
    value: Any
    tokens: tuple[Token, ...]
    doubtful: bool = False
    denied: bool = False
    whole: bool = True
    firm: frozenset[int] = frozenset()

    @property
    def typed(self) -> str:
        """The words as they were typed."""
        return " ".join(token.typed for token in self.tokens)


Row = tuple[tuple[str, ...], str, Any]
"""A phrase as it is compared, what it is of, and the value it gives."""


@dataclass(frozen=True)
class Phrasebook:
    """Every phrase by its first word and its second, "" where it has but one.

    A target is a finding, `region` or `culprit`.
    """

    by_first: Mapping[str, Mapping[str, list[Row]]]
    spelling: Spelling
    dangers: frozenset[str]
    together: Groups


_BOOKS: dict[str, Phrasebook] = {}
"""By the content of the rule base; a process reads with very few."""


def phrasebook(base: RuleBase) -> Phrasebook:
    """The phrases of a rule base, made once and kept."""
    if base.program.sha256 not in _BOOKS:
        _BOOKS[base.program.sha256] = _phrasebook(base)
    return _BOOKS[base.program.sha256]


def _phrasebook(base: RuleBase) -> Phrasebook:
    home = Path(__file__).parent
    made_by = [(name, (home / name).read_bytes()) for name in _MADE_BY]
    key = kept.content_key(made_by, salt=base.program.sha256)
    text = kept.fetch(key, "phrases")
    if text is None:
        text = json.dumps(_compiled(base.texts), ensure_ascii=False)
        kept.keep(key, "phrases", text)
    by_first: dict[str, dict[str, list[Row]]] = {}
    compiled = json.loads(text)
    for compared, target, value in compiled["rows"]:
        second = compared[1] if len(compared) > 1 else ""
        by_first.setdefault(compared[0], {}).setdefault(second, []).append((tuple(compared), target, value))
    dangers = frozenset(name for name, one in base.program.vocabulary.findings.items() if one.danger)
    rows_of = ((name, tuple(tuple(map(tuple, group)) for group in groups)) for name, groups in compiled["together"])
    return Phrasebook(by_first, Spelling(compiled["forms"]), dangers, Groups(rows_of))


_MADE_BY = ("phrases.py", "together.py", "variants.py", "tokens.py", "lexicon.py")


def _compiled(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Each phrase as it is compared, longer ones first, and every way to write one of their words."""
    phrases: dict[tuple[tuple[str, ...], str, Any], None] = {}
    forms: dict[str, str] = {}
    for written, target, value in _written(texts):
        tokens = content(tokens_of(written))
        compared = tuple(token.word for token in tokens)
        if _worn_down(written, compared):
            continue
        forms |= {form: token.word for token in tokens for form in (token.word, token.typed)}
        for one in (compared, *variants(compared, target, value)):
            phrases[one, target, value] = None
    together = rows(texts["findings"])
    forms |= {word: word for _, groups in together for group in groups for compared in group for word in compared}
    words = set(forms.values())
    forms |= {form: word for form, word in (*ONE_SPELLING.items(), *NEGATIONS.items()) if word in words}
    return {"rows": sorted(phrases, key=lambda row: -len(row[0])), "forms": forms, "together": together}


def _written(texts: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, finding in texts["findings"].items():
        for kind, value in (("words", True), ("hints", HINT), ("denials", DENIAL)):
            yield from ((word, name, value) for word in finding.get(kind, ()))
        for option, said in finding.get("options", {}).items():
            yield from ((word, name, option) for word in said.get("words", ()))
    for name, region in texts["regions"].items():
        yield from ((word, "region", name) for word in region.get("words", ()))
    for name, rule in texts["rules"].items():
        yield from ((word, "culprit", name) for word in rule.get("named", ()))


def find(tokens: list[Token], book: Phrasebook) -> list[Match]:
    """Every phrase in the words of a text; of phrases that overlap within one target the longest stands."""
    meant = [book.spelling.meant(token) for token in tokens]
    found: list[Match] = []
    for at in range(len(tokens)):
        near = {"", *(word for n in range(at + 1, min(at + 4, len(tokens))) for word in meant[n])}
        for first in meant[at]:
            by_second = book.by_first.get(first)
            if by_second is None:
                continue
            for second in near:
                for row in by_second.get(second, ()):
                    match = _match(row, tokens, meant, at)
                    if match is not None:
                        found.append(match)
    # What stands together covers nothing else: its words are far apart and have meanings of their own.
    found += [Match(one.target, True, one.tokens, one.torn) for one in book.together.find(tokens, meant)]
    return _longest(found, book.dangers)


def _match(row: Row, tokens: list[Token], meant: list[tuple[str, ...]], at: int) -> Match | None:
    compared, target, value = row
    places, denied = _placed(compared, tokens, meant, at)
    if not places:
        return None
    chosen = tuple(tokens[place] for place in places)
    slips = len(chosen) == 1 and chosen[0].word != compared[0]
    firm = frozenset(token.at for token, word in zip(chosen, compared, strict=True) if word[0] != "+")
    whole = places[-1] - at == len(places) - 1
    return Match(target, value, chosen, slips, denied, whole, firm)


def _worn_down(written: str, compared: tuple[str, ...]) -> bool:
    """Whether so little is left of a phrase without its small words that it would match anything."""
    return not compared or (
        len(compared) == 1 and len(written.split()) > 1 and (compared[0] in COMMON or compared[0] in NEGATORS)
    )


def _placed(
    compared: tuple[str, ...], tokens: list[Token], meant: list[tuple[str, ...]], at: int
) -> tuple[list[int], bool]:
    """Where the words of a phrase stand, from `at` on, and whether a "not" stands between two of them.

    At most one other word may stand between two, besides that "not".
    """
    places, denied = [at], False
    for word in compared[1:]:
        here = places[-1] + 1
        if here < len(tokens) and tokens[here].word in ("not", "never") and word not in meant[here]:
            if denied or any(tokens[place].word in NEGATORS for place in places):
                return [], False
            here, denied = here + 1, True
        reach = 1 if compared[len(places) - 1] == "no" and _tells(tokens, here) else 2
        near = range(here, min(here + reach, len(tokens)))
        place = next((n for n in near if word in meant[n] and tokens[n].part == tokens[at].part), None)
        if place is None or any(tokens[n].word in NEGATORS for n in range(here, place)):
            return [], False
        places.append(place)
    if denied and any(tokens[place].word in NEGATORS for place in places):
        return [], False
    return places, denied


def _tells(tokens: list[Token], at: int) -> bool:
    """Whether the word after a "no" is itself denied: "no vomiting and my appetite is fine" is not "no appetite"."""
    return at < len(tokens) and tokens[at].typed not in WEAK_WORDS


def _longest(found: Iterable[Match], dangers: frozenset[str]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (-len(one.tokens), one.denied, one.tokens[0].at)):
        if not any(_kind(other) == _kind(match) and _covers(other, match, dangers) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda one: one.tokens[0].at)


def _covers(other: Match, match: Match, dangers: frozenset[str]) -> bool:
    """Whether a match is nothing but a part of another that was kept, or the same again."""
    places, theirs = {token.at for token in match.tokens}, {token.at for token in other.tokens}
    if match.target == "region" and places & theirs:
        return True
    if places < theirs and places <= other.firm:
        stands = match.value is True and match.whole and match.target in dangers
        return match.target not in _NEVER_COVERED and (not stands or other.target in _SAYS_OTHERWISE)
    return match.target == other.target and match.value == other.value and places <= theirs


def _kind(match: Match) -> str:
    return match.target if match.target in ("region", "culprit") else "finding"


_SAYS_OTHERWISE = frozenset(
    [
        "family_aaa",
        "dvt_family",
        "family_spa",
        "simple_skin_cancer",
        "known_stable_neurological_disease",
        "ces_change_old_stable",
        "postpartum",
        "not_relieved_lying",
        "better_lying",
    ]
)
"""Findings whose phrases make something else of a danger that stands inside them: "dad had an aneurysm"."""

_NEVER_COVERED = ("quality_ache",)
"""An ache stays an ache, whatever else is told of it."""
