"""Answers into files: every part beside the output and under its name only when it is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa

from ..errors import MusculpritError
from .part import Rejected
from .tally import Tally

Form: TypeAlias = Literal["parquet", "jsonl", "csv"]

FORMS: dict[str, Form] = {".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
MANIFEST = "manifest.json"


class Refused(MusculpritError):
    """The output is there already, or belongs to another run; the message says what to try."""


@dataclass(frozen=True)
class Output:
    """Where answers go: a folder of parts, or one file."""

    path: Path
    form: Form
    folder: bool

    @cached_property
    def work(self) -> Path:
        """The folder beside the output where everything is written first."""
        return self.path.with_name(self.path.name + ".partial")

    @cached_property
    def rejects(self) -> Path:
        """The file of rejected rows."""
        return self.path.with_name(self.path.name + ".rejects.jsonl")

    def begin(self, manifest: dict[str, Any], resume: bool, overwrite: bool) -> None:
        """Make the work folder, or take up one that was left. Raises Refused."""
        if self.work.exists() and resume:
            self._same(manifest)
            return
        if self.path.exists() and not overwrite:
            raise Refused(f"{self.path} is there already; choose another name, or --overwrite it")
        if self.work.exists() and not overwrite:
            raise Refused(
                f"{self.work} is left from a run that was stopped; --resume goes on, --overwrite starts again"
            )
        shutil.rmtree(self.work, ignore_errors=True)
        (self.work / "out").mkdir(parents=True)
        _write(self.work / MANIFEST, json.dumps(manifest, indent=1) + "\n")

    def done(self, parts: int) -> set[int]:
        """The parts that are whole."""
        return {number for number in range(parts) if (self.work / f"{_name(number)}.json").exists()}

    def keep(self, number: int, table: pa.Table, rejected: Iterable[Rejected], tally: Tally) -> None:
        """Keep a part. It counts only when its last file, the tally, has its name."""
        from .forms import write

        data = self.work / "out" / f"{_name(number)}.{self.form}"
        beside = data.with_name(data.name + ".tmp")
        write(table, beside, self.form, header=self.folder)
        beside.replace(data)
        lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in rejected)
        _write(self.work / f"{_name(number)}.rejects.jsonl", "".join(lines))
        _write(self.work / f"{_name(number)}.json", json.dumps(tally.plain()) + "\n")

    def total(self, parts: int) -> Tally:
        """The tallies of all parts together."""
        total = Tally()
        for number in range(parts):
            total.join(json.loads((self.work / f"{_name(number)}.json").read_text()))
        return total

    def finish(self, files: list[str], summary: dict[str, Any]) -> None:
        """Put everything under its name, the answers last. `files` names the file of each part."""
        from .forms import join

        self._finish_rejects(files)
        out = self.work / "out"
        if self.folder:
            if out.exists():
                _write(out / "_summary.json", json.dumps(summary, indent=1) + "\n")
                if self.path.exists():
                    self.path.rename(self.work / "before")
                out.rename(self.path)
        else:
            whole = self.work / "whole"
            join([out / f"{_name(number)}.{self.form}" for number in range(len(files))], whole, self.form)
            whole.replace(self.path)
        shutil.rmtree(self.work)

    def _finish_rejects(self, files: list[str]) -> None:
        whole = self.work / "rejects"
        with whole.open("w", encoding="utf-8", errors="backslashreplace") as written:
            for number, file in enumerate(files):
                for line in _lines(self.work / f"{_name(number)}.rejects.jsonl"):
                    written.write(json.dumps({"file": file, **json.loads(line)}, ensure_ascii=False) + "\n")
        if whole.stat().st_size:
            whole.replace(self.rejects)
        else:
            self.rejects.unlink(missing_ok=True)

    def _same(self, manifest: dict[str, Any]) -> None:
        file = self.work / MANIFEST
        before = json.loads(file.read_text()) if file.exists() else {}
        changed = [name for name in manifest if before.get(name) != manifest[name]]
        if changed:
            what = ", ".join(changed)
            raise Refused(f"{self.work} is from another run: {what} changed since; --overwrite starts again")


def fingerprint(path: Path) -> dict[str, Any]:
    """What a file is recognised by: name, size, time of change, and a hash of both its ends."""
    from hashlib import sha256

    state = path.stat()
    with path.open("rb") as file:
        ends = sha256(file.read(1 << 16))
        file.seek(max(0, state.st_size - (1 << 16)))
        ends.update(file.read())
    return {"path": str(path), "size": state.st_size, "changed": state.st_mtime_ns, "ends": ends.hexdigest()}


def _name(number: int) -> str:
    return f"part-{number:05}"


def _write(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")  # half a surrogate pair is an escape again
    beside.replace(path)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from file
