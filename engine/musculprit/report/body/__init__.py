"""A body map: front, back and sides, with the places that hurt and where a culprit's pain is felt."""

from .draw import Zone, body_map

__all__ = ["Zone", "body_map"]
