"""The same answers on a Spark cluster, also when one of its workers dies on the way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from people import people
from test_batch_files import answers, ran, table

from musculprit.triage.base import load_rules

pytestmark = pytest.mark.cluster

COUNT = 3000
RUN = """
import sys
from musculprit.batch.spark import batch_on
from musculprit.triage import load_rules
print("rejected", batch_on(sys.argv[1], [sys.argv[2]], sys.argv[3], load_rules(sys.argv[4])))
"""


class Cluster:
    """A standalone master and two workers on loopback."""

    def __init__(self, home: Path) -> None:
        import pyspark

        self.home = home
        self.environment = os.environ | {
            "SPARK_HOME": str(Path(pyspark.__file__).parent),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT / "engine"),
            # A task a file, so that much is left to do when a worker dies.
            "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.files.maxPartitionBytes=100000 pyspark-shell",
        }
        self.url = f"spark://127.0.0.1:{_free_port()}"
        self._started: list[subprocess.Popen[bytes]] = []
        port = self.url.rpartition(":")[2]
        self._start("master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", str(_free_port()))
        self._wait_for("master", "I have been elected leader")
        self.workers = [self._worker(number) for number in (1, 2)]
        self._wait_for("master", "Registering worker", times=2)

    def stop(self) -> None:
        """End what was started."""
        for one in self._started:
            one.kill()
            one.wait()

    def seen(self, name: str) -> str:
        """What a part of the cluster has said so far."""
        return (self.home / f"{name}.log").read_text(errors="replace")

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        own = ["--host", "127.0.0.1", "--webui-port", str(_free_port()), "--cores", "1", "--memory", "1g"]
        folder = str(self.home / f"worker{number}")
        return self._start("worker.Worker", *own, "--work-dir", folder, self.url, name=f"worker{number}")

    def _start(self, kind: str, *arguments: str, name: str = "master") -> subprocess.Popen[bytes]:
        spark = Path(self.environment["SPARK_HOME"]) / "bin" / "spark-class"
        with (self.home / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(
                [str(spark), f"org.apache.spark.deploy.{kind}", *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.home,
            )
        self._started.append(started)
        return started

    def _wait_for(self, name: str, words: str, times: int = 1) -> None:
        until = time.monotonic() + 120
        while self.seen(name).count(words) < times:
            assert time.monotonic() < until, f"{name} did not say {words!r}: {self.seen(name)[-2000:]}"
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("spark"))
    try:
        yield made
    finally:
        made.stop()


def _executors(cluster: Cluster, number: int) -> list[int]:
    """The processes that work for a worker, oldest first."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == cluster.workers[number].pid:
                found.append(int(folder.name))
    return sorted(found)


def test_a_cluster_of_which_a_worker_dies_gives_the_same_rows(cluster: Cluster, tmp_path: Path) -> None:
    base = load_rules(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    crowd = list(people(base.program.vocabulary, 9, COUNT))
    (tmp_path / "in").mkdir()
    held = table(crowd, base)
    for part in range(30):
        pq.write_table(held.slice(100 * part, 100), tmp_path / "in" / f"{part:02}.parquet")
    ran(base, [tmp_path / "in"], tmp_path / "here.parquet")
    arguments = [cluster.url, str(tmp_path / "in"), str(tmp_path / "there"), base.folder]

    with (tmp_path / "driver.log").open("wb") as log:
        driver = subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=cluster.environment,
            cwd=tmp_path,
        )
        _kill_one_worker_at_work(cluster, driver)
        done = driver.wait(timeout=400)

    assert done == 0, (tmp_path / "driver.log").read_text()[-3000:]
    assert "rejected 0" in (tmp_path / "driver.log").read_text()
    assert answers(tmp_path / "there") == answers(tmp_path / "here.parquet")
    assert "Lost executor" in (tmp_path / "driver.log").read_text()


def _kill_one_worker_at_work(cluster: Cluster, driver: subprocess.Popen[bytes]) -> None:
    """Wait until the second worker has a Python at work, then kill it with all that works for it."""
    until = time.monotonic() + 200
    while driver.poll() is None and time.monotonic() < until:
        executors = _executors(cluster, 1)
        if any(_has_python(one) for one in executors):
            os.kill(cluster.workers[1].pid, signal.SIGKILL)
            for one in executors:
                os.kill(one, signal.SIGKILL)
            return
        time.sleep(0.1)
    raise AssertionError("the second worker was never at work")


def _has_python(process: int) -> bool:
    """Whether an executor has started the Python that answers."""
    try:
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [word for one in tasks for word in (one / "children").read_text().split()]
        return any(b"pyspark" in Path(f"/proc/{one}/cmdline").read_bytes() for one in children)
    except OSError:
        return False
