"""Words of the report: kinds of care, bands, grades, and sentences that say what not to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

KINDS = {
    "ball_pressure": "ball",
    "roller": "roller",
    "massage_gun": "massage gun",
    "partner_pressure": "somebody pressing on it",
    "deep_massage": "deep massage",
    "light_massage": "massage",
    "cupping": "cups",
    "stretch": "stretch",
    "strengthening": "strength work",
    "walking": "long walks",
    "activity": "ordinary activity",
    "impact_exercise": "running or jumping",
    "posture": "changes of posture",
    "heat": "heat",
    "cold": "cold packs",
    "medicine_oral": "painkiller tablets without asking",
    "medicine_gel": "painkiller gel without asking",
    "nerve_glide": "nerve glides",
    "spinal_manipulation": "having your back cracked",
    "weight_bearing": "standing on it",
    "self_test": "home tests",
    "education": "reading up instead of going",
}

BANDS = {"strong_match": "fits well", "possible": "possible", "weak": "weak", "not_supported": "does not fit"}

GRADES = {"A": "strong proof", "B": "fair proof", "C": "weak proof", "D": "expert advice"}

_DONT = re.compile(r"\b(do not|don't|nobody|never|no one|avoid|stop)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def kinds(names: Iterable[str]) -> str:
    """Kinds of care as a list in words."""
    return ", ".join(dict.fromkeys(KINDS[name] for name in names))


def dos_and_donts(text: str) -> tuple[list[str], list[str]]:
    """The sentences of a text that say what to do, and those that say what not to."""
    dos: list[str] = []
    donts: list[str] = []
    for sentence in _SENTENCE.split(text):
        (donts if _DONT.search(sentence) else dos).append(sentence)
    return dos, donts
