"""Lines of at most eighty columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 80


class Page:
    """Text that grows line by line and never runs over the edge."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def line(self, text: str = "", indent: str = "", first: str | None = None) -> None:
        """A paragraph, wrapped; `first` starts its first line and `indent` the others."""
        if not text:
            self._lines.append("")
            return
        start = indent if first is None else first
        hang = indent or " " * len(start)
        self._lines += textwrap.wrap(
            text, WIDTH, initial_indent=start, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
        )

    def bullets(self, texts: Iterable[str], mark: str = "  * ") -> None:
        """A list."""
        for text in texts:
            self.line(text, indent=" " * len(mark), first=mark)

    def gap(self) -> None:
        """One empty line, never two."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def exactly(self, line: str) -> None:
        """One line as it stands, such as a command to paste."""
        self._lines.append(line)

    def text(self) -> str:
        """The lines, without a last line end."""
        return "\n".join(self._lines).rstrip()

    def __str__(self) -> str:
        return self.text() + "\n"
