"""What the tests share: our rule base, one worker of the second engine, and the program as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.triage import load_rules
from musculprit.triage.base import RuleBase

ROOT = Path(__file__).resolve().parents[1]
os.environ["MUSCULPRIT_CACHE"] = str(ROOT / ".pytest_cache" / "musculprit")

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def base() -> RuleBase:
    return load_rules(ROOT / "rules")


@pytest.fixture(scope="session")
def forward(base: RuleBase) -> Iterator[ForwardReader]:
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags]) as reader:
        yield reader


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program as a user does and give back what it printed."""

    def go(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )

    return go
