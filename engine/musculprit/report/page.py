"""A report as paragraphs, and as lines of at most eighty columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with what starts its first line and what indents the others; `exact` ones are never wrapped."""

    text: str = ""
    first: str = ""
    indent: str = ""
    exact: bool = False

    def lines(self, width: int = WIDTH) -> list[str]:
        """The paragraph in lines of at most so many columns, long words apart."""
        if self.exact or not self.text:
            return [self.text]
        return textwrap.wrap(
            self.text,
            width,
            initial_indent=self.first,
            subsequent_indent=self.indent,
            break_long_words=False,
            break_on_hyphens=False,
        )


class Page:
    """Text that grows paragraph by paragraph and never runs over the edge."""

    def __init__(self) -> None:
        self._paragraphs: list[Paragraph] = []

    def line(self, text: str = "", indent: str = "", first: str | None = None) -> None:
        """A paragraph, wrapped; `first` starts its first line and `indent` the others."""
        start = indent if first is None else first
        self._paragraphs.append(Paragraph(text, start, indent or " " * len(start)) if text else Paragraph())

    def bullets(self, texts: Iterable[str], mark: str = "  * ") -> None:
        """A list."""
        for text in texts:
            self.line(text, indent=" " * len(mark), first=mark)

    def gap(self) -> None:
        """One empty line, never two."""
        if self._paragraphs and self._paragraphs[-1].text.strip():
            self._paragraphs.append(Paragraph())

    def exactly(self, line: str) -> None:
        """One line as it stands, such as a command to paste."""
        self._paragraphs.append(Paragraph(line, exact=True))

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self._paragraphs)

    def text(self, width: int = WIDTH) -> str:
        """The lines, without a last line end."""
        return "\n".join(line for one in self for line in one.lines(width)).rstrip()

    def __str__(self) -> str:
        return self.text() + "\n"
