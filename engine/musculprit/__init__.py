"""From what hurts, to which muscle deserves a look, to what is safe to do about it: red flags first."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .model.assessment import Assessment
    from .model.case import Case
    from .triage import assess, load_rules

__all__ = ["Assessment", "Case", "assess", "load_rules"]

_HOMES = {"Assessment": "model.assessment", "Case": "model.case", "assess": "triage", "load_rules": "triage"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
