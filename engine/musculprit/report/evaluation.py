"""An evaluation as text, as JSON, and as one HTML page that loads nothing from outside."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from ..model.words import DISPOSITIONS, FLOORS
from ..quality.evaluate.compare import Comparison
from ..quality.evaluate.evaluation import Evaluation
from ..quality.evaluate.metrics import Share
from ..quality.evaluate.rows import Row

SCHEMA = "musculprit/evaluation/1"
SHOWN_ERRORS = 20

SOURCES = {
    "Kopka 2023": "Kopka M, Feufel MA, Berner ES, Schmieding ML. How suitable are clinical vignettes for the "
    "evaluation of symptom checker apps? Digit Health 2023;9:20552076231194929, doi:10.1177/20552076231194929; "
    "in the words of the same group's symptomcheckR, BMC Digital Health 2024, doi:10.1186/s44247-024-00096-7.",
    "Semigran 2015": "Semigran HL et al. Evaluation of symptom checkers for self diagnosis and triage. "
    "BMJ 2015;351:h3480 (first in the list, first three).",
    "Intervals": "exact 95 % binomial: Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.",
    "Chance": "McNemar Q. Psychometrika 1947;12:153-157, exact two-sided form.",
}

_SHORT = ("self", "routine", "urgent", "today", "emerg.", "can't say", "out")


def notes(evaluation: Evaluation) -> tuple[str, ...]:
    """How to read the figures, in words."""
    graded, one_label = len(evaluation.graded), len(evaluation.graded) - evaluation.ranges
    said = [
        f"{one_label} of {graded} labels are one level, {evaluation.ranges} a range or a list; right is any accepted "
        "level. A range stands under its lowest level, the one that is needed.",
        "No answer is `cannot_assess` or `out_of_scope`. It is no answer for accuracy. For safety cannot_assess "
        "counts as its floor or same_day, whichever is higher (it says: if you cannot answer, be seen today), and "
        "out_of_scope as its `at_least`.",
        "Under-triage is below the lowest accepted level, over-triage above the highest. Inclination is over-triage "
        "of all under- and over-triage: 100 % errs only towards caution.",
        "Culprits that lead together are shown as equals: `in the leading group` reads the tie as one place, "
        "`first` and `first three` count strictly, ties by our order. "
        f"{evaluation.tied} people have a tie for the lead. In danger no culprit is shown, which counts as not "
        f"found here: {evaluation.unshown} people.",
    ]
    if evaluation.unlabelled:
        said.append(f"{evaluation.unlabelled} people have neither a level nor a culprit as label and are left out.")
    return (evaluation.notice, *said) if evaluation.notice else tuple(said)


def heading(evaluation: Evaluation) -> str:
    """How many people, which rules, which engines."""
    readings = evaluation.second_readings
    second = ", ".join(f"{count} {name}" for name, count in sorted(readings.items()))
    engines = "judge alone (--quick)" if set(readings) == {"unavailable"} else f"second reading: {second}"
    rules = evaluation.rules
    return f"{len(evaluation.rows)} people, rules {rules['version']} {str(rules['sha256'])[:12]}, {engines}"


def text(evaluation: Evaluation) -> str:
    """The evaluation in 80 columns."""
    lines = ["EVALUATION", *_wrapped(heading(evaluation), ""), ""]
    lines += ["TRIAGE".ljust(31) + "people".rjust(18) + "share".rjust(11) + "95 % interval".rjust(18)]
    lines += map(_share, evaluation.triage)
    lines += ["", "ACCURACY BY THE LEVEL NEEDED", *map(_share, evaluation.by_level)]
    lines += ["", "GIVEN (columns) TO THOSE WHO NEED (rows)", *_given(evaluation)]
    if evaluation.culprits[0].whole:
        lines += ["", "CULPRITS", *map(_share, evaluation.culprits)]
    lines += ["", "CAPABILITY COMPARISON SCORE"]
    lines += [f"  {one.run:<58}{'none' if one.value is None else f'{one.value:.1f}':>8}" for one in evaluation.scores]
    lines += _wrapped(evaluation.score_note)
    for one in evaluation.comparisons:
        lines += ["", *_compared(one)]
    lines += _errors("NOT SAFE: WORTH LESS THAN NEEDED", evaluation.unsafe, len(evaluation.unsafe))
    lines += _errors("SAFE AND NOT RIGHT", evaluation.other_errors, SHOWN_ERRORS)
    lines += ["", "HOW TO READ THIS", *(line for note in notes(evaluation) for line in _wrapped(note, "- "))]
    lines += ["", "SOURCES", *(line for name, cite in SOURCES.items() for line in _wrapped(f"{name}: {cite}", "- "))]
    return "\n".join(lines) + "\n"


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Plain data: shares from 0 to 1, every row, every change."""
    return {
        "schema": SCHEMA,
        "rules": dict(evaluation.rules),
        "people": len(evaluation.rows),
        "unlabelled": evaluation.unlabelled,
        "ranges": evaluation.ranges,
        "second_reading": evaluation.second_readings,
        "triage": [_plain(one) for one in evaluation.triage],
        "accuracy_by_level": [_plain(one) for one in evaluation.by_level],
        "needed_levels": [
            {
                "level": one.name,
                "people": one.people,
                "under": one.under,
                "right": one.right,
                "over": one.over,
                "between": one.between,
                "no_answer": one.no_answer,
                "given": one.given,
            }
            for one in evaluation.levels
        ],
        "culprits": [_plain(one) for one in evaluation.culprits],
        "capability_comparison": {
            "scores": [{"run": one.run, "score": one.value} for one in evaluation.scores],
            "note": evaluation.score_note,
        },
        "against": [_compared_plain(one) for one in evaluation.comparisons],
        "notes": list(notes(evaluation)),
        "sources": SOURCES,
        "problems": [str(one) for one in evaluation.problems],
        "rows": [row.to_json() | _judged(row) for row in evaluation.rows],
    }


