"""The rule book on disk: Markdown by chapter, one HTML page, the seeds page, the bibliography."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from ...model.rules import Rules
from ...quality.casefile import Located
from .bibliography import csl
from .book import STATUSES, Chapter, chapters, titles


def write_book(rules: Rules, cases: Iterable[Located], folder: Path, version: str, sha256: str) -> list[Path]:
    """Write the whole book below a folder; what was written."""
    cases = list(cases)
    files = _markdown(rules, cases, version, sha256)
    files["rule-book.html"] = _html(rules, cases, version, sha256)
    files["seeds.md"] = seeds_page(rules)
    files["bibliography.json"] = json.dumps(csl(rules.sources), ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def seeds_page(rules: Rules) -> str:
    """All seed facts in one table, each with the rules that carry it, or why none does."""
    carried = sum(any(name in rule.seeds for rule in rules.sourced()) for name in rules.seeds)
    lines = [
        "# Seed facts",
        "",
        "The project began with five articles for lay people and massage therapists. This is every statement of",
        f"them, in our words, with the rules that carry it. {carried} of {len(rules.seeds)} are carried by a rule;",
        "the others say why not. Written by `musculprit rules docs` from the rules; do not edit.",
        "",
        "| id | what it says | standing | carried by | what the rules say instead, or why none carries it |",
        "|---|---|---|---|---|",
    ]
    for name, seed in sorted(rules.seeds.items()):
        rules_of = ", ".join(f"`{rule.id}`" for rule in rules.sourced() if name in rule.seeds)
        cells = (f'<a id="{name}"></a>{name}', seed.fact, STATUSES[seed.status], rules_of or "none", seed.because or "")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _markdown(rules: Rules, cases: list[Located], version: str, sha256: str) -> dict[str, str]:
    known = titles(rules)

    def link(name: str, title: str) -> str:
        return f"[{title}]({_file(known[name][0])}#{name})"

    book = chapters(rules, cases, link)
    files = {_file(one.id): _chapter(one) for one in book if one.id != "seeds"}
    listed = [f"- [{one.title}]({_file(one.id)}) ({len(one.entries)}). {one.about}" for one in book]
    files["README.md"] = "\n".join(["# The rule book", "", _edition(rules, version, sha256), "", *listed, ""])
    return files


def _chapter(chapter: Chapter) -> str:
    parts = [f"# {chapter.title}\n\n{chapter.about} [Contents](README.md)\n"]
    parts += [f'<a id="{one.id}"></a>\n\n## {one.title}\n\n`{one.id}`\n\n{one.markdown}\n' for one in chapter.entries]
    return "\n".join(parts)


def _html(rules: Rules, cases: list[Located], version: str, sha256: str) -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    book = chapters(rules, cases, lambda name, title: f"[{title}](#{name})")
    page = Environment(
        loader=PackageLoader("musculprit.report.book"), undefined=StrictUndefined, autoescape=True
    ).get_template("book.html.j2")
    return page.render(
        chapters=book,
        rendered=lambda text: Markup(markdown.render(text)),  # noqa: S704  # the renderer escapes
        edition=_edition(rules, version, sha256),
    )


def _edition(rules: Rules, version: str, sha256: str) -> str:
    every = list(rules.sourced())
    reviewed = sum(rule.review != "none" for rule in every)
    bare = sum(not rule.sources for rule in every)
    return (
        f"musculprit {version}, rules {sha256[:12]}: {len(every)} rules, {len(rules.findings)} findings, "
        f"{len(rules.sources)} sources. {reviewed} of {len(every)} rules have been signed off by a clinician. "
        f"{bare} rules have no source and say so. It supports a decision; it is not a diagnosis."
    )


def _file(chapter: str) -> str:
    return f"{chapter.replace('_', '-')}.md"
