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

_AGE = re.compile(
    r"\b(?:aged?|age is|i'?m|i am|she is|he is|she'?s|he'?s)\s+(\d{1,3})\b"
    r"(?!\s*(?:/|out of|%|weeks?|wks?|days?|months?|hours?|kg|stone|cm|minutes?))"
    r"|\b(\d{1,3})\s*-?\s*(?:years?|yrs?|y)[ -]*(?:old|o)\b|\b(\d{1,3})\s*(?:yo|y/o)\b"
    r"|\b(\d{1,3})\s*(?:m|f|male|female|man|woman)\b"
)
_SEX = re.compile(r"\b\d{1,3}\s*(?:years? old |yo |y/o |yr old )?(m|f|male|female|man|woman)\b")
_SEVERITY = re.compile(r"\b(\d{1,2})\s*(?:/|out of)\s*(?:10|ten)\b")
_FOR = re.compile(
    r"\b(?:for|since|past|last|about|over|nearly|almost|around|had (?:it|this))?\s*(?:the (?:past|last) )?"
    r"(\d+|[a-z]+)\s+(days?|weeks?|wks?|months?|years?|yrs)\b(?!\s*(?:old|ago i|pregnant|-))"
)


def read(
    words: list[Token], text: str, answers: dict[str, Answer], heard: dict[str, str], vocabulary: Vocabulary
) -> Iterator[int]:
    """Put age, sex, severity and duration into the answers; gives the places of the words used."""
    plain = text.lower().replace("’", "'")
    used: list[str] = []
    if (found := _AGE.search(plain)) and "age_years" in vocabulary.findings:
        age = int(next(group for group in found.groups()[:4] if group))
        if 0 < age <= vocabulary.findings["age_years"].high:
            answers["age_years"] = age
            heard["age_years"] = found.group().strip()
            used.append(found.group())
    if (found := _SEX.search(plain)) and "sex" in vocabulary.findings:
        answers["sex"] = "male" if found.group(1) in ("m", "male", "man") else "female"
        heard["sex"] = found.group().strip()
        used.append(found.group())
    if (found := _SEVERITY.search(plain)) and "severity_0_10" in vocabulary.findings:
        answers["severity_0_10"] = min(int(found.group(1)), 10)
        heard["severity_0_10"] = found.group()
        used.append(found.group())
    days = _duration(plain)
    if days is not None and "duration_days" in vocabulary.findings:
        answers["duration_days"], heard["duration_days"] = days
        used.append(heard["duration_days"])
    typed = {word for phrase in used for word in re.findall(r"\d+(?:/\d+)?|[a-z]+", phrase)}
    for token in words:
        if token.typed in typed and (token.typed[0].isdigit() or token.typed in _DAYS or token.typed in _NUMBERS):
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
            or before.rpartition(" ")[2] in ("every", "each", "in", "aged")
        ):
            continue
        return min(count * _DAYS[found.group(2)], 36500), found.group().strip()
    return None
