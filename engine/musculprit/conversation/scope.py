"""What reaches a phrase: a negation, a hedge, the past."""

from __future__ import annotations

from collections.abc import Collection

from .lexicon import (
    CHECKED,
    COMMENTS,
    COMMON,
    DOES,
    ENDS_NEGATION,
    EXCEPTIONS,
    HEDGED_COMMENT,
    HEDGES,
    HEDGES_AFTER,
    LIMITS,
    NEGATORS,
    NOT_OF_THE_SIGN,
    OVER,
    PAST,
    SOFT,
    STARTS,
    STOPWORDS,
    SUBJECTS,
    UNSURE_DENIALS,
    WEAK_WORDS,
)
from .phrases import Match
from .spelling import ordinary
from .tokens import Token

_NEAR = 7
"""Words before a phrase in which a hedge reaches it."""

_SHORT = 7
"""Words of a part that only comments on what went before: ", but it has stopped now"."""


def negated(match: Match, words: list[Token], understood: Collection[int]) -> bool | None:
    """True, False, or None when it cannot be told, or was denied without looking."""
    denied = _denied(match, words, understood)
    return None if denied and _unchecked(match, words) else denied


def _unchecked(match: Match, words: list[Token]) -> bool:
    """As in "no numbness, but I haven't checked"; not as in "I haven't been checked", which is by somebody else."""
    after = [token for token in words if token.at > match.tokens[-1].at]
    for n, token in enumerate(after):
        before = after[max(0, n - _NEAR) : n]
        if token.typed in CHECKED and any(one.word in NEGATORS for one in before):
            return not any(one.typed in ("been", "being") for one in before)
    return False


def _denied(match: Match, words: list[Token], understood: Collection[int]) -> bool | None:
    """Whether a negation reaches the phrase.

    A negation counts before the phrase in its clause, when nothing but small words and other findings
    (`understood` are their places) stand between, and inside it: "my period is not late".
    """
    own = {token.at for token in match.tokens}
    scope = [token for token in words if token.clause == match.tokens[0].clause and token.at < min(own)]
    if match.denied:
        return None if _softened(match, words) else True
    if _denied_after(match, words):
        return True
    at = _last_denial(scope)
    if at is None or match.tokens[0].typed in ENDS_NEGATION:
        return False
    if any(token.word in NEGATORS for token in match.tokens):
        # "no numbness and can't pee": the phrase brings its own negation, and the earlier one is not its.
        return False
    inside = [t.typed for t in words if match.tokens[0].at < t.at < match.tokens[-1].at]
    if not EXCEPTIONS.isdisjoint(inside):
        return False  # "no numbness apart from between my legs" tells of numbness between the legs
    if any(_is_slip(typed) for typed in inside if typed not in {t.typed for t in match.tokens}):
        return None  # "no numbness aaprt from between my legs"
    later = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at]
    if not (EXCEPTIONS | LIMITS).isdisjoint(later):
        return None  # "never had a fever until today"
    return _reaches(scope, at, match, words, understood)


def hedged(match: Match, words: list[Token]) -> bool:
    """Whether "I think", "maybe" or the like stands shortly before the phrase, or comments on it."""
    own = {token.at for token in match.tokens}
    first = match.tokens[0]
    before = [
        t.typed for t in words if t.part == first.part and first.at - _NEAR <= t.at < first.at and t.at not in own
    ]
    if _holds(before, HEDGES):
        return True
    last = match.tokens[-1]
    after = [t.typed for t in words if t.part == last.part and t.at > last.at]
    if _holds(after[:_NEAR], HEDGES_AFTER):
        return True
    comment = _comment(match, words)
    return any(
        _holds(comment[: len(run)] + comment[len(run) :][:1], (run,)) and tuple(comment[: len(run)]) == run
        for run in HEDGED_COMMENT
    ) or (len(comment) < 4 and _holds(comment, HEDGES_AFTER))


def past(match: Match, words: list[Token]) -> bool:
    """Whether the part of the sentence is about what used to be, or the next says that it is over."""
    part = [t.typed for t in words if t.part == match.tokens[0].part]
    for run in PAST:
        for n in range(len(part)):
            ends = n + len(run)
            # "Has gone" at the end is over; "has gone cold" has become so.
            if tuple(part[n:ends]) == run and (run[-1] != "gone" or part[ends:] in ([], ["now"], ["completely"])):
                return True
    comment = _comment(match, words)
    return 0 < len(comment) <= _SHORT and comment[0] in COMMENTS and _is_over(comment)


