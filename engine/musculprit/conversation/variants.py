"""Other ways to say a phrase of the vocabulary: "worse sitting" is also "sitting kills" and "agony when I sit"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

WORSE, BETTER = "+worse", "+better"
"""Words for all words that say worse, or better (`ALSO_MEANT`)."""

_SAYS_SO = frozenset(
    [
        "worse",
        "better",
        "hurt",
        "pain",
        "ache",
        "sore",
        "kill",
        "kills",
        "painful",
        "bad",
        "make",
        "makes",
        "it",
        "eases",
        "easier",
        "helps",
        "help",
        "fine",
        "relieved",
        "goes",
        "agony",
        "ease",
    ]
)


_TOO_LITTLE = frozenset(["up", "down", "side", "back", "out", "bed", "leg", "go", "off", "that"])
"""Words that are not a doing when they are all that is left."""


def variants(compared: tuple[str, ...], target: str, value: Any) -> Iterator[tuple[str, ...]]:
    """The same in other words; nothing where there are none."""
    if value is not True or len(compared) < 2:
        return
    sign = WORSE if target.startswith("worse_") else BETTER if target.startswith("better_") else ""
    if not sign:
        return
    doing = list(compared)
    while doing and doing[0] in _SAYS_SO:
        doing.pop(0)
    while doing and doing[-1] in _SAYS_SO:
        doing.pop()
    if all(word in _TOO_LITTLE for word in doing) or len(doing) == len(compared) or doing[0] in ("cannot", "no", "not"):
        return
    yield (sign, *doing)
    yield (*doing, sign)