def page(evaluation: Evaluation) -> str:
    """One HTML page with its charts drawn in it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    template = Environment(
        loader=PackageLoader("musculprit.report"), undefined=StrictUndefined, autoescape=True
    ).get_template("evaluation.html.j2")
    return template.render(
        evaluation=evaluation,
        heading=heading(evaluation),
        notes=notes(evaluation),
        sources=SOURCES,
        dispositions=DISPOSITIONS,
        short=_SHORT,
        percent=percent,
        interval=interval,
        shown_errors=SHOWN_ERRORS,
    )


def percent(value: float | None) -> str:
    """A share in words."""
    return "none" if value is None else f"{100 * value:.1f} %"


def interval(share: Share) -> str:
    """The interval in percent; nothing to say of nobody."""
    low, high = share.interval
    return f"{100 * low:.1f} to {100 * high:.1f}" if share.whole else ""


def _share(one: Share) -> str:
    people = f"{one.part} of {one.whole}"
    return f"  {one.title:<29}{people:>18}{percent(one.share):>11}{interval(one):>18}".rstrip()


def _given(evaluation: Evaluation) -> Iterator[str]:
    yield " " * 19 + "".join(f"{name:>8}" for name in _SHORT[:5]) + f"{_SHORT[5]:>11}{_SHORT[6]:>6}"
    for level in evaluation.levels:
        cells = [level.given[name] or "." for name in DISPOSITIONS]
        yield f"  {level.name:<17}" + "".join(f"{one:>8}" for one in cells[:5]) + f"{cells[5]:>11}{cells[6]:>6}"


def _compared(one: Comparison) -> Iterator[str]:
    yield from _wrapped(f"AGAINST {one.name}", "")
    yield from _wrapped(
        f"{one.both} people in both runs, {one.only_now} only now, {one.only_before} only then; both runs are held to "
        f"the labels of now ({one.relabelled} labels differ)."
    )
    yield f"  Right:  {one.gained} gained, {one.lost} lost, McNemar exact p = {one.p_right:.4f}"
    yield f"  Safe:   {one.safer} gained, {one.less_safe} lost, McNemar exact p = {one.p_safe:.4f}"
    for change in one.changes:
        yield from _wrapped(f"{change.id}: {change.before} then, {change.now} now; {change.words}", "- ")


def _errors(title: str, rows: Iterable[Row], most: int) -> Iterator[str]:
    rows = list(rows)
    if not rows:
        return
    yield ""
    yield f"{title} ({len(rows)})"
    for row in rows[:most]:
        name = row.id.partition("#")[2] or row.id
        yield from _wrapped(f"{row.file}:{row.line}: {name}: wanted {row.label}, got {row.answer}{_worth(row)}", "- ")
    if len(rows) > most:
        yield f"  and {len(rows) - most} more: see --format html or json"


def _worth(row: Row) -> str:
    return "" if row.level is not None else f" (worth {FLOORS[row.counted]})"


def _wrapped(said: str, bullet: str = "  ") -> list[str]:
    rest = " " * len(bullet)
    folded = textwrap.TextWrapper(80, initial_indent=bullet, subsequent_indent=rest)
    folded.break_on_hyphens = folded.break_long_words = False  # a path must stay one to be copied
    return folded.wrap(said)


def _plain(one: Share) -> dict[str, Any]:
    low, high = one.interval
    return {
        "id": one.id,
        "title": one.title,
        "part": one.part,
        "whole": one.whole,
        "share": one.share,
        "low": low,
        "high": high,
        "means": one.means,
        "source": one.source,
    }


def _compared_plain(one: Comparison) -> dict[str, Any]:
    return {
        "run": one.name,
        "both": one.both,
        "only_now": one.only_now,
        "only_before": one.only_before,
        "relabelled": one.relabelled,
        "right": {"gained": one.gained, "lost": one.lost, "p": one.p_right},
        "safe": {"gained": one.safer, "lost": one.less_safe, "p": one.p_safe},
        "changes": [
            {"id": change.id, "before": change.before, "now": change.now, "right": change.right, "safe": change.safe}
            for change in one.changes
        ],
    }


def _judged(row: Row) -> dict[str, Any]:
    return {
        "right": row.right if row.label else None,
        "safe": row.safe if row.label else None,
        "under": row.under,
        "over": row.over,
        "distance": row.distance,
        "place": row.place,
        "leading": row.leading if row.culprits else None,
    }
