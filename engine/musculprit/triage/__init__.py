"""Answers in, assessment out: run the readings, then say what follows."""

from .assessing import assess
from .base import load_rules

__all__ = ["assess", "load_rules"]
