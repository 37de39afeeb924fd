"""A sentence as words with their places, spelled one way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import IDIOMS, NEGATIONS, ONE_SPELLING, STOPWORDS

_WORD = re.compile(r"\d+(?:/\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[.,;:!?()\n–—-]|[^\s\w'\"]+")

_CAN_NOT = re.compile(
    r"\bcan not\b|\bcan (?:i|you|he|she|we|they) not\b|\b(?:don'?t|not) think (?:i|he|she|they) can\b"
)

_IT_BAND = re.compile(r"\bit[ -]bands?\b")
"""Its first word alone is passed over, and every band would be this one."""

_IDIOMS = re.compile("|".join(rf"\b{idiom}\b" for idiom in IDIOMS))

ENDS_PART = frozenset({",", "but"})

BREAKS = frozenset(".;:!?()\n–—")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as compared, as typed, and which word, clause and comma-part of the text it is."""

    word: str
    typed: str
    at: int
    clause: int
    part: int


def tokens_of(text: str) -> list[Token]:
    """The words of a text, each with its clause. Clauses end at a full stop, semicolon, bracket or dash."""
    plain = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = _IT_BAND.sub("itband", plain)
    plain = _IDIOMS.sub("", _CAN_NOT.sub("cannot", plain))
    found: list[Token] = []
    clause = part = 0
    cannot = False
    for at, match in enumerate(_WORD.finditer(plain)):
        typed = match.group()
        if typed in BREAKS:
            clause, part, cannot = clause + 1, part + 1, False
            continue
        if typed in ENDS_PART:
            part, cannot = part + 1, False
        # "Can't sit or pee" is "can't sit or can't pee".
        word = "cannot" if cannot and typed in ("or", "nor") else spelled(typed)
        cannot = cannot or word == "cannot"
        found.append(Token(word, typed, at, clause, part))
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
