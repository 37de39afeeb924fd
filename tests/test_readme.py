"""What the README shows is what the program prints."""

import re
import shlex
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text()
SHOWN = re.findall(r"```console\n\$ musculprit ([^\n]+)\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command[:40] for command, _ in SHOWN])
def test_the_readme_shows_what_the_program_prints(
    command: str, output: str, run: Callable[..., CompletedProcess[str]]
) -> None:
    assert run(*shlex.split(command)).stdout.rstrip().splitlines() == output.splitlines()


def test_the_readme_has_its_two_commands_on_the_first_screen() -> None:
    first_screen = README.splitlines()[:40]

    assert sum(line.startswith("python3 -m venv .venv && ") for line in first_screen) == 2


def test_the_python_in_the_readme_runs_and_says_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None

    exec(code.group(1), {})

    assert capsys.readouterr().out.strip() == "emergency_now"


def test_every_file_that_the_documents_point_to_exists() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), (document, target)
