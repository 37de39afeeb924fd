"""Asks the worker process, and never waits for it longer than a patient would."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from ...model.answers import NOT_SURE, World
from ...model.expression import Outcome

FIRST_ANSWER_SECONDS = 10.0
"""How long the first case may take: the worker compiles its rulesets then."""

ANSWER_SECONDS = 2.0

RECYCLE_AFTER = 20_000
"""Cases after which a fresh worker takes over: the engine keeps 0.2-0.4 MB of every 10 000 cases."""

PIPE_BYTES = 1 << 20

GIVE_UP_AFTER = 3
"""Failures in a row after which no new worker is tried: nobody waits for a dead engine again and again."""

WORKER = Path(__file__).with_name("worker.py")


class SecondReadingFailed(Exception):
    """The worker died, hung, or answered nonsense; the message says which."""


class ForwardReader:
    """One worker process. After a failure the next case gets a new one."""

    def __init__(
        self,
        plan: str,
        flags: Iterable[str],
        worker: Path = WORKER,
        patience: float | None = None,
        started: subprocess.Popen[bytes] | None = None,
    ) -> None:
        """`started` is a worker that `spawn` started before the plan was known."""
        self._plan = plan
        self._flags = frozenset(flags)
        self._worker = worker
        self._patience = patience
        self._process = started
        self._asked = 0
        self._unread = b""
        self._unsent = b""
        self._planned = False
        self._failures = 0

    def start(self) -> None:
        """Start the worker now, so that its start costs nothing later; not after it failed again and again."""
        if self._process is None and self._failures < GIVE_UP_AFTER:
            self._process = spawn(self._worker)
            self._asked, self._unread, self._unsent, self._planned = 0, b"", b"", False

    def prepare(self) -> None:
        """Give the worker its plan now; it compiles while we do something else."""
        with contextlib.suppress(OSError):
            self.start()
        if not self._planned:
            self._planned = True
            self._unsent = self._plan.encode() + b"\n"
            with contextlib.suppress(SecondReadingFailed, OSError):
                self._write_some()

    def read(self, world: World) -> dict[str, Outcome]:
        """The outcome of every flag. Raises SecondReadingFailed; the worker is then gone."""
        self.send(world)
        return self.receive()

    def send(self, world: World) -> None:
        """Give the worker a world and do not wait. What goes wrong is told by `receive`."""
        plain = {atom: "not_sure" if value is NOT_SURE else value for atom, value in world.items()}
        self.prepare()
        self._asked += 1
        self._unsent += json.dumps({"id": self._asked, "world": plain}).encode() + b"\n"
        with contextlib.suppress(SecondReadingFailed, OSError):
            self._write_some()

    def receive(self) -> dict[str, Outcome]:
        """The outcomes for the world that was sent. Raises SecondReadingFailed; the worker is then gone."""
        try:
            return self._answer()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._failures += 1
            self.close()
            raise SecondReadingFailed(f"it answered nonsense ({type(error).__name__}: {error})") from error
        except SecondReadingFailed:
            self._failures += 1
            self.close()
            raise

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.wait()

    def __enter__(self) -> ForwardReader:
        self.prepare()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The worker's process id while it lives."""
        return self._process.pid if self._process else None

    def _answer(self) -> dict[str, Outcome]:
        patience = self._patience or (FIRST_ANSWER_SECONDS if self._asked == 1 else ANSWER_SECONDS)
        answer = json.loads(self._exchange(time.monotonic() + patience))
        if "error" in answer:
            raise SecondReadingFailed(f"it could not read the case ({answer['error']})")
        outcomes = answer["outcomes"]
        if answer["id"] != self._asked or set(outcomes) != self._flags:
            raise SecondReadingFailed("it answered nonsense (not the flags that were asked)")
        if not all(one is None or isinstance(one, bool) for one in outcomes.values()):
            raise SecondReadingFailed("it answered nonsense (not an outcome)")
        self._failures = 0
        if self._asked >= RECYCLE_AFTER:
            self.close()
        return dict(outcomes)

    def _exchange(self, deadline: float) -> bytes:
        """Write what is left to write and read one line, giving up at the deadline."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise SecondReadingFailed("it does not run")
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            if self._unsent:
                ready.register(process.stdin, selectors.EVENT_WRITE)
            while b"\n" not in self._unread:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise SecondReadingFailed("it did not answer in time")
                for key, _ in ready.select(left):
                    if key.fileobj is process.stdout:
                        chunk = os.read(process.stdout.fileno(), 65536)
                        if not chunk:
                            raise SecondReadingFailed("its process ended")
                        self._unread += chunk
                    elif not self._write_some():
                        ready.unregister(process.stdin)
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _write_some(self) -> bool:
        """Write what the pipe takes now; whether anything is left."""
        process = self._process
        if process is None or process.stdin is None:
            raise SecondReadingFailed("it does not run")
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(process.stdin.fileno(), self._unsent) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            raise SecondReadingFailed("its process ended") from None
        return False


def spawn_early() -> subprocess.Popen[bytes] | None:
    """A worker started before anybody knows what to ask it; None when it cannot be, which the reader will say."""
    with contextlib.suppress(OSError):
        return spawn()
    return None


def spawn(worker: Path = WORKER) -> subprocess.Popen[bytes]:
    """Start a worker process."""
    spec = find_spec("durable_rules_engine")
    where = str(Path(spec.origin).parent) if spec and spec.origin else ""
    environment = {"PYTHONPATH": where} | {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
    }
    process = subprocess.Popen(
        [sys.executable, "-S", "-P", str(worker)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        bufsize=0,
        process_group=0,  # a Ctrl-C at the terminal is for the conversation, not for the worker
    )
    if process.stdin is not None:
        os.set_blocking(process.stdin.fileno(), False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            # Room for a whole plan, so that it is on its way at once; without it the rest follows later.
            with contextlib.suppress(OSError):
                fcntl.fcntl(process.stdin.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return process
