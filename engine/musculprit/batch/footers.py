"""Parquet files of one schema joined as they are: their pages one after the other, and one footer for all.

Source: `parquet.thrift` of the Parquet format, whose field numbers stand below.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from . import thrift
from .thrift import I16, I64, LIST, STRUCT, Struct

MAGIC = b"PAR1"

ROWS, ROW_GROUPS = 3, 4
COLUMNS, GROUP_ROWS, GROUP_OFFSET, ORDINAL = 1, 3, 5, 7
COLUMN_META = 3
COLUMN_OFFSETS, PAGE_OFFSETS = (2, 4, 6), (9, 10, 11, 14)


def join(parts: Sequence[Path], whole: Path) -> None:
    """One file with the row groups of all parts, in order."""
    merged: Struct = {}
    groups: list[bytes] = []  # as they are written, for that takes a fraction of the memory
    with whole.open("wb") as file:
        file.write(MAGIC)
        for part in parts:
            footer = _append(part, file)
            for group in footer[ROW_GROUPS][1][1]:
                if ORDINAL in group:
                    group[ORDINAL] = I16, len(groups)
                groups.append(thrift.written(group))
            merged = footer | {ROWS: (I64, footer[ROWS][1] + (merged[ROWS][1] if merged else 0))}
        file.write(end_of(merged | {ROW_GROUPS: (LIST, (STRUCT, groups))}))


def end_of(footer: Struct) -> bytes:
    """How a file with this footer ends."""
    written = thrift.written(footer)
    return written + len(written).to_bytes(4, "little") + MAGIC


def footer_of(file: BinaryIO) -> tuple[Struct, int]:
    """The footer of a file, and where it begins."""
    start, length = span_of(file)
    file.seek(start)
    return thrift.Reader(file.read(length)).struct(), start


def span_of(file: BinaryIO) -> tuple[int, int]:
    """Where the footer of a file begins, and how long it is: no byte where the file does not end as Parquet ends."""
    end = file.seek(0, 2) - 8
    file.seek(max(end, 0))
    length, magic = int.from_bytes(file.read(4), "little"), file.read()
    return (end - length, length) if magic == MAGIC and end >= length + len(MAGIC) else (end, 0)


def _append(part: Path, file: BinaryIO) -> Struct:
    """Copy the pages of a part, and give back its footer for where they lie now."""
    with part.open("rb") as held:
        footer, end = footer_of(held)
        moved = file.tell() - len(MAGIC)
        held.seek(len(MAGIC))
        left = end - len(MAGIC)
        while left:
            block = held.read(min(left, 1 << 20))
            file.write(block)
            left -= len(block)
    for group in footer[ROW_GROUPS][1][1]:
        _move(group, (GROUP_OFFSET,), moved)
        for column in group[COLUMNS][1][1]:
            move_column(column, moved)
    return footer


def move_column(column: Struct, by: int) -> None:
    """Say that the pages of a column lie so many bytes further on."""
    _move(column, COLUMN_OFFSETS, by)
    _move(column[COLUMN_META][1], PAGE_OFFSETS, by)


def _move(struct: Struct, fields: Sequence[int], by: int) -> None:
    for field in fields:
        if field in struct and struct[field][1]:  # 0 stands for none
            struct[field] = struct[field][0], struct[field][1] + by
