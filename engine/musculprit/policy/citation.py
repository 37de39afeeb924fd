"""A source as one line, the way journals print it."""

from __future__ import annotations

from ..model.rule import Author, Source


def citation(source: Source) -> str:
    """Authors, title, where it stood, year, volume and pages; only what is known."""
    authors = ", ".join(_author(one) for one in source.author) + (", et al" if source.more_authors else "")
    place = " ".join(part for part in (source.container_title, source.publisher) if part)
    when = str(source.issued or "")
    volume = (source.volume or "") + (f"({source.issue})" if source.issue else "")
    pages = f":{source.page}" if source.page and volume else f" {source.page}" if source.page else ""
    printed = " ".join(part for part in (place, when) if part) + (f";{volume}" if volume else "") + pages
    parts = [part.strip().removesuffix(".") for part in (authors, source.title, printed, source.note or "") if part]
    return ". ".join(parts).replace("?. ", "? ")


def _author(one: Author) -> str:
    return one.literal or " ".join(part for part in (one.family, one.given) if part)
