"""A rule base as read: every finding and rule with its conditions as expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .finding import Finding, Region
from .rule import (
    CareAction,
    Consent,
    Culprit,
    Locale,
    Page,
    Part,
    Precaution,
    Principle,
    RedFlag,
    Referral,
    SafetyNet,
    SeedFact,
    Source,
    Sourced,
    Technique,
)


@dataclass(frozen=True)
class Rules:
    """All that a folder of rules says. Conditions stand where authors wrote them, as expressions."""

    findings: Mapping[str, Finding]
    regions: Mapping[str, Region]
    pages: tuple[Page, ...]
    red_flags: tuple[RedFlag, ...]
    culprits: tuple[Culprit, ...]
    parts: tuple[Part, ...]
    precautions: tuple[Precaution, ...]
    actions: tuple[CareAction, ...]
    techniques: tuple[Technique, ...]
    principles: tuple[Principle, ...]
    consents: tuple[Consent, ...]
    referrals: tuple[Referral, ...]
    safety_nets: tuple[SafetyNet, ...]
    sources: Mapping[str, Source]
    seeds: Mapping[str, SeedFact]
    locales: Mapping[str, Locale]
    files: Mapping[str, str]
    """Rule id to the file it stands in."""

    def sourced(self) -> Iterator[Sourced]:
        """Every rule that carries evidence, sources and review."""
        yield from self.red_flags
        yield from self.culprits
        yield from self.parts
        yield from self.precautions
        yield from self.actions
        yield from self.techniques
        yield from self.principles
        yield from self.consents
        yield from self.referrals
        yield from self.safety_nets