def _is_over(comment: list[str]) -> bool:
    return not OVER.isdisjoint(comment) and NEGATORS.isdisjoint(comment)


def _comment(match: Match, words: list[Token]) -> list[str]:
    """The part after that of the phrase, as typed."""
    last = match.tokens[-1]
    return [
        t.typed for t in words if t.clause == last.clause and t.part == last.part + 1 and t.typed not in (",", "but")
    ]


def _holds(typed: list[str], runs: tuple[tuple[str, ...], ...]) -> bool:
    for n in range(len(typed)):
        for run in runs:
            ends = n + len(run)
            following = typed[ends] if ends < len(typed) else ""
            if tuple(typed[n:ends]) == run and following not in NOT_OF_THE_SIGN and not following.isdigit():
                return True
    return False


def _softened(match: Match, words: list[Token]) -> bool:
    """As in "my leg is not really weak", "not only numb"."""
    inside = [t for t in words if match.tokens[0].at < t.at < match.tokens[-1].at]
    return any(t.typed in SOFT for t in inside)


def _denied_after(match: Match, words: list[Token]) -> bool:
    """As in "pressing the bone does not hurt": what somebody does, and that it does nothing."""
    if not match.target.startswith(_DOINGS):
        return False
    last = match.tokens[-1]
    after = [t for t in words if t.part == last.part and t.at > last.at][:5]
    for n, token in enumerate(after):
        if token.typed in ("and", "when", "if", "because"):
            return False
        if token.typed in ("nothing", "no"):
            return True
        if token.word in ("not", "never", "nor"):
            return any(t.word in DOES for t in after[n + 1 :])
    return False


_DOINGS = ("test_", "worse_", "better_", "pressure_", "pain_worse", "midline", "calf_tender", "flank_tender", "pitting")
"""Findings that are what happens when somebody does something."""


def _last_denial(scope: list[Token]) -> int | None:
    for at in range(len(scope) - 1, -1, -1):
        if scope[at].word in ENDS_NEGATION:
            return None
        if scope[at].word in NEGATORS:
            return at
    return None


def _is_slip(typed: str) -> bool:
    return typed.isalpha() and typed not in STOPWORDS and typed not in COMMON and typed not in ordinary()


def _reaches(scope: list[Token], at: int, match: Match, words: list[Token], understood: Collection[int]) -> bool | None:
    denial, between = scope[at], scope[at + 1 :]
    typed = [token.typed for token in between]
    if denial.word == "not" and typed[:1] in (["only"], ["just"]):
        return False
    if "," in typed or "and" in typed:
        after = typed[max(n for n, one in enumerate(typed) if one in (",", "and")) + 1 :]
        if any(word in STARTS for word in after) or denial.word in ("cannot", "wont"):
            # A new statement: what cannot be done, and what is denied, ended before it.
            return False
        if _one_list(typed, match, words):
            return True
        if any(word[0].isdigit() for word in after) or _each_has_its_no(scope, at):
            return False  # "no bleeding, no spotting, 10 weeks pregnant"
        return None
    if denial.word in ("cannot", "wont") or (typed and typed[0] in UNSURE_DENIALS):
        return None
    if any(word in SUBJECTS for word in typed[1:]) and denial.word in ("no", "never"):
        return None
    unknown = [t for t in between if t.at not in understood and t.word not in STOPWORDS and t.typed not in WEAK_WORDS]
    return None if unknown else True


def _each_has_its_no(scope: list[Token], at: int) -> bool:
    """As in "no fever, no chills, leg weak": who repeats the no means what stands without it."""
    return scope[at].word == "no" and any(
        token.word == "no" and scope[n + 1 : n + 2] and any(t.typed == "," for t in scope[n:at])
        for n, token in enumerate(scope[:at])
    )


def _one_list(between: list[str], match: Match, words: list[Token]) -> bool:
    """As in "no numbness, tingling or weakness": all three are denied; "no fever, leg weak" cannot be told."""
    rest = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at][:4]
    return any(joint in (*between, *rest) for joint in ("or", "nor"))
