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
    "mnth": 30,
    "mnths": 30,
    "mth": 30,
    "mths": 30,
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
_OTHER = r"(?:mum|mom|dad|husband|wife|son|daughter|lad|boy|girl|nan|gran|grandad|partner|mother|father|brother|sister)"
_AGE_OF = re.compile(
    rf"\b{_OTHER}(?:'?s| is| who is|,? who's)?,? ?\(?(\d{{1,3}})\)?(?=[,.;) ]|$)"
    r"(?! ?(?:weeks?|months?|days?|hours?|years? (?:ago|back)))"
    r"|\b(?:turned|at|nearly|just|only|only just|i am|for) (\d{2})(?=,? (?:i need|on the|now|last|this)|[,.]? ?$)"
    r"|(?:^|[,.] )(\d{2}) now\b|, (\d{2})(?=, [a-z])|\. (\d{2}), |\bfor (\d{2})$"
)
"""Ages told in passing: "my son, 22,", "76 now", "at 72 I need", "on metformin, 61, bum pain"."""

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
_PLAIN_SEVERITY = re.compile(
    r"\b(?:it'?s|pain is|pain'?s|pain of|scale|about|at|is) (?:an? |about an? |now |about )?(10|\d)"
    r"(?: (?:sitting|when|at|now|today|on a|most)| out|,|\.|$)(?! ?(?:weeks?|days?|months?|years?|am|pm|o'clock))"
)
"""A bare number counts as how bad it is only where pain or a scale is spoken of."""

_SEVERITY = re.compile(r"(?<![\d/])(10|\d)\s*(?:/|out of)\s*(?:10|ten)\b|\b11\s*(?:/|out of)\s*(?:10|ten)\b")
_SPEAKS_OF_PAIN = re.compile(r"\bpain|\bscale\b|\bache|^it'?s an? \d|\bsore|\bhurts?\b|\bback\b")

_FOR = re.compile(
    r"\b(for|since|past|last|about|over|nearly|almost|around|had (?:it|this)|this has been|day)?\s*"
    r"(?:(?:the|this|these) (?:past|last) |the |about |nearly |almost |over |only )?"
    r"(\d+|[a-z]+)[ -]*(?:of )?(days?|weeks?|wks?|months?|mnths?|mths?|years?|yrs)\b"
    r"(?!\s*(?:old|young|ago i|preg|gone|late|overdue|postpartum|post|into|off|shift|holiday|apart|-)"
    r"|\s+(?:a|per|each|every) (?:day|week|month|year)\b)"
)
_NOT_A_TIME = frozenset(["a", "an", "every", "each", "per", "one", "this", "next", "other", "few", "some"])
_DAY_OF_IT = re.compile(r"\bday (\d{1,2}) (?:of|now|with)\b")
_LEADS_TO_TIME = ("for", "since", "past", "last", "about", "over", "nearly", "almost", "around", "had", "this has")

_WEEKS = re.compile(
    r"(\d{1,2}) ?(?:weeks?|wks?)(?: and \d days?)?(?: \w+)? (?:pregnan\w*|preg\b|preggers|gone\b|along\b)"
    r"|(?:pregnan\w*|preg|preggo|preggers|expecting)[ ,/]{1,3}(?:\w+ )?(\d{1,2}) ?(?:weeks?|wks?)"
    r"|\bi'?m (?:about |nearly |only |around |just )?(\d{1,2}) (?:weeks?|wks?)"
    r"(?=,? (?:so|pregnan|gone|and|no|now|with)|[,.]|$)"
)
"""Weeks of a pregnancy."""

EARLY_WEEKS = 13
"""Under so many weeks a pregnancy is early."""


def read(
    words: list[Token], text: str, answers: dict[str, Answer], heard: dict[str, str], vocabulary: Vocabulary
) -> Iterator[int]:
    """Put age, sex, severity and duration into the answers; gives the places of the words used."""
    plain = text.lower().replace("’", "'")
    used: list[str] = []
    limit = vocabulary.findings["age_years"].high if "age_years" in vocabulary.findings else 0
    if found := _AGE_AND_SEX.search(plain) or _AGE.search(plain) or _SPELLED_AGE.search(plain) or _AGE_OF.search(plain):
        told = next(group for group in found.groups() if group and (group.isdigit() or group in _AGES))
        age = _AGES.get(told) or int(told)
        if 0 < age <= limit:
            answers["age_years"], heard["age_years"] = age, found.group().strip(" ,(;.")
            used.append(found.group())
    if (found := _AGE_AND_SEX.search(plain)) and "sex" in vocabulary.findings:
        answers["sex"] = "male" if found.group(2) in ("m", "male", "man") else "female"
        heard["sex"] = found.group().strip(" ,(;.")
    found = _SEVERITY.search(plain) or (_PLAIN_SEVERITY.search(plain) if _SPEAKS_OF_PAIN.search(plain) else None)
    if found and "severity_0_10" in vocabulary.findings:
        answers["severity_0_10"] = int(found.group(1) or 10)
        heard["severity_0_10"] = found.group()
        used.append(found.group())
    used.append(_pregnancy(plain, answers, heard, vocabulary))
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
    if found := _DAY_OF_IT.search(plain):
        return int(found.group(1)), found.group()
    bare: tuple[int, str] | None = None
    for found in _FOR.finditer(plain):
        count = _counted(found.group(2))
        before = plain[: found.start()].rstrip()
        after = plain[found.end() :].lstrip()
        led = (found.group(1) or "").startswith(_LEADS_TO_TIME)
        began = before.endswith(("started", "began", "since", "began about", "started about", "came on")) or led
        if count is None or (after.startswith(("ago", "back")) and not began) or _NO_COMPLAINT.search(before):
            continue
        if found.group(2) in _NOT_A_TIME and not led:
            continue  # "a can of coke a day"
        told = min(count * _DAYS[found.group(3)], 36500), found.group().strip()
        if led:
            return told
        bare = bare or told
    return bare


def _counted(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return _NUMBERS.get(word) or _AGES.get(word)


def _pregnancy(plain: str, answers: dict[str, Answer], heard: dict[str, str], vocabulary: Vocabulary) -> str:
    """Weeks of a pregnancy, and so whether it is an early one."""
    found = _WEEKS.search(plain)
    if found is None or "early_pregnancy" not in vocabulary.findings:
        return ""
    weeks = int(next(group for group in found.groups() if group))
    if not 3 <= weeks <= 43 or re.search(r"\b(?:not|never|wife|sister|daughter|partner)\b", plain[: found.start()]):
        return ""
    for name, value in (("pregnant", True), ("early_pregnancy", weeks < EARLY_WEEKS)):
        answers[name], heard[name] = value, found.group()
    return found.group()
