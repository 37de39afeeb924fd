"""The interview in a real pseudo-terminal."""

import json
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

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

    def interrupt(self) -> str:
        """Press Ctrl-C once, at whatever it is doing."""
        os.write(self.descriptor, b"\x03")
        return self.wait_for("Stopped.")

    def kill(self) -> None:
        """End the program as a power cut does."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def finish(self, seconds: float = 30) -> tuple[str, int]:
        start, deadline = len(self.seen), time.monotonic() + seconds
        while self._read(0.2):
            assert time.monotonic() < deadline, f"it has not ended, saw:\n{self.seen[start:]}"
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


def unwrapped(text: str) -> str:
    """Lines as one."""
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Interviews are kept where this test alone looks."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "musculprit"


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
    assert "musculprit ask --resume" in screen.seen


def test_an_interview_killed_at_any_key_press_goes_on_where_it_was(home: Path) -> None:
    replies = [
        ("How old are you?", "40"),
        ("male", "male"),
        ("(2r 7 9b), ? not sure] >", "7r"),
        ("RIGHT NOW", "n"),
        ("TOILET", "n"),
        ("YOUR LEGS", "n"),
        ("BONES", "1"),
        ("Which of these?", "2"),
    ]
    arguments: tuple[str, ...] = ("ask", "deep ache in my right bum cheek when I sit, 3 weeks, 4/10")
    for (prompt, reply), (following, _) in pairwise([*replies, ("FEELING ILL", "")]):
        with terminal(*arguments) as screen:
            screen.wait_for(prompt)
            os.write(screen.descriptor, reply.encode())  # typed, and Enter never pressed
            screen.kill()
        with terminal("ask", "--resume") as screen:
            screen.answer(prompt, reply)
            screen.wait_for(following)
            screen.kill()
        arguments = ("ask", "--resume")

    with terminal("ask", "--resume") as screen:
        came = screen.wait_for("FEELING ILL")
        screen.interrupt()
        _, code = screen.finish()

    assert code == 0
    assert "40 years old" in unwrapped(came)
    assert (home / "unfinished-ask.jsonl").exists()


def test_a_wrong_tick_can_be_taken_back_and_a_sentence_put_right() -> None:
    with terminal("ask", "low back pain and a fever", "--age", "50", "--sex", "male") as screen:
        screen.answer("fever or shivering", "change")
        screen.wait_for("number to change")
        found = re.search(r"(\d+) fever", screen.seen)
        assert found
        screen.type(found.group(1))
        screen.answer("Enter keeps it] >", "n")
        screen.wait_for("Changed.")
        screen.answer("(2r 7 9b), ? not sure] >", "1")
        screen.answer("RIGHT NOW", "2")
        screen.wait_for("GET EMERGENCY HELP NOW.")
        screen.finish()

    with terminal("ask", "--resume") as screen:
        screen.answer("Enter for the answer", "back")
        screen.answer("RIGHT NOW", "n")
        screen.answer("TOILET", "n")
        screen.interrupt()
        screen.finish()

    assert "You corrected: chest pain: yes, taken back; fever or shivering: yes, corrected to no" in unwrapped(
        screen.seen
    )
    assert "I CAN'T SAY YET" in screen.seen


def test_a_finished_interview_leaves_nothing_behind_and_a_saved_one_stays(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "client.jsonl"
    given = ("--age", "41", "--sex", "male", "--answer", "screen=none", "--answer", "pain_site=mid_buttock.right")
    for options in ((), ("--save", str(saved))):
        with terminal("ask", "deep ache in my bum when I sit, 3 weeks, 4/10", *given, *options) as screen:
            while "YOU CAN LOOK AFTER" not in screen.wait_for_any("] >", "YOU CAN LOOK AFTER"):
                screen.type("n")
            screen.finish()

    assert not (home / "unfinished-ask.jsonl").exists()
    assert saved.exists()


def test_an_intake_takes_the_history_after_the_screen_and_keeps_it_with_the_answer() -> None:
    given = ("--age", "41", "--sex", "male", "--answer", "screen=none", "--answer", "pain_site=mid_buttock.right")
    with terminal("intake", "deep ache in my bum when I sit, 3 weeks, 4/10", *given, "--format", "json") as screen:
        screen.answer("a name or code", "K-17")
        screen.answer("Who answers", "the client")
        screen.answer("they want from today", "done")
        while "Areas agreed" not in screen.wait_for_any("] >", "Areas agreed"):
            screen.type("n")
        screen.type("low back and buttock")
        screen.answer("not to touch", "")
        screen.answer("Draping", "1")
        screen.answer("Pressure", "done")
        report, code = screen.finish()

    record = json.loads(report[report.index("{\n") :])["intake"]
    assert code == 0
    assert (record["client"], record["told_by"], record["wants"]) == ("K-17", "the client", "")
    assert record["consent"]["areas"] == ["low back and buttock"]
    assert record["consent"]["option"].startswith("consent.")


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
