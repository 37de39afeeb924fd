"""A case into an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..model.answers import NOT_SURE, Answers, Sites, World, flatten
from ..model.assessment import Assessment, Disposition, FlagSaid, NetSaid, Question, RulesUsed, Traced
from ..model.case import Case
from ..model.expression import Condition, Outcome
from ..model.program import Program
from ..model.words import CANNOT_ASSESS, DISPOSITIONS, EMERGENCY, FLOORS, OUT_OF_SCOPE, SAME_DAY, URGENT
from ..reasoning.forward.reader import ForwardReader
from . import advice, likely, questions
from .base import RuleBase
from .hinges import would_change
from .readings import first_reading, second_reading
from .screen import with_none_of
from .state import State, stand
from .support import Support, finding_of
from .used import used_by

DEFAULT_LOCALE = "en-GB"


def assess(
    case: Case, base: RuleBase, forward: ForwardReader | None = None, locale: str = DEFAULT_LOCALE
) -> Assessment:
    """Everything that the rules say about a case.

    Without `forward` a second engine is started for this one case. The result depends on the answers,
    not on their order.
    """
    if forward is None:
        with ForwardReader(base.plan, (flag.name for flag in base.program.flags)) as own:
            return assess(case, base, own, locale)
    answers = with_none_of(case.answers, case.none_of, base, case.doubts)
    world = flatten(answers, base.program.vocabulary)
    doubtful = _unsettled_doubts(case, base, world)
    said = first_reading(base, world, forward, doubtful)
    try:
        draft = _say(case, base, stand(answers, world, said, base), locale)
    except BaseException:
        forward.close()  # its answer would be taken for the next person's
        raise
    reading = second_reading(base, world, said, forward, doubtful)
    if reading.second == "differs":
        draft = _say(case, base, stand(answers, world, reading.said, base), locale)
    rules = replace(draft.rules, used=used_by(draft, base))
    return replace(draft, rules=rules, second_reading=reading.second, second_reading_note=reading.note)


def _unsettled_doubts(case: Case, base: RuleBase, world: World) -> dict[str, Outcome]:
    """A danger that was hinted at and not settled leaves the answer incomplete, whatever else was answered."""
    findings = base.program.vocabulary.findings
    waiting = any(findings[name].danger and name not in world for name in case.doubts)
    return {"complete": None} if waiting else {}


def _say(case: Case, base: RuleBase, state: State, locale: str) -> Assessment:
    program = base.program
    said, support = state.said, state.support
    rank = int(said["disposition"] or 0)
    danger = rank in range(SAME_DAY, len(FLOORS))
    care = advice.offered(base, said) if rank <= URGENT else ()
    flags = _flags(base, said, support, complete=said["complete"] is True)
    asked = _questions(base, said, support, case, flags)
    return Assessment(
        rules=RulesUsed(program.version, program.sha256, program.unreviewed),
        disposition=_disposition(base, said, rank, locale),
        red_flags=flags,
        culprits=() if danger else likely.culprits(base, said, support, case.named),
        care=care,
        blocked_care=() if danger else advice.withheld(base, said, support),
        questions=asked,
        safety_net=_nets(base, said),
        answers=plain(state.answers),
        not_understood=case.not_understood,
        second_reading="unavailable",
        trace=_trace(base, said, support),
        principles=advice.principles(base, care),
        referrals=() if danger else advice.referrals(base, said, base.texts["locales"][locale]),
        techniques=advice.techniques(base, said) if rank <= URGENT else (),
        says=case.says,
        named=case.named,
        conflicts=case.conflicts,
        doubts=dict(case.doubts),
        would_change=would_change(state, base, asked, case.doubts, base.texts["locales"][locale]),
        corrections=case.corrections,
        intake=case.intake,
        locale=locale,
        notice=_notice(base),
    )


def _notice(base: RuleBase) -> str:
    unreviewed, rules = base.program.unreviewed, len(base.texts["rules"])
    some = f"{unreviewed} of {rules} rules have no clinician's sign-off."
    signed = "No clinician has signed off these rules." if unreviewed == rules else some
    return f"Helps you decide. Not a diagnosis. {signed}"


def _questions(
    base: RuleBase, said: Mapping[str, Any], support: Support, case: Case, flags: tuple[FlagSaid, ...]
) -> tuple[Question, ...]:
    """What is left to ask. In an emergency nothing; at same_day only what would make it one."""
    rank = int(said["disposition"])
    if rank == EMERGENCY:
        return ()
    hinted = [
        Question(name, questions.text_of(base, name), "said") for name in case.doubts if name not in support.world
    ]
    if rank == SAME_DAY:
        worse = [
            Question(name, questions.text_of(base, name), flag.id)
            for flag in flags
            if flag.outcome == "open" and flag.floor == FLOORS[EMERGENCY]
            for name in flag.asks
        ]
    else:
        worse = list(questions.next_questions(base, said, support))
    seen: dict[str, Question] = {}
    for one in (*hinted, *worse):
        seen.setdefault(one.finding, one)
    return tuple(seen.values())


def plain(answers: Answers) -> dict[str, Any]:
    """Answers as plain data that `read_given` reads again, in a stable order."""
    return {name: _plain(answer) for name, answer in sorted(answers.items())}


def _plain(answer: object) -> Any:
    if answer is NOT_SURE:
        return "not_sure"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Sites):
        places = sorted(answer.places)
        return places if answer.complete else {"some_of": places}
    return answer


def _disposition(base: RuleBase, said: Mapping[str, bool | int | None], rank: int, locale: str) -> Disposition:
    at_least = int(said["at_least"] or 0)
    words = base.texts["locales"][locale]
    wording = words["dispositions"][DISPOSITIONS[rank]]
    firing = _firing_rules(base.program, said)
    sees = [one.id for one in base.program.referrals if said[one.id]]
    sees += [one.id for one in base.program.culprits if said[f"lead.{one.id}"] and said[f"see.{one.id}"]]
    decided = [rule for rule, floor in firing if floor == at_least and floor > 0]
    because = decided or (sees if rank == 1 else [])
    go_to = wording["go_to"]
    if rank == OUT_OF_SCOPE and at_least > 1:
        go_to = words["dispositions"][FLOORS[at_least]]["go_to"]
    texts = base.texts["rules"]
    places = (texts[rule].get("go_to") or texts[rule].get("to") for rule in because)
    place = next((one for one in places if one), None)
    if place and rank != CANNOT_ASSESS:
        go_to = words["places"].get(place, go_to)
    fill = {"emergency": words["emergency_number"], "advice": words["advice_line"]}
    return Disposition(
        id=DISPOSITIONS[rank],
        rank=rank if rank < len(FLOORS) else None,
        at_least=FLOORS[at_least],
        label=wording["label"].format(**fill),
        timeframe=wording["timeframe"].format(**fill),
        go_to=go_to.format(**fill),
        because=tuple(because),
    )


def _firing_rules(program: Program, said: Mapping[str, bool | int | None]) -> list[tuple[str, int]]:
    rules = dict.fromkeys(flag.rule for flag in program.flags)
    floors = [(rule, int(said[f"floor.{rule}"] or 0)) for rule in rules]
    fired = {flag.rule for flag in program.flags if said[flag.name] is True}
    return sorted(((rule, floor) for rule, floor in floors if rule in fired), key=lambda one: (-one[1], one[0]))


def _flags(base: RuleBase, said: Mapping[str, Any], support: Support, complete: bool) -> tuple[FlagSaid, ...]:
    program = base.program
    findings = program.vocabulary.findings
    begun = {
        atom
        for atom, value in support.world.items()
        if (value is True or value is NOT_SURE) and atom in findings and findings[atom].danger
    }
    fired = dict(_firing_rules(program, said))
    found = [_flag(base, rule, "fires", floor, support) for rule, floor in fired.items()]
    opened: set[tuple[str, int]] = set()
    for flag in program.flags:
        higher = flag.floor > fired.get(flag.rule, -1) and (flag.rule, flag.floor) not in opened
        waiting = said[flag.name] is None and not flag.volunteered and not complete
        if waiting and higher and not begun.isdisjoint(base.reads_of_flag(flag.name)):
            opened.add((flag.rule, flag.floor))
            found.append(_flag(base, flag.rule, "open", flag.floor, support))
    return tuple(found)


def _flag(base: RuleBase, rule: str, outcome: Any, floor: int, support: Support) -> FlagSaid:
    text = base.texts["rules"][rule]
    return FlagSaid(
        id=rule,
        title=text["title"],
        outcome=outcome,
        floor=FLOORS[floor],
        because=text["because"],
        tell=text["tell"],
        avoid=tuple(text.get("avoid", ())),
        answers=_answers(base.program, rule, support),
        sources=tuple(text.get("sources", ())),
        asks=_asks(base.program, rule, support) if outcome == "open" else (),
        say=text.get("say", ""),
        go_to=text.get("go_to", ""),
    )


def _answers(program: Program, rule: str, support: Support) -> tuple[str, ...]:
    conditions = [_condition(program, flag.name) for flag in program.flags if flag.rule == rule]
    return tuple(dict.fromkeys(atom for one in conditions for atom in support.rests_on(one)))


def _asks(program: Program, rule: str, support: Support) -> tuple[str, ...]:
    conditions = [_condition(program, flag.name) for flag in program.flags if flag.rule == rule]
    return tuple(dict.fromkeys(finding_of(atom) for one in conditions for atom in support.open_on(one)))


def _condition(program: Program, name: str) -> Condition:
    node = program.definitions[name]
    assert isinstance(node, Condition)
    return node


def _nets(base: RuleBase, said: Mapping[str, bool | int | None]) -> tuple[NetSaid, ...]:
    shown = [name for name in base.program.nets if said.get(f"net.{name}", True) is True]
    texts = base.texts["rules"]
    return tuple(
        NetSaid(
            name,
            tuple(texts[name].get("emergency_if", ())),
            tuple(texts[name].get("same_day_if", ())),
            tuple(texts[name].get("review_if", ())),
        )
        for name in sorted(shown, key=lambda one: (not one.endswith(".generic"), one))
    )


def _trace(base: RuleBase, said: Mapping[str, bool | int | None], support: Support) -> tuple[Traced, ...]:
    program = base.program
    texts = base.texts["rules"]

    def traced(rule: str, outcome: str, answers: Iterable[str]) -> Traced:
        return Traced(rule, outcome, tuple(dict.fromkeys(answers)), tuple(texts[rule].get("sources", ())))

    found = [
        traced(rule, f"fires, floor {FLOORS[floor]}", _answers(program, rule, support))
        for rule, floor in _firing_rules(program, said)
    ]
    for precaution in program.precautions:
        if said[precaution.id] is not False:
            outcome = "fires" if said[precaution.id] else "open"
            found.append(traced(precaution.id, outcome, support.rests_on(_condition(program, precaution.id))))
    for action in program.actions:
        if action.contraindicated is not None and support.outcome(action.contraindicated) is not False:
            outcome = "withheld" if support.outcome(action.contraindicated) else "open"
            found.append(traced(action.id, outcome, support.rests_on(action.contraindicated)))
    for net in program.nets:
        condition = program.definitions.get(f"net.{net}")
        if isinstance(condition, Condition) and said[f"net.{net}"]:
            found.append(traced(net, "shown", support.rests_on(condition)))
    for referral in program.referrals:
        if said[referral.id]:
            found.append(traced(referral.id, "sends to a visit", support.rests_on(_condition(program, referral.id))))
    for culprit in program.culprits:
        if said[f"lead.{culprit.id}"]:
            answers = (atom for line in culprit.evidence for atom in support.rests_on(line.when))
            found.append(traced(culprit.id, f"leads with {said[f'score.{culprit.id}']} points", answers))
    return tuple(found)
