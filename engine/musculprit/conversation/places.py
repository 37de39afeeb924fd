"""Where it hurts: the places of a text, each with its side, and which is worst."""

from __future__ import annotations

import re
from collections.abc import Callable

from .lexicon import BACK_IS_ADVERB, CARRIES, FINE, HURTS, STOPWORDS
from .phrases import DENIAL, HINT, Match
from .tokens import Token

_AFTER_RIGHT = frozenset(
    [
        "in",
        "at",
        "on",
        "up",
        "down",
        "into",
        "through",
        "across",
        "the",
        "now",
        "away",
        "to",
        "where",
        "under",
        "behind",
        "over",
        "by",
        "deep",
        "inside",
        "below",
        "above",
        "along",
        "round",
        "around",
        "beside",
        "next",
        "between",
        "before",
        "after",
        "here",
        "there",
        "as",
        "so",
        "enough",
    ]
)
_THE = frozenset(["the", "my", "on", "his", "her", "your", "its", "both"])
_LEADS_TO_SIDE = frozenset(
    [
        "on",
        "in",
        "the",
        "my",
        "to",
        ",",
        "pain",
        "ache",
        "hurts",
        "sore",
        "aching",
        "aches",
        "tight",
        "stiff",
        "mainly",
        "mostly",
        "specially",
        "especially",
        "only",
        "just",
        "worse",
        "worst",
        "more",
        "side",
        "hand",
        "usually",
        "but",
        "particularly",
        "always",
    ]
)
_MAINLY = re.compile(
    r"\b(?:both|either)\b[^.;]*?\b(?:mainly|mostly|worse|worst|more|especially|specially|but)\b[^.;]{0,14}?"
    r"\b(left|right)\b"
)
_BOTH_MAINLY = re.compile(
    r"\bboth,? (?:but )?(?:mainly|mostly|worse|worst|more|especially|specially)\b[^.;]{0,14}?\b(?:left|right)\b(?! now)"
)
_MOVED = re.compile(
    r"\b(?:started|began|was|from|used to be)\b(?: off)?(?: down| in| on)?(?: the| my)? (left|right)\b[^.;]{0,40}?"
    r"\b(?:moved|now|gone|switched|swapped|shifted|today|then|to)\b[^.;]{0,24}?\b(left|right)\b"
)


def places(
    matches: list[Match], words: list[Token], plain: str, denies: Callable[[Match], bool | None]
) -> tuple[dict[str, str], dict[str, str]]:
    """The places that hurt, each with the words that told it, and those that hurt most."""
    found: dict[str, str] = {}
    worst: dict[str, str] = {}
    mainly, moved = _MAINLY.search(plain), _MOVED.search(plain)
    before: tuple[Match, list[str]] | None = None
    for match in matches:
        if match.target != "region" or is_adverb(match, words) or _in_denied(match, matches, words, denies):
            continue
        if _inside_a_finding(match, matches) or _does_not_hurt(match, words):
            continue
        sides = _sides(match, words)
        if not sides and before is not None and _reaches_on(before[0], match, words):
            sides = before[1]
        if moved is not None and moved.group(1) != moved.group(2) and len(sides) == 1:
            sides = [moved.group(2)]
        before = (match, sides)
        for side in sides or [""]:
            found[f"{match.value}.{side}" if side else str(match.value)] = match.typed
        if mainly is not None and len(sides) == 2:
            worst[f"{match.value}.{mainly.group(1)}"] = match.typed
    return found, worst


def on_both_sides(plain: str) -> str | None:
    """The words, as in "both but mainly right", that name two sides and no place."""
    found = _BOTH_MAINLY.search(plain)
    return found.group() if found else None


def is_adverb(match: Match, words: list[Token]) -> bool:
    """As in "it came back", which is no place."""
    if match.target != "region" or [t.typed for t in match.tokens] != ["back"]:
        return False
    at = match.tokens[0].at
    before = next((t.typed for t in reversed(words) if t.at < at), "")
    after = next((t.typed for t in words if t.at > at), "")
    return before in BACK_IS_ADVERB or after in (
        "again",
        "to",
        "home",
        "then",
        "when",
        "at",
        "in",
        "of",
        "pocket",
        "pockets",
    )


