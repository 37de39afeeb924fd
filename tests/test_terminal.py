"""The interview in a real pseudo-terminal."""

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import ROOT


class Terminal:
    def __init__(self, process: int, descriptor: int) -> None:
        self.process, self.descriptor, self.seen = process, descriptor, ""

    def wait_for(self, text: str, seconds: float = 30) -> str:
        """Read until the text appears after what was read before; gives what came."""
        return self.wait_for_any(text, seconds=seconds)

    def wait_for_any(self, *texts: str, seconds: float = 30) -> str:
        """Read until one of the texts appears after what was read before; gives what came."""
        start, deadline = len(self.seen), time.monotonic() + seconds
        while not any(text in self.seen[start:] for text in texts):
            assert time.monotonic() < deadline, f"waiting for {texts}, saw:\n{self.seen[start:]}"
            self._read(0.2)
        return self.seen[start:]

    def type(self, text: str) -> None:
        os.write(self.descriptor, f"{text}\n".encode())

    def answer(self, prompt: str, text: str) -> str:
        came = self.wait_for(prompt)
        self.type(text)
        return came

    def interrupt(self, seconds: float = 30) -> None:
        """Press Ctrl-C as a person does: again, when nothing happens."""
        deadline = time.monotonic() + seconds
        while "Stopped." not in self.seen:
            assert time.monotonic() < deadline
            os.write(self.descriptor, b"\x03")
            self._read(0.5)
            self._read(0.5)

    def finish(self, seconds: float = 30) -> tuple[str, int]:
        start, deadline = len(self.seen), time.monotonic() + seconds
        while self._read(0.2):
            assert time.monotonic() < deadline
        _, status = os.waitpid(self.process, 0)
        return self.seen[start:], os.waitstatus_to_exitcode(status)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return True
        try:
            chunk = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.seen += chunk.decode(errors="replace").replace("\r\n", "\n")
        return bool(chunk)


@contextmanager
def terminal(*arguments: str, **env: str) -> Iterator[Terminal]:
    process, descriptor = pty.fork()
    if process == 0:
        # Whoever runs the tests may ignore Ctrl-C, and a child inherits that; a terminal's user does not.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "cli.py", *arguments], {**os.environ, "TERM": "xterm", **env})
    try:
        yield Terminal(process, descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(("sentence", "place", "one_more"), [
    ("deep ache in my right bum cheek, worse when I sit, 3 weeks, 4/10", "7r", ()),
    ("stiff ache across my lower back since lifting a box, 10 days, 4/10", "1", ("TESTICLES",)),
    ("sore on the outside of my left hip when I lie on it, 3 weeks, 3/10", "9l", ("HIP",)),
])  # fmt: skip
def test_an_ordinary_ache_goes_from_sentence_to_plan_in_the_pages_and_few_questions(
    sentence: str, place: str, one_more: tuple[str, ...]
) -> None:
    with terminal("ask", sentence, NO_COLOR="1") as screen:
        screen.answer("How old are you?", "41")
        screen.answer("male", "male")
        screen.answer("(2r 7 9b), ? not sure] >", place)
        pages = 0
        for title in ("RIGHT NOW", "TOILET", "YOUR LEGS", "BONES", "FEELING ILL", "TAKE A LOOK", "RISKS", *one_more):
            assert title in screen.answer("not sure] >", "n")
            pages += 1
        asked = 0
        while "YOU CAN LOOK AFTER" not in screen.wait_for_any(" > ", "YOU CAN LOOK AFTER"):
            asked += 1
            screen.type("n")
        report, code = screen.finish()

    assert code == 0
    assert pages == 7 + len(one_more) <= 8
    assert asked <= 4
    assert "\x1b[" not in screen.seen
    assert "WHAT TO DO" in screen.seen + report


def test_a_cauda_equina_story_reaches_the_emergency_page_at_its_first_tick() -> None:
    with terminal("ask", "low back pain", "--age", "50", "--sex", "female", "--answer", "pain_site=low_back") as screen:
        screen.answer("not sure] >", "n")  # pregnancy
        screen.answer("RIGHT NOW", "n")
        screen.answer("TOILET", "5")
        report, code = screen.finish()

    assert code == 0
    assert "GET EMERGENCY HELP NOW." in report
    assert "YOUR LEGS" not in screen.seen


def test_an_empty_line_is_no_answer_and_a_slip_is_explained() -> None:
    with terminal("ask", "low back pain") as screen:
        screen.answer("How old are you?", "")
        screen.wait_for("An empty line is no answer.")
        screen.type("forty")
        screen.wait_for("Type a whole number of years from 0 to 120")
        screen.type("40")
        screen.answer("male", "m")
        screen.answer("(2r 7 9b), ? not sure] >", "99")
        screen.wait_for("Type the numbers, worst first")
        screen.interrupt()
        screen.finish()


def test_ctrl_c_keeps_what_was_said_and_still_says_what_is_known() -> None:
    with terminal("ask", "low back pain and tingling down my right leg") as screen:
        screen.answer("How old are you?", "40")
        screen.answer("male", "male")
        screen.wait_for("(2r 7 9b), ? not sure] >")
        screen.interrupt()
        _, code = screen.finish()

    assert code == 0
    assert "I CAN'T SAY YET" in screen.seen
    assert "40 years old" in screen.seen
    assert "Both engines agree." in screen.seen, "Ctrl-C must not reach the second engine"


def test_a_tick_opens_its_parts_and_not_sure_is_asked_once_more() -> None:
    with terminal("ask", "low back pain", "--age", "45", "--sex", "male", "--answer", "pain_site=low_back") as screen:
        screen.answer("RIGHT NOW", "n")
        screen.answer("TOILET", "n")
        screen.answer("YOUR LEGS", "n")
        screen.answer("BONES", "1")
        screen.answer("Which of these?", "2")
        screen.answer("FEELING ILL", "1?")
        screen.answer("still not sure", "n")
        screen.wait_for("TAKE A LOOK")
        screen.interrupt()
        screen.finish()
