"""What is accepted as an answer for one person: a level, a range, or any of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import did_you_mean
from ...model.words import DISPOSITIONS, FLOORS

_KEYS = ("disposition", "at_least", "at_most", "accept_any_of")


@dataclass(frozen=True, slots=True)
class Label:
    """The dispositions that are accepted, and the level that is needed where that is written apart.

    Of `cannot_assess` and `out_of_scope` there is no level; `at_least` may say which one is needed then.
    """

    accepted: tuple[str, ...]
    at_least: str = ""

    @property
    def levels(self) -> tuple[int, ...]:
        """Ranks of the accepted levels, lowest first; empty when only "no answer" is accepted."""
        return tuple(rank for rank, name in enumerate(FLOORS) if name in self.accepted)

    @property
    def needed(self) -> int | None:
        """The lowest rank that is enough: less is unsafe."""
        if self.at_least:
            return FLOORS.index(self.at_least)
        return self.levels[0] if self.levels else None

    @property
    def one_level(self) -> bool:
        """Whether exactly one answer is accepted."""
        return len(self.accepted) == 1

    def __str__(self) -> str:
        names, ranks = self.accepted, self.levels
        whole = len(ranks) == len(names) > 1 and ranks[-1] - ranks[0] == len(ranks) - 1
        return f"{names[0]} to {names[-1]}" if whole else " or ".join(names)

    def to_json(self) -> dict[str, Any]:
        """Plain data that `read_label` reads again."""
        return {"accept_any_of": list(self.accepted)} | ({"at_least": self.at_least} if self.at_least else {})


def read_label(data: Any) -> Label:
    """A label from `same_day`, `{at_least, at_most}` or `{accept_any_of}`. Raises ValueError that says what to try."""
    if isinstance(data, str):
        return label_of(disposition=data)
    if not isinstance(data, Mapping) or not data:
        raise ValueError("a label is a level, {at_least: .., at_most: ..} or {accept_any_of: [..]}")
    for key in data:
        if key not in _KEYS:
            raise ValueError(f"`{key}` is not expected in a label{did_you_mean(str(key), _KEYS)}")
    any_of = data.get("accept_any_of", ())
    if not isinstance(any_of, list | tuple) or ("accept_any_of" in data and not any_of):
        raise ValueError("`accept_any_of` takes a list of levels, such as [self_care, routine_clinician]")
    named = {key: data[key] for key in _KEYS[:3] if data.get(key) is not None}
    return label_of(any_of=any_of, **named)


def label_of(disposition: Any = None, at_least: Any = None, at_most: Any = None, any_of: Iterable[Any] = ()) -> Label:
    """What is accepted by all that was written. Raises ValueError on a word nobody knows or a contradiction."""
    listed = tuple(_known(one, DISPOSITIONS) for one in any_of)
    if disposition is not None:
        listed = (*listed, _known(disposition, DISPOSITIONS))
    low = FLOORS.index(_known(at_least, FLOORS)) if at_least is not None else 0
    high = FLOORS.index(_known(at_most, FLOORS)) if at_most is not None else len(FLOORS) - 1
    if low > high:
        raise ValueError(f"at least {at_least} and at most {at_most} leaves no level")
    wanted = set(listed or FLOORS[low : high + 1])
    outside = [one for one in wanted if one in FLOORS and not low <= FLOORS.index(one) <= high]
    if outside:
        raise ValueError(f"`{outside[0]}` lies outside at_least and at_most of the same label")
    accepted = tuple(name for name in DISPOSITIONS if name in wanted)
    return Label(accepted, FLOORS[low] if listed and at_least is not None else "")


def _known(name: Any, names: Iterable[str]) -> str:
    names = tuple(names)
    if name not in names:
        raise ValueError(
            f"`{name}` is not a level{did_you_mean(str(name), names, cutoff=0.6)}; levels are {', '.join(names)}"
        )
    return str(name)
