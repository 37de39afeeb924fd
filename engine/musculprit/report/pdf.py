"""A report as PDF on the paper of its country, laid out by the print style of the HTML page."""

from __future__ import annotations

from typing import NoReturn

from ..errors import MissingExtra

LETTER = ("en-US", "en-CA")
"""Locales whose paper is US Letter; everywhere else it is A4."""


def pdf(html: str, locale: str) -> bytes:
    """An HTML page as PDF. Raises MissingExtra without WeasyPrint, or without the Pango library that it needs."""
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as error:
        raise MissingExtra(
            "PDF needs WeasyPrint and Pango: pip install 'musculprit[pdf]' "
            "(and, on Debian or Ubuntu, apt-get install libpangoft2-1.0-0); "
            "or write --format html and print that from a browser"
        ) from error
    size = CSS(string=f"@page {{ size: {'letter' if locale in LETTER else 'A4'} }}")
    return bytes(HTML(string=html, url_fetcher=_nothing_outside).write_pdf(stylesheets=[size]))


def _nothing_outside(url: str) -> NoReturn:
    """A report loads nothing; what still asks for something is a mistake of ours."""
    raise ValueError(f"a report must not load {url}")
