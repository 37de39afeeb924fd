"""How many years of school a text needs.

Flesch-Kincaid grade level: Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas
for Navy enlisted personnel, Research Branch Report 8-75, Naval Technical Training Command, 1975. As in Flesch's
own counts, a colon or a semicolon ends a thought as a full stop does.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$|[\"'”’)])")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouy])e(?=(?:ful|ly|ment|less|ness|ways|times|body|lines?|thing|where)$)|(?<=ev)e(?=ry)")
_SILENT_END = re.compile(
    r"(?:(?<=[aeiouy])l|[^aeiouyl])e$|[^aeiouycghlsxz]es$|(?<=[aeiouy])les$|(?:^|[dkt])(?:ac)?hes$|[^aeiouytd]ed$"
)
_APART = re.compile(
    r"(?<![ctsgx])i[ao]|[csg]ia(?![ln])|io(?=[^nu])|(?<![qg])ua(?!r)|uou|iu|(?<!p)eo|(?:ar|id)ea|bete|ism$"
    r"|ie(?=t|nc|r$|s?t$)|(?<=[aeou])ing|(?<=[^aeiou]y)ing|eate|uie|[aeou](?=ying)"
)
"""Vowels that stand together and are spoken apart, and endings with one more vowel than is written."""

NAME_SYLLABLES = 2
"""What a name that people type themselves counts at most: they know the word, however long it is."""


def grade(text: str, names: Collection[str] = ()) -> float:
    """The grade of a text: 6 is read at age 11. `names` are words that its readers use themselves."""
    words = words_of(text)
    if not words:
        return 0.0
    sentences = max(1, sum(1 for one in _SENTENCE.split(text) if _WORD.search(one)))
    spoken = sum(min(syllables(one), NAME_SYLLABLES) if one.lower() in names else syllables(one) for one in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def words_of(text: str) -> list[str]:
    """The words of a text; numbers count as words, and the parts of hyphened ones each."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """The syllables of an English word, by its vowels; a number counts as one."""
    word = word.lower().replace("'", "").replace("’", "")
    if len(word) <= 3 or word.isdigit():
        return 1
    word = _SILENT.sub("", word)
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word)) - bool(_SILENT_END.search(word))
    return max(1, count)
