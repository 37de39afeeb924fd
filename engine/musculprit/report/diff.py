"""What a change of the rules does to people, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..quality.diff.changes import Consequence, Diff
from ..triage.base import RuleBase
from .page import Page
from .proof import person

MOST, FEW = 12, 5
"""Names in one list; the rest is counted."""


def render_diff(diff: Diff, before: RuleBase, after: RuleBase) -> str:
    """The verdict, then each consequence with its person and the rules on both sides."""
    page = Page()
    page.line(verdict(diff), indent="  ", first="")
    for one in sorted(diff.consequences, key=lambda one: not one.breaking):
        page.gap()
        page.line(f"{'! ' if one.breaking else '* '}{_sentence(one, before, after)}", indent="  ", first="")
        page.line(f"This person: {_person(one.person, before, after)}", indent=" " * 8, first="    ")
        if not one.kind.startswith(("page", "question")):
            page.line(f"before: {one.before_stands}{_because(one.before)}", indent=" " * 8, first="    ")
            page.line(f"after:  {one.after_stands}{_because(one.after)}", indent=" " * 8, first="    ")
        if one.care_gained and not one.kind.startswith("care"):
            page.line(f"care offered only after: {_list(one.care_gained)}", indent=" " * 8, first="    ")
        if one.care_lost and not one.kind.startswith("care"):
            page.line(f"care offered only before: {_list(one.care_lost)}", indent=" " * 8, first="    ")
        if one.behind:
            page.line(f"changed: {_list(one.behind)}", indent=" " * 8, first="    ")
    if diff.unsettled:
        page.gap()
        page.line("Not settled in time; nobody was found, and it is not proved that there is nobody:")
        page.bullets(f"{_KINDS[kind]}: {_list(names, FEW)}" for kind, names in diff.unsettled.items())
    if diff.consequences and diff.texts:
        page.gap()
        page.line(f"Texts changed too: {_list(diff.texts)}", indent="  ", first="")
    if diff.words:
        page.gap()
        page.line(
            f"What people type may be heard otherwise, which is not compared here: {_list(diff.words)}",
            indent="  ",
            first="",
        )
    return str(page)


def verdict(diff: Diff) -> str:
    """The first line: whether an answer is lowered."""
    lower, every = len(diff.breaking), len(diff.consequences)
    if lower:
        more = f"; {_count(every - lower, 'other consequence')}" if every > lower else ""
        return f"BREAKING: {_count(lower, 'consequence')} {'lowers' if lower == 1 else 'lower'} an answer{more}"
    if not diff.safe:
        return f"NOT SETTLED: it is not proved that no answer is lowered; {_count(every, 'consequence')} found"
    if every:
        return f"not breaking: {_count(every, 'consequence')}, and nobody's answer is lowered"
    if not diff.logic:
        return f"no consequence: only texts changed ({_list(diff.texts)})" if diff.texts else "no consequence: the same"
    if diff.unsettled:
        return "no consequence found: nobody's answer is lowered, the rest is not all settled"
    return "no consequence: written differently, and the same for every possible person"


_KINDS = {
    "lowered": "answers lowered",
    "floor_lowered": "floors lowered",
    "raised": "answers raised",
    "flag_new": "flags that fire now",
    "flag_gone": "flags that fire no more",
    "flag_wider": "flags that fire for more people",
    "flag_narrower": "flags that fire for fewer people",
    "flag_asks_more": "flags that ask for more",
    "flag_asks_less": "flags that ask for less",
    "care_withheld": "care that is withheld now",
    "care_goes": "care that goes",
    "care_freed": "care that is withheld no more",
    "care_appears": "care that appears",
    "lead_appears": "culprits that lead now",
    "lead_goes": "culprits that lead no more",
    "page_appears": "pages that are asked now",
    "page_goes": "pages that are asked no more",
    "question_appears": "questions that are asked now",
    "question_goes": "questions that are asked no more",
}

_SENTENCES = {
    "lowered": "The answer goes down from {was} to {now}.",
    "floor_lowered": "The floor goes down from {was} to {now}, though the answer is not lower yet.",
    "raised": "The answer goes up from {was} to {now}.",
    "flag_new": "A new flag fires: {names}.",
    "flag_gone": "A flag is gone, and fires no more: {names}.",
    "flag_wider": "A flag fires that was silent or open: {names}.",
    "flag_narrower": "A flag that fired does not fire: {names}.",
    "flag_asks_more": "A flag goes up from {was} to {now}: {names}.",
    "flag_asks_less": "A flag goes down from {was} to {now}: {names}.",
    "care_withheld": "Care that was offered is withheld: {names}.",
    "care_goes": "Care that was offered is no longer offered: {names}.",
    "care_freed": "Care that was withheld is offered: {names}.",
    "care_appears": "Care that was not offered is offered: {names}.",
    "lead_appears": "Leads and did not: {names}.",
    "lead_goes": "Led and does not: {names}.",
    "page_appears": "A page is asked that was not: {names}.",
    "page_goes": "A page that was asked is not: {names}.",
    "question_appears": "Asked now: {names}.",
    "question_goes": "No longer asked: {names}.",
}


def _sentence(one: Consequence, before: RuleBase, after: RuleBase) -> str:
    names = [_named(subject, before, after) for subject in one.subjects]
    return _SENTENCES[one.kind].format(was=one.was, now=one.now, names=_list(names))


def _named(subject: str, before: RuleBase, after: RuleBase) -> str:
    """A rule with its title, a page with its own, a question by its label."""
    for base in (after, before):
        for part in ("rules", "pages"):
            if subject in base.texts[part]:
                return f"{subject} ({base.texts[part][subject]['title']})"
        if subject in base.texts["findings"]:
            return f"{subject} ({base.label(subject)})"
    return subject


def _person(answers: Mapping[str, Any], before: RuleBase, after: RuleBase) -> str:
    """A person's answers in words; a finding of one side only in that side's words."""
    said, denied = [], []
    for name, value in answers.items():
        base = after if name in after.program.vocabulary.findings else before
        if value == "no":
            denied.append(base.label(name))
        elif name != "screen":
            said.append(person({name: value}, base))
    if denied:
        said.append(f"no to {', '.join(denied)}")
    if "screen" in answers:
        said.append('"none of these" to all else on every page')
    return "; ".join(one for one in said if one) or "anybody, before anything is told"


def _because(rules: tuple[str, ...]) -> str:
    return f", by {_list(rules, FEW)}" if rules else ""


def _list(names: Iterable[str], most: int = MOST) -> str:
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
