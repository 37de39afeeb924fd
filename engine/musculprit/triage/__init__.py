"""Answers in, assessment out: run the readings, then say what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import load_rules

if TYPE_CHECKING:
    from .assessing import assess

__all__ = ["assess", "load_rules"]


def __getattr__(name: str) -> object:
    if name == "assess":
        from .assessing import assess

        return assess
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
