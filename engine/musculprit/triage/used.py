"""Which rules an assessment shows or rests on, by the hash of their content."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.assessment import Assessment
from .base import RuleBase

SHARED = ("findings", "regions.yaml", "screen.yaml", "locale")
"""What every assessment rests on, below the folder of rules."""


def used_by(assessment: Assessment, base: RuleBase) -> dict[str, str]:
    """Rule id, or shared file or folder, to hash."""
    files = base.texts["files"]
    rules = {
        name: base.digest(files[name].partition("/")[2]) for name in sorted(set(_named(assessment))) if name in files
    }
    return rules | {name: base.digest(name) for name in SHARED}


def _named(assessment: Assessment) -> Iterator[str]:
    yield from (one.rule for one in assessment.trace)
    for shown in (
        assessment.red_flags,
        assessment.culprits,
        assessment.care,
        assessment.blocked_care,
        assessment.safety_net,
        assessment.principles,
        assessment.referrals,
        assessment.techniques,
    ):
        yield from (one.id for one in shown)
    for blocked in assessment.blocked_care:
        yield from blocked.because
