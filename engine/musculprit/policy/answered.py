"""When a finding counts as answered: known, or not sure after asking."""

from __future__ import annotations

from ..model.expression import Between, Condition, Not, NotSure, Yes, all_of, any_of
from ..model.vocabulary import Vocabulary


def answered(name: str, vocabulary: Vocabulary) -> Condition:
    """Fires once the finding is known or not sure; open until then."""
    match vocabulary.findings[name].type:
        case "yes_no":
            return any_of(Yes(name), Not(Yes(name)), NotSure(name))
        case "integer":
            return any_of(Between(name, None, None), NotSure(name))
        case "choice":
            options = [Yes(atom) for atom in vocabulary.atoms_of(name)]
            return any_of(*options, NotSure(options[0].atom))
        case "regions":
            return any_of(all_of(Yes(f"{name}:complete"), *_fine_enough(name, vocabulary)), NotSure(f"{name}:complete"))


def _fine_enough(name: str, vocabulary: Vocabulary) -> list[Condition]:
    """A vague place ("hip") must be told more exactly before anything is judged by it."""
    vague = [region for region, one in vocabulary.regions.items() if one.vague]
    finer = {v: [Yes(f"{name}={r}") for r in vocabulary.regions if v in vocabulary.ancestors(r)] for v in vague}
    return [any_of(Not(Yes(f"{name}={v}")), *finer[v]) for v in vague]
