"""Whom a text is about: the one who types, or somebody else."""

from __future__ import annotations

import re

from .lexicon import ALSO, FEMALE, FIRST_PERSON, MALE, NARRATES, NEGATORS, OTHERS, REPORTS, TESTICLES, WOMBS
from .phrases import Match
from .tokens import Token

_ASKS_FOR = re.compile(
    r"\b(?:asking|writing|typing|messaging|enquiring|ringing|filling (?:this|it) in|question|here|this is|it'?s)"
    r" (?:this )?(?:for|about|on behalf of) (?:my |our )?(?:\w+ )?([\w']+)|\bon behalf of (?:my |our )?([\w']+)"
)
"""As in "asking for my mum"."""

_THEY = frozenset(["he", "she", "his", "her", "hers", "him", "he's", "she's", "hes", "shes", "they", "their", "them"])


def asked_for(text: str) -> str:
    """The words by which somebody says that they ask for somebody else."""
    found = _ASKS_FOR.search(text.lower().replace("’", "'"))
    if found is None:
        return ""
    who = next(one for one in found.groups() if one)
    return found.group() if who.removesuffix("'s") in OTHERS else ""


def speaks_of_self(words: list[Token], matches: list[Match]) -> bool:
    """Whether the one who types is the one who hurts: somebody else's "too" is then not theirs.

    "I went to the shops" says nothing of that; an "I" or a "my" counts where a complaint stands beside it.
    """
    own = {token.clause for token in words if _first_person(token, words)}
    return any(token.typed in ALSO or _unlike_them(token, words) for token in words) or any(
        match.tokens[0].clause in own and not about_somebody_else(match, words) for match in matches
    )


def about_somebody_else(match: Match, words: list[Token]) -> bool:
    """As in "my husband gets tingling too": told before it in the same breath, with no "I" in between."""
    at = match.tokens[0].at
    before = [t for t in words if t.clause == match.tokens[0].clause and t.at < at]
    they = False
    for token in reversed(before):
        if (token.typed == "," and not they) or token.typed == "but" or _first_person(token, words):
            return False
        they = they or token.typed in _THEY
        if token.typed in OTHERS:
            return next((t.typed for t in words if t.at > token.at), "") not in REPORTS
    return False


def sex_of(words: list[Token]) -> tuple[str, str] | None:
    """The sex of somebody else who is the one that hurts, with the word that tells it; nothing where words differ."""
    told = {
        sex: t.typed for t in reversed(words) for sex, names in (("female", FEMALE), ("male", MALE)) if t.typed in names
    }
    return next(iter(told.items())) if len(told) == 1 else None


def own_sex(words: list[Token]) -> tuple[str, str] | None:
    """The sex of one who speaks of their own womb or testicles; nothing where words differ."""
    told = {}
    for token in words:
        sex = "female" if token.typed in WOMBS else "male" if token.typed in TESTICLES else ""
        clause = [t.typed for t in words if t.clause == token.clause]
        if (
            sex
            and OTHERS.isdisjoint(clause)
            and not NEGATORS.intersection(t.word for t in words if t.part == token.part)
        ):
            told[sex] = token.typed
    return next(iter(told.items())) if len(told) == 1 else None


def _unlike_them(token: Token, words: list[Token]) -> bool:
    """As in "my dad's on warfarin, I'm not", "I do neither"."""
    following = [t.typed for t in words if t.at > token.at][:2]
    if token.typed == "me" and not any(t.clause == token.clause and t.at < token.at for t in words):
        return True  # "Me, nothing. Just a stiff back"
    return token.typed in FIRST_PERSON and not _UNLIKE.isdisjoint(following)


_UNLIKE = frozenset(["not", "neither", "don't", "dont", "never", "only", "haven't"])


def _first_person(token: Token, words: list[Token]) -> bool:
    following = [t.typed for t in words if t.at > token.at][:3]
    if token.typed == "my":
        return next(iter(following), "") not in OTHERS
    return token.typed in FIRST_PERSON and not any(word in NARRATES for word in following)
