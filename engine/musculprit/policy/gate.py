"""The region gate: the finding that says where it hurts, and what a place is worth to a culprit."""

SITE, WORST = "pain_site", "worst_site"

CORE_POINTS, SPILL_POINTS, ELSEWHERE_POINTS = 3, 1, -3
"""Source: muscles dossier, section 4.3."""
