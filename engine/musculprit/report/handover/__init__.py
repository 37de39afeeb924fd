"""A therapist's handover: the result, the hypotheses, what to test next, what is blocked, and consent."""

from .content import Handover, handover_of
from .text import handover_page, handover_text

__all__ = ["Handover", "handover_of", "handover_page", "handover_text"]
