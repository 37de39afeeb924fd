"""A person at a terminal: asks are printed, lines are read, and Ctrl-C is never lost and never torn."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TypeVar

import click

from ..report.page import Page

T = TypeVar("T")


class Stopped(Exception):
    """The person pressed Ctrl-C or closed the input."""


class Wished(Exception):
    """Instead of an answer the person typed one of the words that always work, such as `back`."""

    def __init__(self, word: str, rest: str) -> None:
        super().__init__(word)
        self.word, self.rest = word, rest


WORDS = ("back", "said", "change", "help")


class Terminal:
    """Where the conversation happens. Ctrl-C stops at the prompt, or at the next one when it comes in between."""

    def __init__(self) -> None:
        self._asking = False
        self._pressed = False

    def __enter__(self) -> Terminal:
        self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

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
            reply = self._line(hint).strip()
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

    def _line(self, hint: str) -> str:
        try:
            self._asking = True
            if self._pressed:
                raise Stopped
            return str(click.prompt(f"  [{hint}]", prompt_suffix=" > ", default="", show_default=False, err=True))
        except (click.Abort, KeyboardInterrupt, EOFError):
            self._pressed = True
            raise Stopped from None
        finally:
            self._asking = False

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        # One press, one KeyboardInterrupt, and only where it is caught: a second press while the first is
        # handled would otherwise tear the record or end in a traceback.
        del number, frame
        waiting, self._asking = self._asking, False
        self._pressed = True
        if waiting:
            raise KeyboardInterrupt
