"""An interview at a terminal from its first ask to its stop, kept on the disk move by move."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..conversation.cases import case_of
from ..conversation.interview.asks import Move, Stop, TakenBack
from ..conversation.interview.interview import Interview, Step
from ..conversation.interview.journal import Journal, Start, read_journal
from ..model.case import Case
from ..reasoning.forward.reader import ForwardReader
from ..triage.base import RuleBase
from .questions import put, put_right
from .said import listed
from .terminal import Stopped, Terminal, Wished

HELP = """Answer each page with n (none of these), the numbers that fit (1 3), 2? when
not sure about 2, or ? when not sure at all. These words always work:
  back      take back the last answer
  said      what you told so far, numbered
  change 3  put number 3 right
Ctrl-C stops; what you said is kept."""

WHY_STOPPED = {
    "settled": "Nothing else that I know how to ask would change this.",
    "enough": "That is enough for now. More answers could still tell apart what fits.",
}


def unfinished(command: str) -> Path:
    """Where an interview is kept until it is finished, when no file was named."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "musculprit" / f"unfinished-{command}.jsonl"


def begin(command: str, says: str, given: Mapping[str, Any], base: RuleBase, save: Path | None) -> Kept:
    """A new interview, with its file. Raises CaseError on a slip in what was given."""
    case = case_of(base, given, says)
    kept = Kept(command, case, (), Journal(save or unfinished(command)), named=save is not None)
    kept.begin(Start(command, says, given, base.program.sha256))
    return kept


def resume(command: str, path: Path | None, base: RuleBase) -> Kept:
    """The interview in a file, to go on with. Raises CaseError when there is none."""
    file = path or unfinished(command)
    read = read_journal(file, base)
    if read.start.rules != base.program.sha256:
        click.echo("The rules have changed since; what you said is read by today's.", err=True)
    for name in read.lost:
        click.echo(f"Today's rules no longer know your answer to `{name}`.", err=True)
    journal = Journal(file)
    journal.mend()
    return Kept(command, case_of(base, read.start.given, read.start.says), read.moves, journal, named=path is not None)


class Kept:
    """An interview with the file that keeps it; without a file it still goes on."""

    def __init__(self, command: str, case: Case, moves: tuple[Move, ...], journal: Journal, named: bool) -> None:
        self.case, self.moves = case, moves
        self._command, self._journal, self._named = command, journal, named
        self._kept = True

    def begin(self, start: Start) -> None:
        """The first line of the file."""
        self._try(lambda: self._journal.begin(start))

    def converse(self, base: RuleBase, forward: ForwardReader, steps: tuple[Step, ...] | None = None) -> Case:
        """Ask until there is nothing left to ask, or the person stops; gives what is known then."""
        interview = Interview(self.case, base, forward, self.moves, steps)
        resumed = bool(self.moves)
        with Terminal() as terminal:
            try:
                _welcome(interview, terminal, resumed)
                stop = self._run(interview, terminal, resumed)
            except Stopped:
                self._tell_kept(terminal)
                return interview.case()
            self._finish(stop, terminal)
            return interview.case()

    def _run(self, interview: Interview, terminal: Terminal, resumed: bool) -> Stop:
        while True:
            ask = interview.next()
            try:
                if not isinstance(ask, Stop):
                    self._keep(put(ask, interview, terminal), interview)
                elif resumed:
                    resumed = False
                    terminal.ask("Enter for the answer, back, said, change", _nothing, empty=True)
                else:
                    return ask
            except Wished as wish:
                self._grant(wish, interview, terminal)

    def _grant(self, wish: Wished, interview: Interview, terminal: Terminal) -> None:
        if wish.word == "help":
            terminal.rows(["", *HELP.splitlines()])
        elif wish.word == "back":
            if interview.can_take_back:
                self._keep(TakenBack(), interview)
                terminal.tell("Taken back.", first="  ")
            else:
                terminal.tell("There is nothing to take back. Type change to put right what you wrote.", first="  ")
        else:
            self._change(wish, interview, terminal)

    def _change(self, wish: Wished, interview: Interview, terminal: Terminal) -> None:
        names = listed(interview, terminal)
        if wish.word == "said" or not names:
            return
        try:
            at = (
                _which(wish.rest, len(names))
                if wish.rest
                else terminal.ask(
                    "number to change, Enter for none", lambda line: _which(line, len(names)) if line else 0, empty=True
                )
            )
            move = put_right(names[at - 1], interview, terminal) if at else None
        except (ValueError, Wished) as slip:
            terminal.tell(str(slip) if isinstance(slip, ValueError) else "Nothing changed.", first="  ")
            return
        if move is not None:
            self._keep(move, interview)
            terminal.tell("Changed.", first="  ")

    def _keep(self, move: Move, interview: Interview) -> None:
        self._try(lambda: self._journal.keep(move))
        interview.tell(move)

    def _try(self, write: Any) -> None:
        if not self._kept:
            return
        try:
            write()
        except OSError as error:
            self._kept = False
            click.echo(f"What you say cannot be kept ({error.filename}: {error.strerror}); I go on without.", err=True)

    def _tell_kept(self, terminal: Terminal) -> None:
        where = f" {self._journal.path}" if self._named else ""
        kept = f" Go on with: musculprit {self._command} --resume{where}" if self._kept else ""
        terminal.rows(["", f"Stopped.{kept}", "This is what I can say so far:", ""])

    def _finish(self, stop: Stop, terminal: Terminal) -> None:
        terminal.rows([""])
        if stop.because in WHY_STOPPED:
            terminal.tell(WHY_STOPPED[stop.because])
            if not self._named and self._kept:
                self._journal.end()
        elif self._kept:
            where = f" {self._journal.path}" if self._named else ""
            terminal.tell(f"A wrong key? musculprit {self._command} --resume{where}, then back.")
        terminal.rows([""])


def _welcome(interview: Interview, terminal: Terminal, resumed: bool) -> None:
    if resumed:
        terminal.tell("Where we were. Ctrl-C stops at any time; help says what you can type.")
    else:
        terminal.tell("Safety questions first. Ctrl-C stops at any time; help says what you can type.")
    if interview.told.answers:
        listed(interview, terminal, at_a_glance=True)
        terminal.tell("Wrong? Type change and its number.")


def _which(words: str, count: int) -> int:
    if words.isdecimal() and 1 <= int(words) <= count:
        return int(words)
    raise ValueError(f"Type a number from 1 to {count}.")


def _nothing(line: str) -> None:
    if line:
        raise ValueError("Press Enter for the answer, or type back, said or change.")
