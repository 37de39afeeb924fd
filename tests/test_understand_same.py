"""Metamorphic tests: what changes nothing for a person never lowers what a sentence comes to."""

import re
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from conftest import ROOT

from musculprit.conversation.phrases import phrasebook
from musculprit.conversation.spelling import ordinary
from musculprit.conversation.understand import hear
from musculprit.knowledge.document import read
from musculprit.model.answers import flatten
from musculprit.triage import load_rules

BASE = load_rules(ROOT / "rules")
BOOK = phrasebook(BASE)
DANGERS = {name for name, one in BASE.program.vocabulary.findings.items() if one.danger}
SENTENCES = [
    one["says"]
    for file in sorted((ROOT / "tests" / "sentences").glob("*.yaml"))
    for one in read(file, file.name).data
    if DANGERS.intersection(one.get("yes") or ())
]
QUICK = SENTENCES[::10]
SAME_DAY = 3


@cache
def floor(text: str) -> tuple[int, bool]:
    """The floor from what was said alone, and whether a danger is in doubt, so that the case stays incomplete."""
    heard = hear(text, BASE, BOOK)
    world = flatten(heard.answers, BASE.program.vocabulary)
    said = BASE.judge.run(world)
    return int(said["floor"] or 0), any(name in DANGERS and name not in world for name in heard.doubts)


def swapped_sides(text: str) -> str:
    if re.search(r"\bright (?:now|in|at|on|up|down|across)\b", text):
        return text
    other = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
    return re.sub(r"\b[Ll]eft\b|\b[Rr]ight\b", lambda side: other[side.group()], text)


def turned_round(text: str) -> str:
    return ". ".join(reversed(re.split(r"\.\s+", text.rstrip(". "))))


CHANGES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "no full stop at the end": lambda text: text.rstrip(".!? "),
    "a greeting before": lambda text: f"Hi there. The weather is dreadful. {text}",
    "small talk after": lambda text: f"{text.rstrip('. ')}. I went to the shops on Monday. Thanks for reading",
    "somebody says it is nothing": lambda text: f"{text.rstrip('. ')}. My husband says it is nothing.",
    "sentences the other way round": turned_round,
    "spaces": lambda text: f"  {text.replace(' ', '  ')} ",
    "curly apostrophes": lambda text: text.replace("'", "’"),
}


def lowered(text: str, changed: str) -> str:
    before, doubt_before = floor(text)
    after, doubt_after = floor(changed)
    if after >= before or (doubt_after and doubt_before):
        return ""
    return f"{before} to {after}: {changed}"


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_that_changes_nothing_lowers_a_floor(name: str) -> None:
    found = [lowered(text, CHANGES[name](text)) for text in QUICK]

    assert [one for one in found if one] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_no_sentence_at_all_is_lowered(name: str) -> None:
    found = [lowered(text, CHANGES[name](text)) for text in SENTENCES]

    assert [one for one in found if one] == []


def slipped(text: str, draw: Random) -> str | None:
    """One rightly spelt word of five letters or more with two of its inner letters swapped; none where that is a word."""
    words = [
        found
        for found in re.finditer(r"[a-z]{5,}", text.lower())
        if found.group() in ordinary()
        and len(set(found.group()[1:-1])) > 1
        and text[found.start() - 1 : found.start()] not in ("'", "’")
    ]
    if not words:
        return None
    found = draw.choice(words)
    places = [at for at in range(1, len(found.group()) - 2) if found.group()[at] != found.group()[at + 1]]
    at = found.start() + draw.choice(places)
    changed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    word = changed[found.start() : found.end()].lower()
    return None if word in ordinary() else changed


def typo_lowers(text: str, draw: Random) -> str:
    changed = slipped(text, draw)
    if changed is None:
        return ""
    before, _ = floor(text)
    after, doubt = floor(changed)
    return "" if after >= before or doubt or before < SAME_DAY else f"{before} to {after}: {changed}"


def test_one_slip_of_the_finger_leaves_the_floor_or_a_question() -> None:
    found = [typo_lowers(text, Random(f"{text}{n}")) for text in QUICK for n in range(2)]

    assert [one for one in found if one] == []


@pytest.mark.slow
def test_no_slip_in_any_sentence_silences_a_danger() -> None:
    found = [typo_lowers(text, Random(f"{text}{n}")) for text in SENTENCES for n in range(6)]

    assert [one for one in found if one] == []


def test_left_for_right_changes_no_floor_but_that_of_the_belly() -> None:
    found = [lowered(text, swapped_sides(text)) for text in QUICK if not re.search(r"belly|tummy|stomach", text)]

    assert [one for one in found if one] == []
