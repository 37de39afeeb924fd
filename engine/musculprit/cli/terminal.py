"""A person at a terminal: asks are printed, lines are read, and Ctrl-C is never lost and never torn."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TypeVar

import click

from ..report.page import Page

T = TypeVar("T")

WORDS = ("back", "said", "change", "help")


class Stopped(Exception):
    """The person pressed Ctrl-C or closed the input."""


class Wished(Exception):
    """Instead of an answer the person typed one of the words that always work, such as `back`."""

    def __init__(self, word: str, rest: str) -> None:
        super().__init__(word)
        self.word, self.rest = word, rest


class Terminal:
    """Where the conversation happens. Ctrl-C, whenever it comes, stops at the prompt that waits or comes next.

    A KeyboardInterrupt can tear what is being written, and one that comes just before `input` waits is not seen
    until the next key. So the signal only rings a bell, and the wait for a line listens to both.
    """

    def __init__(self) -> None:
        self._typed = b""
        self._pressed = False

    def __enter__(self) -> Terminal:
        self._bell, ring = os.pipe()
        os.set_blocking(ring, False)
        self._pipe = (self._bell, ring)
        self._before = signal.signal(signal.SIGINT, self._interrupted)
        self._rung_before = signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._rung_before)
        signal.signal(signal.SIGINT, self._before)
        for end in self._pipe:
            os.close(end)

    def tell(self, text: str = "", first: str = "") -> None:
        """A paragraph, at most eighty columns wide."""
        page = Page()
        if text:
            page.line(text, indent=" " * len(first), first=first)
        click.echo(page.text(), err=True)

    def rows(self, lines: list[str]) -> None:
        """Lines as they are."""
        for line in lines:
            click.echo(line, err=True)

    def ask(self, hint: str, read_reply: Callable[[str], T], empty: bool = False) -> T:
        """A line, read until it is understood. Raises Stopped and Wished; an empty line is no answer unless `empty`."""
        while True:
            click.echo(f"  [{hint}] > ", nl=False, err=True)
            reply = self._line().strip()
            word, _, rest = reply.partition(" ")
            if word.lower() in WORDS:
                raise Wished(word.lower(), rest.strip())
            if not reply and not empty:
                click.echo("  An empty line is no answer. Type help to see what you can type.", err=True)
                continue
            try:
                return read_reply(reply)
            except ValueError as error:
                self.tell(str(error), first="  ")

    def _line(self) -> str:
        keys = sys.stdin.fileno()
        while b"\n" not in self._typed:
            ready, _, _ = select.select([keys, self._bell], [], [])
            if self._bell in ready:
                os.read(self._bell, 64)
            if self._pressed:
                raise Stopped
            if keys in ready:
                some = os.read(keys, 4096)
                if not some:
                    raise Stopped
                self._typed += some
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace")

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._pressed = True
