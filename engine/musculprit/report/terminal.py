"""The plain report at a terminal: the same words, with weight and colour, as wide as the window up to a hundred."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from .page import Page, Paragraph

if TYPE_CHECKING:
    from rich.text import Text

NARROWEST, WIDEST = 40, 100

LEVELS = {
    "self_care": "bold green",
    "routine_clinician": "bold cyan",
    "urgent_2w": "bold yellow",
    "same_day": "bold yellow",
    "emergency_now": "bold white on red",
    "cannot_assess": "bold magenta",
    "out_of_scope": "bold",
}

_HEADING = re.compile(r"[A-Z][A-Z' -]*[A-Z](?=$|[ ,:(.])")
_LABEL = re.compile(r"(For|Against|Not known|Here|How much|How hard|Mind|Why|Less likely|Not told|You said):")


def print_page(page: Page, level: str, out: IO[str]) -> None:
    """Print a report on a terminal with rich; `level` is the disposition that colours the first line."""
    from rich.console import Console

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    width = max(NARROWEST, min(console.width, WIDEST))
    paragraphs = list(page)
    while paragraphs and not paragraphs[-1].text:
        paragraphs.pop()
    for at, one in enumerate(paragraphs):
        for line in one.lines(width):
            console.print(_styled(line, one, LEVELS.get(level, "bold") if at == 0 else ""), soft_wrap=True)


def _styled(line: str, one: Paragraph, first: str) -> Text:
    from rich.text import Text

    text = Text(line, style=first)
    if first or one.exact:
        return text
    if not one.first.strip() and not line[:1].isspace() and (heading := _HEADING.match(line)):
        text.stylize("bold", 0, heading.end())
    elif one.first.strip() and line.startswith(one.first):
        text.stylize("bold", 0, len(one.first))
    for label in _LABEL.finditer(line):
        text.stylize("bold", *label.span())
    return text