def _in_denied(match: Match, matches: list[Match], words: list[Token], denies: Callable[[Match], bool | None]) -> bool:
    """As in "no pain in my hip", "no injection in my hip"."""
    if denies(match) is True:
        return True
    for other in matches:
        last = other.tokens[-1].at
        if other.target in ("region", "culprit") or other.tokens[0].part != match.tokens[0].part:
            continue
        between = [t.typed for t in words if last < t.at < match.tokens[0].at]
        if (
            last < match.tokens[0].at
            and between
            and between[0] in ("in", "on", "into", "of", "at")
            and len(between) < 4
        ):
            return denies(other) is True
    return False


def _inside_a_finding(match: Match, matches: list[Match]) -> bool:
    """As in "Numb between my legs" names no pain in the legs: the place belongs to the longer phrase."""
    at = {token.at for token in match.tokens}
    return any(
        other.target not in ("region", "culprit") and at < {token.at for token in other.tokens} and _keeps_place(other)
        for other in matches
    )


def _keeps_place(match: Match) -> bool:
    if match.value == DENIAL or (match.value == HINT and not match.target.startswith("ces_")):
        return False
    return match.target.startswith(
        ("ces_", "leg_pain_b", "pregnan", "worse_", "better_", "test_", "face_", "arm_", "waters")
    )


def _does_not_hurt(match: Match, words: list[Token]) -> bool:
    """As in "feet checked and fine", "left hip replaced", "I carry her on my hip": a place, and no complaint of it."""
    part = [token for token in words if token.part == match.tokens[0].part]
    if any(token.word in HURTS or token.typed in HURTS for token in part):
        return False
    at = match.tokens[0].at
    return any((t.typed in FINE and at < t.at <= at + 6) or (t.typed in CARRIES and t.at < at) for t in part)


def _reaches_on(before: Match, match: Match, words: list[Token]) -> bool:
    """As in "from my left side round into the groin": the side holds for where it goes to."""
    between = [t.typed for t in words if before.tokens[-1].at < t.at < match.tokens[0].at]
    same = before.tokens[0].clause == match.tokens[0].clause
    return same and len(between) < 9 and any(word in ("to", "into", "with", "down", "towards") for word in between)


def _sides(match: Match, words: list[Token]) -> list[str]:
    first, last = match.tokens[0].at, match.tokens[-1].at
    near = [t for t in words if t.clause == match.tokens[0].clause]
    before = [t for t in near if first - 6 <= t.at < first]
    after = [t for t in near if last < t.at <= last + 9]
    inside = [t for t in words if first <= t.at <= last]
    typed = [t.typed for t in before]
    if {"both", "bilateral", "each"} & set(typed[-3:]) or [t.typed for t in after][:3] == ["on", "both", "sides"]:
        return ["left", "right"]
    for token in (*inside, *_since_comma(before)):
        if _is_side(token, words):
            return [token.typed]
    for n, token in enumerate(after):
        if _is_side(token, words) and _belongs_after(after, n):
            return [token.typed]
        if token.typed not in _LEADS_TO_SIDE:
            break
    return []


def _since_comma(before: list[Token]) -> list[Token]:
    """The words before a place, nearest first, no farther than a comma or an "and"."""
    found: list[Token] = []
    for token in reversed(before):
        if token.typed in (",", "and", "but", "or", "&"):
            break
        found.append(token)
    return found


def _is_side(token: Token, words: list[Token]) -> bool:
    """Whether "right" is a side, not as in "right in the groin"; or "left", not as in "it left a lump"."""
    if token.typed not in ("left", "right"):
        return False
    before = next((t.typed for t in reversed(words) if t.at < token.at), "")
    after = next((t.typed for t in words if t.at > token.at), "")
    if before in _THE:
        return True
    return after not in (_AFTER_RIGHT if token.typed == "right" else ("a", "me", "it", "the", "him", "her"))


def _belongs_after(after: list[Token], n: int) -> bool:
    """As in "Leg on the right", "hip (left side)"; not "back, right leg"."""
    following = after[n + 1].typed if n + 1 < len(after) else ""
    return following in ("", "side", ",", "hand", "one", "only", "mainly", "mostly") or following in STOPWORDS
