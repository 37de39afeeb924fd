"""What people type, as phrases to look for: of findings, places on the body, and culprits they name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..policy import cache as kept
from ..triage.base import RuleBase
from .lexicon import COMMON, NEGATIONS, NEGATORS, ONE_SPELLING, WEAK_WORDS
from .tokens import Token, phrase

HINT = "hint"
"""The value of a word that alone only raises the question; denied, it says nothing."""

DENIAL = "denial"
"""The value of a word that says nothing but when it is denied: then it is a no."""


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

    by_first: Mapping[str, list[tuple[tuple[str, ...], str, Any]]]
    words: frozenset[str]


_BOOKS: dict[str, Phrasebook] = {}
"""By the content of the rule base; a process reads with very few."""


def phrasebook(base: RuleBase) -> Phrasebook:
    """The phrases of a rule base, made once and kept."""
    if base.program.sha256 not in _BOOKS:
        _BOOKS[base.program.sha256] = _phrasebook(base)
    return _BOOKS[base.program.sha256]


def _phrasebook(base: RuleBase) -> Phrasebook:
    home = Path(__file__).parent
    made_by = [(name, (home / name).read_bytes()) for name in ("phrases.py", "tokens.py", "lexicon.py")]
    key = kept.content_key(made_by, salt=base.program.sha256)
    text = kept.fetch(key, "phrases")
    if text is None:
        text = json.dumps(_rows(base.texts), ensure_ascii=False)
        kept.keep(key, "phrases", text)
    by_first: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    words: set[str] = set()
    for compared, target, value in json.loads(text):
        by_first.setdefault(compared[0], []).append((tuple(compared), target, value))
        words.update(compared)
    return Phrasebook(by_first, frozenset(words))


def _rows(texts: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str, Any]]:
    """Each phrase as it is compared, with what it means; longer ones first."""
    written: list[tuple[str, str, Any]] = []
    for name, finding in texts["findings"].items():
        written += [(word, name, True) for word in finding.get("words", ())]
        written += [(word, name, HINT) for word in finding.get("hints", ())]
        written += [(word, name, DENIAL) for word in finding.get("denials", ())]
        for option, said in finding.get("options", {}).items():
            written += [(word, name, option) for word in said.get("words", ())]
    for name, region in texts["regions"].items():
        written += [(word, "region", name) for word in region.get("words", ())]
    for name, rule in texts["rules"].items():
        written += [(word, "culprit", name) for word in rule.get("named", ())]
    rows = [(phrase(words), target, value) for words, target, value in written if not _worn_down(words, phrase(words))]
    return sorted(rows, key=lambda row: -len(row[0]))


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
    return not compared or (
        len(compared) == 1 and len(written.split()) > 1 and (compared[0] in COMMON or compared[0] in NEGATORS)
    )


def _placed(compared: tuple[str, ...], tokens: list[Token], meant: list[tuple[str, ...]], at: int) -> list[int] | None:
    """Where the words of a phrase stand, from `at` on, with at most one other word between two of them."""
    places = [at]
    for word in compared[1:]:
        reach = 2 if compared[len(places) - 1] == "no" and _tells(tokens, places[-1] + 1) else 3
        near = range(places[-1] + 1, min(places[-1] + reach, len(tokens)))
        place = next((n for n in near if word in meant[n] and tokens[n].part == tokens[at].part), None)
        if place is None:
            return None
        if any(tokens[n].word in NEGATORS for n in range(places[-1] + 1, place)):
            return None
        places.append(place)
    return places


def _tells(tokens: list[Token], at: int) -> bool:
    """Whether the word after a "no" is itself denied: "no vomiting and my appetite is fine" is not "no appetite"."""
    return at < len(tokens) and tokens[at].typed not in WEAK_WORDS


def is_common(token: Token) -> bool:
    """Whether a word is so ordinary that nobody needs to be told that it was passed over."""
    return token.typed in COMMON or token.word in COMMON


def _meant(token: Token, words: frozenset[str]) -> tuple[str, ...]:
    """The words of the vocabulary that a typed word may be: itself, else those one slip away."""
    known = token.word in words
    if known and (len(token.word) > 2 or is_common(token)):
        return (token.word,)
    if is_common(token) or len(token.word) < 2 or token.word[0].isdigit():
        return (token.word,) if known else ()
    from rapidfuzz.distance import OSA

    slips = 1 if len(token.word) < 8 else 2
    near = [
        (OSA.distance(token.word, form, score_cutoff=slips), word)
        for form, word in _forms(words)
        if abs(len(form) - len(token.word)) <= slips and len(form) >= 3 and (slips == 1 or form[0] == token.word[0])
    ]
    if known:
        # Two letters are too few to be sure: "pe" is a clot in the lung, or "pee" with a letter lost.
        return (token.word, *sorted(word for distance, word in near if distance == 1))
    best = min((distance for distance, _ in near if distance <= slips), default=None)
    return tuple(sorted(word for distance, word in near if distance == best)) if best is not None else ()


@cache
def _forms(words: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Every way to write a word of the vocabulary that a slip can start from, with how it is compared."""
    spelled = [(form, word) for form, word in (*ONE_SPELLING.items(), *NEGATIONS.items()) if word in words]
    return (*((word, word) for word in words), *spelled)


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
