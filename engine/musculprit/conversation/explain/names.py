"""Which culprit somebody means: by its id, its title, its lay words or another name."""

from __future__ import annotations

from ...errors import did_you_mean
from ...triage.base import RuleBase


def culprit_of(name: str, base: RuleBase) -> str:
    """The id of the culprit, or of the part of one. Raises ValueError that says what was meant, if anything is near."""
    known = _names(base)
    wanted = _plain(name)
    if wanted in known:
        return known[wanted]
    begun = sorted({one for known_name, one in known.items() if wanted and known_name.startswith(wanted)})
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise ValueError(f"`{name}` could be {', '.join(begun)}")
    hint = did_you_mean(wanted, known, cutoff=0.6)
    raise ValueError(f"`{name}` is not a culprit{hint}; `musculprit rules list` has them all")


def _names(base: RuleBase) -> dict[str, str]:
    """Every name, plainly written; ids go before titles, and titles before other names."""
    found: dict[str, str] = {}
    rules = [*(one.id for one in base.program.culprits), *(one.id for one in base.program.parts)]
    for read in (_ids, _titles, _others):
        for rule in rules:
            for name in read(rule, base):
                found.setdefault(_plain(name), rule)
    return found


def _ids(rule: str, _: RuleBase) -> tuple[str, ...]:
    return rule, rule.partition(".")[2]


def _titles(rule: str, base: RuleBase) -> tuple[str, ...]:
    return (base.texts["rules"][rule]["title"],)


def _others(rule: str, base: RuleBase) -> tuple[str, ...]:
    text = base.texts["rules"][rule]
    return (text["lay"], *text.get("named", ()))


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").replace(".", " ").split())
