"""A report as Markdown for notes: the same paragraphs as the plain text, and the handover with its table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.assessment import Assessment
from ..triage.base import RuleBase
from .handover import Handover, handover_of
from .handover.text import HOME_LENGTH, check_line, standing
from .page import Paragraph
from .text import page_of
from .told import sentence

_WORD = r"(?:[A-Z][A-Z'-]+|I(?= [A-Z]{2})|A(?= [A-Z]{2}))"
_HEADING = re.compile(rf"{_WORD}(?: {_WORD})*(?=$|[ ,:(.])")
_ENDS = re.compile(r": |\. |:$|\.$|$")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(assessment: Assessment, base: RuleBase, locale: str, therapist: bool = False) -> str:
    """The person's report as Markdown, or the therapist's handover."""
    if therapist:
        return handover_markdown(assessment, base, locale)
    lines: list[str] = []
    for at, one in enumerate(page_of(assessment, base, locale)):
        lines += _first(one.text) if at == 0 else list(_paragraph(one, lines))
    return _tidy([*lines, "", _rules(assessment)])


def handover_markdown(assessment: Assessment, base: RuleBase, locale: str) -> str:
    """The therapist's handover as Markdown."""
    told = handover_of(assessment, base, locale)
    return _tidy([*_head(told), *_story(told), *_fits(told), *_hands(told), *_consent(told), *_home(told), "",
                  f"{escaped(assessment.notice)} {_rules(assessment)}"])  # fmt: skip


def escaped(text: str) -> str:
    """A text that Markdown shows as it stands; a number or a dash at its start begins no list."""
    return re.sub(r"^(\d+)([.)])|^([-+])", r"\1\\\2\3" if text[:1].isdigit() else r"\\\3", _SPECIAL.sub(r"\\\1", text))


def _first(text: str) -> list[str]:
    head, _, rest = text.partition(". ")
    return [f"# {escaped(head.removesuffix('.'))}", "", escaped(rest)]


def _paragraph(one: Paragraph, before: list[str]) -> Iterator[str]:
    """One paragraph of the plain report; what it is shows in how its first line starts."""
    mark, text = one.first.strip(), escaped(one.text)
    if one.exact:
        yield f"    {one.text.removeprefix('  ')}"
    elif not one.text:
        yield ""
    elif mark in ("*", "-"):
        yield f"- {text}"
    elif mark.isdigit():
        yield f"{mark}. **{text}**  "
    elif len(mark) == 1 and mark.isalpha():
        yield f"- **{mark}** {text}  "
    elif mark:
        yield from ("", f"**{escaped(mark)}** {text}")
    elif not one.first and (heading := _HEADING.match(one.text)):
        yield from _section(heading[0], one.text[heading.end() :])
    elif len(one.first) > 2 and _in_a_list(before):
        yield f"   {text}  "
    else:
        yield from ("", text)


def _section(heading: str, rest: str) -> Iterator[str]:
    """A heading in capitals with what belongs to it, then the text that follows on the same line."""
    end = _ENDS.search(rest)
    head, body = (rest[: end.start()], rest[end.end() :]) if end else (rest, "")
    words = re.sub(r"\bi\b", "I", heading.capitalize())
    yield from ("", f"## {words}{escaped(head)}", "")
    if body:
        yield from (escaped(body[:1].upper() + body[1:]), "")


def _in_a_list(before: list[str]) -> bool:
    return bool(before) and bool(re.match(r"(\d+\.|-|  )", before[-1]))


def _head(told: Handover) -> Iterator[str]:
    by = [f"told by: {told.told_by}"] if told.told_by else []
    yield f"# Intake note: client {escaped(', '.join([told.client, *by, *([told.date] if told.date else [])]))}"
    yield from ("", f"**{escaped(sentence(told.result))}** {escaped(sentence(told.because))} {escaped(told.screen)}")
    yield f"Not sure: {escaped(', '.join(told.not_sure)) or 'none'}."
    if told.not_asked:
        yield f"Not asked: {escaped(', '.join(told.not_asked))}."


def _story(told: Handover) -> Iterator[str]:
    yield ""
    rows = (("Complaint", told.complaint), ("Sites", told.sites or "not told"), ("Pain", told.pain or "not told"))
    yield from (f"- **{heading}:** {escaped(text)}" for heading, text in (*rows, *told.notes) if text)


def _fits(told: Handover) -> Iterator[str]:
    if told.fits:
        yield from ("", "## Fits", "", "| Fits | For | Against | Unknown |", "|---|---|---|---|")
    for fit in told.fits:
        cells = (f"**{escaped(fit.name)}** {standing(fit, told.tie)}", fit.fits, fit.against, fit.unknown)
        yield f"| {cells[0]} | " + " | ".join(escaped(cell) or "-" for cell in cells[1:]) + " |"
    if told.more_fits:
        yield from ("", f"Also: {escaped(', '.join(told.more_fits))}.")
    if told.tests:
        yield from ("", "## Check next", "")
        yield from (f"{at}. {escaped(check_line(test))}" for at, test in enumerate(told.tests, start=1))


def _hands(told: Handover) -> Iterator[str]:
    if told.do or told.dont:
        yield from ("", "## No hands-on work today", "")
        yield f"- **Do:** {escaped(' '.join(told.do))}"
        yield f"- **Don't:** {escaped(' '.join(told.dont))}"
        yield from ([f'- **Say:** "{escaped(told.say)}"'] if told.say else [])
        return
    yield from ("", "## Hands-on", "")
    yield from (f"- **Blocked:** {escaped(kinds)} ({escaped(title)})" for kinds, title in told.blocked)
    if told.withheld:
        yield f"- **Ask first:** {escaped(told.withheld)}: waits for an answer"
    for one in told.techniques:
        mind = " ".join(dict.fromkeys(change.note for change in one.changes if not change.open))
        yield f"- **OK light:** {escaped(sentence(one.title))}" + (f" Mind: {escaped(mind)}" if mind else "")
    yield from (f"- **Stop:** {escaped(stop)}" for stop in told.stops[:4])
    if told.techniques and told.package:
        yield f"- **Package:** {escaped(told.package)}"
    if not (told.blocked or told.withheld or told.techniques):
        yield "Nothing here is advised or blocked yet."


def _consent(told: Handover) -> Iterator[str]:
    if not told.options:
        return
    yield from ("", "## Consent", "")
    yield from (f"- [{'x' if chosen else ' '}] {escaped(title)}" for chosen, title in told.options)
    yield ""
    if told.consent:
        yield " ".join(f"{heading}: {escaped(text)}." for heading, text in told.consent)
    yield from ("", f"Tell: {escaped('; '.join(one[:1].lower() + one[1:] for one in told.duties))}.")


def _home(told: Handover) -> Iterator[str]:
    yield from ("", "## Home and referral", "")
    yield from (f"- **Home:** {escaped(one.title)}: {escaped(one.dose)}" for one in told.home[:HOME_LENGTH])
    yield from (f"- **Refer:** {escaped(text)}" for text in told.refer)
    yield f"- **Today:** {escaped('; '.join(told.today))}"
    yield f"- **Now:** {escaped('; '.join(told.now))}"
    signed = (("Therapist", told.therapist), ("Client", ""), ("Review", told.review))
    blank = "\\_" * 12
    yield from ("", "   ".join(f"{who}: {escaped(name) or blank}" for who, name in signed))


def _rules(assessment: Assessment) -> str:
    return f"Rules {assessment.rules.version}, {assessment.rules.sha256[:16]}."


def _tidy(lines: list[str]) -> str:
    """The lines with never two empty ones together."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
