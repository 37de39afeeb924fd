"""Why the answer is what it is: the rules that decided, the answers they rest on, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.assessment import Assessment, CulpritSaid
from ...model.words import EMERGENCY, FLOORS, ROUTINE, SAME_DAY
from ...triage.base import RuleBase
from .nouns import AlsoUsed, Decided, Held, Offered, Weighed, Why
from .telling import cited, grade_of, in_words


def why(assessment: Assessment, base: RuleBase) -> Why:
    """What decided, what leads and why, what is offered and what is held back, and every other rule at work."""
    decided = tuple(_decided(assessment, base))
    leading = tuple(_weighed(one, base) for one in assessment.culprits if one.leads)
    held = tuple(_held(assessment, base))
    offered = tuple(_offered(assessment, base))
    told = {one.rule for one in decided} | {one.id for one in leading}
    told |= {rule for one in held for rule in one.rules} | {rule for one in offered for rule in one.changed_by}
    return Why(
        disposition=assessment.disposition.id,
        label=assessment.disposition.label,
        policy=_policy(assessment),
        decided=decided,
        leading=leading,
        held=held,
        offered=offered,
        also=tuple(_also(assessment, told, base)),
        waiting=_waiting(assessment, base),
    )


def _decided(assessment: Assessment, base: RuleBase) -> Iterable[Decided]:
    """The rules behind the level; where an answer is no level, every flag that fires."""
    because = assessment.disposition.because
    fired = {one.id: one for one in assessment.red_flags if one.outcome == "fires"}
    traced = {one.rule: one for one in assessment.trace}
    for rule in dict.fromkeys([*because, *(fired if assessment.disposition.rank is None else ())]):
        text = base.texts["rules"][rule]
        answers = fired[rule].answers if rule in fired else traced[rule].answers if rule in traced else ()
        yield Decided(
            rule=rule,
            title=text["title"],
            because=text.get("because") or text.get("tell", ""),
            level=fired[rule].floor if rule in fired else FLOORS[ROUTINE],
            answers=in_words(answers, assessment.answers, base),
            grade=grade_of(rule, base),
            sources=cited(text.get("sources", ()), base),
        )


def _weighed(one: CulpritSaid, base: RuleBase) -> Weighed:
    return Weighed(
        id=one.id,
        name=one.name,
        lay=one.lay,
        band=one.band,
        points=one.points,
        fits=one.fits,
        against=one.against,
        unknown=one.unknown,
        grade=grade_of(one.id, base),
        sources=cited(dict.fromkeys(name for reason in (*one.fits, *one.against) for name in reason.sources), base),
    )


def _held(assessment: Assessment, base: RuleBase) -> Iterable[Held]:
    """For what is blocked the rules that hold, for what waits those that wait."""
    texts = base.texts["rules"]
    traced = {one.rule: one for one in assessment.trace}
    for one in assessment.blocked_care:
        holding = [rule for rule in one.because if rule not in traced or traced[rule].outcome != "open"]
        rules = tuple(one.because if one.open else holding)
        answers = (atom for rule in rules if rule in traced for atom in traced[rule].answers)
        reasons = dict.fromkeys(texts[rule]["because"] for rule in rules if "because" in texts[rule])
        said = in_words(answers, assessment.answers, base)
        yield Held(one.id, one.title, one.open, rules, tuple(reasons), said)


def _offered(assessment: Assessment, base: RuleBase) -> Iterable[Offered]:
    cares = {one.id: one.care for one in base.program.culprits}
    leading = [one for one in assessment.culprits if one.leads]
    for action in assessment.care:
        behind = [one for one in leading if action.id in cares[one.id]]
        changed_by = tuple(dict.fromkeys(change.because for change in action.changes))
        yield Offered(
            action.id,
            action.title,
            tuple(one.id for one in behind),
            tuple(one.name for one in behind),
            action.grade,
            changed_by,
            cited(action.sources, base),
        )


def _also(assessment: Assessment, told: set[str], base: RuleBase) -> Iterable[AlsoUsed]:
    """What else changed what is shown: not what waits and holds nothing back; in danger only signs and nets."""
    danger = assessment.disposition.rank in (SAME_DAY, EMERGENCY)
    shown = ("red_flag.", "safety_net.") if danger else ("",)
    for one in assessment.trace:
        if one.rule not in told and one.outcome != "open" and one.rule.startswith(shown):
            title = base.texts["rules"][one.rule]["title"]
            yield AlsoUsed(one.rule, title, one.outcome, in_words(one.answers, assessment.answers, base))


def _policy(assessment: Assessment) -> str:
    """The part of the answer that no rule alone decides."""
    age = assessment.answers.get("age_years")
    match assessment.disposition.id:
        case "cannot_assess":
            return "Questions that tell danger from a plain ache are not answered yet, so nothing is called safe."
        case "out_of_scope" if isinstance(age, int) and age < 16:
            return "This helper is for people of 16 and over."
        case "out_of_scope":
            return "The places that hurt are outside what this helper knows: low back, buttock, hip, groin and leg."
        case "routine_clinician" if not assessment.disposition.because:
            if isinstance(age, int) and age < 18:
                return "At 16 or 17 somebody should look, even when no danger sign fires."
            return "Your age or where it hurts is not known for sure, so somebody should look."
        case "self_care":
            return "Every safety question that applies to you is answered, and no danger sign fired."
    return ""


def _waiting(assessment: Assessment, base: RuleBase) -> tuple[str, ...]:
    """What keeps the answer open, in words: the flags that have begun, and then the first questions."""
    if assessment.disposition.id != "cannot_assess":
        return ()
    begun = [f"{one.title} [{one.id}]" for one in assessment.red_flags if one.outcome == "open"]
    pages = dict.fromkeys(one.because for one in assessment.questions if one.because.startswith("screen."))
    texts = base.texts["pages"]
    return (*begun, *(f"{texts[page.partition('.')[2]]['title']} [{page}]" for page in pages))
