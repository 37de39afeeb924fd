"""Numbers and people in a text: age, sex, how bad, how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.answers import Answer
from ..model.vocabulary import Vocabulary
from .tokens import Token

_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBERS |= {"a": 1, "an": 1, "couple": 2}
_DAYS = {
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "wk": 7,
    "wks": 7,
    "month": 30,
    "months": 30,
    "year": 365,
    "years": 365,
    "yrs": 365,
}

_NO_COMPLAINT = re.compile(
    r"(?:^| )(?:every|each|in|aged|pregnant|type [12]|diabetic|smoked|married|worked|twice|once|times|days|clean"
    r"|sober)$"
)
"""What is counted before a time when it is not the complaint."""

_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_AGES = {word: n for n, word in enumerate(_TEENS, start=13)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_AGES |= {word: n for word, n in _NUMBERS.items() if 2 < n < 13}
_SPELLED_AGE = re.compile(
    rf"\b(?:aged?|i'?m|i am|she is|he is|she'?s|he'?s)\s+({'|'.join(_AGES)})\b(?!\s*(?:weeks|days|months|hours))"
)

_AGE = re.compile(
    r"\b(?:aged?|age is|i'?m|i am|she is|he is|she'?s|he'?s)\s+(\d{1,3})\b"
    r"(?!\s*(?:/|out of|%|weeks?|wks?|days?|months?|hours?|kg|stone|cm|minutes?))"
    r"|\b(\d{1,3})\s*-?\s*(?:years?|yrs?|y)[ -]*(?:old|young|o)\b|\b(\d{1,3})\s*(?:yo|y/o)\b"
)
# A bare "50 m" may be a distance: age and sex in one stand at the start, after a comma, or after "I'm" or "a".
_AGE_AND_SEX = re.compile(
    r"(?:^|[,(;.]|\b(?:i'?m|i am|aged?|a)\s)\s*(\d{1,3})\s*-?\s*(?:years? old|yrs? old|yo|y/o)?\s*"
    r"(m|f|male|female|man|woman|lady)\b"
)
_SEVERITY = re.compile(r"(?<![\d/])(10|\d)\s*(?:/|out of)\s*(?:10|ten)\b|\b11\s*(?:/|out of)\s*(?:10|ten)\b")
_FOR = re.compile(
    r"\b(?:for|since|past|last|about|over|nearly|almost|around|had (?:it|this))?\s*(?:the (?:past|last) )?"
    r"(\d+|[a-z]+)\s+(days?|weeks?|wks?|months?|years?|yrs)\b(?!\s*(?:old|young|ago i|preg|-)"
    r"|\s+(?:a|per|each|every) (?:day|week|month|year)\b)"
)


def read(
    words: list[Token], text: str, answers: dict[str, Answer], heard: dict[str, str], vocabulary: Vocabulary
) -> Iterator[int]:
    """Put age, sex, severity and duration into the answers; gives the places of the words used."""
    plain = text.lower().replace("’", "'")
    used: list[str] = []
    limit = vocabulary.findings["age_years"].high if "age_years" in vocabulary.findings else 0
    if found := _AGE_AND_SEX.search(plain) or _AGE.search(plain) or _SPELLED_AGE.search(plain):
        told = next(group for group in found.groups() if group and (group.isdigit() or group in _AGES))
        age = _AGES.get(told) or int(told)
        if 0 < age <= limit:
            answers["age_years"], heard["age_years"] = age, found.group().strip(" ,(;.")
            used.append(found.group())
    if (found := _AGE_AND_SEX.search(plain)) and "sex" in vocabulary.findings:
        answers["sex"] = "male" if found.group(2) in ("m", "male", "man") else "female"
        heard["sex"] = found.group().strip(" ,(;.")
    if (found := _SEVERITY.search(plain)) and "severity_0_10" in vocabulary.findings:
        answers["severity_0_10"] = int(found.group(1) or 10)
        heard["severity_0_10"] = found.group()
        used.append(found.group())
    days = _duration(plain)
    if days is not None and "duration_days" in vocabulary.findings:
        answers["duration_days"], heard["duration_days"] = days
        used.append(heard["duration_days"])
    typed = {word for phrase in used for word in re.findall(r"\d+(?:/\d+)?|[a-z]+", phrase)}
    measured = {*_DAYS, *_NUMBERS, *_AGES}
    for token in words:
        if token.typed in typed and (token.typed[0].isdigit() or token.typed in measured):
            yield token.at


def _duration(plain: str) -> tuple[int, str] | None:
    if "since yesterday" in plain:
        return 1, "since yesterday"
    if "since this morning" in plain or "since today" in plain:
        return 0, "since today"
    for found in _FOR.finditer(plain):
        count = _NUMBERS.get(found.group(1), int(found.group(1)) if found.group(1).isdigit() else None)
        before = plain[: found.start()].rstrip()
        after = plain[found.end() :].lstrip()
        if (
            count is None
            or (after.startswith("ago") and not before.endswith("started"))
            or _NO_COMPLAINT.search(before)
        ):
            continue
        return min(count * _DAYS[found.group(2)], 36500), found.group().strip()
    return None
