"""A table of answers as Parquet, JSON Lines or CSV, and parts of one kind joined into one file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from . import footers


def write(table: pa.Table, path: Path, form: str, header: bool) -> None:
    """Write a table; `header` is for CSV."""
    if form == "parquet":
        from .to_parquet import write as write_parquet

        write_parquet(table, path)
        return
    from .text import lines

    with path.open("wb") as file:
        for block in lines(table, form, header):
            file.write(block)


def join(parts: Sequence[Path], whole: Path, form: str) -> None:
    """One file of all the parts, in order."""
    if form == "parquet":
        footers.join(parts, whole)
        return
    with whole.open("wb") as file:
        if form == "csv":
            from .text import head

            file.write(head())
        for part in parts:
            with part.open("rb") as held:
                shutil.copyfileobj(held, file, 1 << 20)
