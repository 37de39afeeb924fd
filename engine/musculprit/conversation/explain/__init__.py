"""Why the answer is what it is, why a culprit is not in front, and what would change it."""

from .what_if import what_if
from .why import why
from .why_not import why_not

__all__ = ["what_if", "why", "why_not"]
