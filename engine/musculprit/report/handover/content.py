"""What a handover holds, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model.assessment import Assessment, CareSaid, TechniqueSaid
from ...model.intake import Consent, Intake
from ...model.words import SAME_DAY
from ...triage.base import RuleBase
from .. import content
from ..told import told
from ..words import BANDS, kinds
from .checks import Check, telling_checks

MOST_FITS = 5
"""Hypotheses in the table; the rest of a wide tie is named below it."""

ASKED_ALWAYS = ("duration_days", "severity_0_10", "trajectory_worse", "work_stress")


@dataclass(frozen=True, slots=True)
class Fit:
    """One hypothesis in words."""

    name: str
    band: str
    leads: bool
    fits: str
    against: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything a colleague has to know, in the order it is told. Empty means not recorded or not so."""

    client: str
    told_by: str
    date: str
    result: str
    because: str
    screen: str
    not_sure: tuple[str, ...]
    not_asked: tuple[str, ...]
    complaint: str
    sites: str
    pain: str
    notes: tuple[tuple[str, str], ...]
    fits: tuple[Fit, ...]
    more_fits: tuple[str, ...]
    tie: bool
    tests: tuple[Check, ...]
    blocked: tuple[tuple[str, str], ...]
    withheld: str
    techniques: tuple[TechniqueSaid, ...]
    stops: tuple[str, ...]
    options: tuple[tuple[bool, str], ...]
    consent: tuple[tuple[str, str], ...]
    duties: tuple[str, ...]
    do: tuple[str, ...]
    dont: tuple[str, ...]
    say: str
    home: tuple[CareSaid, ...]
    package: str
    today: tuple[str, ...]
    now: tuple[str, ...]
    refer: tuple[str, ...]
    review: str
    therapist: str


def handover_of(assessment: Assessment, base: RuleBase, locale: str) -> Handover:
    """The handover of an assessment; a danger keeps its flags and has no hypotheses, tests or techniques."""
    words, note = base.texts["locales"][locale], assessment.intake or Intake()
    danger = (assessment.disposition.rank or 0) >= SAME_DAY
    shown = assessment.culprits
    do, dont = content.do_and_dont(assessment) if danger else ([], [])
    return Handover(
        client=" ".join(part for part in (note.client, _who(assessment)) if part),
        told_by=note.told_by,
        date=note.date,
        result=_result(assessment, words),
        because=_because(assessment, base),
        screen=_screen(assessment, base),
        not_sure=tuple(base.label(name) for name, value in assessment.answers.items() if value == "not_sure"),
        not_asked=tuple(_not_asked(assessment, base)),
        complaint=note.complaint or assessment.says,
        sites=_sites(assessment, base),
        pain=_pain(assessment, note),
        notes=tuple(_notes(assessment, note, base)),
        fits=tuple(_fit(one) for one in shown[:MOST_FITS]),
        more_fits=tuple(f"{one.name} ({BANDS[one.band]})" for one in shown[MOST_FITS:]),
        tie=sum(one.leads for one in shown) > 1,
        tests=() if danger else tuple(telling_checks(assessment, base)),
        blocked=() if danger else tuple(_blocked(assessment, base)),
        withheld=content.titles(content.waiting(assessment)),
        techniques=assessment.techniques,
        stops=tuple(dict.fromkeys(stop for one in assessment.techniques for stop in one.stop)),
        options=() if danger else tuple(_options(note.consent, base)),
        consent=tuple(_agreed(note.consent)),
        duties=() if danger else tuple(_titles_of("duty", base)),
        do=tuple(do),
        dont=tuple(dont),
        say=next((flag.say for flag in content.leading(assessment) if flag.say), "") if danger else "",
        home=assessment.care,
        package=str(base.texts["rules"].get("principle.extra_to_exercise", {}).get("text", "")),
        today=tuple(content.net(assessment, "same_day_if")),
        now=tuple(content.net(assessment, "emergency_if")),
        refer=tuple(_refer(assessment)),
        review=note.review,
        therapist=note.therapist,
    )


def _who(assessment: Assessment) -> str:
    age, sex = assessment.answers.get("age_years"), assessment.answers.get("sex")
    years = str(age) if isinstance(age, int) else "age not known"
    return f"{years} {sex[0].upper()}" if isinstance(sex, str) and sex != "not_sure" else f"{years}, sex not known"


def _result(assessment: Assessment, words: Mapping[str, Any]) -> str:
    disposition = assessment.disposition
    if disposition.id == "out_of_scope":
        level = words["dispositions"][disposition.at_least]
        return f"{disposition.label}; at least: {level['label'].lower()}, {level['timeframe']}"
    return f"{disposition.label}: {disposition.timeframe}"


def _because(assessment: Assessment, base: RuleBase) -> str:
    flags = content.fired(assessment)
    if flags:
        return "; ".join(f"{flag.title} [{flag.id}]" for flag in flags)
    if assessment.disposition.id in ("cannot_assess", "out_of_scope"):
        return assessment.disposition.go_to
    return content.why(assessment, base)[:1].upper() + content.why(assessment, base)[1:]


