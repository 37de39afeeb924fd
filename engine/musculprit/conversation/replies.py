"""What a person may type at a question: `n`, `1 3`, `2?`, `?`, yes and no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.answers import NOT_SURE, Answer, Sites

_ITEM = re.compile(r"^(\d{1,2})(\??)$")

_YES = ("y", "yes", "yeah", "yep")
_NO = ("n", "no", "nope", "none", "none of these")
_UNSURE = ("?", "not sure", "don't know", "dont know", "unsure")


@dataclass(frozen=True, slots=True)
class Ticks:
    """The numbers ticked and the numbers not sure of; `ask_each` when the whole page is in doubt."""

    yes: frozenset[int] = frozenset()
    not_sure: frozenset[int] = frozenset()
    ask_each: bool = False


def ticks(reply: str, count: int) -> Ticks:
    """What was ticked of a page of `count` lines. Raises ValueError that says what would be understood."""
    words = reply.strip().lower()
    if words in _NO:
        return Ticks()
    if words in _UNSURE:
        return Ticks(ask_each=True)
    yes: set[int] = set()
    not_sure: set[int] = set()
    for item in re.split(r"[\s,]+", words):
        found = _ITEM.match(item)
        if found is None or not 1 <= int(found.group(1)) <= count:
            raise ValueError(
                f"Type n for none of these, numbers from 1 to {count} (1 3), 2? if not sure about 2, or ?."
            )
        (not_sure if found.group(2) else yes).add(int(found.group(1)))
    return Ticks(frozenset(yes), frozenset(not_sure - yes))


def yes_no(reply: str) -> Answer:
    """Yes, no or not sure. Raises ValueError."""
    words = reply.strip().lower()
    if words in _YES:
        return True
    if words in _NO:
        return False
    if words in _UNSURE:
        return NOT_SURE
    raise ValueError("Type y, n, or ? if not sure.")


def places(reply: str, numbered: dict[int, str]) -> frozenset[str]:
    """Places on the body from `2r 7 9b`. Raises ValueError."""
    found: set[str] = set()
    for item in re.split(r"[\s,]+", reply.strip().lower()):
        match = re.match(r"^(\d{1,2})([lrb]?)$", item)
        if match is None or int(match.group(1)) not in numbered:
            raise ValueError("Type the numbers, worst first, with l, r or b for left, right or both: 2r 7 9b.")
        region, side = numbered[int(match.group(1))], match.group(2)
        found |= {
            "": {region},
            "l": {f"{region}.left"},
            "r": {f"{region}.right"},
            "b": {f"{region}.left", f"{region}.right"},
        }[side]
    return frozenset(found)


def number(reply: str, low: int, high: int, unit: str) -> Answer:
    """A whole number within its bounds, or not sure. Raises ValueError."""
    words = reply.strip().lower()
    if words in _UNSURE:
        return NOT_SURE
    if words.isdecimal() and low <= int(words) <= high:
        return int(words)
    raise ValueError(f"Type a whole number of {unit or 'points'} from {low} to {high}, or ? if not sure.")


def choice(reply: str, options: Sequence[str]) -> Answer:
    """The one option that begins so, or not sure. Raises ValueError."""
    word = reply.strip().lower()
    if word in _UNSURE:
        return NOT_SURE
    near = [option for option in options if word and option.startswith(word)]
    if len(near) == 1 or word in near:
        return word if word in near else near[0]
    raise ValueError(f"Type {', '.join(options)}, or ? if not sure or rather not say.")


def sites(reply: str, numbered: dict[int, str], before: frozenset[str]) -> Answer:
    """All the places there are: those told before, and those named now. Raises ValueError."""
    if reply.strip().lower() in _UNSURE:
        return NOT_SURE
    if not reply.strip() and before:
        return Sites(before)
    return Sites(before | places(reply, numbered))
