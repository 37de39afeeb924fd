"""People made up at random over our own findings."""

import random
from collections.abc import Iterator

from musculprit.model.answers import NOT_SURE, Answer, Sites
from musculprit.model.vocabulary import SIDES, Vocabulary


def people(vocabulary: Vocabulary, seed: int, count: int, told: float = 0.3) -> Iterator[dict[str, Answer]]:
    """People who answer about `told` of everything, mostly with no; ages, sexes and places vary."""
    dice = random.Random(seed)
    findings = {name: one for name, one in vocabulary.findings.items() if not one.derived}
    for _ in range(count):
        share = dice.choice([0.05, told, 0.9])
        yes = dice.choice([0.02, 0.1, 0.4])
        person: dict[str, Answer] = {}
        for name, one in findings.items():
            if dice.random() < share:
                person[name] = _answer(name, one, vocabulary, dice, yes)
        yield person


def _answer(name: str, one: object, vocabulary: Vocabulary, dice: random.Random, yes: float) -> Answer:
    if dice.random() < 0.05:
        return NOT_SURE
    match one.type:
        case "yes_no":
            return dice.random() < yes
        case "integer":
            return dice.choice([dice.randint(one.low, one.high), min(one.high, dice.choice([0, 3, 7, 14, 15, 42, 70]))])
        case "choice":
            return dice.choice(one.options)
    regions = dice.sample(sorted(vocabulary.regions), dice.randint(1, 3))
    places = {f"{region}.{dice.choice(SIDES)}" if dice.random() < 0.5 else region for region in regions}
    return Sites(frozenset(places), complete=dice.random() < 0.7)
