"""What reaches a phrase: a negation, a hedge, the past, another person."""

from __future__ import annotations

from collections.abc import Collection

from .lexicon import (
    ALSO,
    ENDS_NEGATION,
    EXCEPTIONS,
    FIRST_PERSON,
    HEDGES,
    LIMITS,
    NEGATORS,
    OTHERS,
    PAST,
    REPORTS,
    STARTS,
    STOPWORDS,
    SUBJECTS,
    UNSURE_DENIALS,
    WEAK_WORDS,
)
from .phrases import Match
from .tokens import Token


def negated(match: Match, words: list[Token], understood: Collection[int]) -> bool | None:
    """True, False, or None when it cannot be told.

    Only a negation before the phrase in its clause counts, and only when nothing but small words and other
    findings (`understood` are their places) stand between.
    """
    own = {token.at for token in match.tokens}
    scope = [token for token in words if token.clause == match.tokens[0].clause and token.at < min(own)]
    at = _last_denial(scope)
    if at is None or match.tokens[0].typed in ENDS_NEGATION:
        return False
    if any(token.word in NEGATORS for token in match.tokens):
        # "no numbness and can't pee": the phrase brings its own negation, and the earlier one is not its.
        return False
    inside = [t.typed for t in words if match.tokens[0].at < t.at < match.tokens[-1].at]
    if not EXCEPTIONS.isdisjoint(inside):
        return False  # "no numbness apart from between my legs" tells of numbness between the legs
    later = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at]
    if not (EXCEPTIONS | LIMITS).isdisjoint(later):
        return None  # "never had a fever until today"
    return _reaches(scope[at], scope[at + 1 :], match, words, understood)


def hedged(match: Match, words: list[Token]) -> bool:
    """Whether "I think", "maybe" or the like stands shortly before the phrase."""
    own = {token.at for token in match.tokens}
    first = match.tokens[0]
    before = [t for t in words if t.part == first.part and first.at - 7 <= t.at < first.at and t.at not in own]
    typed = [t.typed for t in before]
    return any(tuple(typed[n : n + len(one)]) == one for one in HEDGES for n in range(len(typed)))


def past(match: Match, words: list[Token]) -> bool:
    """Whether the part of the sentence is about what used to be."""
    part = [t.typed for t in words if t.part == match.tokens[0].part]
    for run in PAST:
        for n in range(len(part)):
            ends = n + len(run)
            # "Has gone" at the end is over; "has gone cold" has become so.
            if tuple(part[n:ends]) == run and (run[-1] != "gone" or part[ends:] in ([], ["now"], ["completely"])):
                return True
    return False


def about_somebody_else(match: Match, words: list[Token]) -> bool:
    """As in "my husband gets tingling too": told before it in the same breath, with no "I" in between."""
    before = [t for t in words if t.clause == match.tokens[0].clause and t.at < match.tokens[0].at]
    for token in reversed(before):
        if token.typed in (",", "but") or _first_person(token, words):
            return False
        if token.typed in OTHERS:
            return next((t.typed for t in words if t.at > token.at), "") not in REPORTS
    return False


def speaks_of_self(words: list[Token]) -> bool:
    """Whether the one who types is the one who hurts: somebody else's "too" is then not theirs."""
    return any(token.typed in ALSO or _first_person(token, words) for token in words)


def _first_person(token: Token, words: list[Token]) -> bool:
    if token.typed != "my":
        return token.typed in FIRST_PERSON
    return next((t.typed for t in words if t.at > token.at), "") not in OTHERS


def _last_denial(scope: list[Token]) -> int | None:
    for at in range(len(scope) - 1, -1, -1):
        if scope[at].word in ENDS_NEGATION:
            return None
        if scope[at].word in NEGATORS:
            return at
    return None


def _reaches(
    denial: Token, between: list[Token], match: Match, words: list[Token], understood: Collection[int]
) -> bool | None:
    typed = [token.typed for token in between]
    if denial.word == "not" and typed[:1] in (["only"], ["just"]):
        return False
    if "," in typed or "and" in typed:
        after = typed[max(at for at, one in enumerate(typed) if one in (",", "and")) + 1 :]
        if any(word in STARTS for word in after) or denial.word in ("cannot", "wont"):
            # A new statement: what cannot be done, and what is denied, ended before it.
            return False
        return True if _one_list(typed, match, words) else None
    if denial.word in ("cannot", "wont") or (typed and typed[0] in UNSURE_DENIALS):
        return None
    if any(word in SUBJECTS for word in typed[1:]) and denial.word in ("no", "never"):
        return None
    unknown = [t for t in between if t.at not in understood and t.word not in STOPWORDS and t.typed not in WEAK_WORDS]
    return None if unknown else True


def _one_list(between: list[str], match: Match, words: list[Token]) -> bool:
    """As in "no numbness, tingling or weakness": all three are denied; "no fever, leg weak" cannot be told."""
    rest = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at][:4]
    return any(joint in (*between, *rest) for joint in ("or", "nor"))
