"""What came out of a run over many cases, in 80 columns and as one HTML page that loads nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.words import DISPOSITIONS
from ..triage.base import RuleBase

MOST = 12
"""Lines printed of a list; the rest is counted."""

WIDEST = 51
"""Characters of a name in a printed list."""

LISTS = {
    "red_flags": "RED FLAGS THAT FIRE",
    "open_flags": "RED FLAGS BEGUN AND STILL OPEN",
    "leads": "CULPRITS THAT LEAD",
    "care": "CARE OFFERED",
    "blocked_care": "CARE HELD BACK",
    "rejected_fields": "FIELDS OF REJECTED ROWS",
}


def text(summary: Mapping[str, Any], base: RuleBase) -> str:
    """The summary of a run."""
    people, counts = summary["people"], summary["counts"]
    lines = [f"{people:,} people answered, {summary['rejected']:,} rows rejected", "", "DISPOSITION"]
    lines += [_line(name, counts["disposition"].get(name, 0), people) for name in DISPOSITIONS]
    for name, title in LISTS.items():
        found = counts.get(name, {})
        if found:
            lines += ["", title, *(_line(_name(one, base), count, people) for one, count in list(found.items())[:MOST])]
            if len(found) > MOST:
                lines.append(f"  and {len(found) - MOST} more: see --summary-format json or --html")
    lines += ["", f"Rules {summary['rules']['sha256'][:12]}. Not a diagnosis; no clinician has seen these people."]
    return "\n".join(lines) + "\n"


def page(summary: Mapping[str, Any], base: RuleBase) -> str:
    """The overview as a page with charts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    template = Environment(
        loader=PackageLoader("musculprit.report"), undefined=StrictUndefined, autoescape=True
    ).get_template("batch.html.j2")
    return template.render(
        summary=summary,
        dispositions=DISPOSITIONS,
        charts=list(_charts(summary, base)),
        shown=MOST,
        unreviewed=base.program.unreviewed,
    )


def _charts(summary: Mapping[str, Any], base: RuleBase) -> Iterator[tuple[str, str, list[tuple[str, str, int]]]]:
    """Id, title and rows of each list: name, id and how many people."""
    for name, title in LISTS.items():
        found = summary["counts"].get(name, {})
        if found:
            yield name, title.capitalize(), [(_name(one, base), one, count) for one, count in found.items()]


def _name(one: str, base: RuleBase) -> str:
    text = base.texts["rules"].get(one)
    return str(text["title"]) if text else one or "the whole row"


def _line(name: str, count: int, people: int) -> str:
    share = f"{100 * count / people:.1f} %" if people else ""
    fits = name if len(name) <= WIDEST else f"{name[: WIDEST - 1].rstrip()}…"
    return f"  {fits:<{WIDEST}} {count:>15,}{share:>11}".rstrip()
