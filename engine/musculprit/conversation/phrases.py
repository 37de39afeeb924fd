"""What people type, as phrases to look for: of findings, places on the body, and culprits they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .lexicon import COMMON, NEGATORS
from .tokens import Token, phrase

HINT = "hint"
"""The value of a word that alone only raises the question; denied, it is a no."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in the text. `doubtful` when a single word was only nearly the one looked for."""

    target: str
    value: Any
    tokens: tuple[Token, ...]
    doubtful: bool = False

    @property
    def typed(self) -> str:
        """The words as they were typed."""
        return " ".join(token.typed for token in self.tokens)


@dataclass(frozen=True)
class Phrasebook:
    """Every phrase by its first word. A target is a finding, `region` or `culprit`."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str, Any], ...]]
    words: frozenset[str]


def phrasebook(texts: Mapping[str, Any]) -> Phrasebook:
    """The phrases of a rule base."""
    rows: list[tuple[str, str, Any]] = []
    for name, finding in texts["findings"].items():
        rows += [(word, name, True) for word in finding.get("words", ())]
        rows += [(word, name, HINT) for word in finding.get("hints", ())]
        for option, said in finding.get("options", {}).items():
            rows += [(word, name, option) for word in said.get("words", ())]
    for name, region in texts["regions"].items():
        rows += [(word, "region", name) for word in region.get("words", ())]
    for name, rule in texts["rules"].items():
        rows += [(word, "culprit", name) for word in rule.get("named", ())]
    by_first: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    words: set[str] = set()
    for written, target, value in rows:
        compared = phrase(written)
        if compared and not _worn_down(written, compared):
            by_first.setdefault(compared[0], []).append((compared, target, value))
            words.update(compared)
    ordered = {first: tuple(sorted(found, key=lambda row: -len(row[0]))) for first, found in by_first.items()}
    return Phrasebook(ordered, frozenset(words))


def find(tokens: list[Token], book: Phrasebook) -> list[Match]:
    """Every phrase in the words of a text; of phrases that overlap within one target the longest stands."""
    meant = [_meant(token, book.words) for token in tokens]
    found: list[Match] = []
    for at in range(len(tokens)):
        for first in meant[at]:
            for compared, target, value in book.by_first.get(first, ()):
                places = _placed(compared, tokens, meant, at)
                if places is not None:
                    chosen = tuple(tokens[place] for place in places)
                    slips = any(token.word not in compared for token in chosen)
                    found.append(Match(target, value, chosen, doubtful=slips and len(chosen) == 1))
    return _longest(found)


def _worn_down(written: str, compared: tuple[str, ...]) -> bool:
    """Whether so little is left of a phrase without its small words that it would match anything."""
    return len(compared) == 1 and len(written.split()) > 1 and (compared[0] in COMMON or compared[0] in NEGATORS)


def _placed(compared: tuple[str, ...], tokens: list[Token], meant: list[tuple[str, ...]], at: int) -> list[int] | None:
    """Where the words of a phrase stand, from `at` on, with at most one other word between two of them."""
    places = [at]
    for word in compared[1:]:
        near = range(places[-1] + 1, min(places[-1] + 3, len(tokens)))
        place = next((n for n in near if word in meant[n] and tokens[n].clause == tokens[at].clause), None)
        if place is None:
            return None
        if any(tokens[n].word in NEGATORS for n in range(places[-1] + 1, place)):
            return None
        places.append(place)
    return places


def is_common(token: Token) -> bool:
    """Whether a word is so ordinary that nobody needs to be told that it was passed over."""
    return token.typed in COMMON or token.word in COMMON


def _meant(token: Token, words: frozenset[str]) -> tuple[str, ...]:
    """The words of the vocabulary that a typed word may be: itself, else those one slip away."""
    if token.word in words and len(token.word) > 2:
        return (token.word,)
    if is_common(token) or len(token.word) < 2 or token.word[0].isdigit():
        return ()
    from rapidfuzz.distance import OSA

    slips = 1 if len(token.word) < 7 else 2
    near = [
        (OSA.distance(token.word, word, score_cutoff=slips), word)
        for word in words
        if abs(len(word) - len(token.word)) <= slips and len(word) >= 3
    ]
    if token.word in words:
        # Two letters are too few to be sure: "pe" is a clot in the lung, or "pee" with a letter lost.
        return (token.word, *sorted(word for distance, word in near if distance == 1))
    best = min((distance for distance, _ in near if distance <= slips), default=None)
    return tuple(sorted(word for distance, word in near if distance == best)) if best is not None else ()


def _longest(found: Iterable[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (-len(one.tokens), one.tokens[0].at)):
        places = {token.at for token in match.tokens}
        kind = match.target if match.target in ("region", "culprit") else "finding"
        if any(
            places < {token.at for token in other.tokens}
            or (places & {token.at for token in other.tokens} and kind == "region" and other.target == "region")
            or (match.target == other.target and match.value == other.value and places == {t.at for t in other.tokens})
            for other in kept
            if (other.target if other.target in ("region", "culprit") else "finding") == kind
        ):
            continue
        kept.append(match)
    return sorted(kept, key=lambda one: one.tokens[0].at)
