"""Which words of the vocabulary a typed word may be, for people who misspell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .lexicon import ALSO_MEANT, COMMON
from .tokens import Token

_LONG = 8
"""Letters from which on two slips are one word."""


def is_common(token: Token) -> bool:
    """Whether a word is so ordinary that nobody needs to be told that it was passed over."""
    return token.typed in COMMON or token.word in COMMON


class Spelling:
    """All ways to write the words of a vocabulary, each with how it is compared."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self.forms = forms
        self.words = frozenset(forms.values())
        self.by_length: dict[int, list[str]] = {}
        for form in forms:
            self.by_length.setdefault(len(form), []).append(form)

    def meant(self, token: Token) -> tuple[str, ...]:
        """The words, as compared, that a typed word may be: itself, else those one slip away."""
        own = self._itself(token)
        also = ALSO_MEANT.get(token.typed) or ALSO_MEANT.get(token.word, ())
        return (*own, *(one for one in also if one not in own)) if also else own

    def _itself(self, token: Token) -> tuple[str, ...]:
        known = token.word in self.words
        if known and (len(token.word) > 2 or is_common(token)):
            return (token.word,)
        if is_common(token) or len(token.word) < 2 or token.word[0].isdigit() or token.typed in ordinary():
            return (token.word,) if known else ()
        near = self._near(token.typed)
        if known:
            # Two letters are too few to be sure: "pe" is a clot in the lung, or "pee" with a letter lost.
            return (token.word, *sorted({word for distance, word in near if distance == 1}))
        best = min((distance for distance, _ in near), default=0)
        return tuple(sorted({word for distance, word in near if distance == best}))

    def _near(self, typed: str) -> list[tuple[int, str]]:
        """The words at most one slip away, two from eight letters on, with how many."""
        from rapidfuzz.distance import OSA

        slips = 1 if len(typed) < _LONG else 2
        near = []
        for length in range(max(len(typed) - slips, 3), len(typed) + slips + 1):
            for form in self.by_length.get(length, ()):
                if slips == 1 or form[0] == typed[0]:
                    distance = OSA.distance(typed, form, score_cutoff=slips)
                    # Three letters are too few to mistake one: "hod" is no "hop", and "num" is "numb".
                    if distance <= slips and (len(typed) > 3 or length > 3 or sorted(form) == sorted(typed)):
                        near.append((distance, self.forms[form]))
        return near


@cache
def ordinary() -> frozenset[str]:
    """Ordinary English words; read when the first unknown word is met."""
    text = (Path(__file__).parent / "ordinary.txt").read_text(encoding="ascii")
    return frozenset(text.split())
