"""A rule base by name: a folder, or a git revision of the repository around the current folder."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from ...errors import MusculpritError, Problem, RuleBaseError, did_you_mean
from ...triage.base import RuleBase, load_rules

RULES = "rules"


class UnknownRevision(MusculpritError):
    """Neither a folder nor a revision; the message says what to try."""


def base_at(name: str) -> RuleBase:
    """The rule base of a folder or revision. Raises UnknownRevision, or RuleBaseError with every problem."""
    folder = Path(name)
    if folder.is_dir():
        return _loaded(folder, name)
    with tempfile.TemporaryDirectory(prefix="musculprit-") as place:
        _write(name, Path(place))
        return _loaded(Path(place) / RULES, name)


def _loaded(folder: Path, name: str) -> RuleBase:
    try:
        base = load_rules(folder)
    except RuleBaseError as error:
        problems = (Problem(f"{name}: {one.file}", one.line, one.what) for one in error.problems)
        raise RuleBaseError(problems) from error
    if not base.program.vocabulary.findings:
        raise RuleBaseError([Problem(name, 0, "holds no rules; name the folder that has findings/ in it")])
    _ = base.texts  # the folder of a revision is gone when they are printed
    return base


def _write(revision: str, place: Path) -> None:
    """The rules of a revision, written below a folder."""
    git = shutil.which("git")
    top = _git(git, Path(), "rev-parse", "--show-toplevel") if git else None
    if git is None or top is None:
        why = "git is not installed" if git is None else "no git repository is around this folder"
        raise UnknownRevision(f"`{revision}` is not a folder, and {why}; give a folder of rules")
    root = Path(top.decode().strip())
    commit = _git(git, root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UnknownRevision(_hint(git, root, revision))
    packed = _git(git, root, "archive", "--format=tar", commit.decode().strip(), RULES)
    if packed is None:
        raise UnknownRevision(f"`{revision}` has no folder {RULES}/ at the top of its repository; try a later revision")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")


def _hint(git: str, root: Path, revision: str) -> str:
    listed = _git(git, root, "for-each-ref", "--format=%(refname:short)") or b""
    names = listed.decode().split()
    known = f"; known are {', '.join(names[:8])}" if names else ""
    near = did_you_mean(revision, names)
    return f"`{revision}` is neither a folder nor a git revision{near}; try HEAD, HEAD~1, a tag or a branch{known}"


def _git(git: str, where: Path, *arguments: str) -> bytes | None:
    """What git prints, or None when it fails."""
    done = subprocess.run([git, "-C", str(where), *arguments], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