def _screen(assessment: Assessment, base: RuleBase) -> str:
    """How far the safety screen is, and what is open on it."""
    left = content.pages_to_answer(assessment, base)
    open_flags = sum(flag.outcome == "open" for flag in assessment.red_flags)
    if open_flags:
        return f"{open_flags} danger rule{'s' if open_flags > 1 else ''} still open."
    if not left:
        return "" if assessment.disposition.id in ("emergency_now", "out_of_scope") else "Safety screen complete."
    return f"NOT COMPLETE. Still to ask: {', '.join(title.lower() for title, _ in left)}."


def _not_asked(assessment: Assessment, base: RuleBase) -> list[str]:
    known = [name for name in ASKED_ALWAYS if name in base.program.vocabulary.findings]
    return [base.label(name) for name in known if name not in assessment.answers]


def _sites(assessment: Assessment, base: RuleBase) -> str:
    from ..body.draw import told_places

    worst = assessment.answers.get("worst_site")
    worst_places = worst if isinstance(worst, list) else []
    named = [
        base.label(f"pain_site={place}") + (" (worst)" if place in worst_places else "")
        for place in told_places(content.places(assessment))
    ]
    return ", ".join(named)


def _pain(assessment: Assessment, note: Intake) -> str:
    severity, days = assessment.answers.get("severity_0_10"), assessment.answers.get("duration_days")
    scale = (
        ("now", note.pain_now),
        ("best", note.pain_best),
        ("worst", note.pain_worst),
        ("average", note.pain_average),
    )
    said = [f"{word} {number}/10" for word, number in scale if number is not None]
    if not said and isinstance(severity, int):
        said = [f"{severity}/10"]
    return ", ".join([*said, *([f"{days} days"] if isinstance(days, int) else [])])


def _notes(assessment: Assessment, note: Intake, base: RuleBase) -> list[tuple[str, str]]:
    """What was recorded, then what was answered with yes, by heading."""
    answered = [told(name, value, base) for name, value in assessment.answers.items() if _is_told(name, value)]
    goals = "; ".join(one.activity + ("" if one.score is None else f" {one.score}/10") for one in note.goals)
    rows = [
        ("Wants", note.wants),
        ("Onset", note.onset),
        ("24 hours", note.pattern_24h),
        ("Worse", note.aggravating),
        ("Better", note.easing),
        ("Sleep", note.sleep),
        ("History", note.history),
        ("Care so far", note.previous_care),
        ("Imaging", note.imaging),
        ("Health", note.health),
        ("Allergies", note.allergies),
        ("Medicines", note.medicines),
        ("Life", note.life),
        ("Goals", goals),
        ("Answers", ", ".join(one for one in answered if one)),
        ("Examination", note.findings_note),
        ("Plan", note.plan),
    ]
    return [(heading, text) for heading, text in rows if text]


def _is_told(name: str, value: Any) -> bool:
    told_elsewhere = ("age_years", "sex", "pain_site", "worst_site", "severity_0_10", "duration_days")
    return value not in ("no", "not_sure") and name not in told_elsewhere


def _fit(one: Any) -> Fit:
    return Fit(
        name=one.name,
        band=BANDS[one.band],
        leads=one.leads,
        fits=", ".join(reason.label for reason in one.fits),
        against=", ".join(reason.label for reason in one.against),
        unknown=", ".join(reason.label for reason in one.unknown[:3]),
    )


def _blocked(assessment: Assessment, base: RuleBase) -> list[tuple[str, str]]:
    """Kinds of care that are blocked, by the rule that blocks them."""
    rules = base.texts["rules"]
    by_title: dict[str, dict[str, None]] = {}
    for rule, blocked in content.blocking_rules(assessment).items():
        by_title.setdefault(rules[rule]["title"], {}).update(dict.fromkeys(blocked))
    for flag in content.fired(assessment):
        by_title.setdefault(flag.title, {}).update(dict.fromkeys(flag.avoid))
    by_kinds: dict[str, list[str]] = {}
    for title, names in by_title.items():
        if names:
            by_kinds.setdefault(kinds(names), []).append(title)
    return [(told_kinds, "; ".join(titles)) for told_kinds, titles in by_kinds.items()]


def _options(consent: Consent, base: RuleBase) -> list[tuple[bool, str]]:
    order = ("clothed", "over_sheet_or_towel", "under_sheet_draped", "skin_to_skin_draped_one_side")
    rules = {
        name: text
        for name, text in base.texts["rules"].items()
        if name.startswith("consent.") and text["kind"] == "option"
    }
    first = [f"consent.{one}" for one in order if f"consent.{one}" in rules]
    named = dict.fromkeys([*first, *rules])
    return [(name == consent.option, str(rules[name]["title"])) for name in named]


def _agreed(consent: Consent) -> list[tuple[str, str]]:
    rows = [
        ("Yes to", ", ".join(consent.areas)),
        ("No to", ", ".join(consent.not_areas)),
        ("Pressure", consent.pressure),
        ("Stop word", consent.stop_word),
        ("Chaperone", consent.chaperone),
        ("Marks and photos", consent.marks_and_photos),
    ]
    return [(heading, text) for heading, text in rows if text]


def _titles_of(kind: str, base: RuleBase) -> list[str]:
    rules = base.texts["rules"]
    return [str(text["title"]) for name, text in rules.items() if name.startswith("consent.") and text["kind"] == kind]


def _refer(assessment: Assessment) -> list[str]:
    said = [f"{one.to}: {one.because}" for one in assessment.referrals]
    return said or ([assessment.disposition.go_to] if assessment.disposition.rank else [])
