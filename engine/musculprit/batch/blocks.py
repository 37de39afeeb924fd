"""A text file in parts that end where a line does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from .part import BYTES, Part, Piece

_BLOCK = 1 << 22


def parts_of(path: Path, number: int, start: int = 0) -> Iterator[Part]:
    """Parts of about BYTES, from byte `start` on; `where` is the first byte of each and the one after its last."""
    begun = at = start
    line = first = 0
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(min(_BLOCK, BYTES)):
            end = block.rfind(b"\n") + 1
            if end and at + end - begun >= BYTES:
                line += block.count(b"\n", 0, end)
                yield Part(number, first, line - first, (begun, at + end))
                begun, first = at + end, line
                line += block.count(b"\n", end)
            else:
                line += block.count(b"\n")
            at += len(block)
            last = block[-1:]
    if at > begun:
        yield Part(number, first, line + (last != b"\n") - first, (begun, at))


def pieces_of(path: Path, parts: Iterable[Part]) -> Iterator[Piece]:
    """The bytes of each part, which end with a line end."""
    with path.open("rb") as file:
        for part in parts:
            begun, end = part.where
            file.seek(begun)
            block = file.read(end - begun)
            yield Piece(part, part.first, block if block.endswith(b"\n") else block + b"\n")
