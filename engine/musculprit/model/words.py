"""The closed lists: dispositions and kinds of care."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

FloorName: TypeAlias = Literal["self_care", "routine_clinician", "urgent_2w", "same_day", "emergency_now"]
FLOORS: tuple[FloorName, ...] = get_args(FloorName)
SELF_CARE, ROUTINE, URGENT, SAME_DAY, EMERGENCY = range(5)
CANNOT_ASSESS, OUT_OF_SCOPE = 5, 6
DISPOSITIONS: tuple[str, ...] = (*FLOORS, "cannot_assess", "out_of_scope")

CareKind: TypeAlias = Literal[
    "ball_pressure",
    "roller",
    "massage_gun",
    "partner_pressure",
    "deep_massage",
    "light_massage",
    "cupping",
    "stretch",
    "strengthening",
    "walking",
    "activity",
    "impact_exercise",
    "posture",
    "heat",
    "cold",
    "medicine_oral",
    "medicine_gel",
    "nerve_glide",
    "spinal_manipulation",
    "weight_bearing",
    "self_test",
    "education",
]
CARE_KINDS: tuple[CareKind, ...] = get_args(CareKind)

BANDS = ("not_supported", "weak", "possible", "strong_match")
