"""Findings that nothing reads, that nobody can answer, or that are asked for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.expression import atoms_of, finding_of
from ...model.finding import Finding
from ...model.rule import Page
from ...policy.gate import SITE, WORST
from .found import Lint
from .source import Source

_NAMED = 12
"""Findings that one note names; the rest are counted."""


def check(source: Source) -> Iterator[Lint]:
    """Check every finding and every question of the screen."""
    read, flagged = _read(source), _read(source, "red_flag.")
    asked = {name for page in source.rules.pages for names in _asked(page) for name in names}
    quiet: dict[str, list[str]] = {}
    for name, finding in source.rules.findings.items():
        if _unanswerable(name, finding, source):
            yield source.lint(
                "dead-finding", name, (name,), f"`{name}` has no question and no words", "give it `words`, or drop it"
            )
        elif finding.danger and finding.derived is None and name not in flagged:
            message = f"`{name}` is a danger sign, and no red flag reads it or what it implies"
            yield source.lint("danger-not-read", name, (name,), message, "write its red flag")
        elif name in read or name in asked:
            continue
        elif finding.derived is not None or finding.mitigating:
            kind = "mitigating" if finding.mitigating else "derived"
            message = f"`{name}` is {kind}, and nothing reads it"
            yield source.lint("unused-finding", name, (name,), message, "use it, or drop it", "warning")
        elif not (finding.note or finding.accuracy):
            quiet.setdefault(source.document_of(name).file, []).append(name)
    for names in quiet.values():
        yield _not_read(names, source)
    yield from _idle(read, source)


def _not_read(names: list[str], source: Source) -> Lint:
    """One note a file: what is only written down is often meant so."""
    shown = ", ".join(f"`{name}`" for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    message = f"asked or noted, and read by nothing: {shown}{more}"
    hint = "read it, drop it, or say in its `note` why it is only written down"
    return source.lint("unused-finding", names[0], (names[0],), message, hint)


def _idle(read: set[str], source: Source) -> Iterator[Lint]:
    for at, page in enumerate(source.rules.pages):
        owner = f"screen.{page.id}"
        lines = [*(("asks", n) for n in range(len(page.asks))), *(("bullets", n) for n in range(len(page.bullets)))]
        for (kind, n), names in zip(lines, _asked(page), strict=True):
            for name in names:
                if name not in read and not source.rules.findings[name].danger:
                    message = f"`{name}` is asked here, and no rule reads it or what it implies"
                    yield source.lint("idle-bullet", owner, (at, kind, n), message, "read it in a flag or a precaution")


def _asked(page: Page) -> Iterator[tuple[str, ...]]:
    """The findings of each line of a page."""
    for one in page.asks:
        yield (one,) if isinstance(one, str) else (one.finding, *one.opens)
    for bullet in page.bullets:
        yield (bullet.finding, *bullet.opens, *bullet.details)


def _unanswerable(name: str, finding: Finding, source: Source) -> bool:
    if finding.derived is not None or finding.ask or finding.words or finding.hints or finding.type != "yes_no":
        return False
    return name not in source.vocabulary.denied_by_no


def _read(source: Source, by: str = "") -> set[str]:
    """Every finding that is read: by a rule or a page, by a derived finding that is, or through what it implies.

    `by` is how the ids of those rules begin that count; without it all do, and what the engine itself reads.
    """
    findings = source.rules.findings
    places = [one for one in source.places if one.owner not in findings and one.owner.startswith(by)]
    waiting = [finding_of(atom) for place in places for atom in atoms_of(place.condition)]
    if not by:
        waiting += [SITE, WORST, "age_years"]
        waiting += [finding_of(leaf.atom) for one in findings.values() for leaf in one.ruled_out_by]
    read: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in read or name not in findings:
            continue
        read.add(name)
        derived = findings[name].derived
        waiting += [finding_of(atom) for atom in atoms_of(derived)] if derived is not None else []
        waiting += source.vocabulary.denied_by_no.get(name, ())
    return read
