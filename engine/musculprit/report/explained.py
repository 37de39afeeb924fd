"""Explanations as plain text: why, why not, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..conversation.explain.nouns import Cited, Decided, Held, Turn, Weighed, WhatIf, Why, WhyNot
from ..model.assessment import Reason
from .page import Page
from .told import sentence
from .words import BANDS, GRADES

TURNS = 8
"""Turns told of each kind; JSON has all."""

QUESTIONS = 6
"""Questions told one by one; more are the pages of the screen."""

REASONS = 2
SEVERAL = "Several things would speak against it, and have not been asked."
"""Said in place of more reasons than that."""

RULES = 4
"""Rules named behind one reason; JSON has all."""

_READ = {"page": "", "secondary": " [read in a page that reports it]", "memory": " [from memory, not read yet]"}
_SIGNED = "Helps you decide. Not a diagnosis."


def why_text(one: Why) -> str:
    """Why the answer is what it is, with every rule in brackets."""
    page = Page()
    page.line(f"{one.label.upper()}. Why?")
    if one.policy:
        page.line(one.policy)
    for decided in one.decided:
        page.gap()
        _decided(decided, page)
    if one.waiting:
        page.gap()
        page.line("WHAT IT WAITS FOR")
        page.bullets(one.waiting)
    if one.leading:
        page.gap()
        alone = "WHAT FITS BEST, AND WHY" if len(one.leading) == 1 else "WHAT FITS BEST, TOO CLOSE TO CALL, AND WHY"
        page.line("WHAT COULD FIT SO FAR, AND WHY (TOO EARLY TO SAY)" if one.disposition == "cannot_assess" else alone)
        for weighed in one.leading:
            _weighed(weighed, page)
    if one.disposition == "cannot_assess":
        page.gap()
        page.line("No care is advised until the safety questions are answered.")
    else:
        _care(one, page)
    if one.also:
        page.gap()
        page.line("ALSO AT WORK")
        for rule in one.also:
            said = f": you said {'; '.join(rule.answers)}" if rule.answers else ""
            page.line(f"{rule.title}, {_outcome(rule.outcome)}{said} [{rule.rule}]", indent="    ", first="  * ")
    told = [*(part.sources for part in one.decided), *(part.sources for part in one.leading)]
    told += [part.sources for part in one.offered]
    _sources((source for some in told for source in some), page)
    return _signed(page)


def why_not_text(one: WhyNot) -> str:
    """Why one culprit is not in front."""
    page = Page()
    page.line(f"{'WHY' if one.kind == 'leads' else 'WHY NOT'} {one.name.upper()}? ({one.lay})  [{one.id}]")
    for text in one.said:
        page.line(text)
    if one.kind not in ("danger", "part"):
        page.gap()
        _scales(one, page)
    if one.ahead:
        page.gap()
        page.line("WHO LEADS INSTEAD" if one.kind != "leads" else "WHO LEADS TOO")
        for rival in one.ahead:
            page.line(
                f"{rival.name}, {rival.in_words}: {', '.join(rival.fits)} [{rival.id}]", indent="    ", first="  * "
            )
    _sources(one.sources, page)
    return _signed(page)


def what_if_text(one: WhatIf) -> str:
    """What would change the answer."""
    page = Page()
    page.line(f"NOW: {sentence(one.label)} What would change that?")
    for text in one.said:
        page.line(text)
    if one.disposition == "cannot_assess":
        _ask_first(one, page)
    if one.nothing:
        page.gap()
        page.line("Nothing that is left to answer can change this.")
    else:
        _higher(one, page)
        _leaders(one, page)
    page.gap()
    page.line("Answer what is true, not what you hope for. New or worse symptoms change everything: ask again.")
    return _signed(page)


def _decided(one: Decided, page: Page) -> None:
    page.line(f"{one.title}  [{one.rule}]")
    if one.answers:
        page.line(f"You said: {'; '.join(one.answers)}.", indent="    ", first="  ")
    page.line(one.because, indent="  ", first="  ")
    page.line(f"How sure the rule is: {GRADES[one.grade]}.", first="  ")


def _weighed(one: Weighed, page: Page) -> None:
    page.line(f"{one.name} ({one.lay}), {BANDS[one.band]}  [{one.id}]", indent="    ", first="  ")
    for heading, reasons in (("For", one.fits), ("Against", one.against), ("Not known", one.unknown[:4])):
        if reasons:
            page.line(f"{heading}: {_reasons(reasons, heading != 'Not known')}", indent="      ", first="    ")


def _reasons(reasons: Sequence[Reason], graded: bool) -> str:
    return ", ".join(f"{one.label} ({GRADES[one.grade]})" if graded else one.label for one in reasons)


def _care(one: Why, page: Page) -> None:
    if one.offered:
        page.gap()
        page.line("WHAT IS ADVISED, AND FOR WHAT")
        for action in one.offered:
            what = f"for {', '.join(action.names)}" if action.names else "for everybody"
            changed = f"; changed by {', '.join(action.changed_by)}" if action.changed_by else ""
            page.line(
                f"{action.title}: {what}, {GRADES[action.grade]}{changed} [{action.id}]", indent="    ", first="  * "
            )
    for heading, waiting in (("WHAT IS NOT FOR YOU NOW, AND WHY", False), ("WHAT WAITS FOR AN ANSWER", True)):
        if held := [action for action in one.held if action.open is waiting]:
            page.gap()
            page.line(heading)
            for same in _by_reason(held):
                _held(same, page)


def _by_reason(held: Sequence[Held]) -> list[list[Held]]:
    """Actions that are held for the same reasons, together."""
    found: dict[tuple[str, ...], list[Held]] = {}
    for one in held:
        found.setdefault(tuple(rule for rule in one.rules if rule != one.id) or one.rules, []).append(one)
    return list(found.values())


def _held(same: Sequence[Held], page: Page) -> None:
    """Actions with one reason: what, the first two reasons in words, what was said, and the rules."""
    page.line(", ".join(one.title for one in same), indent="    ", first="  * ")
    answers = dict.fromkeys(answer for one in same for answer in one.answers)
    said = f" You said: {'; '.join(answers)}." if answers else ""
    rules = list(dict.fromkeys(rule for one in same for rule in one.rules))
    more = f" and {len(rules) - RULES} more" if len(rules) > RULES else ""
    several = len(same[0].because) > REASONS
    because = SEVERAL if several else " ".join(dict.fromkeys(text for one in same for text in one.because))
    page.line(f"{because}{said} [{', '.join(rules[:RULES])}{more}]".strip(), indent="    ", first="    ")


def _scales(one: WhyNot, page: Page) -> None:
    if one.points is not None:
        page.line(f"How well it fits: {BANDS[one.band]}.")
    for heading, reasons in (("For it", one.fits), ("Against it", one.against)):
        if reasons and one.points is not None:
            page.line(f"{heading}: {_reasons(reasons, graded=True)}", indent="  ", first="  ")
    if one.missing and one.points is not None:
        page.line("Not known yet, and would tell:")
        for question in one.missing:
            page.line(f"{question.text} (a yes speaks {question.because} it)", indent="    ", first="  - ")


def _ask_first(one: WhatIf, page: Page) -> None:
    page.gap()
    page.line("There is no level yet. These have to be answered first:")
    for question in one.ask_first[:QUESTIONS]:
        page.line(f"{question.text}  [{question.finding}]", indent="    ", first="  - ")
    if (more := len(one.ask_first) - QUESTIONS) > 0:
        page.line(f"and {more} more: musculprit rules show screen", first="  ")


def _higher(one: WhatIf, page: Page) -> None:
    page.gap()
    if one.higher:
        page.line(
            "THIS WOULD MAKE IT MORE URGENT" if one.disposition != "cannot_assess" else "THIS ALONE WOULD SETTLE IT"
        )
        _turns(one.higher, page)
    elif one.searched_level:
        page.line(f"{_tried(one.searched_level)} would make it more urgent.")


def _leaders(one: WhatIf, page: Page) -> None:
    if one.leaders:
        page.gap()
        page.line("THIS WOULD CHANGE WHAT FITS BEST")
        _turns(one.leaders, page)
    elif one.searched_leaders:
        page.line(f"{_tried(one.searched_leaders)} would change what fits best.")


def _tried(searched: int) -> str:
    return "No one answer" if searched == 1 else "No one answer, and no two together,"


def _turns(turns: Sequence[Turn], page: Page) -> None:
    for turn in turns[:TURNS]:
        asked = " And: ".join(answer.text for answer in turn.answers)
        page.line(f"{asked}: {sentence(turn.then)}", indent="    ", first="  * ")
    if len(turns) > TURNS:
        page.line(f"and {len(turns) - TURNS} more; --format json has them all", first="  ")


def _outcome(outcome: str) -> str:
    if outcome.startswith("fires, floor"):
        return "a sign of a lower level"
    return {"fires": "holds", "shown": "watch list"}.get(outcome, outcome)


def _sources(sources: Iterable[Cited], page: Page) -> None:
    cited = list(dict.fromkeys(sources))
    if cited:
        page.gap()
        page.line("SOURCES")
        for one in cited:
            page.line(f"{one.id}: {one.cite}.{_READ[one.read]}", indent="    ", first="  ")


def _signed(page: Page) -> str:
    page.gap()
    page.line(_SIGNED)
    return str(page)
