"""How well sentences are read, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..quality.reading import Figures, Row, Share

SCHEMA = "musculprit/reading/1"
SHOWN_LOST = 20

_HOW = (
    "Recall: of what the sentences say to be there, what was heard. Precision: of what was heard, what was said. "
    "Asked: not heard as a yes, and put as a question. Lost: neither heard nor asked. Intervals: exact 95 % binomial "
    "(Clopper CJ, Pearson ES. Biometrika 1934;26:404-413)."
)


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures with stable keys."""
    return {
        "schema": SCHEMA,
        "sentences": figures.sentences,
        "all": _counts(figures.all),
        "danger": _counts(figures.danger),
        "denials": _counts(figures.denials),
        "doubts": _share(figures.doubts),
        "numbers": {name: _share(share) for name, share in figures.numbers.items()},
        "findings": {row.name: _counts(row) for row in figures.findings},
        "lost": [{"says": one.says, "finding": one.finding, "heard": one.heard} for one in figures.lost],
    }


def text(figures: Figures) -> str:
    """The totals, and the dangers that were lost."""
    lines = [f"{figures.sentences} sentences", ""]
    for name, share in _totals(figures):
        lines.append(f"{name:<34} {_percent(share)}")
    if figures.lost:
        lines += ["", f"Danger that was said and neither heard nor asked ({len(figures.lost)}):"]
        lines += [f"- {one.finding}: {one.says}" for one in figures.lost[:SHOWN_LOST]]
        if len(figures.lost) > SHOWN_LOST:
            lines.append(f"  and {len(figures.lost) - SHOWN_LOST} more")
    return "\n".join(lines) + "\n"


def markdown(figures: Figures) -> str:
    """The totals and a table of every finding."""
    lines = [f"{figures.sentences} sentences. {_HOW}", "", "| | share |", "|---|---|"]
    lines += [f"| {name} | {_percent(share)} |" for name, share in _totals(figures)]
    lines += ["", "| finding | said | heard | asked | lost | heard wrongly | recall | precision |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    lines += [_line(row) for row in figures.findings if row.said or row.extra]
    return "\n".join(lines) + "\n"


def _totals(figures: Figures) -> Iterator[tuple[str, Share]]:
    yield "said to be there, heard (recall)", figures.all.recall
    yield "heard, was said (precision)", figures.all.precision
    yield "danger: heard (recall)", figures.danger.recall
    yield "danger: heard or asked", figures.danger.not_lost
    yield "danger: heard, was said", figures.danger.precision
    yield "denied, heard as denied (recall)", figures.denials.recall
    yield "heard as denied, was denied", figures.denials.precision
    yield "hedged or half said, asked", figures.doubts
    yield from figures.numbers.items()


def _line(row: Row) -> str:
    lost = row.missed + row.denied
    counts = " | ".join(map(str, (row.said, row.heard, row.asked, lost, row.extra)))
    return f"| {row.name} | {counts} | {_percent(row.recall)} | {_percent(row.precision)} |"


def _percent(share: Share) -> str:
    if not share.whole:
        return "none"
    low, high = share.interval
    part = f"{share.part} of {share.whole}"
    return f"{100 * share.part / share.whole:.1f} % ({part}; {100 * low:.1f} to {100 * high:.1f})"


def _counts(row: Row) -> dict[str, Any]:
    return {
        "said": row.said,
        "heard": row.heard,
        "asked": row.asked,
        "missed": row.missed,
        "denied": row.denied,
        "extra": row.extra,
        "recall": _share(row.recall),
        "precision": _share(row.precision),
        "not_lost": _share(row.not_lost),
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    value = share.part / share.whole if share.whole else None
    return {"part": share.part, "whole": share.whole, "share": value, "low": low, "high": high}
