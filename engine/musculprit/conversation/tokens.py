"""A sentence as words with their places, spelled one way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import AS_THEY_STAND, IDIOMS, NEGATIONS, ONE_SPELLING, STOPWORDS

_WORD = re.compile(r"\d+(?:/\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[.,;:!?()\n–—-]|[^\s\w'\"]+")

_CAN_NOT = re.compile(
    r"\b(?:can|could) (?:not|no longer)\b|\bcan (?:i|you|he|she|we|they) not\b"
    r"|\b(?:don'?t|not) think (?:i|he|she|they) can\b|\bno longer able to\b"
    r"|\b(?:not|(?:is|was|are|were|has|have|had)n'?t|never)(?: been)?(?: really| even| quite)? able to\b(?! stand)"
)

_IT_BAND = re.compile(r"\bit[ -]bands?\b")
"""Its first word alone is passed over, and every band would be this one."""

_SIT_BONE = re.compile(r"\b(?:sit|sitting|sits|seat)[ -]?bones?\b")
"""As two words it would be a sitting that hurts."""

_VOWEL = re.compile("[aeiouy]")

_CORRECTED = re.compile(
    r"\b(left|right)\b([\w' ]{0,24}?),? ?[-–(]? ?(?:oh )?"
    r"(?:sorry|i mean|no wait|wait no|or rather|scratch that|correction)"
    r",? (?:i mean |it'?s |i meant )?(?:the |my |on the )?(left|right)\b(?: one| side)?"
)
"""As in "right glute, sorry left"."""

_IDIOMS = re.compile("|".join(rf"\b{idiom}\b" for idiom in IDIOMS))

_ONLY_TOLD = frozenset(("say", "tell", "remember", "decide"))
"""What cannot be told is no doing: "can't say whether it's muddle or sleepiness"."""

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


def plain_of(text: str) -> str:
    """A text in small letters, with plain apostrophes, set phrases taken out, and what was corrected as corrected."""
    plain = re.sub(r"[^\S\n]+", " ", text.lower().replace("’", "'").replace("‘", "'").replace("`", "'"))
    plain = _SIT_BONE.sub("sitbone", _IT_BAND.sub("itband", plain))
    plain = _CORRECTED.sub(r"\3\2", plain)
    return _IDIOMS.sub("", _CAN_NOT.sub("cannot", plain))


def tokens_of(text: str) -> list[Token]:
    """The words of a text, each with its clause. Clauses end at a full stop, semicolon, bracket or dash."""
    plain = plain_of(text)
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
        cannot = (cannot or word == "cannot") and typed not in _ONLY_TOLD
        found.append(Token(word, typed, at, clause, part))
    return found


def spelled(typed: str) -> str:
    """One spelling for the forms of a word."""
    word = NEGATIONS.get(typed, typed)
    word = word.removesuffix("'s")
    return ONE_SPELLING.get(word) or (word if word in AS_THEY_STAND else stem(word))


def stem(word: str) -> str:
    """A word without the ending of a plural or a tense; no word of its own, and the same for all forms of one."""
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        if word.endswith(("she", "che", "sse")):
            word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and not word.endswith("eed") and _VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsze"
            return (root[:-1] if doubled else root).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def content(words: list[Token]) -> list[Token]:
    """The words that carry meaning: no small words, no commas."""
    return [token for token in words if token.word not in STOPWORDS and token.word not in (",", "-")]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of the vocabulary as it is compared."""
    return tuple(token.word for token in content(tokens_of(text)))
