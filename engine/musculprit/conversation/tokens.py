"""A sentence as words with their places, spelled one way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import NEGATIONS, ONE_SPELLING, STOPWORDS

_WORD = re.compile(r"\d+(?:/\d+)?|[a-z]+(?:'[a-z]+)?|[.,;:!?()\n–—-]")

BREAKS = frozenset(".;:!?()\n–—")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as compared, as typed, and which word and clause of the text it is."""

    word: str
    typed: str
    at: int
    clause: int


def tokens_of(text: str) -> list[Token]:
    """The words of a text, each with its clause. Clauses end at a full stop, semicolon, bracket or dash."""
    plain = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = re.sub(r"\bcan not\b", "cannot", plain)
    found: list[Token] = []
    clause = 0
    for at, match in enumerate(_WORD.finditer(plain)):
        typed = match.group()
        if typed in BREAKS:
            clause += 1
        else:
            found.append(Token(spelled(typed), typed, at, clause))
    return found


def spelled(typed: str) -> str:
    """One spelling for the forms of a word."""
    word = NEGATIONS.get(typed, typed)
    word = word.removesuffix("'s")
    return ONE_SPELLING.get(word, word)


def content(words: list[Token]) -> list[Token]:
    """The words that carry meaning: no small words, no commas."""
    return [token for token in words if token.word not in STOPWORDS and token.word not in (",", "-")]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of the vocabulary as it is compared."""
    return tuple(token.word for token in content(tokens_of(text)))
