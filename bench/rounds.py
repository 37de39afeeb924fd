"""Contenders in turn, round after round, each in a process of its own."""

from __future__ import annotations

import json
import selectors
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUT_OF_TIME = "out of time"
LONGEST_RUN = 12.0
"""Seconds that one run may be expected to take; who is slower gets fewer people."""
READY = 150.0
"""Seconds that a contender may take to get ready and be checked."""
MOST_CASES = 5_000
"""How many people those who go case by case are given at most."""


@dataclass
class Entry:
    """Who runs, with how many threads and rules, on which files (by their number of people)."""

    name: str
    threads: int
    files: dict[int, Path | None]
    rules: int = 0
    flags_only: bool = False
    times: list[float] = field(default_factory=list)
    cases: int = 0
    checked: int = 0
    wrong: int = 0
    error: str = ""
    ready_seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """What was measured, as plain data; `rate` is cases a second at the median."""
        middle = statistics.median(self.times) if self.times else None
        return {
            "name": self.name,
            "threads": self.threads,
            "flags_only": self.flags_only,
            "cases": self.cases,
            "seconds": middle,
            "rate": self.cases / middle if middle else None,
            "runs": len(self.times),
            "spread": max(self.times) / min(self.times) if self.times else None,
            "checked": self.checked,
            "wrong": self.wrong,
            "error": self.error,
            "ready_seconds": round(self.ready_seconds, 1),
        }


class Contest:
    """Entries that are measured side by side."""

    def __init__(
        self,
        title: str,
        seconds: float,
        entries: list[Entry],
        samples: list[Path],
        program: Callable[[int], Path],
        make: Callable[[int], Path] | None = None,
        longest: float = LONGEST_RUN,
    ) -> None:
        self.title, self.seconds, self.entries = title, seconds, entries
        self._samples, self._program, self._make = samples, program, make
        self._longest = longest

    def skip(self, why: str) -> None:
        """Measure nobody."""
        for entry in self.entries:
            entry.error = why

    def run(self, seconds: float, rounds: int) -> None:
        """Get ready, warm up, then rounds; rounds that would be begun after `seconds` are left out."""
        end = time.monotonic() + seconds
        processes: list[tuple[Entry, _Process, Path]] = []
        try:
            for entry in self.entries:
                if time.monotonic() > end - 10:
                    entry.error = OUT_OF_TIME
                elif ready := self._ready(entry, max(10.0, min(READY, end - time.monotonic()))):
                    processes.append((entry, *ready))
            for at in range(rounds):
                for entry, process, file in processes:
                    late = time.monotonic() + sum(entry.times[-1:]) > end
                    if not entry.error and not (at and late):
                        self._once(entry, process, file)
        finally:
            for _, process, _ in processes:
                process.end()

    def _ready(self, entry: Entry, patience: float) -> tuple[_Process, Path] | None:
        for rows, file in entry.files.items():
            entry.files[rows] = file or (self._make(rows) if self._make else None)
        start = time.monotonic()
        task = {
            "name": entry.name, "threads": entry.threads, "program": str(self._program(entry.rules)),
            "flags_only": entry.flags_only,
            "samples": [str(one) for one in self._samples], "most": MOST_CASES,
        }  # fmt: skip
        process = _Process()
        try:
            said = process.ask(json.dumps(task), patience)
            entry.checked, entry.wrong = said["checked"], said["wrong"]
            if entry.wrong:
                raise _FailedError(f"{entry.wrong} of {entry.checked} answers are not judge's; not timed")
            file = self._warmed(entry, process, patience)
        except _FailedError as failed:
            entry.error = str(failed)
            process.end()
            return None
        entry.ready_seconds = time.monotonic() - start
        return process, file

    def _warmed(self, entry: Entry, process: _Process, patience: float) -> Path:
        """The largest file that it can be expected to answer in time, from the smallest on, each answered once."""
        sizes = sorted(entry.files)
        chosen, seconds = sizes[0], process.ask(str(entry.files[sizes[0]]), patience)["seconds"]
        for larger in sizes[1:]:
            start = time.monotonic()
            # what does not grow with the people counts little; a tenth of the time is allowed for it
            if 0.9 * seconds * larger / chosen > self._longest * (10 if chosen < 50_000 else 1):
                break
            again = process.ask(str(entry.files[larger]), patience + 10 * LONGEST_RUN)["seconds"]
            if again > 1.5 * self._longest:
                break
            chosen, seconds = larger, again
            patience = max(10.0, patience - (time.monotonic() - start))
        path = entry.files[chosen]
        assert path is not None
        return path

    def _once(self, entry: Entry, process: _Process, file: Path) -> None:
        try:
            said = process.ask(str(file), 120.0 + 10 * LONGEST_RUN)
        except _FailedError as failed:
            entry.error = str(failed)
            return
        entry.times.append(said["seconds"])
        entry.cases = said["cases"]

    def plain(self) -> dict[str, Any]:
        """What was measured, as plain data."""
        return {"title": self.title, "rows": [{**entry.plain(), "rules": entry.rules} for entry in self.entries]}

    def text(self) -> str:
        """What was measured, a line for each entry."""
        lines = [f"{self.title}:"]
        for one in map(Entry.plain, self.entries):
            who = f"  {one['name']}{' (flags)' if one['flags_only'] else ''}, {one['threads']} thread(s)"
            if one["error"] and not one["rate"]:
                lines.append(f"{who:50} {one['error']}")
            else:
                lines.append(f"{who:50} {one['rate']:>14,.0f} cases/s  ({one['cases']:,} cases, {one['runs']} runs)")
        return "\n".join(lines)


class _FailedError(Exception):
    """A contender said what went wrong, died, or took too long."""


class _Process:
    """A contender's process, which answers a line with a line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("contender.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, line: str, patience: float) -> dict[str, Any]:
        """Send a line and wait for the answer. Raises _FailedError."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(line + "\n")
            stdin.flush()
        except BrokenPipeError:
            raise _FailedError("its process ended") from None
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            if not ready.select(patience):
                raise _FailedError(f"no answer in {patience:.0f} s")
        said = stdout.readline()
        if not said:
            raise _FailedError(f"its process ended ({self._process.wait()})")
        answer: dict[str, Any] = json.loads(said)
        if "error" in answer:
            raise _FailedError(answer["error"])
        return answer

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
