"""From what hurts, to which muscle deserves a look, to what is safe to do about it: red flags first."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .batch.table import assess_table
    from .model.assessment import Assessment
    from .model.case import Case
    from .triage import assess, load_rules

__all__ = ["Assessment", "Case", "assess", "assess_table", "load_rules"]

_HOMES = {
    "Assessment": "model.assessment",
    "Case": "model.case",
    "assess": "triage",
    "assess_table": "batch.table",
    "load_rules": "triage",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module

        try:
            return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        except ModuleNotFoundError as error:
            if error.name not in ("numba", "numpy", "pyarrow"):
                raise
            from .errors import MissingExtra

            raise MissingExtra(f"{name} needs {error.name}: pip install 'musculprit[batch]'") from error
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
