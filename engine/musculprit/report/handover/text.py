"""A handover as text of eighty columns, to print or to paste into notes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ...model.assessment import Assessment
from ...triage.base import RuleBase
from ..page import Page
from ..told import sentence
from .checks import Check
from .content import Fit, Handover, handover_of

COLUMNS = (("FITS", 22), ("FOR", 24), ("AGAINST", 13), ("UNKNOWN", 21))
HOME_LENGTH, MARGIN = 4, 13


def handover_text(assessment: Assessment, base: RuleBase, locale: str) -> str:
    """The handover, at most eighty columns wide."""
    return str(handover_page(assessment, base, locale))


def handover_page(assessment: Assessment, base: RuleBase, locale: str) -> Page:
    """The handover, paragraph by paragraph."""
    told, page = handover_of(assessment, base, locale), Page()
    _head(told, assessment, page)
    page.gap()
    _story(told, page)
    page.gap()
    _fits(told, page)
    _checks(told.tests, page)
    _hands(told, page)
    page.gap()
    if told.options:
        _consent(told, page)
        page.gap()
    _home(told, page)
    page.gap()
    page.exactly(f"Therapist {told.therapist or '_' * 16}   Client {'_' * 16}   Review {told.review or '_' * 10}")
    page.line(f"Supports a decision, not a diagnosis. {assessment.notice.partition('Not a diagnosis. ')[2]}")
    page.line(f"Rules {assessment.rules.version} {assessment.rules.sha256[:12]}.")
    return page


def consent_boxes(told: Handover) -> str:
    """The options about clothing as boxes, the chosen one crossed."""
    return "   ".join(f"[{'x' if chosen else ' '}] {title}" for chosen, title in told.options)


def check_line(test: Check) -> str:
    """A test, what its outcome speaks for, and what was published about it."""
    speaks = [f"yes speaks for: {', '.join(test.speaks_for)}"] if test.speaks_for else []
    speaks += [f"against: {', '.join(test.speaks_against)}"] if test.speaks_against else []
    told = [test.how]
    told += ["YES IS A DANGER SIGN: stop, and assess again."] if test.danger else []
    told += [sentence("; ".join(speaks))] if speaks else []
    told += [sentence(test.accuracy), *([sentence(test.caveat)] if test.caveat else [])]
    return " ".join(told)


def _head(told: Handover, assessment: Assessment, page: Page) -> None:
    by = f"told by: {told.told_by}" if told.told_by else ""
    page.line("  ".join(part for part in ("INTAKE NOTE", f"client {told.client}", by, told.date) if part))
    _row("RESULT", f"{sentence(told.result)} {told.because}", page)
    sure = f" Not sure: {', '.join(told.not_sure) or 'none'}."
    asked = f" Not asked: {', '.join(told.not_asked)}." if told.not_asked else ""
    _row("", f"{told.screen}{sure}{asked}".strip(), page)
    if assessment.second_reading != "agrees":
        _row("", f"Warning: {assessment.second_reading_note}.", page)


def _story(told: Handover, page: Page) -> None:
    if told.complaint:
        _row("COMPLAINT", f'"{told.complaint}"', page)
    _row("SITES", told.sites or "not told", page)
    _row("PAIN", told.pain or "not told", page)
    for heading, text in told.notes:
        _row(heading.upper(), text, page)


def _fits(told: Handover, page: Page) -> None:
    if not told.fits:
        return
    page.exactly("".join(name.ljust(wide) for name, wide in COLUMNS).rstrip())
    for fit in told.fits:
        for line in _columns(fit, told.tie):
            page.exactly(line)
    if told.more_fits:
        _row("ALSO", ", ".join(told.more_fits), page)
    page.gap()


def _columns(fit: Fit, tie: bool) -> Iterator[str]:
    """A hypothesis as a row of the table."""
    name = [*textwrap.wrap(fit.name, COLUMNS[0][1] - 2), *textwrap.wrap(standing(fit, tie), COLUMNS[0][1] - 3)]
    cells: list[Sequence[str]] = [name[:1] + [f" {line}" for line in name[1:]]]
    for text, (_, wide) in zip((fit.fits, fit.against, fit.unknown), COLUMNS[1:], strict=True):
        cells.append(textwrap.wrap(text or "-", wide - 1, break_on_hyphens=False))
    for at in range(max(map(len, cells))):
        row = (cell[at] if at < len(cell) else "" for cell in cells)
        yield "".join(text.ljust(wide) for text, (_, wide) in zip(row, COLUMNS, strict=True)).rstrip()


def standing(fit: Fit, tie: bool) -> str:
    """How well a hypothesis fits, and whether others stand beside it."""
    return fit.band + (", same rank" if fit.leads and tie else ", leads" if fit.leads else "")


def _checks(tests: Sequence[Check], page: Page) -> None:
    for at, test in enumerate(tests, start=1):
        _row("CHECK NEXT" if at == 1 else "", f"{at} {check_line(test)}", page)
    page.gap()


def _hands(told: Handover, page: Page) -> None:
    if told.do or told.dont:
        _row("HANDS", "No hands-on work today.", page)
        _row("DO", " ".join(told.do), page)
        _row("DON'T", " ".join(told.dont), page)
        _row("SAY", f'"{told.say}"' if told.say else "", page)
    for at, (kinds, title) in enumerate(told.blocked):
        _row("BLOCKED" if at == 0 else "", f"{kinds} ({title})", page)
    if told.withheld:
        _row("ASK FIRST", f"{told.withheld}: waits for an answer", page)
    for at, one in enumerate(told.techniques):
        mind = " ".join(dict.fromkeys(change.note for change in one.changes if not change.open))
        _row("OK LIGHT" if at == 0 else "", sentence(one.title) + (f" Mind: {mind}" if mind else ""), page)
    for at, stop in enumerate(told.stops[:4]):
        _row("STOP" if at == 0 else "", stop, page)
    if told.techniques:
        _row("PACKAGE", told.package, page)


def _consent(told: Handover, page: Page) -> None:
    _row("CONSENT", consent_boxes(told), page)
    if told.consent:
        _row("", ". ".join(f"{heading}: {text}" for heading, text in told.consent) + ".", page)
    _row("TELL", "; ".join(one[:1].lower() + one[1:] for one in told.duties), page)


def _home(told: Handover, page: Page) -> None:
    for at, one in enumerate(told.home[:HOME_LENGTH]):
        _row("HOME" if at == 0 else "", f"{one.title}: {one.dose}.", page)
    for at, text in enumerate(told.refer):
        _row("REFER" if at == 0 else "", text, page)
    _row("TODAY", "; ".join(told.today), page)
    _row("NOW", "; ".join(told.now), page)


def _row(heading: str, text: str, page: Page) -> None:
    """A heading of the margin and its text; nothing where there is no text."""
    if text:
        page.line(text, first=f"{heading:<{MARGIN}}", indent=" " * MARGIN)
