"""An assessment as one HTML page that loads nothing from outside and prints on one sheet, a therapist's on two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from ..model.assessment import Assessment, CulpritSaid
from ..triage.base import RuleBase
from . import content
from .body import body_map
from .body.draw import in_words, key_patterns
from .handover import handover_of
from .handover.text import check_line, standing
from .plan import TOLD_IN_FULL
from .told import labels, sentence, told
from .words import BANDS, GRADES

if TYPE_CHECKING:
    from jinja2 import Template

ACTIONS, PRINCIPLES, STOPS, QUESTIONS = 5, 3, 5, 3
"""How much is told in full, so that it prints on one sheet; what is more is named."""

MOST_SOURCES = 40

COLUMN, SHEET = 66, 122
"""Characters of a printed line and lines of a printed sheet, measured with Chromium on US Letter."""

LENGTHS = ((5, False), (4, False), (3, False), (3, True), (2, True), (1, True))
"""Ways to print, longest first: how many actions, and whether what was understood stays on the screen."""

KIND = {
    "emergency_now": "danger",
    "same_day": "danger",
    "cannot_assess": "early",
    "out_of_scope": "elsewhere",
}
"""Disposition to template; every other is a plan."""


def html(assessment: Assessment, base: RuleBase, locale: str, therapist: bool = False) -> str:
    """The page of an assessment; with `therapist` the handover is its second sheet."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("musculprit.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"sentence": sentence, "capital": _capital, "labels": labels}
    kind = KIND.get(assessment.disposition.id, "plan")
    template = environment.get_template(f"{kind}.html.j2")
    values: dict[str, Any] = {
        "assessment": assessment,
        "disposition": assessment.disposition,
        "words": base.texts["locales"][locale],
        "lang": locale,
        "content": content,
        "base": base,
        "map": _map(assessment, base, kind),
        "said": _said(assessment, base),
        "sources": _sources(assessment, base),
        "handover": None,
        "check_line": check_line,
        "standing": standing,
        "bands": BANDS,
        "grades": GRADES,
        "told_in_full": TOLD_IN_FULL,
        "actions": ACTIONS,
        "principles": PRINCIPLES,
        "stops": STOPS,
        "questions": QUESTIONS,
    }
    printed, tight = next(one for one in LENGTHS if one == LENGTHS[-1] or _fits(_render(template, values, *one)))
    if therapist:
        values["handover"] = handover_of(assessment, base, locale)
    return _render(template, values, printed, tight)


def _render(template: Template, values: dict[str, Any], printed: int, tight: bool) -> str:
    page = template.render(values, printed=printed, tight=tight)
    return re.sub(r"\n\s*\n+", "\n", page).lstrip() + "\n"


def _fits(page: str) -> bool:
    """Whether a page prints on one sheet of US Letter, by the lines that its paragraphs take; see `SHEET`."""
    return printed_lines(page) <= SHEET


def printed_lines(page: str) -> int:
    """About how many lines of a column a page takes in print: what is only for the screen left out."""
    body = re.sub(r"<(style|svg|details|title)\b.*?</\1>", "", page, flags=re.DOTALL)
    body = re.sub(r'<(section|p|li|div) class="[^"]*(?:screen|in-words)[^"]*"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
    blocks = re.split(r"</?(?:p|li|h1|h2|h3|dl|ul|ol|section|div class=\"one\")\b[^>]*>", body)
    texts = (unescape(re.sub(r"<[^>]+>|\s+", " ", block)).strip() for block in blocks)
    return sum(-(-len(text) // COLUMN) for text in texts if text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _map(assessment: Assessment, base: RuleBase, kind: str) -> dict[str, Any] | None:
    """The body map with its words and its legend; a danger shows the pain and no culprit's zone."""
    from markupsafe import Markup

    pain = content.places(assessment)
    zone = content.zone(assessment, base) if kind == "plan" else None
    if not pain and zone is None:
        return None

    def label(place: str) -> str:
        return base.label(f"{content.SITE}={place}")

    swatches = {mark: Markup(svg) for mark, svg in key_patterns().items()}  # noqa: S704 - drawn by us, no words in it
    return {
        "svg": Markup(body_map(pain, zone, label)),  # noqa: S704 - drawn by us, its words escaped there
        "words": in_words(pain, zone, label),
        "swatch": swatches,
        "pain": bool(pain),
        "zone": zone,
        "tied": sum(one.leads for one in assessment.culprits),
    }


def _said(assessment: Assessment, base: RuleBase) -> dict[str, Any]:
    """What was understood, denied and not told."""
    answers = assessment.answers
    yes = [told(name, value, base) for name, value in answers.items() if value != "no"]
    no = [base.label(name) for name, value in answers.items() if value == "no"]
    basic = (("pain_site", "where"), ("duration_days", "how long"), ("severity_0_10", "how bad"))
    return {
        "yes": [one.replace(" | ", ", ") for one in yes if one],
        "no": no,
        "not_told": [word for name, word in basic if name not in answers],
        "not_understood": assessment.not_understood,
        "conflicts": [base.label(name) for name in dict.fromkeys(assessment.conflicts)],
    }


def _sources(assessment: Assessment, base: RuleBase) -> list[content.Cited]:
    """What the told rules stand on."""
    return content.cited(_names(assessment), base)[:MOST_SOURCES]


def _names(assessment: Assessment) -> Iterator[str]:
    for flag in content.fired(assessment):
        yield from flag.sources
    for one in _told_culprits(assessment):
        for reason in (*one.fits, *one.against):
            yield from reason.sources
    for action in assessment.care[:ACTIONS]:
        yield from action.sources


def _told_culprits(assessment: Assessment) -> Iterable[CulpritSaid]:
    return [one for one in assessment.culprits if one.leads][:TOLD_IN_FULL]
