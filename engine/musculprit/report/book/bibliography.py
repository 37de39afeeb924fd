"""The sources as CSL-JSON, for a reference manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model.rule import Source

_OURS = {"read", "where", "more_authors", "issued"}


def csl(sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Items of the Citation Style Language 1.0.2; how a source was read stands under `custom`."""
    return [_item(name, source) for name, source in sorted(sources.items())]


def _item(name: str, source: Source) -> dict[str, Any]:
    item = {"id": name, **source.model_dump(mode="json", by_alias=True, exclude=_OURS, exclude_defaults=True)}
    item["type"] = source.type
    if source.issued is not None:
        item["issued"] = {"date-parts": [[int(part) for part in str(source.issued).split("-")]]}
    item["custom"] = {"read": source.read, "more_authors": source.more_authors, "where": source.where or ""}
    return item
